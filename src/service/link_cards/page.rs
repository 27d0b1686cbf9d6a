//! What a page says of itself: Open Graph, Twitter's cards, its title, and where its site answers by oEmbed.
//!
//! The page is only cut into tags, by the tokenizer of a browser's parser: no tree is built that it could make deep.

use std::cell::RefCell;
use std::collections::HashMap;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use reqwest::Url;

/// What a page says beyond so many words of itself is not heard.
const FACTS_MAX: usize = 256;

const TITLES: [&str; 2] = ["og:title", "twitter:title"];
const DESCRIPTIONS: [&str; 3] = ["og:description", "twitter:description", "description"];
const PICTURES: [&str; 5] = ["og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src"];
const OEMBED_TYPE: &str = "application/json+oembed";

/// What a page says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Facts {
    /// What it wants to be called where others link to it.
    pub title: Option<String>,
    /// What it is called in browsers, often with its site's name.
    pub name: Option<String>,
    pub description: Option<String>,
    pub picture: Option<Url>,
    pub is_video: bool,
    /// Where its site says more of it.
    pub oembed: Option<Url>,
}

/// Reads a page that is at that address.
pub(super) fn facts(html: &str, url: &Url) -> Facts {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    let tokenizer = Tokenizer::new(Listener::default(), TokenizerOpts::default());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let heard = tokenizer.sink.heard.into_inner();
    let first = |names: &[&str]| names.iter().find_map(|name| heard.named.get(*name)).cloned();
    let address = |text: &String| url.join(text.trim()).ok();
    Facts {
        title: first(&TITLES),
        name: heard.title,
        description: first(&DESCRIPTIONS),
        picture: first(&PICTURES).as_ref().and_then(address),
        is_video: heard.named.get("og:type").is_some_and(|kind| kind.starts_with("video")),
        oembed: heard.oembed.as_ref().and_then(address),
    }
}

/// Listens to the tags of a page.
#[derive(Default)]
struct Listener {
    heard: RefCell<Heard>,
}

#[derive(Default)]
struct Heard {
    /// By `name` or `property`, the first of each.
    named: HashMap<String, String>,
    title: Option<String>,
    is_in_title: bool,
    oembed: Option<String>,
}

impl TokenSink for Listener {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let mut heard = self.heard.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => heard.start(&tag),
            Token::TagToken(tag) => {
                heard.is_in_title &= &*tag.name != "title";
                TokenSinkResult::Continue
            }
            Token::CharacterTokens(text) if heard.is_in_title => {
                heard.title.get_or_insert_default().push_str(&text);
                TokenSinkResult::Continue
            }
            _ => TokenSinkResult::Continue,
        }
    }
}

impl Heard {
    fn start(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        match &*tag.name {
            "meta" => self.meta(tag),
            "link" => self.link(tag),
            // Pictures in the text have titles, too.
            "title" => {
                self.is_in_title = self.title.is_none();
                return TokenSinkResult::RawData(RawKind::Rcdata);
            }
            "textarea" => return TokenSinkResult::RawData(RawKind::Rcdata),
            "script" => return TokenSinkResult::RawData(RawKind::ScriptData),
            "style" | "xmp" | "iframe" | "noembed" | "noframes" | "noscript" => {
                return TokenSinkResult::RawData(RawKind::Rawtext);
            }
            "plaintext" => return TokenSinkResult::Plaintext,
            _ => {}
        }
        TokenSinkResult::Continue
    }

    fn meta(&mut self, tag: &Tag) {
        let (Some(name), Some(content)) = (value(tag, "property").or(value(tag, "name")), value(tag, "content")) else {
            return;
        };
        if self.named.len() < FACTS_MAX && !content.trim().is_empty() {
            self.named.entry(name.to_ascii_lowercase()).or_insert_with(|| content.to_owned());
        }
    }

    fn link(&mut self, tag: &Tag) {
        let is_oembed = value(tag, "type").is_some_and(|media_type| media_type.eq_ignore_ascii_case(OEMBED_TYPE));
        if is_oembed && self.oembed.is_none() {
            self.oembed = value(tag, "href").map(str::to_owned);
        }
    }
}

fn value<'t>(tag: &'t Tag, name: &str) -> Option<&'t str> {
    tag.attrs.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| &*attribute.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(html: &str) -> Facts {
        facts(html, &Url::parse("https://example.org/posts/a").unwrap())
    }

    #[test]
    fn open_graph_goes_before_what_else_a_page_says() {
        let found = read(
            "<!doctype html><title>Plain &amp; <b>old</b></title><meta name=description content='Third'>\
             <meta name=twitter:title content=Second><meta property=OG:Title content='Fish &quot;&amp;&quot; Chips'>\
             <meta property='og:title' content='Another'><meta property=og:image content=/cover.png>\
             <meta property=og:type content=video.other><link rel=alternate type=application/json+oembed href='/o?a=1&amp;b=2'>",
        );
        assert_eq!(found.title.as_deref(), Some("Fish \"&\" Chips"));
        assert_eq!(found.name.as_deref(), Some("Plain & <b>old</b>"));
        assert_eq!(found.description.as_deref(), Some("Third"));
        assert_eq!(found.picture.unwrap().as_str(), "https://example.org/cover.png");
        assert_eq!(found.oembed.unwrap().as_str(), "https://example.org/o?a=1&b=2");
        assert!(found.is_video);
    }

    #[test]
    fn what_only_looks_like_a_tag_says_nothing() {
        let found = read(
            "<script>'<meta property=og:title content=x>'</script><style><title>y</title></style>\
             <!-- <title>z</title> --><title> The\n<one> </title><svg><title>other</title></svg><noscript>\
             <meta property=og:title content=w></noscript>",
        );
        assert_eq!(found, Facts { name: Some(" The\n<one> ".to_owned()), ..Facts::default() });
        assert_eq!(read(""), Facts::default());
        assert_eq!(read("<title>never ends").name.as_deref(), Some("never ends"));
    }
}
