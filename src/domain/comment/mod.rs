//! The comment: what a reader says under a post, most often without an account.
//!
//! Each comment is a stream of its own, so that it doesn't raise the version of the post that somebody is typing into.
//! [`event`](self): what can have happened to it. [`input`](self): what people send. [`mention`](self): what other sites'
//! pages say, which is a comment with an origin. [`policy`](self): which posts take comments, and which comments readers see
//! before somebody has looked at them.

mod event;
mod input;
mod mention;
mod policy;
mod state;
#[cfg(test)]
mod tests;
mod view;

pub use event::{
    CommentCarriedOver, CommentEdited, CommentEvent, CommentImported, CommentSubmitted, CommenterOf, MentionReceived,
    redact,
};
pub use input::{CommentDraft, CommentInput, rules};
pub use mention::{Found, MENTIONS_MAX, Mention, MentionDraft, MentionKind, MentionOf, SOURCE_BYTES_MAX};
pub use policy::{CLOSE_AFTER_DAYS_MAX, Closure, Discussion, DiscussionPolicy, Signals, Verdict};
pub use state::{Comment, CommentStatus, Commenter, Hold, ReplyTo, Standing};
pub use view::{
    CommentView, CommentsView, FeedComment, InboxPage, InboxQuery, ModeratedComment, ModeratedPost, OwnComment,
    ParentView, SaidView,
};

use super::{Actor, Aggregate, Context, DomainError, PostId, Recorded, Role, Timestamp};

/// What can be asked of a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommentCommand {
    /// Says something under a post.
    SubmitComment {
        /// Where it stands.
        place: CommentPlace,
        /// What it says, and who says it.
        draft: CommentDraft,
        /// What is to become of it at first.
        verdict: Verdict,
        /// The hash of the secret by which its writer changes it; none where they are given no secret.
        secret_hash: Option<String>,
    },
    /// Brings one from elsewhere. One that was brought before stays as it is.
    ImportComment {
        /// Where it stands.
        place: CommentPlace,
        /// What it says, and who says it.
        draft: CommentDraft,
        /// What had become of it there.
        standing: Standing,
        /// When it was written there.
        written_at: Timestamp,
        /// What else was on record of it there.
        record: Box<CommentRecord>,
    },
    /// Changes what it says; its writer alone can.
    EditComment {
        /// The hash of the secret that they have; none where they are signed in as who wrote it.
        secret_hash: Option<String>,
        /// What it says from now on.
        draft: CommentDraft,
        /// What becomes of it then.
        verdict: Verdict,
    },
    /// Takes it away; its writer alone can.
    WithdrawComment {
        /// See [`CommentCommand::EditComment`].
        secret_hash: Option<String>,
    },
    /// Notes what a page of another site says now. Only the program itself does, once it has looked.
    ReceiveMention {
        /// Where it stands.
        place: CommentPlace,
        /// What the page says.
        draft: MentionDraft,
        /// What is to become of it at first.
        verdict: Verdict,
    },
    /// Takes a mention away, as its page says nothing of the post any more.
    RemoveMention,
    /// Has readers see it.
    ApproveComment,
    /// Has it wait for somebody to decide.
    HoldComment,
    /// Has readers not see it, because it is no comment at all.
    MarkCommentAsSpam,
    /// Puts it into the trash.
    TrashComment,
    /// Takes it out of the trash, as it was.
    RestoreComment,
    /// Has what it says erased.
    PurgeComment,
}

/// What a blog like this one has on record of a comment; any other says nothing of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommentRecord {
    /// When its writer changed it last.
    pub edited_at: Option<Timestamp>,
    /// Why nobody saw it at first.
    pub hold: Option<Hold>,
    /// The hash of the secret by which its writer goes on changing it.
    pub secret_hash: Option<String>,
    /// Whether it lies in the trash.
    pub is_trashed: bool,
    /// Where it was made, where that was on another site's page.
    pub mention: Option<Mention>,
}

