//! Reading the whole log in order, at one moment of the database, while others go on writing.

use std::path::Path;
use std::time::Duration;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use super::Head;
use super::event::{Hash, StoredEvent};
use super::segment;
use crate::domain::Timestamp;
use crate::store::{READING, StoreError, signed, unsigned};

const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// A reader of the whole log. What is committed after it was opened does not exist for it.
///
/// It blocks; call it on a thread for such work. It reads through rusqlite, whose rows are borrowed from SQLite, where
/// sqlx makes a copy of every column.
#[derive(Debug)]
pub struct Scan {
    connection: Connection,
}

impl Scan {
    /// Opens a database file for reading, beside whoever else has it open, and holds on to what it says now.
    ///
    /// # Errors
    /// When the file can't be opened or is no database.
    pub fn open(file: &Path) -> Result<Self, StoreError> {
        let connection = Connection::open_with_flags(file, READING)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        Self::over(connection)
    }

    /// Reads by a connection on which no transaction has begun.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn over(connection: Connection) -> Result<Self, StoreError> {
        connection.execute_batch("begin")?;
        // A transaction sees the database as it is when it first reads, not when it begins.
        connection.query_row("select count(*) from sqlite_schema", [], |_| Ok(()))?;
        Ok(Self { connection })
    }

    /// The connection, in its transaction.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Where the log ends.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn head(&self) -> Result<Head, StoreError> {
        super::head(&self.connection)
    }

    /// Calls with every event behind a position, in order: with what a fold needs, without hashes and causes.
    ///
    /// # Errors
    /// What `each` says; or when SQLite fails or a segment can't be read.
    pub fn for_each<E: From<StoreError>>(
        &self,
        after: u64,
        mut each: impl FnMut(&StoredEvent<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.for_each_segment(after, |_, events| {
            events?.iter().filter(|event| event.global_position > after).try_for_each(&mut each)
        })?;
        let mut events = self
            .connection
            .prepare(
                "select global_position, stream_id, stream_version, kind, schema_version, payload, actor, at
                 from events where global_position > ? order by global_position",
            )
            .map_err(StoreError::from)?;
        let mut rows = events.query([signed(after)]).map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            each(&folded_event(row).map_err(StoreError::from)?)?;
        }
        Ok(())
    }

    /// Calls with every segment that has events behind a position, and with all its events, in order, or with why they
    /// can't be read.
    ///
    /// # Errors
    /// What `each` says; or when SQLite fails.
    pub fn for_each_segment<E: From<StoreError>>(
        &self,
        after: u64,
        mut each: impl FnMut(&SegmentEnd, Result<&[StoredEvent<'_>], StoreError>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut segments = self
            .connection
            .prepare(
                "select first_position, last_position, last_hash, segments.bytes, segments.bytes_hash, raw_bytes,
                    dictionaries.bytes
                 from segments left join dictionaries using (dictionary_id)
                 where last_position > ? order by first_position",
            )
            .map_err(StoreError::from)?;
        let mut rows = segments.query([signed(after)]).map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            let end = read_end(row).map_err(StoreError::from)?;
            match read_content(&end, row) {
                Ok(content) => match segment::events(end.first_position, &content) {
                    Ok(events) => each(&end, Ok(&events))?,
                    Err(error) => each(&end, Err(error))?,
                },
                Err(error) => each(&end, Err(error))?,
            }
        }
        Ok(())
    }

    /// Calls with every event behind a position that is in no segment, in order.
    ///
    /// # Errors
    /// What `each` says; or when SQLite fails.
    pub fn for_each_row<E: From<StoreError>>(
        &self,
        after: u64,
        mut each: impl FnMut(&StoredEvent<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut events = self
            .connection
            .prepare(
                "select global_position, stream_id, stream_version, kind, schema_version, payload, actor, at,
                    correlation_id, causation_id, payload_hash, hash
                 from events where global_position > ? order by global_position",
            )
            .map_err(StoreError::from)?;
        let mut rows = events.query([signed(after)]).map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            each(&stored_event(row).map_err(StoreError::from)?)?;
        }
        Ok(())
    }
}

/// What a segment says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SegmentEnd {
    /// The position of its first event.
    pub first_position: u64,
    /// The position of its last event.
    pub last_position: u64,
    /// The chain's hash at its last event.
    pub last_hash: Hash,
}

fn read_end(row: &Row<'_>) -> Result<SegmentEnd, rusqlite::Error> {
    Ok(SegmentEnd {
        first_position: unsigned(row.get(0)?),
        last_position: unsigned(row.get(1)?),
        last_hash: row.get(2)?,
    })
}

fn read_content(end: &SegmentEnd, row: &Row<'_>) -> Result<Vec<u8>, StoreError> {
    let raw_bytes = usize::try_from(row.get::<_, i64>(5)?).unwrap_or(usize::MAX);
    let dictionary = row.get_ref(6)?.as_blob_or_null().map_err(rusqlite::Error::from)?;
    let (bytes, hash) = (blob(row.get_ref(3)?)?, blob(row.get_ref(4)?)?);
    segment::decompress(end.first_position, bytes, hash, raw_bytes, dictionary)
}

/// An event of a row with every column, borrowed from SQLite.
pub(super) fn stored_event<'r>(row: &'r Row<'_>) -> Result<StoredEvent<'r>, rusqlite::Error> {
    Ok(StoredEvent {
        correlation_id: row.get_ref(8)?.as_str_or_null()?,
        causation_id: row.get_ref(9)?.as_str_or_null()?,
        payload_hash: Some(row.get(10)?),
        hash: Some(row.get(11)?),
        ..folded_event(row)?
    })
}

/// An event of a row with the columns that a fold needs.
fn folded_event<'r>(row: &'r Row<'_>) -> Result<StoredEvent<'r>, rusqlite::Error> {
    Ok(StoredEvent {
        global_position: unsigned(row.get(0)?),
        stream_id: text(row.get_ref(1)?)?,
        stream_version: unsigned(row.get(2)?),
        kind: text(row.get_ref(3)?)?,
        schema_version: row.get(4)?,
        payload: blob(row.get_ref(5)?)?,
        actor: text(row.get_ref(6)?)?,
        at: Timestamp::from_milliseconds(row.get(7)?),
        correlation_id: None,
        causation_id: None,
        payload_hash: None,
        hash: None,
    })
}

fn text(value: ValueRef<'_>) -> Result<&str, rusqlite::Error> {
    Ok(value.as_str()?)
}

fn blob(value: ValueRef<'_>) -> Result<&[u8], rusqlite::Error> {
    Ok(value.as_blob()?)
}
