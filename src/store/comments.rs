//! Comments and mentions: under their posts, in the inbox of those who decide on them, and by the secret of who wrote them.

use rusqlite::{Connection, params};
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, QueryBuilder, Row, Sqlite, SqlitePool};

use super::{StoreError, execute, unsigned};
use crate::domain::comment::{Comment, CommentStatus, Commenter, Hold, Mention, MentionKind, ReplyTo};
use crate::domain::{Actor, CommentId, PostId, Timestamp, fold_text};

/// A comment as a row has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommentRow {
    /// Which comment it is.
    pub id: CommentId,
    /// The post that it stands under.
    pub post_id: PostId,
    /// What it answers, where it answers another.
    pub in_reply_to: Option<ReplyTo>,
    /// Where it is to be found.
    pub status: CommentStatus,
    /// Why nobody saw it at first.
    pub hold: Option<Hold>,
    /// Who says it.
    pub commenter: Commenter,
    /// What it says, in Markdown, or in plain text where it is a mention.
    pub text: String,
    /// Where it was made, where that was on another site's page.
    pub mention: Option<Mention>,
    /// Who wrote it, as far as they are known here.
    pub written_by: Actor,
    /// When.
    pub written_at: Timestamp,
    /// When its writer changed it last.
    pub edited_at: Option<Timestamp>,
}

impl CommentRow {
    /// A comment in that state.
    pub fn of(id: CommentId, comment: &Comment) -> Self {
        Self {
            id,
            post_id: comment.post_id,
            in_reply_to: comment.in_reply_to,
            status: comment.status(),
            hold: comment.hold,
            commenter: comment.commenter.clone(),
            text: comment.text.clone(),
            mention: comment.mention.clone(),
            written_by: comment.written_by,
            written_at: comment.written_at,
            edited_at: comment.edited_at,
        }
    }
}

const COLUMNS: &str = "comments.comment_id, comments.post_id, comments.parent_id, comments.thread_id, comments.depth,
    comments.status, comments.hold, comments.name, comments.email, comments.website, comments.text, comments.written_by,
    comments.written_at, comments.edited_at, comments.source, comments.mention_kind, comments.mention_title";

/// Which of what is said under posts a site shows: it may want to hear readers, other sites, both, or neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// All of it.
    All,
    /// What was said here.
    Comments,
    /// What was said elsewhere.
    Mentions,
}

impl Shown {
    /// Whether a comment, or a mention, is shown.
    pub const fn has(self, is_mention: bool) -> bool {
        match self {
            Self::All => true,
            Self::Comments => !is_mention,
            Self::Mentions => is_mention,
        }
    }

    /// The same as a part of a condition.
    const fn condition(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Comments => " and comments.source is null",
            Self::Mentions => " and comments.source is not null",
        }
    }
}

/// Which comments people who moderate are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InboxQuery {
    /// Those in this place.
    pub status: CommentStatus,
    /// Only those under posts that somebody created.
    pub of_posts_by: Option<Actor>,
    /// Only those under a post.
    pub post_id: Option<PostId>,
    /// Only those that hold this; may be empty.
    pub search: String,
}

/// Writes down a comment.
///
/// # Errors
/// When SQLite fails.
pub fn project(connection: &Connection, id: CommentId, comment: &Comment) -> Result<(), StoreError> {
    let Commenter { name, email, website } = &comment.commenter;
    let texts = [name.as_str(), email.as_deref().unwrap_or_default(), website.as_deref().unwrap_or_default()];
    let mention = comment.mention.as_ref();
    let (source, title) = (mention.map(|mention| &mention.source), mention.map(|mention| &mention.title));
    let of_page = source.into_iter().chain(title).cloned().collect::<Vec<_>>().join("\n");
    let search_text = fold_text(&format!("{}\n{}\n{of_page}", texts.join("\n"), comment.text));
    let id = id.to_string();
    execute(
        connection,
        "insert into comments (comment_id, post_id, created_by, thread_id, parent_id, depth, status, hold, name, email,
            website, text, search_text, written_by, written_at, edited_at, decided_at, secret_hash, is_purged, source,
            mention_kind, mention_title)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         on conflict (comment_id) do update set status = excluded.status, hold = excluded.hold, name = excluded.name,
            email = excluded.email, website = excluded.website, text = excluded.text,
            search_text = excluded.search_text, edited_at = excluded.edited_at, decided_at = excluded.decided_at,
            written_at = excluded.written_at, secret_hash = excluded.secret_hash, is_purged = excluded.is_purged,
            source = excluded.source, mention_kind = excluded.mention_kind, mention_title = excluded.mention_title",
        params![
            id,
            comment.post_id.to_string(),
            comment.created_by.to_string(),
            comment.in_reply_to.map_or_else(|| id.clone(), |reply| reply.thread.to_string()),
            comment.in_reply_to.map(|reply| reply.parent.to_string()),
            comment.in_reply_to.map_or(0, |reply| reply.depth),
            comment.status().as_str(),
            comment.hold.map(Hold::as_str),
            name,
            email,
            website,
            comment.text,
            if comment.says_something() { search_text.as_str() } else { "" },
            comment.written_by.to_string(),
            comment.written_at.as_milliseconds(),
            comment.edited_at.map(Timestamp::as_milliseconds),
            comment.decided_at.as_milliseconds(),
            comment.secret_hash,
            comment.is_purged,
            source,
            mention.map(|mention| mention.kind.as_str()),
            title,
        ],
    )?;
    Ok(())
}

