//! What is to become of a post by itself: when readers are given it, and when it is taken from them.

use serde::{Deserialize, Serialize};

use super::event::PostEvent;
use super::state::Post;
use crate::domain::{Actor, Context, DomainError, Recorded, Rule, Timestamp, Violations};

/// When a post is given to readers and taken from them. Whoever may publish it decided that; it holds however their own
/// rights change until then.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// When.
    pub times: ScheduleTimes,
    /// The version of the event that says so, which is the cause of what happens then.
    pub version: u64,
}

/// The times of a schedule. Where there are both, the second is later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduleTimes {
    /// When readers are given the working copy as it is then.
    pub publish_at: Option<Timestamp>,
    /// When the post is taken from them.
    pub unpublish_at: Option<Timestamp>,
}

/// Why a schedule could not be carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScheduleFailure {
    /// The date that the post was to show lay in the future still.
    DateInTheFuture,
    /// Its address had become another's.
    AddressTaken,
    /// Something else was wrong with it.
    Refused,
}

impl ScheduleFailure {
    /// Every reason.
    const ALL: [Self; 3] = [Self::DateInTheFuture, Self::AddressTaken, Self::Refused];

    /// The reason behind a refusal.
    pub fn of(error: &DomainError) -> Self {
        match error {
            DomainError::Invalid(violations) if violations.of("published_at") == Some(&Rule::InTheFuture) => {
                Self::DateInTheFuture
            }
            DomainError::Invalid(violations) if violations.of("slug").is_some() => Self::AddressTaken,
            _ => Self::Refused,
        }
    }

    /// The name as it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DateInTheFuture => "date_in_the_future",
            Self::AddressTaken => "address_taken",
            Self::Refused => "refused",
        }
    }

    /// Reads what [`ScheduleFailure::as_str`] wrote.
    pub fn from_stored(text: &str) -> Self {
        Self::ALL.into_iter().find(|failure| failure.as_str() == text).unwrap_or(Self::Refused)
    }
}

impl ScheduleTimes {
    /// What is done next.
    pub fn next(&self) -> Option<Timestamp> {
        self.publish_at.or(self.unpublish_at)
    }

    fn is_empty(&self) -> bool {
        self.next().is_none()
    }

    /// Checks what somebody asks for: a time to come, and the end after the beginning.
    fn check(&self, is_live: bool, at: Timestamp) -> Result<(), Violations> {
        let mut violations = Violations::default();
        if self.publish_at.is_none() && !(is_live && self.unpublish_at.is_some()) {
            violations.add("publish_at", Rule::Required);
        }
        if self.publish_at.is_some_and(|publish_at| publish_at <= at) {
            violations.add("publish_at", Rule::InThePast);
        }
        if self.unpublish_at.is_some_and(|unpublish_at| unpublish_at <= at) {
            violations.add("unpublish_at", Rule::InThePast);
        } else if self.unpublish_at.zip(self.publish_at).is_some_and(|(end, beginning)| end <= beginning) {
            violations.add("unpublish_at", Rule::NotAfterPublication);
        }
        if violations.is_empty() { Ok(()) } else { Err(violations) }
    }
}

impl Post {
    /// When the post is given to readers and taken from them, where that is settled.
    pub fn schedule_times(&self) -> ScheduleTimes {
        self.schedule.map(|schedule| schedule.times).unwrap_or_default()
    }

