//! The log: every change, in order, each chained to the one before.

use futures_util::TryStreamExt;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::{StoreError, signed, unsigned};
use crate::domain::{Actor, Aggregate, EventPayload, Recorded, StreamId, Timestamp};

/// Where the log ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The last event's position; 0 for an empty log.
    pub position: u64,
    /// The last event's hash; zeros for an empty log.
    pub hash: [u8; 32],
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

/// One event as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// Its place in the log.
    pub global_position: u64,
    /// Its stream.
    pub stream_id: String,
    /// Its place in its stream.
    pub stream_version: u64,
    /// What happened.
    pub kind: String,
    /// The payload as JSON.
    pub payload: serde_json::Value,
    /// Who did it.
    pub actor: String,
    /// When it was recorded.
    pub at: Timestamp,
    /// What all events of one request have in common.
    pub correlation_id: Option<String>,
    /// The event that made this one happen.
    pub causation_id: Option<String>,
}

/// Where the log ends now.
///
/// # Errors
/// When SQLite fails.
pub async fn head(connection: &mut SqliteConnection) -> Result<Head, StoreError> {
    let row = sqlx::query("select global_position, hash, at from events order by global_position desc limit 1")
        .fetch_optional(connection)
        .await?;
    let Some(row) = row else { return Ok(Head::default()) };
    let hash: &[u8] = row.try_get(1)?;
    Ok(Head {
        position: unsigned(row.try_get(0)?),
        hash: hash.try_into().unwrap_or_default(),
        at: Timestamp::from_milliseconds(row.try_get(2)?),
    })
}

/// Appends one event behind `head` as the stream's next version, and gives the new head.
///
/// # Errors
/// [`StoreError::Concurrency`] when the stream has that version already; otherwise when SQLite fails.
pub async fn append<'e, E: EventPayload<'e>>(
    connection: &mut SqliteConnection,
    head: &Head,
    stream_id: &StreamId,
    stream_version: u64,
    event: &E,
    metadata: &Metadata<'_>,
) -> Result<Head, StoreError> {
    let payload = event.encode(Vec::new())?;
    let payload_hash = *blake3::hash(&payload).as_bytes();
    let position = head.position + 1;
    let actor = metadata.actor.to_string();
    let hash = chain_hash(&Envelope {
        previous_hash: &head.hash,
        global_position: position,
        stream_id: stream_id.as_str(),
        stream_version,
        kind: event.kind(),
        schema_version: event.schema_version(),
        payload_hash: &payload_hash,
        actor: &actor,
        at: metadata.at,
        correlation_id: metadata.correlation_id,
        causation_id: metadata.causation_id,
    });
    let result = sqlx::query(
        "insert into events (global_position, stream_id, stream_version, kind, schema_version, payload, payload_hash,
            actor, at, correlation_id, causation_id, hash) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(signed(position))
    .bind(stream_id.as_str())
    .bind(signed(stream_version))
    .bind(event.kind())
    .bind(event.schema_version())
    .bind(payload)
    .bind(payload_hash.as_slice())
    .bind(actor)
    .bind(metadata.at.as_milliseconds())
    .bind(metadata.correlation_id)
    .bind(metadata.causation_id)
    .bind(hash.as_slice())
    .execute(connection)
    .await;
    match result {
        Ok(_) => Ok(Head { position, hash, at: metadata.at }),
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
            Err(StoreError::Concurrency { stream_id: stream_id.to_string(), stream_version })
        }
        Err(error) => Err(error.into()),
    }
}

/// Folds a stream's events after `state`'s version into it, up to and including the instant where one is given.
///
/// # Errors
/// When SQLite fails or an event can't be read.
pub async fn replay<A: Aggregate>(
    connection: &mut SqliteConnection,
    stream_id: &StreamId,
    mut state: A,
    until: Option<Timestamp>,
) -> Result<A, StoreError> {
    let mut rows = sqlx::query(
        "select global_position, stream_version, kind, schema_version, payload, actor, at from events
         where stream_id = ? and stream_version > ? and at <= ? order by stream_version",
    )
    .bind(stream_id.as_str())
    .bind(signed(state.version()))
    .bind(until.map_or(i64::MAX, Timestamp::as_milliseconds))
    .fetch(connection);
    while let Some(row) = rows.try_next().await? {
        state = fold(state, &row)?;
    }
    Ok(state)
}

