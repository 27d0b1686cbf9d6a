//! SQLite: the append-only log, snapshots, and the tables derived from them. The only place with SQL.
//!
//! The log, whatever changes with it and whatever readers see go through rusqlite, in one thread each: a statement costs no
//! more than SQLite takes for it. What people who write list and find is queried through sqlx, by whoever asks.
//!
//! - [`log`]: appending events and folding streams; [`snapshots`] shorten the fold, [`compaction`] seals what is old,
//!   [`index_merge`] tidies what is searched.
//! - [`proof`] checks the log, [`compare`] the tables that are derived from it;
//!   [`erasure`] replaces payloads.
//! - [`projections`]: what a changed aggregate means for the tables that queries read, in the log's transaction.
//! - [`effect`], [`membership`]: what a node of a cluster does beside its events, and where it is in the shared log.
//! - [`working_terms`], [`working_words`]: what working copies are found by, in [`post_list`] and [`posts`].
//! - [`archive`], [`beside`], [`published`], [`search`], [`sitemap`]: what readers list and find.
//! - [`comments`]: what is said under posts.
//! - [`posts`], [`post_list`], [`post_notes`], [`previews`], [`accounts`], [`sessions`], [`media`], [`media_uses`],
//!   [`labels`], [`renderings`]: one function per query.

pub mod accounts;
pub mod answers;
pub mod archive;
pub mod backup;
pub mod beside;
pub mod comments;
pub mod compaction;
pub mod compare;
mod compatibility;
mod database;
pub mod effect;
pub mod erasure;
mod error;
pub mod index_merge;
pub mod labels;
pub mod log;
pub mod media;
pub mod media_uses;
pub mod membership;
pub mod notes;
pub mod post_list;
pub mod post_notes;
pub mod posts;
pub mod previews;
pub mod projections;
pub mod proof;
pub mod published;
pub mod renderings;
pub mod search;
pub mod sessions;
pub mod sitemap;
pub mod snapshots;
pub mod variants;
pub mod webmentions;
pub mod working_terms;
pub mod working_words;

pub use database::{Database, Extent, FolderLock, Writer};
pub use error::StoreError;
use rusqlite::OpenFlags;

/// How a file is opened for reading; each connection is used by one thread at a time, so SQLite needs no locks of its own.
const READING: OpenFlags = OpenFlags::SQLITE_OPEN_READ_ONLY.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

/// The version of this program.
pub const PROGRAM_VERSION: &str = env!("CARGO_PKG_VERSION");

/// Executes a statement that is kept for the next time. Gives how many rows it changed.
fn execute(
    connection: &rusqlite::Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
) -> Result<usize, StoreError> {
    Ok(connection.prepare_cached(sql)?.execute(parameters)?)
}

/// What is read of every row of a statement that is kept for the next time.
///
/// A number behind `limit` stands in the statement, so that SQLite plans with it.
fn select_all<T>(
    connection: &rusqlite::Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
    mut read: impl FnMut(&rusqlite::Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let (mut rows, mut all) = (statement.query(parameters)?, Vec::new());
    while let Some(row) = rows.next()? {
        all.push(read(row)?);
    }
    Ok(all)
}

/// The same of the first row.
fn select_first<T>(
    connection: &rusqlite::Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
    read: impl FnOnce(&rusqlite::Row<'_>) -> Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(parameters)?;
    rows.next()?.map(read).transpose()
}

/// What a statement counts; 0 where it finds no row.
fn count(connection: &rusqlite::Connection, sql: &str, parameters: impl rusqlite::Params) -> Result<u64, StoreError> {
    Ok(select_first(connection, sql, parameters, read_number)?.unwrap_or_default())
}

/// The number in a row's first column.
fn read_number(row: &rusqlite::Row<'_>) -> Result<u64, StoreError> {
    Ok(unsigned(row.get(0)?))
}

/// A column's text, as long as its row is there.
fn text<'r>(row: &'r rusqlite::Row<'_>, column: usize) -> Result<&'r str, StoreError> {
    Ok(row.get_ref(column)?.as_str().map_err(rusqlite::Error::from)?)
}

/// The same where there may be none.
fn text_or_none<'r>(row: &'r rusqlite::Row<'_>, column: usize) -> Result<Option<&'r str>, StoreError> {
    Ok(row.get_ref(column)?.as_str_or_null().map_err(rusqlite::Error::from)?)
}

/// Whether another row has what must be unique.
fn is_unique_violation(error: &rusqlite::Error) -> bool {
    use rusqlite::ffi::{SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE};
    let code = error.sqlite_error().map(|error| error.extended_code);
    matches!(code, Some(SQLITE_CONSTRAINT_PRIMARYKEY | SQLITE_CONSTRAINT_UNIQUE))
}

/// SQLite has signed integers alone; ours stay far below their end.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
