//! The one writer: it takes whatever commands wait, decides on current state, and commits them as one transaction.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};

use super::ServiceError;
use super::caches::Caches;
use super::clock::Clock;
use super::meters::WriterMeters;
use super::once::{ANSWERS_KEPT_MILLISECONDS, OnceBy};
use super::queue::Autosave;
use super::recent::RecentPosts;
use super::renderings::Renderings;
use crate::domain::account::{Account, AccountCommand};
use crate::domain::erasure::{self, ErasedPayload, Erasure, ErasureCommand, ErasureReason, Redaction};
use crate::domain::media::{self, Media, MediaCommand};
use crate::domain::post::{Post, PostCommand, Published};
use crate::domain::site::{self, Site, SiteCommand};
use crate::domain::{
    AccountId, Aggregate, AnyState, Context, DomainError, EventPayload, Language, Moment, PostId, Principal, Recorded,
    Rule, StreamId, Timestamp, Violations,
};
use crate::store::answers::{self, Answer};
use crate::store::log::{Hash, Head, Metadata};
use crate::store::projections::PublishedText;
use crate::store::{self, StoreError, log, projections, renderings, sessions, snapshots};

/// Requests that wait before further ones are turned away.
pub const QUEUE_REQUESTS_MAX: usize = 1_024;

/// Requests committed as one transaction: more would only make the first of them wait.
const BATCH_REQUESTS_MAX: usize = 256;

/// Something to write.
#[derive(Clone, Debug)]
pub enum Command {
    /// To a post.
    Post {
        /// Which.
        id: PostId,
        /// The version it must have, where somebody relies on one.
        expected_version: Option<u64>,
        /// What is asked of it.
        command: Box<PostCommand>,
    },
    /// Refuses the rest of the request once somebody has an account: two first runs can't both win.
    FirstAccount,
    /// To an account.
    Account {
        /// Whose.
        id: AccountId,
        /// What is asked of it.
        command: AccountCommand,
    },
    /// To the site.
    Site(SiteCommand),
    /// To a file.
    Media {
        /// Its name: the hash of its bytes.
        hash: String,
        /// What is asked of it.
        command: MediaCommand,
    },
    /// To the sessions, which are no part of the log.
    Session(SessionChange),
    /// Writes a stream's snapshot again: the one there is was not trusted.
    KeepSnapshot(StreamId),
    /// Replaces payloads of streams by what must remain of them, and records that.
    Erase {
        /// Why.
        reason: ErasureReason,
        /// What is taken out.
        redaction: Redaction,
        /// Of which streams.
        streams: Vec<StreamId>,
    },
}

/// A change of who is signed in.
#[derive(Clone, Debug)]
pub enum SessionChange {
    /// Somebody signed in.
    Begin {
        /// The hash of the session's secret.
        session_hash: String,
        /// Whose it is.
        account_id: AccountId,
        /// When it ends.
        expires_at: Timestamp,
    },
    /// Somebody signed out.
    End {
        /// The hash of the session's secret.
        session_hash: String,
    },
    /// Somebody is signed out everywhere.
    EndAll {
        /// Whose sessions end.
        account_id: AccountId,
    },
}

/// Commands that are carried out together or not at all.
#[derive(Debug)]
pub struct Request {
    /// What to write, in order.
    pub commands: Vec<Command>,
    /// Who asks.
    pub principal: Principal,
    /// The request that the commands came with.
    pub correlation_id: Option<String>,
    /// What makes it the same request when it is sent again.
    pub(super) once: Option<OnceBy>,
    /// What it is where it is an autosave.
    pub autosave: Option<Arc<Autosave>>,
    /// The asker's own autosave, which was not answered yet when they asked.
    pub follows: Option<Arc<Autosave>>,
    /// Who waits for the answer.
    pub answers: Vec<oneshot::Sender<Result<Written, ServiceError>>>,
}

impl Request {
    /// Commands of somebody, and where the answer will come.
    pub fn new(
        principal: Principal,
        commands: Vec<Command>,
    ) -> (Self, oneshot::Receiver<Result<Written, ServiceError>>) {
        let (answer, answered) = oneshot::channel();
        let request = Self {
            commands,
            principal,
            correlation_id: None,
            once: None,
            autosave: None,
            follows: None,
            answers: vec![answer],
        };
        (request, answered)
    }

