//! Where a page's site wants to be told of links to it: in the page's headers, or in the page.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use reqwest::Url;

use crate::service::fetch::{Fetched, decode_start};

const RELATION: &str = "webmention";

/// The endpoint that a page names: a header's goes before the page's, and of several of each the first is it.
pub(super) fn endpoint(fetched: Fetched) -> Option<Url> {
    let url = fetched.url.clone();
    if let Some(link) = fetched.links.iter().find_map(|header| in_header(header)) {
        return url.join(&link).ok();
    }
    let media_type = fetched.content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if !["text/html", "application/xhtml+xml"].contains(&media_type.as_str()) {
        return None;
    }
    let (base, link) = in_page(&decode_start(fetched));
    let base = base.and_then(|base| url.join(base.trim()).ok()).unwrap_or(url);
    base.join(link?.trim()).ok()
}

fn is_endpoint(relations: &str) -> bool {
    relations.split_ascii_whitespace().any(|relation| relation.eq_ignore_ascii_case(RELATION))
}

/// The first link of a header with that relation (RFC 8288): `<address>; rel="a b", <address>; rel=c`.
fn in_header(header: &str) -> Option<String> {
    let mut rest = header;
    while let Some(begin) = rest.find('<') {
        let (address, after) = rest[begin + 1..].split_once('>')?;
        let (parameters, next) = until_comma(after);
        let mut relations = parts(parameters, ';').into_iter().filter_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            name.trim().eq_ignore_ascii_case("rel").then(|| value.trim().trim_matches('"').to_owned())
        });
        // Of several relations of one link, the first counts.
        if relations.next().is_some_and(|relations| is_endpoint(&relations)) {
            return Some(address.trim().to_owned());
        }
        rest = next;
    }
    None
}

/// What belongs to a link, and what comes after it.
fn until_comma(text: &str) -> (&str, &str) {
    let mut is_quoted = false;
    for (at, letter) in text.char_indices() {
        match letter {
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => return (&text[..at], &text[at + 1..]),
            _ => {}
        }
    }
    (text, "")
}