/// One comment.
///
/// # Errors
/// When SQLite fails.
pub async fn find(pool: &SqlitePool, id: CommentId) -> Result<Option<CommentRow>, StoreError> {
    let sql = format!("select {COLUMNS} from comments where comment_id = ?");
    let row = sqlx::query(AssertSqlSafe(sql)).bind(id.to_string()).fetch_optional(pool).await?;
    row.as_ref().map(read).transpose()
}

/// The comment whose writer has the secret with that hash.
///
/// # Errors
/// When SQLite fails.
pub async fn with_secret(pool: &SqlitePool, secret_hash: &str) -> Result<Option<CommentRow>, StoreError> {
    let sql = format!("select {COLUMNS} from comments where secret_hash = ?");
    let row = sqlx::query(AssertSqlSafe(sql)).bind(secret_hash).fetch_optional(pool).await?;
    row.as_ref().map(read).transpose()
}

/// Whether the same words of the same name wait or are shown under a post already.
///
/// # Errors
/// When SQLite fails.
pub async fn is_said_already(pool: &SqlitePool, post_id: PostId, name: &str, text: &str) -> Result<bool, StoreError> {
    let query = sqlx::query_scalar(
        "select exists (select 1 from comments
            where post_id = ? and status in ('waiting', 'approved') and name = ? and text = ?)",
    );
    Ok(query.bind(post_id.to_string()).bind(name).bind(text).fetch_one(pool).await?)
}

/// How many comments, or mentions, under a post wait or are shown: many of the one leave room for the other.
///
/// # Errors
/// When SQLite fails.
pub async fn count_under(pool: &SqlitePool, post_id: PostId, counted: Shown) -> Result<u64, StoreError> {
    let which = counted.condition();
    let sql = format!("select count(*) from comments where post_id = ? and status in ('waiting', 'approved'){which}");
    Ok(unsigned(sqlx::query_scalar(AssertSqlSafe(sql)).bind(post_id.to_string()).fetch_one(pool).await?))
}

/// How many comments readers see under a post, and in how many threads.
///
/// # Errors
/// When SQLite fails.
pub async fn count_shown(pool: &SqlitePool, post_id: PostId, shown: Shown) -> Result<(u64, u64), StoreError> {
    let sql = format!(
        "select count(*), count(distinct thread_id) from comments where post_id = ? and status = 'approved'{}",
        shown.condition()
    );
    let row = sqlx::query(AssertSqlSafe(sql)).bind(post_id.to_string()).fetch_one(pool).await?;
    Ok((unsigned(row.try_get(0)?), unsigned(row.try_get(1)?)))
}

/// The threads under a post in which readers see something, the first first.
fn shown_threads(shown: Shown) -> String {
    format!(
        "select beginning.comment_id, beginning.written_at from comments as beginning
         where beginning.comment_id in (select thread_id from comments where post_id = ?1 and status = 'approved'{})
         order by beginning.written_at, beginning.comment_id",
        shown.condition()
    )
}

