//! Why the service could not do what was asked.

use std::path::PathBuf;

use crate::domain::{DomainError, Violations};

/// Why the service could not do what was asked. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// The command was refused.
    #[error(transparent)]
    Domain(#[from] DomainError),
    /// Too many commands wait already; try again.
    #[error("too many writes are waiting")]
    Overloaded,
    /// The service is shutting down.
    #[error("the service is stopping")]
    Stopping,
}

impl From<Violations> for ServiceError {
    fn from(violations: Violations) -> Self {
        Self::Domain(violations.into())
    }
}

/// Why the blog could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has it open.
    #[error("the data folder {0} is in use by another process")]
    InUse(PathBuf),
    /// The folder can't be made or written.
    #[error("can't use the data folder {path}: {source}")]
    DataDir {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}
