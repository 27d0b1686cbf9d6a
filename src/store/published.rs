//! What readers list.

use rusqlite::{Connection, Row, params};

use super::{StoreError, read_number, select_all, select_first, signed, text, text_or_none};
use crate::domain::post::PostKind;
use crate::domain::reading::reading_minutes;
use crate::domain::views::{ListKind, PostLink, PostSummary};
use crate::domain::{Language, PostId, Timestamp};

/// What [`read_summary`] reads.
pub(super) const SUMMARY: &str =
    "published.post_id, published.kind, published.slug, published.title, published.excerpt,
    published.language, published.cover, published.word_count, published.published_at, published.updated_at,
    published.authors, published.tags, published.is_pinned";

/// How many posts a list has.
///
/// # Errors
/// When SQLite fails.
pub fn count(connection: &Connection, kind: &ListKind) -> Result<u64, StoreError> {
    super::count(connection, "select length from list_lengths where list = ? and part = ?", part(kind))
}

/// A part of a list, in its order.
///
/// # Errors
/// When SQLite fails.
pub fn list(connection: &Connection, kind: &ListKind, offset: u64, limit: u32) -> Result<Vec<PostSummary>, StoreError> {
    let offset = signed(offset);
    let order = match kind {
        ListKind::Home => {
            let select = format!(
                "select {SUMMARY} from published where kind = 'post'
                 order by is_pinned desc, published_at desc, sequence desc limit {limit} offset ?"
            );
            return select_all(connection, &select, [offset], read_summary);
        }
        ListKind::Series(_) => "place, published_terms.published_at, sequence",
        ListKind::Tag(_) | ListKind::Category(_) | ListKind::Author(_) => {
            "published_terms.published_at desc, sequence desc"
        }
    };
    let (taxonomy, slug) = part(kind);
    // The taxonomy stands in the statement: the index of series is one of some rows alone.
    let select = format!(
        "select {SUMMARY} from published_terms join published using (sequence)
         where taxonomy = '{taxonomy}' and published_terms.slug = ? order by {order} limit {limit} offset ?"
    );
    select_all(connection, &select, params![slug, offset], read_summary)
}

/// The newest posts of a list, whatever comes first on its page.
///
/// # Errors
/// When SQLite fails.
pub fn newest(connection: &Connection, kind: &ListKind, limit: u32) -> Result<Vec<PostId>, StoreError> {
    let read = |row: &Row<'_>| Ok(text(row, 0)?.parse().unwrap_or_default());
    if *kind == ListKind::Home {
        let select = format!(
            "select post_id from published where kind = 'post' order by published_at desc, sequence desc limit {limit}"
        );
        return select_all(connection, &select, [], read);
    }
    let select = format!(
        "select post_id from published_terms join published using (sequence)
         where taxonomy = ? and published_terms.slug = ?
         order by published_terms.published_at desc, sequence desc limit {limit}"
    );
    select_all(connection, &select, part(kind), read)
}

/// How many parts of a series come before a post; none where it isn't one of them.
///
/// # Errors
/// When SQLite fails.
pub fn parts_before(connection: &Connection, series: &str, id: PostId) -> Result<Option<u64>, StoreError> {
    let select = "select (
            select count(*) from published_terms where taxonomy = 'series' and slug = ?1
                and (place, published_at, sequence) < (here.place, here.published_at, here.sequence)
         )
         from published join published_terms as here using (sequence)
         where post_id = ?2 and here.taxonomy = 'series' and here.slug = ?1";
    select_first(connection, select, params![series, id.to_string()], read_number)
}

/// Some parts of a series by title and address, from its first to its last.
///
/// # Errors
/// When SQLite fails.
pub fn parts(connection: &Connection, series: &str, offset: u64, limit: u64) -> Result<Vec<PostLink>, StoreError> {
    let select = format!(
        "select kind, published.slug, title, language from published_terms join published using (sequence)
         where taxonomy = 'series' and published_terms.slug = ?
         order by place, published_terms.published_at, sequence limit {limit} offset ?"
    );
    select_all(connection, &select, params![series, signed(offset)], |row| {
        let kind: PostKind = text(row, 0)?.parse().unwrap_or_default();
        Ok(PostLink {
            path: kind.path(text(row, 1)?),
            title: row.get(2)?,
            language: text_or_none(row, 3)?.map(Language::from_stored),
        })
    })
}

/// Which list it is, and of what, as its length is kept.
fn part(kind: &ListKind) -> (&'static str, &str) {
    match kind {
        ListKind::Home => ("home", ""),
        ListKind::Tag(tag) => ("tag", &tag.slug),
        ListKind::Category(category) => ("category", &category.slug),
        ListKind::Author(author) => ("author", &author.handle),
        ListKind::Series(series) => ("series", &series.slug),
    }
}

/// The name of a tag, category, author or series as its newest post writes it.
///
/// # Errors
/// When SQLite fails.
pub fn term_label(connection: &Connection, taxonomy: &str, slug: &str) -> Result<Option<String>, StoreError> {
    let select = "select label from published_terms where taxonomy = ? and slug = ?
         order by published_at desc, sequence desc limit 1";
    select_first(connection, select, [taxonomy, slug], |row| Ok(row.get(0)?))
}

/// Reads the columns of [`SUMMARY`], which come first.
pub(super) fn read_summary(row: &Row<'_>) -> Result<PostSummary, StoreError> {
    let kind: PostKind = text(row, 1)?.parse().unwrap_or_default();
    Ok(PostSummary {
        id: text(row, 0)?.parse().unwrap_or_default(),
        path: kind.path(text(row, 2)?),
        title: row.get(3)?,
        excerpt: row.get(4)?,
        language: text_or_none(row, 5)?.map(Language::from_stored),
        cover: row.get(6)?,
        reading_minutes: reading_minutes(row.get(7)?),
        published_at: Timestamp::from_milliseconds(row.get(8)?),
        updated_at: Timestamp::from_milliseconds(row.get(9)?),
        authors: serde_json::from_str(text(row, 10)?)?,
        tags: serde_json::from_str(text(row, 11)?)?,
        is_pinned: row.get(12)?,
    })
}
