//! Where the order of all events is decided: the one seam between a blog on one machine and one on several.

use std::fmt;

use tokio::sync::mpsc;
use uuid::Uuid;

use super::writer::{BATCH_REQUESTS_MAX, Request};
use crate::store::log::Head;

/// What the writer has to do next.
#[derive(Debug)]
pub enum Next {
    /// Requests came; they are in the batch.
    Requests,
    /// Others appended something.
    Appended(Vec<Appended>),
    /// There may be more in the log than was told.
    Behind,
    /// Nobody can ask any more.
    Closed,
}

/// A batch in a shared log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appended {
    /// Its place.
    pub sequence: u64,
    /// The name that its writer gave it.
    pub id: String,
    /// The node that appended it.
    pub node: String,
    /// [`crate::store::log::batch::Batch`].
    pub bytes: bytes::Bytes,
}

/// Why a batch was not appended, or may not have been.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// Somebody else was first: the log doesn't end where the batch was decided on.
    #[error("somebody else was first")]
    Conflict,
    /// The log can't be asked. Nothing was appended.
    #[error("the log can't be reached: {0}")]
    Unavailable(String),
    /// The question was sent and no answer came.
    #[error("no answer came from the log: {0}")]
    Unknown(String),
    /// A batch of that name is there already.
    #[error("it was appended before")]
    Duplicate,
    /// It is larger than the log takes.
    #[error("{bytes} bytes are more than the log takes, which is {bytes_max}")]
    TooLarge {
        /// How large it is.
        bytes: usize,
        /// How large it may be.
        bytes_max: usize,
    },
}

/// Why the log can't be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// It can't be asked.
    #[error("the log can't be reached: {0}")]
    Unavailable(String),
    /// It begins later.
    #[error("the log begins at {first_sequence}")]
    Purged {
        /// Where it begins.
        first_sequence: u64,
    },
    /// It ends earlier, or is another log by now.
    #[error("{0}")]
    Differs(String),
}

/// Where the order of all events is decided. The writer executes requests inside a transaction of its database, appends
/// what came of them, and commits; whatever others append is applied by the same writer.
pub trait EventLog: fmt::Debug + Send {
    /// Waits for requests, or for what others appended.
    fn next(&mut self, requests: &mut mpsc::Receiver<Request>, batch: &mut Vec<Request>) -> Next;

    /// Whether others append as well, so that batches have to be written down for them.
    fn is_shared(&self) -> bool;

    /// Appends a batch behind the place `expected`, under a name that makes it the same batch when it is sent again.
    /// Gives its place, once it is on disk.
    ///
    /// # Errors
    /// Why it isn't there, or may not be.
    fn append(&mut self, expected: u64, id: Uuid, bytes: Vec<u8>) -> Result<u64, AppendError>;

    /// The batch at a place; none where the log ends before it.
    ///
    /// # Errors
    /// When the log can't be asked, or begins later.
    fn read(&mut self, sequence: u64) -> Result<Option<Appended>, ReadError>;

    /// Is told up to where the database has the log, after each commit.
    fn applied(&mut self, _sequence: u64, _head: &Head) {}

    /// Is told that the log can't be followed any further, and why.
    fn halted(&mut self, _reason: &str) {}
}

/// The log of one machine: the writer's transaction itself appends.
#[derive(Debug)]
pub struct LocalLog;

impl EventLog for LocalLog {
    fn next(&mut self, requests: &mut mpsc::Receiver<Request>, batch: &mut Vec<Request>) -> Next {
        if requests.blocking_recv_many(batch, BATCH_REQUESTS_MAX) > 0 { Next::Requests } else { Next::Closed }
    }

    fn is_shared(&self) -> bool {
        false
    }

    fn append(&mut self, expected: u64, _: Uuid, _: Vec<u8>) -> Result<u64, AppendError> {
        Ok(expected)
    }

    fn read(&mut self, _: u64) -> Result<Option<Appended>, ReadError> {
        Ok(None)
    }
}
