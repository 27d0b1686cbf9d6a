//! HTML by the hash of what it was made from. Nothing here can be out of date: other text, other hash.

use sqlx::{SqliteConnection, SqlitePool};

use super::StoreError;

/// The rendering of a source.
///
/// # Errors
/// When SQLite fails.
pub async fn find(pool: &SqlitePool, source_hash: &[u8; 32]) -> Result<Option<Vec<u8>>, StoreError> {
    let rendering = sqlx::query_scalar("select rendering from renderings where source_hash = ?")
        .bind(source_hash.as_slice())
        .fetch_optional(pool)
        .await?;
    Ok(rendering)
}

/// Keeps the rendering of a source.
///
/// # Errors
/// When SQLite fails.
pub async fn keep(
    connection: &mut SqliteConnection,
    source_hash: &[u8; 32],
    rendering: Vec<u8>,
) -> Result<(), StoreError> {
    sqlx::query("insert into renderings (source_hash, rendering) values (?, ?) on conflict do nothing")
        .bind(source_hash.as_slice())
        .bind(rendering)
        .execute(connection)
        .await?;
    Ok(())
}
