//! Where a page leads: every address in it that a browser may follow or load.
//!
//! The page is only cut into tags, by the tokenizer of a browser's parser.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

/// Attributes that hold one address.
const ADDRESSES: [&str; 5] = ["href", "src", "poster", "action", "data"];
/// What a page says of a picture for links to it.
const PICTURES: [&str; 2] = ["og:image", "twitter:image"];

/// Every address in a page, in its order, as it is written there.
pub fn links(html: &str) -> Vec<String> {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    let tokenizer = Tokenizer::new(Listener::default(), TokenizerOpts::default());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.links.into_inner()
}

#[derive(Default)]
struct Listener {
    links: RefCell<Vec<String>>,
}

impl TokenSink for Listener {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let Token::TagToken(tag) = token else { return TokenSinkResult::Continue };
        if tag.kind != TagKind::StartTag {
            return TokenSinkResult::Continue;
        }
        self.links.borrow_mut().extend(links_of(&tag));
        match &*tag.name {
            "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
            "script" => TokenSinkResult::RawData(RawKind::ScriptData),
            "style" | "noscript" => TokenSinkResult::RawData(RawKind::Rawtext),
            _ => TokenSinkResult::Continue,
        }
    }
}

fn links_of(tag: &Tag) -> Vec<String> {
    let value = |name: &str| tag.attrs.iter().find(|attribute| &*attribute.name.local == name);
    let value = |name: &str| value(name).map(|attribute| attribute.value.trim().to_owned());
    let mut links: Vec<String> = ADDRESSES.iter().filter_map(|name| value(name)).collect();
    for candidate in value("srcset").iter().flat_map(|srcset| srcset.split(',')) {
        links.extend(candidate.split_whitespace().next().map(str::to_owned));
    }
    let is_picture = &*tag.name == "meta"
        && value("property").or(value("name")).is_some_and(|name| PICTURES.contains(&name.as_str()));
    links.extend(value("content").filter(|_| is_picture));
    links
}

/// The addresses of `url(…)` in a stylesheet.
pub fn stylesheet_links(css: &str) -> Vec<String> {
    let starts = css.match_indices("url(").map(|(start, found)| start + found.len());
    let inner = starts.filter_map(|start| css[start..].split(')').next());
    inner.map(|inner| inner.trim().trim_matches(['"', '\'']).to_owned()).collect()
}

/// Addresses between `<loc>` and `</loc>` in a sitemap.
pub fn sitemap_links(xml: &str) -> Vec<String> {
    let parts = xml.split("<loc>").skip(1).filter_map(|part| part.split("</loc>").next());
    parts.map(|address| address.trim().replace("&amp;", "&")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_is_found_and_nothing_that_only_looks_like_one() {
        let html = "<!doctype html><link rel=stylesheet href=/a.css><meta property=og:image content='https://x.org/b.png'>\
            <meta name=description content=/no><a href=' /c?d=1&amp;e=2#f '>x</a>\
            <img src=\"g.png\" srcset='/media/1/480/h.webp 480w, /media/1/h.png 900w'><video poster=i.png src=j.mp4></video>\
            <script>'<a href=/k>'</script><!-- <a href=/l> --><title><a href=/m></title>&lt;a href=/n&gt;<a>none</a>";
        let expected = [
            "/a.css",
            "https://x.org/b.png",
            "/c?d=1&e=2#f",
            "g.png",
            "/media/1/480/h.webp",
            "/media/1/h.png",
            "j.mp4",
            "i.png",
        ];
        assert_eq!(links(html), expected);
        assert_eq!(stylesheet_links("a { b: url( '/c.png' ) } d{e:url(f)}"), ["/c.png", "f"]);
        assert_eq!(sitemap_links("<url><loc>https://x.org/a&amp;b</loc></url>"), ["https://x.org/a&b"]);
    }
}
