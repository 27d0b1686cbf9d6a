//! Compaction: old events move into segments, in order, a range at a time.
//!
//! Each segment is one transaction, so a crash at any point leaves every event in exactly one place. It is safe beside
//! a serving process: nobody's events change, only where they are kept.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::log::segment::{self, SealedStream, Segment};
use super::log::{self, Hash, Head, StoredEvent};
use super::{Database, StoreError, signed, snapshots, unsigned};
use crate::domain::post::PostEvent;
use crate::domain::{AnyState, EventPayload, StreamId, Timestamp};

/// A new dictionary is trained before every so manieth segment: texts change over the years.
const SEGMENTS_PER_DICTIONARY: u64 = 64;
const DICTIONARY_BYTES_MAX: usize = 64 * 1024;
/// A longer content says often enough itself what a dictionary would, and zstd is slower with one: docs/performance.md.
const DICTIONARY_PAYS_BELOW_BYTES: usize = 1024 * 1024;
/// What a dictionary is trained on.
const SAMPLES_MAX: usize = 4_000;
const SAMPLE_BYTES_MAX: usize = 16 * 1024;

/// Which events are sealed, and how many together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Events recorded later stay as they are.
    pub until: Timestamp,
    /// A segment has at most so many events.
    pub events_max: usize,
    /// A segment is full once its payloads have so many bytes.
    pub payload_bytes: usize,
    /// Whether a last range that fills no segment is sealed as well.
    pub seals_remainder: bool,
}

impl Policy {
    /// Ranges as docs/performance.md found them to be best, up to an instant.
    pub const fn until(until: Timestamp) -> Self {
        Self { until, events_max: 4_096, payload_bytes: 4 * 1024 * 1024, seals_remainder: false }
    }
}

/// What was sealed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sealed {
    /// The position of the last event that was sealed.
    pub last_position: u64,
    /// How many events.
    pub events: u64,
    /// How many bytes they took as rows: every column, without SQLite's own overhead.
    pub row_bytes: u64,
    /// How many bytes they take now.
    pub segment_bytes: u64,
}

/// What seals. It blocks; call it on a thread for such work.
#[derive(Debug)]
pub struct Compactor {
    connection: Connection,
}

/// An event out of a row, which is about to be deleted.
struct Row {
    event: OwnedEvent,
    payload_hash: Hash,
    hash: Hash,
}

struct OwnedEvent {
    global_position: u64,
    stream_id: String,
    stream_version: u64,
    kind: String,
    schema_version: u32,
    payload: Vec<u8>,
    actor: String,
    at: Timestamp,
    correlation_id: Option<String>,
    causation_id: Option<String>,
}

impl Row {
    fn stored(&self) -> StoredEvent<'_> {
        let event = &self.event;
        StoredEvent {
            global_position: event.global_position,
            stream_id: &event.stream_id,
            stream_version: event.stream_version,
            kind: &event.kind,
            schema_version: event.schema_version,
            payload: &event.payload,
            payload_hash: Some(self.payload_hash),
            actor: &event.actor,
            at: event.at,
            correlation_id: event.correlation_id.as_deref(),
            causation_id: event.causation_id.as_deref(),
            hash: Some(self.hash),
        }
    }
}

impl Compactor {
    /// Opens a database file, beside whoever else has it open.
    ///
    /// # Errors
    /// When the file can't be opened or is no database.
    pub fn open(file: &Path) -> Result<Self, StoreError> {
        Ok(Self { connection: Database::open_beside(file)? })
    }

