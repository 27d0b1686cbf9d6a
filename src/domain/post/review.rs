//! The review of a post: a writer submits it, an editor publishes it or returns it with a note.
//!
//! There is no event for an approval of its own: a review ends well when the post is published. Where a post stands in
//! its review says nothing of its text, so none of these events is in the way of somebody who is typing.

use serde::{Deserialize, Serialize};

use super::event::PostEvent;
use super::input::rules;
use super::state::Post;
use crate::domain::{Actor, Context, DomainError, Recorded, Role, Rule, Timestamp, Violations};

/// Where a post stands between its writer and those who publish.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Review {
    /// Nobody asks for anything.
    #[default]
    None,
    /// It waits for an editor.
    Submitted {
        /// Who submitted it.
        by: Actor,
        /// When.
        at: Timestamp,
        /// Whether its working copy changed since.
        is_changed: bool,
    },
    /// It waits for its writer.
    Returned {
        /// Who returned it.
        by: Actor,
        /// When.
        at: Timestamp,
        /// What is to be mended.
        note: String,
    },
}

/// Whom a post that is in review waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReviewState {
    /// An editor.
    Submitted,
    /// Its writer.
    Returned,
}

impl ReviewState {
    /// The name as it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::Returned => "returned",
        }
    }

    /// Reads what [`ReviewState::as_str`] wrote.
    pub fn from_stored(name: &str) -> Option<Self> {
        [Self::Submitted, Self::Returned].into_iter().find(|state| state.as_str() == name)
    }
}

impl Review {
    /// Whom it waits for, where it waits for somebody.
    pub const fn state(&self) -> Option<ReviewState> {
        match self {
            Self::None => None,
            Self::Submitted { .. } => Some(ReviewState::Submitted),
            Self::Returned { .. } => Some(ReviewState::Returned),
        }
    }

    /// Notes that the working copy changed.
    pub(super) fn note_change(&mut self) {
        if let Self::Submitted { is_changed, .. } = self {
            *is_changed = true;
        }
    }

    pub(super) fn submitted(recorded: &Recorded) -> Self {
        Self::Submitted { by: recorded.actor, at: recorded.at, is_changed: false }
    }

    pub(super) fn returned(note: &str, recorded: &Recorded) -> Self {
        Self::Returned { by: recorded.actor, at: recorded.at, note: note.to_owned() }
    }
}

impl Post {
    /// A post that waits already is submitted again only where it changed since. One that readers see just as it is has
    /// nothing that an editor could give them.
    pub(super) fn submit<'c>(&self) -> Result<Vec<PostEvent<'c>>, DomainError> {
        match self.review {
            Review::Submitted { is_changed: false, .. } => Ok(Vec::new()),
            _ if self.published.is_some() && !self.has_unpublished_changes() => {
                Err(Violations::one("submission", Rule::NothingToReview).into())
            }
            _ => Ok(vec![PostEvent::Submitted]),
        }
    }

    /// What was submitted is taken back by whoever did, or by whose post it is; editors return it instead, and say why.
    pub(super) fn withdraw_submission<'c>(&self, context: &Context<'_>) -> Result<Vec<PostEvent<'c>>, DomainError> {
        let Review::Submitted { by, .. } = self.review else { return Ok(Vec::new()) };
        let actor = context.principal.actor;
        if actor == by || actor == self.created_by {
            Ok(vec![PostEvent::SubmissionWithdrawn])
        } else {
            Err(DomainError::Forbidden)
        }
    }

    pub(super) fn return_to_writer<'c>(
        &self,
        note: &'c str,
        context: &Context<'_>,
    ) -> Result<Vec<PostEvent<'c>>, DomainError> {
        if context.principal.role < Role::Editor {
            return Err(DomainError::Forbidden);
        }
        rules::REVIEW_NOTE.check(note).map_err(|rule| Violations::one("note", rule))?;
        match self.review {
            Review::Submitted { .. } => Ok(vec![PostEvent::Returned { note: note.trim() }]),
            _ => Err(Violations::one("note", Rule::NotInReview).into()),
        }
    }
}
