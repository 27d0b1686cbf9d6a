//! Files that posts show.

use rusqlite::{Connection, params};
use sqlx::{Row, SqlitePool};

use super::{StoreError, execute};

/// A file with its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaFile {
    /// Its name at the end of its address.
    pub name: String,
    /// Its media type.
    pub content_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The file with a hash.
///
/// # Errors
/// When SQLite fails.
pub async fn find(pool: &SqlitePool, hash: &str) -> Result<Option<MediaFile>, StoreError> {
    let row = sqlx::query("select name, content_type, bytes from media join media_blobs using (hash) where hash = ?")
        .bind(hash)
        .fetch_optional(pool)
        .await?;
    row.map(|row| Ok(MediaFile { name: row.try_get(0)?, content_type: row.try_get(1)?, bytes: row.try_get(2)? }))
        .transpose()
}

/// The hash of every file.
///
/// # Errors
/// When SQLite fails.
pub async fn all_hashes(pool: &SqlitePool) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar("select hash from media order by hash").fetch_all(pool).await?)
}

/// Keeps a file's bytes.
///
/// # Errors
/// When SQLite fails.
pub fn keep(connection: &Connection, hash: &str, bytes: &[u8]) -> Result<(), StoreError> {
    execute(
        connection,
        "insert into media_blobs (hash, bytes) values (?, ?) on conflict do nothing",
        params![hash, bytes],
    )?;
    Ok(())
}
