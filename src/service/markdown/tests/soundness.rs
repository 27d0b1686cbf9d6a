//! Any mixture of what Markdown and HTML are made of is sound.

use proptest::prelude::*;

use super::super::soundness::assert_sound;

const FRAGMENTS: [&str; 64] = [
    "a",
    "b c",
    "\n",
    "\n\n",
    "    ",
    "> ",
    "- ",
    "1. ",
    "# ",
    "### ",
    "*",
    "**",
    "_",
    "`",
    "```\n",
    "```rust\n",
    "~~",
    "[",
    "](",
    ")",
    "![",
    "[^1]",
    "\n[^1]: ",
    "| a | b |\n|---|---|\n",
    "|",
    "<",
    ">",
    "</",
    "\"",
    "'",
    "&amp;",
    "&#60;",
    "<b>",
    "</b>",
    "<p>",
    "</p>",
    "<div id=x>",
    "</div>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<li>",
    "<a href=#a>",
    "</a>",
    "<h1>",
    "</h1>",
    "<h3 id=a>",
    "<script>",
    "</script>",
    "<svg>",
    "<style>",
    "<!--",
    "-->",
    "<img src=a b=\"",
    "<pre>",
    "</pre>",
    "<code>",
    "<details>",
    "<summary>",
    "javascript:",
    "https://a.org",
    "- [x] ",
    "\0",
];

#[test]
fn mixtures_that_once_were_unsound_are_sound() {
    for markdown in [
        "<details><a href=#a>\n\n# b",
        "<h3>a\n\n> <h3>b",
        "<h3>~~<h1>~~",
        "# a <span><h3>b</h3></span>",
        "<pre>\n\n",
        "[a[^1]](b)\n\n[^1]: c",
    ] {
        assert_sound(markdown);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_mixture_is_sound(fragments in prop::collection::vec(prop::sample::select(&FRAGMENTS[..]), 0..40)) {
        assert_sound(&fragments.concat());
    }

    #[test]
    fn any_characters_are_sound(text in any::<String>()) {
        assert_sound(&text);
    }
}
