//! The shared log as the writer sees it: publishing with the sequence that it expects last, and reading by sequence.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use async_nats::HeaderMap;
use async_nats::connection::State;
use async_nats::jetstream::context::{PublishError, PublishErrorKind};
use async_nats::jetstream::message::PublishMessage;
use async_nats::jetstream::stream::{LastRawMessageErrorKind, Stream};
use async_nats::jetstream::{self, ErrorCode};
use bytes::Bytes;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::time::{sleep_until, timeout};
use uuid::Uuid;

use super::connection::LOG_ID;
use super::turns::Turns;
use super::{Connection, Link};
use crate::service::log::{AppendError, Appended, EventLog, Next, ReadError};
use crate::service::writer::{BATCH_REQUESTS_MAX, Request};
use crate::store::log::Head;

/// An answer that takes longer counts as none.
const ANSWER_MAX: Duration = Duration::from_secs(4);
/// What is told of a message besides its content fits into so many bytes.
const HEADERS_BYTES_MAX: usize = 1_024;
/// Batches that wait to be applied.
pub(super) const TAIL_MAX: usize = 256;
const APPENDED_AT_ONCE: usize = 64;
/// A server that led and was cut off answers as if it led until it has missed the others for up to twenty seconds. Servers
/// that have lost something say so for longer.
pub(super) const STALE_LEADER_MAX: Duration = Duration::from_secs(30);
/// Under this name a message carries the name of its batch.
const MESSAGE_ID: &str = "Nats-Msg-Id";
/// Under this name it carries that of its node.
const NODE: &str = "Lithair-Node";

/// The log of a cluster.
#[derive(Debug)]
pub struct JetStreamLog {
    runtime: Handle,
    connection: Connection,
    stream: Stream<()>,
    log_id: String,
    link: Arc<Link>,
    tail: mpsc::Receiver<Appended>,
    turns: Turns,
    /// Since when every answer says that the log ends before what this node has of it.
    short_since: Option<Instant>,
}

impl JetStreamLog {
    pub(super) fn new(
        connection: Connection,
        stream: Stream<()>,
        log_id: String,
        link: Arc<Link>,
        tail: mpsc::Receiver<Appended>,
    ) -> Self {
        let (runtime, turns) = (Handle::current(), Turns::default());
        Self { runtime, connection, stream, log_id, link, tail, turns, short_since: None }
    }

    fn note_turn(&mut self, appended: &Appended) {
        if appended.node != self.connection.options.node {
            self.turns.note_other(&appended.node);
        }
    }

    /// What a message that isn't there means.
    fn absent(&mut self, sequence: u64) -> Result<Option<Appended>, ReadError> {
        let info = self.runtime.block_on(async { timeout(ANSWER_MAX, self.stream.get_info()).await });
        let info = match info {
            Ok(Ok(info)) => info,
            Ok(Err(error)) => return Err(ReadError::Unavailable(error.to_string())),
            Err(_) => return Err(ReadError::Unavailable("no answer".to_owned())),
        };
        let (first_sequence, last_sequence) = (info.state.first_sequence, info.state.last_sequence);
        if info.config.metadata.get(LOG_ID) != Some(&self.log_id) {
            return Err(ReadError::Differs(
                "the shared log was made anew: start this node again to take part in it".to_owned(),
            ));
        }
        if last_sequence + 1 < sequence {
            return Err(self.short(last_sequence, sequence - 1));
        }
        self.short_since = None;
        if first_sequence > sequence { Err(ReadError::Purged { first_sequence }) } else { Ok(None) }
    }

    /// What a log means that ends before what this node has of it.
    fn short(&mut self, last_sequence: u64, applied: u64) -> ReadError {
        let since = *self.short_since.get_or_insert_with(Instant::now);
        if since.elapsed() < STALE_LEADER_MAX {
            return ReadError::Unavailable(format!(
                "a server says that the log ends at message {last_sequence}, and this node has it up to {applied}"
            ));
        }
        ReadError::Differs(format!(
            "the shared log ends at message {last_sequence}, and this node has it up to {applied}: its servers lost \
             something. Stop the node that is furthest (`lithair-blog cluster status`), run `lithair-blog cluster \
             reseed` there, and start all nodes again"
        ))
    }
}

