//! What one transaction of a writer appended, as it travels to other nodes.
//!
//! A byte that says the version of the format, then [postcard](https://docs.rs/postcard), read by borrowing. A batch says
//! where the log ended before it, so that whoever applies it to another past finds out.

use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use super::Head;
use super::event::{Hash, StoredEvent};
use super::scan::stored_event;
use crate::domain::Timestamp;
use crate::store::effect::Effect;
use crate::store::{StoreError, signed};

/// The newest version of the format, and the only one so far.
const FORMAT: u8 = 1;

/// What one transaction appended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch<'a> {
    /// The last position before it.
    pub previous_position: u64,
    /// The chain's hash there.
    pub previous_hash: Hash,
    /// The events, in order.
    #[serde(borrow)]
    events: Vec<Travelling<'a>>,
    /// What else every node does, after the events.
    pub effects: Vec<Effect>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Travelling<'a> {
    stream_id: &'a str,
    stream_version: u64,
    kind: &'a str,
    schema_version: u32,
    payload: &'a [u8],
    /// The hash that the chain covers, where the same transaction erased what the event said.
    replaced_payload_hash: Option<Hash>,
    actor: &'a str,
    at: Timestamp,
    correlation_id: Option<&'a str>,
    causation_id: Option<&'a str>,
}

/// Writes down what a transaction appended behind `previous`, and its effects.
///
/// # Errors
/// When SQLite fails.
pub fn encode(connection: &Connection, previous: &Head, effects: &[Effect]) -> Result<Vec<u8>, StoreError> {
    let mut statement = connection.prepare_cached(
        "select global_position, stream_id, stream_version, kind, schema_version, payload, actor, at, correlation_id,
            causation_id, payload_hash, hash
         from events where global_position > ? order by global_position",
    )?;
    let mut rows = statement.query(params![signed(previous.position)])?;
    let mut events = Vec::new();
    // Rows are borrowed one at a time, so each is written down before the next is read.
    let mut count = 0_usize;
    while let Some(row) = rows.next()? {
        events = postcard::to_extend(&Travelling::from(&stored_event(row)?), events)?;
        count += 1;
    }
    let mut bytes = vec![FORMAT];
    bytes = postcard::to_extend(&previous.position, bytes)?;
    bytes = postcard::to_extend(&previous.hash, bytes)?;
    // A sequence is its length and its elements.
    bytes = postcard::to_extend(&count, bytes)?;
    bytes.append(&mut events);
    Ok(postcard::to_extend(effects, bytes)?)
}

impl<'a> Batch<'a> {
    /// Reads a batch.
    ///
    /// # Errors
    /// Why it can't be read: another version of the program wrote it, or its bytes are no batch.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, String> {
        let (format, content) = bytes.split_first().ok_or("a message without content")?;
        if *format != FORMAT {
            return Err(format!("a message in format {format}, which a newer version of the program wrote"));
        }
        let (batch, rest) = postcard::take_from_bytes(content).map_err(|error| error.to_string())?;
        if rest.is_empty() { Ok(batch) } else { Err(format!("{} bytes too many", rest.len())) }
    }

    /// Its events at their places in the log.
    pub fn events(&self) -> impl Iterator<Item = StoredEvent<'a>> {
        (1..).zip(&self.events).map(|(number, event)| event.stored(self.previous_position.saturating_add(number)))
    }
}

impl<'a> From<&StoredEvent<'a>> for Travelling<'a> {
    fn from(event: &StoredEvent<'a>) -> Self {
        let payload_hash = *blake3::hash(event.payload).as_bytes();
        Self {
            replaced_payload_hash: event.payload_hash.filter(|chained| *chained != payload_hash),
            stream_id: event.stream_id,
            stream_version: event.stream_version,
            kind: event.kind,
            schema_version: event.schema_version,
            payload: event.payload,
            actor: event.actor,
            at: event.at,
            correlation_id: event.correlation_id,
            causation_id: event.causation_id,
        }
    }
}

impl<'a> Travelling<'a> {
    fn stored(&self, global_position: u64) -> StoredEvent<'a> {
        StoredEvent {
            global_position,
            stream_id: self.stream_id,
            stream_version: self.stream_version,
            kind: self.kind,
            schema_version: self.schema_version,
            payload: self.payload,
            payload_hash: self.replaced_payload_hash,
            actor: self.actor,
            at: self.at,
            correlation_id: self.correlation_id,
            causation_id: self.causation_id,
            hash: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes() -> Vec<u8> {
        let event = Travelling {
            stream_id: "post-a",
            stream_version: 3,
            kind: "PostEdited",
            schema_version: 2,
            payload: b"some text",
            replaced_payload_hash: None,
            actor: "operator",
            at: Timestamp::from_milliseconds(5),
            correlation_id: Some("request"),
            causation_id: None,
        };
        let batch = Batch {
            previous_position: 6,
            previous_hash: [7; 32],
            events: vec![event],
            effects: vec![Effect::SessionEnded { session_hash: "0".into() }],
        };
        postcard::to_extend(&batch, vec![FORMAT]).unwrap()
    }

    #[test]
    fn a_batch_is_read_as_it_was_written() {
        let bytes = bytes();
        let batch = Batch::decode(&bytes).unwrap();
        let events: Vec<_> = batch.events().map(|event| (event.global_position, event.stream_id, event.kind)).collect();
        assert_eq!(events, [(7, "post-a", "PostEdited")]);
        assert_eq!(batch.effects.len(), 1);
    }

    /// Nodes of the version before must be able to read it: these bytes never change for this version of the format.
    #[test]
    fn the_bytes_of_format_1_are_read_for_ever() {
        let golden = b"\x01\x06\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\
            \x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x01\x06post-a\x03\nPostEdited\x02\tsome text\x00\x08operator\n\
            \x01\x07request\x00\x01\x01\x010";
        assert_eq!(bytes().escape_ascii().to_string(), golden.escape_ascii().to_string());
    }

    #[test]
    fn other_formats_and_other_bytes_are_refused() {
        let bytes = bytes();
        let newer = [&[FORMAT + 1], &bytes[1..]].concat();
        assert!(Batch::decode(&newer).unwrap_err().contains("newer version"));
        for end in 0..bytes.len() {
            assert!(Batch::decode(&bytes[..end]).is_err(), "{end}");
        }
        assert!(Batch::decode(&[&bytes[..], b"x"].concat()).is_err());
    }
}