    /// The posts that it changes.
    pub fn posts(&self) -> Vec<PostId> {
        let id = |command: &Command| match command {
            Command::Post { id, .. } => Some(*id),
            _ => None,
        };
        self.commands.iter().filter_map(id).collect()
    }

    /// Answers everybody who waits. Whoever asked may have gone away; what was written stays.
    pub fn answer(self, result: Result<Written, ServiceError>) {
        let mut answers = self.answers.into_iter();
        let first = answers.next();
        for answer in answers {
            let _ = answer.send(result.as_ref().map(Written::clone).map_err(ServiceError::for_another));
        }
        if let Some(first) = first {
            let _ = first.send(result);
        }
    }

    /// Whether a stream's version is the one that somebody relies on: the one they saw, or what their own autosave
    /// made of it since.
    fn expects(&self, seen: Option<u64>, current: u64) -> bool {
        seen.is_none_or(|seen| {
            seen == current || self.follows.as_ref().is_some_and(|autosave| autosave.leads(seen, current))
        })
    }
}

/// What was written.
#[derive(Clone, Debug, Default)]
pub struct Written {
    /// The post that the last of the commands changed. To a request that was sent again it is the first one's.
    pub post: Option<(PostId, Arc<Post>)>,
}

/// What became different, for the caches.
#[derive(Clone, Debug)]
pub enum Change {
    /// A post.
    Post {
        /// Which.
        id: PostId,
        /// What it was.
        before: Arc<Post>,
        /// What it is.
        after: Arc<Post>,
    },
    /// The site's settings.
    Site(Site),
    /// An account.
    Account,
}

