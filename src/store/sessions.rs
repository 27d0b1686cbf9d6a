//! Sessions: who is signed in. Kept by the hash of their secret.

use rusqlite::{Connection, params};
use sqlx::{Row, SqlitePool};

use super::{StoreError, execute};
use crate::domain::{AccountId, Timestamp};

/// A session as a row has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// The hash of its secret.
    pub session_hash: String,
    /// When it began.
    pub created_at: Timestamp,
    /// What the person signed in with; empty where nobody noted it.
    pub device: String,
}

/// Begins a session, and forgets those that ended. The times are its beginning and its end.
///
/// # Errors
/// When SQLite fails.
pub fn begin(
    connection: &Connection,
    session_hash: &str,
    account_id: AccountId,
    (created_at, expires_at): (Timestamp, Timestamp),
    device: &str,
) -> Result<(), StoreError> {
    execute(connection, "delete from sessions where expires_at <= ?", [created_at.as_milliseconds()])?;
    execute(
        connection,
        "insert into sessions (session_hash, account_id, created_at, expires_at, device) values (?, ?, ?, ?, ?)",
        params![
            session_hash,
            account_id.to_string(),
            created_at.as_milliseconds(),
            expires_at.as_milliseconds(),
            device
        ],
    )?;
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// When SQLite fails.
pub fn end(connection: &Connection, session_hash: &str) -> Result<(), StoreError> {
    execute(connection, "delete from sessions where session_hash = ?", [session_hash])?;
    Ok(())
}

/// Ends every session of an account.
///
/// # Errors
/// When SQLite fails.
pub fn end_all(connection: &Connection, account_id: AccountId) -> Result<(), StoreError> {
    execute(connection, "delete from sessions where account_id = ?", [account_id.to_string()])?;
    Ok(())
}

/// Ends every session of an account but one.
///
/// # Errors
/// When SQLite fails.
pub fn end_others(connection: &Connection, account_id: AccountId, session_hash: &str) -> Result<(), StoreError> {
    let statement = "delete from sessions where account_id = ? and session_hash <> ?";
    execute(connection, statement, params![account_id.to_string(), session_hash])?;
    Ok(())
}

/// The sessions of an account that go on, the latest first.
///
/// # Errors
/// When SQLite fails.
pub async fn of_account(pool: &SqlitePool, id: AccountId, now: Timestamp) -> Result<Vec<SessionRow>, StoreError> {
    let rows = sqlx::query(
        "select session_hash, created_at, device from sessions where account_id = ? and expires_at > ?
         order by created_at desc, session_hash",
    )
    .bind(id.to_string())
    .bind(now.as_milliseconds())
    .fetch_all(pool)
    .await?;
    let read = |row: sqlx::sqlite::SqliteRow| {
        Ok(SessionRow {
            session_hash: row.try_get(0)?,
            created_at: Timestamp::from_milliseconds(row.try_get(1)?),
            device: row.try_get(2)?,
        })
    };
    rows.into_iter().map(read).collect()
}
