//! Posts as writers and the API list them.

use rusqlite::Connection;
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite, SqlitePool};

use super::working_terms::Term;
use super::{StoreError, select_first, signed, text, text_or_none, unsigned};
use crate::domain::post::{PostKind, PostStatus};
use crate::domain::views::LinkTarget;
use crate::domain::{Actor, PostId, Timestamp};

/// Whether there is any post, the trash included.
///
/// # Errors
/// When SQLite fails.
pub async fn exist(pool: &SqlitePool) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar("select exists (select 1 from posts)").fetch_one(pool).await?)
}

/// Every post that isn't purged, with its sequence number.
///
/// # Errors
/// When SQLite fails.
pub fn all(connection: &Connection) -> Result<Vec<(u64, PostId)>, StoreError> {
    let mut statement = connection.prepare("select sequence, post_id from posts order by sequence")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
    rows.map(|row| {
        let (sequence, id) = row?;
        Ok((unsigned(sequence), id.parse().unwrap_or_default()))
    })
    .collect()
}

/// Posts and pages that are not in the trash, in the order in which they were written down, from behind a place on.
///
/// # Errors
/// When SQLite fails.
pub async fn in_order(pool: &SqlitePool, after: u64, limit: u32) -> Result<Vec<(u64, PostId)>, StoreError> {
    let select =
        "select sequence, post_id from posts where deleted_at is null and sequence > ? order by sequence limit ?";
    let rows = sqlx::query(select).bind(signed(after)).bind(limit).fetch_all(pool).await?;
    rows.iter()
        .map(|row| Ok((unsigned(row.try_get(0)?), row.try_get::<&str, _>(1)?.parse().unwrap_or_default())))
        .collect()
}

/// How many of them there are.
///
/// # Errors
/// When SQLite fails.
pub async fn count_in_order(pool: &SqlitePool) -> Result<u64, StoreError> {
    let count = sqlx::query_scalar("select count(*) from posts where deleted_at is null").fetch_one(pool).await?;
    Ok(unsigned(count))
}

/// Posts that can be linked to, by a part of their title, the latest changed first: the published ones as readers see
/// them, and the drafts of one or, without a name, of everybody.
///
/// # Errors
/// When SQLite fails.
pub async fn link_targets(
    pool: &SqlitePool,
    title_part: &str,
    drafts_of: Option<Actor>,
    limit: u32,
) -> Result<Vec<LinkTarget>, StoreError> {
    let mut select = QueryBuilder::new(
        "select coalesce(published.title, posts.title), coalesce(published.slug, posts.slug), posts.status,
            coalesce(published.kind, posts.kind)
            from posts left join published on published.sequence = posts.sequence where posts.deleted_at is null",
    );
    if let Some(actor) = drafts_of {
        select.push(" and (posts.list = 'published' or posts.created_by = ").push_bind(actor.to_string()).push(")");
    }
    if !title_part.trim().is_empty() {
        select.push(" and coalesce(published.title, posts.title) like ");
        select.push_bind(like_pattern(title_part)).push(" escape '\\'");
    }
    select.push(" order by posts.updated_at desc, posts.sequence desc limit ").push_bind(limit);
    let rows = select.build().fetch_all(pool).await?;
    rows.iter().map(read_link_target).collect()
}

fn read_link_target(row: &SqliteRow) -> Result<LinkTarget, StoreError> {
    let kind: PostKind = row.try_get::<&str, _>(3)?.parse().unwrap_or_default();
    Ok(LinkTarget {
        title: row.try_get(0)?,
        path: kind.path(row.try_get(1)?),
        is_published: row.try_get::<&str, _>(2)? == "published",
    })
}

fn like_pattern(part: &str) -> String {
    let escaped = part.trim().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}

/// A post's place in the API's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The date it is listed under.
    pub date: Timestamp,
    /// Which of that date.
    pub sequence: u64,
}

/// What is looked for, as expressions of FTS5.
#[derive(Clone, Copy, Debug)]
pub struct Search<'a> {
    /// In what readers see.
    pub published: &'a str,
    /// In working copies.
    pub working: &'a str,
}

/// Which posts the API lists.
#[derive(Clone, Copy, Debug)]
pub struct ApiQuery<'a> {
    /// Only those with this status.
    pub status: Option<PostStatus>,
    /// Only those that are found by all of these.
    pub terms: &'a [Term<'a>],
    /// Only posts, or only pages.
    pub kind: Option<PostKind>,
    /// Only those in which this is found.
    pub search: Option<Search<'a>>,
    /// Whose drafts are listed besides what is published; `None` for everybody's.
    pub drafts_of: Option<Option<Actor>>,
    /// Where the page before ended.
    pub after: Option<Place>,
}

