//! What a page that is said to mention a post says: whether it links there, and what it says of itself.

use reqwest::Url;
use serde_json::Value;

use super::entry;
use crate::domain::comment::Found;
use crate::rich::{Element, Node};
use crate::service::fetch::{Fetched, decode_start};
use crate::service::import::markup::html;
use crate::service::markdown::host_of;

/// A page that was fetched.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Source {
    pub link: Link,
    pub found: Found,
}

/// Where it links.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Link {
    /// To nothing that has to do with the post.
    Nowhere,
    /// To the post, by an address other than the one that was told.
    ToPost,
    /// To the address that was told.
    ToTarget,
}

/// Where links of the page are compared with.
pub(super) struct Target<'t> {
    pub text: &'t str,
    pub is_of_post: &'t dyn Fn(&Url) -> bool,
}

impl Target<'_> {
    /// What an address on a page at `base` leads to.
    pub fn linked_by(&self, address: &str, base: &Url) -> Link {
        let address = address.trim();
        let Ok(url) = base.join(address) else { return Link::Nowhere };
        if address == self.text || Url::parse(self.text).as_ref() == Ok(&url) {
            return Link::ToTarget;
        }
        if (self.is_of_post)(&url) { Link::ToPost } else { Link::Nowhere }
    }
}

/// Reads what was fetched by the rules of what it says it is; of anything else, nothing is a link.
pub(super) fn read(fetched: Fetched, target: &str, is_of_post: &dyn Fn(&Url) -> bool) -> Source {
    let media_type = fetched.content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let (url, target) = (fetched.url.clone(), Target { text: target, is_of_post });
    let mut source = match media_type.as_str() {
        "text/html" | "application/xhtml+xml" => page(&decode_start(fetched), &url, &target),
        json if json == "application/json" || json.ends_with("+json") => plain(in_json(&fetched.body, &url, &target)),
        text if text.starts_with("text/") => plain(in_text(&decode_start(fetched), &target)),
        _ => plain(Link::Nowhere),
    };
    if source.found.name.is_empty() {
        host_of(url.as_str()).unwrap_or_default().clone_into(&mut source.found.name);
    }
    source
}

fn plain(link: Link) -> Source {
    Source { link, found: Found::default() }
}

fn page(text: &str, url: &Url, target: &Target<'_>) -> Source {
    let nodes = html::tree(text);
    let base = first(&nodes, &|element| element.name == "base" && element.attribute("href").is_some());
    let base = base.and_then(|base| url.join(base.attribute("href")?.trim()).ok()).unwrap_or_else(|| url.clone());
    let link = strongest(&nodes, &base, target);
    let found = if link == Link::ToTarget { entry::read(&nodes, &base, target) } else { Found::default() };
    Source { link, found }
}

/// The strongest of the links in a part of a page. What is no content links nowhere, and neither does what is not shown.
pub(super) fn strongest(nodes: &[Node], base: &Url, target: &Target<'_>) -> Link {
    let mut found = Link::Nowhere;
    for element in elements(nodes).filter(|element| !is_silent(element)) {
        let names: &[&str] = match element.name.as_str() {
            "a" | "area" => &["href"],
            "object" => &["data"],
            "blockquote" | "q" | "ins" | "del" => &["cite"],
            "link" | "base" | "script" => &[],
            _ => &["src", "poster"],
        };
        let addresses = names.iter().filter_map(|name| element.attribute(name));
        let own = addresses.map(|address| target.linked_by(address, base)).max();
        let below = strongest(&element.children, base, target);
        found = found.max(own.unwrap_or(Link::Nowhere)).max(below);
    }
    found
}

/// Whether nobody who reads the page sees what is in it.
pub(super) fn is_silent(element: &Element) -> bool {
    element.is_one_of(&["script", "style", "template", html::COMMENT])
}

pub(super) fn elements(nodes: &[Node]) -> impl Iterator<Item = &Element> {
    nodes.iter().filter_map(|node| match node {
        Node::Element(element) => Some(element),
        Node::Text(_) => None,
    })
}

/// The first element of the kind, from the outside.
pub(super) fn first<'n>(nodes: &'n [Node], is_wanted: &dyn Fn(&Element) -> bool) -> Option<&'n Element> {
    elements(nodes)
        .filter(|element| !is_silent(element))
        .find_map(|element| if is_wanted(element) { Some(element) } else { first(&element.children, is_wanted) })
}

fn in_json(bytes: &[u8], base: &Url, target: &Target<'_>) -> Link {
    fn strongest(value: &Value, base: &Url, target: &Target<'_>) -> Link {
        match value {
            Value::String(text) => target.linked_by(text, base),
            Value::Array(values) => {
                values.iter().map(|value| strongest(value, base, target)).max().unwrap_or(Link::Nowhere)
            }
            Value::Object(members) => {
                members.values().map(|value| strongest(value, base, target)).max().unwrap_or(Link::Nowhere)
            }
            _ => Link::Nowhere,
        }
    }
    serde_json::from_slice(bytes).map_or(Link::Nowhere, |value| strongest(&value, base, target))
}

/// An address in a text ends where no letter of an address follows.
fn in_text(text: &str, target: &Target<'_>) -> Link {
    let goes_on = |rest: &str| {
        rest.chars().next().is_some_and(|next| next.is_ascii_alphanumeric() || "-_~/?#%&=+@:".contains(next))
    };
    let is_there = text.match_indices(target.text).any(|(at, address)| !goes_on(&text[at + address.len()..]));
    if is_there { Link::ToTarget } else { Link::Nowhere }
}
