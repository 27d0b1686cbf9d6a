//! A post's text as WordPress keeps it: HTML with blocks marked by comments, or with paragraphs made of empty lines.

use std::collections::{HashMap, HashSet};

use super::super::markup::html::{self, COMMENT};
use super::super::markup::{Converted, Footnotes, convert, has_class, own};
use super::shortcodes::{Library, expand};
use crate::rich::{Element, Node, plain};

/// A text shows so many blocks of several posts at most; one that holds itself comes to an end by that.
const REUSES_MAX: usize = 20;

/// Blocks of which nothing is to be seen, or that other parts of the import read.
const QUIET: [&str; 6] = ["more", "nextpage", "footnotes", "spacer", "separator", "paragraph"];

/// The Markdown of a text. `reusable` has the blocks that several posts show, by their numbers.
pub fn markdown(
    content: &str,
    library: &dyn Library,
    reusable: &HashMap<String, String>,
    footnotes: &Footnotes,
) -> Converted {
    let mut reading = Reading { library, reusable, reuses_left: REUSES_MAX, notices: Vec::new() };
    let nodes = reading.tree(content);
    let mut converted = convert(&nodes, footnotes);
    let mut notices = reading.notices;
    notices.append(&mut converted.notices);
    let mut seen = HashSet::new();
    notices.retain(|notice| seen.insert(notice.clone()));
    Converted { notices, ..converted }
}

/// The Markdown of a comment, which has neither blocks nor shortcodes.
pub fn comment(content: &str) -> String {
    convert(&with_line_breaks(html::tree(content), false), &Footnotes::new()).markdown
}

/// A text that is being read.
struct Reading<'t> {
    library: &'t dyn Library,
    reusable: &'t HashMap<String, String>,
    reuses_left: usize,
    notices: Vec<String>,
}

impl Reading<'_> {
    fn tree(&mut self, content: &str) -> Vec<Node> {
        let (expanded, unknown) = expand(content, self.library);
        self.notices.extend(unknown.iter().map(|name| format!("the shortcode [{name}] stays as it is written")));
        let has_blocks = expanded.contains("<!-- wp:");
        self.settle(with_line_breaks(html::tree(&expanded), has_blocks))
    }

    /// Reads what blocks and classes mean.
    fn settle(&mut self, nodes: Vec<Node>) -> Vec<Node> {
        let mut settled = Vec::with_capacity(nodes.len());
        for node in nodes {
            match node {
                Node::Element(element) if element.name == COMMENT => settled.extend(self.comment(element)),
                Node::Element(mut element) => {
                    element.children = self.settle(element.children);
                    settled.push(meant(element));
                }
                text => settled.push(text),
            }
        }
        settled
    }

    fn comment(&mut self, element: Element) -> Vec<Node> {
        let Some(block) = Block::of(&plain(&element.children)) else { return vec![Node::Element(element)] };
        match block.reference.as_ref().and_then(|id| self.reusable.get(id)) {
            Some(content) if self.reuses_left > 0 => {
                self.reuses_left -= 1;
                self.tree(content)
            }
            _ => {
                self.notices.extend(block.notice());
                Vec::new()
            }
        }
    }
}

/// Line breaks outside of elements begin a line, and empty lines a paragraph; where there are blocks, these are paragraphs.
fn with_line_breaks(nodes: Vec<Node>, has_blocks: bool) -> Vec<Node> {
    const VERBATIM: [&str; 8] = ["pre", "code", "script", "style", "textarea", "svg", "object", COMMENT];
    nodes
        .into_iter()
        .flat_map(|node| match node {
            Node::Text(text) => lines(&text),
            Node::Element(element) if has_blocks || element.is_one_of(&VERBATIM) => vec![Node::Element(element)],
            Node::Element(mut element) => {
                element.children = with_line_breaks(element.children, has_blocks);
                vec![Node::Element(element)]
            }
        })
        .collect()
}

