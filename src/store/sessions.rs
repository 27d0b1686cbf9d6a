//! Sessions: who is signed in. Kept by the hash of their secret.

use rusqlite::{Connection, params};

use super::{StoreError, execute};
use crate::domain::{AccountId, Timestamp};

/// Begins a session, and forgets those that ended.
///
/// # Errors
/// When SQLite fails.
pub fn begin(
    connection: &Connection,
    session_hash: &str,
    account_id: AccountId,
    created_at: Timestamp,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    execute(connection, "delete from sessions where expires_at <= ?", [created_at.as_milliseconds()])?;
    execute(
        connection,
        "insert into sessions (session_hash, account_id, created_at, expires_at) values (?, ?, ?, ?)",
        params![session_hash, account_id.to_string(), created_at.as_milliseconds(), expires_at.as_milliseconds()],
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
