//! The one writer: it takes whatever commands wait, decides on current state, and commits them as one transaction. Where
//! the log is shared, it appends there before it commits, and applies what others appended.
//!
//! - [`request`]: what it is asked and what it answers. [`unit`]: one request inside the transaction.
//! - [`follow`]: one batch of others inside a transaction. [`tables`]: what both write for queries.

mod follow;
mod request;
mod tables;
mod unit;

use std::sync::Arc;
use std::time::{Duration, Instant};

use rusqlite::TransactionBehavior;
use tokio::sync::mpsc;
use uuid::Uuid;

use self::follow::{FollowError, Follower};
use self::tables::Tables;
use self::unit::{Done, Unit};
use super::ServiceError;
use super::caches::Caches;
use super::clock::Clock;
use super::log::{AppendError, Appended, EventLog, Next, ReadError};
use super::meters::WriterMeters;
use super::recent::RecentPosts;
use super::renderings::Renderings;
use super::secret;
use crate::store::log::Head;
use crate::store::log::batch;
use crate::store::{self, StoreError, membership};

pub use self::request::{Change, Command, Request, SessionChange, Written};
pub(super) use self::tables::write_post_rows;

/// Requests that wait before further ones are turned away.
pub const QUEUE_REQUESTS_MAX: usize = 1_024;

/// Requests committed as one transaction: more would only make the first of them wait.
pub const BATCH_REQUESTS_MAX: usize = 256;

/// For so long the writer tries to append to a shared log, before it tells those who wait.
const APPEND_MAX: Duration = Duration::from_secs(15);
/// Between two questions to a log that does not answer.
const APPEND_PAUSE: Duration = Duration::from_millis(100);
/// Between being told that another was first, and its batch.
const CONFLICT_PAUSE: Duration = Duration::from_millis(2);
/// What others appended is committed together, so many batches at a time.
const FOLLOWED_AT_ONCE: usize = 64;

/// The one writer, with what it needs.
#[derive(Debug)]
pub struct Writer {
    database: store::Writer,
    head: Head,
    /// The last batch of the shared log that the database has; 0 where it stands alone.
    sequence: u64,
    log: Box<dyn EventLog>,
    /// Why the log can't be followed any further, nor written to.
    halted: Option<String>,
    clock: Clock,
    caches: Arc<Caches>,
    renderings: Renderings,
    recent: RecentPosts,
    meters: WriterMeters,
}

