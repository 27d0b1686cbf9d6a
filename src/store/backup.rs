//! Copies of the database, and putting one in its place.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::database::free_path;
use super::log::{self, Scan};
use super::{Database, READING, StoreError};

/// Writes what a database says now into a file that is empty or isn't there, beside whoever has the database open, and
/// waits until it is on disk. Gives the position of the last event in it.
///
/// # Errors
/// When the database can't be read or the file can't be written.
pub fn copy(database: &Path, target: &Path) -> Result<u64, StoreError> {
    let source = Connection::open_with_flags(database, READING)?;
    source.busy_timeout(std::time::Duration::from_secs(5))?;
    source.execute("vacuum into ?", [target.to_string_lossy()])?;
    sync(target)?;
    Ok(Scan::open(target)?.head()?.position)
}

/// Takes the bytes of files, what was made of them, and what is this node's alone to look at out of a copy that nobody else has
/// open, and gives the connection to it. Without a write-ahead log, one file holds everything.
///
/// # Errors
/// When SQLite fails.
pub fn without_media(copy: &Path) -> Result<Connection, StoreError> {
    let connection = Database::open_beside(copy)?;
    connection.execute_batch(
        "delete from media_blobs; delete from media_variants; delete from media_variants_made; delete from webmentions_received; vacuum; pragma wal_checkpoint(truncate); pragma journal_mode = delete;",
    )?;
    Ok(connection)
}

/// Copies a database file that somebody brought, with its write-ahead log if it has one, byte by byte: what is wrong
/// with it comes along, to be found.
///
/// # Errors
/// When one of them can't be read or written.
pub fn take_in(source: &Path, target: &Path) -> Result<(), StoreError> {
    copy_file(source, target)?;
    let log = beside(source, "-wal");
    if log.exists() { copy_file(&log, &beside(target, "-wal")) } else { Ok(()) }
}

/// Puts a database into the place of a data folder's own, which stays in the folder under another name. At every
/// moment one of the two is in place. Nobody may have either open. Gives where the former one is.
///
/// # Errors
/// When a file can't be written.
pub fn replace(data_dir: &Path, replacement: &Path) -> Result<Option<PathBuf>, StoreError> {
    empty_write_ahead_log(replacement)?;
    sync(replacement)?;
    let current = Database::file(data_dir);
    let former = if current.exists() { Some(put_aside(data_dir, &current)?) } else { None };
    for suffix in ["-wal", "-shm"] {
        remove(&beside(&current, suffix))?;
    }
    fs::rename(replacement, &current).map_err(at(&current))?;
    sync(data_dir)?;
    Ok(former)
}

/// A damaged database may not take in its write-ahead log any more; then that is put aside with it.
fn put_aside(data_dir: &Path, current: &Path) -> Result<PathBuf, StoreError> {
    if let Err(error) = empty_write_ahead_log(current) {
        tracing::warn!(%error, "the database that is replaced is put aside as it is");
    }
    let former = free_path(data_dir, "before-restore");
    let log = beside(current, "-wal");
    if log.exists() {
        copy_file(&log, &beside(&former, "-wal"))?;
    }
    // A second name costs no second copy; where there are no such names, it is copied.
    fs::hard_link(current, &former).or_else(|_| fs::copy(current, &former).map(drop)).map_err(at(&former))?;
    sync(data_dir)?;
    Ok(former)
}

/// Afterwards the file alone holds everything.
fn empty_write_ahead_log(file: &Path) -> Result<(), StoreError> {
    let connection = Database::open_beside(file)?;
    // A header that can't be read is found here, not when the file is served.
    log::head(&connection)?;
    connection.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))?;
    connection.close().map_err(|(_, error)| error.into())
}

/// A file's name with something behind it, as SQLite names what belongs to a database.
fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn copy_file(source: &Path, target: &Path) -> Result<(), StoreError> {
    fs::copy(source, target).map(drop).map_err(at(source))
}

fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(path)(error)),
        _ => Ok(()),
    }
}

/// Waits until a file, or a folder's list of names, is on disk.
pub fn sync(path: &Path) -> Result<(), StoreError> {
    File::open(path).and_then(|file| file.sync_all()).map_err(at(path))
}

fn at(path: &Path) -> impl Fn(io::Error) -> StoreError {
    move |source| StoreError::Io { path: path.to_owned(), source }
}
