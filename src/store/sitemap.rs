//! Every address for search engines.

use rusqlite::Connection;

use super::{StoreError, select_all, signed, text};
use crate::domain::Timestamp;
use crate::domain::post::{PostKind, Taxonomy};

/// An address for search engines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SitemapEntry {
    /// The path.
    pub path: String,
    /// When readers were last given a change of it.
    pub updated_at: Timestamp,
}

/// How many published posts and pages there are.
///
/// # Errors
/// When SQLite fails.
pub fn count(connection: &Connection) -> Result<u64, StoreError> {
    super::count(connection, "select count(*) from published", [])
}

/// Some of the published posts and pages, the first ever published first, so that a new one moves no other to the next part.
///
/// # Errors
/// When SQLite fails.
pub fn texts(connection: &Connection, offset: u64, limit: u32) -> Result<Vec<SitemapEntry>, StoreError> {
    let select = format!("select kind, slug, updated_at from published order by sequence limit {limit} offset ?");
    select_all(connection, &select, [signed(offset)], |row| {
        let kind: PostKind = text(row, 0)?.parse().unwrap_or_default();
        Ok(SitemapEntry { path: kind.path(text(row, 1)?), updated_at: Timestamp::from_milliseconds(row.get(2)?) })
    })
}

/// The lists of posts with a label or by an author, each with the time of its newest post's last change.
///
/// # Errors
/// When SQLite fails.
pub fn lists(connection: &Connection, limit: u32) -> Result<Vec<SitemapEntry>, StoreError> {
    let select = format!(
        "select list, part, (
            select updated_at from published_terms join published using (sequence)
            where taxonomy = list and published_terms.slug = part
            order by published_terms.published_at desc, sequence desc limit 1
         )
         from list_lengths where list in ('author', 'category', 'series', 'tag') order by list, part limit {limit}"
    );
    select_all(connection, &select, [], |row| {
        let (list, part) = (text(row, 0)?, text(row, 1)?);
        let taxonomy = Taxonomy::ALL.into_iter().find(|taxonomy| taxonomy.as_str() == list);
        let updated_at = row.get::<_, Option<i64>>(2)?.unwrap_or_default();
        Ok(SitemapEntry {
            path: taxonomy.map_or_else(|| format!("/authors/{part}"), |taxonomy| taxonomy.path(part)),
            updated_at: Timestamp::from_milliseconds(updated_at),
        })
    })
}
