//! What becomes of elements that formatted text in general has no Markdown for: what Markdown can say is said in it, what the
//! renderer keeps stays HTML, and the rest is read as well as can be and named.

use std::cell::RefCell;
use std::collections::HashSet;

use crate::rich::{Element, Marks, Node, Rules, blocks, destination, escape_brackets, plain, words};
use crate::service::markdown::{CardText, card_markdown, escape};

use super::addresses::{address, folded, is_web, shortened, watched};
use super::html::{self, COMMENT};
use super::images::{image_html, image_source, lone_image};
use super::{Footnotes, own, raw};

/// Elements among words that stay as they are, around their Markdown.
const INLINE_HTML: [&str; 11] = ["abbr", "bdi", "bdo", "ins", "kbd", "mark", "q", "small", "sub", "sup", "u"];

/// What a reader could use there, and no text holds.
const CONTROLS: [&str; 6] = ["form", "input", "select", "textarea", "button", "label"];

/// The rules, what they meet, and what they have to tell.
pub struct Carrying<'a> {
    footnotes: &'a Footnotes,
    /// The ids that the text itself links to.
    targets: HashSet<String>,
    /// Footnotes that were referred to, in this order.
    referred: RefCell<Vec<String>>,
    notices: RefCell<Vec<String>>,
}

impl<'a> Carrying<'a> {
    /// The rules for a text.
    pub fn new(nodes: &[Node], footnotes: &'a Footnotes) -> Self {
        let mut targets = HashSet::new();
        find_targets(nodes, &mut targets);
        Self { footnotes, targets, referred: RefCell::default(), notices: RefCell::default() }
    }

    /// The footnotes that the text refers to.
    pub fn notes(&self) -> Vec<String> {
        let referred = self.referred.borrow().clone();
        let note = |(index, id): (usize, &String)| {
            let nodes = html::tree(self.footnotes.get(id).map(String::as_str).unwrap_or_default());
            let note = blocks(&nodes, Marks::none(self)).replace('\n', "\n    ");
            format!("[^{}]: {note}", index + 1)
        };
        referred.iter().enumerate().map(note).collect()
    }

    /// What there is to tell.
    pub fn into_notices(self) -> Vec<String> {
        self.notices.into_inner()
    }

    fn tell(&self, what: impl Into<String>) {
        let what = what.into();
        let mut notices = self.notices.borrow_mut();
        if !notices.contains(&what) {
            notices.push(what);
        }
    }

    fn card(&self, element: &Element) -> String {
        let url = element.attribute("href").unwrap_or_default();
        let title = element.attribute("title").map(folded).filter(|title| !title.is_empty());
        match title {
            _ if !is_web(url) => title.unwrap_or_default(),
            None => format!("<{}>", address(url)),
            Some(title) => card_markdown(&CardText {
                url,
                title: &title,
                description: &element.attribute("alt").map(folded).unwrap_or_default(),
                picture: element.attribute("src").filter(|picture| !picture.starts_with("data:")),
                is_video: false,
            }),
        }
    }

    /// A page in a page becomes the address of what it shows, which readers may follow and writers may make a card.
    fn embed(&self, element: &Element) -> String {
        let source =
            element.attribute("href").or(element.attribute("src")).or(element.attribute("data")).map(str::trim);
        let Some(source) = source.filter(|source| !source.is_empty()) else {
            self.tell("an embedded page without an address is left out");
            return String::new();
        };
        let url = watched(source);
        if !is_web(&url) {
            self.tell(format!("an embedded page is left out: {}", shortened(source)));
            return String::new();
        }
        self.tell(format!("an embedded page becomes a link: {}", shortened(&url)));
        match element.attribute("title").map(folded).filter(|title| !title.is_empty()) {
            Some(title) => {
                let is_video = url.contains("youtube.com/watch") || url.contains("vimeo.com/");
                card_markdown(&CardText { url: &url, title: &title, description: "", picture: None, is_video })
            }
            None => format!("<{}>", address(&url)),
        }
    }

    fn figure(&self, element: &Element, marks: Marks<'_>) -> String {
        let is_caption = |node: &&Node| matches!(node, Node::Element(child) if child.name == "figcaption");
        let Some(Node::Element(caption)) = element.children.iter().find(is_caption) else { return String::new() };
        let rest: Vec<Node> = element.children.iter().filter(|node| !is_caption(node)).cloned().collect();
        let caption = raw::html(&caption.children);
        let Some(image) = lone_image(&rest) else {
            let shown = blocks(&rest, marks);
            return format!("<figure>\n\n{shown}\n\n<figcaption>{caption}</figcaption>\n</figure>");
        };
        let image = image_html(image);
        format!("<figure>\n{image}\n<figcaption>{caption}</figcaption>\n</figure>")
    }

