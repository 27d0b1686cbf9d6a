//! What readers write: paragraphs, emphasis, code, quotations, lists and links. There is no HTML, no picture and no heading
//! in it; what would be one elsewhere is shown as it was typed, or as its text.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd, TextMergeWithOffset};

use super::draft;
use super::sanitise::without_forbidden;
use super::tag::escape;

const OPTIONS: Options = Options::ENABLE_STRIKETHROUGH;

/// The elements there are.
const TAGS: [&str; 12] = ["a", "blockquote", "br", "code", "del", "em", "li", "ol", "p", "pre", "strong", "ul"];
const URL_SCHEMES: [&str; 3] = ["http", "https", "mailto"];
/// Search engines shall not take it for the site's own word.
const LINK_REL: &str = "nofollow ugc noopener";

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(TAGS.into())
        .clean_content_tags(["script", "style"].into())
        .generic_attributes(HashSet::new())
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"])), ("ol", HashSet::from(["start"]))]))
        .url_schemes(URL_SCHEMES.into())
        .url_relative(UrlRelative::Deny)
        .link_rel(Some(LINK_REL));
    builder
});

/// A comment as readers get it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RenderedComment {
    /// The sanitised HTML.
    pub html: String,
    /// How many links it has.
    pub links: usize,
}

/// Renders a comment. The HTML is safe to put into a page, and links lend nobody the site's good name.
pub fn render_comment(markdown: &str) -> RenderedComment {
    let events = TextMergeWithOffset::new(Parser::new_ext(markdown, OPTIONS).into_offset_iter());
    let draft = draft::draft_events(events.map(|(event, _)| plainer(event)).filter(|event| !is_image(event)));
    RenderedComment { html: without_forbidden(SANITISER.clean(&draft.html).to_string()), links: draft.links.len() }
}

/// Plain text as a paragraph of HTML; nothing where there is none.
pub fn plain_paragraph(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("<p>{}</p>", escape(text)) }
}

/// The same event as far as comments have such; what people type in lines stays in lines.
fn plainer(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Html(html) | Event::InlineHtml(html) => Event::Text(html),
        Event::SoftBreak | Event::Rule => Event::HardBreak,
        Event::Start(Tag::Heading { .. } | Tag::HtmlBlock) => Event::Start(Tag::Paragraph),
        Event::End(TagEnd::Heading(_) | TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
        // A language would give it a class.
        Event::Start(Tag::CodeBlock(_)) => Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)),
        Event::Start(Tag::BlockQuote(_)) => Event::Start(Tag::BlockQuote(None)),
        other => other,
    }
}

/// A picture's brackets go, what they hold stays.
fn is_image(event: &Event<'_>) -> bool {
    matches!(event, Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_has_a_part_of_markdown() {
        let cases = [
            ("Hello *there*, **you**.", "<p>Hello <em>there</em>, <strong>you</strong>.</p>"),
            ("One\nTwo\n\nThree", "<p>One<br>Two</p>\n<p>Three</p>"),
            ("`a < b`", "<p><code>a &lt; b</code></p>"),
            ("```rust\nlet a;\n```", "<pre><code>let a;\n</code></pre>"),
            ("> said\n\nno", "<blockquote><p>said</p>\n</blockquote>\n<p>no</p>"),
            ("- a\n- b", "<ul><li>a</li>\n<li>b</li>\n</ul>"),
            ("3. a", "<ol start=\"3\"><li>a</li>\n</ol>"),
            ("# Loud", "<p>Loud</p>"),
            ("~~no~~", "<p><del>no</del></p>"),
            (
                "[there](https://example.org \"title\")",
                "<p><a href=\"https://example.org\" rel=\"nofollow ugc noopener\">there</a></p>",
            ),
            (
                "See https://example.org/.",
                "<p>See <a href=\"https://example.org/\" rel=\"nofollow ugc noopener\">https://example.org/</a>.</p>",
            ),
            ("![a cat](https://example.org/cat.png)", "<p>a cat</p>"),
            (
                "<b>bold</b> <img src=x onerror=alert(1)>",
                "<p>&lt;b&gt;bold&lt;/b&gt; &lt;img src=x onerror=alert(1)&gt;</p>",
            ),
            ("<script>\nalert(1)\n</script>", "<p>&lt;script&gt;\nalert(1)\n&lt;/script&gt;</p>"),
            ("[run](javascript:alert(1))", "<p><a rel=\"nofollow ugc noopener\">run</a></p>"),
            ("[in](/admin)", "<p><a rel=\"nofollow ugc noopener\">in</a></p>"),
            // Without footnotes it is the definition of a link, which leads nowhere outside.
            ("[^1]\n\n[^1]: note", "<p><a rel=\"nofollow ugc noopener\">^1</a></p>"),
            ("| a |\n| - |\n| b |", "<p>| a |<br>| - |<br>| b |</p>"),
        ];
        for (markdown, html) in cases {
            assert_eq!(render_comment(markdown).html.trim(), html, "{markdown}");
        }
    }

    #[test]
    fn links_are_counted() {
        assert_eq!(render_comment("[a](https://a.example) <https://b.example> https://c.example d").links, 3);
    }

    #[test]
    fn nothing_but_what_is_listed_comes_out() {
        let hostile = include_str!("tests/hostile.rs");
        let html = render_comment(hostile).html;
        let allowed = |tag: &str| {
            let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
            TAGS.contains(&name.as_str())
        };
        for tag in html.split('<').skip(1) {
            let tag = tag.split('>').next().unwrap();
            assert!(allowed(tag), "<{tag}>");
            let mut attributes = tag.split_whitespace().skip(1).filter(|part| part.contains('='));
            let is_known = |part: &str| ["href=\"", "rel=\"", "start=\""].iter().any(|name| part.starts_with(name));
            assert!(attributes.all(is_known) && !tag.contains("script:"), "<{tag}>");
        }
    }
}
