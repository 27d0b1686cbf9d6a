//! Texts made to exhaust a renderer: in time that grew with the square of their size, or on a stack, these tests would
//! never end.

use super::super::{LABELS_EN, render, rewrite_destinations};

const LONG: usize = 1_000_000;
const MEDIUM: usize = 100_000;

fn check(unit: &str, bytes: usize) {
    let markdown = unit.repeat(bytes.div_ceil(unit.len()));
    let rendered = render(&markdown, &LABELS_EN);
    assert!(rendered.html.len() < 100 * markdown.len(), "{} bytes of HTML for {unit:?}", rendered.html.len());
    assert_eq!(rewrite_destinations(&markdown, |_, _| None), markdown);
}

#[test]
fn what_is_known_to_be_dangerous_at_full_length() {
    for unit in [">", "[", "&", "<div>", "<b id=1>a\n\n"] {
        check(unit, LONG);
    }
    check(&format!("![{}](a)", "&".repeat(LONG)), LONG);
    check(&format!("<p title='{}'>", "&".repeat(LONG)), LONG);
    check(&format!("<p {}>\n\n", (0..100_000).map(|number| format!("a{number} ")).collect::<String>()), LONG);
}

#[test]
fn nesting() {
    for unit in [
        "> ",
        "- ",
        "1. ",
        "* > ",
        ">\n",
        "> a\n",
        "[a](",
        "*a _b ",
        "**",
        "~~a",
        "``a`",
        "<",
        "<a ",
        "\\",
        "[^a]",
        "\n[^a]: b",
        "[^a]: ",
        "(",
        "'\"",
    ] {
        check(unit, MEDIUM);
    }
}

#[test]
fn unclosed_and_misplaced_html() {
    for unit in [
        "<div>\n\n",
        "<p><b>",
        "<p><a href=b>",
        "<table>",
        "<table><tr><td>",
        "<table><b>",
        "<table>a",
        "<tr>",
        "<svg>",
        "<svg>\n\n",
        "<script>",
        "<!-- a\n\n",
        "<a b=\"<a c='\"",
        "<pre>",
        "<pre>\n\n",
        "</div>",
        "<ul><li>",
        "<dl><dt>",
        "<h1>",
        "<h1>\n\n",
        "<details><summary>\n\n",
        "<ruby><rt>",
        "<button>",
        "<x>",
        "<p>&amp;",
        "<p>& ",
    ] {
        check(unit, MEDIUM);
    }
}

#[test]
fn much_of_everything() {
    for unit in [
        "# a\n",
        "a\n\n",
        "- a\n",
        "- [ ] a\n",
        "| a | b |\n|---|---|\n| c | d |\n\n",
        "a |",
        "![a](b) ",
        "https://a.org ",
        "a@b.com ",
        "www.a.org ",
        "www.",
        "http://",
        "a:",
        "```rust\nlet a = \"\n```\n",
        "```\n",
        "\0",
        "\u{feff}\u{fffe}",
        "語",
        "🦀",
        "\r",
        "\t",
        " ",
        "a[^1] ",
    ] {
        check(unit, MEDIUM);
    }
    check(&format!("a[^1]\n\n[^1]: {}", "b[^1] ".repeat(10_000)), MEDIUM);
}

#[test]
fn code_made_to_backtrack() {
    for language in ["rust", "js", "ts", "bash", "c", "css", "html", "python", "yaml", "markdown", "sql"] {
        for unit in ["(", "\"\\", "a<", "/*", "${", "{{", "'''"] {
            let line = format!("{}\n", unit.repeat(300));
            render(&format!("```{language}\n{}```\n", line.repeat(5)), &LABELS_EN);
        }
    }
}
