//! The writers' list: a part of the posts that somebody may write, in an order of their choice.
//!
//! Which way is short depends on how many posts have what is asked for. Where few have one of the things, these few are
//! read and sorted; otherwise posts are read in the list's order until a page is full. Either way it costs about the same
//! however many posts there are. Of a word that a great many have, those count that were created last.

use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite, SqlitePool};

use super::working_terms::Term;
use super::{StoreError, signed, unsigned};
use crate::domain::post::{PostKind, PostStatus, ReviewState, ScheduleFailure, ScheduleTimes};
use crate::domain::post_list::PostOrder;
use crate::domain::views::{Pagination, PostFilter, PostListItem};
use crate::domain::{Actor, Timestamp};

/// Posts that are counted, and leafed through, of a list that is narrowed.
const COUNTED_MAX: u64 = 5_000;

/// Which posts a writers' list shows.
#[derive(Clone, Copy, Debug)]
pub struct ListQuery<'a> {
    /// Drafts, published ones, the trash…
    pub filter: PostFilter,
    /// Only those that this one created.
    pub created_by: Option<Actor>,
    /// Only those that are found by all of these.
    pub terms: &'a [Term<'a>],
    /// Only those whose words this expression finds.
    pub expression: Option<&'a str>,
    /// What comes first.
    pub order: PostOrder,
}

/// Where reading begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    /// With the posts, in the list's order.
    Order,
    /// With the posts of a state.
    State,
    /// With the posts that somebody created.
    Creator,
    /// With those that are found by a term.
    Term(usize),
    /// With those that have the words.
    Words,
}

/// The posts that have the words.
#[derive(Clone, Debug)]
struct Found {
    /// What finds all of them.
    expression: String,
    /// The newest [`COUNTED_MAX`] as a JSON array.
    newest: String,
    /// How many there are, counted a little beyond [`COUNTED_MAX`].
    count: u64,
}

/// A list with the posts that have its words.
#[derive(Clone, Debug)]
struct Narrowed<'a> {
    query: ListQuery<'a>,
    found: Option<Found>,
}

/// The lists that make up a filter, as the column `list` names them.
const fn lists(filter: PostFilter) -> &'static [&'static str] {
    match filter {
        PostFilter::All | PostFilter::Review => &["draft", "scheduled", "published"],
        PostFilter::Draft => &["draft"],
        PostFilter::Scheduled => &["scheduled"],
        PostFilter::Published => &["published"],
        PostFilter::Trash => &["trash"],
    }
}

/// A part of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListPart {
    /// Its posts.
    pub items: Vec<PostListItem>,
    /// Where in the list it is.
    pub pagination: Pagination,
    /// Whether the list goes on behind what was counted of it.
    pub has_more: bool,
}

/// How many posts a list has that is narrowed by nothing but state and creator.
///
/// # Errors
/// When SQLite fails.
pub async fn length(pool: &SqlitePool, filter: PostFilter, created_by: Option<Actor>) -> Result<u64, StoreError> {
    let mut select = QueryBuilder::new("select coalesce(sum(length), 0) from list_lengths where list in (");
    match filter {
        PostFilter::Review => push_texts(&mut select, &["review"]),
        filter => push_texts(&mut select, lists(filter)),
    }
    select.push(")");
    if let Some(actor) = created_by {
        select.push(" and part = ").push_bind(actor.to_string());
    }
    Ok(unsigned(select.build_query_scalar().fetch_one(pool).await?))
}

/// A page of a list; beyond its end the last one.
///
/// # Errors
/// When SQLite fails.
pub async fn page(
    pool: &SqlitePool,
    query: &ListQuery<'_>,
    page: u32,
    page_size: u32,
    purge: Option<Purge>,
) -> Result<ListPart, StoreError> {
    let is_narrowed = !query.terms.is_empty() || query.expression.is_some();
    let found = match query.expression {
        Some(expression) => Some(find(pool, expression).await?),
        None => None,
    };
    let narrowed = Narrowed { query: *query, found };
    let Smallest { source, size, of } = smallest(pool, &narrowed).await?;
    let total = match is_narrowed {
        true => count(pool, &narrowed, source).await?,
        false => length(pool, query.filter, query.created_by).await?,
    };
    // Not every post with such words was looked at.
    let is_cut = source == Source::Words && size > COUNTED_MAX;
    let has_more = is_cut || is_narrowed && total > COUNTED_MAX;
    let total = if is_narrowed { total.min(COUNTED_MAX) } else { total };
    let mut pagination = Pagination::new(page, total, page_size);
    pagination.page = page.clamp(1, pagination.pages);
    let offset = u64::from(pagination.page - 1) * u64::from(page_size);
    // As many posts are read in the list's order until this page is full.
    let read_in_order = of.saturating_mul(offset + u64::from(page_size)) / total.max(1);
    let is_short = size <= COUNTED_MAX && size < read_in_order || read_in_order >= of;
    let source = if query.expression.is_some() || is_short { source } else { Source::Order };
    Ok(ListPart { items: list(pool, &narrowed, source, offset, page_size, purge).await?, pagination, has_more })
}

