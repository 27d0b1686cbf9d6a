//! States of streams, kept so that reading one need not begin at its first event.

use std::collections::HashMap;

use rusqlite::{Connection, Row, params};

use super::log::{self, StoredEvent};
use super::{StoreError, execute, signed, unsigned};
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
pub fn load<A: Aggregate>(connection: &Connection, stream_id: &StreamId) -> Result<Loaded<A>, StoreError> {
    match load_by_snapshot(connection, stream_id)? {
        Ok(state) => Ok(Loaded { state, distrusted: None }),
        Err(distrust) => {
            let state = log::replay(connection, stream_id, None)?;
            Ok(Loaded { state, distrusted: Some(distrust).filter(|distrust| *distrust != Distrust::Gap) })
        }
    }
}

/// One statement, so that snapshot and events are of one moment. The first row has what was sealed, the second, where
/// there is one, the snapshot.
fn load_by_snapshot<A: Aggregate>(
    connection: &Connection,
    stream_id: &StreamId,
) -> Result<Result<A, Distrust>, StoreError> {
    let mut statement = connection.prepare_cached(
        "with snapshot as (select * from snapshots where stream_id = ?1)
         select -1, (select coalesce(max(last_version), 0) from sealed_streams where stream_id = ?1), null, null, null,
            null, null
         union all select 0, stream_version, null, format_version, state, state_hash, null from snapshot
         union all select * from (
            select global_position, stream_version, kind, schema_version, payload, actor, at from events
            where stream_id = ?1 and stream_version > coalesce((select stream_version from snapshot), 0)
            order by stream_version
         )",
    )?;
    let mut rows = statement.query([stream_id.as_str()])?;
    let (mut state, mut sealed_version) = (A::default(), 0);
    while let Some(row) = rows.next()? {
        match row.get::<_, i64>(0)? {
            -1 => sealed_version = unsigned(row.get(1)?),
            0 => match read(stream_id, row)? {
                Ok(sound) => state = sound,
                Err(distrust) => return Ok(Err(distrust)),
            },
            _ if state.version() < sealed_version => return Ok(Err(Distrust::Gap)),
            _ => log::fold(&mut state, &stored_event(stream_id, row)?)?,
        }
    }
    Ok(if state.version() < sealed_version { Err(Distrust::Gap) } else { Ok(state) })
}

/// A snapshot is only a shortcut: one that is damaged or in another format is reported and passed over.
fn read<A: Aggregate>(stream_id: &StreamId, row: &Row<'_>) -> Result<Result<A, Distrust>, StoreError> {
    let (format_version, hash): (u32, Vec<u8>) = (row.get(3)?, row.get(5)?);
    let bytes = row.get_ref(4)?.as_blob().map_err(rusqlite::Error::from)?;
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

fn stored_event<'r>(stream_id: &'r StreamId, row: &'r Row<'_>) -> Result<StoredEvent<'r>, rusqlite::Error> {
    Ok(StoredEvent {
        global_position: unsigned(row.get(0)?),
        stream_id: stream_id.as_str(),
        stream_version: unsigned(row.get(1)?),
        kind: row.get_ref(2)?.as_str()?,
        schema_version: row.get(3)?,
        payload: row.get_ref(4)?.as_blob()?,
        payload_hash: None,
        actor: row.get_ref(5)?.as_str()?,
        at: Timestamp::from_milliseconds(row.get(6)?),
        correlation_id: None,
        causation_id: None,
        hash: None,
    })
}

/// Keeps the state of a stream, in the place of an older one.
///
/// # Errors
/// When SQLite fails.
pub fn write<A: Aggregate>(connection: &Connection, stream_id: &StreamId, state: &A) -> Result<(), StoreError> {
    put(connection, stream_id, state.version(), A::SNAPSHOT_VERSION, &postcard::to_stdvec(state)?)
}

/// Writes a snapshot.
///
/// # Errors
/// When SQLite fails.
pub fn put(
    connection: &Connection,
    stream_id: &StreamId,
    stream_version: u64,
    format_version: u32,
    state: &[u8],
) -> Result<(), StoreError> {
    execute(
        connection,
        "insert into snapshots (stream_id, stream_version, format_version, state, state_hash) values (?, ?, ?, ?, ?)
         on conflict (stream_id) do update set stream_version = excluded.stream_version,
            format_version = excluded.format_version, state = excluded.state, state_hash = excluded.state_hash",
        params![stream_id.as_str(), signed(stream_version), format_version, state, blake3::hash(state).as_bytes()],
    )?;
    Ok(())
}

/// Writes a stream's snapshot again, whatever state the old one is in.
///
/// # Errors
/// When SQLite fails or an event can't be read.
pub fn renew(connection: &Connection, stream_id: &StreamId) -> Result<(), StoreError> {
    let Some(state) = log::replay_any(connection, stream_id)? else { return Ok(()) };
    let (format_version, bytes) = state.to_snapshot()?;
    put(connection, stream_id, state.version(), format_version, &bytes)
}

/// The version of every snapshot there is.
///
/// # Errors
/// When SQLite fails.
pub fn versions(connection: &Connection) -> Result<HashMap<String, u64>, StoreError> {
    let mut statement = connection.prepare("select stream_id, stream_version from main.snapshots")?;
    let versions: Result<_, _> = statement.query_map([], |row| Ok((row.get(0)?, unsigned(row.get(1)?))))?.collect();
    Ok(versions?)
}