    /// Seals the next range; `None` when there is none that the policy asks for.
    ///
    /// # Errors
    /// [`StoreError::Tampered`] when an event is not the one that was written: such a range is never sealed. Otherwise
    /// when SQLite or zstd fails.
    pub fn seal_next(&mut self, policy: &Policy) -> Result<Option<Sealed>, StoreError> {
        let transaction = self.connection.transaction()?;
        let previous = last_sealed(&transaction)?;
        let rows = next_range(&transaction, previous.position, policy)?;
        let Some(last) = rows.last() else { return Ok(None) };
        check_chain(&transaction, &previous, &rows)?;
        let (content, streams) = segment::encode(rows.iter().map(Row::stored))?;
        let (dictionary_id, dictionary) =
            if content.len() < DICTIONARY_PAYS_BELOW_BYTES { dictionary(&transaction, &rows)? } else { (None, None) };
        transaction.finish()?;
        let bytes = segment::compress(&content, dictionary.as_deref())?;
        let sealed = Segment {
            first_position: previous.position + 1,
            last_position: last.event.global_position,
            last_hash: last.hash,
            raw_bytes: content.len(),
            bytes_hash: *blake3::hash(&bytes).as_bytes(),
            bytes,
        };
        check_lossless(&sealed, dictionary.as_deref(), &previous, &rows)?;
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Somebody else may have sealed the same range meanwhile.
        if last_sealed(&transaction)? != previous {
            return Ok(Some(Sealed::default()));
        }
        let dictionary_id = keep_dictionary(&transaction, dictionary_id, dictionary.as_deref())?;
        let last_at = last.event.at;
        for stream in &streams {
            keep_snapshot(&transaction, stream, &rows)?;
        }
        insert(&transaction, &sealed, dictionary_id, last_at)?;
        for stream in &streams {
            insert_stream(&transaction, sealed.first_position, stream)?;
        }
        transaction.execute(
            "delete from events where global_position between ? and ?",
            [signed(sealed.first_position), signed(sealed.last_position)],
        )?;
        transaction.commit()?;
        self.give_pages_back()?;
        Ok(Some(Sealed {
            last_position: sealed.last_position,
            events: rows.len() as u64,
            row_bytes: rows.iter().map(row_bytes).sum(),
            segment_bytes: sealed.bytes.len() as u64,
        }))
    }
}

impl Compactor {
    /// How many bytes the database has, its write-ahead log aside.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn database_bytes(&self) -> Result<u64, StoreError> {
        let bytes = self.connection.query_row(
            "select page_count * page_size from pragma_page_count, pragma_page_size",
            [],
            |row| row.get(0),
        )?;
        Ok(unsigned(bytes))
    }

    /// Lets the file shrink. The statement frees a page each time it is stepped, so it is read to its end.
    fn give_pages_back(&self) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare("pragma incremental_vacuum")?;
        let mut freed = statement.query([])?;
        while freed.next()?.is_some() {}
        Ok(())
    }
}

/// Where the sealed part of the log ends.
fn last_sealed(connection: &Connection) -> Result<Head, StoreError> {
    let head = connection
        .query_row(
            "select last_position, last_hash, last_at from segments order by first_position desc limit 1",
            [],
            |row| {
                let at = Timestamp::from_milliseconds(row.get(2)?);
                Ok(Head { position: unsigned(row.get(0)?), hash: row.get(1)?, at })
            },
        )
        .optional()?;
    Ok(head.unwrap_or_default())
}

/// The events that are sealed next; none where they fill no segment. The log's last event always stays a row.
fn next_range(connection: &Connection, after: u64, policy: &Policy) -> Result<Vec<Row>, StoreError> {
    let mut statement = connection.prepare(
        "select global_position, stream_id, stream_version, kind, schema_version, payload, actor, at, correlation_id,
            causation_id, payload_hash, hash
         from events where global_position > ? and global_position < (select max(global_position) from events)
         order by global_position",
    )?;
    let mut found = statement.query([signed(after)])?;
    let (mut rows, mut payload_bytes) = (Vec::new(), 0);
    while let Some(row) = found.next()? {
        let row = read_row(row)?;
        if row.event.at > policy.until {
            break;
        }
        payload_bytes += row.event.payload.len();
        rows.push(row);
        if rows.len() >= policy.events_max || payload_bytes >= policy.payload_bytes {
            return Ok(rows);
        }
    }
    Ok(if policy.seals_remainder { rows } else { Vec::new() })
}