/// Where a comment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommentPlace {
    /// The post.
    pub post_id: PostId,
    /// Who created that post: whoever may publish it decides on its comments.
    pub created_by: Actor,
    /// The comment that it answers.
    pub in_reply_to: Option<ReplyTo>,
}

impl Aggregate for Comment {
    const CATEGORY: &'static str = "comment";
    const SNAPSHOT_VERSION: u32 = 2;
    type Command = CommentCommand;
    type Event<'a> = CommentEvent<'a>;

    fn decide<'c>(
        &self,
        command: &'c CommentCommand,
        context: &Context<'_>,
    ) -> Result<Vec<CommentEvent<'c>>, DomainError> {
        match command {
            CommentCommand::SubmitComment { place, draft, verdict, secret_hash } => {
                if self.version > 0 {
                    return Err(DomainError::Conflict { current_version: self.version });
                }
                Ok(vec![CommentEvent::Submitted(CommentSubmitted {
                    post_id: place.post_id,
                    created_by: place.created_by,
                    in_reply_to: place.in_reply_to,
                    commenter: draft.into(),
                    text: draft.text(),
                    standing: verdict.standing,
                    hold: verdict.hold,
                    secret_hash: secret_hash.as_deref(),
                })])
            }
            CommentCommand::ImportComment { place, draft, standing, written_at, record } => {
                if !context.principal.may_publish(place.created_by) {
                    return Err(DomainError::Forbidden);
                }
                let imported = CommentImported {
                    post_id: place.post_id,
                    created_by: place.created_by,
                    in_reply_to: place.in_reply_to,
                    commenter: draft.into(),
                    text: draft.text(),
                    standing: *standing,
                    written_at: *written_at,
                };
                if self.version > 0 {
                    return Ok(Vec::new());
                }
                Ok(std::iter::once(CommentEvent::Imported(imported)).chain(record.events()).collect())
            }
            CommentCommand::EditComment { secret_hash, draft, verdict } => {
                self.authorise_writer(secret_hash.as_deref(), context)?;
                Ok(self.edit(draft, *verdict))
            }
            CommentCommand::WithdrawComment { secret_hash } => {
                self.authorise_writer(secret_hash.as_deref(), context)?;
                Ok(vec![CommentEvent::Withdrawn])
            }
            CommentCommand::ReceiveMention { .. } | CommentCommand::RemoveMention
                if context.principal.actor != Actor::System =>
            {
                Err(DomainError::Forbidden)
            }
            CommentCommand::ReceiveMention { place, draft, verdict } => Ok(self.receive(*place, draft, *verdict)),
            CommentCommand::RemoveMention => {
                Ok(self.mention.is_some().then_some(CommentEvent::Withdrawn).into_iter().collect())
            }
            CommentCommand::PurgeComment => self.purge(context),
            CommentCommand::ApproveComment
            | CommentCommand::HoldComment
            | CommentCommand::MarkCommentAsSpam
            | CommentCommand::TrashComment
            | CommentCommand::RestoreComment => self.moderate(command, context),
        }
    }

    fn evolve(&mut self, event: &CommentEvent<'_>, recorded: &Recorded) {
        self.fold(event, recorded);
    }

    fn version(&self) -> u64 {
        self.version
    }
}

impl CommentRecord {
    fn events(&self) -> impl Iterator<Item = CommentEvent<'_>> {
        let carried = CommentCarriedOver {
            edited_at: self.edited_at,
            hold: self.hold,
            secret_hash: self.secret_hash.as_deref(),
            mention: self.mention.as_ref().map(MentionOf::from),
        };
        let says_something = carried != CommentCarriedOver::default();
        let carried = says_something.then_some(CommentEvent::CarriedOver(carried));
        carried.into_iter().chain(self.is_trashed.then_some(CommentEvent::Trashed))
    }
}

