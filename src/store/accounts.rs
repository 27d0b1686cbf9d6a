//! Accounts, and whose a secret is.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqlitePool};

use super::StoreError;
use crate::domain::{AccountId, Role, Timestamp};

/// An account as a row has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountRow {
    /// Whose it is.
    pub id: AccountId,
    /// The name to sign in with.
    pub handle: String,
    /// The name as readers see it.
    pub name: String,
    /// What the person may do.
    pub role: Role,
    /// The password's hash.
    pub password_hash: String,
}

/// Whether anybody has an account.
///
/// # Errors
/// When SQLite fails.
pub async fn exist(pool: &SqlitePool) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar("select exists (select 1 from accounts)").fetch_one(pool).await?)
}

/// The same in the writer's own transaction.
///
/// # Errors
/// When SQLite fails.
pub fn exist_within(connection: &rusqlite::Connection) -> Result<bool, StoreError> {
    Ok(connection.query_row("select exists (select 1 from accounts)", [], |row| row.get(0))?)
}

/// Every account, by handle.
///
/// # Errors
/// When SQLite fails.
pub async fn all(pool: &SqlitePool) -> Result<Vec<AccountRow>, StoreError> {
    let rows = sqlx::query("select account_id, handle, name, role, password_hash from accounts order by handle")
        .fetch_all(pool)
        .await?;
    rows.iter().map(read).collect()
}

/// The account with a handle.
///
/// # Errors
/// When SQLite fails.
pub async fn with_handle(pool: &SqlitePool, handle: &str) -> Result<Option<AccountRow>, StoreError> {
    let row = sqlx::query("select account_id, handle, name, role, password_hash from accounts where handle = ?")
        .bind(handle)
        .fetch_optional(pool)
        .await?;
    row.as_ref().map(read).transpose()
}

/// The account with an identifier.
///
/// # Errors
/// When SQLite fails.
pub async fn with_id(pool: &SqlitePool, id: AccountId) -> Result<Option<AccountRow>, StoreError> {
    let row = sqlx::query("select account_id, handle, name, role, password_hash from accounts where account_id = ?")
        .bind(id.to_string())
        .fetch_optional(pool)
        .await?;
    row.as_ref().map(read).transpose()
}

/// The account that a session belongs to, unless the session ended by then.
///
/// # Errors
/// When SQLite fails.
pub async fn with_session(
    pool: &SqlitePool,
    session_hash: &str,
    now: Timestamp,
) -> Result<Option<AccountRow>, StoreError> {
    let row = sqlx::query(
        "select account_id, handle, name, role, password_hash from accounts join sessions using (account_id)
         where session_hash = ? and expires_at > ?",
    )
    .bind(session_hash)
    .bind(now.as_milliseconds())
    .fetch_optional(pool)
    .await?;
    row.as_ref().map(read).transpose()
}

/// The account that an access token belongs to.
///
/// # Errors
/// When SQLite fails.
pub async fn with_token(pool: &SqlitePool, token_hash: &str) -> Result<Option<AccountRow>, StoreError> {
    let row = sqlx::query(
        "select account_id, handle, name, role, password_hash from accounts join access_tokens using (account_id)
         where token_hash = ?",
    )
    .bind(token_hash)
    .fetch_optional(pool)
    .await?;
    row.as_ref().map(read).transpose()
}

fn read(row: &SqliteRow) -> Result<AccountRow, StoreError> {
    Ok(AccountRow {
        id: row.try_get::<&str, _>(0)?.parse().unwrap_or_default(),
        handle: row.try_get(1)?,
        name: row.try_get(2)?,
        role: row.try_get::<&str, _>(3)?.parse().unwrap_or_default(),
        password_hash: row.try_get(4)?,
    })
}
