//! One request's commands, carried out inside the batch's transaction.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::request::{Change, Command, Request, SessionChange};
use super::tables::Tables;
use crate::domain::account::Account;
use crate::domain::comment::Comment;
use crate::domain::erasure::{self, ErasedPayload, Erasure, ErasureCommand, ErasureReason, Redaction};
use crate::domain::media::{self, Media, MediaCommand};
use crate::domain::note::Note;
use crate::domain::post::{Post, PostCommand};
use crate::domain::preview::PreviewLink;
use crate::domain::sent_mentions::{self, SentMentions};
use crate::domain::site::{self, Site, SiteCommand};
use crate::domain::{
    Aggregate, AnyState, Context, DomainError, EventPayload, Moment, PostId, Recorded, Rule, StreamId, Timestamp,
    Violations,
};
use crate::service::ServiceError;
use crate::service::once::{ANSWERS_KEPT_MILLISECONDS, OnceBy, successor_key, successor_mark};
use crate::service::recent::RecentPosts;
use crate::store::answers::{self, Answer};
use crate::store::effect::Effect;
use crate::store::log::{Hash, Head, Metadata};
use crate::store::{self, StoreError, log, media_uses, projections, snapshots};

/// What came of a request.
#[derive(Debug, Default)]
pub(super) struct Done {
    /// What became different; nothing where an answer was given again.
    pub changes: Vec<Change>,
    /// What was done beside the log.
    pub effects: Vec<Effect>,
    /// The post that the answer shows.
    pub post: Option<(PostId, Arc<Post>)>,
}

/// One request's commands inside the batch's transaction.
pub(super) struct Unit<'u> {
    pub tables: Tables<'u>,
    pub head: Head,
    pub at: Timestamp,
    pub request: &'u Request,
    pub recent: &'u mut RecentPosts,
    pub effects: Vec<Effect>,
}

