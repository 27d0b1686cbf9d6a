//! The review of a post: submitting it, taking that back, returning it with a note. An editor approves by publishing.

use super::{Blog, ServiceError};
use crate::domain::post::{Post, PostCommand, PostInput, Review};
use crate::domain::views::{AuthorView, PostView, ReviewView};
use crate::domain::{Actor, PostId, Principal};
use crate::store::accounts;

/// A step of a review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReviewStep {
    /// Ask an editor to publish the post.
    Submit,
    /// Ask for that no more.
    Withdraw,
    /// Give it back to its writer.
    Return {
        /// What is to be mended.
        note: String,
    },
}

impl From<ReviewStep> for PostCommand {
    fn from(step: ReviewStep) -> Self {
        match step {
            ReviewStep::Submit => Self::SubmitPost,
            ReviewStep::Withdraw => Self::WithdrawSubmission,
            ReviewStep::Return { note } => Self::ReturnPost { note },
        }
    }
}

impl Blog {
    /// Takes a step of a post's review.
    ///
    /// # Errors
    /// When the post can't take it, the version is stale, or the asker may not.
    pub async fn review_post(
        &self,
        who: &Principal,
        id: PostId,
        expected_version: Option<u64>,
        step: ReviewStep,
    ) -> Result<PostView, ServiceError> {
        self.write_post(who, id, expected_version, [step.into()]).await
    }

    /// Writes a new post and submits it, or neither.
    ///
    /// # Errors
    /// As [`Blog::create_post`].
    pub async fn create_and_submit_post(&self, who: &Principal, input: &PostInput) -> Result<PostView, ServiceError> {
        self.create_post_and(who, input, Some(PostCommand::SubmitPost)).await
    }

    /// Saves a post and takes a step of its review, or neither.
    ///
    /// # Errors
    /// As [`Blog::save_post`] and [`Blog::review_post`].
    pub async fn save_and_review_post(
        &self,
        who: &Principal,
        id: PostId,
        expected_version: Option<u64>,
        input: &PostInput,
        step: ReviewStep,
    ) -> Result<PostView, ServiceError> {
        self.save_post_and(who, id, expected_version, input, Some(step.into())).await
    }

    /// What those see of a review who may write the post.
    pub(super) async fn review_view(&self, post: &Post) -> Result<Option<ReviewView>, ServiceError> {
        let Some(state) = post.review.state() else { return Ok(None) };
        let (by, at, is_changed, note) = match &post.review {
            Review::None => return Ok(None),
            Review::Submitted { by, at, is_changed } => (*by, *at, *is_changed, None),
            Review::Returned { by, at, note } => (*by, *at, false, Some(note.clone())),
        };
        Ok(Some(ReviewView { state, by: self.person_named(by).await?, at, is_changed, note }))
    }

    /// What somebody is called who did something; none where they have no account, or none any more.
    pub(super) async fn person_named(&self, actor: Actor) -> Result<Option<AuthorView>, ServiceError> {
        let Actor::Account(id) = actor else { return Ok(None) };
        let account = accounts::with_id(self.database.readers(), id).await?;
        Ok(account.map(|account| AuthorView { handle: account.handle, name: account.name }))
    }
}
