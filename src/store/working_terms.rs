//! What working copies are found by: authors, tags, category and kind.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};
use sqlx::{Row, SqlitePool};

use super::{StoreError, execute, signed};
use crate::domain::post::{Content, Post, PostKind};
use crate::domain::{Actor, Label};

/// Posts of one person whose terms are looked at, the latest changed first: to choose from, so the rest is little missed.
const OWN_POSTS_MAX: u32 = 1_000;

/// What a term is one of: besides what labels are, people and kinds of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TermTaxonomy {
    /// Authors, by handle.
    Author,
    /// Tags.
    Tag,
    /// Categories.
    Category,
    /// Posts and pages.
    Kind,
}

impl TermTaxonomy {
    /// The name as it is stored; that of readers' lists where there is one.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Author => "author",
            Self::Tag => "tag",
            Self::Category => "category",
            Self::Kind => "kind",
        }
    }
}

/// A term that posts are looked for by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term<'a> {
    /// What it is one of.
    pub taxonomy: TermTaxonomy,
    /// Its part of an address.
    pub slug: &'a str,
}

impl<'a> Term<'a> {
    /// The terms of what is asked for.
    pub fn of_query(tag: Option<&'a str>, category: Option<&'a str>, author: Option<&'a str>) -> Vec<Self> {
        let terms = [(TermTaxonomy::Tag, tag), (TermTaxonomy::Category, category), (TermTaxonomy::Author, author)];
        terms.into_iter().filter_map(|(taxonomy, slug)| Some(Self { taxonomy, slug: slug? })).collect()
    }
}

/// A term of a working copy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WorkingTerm {
    taxonomy: TermTaxonomy,
    slug: String,
    label: String,
    list: &'static str,
}

/// What a post's terms are made from: where these are the same, so are they, and they take longer to make.
pub fn sources(post: &Post) -> impl PartialEq {
    let Content { authors, tags, category, kind, .. } = &*post.working;
    (list(post), kind, authors, tags, category)
}

/// The list that a post is in, as the column `list` of `posts` says it.
fn list(post: &Post) -> &'static str {
    if post.deleted_at.is_some() { "trash" } else { post.status().as_str() }
}

/// Every term of a post; none of one that was purged.
pub fn terms_of(post: &Post) -> BTreeSet<WorkingTerm> {
    if post.is_purged || post.version == 0 {
        return BTreeSet::new();
    }
    let (content, list) = (&post.working, list(post));
    let term = |taxonomy, slug: &str, label: &str| WorkingTerm {
        taxonomy,
        slug: slug.to_owned(),
        label: label.to_owned(),
        list,
    };
    let of_label = |taxonomy, label: &Label| term(taxonomy, &label.slug(), label.as_str());
    let authors = content.authors.iter().map(|author| term(TermTaxonomy::Author, author.handle.as_str(), &author.name));
    let tags = content.tags.iter().map(|tag| of_label(TermTaxonomy::Tag, tag));
    let category = content.category.iter().map(|category| of_label(TermTaxonomy::Category, category));
    authors.chain(tags).chain(category).chain([term(TermTaxonomy::Kind, content.kind.as_str(), "")]).collect()
}

/// Writes down what a post is found by.
///
/// # Errors
/// When SQLite fails.
pub fn project(connection: &Connection, sequence: u64, terms: &BTreeSet<WorkingTerm>) -> Result<(), StoreError> {
    execute(connection, "delete from working_terms where sequence = ?", [signed(sequence)])?;
    for WorkingTerm { taxonomy, slug, label, list } in terms {
        execute(
            connection,
            "insert into working_terms (taxonomy, slug, list, sequence, label) values (?, ?, ?, ?, ?)
             on conflict do nothing",
            params![taxonomy.as_str(), slug, list, signed(sequence), label],
        )?;
    }
    Ok(())
}

/// Slugs and labels of one taxonomy among all posts, by slug. Each is sought behind the one before, so it costs as much as
/// there are terms, not posts.
///
/// # Errors
/// When SQLite fails.
pub async fn all(pool: &SqlitePool, taxonomy: TermTaxonomy, limit: u32) -> Result<Vec<(String, String)>, StoreError> {
    let rows = sqlx::query(
        "with recursive terms (slug) as (
            select min(slug) from working_terms where taxonomy = ?1
            union all
            select (select min(slug) from working_terms where taxonomy = ?1 and slug > terms.slug) from terms
            where terms.slug is not null limit ?2
         )
         select slug, (select label from working_terms where taxonomy = ?1 and working_terms.slug = terms.slug limit 1)
         from terms where slug is not null",
    )
    .bind(taxonomy.as_str())
    .bind(limit)
    .fetch_all(pool)
    .await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

/// The same among the posts that somebody created.
///
/// # Errors
/// When SQLite fails.
pub async fn of_creator(
    pool: &SqlitePool,
    created_by: Actor,
    taxonomy: TermTaxonomy,
    limit: u32,
) -> Result<Vec<(String, String)>, StoreError> {
    let rows = sqlx::query(
        "select slug, max(label) from (
            select sequence from posts where created_by = ? order by updated_at desc, sequence desc limit ?
         ) join working_terms using (sequence) where taxonomy = ? group by slug order by slug limit ?",
    )
    .bind(created_by.to_string())
    .bind(OWN_POSTS_MAX)
    .bind(taxonomy.as_str())
    .bind(limit)
    .fetch_all(pool)
    .await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

impl From<PostKind> for Term<'static> {
    fn from(kind: PostKind) -> Self {
        Self { taxonomy: TermTaxonomy::Kind, slug: kind.as_str() }
    }
}
