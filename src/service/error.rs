//! Why the service could not do what was asked.

use std::path::PathBuf;

use super::cluster::ClusterError;
use crate::domain::{DomainError, Violations};
use crate::store::StoreError;

/// Why the service could not do what was asked. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// The command was refused.
    #[error(transparent)]
    Domain(#[from] DomainError),
    /// The key was given to another request before.
    #[error("the key was given to another request")]
    KeyReused,
    /// Too many commands wait already; try again.
    #[error("too many writes are waiting")]
    Overloaded,
    /// The service is shutting down.
    #[error("the service is stopping")]
    Stopping,
    /// The database could not take what others wrote at the same moment, and this neither.
    #[error("the write could not be committed")]
    NotWritten,
    /// The log that the site shares with other machines can't be reached, or no majority of it answers. Nothing was
    /// written; reading goes on.
    #[error("the shared log does not answer")]
    LogUnavailable,
    /// The same, but the question was sent: it may be carried out later, or not.
    #[error("the shared log did not say whether this was written")]
    OutcomeUnknown,
    /// This node's copy of the log and the shared one are not the same log any more.
    #[error("the shared log can't be followed: {0}")]
    LogHalted(String),
    /// More than the shared log takes at once.
    #[error("{bytes} bytes are more than the shared log takes at once, which is {bytes_max}")]
    TooLargeForLog {
        /// How large it is.
        bytes: usize,
        /// How large it may be.
        bytes_max: usize,
    },
    /// The cluster did not do what it was asked.
    #[error(transparent)]
    Cluster(#[from] ClusterError),
    /// The disk is full; reading goes on, and writing when there is room again.
    #[error("the disk is full")]
    DiskFull,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The log is not as it was written.
    #[error("the log is damaged: {0}")]
    Damaged(String),
    /// The system gave no randomness, or a password could not be hashed.
    #[error("secrets can't be made: {0}")]
    Secret(String),
}

impl ServiceError {
    /// The same for others who wait for the same answer; what is inside a fault is told to one of them alone.
    pub(super) fn for_another(&self) -> Self {
        match self {
            Self::Domain(error) => Self::Domain(error.clone()),
            Self::KeyReused => Self::KeyReused,
            Self::Overloaded => Self::Overloaded,
            Self::Stopping => Self::Stopping,
            Self::DiskFull => Self::DiskFull,
            Self::LogUnavailable => Self::LogUnavailable,
            Self::OutcomeUnknown => Self::OutcomeUnknown,
            Self::LogHalted(reason) => Self::LogHalted(reason.clone()),
            Self::TooLargeForLog { bytes, bytes_max } => Self::TooLargeForLog { bytes: *bytes, bytes_max: *bytes_max },
            Self::NotWritten | Self::Store(_) | Self::Damaged(_) | Self::Secret(_) | Self::Cluster(_) => {
                Self::NotWritten
            }
        }
    }
}

impl From<Violations> for ServiceError {
    fn from(violations: Violations) -> Self {
        Self::Domain(violations.into())
    }
}

/// Why the blog could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The database could not be opened, or another process has it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The derived tables had to be made again, and could not be.
    #[error("the derived tables can't be made again: {0}; `lithair-blog verify` tells more")]
    Rebuild(#[from] ServiceError),
    /// The cluster can't be joined.
    #[error(transparent)]
    Cluster(#[from] ClusterError),
    /// It is a node's of a cluster, and was opened without one: what is written here would be written nowhere else.
    #[error(
        "the database in {0} is a node's of a cluster: say which by --cluster-url, or have it stand alone by \
         `lithair-blog cluster leave`"
    )]
    OfCluster(PathBuf),
    /// The system gave no randomness.
    #[error("secrets can't be made: {0}")]
    Secret(String),
    /// The system gave no thread for the writer.
    #[error("no thread for the writer: {0}")]
    Thread(std::io::Error),
}
