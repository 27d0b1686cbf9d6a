//! Which posts have which labels.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite, SqlitePool};

use super::{StoreError, execute, signed, unsigned};
use crate::domain::post::{Content, Post, Taxonomy};
use crate::domain::views::LabelCount;
use crate::domain::{Label, PostId};

/// A post's labels by their addresses, as its working copy writes them, or else what readers see.
pub type LabelsOfPost<'a> = BTreeMap<(Taxonomy, String), &'a Label>;

/// Every label of a post.
pub fn labels_of(post: &Post) -> LabelsOfPost<'_> {
    let mut labels = BTreeMap::new();
    if post.is_purged {
        return labels;
    }
    for (taxonomy, label) in names(post) {
        labels.entry((taxonomy, label.slug())).or_insert(label);
    }
    labels
}

/// The labels of both copies one after the other, as they are written: where these are the same, so are their addresses,
/// which take longer to make.
pub fn names(post: &Post) -> impl Iterator<Item = (Taxonomy, &Label)> {
    let published = post.published.as_ref().map(|published| &published.content);
    std::iter::once(&post.working).chain(published).flat_map(|content| labels_in(content))
}

fn labels_in(content: &Content) -> impl Iterator<Item = (Taxonomy, &Label)> {
    let tags = content.tags.iter().map(|tag| (Taxonomy::Tag, tag));
    let category = content.category.iter().map(|category| (Taxonomy::Category, category));
    tags.chain(category).chain(content.series.iter().map(|part| (Taxonomy::Series, &part.series)))
}

/// Writes down a post's labels.
///
/// # Errors
/// When SQLite fails.
pub fn project(connection: &Connection, sequence: u64, labels: &LabelsOfPost<'_>) -> Result<(), StoreError> {
    execute(connection, "delete from post_labels where sequence = ?", [signed(sequence)])?;
    for ((taxonomy, slug), label) in labels {
        execute(
            connection,
            "insert into post_labels (taxonomy, slug, sequence, label) values (?, ?, ?, ?)",
            params![taxonomy.as_str(), slug, signed(sequence), label.as_str()],
        )?;
    }
    Ok(())
}

/// How many labels there are with that part in their address.
///
/// # Errors
/// When SQLite fails.
pub async fn count(pool: &SqlitePool, taxonomy: Taxonomy, slug_part: &str) -> Result<u64, StoreError> {
    let select = "select count(*) from list_lengths where list = 'labelled ' || ? and instr(part, ?) > 0";
    let count = sqlx::query_scalar(select).bind(taxonomy.as_str()).bind(slug_part).fetch_one(pool).await?;
    Ok(unsigned(count))
}

/// A part of these labels, in the order of their addresses, behind one of them.
///
/// # Errors
/// When SQLite fails.
pub async fn list(
    pool: &SqlitePool,
    taxonomy: Taxonomy,
    slug_part: &str,
    after: &str,
    offset: u64,
    limit: u32,
) -> Result<Vec<LabelCount>, StoreError> {
    let mut select = select_counts(taxonomy);
    select.push(" and part > ").push_bind(after);
    select.push(" and instr(part, ").push_bind(slug_part).push(") > 0 order by part limit ").push_bind(limit);
    let rows = select.push(" offset ").push_bind(signed(offset)).build().fetch_all(pool).await?;
    rows.iter().map(|row| read(taxonomy, row)).collect()
}

/// A label, where a post has it.
///
/// # Errors
/// When SQLite fails.
pub async fn find(pool: &SqlitePool, taxonomy: Taxonomy, slug: &str) -> Result<Option<LabelCount>, StoreError> {
    let row = select_counts(taxonomy).push(" and part = ").push_bind(slug).build().fetch_optional(pool).await?;
    row.as_ref().map(|row| read(taxonomy, row)).transpose()
}

/// What labels are called, as the latest post with each writes it; how many posts have it; and how many readers see.
fn select_counts(taxonomy: Taxonomy) -> QueryBuilder<Sqlite> {
    let mut select = QueryBuilder::new(
        "select part, length,
            (select label from post_labels where taxonomy = asked and slug = part order by sequence desc limit 1),
            (select length from list_lengths as seen where seen.list = asked and seen.part = list_lengths.part)
         from (select ",
    );
    select.push_bind(taxonomy.as_str()).push(" as asked) join list_lengths on list = 'labelled ' || asked where true");
    select
}

fn read(taxonomy: Taxonomy, row: &SqliteRow) -> Result<LabelCount, StoreError> {
    let slug: String = row.try_get(0)?;
    Ok(LabelCount {
        posts: unsigned(row.try_get(1)?),
        name: row.try_get::<Option<String>, _>(2)?.unwrap_or_else(|| slug.clone()),
        published: unsigned(row.try_get::<Option<i64>, _>(3)?.unwrap_or_default()),
        path: taxonomy.path(&slug),
        slug,
    })
}

/// Posts that have a label, the trash included, behind one of them in the order of their creation, with their sequences.
///
/// # Errors
/// When SQLite fails.
pub async fn posts(
    pool: &SqlitePool,
    taxonomy: Taxonomy,
    slug: &str,
    after: u64,
    limit: u32,
) -> Result<Vec<(u64, PostId)>, StoreError> {
    let rows = sqlx::query(
        "select sequence, post_id from post_labels join posts using (sequence)
         where taxonomy = ? and post_labels.slug = ? and sequence > ? order by sequence limit ?",
    )
    .bind(taxonomy.as_str())
    .bind(slug)
    .bind(signed(after))
    .bind(limit)
    .fetch_all(pool)
    .await?;
    let read =
        |row: &SqliteRow| Ok((unsigned(row.try_get(0)?), row.try_get::<&str, _>(1)?.parse().unwrap_or_default()));
    rows.iter().map(read).collect()
}
