//! What stands beside a post: its neighbours by date, and those that share its labels.

use sqlx::{QueryBuilder, Sqlite, SqlitePool};

use super::archive::read_entry;
use super::{StoreError, unsigned};
use crate::domain::PostId;
use crate::domain::views::ArchiveEntry;

/// Of a post's labels, so many are looked at, the rarest first: they say most of what it is about.
const LABELS_MAX: u32 = 8;
/// Of the posts with a label, so many are looked at, the newest first.
const POSTS_OF_A_LABEL_MAX: u32 = 50;

/// A label by its list (`tag` or `category`) and its address.
pub type LabelOf<'a> = (&'static str, &'a str);

/// The post before one by date.
///
/// # Errors
/// When SQLite fails.
pub async fn older(pool: &SqlitePool, id: PostId) -> Result<Option<ArchiveEntry>, StoreError> {
    let row = sqlx::query(
        "select slug, title, published_at, language from published
         where kind = 'post' and (published_at, sequence) < (
            select published_at, sequence from published where post_id = ? and kind = 'post'
         )
         order by published_at desc, sequence desc limit 1",
    )
    .bind(id.to_string())
    .fetch_optional(pool)
    .await?;
    row.as_ref().map(read_entry).transpose()
}

/// The post after one by date.
///
/// # Errors
/// When SQLite fails.
pub async fn newer(pool: &SqlitePool, id: PostId) -> Result<Option<ArchiveEntry>, StoreError> {
    let row = sqlx::query(
        "select slug, title, published_at, language from published
         where kind = 'post' and (published_at, sequence) > (
            select published_at, sequence from published where post_id = ? and kind = 'post'
         )
         order by published_at, sequence limit 1",
    )
    .bind(id.to_string())
    .fetch_optional(pool)
    .await?;
    row.as_ref().map(read_entry).transpose()
}

/// Other posts with these labels: those with the most of them first, where a label counts the less the more posts have
/// it; of equals, the newest.
///
/// # Errors
/// When SQLite fails.
pub async fn related(
    pool: &SqlitePool,
    id: PostId,
    labels: &[LabelOf<'_>],
    limit: u32,
) -> Result<Vec<ArchiveEntry>, StoreError> {
    let weights = weights(pool, labels).await?;
    if weights.is_empty() {
        return Ok(Vec::new());
    }
    let mut select: QueryBuilder<Sqlite> = QueryBuilder::new(
        "select slug, title, published.published_at, language from (
            select sequence, max(published_at) as shown_at, sum(weight) as closeness from (",
    );
    let mut candidates = select.separated(" union all ");
    for (list, part, weight) in weights {
        candidates
            .push("select sequence, published_at, ")
            .push_bind_unseparated(weight)
            .push_unseparated(" as weight from (select sequence, published_at from published_terms where taxonomy = ");
        candidates.push_bind_unseparated(list).push_unseparated(" and slug = ").push_bind_unseparated(part);
        candidates
            .push_unseparated(" order by published_at desc, sequence desc limit ")
            .push_bind_unseparated(POSTS_OF_A_LABEL_MAX)
            .push_unseparated(")");
    }
    select.push(") where sequence <> (select sequence from published where post_id = ").push_bind(id.to_string());
    select.push(") group by sequence order by closeness desc, shown_at desc, sequence desc limit ").push_bind(limit);
    select.push(") join published using (sequence) order by closeness desc, shown_at desc, sequence desc");
    select.build().fetch_all(pool).await?.iter().map(read_entry).collect()
}

/// The rarest of these labels that other posts have as well, with what each counts.
async fn weights(pool: &SqlitePool, labels: &[LabelOf<'_>]) -> Result<Vec<(String, String, f64)>, StoreError> {
    if labels.is_empty() {
        return Ok(Vec::new());
    }
    let mut select: QueryBuilder<Sqlite> = QueryBuilder::new("with wanted (list, part) as (values ");
    let mut wanted = select.separated(", ");
    for (list, part) in labels {
        wanted.push("(").push_bind_unseparated(*list).push_unseparated(", ").push_bind_unseparated(*part);
        wanted.push_unseparated(")");
    }
    // Each label is looked up: from `in (values …)` SQLite would make a search through all labels.
    select.push(
        ") select list, part, length from wanted cross join list_lengths using (list, part) where length > 1
         order by length, list, part limit ",
    );
    select.push_bind(LABELS_MAX);
    let rows: Vec<(String, String, i64)> = select.build_query_as().fetch_all(pool).await?;
    Ok(rows.into_iter().map(|(list, part, length)| (list, part, weight(unsigned(length)))).collect())
}

/// What a label counts that so many posts have.
pub fn weight(posts: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "no site has as many posts as a float can't count")]
    let posts = posts.max(1) as f64;
    1.0 / (1.0 + posts.ln())
}
