//! Posts as writers and the API list them.

use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite, SqlitePool};

use super::{StoreError, signed, unsigned};
use crate::domain::post::{PostKind, PostStatus, ReviewState, ScheduleFailure, ScheduleTimes};
use crate::domain::views::{LinkTarget, PostFilter, PostListItem};
use crate::domain::{Actor, PostId, Timestamp};

/// Which posts a writers' list shows.
#[derive(Clone, Copy, Debug)]
pub struct ListQuery<'a> {
    /// Drafts, published ones, the trash…
    pub filter: PostFilter,
    /// Only those whose title has this in it.
    pub title_part: &'a str,
    /// Only those that this one created.
    pub created_by: Option<Actor>,
}

impl ListQuery<'_> {
    /// Only what is asked for is said, so that SQLite sees which index serves it.
    fn push_conditions(&self, select: &mut QueryBuilder<Sqlite>) {
        match self.filter {
            PostFilter::All => select.push("deleted_at is null"),
            PostFilter::Review => select.push("in_review"),
            PostFilter::Draft | PostFilter::Scheduled | PostFilter::Published | PostFilter::Trash => {
                select.push("list = ").push_bind(self.filter.as_str())
            }
        };
        if let Some(actor) = self.created_by {
            select.push(" and created_by = ").push_bind(actor.to_string());
        }
        if !self.title_part.trim().is_empty() {
            select.push(" and title like ").push_bind(like_pattern(self.title_part)).push(" escape '\\'");
        }
    }
}

/// Whether there is any post, the trash included.
///
/// # Errors
/// When SQLite fails.
pub async fn exist(pool: &SqlitePool) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar("select exists (select 1 from posts)").fetch_one(pool).await?)
}

/// How many posts such a list has.
///
/// # Errors
/// When SQLite fails.
pub async fn count(pool: &SqlitePool, query: &ListQuery<'_>) -> Result<u64, StoreError> {
    let mut select = if query.title_part.trim().is_empty() {
        let mut lengths = QueryBuilder::new("select coalesce(sum(length), 0) from list_lengths where ");
        match query.filter {
            PostFilter::All => lengths.push("list in ('draft', 'scheduled', 'published')"),
            PostFilter::Draft
            | PostFilter::Scheduled
            | PostFilter::Published
            | PostFilter::Review
            | PostFilter::Trash => lengths.push("list = ").push_bind(query.filter.as_str()),
        };
        if let Some(actor) = query.created_by {
            lengths.push(" and part = ").push_bind(actor.to_string());
        }
        lengths
    } else {
        let mut rows = QueryBuilder::new("select count(*) from posts where ");
        query.push_conditions(&mut rows);
        rows
    };
    Ok(unsigned(select.build_query_scalar().fetch_one(pool).await?))
}

/// A part of such a list, the latest changed first.
///
/// # Errors
/// When SQLite fails.
pub async fn list(
    pool: &SqlitePool,
    query: &ListQuery<'_>,
    offset: u64,
    limit: u32,
    purge: Option<Purge>,
) -> Result<Vec<PostListItem>, StoreError> {
    let mut select = QueryBuilder::new(
        "select post_id, title, slug, status, kind, has_unpublished_changes, deleted_at, authors, updated_at,
            published_at, publish_at, unpublish_at, schedule_failure, review, is_pinned from posts where ",
    );
    query.push_conditions(&mut select);
    select.push(" order by updated_at desc, sequence desc limit ").push_bind(limit);
    select.push(" offset ").push_bind(signed(offset));
    let rows = select.build().fetch_all(pool).await?;
    rows.iter().map(|row| read_item(row, purge)).collect()
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

/// When what is in the trash is purged.
#[derive(Clone, Copy, Debug)]
pub struct Purge {
    /// After so many days.
    pub after_days: u32,
    /// What time it is.
    pub now: Timestamp,
}

impl Purge {
    /// Begun days count: on its last day, a post has one left.
    fn days_left(self, deleted_at: Timestamp) -> u32 {
        const DAY_MILLISECONDS: i64 = 24 * 60 * 60 * 1_000;
        let due = deleted_at.as_milliseconds().saturating_add(i64::from(self.after_days) * DAY_MILLISECONDS);
        let left = due.saturating_sub(self.now.as_milliseconds()).max(0);
        u32::try_from(left.saturating_add(DAY_MILLISECONDS - 1) / DAY_MILLISECONDS).unwrap_or(u32::MAX)
    }
}

fn read_item(row: &SqliteRow, purge: Option<Purge>) -> Result<PostListItem, StoreError> {
    let deleted_at = row.try_get::<Option<i64>, _>(6)?.map(Timestamp::from_milliseconds);
    let kind: PostKind = row.try_get::<&str, _>(4)?.parse().unwrap_or_default();
    let status: &str = row.try_get(3)?;
    let instant =
        |column: usize| Ok::<_, sqlx::Error>(row.try_get::<Option<i64>, _>(column)?.map(Timestamp::from_milliseconds));
    Ok(PostListItem {
        id: row.try_get::<&str, _>(0)?.parse().unwrap_or_default(),
        title: row.try_get(1)?,
        path: kind.path(row.try_get(2)?),
        status: PostStatus::ALL.into_iter().find(|known| known.as_str() == status).unwrap_or_default(),
        kind,
        has_unpublished_changes: row.try_get(5)?,
        is_deleted: deleted_at.is_some(),
        days_left: purge.zip(deleted_at).map(|(purge, deleted_at)| purge.days_left(deleted_at)),
        authors: serde_json::from_str(row.try_get(7)?)?,
        updated_at: Timestamp::from_milliseconds(row.try_get(8)?),
        published_at: instant(9)?,
        schedule: ScheduleTimes { publish_at: instant(10)?, unpublish_at: instant(11)? },
        schedule_failure: row.try_get::<Option<&str>, _>(12)?.map(ScheduleFailure::from_stored),
        review: row.try_get::<Option<&str>, _>(13)?.and_then(ReviewState::from_stored),
        is_pinned: row.try_get(14)?,
    })
}

/// A post's place in the API's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The date it is listed under.
    pub date: Timestamp,
    /// Which of that date.
    pub sequence: u64,
}

