//! The log: every change, in order, each chained to the one before.
//!
//! The newest events are rows of `events`; older ones may have been sealed into [`segment`]s, which whoever reads
//! through here does not notice.
//!
//! - [`append`] writes, [`replay`] and [`entries`] read streams, [`Scan`] reads the whole.
//! - [`batch`]: what travels to other nodes of a cluster.
//! - [`event`]: an event as it is stored, and its place in the chain.

pub mod batch;
mod event;
mod read;
mod scan;
pub mod segment;

pub use event::{HASH_BYTES, Hash, StoredEvent};
pub use read::{
    History, HistoryFilter, LogEntry, entries, fold, fold_any, for_each, hash_at, history, position_at, replay,
    replay_any, replay_to_version, streams_after, streams_at,
};
pub use scan::{Scan, SegmentEnd};

use rusqlite::{Connection, OptionalExtension, params};

use super::{StoreError, is_unique_violation, signed, unsigned};
use crate::domain::{Actor, EventPayload, StreamId, Timestamp};

/// Where the log ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The last event's position; 0 for an empty log.
    pub position: u64,
    /// The last event's hash; zeros for an empty log.
    pub hash: Hash,
    /// When the last event was recorded.
    pub at: Timestamp,
}

/// What an event's envelope says besides where it is.
#[derive(Clone, Copy, Debug)]
pub struct Metadata<'a> {
    /// Who did it.
    pub actor: Actor,
    /// When it is recorded.
    pub at: Timestamp,
    /// What all events of one request have in common: its request id.
    pub correlation_id: Option<&'a str>,
    /// The event that made this one happen.
    pub causation_id: Option<&'a str>,
}

/// Where the log ends now.
///
/// # Errors
/// When SQLite fails.
pub fn head(connection: &Connection) -> Result<Head, StoreError> {
    let head = connection
        .query_row(
            "select global_position, hash, at from (
                select global_position, hash, at from events order by global_position desc limit 1
             ) union all select last_position, last_hash, last_at from (
                select last_position, last_hash, last_at from segments order by first_position desc limit 1
             ) order by 1 desc limit 1",
            [],
            |row| {
                let at = Timestamp::from_milliseconds(row.get(2)?);
                Ok(Head { position: unsigned(row.get(0)?), hash: row.get(1)?, at })
            },
        )
        .optional()?;
    Ok(head.unwrap_or_default())
}

/// Appends one event behind `head` as the stream's next version, and gives the new head.
///
/// # Errors
/// [`StoreError::Concurrency`] when the stream has that version already; otherwise when SQLite fails.
pub fn append<'e, E: EventPayload<'e>>(
    connection: &Connection,
    head: &Head,
    stream_id: &StreamId,
    stream_version: u64,
    event: &E,
    metadata: &Metadata<'_>,
) -> Result<Head, StoreError> {
    let payload = event.encode(Vec::new())?;
    let actor = metadata.actor.to_string();
    let stored = StoredEvent {
        global_position: head.position + 1,
        stream_id: stream_id.as_str(),
        stream_version,
        kind: event.kind(),
        schema_version: event.schema_version(),
        payload: &payload,
        payload_hash: None,
        actor: &actor,
        at: metadata.at,
        correlation_id: metadata.correlation_id,
        causation_id: metadata.causation_id,
        hash: None,
    };
    insert(connection, head, &stored)
}

/// Writes an event that was appended elsewhere as the row behind `head`, and gives the new head.
///
/// # Errors
/// [`StoreError::Concurrency`] when the stream has that version already; otherwise when SQLite fails.
pub fn insert(connection: &Connection, head: &Head, event: &StoredEvent<'_>) -> Result<Head, StoreError> {
    let payload_hash = event.chained_payload_hash();
    let hash = StoredEvent { payload_hash: Some(payload_hash), ..*event }.chain_hash(&head.hash);
    let result = connection
        .prepare_cached(
            "insert into events (global_position, stream_id, stream_version, kind, schema_version, payload,
                payload_hash, actor, at, correlation_id, causation_id, hash)
             values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            signed(event.global_position),
            event.stream_id,
            signed(event.stream_version),
            event.kind,
            event.schema_version,
            event.payload,
            payload_hash,
            event.actor,
            event.at.as_milliseconds(),
            event.correlation_id,
            event.causation_id,
            hash,
        ]);
    match result {
        Ok(_) => Ok(Head { position: event.global_position, hash, at: event.at }),
        Err(error) if is_unique_violation(&error) => {
            Err(StoreError::Concurrency { stream_id: event.stream_id.to_owned(), stream_version: event.stream_version })
        }
        Err(error) => Err(error.into()),
    }
}
