//! What can have happened to media.

use serde::{Deserialize, Serialize};

use super::Picture;
use crate::domain::erasure::Redaction;
use crate::domain::{DecodeError, EventPayload};

/// What can have happened to media.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaEvent<'a> {
    /// It was added.
    Added(MediaAdded<'a>),
    /// Somebody said what it is called and what it shows.
    Described(MediaDescribed<'a>),
    /// Somebody who has its bytes said how large it is, where that was not recorded when it was added.
    Measured(MediaMeasured<'a>),
    /// It was deleted.
    Deleted,
    /// It was brought back.
    Restored,
    /// Its bytes are gone, and what was said of it: it can't be brought back.
    Purged,
}

/// The first event of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaAdded<'a> {
    /// See [`super::Media::file_name`].
    pub file_name: &'a str,
    /// See [`super::Media::name`].
    pub name: &'a str,
    /// See [`super::Media::content_type`].
    pub content_type: &'a str,
    /// See [`super::Media::length_bytes`].
    pub length_bytes: u64,
    /// See [`super::Media::picture`].
    pub picture: Option<Picture>,
}

/// The same in its first version: a file was called what its address said, and nobody knew how large a picture is.
#[derive(Serialize, Deserialize)]
struct MediaAdded1<'a> {
    name: &'a str,
    content_type: &'a str,
    length_bytes: u64,
}

impl<'a> From<MediaAdded1<'a>> for MediaAdded<'a> {
    fn from(MediaAdded1 { name, content_type, length_bytes }: MediaAdded1<'a>) -> Self {
        Self { file_name: name, name, content_type, length_bytes, picture: None }
    }
}

/// What somebody said of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaDescribed<'a> {
    /// See [`super::Media::name`].
    pub name: &'a str,
    /// See [`super::Media::alt`].
    pub alt: &'a str,
}

/// How large a picture is, and its address with its size in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaMeasured<'a> {
    /// See [`super::Media::file_name`].
    pub file_name: &'a str,
    /// See [`super::Media::picture`].
    pub picture: Picture,
}

impl<'a> EventPayload<'a> for MediaEvent<'a> {
    const KINDS: &'static [(&'static str, u32)] = &[
        ("MediaAdded", 2),
        ("MediaDescribed", 1),
        ("MediaMeasured", 1),
        ("MediaDeleted", 1),
        ("MediaRestored", 1),
        ("MediaPurged", 1),
    ];

    fn kind(&self) -> &'static str {
        match self {
            Self::Added(_) => "MediaAdded",
            Self::Described(_) => "MediaDescribed",
            Self::Measured(_) => "MediaMeasured",
            Self::Deleted => "MediaDeleted",
            Self::Restored => "MediaRestored",
            Self::Purged => "MediaPurged",
        }
    }

    fn encode(&self, buffer: Vec<u8>) -> Result<Vec<u8>, postcard::Error> {
        match self {
            Self::Added(added) => postcard::to_extend(added, buffer),
            Self::Described(described) => postcard::to_extend(described, buffer),
            Self::Measured(measured) => postcard::to_extend(measured, buffer),
            Self::Deleted | Self::Restored | Self::Purged => Ok(buffer),
        }
    }

    fn decode(kind: &str, schema_version: u32, payload: &'a [u8]) -> Result<Self, DecodeError> {
        match (kind, schema_version) {
            ("MediaAdded", 1) => {
                DecodeError::payload::<MediaAdded1<'a>>(kind, payload).map(|added| Self::Added(added.into()))
            }
            ("MediaAdded", 2) => DecodeError::payload(kind, payload).map(Self::Added),
            ("MediaDescribed", 1) => DecodeError::payload(kind, payload).map(Self::Described),
            ("MediaMeasured", 1) => DecodeError::payload(kind, payload).map(Self::Measured),
            ("MediaDeleted", 1) => DecodeError::payload(kind, payload).map(|()| Self::Deleted),
            ("MediaRestored", 1) => DecodeError::payload(kind, payload).map(|()| Self::Restored),
            ("MediaPurged", 1) => DecodeError::payload(kind, payload).map(|()| Self::Purged),
            _ => Err(DecodeError::unknown(kind, schema_version)),
        }
    }

    fn to_json(&self) -> Result<serde_json::Value, serde_json::Error> {
        match self {
            Self::Added(added) => serde_json::to_value(added),
            Self::Described(described) => serde_json::to_value(described),
            Self::Measured(measured) => serde_json::to_value(measured),
            Self::Deleted | Self::Restored | Self::Purged => Ok(serde_json::json!({})),
        }
    }
}

/// The payload that takes an event's place after an erasure; `None` where it says nothing that is to be erased. What the
/// file is stays: its type, its length, its size.
///
/// # Errors
/// When the payload can't be read.
pub fn redact(
    kind: &str,
    schema_version: u32,
    payload: &[u8],
    redaction: &Redaction,
) -> Result<Option<Vec<u8>>, DecodeError> {
    let event = MediaEvent::decode(kind, schema_version, payload)?;
    let redacted = match (&event, redaction) {
        (MediaEvent::Added(added), Redaction::Text) => {
            MediaEvent::Added(MediaAdded { file_name: "", name: "", ..*added })
        }
        (MediaEvent::Measured(measured), Redaction::Text) => {
            MediaEvent::Measured(MediaMeasured { file_name: "", ..*measured })
        }
        (MediaEvent::Described(_), Redaction::Text) => MediaEvent::Described(MediaDescribed { name: "", alt: "" }),
        _ => return Ok(None),
    };
    if redacted == event {
        return Ok(None);
    }
    let encoded = match redacted {
        MediaEvent::Added(MediaAdded { content_type, length_bytes, .. }) if schema_version == 1 => {
            postcard::to_stdvec(&MediaAdded1 { name: "", content_type, length_bytes })
        }
        redacted => redacted.encode(Vec::new()),
    };
    encoded.map(Some).map_err(|error| DecodeError::damaged(kind, error))
}
