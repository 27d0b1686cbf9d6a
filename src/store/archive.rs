//! Posts by their dates.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqlitePool};

use super::{StoreError, signed, unsigned};
use crate::domain::post::PostKind;
use crate::domain::views::ArchiveEntry;
use crate::domain::{Language, Timestamp};

/// Moments from the first to the second, which is not one of them any more.
pub type Bounds = (Timestamp, Timestamp);

/// How many posts have a date within these bounds.
///
/// # Errors
/// When SQLite fails.
pub async fn count(pool: &SqlitePool, (from, to): Bounds) -> Result<u64, StoreError> {
    let count: i64 = sqlx::query_scalar(
        "select count(*) from published where kind = 'post' and published_at >= ? and published_at < ?",
    )
    .bind(from.as_milliseconds())
    .bind(to.as_milliseconds())
    .fetch_one(pool)
    .await?;
    Ok(unsigned(count))
}

/// A part of all posts by title and date alone, the newest first.
///
/// # Errors
/// When SQLite fails.
pub async fn list(pool: &SqlitePool, offset: u64, limit: u32) -> Result<Vec<ArchiveEntry>, StoreError> {
    let rows = sqlx::query(
        "select slug, title, published_at, language from published where kind = 'post'
         order by published_at desc, sequence desc limit ? offset ?",
    )
    .bind(limit)
    .bind(signed(offset))
    .fetch_all(pool)
    .await?;
    rows.iter().map(read_entry).collect()
}

/// The same of those within these bounds.
///
/// # Errors
/// When SQLite fails.
pub async fn list_within(
    pool: &SqlitePool,
    (from, to): Bounds,
    offset: u64,
    limit: u32,
) -> Result<Vec<ArchiveEntry>, StoreError> {
    let rows = sqlx::query(
        "select slug, title, published_at, language from published
         where kind = 'post' and published_at >= ? and published_at < ?
         order by published_at desc, sequence desc limit ? offset ?",
    )
    .bind(from.as_milliseconds())
    .bind(to.as_milliseconds())
    .bind(limit)
    .bind(signed(offset))
    .fetch_all(pool)
    .await?;
    rows.iter().map(read_entry).collect()
}

/// The newest date that a post has, of those up to a moment.
///
/// # Errors
/// When SQLite fails.
pub async fn newest_until(pool: &SqlitePool, moment: Timestamp) -> Result<Option<Timestamp>, StoreError> {
    let newest: Option<i64> = sqlx::query_scalar(
        "select published_at from published where kind = 'post' and published_at <= ?
         order by published_at desc limit 1",
    )
    .bind(moment.as_milliseconds())
    .fetch_optional(pool)
    .await?;
    Ok(newest.map(Timestamp::from_milliseconds))
}

/// Reads slug, title, date and language, in this order.
fn read_entry(row: &SqliteRow) -> Result<ArchiveEntry, StoreError> {
    Ok(ArchiveEntry {
        path: PostKind::Post.path(row.try_get(0)?),
        title: row.try_get(1)?,
        published_at: Timestamp::from_milliseconds(row.try_get(2)?),
        language: row.try_get::<Option<&str>, _>(3)?.map(Language::from_stored),
    })
}