/// The one writer, with what it needs.
#[derive(Debug)]
pub struct Writer {
    database: store::Writer,
    head: Head,
    clock: Clock,
    caches: Arc<Caches>,
    renderings: Renderings,
    recent: RecentPosts,
    meters: WriterMeters,
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
        Self { database, head, clock, caches, renderings, recent: RecentPosts::default(), meters }
    }

    /// Writes until nobody can ask any more, and gives the connection back. It blocks: it has a thread of its own.
    pub fn run(mut self, mut requests: mpsc::Receiver<Request>) -> store::Writer {
        let mut batch = Vec::with_capacity(BATCH_REQUESTS_MAX);
        while requests.blocking_recv_many(&mut batch, BATCH_REQUESTS_MAX) > 0 {
            self.write(&mut batch);
        }
        self.database
    }

    /// Commits a batch, then tells the caches, then answers.
    fn write(&mut self, batch: &mut Vec<Request>) {
        let (head, started_at) = (self.head, Instant::now());
        let committed = self.commit(batch);
        self.meters.note(batch.len(), started_at.elapsed());
        match committed {
            Ok(results) => {
                let changes: Vec<Change> = results.iter().flatten().flat_map(|done| &done.changes).cloned().collect();
                self.caches.apply(self.head.position, &changes);
                for (request, result) in batch.drain(..).zip(results) {
                    request.answer(result.map(|done| Written { post: done.post }));
                }
            }
            Err(error) => {
                self.head = head;
                self.recent.forget_all();
                tracing::error!(%error, requests = batch.len(), "a batch was not written");
                let is_disk_full = error.is_disk_full();
                for request in batch.drain(..) {
                    request.answer(Err(if is_disk_full { ServiceError::DiskFull } else { ServiceError::NotWritten }));
                }
            }
        }
    }

    fn commit(&mut self, batch: &[Request]) -> Result<Vec<Result<Done, ServiceError>>, StoreError> {
        // A clock that goes backwards must not put an event before the one it follows.
        let at = self.clock.now().max(self.head.at);
        let mut results = Vec::with_capacity(batch.len());
        let mut transaction = self.database.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for request in batch {
            let savepoint = transaction.savepoint()?;
            let mut unit = Unit {
                connection: &savepoint,
                head: self.head,
                at,
                request,
                caches: &self.caches,
                renderings: &self.renderings,
                recent: &mut self.recent,
            };
            match unit.execute() {
                Ok(done) => {
                    self.head = unit.head;
                    savepoint.commit()?;
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
        transaction.commit()?;
        Ok(results)
    }
}

/// What came of a request.
#[derive(Debug)]
struct Done {
    /// What became different; nothing where an answer was given again.
    changes: Vec<Change>,
    /// The post that the answer shows.
    post: Option<(PostId, Arc<Post>)>,
}

/// One request's commands inside the batch's transaction.
struct Unit<'u> {
    connection: &'u Connection,
    head: Head,
    at: Timestamp,
    request: &'u Request,
    caches: &'u Caches,
    renderings: &'u Renderings,
    recent: &'u mut RecentPosts,
}

impl Unit<'_> {
    fn execute(&mut self) -> Result<Done, ServiceError> {
        let Some(once) = self.request.once else { return self.execute_all() };
        let kept_since = Timestamp::from_milliseconds(self.at.as_milliseconds() - ANSWERS_KEPT_MILLISECONDS);
        answers::forget_before(self.connection, kept_since)?;
        match answers::find(self.connection, &once.key_hash)? {
            Some(answer) if answer.request_hash == once.request_hash => self.answer_again(&answer),
            Some(_) => Err(ServiceError::KeyReused),
            None => {
                let done = self.execute_all()?;
                self.keep_answer(&once, &done)?;
                Ok(done)
            }
        }
    }

    fn execute_all(&mut self) -> Result<Done, ServiceError> {
        let request = self.request;
        let mut changes = Vec::with_capacity(request.commands.len());
        for command in &request.commands {
            changes.extend(self.execute_one(command).map_err(in_askers_words)?);
        }
        let post = changes.iter().rev().find_map(|change| match change {
            Change::Post { id, after, .. } => Some((*id, Arc::clone(after))),
            Change::Site(_) | Change::Account => None,
        });
        if let (Some(autosave), Some((_, post))) = (&request.autosave, &post) {
            // It is set once: a request is executed once.
            let _ = autosave.version.set(post.version);
        }
        Ok(Done { changes, post })
    }

    fn keep_answer(&mut self, once: &OnceBy, done: &Done) -> Result<(), StoreError> {
        let post = done.post.as_ref().map(|(id, post)| (*id, post.version));
        let answer = Answer { request_hash: once.request_hash, post, global_position: self.head.position };
        answers::keep(self.connection, &once.key_hash, &answer, self.at)
    }

    /// What was answered before, however the post has changed since.
    fn answer_again(&mut self, answer: &Answer) -> Result<Done, ServiceError> {
        let Some((id, version)) = answer.post else { return Ok(Done { changes: Vec::new(), post: None }) };
        let then = Moment::Position(answer.global_position);
        let post: Post = log::replay(self.connection, &id.stream_id(), Some(then))?;
        if post.version != version {
            return Err(ServiceError::Damaged(format!("post {id} had version {version} at {then}")));
        }
        Ok(Done { changes: Vec::new(), post: Some((id, Arc::new(post))) })
    }

    fn execute_one(&mut self, command: &Command) -> Result<Option<Change>, ServiceError> {
        match command {
            Command::Post { id, expected_version, command } => self.write_post(*id, *expected_version, command),
            Command::FirstAccount => match store::accounts::exist_within(self.connection)? {
                true => Err(DomainError::NotFound.into()),
                false => Ok(None),
            },
            Command::Account { id, command } => {
                let (_, account) = self.handle::<Account>(&id.stream_id(), None, command)?;
                projections::project_account(self.connection, *id, &account)?;
                Ok(Some(Change::Account))
            }
            Command::Site(command) => {
                let (_, site) = self.handle::<Site>(&site::stream_id(), None, command)?;
                if let SiteCommand::AddRedirect(redirect) = command {
                    projections::project_redirect(self.connection, &redirect.from, &redirect.to)?;
                }
                Ok(Some(Change::Site(site)))
            }
            Command::Media { hash, command } => {
                let (_, media) = self.handle::<Media>(&media::stream_id(hash), None, command)?;
                let MediaCommand::AddMedia { bytes, .. } = command;
                projections::project_media(self.connection, hash, &media)?;
                store::media::keep(self.connection, hash, bytes)?;
                Ok(None)
            }
            Command::Session(change) => {
                self.change_session(change)?;
                Ok(None)
            }
            Command::KeepSnapshot(stream_id) => {
                snapshots::renew(self.connection, stream_id)?;
                Ok(None)
            }
            Command::Erase { reason, redaction, streams } => {
                self.erase(*reason, redaction, streams)?;
                Ok(None)
            }
        }
    }

    fn write_post(
        &mut self,
        id: PostId,
        expected_version: Option<u64>,
        command: &PostCommand,
    ) -> Result<Option<Change>, ServiceError> {
        let stream_id = id.stream_id();
        let before = match self.recent.get(id) {
            Some(before) => before,
            None => Arc::new(snapshots::load::<Post>(self.connection, &stream_id)?.state),
        };
        let after = Arc::new(self.decide(&stream_id, &*before, expected_version, command)?);
        self.recent.keep(id, &after);
        if before.version != after.version {
            if !before.claimed_slugs().eq(after.claimed_slugs()) {
                projections::claim_slugs(self.connection, id, &after)?;
            }
            let sequence = projections::project_post(self.connection, self.head.position, id, &after)?;
            if before.version == 0 {
                for alias in &after.aliases {
                    projections::claim_alias(self.connection, alias, id)?;
                }
            }
            match (before.live(), after.live()) {
                (old, Some(new)) if old != Some(new) => {
                    let rendering =
                        give_readers(self.connection, self.renderings, &self.language_of(new), sequence, id, new)?;
                    self.forget_rendering(old, Some(rendering))?;
                }
                (Some(old), None) => {
                    projections::withdraw_published(self.connection, sequence)?;
                    self.forget_rendering(Some(old), None)?;
                }
                _ => {}
            }
        }
        Ok(Some(Change::Post { id, before, after }))
    }

    /// What readers see no more needs no rendering. Should another post say just the same, it is made again.
    fn forget_rendering(&mut self, old: Option<&Published>, kept: Option<Hash>) -> Result<(), StoreError> {
        let Some(old) = old else { return Ok(()) };
        let source_hash = Renderings::source_hash(&old.content.body, &self.language_of(old));
        if kept == Some(source_hash) {
            return Ok(());
        }
        renderings::forget(self.connection, &source_hash)
    }

    fn language_of(&self, published: &Published) -> Language {
        published.content.language.clone().unwrap_or_else(|| self.caches.site().language.clone())
    }

    fn erase(
        &mut self,
        reason: ErasureReason,
        redaction: &Redaction,
        streams: &[StreamId],
    ) -> Result<(), ServiceError> {
        let mut payloads = BTreeMap::new();
        for stream_id in streams {
            let Some(state) = AnyState::of_category(stream_id.parts().0) else { continue };
            log::for_each(self.connection, stream_id, None, |event| {
                let redacted = state
                    .redact(event.kind, event.schema_version, event.payload, redaction)
                    .map_err(|source| StoreError::Event { global_position: event.global_position, source })?;
                payloads.extend(redacted.map(|payload| (event.global_position, payload)));
                Ok(())
            })?;
        }
        let record = ErasureCommand::RecordErasure { reason, payloads: payloads.iter().map(erased_payload).collect() };
        let stream_id = erasure::stream_id(self.head.position + 1);
        let (_, recorded) = self.handle::<Erasure>(&stream_id, None, &record)?;
        projections::project_erasure(self.connection, &recorded)?;
        store::erasure::replace_payloads(self.connection, &payloads)?;
        if let Redaction::Person { handle, name, .. } = redaction {
            store::erasure::forget_dictionaries_with(self.connection, &[handle, name])?;
        }
        self.recent.forget_all();
        for stream_id in streams {
            self.project_again(stream_id)?;
        }
        Ok(())
    }

    /// Writes down what follows from a stream whose past is another now.
    fn project_again(&mut self, stream_id: &StreamId) -> Result<(), ServiceError> {
        snapshots::renew(self.connection, stream_id)?;
        let (Some(AnyState::Post(post)), Ok(id)) =
            (log::replay_any(self.connection, stream_id)?, stream_id.parts().1.parse::<PostId>())
        else {
            return Ok(());
        };
        projections::claim_slugs(self.connection, id, &post)?;
        let sequence = projections::project_post(self.connection, self.head.position, id, &post)?;
        match post.live() {
            Some(live) => {
                give_readers(self.connection, self.renderings, &self.language_of(live), sequence, id, live)?;
            }
            None => projections::withdraw_published(self.connection, sequence)?,
        }
        Ok(())
    }

    fn change_session(&mut self, change: &SessionChange) -> Result<(), StoreError> {
        match change {
            SessionChange::Begin { session_hash, account_id, expires_at } => {
                sessions::begin(self.connection, session_hash, *account_id, self.at, *expires_at)
            }
            SessionChange::End { session_hash } => sessions::end(self.connection, session_hash),
            SessionChange::EndAll { account_id } => sessions::end_all(self.connection, *account_id),
        }
    }

    /// Decides on a stream's current state, and appends what happens. Gives the state before and after.
    fn handle<A: Aggregate>(
        &mut self,
        stream_id: &StreamId,
        expected_version: Option<u64>,
        command: &A::Command,
    ) -> Result<(A, A), ServiceError> {
        let before = snapshots::load::<A>(self.connection, stream_id)?.state;
        let after = self.decide(stream_id, &before, expected_version, command)?;
        Ok((before, after))
    }

    /// Decides on a state, and appends what happens. Gives the state afterwards.
    fn decide<A: Aggregate>(
        &mut self,
        stream_id: &StreamId,
        before: &A,
        expected_version: Option<u64>,
        command: &A::Command,
    ) -> Result<A, ServiceError> {
        let events = before.decide(command, &Context { at: self.at, principal: &self.request.principal })?;
        if !self.request.expects(expected_version, before.version()) {
            return Err(DomainError::Conflict { current_version: before.version() }.into());
        }
        let mut after = before.clone();
        for event in &events {
            after = self.append(stream_id, after, event)?;
            if snapshots::is_due(after.version()) {
                snapshots::write(self.connection, stream_id, &after)?;
            }
        }
        Ok(after)
    }

    fn append<A: Aggregate>(
        &mut self,
        stream_id: &StreamId,
        mut state: A,
        event: &A::Event<'_>,
    ) -> Result<A, ServiceError> {
        let actor = self.request.principal.actor;
        let stream_version = state.version() + 1;
        let metadata =
            Metadata { actor, at: self.at, correlation_id: self.request.correlation_id.as_deref(), causation_id: None };
        tracing::debug!(%stream_id, stream_version, kind = event.kind(), "appending");
        self.head = log::append(self.connection, &self.head, stream_id, stream_version, event, &metadata)?;
        state.evolve(event, &Recorded { stream_version, at: self.at, actor });
        Ok(state)
    }
}