impl Unit<'_> {
    /// Carries out the request, or finds what was answered to it before.
    ///
    /// # Errors
    /// Why it is refused, or when SQLite fails: whatever was written has to be taken back.
    pub fn execute(&mut self) -> Result<Done, ServiceError> {
        let mut done = self.execute_once()?;
        done.effects = std::mem::take(&mut self.effects);
        Ok(done)
    }

    fn execute_once(&mut self) -> Result<Done, ServiceError> {
        if self.request.once.is_some() || self.request.form.is_some() {
            let kept_since = Timestamp::from_milliseconds(self.at.as_milliseconds() - ANSWERS_KEPT_MILLISECONDS);
            answers::forget_before(self.tables.connection, kept_since)?;
        }
        let Some(once) = self.request.once else { return self.execute_all() };
        match answers::find(self.tables.connection, &once.key_hash)? {
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
            Change::Site(_) | Change::Comment { .. } | Change::Account | Change::Everything => None,
        });
        if let (Some(autosave), Some((_, post))) = (&request.autosave, &post) {
            autosave.give_version(post.version);
        }
        // Not what was saved by hand: an older autosave of that form that comes late must not take its place.
        if let Some(form) = request.form.filter(|_| request.autosave.is_some()) {
            self.keep_successors(&form, &changes)?;
        }
        Ok(Done { changes, effects: Vec::new(), post })
    }

    /// Notes which version a form made of which: should the answer not arrive, the form goes on from there.
    fn keep_successors(&mut self, form: &Hash, changes: &[Change]) -> Result<(), StoreError> {
        for change in changes {
            let Change::Post { id, before, after } = change else { continue };
            if before.version > 0 && after.version > before.version {
                let key_hash = successor_key(form, &id.stream_id(), before.version);
                let post = Some((*id, after.version));
                let request_hash = successor_mark(self.request.form_request);
                let answer = Answer { request_hash, post, global_position: self.head.position };
                self.effect(Effect::Answered { key_hash, answer, at: self.at })?;
            }
        }
        Ok(())
    }

    /// Whether a stream is as somebody relies on: as they saw it, or as their own form has made it since.
    fn is_expected<A: Aggregate>(
        &self,
        stream_id: &StreamId,
        seen: Option<u64>,
        current: &A,
    ) -> Result<bool, StoreError> {
        let (false, Some(form), Some(mut version)) = (self.request.expects(seen, current), self.request.form, seen)
        else {
            return Ok(self.request.expects(seen, current));
        };
        // A request that counts nothing comes from a form that keeps nothing by itself.
        let own_mark = self.request.form_request.map(|number| successor_mark(Some(number)));
        while !current.is_up_to_date(version) {
            let key_hash = successor_key(&form, stream_id, version);
            let found = answers::find(self.tables.connection, &key_hash)?;
            let found = found.filter(|answer| own_mark.is_none_or(|own| answer.request_hash <= own));
            match found.and_then(|answer| answer.post) {
                Some((_, later)) if later > version => version = later,
                _ => return Ok(false),
            }
        }
        Ok(true)
    }

    fn keep_answer(&mut self, once: &OnceBy, done: &Done) -> Result<(), StoreError> {
        let post = done.post.as_ref().map(|(id, post)| (*id, post.version));
        let answer = Answer { request_hash: once.request_hash, post, global_position: self.head.position };
        self.effect(Effect::Answered { key_hash: once.key_hash, answer, at: self.at })
    }

    /// What was answered before, however the post has changed since.
    fn answer_again(&mut self, answer: &Answer) -> Result<Done, ServiceError> {
        let Some((id, version)) = answer.post else { return Ok(Done::default()) };
        let then = Moment::Position(answer.global_position);
        let post: Post = log::replay(self.tables.connection, &id.stream_id(), Some(then))?;
        if post.version != version {
            return Err(ServiceError::Damaged(format!("post {id} had version {version} at {then}")));
        }
        Ok(Done { post: Some((id, Arc::new(post))), ..Done::default() })
    }

    fn execute_one(&mut self, command: &Command) -> Result<Option<Change>, ServiceError> {
        match command {
            Command::Post { id, expected_version, command } => self.write_post(*id, *expected_version, command),
            Command::FirstAccount => match store::accounts::exist_within(self.tables.connection)? {
                true => Err(DomainError::NotFound.into()),
                false => Ok(None),
            },
            Command::KeepAnAdmin => match store::accounts::has_admin_within(self.tables.connection)? {
                true => Ok(None),
                false => Err(Violations::one("role", Rule::LastAdmin).into()),
            },
            Command::Account { id, command } => {
                let (_, account) = self.handle::<Account>(&id.stream_id(), None, command)?;
                projections::project_account(self.tables.connection, *id, &account)?;
                Ok(Some(Change::Account))
            }
            Command::Site { expected_version, command } => {
                let (_, site) = self.handle::<Site>(&site::stream_id(), *expected_version, command)?;
                if let SiteCommand::AddRedirect(redirect) = command {
                    projections::project_redirect(self.tables.connection, &redirect.from, &redirect.to)?;
                }
                Ok(Some(Change::Site(Box::new(site))))
            }
            Command::Media { hash, command } => {
                let (before, media) = self.handle::<Media>(&media::stream_id(hash), None, command)?;
                projections::project_media(self.tables.connection, hash, &media)?;
                if let MediaCommand::AddMedia(new) = command {
                    store::media::keep(self.tables.connection, hash, &new.bytes)?;
                }
                Ok(Change::of_media(&before, &media))
            }
            Command::MediaUnused { hash } => {
                let site = snapshots::load::<Site>(self.tables.connection, &site::stream_id())?.state;
                let is_in_settings = media_uses::shown_by_site(&site).contains_key(hash);
                match is_in_settings || media_uses::is_used(self.tables.connection, hash)? {
                    true => Err(Violations::one("file", Rule::InUse).into()),
                    false => Ok(None),
                }
            }
            Command::Note { id, command } => {
                let (_, note) = self.handle::<Note>(&id.stream_id(), None, command)?;
                store::post_notes::project(self.tables.connection, *id, &note)?;
                Ok(None)
            }
            Command::Comment { id, command } => {
                let (before, after) = self.handle::<Comment>(&id.stream_id(), None, command)?;
                store::comments::project(self.tables.connection, *id, &after)?;
                Ok(Some(Change::Comment { before: Box::new(before), after: Box::new(after) }))
            }
            Command::SentMentions { post_id, command } => {
                self.handle::<SentMentions>(&sent_mentions::stream_id(*post_id), None, command)?;
                Ok(None)
            }
            Command::Preview { id, command } => {
                let (_, link) = self.handle::<PreviewLink>(&id.stream_id(), None, command)?;
                store::previews::project(self.tables.connection, *id, &link)?;
                Ok(None)
            }
            Command::Session(change) => {
                self.change_session(change)?;
                Ok(None)
            }
            Command::KeepSnapshot(stream_id) => {
                snapshots::renew(self.tables.connection, stream_id)?;
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
            None => Arc::new(snapshots::load::<Post>(self.tables.connection, &stream_id)?.state),
        };
        let after = Arc::new(self.decide(&stream_id, &*before, expected_version, command)?);
        self.recent.keep(id, &after);
        self.tables.post((self.head.position, self.at), id, &before, &after)?;
        Ok(Some(Change::Post { id, before, after }))
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
            log::for_each(self.tables.connection, stream_id, None, |event| {
                let redacted = state
                    .redact(event.kind, event.schema_version, event.payload, redaction)
                    .map_err(|source| event.unreadable(source))?;
                payloads.extend(redacted.map(|payload| (event.global_position, payload)));
                Ok(())
            })?;
        }
        let record = ErasureCommand::RecordErasure { reason, payloads: payloads.iter().map(erased_payload).collect() };
        let stream_id = erasure::stream_id(self.head.position + 1);
        let (_, recorded) = self.handle::<Erasure>(&stream_id, None, &record)?;
        projections::project_erasure(self.tables.connection, &recorded)?;
        self.effect(Effect::PayloadsReplaced { payloads, streams: streams.to_vec() })?;
        self.recent.forget_all();
        self.tables.again(self.head.position, streams)?;
        Ok(())
    }

    fn change_session(&mut self, change: &SessionChange) -> Result<(), StoreError> {
        self.effect(match change {
            SessionChange::Begin { session_hash, account_id, expires_at, device } => Effect::SessionBegunOn {
                session_hash: session_hash.clone(),
                account_id: *account_id,
                at: self.at,
                expires_at: *expires_at,
                device: device.clone(),
            },
            SessionChange::End { session_hash } => Effect::SessionEnded { session_hash: session_hash.clone() },
            SessionChange::EndAll { account_id } => Effect::SessionsEnded { account_id: *account_id },
            SessionChange::EndOthers { account_id, session_hash } => {
                Effect::OtherSessionsEnded { account_id: *account_id, session_hash: session_hash.clone() }
            }
        })
    }

    /// Does what other nodes do as well.
    fn effect(&mut self, effect: Effect) -> Result<(), StoreError> {
        effect.apply(self.tables.connection)?;
        self.effects.push(effect);
        Ok(())
    }

    /// Decides on a stream's current state, and appends what happens. Gives the state before and after.
    fn handle<A: Aggregate>(
        &mut self,
        stream_id: &StreamId,
        expected_version: Option<u64>,
        command: &A::Command,
    ) -> Result<(A, A), ServiceError> {
        let before = snapshots::load::<A>(self.tables.connection, stream_id)?.state;
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
        let context = Context { at: self.at, principal: &self.request.principal, stream_id };
        let events = before.decide(command, &context)?;
        if !self.is_expected(stream_id, expected_version, before)? {
            return Err(DomainError::Conflict { current_version: before.version() }.into());
        }
        let mut after = before.clone();
        for event in &events {
            after = self.append(stream_id, after, event)?;
            if snapshots::is_due(after.version()) {
                snapshots::write(self.tables.connection, stream_id, &after)?;
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
        let Request { correlation_id, causation_id, .. } = self.request;
        let metadata = Metadata {
            actor,
            at: self.at,
            correlation_id: correlation_id.as_deref(),
            causation_id: causation_id.as_deref(),
        };
        tracing::debug!(%stream_id, stream_version, kind = event.kind(), "appending");
        self.head = log::append(self.tables.connection, &self.head, stream_id, stream_version, event, &metadata)?;
        state.evolve(event, &Recorded { stream_version, at: self.at, actor });
        Ok(state)
    }
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