fn lines(text: &str) -> Vec<Node> {
    let mut nodes = Vec::new();
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            nodes.push(Node::Element(Element { name: "br".to_owned(), ..Element::default() }));
        }
        if !line.is_empty() {
            nodes.push(Node::Text(line.to_owned()));
        }
    }
    nodes
}

/// The mark that begins or ends a block.
struct Block {
    name: String,
    /// Which block it shows that several posts do.
    reference: Option<String>,
    /// Whether it has nothing in it that is kept with the post.
    is_dynamic: bool,
}

impl Block {
    fn of(comment: &str) -> Option<Self> {
        let inner = comment.trim().strip_prefix("wp:")?;
        let (inner, is_dynamic) = inner.strip_suffix('/').map_or((inner, false), |inner| (inner, true));
        let (name, settings) = inner.trim().split_once(char::is_whitespace).unwrap_or((inner.trim(), ""));
        let settings: Option<serde_json::Value> =
            if name == "block" { serde_json::from_str(settings.trim()).ok() } else { None };
        let reference = settings.and_then(|settings| Some(settings.get("ref")?.to_string()));
        Some(Self { name: name.to_owned(), reference, is_dynamic })
    }

    fn notice(&self) -> Option<String> {
        let Self { name, is_dynamic, .. } = self;
        match (name.contains('/'), is_dynamic) {
            (_, true) if QUIET.contains(&name.as_str()) => None,
            (_, true) => {
                Some(format!("the block {name:?} shows nothing here: WordPress made it when the page was asked for"))
            }
            (true, false) => Some(format!("the block {name:?} of a plugin comes in as what can be read of it")),
            (false, false) => None,
        }
    }
}

/// An element in the words that every import shares.
fn meant(mut element: Element) -> Node {
    match element.name.as_str() {
        "p" if lone_address(&element.children).is_some() => {
            let address = lone_address(&element.children).unwrap_or_default();
            own::element(own::CARD, &[("href", &address)], Vec::new())
        }
        "figure" if has_class(&element, "wp-block-embed") => embedded(element),
        "pre" => {
            if let Some(language) = language(&element) {
                element.attributes.retain(|(name, _)| *name != "class");
                element.attributes.push(("class", format!("language-{language}")));
            }
            Node::Element(element)
        }
        "div" if has_class(&element, "wp-block-file") => {
            // The second link is a button to the same file.
            element
                .children
                .retain(|child| !matches!(child, Node::Element(child) if has_class(child, "wp-block-file__button")));
            Node::Element(element)
        }
        _ => Node::Element(element),
    }
}

/// The address that is all there is in a paragraph, which WordPress replaces by what is there.
fn lone_address(children: &[Node]) -> Option<String> {
    let [Node::Text(text)] = children else { return None };
    let text = text.trim();
    let is_address =
        (text.starts_with("https://") || text.starts_with("http://")) && !text.contains(char::is_whitespace);
    is_address.then(|| text.to_owned())
}

fn embedded(element: Element) -> Node {
    let address = plain(&element.children.iter().filter(|child| !is_caption(child)).cloned().collect::<Vec<_>>());
    let address = address.trim();
    if lone_address(&[own::text(address)]).is_none() {
        return Node::Element(element);
    }
    let link = own::element(own::CARD, &[("href", address)], Vec::new());
    let caption = element.children.iter().find(|child| is_caption(child)).cloned();
    match caption {
        None => link,
        Some(caption) => own::element("figure", &[], vec![link, caption]),
    }
}

fn is_caption(node: &Node) -> bool {
    matches!(node, Node::Element(child) if child.name == "figcaption")
}

/// The language that plugins which colour code note.
fn language(element: &Element) -> Option<String> {
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'#'))
    };
    let noted = element.attribute("data-enlighter-language").map(str::to_owned).or_else(|| {
        let classes = element.attribute("class")?;
        let (_, behind) = classes.split_once("brush:")?;
        Some(behind.trim_start().split([';', ' ']).next()?.to_owned())
    });
    noted.filter(|name| is_name(name) && name != "generic" && name != "plain")
}

#[cfg(test)]
mod tests {
    use super::super::shortcodes::Picture;
    use super::*;

