//! States of streams, kept so that reading one need not begin at its first event.

use sqlx::{Row, SqliteConnection};

use super::{StoreError, log, signed};
use crate::domain::{Aggregate, StreamId};

/// The current state of a stream: its snapshot, where there is a sound one, and the events after it.
///
/// # Errors
/// When SQLite fails or an event can't be read.
pub async fn load<A: Aggregate>(connection: &mut SqliteConnection, stream_id: &StreamId) -> Result<A, StoreError> {
    let state = read(connection, stream_id).await?.unwrap_or_default();
    log::replay(connection, stream_id, state, None).await
}

/// Keeps the state of a stream, in the place of an older one.
///
/// # Errors
/// When SQLite fails.
pub async fn write<A: Aggregate>(
    connection: &mut SqliteConnection,
    stream_id: &StreamId,
    state: &A,
) -> Result<(), StoreError> {
    let bytes = postcard::to_stdvec(state)?;
    let hash = blake3::hash(&bytes);
    sqlx::query(
        "insert into snapshots (stream_id, stream_version, format_version, state, state_hash) values (?, ?, ?, ?, ?)
         on conflict (stream_id) do update set stream_version = excluded.stream_version,
            format_version = excluded.format_version, state = excluded.state, state_hash = excluded.state_hash",
    )
    .bind(stream_id.as_str())
    .bind(signed(state.version()))
    .bind(A::SNAPSHOT_VERSION)
    .bind(bytes)
    .bind(hash.as_bytes().as_slice())
    .execute(connection)
    .await?;
    Ok(())
}

/// A snapshot is only a shortcut: one that is damaged or in another format is reported and passed over.
async fn read<A: Aggregate>(connection: &mut SqliteConnection, stream_id: &StreamId) -> Result<Option<A>, StoreError> {
    let row = sqlx::query("select format_version, state, state_hash from snapshots where stream_id = ?")
        .bind(stream_id.as_str())
        .fetch_optional(connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let (format_version, bytes, hash): (u32, &[u8], &[u8]) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    if format_version != A::SNAPSHOT_VERSION {
        tracing::info!(%stream_id, format_version, "snapshot in another format: the stream is replayed");
        return Ok(None);
    }
    if blake3::hash(bytes).as_bytes().as_slice() != hash {
        tracing::error!(%stream_id, "damaged snapshot: the stream is replayed");
        return Ok(None);
    }
    match postcard::from_bytes(bytes) {
        Ok(state) => Ok(Some(state)),
        Err(error) => {
            tracing::error!(%stream_id, %error, "unreadable snapshot: the stream is replayed");
            Ok(None)
        }
    }
}