/// The posts that have the words. Where a great many have the last of them as it is, it is no beginning of another.
async fn find(pool: &SqlitePool, expression: &str) -> Result<Found, StoreError> {
    let whole = expression.trim_end_matches('*');
    let most = usize::try_from(COUNTED_MAX).unwrap_or(usize::MAX);
    let mut found = (whole, newest_with(pool, whole).await?);
    if found.1.len() <= most && whole != expression {
        found = (expression, newest_with(pool, expression).await?);
    }
    let (expression, mut newest) = found;
    let count = newest.len() as u64;
    newest.truncate(most);
    Ok(Found { expression: expression.to_owned(), newest: serde_json::to_string(&newest)?, count })
}

async fn newest_with(pool: &SqlitePool, expression: &str) -> Result<Vec<i64>, StoreError> {
    let select = "select rowid from working_words where working_words match ? order by rowid desc limit ?";
    Ok(sqlx::query_scalar(select).bind(expression).bind(signed(COUNTED_MAX + 1)).fetch_all(pool).await?)
}

/// How many posts a list has, counted a little beyond [`COUNTED_MAX`].
async fn count(pool: &SqlitePool, narrowed: &Narrowed<'_>, source: Source) -> Result<u64, StoreError> {
    let mut select = QueryBuilder::new("select count(*) from (select 1 from ");
    match source {
        Source::Term(index) if narrowed.is_said_by_terms() => narrowed.push_terms(&mut select, index),
        source => narrowed.push_source(&mut select, source),
    }
    select.push(" limit ").push_bind(signed(COUNTED_MAX + 1)).push(")");
    Ok(unsigned(select.build_query_scalar().fetch_one(pool).await?))
}

async fn list(
    pool: &SqlitePool,
    narrowed: &Narrowed<'_>,
    source: Source,
    offset: u64,
    limit: u32,
    purge: Option<Purge>,
) -> Result<Vec<PostListItem>, StoreError> {
    let mut select = QueryBuilder::new(
        "select posts.post_id, posts.title, posts.slug, posts.status, posts.kind, posts.has_unpublished_changes,
            posts.deleted_at, posts.authors, posts.updated_at, posts.published_at, posts.publish_at, posts.unpublish_at,
            posts.schedule_failure, posts.review, posts.is_pinned from ",
    );
    narrowed.push_source(&mut select, source);
    select.push(" order by ").push(match narrowed.query.order {
        PostOrder::LastChanged => "posts.updated_at desc, posts.sequence desc",
        PostOrder::FirstChanged => "posts.updated_at, posts.sequence",
        PostOrder::LastPublished => "posts.published_at desc, posts.sequence desc",
        PostOrder::FirstPublished => "posts.published_at nulls last, posts.sequence",
        PostOrder::Title => "posts.title_key, posts.sequence",
        PostOrder::TitleBackwards => "posts.title_key desc, posts.sequence desc",
    });
    select.push(" limit ").push_bind(limit).push(" offset ").push_bind(signed(offset));
    let rows = select.build().fetch_all(pool).await?;
    rows.iter().map(|row| read_item(row, purge)).collect()
}

/// Where the fewest posts are to be looked at.
struct Smallest {
    source: Source,
    /// How many, counted a little beyond [`COUNTED_MAX`].
    size: u64,
    /// How many posts are read in the list's order where all of it is read.
    of: u64,
}

async fn smallest(pool: &SqlitePool, narrowed: &Narrowed<'_>) -> Result<Smallest, StoreError> {
    let query = &narrowed.query;
    let is_plain = query.terms.is_empty() && query.expression.is_none();
    if is_plain && matches!(query.order, PostOrder::LastChanged | PostOrder::FirstChanged) {
        return Ok(Smallest { source: Source::Order, size: u64::MAX, of: u64::MAX });
    }
    let of_state = length(pool, query.filter, None).await?;
    let of = match query.order {
        PostOrder::LastChanged | PostOrder::FirstChanged => of_state,
        // These orders have every state in them.
        _ => length(pool, PostFilter::All, None).await? + length(pool, PostFilter::Trash, None).await?,
    };
    let mut sizes = vec![(Source::State, of_state)];
    if query.created_by.is_some() {
        // Every state is read, the trash as well.
        let own = length(pool, PostFilter::All, query.created_by).await?;
        sizes.push((Source::Creator, own + length(pool, PostFilter::Trash, query.created_by).await?));
    }
    for (index, term) in query.terms.iter().enumerate() {
        let mut select = QueryBuilder::new("select count(*) from (select 1 from working_terms where taxonomy = ");
        select.push_bind(term.taxonomy.as_str()).push(" and slug = ").push_bind(term.slug).push(" and list in (");
        push_texts(&mut select, lists(query.filter));
        select.push(") limit ").push_bind(signed(COUNTED_MAX + 1)).push(")");
        sizes.push((Source::Term(index), unsigned(select.build_query_scalar().fetch_one(pool).await?)));
    }
    if let Some(found) = &narrowed.found {
        sizes.push((Source::Words, found.count));
    }
    let (source, size) = sizes.into_iter().min_by_key(|(_, size)| *size).unwrap_or((Source::Order, u64::MAX));
    Ok(Smallest { source, size, of })
}

