//! What can have happened to a post, as the log keeps it.

use serde::{Deserialize, Serialize};

use super::carry::PostCarriedOver;
use super::change::ContentChange;
use super::label::Relabelling;
use super::schedule::{ScheduleFailure, ScheduleTimes};
use super::upcast::{ContentChangeVersion1, PostCreatedVersion1, PostEditedVersion2};
use crate::domain::{DecodeError, EventPayload, Timestamp};

/// What happened to a post. Texts are borrowed: from the command when it is decided, from the row when it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PostEvent<'a> {
    /// It was written down for the first time.
    Created(PostCreated<'a>),
    /// Its working copy changed.
    Edited(PostEdited<'a>),
    /// Its working copy became the published one.
    Published {
        /// The date that readers are shown.
        published_at: Timestamp,
    },
    /// Readers no longer see it.
    Unpublished,
    /// Readers will be given it, or it will be taken from them.
    Scheduled(ScheduleTimes),
    /// Nothing of the kind will happen.
    Unscheduled,
    /// What was to happen could not.
    ScheduleFailed(ScheduleFailure),
    /// It went to the trash: the tombstone.
    Deleted,
    /// It came back from the trash.
    Restored,
    /// What it said was erased; it stays in the trash for ever.
    Purged,
    /// Its writer asks an editor to publish it.
    Submitted,
    /// Its writer asks for that no more.
    SubmissionWithdrawn,
    /// An editor gave it back to its writer.
    Returned {
        /// What is to be mended.
        note: &'a str,
    },
    /// It comes first on the home page from now on.
    Pinned,
    /// It comes where its date puts it again.
    Unpinned,
    /// It takes no more comments from now on.
    CommentsClosed,
    /// It takes comments again.
    CommentsOpened,
    /// A label came, went, or took another's place, in both copies at once.
    Relabelled(Relabelling<'a>),
    /// One of its versions has another name, or none any more.
    VersionNamed {
        /// Which.
        version: u64,
        /// Its name.
        name: Option<&'a str>,
    },
    /// It came from elsewhere, with what was on record of it there.
    CarriedOver(PostCarriedOver<'a>),
}

impl PostEvent<'_> {
    /// Whether it changes what the post says, or who reads it now or will. A review does neither, nor does a name.
    pub(super) const fn changes_content(&self) -> bool {
        !matches!(
            self,
            Self::Submitted
                | Self::SubmissionWithdrawn
                | Self::Returned { .. }
                | Self::VersionNamed { .. }
                | Self::Pinned
                | Self::Unpinned
                | Self::CommentsClosed
                | Self::CommentsOpened
        )
    }

    /// The same event without the text that it brings: enough for whoever wants to know everything else.
    #[must_use]
    pub fn without_text(mut self) -> Self {
        match &mut self {
            Self::Created(created) => created.content.body = None,
            Self::Edited(edited) => edited.change.body = None,
            _ => {}
        }
        self
    }
}

/// The first event of a post.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostCreated<'a> {
    /// What it says.
    #[serde(borrow)]
    pub content: ContentChange<'a>,
    /// Its entry's identifier in feeds.
    pub feed_id: &'a str,
    /// The date it was written.
    pub created_at: Timestamp,
    /// Addresses it had elsewhere.
    pub aliases: Vec<&'a str>,
}

/// A change of the working copy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostEdited<'a> {
    /// Who wished it to be kept.
    pub saving: Saving,
    /// What changed.
    #[serde(borrow)]
    pub change: ContentChange<'a>,
}

/// Who wished a change to be kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Saving {
    /// The writer did.
    #[default]
    Explicit,
    /// The editor did, while the writer paused.
    Autosave,
}

impl PostEdited<'_> {
    /// The changed fields, null where one was emptied, and a mark where it was an autosave.
    fn to_json(&self) -> Result<serde_json::Value, serde_json::Error> {
        let mut json = serde_json::to_value(&self.change)?;
        if let Some(fields) = json.as_object_mut() {
            fields.retain(|name, value| !value.is_null() || self.change.empties(name));
        }
        if self.saving == Saving::Autosave {
            json["autosave"] = true.into();
        }
        Ok(json)
    }
}