/// Folds one row into a state; texts are borrowed from the row until the state keeps them.
fn fold<A: Aggregate>(state: A, row: &SqliteRow) -> Result<A, StoreError> {
    let event = A::Event::decode(row.try_get(2)?, row.try_get(3)?, row.try_get(4)?)
        .map_err(|source| StoreError::Event { global_position: unsigned(row.get(0)), source })?;
    let recorded = Recorded {
        stream_version: unsigned(row.try_get(1)?),
        at: Timestamp::from_milliseconds(row.try_get(6)?),
        actor: Actor::from(row.try_get::<&str, _>(5)?),
    };
    Ok(state.evolve(&event, &recorded))
}

/// The events of a stream, as people read them.
///
/// # Errors
/// When SQLite fails or an event can't be read.
pub async fn entries<A: Aggregate>(
    connection: &mut SqliteConnection,
    stream_id: &StreamId,
) -> Result<Vec<LogEntry>, StoreError> {
    let rows = sqlx::query(
        "select global_position, stream_version, kind, schema_version, payload, actor, at, correlation_id,
            causation_id from events where stream_id = ? order by stream_version",
    )
    .bind(stream_id.as_str())
    .fetch_all(connection)
    .await?;
    rows.iter().map(|row| entry::<A>(stream_id, row)).collect()
}

fn entry<A: Aggregate>(stream_id: &StreamId, row: &SqliteRow) -> Result<LogEntry, StoreError> {
    let global_position = unsigned(row.try_get(0)?);
    let event = A::Event::decode(row.try_get(2)?, row.try_get(3)?, row.try_get(4)?)
        .map_err(|source| StoreError::Event { global_position, source })?;
    Ok(LogEntry {
        global_position,
        stream_id: stream_id.to_string(),
        stream_version: unsigned(row.try_get(1)?),
        kind: row.try_get(2)?,
        payload: event.to_json()?,
        actor: row.try_get(5)?,
        at: Timestamp::from_milliseconds(row.try_get(6)?),
        correlation_id: row.try_get(7)?,
        causation_id: row.try_get(8)?,
    })
}

/// The streams of a category that had an event by then, in the order of their first event.
///
/// # Errors
/// When SQLite fails.
pub async fn streams_at(
    connection: &mut SqliteConnection,
    category: &str,
    at: Timestamp,
) -> Result<Vec<StreamId>, StoreError> {
    let names: Vec<String> = sqlx::query_scalar(
        "select stream_id from events where stream_version = 1 and stream_id >= ?1 || '-' and stream_id < ?1 || '.'
            and at <= ?2 order by global_position",
    )
    .bind(category)
    .bind(at.as_milliseconds())
    .fetch_all(connection)
    .await?;
    Ok(names.into_iter().map(StreamId::from).collect())
}

struct Envelope<'a> {
    previous_hash: &'a [u8; 32],
    global_position: u64,
    stream_id: &'a str,
    stream_version: u64,
    kind: &'a str,
    schema_version: u32,
    payload_hash: &'a [u8; 32],
    actor: &'a str,
    at: Timestamp,
    correlation_id: Option<&'a str>,
    causation_id: Option<&'a str>,
}

/// BLAKE3 over the event before's hash and the envelope: numbers as eight bytes, little end first; texts behind
/// their length in bytes; an absent text as the length 2⁶⁴ − 1. The payload counts by its own hash.
fn chain_hash(envelope: &Envelope<'_>) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(envelope.previous_hash);
    hasher.update(&envelope.global_position.to_le_bytes());
    hash_text(&mut hasher, Some(envelope.stream_id));
    hasher.update(&envelope.stream_version.to_le_bytes());
    hash_text(&mut hasher, Some(envelope.kind));
    hasher.update(&u64::from(envelope.schema_version).to_le_bytes());
    hasher.update(envelope.payload_hash);
    hash_text(&mut hasher, Some(envelope.actor));
    hasher.update(&envelope.at.as_milliseconds().to_le_bytes());
    hash_text(&mut hasher, envelope.correlation_id);
    hash_text(&mut hasher, envelope.causation_id);
    *hasher.finalize().as_bytes()
}

fn hash_text(hasher: &mut blake3::Hasher, text: Option<&str>) {
    let length = text.map_or(u64::MAX, |text| text.len() as u64);
    hasher.update(&length.to_le_bytes());
    hasher.update(text.unwrap_or_default().as_bytes());
}
