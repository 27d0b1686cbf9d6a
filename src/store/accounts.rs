//! Accounts, and whose a secret is.

use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Row, SqlitePool};

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
    /// Where letters to the person go; empty where nobody knows.
    pub email: String,
    /// What the person may do.
    pub role: Role,
    /// The password's hash; empty until the person has chosen one.
    pub password_hash: String,
    /// Whether nobody can sign in with it for now.
    pub is_suspended: bool,
    /// Until when a link can be followed to choose the password.
    pub link_expires_at: Option<Timestamp>,
}

/// The columns that [`read`] expects.
const COLUMNS: &str = "account_id, handle, name, role, password_hash, is_suspended, link_expires_at, email";

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

/// Whether anybody can look after the site, in the writer's own transaction.
///
/// # Errors
/// When SQLite fails.
pub fn has_admin_within(connection: &rusqlite::Connection) -> Result<bool, StoreError> {
    let admin =
        "select exists (select 1 from accounts where role = 'admin' and not is_suspended and password_hash <> '')";
    Ok(connection.query_row(admin, [], |row| row.get(0))?)
}

/// Every account, by handle.
///
/// # Errors
/// When SQLite fails.
pub async fn all(pool: &SqlitePool) -> Result<Vec<AccountRow>, StoreError> {
    let rows =
        sqlx::query(AssertSqlSafe(format!("select {COLUMNS} from accounts order by handle"))).fetch_all(pool).await?;
    rows.iter().map(read).collect()
}

/// The account with a handle.
///
/// # Errors
/// When SQLite fails.
pub async fn with_handle(pool: &SqlitePool, handle: &str) -> Result<Option<AccountRow>, StoreError> {
    one(pool, "accounts where handle = ?", handle, None).await
}

/// The accounts whose letters go to an address, as few as a reader of it could have.
///
/// # Errors
/// When SQLite fails.
pub async fn with_email(pool: &SqlitePool, email: &str) -> Result<Vec<AccountRow>, StoreError> {
    let select = format!("select {COLUMNS} from accounts where email = ? and email <> '' order by handle limit 5");
    let rows = sqlx::query(AssertSqlSafe(select)).bind(email).fetch_all(pool).await?;
    rows.iter().map(read).collect()
}

/// The account with an identifier.
///
/// # Errors
/// When SQLite fails.
pub async fn with_id(pool: &SqlitePool, id: AccountId) -> Result<Option<AccountRow>, StoreError> {
    one(pool, "accounts where account_id = ?", &id.to_string(), None).await
}

/// The account whose password can be chosen by a link, unless the link ended by then.
///
/// # Errors
/// When SQLite fails.
pub async fn with_link(pool: &SqlitePool, link_hash: &str, now: Timestamp) -> Result<Option<AccountRow>, StoreError> {
    one(pool, "accounts where link_hash = ? and link_expires_at > ? and not is_suspended", link_hash, Some(now)).await
}

/// The account that a session belongs to, unless the session ended by then or the account is suspended.
///
/// # Errors
/// When SQLite fails.
pub async fn with_session(
    pool: &SqlitePool,
    session_hash: &str,
    now: Timestamp,
) -> Result<Option<AccountRow>, StoreError> {
    let source =
        "accounts join sessions using (account_id) where session_hash = ? and expires_at > ? and not is_suspended";
    one(pool, source, session_hash, Some(now)).await
}

/// The account that an access token belongs to, unless it is suspended.
///
/// # Errors
/// When SQLite fails.
pub async fn with_token(pool: &SqlitePool, token_hash: &str) -> Result<Option<AccountRow>, StoreError> {
    let source = "accounts join access_tokens using (account_id) where token_hash = ? and not is_suspended";
    one(pool, source, token_hash, None).await
}

async fn one(
    pool: &SqlitePool,
    source: &'static str,
    name: &str,
    now: Option<Timestamp>,
) -> Result<Option<AccountRow>, StoreError> {
    let mut query = sqlx::query(AssertSqlSafe(format!("select {COLUMNS} from {source}"))).bind(name);
    if let Some(now) = now {
        query = query.bind(now.as_milliseconds());
    }
    query.fetch_optional(pool).await?.as_ref().map(read).transpose()
}

fn read(row: &SqliteRow) -> Result<AccountRow, StoreError> {
    Ok(AccountRow {
        id: row.try_get::<&str, _>(0)?.parse().unwrap_or_default(),
        handle: row.try_get(1)?,
        name: row.try_get(2)?,
        email: row.try_get(7)?,
        role: row.try_get::<&str, _>(3)?.parse().unwrap_or_default(),
        password_hash: row.try_get(4)?,
        is_suspended: row.try_get(5)?,
        link_expires_at: row.try_get::<Option<i64>, _>(6)?.map(Timestamp::from_milliseconds),
    })
}
