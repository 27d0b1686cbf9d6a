//! What a database knows of the shared log that it follows, where it follows one.

use rusqlite::Connection;

use super::{StoreError, execute, notes};

const LOG_ID: &str = "shared_log_id";
const SEQUENCE: &str = "shared_log_sequence";

/// A database's place in a shared log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// Which log: a stream that is made again has another id.
    pub log_id: String,
    /// The last of the stream's messages whose events are in the database.
    pub sequence: u64,
}

/// A database's place in a shared log; none where it stands alone.
///
/// # Errors
/// When SQLite fails.
pub fn find(connection: &Connection) -> Result<Option<Membership>, StoreError> {
    let Some(log_id) = notes::find(connection, LOG_ID)? else { return Ok(None) };
    let sequence = notes::find(connection, SEQUENCE)?.and_then(|text| text.parse().ok()).unwrap_or_default();
    Ok(Some(Membership { log_id, sequence }))
}

/// Has a database follow a shared log from a place on.
///
/// # Errors
/// When SQLite fails.
pub fn write(connection: &Connection, membership: &Membership) -> Result<(), StoreError> {
    notes::write(connection, LOG_ID, &membership.log_id)?;
    note_sequence(connection, membership.sequence)
}

/// Notes a further message, in the transaction that writes its events.
///
/// # Errors
/// When SQLite fails.
pub fn note_sequence(connection: &Connection, sequence: u64) -> Result<(), StoreError> {
    notes::write(connection, SEQUENCE, &sequence.to_string())
}

/// Has a database stand alone.
///
/// # Errors
/// When SQLite fails.
pub fn forget(connection: &Connection) -> Result<(), StoreError> {
    execute(connection, "delete from notes where name in (?, ?)", [LOG_ID, SEQUENCE])?;
    Ok(())
}
