//! The addresses that readers' pages link to.

use blog::domain::post::Taxonomy;
use blog::domain::views::{AuthorView, LabelView, ListKind};
use form_urlencoded::byte_serialize;

/// The address of a page of a list, by its number from 1.
pub fn list(kind: &ListKind, page: u32) -> String {
    let first = match kind {
        ListKind::Home => String::new(),
        ListKind::Tag(LabelView { slug, .. }) => tag(slug),
        ListKind::Category(LabelView { slug, .. }) => category(slug),
        ListKind::Author(AuthorView { handle, .. }) => author(handle),
        ListKind::Series(LabelView { slug, .. }) => series(slug),
    };
    match page {
        1 if first.is_empty() => "/".to_owned(),
        1 => first,
        _ => format!("{first}/page/{page}"),
    }
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

/// The address of a page of the archive, by its number from 1.
pub fn archive(page: u32) -> String {
    if page == 1 { "/archive".to_owned() } else { format!("/archive/page/{page}") }
}

/// The address of a page of what a search finds, by its number from 1.
pub fn search(query: &str, page: u32) -> String {
    let query: String = byte_serialize(query.as_bytes()).collect();
    if page == 1 { format!("/search?q={query}") } else { format!("/search?q={query}&page={page}") }
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
    fn what_was_searched_is_encoded() {
        assert_eq!(search("a&b=\"c\" é", 2), "/search?q=a%26b%3D%22c%22+%C3%A9&page=2");
    }
}
