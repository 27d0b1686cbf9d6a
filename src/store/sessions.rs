//! Sessions: who is signed in. Kept by the hash of their secret.

use sqlx::SqliteConnection;

use super::StoreError;
use crate::domain::{AccountId, Timestamp};

/// Begins a session, and forgets those that ended.
///
/// # Errors
/// When SQLite fails.
pub async fn begin(
    connection: &mut SqliteConnection,
    session_hash: &str,
    account_id: AccountId,
    created_at: Timestamp,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query("delete from sessions where expires_at <= ?")
        .bind(created_at.as_milliseconds())
        .execute(&mut *connection)
        .await?;
    sqlx::query("insert into sessions (session_hash, account_id, created_at, expires_at) values (?, ?, ?, ?)")
        .bind(session_hash)
        .bind(account_id.to_string())
        .bind(created_at.as_milliseconds())
        .bind(expires_at.as_milliseconds())
        .execute(connection)
        .await?;
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// When SQLite fails.
pub async fn end(connection: &mut SqliteConnection, session_hash: &str) -> Result<(), StoreError> {
    sqlx::query("delete from sessions where session_hash = ?").bind(session_hash).execute(connection).await?;
    Ok(())
}

/// Ends every session of an account.
///
/// # Errors
/// When SQLite fails.
pub async fn end_all(connection: &mut SqliteConnection, account_id: AccountId) -> Result<(), StoreError> {
    sqlx::query("delete from sessions where account_id = ?").bind(account_id.to_string()).execute(connection).await?;
    Ok(())
}
