//! Reading streams, from their segments first and then from the rows of the log.

use std::ops::ControlFlow;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::event::{Hash, StoredEvent};
use super::scan::stored_event;
use super::segment;
use crate::domain::{Aggregate, AnyState, EventPayload, Moment, StreamId, Timestamp};
use crate::store::{StoreError, signed, unsigned};

/// The bytes of payloads after which a part of the history ends.
const HISTORY_PAYLOAD_BYTES_MAX: usize = 4 * 1024 * 1024;

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
pub fn replay<A: Aggregate>(
    connection: &Connection,
    stream_id: &StreamId,
    until: Option<Moment>,
) -> Result<A, StoreError> {
    let mut state = A::default();
    for_each(connection, stream_id, until, |event| fold(&mut state, event))?;
    Ok(state)
}

/// A stream's state as it was in one of its versions.
///
/// # Errors
/// As [`replay`].
pub fn replay_to_version<A: Aggregate>(
    connection: &Connection,
    stream_id: &StreamId,
    version: u64,
) -> Result<A, StoreError> {
    let mut state = A::default();
    for_each(connection, stream_id, None, |event| {
        if event.stream_version <= version { fold(&mut state, event) } else { Ok(()) }
    })?;
    Ok(state)
}

/// The same for a stream of any category; none where the category is unknown.
///
/// # Errors
/// As [`replay`].
pub fn replay_any(connection: &Connection, stream_id: &StreamId) -> Result<Option<AnyState>, StoreError> {
    let Some(mut state) = AnyState::of_category(stream_id.parts().0) else { return Ok(None) };
    for_each(connection, stream_id, None, |event| fold_any(&mut state, event))?;
    Ok(Some(state))
}

/// The events of a stream, as people read them.
///
/// # Errors
/// When SQLite fails, or an event or a segment can't be read.
pub fn entries<A: Aggregate>(connection: &Connection, stream_id: &StreamId) -> Result<Vec<LogEntry>, StoreError> {
    let mut entries = Vec::new();
    for_each(connection, stream_id, None, |event| {
        entries.push(entry::<A>(event)?);
        Ok(())
    })?;
    Ok(entries)
}

/// Which events of the log are asked for. What is not given doesn't matter; times are included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryFilter {
    /// Those before this position.
    pub before: Option<u64>,
    /// Those of this actor, as the log names it.
    pub actor: Option<String>,
    /// Those of this kind.
    pub kind: Option<String>,
    /// Those of this stream.
    pub stream_id: Option<String>,
    /// Those recorded then or later.
    pub from: Option<Timestamp>,
    /// Those recorded then or earlier.
    pub to: Option<Timestamp>,
}

impl HistoryFilter {
    fn includes(&self, event: &StoredEvent<'_>) -> bool {
        let is = |wanted: &Option<String>, value: &str| wanted.as_ref().is_none_or(|wanted| wanted == value);
        self.before.is_none_or(|before| event.global_position < before)
            && is(&self.actor, event.actor)
            && is(&self.kind, event.kind)
            && is(&self.stream_id, event.stream_id)
            && self.from.is_none_or(|from| event.at >= from)
            && self.to.is_none_or(|to| event.at <= to)
    }
}

/// Some of the log, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// The events.
    pub entries: Vec<LogEntry>,
    /// What [`HistoryFilter::before`] has to be to go on; none where there is no more.
    pub next_before: Option<u64>,
    payload_bytes: usize,
}

impl History {
    /// Takes one more event, or says that there is no room for it.
    fn take(&mut self, event: &StoredEvent<'_>, limit: usize) -> Result<ControlFlow<()>, StoreError> {
        if self.entries.len() >= limit || self.payload_bytes > HISTORY_PAYLOAD_BYTES_MAX {
            self.next_before = self.entries.last().map(|entry| entry.global_position);
            return Ok(ControlFlow::Break(()));
        }
        self.payload_bytes += event.payload.len();
        self.entries.push(entry_of_any(event)?);
        Ok(ControlFlow::Continue(()))
    }
}