/// Why a batch was not committed.
enum Failed {
    /// The database failed.
    Store(StoreError),
    /// The log did not take it, or may not have. What would have been answered is needed if it has.
    Append(AppendError, Vec<Result<Done, ServiceError>>),
    /// The shared log has it, and the database does not.
    Uncommitted(StoreError, Vec<Result<Done, ServiceError>>),
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<rusqlite::Error> for Failed {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Up to where a shared log was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CaughtUp {
    /// The batch of that name is there, and applied.
    Found,
    /// It is not, and can't come any more where others were appended.
    Missing { others: u64 },
}

impl Writer {
    /// The writer behind the end of the log.
    pub fn new(
        database: store::Writer,
        head: Head,
        clock: Clock,
        caches: Arc<Caches>,
        renderings: Renderings,
        meters: WriterMeters,
    ) -> Self {
        let log = Box::new(super::log::LocalLog);
        let recent = RecentPosts::default();
        Self { database, head, sequence: 0, log, halted: None, clock, caches, renderings, recent, meters }
    }

    /// The same behind a place of a shared log.
    #[must_use]
    pub fn following(self, log: Box<dyn EventLog>, sequence: u64) -> Self {
        Self { log, sequence, ..self }
    }

    /// Writes until nobody can ask any more, and gives the connection back. It blocks: it has a thread of its own.
    pub fn run(mut self, mut requests: mpsc::Receiver<Request>) -> store::Writer {
        let mut batch = Vec::with_capacity(BATCH_REQUESTS_MAX);
        self.log.applied(self.sequence, &self.head);
        loop {
            match self.log.next(&mut requests, &mut batch) {
                Next::Requests => self.write(std::mem::take(&mut batch)),
                Next::Appended(appended) => self.follow(&appended),
                Next::Behind => drop(self.catch_up(None)),
                Next::Closed => return self.database,
            }
        }
    }

    /// Commits a batch, then tells the caches, then answers.
    fn write(&mut self, requests: Vec<Request>) {
        let started_at = Instant::now();
        let count = requests.len();
        let outcome = match &self.halted {
            Some(reason) => Err(ServiceError::LogHalted(reason.clone())),
            None => self.commit_or_wait(&requests, started_at + APPEND_MAX),
        };
        self.meters.note(count, started_at.elapsed());
        match outcome {
            Ok(results) => {
                for (request, result) in requests.into_iter().zip(results) {
                    request.answer(result.map(|done| Written { post: done.post }));
                }
            }
            Err(ServiceError::TooLargeForLog { .. }) if count > 1 => {
                // Each for itself: only what is too large alone is refused.
                let mut first = requests;
                let second = first.split_off(count / 2);
                self.write(first);
                self.write(second);
            }
            Err(error) => {
                tracing::error!(%error, requests = count, "a batch was not written");
                for request in requests {
                    request.answer(Err(error.for_another()));
                }
            }
        }
    }

    /// Commits a batch, as often as others come first and as long as a shared log does not answer.
    fn commit_or_wait(
        &mut self,
        requests: &[Request],
        deadline: Instant,
    ) -> Result<Vec<Result<Done, ServiceError>>, ServiceError> {
        let mut id = self.batch_id()?;
        let mut may_be_there = false;
        loop {
            let (error, results) = match self.commit(requests, id) {
                Ok(results) => {
                    self.tell_caches(results.iter().flatten().flat_map(|done| &done.changes));
                    return Ok(results);
                }
                Err(Failed::Store(error)) if error.is_disk_full() => return Err(ServiceError::DiskFull),
                Err(Failed::Store(error)) => {
                    tracing::error!(%error, "the database did not take a batch");
                    return Err(ServiceError::NotWritten);
                }
                Err(Failed::Uncommitted(error, results)) => {
                    tracing::error!(%error, "a batch is in the shared log and could not be written here: it is read back");
                    // It is answered as what it is, written; this node has it as soon as its database takes it.
                    let _ = self.catch_up(Some(id));
                    return Ok(self.as_they_are(results));
                }
                Err(Failed::Append(error, results)) => (error, results),
            };
            match error {
                AppendError::TooLarge { bytes, bytes_max } => {
                    return Err(ServiceError::TooLargeForLog { bytes, bytes_max });
                }
                AppendError::Conflict | AppendError::Unavailable(_) => {}
                AppendError::Unknown(_) | AppendError::Duplicate => may_be_there = true,
            }
            match self.catch_up(Some(id)) {
                Ok(CaughtUp::Found) => return Ok(self.as_they_are(results)),
                // Whatever came first keeps the batch out for good: it is decided again, under another name.
                Ok(CaughtUp::Missing { others: 1.. }) => {
                    (id, may_be_there) = (self.batch_id()?, false);
                    continue;
                }
                Ok(CaughtUp::Missing { others: 0 }) => {}
                Err(error @ ServiceError::LogHalted(_)) => return Err(error),
                Err(error @ ServiceError::DiskFull) if !may_be_there => return Err(error),
                Err(_) => {}
            }
            if Instant::now() >= deadline {
                tracing::warn!(%error, "the shared log does not answer");
                return Err(if may_be_there { ServiceError::OutcomeUnknown } else { ServiceError::LogUnavailable });
            }
            // Another's batch was first and can't be read yet: it will be in a moment.
            std::thread::sleep(if error == AppendError::Conflict { CONFLICT_PAUSE } else { APPEND_PAUSE });
        }
    }

    /// What is answered to requests whose batch came back from the log: posts as they are there.
    fn as_they_are(&self, mut results: Vec<Result<Done, ServiceError>>) -> Vec<Result<Done, ServiceError>> {
        for (id, post) in results.iter_mut().flatten().filter_map(|done| done.post.as_mut()) {
            if let Some(current) = self.recent.get(*id).filter(|current| current.version == post.version) {
                *post = current;
            }
        }
        results
    }

    fn batch_id(&self) -> Result<Uuid, ServiceError> {
        if self.log.is_shared() { secret::random_uuid() } else { Ok(Uuid::nil()) }
    }

    fn commit(&mut self, requests: &[Request], id: Uuid) -> Result<Vec<Result<Done, ServiceError>>, Failed> {
        let head = self.head;
        let committed = self.try_commit(requests, id);
        if committed.is_err() {
            self.head = head;
            self.recent.forget_all();
        }
        committed
    }

    fn try_commit(&mut self, requests: &[Request], id: Uuid) -> Result<Vec<Result<Done, ServiceError>>, Failed> {
        // A clock that goes backwards must not put an event before the one it follows.
        let at = self.clock.now().max(self.head.at);
        let before = self.head;
        let mut results = Vec::with_capacity(requests.len());
        let mut effects = Vec::new();
        let mut transaction = self.database.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for request in requests {
            let savepoint = transaction.savepoint()?;
            let tables = Tables { connection: &savepoint, caches: &self.caches, renderings: &self.renderings };
            let mut unit = Unit { tables, head: self.head, at, request, recent: &mut self.recent, effects: Vec::new() };
            match unit.execute() {
                Ok(mut done) => {
                    self.head = unit.head;
                    savepoint.commit()?;
                    effects.append(&mut done.effects);
                    results.push(Ok(done));
                }
                Err(error) => {
                    // A savepoint that isn't committed is taken back.
                    savepoint.finish()?;
                    request.posts().into_iter().for_each(|id| self.recent.forget(id));
                    results.push(Err(error));
                }
            }
        }
        let mut sequence = self.sequence;
        if self.log.is_shared() && (self.head.position > before.position || !effects.is_empty()) {
            let bytes = batch::encode(&transaction, &before, &effects)?;
            match self.log.append(self.sequence, id, bytes) {
                Ok(appended) => sequence = appended,
                Err(error) => return Err(Failed::Append(error, results)),
            }
            let noted = membership::note_sequence(&transaction, sequence);
            if let Err(error) = noted.and_then(|()| Ok(transaction.commit()?)) {
                return Err(Failed::Uncommitted(error, results));
            }
        } else {
            transaction.commit()?;
        }
        if sequence != self.sequence {
            self.sequence = sequence;
            self.log.applied(sequence, &self.head);
        }
        Ok(results)
    }

    fn tell_caches<'c>(&self, changes: impl Iterator<Item = &'c Change>) {
        let changes: Vec<Change> = changes.cloned().collect();
        self.caches.apply(self.head.position, &changes);
    }

    /// Applies what others appended. What can't be applied now is read again when the log says that there is more.
    fn follow(&mut self, appended: &[Appended]) {
        let is_next = appended.iter().find(|one| one.sequence > self.sequence);
        if is_next.is_some_and(|next| next.sequence > self.sequence + 1) {
            // Something between was not told.
            let _ = self.catch_up(None);
        }
        for some in appended.chunks(FOLLOWED_AT_ONCE) {
            if self.halted.is_some() || self.apply(some).is_err() {
                return;
            }
        }
    }

    /// Reads a shared log to its end, looking for a batch of that name.
    fn catch_up(&mut self, wanted: Option<Uuid>) -> Result<CaughtUp, ServiceError> {
        let mut others = 0;
        let wanted = wanted.map(|id| id.to_string());
        if let Some(reason) = &self.halted {
            return Err(ServiceError::LogHalted(reason.clone()));
        }
        loop {
            let appended = match self.log.read(self.sequence + 1) {
                Ok(Some(appended)) => appended,
                Ok(None) => return Ok(CaughtUp::Missing { others }),
                Err(ReadError::Purged { first_sequence }) => {
                    return Err(self.halt(format!(
                        "the shared log begins at message {first_sequence}, and this node has it up to {}: it was away \
                         for too long, and takes a snapshot when it starts again",
                        self.sequence
                    )));
                }
                Err(ReadError::Differs(reason)) => return Err(self.halt(reason)),
                Err(ReadError::Unavailable(_)) => return Err(ServiceError::LogUnavailable),
            };
            let is_wanted = wanted.as_ref() == Some(&appended.id);
            self.apply(std::slice::from_ref(&appended))?;
            if is_wanted {
                return Ok(CaughtUp::Found);
            }
            others += 1;
        }
    }

    /// Applies batches that follow each other, in one transaction.
    fn apply(&mut self, appended: &[Appended]) -> Result<(), ServiceError> {
        let Err(error) = self.try_apply(appended) else { return Ok(()) };
        self.recent.forget_all();
        Err(match error {
            FollowError::Halted(reason) => self.halt(reason),
            FollowError::Store(error) => {
                tracing::error!(%error, "what others wrote could not be written here; it is tried again");
                if error.is_disk_full() { ServiceError::DiskFull } else { ServiceError::NotWritten }
            }
        })
    }

    fn try_apply(&mut self, appended: &[Appended]) -> Result<(), FollowError> {
        let transaction = self
            .database
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(StoreError::from)?;
        let tables = Tables { connection: &transaction, caches: &self.caches, renderings: &self.renderings };
        let mut follower = Follower { tables, recent: &mut self.recent, head: self.head, changes: Vec::new() };
        let mut sequence = self.sequence;
        for one in appended {
            if one.sequence == sequence + 1 {
                follower.apply(one)?;
                sequence = one.sequence;
            }
        }
        let (head, changes) = (follower.head, follower.changes);
        transaction.commit().map_err(StoreError::from)?;
        if sequence != self.sequence {
            (self.head, self.sequence) = (head, sequence);
            self.tell_caches(changes.iter());
            self.log.applied(sequence, &self.head);
        }
        Ok(())
    }

    /// Stops following the log and writing to it: going on could only make things worse. Reading goes on.
    fn halt(&mut self, reason: String) -> ServiceError {
        tracing::error!(reason, "the shared log can't be followed any further; nothing is written any more");
        self.log.halted(&reason);
        self.halted = Some(reason.clone());
        ServiceError::LogHalted(reason)
    }
}
