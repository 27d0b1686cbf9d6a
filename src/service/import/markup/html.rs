//! HTML as a small tree: a browser's tokenizer cuts it into tags, and a stack puts them into each other.
//!
//! Browsers' own rules for bad HTML move elements about and copy them, which hostile HTML makes as long as it likes. Here
//! every tag is looked at once: what is left open is closed by what is around it, what was never opened is passed over.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

use crate::rich::{DEPTH_MAX, Element, Node};

/// What a comment is called in the tree.
pub const COMMENT: &str = "!--";

/// The attributes that mean something.
const ATTRIBUTES: [&str; 34] = [
    "align",
    "alt",
    "checked",
    "cite",
    "class",
    "colspan",
    "controls",
    "data",
    "data-enlighter-language",
    "data-fn",
    "data-lazy-src",
    "data-src",
    "datetime",
    "dir",
    "height",
    "href",
    "id",
    "lang",
    "loop",
    "name",
    "open",
    "poster",
    "preload",
    "reversed",
    "rowspan",
    "scope",
    "src",
    "srcset",
    "start",
    "style",
    "title",
    "type",
    "value",
    "width",
];

const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// Elements at whose beginning an open paragraph ends.
const ENDS_PARAGRAPH: [&str; 28] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "details",
    "dir",
    "div",
    "dl",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "main",
    "nav",
    "ol",
    "pre",
    "section",
    "ul",
];

/// Reads HTML.
pub fn tree(html: &str) -> Vec<Node> {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    let tokenizer = Tokenizer::new(Builder::default(), TokenizerOpts::default());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.open.into_inner().finish()
}

/// The name of an attribute, where it means something.
fn known(name: &str) -> Option<&'static str> {
    ATTRIBUTES.binary_search(&name).ok().map(|index| ATTRIBUTES[index])
}

#[derive(Default)]
struct Builder {
    open: RefCell<Open>,
}

