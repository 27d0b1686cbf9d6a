//! Segments: sealed ranges of the log, compressed.
//!
//! A segment's content is a sequence of groups, one for each stream, so that like texts stand side by side and a reader
//! of one stream skips the others: the stream's name, the version of its first event here, how many events follow and
//! how many bytes they take; then the events. All of it is [postcard](https://docs.rs/postcard), read by borrowing.
//! The content is one zstd frame, made with a dictionary where there is one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::event::{Hash, StoredEvent};
use crate::domain::Timestamp;
use crate::store::StoreError;

/// The level that sealing compresses at. `script/bench` shows what others would save and cost.
pub const COMPRESSION_LEVEL: i32 = 12;

/// The most bytes that a segment's content may say it has; it is held in memory as a whole.
const RAW_BYTES_MAX: usize = 256 * 1024 * 1024;

/// A range of the log as a segment keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The position of its first event.
    pub first_position: u64,
    /// The position of its last event.
    pub last_position: u64,
    /// The chain's hash at its last event.
    pub last_hash: Hash,
    /// The length of its content, in bytes.
    pub raw_bytes: usize,
    /// Its content, compressed.
    pub bytes: Vec<u8>,
    /// BLAKE3 of `bytes`.
    pub bytes_hash: Hash,
}

/// Where a segment has a stream's events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedStream {
    /// The stream.
    pub stream_id: String,
    /// The version of its first event here.
    pub first_version: u64,
    /// The version of its last event here.
    pub last_version: u64,
    /// When its first event here was recorded.
    pub first_at: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct Group<'a> {
    stream_id: &'a str,
    first_version: u64,
    events: u32,
    bytes: u32,
}

#[derive(Serialize, Deserialize)]
struct SealedEvent<'a> {
    global_position: u64,
    kind: &'a str,
    schema_version: u32,
    payload: &'a [u8],
    /// The hash that the chain covers, where an erasure replaced the payload.
    replaced_payload_hash: Option<Hash>,
    actor: &'a str,
    at: Timestamp,
    correlation_id: Option<&'a str>,
    causation_id: Option<&'a str>,
}

/// The content of a segment, and where its streams are. The events are consecutive, in the log's order.
///
/// # Errors
/// When the encoder refuses, which no event makes it do, or the events are larger than a segment can hold.
pub fn encode<'a>(
    events: impl IntoIterator<Item = StoredEvent<'a>>,
) -> Result<(Vec<u8>, Vec<SealedStream>), StoreError> {
    let mut groups: BTreeMap<&str, Vec<StoredEvent<'a>>> = BTreeMap::new();
    for event in events {
        groups.entry(event.stream_id).or_default().push(event);
    }
    let mut content = Vec::new();
    let mut streams = Vec::with_capacity(groups.len());
    for (stream_id, events) in groups {
        let (Some(first), Some(last)) = (events.first(), events.last()) else { continue };
        let mut body = Vec::new();
        for event in &events {
            body = postcard::to_extend(&SealedEvent::from(event), body)?;
        }
        let too_large = |_| StoreError::SegmentTooLarge;
        let group = Group {
            stream_id,
            first_version: first.stream_version,
            events: u32::try_from(events.len()).map_err(too_large)?,
            bytes: u32::try_from(body.len()).map_err(too_large)?,
        };
        content = postcard::to_extend(&group, content)?;
        content.extend_from_slice(&body);
        streams.push(SealedStream {
            stream_id: stream_id.to_owned(),
            first_version: first.stream_version,
            last_version: last.stream_version,
            first_at: first.at,
        });
    }
    if content.len() > RAW_BYTES_MAX {
        return Err(StoreError::SegmentTooLarge);
    }
    Ok((content, streams))
}

/// Compresses a segment's content.
///
/// # Errors
/// When zstd refuses.
pub fn compress(content: &[u8], dictionary: Option<&[u8]>) -> Result<Vec<u8>, StoreError> {
    let mut compressor = zstd::bulk::Compressor::with_dictionary(COMPRESSION_LEVEL, dictionary.unwrap_or_default())
        .map_err(zstd_error)?;
    compressor.compress(content).map_err(zstd_error)
}

/// Gives a segment's content back, after its hash has shown that nothing changed.
///
/// # Errors
/// [`StoreError::Segment`] when the bytes are not those that were sealed.
pub fn decompress(
    first_position: u64,
    bytes: &[u8],
    bytes_hash: &[u8],
    raw_bytes: usize,
    dictionary: Option<&[u8]>,
) -> Result<Vec<u8>, StoreError> {
    let damaged = |reason: String| StoreError::Segment { first_position, reason };
    if blake3::hash(bytes).as_bytes().as_slice() != bytes_hash {
        return Err(damaged("its bytes differ from their hash".to_owned()));
    }
    if raw_bytes > RAW_BYTES_MAX {
        return Err(damaged(format!("it claims to hold {raw_bytes} bytes")));
    }
    let mut decompressor = zstd::bulk::Decompressor::with_dictionary(dictionary.unwrap_or_default())
        .map_err(|error| damaged(error.to_string()))?;
    decompressor.decompress(bytes, raw_bytes).map_err(|error| damaged(error.to_string()))
}

/// All events of a segment's content, in the log's order.
///
/// # Errors
/// When the content is not a segment's.
pub fn events<'a>(first_position: u64, content: &'a [u8]) -> Result<Vec<StoredEvent<'a>>, StoreError> {
    let mut all = Vec::new();
    for_each_group(first_position, content, |group, body| read_group(first_position, group, body, &mut all))?;
    all.sort_unstable_by_key(|event| event.global_position);
    Ok(all)
}

