//! Applying what others appended to a shared log.

use std::sync::Arc;

use super::request::Change;
use super::tables::Tables;
use crate::domain::account::Account;
use crate::domain::comment::Comment;
use crate::domain::erasure::Erasure;
use crate::domain::media::Media;
use crate::domain::note::Note;
use crate::domain::post::Post;
use crate::domain::preview::PreviewLink;
use crate::domain::sent_mentions::SentMentions;
use crate::domain::site::Site;
use crate::domain::{AccountId, Aggregate, AnyState, CommentId, NoteId, PostId, PreviewLinkId, StreamId};
use crate::service::log::Appended;
use crate::service::recent::RecentPosts;
use crate::store::effect::Effect;
use crate::store::log::batch::Batch;
use crate::store::log::{Head, StoredEvent};
use crate::store::{StoreError, comments, log, membership, notes, post_notes, previews, projections, snapshots};

/// Why a batch can't be applied.
#[derive(Debug, thiserror::Error)]
pub(super) enum FollowError {
    /// It was appended to another past, or by a program that is too new: the log can't be followed any further.
    #[error("{0}")]
    Halted(String),
    /// The database failed; perhaps it works later.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Applies batches inside a transaction.
pub(super) struct Follower<'f> {
    pub tables: Tables<'f>,
    pub recent: &'f mut RecentPosts,
    pub head: Head,
    pub changes: Vec<Change>,
}

impl Follower<'_> {
    /// Writes the events of a batch and all that follows from them.
    ///
    /// # Errors
    /// When it doesn't continue this log or can't be read, or when SQLite fails.
    pub fn apply(&mut self, appended: &Appended) -> Result<(), FollowError> {
        let sequence = appended.sequence;
        let halted = |reason: String| FollowError::Halted(format!("message {sequence} of the shared log: {reason}"));
        let batch = Batch::decode(&appended.bytes).map_err(halted)?;
        if (batch.previous_position, batch.previous_hash) != (self.head.position, self.head.hash) {
            let (theirs, ours) = (batch.previous_position, self.head.position);
            return Err(halted(format!("it continues another log, at position {theirs}, where this one is at {ours}")));
        }
        if let Some(event) = batch.events().find(|event| !AnyState::knows(event.kind, event.schema_version)) {
            let StoredEvent { kind, schema_version, .. } = event;
            let reason = format!("a newer version of the program wrote a {kind} in schema version {schema_version}");
            return Err(halted(format!("{reason}: update this node")));
        }
        batch.events().try_for_each(|event| self.event(&event))?;
        batch.effects.iter().try_for_each(|effect| self.effect(effect))?;
        Ok(membership::note_sequence(self.tables.connection, sequence)?)
    }

    fn event(&mut self, event: &StoredEvent<'_>) -> Result<(), FollowError> {
        let stream_id = StreamId::from(event.stream_id.to_owned());
        let connection = self.tables.connection;
        match stream_id.parts() {
            (Post::CATEGORY, id) => {
                let id: PostId = id.parse().map_err(|_| unnamed(event))?;
                let before = match self.recent.get(id) {
                    Some(before) => before,
                    None => Arc::new(snapshots::load::<Post>(connection, &stream_id)?.state),
                };
                let after = Arc::new(self.evolved(Post::clone(&before), &stream_id, event)?);
                self.recent.keep(id, &after);
                self.tables.post((self.head.position, event.at), id, &before, &after)?;
                self.changes.push(Change::Post { id, before, after });
            }
            (Account::CATEGORY, id) => {
                let id: AccountId = id.parse().map_err(|_| unnamed(event))?;
                let account = self.folded::<Account>(&stream_id, event)?;
                projections::project_account(connection, id, &account)?;
                self.changes.push(Change::Account);
            }
            (Site::CATEGORY, _) => {
                let site = self.folded::<Site>(&stream_id, event)?;
                if let Some(redirect) = site.redirects.last() {
                    projections::project_redirect(connection, &redirect.from, &redirect.to)?;
                }
                self.changes.push(Change::Site(Box::new(site)));
            }
            (Media::CATEGORY, hash) => {
                let before = snapshots::load::<Media>(connection, &stream_id)?.state;
                let media = self.evolved(before.clone(), &stream_id, event)?;
                projections::project_media(connection, hash, &media)?;
                self.changes.extend(Change::of_media(&before, &media));
            }
            (Note::CATEGORY, id) => {
                let id: NoteId = id.parse().map_err(|_| unnamed(event))?;
                let note = self.folded::<Note>(&stream_id, event)?;
                post_notes::project(connection, id, &note)?;
            }
            (Comment::CATEGORY, id) => {
                let id: CommentId = id.parse().map_err(|_| unnamed(event))?;
                let before = snapshots::load::<Comment>(connection, &stream_id)?.state;
                let after = self.evolved(before.clone(), &stream_id, event)?;
                comments::project(connection, id, &after)?;
                self.changes.push(Change::Comment { before: Box::new(before), after: Box::new(after) });
            }
            (SentMentions::CATEGORY, _) => {
                self.folded::<SentMentions>(&stream_id, event)?;
            }
            (PreviewLink::CATEGORY, id) => {
                let id: PreviewLinkId = id.parse().map_err(|_| unnamed(event))?;
                let link = self.folded::<PreviewLink>(&stream_id, event)?;
                previews::project(connection, id, &link)?;
            }
            (Erasure::CATEGORY, _) => {
                let erasure = self.folded::<Erasure>(&stream_id, event)?;
                projections::project_erasure(connection, &erasure)?;
            }
            _ => return Err(unnamed(event)),
        }
        Ok(())
    }

    fn folded<A: Aggregate>(&mut self, stream_id: &StreamId, event: &StoredEvent<'_>) -> Result<A, FollowError> {
        let before = snapshots::load(self.tables.connection, stream_id)?.state;
        self.evolved(before, stream_id, event)
    }

    /// Appends an event to the log, and gives the state of its stream afterwards.
    fn evolved<A: Aggregate>(
        &mut self,
        mut state: A,
        stream_id: &StreamId,
        event: &StoredEvent<'_>,
    ) -> Result<A, FollowError> {
        if state.version() + 1 != event.stream_version {
            return Err(FollowError::Halted(format!(
                "event {} is version {} of {stream_id}, which is at {} here",
                event.global_position,
                event.stream_version,
                state.version()
            )));
        }
        self.head = log::insert(self.tables.connection, &self.head, event)?;
        log::fold(&mut state, event)?;
        if snapshots::is_due(state.version()) {
            snapshots::write(self.tables.connection, stream_id, &state)?;
        }
        Ok(state)
    }

    fn effect(&mut self, effect: &Effect) -> Result<(), FollowError> {
        effect.apply(self.tables.connection)?;
        if let Effect::PayloadsReplaced { streams, .. } = effect {
            self.recent.forget_all();
            notes::write(self.tables.connection, notes::SCRUB, "yes")?;
            self.tables.again(self.head.position, streams)?;
            self.changes.push(Change::Everything);
        }
        Ok(())
    }
}

fn unnamed(event: &StoredEvent<'_>) -> FollowError {
    FollowError::Halted(format!("event {} belongs to {:?}, which is no stream", event.global_position, event.stream_id))
}
