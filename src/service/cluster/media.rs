//! Files that posts show: each node keeps them in its database, and finds those of others in a store of objects.

use std::path::Path;

use async_nats::jetstream::object_store::{DeleteErrorKind, GetErrorKind, InfoErrorKind, ObjectMetadata};
use tokio::io::AsyncReadExt;

use super::connection::patiently;
use super::snapshot::blocking;
use super::{ClusterError, Connection};
use crate::domain::media;
use crate::store::log::Scan;
use crate::store::{Database, media as stored};

/// Keeps a file's bytes where every node finds them.
///
/// # Errors
/// When the servers don't take them.
pub async fn share(connection: &Connection, hash: &str, bytes: &[u8]) -> Result<(), ClusterError> {
    patiently(|| try_to_share(connection, hash, bytes)).await
}

async fn try_to_share(connection: &Connection, hash: &str, bytes: &[u8]) -> Result<(), ClusterError> {
    if let Some(bucket) = &connection.bucket {
        return bucket.keep(hash, bytes).await;
    }
    let store = connection.media().await?;
    match store.info(hash).await {
        Ok(info) if !info.deleted => return Ok(()),
        Ok(_) => {}
        Err(error) if error.kind() == InfoErrorKind::NotFound => {}
        Err(error) => return Err(ClusterError::failed("look for a file")(error)),
    }
    let chunk_size = Some(connection.chunk_bytes());
    let object = ObjectMetadata { name: hash.to_owned(), chunk_size, ..ObjectMetadata::default() };
    let mut source = bytes;
    store.put(object, &mut source).await.map_err(ClusterError::failed("keep a file"))?;
    Ok(())
}

/// Has nothing kept of a file's bytes any more. Doing it again changes nothing.
///
/// # Errors
/// When the servers don't answer.
pub async fn forget(connection: &Connection, hash: &str) -> Result<(), ClusterError> {
    if let Some(bucket) = &connection.bucket {
        return bucket.forget(hash).await;
    }
    match connection.media().await?.delete(hash).await {
        Err(error) if error.kind() != DeleteErrorKind::NotFound => Err(ClusterError::failed("let go of a file")(error)),
        _ => Ok(()),
    }
}

/// A file's bytes; none where no node shared it.
///
/// # Errors
/// When the servers don't answer, or the bytes are not the ones that the hash names.
pub async fn fetch(connection: &Connection, hash: &str) -> Result<Option<Vec<u8>>, ClusterError> {
    let found = match &connection.bucket {
        Some(bucket) => bucket.fetch(hash).await?,
        None => fetch_beside_log(connection, hash).await?,
    };
    if found.as_ref().is_some_and(|bytes| media::hash(bytes) != hash) {
        let reason = format!("the file {hash} in the cluster's store is not the one of that hash");
        return Err(ClusterError::Differs(reason));
    }
    Ok(found)
}

async fn fetch_beside_log(connection: &Connection, hash: &str) -> Result<Option<Vec<u8>>, ClusterError> {
    let mut object = match connection.media().await?.get(hash).await {
        Ok(object) => object,
        Err(error) if error.kind() == GetErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(ClusterError::failed("give a file back")(error)),
    };
    let mut bytes = Vec::with_capacity(object.info().size);
    object.read_to_end(&mut bytes).await.map_err(ClusterError::failed("give a file back"))?;
    Ok(Some(bytes))
}

/// Brings a file's bytes into this node's database, and gives them.
///
/// # Errors
/// As [`fetch`]; or when SQLite fails.
pub async fn bring(connection: &Connection, database: &Path, hash: &str) -> Result<Option<Vec<u8>>, ClusterError> {
    let Some(bytes) = fetch(connection, hash).await? else { return Ok(None) };
    let (database, hash) = (database.to_owned(), hash.to_owned());
    let bytes = blocking(move || {
        stored::keep(&Database::open_beside(&database)?, &hash, &bytes)?;
        Ok(bytes)
    })
    .await?;
    Ok(Some(bytes))
}

/// Brings every file that this node lacks.
///
/// # Errors
/// As [`bring`]; and when no node shared a file.
pub async fn bring_all(connection: &Connection, database: &Path) -> Result<(), ClusterError> {
    let file = database.to_owned();
    for hash in blocking(move || Ok(stored::without_bytes(Scan::open(&file)?.connection())?)).await? {
        if bring(connection, database, &hash).await?.is_none() {
            return Err(ClusterError::Differs(format!("no node shared the file {hash}")));
        }
    }
    Ok(())
}