impl TokenSink for Builder {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let mut open = self.open.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                let kind = raw_kind(&tag.name);
                open.start(&tag);
                return kind;
            }
            Token::TagToken(tag) => open.end(&tag.name),
            Token::CharacterTokens(text) => open.text(&text),
            Token::CommentToken(text) => {
                let children = vec![Node::Text(text.to_string())];
                open.add(Node::Element(Element { name: COMMENT.to_owned(), children, ..Element::default() }));
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// How what follows a tag is read: what is no HTML inside is taken as it stands.
fn raw_kind(name: &str) -> TokenSinkResult<()> {
    match name {
        "textarea" | "title" => TokenSinkResult::RawData(RawKind::Rcdata),
        "script" => TokenSinkResult::RawData(RawKind::ScriptData),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" => TokenSinkResult::RawData(RawKind::Rawtext),
        _ => TokenSinkResult::Continue,
    }
}

/// The elements that are open, the innermost last, and what is outside of all.
#[derive(Default)]
struct Open {
    top: Vec<Node>,
    stack: Vec<Element>,
}

impl Open {
    fn add(&mut self, node: Node) {
        self.stack.last_mut().map_or(&mut self.top, |element| &mut element.children).push(node);
    }

    fn text(&mut self, text: &str) {
        let children = self.stack.last_mut().map_or(&mut self.top, |element| &mut element.children);
        match children.last_mut() {
            Some(Node::Text(before)) => before.push_str(text),
            _ => children.push(Node::Text(text.to_owned())),
        }
    }

    fn start(&mut self, tag: &Tag) {
        let name = &*tag.name;
        self.close_implied(name);
        let attributes =
            tag.attrs.iter().filter_map(|attribute| Some((known(&attribute.name.local)?, attribute.value.to_string())));
        let element = Element { name: name.to_owned(), attributes: attributes.collect(), children: Vec::new() };
        if VOID.contains(&name) {
            self.add(Node::Element(element));
        } else if self.stack.len() < DEPTH_MAX {
            self.stack.push(element);
        }
    }

    /// Elements that end where the next of their kind begins.
    fn close_implied(&mut self, name: &str) {
        let (ends, within): (&[&str], &[&str]) = match name {
            "li" => (&["li"], &["ul", "ol", "menu"]),
            "dt" | "dd" => (&["dt", "dd"], &["dl"]),
            "tr" => (&["tr"], &["table"]),
            "td" | "th" => (&["td", "th"], &["tr", "table"]),
            "thead" | "tbody" | "tfoot" => (&["thead", "tbody", "tfoot"], &["table"]),
            "option" => (&["option"], &["select"]),
            "p" | "table" => (&["p"], &["td", "th", "li", "blockquote", "figcaption", "button"]),
            name if ENDS_PARAGRAPH.contains(&name) => (&["p"], &["td", "th", "button"]),
            _ => return,
        };
        let place = self.stack.iter().rposition(|open| open.is_one_of(ends) || open.is_one_of(within));
        if let Some(place) = place.filter(|place| self.stack[*place].is_one_of(ends)) {
            self.close_down_to(place);
        }
    }

    fn end(&mut self, name: &str) {
        // What is left open in a cell ends with it; an end tag there ends nothing around the table.
        let is_table_part = matches!(name, "table" | "thead" | "tbody" | "tfoot" | "tr" | "td" | "th");
        let place =
            self.stack.iter().rposition(|open| open.name == name || (!is_table_part && open.is_one_of(&["td", "th"])));
        if let Some(place) = place.filter(|place| self.stack[*place].name == name) {
            self.close_down_to(place);
        }
    }

    fn close_down_to(&mut self, place: usize) {
        while self.stack.len() > place
            && let Some(element) = self.stack.pop()
        {
            self.add(Node::Element(element));
        }
    }

    fn finish(mut self) -> Vec<Node> {
        self.close_down_to(0);
        self.top
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tree as nested parentheses.
    fn shown(nodes: &[Node]) -> String {
        let node = |node: &Node| match node {
            Node::Text(text) => text.clone(),
            Node::Element(element) => format!("{}({})", element.name, shown(&element.children)),
        };
        nodes.iter().map(node).collect()
    }

    #[test]
    fn bad_html_becomes_a_tree() {
        let cases = [
            ("<p>a<p>b", "p(a)p(b)"),
            ("<ul><li>a<li>b<ul><li>c</ul></ul>d", "ul(li(a)li(bul(li(c))))d"),
            ("<b>a<i>b</b>c</i>", "b(ai(b))c"),
            ("</p>a</div>", "a"),
            ("<p>a<div>b</div>c</p>", "p(a)div(b)c"),
            ("<table><tr><td>a<td><p>b</table>c", "table(tr(td(a)td(p(b))))c"),
            ("<div><table><tr><td>a</div>b</table>", "div(table(tr(td(ab))))"),
            ("<dl><dt>a<dd>b<dt>c</dl>", "dl(dt(a)dd(b)dt(c))"),
            ("a<!-- more -->b", "a!--( more )b"),
            ("<script>a<b></script>c", "script(a<b>)c"),
            ("&eacute;&#x26;&nosuch;", "é&&nosuch;"),
            ("<img src=x>a<br/>b", "img()abr()b"),
            ("<p", ""),
        ];
        for (html, expected) in cases {
            assert_eq!(shown(&tree(html)), expected, "{html}");
        }
    }

    #[test]
    fn attributes_are_sorted_for_the_search() {
        assert!(ATTRIBUTES.is_sorted());
    }

    #[test]
    fn depth_has_an_end() {
        let deep = format!("{}x{}", "<div>".repeat(100_000), "</div>".repeat(100_000));
        let mut nodes = tree(&deep);
        let mut depth = 0;
        while let Some(Node::Element(element)) = nodes.pop() {
            nodes = element.children;
            depth += 1;
        }
        assert_eq!(depth, DEPTH_MAX);
    }
}
