//! Markdown to HTML: CommonMark with GitHub's tables, task lists, strikethrough, footnotes, alerts, bare addresses and
//! formulas.
//!
//! ```text
//! Markdown ─ draft ─► plain HTML, balanced by flow ─ sanitise ─► what the allow-list keeps ─ dress ─► a page's HTML
//! ```
//!
//! [`draft`] knows Markdown and nothing of pages; [`sanitise`] sees all HTML there is, whoever wrote it; [`dress`] adds
//! what only the renderer may: ids, frames, labels, colours, cards, MathML. Every step takes time in proportion to the text, and no
//! step fails: whatever people write renders as something.

mod anchor;
mod card;
mod comment;
mod destination;
mod draft;
mod dress;
mod flow;
mod highlight;
mod labels;
mod line;
mod maths;
mod plain;
mod sanitise;
#[cfg(any(test, feature = "fuzzing"))]
mod soundness;
mod tag;
#[cfg(test)]
mod tests;
mod whole;

use serde::{Deserialize, Serialize};

use crate::domain::reading;

pub use card::{CardText, card_markdown, host_of, lone_links};
pub use comment::{RenderedComment, plain_paragraph, render_comment};
pub use destination::{DestinationKind, rewrite_destinations};
pub use labels::{LABELS_EN, LABELS_FR, Labels};
pub use line::render_lines;
pub use plain::excerpt;
pub(in crate::service) use sanitise::keeps;
#[cfg(any(test, feature = "fuzzing"))]
pub use soundness::assert_sound;
pub(in crate::service) use tag::escape;
pub use whole::{with_ids_behind, with_whole_addresses};

/// Version of the renderer: raised whenever the HTML for the same Markdown changes, so stored renderings are made again.
pub const RENDERER_VERSION: u32 = 3;

/// A text as readers get it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rendered {
    /// The sanitised HTML; its headings begin at `h2`.
    pub html: String,
    /// The headings in their order.
    pub headings: Vec<Heading>,
    /// The text without markup, code included, white space folded: for search and snippets.
    pub text: String,
    /// The first paragraph's text, cut at a word's end at about 200 characters.
    pub excerpt: String,
    /// The number of words; Chinese characters and Japanese kana count as one each.
    pub word_count: u32,
    /// Where images and other media come from, as written.
    pub images: Vec<String>,
    /// Where links lead, as written.
    pub links: Vec<String>,
}

impl Rendered {
    /// The headings' texts, one a line.
    pub fn headings_as_lines(&self) -> String {
        self.headings.iter().map(|heading| heading.text.as_str()).collect::<Vec<_>>().join("\n")
    }
}

/// A heading, for a table of contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// From 2 to 6; the first is 2, and each at most one more than the one before.
    pub level: u8,
    /// The `id` in the HTML.
    pub id: String,
    /// The text without markup.
    pub text: String,
}

/// Renders Markdown. The HTML is safe to put into a page whoever wrote the text.
pub fn render(markdown: &str, labels: &Labels) -> Rendered {
    let draft = draft::draft(markdown, labels);
    let clean = sanitise::sanitise(&draft.html);
    finish(draft, &clean, labels)
}

/// The same for a preview: each block says in `data-line` at which line of the text it begins, counted from 0.
pub fn render_with_lines(markdown: &str, labels: &Labels) -> Rendered {
    let draft = draft::draft_with_lines(markdown, labels);
    let clean = sanitise::sanitise_with_lines(&draft.html);
    finish(draft, &clean, labels)
}

fn finish(draft: draft::Draft, clean: &str, labels: &Labels) -> Rendered {
    let dressed = dress::dress(clean, labels);
    Rendered {
        word_count: reading::word_count(&dressed.text),
        html: dressed.html,
        headings: dressed.headings,
        text: dressed.text,
        excerpt: dressed.excerpt,
        images: draft.images,
        links: draft.links,
    }
}
