//! The addresses that readers' pages link to.

use blog::domain::post::{PostKind, Taxonomy};
use blog::domain::views::{ArchivePeriod, AuthorView, LabelView, ListKind};
use form_urlencoded::byte_serialize;

/// In which format a feed is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedFormat {
    /// RFC 4287.
    Atom,
    /// RSS 2.0.
    Rss,
    /// JSON Feed 1.1.
    Json,
}

impl FeedFormat {
    /// Every one, the one to prefer first.
    pub const ALL: [Self; 3] = [Self::Atom, Self::Rss, Self::Json];

    /// The end of its address.
    pub const fn file_name(self) -> &'static str {
        match self {
            Self::Atom => "feed.xml",
            Self::Rss => "rss.xml",
            Self::Json => "feed.json",
        }
    }

    /// The format whose addresses end with that.
    pub fn of_file_name(file_name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.file_name() == file_name)
    }

    /// Its media type.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Atom => "application/atom+xml",
            Self::Rss => "application/rss+xml",
            Self::Json => "application/feed+json",
        }
    }

    /// What people call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Atom => "Atom",
            Self::Rss => "RSS",
            Self::Json => "JSON Feed",
        }
    }
}

/// The address of a page of a list, by its number from 1.
pub fn list(kind: &ListKind, page: u32) -> String {
    let first = beginning(kind);
    match page {
        1 if first.is_empty() => "/".to_owned(),
        1 => first,
        _ => format!("{first}/page/{page}"),
    }
}

/// The address of a list's feed.
pub fn feed(kind: &ListKind, format: FeedFormat) -> String {
    format!("{}/{}", beginning(kind), format.file_name())
}

/// What the addresses of a list begin with.
fn beginning(kind: &ListKind) -> String {
    match kind {
        ListKind::Home => String::new(),
        ListKind::Tag(LabelView { slug, .. }) => tag(slug),
        ListKind::Category(LabelView { slug, .. }) => category(slug),
        ListKind::Author(AuthorView { handle, .. }) => author(handle),
        ListKind::Series(LabelView { slug, .. }) => series(slug),
    }
}

/// The address of a post, by its slug as it is in an address.
pub fn post(slug: &str) -> String {
    PostKind::Post.path(slug)
}

/// The address of the posts with a tag.
pub fn tag(slug: &str) -> String {
    Taxonomy::Tag.path(slug)
}

/// The address of the posts in a category.
pub fn category(slug: &str) -> String {
    Taxonomy::Category.path(slug)
}

/// The address of the posts by an author.
pub fn author(handle: &str) -> String {
    format!("/authors/{handle}")
}

/// The address of the parts of a series.
pub fn series(slug: &str) -> String {
    Taxonomy::Series.path(slug)
}

/// The address of a page of the archive or a part of it, by its number from 1.
pub fn archive(period: ArchivePeriod, page: u32) -> String {
    let first = match period {
        ArchivePeriod::Always => "/archive".to_owned(),
        ArchivePeriod::Year(year) => format!("/archive/{year:04}"),
        ArchivePeriod::Month(year, month) => format!("/archive/{year:04}/{month:02}"),
    };
    if page == 1 { first } else { format!("{first}/page/{page}") }
}

/// The address of the search.
pub const SEARCH: &str = "/search";

/// The address of a page of what a search finds, by its number from 1.
pub fn search(query: &str, page: u32) -> String {
    let query: String = byte_serialize(query.as_bytes()).collect();
    if page == 1 { format!("{SEARCH}?q={query}") } else { format!("{SEARCH}?q={query}&page={page}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_have_one_address_a_page() {
        let rust = ListKind::Tag(LabelView { slug: "rust".into(), label: "Rust".into() });
        let cases = [
            (&ListKind::Home, 1, "/"),
            (&ListKind::Home, 2, "/page/2"),
            (&rust, 1, "/tags/rust"),
            (&rust, 3, "/tags/rust/page/3"),
        ];
        for (kind, page, address) in cases {
            assert_eq!(list(kind, page), address);
        }
    }

    #[test]
    fn feeds_and_periods_have_addresses_of_their_own() {
        let rust = ListKind::Tag(LabelView { slug: "rust".into(), label: "Rust".into() });
        assert_eq!(feed(&ListKind::Home, FeedFormat::Atom), "/feed.xml");
        assert_eq!(feed(&rust, FeedFormat::Json), "/tags/rust/feed.json");
        let cases = [
            (ArchivePeriod::Always, 2, "/archive/page/2"),
            (ArchivePeriod::Year(2026), 1, "/archive/2026"),
            (ArchivePeriod::Month(2026, 1), 3, "/archive/2026/01/page/3"),
        ];
        for (period, page, address) in cases {
            assert_eq!(archive(period, page), address);
        }
    }

    #[test]
    fn what_was_searched_is_encoded() {
        assert_eq!(search("a&b=\"c\" é", 2), "/search?q=a%26b%3D%22c%22+%C3%A9&page=2");
    }
}
