//! Proving the log: nothing missing, nothing changed, nothing that can't be read.

use std::collections::{BTreeSet, HashMap};
use std::fmt;

use super::StoreError;
use super::log::{Hash, Head, Scan, StoredEvent};
use crate::domain::erasure::Erasure;
use crate::domain::site::{Redirect, Site};
use crate::domain::{Aggregate, AnyState};

/// Findings that are told one by one; of more there is only a number.
pub const FINDINGS_MAX: usize = 100;

/// Something that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where: an event, a segment, a row.
    pub place: String,
    /// What is wrong.
    pub reason: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.place, self.reason)
    }
}

/// What was found, in the order of the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// The first of them.
    pub first: Vec<Finding>,
    /// How many there are.
    pub count: u64,
}

impl Findings {
    /// Notes one more.
    pub fn add(&mut self, place: impl Into<String>, reason: impl Into<String>) {
        self.count += 1;
        if self.first.len() < FINDINGS_MAX {
            self.first.push(Finding { place: place.into(), reason: reason.into() });
        }
    }

    /// Whether nothing was found.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }
}

/// What a whole log says of itself.
#[derive(Debug, Default)]
pub struct Proof {
    /// What is wrong.
    pub findings: Findings,
    /// Where the log ends.
    pub head: Head,
    /// How many segments it has.
    pub segments: u64,
    /// How many bytes all payloads have.
    pub payload_bytes: u64,
    /// Every stream: its last version, its last sealed version, and where it begins.
    pub streams: HashMap<String, StreamEnd>,
    /// Every kind of event there is.
    pub kinds: BTreeSet<(String, u32)>,
    /// The site's settings.
    pub site: Site,
    /// The site's redirects, with the position of each.
    pub redirects: Vec<(u64, Redirect)>,
    /// Payloads whose hash is not the one that the chain covers, until an erasure explains them.
    unexplained: HashMap<u64, Hash>,
}

/// Where a stream begins and ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamEnd {
    /// The position of its first event.
    pub first_position: u64,
    /// The version of its last event.
    pub version: u64,
    /// The version of its last event in a segment; 0 where there is none.
    pub sealed_version: u64,
}

/// Reads the whole log and checks the chain, positions, versions, hashes, and that every payload can be read.
/// `progress` is called now and then with the last position.
///
/// # Errors
/// When SQLite fails; what is wrong with the log is found, not an error.
pub fn prove(scan: &Scan, mut progress: impl FnMut(u64)) -> Result<Proof, StoreError> {
    let mut proof = Proof::default();
    scan.for_each_segment(0, |end, events| {
        proof.segments += 1;
        progress(end.last_position);
        match events {
            Ok(events) => {
                events.iter().for_each(|event| proof.check(event, true));
                if proof.head.hash != end.last_hash {
                    let place = format!("segment {}", end.first_position);
                    proof.findings.add(place, "its events don't lead to the hash that the chain had at its end");
                }
            }
            Err(error) => proof.findings.add(format!("segment {}", end.first_position), reason(&error)),
        }
        // What follows is judged by itself.
        (proof.head.position, proof.head.hash) = (end.last_position, end.last_hash);
        Ok::<_, StoreError>(())
    })?;
    scan.for_each_row(proof.head.position, |event| {
        if event.global_position.is_multiple_of(4_096) {
            progress(event.global_position);
        }
        proof.check(event, false);
        Ok::<_, StoreError>(())
    })?;
    progress(proof.head.position);
    let mut unexplained: Vec<_> = proof.unexplained.keys().copied().collect();
    unexplained.sort_unstable();
    for position in unexplained {
        proof.findings.add(format!("event {position}"), "its payload is not the one that was written");
    }
    Ok(proof)
}

fn reason(error: &StoreError) -> String {
    match error {
        StoreError::Segment { reason, .. } => reason.clone(),
        other => other.to_string(),
    }
}

impl Proof {
    fn check(&mut self, event: &StoredEvent<'_>, is_sealed: bool) {
        let place = || format!("event {}", event.global_position);
        if event.global_position != self.head.position + 1 {
            let missing = format!("events {} to {} are missing", self.head.position + 1, event.global_position - 1);
            self.findings.add(place(), missing);
        }
        if event.at < self.head.at {
            self.findings.add(place(), "it was recorded before the event that it follows");
        }
        let hash = event.chain_hash(&self.head.hash);
        if event.hash.is_some_and(|stored| stored != hash) {
            self.findings.add(place(), "its envelope or the event before it is not as it was written");
        }
        self.check_payload(event);
        self.check_version(event, is_sealed);
        self.head = Head { position: event.global_position, hash: event.hash.unwrap_or(hash), at: event.at };
    }

    fn check_payload(&mut self, event: &StoredEvent<'_>) {
        self.payload_bytes += event.payload.len() as u64;
        if !self.kinds.iter().any(|(kind, version)| kind == event.kind && *version == event.schema_version) {
            self.kinds.insert((event.kind.to_owned(), event.schema_version));
        }
        let payload_hash = *blake3::hash(event.payload).as_bytes();
        if event.payload_hash.is_some_and(|chained| chained != payload_hash) {
            self.unexplained.insert(event.global_position, payload_hash);
        }
        if let Err(error) = self.read_payload(event) {
            self.findings.add(format!("event {}", event.global_position), error);
        }
    }

    /// Every payload must be readable; the site's settings and erasures are needed here as well.
    fn read_payload(&mut self, event: &StoredEvent<'_>) -> Result<(), String> {
        let category = event.category();
        if category == Site::CATEGORY {
            let known = self.site.redirects.len();
            super::log::fold(&mut self.site, event).map_err(|error| error.to_string())?;
            let added = self.site.redirects.iter().skip(known).cloned();
            self.redirects.extend(added.map(|redirect| (event.global_position, redirect)));
            return Ok(());
        }
        let Some(mut state) = AnyState::of_category(category) else {
            return Err(format!("there are no streams such as {}", event.stream_id));
        };
        match &mut state {
            AnyState::Erasure(_) => {
                state
                    .fold(event.kind, event.schema_version, event.payload, &event.recorded())
                    .map_err(|error| error.to_string())?;
                if let AnyState::Erasure(erasure) = &state {
                    self.explain(erasure);
                }
                Ok(())
            }
            _ => state.can_read(event.kind, event.schema_version, event.payload).map_err(|error| error.to_string()),
        }
    }

    fn explain(&mut self, erasure: &Erasure) {
        for payload in &erasure.payloads {
            if self.unexplained.get(&payload.global_position) == Some(&payload.payload_hash) {
                self.unexplained.remove(&payload.global_position);
            }
        }
    }

    fn check_version(&mut self, event: &StoredEvent<'_>, is_sealed: bool) {
        let expected = match self.streams.get_mut(event.stream_id) {
            Some(end) => {
                let expected = end.version + 1;
                end.version = event.stream_version;
                if is_sealed {
                    end.sealed_version = event.stream_version;
                }
                expected
            }
            None => {
                let end = StreamEnd {
                    first_position: event.global_position,
                    version: event.stream_version,
                    sealed_version: if is_sealed { event.stream_version } else { 0 },
                };
                self.streams.insert(event.stream_id.to_owned(), end);
                1
            }
        };
        if event.stream_version != expected {
            let reason = format!(
                "it is version {} of {}, where version {expected} should be",
                event.stream_version, event.stream_id
            );
            self.findings.add(format!("event {}", event.global_position), reason);
        }
    }
}