impl EventLog for JetStreamLog {
    fn next(&mut self, requests: &mut mpsc::Receiver<Request>, batch: &mut Vec<Request>) -> Next {
        let others_until = self.turns.others_until(Instant::now());
        let Self { runtime, link, tail, .. } = self;
        let next = runtime.block_on(async {
            let mut appended = Vec::new();
            tokio::select! {
                count = tail.recv_many(&mut appended, APPENDED_AT_ONCE), if !tail.is_closed() || !tail.is_empty() => {
                    if count > 0 { Next::Appended(appended) } else { Next::Behind }
                }
                () = link.behind.notified() => Next::Behind,
                count = async {
                    if let Some(until) = others_until {
                        sleep_until(until.into()).await;
                    }
                    requests.recv_many(batch, BATCH_REQUESTS_MAX).await
                } => {
                    if count > 0 { Next::Requests } else { Next::Closed }
                }
            }
        });
        if let Next::Appended(appended) = &next {
            appended.iter().for_each(|one| self.note_turn(one));
        }
        next
    }

    fn is_shared(&self) -> bool {
        true
    }

    fn append(&mut self, expected: u64, id: Uuid, bytes: Vec<u8>) -> Result<u64, AppendError> {
        let client = &self.connection.client;
        // What the client keeps until it is connected again could be sent when nobody waits for it any more.
        if client.connection_state() != State::Connected {
            return Err(AppendError::Unavailable("not connected".to_owned()));
        }
        let bytes_max = client.max_payload().saturating_sub(HEADERS_BYTES_MAX);
        if bytes.len() > bytes_max {
            return Err(AppendError::TooLarge { bytes: bytes.len(), bytes_max });
        }
        let mut headers = HeaderMap::new();
        headers.insert(NODE, self.connection.options.node.as_str());
        let message = PublishMessage::build()
            .headers(headers)
            .payload(bytes.into())
            .message_id(id.to_string())
            .expected_last_sequence(expected)
            .expected_stream(self.connection.stream_name());
        let publish = async { self.connection.context.send_publish(self.connection.subject(), message).await?.await };
        match self.runtime.block_on(async { timeout(ANSWER_MAX, publish).await }) {
            Ok(Ok(ack)) if ack.duplicate => Err(AppendError::Duplicate),
            Ok(Ok(ack)) => {
                self.turns.note_own(Instant::now());
                self.link.appended.store(ack.sequence, Ordering::Relaxed);
                self.link.last_sequence.fetch_max(ack.sequence, Ordering::Relaxed);
                *self.link.answered_at.lock() = Some(Instant::now());
                Ok(ack.sequence)
            }
            Ok(Err(error)) => Err(append_error(&error)),
            Err(_) => Err(AppendError::Unknown("no answer".to_owned())),
        }
    }

    fn read(&mut self, sequence: u64) -> Result<Option<Appended>, ReadError> {
        let question = self.stream.get_raw_message(sequence);
        match self.runtime.block_on(async { timeout(ANSWER_MAX, question).await }) {
            Ok(Ok(message)) => {
                self.short_since = None;
                let appended = batch_of(message.sequence, Some(&message.headers), message.payload);
                self.note_turn(&appended);
                Ok(Some(appended))
            }
            Ok(Err(error)) if error.kind() == LastRawMessageErrorKind::NoMessageFound => self.absent(sequence),
            Ok(Err(error)) => Err(ReadError::Unavailable(error.to_string())),
            Err(_) => Err(ReadError::Unavailable("no answer".to_owned())),
        }
    }

    fn applied(&mut self, sequence: u64, head: &Head) {
        *self.link.head.lock() = *head;
        self.link.last_sequence.fetch_max(sequence, Ordering::Relaxed);
        self.link.applied.send_replace(sequence);
    }

    fn halted(&mut self, reason: &str) {
        *self.link.halted.lock() = Some(reason.to_owned());
    }
}

/// The batch that a message carries.
pub(super) fn batch_of(sequence: u64, headers: Option<&HeaderMap>, bytes: Bytes) -> Appended {
    let header =
        |name: &str| headers.and_then(|headers| headers.get(name)).map(ToString::to_string).unwrap_or_default();
    Appended { sequence, id: header(MESSAGE_ID), node: header(NODE), bytes }
}

/// What a publish that failed means: refused for certain, or perhaps not.
fn append_error(error: &PublishError) -> AppendError {
    let code =
        error.source().and_then(|source| source.downcast_ref::<jetstream::Error>()).map(jetstream::Error::error_code);
    match (error.kind(), code) {
        (PublishErrorKind::WrongLastSequence, _) | (_, Some(ErrorCode::STREAM_WRONG_LAST_SEQUENCE_CONSTANT)) => {
            AppendError::Conflict
        }
        // The first one of that name is still under way.
        (_, Some(ErrorCode::STREAM_DUPLICATE_MESSAGE_CONFLICT)) => AppendError::Unknown(error.to_string()),
        // Nobody listens, so nobody has it; or a server says that it did not take it.
        (PublishErrorKind::StreamNotFound | PublishErrorKind::MaxPayloadExceeded, _) | (_, Some(_)) => {
            AppendError::Unavailable(error.to_string())
        }
        _ => AppendError::Unknown(error.to_string()),
    }
}
