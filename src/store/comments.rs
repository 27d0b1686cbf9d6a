//! Comments and mentions: under their posts, in the inbox of those who decide on them, and by the secret of who wrote them.

use rusqlite::types::Value;
use rusqlite::{Connection, Row, params, params_from_iter};

use super::{StoreError, count, execute, select_all, select_first, signed, text, text_or_none, unsigned};
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
pub fn find(connection: &Connection, id: CommentId) -> Result<Option<CommentRow>, StoreError> {
    let select = format!("select {COLUMNS} from comments where comment_id = ?");
    select_first(connection, &select, [id.to_string()], read)
}

/// The comment whose writer has the secret with that hash.
///
/// # Errors
/// When SQLite fails.
pub fn with_secret(connection: &Connection, secret_hash: &str) -> Result<Option<CommentRow>, StoreError> {
    let select = format!("select {COLUMNS} from comments where secret_hash = ?");
    select_first(connection, &select, [secret_hash], read)
}

/// Whether the same words of the same name wait or are shown under a post already.
///
/// # Errors
/// When SQLite fails.
pub fn is_said_already(connection: &Connection, post_id: PostId, name: &str, text: &str) -> Result<bool, StoreError> {
    let select = "select 1 from comments
         where post_id = ? and status in ('waiting', 'approved') and name = ? and text = ? limit 1";
    Ok(select_first(connection, select, params![post_id.to_string(), name, text], |_| Ok(()))?.is_some())
}

/// How many comments, or mentions, under a post wait or are shown: many of the one leave room for the other.
///
/// # Errors
/// When SQLite fails.
pub fn count_under(connection: &Connection, post_id: PostId, counted: Shown) -> Result<u64, StoreError> {
    let which = counted.condition();
    let select =
        format!("select count(*) from comments where post_id = ? and status in ('waiting', 'approved'){which}");
    count(connection, &select, [post_id.to_string()])
}

/// How many comments readers see under a post, and in how many threads.
///
/// # Errors
/// When SQLite fails.
pub fn count_shown(connection: &Connection, post_id: PostId, shown: Shown) -> Result<(u64, u64), StoreError> {
    let select = format!(
        "select count(*), count(distinct thread_id) from comments where post_id = ? and status = 'approved'{}",
        shown.condition()
    );
    let counted = select_first(connection, &select, [post_id.to_string()], |row| {
        Ok((unsigned(row.get(0)?), unsigned(row.get(1)?)))
    })?;
    Ok(counted.unwrap_or_default())
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
pub fn in_threads(
    connection: &Connection,
    post_id: PostId,
    shown: Shown,
    (first, threads): (u64, u32),
    comments_max: u64,
) -> Result<Vec<CommentRow>, StoreError> {
    let (which_threads, which) = (shown_threads(shown), shown.condition());
    let select = format!(
        "with thread as ({which_threads} limit {threads} offset ?2)
         select {COLUMNS} from thread cross join comments on comments.thread_id = thread.comment_id{which}
         order by thread.written_at, thread.comment_id, comments.written_at, comments.comment_id limit {comments_max}"
    );
    select_all(connection, &select, params![post_id.to_string(), signed(first)], read)
}

/// How many threads in which readers see something come before one of them.
///
/// # Errors
/// When SQLite fails.
pub fn threads_before(
    connection: &Connection,
    post_id: PostId,
    shown: Shown,
    thread: CommentId,
) -> Result<u64, StoreError> {
    let select = format!(
        "select count(*) from comments as beginning, (select written_at, comment_id from comments where comment_id = ?2)
            as this
         where beginning.comment_id in (select thread_id from comments where post_id = ?1 and status = 'approved'{})
            and (beginning.written_at, beginning.comment_id) < (this.written_at, this.comment_id)",
        shown.condition()
    );
    count(connection, &select, [post_id.to_string(), thread.to_string()])
}

/// The newest comments that readers see under posts that they see, or under one of these.
///
/// # Errors
/// When SQLite fails.
pub fn newest(
    connection: &Connection,
    post_id: Option<PostId>,
    shown: Shown,
    limit: u32,
) -> Result<Vec<CommentRow>, StoreError> {
    let under = match post_id {
        Some(_) => "post_id = ?",
        None => "exists (select 1 from published where published.post_id = comments.post_id)",
    };
    let select = format!(
        "select {COLUMNS} from comments where status = 'approved'{} and {under}
         order by written_at desc, comment_id desc limit {limit}",
        shown.condition()
    );
    let id = post_id.map(|id| id.to_string());
    select_all(connection, &select, params_from_iter(id), read)
}

/// A page of the inbox, the newest first.
///
/// # Errors
/// When SQLite fails.
pub fn inbox(
    connection: &Connection,
    query: &InboxQuery,
    offset: u64,
    limit: u32,
) -> Result<Vec<CommentRow>, StoreError> {
    let (narrowed, mut values) = narrowed(query);
    let select = format!(
        "select {COLUMNS} from comments where {narrowed} order by written_at desc, comment_id desc limit {limit} offset ?"
    );
    values.push(signed(offset).into());
    select_all(connection, &select, params_from_iter(values), read)
}

/// How many comments the inbox has.
///
/// # Errors
/// When SQLite fails.
pub fn inbox_length(connection: &Connection, query: &InboxQuery) -> Result<u64, StoreError> {
    let (narrowed, values) = narrowed(query);
    count(connection, &format!("select count(*) from comments where {narrowed}"), params_from_iter(values))
}

/// Comments go with their posts: what lies in the trash is in no inbox.
fn narrowed(query: &InboxQuery) -> (String, Vec<Value>) {
    let mut condition = "status = ? and not exists (
            select 1 from posts where posts.post_id = comments.post_id and posts.deleted_at is not null
         )"
    .to_owned();
    let mut values = vec![query.status.as_str().to_owned().into()];
    let mut narrow = |by: &str, value: String| {
        condition.push_str(by);
        values.push(value.into());
    };
    if let Some(actor) = query.of_posts_by {
        narrow(" and created_by = ?", actor.to_string());
    }
    if let Some(post_id) = query.post_id {
        narrow(" and post_id = ?", post_id.to_string());
    }
    let search = fold_text(query.search.trim());
    if !search.is_empty() {
        narrow(" and instr(search_text, ?) > 0", search);
    }
    (condition, values)
}

