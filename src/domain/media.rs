//! Media: a file that posts show. Its bytes are named by their hash and never change.

use serde::{Deserialize, Serialize};

use super::{Aggregate, Context, DecodeError, DomainError, EventPayload, Recorded, StreamId, Timestamp};

/// A file as its stream leaves it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    /// The version of the last event folded in; 0 before the first.
    pub version: u64,
    /// When it was added.
    pub created_at: Timestamp,
    /// The file's name at the end of its address.
    pub name: String,
    /// Its media type, found in its content.
    pub content_type: String,
    /// Its length.
    pub length_bytes: u64,
}

/// What can be asked of media.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaCommand {
    /// Adds a file. Adding one that is there already changes nothing.
    AddMedia {
        /// The file's name, safe in an address.
        name: String,
        /// Its media type, found in its content.
        content_type: String,
        /// The file itself; the log keeps its hash, a table of its own the bytes.
        bytes: Vec<u8>,
    },
}

/// What can have happened to media.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaEvent<'a> {
    /// It was added.
    Added(MediaAdded<'a>),
}

/// The first event of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaAdded<'a> {
    /// See [`Media::name`].
    pub name: &'a str,
    /// See [`Media::content_type`].
    pub content_type: &'a str,
    /// See [`Media::length_bytes`].
    pub length_bytes: u64,
}

/// The name of a file's bytes: BLAKE3 in hexadecimal.
pub fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// The stream of the file with that hash.
pub fn stream_id(hash: &str) -> StreamId {
    StreamId::new(Media::CATEGORY, hash)
}

/// The address of a file.
pub fn path(hash: &str, name: &str) -> String {
    format!("/media/{hash}/{name}")
}

impl Aggregate for Media {
    const CATEGORY: &'static str = "media";
    const SNAPSHOT_VERSION: u32 = 1;
    type Command = MediaCommand;
    type Event<'a> = MediaEvent<'a>;

    fn decide<'c>(&self, command: &'c MediaCommand, _: &Context<'_>) -> Result<Vec<MediaEvent<'c>>, DomainError> {
        let MediaCommand::AddMedia { name, content_type, bytes } = command;
        if self.version > 0 {
            return Ok(Vec::new());
        }
        let length_bytes = bytes.len() as u64;
        Ok(vec![MediaEvent::Added(MediaAdded { name, content_type, length_bytes })])
    }

    fn evolve(&mut self, event: &MediaEvent<'_>, recorded: &Recorded) {
        let MediaEvent::Added(added) = event;
        self.version = recorded.stream_version;
        self.created_at = recorded.at;
        added.name.clone_into(&mut self.name);
        added.content_type.clone_into(&mut self.content_type);
        self.length_bytes = added.length_bytes;
    }

    fn version(&self) -> u64 {
        self.version
    }
}

impl<'a> EventPayload<'a> for MediaEvent<'a> {
    const KINDS: &'static [(&'static str, u32)] = &[("MediaAdded", 1)];

    fn kind(&self) -> &'static str {
        "MediaAdded"
    }

    fn encode(&self, buffer: Vec<u8>) -> Result<Vec<u8>, postcard::Error> {
        let Self::Added(added) = self;
        postcard::to_extend(added, buffer)
    }

    fn decode(kind: &str, schema_version: u32, payload: &'a [u8]) -> Result<Self, DecodeError> {
        match (kind, schema_version) {
            ("MediaAdded", 1) => DecodeError::payload(kind, payload).map(Self::Added),
            _ => Err(DecodeError::unknown(kind, schema_version)),
        }
    }

    fn to_json(&self) -> Result<serde_json::Value, serde_json::Error> {
        let Self::Added(added) = self;
        serde_json::to_value(added)
    }
}
