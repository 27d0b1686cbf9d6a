//! Preview links, by the hash of their secret and by the post that they show.

use rusqlite::{Connection, params};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqlitePool};

use super::{StoreError, execute};
use crate::domain::preview::PreviewLink;
use crate::domain::{Actor, PostId, PreviewLinkId, Timestamp};

/// A link as a row has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewRow {
    /// Which link it is.
    pub id: PreviewLinkId,
    /// The post that it shows.
    pub post_id: PostId,
    /// For whom it is, or what for.
    pub label: String,
    /// Who made it.
    pub made_by: Actor,
    /// When.
    pub made_at: Timestamp,
    /// When it shows nothing any more.
    pub expires_at: Timestamp,
    /// Whether somebody ended it before that.
    pub is_revoked: bool,
}

const COLUMNS: &str = "preview_id, post_id, label, made_by, made_at, expires_at, revoked_at is not null";

/// Writes down a link. One that was erased is nowhere any more.
///
/// # Errors
/// When SQLite fails.
pub fn project(connection: &Connection, id: PreviewLinkId, link: &PreviewLink) -> Result<(), StoreError> {
    if link.link_hash.is_empty() {
        execute(connection, "delete from preview_links where preview_id = ?", [id.to_string()])?;
        return Ok(());
    }
    execute(
        connection,
        "insert into preview_links (preview_id, post_id, link_hash, label, made_by, made_at, expires_at, revoked_at)
         values (?, ?, ?, ?, ?, ?, ?, ?)
         on conflict (preview_id) do update set revoked_at = excluded.revoked_at",
        params![
            id.to_string(),
            link.post_id.to_string(),
            link.link_hash,
            link.label,
            link.made_by.to_string(),
            link.made_at.as_milliseconds(),
            link.expires_at.as_milliseconds(),
            link.revoked_at.map(Timestamp::as_milliseconds),
        ],
    )?;
    Ok(())
}

/// The link whose secret has that hash, whether it shows something or not.
///
/// # Errors
/// When SQLite fails.
pub async fn with_hash(pool: &SqlitePool, link_hash: &str) -> Result<Option<PreviewRow>, StoreError> {
    let sql = format!("select {COLUMNS} from preview_links where link_hash = ?");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(link_hash).fetch_optional(pool).await?;
    row.as_ref().map(read).transpose()
}

/// The links to a post that can be followed, the latest first.
///
/// # Errors
/// When SQLite fails.
pub async fn open(pool: &SqlitePool, post_id: PostId, now: Timestamp) -> Result<Vec<PreviewRow>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from preview_links where post_id = ? and revoked_at is null and expires_at > ?
         order by made_at desc, preview_id desc"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(post_id.to_string()).bind(now.as_milliseconds());
    query.fetch_all(pool).await?.iter().map(read).collect()
}

/// Every link there ever was to a post.
///
/// # Errors
/// When SQLite fails.
pub async fn of_post(pool: &SqlitePool, post_id: PostId) -> Result<Vec<PreviewLinkId>, StoreError> {
    let query = sqlx::query_scalar("select preview_id from preview_links where post_id = ? order by preview_id");
    let ids: Vec<String> = query.bind(post_id.to_string()).fetch_all(pool).await?;
    Ok(ids.iter().filter_map(|id| id.parse().ok()).collect())
}

fn read(row: &SqliteRow) -> Result<PreviewRow, StoreError> {
    Ok(PreviewRow {
        id: row.try_get::<&str, _>(0)?.parse().unwrap_or_default(),
        post_id: row.try_get::<&str, _>(1)?.parse().unwrap_or_default(),
        label: row.try_get(2)?,
        made_by: Actor::from(row.try_get::<&str, _>(3)?),
        made_at: Timestamp::from_milliseconds(row.try_get(4)?),
        expires_at: Timestamp::from_milliseconds(row.try_get(5)?),
        is_revoked: row.try_get(6)?,
    })
}