/// The newest events that a filter lets through, `limit` (at least one) at most, and fewer where their payloads are
/// large.
///
/// # Errors
/// When SQLite fails, or an event or a segment can't be read.
pub fn history(connection: &Connection, filter: &HistoryFilter, limit: usize) -> Result<History, StoreError> {
    let mut history = History::default();
    // One moment of the database, as in `for_each`.
    let savepoint = Savepoint::begin(connection)?;
    if history_of_rows(connection, filter, limit, &mut history)?.is_continue() {
        history_of_segments(connection, filter, limit, &mut history)?;
    }
    savepoint.end()?;
    Ok(history)
}

fn history_of_rows(
    connection: &Connection,
    filter: &HistoryFilter,
    limit: usize,
    history: &mut History,
) -> Result<ControlFlow<()>, StoreError> {
    let mut statement = connection.prepare_cached(
        "select global_position, stream_id, stream_version, kind, schema_version, payload, actor, at,
            correlation_id, causation_id, payload_hash, hash
         from events where global_position < ?1 and (?2 is null or actor = ?2) and (?3 is null or kind = ?3)
            and (?4 is null or stream_id = ?4) and at >= ?5 and at <= ?6 order by global_position desc",
    )?;
    let mut rows = statement.query(params![
        signed(filter.before.unwrap_or(u64::MAX)),
        filter.actor,
        filter.kind,
        filter.stream_id,
        filter.from.map_or(i64::MIN, Timestamp::as_milliseconds),
        filter.to.map_or(i64::MAX, Timestamp::as_milliseconds),
    ])?;
    while let Some(row) = rows.next()? {
        if history.take(&stored_event(row)?, limit)?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// Goes through the segments, the newest first, one in memory at a time.
fn history_of_segments(
    connection: &Connection,
    filter: &HistoryFilter,
    limit: usize,
    history: &mut History,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "select first_position, segments.bytes, segments.bytes_hash, raw_bytes, dictionaries.bytes
         from segments left join dictionaries using (dictionary_id)
         where first_position < ?1 and last_at >= ?2 and (?3 is null or first_position in (
            select first_position from sealed_streams where stream_id = ?3
         )) order by first_position desc",
    )?;
    let mut rows = statement.query(params![
        signed(filter.before.unwrap_or(u64::MAX)),
        filter.from.map_or(i64::MIN, Timestamp::as_milliseconds),
        filter.stream_id,
    ])?;
    while let Some(row) = rows.next()? {
        let (first_position, content) = read_content(row)?;
        for event in segment::events(first_position, &content)?.iter().rev().filter(|event| filter.includes(event)) {
            if history.take(event, limit)?.is_break() {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// The chain's hash at a position, where an event is a row or the last of its segment; zeros before the first.
///
/// # Errors
/// When SQLite fails.
pub fn hash_at(connection: &Connection, position: u64) -> Result<Option<Hash>, StoreError> {
    if position == 0 {
        return Ok(Some(Hash::default()));
    }
    let hash = connection
        .prepare_cached(
            "select hash from events where global_position = ?1
             union all select last_hash from segments where last_position = ?1",
        )?
        .query_row([signed(position)], |row| row.get(0))
        .optional()?;
    Ok(hash)
}

/// The streams of a category that had an event by then, in the order of their first event.
///
/// # Errors
/// When SQLite fails.
pub fn streams_at(connection: &Connection, category: &str, until: Moment) -> Result<Vec<StreamId>, StoreError> {
    let mut statement = connection.prepare_cached(
        "select stream_id from (
            select stream_id, global_position, at from events where stream_version = 1
            union all
            select stream_id, first_position, first_at from sealed_streams where first_version = 1
         ) where stream_id >= ?1 || '-' and stream_id < ?1 || '.' and global_position <= ?2 and at <= ?3
         order by global_position, stream_id",
    )?;
    let limits = params![category, signed(until.position_max()), until.instant_max().as_milliseconds()];
    let names: Result<Vec<String>, _> = statement.query_map(limits, |row| row.get(0))?.collect();
    Ok(names?.into_iter().map(StreamId::from).collect())
}

/// The last position that a moment includes.
///
/// # Errors
/// When SQLite fails or a segment can't be read.
pub fn position_at(connection: &Connection, moment: Moment) -> Result<u64, StoreError> {
    let head = super::head(connection)?;
    let instant = match moment {
        Moment::Position(position) => return Ok(position.min(head.position)),
        Moment::Instant(instant) if instant >= head.at => return Ok(head.position),
        Moment::Instant(instant) => instant,
    };
    if let Some(position) = sealed_position_at(connection, instant)? {
        return Ok(position);
    }
    // Time never goes back from one event to the next, so half of the rows can be left out at each look.
    let at = |position: u64| -> Result<Option<(u64, Timestamp)>, StoreError> {
        let row = connection
            .prepare_cached(
                "select global_position, at from events where global_position >= ? order by global_position limit 1",
            )?
            .query_row([signed(position)], |row| Ok((unsigned(row.get(0)?), Timestamp::from_milliseconds(row.get(1)?))))
            .optional()?;
        Ok(row)
    };
    let (mut included, mut excluded) = (at(0)?.map_or(0, |(first, _)| first - 1), head.position);
    while included + 1 < excluded {
        let middle = included + (excluded - included) / 2;
        match at(middle)? {
            Some((_, at)) if at <= instant => included = middle,
            _ => excluded = middle,
        }
    }
    Ok(included)
}

/// The same where the moment lies before the end of a segment.
fn sealed_position_at(connection: &Connection, instant: Timestamp) -> Result<Option<u64>, StoreError> {
    let mut statement = connection.prepare_cached(
        "select segments.first_position, segments.bytes, segments.bytes_hash, raw_bytes, dictionaries.bytes
         from segments left join dictionaries using (dictionary_id)
         where last_at > ? order by first_position limit 1",
    )?;
    let mut rows = statement.query([instant.as_milliseconds()])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let (first_position, content) = read_content(row)?;
    let events = segment::events(first_position, &content)?;
    let included = events.iter().take_while(|event| event.at <= instant).count() as u64;
    Ok(Some(first_position - 1 + included))
}

/// The streams that have an event behind a position, each with the position of its first event.
///
/// # Errors
/// When SQLite fails.
pub fn streams_after(connection: &Connection, position: u64) -> Result<Vec<(StreamId, u64)>, StoreError> {
    let mut statement = connection.prepare(
        "select stream_id, coalesce(
            (select posts.sequence from posts where 'post-' || post_id = stream_id), min(global_position)
         ) from events where global_position > ? group by stream_id",
    )?;
    let streams = statement
        .query_map([signed(position)], |row| Ok((StreamId::from(row.get::<_, String>(0)?), unsigned(row.get(1)?))))?;
    Ok(streams.collect::<Result<_, _>>()?)
}

/// Folds one event into a state; texts are borrowed until the state keeps them.
pub fn fold<A: Aggregate>(state: &mut A, event: &StoredEvent<'_>) -> Result<(), StoreError> {
    let payload =
        A::Event::decode(event.kind, event.schema_version, event.payload).map_err(|source| event.unreadable(source))?;
    state.evolve(&payload, &event.recorded());
    Ok(())
}

/// Folds one event into a state of any category.
pub fn fold_any(state: &mut AnyState, event: &StoredEvent<'_>) -> Result<(), StoreError> {
    state
        .fold(event.kind, event.schema_version, event.payload, &event.recorded())
        .map_err(|source| event.unreadable(source))
}

/// Calls with every event of a stream in order, up to and including a moment where one is given.
///
/// # Errors
/// What `each` says; or when SQLite fails or a segment can't be read.
pub fn for_each(
    connection: &Connection,
    stream_id: &StreamId,
    until: Option<Moment>,
    mut each: impl FnMut(&StoredEvent<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let until = until.unwrap_or(Moment::Position(u64::MAX));
    // One moment of the database, or an event could move into a segment between the two queries and be seen by neither.
    let savepoint = Savepoint::begin(connection)?;
    for (first_position, content) in sealed(connection, stream_id, until)? {
        for event in segment::events_of(first_position, &content, stream_id.as_str())? {
            if until.includes(event.global_position, event.at) {
                each(&event)?;
            }
        }
    }
    {
        let mut statement = connection.prepare_cached(
            "select global_position, stream_id, stream_version, kind, schema_version, payload, actor, at,
                correlation_id, causation_id, payload_hash, hash
             from events where stream_id = ? and global_position <= ? and at <= ? order by stream_version",
        )?;
        let limits = params![stream_id.as_str(), signed(until.position_max()), until.instant_max().as_milliseconds()];
        let mut rows = statement.query(limits)?;
        while let Some(row) = rows.next()? {
            each(&stored_event(row)?)?;
        }
    }
    savepoint.end()
}

/// A savepoint, which is a transaction where none has begun; one that isn't ended is taken back.
struct Savepoint<'c>(Option<&'c Connection>);

impl<'c> Savepoint<'c> {
    fn begin(connection: &'c Connection) -> Result<Self, StoreError> {
        connection.prepare_cached("savepoint reading")?.execute([])?;
        Ok(Self(Some(connection)))
    }

    fn end(mut self) -> Result<(), StoreError> {
        if let Some(connection) = self.0.take() {
            connection.prepare_cached("release reading")?.execute([])?;
        }
        Ok(())
    }
}

impl Drop for Savepoint<'_> {
    fn drop(&mut self) {
        if let Some(connection) = self.0 {
            // It has read alone: there is nothing to lose.
            let _ = connection.execute_batch("release reading");
        }
    }
}

/// The content of every segment that has events of a stream from before a moment, with the segment's position.
fn sealed(connection: &Connection, stream_id: &StreamId, until: Moment) -> Result<Vec<(u64, Vec<u8>)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "select segments.first_position, segments.bytes, segments.bytes_hash, raw_bytes, dictionaries.bytes
         from sealed_streams join segments using (first_position) left join dictionaries using (dictionary_id)
         where stream_id = ? and first_position <= ? and first_at <= ? order by first_version",
    )?;
    let limits = params![stream_id.as_str(), signed(until.position_max()), until.instant_max().as_milliseconds()];
    let mut rows = statement.query(limits)?;
    let mut contents = Vec::new();
    while let Some(row) = rows.next()? {
        contents.push(read_content(row)?);
    }
    Ok(contents)
}