/// A text cut at a letter, but for where that is quoted.
fn parts(text: &str, separator: char) -> Vec<&str> {
    let (mut parts, mut begin, mut is_quoted) = (Vec::new(), 0, false);
    for (at, letter) in text.char_indices() {
        match letter {
            '"' => is_quoted = !is_quoted,
            letter if letter == separator && !is_quoted => {
                parts.push(&text[begin..at]);
                begin = at + letter.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[begin..]);
    parts
}

/// What addresses of a page begin with, where it says so, and the first endpoint that it names, in the order of the page.
fn in_page(html: &str) -> (Option<String>, Option<String>) {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    let tokenizer = Tokenizer::new(Listener::default(), TokenizerOpts::default());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let Heard { base, endpoint, .. } = tokenizer.sink.heard.into_inner();
    (base, endpoint)
}

#[derive(Default)]
struct Listener {
    heard: RefCell<Heard>,
}

#[derive(Default)]
struct Heard {
    base: Option<String>,
    endpoint: Option<String>,
    /// How many templates are open: what is in them is no part of the page.
    templates: u32,
}

impl TokenSink for Listener {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let Token::TagToken(tag) = token else { return TokenSinkResult::Continue };
        let mut heard = self.heard.borrow_mut();
        match (tag.kind, &*tag.name) {
            (TagKind::StartTag, "template") => heard.templates = heard.templates.saturating_add(1),
            (TagKind::EndTag, "template") => heard.templates = heard.templates.saturating_sub(1),
            (TagKind::StartTag, name) => {
                if heard.templates == 0 {
                    heard.start(&tag);
                }
                return what_follows(name);
            }
            (TagKind::EndTag, _) => {}
        }
        TokenSinkResult::Continue
    }
}

/// How what follows a tag is read: what is no HTML inside is no link.
fn what_follows(name: &str) -> TokenSinkResult<()> {
    match name {
        "textarea" | "title" => TokenSinkResult::RawData(RawKind::Rcdata),
        "script" => TokenSinkResult::RawData(RawKind::ScriptData),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" => TokenSinkResult::RawData(RawKind::Rawtext),
        "plaintext" => TokenSinkResult::Plaintext,
        _ => TokenSinkResult::Continue,
    }
}

impl Heard {
    fn start(&mut self, tag: &Tag) {
        let Some(address) = value(tag, "href") else { return };
        match &*tag.name {
            "base" if self.base.is_none() => self.base = Some(address.to_owned()),
            "link" | "a" | "area" if self.endpoint.is_none() && value(tag, "rel").is_some_and(is_endpoint) => {
                self.endpoint = Some(address.to_owned());
            }
            _ => {}
        }
    }
}

fn value<'t>(tag: &'t Tag, name: &str) -> Option<&'t str> {
    tag.attrs.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| &*attribute.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(links: &[&str], html: &str) -> Option<String> {
        let fetched = Fetched {
            url: Url::parse("https://b.example/posts/a?b").unwrap(),
            content_type: "text/html".into(),
            links: links.iter().map(|link| (*link).to_owned()).collect(),
            body: html.as_bytes().to_vec(),
            is_cut: false,
        };
        endpoint(fetched).map(String::from)
    }

    #[test]
    fn an_endpoint_is_found_wherever_it_may_be() {
        let cases: [(&[&str], &str, Option<&str>); 27] = [
            (&["</w>; rel=webmention"], "", Some("https://b.example/w")),
            (&["<https://b.example/w?a=1>; rel=\"webmention\""], "", Some("https://b.example/w?a=1")),
            (&["<w>; rel=webmention"], "", Some("https://b.example/posts/w")),
            (&[], "<link rel=webmention href=/w>", Some("https://b.example/w")),
            (&[], "<link href='https://c.example/w' rel='WebMention'>", Some("https://c.example/w")),
            (&[], "<p><a rel=webmention href=/w>here</a>", Some("https://b.example/w")),
            (&["</w>; REL=webmention"], "", Some("https://b.example/w")),
            (&["</w>; rel=\"webmention somethingelse\""], "", Some("https://b.example/w")),
            (&[], "<link rel='somethingelse webmention' href=/w>", Some("https://b.example/w")),
            (&["</w>; rel=\"somethingelse webmention\""], "", Some("https://b.example/w")),
            // The header goes before the page, and the first in the page before the second.
            (
                &["</1>; rel=webmention"],
                "<link rel=webmention href=/2><a rel=webmention href=/3>",
                Some("https://b.example/1"),
            ),
            (&[], "<link rel='not-webmention' href=/1><a rel=webmention href=/2>", Some("https://b.example/2")),
            (&[], "<a rel=webmention href=/1><link rel=webmention href=/2>", Some("https://b.example/1")),
            (&[], "<link rel=webmention href=/1><a rel=webmention href=/2>", Some("https://b.example/1")),
            // What is only shown, or is no tag, is no link.
            (&[], "<!-- <a rel=webmention href=/1> --><a rel=webmention href=/2>", Some("https://b.example/2")),
            (&[], "&lt;a rel=webmention href=/1&gt;<a rel=webmention href=/2>", Some("https://b.example/2")),
            (
                &[],
                "<script>'<a rel=webmention href=/1>'</script><a rel=webmention href=/2>",
                Some("https://b.example/2"),
            ),
            (
                &[],
                "<template><a rel=webmention href=/1></template><a rel=webmention href=/2>",
                Some("https://b.example/2"),
            ),
            // An empty address is the page itself; without one there is none.
            (&[], "<link rel=webmention href=''>", Some("https://b.example/posts/a?b")),
            (&[], "<link rel=webmention><a rel=webmention href=/2>", Some("https://b.example/2")),
            // Several links in one header, and several headers.
            (&["</1>; rel=\"other\", </2>; rel=webmention"], "", Some("https://b.example/2")),
            (&["</1>; rel=other", "</2>; rel=\"webmention\""], "", Some("https://b.example/2")),
            (&["</1>; title=\"a, <b>; rel=webmention\"; rel=other"], "", None),
            (&["</w?a,b>; rel=webmention"], "", Some("https://b.example/w?a,b")),
            (&[], "<base href='https://c.example/x/'><a rel=webmention href=w>", Some("https://c.example/x/w")),
            (&["<"], "", None),
            (&[], "<a href=/w>webmention</a>", None),
        ];
        for (links, html, expected) in cases {
            assert_eq!(found(links, html).as_deref(), expected, "{links:?} {html}");
        }
    }
}
