//! HTML by the hash of what it was made from. Nothing here can be out of date: other text, other hash.

use sqlx::{Row, SqliteConnection, SqlitePool};

use super::StoreError;
use super::log::Hash;

/// The rendering of a source; none where its bytes are not those that were kept.
///
/// # Errors
/// When SQLite fails.
pub async fn find(pool: &SqlitePool, source_hash: &Hash) -> Result<Option<Vec<u8>>, StoreError> {
    let row = sqlx::query("select rendering, rendering_hash from renderings where source_hash = ?")
        .bind(source_hash.as_slice())
        .fetch_optional(pool)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let (rendering, hash): (Vec<u8>, &[u8]) = (row.try_get(0)?, row.try_get(1)?);
    if blake3::hash(&rendering).as_bytes().as_slice() != hash {
        tracing::error!("damaged rendering: it is made again");
        return Ok(None);
    }
    Ok(Some(rendering))
}

/// Keeps the rendering of a source.
///
/// # Errors
/// When SQLite fails.
pub async fn keep(connection: &mut SqliteConnection, source_hash: &Hash, rendering: Vec<u8>) -> Result<(), StoreError> {
    let hash = *blake3::hash(&rendering).as_bytes();
    sqlx::query(
        "insert into renderings (source_hash, rendering, rendering_hash) values (?, ?, ?)
         on conflict (source_hash) do update set rendering = excluded.rendering,
            rendering_hash = excluded.rendering_hash where rendering_hash <> excluded.rendering_hash",
    )
    .bind(source_hash.as_slice())
    .bind(rendering)
    .bind(hash.as_slice())
    .execute(connection)
    .await?;
    Ok(())
}

/// Lets go of the rendering of a source that nobody reads any more.
///
/// # Errors
/// When SQLite fails.
pub async fn forget(connection: &mut SqliteConnection, source_hash: &Hash) -> Result<(), StoreError> {
    sqlx::query("delete from renderings where source_hash = ?")
        .bind(source_hash.as_slice())
        .execute(connection)
        .await?;
    Ok(())
}