    struct Empty;

    impl Library for Empty {
        fn pictures(&self, _: &[&str]) -> Vec<Picture> {
            Vec::new()
        }

        fn own_pictures(&self) -> Vec<Picture> {
            Vec::new()
        }
    }

    fn check(content: &str, expected: &str, notices: &[&str]) {
        let reusable = HashMap::from([(
            "7".to_owned(),
            "<!-- wp:paragraph --><p>Again <!-- wp:block {\"ref\":7} /--></p><!-- /wp:paragraph -->".to_owned(),
        )]);
        let footnotes = Footnotes::from([("a-1".to_owned(), "See <em>there</em>.".to_owned())]);
        let converted = markdown(content, &Empty, &reusable, &footnotes);
        assert_eq!(converted.markdown.trim_end(), expected, "{content}");
        assert_eq!(converted.notices, notices, "{content}");
    }

    #[test]
    fn paragraphs_are_made_of_empty_lines() {
        check("One\ntwo\n\nThree <em>four\nfive</em>", "One\\\ntwo\n\nThree *four*\\\n*five*", &[]);
        check("a\n<ul>\n\t<li>b</li>\n\n\t<li>c</li>\n</ul>\nd", "a\n\n- b\n- c\n\nd", &[]);
        check("a\n<pre>b\n\nc</pre>\nd", "a\n\n```\nb\n\nc\n```\n\nd", &[]);
        check("<blockquote>a\n\nb</blockquote>", "> a\n>\n> b", &[]);
    }

    #[test]
    fn blocks_come_in() {
        check(
            "<!-- wp:heading -->\n<h2 class=\"wp-block-heading\" id=\"h-x\">Title</h2>\n<!-- /wp:heading -->\n\n<!-- wp:paragraph {\"a\":\"-->\"} -->\n<p>One\ntwo</p>\n<!-- /wp:paragraph -->",
            "## Title\n\n\"} -->\n\nOne two",
            &[],
        );
        check(
            "<!-- wp:embed {\"url\":\"https://youtu.be/x\"} --><figure class=\"wp-block-embed is-type-video\"><div class=\"wp-block-embed__wrapper\">\nhttps://youtu.be/x_y\n</div></figure><!-- /wp:embed -->",
            "<https://youtu.be/x_y>",
            &[],
        );
        check(
            "<!-- wp:code --><pre class=\"wp-block-code\"><code lang=\"rust\" class=\"language-rust\">let a = 1 &lt; 2;\n</code></pre><!-- /wp:code -->",
            "```rust\nlet a = 1 < 2;\n```",
            &[],
        );
        check("<pre class=\"brush: php; title: x\">a</pre>", "```php\na\n```", &[]);
        check(
            "<!-- wp:verse --><pre class=\"wp-block-verse\">a  b\n<em>c</em>\n\nd</pre><!-- /wp:verse -->",
            "a b\\\n*c*\n\nd",
            &[],
        );
        check(
            "<!-- wp:paragraph --><p>a<sup data-fn=\"a-1\" class=\"fn\"><a href=\"#a-1\">1</a></sup></p><!-- /wp:paragraph --><!-- wp:footnotes /-->",
            "a[^1]\n\n[^1]: See *there*.",
            &[],
        );
        check(
            "<!-- wp:latest-posts {\"n\":3} /--><!-- wp:acme/box --><div>in the box</div><!-- /wp:acme/box -->",
            "in the box",
            &[
                "the block \"latest-posts\" shows nothing here: WordPress made it when the page was asked for",
                "the block \"acme/box\" of a plugin comes in as what can be read of it",
            ],
        );
        check("<!-- wp:more --><!--more--><!-- /wp:more -->", "<!-- more -->", &[]);
    }

    #[test]
    fn blocks_within_themselves_end() {
        check(
            "<!-- wp:block {\"ref\":7} /-->",
            ["Again"; 20].join("\n\n").as_str(),
            &["the block \"block\" shows nothing here: WordPress made it when the page was asked for"],
        );
    }
}