#[derive(Serialize, Deserialize)]
struct PublishedPayload {
    published_at: Timestamp,
}

/// A name for a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct VersionNamedPayload<'a> {
    /// Which version.
    pub(super) version: u64,
    /// Its name; none any more.
    #[serde(borrow)]
    pub(super) name: Option<&'a str>,
}

/// A post that an editor gave back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ReturnedPayload<'a> {
    /// What is to be mended.
    pub(super) note: &'a str,
}

#[derive(Serialize, Deserialize)]
struct FailurePayload {
    reason: ScheduleFailure,
}

impl<'a> EventPayload<'a> for PostEvent<'a> {
    const KINDS: &'static [(&'static str, u32)] = &[
        ("PostCreated", 2),
        ("PostEdited", 3),
        ("PostPublished", 1),
        ("PostUnpublished", 1),
        ("PostScheduled", 1),
        ("PostUnscheduled", 1),
        ("PostScheduleFailed", 1),
        ("PostDeleted", 1),
        ("PostRestored", 1),
        ("PostPurged", 1),
        ("PostSubmitted", 1),
        ("PostSubmissionWithdrawn", 1),
        ("PostReturned", 1),
        ("PostPinned", 1),
        ("PostUnpinned", 1),
        ("PostCommentsClosed", 1),
        ("PostCommentsOpened", 1),
        ("PostRelabelled", 1),
        ("PostVersionNamed", 1),
        ("PostCarriedOver", 1),
    ];

    fn kind(&self) -> &'static str {
        match self {
            Self::Created(_) => "PostCreated",
            Self::Edited(_) => "PostEdited",
            Self::Published { .. } => "PostPublished",
            Self::Unpublished => "PostUnpublished",
            Self::Scheduled(_) => "PostScheduled",
            Self::Unscheduled => "PostUnscheduled",
            Self::ScheduleFailed(_) => "PostScheduleFailed",
            Self::Deleted => "PostDeleted",
            Self::Restored => "PostRestored",
            Self::Purged => "PostPurged",
            Self::Submitted => "PostSubmitted",
            Self::SubmissionWithdrawn => "PostSubmissionWithdrawn",
            Self::Returned { .. } => "PostReturned",
            Self::Pinned => "PostPinned",
            Self::Unpinned => "PostUnpinned",
            Self::CommentsClosed => "PostCommentsClosed",
            Self::CommentsOpened => "PostCommentsOpened",
            Self::Relabelled(_) => "PostRelabelled",
            Self::VersionNamed { .. } => "PostVersionNamed",
            Self::CarriedOver(_) => "PostCarriedOver",
        }
    }

    fn encode(&self, buffer: Vec<u8>) -> Result<Vec<u8>, postcard::Error> {
        match self {
            Self::Created(created) => postcard::to_extend(created, buffer),
            Self::Edited(edited) => postcard::to_extend(edited, buffer),
            Self::Published { published_at } => {
                postcard::to_extend(&PublishedPayload { published_at: *published_at }, buffer)
            }
            Self::Relabelled(relabelling) => postcard::to_extend(relabelling, buffer),
            Self::CarriedOver(carried) => postcard::to_extend(carried, buffer),
            Self::Returned { note } => postcard::to_extend(&ReturnedPayload { note }, buffer),
            Self::Scheduled(times) => postcard::to_extend(times, buffer),
            Self::ScheduleFailed(reason) => postcard::to_extend(&FailurePayload { reason: *reason }, buffer),
            Self::VersionNamed { version, name } => {
                postcard::to_extend(&VersionNamedPayload { version: *version, name: *name }, buffer)
            }
            Self::Unpublished
            | Self::Unscheduled
            | Self::Deleted
            | Self::Restored
            | Self::Purged
            | Self::Submitted
            | Self::SubmissionWithdrawn
            | Self::Pinned
            | Self::Unpinned
            | Self::CommentsClosed
            | Self::CommentsOpened => Ok(buffer),
        }
    }

    fn decode(kind: &str, schema_version: u32, payload: &'a [u8]) -> Result<Self, DecodeError> {
        match (kind, schema_version) {
            ("PostCreated", 1) => {
                let created: PostCreatedVersion1<'a> = DecodeError::payload(kind, payload)?;
                Ok(Self::Created(created.into()))
            }
            ("PostCreated", 2) => DecodeError::payload(kind, payload).map(Self::Created),
            ("PostEdited", 1) => {
                let change: ContentChangeVersion1<'a> = DecodeError::payload(kind, payload)?;
                Ok(Self::Edited(PostEdited { saving: Saving::Explicit, change: change.into() }))
            }
            ("PostEdited", 2) => {
                let edited: PostEditedVersion2<'a> = DecodeError::payload(kind, payload)?;
                Ok(Self::Edited(edited.into()))
            }
            ("PostEdited", 3) => DecodeError::payload(kind, payload).map(Self::Edited),
            ("PostPublished", 1) => {
                let PublishedPayload { published_at } = DecodeError::payload(kind, payload)?;
                Ok(Self::Published { published_at })
            }
            ("PostUnpublished", 1) => DecodeError::payload(kind, payload).map(|()| Self::Unpublished),
            ("PostScheduled", 1) => DecodeError::payload(kind, payload).map(Self::Scheduled),
            ("PostUnscheduled", 1) => DecodeError::payload(kind, payload).map(|()| Self::Unscheduled),
            ("PostScheduleFailed", 1) => {
                let FailurePayload { reason } = DecodeError::payload(kind, payload)?;
                Ok(Self::ScheduleFailed(reason))
            }
            ("PostDeleted", 1) => DecodeError::payload(kind, payload).map(|()| Self::Deleted),
            ("PostRestored", 1) => DecodeError::payload(kind, payload).map(|()| Self::Restored),
            ("PostPurged", 1) => DecodeError::payload(kind, payload).map(|()| Self::Purged),
            ("PostSubmitted", 1) => DecodeError::payload(kind, payload).map(|()| Self::Submitted),
            ("PostSubmissionWithdrawn", 1) => DecodeError::payload(kind, payload).map(|()| Self::SubmissionWithdrawn),
            ("PostReturned", 1) => {
                let ReturnedPayload { note } = DecodeError::payload(kind, payload)?;
                Ok(Self::Returned { note })
            }
            ("PostPinned", 1) => DecodeError::payload(kind, payload).map(|()| Self::Pinned),
            ("PostUnpinned", 1) => DecodeError::payload(kind, payload).map(|()| Self::Unpinned),
            ("PostCommentsClosed", 1) => DecodeError::payload(kind, payload).map(|()| Self::CommentsClosed),
            ("PostCommentsOpened", 1) => DecodeError::payload(kind, payload).map(|()| Self::CommentsOpened),
            ("PostRelabelled", 1) => DecodeError::payload(kind, payload).map(Self::Relabelled),
            ("PostCarriedOver", 1) => DecodeError::payload(kind, payload).map(Self::CarriedOver),
            ("PostVersionNamed", 1) => {
                let VersionNamedPayload { version, name } = DecodeError::payload(kind, payload)?;
                Ok(Self::VersionNamed { version, name })
            }
            _ => Err(DecodeError::unknown(kind, schema_version)),
        }
    }

    fn to_json(&self) -> Result<serde_json::Value, serde_json::Error> {
        match self {
            Self::Created(created) => serde_json::to_value(created),
            Self::Edited(edited) => edited.to_json(),
            Self::Published { published_at } => serde_json::to_value(PublishedPayload { published_at: *published_at }),
            Self::Relabelled(relabelling) => serde_json::to_value(relabelling),
            Self::CarriedOver(carried) => serde_json::to_value(carried),
            Self::Returned { note } => serde_json::to_value(ReturnedPayload { note }),
            Self::Scheduled(times) => serde_json::to_value(times),
            Self::ScheduleFailed(reason) => serde_json::to_value(FailurePayload { reason: *reason }),
            Self::VersionNamed { version, name } => {
                serde_json::to_value(VersionNamedPayload { version: *version, name: *name })
            }
            Self::Unpublished
            | Self::Unscheduled
            | Self::Deleted
            | Self::Restored
            | Self::Purged
            | Self::Submitted
            | Self::SubmissionWithdrawn
            | Self::Pinned
            | Self::Unpinned
            | Self::CommentsClosed
            | Self::CommentsOpened => Ok(serde_json::json!({})),
        }
    }
}