/// Gives readers a published copy: their lists, search, and its rendering. Gives the source of that rendering.
pub(super) fn give_readers(
    connection: &Connection,
    renderings: &Renderings,
    language: &Language,
    sequence: u64,
    id: PostId,
    published: &Published,
) -> Result<Hash, StoreError> {
    let content = &published.content;
    let rendering = renderings.within(connection, &content.body, language)?;
    let text = PublishedText {
        excerpt: content.excerpt.as_deref().unwrap_or(&rendering.rendered.excerpt),
        text: &rendering.rendered.text,
        word_count: rendering.rendered.word_count,
    };
    projections::project_published(connection, sequence, id, published, &text)?;
    renderings::keep(connection, &rendering.source_hash, &rendering.to_bytes()?)?;
    Ok(rendering.source_hash)
}

fn erased_payload((global_position, payload): (&u64, &Vec<u8>)) -> ErasedPayload {
    ErasedPayload { global_position: *global_position, payload_hash: *blake3::hash(payload).as_bytes() }
}

/// What SQLite says in the words of whoever asked: a constraint is an error of the field that they typed.
fn in_askers_words(error: ServiceError) -> ServiceError {
    match error {
        ServiceError::Store(StoreError::Taken { field }) => Violations::one(field, Rule::Taken).into(),
        ServiceError::Store(error) if error.is_disk_full() => ServiceError::DiskFull,
        other => other,
    }
}
