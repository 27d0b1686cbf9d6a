//! Which version of the program can open which database.

use rusqlite::{Connection, OptionalExtension, params};

use super::{PROGRAM_VERSION, StoreError, notes, unsigned};
use crate::domain::AnyState;

/// Notes which version of the program opens the database, for an older one that can't.
pub fn note_program(connection: &Connection) -> Result<(), StoreError> {
    notes::write(connection, notes::OPENED_BY, PROGRAM_VERSION)
}

/// Refuses a log with events that this program can't read: what it would fold without them would be wrong.
pub fn refuse_unknown_events(connection: &Connection) -> Result<(), StoreError> {
    let mut statement = connection.prepare("select kind, schema_version from event_kinds order by kind")?;
    let kinds = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, u32>(1)?)))?;
    for kind in kinds {
        let (kind, schema_version) = kind?;
        if !AnyState::knows(&kind, schema_version) {
            let position = first_position(connection, &kind, schema_version)?;
            let made_by = notes::find(connection, notes::OPENED_BY)?.filter(|version| version != PROGRAM_VERSION);
            let made_by = made_by.unwrap_or_else(|| "a newer version".to_owned());
            return Err(StoreError::UnknownEvent { kind, schema_version, position, made_by });
        }
    }
    Ok(())
}

/// Only rows are looked through: opening every segment would take long, for a program that stops anyway.
fn first_position(connection: &Connection, kind: &str, schema_version: u32) -> Result<Option<u64>, StoreError> {
    let position = connection
        .query_row(
            "select global_position from events where kind = ? and schema_version = ? order by global_position limit 1",
            params![kind, schema_version],
            |row| row.get(0),
        )
        .optional()?;
    Ok(position.map(unsigned))
}
