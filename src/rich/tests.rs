//! HTML in, Markdown out. The HTML is read by the few lines below: what browsers do with bad HTML is theirs.

use super::{ATTRIBUTES, Element, Formatted, Node, to_markdown};

const VOID: [&str; 5] = ["br", "hr", "img", "input", "meta"];

/// Reads HTML in which every element is closed.
fn tree(html: &str) -> Vec<Node> {
    let mut open = vec![Element::default()];
    for piece in html.split('<') {
        let Some((tag, text)) = piece.split_once('>') else {
            open.last_mut().unwrap().children.push(Node::Text(piece.to_owned()));
            continue;
        };
        if tag.starts_with('/') {
            let closed = open.pop().unwrap();
            open.last_mut().unwrap().children.push(Node::Element(closed));
        } else {
            let (name, rest) = tag.split_once(' ').unwrap_or((tag, ""));
            let element = Element { name: name.to_owned(), attributes: attributes(rest), children: Vec::new() };
            if VOID.contains(&name) {
                open.last_mut().unwrap().children.push(Node::Element(element));
            } else {
                open.push(element);
            }
        }
        let text = text.replace("&lt;", "<").replace("&nbsp;", "\u{a0}").replace("&amp;", "&");
        if !text.is_empty() {
            open.last_mut().unwrap().children.push(Node::Text(text));
        }
    }
    open.pop().unwrap().children
}

fn attributes(tag: &str) -> Vec<(&'static str, String)> {
    let find = |name: &&'static str| {
        let (_, rest) =
            format!(" {tag}").split_once(&format!(" {name}=\"")).map(|(a, b)| (a.to_owned(), b.to_owned()))?;
        Some((*name, rest.split('"').next().unwrap_or_default().to_owned()))
    };
    ATTRIBUTES.iter().filter_map(find).collect()
}

fn check(cases: &[(&str, &str)]) {
    for (html, expected) in cases {
        assert_eq!(to_markdown(&tree(html), &Formatted).as_deref(), Some(*expected), "for {html}");
    }
}

#[test]
fn words_and_their_marks() {
    check(&[
        ("<p>a <b>b</b> <i>c</i> <strong><em>d</em></strong></p>", "a **b** *c* ***d***"),
        ("<p>a<strong> b </strong>c</p>", "a **b** c"),
        ("<p><s>old</s> new <b>two<br>lines</b></p>", "~~old~~ new **two**\\\n**lines**"),
        ("<p>press <kbd>Ctrl</kbd>, <code>a`b</code></p>", "press `Ctrl`, ``a`b``"),
        ("<p><b><strong>once</strong></b></p>", "**once**"),
        ("<p>霧が<b>出た</b>。</p>", "霧が**出た**。"),
    ]);
}

#[test]
fn links_and_images() {
    check(&[
        ("<a href=\"https://a.example/b\">c</a>", "[c](https://a.example/b)"),
        ("<p>see<a href=\"/x y\"> d </a>e</p>", "see [d](</x y>) e"),
        ("<a href=\"https://a.example\">https://a.example</a>", "<https://a.example>"),
        ("<p><b>b</b> <a href=\"javascript:alert(1)\">c</a></p>", "**b** c"),
        ("<img src=\"https://a.example/b.png\" alt=\"a [ship]\">", "![a \\[ship\\]](https://a.example/b.png)"),
        ("<p><b>b</b><img src=\"data:image/png;base64,AAAA\"><img src=\"file:///c.png\"></p>", "**b**"),
        (
            "<a href=\"https://a.example\"><img src=\"https://a.example/b.png\" alt=\"\"></a>",
            "[![](https://a.example/b.png)](https://a.example)",
        ),
    ]);
}

#[test]
fn blocks() {
    check(&[
        ("<h2>A <b>title</b></h2><p>one</p><p>two</p>", "## A title\n\none\n\ntwo"),
        ("<blockquote><p>one</p><p>two</p></blockquote>", "> one\n>\n> two"),
        ("<pre><code class=\"language-rust\">fn main() {\n  x\n}\n</code></pre>", "```rust\nfn main() {\n  x\n}\n```"),
        ("<pre>```\nx</pre>", "````\n```\nx\n````"),
        ("<div><div><b>a</b></div><div>b</div></div>", "**a**\n\nb"),
        ("<b>a</b><br><br>b<br>c", "**a**\n\nb\\\nc"),
        ("<p>a</p><hr><p>b</p>", "a\n\n---\n\nb"),
    ]);
}

#[test]
fn lists() {
    check(&[
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "- a\n- b\n  - c"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n  - b"),
        ("<ol start=\"3\"><li>a</li><li><p>b</p></li></ol>", "3. a\n4. b"),
        ("<ul><li><p>a</p><p>b</p></li><li>c</li></ul>", "- a\n\n  b\n\n- c"),
        (
            "<ul><li><input type=\"checkbox\" checked=\"\"> a</li><li><input type=\"checkbox\"> b</li></ul>",
            "- [x] a\n- [ ] b",
        ),
    ]);
}

#[test]
fn tables() {
    check(&[
        (
            "<table><thead><tr><th>a</th><th align=\"right\">b</th></tr></thead><tbody><tr><td><p>c</p><p>d</p></td><td>1|2</td></tr></tbody></table>",
            "| a | b |\n| --- | --: |\n| c d | 1\\|2 |",
        ),
        ("<table><tr><td>a</td></tr><tr><td>b</td></tr></table>", "a\n\nb"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "| a | b |\n| --- | --- |\n| c |  |"),
    ]);
}

#[test]
fn what_looks_like_markdown_is_text() {
    check(&[
        (
            "<p><b>b</b> *a* [c] `d` snake_case _e_ &lt;f> 1 &lt; 2</p>",
            "**b** \\*a\\* \\[c\\] \\`d\\` snake_case \\_e\\_ \\<f> 1 < 2",
        ),
        (
            "<p># no</p><p><b>b</b></p><p>1. no</p><p>- no</p><p>> no</p>",
            "\\# no\n\n**b**\n\n1\\. no\n\n\\- no\n\n\\> no",
        ),
    ]);
}

#[test]
fn what_word_processors_write() {
    check(&[
        (
            "<meta charset=\"utf-8\"><b style=\"font-weight:normal;\" id=\"docs-internal-guid-1\"><p><span style=\"font-weight:400\">plain </span><span style=\"font-weight:700\">bold</span><span style=\"font-style:italic\"> italic</span></p><p>two</p></b>",
            "plain **bold** *italic*\n\ntwo",
        ),
        (
            "<style>p { color: red }</style><p class=\"MsoListParagraph\" style=\"mso-list:l0 level1 lfo1\"><span style=\"mso-list:Ignore\">·&nbsp;</span>a</p><p style=\"mso-list:l0 level2 lfo1\"><span style=\"mso-list:Ignore\">1.</span>b</p><p>c</p>",
            "- a\n   1. b\n\nc",
        ),
        ("<p><b>a</b><script>alert(1)</script><o:p></o:p></p>", "**a**"),
    ]);
}

#[test]
fn plain_text_is_left_alone() {
    for html in [
        "<meta charset=\"utf-8\"><span>only words</span>",
        "<div>one</div><div>two</div>",
        "<div style=\"font-family: monospace; white-space: pre;\"><div><span style=\"font-weight: bold\">fn</span> main</div></div>",
        "<b style=\"font-weight:normal\"><span>x</span></b>",
        "<a name=\"x\">x</a>",
        "<script>alert(1)</script>",
        "",
    ] {
        assert_eq!(to_markdown(&tree(html), &Formatted), None, "for {html}");
    }
}