fn read_row(row: &rusqlite::Row<'_>) -> Result<Row, rusqlite::Error> {
    Ok(Row {
        event: OwnedEvent {
            global_position: unsigned(row.get(0)?),
            stream_id: row.get(1)?,
            stream_version: unsigned(row.get(2)?),
            kind: row.get(3)?,
            schema_version: row.get(4)?,
            payload: row.get(5)?,
            actor: row.get(6)?,
            at: Timestamp::from_milliseconds(row.get(7)?),
            correlation_id: row.get(8)?,
            causation_id: row.get(9)?,
        },
        payload_hash: row.get(10)?,
        hash: row.get(11)?,
    })
}

/// What is sealed was written so: a range that was tampered with stays as it is, for `verify` to name.
fn check_chain(connection: &Connection, previous: &Head, rows: &[Row]) -> Result<(), StoreError> {
    let mut erased = connection.prepare("select payload_hash from erased_payloads where global_position = ?")?;
    let (mut hash, mut position) = (previous.hash, previous.position);
    for row in rows {
        let event = row.stored();
        let payload_hash = *blake3::hash(event.payload).as_bytes();
        let is_as_written = payload_hash == row.payload_hash
            || erased
                .query_row([signed(event.global_position)], |row| row.get::<_, Hash>(0))
                .optional()?
                .is_some_and(|erased| erased == payload_hash);
        if event.global_position != position + 1 || event.chain_hash(&hash) != row.hash || !is_as_written {
            return Err(StoreError::Tampered { global_position: event.global_position });
        }
        (hash, position) = (row.hash, event.global_position);
    }
    Ok(())
}

/// Reads the segment as everybody will, and compares it with what it is made of.
fn check_lossless(
    sealed: &Segment,
    dictionary: Option<&[u8]>,
    previous: &Head,
    rows: &[Row],
) -> Result<(), StoreError> {
    let Segment { first_position, bytes, bytes_hash, raw_bytes, .. } = sealed;
    let content = segment::decompress(*first_position, bytes, bytes_hash, *raw_bytes, dictionary)?;
    let events = segment::events(*first_position, &content)?;
    let mut hash = previous.hash;
    let is_same = events.len() == rows.len()
        && events.iter().zip(rows).all(|(event, row)| {
            hash = event.chain_hash(&hash);
            let payload_hash = Some(event.chained_payload_hash());
            StoredEvent { payload_hash, hash: Some(hash), ..*event } == row.stored()
        });
    if is_same {
        Ok(())
    } else {
        Err(StoreError::Segment { first_position: *first_position, reason: "it would lose something".to_owned() })
    }
}

/// The dictionary of the next segment: the newest there is, or one that is trained now and has no number yet.
fn dictionary(connection: &Connection, rows: &[Row]) -> Result<(Option<i64>, Option<Vec<u8>>), StoreError> {
    let newest: Option<(i64, Vec<u8>, i64)> = connection
        .query_row(
            "select dictionary_id, bytes, (select count(*) from segments where dictionary_id = dictionaries.dictionary_id)
             from dictionaries order by dictionary_id desc limit 1",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .optional()?;
    match newest {
        Some((id, bytes, uses)) if unsigned(uses) < SEGMENTS_PER_DICTIONARY => Ok((Some(id), Some(bytes))),
        _ => Ok((None, train(rows.iter().map(Row::stored)))),
    }
}

/// A dictionary of the texts of posts, and of nothing else: people and comments may have to be erased. Too little text
/// makes none, which is no failure.
pub(super) fn train<'a>(events: impl Iterator<Item = StoredEvent<'a>>) -> Option<Vec<u8>> {
    let samples: Vec<&[u8]> = events
        .filter_map(body)
        .map(|body| &body.as_bytes()[..body.len().min(SAMPLE_BYTES_MAX)])
        .take(SAMPLES_MAX)
        .collect();
    zstd::dict::from_samples(&samples, DICTIONARY_BYTES_MAX).ok()
}

/// The text of a post that an event brought.
fn body(event: StoredEvent<'_>) -> Option<&str> {
    match PostEvent::decode(event.kind, event.schema_version, event.payload).ok()? {
        PostEvent::Created(created) => created.content.body,
        PostEvent::Edited(edited) => edited.change.body,
        _ => None,
    }
}

