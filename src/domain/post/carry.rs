//! What is on record of a post where it came from and no event here tells: when it changed there, and which addresses it
//! had in turn.

use serde::{Deserialize, Serialize};

use super::event::PostEvent;
use super::state::Post;
use crate::domain::{DomainError, Rule, Slug, Timestamp, Violations};

/// What a post brings along from another site, or from another copy of this one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CarriedRecord {
    /// When its working copy last changed.
    pub updated_at: Option<Timestamp>,
    /// The date of its latest publication, which readers are shown where it is live.
    pub published_at: Option<Timestamp>,
    /// When readers were last given a change of it.
    pub published_updated_at: Option<Timestamp>,
    /// Slugs under which readers once found it.
    pub former_slugs: Vec<Slug>,
}

/// The same as the log keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostCarriedOver<'a> {
    /// See [`CarriedRecord::updated_at`].
    pub updated_at: Option<Timestamp>,
    /// See [`CarriedRecord::published_at`].
    pub published_at: Option<Timestamp>,
    /// See [`CarriedRecord::published_updated_at`].
    pub published_updated_at: Option<Timestamp>,
    /// See [`CarriedRecord::former_slugs`].
    #[serde(borrow)]
    pub former_slugs: Vec<&'a str>,
}

impl CarriedRecord {
    /// Whether there is nothing to put on record.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Post {
    /// Puts on record what came along. What lies in the future has not happened anywhere.
    pub(super) fn carry_over<'c>(
        &self,
        record: &'c CarriedRecord,
        at: Timestamp,
    ) -> Result<Vec<PostEvent<'c>>, DomainError> {
        let CarriedRecord { updated_at, published_at, published_updated_at, former_slugs } = record;
        let mut violations = Violations::default();
        for (field, date) in
            [("updated_at", updated_at), ("published_at", published_at), ("published_updated_at", published_updated_at)]
        {
            if date.is_some_and(|date| date > at) {
                violations.add(field, Rule::InTheFuture);
            }
        }
        if !violations.is_empty() {
            return Err(violations.into());
        }
        let carried = PostCarriedOver {
            updated_at: *updated_at,
            published_at: *published_at,
            published_updated_at: *published_updated_at,
            former_slugs: former_slugs.iter().map(Slug::as_str).collect(),
        };
        Ok((!record.is_empty()).then_some(PostEvent::CarriedOver(carried)).into_iter().collect())
    }

    pub(super) fn take_record(&mut self, carried: &PostCarriedOver<'_>) {
        self.updated_at = carried.updated_at.unwrap_or(self.updated_at);
        self.last_published_at = carried.published_at.or(self.last_published_at);
        if let Some(published) = &mut self.published {
            if let Some(published_at) = carried.published_at {
                (published.published_at, published.updated_at) = (published_at, published_at);
            }
            let updated_at = carried.published_updated_at.unwrap_or(published.updated_at);
            published.updated_at = updated_at.max(published.published_at);
        }
        for slug in &carried.former_slugs {
            self.remember(Slug::from_stored(slug));
        }
    }
}
