//! Files that posts show.

use rusqlite::{Connection, OptionalExtension, params};
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

/// A file without its bytes, which are on another node yet.
///
/// # Errors
/// When SQLite fails.
pub async fn find_without_bytes(pool: &SqlitePool, hash: &str) -> Result<Option<MediaFile>, StoreError> {
    let row =
        sqlx::query("select name, content_type from media where hash = ?").bind(hash).fetch_optional(pool).await?;
    row.map(|row| Ok(MediaFile { name: row.try_get(0)?, content_type: row.try_get(1)?, bytes: Vec::new() })).transpose()
}

/// The hash of every file whose bytes are on another node yet.
///
/// # Errors
/// When SQLite fails.
pub fn without_bytes(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let missing = "select hash from media where hash not in (select hash from media_blobs) order by hash";
    let hashes: Result<Vec<String>, _> = connection.prepare_cached(missing)?.query_map([], |row| row.get(0))?.collect();
    Ok(hashes?)
}

/// The hash of every file whose bytes are here.
///
/// # Errors
/// When SQLite fails.
pub fn with_bytes(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let here = "select hash from media_blobs order by hash";
    let hashes: Result<Vec<String>, _> = connection.prepare_cached(here)?.query_map([], |row| row.get(0))?.collect();
    Ok(hashes?)
}

/// A file's bytes, where they are here.
///
/// # Errors
/// When SQLite fails.
pub fn bytes(connection: &Connection, hash: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let select = "select bytes from media_blobs where hash = ?";
    Ok(connection.prepare_cached(select)?.query_row([hash], |row| row.get(0)).optional()?)
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
