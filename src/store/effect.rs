//! Changes beside the log that every node of a cluster carries out: who is signed in, what was answered, what an erasure
//! left of older events.

use std::collections::BTreeMap;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::answers::{self, Answer};
use super::log::Hash;
use super::{StoreError, erasure, sessions};
use crate::domain::{AccountId, StreamId, Timestamp};

/// One such change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Effect {
    /// Somebody signed in.
    SessionBegun {
        /// The hash of the session's secret.
        session_hash: String,
        /// Whose it is.
        account_id: AccountId,
        /// When it began.
        at: Timestamp,
        /// When it ends.
        expires_at: Timestamp,
    },
    /// Somebody signed out.
    SessionEnded {
        /// The hash of the session's secret.
        session_hash: String,
    },
    /// Somebody is signed out everywhere.
    SessionsEnded {
        /// Whose sessions end.
        account_id: AccountId,
    },
    /// A request that may be sent again was answered.
    Answered {
        /// The hash of its key.
        key_hash: Hash,
        /// What was answered.
        answer: Answer,
        /// When.
        at: Timestamp,
    },
    /// Payloads were replaced, as an erasure among the events says.
    PayloadsReplaced {
        /// What stands in their place, by position.
        payloads: BTreeMap<u64, Vec<u8>>,
        /// The streams that they belong to.
        streams: Vec<StreamId>,
    },
    /// Somebody signed in with something. [`Effect::SessionBegun`] comes from older nodes.
    SessionBegunOn {
        /// The hash of the session's secret.
        session_hash: String,
        /// Whose it is.
        account_id: AccountId,
        /// When it began.
        at: Timestamp,
        /// When it ends.
        expires_at: Timestamp,
        /// With what, as people recognise it.
        device: String,
    },
    /// Somebody is signed out everywhere else.
    OtherSessionsEnded {
        /// Whose sessions end.
        account_id: AccountId,
        /// The hash of the secret of the session that goes on.
        session_hash: String,
    },
}

impl Effect {
    /// Carries it out.
    ///
    /// # Errors
    /// When SQLite fails, or a segment can't be read.
    pub fn apply(&self, connection: &Connection) -> Result<(), StoreError> {
        match self {
            Self::SessionBegun { session_hash, account_id, at, expires_at } => {
                sessions::begin(connection, session_hash, *account_id, (*at, *expires_at), "")
            }
            Self::SessionBegunOn { session_hash, account_id, at, expires_at, device } => {
                sessions::begin(connection, session_hash, *account_id, (*at, *expires_at), device)
            }
            Self::SessionEnded { session_hash } => sessions::end(connection, session_hash),
            Self::SessionsEnded { account_id } => sessions::end_all(connection, *account_id),
            Self::OtherSessionsEnded { account_id, session_hash } => {
                sessions::end_others(connection, *account_id, session_hash)
            }
            Self::Answered { key_hash, answer, at } => answers::keep(connection, key_hash, answer, *at),
            Self::PayloadsReplaced { payloads, .. } => {
                erasure::replace_payloads(connection, payloads)?;
                erasure::forget_dictionaries(connection)
            }
        }
    }
}