/// The posts of one page of the API's list, the newest first. A working copy is looked at for those alone who may see
/// it: finding something would tell others what it says.
///
/// # Errors
/// When SQLite fails.
pub async fn api_list(pool: &SqlitePool, query: &ApiQuery<'_>, limit: u32) -> Result<Vec<(PostId, Place)>, StoreError> {
    let mut select = QueryBuilder::new(
        "select post_id, coalesce(published_at, updated_at) as date, sequence from posts where deleted_at is null",
    );
    if let Some(status) = query.status {
        select.push(" and status = ").push_bind(status.as_str());
    }
    if query.drafts_of.is_some() {
        select.push(" and (status = 'published' or ");
        query.push_is_own(&mut select);
        select.push(")");
    }
    for term in query.terms {
        for (begin, table) in [(" and (", "published_terms"), (" or ", "working_terms")] {
            select.push(begin);
            if table == "working_terms" {
                query.push_is_own(&mut select);
                select.push(" and ");
            }
            select.push("sequence in (select sequence from ").push(table).push(" where taxonomy = ");
            select.push_bind(term.taxonomy.as_str()).push(" and slug = ").push_bind(term.slug).push(")");
        }
        select.push(")");
    }
    if let Some(kind) = query.kind {
        select.push(" and (");
        query.push_is_own(&mut select);
        select.push(" and kind = ").push_bind(kind.as_str());
        select.push(" or not ");
        query.push_is_own(&mut select);
        select.push(" and sequence in (select sequence from published where kind = ").push_bind(kind.as_str());
        select.push("))");
    }
    if let Some(search) = query.search {
        select.push(" and (sequence in (select rowid from search_index where search_index match ");
        select.push_bind(search.published).push(") or ");
        query.push_is_own(&mut select);
        select.push(" and sequence in (select rowid from working_words where working_words match ");
        select.push_bind(search.working).push("))");
    }
    if let Some(after) = query.after {
        select.push(" and (coalesce(published_at, updated_at), sequence) < (");
        select.push_bind(after.date.as_milliseconds()).push(", ").push_bind(signed(after.sequence)).push(")");
    }
    select.push(" order by coalesce(published_at, updated_at) desc, sequence desc limit ").push_bind(limit);
    let rows = select.build().fetch_all(pool).await?;
    rows.iter()
        .map(|row| {
            let place =
                Place { date: Timestamp::from_milliseconds(row.try_get(1)?), sequence: unsigned(row.try_get(2)?) };
            Ok((row.try_get::<&str, _>(0)?.parse().unwrap_or_default(), place))
        })
        .collect()
}

impl ApiQuery<'_> {
    /// Whether the asker sees a post's working copy.
    fn push_is_own(&self, select: &mut QueryBuilder<Sqlite>) {
        match self.drafts_of {
            None => select.push("true"),
            Some(None) => select.push("false"),
            Some(Some(actor)) => select.push("created_by = ").push_bind(actor.to_string()),
        };
    }
}

/// Posts whose schedule has something to be done by an instant, the first first.
///
/// # Errors
/// When SQLite fails.
pub async fn due(pool: &SqlitePool, at: Timestamp, limit: u32) -> Result<Vec<PostId>, StoreError> {
    let ids: Vec<String> = sqlx::query_scalar(
        "select post_id from posts
         where (publish_at is not null or unpublish_at is not null) and coalesce(publish_at, unpublish_at) <= ?
         order by coalesce(publish_at, unpublish_at), sequence limit ?",
    )
    .bind(at.as_milliseconds())
    .bind(limit)
    .fetch_all(pool)
    .await?;
    Ok(ids.iter().filter_map(|id| id.parse().ok()).collect())
}

/// When the next schedule has something to be done.
///
/// # Errors
/// When SQLite fails.
pub async fn next_due(pool: &SqlitePool) -> Result<Option<Timestamp>, StoreError> {
    let at: Option<i64> = sqlx::query_scalar(
        "select min(coalesce(publish_at, unpublish_at)) from posts where publish_at is not null or unpublish_at is not null",
    )
    .fetch_one(pool)
    .await?;
    Ok(at.map(Timestamp::from_milliseconds))
}

/// Posts that went to the trash before an instant, the first of them first.
///
/// # Errors
/// When SQLite fails.
pub async fn deleted_before(pool: &SqlitePool, at: Timestamp, limit: u32) -> Result<Vec<PostId>, StoreError> {
    let ids: Vec<String> =
        sqlx::query_scalar("select post_id from posts where deleted_at < ? order by deleted_at, sequence limit ?")
            .bind(at.as_milliseconds())
            .bind(limit)
            .fetch_all(pool)
            .await?;
    Ok(ids.iter().filter_map(|id| id.parse().ok()).collect())
}

/// The post that claims a slug, in any case.
///
/// # Errors
/// When SQLite fails.
pub fn with_slug(connection: &Connection, slug_key: &str) -> Result<Option<PostId>, StoreError> {
    let select = "select post_id from slugs where slug_key = ?";
    Ok(select_first(connection, select, [slug_key], |row| Ok(text(row, 0)?.parse().ok()))?.flatten())
}

/// Where an address from elsewhere leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RedirectTarget {
    /// To a post, wherever that is now.
    Post(PostId),
    /// To a path.
    Path(String),
}

/// Where an address from elsewhere leads.
///
/// # Errors
/// When SQLite fails.
pub fn redirect(connection: &Connection, path: &str) -> Result<Option<RedirectTarget>, StoreError> {
    let target = select_first(connection, "select post_id, target from redirects where path = ?", [path], |row| {
        Ok(match text_or_none(row, 0)? {
            Some(id) => id.parse().ok().map(RedirectTarget::Post),
            None => row.get::<_, Option<String>>(1)?.map(RedirectTarget::Path),
        })
    })?;
    Ok(target.flatten())
}
