//! Readers' pages: whole HTML documents, rendered from data already loaded. No script, no hydration.
//!
//! Each function takes a [`PageContext`] and views of crate `blog`, and returns the document as a string.

pub mod address;
mod archive;
mod beside;
pub mod comments;
mod document;
mod entry;
mod error;
mod feeds;
mod list;
mod moment;
mod post;
mod preview;
mod search;
mod series;
mod structured;
mod welcome;

pub use archive::archive;
pub use error::{failure, foreign_origin, gone, not_found};
pub use feeds::{feed_description, feed_title};
pub use list::list;
pub use moment::{PastMoment, keep_moment};
pub use post::{post, takes_mentions};
pub use preview::{preview, preview_gone, preview_missing};
pub use search::search;
pub use welcome::welcome;

use blog::domain::Language;
use blog::domain::views::SiteView;
use blog::text::Text;

use crate::components::TextLanguage;

/// Where the files are that every page links to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assets {
    /// The stylesheet's address, with a hash of its content.
    pub stylesheet: String,
    /// The favicon's address.
    pub favicon: String,
}

/// What every page is made with beside its own content.
#[derive(Clone, Copy, Debug)]
pub struct PageContext<'a> {
    /// The site.
    pub site: &'a SiteView,
    /// Its files.
    pub assets: &'a Assets,
    /// The page's canonical path and query, such as `/search?q=leptos`.
    pub path: &'a str,
    /// The moment that it shows, where that isn't now.
    pub past: Option<PastMoment>,
    /// The language of the interface; `None` is the one that goes best with the site's.
    pub language: Option<Text>,
}

impl<'a> PageContext<'a> {
    /// The interface in its language.
    fn text(&self) -> Text {
        self.language.unwrap_or_else(|| Text::in_language(&self.site.language))
    }

    /// Whether the page is a file of an exported site, so that nobody is there to answer a form or a search.
    pub fn is_static(&self) -> bool {
        self.site.is_static
    }

    /// Whether an address leads to what an exported site hasn't got.
    fn is_missing(&self, address: &str) -> bool {
        const ANSWERED_ANEW: [&str; 2] = ["/search", "/admin"];
        let path = address.split(['?', '#']).next().unwrap_or_default();
        let is_below =
            |prefix: &&str| path.strip_prefix(*prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        self.is_static() && ANSWERED_ANEW.iter().any(is_below)
    }

    /// What the `lang` of a part in the interface's words says, where that isn't the page's language: the reader's own,
    /// or that of a site in a language which the interface doesn't speak.
    fn interface_language(&self) -> Option<&'static str> {
        let text = self.text();
        (Text::matching(self.site.language.as_str()) != Some(text)).then_some(text.language_tag())
    }

    /// The language of the site's own words inside of such a part; `language` is what they are in, where that isn't the
    /// site's.
    fn language_within(&self, language: Option<&'a Language>) -> TextLanguage<'a> {
        match language {
            None if self.interface_language().is_some() => TextLanguage::of_page(&self.site.language),
            language => TextLanguage::of_text(language),
        }
    }

    /// The full address of a path on this site; a full address stays as it is.
    fn absolute(&self, path: &str) -> String {
        if path.starts_with('/') { format!("{}{path}", self.site.base_url) } else { path.to_owned() }
    }

    /// A page's title with the site's name behind it.
    fn titled(&self, title: &str) -> String {
        format!("{title} – {}", self.site.name)
    }
}
