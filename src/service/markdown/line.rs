//! A few lines of Markdown where a whole text has no place, such as the foot of every page.

use std::collections::HashSet;
use std::sync::LazyLock;

use ammonia::Builder;

use super::{Labels, draft};

/// What is left of a text: paragraphs, links and emphasis. Nothing has an id, so nothing can take one from the page.
static BUILDER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .add_tags(["a", "br", "code", "del", "em", "p", "strong"])
        .add_tag_attributes("a", ["href", "hreflang"])
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        // No link opens a window of its own, which would need to be told apart from this one.
        .link_rel(None)
        .url_relative(ammonia::UrlRelative::PassThrough);
    builder
});

/// Renders a few lines. The HTML is safe to put into a page whoever wrote them.
pub fn render_lines(markdown: &str, labels: &Labels) -> String {
    if markdown.trim().is_empty() {
        return String::new();
    }
    // Not dressed: a heading that is none here would keep the link that leads to it.
    BUILDER.clean(&draft::draft(markdown, labels).html).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::markdown::LABELS_EN;

    #[test]
    fn paragraphs_links_and_emphasis_are_left() {
        let cases = [
            ("", ""),
            ("*Ada*, [mail](mailto:a@example.org)", "<p><em>Ada</em>, <a href=\"mailto:a@example.org\">mail</a></p>"),
            ("[Archive](/archive)", "<p><a href=\"/archive\">Archive</a></p>"),
            ("## Title", "Title"),
            ("![](https://example.org/a.png)<script>alert(1)</script>", "<p></p>"),
            ("<b onclick=alert(1) id=content>x</b>", "<p>x</p>"),
            // A link that leads nowhere is none.
            ("[x](javascript:alert(1))", "<p><a>x</a></p>"),
        ];
        for (markdown, expected) in cases {
            assert_eq!(render_lines(markdown, &LABELS_EN).trim(), expected, "{markdown}");
        }
    }
}
