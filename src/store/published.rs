//! What readers list.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqlitePool};

use super::{StoreError, signed, unsigned};
use crate::domain::post::PostKind;
use crate::domain::reading::reading_minutes;
use crate::domain::views::{ListKind, PostLink, PostSummary};
use crate::domain::{Language, PostId, Timestamp};

/// How many posts a list has.
///
/// # Errors
/// When SQLite fails.
pub async fn count(pool: &SqlitePool, kind: &ListKind) -> Result<u64, StoreError> {
    let (list, part) = part(kind);
    let length: Option<i64> = sqlx::query_scalar("select length from list_lengths where list = ? and part = ?")
        .bind(list)
        .bind(part)
        .fetch_optional(pool)
        .await?;
    Ok(unsigned(length.unwrap_or_default()))
}

/// A part of a list, in its order.
///
/// # Errors
/// When SQLite fails.
pub async fn list(pool: &SqlitePool, kind: &ListKind, offset: u64, limit: u32) -> Result<Vec<PostSummary>, StoreError> {
    let rows = match kind {
        ListKind::Home => sqlx::query(
            "select post_id, kind, slug, title, excerpt, language, cover, word_count, published_at, updated_at,
                authors, tags, is_pinned from published where kind = 'post'
             order by is_pinned desc, published_at desc, sequence desc limit ? offset ?",
        ),
        ListKind::Series(series) => sqlx::query(
            "select post_id, kind, published.slug, title, excerpt, language, cover, word_count,
                published.published_at, updated_at, authors, tags, is_pinned
             from published_terms join published using (sequence)
             where taxonomy = 'series' and published_terms.slug = ?
             order by place, published_terms.published_at, sequence limit ? offset ?",
        )
        .bind(&series.slug),
        ListKind::Tag(_) | ListKind::Category(_) | ListKind::Author(_) => {
            let (taxonomy, slug) = part(kind);
            sqlx::query(
                "select post_id, kind, published.slug, title, excerpt, language, cover, word_count,
                    published.published_at, updated_at, authors, tags, is_pinned
                 from published_terms join published using (sequence) where taxonomy = ? and published_terms.slug = ?
                 order by published_terms.published_at desc, sequence desc limit ? offset ?",
            )
            .bind(taxonomy)
            .bind(slug)
        }
    };
    let rows = rows.bind(limit).bind(signed(offset)).fetch_all(pool).await?;
    rows.iter().map(read_summary).collect()
}

/// The newest posts of a list, whatever comes first on its page.
///
/// # Errors
/// When SQLite fails.
pub async fn newest(pool: &SqlitePool, kind: &ListKind, limit: u32) -> Result<Vec<PostId>, StoreError> {
    let ids = match kind {
        ListKind::Home => sqlx::query_scalar(
            "select post_id from published where kind = 'post' order by published_at desc, sequence desc limit ?",
        ),
        _ => {
            let (taxonomy, slug) = part(kind);
            sqlx::query_scalar(
                "select post_id from published_terms join published using (sequence)
                 where taxonomy = ? and published_terms.slug = ?
                 order by published_terms.published_at desc, sequence desc limit ?",
            )
            .bind(taxonomy)
            .bind(slug)
        }
    };
    let ids: Vec<String> = ids.bind(limit).fetch_all(pool).await?;
    Ok(ids.iter().filter_map(|id| id.parse().ok()).collect())
}

/// How many parts of a series come before a post; none where it isn't one of them.
///
/// # Errors
/// When SQLite fails.
pub async fn parts_before(pool: &SqlitePool, series: &str, id: PostId) -> Result<Option<u64>, StoreError> {
    let before: Option<i64> = sqlx::query_scalar(
        "select (
            select count(*) from published_terms where taxonomy = 'series' and slug = ?1
                and (place, published_at, sequence) < (here.place, here.published_at, here.sequence)
         )
         from published join published_terms as here using (sequence)
         where post_id = ?2 and here.taxonomy = 'series' and here.slug = ?1",
    )
    .bind(series)
    .bind(id.to_string())
    .fetch_optional(pool)
    .await?;
    Ok(before.map(unsigned))
}

/// Some parts of a series by title and address, from its first to its last.
///
/// # Errors
/// When SQLite fails.
pub async fn parts(pool: &SqlitePool, series: &str, offset: u64, limit: u64) -> Result<Vec<PostLink>, StoreError> {
    let rows = sqlx::query(
        "select kind, published.slug, title, language from published_terms join published using (sequence)
         where taxonomy = 'series' and published_terms.slug = ?
         order by place, published_terms.published_at, sequence limit ? offset ?",
    )
    .bind(series)
    .bind(signed(limit))
    .bind(signed(offset))
    .fetch_all(pool)
    .await?;
    rows.iter()
        .map(|row| {
            let kind: PostKind = row.try_get::<&str, _>(0)?.parse().unwrap_or_default();
            Ok(PostLink {
                path: kind.path(row.try_get(1)?),
                title: row.try_get(2)?,
                language: row.try_get::<Option<&str>, _>(3)?.map(Language::from_stored),
            })
        })
        .collect()
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
pub async fn term_label(pool: &SqlitePool, taxonomy: &str, slug: &str) -> Result<Option<String>, StoreError> {
    let label = sqlx::query_scalar(
        "select label from published_terms where taxonomy = ? and slug = ? order by published_at desc, sequence desc
         limit 1",
    )
    .bind(taxonomy)
    .bind(slug)
    .fetch_optional(pool)
    .await?;
    Ok(label)
}

/// A published text's summary.
///
/// # Errors
/// When SQLite fails.
pub async fn summary(pool: &SqlitePool, id: PostId) -> Result<Option<PostSummary>, StoreError> {
    let row = sqlx::query(
        "select post_id, kind, slug, title, excerpt, language, cover, word_count, published_at, updated_at, authors,
            tags, is_pinned from published where post_id = ?",
    )
    .bind(id.to_string())
    .fetch_optional(pool)
    .await?;
    row.as_ref().map(read_summary).transpose()
}

pub(super) fn read_summary(row: &SqliteRow) -> Result<PostSummary, StoreError> {
    let kind: PostKind = row.try_get::<&str, _>(1)?.parse().unwrap_or_default();
    Ok(PostSummary {
        id: row.try_get::<&str, _>(0)?.parse().unwrap_or_default(),
        path: kind.path(row.try_get(2)?),
        title: row.try_get(3)?,
        excerpt: row.try_get(4)?,
        language: row.try_get::<Option<&str>, _>(5)?.map(Language::from_stored),
        cover: row.try_get(6)?,
        reading_minutes: reading_minutes(row.try_get(7)?),
        published_at: Timestamp::from_milliseconds(row.try_get(8)?),
        updated_at: Timestamp::from_milliseconds(row.try_get(9)?),
        authors: serde_json::from_str(row.try_get(10)?)?,
        tags: serde_json::from_str(row.try_get(11)?)?,
        is_pinned: row.try_get(12)?,
    })
}
