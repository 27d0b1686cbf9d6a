//! Reading streams, from their segments first and then from the rows of the log.

use futures_util::TryStreamExt;
use sqlx::sqlite::SqliteRow;
use sqlx::{Connection, Row, SqliteConnection};

use super::event::StoredEvent;
use super::segment;
use crate::domain::{Aggregate, AnyState, EventPayload, Moment, StreamId, Timestamp};
use crate::store::{StoreError, signed, unsigned};

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

/// A stream's state: all its events folded, up to and including a moment where one is given.
///
/// # Errors
/// When SQLite fails, or an event or a segment can't be read.
pub async fn replay<A: Aggregate>(
    connection: &mut SqliteConnection,
    stream_id: &StreamId,
    until: Option<Moment>,
) -> Result<A, StoreError> {
    let mut state = Some(A::default());
    for_each(connection, stream_id, until, |event| {
        state = state.take().map(|state| fold(state, event)).transpose()?;
        Ok(())
    })
    .await?;
    Ok(state.unwrap_or_default())
}

/// The same for a stream of any category; none where the category is unknown.
///
/// # Errors
/// As [`replay`].
pub async fn replay_any(
    connection: &mut SqliteConnection,
    stream_id: &StreamId,
) -> Result<Option<AnyState>, StoreError> {
    let Some(mut state) = AnyState::of_category(stream_id.parts().0) else { return Ok(None) };
    for_each(connection, stream_id, None, |event| fold_any(&mut state, event)).await?;
    Ok(Some(state))
}

/// The events of a stream, as people read them.
///
/// # Errors
/// When SQLite fails, or an event or a segment can't be read.
pub async fn entries<A: Aggregate>(
    connection: &mut SqliteConnection,
    stream_id: &StreamId,
) -> Result<Vec<LogEntry>, StoreError> {
    let mut entries = Vec::new();
    for_each(connection, stream_id, None, |event| {
        entries.push(entry::<A>(event)?);
        Ok(())
    })
    .await?;
    Ok(entries)
}

/// The streams of a category that had an event by then, in the order of their first event.
///
/// # Errors
/// When SQLite fails.
pub async fn streams_at(
    connection: &mut SqliteConnection,
    category: &str,
    until: Moment,
) -> Result<Vec<StreamId>, StoreError> {
    let names: Vec<String> = sqlx::query_scalar(
        "select stream_id from (
            select stream_id, global_position, at from events where stream_version = 1
            union all
            select stream_id, first_position, first_at from sealed_streams where first_version = 1
         ) where stream_id >= ?1 || '-' and stream_id < ?1 || '.' and global_position <= ?2 and at <= ?3
         order by global_position, stream_id",
    )
    .bind(category)
    .bind(signed(until.position_max()))
    .bind(until.instant_max().as_milliseconds())
    .fetch_all(connection)
    .await?;
    Ok(names.into_iter().map(StreamId::from).collect())
}

/// The streams that have an event behind a position, each with the position of its first event.
///
/// # Errors
/// When SQLite fails.
pub async fn streams_after(
    connection: &mut SqliteConnection,
    position: u64,
) -> Result<Vec<(StreamId, u64)>, StoreError> {
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "select stream_id, coalesce(
            (select posts.sequence from posts where 'post-' || post_id = stream_id), min(global_position)
         ) from events where global_position > ? group by stream_id",
    )
    .bind(signed(position))
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|(stream_id, first)| (StreamId::from(stream_id), unsigned(first))).collect())
}

/// Folds one event into a state; texts are borrowed until the state keeps them.
pub fn fold<A: Aggregate>(state: A, event: &StoredEvent<'_>) -> Result<A, StoreError> {
    let payload = A::Event::decode(event.kind, event.schema_version, event.payload)
        .map_err(|source| StoreError::Event { global_position: event.global_position, source })?;
    Ok(state.evolve(&payload, &event.recorded()))
}

/// Folds one event into a state of any category.
pub fn fold_any(state: &mut AnyState, event: &StoredEvent<'_>) -> Result<(), StoreError> {
    state
        .fold(event.kind, event.schema_version, event.payload, &event.recorded())
        .map_err(|source| StoreError::Event { global_position: event.global_position, source })
}