impl Narrowed<'_> {
    /// Tables and conditions, with the posts as `posts`. Only what is asked for is said, so that SQLite sees which index
    /// serves it; where it could take the longer way, it is told which one.
    fn push_source(&self, select: &mut QueryBuilder<Sqlite>, source: Source) {
        match source {
            Source::Order => {
                select.push(match self.query.order {
                    PostOrder::LastChanged | PostOrder::FirstChanged => "posts",
                    PostOrder::LastPublished | PostOrder::FirstPublished => "posts indexed by posts_by_publication",
                    PostOrder::Title | PostOrder::TitleBackwards => "posts indexed by posts_by_title",
                });
                select.push(" where true");
            }
            Source::State => {
                select.push("posts where true");
            }
            Source::Creator => {
                select.push("posts indexed by posts_by_creator where true");
            }
            Source::Term(index) => {
                select.push("working_terms cross join posts using (sequence) where true");
                self.push_term(select, index);
            }
            Source::Words => {
                let newest = self.found.as_ref().map_or_else(|| "[]".to_owned(), |found| found.newest.clone());
                select.push("json_each(").push_bind(newest);
                select.push(") as found cross join posts on posts.sequence = found.value where true");
            }
        }
        self.push_conditions(select, source);
    }

    /// Whether rows of terms say all that is asked for, so that no post need be looked at.
    fn is_said_by_terms(&self) -> bool {
        self.query.filter != PostFilter::Review && self.query.created_by.is_none() && self.query.expression.is_none()
    }

    /// The rows of one term whose posts have all the others.
    fn push_terms(&self, select: &mut QueryBuilder<Sqlite>, index: usize) {
        select.push("working_terms where true");
        self.push_term(select, index);
        self.push_other_terms(select, Source::Term(index), "working_terms");
    }

    fn push_term(&self, select: &mut QueryBuilder<Sqlite>, index: usize) {
        let Some(term) = self.query.terms.get(index) else { return };
        select.push(" and working_terms.taxonomy = ").push_bind(term.taxonomy.as_str());
        select.push(" and working_terms.slug = ").push_bind(term.slug.to_owned());
        select.push(" and working_terms.list in (");
        push_texts(select, lists(self.query.filter));
        select.push(")");
    }

    /// Every term but the one that reading begins with, of the posts that the rows of a table are about.
    fn push_other_terms(&self, select: &mut QueryBuilder<Sqlite>, source: Source, table: &'static str) {
        for (index, term) in self.query.terms.iter().enumerate() {
            if source != Source::Term(index) {
                select.push(" and exists (select 1 from working_terms as term where term.taxonomy = ");
                select.push_bind(term.taxonomy.as_str()).push(" and term.slug = ").push_bind(term.slug.to_owned());
                select.push(" and term.list = ").push(table).push(".list and term.sequence = ");
                select.push(table).push(".sequence)");
            }
        }
    }

    fn push_conditions(&self, select: &mut QueryBuilder<Sqlite>, source: Source) {
        match self.query.filter {
            PostFilter::All => select.push(" and posts.deleted_at is null"),
            PostFilter::Review => select.push(" and posts.in_review"),
            PostFilter::Draft | PostFilter::Scheduled | PostFilter::Published | PostFilter::Trash => {
                select.push(" and posts.list = ").push_bind(self.query.filter.as_str())
            }
        };
        if let Some(actor) = self.query.created_by {
            select.push(" and posts.created_by = ").push_bind(actor.to_string());
        }
        self.push_other_terms(select, source, "posts");
        if let (Some(found), true) = (&self.found, source != Source::Words) {
            // All of them at once: asked for one post after the other, a beginning of words takes long each time.
            select.push(" and posts.sequence in (select rowid from working_words where working_words match ");
            select.push_bind(found.expression.clone()).push(")");
        }
    }
}

fn push_texts(select: &mut QueryBuilder<Sqlite>, texts: &'static [&'static str]) {
    let mut separated = select.separated(", ");
    for text in texts {
        separated.push_bind(*text);
    }
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