/// The events of one stream in a segment's content, in order.
///
/// # Errors
/// When the content is not a segment's.
pub fn events_of<'a>(
    first_position: u64,
    content: &'a [u8],
    stream_id: &str,
) -> Result<Vec<StoredEvent<'a>>, StoreError> {
    let mut found = Vec::new();
    for_each_group(first_position, content, |group, body| {
        if group.stream_id == stream_id { read_group(first_position, group, body, &mut found) } else { Ok(()) }
    })?;
    Ok(found)
}

fn for_each_group<'a>(
    first_position: u64,
    mut content: &'a [u8],
    mut each: impl FnMut(Group<'a>, &'a [u8]) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    while !content.is_empty() {
        let (group, rest) = postcard::take_from_bytes::<Group<'a>>(content).map_err(unreadable(first_position))?;
        let (body, rest) = rest.split_at_checked(group.bytes as usize).ok_or_else(|| StoreError::Segment {
            first_position,
            reason: format!("the events of {} are cut off", group.stream_id),
        })?;
        each(group, body)?;
        content = rest;
    }
    Ok(())
}

fn read_group<'a>(
    first_position: u64,
    group: Group<'a>,
    mut body: &'a [u8],
    events: &mut Vec<StoredEvent<'a>>,
) -> Result<(), StoreError> {
    let end = group.first_version.checked_add(u64::from(group.events)).ok_or_else(|| StoreError::Segment {
        first_position,
        reason: format!("no stream has as many events as {}", group.stream_id),
    })?;
    for stream_version in group.first_version..end {
        let (event, rest) = postcard::take_from_bytes::<SealedEvent<'a>>(body).map_err(unreadable(first_position))?;
        events.push(event.stored(group.stream_id, stream_version));
        body = rest;
    }
    Ok(())
}

fn unreadable(first_position: u64) -> impl Fn(postcard::Error) -> StoreError {
    move |error| StoreError::Segment { first_position, reason: error.to_string() }
}

fn zstd_error(source: std::io::Error) -> StoreError {
    StoreError::Compression(source)
}

impl<'a> From<&StoredEvent<'a>> for SealedEvent<'a> {
    fn from(event: &StoredEvent<'a>) -> Self {
        let payload_hash = *blake3::hash(event.payload).as_bytes();
        Self {
            global_position: event.global_position,
            kind: event.kind,
            schema_version: event.schema_version,
            payload: event.payload,
            replaced_payload_hash: event.payload_hash.filter(|chained| *chained != payload_hash),
            actor: event.actor,
            at: event.at,
            correlation_id: event.correlation_id,
            causation_id: event.causation_id,
        }
    }
}

impl<'a> SealedEvent<'a> {
    fn stored(self, stream_id: &'a str, stream_version: u64) -> StoredEvent<'a> {
        StoredEvent {
            global_position: self.global_position,
            stream_id,
            stream_version,
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

    fn event(global_position: u64, stream_id: &'static str, stream_version: u64) -> StoredEvent<'static> {
        StoredEvent {
            global_position,
            stream_id,
            stream_version,
            kind: "PostEdited",
            schema_version: 1,
            payload: b"some text that is said again and again",
            payload_hash: None,
            actor: "operator",
            at: Timestamp::from_milliseconds(-5),
            correlation_id: Some("request"),
            causation_id: None,
            hash: None,
        }
    }

    fn log() -> Vec<StoredEvent<'static>> {
        vec![event(7, "post-b", 3), event(8, "post-a", 1), event(9, "post-b", 4), event(10, "post-a", 2)]
    }

    #[test]
    fn a_segment_gives_back_what_was_sealed() {
        let (content, streams) = encode(log()).unwrap();
        assert_eq!(events(7, &content).unwrap(), log());
        assert_eq!(events_of(7, &content, "post-b").unwrap(), [log()[0], log()[2]]);
        let ranges: Vec<_> =
            streams.iter().map(|sealed| (&*sealed.stream_id, sealed.first_version, sealed.last_version)).collect();
        assert_eq!(ranges, [("post-a", 1, 2), ("post-b", 3, 4)]);
    }

    #[test]
    fn a_replaced_payload_keeps_the_hash_that_the_chain_covers() {
        let erased = StoredEvent { payload: b"", payload_hash: Some([9; 32]), ..event(1, "post-a", 1) };
        let (content, _) = encode([erased]).unwrap();
        assert_eq!(events(1, &content).unwrap(), [erased]);
    }

    #[test]
    fn a_changed_byte_is_found() {
        let (content, _) = encode(log()).unwrap();
        let mut bytes = compress(&content, None).unwrap();
        let hash = *blake3::hash(&bytes).as_bytes();
        assert_eq!(decompress(7, &bytes, &hash, content.len(), None).unwrap(), content);
        bytes[9] ^= 1;
        let error = decompress(7, &bytes, &hash, content.len(), None).unwrap_err();
        assert!(matches!(error, StoreError::Segment { first_position: 7, .. }), "{error}");
    }

    #[test]
    fn no_content_makes_it_panic() {
        let (content, _) = encode(log()).unwrap();
        for end in 0..content.len() {
            let _ = events(7, &content[..end]);
        }
        for byte in 0..content.len() {
            let mut changed = content.clone();
            changed[byte] ^= 0xFF;
            let _ = events(7, &changed);
        }
    }
}
