//! Posts by their dates.

use rusqlite::{Connection, Row, params};

use super::{StoreError, select_all, select_first, signed, text, text_or_none};
use crate::domain::post::PostKind;
use crate::domain::views::ArchiveEntry;
use crate::domain::{Language, Timestamp};

/// Moments from the first to the second, which is not one of them any more.
pub type Bounds = (Timestamp, Timestamp);

/// How many posts have a date within these bounds.
///
/// # Errors
/// When SQLite fails.
pub fn count(connection: &Connection, (from, to): Bounds) -> Result<u64, StoreError> {
    let select = "select count(*) from published where kind = 'post' and published_at >= ? and published_at < ?";
    super::count(connection, select, [from.as_milliseconds(), to.as_milliseconds()])
}

/// A part of all posts by title and date alone, the newest first.
///
/// # Errors
/// When SQLite fails.
pub fn list(connection: &Connection, offset: u64, limit: u32) -> Result<Vec<ArchiveEntry>, StoreError> {
    let select = format!(
        "select slug, title, published_at, language from published where kind = 'post'
         order by published_at desc, sequence desc limit {limit} offset ?"
    );
    select_all(connection, &select, [signed(offset)], read_entry)
}

/// The same of those within these bounds.
///
/// # Errors
/// When SQLite fails.
pub fn list_within(
    connection: &Connection,
    (from, to): Bounds,
    offset: u64,
    limit: u32,
) -> Result<Vec<ArchiveEntry>, StoreError> {
    let select = format!(
        "select slug, title, published_at, language from published
         where kind = 'post' and published_at >= ? and published_at < ?
         order by published_at desc, sequence desc limit {limit} offset ?"
    );
    let parameters = params![from.as_milliseconds(), to.as_milliseconds(), signed(offset)];
    select_all(connection, &select, parameters, read_entry)
}

/// The newest date that a post has, of those up to a moment.
///
/// # Errors
/// When SQLite fails.
pub fn newest_until(connection: &Connection, moment: Timestamp) -> Result<Option<Timestamp>, StoreError> {
    let select = "select published_at from published where kind = 'post' and published_at <= ?
         order by published_at desc limit 1";
    let read = |row: &Row<'_>| Ok(Timestamp::from_milliseconds(row.get(0)?));
    select_first(connection, select, [moment.as_milliseconds()], read)
}

/// Reads slug, title, date and language, in this order.
pub(super) fn read_entry(row: &Row<'_>) -> Result<ArchiveEntry, StoreError> {
    Ok(ArchiveEntry {
        path: PostKind::Post.path(text(row, 0)?),
        title: row.get(1)?,
        published_at: Timestamp::from_milliseconds(row.get(2)?),
        language: text_or_none(row, 3)?.map(Language::from_stored),
    })
}
