//! What the program notes about the database as a whole.

use rusqlite::{Connection, OptionalExtension, params};

use super::{StoreError, execute};

/// The version of the program that opened the database last.
pub const OPENED_BY: &str = "opened_by";
/// What the derived tables were written by: [`super::projections::PROJECTIONS_VERSION`] of that time.
pub const PROJECTIONS: &str = "projections_version";

/// Whether something was erased by another node, whose remains in unused pages are still to be written over.
pub const SCRUB: &str = "scrub_at_next_start";

/// Where the log ended when the parts of the full-text indexes were brought together last.
pub const INDEXES_MERGED: &str = "indexes_merged_at";

/// Takes a note away.
///
/// # Errors
/// When SQLite fails.
pub fn forget(connection: &Connection, name: &str) -> Result<(), StoreError> {
    execute(connection, "delete from notes where name = ?", [name])?;
    Ok(())
}

/// What a note says.
///
/// # Errors
/// When SQLite fails.
pub fn find(connection: &Connection, name: &str) -> Result<Option<String>, StoreError> {
    let value = connection
        .prepare_cached("select value from notes where name = ?")?
        .query_row([name], |row| row.get(0))
        .optional()?;
    Ok(value)
}

/// Writes a note, in the place of an older one. One that says so already costs no write.
///
/// # Errors
/// When SQLite fails.
pub fn write(connection: &Connection, name: &str, value: &str) -> Result<(), StoreError> {
    if find(connection, name)?.as_deref() != Some(value) {
        execute(
            connection,
            "insert into notes (name, value) values (?, ?) on conflict (name) do update set value = excluded.value",
            params![name, value],
        )?;
    }
    Ok(())
}