/// Calls with every event of a stream in order, up to and including a moment where one is given.
///
/// # Errors
/// What `each` says; or when SQLite fails or a segment can't be read.
pub async fn for_each(
    connection: &mut SqliteConnection,
    stream_id: &StreamId,
    until: Option<Moment>,
    mut each: impl FnMut(&StoredEvent<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let until = until.unwrap_or(Moment::Position(u64::MAX));
    // One transaction, or an event could move into a segment between the two queries and be seen by neither.
    let mut transaction = connection.begin().await?;
    for (first_position, content) in sealed(&mut transaction, stream_id, until).await? {
        for event in segment::events_of(first_position, &content, stream_id.as_str())? {
            if until.includes(event.global_position, event.at) {
                each(&event)?;
            }
        }
    }
    {
        let mut rows = sqlx::query(
            "select global_position, stream_id, stream_version, kind, schema_version, payload, actor, at,
                correlation_id, causation_id
             from events where stream_id = ? and global_position <= ? and at <= ? order by stream_version",
        )
        .bind(stream_id.as_str())
        .bind(signed(until.position_max()))
        .bind(until.instant_max().as_milliseconds())
        .fetch(&mut *transaction);
        while let Some(row) = rows.try_next().await? {
            each(&stored_event(&row)?)?;
        }
    }
    transaction.commit().await?;
    Ok(())
}

/// The content of every segment that has events of a stream from before a moment, with the segment's position.
async fn sealed(
    connection: &mut SqliteConnection,
    stream_id: &StreamId,
    until: Moment,
) -> Result<Vec<(u64, Vec<u8>)>, StoreError> {
    let rows = sqlx::query(
        "select segments.first_position, segments.bytes, segments.bytes_hash, raw_bytes, dictionaries.bytes
         from sealed_streams join segments using (first_position) left join dictionaries using (dictionary_id)
         where stream_id = ? and first_position <= ? and first_at <= ? order by first_version",
    )
    .bind(stream_id.as_str())
    .bind(signed(until.position_max()))
    .bind(until.instant_max().as_milliseconds())
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            let first_position = unsigned(row.try_get(0)?);
            let raw_bytes = usize::try_from(row.try_get::<i64, _>(3)?).unwrap_or(usize::MAX);
            let content =
                segment::decompress(first_position, row.try_get(1)?, row.try_get(2)?, raw_bytes, row.try_get(4)?)?;
            Ok((first_position, content))
        })
        .collect()
}

/// An event of a row with the columns `global_position, stream_id, stream_version, kind, schema_version, payload, actor,
/// at, correlation_id, causation_id`, borrowed from it.
fn stored_event(row: &SqliteRow) -> Result<StoredEvent<'_>, StoreError> {
    Ok(StoredEvent {
        global_position: unsigned(row.try_get(0)?),
        stream_id: row.try_get(1)?,
        stream_version: unsigned(row.try_get(2)?),
        kind: row.try_get(3)?,
        schema_version: row.try_get(4)?,
        payload: row.try_get(5)?,
        payload_hash: None,
        actor: row.try_get(6)?,
        at: Timestamp::from_milliseconds(row.try_get(7)?),
        correlation_id: row.try_get(8)?,
        causation_id: row.try_get(9)?,
        hash: None,
    })
}

fn entry<A: Aggregate>(event: &StoredEvent<'_>) -> Result<LogEntry, StoreError> {
    let payload = A::Event::decode(event.kind, event.schema_version, event.payload)
        .map_err(|source| StoreError::Event { global_position: event.global_position, source })?;
    Ok(LogEntry {
        global_position: event.global_position,
        stream_id: event.stream_id.to_owned(),
        stream_version: event.stream_version,
        kind: event.kind.to_owned(),
        payload: payload.to_json()?,
        actor: event.actor.to_owned(),
        at: event.at,
        correlation_id: event.correlation_id.map(str::to_owned),
        causation_id: event.causation_id.map(str::to_owned),
    })
}