/// The comments of some of the threads under a post in which readers see something, whatever became of each: so many
/// threads from the one of that number on.
///
/// # Errors
/// When SQLite fails.
pub async fn in_threads(
    pool: &SqlitePool,
    post_id: PostId,
    shown: Shown,
    (first, threads): (u64, u32),
    comments_max: u32,
) -> Result<Vec<CommentRow>, StoreError> {
    let (which_threads, which) = (shown_threads(shown), shown.condition());
    let sql = format!(
        "with thread as ({which_threads} limit ?2 offset ?3)
         select {COLUMNS} from thread cross join comments on comments.thread_id = thread.comment_id{which}
         order by thread.written_at, thread.comment_id, comments.written_at, comments.comment_id limit ?4"
    );
    let query = sqlx::query(AssertSqlSafe(sql)).bind(post_id.to_string()).bind(threads);
    let rows = query.bind(super::signed(first)).bind(comments_max).fetch_all(pool).await?;
    rows.iter().map(read).collect()
}

/// How many threads in which readers see something come before one of them.
///
/// # Errors
/// When SQLite fails.
pub async fn threads_before(
    pool: &SqlitePool,
    post_id: PostId,
    shown: Shown,
    thread: CommentId,
) -> Result<u64, StoreError> {
    let sql = format!(
        "select count(*) from comments as beginning, (select written_at, comment_id from comments where comment_id = ?2)
            as this
         where beginning.comment_id in (select thread_id from comments where post_id = ?1 and status = 'approved'{})
            and (beginning.written_at, beginning.comment_id) < (this.written_at, this.comment_id)",
        shown.condition()
    );
    let query = sqlx::query_scalar(AssertSqlSafe(sql));
    Ok(unsigned(query.bind(post_id.to_string()).bind(thread.to_string()).fetch_one(pool).await?))
}

/// The newest comments that readers see under posts that they see, or under one of these.
///
/// # Errors
/// When SQLite fails.
pub async fn newest(
    pool: &SqlitePool,
    post_id: Option<PostId>,
    shown: Shown,
    limit: u32,
) -> Result<Vec<CommentRow>, StoreError> {
    let which = shown.condition();
    let mut select = QueryBuilder::new(format!("select {COLUMNS} from comments where status = 'approved'{which}"));
    match post_id {
        Some(post_id) => {
            select.push(" and post_id = ").push_bind(post_id.to_string());
        }
        None => {
            select.push(" and exists (select 1 from published where published.post_id = comments.post_id)");
        }
    }
    select.push(" order by written_at desc, comment_id desc limit ").push_bind(limit);
    select.build().fetch_all(pool).await?.iter().map(read).collect()
}

/// A page of the inbox, the newest first.
///
/// # Errors
/// When SQLite fails.
pub async fn inbox(
    pool: &SqlitePool,
    query: &InboxQuery,
    offset: u64,
    limit: u32,
) -> Result<Vec<CommentRow>, StoreError> {
    let mut select = QueryBuilder::new(format!("select {COLUMNS} from comments"));
    narrow(&mut select, query);
    select.push(" order by written_at desc, comment_id desc limit ").push_bind(limit);
    select.push(" offset ").push_bind(super::signed(offset));
    select.build().fetch_all(pool).await?.iter().map(read).collect()
}

/// How many comments the inbox has.
///
/// # Errors
/// When SQLite fails.
pub async fn inbox_length(pool: &SqlitePool, query: &InboxQuery) -> Result<u64, StoreError> {
    let mut select = QueryBuilder::new("select count(*) from comments");
    narrow(&mut select, query);
    Ok(unsigned(select.build_query_scalar().fetch_one(pool).await?))
}

/// Comments go with their posts: what lies in the trash is in no inbox.
fn narrow(select: &mut QueryBuilder<Sqlite>, query: &InboxQuery) {
    select.push(" where status = ").push_bind(query.status.as_str());
    select.push(
        " and not exists (select 1 from posts where posts.post_id = comments.post_id and posts.deleted_at is not null)",
    );
    if let Some(actor) = query.of_posts_by {
        select.push(" and created_by = ").push_bind(actor.to_string());
    }
    if let Some(post_id) = query.post_id {
        select.push(" and post_id = ").push_bind(post_id.to_string());
    }
    let search = fold_text(query.search.trim());
    if !search.is_empty() {
        select.push(" and instr(search_text, ").push_bind(search).push(") > 0");
    }
}

