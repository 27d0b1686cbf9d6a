//! Destinations are rewritten, and nothing else is.

use super::super::{DestinationKind, rewrite_destinations};

/// Puts the kind's letter and `:` before every destination.
fn mark(markdown: &str) -> String {
    rewrite_destinations(markdown, |destination, kind| {
        let letter = match kind {
            DestinationKind::Link => 'L',
            DestinationKind::Image => 'I',
            DestinationKind::Definition => 'D',
        };
        Some(format!("{letter}:{destination}"))
    })
}

#[test]
fn destinations() {
    for (markdown, expected) in [
        ("[a](b)", "[a](L:b)"),
        ("![a](b)", "![a](I:b)"),
        ("[](b) ![](c)", "[](L:b) ![](I:c)"),
        ("[a]( b  'c' )", "[a]( L:b  'c' )"),
        ("[a](<b c> \"d\")", "[a](L:b%20c \"d\")"),
        ("[a](b(c)d)", "[a](L:b%28c%29d)"),
        ("[a](b\\)c&amp;d)", "[a](L:b%29c&amp;d)"),
        ("[**a**](b) [`a`](b) [a\\](](b)", "[**a**](L:b) [`a`](L:b) [a\\](](L:b)"),
        ("[![a](b)](c)", "[![a](I:b)](L:c)"),
        ("![a ![b](c) d](e)", "![a ![b](I:c) d](I:e)"),
        ("[a\nb](c)", "[a\nb](L:c)"),
        ("> - [a](b)\n>   [c](\n>   d)", "> - [a](L:b)\n>   [c](\n>   d)"),
        ("| [a](b) |\n|---|\n| ![c](d) |", "| [a](L:b) |\n|---|\n| ![c](I:d) |"),
        ("[a][b] ![c]\n\n[b]: d 'e'\n[C]: <f g>\n", "[a][b] ![c]\n\n[b]: D:d 'e'\n[C]: D:f%20g\n"),
        ("[a\\]b]: c\n", "[a\\]b]: D:c\n"),
        ("[a][b]\n\n> [b]:\n> c", "[a][b]\n\n> [b]:\n> c"),
        ("a[^1]\n\n[^1]: [b](c)", "a[^1]\n\n[^1]: [b](L:c)"),
        ("<img alt=a src=b>", "<img alt=a src=\"I:b\">"),
        ("a <a href='b&amp;c' title=d>e</a> [f](g)", "a <a href=\"L:b&amp;c\" title=d>e</a> [f](L:g)"),
        ("<video\n  poster=\"a\"\n  src=b></video>\n\nc", "<video\n  poster=\"I:a\"\n  src=\"I:b\"></video>\n\nc"),
        ("> <img src=a>\n> <img src=b>", "> <img src=\"I:a\">\n> <img src=\"I:b\">"),
        ("<https://a.b> https://c.d", "<https://a.b> https://c.d"),
        (
            "`[a](b)` \\[a](b)\n\n    [a](b)\n\n```\n<img src=a>\n```",
            "`[a](b)` \\[a](b)\n\n    [a](b)\n\n```\n<img src=a>\n```",
        ),
        ("\u{feff}\r\n# [a](b)\r\n\t\r\n語[語](é)  ", "\u{feff}\r\n# [a](L:b)\r\n\t\r\n語[語](L:é)  "),
    ] {
        assert_eq!(mark(markdown), expected);
    }
}

#[test]
fn what_is_written_is_what_is_read() {
    for destination in ["/media/a b/(c).png", "a\"b'c<d>e", "a&amp;b&copy", "a\\b|c", "*a*_b_", "[a]`b`", "", "日本"]
    {
        let rewritten = rewrite_destinations("[a](b) | ![c](d)", |_, _| Some(destination.to_owned()));
        let mut read = Vec::new();
        let unchanged = rewrite_destinations(&rewritten, |destination, _| {
            read.push(percent_encoding::percent_decode_str(destination).decode_utf8_lossy().into_owned());
            None
        });
        assert_eq!((read, unchanged), (vec![destination.to_owned(); 2], rewritten));
    }
}
