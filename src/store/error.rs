//! Why the store could not do what was asked.

use crate::domain::DecodeError;

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite refused.
    #[error("database: {0}")]
    Sqlite(#[from] sqlx::Error),
    /// The schema can't be brought up to date, or a newer version of the program made it.
    #[error("database schema: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
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
    /// An event or state can't be written down.
    #[error("can't encode: {0}")]
    Encode(#[from] postcard::Error),
    /// A list in a row can't be read or written.
    #[error("can't read or write JSON: {0}")]
    Json(#[from] serde_json::Error),
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
