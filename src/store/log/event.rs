//! An event as it is stored, and the chain that proves it.

use crate::domain::{Actor, DecodeError, Recorded, Timestamp};
use crate::store::StoreError;

/// The length of every hash here: BLAKE3's, in bytes.
pub const HASH_BYTES: usize = 32;

/// A BLAKE3 hash.
pub type Hash = [u8; HASH_BYTES];

/// An event as it is stored, borrowed from a row or a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredEvent<'a> {
    /// Its place in the log.
    pub global_position: u64,
    /// Its stream.
    pub stream_id: &'a str,
    /// Its place in its stream.
    pub stream_version: u64,
    /// What happened.
    pub kind: &'a str,
    /// The version of its payload's format.
    pub schema_version: u32,
    /// What it says.
    pub payload: &'a [u8],
    /// The hash of the payload that the chain covers, where it is written down: segments leave it out unless an
    /// erasure replaced the payload.
    pub payload_hash: Option<Hash>,
    /// Who did it.
    pub actor: &'a str,
    /// When it was recorded.
    pub at: Timestamp,
    /// What all events of one request have in common: its request id.
    pub correlation_id: Option<&'a str>,
    /// The event that made this one happen.
    pub causation_id: Option<&'a str>,
    /// Its place in the chain, where it is written down: segments keep their last event's alone.
    pub hash: Option<Hash>,
}

impl<'a> StoredEvent<'a> {
    /// The category of its stream.
    pub fn category(&self) -> &'a str {
        self.stream_id.split_once('-').map_or(self.stream_id, |(category, _)| category)
    }

    /// Why nobody gets any further than this event, when its payload can't be read.
    pub fn unreadable(&self, source: DecodeError) -> StoreError {
        StoreError::Event { global_position: self.global_position, source }
    }

    /// What a fold needs of the envelope.
    pub fn recorded(&self) -> Recorded {
        Recorded { stream_version: self.stream_version, at: self.at, actor: Actor::from(self.actor) }
    }

    /// The hash of the payload that the chain covers: of the one that is there, unless another is written down.
    pub fn chained_payload_hash(&self) -> Hash {
        self.payload_hash.unwrap_or_else(|| *blake3::hash(self.payload).as_bytes())
    }

    /// Its place in the chain, behind an event with that hash: BLAKE3 over that hash and the envelope, with numbers as
    /// eight bytes, little end first; texts behind their length in bytes; an absent text as the length 2⁶⁴ − 1. The
    /// payload counts by its own hash.
    pub fn chain_hash(&self, previous_hash: &Hash) -> Hash {
        let mut hasher = blake3::Hasher::new();
        hasher.update(previous_hash);
        hasher.update(&self.global_position.to_le_bytes());
        hash_text(&mut hasher, Some(self.stream_id));
        hasher.update(&self.stream_version.to_le_bytes());
        hash_text(&mut hasher, Some(self.kind));
        hasher.update(&u64::from(self.schema_version).to_le_bytes());
        hasher.update(&self.chained_payload_hash());
        hash_text(&mut hasher, Some(self.actor));
        hasher.update(&self.at.as_milliseconds().to_le_bytes());
        hash_text(&mut hasher, self.correlation_id);
        hash_text(&mut hasher, self.causation_id);
        *hasher.finalize().as_bytes()
    }
}

fn hash_text(hasher: &mut blake3::Hasher, text: Option<&str>) {
    let length = text.map_or(u64::MAX, |text| text.len() as u64);
    hasher.update(&length.to_le_bytes());
    hasher.update(text.unwrap_or_default().as_bytes());
}
