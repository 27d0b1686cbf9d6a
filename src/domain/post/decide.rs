//! What a command makes of a post.

use super::carry::CarriedRecord;
use super::change::ContentChange;
use super::event::{PostCreated, PostEdited, PostEvent, Saving};
use super::input::PostDraft;
use super::label::LabelChange;
use super::review::Review;
use super::schedule::{ScheduleFailure, ScheduleTimes};
use super::state::{Content, Post, PostKind, PostStatus};
use crate::domain::{Actor, Aggregate, Context, DomainError, Recorded, Role, Rule, Slug, Timestamp, Violations};

/// What can be asked of a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PostCommand {
    /// Writes it down for the first time.
    CreatePost {
        /// What it says; it must have a slug and authors.
        draft: PostDraft,
        /// Its entry's identifier in feeds.
        feed_id: String,
        /// The date it was written; without one, now.
        created_at: Option<Timestamp>,
        /// Addresses it had elsewhere, as absolute paths.
        aliases: Vec<String>,
    },
    /// Changes its working copy.
    SavePost {
        /// What it says from now on.
        draft: PostDraft,
    },
    /// Changes its working copy while its writer pauses.
    AutosavePost {
        /// What it says from now on.
        draft: PostDraft,
    },
    /// Gives readers the working copy.
    PublishPost,
    /// Takes it from readers; the working copy stays.
    UnpublishPost,
    /// Has readers given the working copy as it is at a time to come, has the post taken from them at another, or both;
    /// whatever was settled before is so no more.
    SchedulePost {
        /// When.
        times: ScheduleTimes,
    },
    /// Has nothing of the kind happen.
    UnschedulePost,
    /// Does what is due; only the program itself asks for it.
    CarryOutSchedule,
    /// Notes why what was due could not be done.
    FailSchedule {
        /// Why.
        failure: ScheduleFailure,
    },
    /// Puts it into the trash.
    DeletePost,
    /// Takes it out of the trash, as it was.
    RestorePost,
    /// Has what it said erased, once it is in the trash.
    PurgePost,
    /// Asks an editor to publish it.
    SubmitPost,
    /// Asks for that no more.
    WithdrawSubmission,
    /// Gives it back to its writer.
    ReturnPost {
        /// What is to be mended.
        note: String,
    },
    /// Has it come first on the home page.
    PinPost,
    /// Has it come where its date puts it.
    UnpinPost,
    /// Has it take no more comments.
    CloseComments,
    /// Has it take comments as long as others do.
    OpenComments,
    /// Changes its labels, for readers as well where they see it.
    RelabelPost(LabelChange),
    /// Gives one of its versions a name, another one, or none any more.
    NameVersion {
        /// Which.
        version: u64,
        /// Its name.
        name: Option<String>,
    },
    /// Puts on record what was before it came here.
    CarryOver(CarriedRecord),
}

impl Aggregate for Post {
    const CATEGORY: &'static str = "post";
    const SNAPSHOT_VERSION: u32 = 4;
    type Command = PostCommand;
    type Event<'a> = PostEvent<'a>;

    fn decide<'c>(&self, command: &'c PostCommand, context: &Context<'_>) -> Result<Vec<PostEvent<'c>>, DomainError> {
        if let PostCommand::CreatePost { draft, feed_id, created_at, aliases } = command {
            if context.principal.actor == Actor::Anonymous {
                return Err(DomainError::Forbidden);
            }
            return self.decide_creation(draft, feed_id, created_at.unwrap_or(context.at), aliases);
        }
        self.authorise(command, context)?;
        match command {
            _ if self.is_purged => Err(DomainError::Gone),
            PostCommand::PurgePost if self.deleted_at.is_some() => Ok(vec![PostEvent::Purged]),
            PostCommand::RestorePost => Ok(self.deleted_at.map(|_| PostEvent::Restored).into_iter().collect()),
            PostCommand::RelabelPost(change) if change.is_of_present_label() => self.decide_relabelling(change),
            _ if self.deleted_at.is_some() => Err(DomainError::Gone),
            PostCommand::SavePost { draft } => self.save(draft, Saving::Explicit),
            PostCommand::AutosavePost { draft } => self.save(draft, Saving::Autosave),
            PostCommand::PublishPost => self.decide_publication(context.at, context.at),
            PostCommand::UnpublishPost if self.published.is_some() => Ok(vec![PostEvent::Unpublished]),
            // A post that readers are yet to be given is not given to them.
            PostCommand::UnpublishPost | PostCommand::UnschedulePost => Ok(self.decide_no_schedule()),
            PostCommand::SchedulePost { times } => self.decide_schedule(*times, context.at),
            PostCommand::CarryOutSchedule => self.decide_due(context),
            PostCommand::FailSchedule { failure } => self.decide_failure(*failure, context),
            PostCommand::DeletePost => Ok(vec![PostEvent::Deleted]),
            PostCommand::SubmitPost => self.submit(),
            PostCommand::WithdrawSubmission => self.withdraw_submission(context),
            PostCommand::ReturnPost { note } => self.return_to_writer(note, context),
            PostCommand::PinPost => Ok((!self.is_pinned).then_some(PostEvent::Pinned).into_iter().collect()),
            PostCommand::RelabelPost(change) => self.decide_relabelling(change),
            PostCommand::CloseComments => {
                Ok((!self.are_comments_closed).then_some(PostEvent::CommentsClosed).into_iter().collect())
            }
            PostCommand::OpenComments => {
                Ok(self.are_comments_closed.then_some(PostEvent::CommentsOpened).into_iter().collect())
            }
            PostCommand::UnpinPost => Ok(self.is_pinned.then_some(PostEvent::Unpinned).into_iter().collect()),
            PostCommand::NameVersion { version, name } => self.name_version(*version, name.as_deref()),
            PostCommand::CarryOver(record) => self.carry_over(record, context.at),
            PostCommand::CreatePost { .. } => Ok(Vec::new()),
            PostCommand::PurgePost => Err(DomainError::Forbidden),
        }
    }

