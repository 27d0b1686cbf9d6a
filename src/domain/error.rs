//! Why a command was refused.

use super::Violations;

/// Why a command was refused. Nothing was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DomainError {
    /// Fields break their constraints.
    #[error("invalid: {0}")]
    Invalid(Violations),
    /// There is no such thing, or the asker may not know of it.
    #[error("not found")]
    NotFound,
    /// It was deleted; its history remains.
    #[error("deleted")]
    Gone,
    /// Somebody saved a newer version meanwhile.
    #[error("the current version is {current_version}")]
    Conflict {
        /// The version that the next command has to expect.
        current_version: u64,
    },
    /// The asker's role does not allow it.
    #[error("not allowed")]
    Forbidden,
}

impl From<Violations> for DomainError {
    fn from(violations: Violations) -> Self {
        Self::Invalid(violations)
    }
}