/// Gives a dictionary its number, unless it has one.
pub(super) fn keep_dictionary(
    transaction: &Transaction<'_>,
    dictionary_id: Option<i64>,
    dictionary: Option<&[u8]>,
) -> Result<Option<i64>, StoreError> {
    let (None, Some(bytes)) = (dictionary_id, dictionary) else { return Ok(dictionary_id) };
    transaction.execute(
        "insert into dictionaries (bytes, bytes_hash) values (?, ?)",
        params![bytes, blake3::hash(bytes).as_bytes()],
    )?;
    Ok(Some(transaction.last_insert_rowid()))
}

fn insert(
    transaction: &Transaction<'_>,
    sealed: &Segment,
    dictionary_id: Option<i64>,
    last_at: Timestamp,
) -> Result<(), StoreError> {
    transaction.execute(
        "insert into segments (first_position, last_position, last_at, last_hash, dictionary_id, raw_bytes, bytes,
            bytes_hash) values (?, ?, ?, ?, ?, ?, ?, ?)",
        params![
            signed(sealed.first_position),
            signed(sealed.last_position),
            last_at.as_milliseconds(),
            sealed.last_hash,
            dictionary_id,
            signed(sealed.raw_bytes as u64),
            sealed.bytes,
            sealed.bytes_hash,
        ],
    )?;
    Ok(())
}

fn insert_stream(transaction: &Transaction<'_>, first_position: u64, stream: &SealedStream) -> Result<(), StoreError> {
    transaction.execute(
        "insert into sealed_streams (stream_id, first_version, last_version, first_position, first_at)
         values (?, ?, ?, ?, ?)",
        params![
            stream.stream_id,
            signed(stream.first_version),
            signed(stream.last_version),
            signed(first_position),
            stream.first_at.as_milliseconds(),
        ],
    )?;
    Ok(())
}

/// A stream's snapshot is never older than what was sealed of it: reading a post must not open segments.
fn keep_snapshot(transaction: &Transaction<'_>, stream: &SealedStream, rows: &[Row]) -> Result<(), StoreError> {
    let snapshot: Option<(i64, u32, Vec<u8>, Vec<u8>)> = transaction
        .query_row(
            "select stream_version, format_version, state, state_hash from snapshots where stream_id = ?",
            [&stream.stream_id],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )
        .optional()?;
    if snapshot.as_ref().is_some_and(|(version, ..)| unsigned(*version) >= stream.last_version) {
        return Ok(());
    }
    let stream_id = StreamId::from(stream.stream_id.clone());
    let base = snapshot.and_then(|(_, format, state, hash)| {
        let is_sound = blake3::hash(&state).as_bytes().as_slice() == hash;
        AnyState::from_snapshot(stream_id.parts().0, format, &state).filter(|_| is_sound)
    });
    let has_base = base.is_some();
    let Some(mut state) = base.or_else(|| AnyState::of_category(stream_id.parts().0)) else { return Ok(()) };
    let mut fold = |event: &StoredEvent<'_>| {
        let is_next = event.stream_version > state.version() && event.stream_version <= stream.last_version;
        if is_next { log::fold_any(&mut state, event) } else { Ok(()) }
    };
    if has_base {
        rows.iter().filter(|row| row.event.stream_id == stream.stream_id).try_for_each(|row| fold(&row.stored()))?;
    } else {
        // Without a sound snapshot the whole stream is read, older segments included.
        log::for_each(transaction, &stream_id, None, fold)?;
    }
    let (format_version, bytes) = state.to_snapshot()?;
    snapshots::put(transaction, &stream_id, state.version(), format_version, &bytes)
}

/// Every column's bytes; numbers count for eight.
fn row_bytes(row: &Row) -> u64 {
    let event = &row.event;
    let texts = event.stream_id.len()
        + event.kind.len()
        + event.payload.len()
        + event.actor.len()
        + event.correlation_id.as_deref().map_or(0, str::len)
        + event.causation_id.as_deref().map_or(0, str::len);
    (texts + 2 * log::HASH_BYTES + 4 * 8) as u64
}