    fn evolve(&mut self, event: &PostEvent<'_>, recorded: &Recorded) {
        self.fold(event, recorded);
    }

    fn version(&self) -> u64 {
        self.version
    }

    fn is_up_to_date(&self, seen: u64) -> bool {
        (self.content_version..=self.version).contains(&seen)
    }
}

impl Post {
    fn decide_creation<'c>(
        &self,
        draft: &'c PostDraft,
        feed_id: &'c str,
        created_at: Timestamp,
        aliases: &'c [String],
    ) -> Result<Vec<PostEvent<'c>>, DomainError> {
        if self.version > 0 {
            return Err(DomainError::Conflict { current_version: self.version });
        }
        let slug = draft.slug.as_ref().ok_or_else(|| Violations::one("slug", Rule::Required))?;
        check_reserved(slug, draft.kind.unwrap_or_default())?;
        Ok(vec![PostEvent::Created(PostCreated {
            content: ContentChange::between(&Content::default(), draft),
            feed_id,
            created_at,
            aliases: aliases.iter().map(String::as_str).collect(),
        })])
    }

    /// A post that the asker may not even know of is not found; one they can read is forbidden.
    fn authorise(&self, command: &PostCommand, context: &Context<'_>) -> Result<(), DomainError> {
        if self.version == 0 {
            return Err(DomainError::NotFound);
        }
        let principal = context.principal;
        let allowed = match command {
            // Who changes what will be published by itself publishes it.
            PostCommand::SavePost { .. } | PostCommand::AutosavePost { .. } if self.will_be_published() => {
                principal.may_publish(self.created_by)
            }
            PostCommand::CreatePost { .. }
            | PostCommand::SavePost { .. }
            | PostCommand::AutosavePost { .. }
            | PostCommand::SubmitPost
            | PostCommand::WithdrawSubmission
            | PostCommand::ReturnPost { .. }
            | PostCommand::NameVersion { .. } => principal.may_write(self.created_by),
            PostCommand::PublishPost
            | PostCommand::UnpublishPost
            | PostCommand::SchedulePost { .. }
            | PostCommand::UnschedulePost
            | PostCommand::CarryOutSchedule
            | PostCommand::FailSchedule { .. }
            | PostCommand::PinPost
            | PostCommand::UnpinPost
            | PostCommand::CloseComments
            | PostCommand::OpenComments => principal.may_publish(self.created_by),
            // What readers see can be taken away, brought back or put elsewhere only by those who may publish it.
            PostCommand::DeletePost | PostCommand::RestorePost | PostCommand::RelabelPost(_) => match self.status() {
                PostStatus::Draft => principal.may_write(self.created_by),
                PostStatus::Scheduled | PostStatus::Published => principal.may_publish(self.created_by),
            },
            PostCommand::PurgePost | PostCommand::CarryOver(_) => principal.role >= Role::Admin,
        };
        if allowed {
            Ok(())
        } else if self.live().is_some() || principal.may_write(self.created_by) {
            Err(DomainError::Forbidden)
        } else {
            Err(DomainError::NotFound)
        }
    }

    fn save<'c>(&self, draft: &'c PostDraft, saving: Saving) -> Result<Vec<PostEvent<'c>>, DomainError> {
        let address = (draft.slug.as_ref().unwrap_or(&self.working.slug), draft.kind.unwrap_or(self.working.kind));
        // A page that had its address before the site wanted it for itself keeps it.
        if address != (&self.working.slug, self.working.kind) {
            check_reserved(address.0, address.1)?;
        }
        let change = ContentChange::between(&self.working, draft);
        Ok(if change.is_empty() { Vec::new() } else { vec![PostEvent::Edited(PostEdited { saving, change })] })
    }

    /// Publication now; `date` is the one that readers are shown where nothing else says which.
    pub(super) fn decide_publication<'c>(
        &self,
        at: Timestamp,
        date: Timestamp,
    ) -> Result<Vec<PostEvent<'c>>, DomainError> {
        let published_at = self.working.published_at.or(self.last_published_at).unwrap_or(date);
        if published_at > at {
            return Err(Violations::one("published_at", Rule::InTheFuture).into());
        }
        let is_current = self
            .published
            .as_ref()
            .is_some_and(|published| published.content == self.working && published.published_at == published_at);
        // Publishing is what ends a review, even where nothing is left that readers don't see.
        Ok(if is_current && self.review == Review::None {
            Vec::new()
        } else {
            vec![PostEvent::Published { published_at }]
        })
    }
}

fn check_reserved(slug: &Slug, kind: PostKind) -> Result<(), Violations> {
    match kind {
        PostKind::Page if slug.is_reserved() => Err(Violations::one("slug", Rule::Reserved)),
        PostKind::Page | PostKind::Post => Ok(()),
    }
}