    fn details(&self, element: &Element, marks: Marks<'_>) -> String {
        let is_summary = |node: &&Node| matches!(node, Node::Element(child) if child.name == "summary");
        let summary = element.children.iter().find(is_summary).map_or(String::new(), |node| match node {
            Node::Element(summary) => raw::html(&summary.children),
            Node::Text(text) => escape(text).into_owned(),
        });
        let rest: Vec<Node> = element.children.iter().filter(|node| !is_summary(node)).cloned().collect();
        format!("<details>\n<summary>{summary}</summary>\n\n{}\n\n</details>", blocks(&rest, marks))
    }

    fn callout(&self, element: &Element, marks: Marks<'_>) -> String {
        let sign = element.attribute("title").map(|sign| format!("{} ", folded(sign))).unwrap_or_default();
        let text = format!("{sign}{}", blocks(&element.children, marks));
        let line = |line: &str| if line.is_empty() { ">".to_owned() } else { format!("> {line}") };
        let quoted: Vec<String> = text.split('\n').map(line).collect();
        format!("> [!NOTE]\n{}", quoted.join("\n"))
    }

    /// Sound and films stay where they are, for no library holds them; who can't hear or see them has the link.
    fn media(&self, element: &Element) -> String {
        let source = element.attribute("src").or_else(|| {
            element.children.iter().find_map(|child| match child {
                Node::Element(child) if child.name == "source" => child.attribute("src"),
                _ => None,
            })
        });
        let Some(source) = source.filter(|source| self.leads_somewhere(source)) else {
            self.tell(format!("{} without an address is left out", element.name));
            return String::new();
        };
        let poster = element.attribute("poster").map(|poster| format!(" poster=\"{}\"", escape(poster)));
        let poster = poster.unwrap_or_default();
        format!("<{0} src=\"{1}\" controls{poster}></{0}>", element.name, escape(source))
    }

    fn verse(&self, element: &Element, marks: Marks<'_>) -> String {
        let text = words(&with_breaks(&element.children), marks);
        let lines: Vec<&str> = text.trim_matches('\n').split('\n').map(str::trim).collect();
        let parts = lines.split(|line| line.is_empty()).filter(|part| !part.is_empty());
        parts.map(|part| part.join("\\\n")).collect::<Vec<_>>().join("\n\n")
    }

    fn left_out(&self, element: &Element) {
        match element.name.as_str() {
            "svg" => self.tell("an embedded drawing (SVG) is left out"),
            "script" => self.tell("a script is left out"),
            "math" => self.tell("an embedded formula (MathML) is left out"),
            name if CONTROLS.contains(&name) => self.tell("the controls of a form are left out"),
            "object" | "embed" | "canvas" | "applet" => self.tell(format!("<{}> is left out", element.name)),
            _ => {}
        }
    }

    fn reference(&self, id: &str) -> String {
        if !self.footnotes.contains_key(id) {
            self.tell("a footnote without a text is left out");
            return String::new();
        }
        let mut referred = self.referred.borrow_mut();
        let index = referred.iter().position(|known| known == id).unwrap_or_else(|| {
            referred.push(id.to_owned());
            referred.len() - 1
        });
        format!("[^{}]", index + 1)
    }

    fn image(&self, element: &Element) -> String {
        let Some(source) = image_source(element) else {
            if element.attribute("src").is_some_and(|source| source.trim_start().starts_with("data:")) {
                self.tell("an image inside the text itself (data:) is left out");
            }
            return String::new();
        };
        let title = element.attribute("title").map(folded).filter(|title| !title.is_empty());
        let title = title.map(|title| format!(" \"{}\"", title.replace('\\', "\\\\").replace('"', "\\\"")));
        let alternative = escape_brackets(element.attribute("alt").unwrap_or_default());
        format!("![{alternative}]({}{})", destination(source), title.unwrap_or_default())
    }
}

