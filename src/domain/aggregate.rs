//! What every aggregate has in common: it decides on commands and folds its events.

use serde::{Serialize, de::DeserializeOwned};

use super::{Actor, DomainError, Principal, StreamId, Timestamp};

/// An aggregate: the state of one stream, with the decisions that can be taken on it.
pub trait Aggregate: Clone + Default + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The first part of the stream's name.
    const CATEGORY: &'static str;
    /// Raised when the state's serialised form changes, so that older snapshots are not trusted.
    const SNAPSHOT_VERSION: u32;

    /// What can be asked of it.
    type Command: Send + Sync;
    /// What can have happened to it.
    type Event<'a>: EventPayload<'a> + Send;

    /// Decides what a command makes happen; the events borrow from the command. No event means nothing to do.
    ///
    /// # Errors
    /// Why the command is refused.
    fn decide<'c>(
        &self,
        command: &'c Self::Command,
        context: &Context<'_>,
    ) -> Result<Vec<Self::Event<'c>>, DomainError>;

    /// Makes it the state after the event. It never fails, and reuses the buffers it has.
    fn evolve(&mut self, event: &Self::Event<'_>, recorded: &Recorded);

    /// The version of the last event folded in; 0 when there was none.
    fn version(&self) -> u64;

    /// Whether somebody who saw that version has missed nothing that a command of theirs could undo.
    fn is_up_to_date(&self, seen: u64) -> bool {
        seen == self.version()
    }
}

/// An event's own part of a log entry.
pub trait EventPayload<'a>: Sized {
    /// The name of every kind, with the newest version of its payload's format. Every version from 1 can be read.
    const KINDS: &'static [(&'static str, u32)];

    /// The name of what happened, in the past tense.
    fn kind(&self) -> &'static str;

    /// The version of the payload's format that [`EventPayload::encode`] writes: the newest.
    fn schema_version(&self) -> u32 {
        Self::KINDS.iter().find(|(name, _)| *name == self.kind()).map_or(1, |(_, newest)| *newest)
    }

    /// Appends the payload's bytes (postcard) to the buffer.
    ///
    /// # Errors
    /// When the encoder refuses, which no event of ours makes it do.
    fn encode(&self, buffer: Vec<u8>) -> Result<Vec<u8>, postcard::Error>;

    /// Reads a payload of any version ever written, borrowing its texts from the bytes.
    ///
    /// # Errors
    /// When the kind or version is unknown, or the bytes are damaged.
    fn decode(kind: &str, schema_version: u32, payload: &'a [u8]) -> Result<Self, DecodeError>;

    /// The payload as JSON, for people.
    ///
    /// # Errors
    /// When the encoder refuses, which no event of ours makes it do.
    fn to_json(&self) -> Result<serde_json::Value, serde_json::Error>;
}

/// Why a stored event can't be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// Written by a newer version of the program.
    #[error("unknown event {kind} in schema version {schema_version}: a newer version of the program wrote it")]
    Unknown {
        /// The event's name.
        kind: String,
        /// The version of its format.
        schema_version: u32,
    },
    /// The bytes are not what the kind says.
    #[error("damaged payload of {kind}: {reason}")]
    Damaged {
        /// The event's name.
        kind: String,
        /// What the decoder said.
        reason: String,
    },
}

impl DecodeError {
    /// No event has that name in that version.
    pub fn unknown(kind: &str, schema_version: u32) -> Self {
        Self::Unknown { kind: kind.to_owned(), schema_version }
    }

    /// Its payload can't be read or written.
    pub fn damaged(kind: &str, reason: impl std::fmt::Display) -> Self {
        Self::Damaged { kind: kind.to_owned(), reason: reason.to_string() }
    }

    /// Decodes one payload, borrowing from it.
    ///
    /// # Errors
    /// When the bytes are damaged, or go on after the payload's end.
    pub fn payload<'a, T: serde::Deserialize<'a>>(kind: &str, payload: &'a [u8]) -> Result<T, Self> {
        let (event, rest) = postcard::take_from_bytes(payload).map_err(|error| Self::damaged(kind, error))?;
        if rest.is_empty() {
            Ok(event)
        } else {
            Err(Self::damaged(kind, format_args!("{} bytes too many", rest.len())))
        }
    }
}

/// What a decision may depend on besides the state and the command.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// When the events will be recorded.
    pub at: Timestamp,
    /// Who asks.
    pub principal: &'a Principal,
    /// The stream that the events will be in.
    pub stream_id: &'a StreamId,
}

/// The envelope of an event that is folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The event's place in its stream, from 1.
    pub stream_version: u64,
    /// When it was recorded.
    pub at: Timestamp,
    /// Who did it.
    pub actor: Actor,
}