    pub(super) fn decide_schedule<'c>(
        &self,
        times: ScheduleTimes,
        at: Timestamp,
    ) -> Result<Vec<PostEvent<'c>>, DomainError> {
        if times == self.schedule_times() && !times.is_empty() {
            return Ok(Vec::new());
        }
        times.check(self.live().is_some(), at)?;
        Ok(vec![PostEvent::Scheduled(times)])
    }

    /// Also takes away what is said of a schedule that failed.
    pub(super) fn decide_no_schedule<'c>(&self) -> Vec<PostEvent<'c>> {
        let is_there = self.schedule.is_some() || self.schedule_failure.is_some();
        is_there.then_some(PostEvent::Unscheduled).into_iter().collect()
    }

    /// What the schedule makes happen now. Where both of its times have passed, readers never see the post.
    pub(super) fn decide_due<'c>(&self, context: &Context<'_>) -> Result<Vec<PostEvent<'c>>, DomainError> {
        if context.principal.actor != Actor::System {
            return Err(DomainError::Forbidden);
        }
        let ScheduleTimes { publish_at, unpublish_at } = self.schedule_times();
        let is_due = |time: Option<Timestamp>| time.filter(|time| *time <= context.at);
        let mut events = match is_due(publish_at) {
            Some(publish_at) => match self.decide_publication(context.at, publish_at) {
                Ok(published) if !published.is_empty() => published,
                // Readers have the working copy already: only the schedule is left to go.
                Ok(_) if unpublish_at.is_none() => vec![PostEvent::Unscheduled],
                Ok(_) => vec![PostEvent::Scheduled(ScheduleTimes { publish_at: None, unpublish_at })],
                Err(error) => return Ok(vec![PostEvent::ScheduleFailed(ScheduleFailure::of(&error))]),
            },
            None => Vec::new(),
        };
        if is_due(unpublish_at).is_some() {
            let is_live =
                self.published.is_some() || events.iter().any(|event| matches!(event, PostEvent::Published { .. }));
            events.push(if is_live { PostEvent::Unpublished } else { PostEvent::Unscheduled });
        }
        Ok(events)
    }

    /// Notes that the schedule can't be carried out, so that it is not tried again and again.
    pub(super) fn decide_failure<'c>(
        &self,
        failure: ScheduleFailure,
        context: &Context<'_>,
    ) -> Result<Vec<PostEvent<'c>>, DomainError> {
        if context.principal.actor != Actor::System {
            return Err(DomainError::Forbidden);
        }
        Ok(self.schedule.map(|_| PostEvent::ScheduleFailed(failure)).into_iter().collect())
    }

    /// What a post's events make of its schedule.
    pub(super) fn fold_schedule(&mut self, event: &PostEvent<'_>, recorded: &Recorded) {
        match event {
            PostEvent::Scheduled(times) => {
                self.schedule = Some(Schedule { times: *times, version: recorded.stream_version });
                self.schedule_failure = None;
            }
            // Readers have been given what was to be given to them. That it is taken away again still holds.
            PostEvent::Published { .. } => {
                let unpublish_at = self.schedule_times().unpublish_at;
                let times = ScheduleTimes { publish_at: None, unpublish_at };
                self.schedule =
                    self.schedule.filter(|_| !times.is_empty()).map(|schedule| Schedule { times, ..schedule });
                self.schedule_failure = None;
            }
            PostEvent::Unscheduled | PostEvent::Unpublished | PostEvent::Deleted => {
                self.schedule = None;
                self.schedule_failure = None;
            }
            PostEvent::ScheduleFailed(failure) => {
                self.schedule = None;
                self.schedule_failure = Some(*failure);
            }
            PostEvent::Created(_)
            | PostEvent::Edited(_)
            | PostEvent::Restored
            | PostEvent::Purged
            | PostEvent::Submitted
            | PostEvent::SubmissionWithdrawn
            | PostEvent::Returned { .. }
            | PostEvent::VersionNamed { .. }
            | PostEvent::CarriedOver(_)
            | PostEvent::Pinned
            | PostEvent::Unpinned
            | PostEvent::CommentsClosed
            | PostEvent::CommentsOpened
            | PostEvent::Relabelled(_) => {}
        }
    }

    /// Whether readers will be given the working copy by itself, so that whoever changes it changes what they will read.
    pub(super) fn will_be_published(&self) -> bool {
        self.schedule_times().publish_at.is_some()
    }
}
