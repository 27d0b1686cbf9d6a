//! Why the store could not do what was asked.

use super::PROGRAM_VERSION;
use crate::domain::DecodeError;

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite refused.
    #[error("database: {0}")]
    Sqlite(#[from] sqlx::Error),
    /// SQLite refused while the log was read or sealed.
    #[error("database: {0}")]
    Log(#[from] rusqlite::Error),
    /// The schema can't be brought up to date, or a newer version of the program made it.
    #[error("database schema: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A newer version of the program changed the schema.
    #[error(
        "the database was made by lithair-blog {made_by} (schema {schema}), this is {PROGRAM_VERSION} (schema {ours}): \
         use {made_by} or later"
    )]
    Newer {
        /// The version of the program.
        made_by: String,
        /// Its schema.
        schema: i64,
        /// This program's schema.
        ours: i64,
    },
    /// The schema is one of an older version of the program, and whoever asks may not change it.
    #[error(
        "the database has schema {schema}, this is lithair-blog {PROGRAM_VERSION} (schema {ours}): serve it once, or \
         restore it, to bring it up to date"
    )]
    Older {
        /// Its schema.
        schema: i64,
        /// This program's schema.
        ours: i64,
    },
    /// The log has events that this program can't read.
    #[error(
        "the log has events {kind} (schema version {schema_version}){}, which lithair-blog {PROGRAM_VERSION} doesn't \
         know: use {made_by} or later",
        .position.map(|position| format!(", the first at position {position}")).unwrap_or_default()
    )]
    UnknownEvent {
        /// What happened.
        kind: String,
        /// The version of the payload's format.
        schema_version: u32,
        /// The first of them, unless it is sealed.
        position: Option<u64>,
        /// The version of the program that opened the database last.
        made_by: String,
    },
    /// It is a database, but of another program.
    #[error("this is no database of lithair-blog")]
    Foreign,
    /// Another event has that place in the stream.
    #[error("concurrent append to {stream_id} at version {stream_version}")]
    Concurrency {
        /// The stream.
        stream_id: String,
        /// The place that was taken.
        stream_version: u64,
    },
    /// Another aggregate has what must be unique.
    #[error("{field} is taken")]
    Taken {
        /// The field in forms and JSON.
        field: &'static str,
    },
    /// A stored event can't be read.
    #[error("event {global_position}: {source}")]
    Event {
        /// Where in the log.
        global_position: u64,
        /// Why.
        source: DecodeError,
    },
    /// A sealed range of the log can't be read.
    #[error("segment {first_position}: {reason}")]
    Segment {
        /// Where in the log it begins.
        first_position: u64,
        /// Why.
        reason: String,
    },
    /// An event is not the one that was written.
    #[error("event {global_position} is not the one that was written; `lithair-blog verify` tells more")]
    Tampered {
        /// Where in the log.
        global_position: u64,
    },
    /// Events are larger than a segment can hold.
    #[error("events are larger than a segment can hold")]
    SegmentTooLarge,
    /// zstd refused to compress.
    #[error("can't compress: {0}")]
    Compression(std::io::Error),
    /// An event or state can't be written down.
    #[error("can't encode: {0}")]
    Encode(#[from] postcard::Error),
    /// A list in a row can't be read or written.
    #[error("can't read or write JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// The program is stopping.
    #[error("the program is stopping")]
    Stopping,
    /// The data folder can't be used.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: std::path::PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Another process has the data folder.
    #[error("the data folder {0} is in use by another process")]
    InUse(std::path::PathBuf),
}

impl StoreError {
    /// Whether there was no room left on the disk.
    pub fn is_disk_full(&self) -> bool {
        match self {
            Self::Log(error) => error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull),
            _ => false,
        }
    }
}
