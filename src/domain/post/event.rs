//! What can have happened to a post, as the log keeps it.

use serde::{Deserialize, Serialize};

use super::PostDraft;
use super::schedule::{ScheduleFailure, ScheduleTimes};
use super::state::{Author, Content, PostKind};
use crate::domain::{DecodeError, EventPayload, Label, Language, Slug, Timestamp};

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
}

impl PostEvent<'_> {
    /// Whether it changes what the post says or who reads it. A review does neither.
    pub(super) const fn changes_content(&self) -> bool {
        !matches!(
            self,
            Self::Submitted
                | Self::SubmissionWithdrawn
                | Self::Returned { .. }
                | Self::Scheduled(_)
                | Self::Unscheduled
                | Self::ScheduleFailed(_)
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

impl<'a> PostEdited<'a> {
    /// The upcaster: version 1 of the payload was the change alone, from a time when nothing was saved by itself.
    pub fn from_version_1(change: ContentChange<'a>) -> Self {
        Self { saving: Saving::Explicit, change }
    }

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

/// The fields that changed; the others keep what they had. An inner `None` empties a field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContentChange<'a> {
    /// See [`Content::title`].
    #[serde(borrow)]
    pub title: Option<&'a str>,
    /// See [`Content::slug`].
    pub slug: Option<&'a str>,
    /// See [`Content::body`].
    pub body: Option<&'a str>,
    /// See [`Content::excerpt`].
    pub excerpt: Option<Option<&'a str>>,
    /// See [`Content::tags`].
    pub tags: Option<Vec<&'a str>>,
    /// See [`Content::category`].
    pub category: Option<Option<&'a str>>,
    /// See [`Content::authors`].
    pub authors: Option<Vec<AuthorName<'a>>>,
    /// See [`Content::kind`].
    pub kind: Option<PostKind>,
    /// See [`Content::language`].
    pub language: Option<Option<&'a str>>,
    /// See [`Content::cover`].
    pub cover: Option<Option<&'a str>>,
    /// See [`Content::canonical_url`].
    pub canonical_url: Option<Option<&'a str>>,
    /// See [`Content::published_at`].
    pub published_at: Option<Option<Timestamp>>,
}

/// An [`Author`], borrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorName<'a> {
    /// See [`Author::handle`].
    pub handle: &'a str,
    /// See [`Author::name`].
    pub name: &'a str,
}

impl<'a> ContentChange<'a> {
    /// Whether it takes a field's value away.
    fn empties(&self, field: &str) -> bool {
        match field {
            "excerpt" => self.excerpt == Some(None),
            "category" => self.category == Some(None),
            "language" => self.language == Some(None),
            "cover" => self.cover == Some(None),
            "canonical_url" => self.canonical_url == Some(None),
            "published_at" => self.published_at == Some(None),
            _ => false,
        }
    }

    /// What a draft changes of a content. A slug, authors, kind or date that the draft doesn't mention stay.
    pub fn between(content: &Content, draft: &'a PostDraft) -> Self {
        let authors = draft.authors.as_ref().filter(|authors| **authors != content.authors);
        let slug = draft.slug.as_ref().filter(|slug| **slug != content.slug);
        Self {
            title: changed(&content.title, &draft.title),
            slug: slug.map(Slug::as_str),
            body: changed(&content.body, &draft.body),
            excerpt: changed_optional(content.excerpt.as_deref(), draft.excerpt.as_deref()),
            tags: (content.tags != draft.tags).then(|| draft.tags.iter().map(Label::as_str).collect()),
            category: changed_optional(
                content.category.as_ref().map(Label::as_str),
                draft.category.as_ref().map(Label::as_str),
            ),
            authors: authors.map(|authors| authors.iter().map(AuthorName::from).collect()),
            kind: draft.kind.filter(|kind| *kind != content.kind),
            language: changed_optional(
                content.language.as_ref().map(Language::as_str),
                draft.language.as_ref().map(Language::as_str),
            ),
            cover: changed_optional(content.cover.as_deref(), draft.cover.as_deref()),
            canonical_url: changed_optional(content.canonical_url.as_deref(), draft.canonical_url.as_deref()),
            published_at: draft.published_at.map(Some).filter(|date| *date != content.published_at),
        }
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

fn changed<'a>(old: &str, new: &'a str) -> Option<&'a str> {
    (old != new).then_some(new)
}

fn changed_optional<'a>(old: Option<&str>, new: Option<&'a str>) -> Option<Option<&'a str>> {
    (old != new).then_some(new)
}

impl<'a> From<&'a Author> for AuthorName<'a> {
    fn from(author: &'a Author) -> Self {
        Self { handle: author.handle.as_str(), name: &author.name }
    }
}

#[derive(Serialize, Deserialize)]
struct PublishedPayload {
    published_at: Timestamp,
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
        ("PostCreated", 1),
        ("PostEdited", 2),
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
        }
    }

    fn encode(&self, buffer: Vec<u8>) -> Result<Vec<u8>, postcard::Error> {
        match self {
            Self::Created(created) => postcard::to_extend(created, buffer),
            Self::Edited(edited) => postcard::to_extend(edited, buffer),
            Self::Published { published_at } => {
                postcard::to_extend(&PublishedPayload { published_at: *published_at }, buffer)
            }
            Self::Returned { note } => postcard::to_extend(&ReturnedPayload { note }, buffer),
            Self::Scheduled(times) => postcard::to_extend(times, buffer),
            Self::ScheduleFailed(reason) => postcard::to_extend(&FailurePayload { reason: *reason }, buffer),
            Self::Unpublished
            | Self::Unscheduled
            | Self::Deleted
            | Self::Restored
            | Self::Purged
            | Self::Submitted
            | Self::SubmissionWithdrawn => Ok(buffer),
        }
    }

    fn decode(kind: &str, schema_version: u32, payload: &'a [u8]) -> Result<Self, DecodeError> {
        match (kind, schema_version) {
            ("PostCreated", 1) => DecodeError::payload(kind, payload).map(Self::Created),
            ("PostEdited", 1) => {
                let change = DecodeError::payload(kind, payload)?;
                Ok(Self::Edited(PostEdited::from_version_1(change)))
            }
            ("PostEdited", 2) => DecodeError::payload(kind, payload).map(Self::Edited),
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
            _ => Err(DecodeError::unknown(kind, schema_version)),
        }
    }

    fn to_json(&self) -> Result<serde_json::Value, serde_json::Error> {
        match self {
            Self::Created(created) => serde_json::to_value(created),
            Self::Edited(edited) => edited.to_json(),
            Self::Published { published_at } => serde_json::to_value(PublishedPayload { published_at: *published_at }),
            Self::Returned { note } => serde_json::to_value(ReturnedPayload { note }),
            Self::Scheduled(times) => serde_json::to_value(times),
            Self::ScheduleFailed(reason) => serde_json::to_value(FailurePayload { reason: *reason }),
            Self::Unpublished
            | Self::Unscheduled
            | Self::Deleted
            | Self::Restored
            | Self::Purged
            | Self::Submitted
            | Self::SubmissionWithdrawn => Ok(serde_json::json!({})),
        }
    }
}
