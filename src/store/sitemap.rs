//! Every address for search engines.

use sqlx::{Row, SqlitePool};

use super::{StoreError, signed, unsigned};
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
pub async fn count(pool: &SqlitePool) -> Result<u64, StoreError> {
    let count: i64 = sqlx::query_scalar("select count(*) from published").fetch_one(pool).await?;
    Ok(unsigned(count))
}

/// Some of the published posts and pages, the first ever published first, so that a new one moves no other to the next part.
///
/// # Errors
/// When SQLite fails.
pub async fn texts(pool: &SqlitePool, offset: u64, limit: u32) -> Result<Vec<SitemapEntry>, StoreError> {
    let rows = sqlx::query("select kind, slug, updated_at from published order by sequence limit ? offset ?")
        .bind(limit)
        .bind(signed(offset))
        .fetch_all(pool)
        .await?;
    rows.iter()
        .map(|row| {
            let kind: PostKind = row.try_get::<&str, _>(0)?.parse().unwrap_or_default();
            Ok(SitemapEntry {
                path: kind.path(row.try_get(1)?),
                updated_at: Timestamp::from_milliseconds(row.try_get(2)?),
            })
        })
        .collect()
}

/// The lists of posts with a label or by an author, each with the time of its newest post's last change.
///
/// # Errors
/// When SQLite fails.
pub async fn lists(pool: &SqlitePool, limit: u32) -> Result<Vec<SitemapEntry>, StoreError> {
    let rows = sqlx::query(
        "select list, part, (
            select updated_at from published_terms join published using (sequence)
            where taxonomy = list and published_terms.slug = part
            order by published_terms.published_at desc, sequence desc limit 1
         )
         from list_lengths where list in ('author', 'category', 'series', 'tag') order by list, part limit ?",
    )
    .bind(limit)
    .fetch_all(pool)
    .await?;
    rows.iter()
        .map(|row| {
            let (list, part): (&str, &str) = (row.try_get(0)?, row.try_get(1)?);
            let taxonomy = Taxonomy::ALL.into_iter().find(|taxonomy| taxonomy.as_str() == list);
            let updated_at = row.try_get::<Option<i64>, _>(2)?.unwrap_or_default();
            Ok(SitemapEntry {
                path: taxonomy.map_or_else(|| format!("/authors/{part}"), |taxonomy| taxonomy.path(part)),
                updated_at: Timestamp::from_milliseconds(updated_at),
            })
        })
        .collect()
}
