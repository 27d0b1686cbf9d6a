//! The allow-list that every rendering goes through, whoever wrote its HTML: Markdown, an author, or the renderer.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

/// The elements there are.
pub(super) const TAGS: [&str; 74] = [
    "a",
    "abbr",
    "acronym",
    "aside",
    "audio",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "input",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "picture",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
];

const GENERIC_ATTRIBUTES: [&str; 5] = ["lang", "dir", "title", "id", "class"];

const TAG_ATTRIBUTES: [(&str, &[&str]); 19] = [
    ("a", &["href", "name", "hreflang", "role", "aria-label"]),
    ("audio", &["src", "preload", "loop", "muted"]),
    ("blockquote", &["cite"]),
    ("col", &["span"]),
    ("colgroup", &["span"]),
    ("data", &["value"]),
    ("del", &["cite", "datetime"]),
    ("details", &["open"]),
    ("img", &["src", "alt", "width", "height"]),
    ("input", &["checked"]),
    ("ins", &["cite", "datetime"]),
    ("li", &["value"]),
    ("ol", &["start", "reversed", "type"]),
    ("q", &["cite"]),
    ("section", &["role", "aria-label"]),
    ("source", &["src", "type"]),
    ("time", &["datetime"]),
    ("track", &["src", "kind", "srclang", "label", "default"]),
    ("video", &["src", "poster", "preload", "loop", "muted", "width", "height"]),
];

const CELL_ATTRIBUTES: [&str; 4] = ["colspan", "rowspan", "headers", "scope"];

const URL_SCHEMES: [&str; 9] = ["http", "https", "mailto", "tel", "sms", "xmpp", "irc", "ircs", "ftp"];

const CLASSES: [&str; 12] = [
    "align-center",
    "align-right",
    "alert",
    "alert-caution",
    "alert-important",
    "alert-note",
    "alert-tip",
    "alert-title",
    "alert-warning",
    "footnote-back",
    "footnote-reference",
    "footnotes",
];

const ROLES: [&str; 3] = ["doc-backlink", "doc-endnotes", "doc-noteref"];

/// Begins the ids that a page keeps for itself, so that no text can take what the page's labels and links point to.
pub(super) const RESERVED_ID_PREFIX: &str = "page-";

/// Says at which line of the text an element begins, in previews alone.
pub(super) const LINE_ATTRIBUTE: &str = "data-line";

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(builder);

static PREVIEW_SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = builder();
    builder.add_generic_attributes([LINE_ATTRIBUTE]);
    builder
});

/// Whether an element of that name, in lower case, is kept.
pub(in crate::service) fn keeps(name: &str) -> bool {
    TAGS.contains(&name)
}

/// HTML that holds nothing but what the allow-list names, with every element closed, and no character that a feed's XML
/// could not hold.
pub(super) fn sanitise(html: &str) -> String {
    clean(html, &SANITISER)
}

/// The same for a preview, whose elements may say at which line they begin.
pub(super) fn sanitise_with_lines(html: &str) -> String {
    clean(html, &PREVIEW_SANITISER)
}

fn clean(html: &str, sanitiser: &Builder<'static>) -> String {
    without_forbidden(sanitiser.clean(html).to_string())
}

/// The same HTML with a mark in the place of each character that a feed's XML could not hold.
pub(super) fn without_forbidden(clean: String) -> String {
    if clean.contains(is_forbidden) { clean.replace(is_forbidden, "\u{fffd}") } else { clean }
}

fn builder() -> Builder<'static> {
    let mut attributes: HashMap<&str, HashSet<&str>> =
        TAG_ATTRIBUTES.into_iter().map(|(tag, names)| (tag, names.iter().copied().collect())).collect();
    attributes.extend(["td", "th"].map(|tag| (tag, CELL_ATTRIBUTES.into())));
    let mut builder = Builder::empty();
    builder
        .tags(TAGS.into())
        .clean_content_tags(["script", "style"].into())
        .generic_attributes(GENERIC_ATTRIBUTES.into())
        .tag_attributes(attributes)
        .url_schemes(URL_SCHEMES.into())
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None)
        .attribute_filter(filter);
    // Whatever plays has the buttons to stop it.
    builder.set_tag_attribute_value("audio", "controls", "").set_tag_attribute_value("video", "controls", "");
    builder
}

/// The value of an attribute that may stay, or what of it may.
fn filter<'value>(_tag: &str, name: &str, value: &'value str) -> Option<Cow<'value, str>> {
    let kept = match name {
        "class" => return classes(value),
        "id" | "name" => is_id(value),
        "role" => ROLES.contains(&value),
        LINE_ATTRIBUTE => value.len() < 10 && value.bytes().all(|byte| byte.is_ascii_digit()),
        "type" | "kind" | "preload" => value.len() < 64,
        _ => true,
    };
    kept.then_some(Cow::Borrowed(value))
}

fn classes(value: &str) -> Option<Cow<'_, str>> {
    let kept: Vec<&str> = value
        .split_ascii_whitespace()
        .filter(|class| CLASSES.contains(class) || class.starts_with("language-"))
        .collect();
    (!kept.is_empty()).then(|| Cow::Owned(kept.join(" ")))
}

/// Whether an author's id can be a link's target without standing in for something else: a name that begins with `_`
/// could pass for a script's own variable, because browsers offer ids to scripts as such.
fn is_id(id: &str) -> bool {
    let name = |character: char| character.is_alphanumeric() || matches!(character, '-' | '_' | '.' | ':');
    id.starts_with(char::is_alphanumeric) && id.chars().all(name) && !id.starts_with(RESERVED_ID_PREFIX)
}

/// XML 1.0 has no place for them, not even escaped.
fn is_forbidden(character: char) -> bool {
    matches!(character, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}
