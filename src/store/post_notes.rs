//! Notes beside drafts.

use rusqlite::{Connection, params};
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Row, SqlitePool};

use super::{StoreError, execute, unsigned};
use crate::domain::note::Note;
use crate::domain::{Actor, NoteId, PostId, Timestamp};

/// A note as a row has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteRow {
    /// Which note it is.
    pub id: NoteId,
    /// Who wrote it.
    pub written_by: Actor,
    /// When.
    pub written_at: Timestamp,
    /// What it says.
    pub text: String,
    /// The passage that it is about.
    pub quote: Option<String>,
    /// Who settled it, and when.
    pub resolved: Option<(Actor, Timestamp)>,
}

const COLUMNS: &str = "note_id, written_by, written_at, text, quote, resolved_by, resolved_at";

/// Writes down a note. One that its writer took away stays as a row without words, so that whoever erases the post finds its
/// stream.
///
/// # Errors
/// When SQLite fails.
pub fn project(connection: &Connection, id: NoteId, note: &Note) -> Result<(), StoreError> {
    execute(
        connection,
        "insert into post_notes (note_id, post_id, written_by, written_at, text, quote, resolved_by, resolved_at, is_deleted)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?)
         on conflict (note_id) do update set text = excluded.text, quote = excluded.quote,
            resolved_by = excluded.resolved_by, resolved_at = excluded.resolved_at, is_deleted = excluded.is_deleted",
        params![
            id.to_string(),
            note.post_id.to_string(),
            note.written_by.to_string(),
            note.written_at.as_milliseconds(),
            note.text,
            note.quote,
            note.resolved.map(|(by, _)| by.to_string()),
            note.resolved.map(|(_, at)| at.as_milliseconds()),
            // What was erased says as little.
            note.text.is_empty(),
        ],
    )?;
    Ok(())
}

/// The notes beside a post that nobody took away, the first first.
///
/// # Errors
/// When SQLite fails.
pub async fn beside(pool: &SqlitePool, post_id: PostId) -> Result<Vec<NoteRow>, StoreError> {
    let sql =
        format!("select {COLUMNS} from post_notes where post_id = ? and not is_deleted order by written_at, note_id");
    sqlx::query(AssertSqlSafe(sql)).bind(post_id.to_string()).fetch_all(pool).await?.iter().map(read).collect()
}

/// One of the notes beside a post that nobody took away.
///
/// # Errors
/// When SQLite fails.
pub async fn find(pool: &SqlitePool, post_id: PostId, id: NoteId) -> Result<Option<NoteRow>, StoreError> {
    let sql = format!("select {COLUMNS} from post_notes where post_id = ? and note_id = ? and not is_deleted");
    let query = sqlx::query(AssertSqlSafe(sql)).bind(post_id.to_string()).bind(id.to_string());
    query.fetch_optional(pool).await?.as_ref().map(read).transpose()
}

/// How many notes a post has that nobody took away, and how many of them are not settled.
///
/// # Errors
/// When SQLite fails.
pub async fn count(pool: &SqlitePool, post_id: PostId) -> Result<(u64, u64), StoreError> {
    let row = sqlx::query(
        "select count(*), coalesce(sum(resolved_at is null), 0) from post_notes where post_id = ? and not is_deleted",
    )
    .bind(post_id.to_string())
    .fetch_one(pool)
    .await?;
    Ok((unsigned(row.try_get(0)?), unsigned(row.try_get(1)?)))
}

/// Every note there ever was beside a post.
///
/// # Errors
/// When SQLite fails.
pub async fn of_post(pool: &SqlitePool, post_id: PostId) -> Result<Vec<NoteId>, StoreError> {
    let query = sqlx::query_scalar("select note_id from post_notes where post_id = ? order by note_id");
    let ids: Vec<String> = query.bind(post_id.to_string()).fetch_all(pool).await?;
    Ok(ids.iter().filter_map(|id| id.parse().ok()).collect())
}

fn read(row: &SqliteRow) -> Result<NoteRow, StoreError> {
    let resolved_by: Option<&str> = row.try_get(5)?;
    let resolved_at: Option<i64> = row.try_get(6)?;
    Ok(NoteRow {
        id: row.try_get::<&str, _>(0)?.parse().unwrap_or_default(),
        written_by: Actor::from(row.try_get::<&str, _>(1)?),
        written_at: Timestamp::from_milliseconds(row.try_get(2)?),
        text: row.try_get(3)?,
        quote: row.try_get(4)?,
        resolved: resolved_by.map(Actor::from).zip(resolved_at.map(Timestamp::from_milliseconds)),
    })
}