/// Every comment there ever was under a post, with what it answers.
///
/// # Errors
/// When SQLite fails.
pub fn places_under(connection: &Connection, post_id: PostId) -> Result<Vec<(CommentId, Option<ReplyTo>)>, StoreError> {
    let select = "select comment_id, parent_id, thread_id, depth from comments where post_id = ?";
    select_all(connection, select, [post_id.to_string()], |row| Ok((read_id(row)?, read_reply(row, 1)?)))
}

/// Every comment there ever was under a post.
///
/// # Errors
/// When SQLite fails.
pub fn of_post(connection: &Connection, post_id: PostId) -> Result<Vec<CommentId>, StoreError> {
    let select = "select comment_id from comments where post_id = ? order by comment_id";
    select_all(connection, select, [post_id.to_string()], read_id)
}

/// Comments under a post whose words are still in the log.
///
/// # Errors
/// When SQLite fails.
pub fn unpurged_of_post(connection: &Connection, post_id: PostId, limit: u32) -> Result<Vec<CommentId>, StoreError> {
    let select = format!("select comment_id from comments where post_id = ? and not is_purged limit {limit}");
    select_all(connection, &select, [post_id.to_string()], read_id)
}

/// Every comment that somebody with an account wrote.
///
/// # Errors
/// When SQLite fails.
pub fn of_writer(connection: &Connection, writer: Actor) -> Result<Vec<CommentId>, StoreError> {
    let select = "select comment_id from comments where written_by = ? order by comment_id";
    select_all(connection, select, [writer.to_string()], read_id)
}

/// Comments that nobody wants to see and whose words are still in the log, decided on before an instant.
///
/// # Errors
/// When SQLite fails.
pub fn unwanted_before(connection: &Connection, instant: Timestamp, limit: u32) -> Result<Vec<CommentId>, StoreError> {
    let select = format!(
        "select comment_id from comments
         where not is_purged and status in ('spam', 'trash', 'withdrawn') and decided_at < ?
         order by decided_at limit {limit}"
    );
    select_all(connection, &select, [instant.as_milliseconds()], read_id)
}

fn read(row: &Row<'_>) -> Result<CommentRow, StoreError> {
    let edited_at: Option<i64> = row.get(13)?;
    let mention = match row.get::<_, Option<String>>(14)? {
        Some(source) => {
            let kind = text_or_none(row, 15)?.and_then(MentionKind::from_stored).unwrap_or_default();
            let title = row.get::<_, Option<String>>(16)?.unwrap_or_default();
            Some(Mention { source, kind, title })
        }
        None => None,
    };
    Ok(CommentRow {
        id: read_id(row)?,
        post_id: text(row, 1)?.parse().unwrap_or_default(),
        in_reply_to: read_reply(row, 2)?,
        status: CommentStatus::from_stored(text(row, 5)?).unwrap_or_default(),
        hold: text_or_none(row, 6)?.and_then(Hold::from_stored),
        commenter: Commenter { name: row.get(7)?, email: row.get(8)?, website: row.get(9)? },
        text: row.get(10)?,
        mention,
        written_by: Actor::from(text(row, 11)?),
        written_at: Timestamp::from_milliseconds(row.get(12)?),
        edited_at: edited_at.map(Timestamp::from_milliseconds),
    })
}

/// Reads which comment it is from the first column.
fn read_id(row: &Row<'_>) -> Result<CommentId, StoreError> {
    Ok(text(row, 0)?.parse().unwrap_or_default())
}

/// Reads what a comment answers, its thread and its depth, from that column on.
fn read_reply(row: &Row<'_>, column: usize) -> Result<Option<ReplyTo>, StoreError> {
    let parent = text_or_none(row, column)?.and_then(|parent| parent.parse().ok());
    let (thread, depth) = (text(row, column + 1)?.parse().unwrap_or_default(), row.get(column + 2)?);
    Ok(parent.map(|parent| ReplyTo { parent, thread, depth }))
}