impl Comment {
    /// Whoever has the secret wrote it, and so did whoever is signed in as its writer.
    fn authorise_writer(&self, secret_hash: Option<&str>, context: &Context<'_>) -> Result<(), DomainError> {
        let has_secret = secret_hash.is_some() && self.secret_hash.as_deref() == secret_hash;
        let is_writer =
            matches!(context.principal.actor, Actor::Account(_)) && context.principal.actor == self.written_by;
        match self.status() {
            _ if self.version == 0 || !(has_secret || is_writer) => Err(DomainError::NotFound),
            CommentStatus::Withdrawn => Err(DomainError::Gone),
            _ => Ok(()),
        }
    }

    /// The same page may tell of itself as often as it likes: what it says now is what counts.
    fn receive<'c>(&self, place: CommentPlace, draft: &'c MentionDraft, verdict: Verdict) -> Vec<CommentEvent<'c>> {
        let (commenter, mention) = (CommenterOf::from(draft.commenter()), MentionOf::from(draft.mention()));
        let is_known = self.mention.as_ref().map(MentionOf::from) == Some(mention);
        if is_known && commenter == CommenterOf::from(&self.commenter) && draft.text() == self.text {
            return Vec::new();
        }
        // As with an edit: whoever was found out is not believed for saying it otherwise.
        let Verdict { standing, hold } = match self.standing {
            Standing::Spam if !self.is_purged => Verdict { standing: Standing::Spam, hold: self.hold },
            _ => verdict,
        };
        let CommentPlace { post_id, created_by, in_reply_to: _ } = place;
        let text = draft.text();
        vec![CommentEvent::Mentioned(MentionReceived { post_id, created_by, commenter, text, mention, standing, hold })]
    }

    fn edit<'c>(&self, draft: &'c CommentDraft, verdict: Verdict) -> Vec<CommentEvent<'c>> {
        let (commenter, text) = (CommenterOf::from(draft), draft.text());
        if commenter == CommenterOf::from(&self.commenter) && text == self.text {
            return Vec::new();
        }
        // Whoever was found out is not believed for having said it otherwise.
        let (standing, hold) = match self.standing {
            Standing::Spam => (Standing::Spam, self.hold),
            Standing::Waiting | Standing::Approved => (verdict.standing, verdict.hold),
        };
        vec![CommentEvent::Edited(CommentEdited { commenter, text, standing, hold })]
    }

    /// Readers may know of what they see, so that it is forbidden; of all else nothing is to be found.
    fn moderate(
        &self,
        command: &CommentCommand,
        context: &Context<'_>,
    ) -> Result<Vec<CommentEvent<'static>>, DomainError> {
        let status = self.status();
        if self.version == 0 || !context.principal.may_publish(self.created_by) {
            return Err(if status == CommentStatus::Approved { DomainError::Forbidden } else { DomainError::NotFound });
        }
        if status == CommentStatus::Withdrawn {
            return Err(DomainError::Gone);
        }
        let event = match command {
            CommentCommand::ApproveComment if status != CommentStatus::Approved => Some(CommentEvent::Approved),
            CommentCommand::HoldComment if status != CommentStatus::Waiting => Some(CommentEvent::Held),
            CommentCommand::MarkCommentAsSpam if status != CommentStatus::Spam => Some(CommentEvent::MarkedAsSpam),
            CommentCommand::TrashComment if status != CommentStatus::Trash => Some(CommentEvent::Trashed),
            CommentCommand::RestoreComment if status == CommentStatus::Trash => Some(CommentEvent::Restored),
            _ => None,
        };
        Ok(event.into_iter().collect())
    }

    fn purge(&self, context: &Context<'_>) -> Result<Vec<CommentEvent<'static>>, DomainError> {
        if context.principal.role < Role::Admin {
            return Err(DomainError::Forbidden);
        }
        match self {
            _ if self.version == 0 => Err(DomainError::NotFound),
            _ if self.is_purged => Ok(Vec::new()),
            _ => Ok(vec![CommentEvent::Purged]),
        }
    }
}
