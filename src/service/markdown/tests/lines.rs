//! Previews say at which line of the text each block begins, and readers' pages don't.

use super::super::{LABELS_EN, render, render_with_lines};

const TEXT: &str = "# A\n\none\ntwo[^1]\n\n- a\n- b\n\n```rust\nlet x;\n```\n\n| c |\n|---|\n| d |\n\n> [!TIP]\n> e\n\n---\n\n[^1]: note";

/// The names of the elements that have a line, with it.
fn lines(html: &str) -> Vec<(&str, usize)> {
    let tags = html.split('<').filter_map(|tag| {
        let (before, after) = tag.split_once("data-line=\"")?;
        Some((before.split(' ').next()?, after.split('"').next()?.parse().ok()?))
    });
    tags.collect()
}

#[test]
fn each_block_says_where_it_begins() {
    let html = render_with_lines(TEXT, &LABELS_EN).html;
    let expected = [
        ("h2", 0),
        ("p", 2),
        ("li", 5),
        ("li", 6),
        ("pre", 8),
        ("table", 12),
        ("tbody", 14),
        ("blockquote", 16),
        ("p", 17),
        ("hr", 19),
        ("p", 21),
    ];
    assert_eq!(lines(&html), expected, "{html}");
}

#[test]
fn nothing_else_of_the_html_differs() {
    let with_lines = render_with_lines(TEXT, &LABELS_EN);
    let without = render(TEXT, &LABELS_EN);
    let removed = lines(&with_lines.html)
        .into_iter()
        .fold(with_lines.html.clone(), |html, (_, line)| html.replacen(&format!(" data-line=\"{line}\""), "", 1));
    assert_eq!(removed, without.html);
    assert_eq!(with_lines.word_count, without.word_count);
    assert!(!without.html.contains("data-line"));
}

#[test]
fn an_author_cannot_say_so_to_readers() {
    let markdown = "<div data-line=\"7\">a</div>\n\n<p data-line=\"x\">b</p>";
    assert!(!render(markdown, &LABELS_EN).html.contains("data-line"));
    assert!(!render_with_lines(markdown, &LABELS_EN).html.contains("\"x\""));
}