impl Rules for Carrying<'_> {
    fn is_block(&self, element: &Element) -> bool {
        match element.name.as_str() {
            own::CARD | own::EMBED | own::CALLOUT | own::MARKDOWN | own::LOST => true,
            "iframe" | "video" | "audio" | "object" | "embed" | "details" | "dl" | "svg" | "script" | "form"
            | "math" => true,
            "figure" => has_caption(element),
            "table" => is_beyond_markdown(element),
            "pre" => has_class(element, "wp-block-verse"),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                element.attribute("id").is_some_and(|id| self.targets.contains(id))
            }
            COMMENT => is_more(element),
            _ => false,
        }
    }

    fn block(&self, element: &Element, marks: Marks<'_>) -> String {
        match element.name.as_str() {
            own::CARD => self.card(element),
            own::EMBED | "iframe" | "object" | "embed" => self.embed(element),
            own::CALLOUT => self.callout(element, marks),
            own::MARKDOWN => plain(&element.children).trim_matches('\n').to_owned(),
            own::LOST => {
                self.tell(element.attribute("title").unwrap_or_default());
                String::new()
            }
            "video" | "audio" => self.media(element),
            "details" => self.details(element, marks),
            "figure" => self.figure(element, marks),
            "dl" | "table" => raw::element(element),
            "pre" => self.verse(element, marks),
            COMMENT => "<!-- more -->".to_owned(),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let without_id = Element {
                    attributes: element.attributes.iter().filter(|(name, _)| *name != "id").cloned().collect(),
                    ..element.clone()
                };
                let heading = blocks(&[Node::Element(without_id)], marks);
                let id = element.attribute("id").unwrap_or_default();
                if heading.is_empty() { heading } else { format!("{heading} {{#{id}}}") }
            }
            "form" => {
                self.left_out(element);
                blocks(&element.children, marks)
            }
            _ => {
                self.left_out(element);
                String::new()
            }
        }
    }

    fn inline(&self, element: &Element, marks: Marks<'_>) -> Option<String> {
        match element.name.as_str() {
            "img" => Some(self.image(element)),
            "sup" if element.attribute("data-fn").is_some() => {
                Some(self.reference(element.attribute("data-fn").unwrap_or_default()))
            }
            COMMENT | "style" => Some(String::new()),
            // A box to tick is a list's.
            "input" if element.attribute("type") == Some("checkbox") => None,
            "button" | "label" => Some(words(&element.children, marks)),
            name if CONTROLS.contains(&name) || matches!(name, "script" | "svg" | "object" | "embed" | "canvas") => {
                self.left_out(element);
                Some(String::new())
            }
            name if INLINE_HTML.contains(&name) => {
                let inside = words(&element.children, marks);
                let is_empty = inside.trim().is_empty();
                Some(if is_empty { inside } else { format!("{}{inside}</{name}>", raw::tag(element)) })
            }
            _ => None,
        }
    }

    fn leads_somewhere(&self, address: &str) -> bool {
        let scheme = address.split_once(':').map(|(scheme, _)| scheme.trim().to_ascii_lowercase());
        let is_scheme =
            |scheme: &String| scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
        match scheme.filter(is_scheme) {
            Some(scheme) => {
                ["http", "https", "mailto", "tel", "sms", "xmpp", "irc", "ircs", "ftp"].contains(&scheme.as_str())
            }
            None => !address.is_empty(),
        }
    }
}

fn find_targets(nodes: &[Node], targets: &mut HashSet<String>) {
    for node in nodes {
        let Node::Element(element) = node else { continue };
        if let Some(target) = element.attribute("href").and_then(|href| href.strip_prefix('#')) {
            let is_id = |id: &str| id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
            if !target.is_empty() && is_id(target) {
                targets.insert(target.to_owned());
            }
        }
        find_targets(&element.children, targets);
    }
}

fn has_caption(figure: &Element) -> bool {
    let is_caption = |node: &Node| matches!(node, Node::Element(child) if child.name == "figcaption" && !plain(&child.children).trim().is_empty());
    // Each picture of a gallery may have its own.
    let holds_figure = |node: &Node| matches!(node, Node::Element(child) if holds(child, "figure"));
    figure.children.iter().any(is_caption) && !figure.children.iter().any(holds_figure)
}

fn holds(element: &Element, name: &str) -> bool {
    element.name == name
        || element.children.iter().any(|node| matches!(node, Node::Element(child) if holds(child, name)))
}

/// What a table of Markdown can't hold: cells over several columns or rows, and more than words in a cell.
fn is_beyond_markdown(table: &Element) -> bool {
    fn any(nodes: &[Node], is_one: &dyn Fn(&Element) -> bool) -> bool {
        nodes.iter().any(|node| matches!(node, Node::Element(child) if is_one(child) || any(&child.children, is_one)))
    }
    any(&table.children, &|element| match element.name.as_str() {
        "td" | "th" => {
            ["colspan", "rowspan"].iter().any(|name| element.attribute(name).is_some_and(|span| span != "1"))
        }
        "caption" | "ul" | "ol" | "pre" => true,
        _ => false,
    }) && !any(&table.children, &|element| element.name == "table")
}

fn is_more(comment: &Element) -> bool {
    let text = plain(&comment.children);
    let text = text.trim();
    text == "more" || text.starts_with("more ")
}

/// Whether an element has that class.
pub fn has_class(element: &Element, class: &str) -> bool {
    element.attribute("class").is_some_and(|classes| classes.split_ascii_whitespace().any(|own| own == class))
}

fn with_breaks(nodes: &[Node]) -> Vec<Node> {
    nodes
        .iter()
        .flat_map(|node| match node {
            Node::Text(text) => {
                let lines = text.split('\n').map(|line| Node::Text(line.to_owned()));
                let mut broken = Vec::new();
                for line in lines {
                    if !broken.is_empty() {
                        broken.push(Node::Element(Element { name: "br".to_owned(), ..Element::default() }));
                    }
                    broken.push(line);
                }
                broken
            }
            Node::Element(element) => {
                vec![Node::Element(Element { children: with_breaks(&element.children), ..element.clone() })]
            }
        })
        .collect()
}