/// What is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Search<'a> {
    /// As an expression of FTS5.
    pub expression: &'a str,
    /// As it was typed.
    pub typed: &'a str,
}

/// Which posts the API lists.
#[derive(Clone, Copy, Debug)]
pub struct ApiQuery<'a> {
    /// Only those with this status.
    pub status: Option<PostStatus>,
    /// Only those with this tag (its slug).
    pub tag_slug: Option<&'a str>,
    /// Only those in whose published text this expression of FTS5 is found, or whose working title has the words.
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
    let (sees_all, own) = match query.drafts_of {
        None => (true, None),
        Some(actor) => (false, actor.map(|actor| actor.to_string())),
    };
    let rows = sqlx::query(
        "select post_id, coalesce(published_at, updated_at) as date, sequence from posts
         where deleted_at is null and (?1 is null or status = ?1)
            and (?4 or created_by = ?5 or status = 'published')
            and (?2 is null
                or sequence in (select sequence from published_terms where taxonomy = 'tag' and slug = ?2)
                or (?4 or created_by = ?5) and exists (select 1 from json_each(posts.tags) where value = ?2))
            and (?3 is null
                or sequence in (select rowid from search_index where search_index match ?3)
                or (?4 or created_by = ?5) and title like ?9 escape '\\')
            and (?6 is null or (coalesce(published_at, updated_at), sequence) < (?6, ?7))
         order by coalesce(published_at, updated_at) desc, sequence desc limit ?8",
    )
    .bind(query.status.map(PostStatus::as_str))
    .bind(query.tag_slug)
    .bind(query.search.map(|search| search.expression))
    .bind(sees_all)
    .bind(own)
    .bind(query.after.map(|place| place.date.as_milliseconds()))
    .bind(query.after.map(|place| signed(place.sequence)))
    .bind(limit)
    .bind(query.search.map(|search| like_pattern(search.typed)))
    .fetch_all(pool)
    .await?;
    rows.iter()
        .map(|row| {
            let place =
                Place { date: Timestamp::from_milliseconds(row.try_get(1)?), sequence: unsigned(row.try_get(2)?) };
            Ok((row.try_get::<&str, _>(0)?.parse().unwrap_or_default(), place))
        })
        .collect()
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
pub async fn with_slug(pool: &SqlitePool, slug_key: &str) -> Result<Option<PostId>, StoreError> {
    let id: Option<String> =
        sqlx::query_scalar("select post_id from slugs where slug_key = ?").bind(slug_key).fetch_optional(pool).await?;
    Ok(id.and_then(|id| id.parse().ok()))
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
pub async fn redirect(pool: &SqlitePool, path: &str) -> Result<Option<RedirectTarget>, StoreError> {
    let row =
        sqlx::query("select post_id, target from redirects where path = ?").bind(path).fetch_optional(pool).await?;
    let Some(row) = row else { return Ok(None) };
    let post_id: Option<&str> = row.try_get(0)?;
    Ok(match post_id {
        Some(id) => id.parse().ok().map(RedirectTarget::Post),
        None => row.try_get::<Option<String>, _>(1)?.map(RedirectTarget::Path),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_left_are_counted_to_the_end() {
        const HOUR: i64 = 60 * 60 * 1_000;
        let now = Timestamp::from_milliseconds(1_000 * HOUR);
        let purge = Purge { after_days: 30, now };
        for (hours_ago, days) in [(0, 30), (1, 30), (24, 29), (30 * 24 - 1, 1), (30 * 24, 0), (900, 0)] {
            let deleted_at = Timestamp::from_milliseconds((1_000 - hours_ago) * HOUR);
            assert_eq!(purge.days_left(deleted_at), days, "{hours_ago} hours ago");
        }
    }
}
