//! The log as people and programs read it from outside.

use std::fmt;
use std::path::Path;

use serde_json::{Value, json};

use crate::domain::{AnyState, StreamId};
use crate::store::StoreError;
use crate::store::log::{self, Scan, StoredEvent};

/// An event of the log. Its `Display` is one line.
#[derive(Clone, Copy, Debug)]
pub struct LoggedEvent<'a>(&'a StoredEvent<'a>);

/// Why the log could not be shown.
#[derive(Debug, thiserror::Error)]
pub enum EventsError {
    /// It can't be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Nothing more can be written.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// Calls with every event of a log, or of one stream, in order, as of one moment. Others may go on writing. It blocks.
///
/// # Errors
/// What `each` says; or when the file can't be read.
pub fn for_each_event(
    file: &Path,
    stream_id: Option<&str>,
    mut each: impl FnMut(LoggedEvent<'_>) -> std::io::Result<()>,
) -> Result<(), EventsError> {
    let scan = Scan::open(file)?;
    let Some(stream_id) = stream_id else {
        return scan.for_each(0, |event| Ok(each(LoggedEvent(event))?));
    };
    let mut failure = None;
    log::for_each(scan.connection(), &StreamId::from(stream_id.to_owned()), None, |event| {
        match each(LoggedEvent(event)) {
            Ok(()) => Ok(()),
            Err(error) => {
                failure = Some(error);
                Err(StoreError::Stopping)
            }
        }
    })
    .map_err(|error| failure.map_or(EventsError::Store(error), EventsError::Io))
}

impl LoggedEvent<'_> {
    /// The whole event. One whose payload can't be read says why instead.
    pub fn to_json(self) -> Value {
        let event = self.0;
        let payload = AnyState::of_category(event.category())
            .ok_or_else(|| "there are no such streams".to_owned())
            .and_then(|state| {
                state.to_json(event.kind, event.schema_version, event.payload).map_err(|error| error.to_string())
            });
        let (payload, error) = match payload {
            Ok(payload) => (payload, None),
            Err(error) => (Value::Null, Some(error)),
        };
        let mut json = json!({
            "global_position": event.global_position,
            "stream_id": event.stream_id,
            "stream_version": event.stream_version,
            "kind": event.kind,
            "schema_version": event.schema_version,
            "payload": payload,
            "actor": event.actor,
            "at": event.at,
            "correlation_id": event.correlation_id,
            "causation_id": event.causation_id,
        });
        if let Some(error) = error {
            json["error"] = error.into();
        }
        json
    }
}

impl fmt::Display for LoggedEvent<'_> {
    /// Position, time, actor, stream and kind, with tabs between them.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let event = self.0;
        write!(formatter, "{}\t{}\t{}\t", event.global_position, event.at, event.actor)?;
        write!(formatter, "{}\t{}", event.stream_id, event.kind)
    }
}