/// A segment's position and content, of a row with its position, bytes, hash, length and dictionary.
fn read_content(row: &Row<'_>) -> Result<(u64, Vec<u8>), StoreError> {
    let first_position = unsigned(row.get(0)?);
    let raw_bytes = usize::try_from(row.get::<_, i64>(3)?).unwrap_or(usize::MAX);
    let dictionary = row.get_ref(4)?.as_blob_or_null().map_err(rusqlite::Error::from)?;
    let bytes = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
    let hash: Hash = row.get(2)?;
    Ok((first_position, segment::decompress(first_position, bytes, &hash, raw_bytes, dictionary)?))
}

fn entry<A: Aggregate>(event: &StoredEvent<'_>) -> Result<LogEntry, StoreError> {
    let payload =
        A::Event::decode(event.kind, event.schema_version, event.payload).map_err(|source| event.unreadable(source))?;
    Ok(entry_with(event, payload.to_json()?))
}

/// An event of any category; one that nobody knows says nothing.
fn entry_of_any(event: &StoredEvent<'_>) -> Result<LogEntry, StoreError> {
    let payload = AnyState::of_category(event.category()).map_or(Ok(serde_json::Value::Null), |state| {
        state.to_json(event.kind, event.schema_version, event.payload).map_err(|source| event.unreadable(source))
    })?;
    Ok(entry_with(event, payload))
}

fn entry_with(event: &StoredEvent<'_>, payload: serde_json::Value) -> LogEntry {
    LogEntry {
        global_position: event.global_position,
        stream_id: event.stream_id.to_owned(),
        stream_version: event.stream_version,
        kind: event.kind.to_owned(),
        payload,
        actor: event.actor.to_owned(),
        at: event.at,
        correlation_id: event.correlation_id.map(str::to_owned),
        causation_id: event.causation_id.map(str::to_owned),
    }
}
