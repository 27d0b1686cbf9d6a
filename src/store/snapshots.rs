//! States of streams, kept so that reading one need not begin at its first event.

use std::collections::HashMap;

use futures_util::TryStreamExt;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::log::{self, StoredEvent};
use super::{StoreError, signed, unsigned};
use crate::domain::{Aggregate, StreamId, Timestamp};

/// A stream's state is kept at every so manieth of its events: which rows there are follows from the log alone. Fewer
/// would make reading dearer, more would make writing dearer; docs/performance.md has the figures.
pub const SNAPSHOT_EVERY_EVENTS: u64 = 8;

/// Whether the state at a version is one to keep.
pub const fn is_due(stream_version: u64) -> bool {
    stream_version > 0 && stream_version.is_multiple_of(SNAPSHOT_EVERY_EVENTS)
}

/// The version of the snapshot that a stream should have: the last that was due, or the last that was sealed, so that
/// reading a post opens no segment; 0 for none.
pub const fn wanted_version(stream_version: u64, sealed_version: u64) -> u64 {
    let due = stream_version - stream_version % SNAPSHOT_EVERY_EVENTS;
    if due > sealed_version { due } else { sealed_version }
}

/// A stream's current state, and how it was come by.
#[derive(Clone, Debug)]
pub struct Loaded<A> {
    /// The state.
    pub state: A,
    /// What is wrong with the stream's snapshot: the state was made without it.
    pub distrusted: Option<Distrust>,
}

/// Why a snapshot was passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distrust {
    /// It was written in another format, by another version of the program.
    Format,
    /// Its bytes are not those that were written.
    Damage,
    /// It is older than what was sealed since.
    Gap,
}

/// The current state of a stream: its snapshot, where there is a sound one, and the events after it.
///
/// # Errors
/// When SQLite fails or an event can't be read.
pub async fn load<A: Aggregate>(
    connection: &mut SqliteConnection,
    stream_id: &StreamId,
) -> Result<Loaded<A>, StoreError> {
    match load_by_snapshot(connection, stream_id).await? {
        Ok(state) => Ok(Loaded { state, distrusted: None }),
        Err(distrust) => {
            let state = log::replay(connection, stream_id, None).await?;
            Ok(Loaded { state, distrusted: Some(distrust).filter(|distrust| *distrust != Distrust::Gap) })
        }
    }
}

/// One statement, so that snapshot and events are of one moment. The first row has what was sealed, the second, where
/// there is one, the snapshot.
async fn load_by_snapshot<A: Aggregate>(
    connection: &mut SqliteConnection,
    stream_id: &StreamId,
) -> Result<Result<A, Distrust>, StoreError> {
    let mut rows = sqlx::query(
        "with snapshot as (select * from snapshots where stream_id = ?1)
         select -1, (select coalesce(max(last_version), 0) from sealed_streams where stream_id = ?1), null, null, null,
            null, null
         union all select 0, stream_version, null, format_version, state, state_hash, null from snapshot
         union all select * from (
            select global_position, stream_version, kind, schema_version, payload, actor, at from events
            where stream_id = ?1 and stream_version > coalesce((select stream_version from snapshot), 0)
            order by stream_version
         )",
    )
    .bind(stream_id.as_str())
    .fetch(connection);
    let (mut state, mut sealed_version) = (A::default(), 0);
    while let Some(row) = rows.try_next().await? {
        match row.try_get::<i64, _>(0)? {
            -1 => sealed_version = unsigned(row.try_get(1)?),
            0 => match read(stream_id, &row)? {
                Ok(sound) => state = sound,
                Err(distrust) => return Ok(Err(distrust)),
            },
            _ if state.version() < sealed_version => return Ok(Err(Distrust::Gap)),
            _ => state = log::fold(state, &stored_event(stream_id, &row)?)?,
        }
    }
    Ok(if state.version() < sealed_version { Err(Distrust::Gap) } else { Ok(state) })
}

/// A snapshot is only a shortcut: one that is damaged or in another format is reported and passed over.
fn read<A: Aggregate>(stream_id: &StreamId, row: &SqliteRow) -> Result<Result<A, Distrust>, StoreError> {
    let (format_version, bytes, hash): (u32, &[u8], &[u8]) = (row.try_get(3)?, row.try_get(4)?, row.try_get(5)?);
    if format_version != A::SNAPSHOT_VERSION {
        tracing::info!(%stream_id, format_version, "snapshot in another format: the stream is replayed");
        return Ok(Err(Distrust::Format));
    }
    if blake3::hash(bytes).as_bytes().as_slice() != hash {
        tracing::error!(%stream_id, "damaged snapshot: the stream is replayed");
        return Ok(Err(Distrust::Damage));
    }
    Ok(postcard::from_bytes(bytes).map_err(|error| {
        tracing::error!(%stream_id, %error, "unreadable snapshot: the stream is replayed");
        Distrust::Damage
    }))
}

fn stored_event<'r>(stream_id: &'r StreamId, row: &'r SqliteRow) -> Result<StoredEvent<'r>, StoreError> {
    Ok(StoredEvent {
        global_position: unsigned(row.try_get(0)?),
        stream_id: stream_id.as_str(),
        stream_version: unsigned(row.try_get(1)?),
        kind: row.try_get(2)?,
        schema_version: row.try_get(3)?,
        payload: row.try_get(4)?,
        payload_hash: None,
        actor: row.try_get(5)?,
        at: Timestamp::from_milliseconds(row.try_get(6)?),
        correlation_id: None,
        causation_id: None,
        hash: None,
    })
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
    put(connection, stream_id, state.version(), A::SNAPSHOT_VERSION, postcard::to_stdvec(state)?).await
}

/// Writes a snapshot.
///
/// # Errors
/// When SQLite fails.
pub async fn put(
    connection: &mut SqliteConnection,
    stream_id: &StreamId,
    stream_version: u64,
    format_version: u32,
    state: Vec<u8>,
) -> Result<(), StoreError> {
    let hash = blake3::hash(&state);
    sqlx::query(
        "insert into snapshots (stream_id, stream_version, format_version, state, state_hash) values (?, ?, ?, ?, ?)
         on conflict (stream_id) do update set stream_version = excluded.stream_version,
            format_version = excluded.format_version, state = excluded.state, state_hash = excluded.state_hash",
    )
    .bind(stream_id.as_str())
    .bind(signed(stream_version))
    .bind(format_version)
    .bind(state)
    .bind(hash.as_bytes().as_slice())
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes a stream's snapshot again, whatever state the old one is in.
///
/// # Errors
/// When SQLite fails or an event can't be read.
pub async fn renew(connection: &mut SqliteConnection, stream_id: &StreamId) -> Result<(), StoreError> {
    let Some(state) = log::replay_any(connection, stream_id).await? else { return Ok(()) };
    let (format_version, bytes) = state.to_snapshot()?;
    put(connection, stream_id, state.version(), format_version, bytes).await
}

/// The version of every snapshot there is.
///
/// # Errors
/// When SQLite fails.
pub fn versions(connection: &rusqlite::Connection) -> Result<HashMap<String, u64>, StoreError> {
    let mut statement = connection.prepare("select stream_id, stream_version from main.snapshots")?;
    let versions: Result<_, _> = statement.query_map([], |row| Ok((row.get(0)?, unsigned(row.get(1)?))))?.collect();
    Ok(versions?)
}
