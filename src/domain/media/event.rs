//! What can have happened to media.

use serde::{Deserialize, Serialize};

use super::Picture;
use crate::domain::{DecodeError, EventPayload};

/// What can have happened to media.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaEvent<'a> {
    /// It was added.
    Added(MediaAdded<'a>),
    /// Somebody said what it is called and what it shows.
    Described(MediaDescribed<'a>),
    /// It was deleted.
    Deleted,
    /// It was brought back.
    Restored,
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
#[derive(Deserialize)]
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

impl<'a> EventPayload<'a> for MediaEvent<'a> {
    const KINDS: &'static [(&'static str, u32)] =
        &[("MediaAdded", 2), ("MediaDescribed", 1), ("MediaDeleted", 1), ("MediaRestored", 1)];

    fn kind(&self) -> &'static str {
        match self {
            Self::Added(_) => "MediaAdded",
            Self::Described(_) => "MediaDescribed",
            Self::Deleted => "MediaDeleted",
            Self::Restored => "MediaRestored",
        }
    }

    fn encode(&self, buffer: Vec<u8>) -> Result<Vec<u8>, postcard::Error> {
        match self {
            Self::Added(added) => postcard::to_extend(added, buffer),
            Self::Described(described) => postcard::to_extend(described, buffer),
            Self::Deleted | Self::Restored => Ok(buffer),
        }
    }

    fn decode(kind: &str, schema_version: u32, payload: &'a [u8]) -> Result<Self, DecodeError> {
        match (kind, schema_version) {
            ("MediaAdded", 1) => {
                DecodeError::payload::<MediaAdded1<'a>>(kind, payload).map(|added| Self::Added(added.into()))
            }
            ("MediaAdded", 2) => DecodeError::payload(kind, payload).map(Self::Added),
            ("MediaDescribed", 1) => DecodeError::payload(kind, payload).map(Self::Described),
            ("MediaDeleted", 1) => DecodeError::payload(kind, payload).map(|()| Self::Deleted),
            ("MediaRestored", 1) => DecodeError::payload(kind, payload).map(|()| Self::Restored),
            _ => Err(DecodeError::unknown(kind, schema_version)),
        }
    }

    fn to_json(&self) -> Result<serde_json::Value, serde_json::Error> {
        match self {
            Self::Added(added) => serde_json::to_value(added),
            Self::Described(described) => serde_json::to_value(described),
            Self::Deleted | Self::Restored => Ok(serde_json::json!({})),
        }
    }
}
