//! What a page says of itself by its marks: the `h-entry` of microformats (<https://microformats.org/wiki/h-entry>), and where
//! it has none, what it says to everybody.
//!
//! Marks on other sites' pages are seldom by the book. What is found is taken, what is missing is left out, and nothing is
//! ever an error.

use reqwest::Url;

use super::source::{Link, Target, elements, first, is_silent, strongest};
use crate::domain::comment::{Found, MentionKind};
use crate::rich::{Element, Node};

/// Of a text, so much is looked at; it is cut to less.
const TEXT_BYTES_MAX: usize = 8 * 1024;

/// Elements that don't part what stands before them from what stands after.
const INLINE: [&str; 24] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s", "samp",
    "small", "span", "strong", "sub", "sup", "u", "var",
];

/// Reads a page that links to the target.
pub(super) fn read(nodes: &[Node], base: &Url, target: &Target<'_>) -> Found {
    let entry = entry_about(nodes, base, target);
    let mut found = entry.map(|entry| of_entry(entry, base, target)).unwrap_or_default();
    if found.name.is_empty()
        && let Some(card) = card_beside(nodes)
    {
        (found.name, found.website) = of_author(card, base);
    }
    if found.title.is_empty() && (entry.is_none() || found.text.is_empty()) {
        found.title = first(nodes, &|element| element.name == "title").map(words).unwrap_or_default();
    }
    // What is but a text has that for its name as well.
    if says_the_same(&found.title, &found.text) {
        found.title.clear();
    }
    found
}

/// The entry that links to the target, where there are several; the outermost, as what is in it may be an answer to it.
fn entry_about<'n>(nodes: &'n [Node], base: &Url, target: &Target<'_>) -> Option<&'n Element> {
    let is_entry = |element: &Element| has_class(element, "h-entry");
    let links = |element: &Element| {
        is_entry(element)
            && (own_address(element, base).is_some_and(|own| target.linked_by(&own, base) == Link::ToTarget)
                || strongest(&element.children, base, target) == Link::ToTarget)
    };
    first(nodes, &links).or_else(|| first(nodes, &is_entry))
}

/// The page's own card, which is beside its entry where the entry has none: those in entries and in what they cite are others'.
fn card_beside(nodes: &[Node]) -> Option<&Element> {
    let is_others = |element: &Element| ["h-entry", "h-cite"].iter().any(|class| has_class(element, class));
    elements(nodes)
        .filter(|element| !is_silent(element) && !is_others(element))
        .find_map(|element| if has_class(element, "h-card") { Some(element) } else { card_beside(&element.children) })
}

fn of_entry(entry: &Element, base: &Url, target: &Target<'_>) -> Found {
    let property = |names: &[&str]| property(entry, names);
    let does = |name: &str| properties(entry, name).iter().any(|element| refers_to(element, base, target));
    let kinds =
        [("u-in-reply-to", MentionKind::Reply), ("u-like-of", MentionKind::Like), ("u-repost-of", MentionKind::Repost)];
    let kind = kinds.into_iter().find(|(name, _)| does(name)).map_or(MentionKind::Mention, |(_, kind)| kind);
    let (name, website) = property(&["p-author", "u-author"]).map(|author| of_author(author, base)).unwrap_or_default();
    // Who answers says it whole; of a page on something else, its summary says what that is.
    let texts: [&[&str]; 2] = [&["e-content", "p-content"], &["p-summary"]];
    let mut texts = texts.map(|names| property(names).map(words).filter(|text| !text.is_empty()));
    if kind == MentionKind::Mention {
        texts.reverse();
    }
    let title = property(&["p-name"]).map(words).unwrap_or_default();
    Found { kind, title, name, website, text: texts.into_iter().flatten().next().unwrap_or_default() }
}

/// Who wrote it: a card, a name, or an address alone.
fn of_author(author: &Element, base: &Url) -> (String, String) {
    let own = own_address(author, base);
    let name = property(author, &["p-name"]).map(words);
    let picture = || first(&author.children, &|element| element.name == "img");
    let alt = || picture().and_then(|picture| picture.attribute("alt")).unwrap_or_default().to_owned();
    let name = name.unwrap_or_else(|| words(author));
    let name = if name.is_empty() { alt() } else { name };
    let marked = property(author, &["u-url"]).and_then(|element| own_address(element, base));
    let link = || first(&author.children, &|element| element.name == "a");
    let website = marked.or(own).or_else(|| link().and_then(|link| own_address(link, base)));
    (name, website.unwrap_or_default())
}

/// Whether what a property names is the target: its own address, or one in it where it is marked up itself.
fn refers_to(element: &Element, base: &Url, target: &Target<'_>) -> bool {
    let is_target = |address: String| target.linked_by(&address, base) == Link::ToTarget;
    own_address(element, base).is_some_and(is_target) || strongest(&element.children, base, target) == Link::ToTarget
}

/// The address that an element is, as a whole one.
fn own_address(element: &Element, base: &Url) -> Option<String> {
    let address = ["href", "src", "data", "value"].iter().find_map(|name| element.attribute(name))?.trim();
    if address.is_empty() { None } else { base.join(address).ok().map(String::from) }
}

/// The first property of an entry with one of these names, the earlier names first.
fn property<'e>(entry: &'e Element, names: &[&str]) -> Option<&'e Element> {
    names.iter().find_map(|name| properties(entry, name).first().copied())
}

/// The properties of that name that are an entry's own, and not those of something in it.
fn properties<'e>(entry: &'e Element, name: &str) -> Vec<&'e Element> {
    fn collect<'e>(element: &'e Element, name: &str, found: &mut Vec<&'e Element>) {
        for child in elements(&element.children).filter(|child| !is_silent(child)) {
            if has_class(child, name) {
                found.push(child);
            }
            let is_of_its_own = classes(child).any(|class| class.starts_with("h-"));
            if !is_of_its_own {
                collect(child, name, found);
            }
        }
    }
    let mut found = Vec::new();
    collect(entry, name, &mut found);
    found
}

fn classes(element: &Element) -> impl Iterator<Item = &str> {
    element.attribute("class").unwrap_or_default().split_ascii_whitespace()
}

fn has_class(element: &Element, class: &str) -> bool {
    classes(element).any(|own| own == class)
}

/// What an element says to people, in plain text.
fn words(element: &Element) -> String {
    fn collect(nodes: &[Node], text: &mut String) {
        for node in nodes {
            if text.len() > TEXT_BYTES_MAX {
                return;
            }
            match node {
                Node::Text(part) => text.push_str(&part[..part.floor_char_boundary(TEXT_BYTES_MAX)]),
                Node::Element(element) if is_silent(element) => {}
                Node::Element(element) => {
                    let gap = if element.is_one_of(&INLINE) { "" } else { " " };
                    text.push_str(gap);
                    collect(&element.children, text);
                    text.push_str(gap);
                }
            }
        }
    }
    let mut text = String::new();
    collect(&element.children, &mut text);
    // What programs alone are told has no other words.
    if let Some(value) = element.attribute("value").filter(|_| text.trim().is_empty()) {
        text.push_str(value);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a title is but the beginning of the text.
fn says_the_same(title: &str, text: &str) -> bool {
    let title = title.trim_end_matches(['…', '.']).trim_end();
    !title.is_empty() && text.starts_with(title)
}
