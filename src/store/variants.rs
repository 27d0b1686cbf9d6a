//! Smaller copies of pictures. Each node makes its own: they are not in the log, and can be made again at any time.

use rusqlite::{Connection, OptionalExtension, params};
use sqlx::SqlitePool;

use super::{StoreError, execute};

/// The version of how copies are made. Whoever changes that counts it up, and all are made again.
const VARIANTS_VERSION: u32 = 1;

/// A copy of that width, where it was made.
///
/// # Errors
/// When SQLite fails.
pub async fn find(pool: &SqlitePool, hash: &str, width: u32) -> Result<Option<Vec<u8>>, StoreError> {
    let select = "select bytes from media_variants where hash = ? and width = ?";
    Ok(sqlx::query_scalar(select).bind(hash).bind(width).fetch_optional(pool).await?)
}

/// A picture whose copies were not made yet, the latest first; only those whose bytes are here.
///
/// # Errors
/// When SQLite fails.
pub fn next_missing(connection: &Connection) -> Result<Option<String>, StoreError> {
    let select = "select hash from media
         where deleted_at is null and width is not null and not is_animated
            and content_type in ('image/jpeg', 'image/png', 'image/webp')
            and not exists (select 1 from media_variants_made made where made.hash = media.hash and version = ?)
            and exists (select 1 from media_blobs where media_blobs.hash = media.hash)
         order by created_at desc, hash desc limit 1";
    Ok(connection.prepare_cached(select)?.query_row([VARIANTS_VERSION], |row| row.get(0)).optional()?)
}

/// A picture of which nobody knows how large it is, with the end of its address; only those whose bytes are here and that
/// nobody tried in vain.
///
/// # Errors
/// When SQLite fails.
pub fn next_unmeasured(connection: &Connection) -> Result<Option<(String, String)>, StoreError> {
    let select = "select hash, file_name from media
         where deleted_at is null and width is null
            and content_type in ('image/jpeg', 'image/png', 'image/gif', 'image/webp')
            and not exists (select 1 from media_variants_made made where made.hash = media.hash and version = ?)
            and exists (select 1 from media_blobs where media_blobs.hash = media.hash)
         order by hash limit 1";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    Ok(connection.prepare_cached(select)?.query_row([VARIANTS_VERSION], read).optional()?)
}

/// Keeps all copies of a picture; also that there are none, so that nobody tries again. What was purged while they were
/// made gets none.
///
/// # Errors
/// When SQLite fails.
pub fn keep(connection: &mut Connection, hash: &str, variants: &[(u32, Vec<u8>)]) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    if !has_bytes(&transaction, hash)? {
        return Ok(());
    }
    execute(&transaction, "delete from media_variants where hash = ?", [hash])?;
    for (width, bytes) in variants {
        execute(
            &transaction,
            "insert into media_variants (hash, width, bytes) values (?, ?, ?)",
            params![hash, width, bytes],
        )?;
    }
    execute(
        &transaction,
        "insert into media_variants_made (hash, version) values (?, ?)
         on conflict (hash) do update set version = excluded.version",
        params![hash, VARIANTS_VERSION],
    )?;
    transaction.commit()?;
    Ok(())
}

fn has_bytes(connection: &Connection, hash: &str) -> Result<bool, StoreError> {
    let select = "select exists (select 1 from media_blobs where hash = ?)";
    Ok(connection.prepare_cached(select)?.query_row([hash], |row| row.get(0))?)
}
