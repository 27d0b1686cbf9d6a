//! The erasure: a record that payloads were replaced on purpose, so that a log without them still verifies.

use serde::{Deserialize, Serialize};

use super::{Aggregate, Context, DecodeError, DomainError, EventPayload, Recorded, Role, StreamId, Timestamp};

/// An event that names more payloads than this is too large to be read at a glance.
const PAYLOADS_PER_EVENT_MAX: usize = 1_000;

/// A record of payloads that were replaced, as its stream leaves it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// The version of the last event folded in; 0 before the first.
    pub version: u64,
    /// Why.
    pub reason: ErasureReason,
    /// When.
    pub at: Timestamp,
    /// What was replaced.
    pub payloads: Vec<ErasedPayload>,
}

/// Why payloads were replaced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ErasureReason {
    /// A post had been in the trash for as long as the site keeps such posts.
    #[default]
    Retention,
    /// A person asked for it.
    Request,
}

/// What is taken out of payloads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Redaction {
    /// Everything that a post says; what leads to it and its dates stay.
    Text,
    /// A person: their name and whatever proves that they are it.
    Person {
        /// Their handle.
        handle: String,
        /// Their name.
        name: String,
        /// What stands in its place.
        pseudonym: String,
    },
}

/// One payload that was replaced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasedPayload {
    /// Whose: the event's place in the log.
    pub global_position: u64,
    /// BLAKE3 of what is there now.
    pub payload_hash: [u8; 32],
}

/// What can be asked of an erasure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErasureCommand {
    /// Writes down what is being replaced.
    RecordErasure {
        /// Why.
        reason: ErasureReason,
        /// What.
        payloads: Vec<ErasedPayload>,
    },
}

/// What can have happened to an erasure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErasureEvent {
    /// Payloads were replaced.
    Recorded(PayloadsErased),
}

/// The only event of an erasure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayloadsErased {
    /// See [`Erasure::reason`].
    pub reason: ErasureReason,
    /// See [`Erasure::payloads`].
    pub payloads: Vec<ErasedPayload>,
}

/// The stream of the erasure that begins at that position of the log.
pub fn stream_id(global_position: u64) -> StreamId {
    StreamId::new(Erasure::CATEGORY, &global_position.to_string())
}

impl Aggregate for Erasure {
    const CATEGORY: &'static str = "erasure";
    const SNAPSHOT_VERSION: u32 = 1;
    type Command = ErasureCommand;
    type Event<'a> = ErasureEvent;

    fn decide(&self, command: &ErasureCommand, context: &Context<'_>) -> Result<Vec<ErasureEvent>, DomainError> {
        let ErasureCommand::RecordErasure { reason, payloads } = command;
        if context.principal.role < Role::Admin {
            return Err(DomainError::Forbidden);
        }
        let parts = payloads.chunks(PAYLOADS_PER_EVENT_MAX);
        Ok(parts
            .map(|part| ErasureEvent::Recorded(PayloadsErased { reason: *reason, payloads: part.to_vec() }))
            .collect())
    }

    fn evolve(&mut self, event: &ErasureEvent, recorded: &Recorded) {
        let ErasureEvent::Recorded(erased) = event;
        self.version = recorded.stream_version;
        self.reason = erased.reason;
        self.at = recorded.at;
        self.payloads.extend_from_slice(&erased.payloads);
    }

    fn version(&self) -> u64 {
        self.version
    }
}

impl<'a> EventPayload<'a> for ErasureEvent {
    const KINDS: &'static [(&'static str, u32)] = &[("PayloadsErased", 1)];

    fn kind(&self) -> &'static str {
        "PayloadsErased"
    }

    fn encode(&self, buffer: Vec<u8>) -> Result<Vec<u8>, postcard::Error> {
        let Self::Recorded(erased) = self;
        postcard::to_extend(erased, buffer)
    }

    fn decode(kind: &str, schema_version: u32, payload: &'a [u8]) -> Result<Self, DecodeError> {
        match (kind, schema_version) {
            ("PayloadsErased", 1) => DecodeError::payload(kind, payload).map(Self::Recorded),
            _ => Err(DecodeError::unknown(kind, schema_version)),
        }
    }

    /// The hashes are left out: they say nothing to people.
    fn to_json(&self) -> Result<serde_json::Value, serde_json::Error> {
        let Self::Recorded(erased) = self;
        let positions: Vec<u64> = erased.payloads.iter().map(|payload| payload.global_position).collect();
        Ok(serde_json::json!({ "reason": erased.reason, "global_positions": positions }))
    }
}