/// Every comment there ever was under a post, with what it answers.
///
/// # Errors
/// When SQLite fails.
pub async fn places_under(pool: &SqlitePool, post_id: PostId) -> Result<Vec<(CommentId, Option<ReplyTo>)>, StoreError> {
    let query = sqlx::query("select comment_id, parent_id, thread_id, depth from comments where post_id = ?");
    let rows = query.bind(post_id.to_string()).fetch_all(pool).await?;
    let read = |row: &SqliteRow| {
        let parent = row.try_get::<Option<&str>, _>(1)?;
        let (thread, depth) = (row.try_get::<&str, _>(2)?.parse().unwrap_or_default(), row.try_get(3)?);
        let place = parent.and_then(|parent| parent.parse().ok()).map(|parent| ReplyTo { parent, thread, depth });
        Ok((row.try_get::<&str, _>(0)?.parse().unwrap_or_default(), place))
    };
    rows.iter().map(read).collect()
}

/// Every comment there ever was under a post.
///
/// # Errors
/// When SQLite fails.
pub async fn of_post(pool: &SqlitePool, post_id: PostId) -> Result<Vec<CommentId>, StoreError> {
    let query = sqlx::query_scalar("select comment_id from comments where post_id = ? order by comment_id");
    let ids: Vec<String> = query.bind(post_id.to_string()).fetch_all(pool).await?;
    Ok(ids.iter().filter_map(|id| id.parse().ok()).collect())
}

/// Comments under a post whose words are still in the log.
///
/// # Errors
/// When SQLite fails.
pub async fn unpurged_of_post(pool: &SqlitePool, post_id: PostId, limit: u32) -> Result<Vec<CommentId>, StoreError> {
    let query = sqlx::query_scalar("select comment_id from comments where post_id = ? and not is_purged limit ?");
    let ids: Vec<String> = query.bind(post_id.to_string()).bind(limit).fetch_all(pool).await?;
    Ok(ids.iter().filter_map(|id| id.parse().ok()).collect())
}

/// Every comment that somebody with an account wrote.
///
/// # Errors
/// When SQLite fails.
pub async fn of_writer(pool: &SqlitePool, writer: Actor) -> Result<Vec<CommentId>, StoreError> {
    let query = sqlx::query_scalar("select comment_id from comments where written_by = ? order by comment_id");
    let ids: Vec<String> = query.bind(writer.to_string()).fetch_all(pool).await?;
    Ok(ids.iter().filter_map(|id| id.parse().ok()).collect())
}

/// Comments that nobody wants to see and whose words are still in the log, decided on before an instant.
///
/// # Errors
/// When SQLite fails.
pub async fn unwanted_before(pool: &SqlitePool, instant: Timestamp, limit: u32) -> Result<Vec<CommentId>, StoreError> {
    let query = sqlx::query_scalar(
        "select comment_id from comments
         where not is_purged and status in ('spam', 'trash', 'withdrawn') and decided_at < ?
         order by decided_at limit ?",
    );
    let ids: Vec<String> = query.bind(instant.as_milliseconds()).bind(limit).fetch_all(pool).await?;
    Ok(ids.iter().filter_map(|id| id.parse().ok()).collect())
}

fn read(row: &SqliteRow) -> Result<CommentRow, StoreError> {
    let parent: Option<&str> = row.try_get(2)?;
    let thread = row.try_get::<&str, _>(3)?.parse().unwrap_or_default();
    let depth: u32 = row.try_get(4)?;
    let edited_at: Option<i64> = row.try_get(13)?;
    let source: Option<String> = row.try_get(14)?;
    let mention = source.map(|source| {
        let kind = row.try_get::<Option<&str>, _>(15)?.and_then(MentionKind::from_stored).unwrap_or_default();
        let title = row.try_get::<Option<String>, _>(16)?.unwrap_or_default();
        Ok::<_, sqlx::Error>(Mention { source, kind, title })
    });
    Ok(CommentRow {
        id: row.try_get::<&str, _>(0)?.parse().unwrap_or_default(),
        post_id: row.try_get::<&str, _>(1)?.parse().unwrap_or_default(),
        in_reply_to: parent.and_then(|parent| parent.parse().ok()).map(|parent| ReplyTo { parent, thread, depth }),
        status: CommentStatus::from_stored(row.try_get(5)?).unwrap_or_default(),
        hold: row.try_get::<Option<&str>, _>(6)?.and_then(Hold::from_stored),
        commenter: Commenter { name: row.try_get(7)?, email: row.try_get(8)?, website: row.try_get(9)? },
        text: row.try_get(10)?,
        mention: mention.transpose()?,
        written_by: Actor::from(row.try_get::<&str, _>(11)?),
        written_at: Timestamp::from_milliseconds(row.try_get(12)?),
        edited_at: edited_at.map(Timestamp::from_milliseconds),
    })
}
