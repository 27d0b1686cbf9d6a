//! One thing done to many posts, each decided by itself; and a post written again as another.

use futures_util::future::join_all;

use super::versions::draft_of;
use super::writer::Command;
use super::{Blog, ServiceError};
use crate::domain::post::{LabelChange, PostCommand, PostDraft, SeriesPart, rules};
use crate::domain::views::PostView;
use crate::domain::{DomainError, PostId, Principal, Rule, Violations};
use crate::text::Text;

/// Posts that are changed by one request at most: as many as stand on two pages of the writers' list.
pub const BULK_POSTS_MAX: usize = 100;

/// What is done to many posts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BulkAction {
    /// Readers are given the working copy.
    Publish,
    /// It is taken from readers.
    Unpublish,
    /// It goes to the trash.
    Delete,
    /// It comes back from the trash.
    Restore,
    /// It comes first on the home page.
    Pin,
    /// It comes where its date puts it.
    Unpin,
    /// Its labels change.
    Relabel(LabelChange),
}

impl BulkAction {
    fn command(&self) -> PostCommand {
        match self {
            Self::Publish => PostCommand::PublishPost,
            Self::Unpublish => PostCommand::UnpublishPost,
            Self::Delete => PostCommand::DeletePost,
            Self::Restore => PostCommand::RestorePost,
            Self::Pin => PostCommand::PinPost,
            Self::Unpin => PostCommand::UnpinPost,
            Self::Relabel(change) => PostCommand::RelabelPost(change.clone()),
        }
    }
}

/// Why one of many posts was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BulkRefusal {
    /// The asker's role does not allow it, or it isn't theirs.
    Forbidden,
    /// There is no such post, or the asker may not know of it.
    NotFound,
    /// It is in the trash.
    Gone,
    /// Its date lies in the future.
    InTheFuture,
    /// It has as many tags as a post can have.
    TooMany,
    /// A field of it can't be taken as it is.
    Invalid,
    /// The server could not do it; perhaps it can later.
    Failed,
}

impl BulkRefusal {
    /// Every reason.
    pub const ALL: [Self; 7] =
        [Self::Forbidden, Self::NotFound, Self::Gone, Self::InTheFuture, Self::TooMany, Self::Invalid, Self::Failed];

    fn of(error: &ServiceError) -> Self {
        match error {
            ServiceError::Domain(DomainError::Forbidden) => Self::Forbidden,
            ServiceError::Domain(DomainError::NotFound) => Self::NotFound,
            ServiceError::Domain(DomainError::Gone) => Self::Gone,
            ServiceError::Domain(DomainError::Invalid(violations)) => {
                match violations.iter().next().map(|violation| &violation.rule) {
                    Some(Rule::InTheFuture) => Self::InTheFuture,
                    Some(Rule::TooMany { .. }) => Self::TooMany,
                    _ => Self::Invalid,
                }
            }
            _ => Self::Failed,
        }
    }
}

impl Blog {
    /// Does one thing to many posts. Each is decided by itself, so one that is refused keeps no other from being changed;
    /// what comes back is in the order of `ids`.
    ///
    /// # Errors
    /// When there are more posts than [`BULK_POSTS_MAX`]; then nothing was changed.
    pub async fn change_posts(
        &self,
        who: &Principal,
        ids: &[PostId],
        action: &BulkAction,
    ) -> Result<Vec<(PostId, Result<(), BulkRefusal>)>, ServiceError> {
        if ids.len() > BULK_POSTS_MAX {
            return Err(Violations::one("post", Rule::TooMany { entries_max: BULK_POSTS_MAX }).into());
        }
        let writes = ids.iter().map(async |id| {
            let command = Command::Post { id: *id, expected_version: None, command: Box::new(action.command()) };
            let written = self.write(who, vec![command]).await;
            (*id, written.map(|_| ()).map_err(|error| BulkRefusal::of(&error)))
        });
        Ok(join_all(writes).await)
    }

    /// The titles of posts that somebody may write, trash included; others are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn post_titles(&self, who: &Principal, ids: &[PostId]) -> Result<Vec<(PostId, String)>, ServiceError> {
        let mut titles = Vec::new();
        for id in ids.iter().take(BULK_POSTS_MAX) {
            let post = self.post_state(*id).await?;
            if post.version > 0 && who.may_write(post.created_by) {
                titles.push((*id, post.working.title.clone()));
            }
        }
        Ok(titles)
    }

    /// Writes what a post's working copy says as another post, a draft of the asker's: with its authors and its labels, but
    /// without what names the one text alone: its address, its date, its original's address and its number in a series.
    ///
    /// # Errors
    /// `NotFound` for what the asker may not write, `Gone` for what is in the trash.
    pub async fn duplicate_post(&self, who: &Principal, id: PostId) -> Result<PostView, ServiceError> {
        self.authorise_history(who, id).await?;
        let post = self.post_state(id).await?;
        if post.deleted_at.is_some() {
            return Err(DomainError::Gone.into());
        }
        let content = &post.working;
        let title = Text::in_language(&self.site().language).copy_of(&content.title);
        let draft = PostDraft {
            title: title.chars().take(rules::TITLE.chars_max).collect(),
            slug: None,
            canonical_url: None,
            published_at: None,
            series: content.series.as_ref().map(|part| SeriesPart { series: part.series.clone(), number: None }),
            ..draft_of(content)
        };
        self.write_new_post(who, draft, &[]).await
    }
}
