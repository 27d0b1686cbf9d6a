//! HTML by the hash of what it was made from. Nothing here can be out of date: other text, other hash.

use rusqlite::{Connection, params};

use super::log::Hash;
use super::{StoreError, execute, select_first};

/// The rendering of a source; none where its bytes are not those that were kept.
///
/// # Errors
/// When SQLite fails.
pub fn find(connection: &Connection, source_hash: &Hash) -> Result<Option<Vec<u8>>, StoreError> {
    let select = "select rendering, rendering_hash from renderings where source_hash = ?";
    let row: Option<(Vec<u8>, Vec<u8>)> =
        select_first(connection, select, [source_hash], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(row.and_then(|(rendering, hash)| sound(rendering, &hash)))
}

fn sound(rendering: Vec<u8>, hash: &[u8]) -> Option<Vec<u8>> {
    if blake3::hash(&rendering).as_bytes().as_slice() == hash {
        return Some(rendering);
    }
    tracing::error!("damaged rendering: it is made again");
    None
}

/// Keeps the rendering of a source.
///
/// # Errors
/// When SQLite fails.
pub fn keep(connection: &Connection, source_hash: &Hash, rendering: &[u8]) -> Result<(), StoreError> {
    execute(
        connection,
        "insert into renderings (source_hash, rendering, rendering_hash) values (?, ?, ?)
         on conflict (source_hash) do update set rendering = excluded.rendering,
            rendering_hash = excluded.rendering_hash where rendering_hash <> excluded.rendering_hash",
        params![source_hash, rendering, blake3::hash(rendering).as_bytes()],
    )?;
    Ok(())
}

/// Lets go of the rendering of a source that nobody reads any more.
///
/// # Errors
/// When SQLite fails.
pub fn forget(connection: &Connection, source_hash: &Hash) -> Result<(), StoreError> {
    execute(connection, "delete from renderings where source_hash = ?", [source_hash])?;
    Ok(())
}
