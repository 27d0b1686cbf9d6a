//! What can have happened to a comment, as the log keeps it, and what remains of it after an erasure.

use serde::{Deserialize, Serialize};

use super::input::CommentDraft;
use super::mention::MentionOf;
use super::state::{Commenter, Hold, ReplyTo, Standing};
use crate::domain::erasure::Redaction;
use crate::domain::{Actor, DecodeError, EventPayload, PostId, Timestamp};

/// What can have happened to a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommentEvent<'a> {
    /// Somebody said it.
    Submitted(CommentSubmitted<'a>),
    /// It was brought from elsewhere.
    Imported(CommentImported<'a>),
    /// What was on record of it where it comes from, and no other event could say.
    CarriedOver(CommentCarriedOver<'a>),
    /// A page of another site says it, or says it otherwise.
    Mentioned(MentionReceived<'a>),
    /// Its writer says it otherwise.
    Edited(CommentEdited<'a>),
    /// Readers see it from now on.
    Approved,
    /// It waits for somebody to decide again.
    Held,
    /// Somebody found that it is no comment at all.
    MarkedAsSpam,
    /// It went to the trash.
    Trashed,
    /// It came back from there.
    Restored,
    /// Its writer took it away.
    Withdrawn,
    /// What it said was erased.
    Purged,
}

/// The first event of a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentSubmitted<'a> {
    /// See [`super::Comment::post_id`].
    pub post_id: PostId,
    /// See [`super::Comment::created_by`].
    pub created_by: Actor,
    /// See [`super::Comment::in_reply_to`].
    pub in_reply_to: Option<ReplyTo>,
    /// See [`super::Comment::commenter`].
    #[serde(borrow)]
    pub commenter: CommenterOf<'a>,
    /// See [`super::Comment::text`].
    pub text: &'a str,
    /// See [`super::Comment::standing`].
    pub standing: Standing,
    /// See [`super::Comment::hold`].
    pub hold: Option<Hold>,
    /// See [`super::Comment::secret_hash`].
    pub secret_hash: Option<&'a str>,
}

/// The first event of a comment from elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentImported<'a> {
    /// See [`super::Comment::post_id`].
    pub post_id: PostId,
    /// See [`super::Comment::created_by`].
    pub created_by: Actor,
    /// See [`super::Comment::in_reply_to`].
    pub in_reply_to: Option<ReplyTo>,
    /// See [`super::Comment::commenter`].
    #[serde(borrow)]
    pub commenter: CommenterOf<'a>,
    /// See [`super::Comment::text`].
    pub text: &'a str,
    /// See [`super::Comment::standing`].
    pub standing: Standing,
    /// See [`super::Comment::written_at`].
    pub written_at: Timestamp,
}

/// What a page of another site says of a post from now on, and what becomes of that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MentionReceived<'a> {
    /// See [`super::Comment::post_id`].
    pub post_id: PostId,
    /// See [`super::Comment::created_by`].
    pub created_by: Actor,
    /// See [`super::Comment::commenter`].
    #[serde(borrow)]
    pub commenter: CommenterOf<'a>,
    /// See [`super::Comment::text`].
    pub text: &'a str,
    /// See [`super::Comment::mention`].
    #[serde(borrow)]
    pub mention: MentionOf<'a>,
    /// See [`super::Comment::standing`].
    pub standing: Standing,
    /// See [`super::Comment::hold`].
    pub hold: Option<Hold>,
}

/// What a blog like this one had on record of a comment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentCarriedOver<'a> {
    /// See [`super::Comment::edited_at`].
    pub edited_at: Option<Timestamp>,
    /// See [`super::Comment::hold`].
    pub hold: Option<Hold>,
    /// See [`super::Comment::secret_hash`].
    pub secret_hash: Option<&'a str>,
    /// See [`super::Comment::mention`].
    #[serde(borrow)]
    pub mention: Option<MentionOf<'a>>,
}

/// Version 1 of [`CommentCarriedOver`].
#[derive(Deserialize)]
struct CommentCarriedOver1<'a> {
    edited_at: Option<Timestamp>,
    hold: Option<Hold>,
    secret_hash: Option<&'a str>,
}

impl<'a> From<CommentCarriedOver1<'a>> for CommentCarriedOver<'a> {
    /// The upcaster: no mention was carried over.
    fn from(CommentCarriedOver1 { edited_at, hold, secret_hash }: CommentCarriedOver1<'a>) -> Self {
        Self { edited_at, hold, secret_hash, mention: None }
    }
}

/// What a comment says from now on, and what becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentEdited<'a> {
    /// See [`super::Comment::commenter`].
    #[serde(borrow)]
    pub commenter: CommenterOf<'a>,
    /// See [`super::Comment::text`].
    pub text: &'a str,
    /// See [`super::Comment::standing`].
    pub standing: Standing,
    /// See [`super::Comment::hold`].
    pub hold: Option<Hold>,
}

/// A [`Commenter`], borrowed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommenterOf<'a> {
    /// See [`Commenter::name`].
    pub name: &'a str,
    /// See [`Commenter::email`].
    #[serde(borrow)]
    pub email: Option<&'a str>,
    /// See [`Commenter::website`].
    pub website: Option<&'a str>,
}

impl<'a> From<&'a CommentDraft> for CommenterOf<'a> {
    fn from(draft: &'a CommentDraft) -> Self {
        Self::from(draft.commenter())
    }
}

impl<'a> From<&'a Commenter> for CommenterOf<'a> {
    fn from(commenter: &'a Commenter) -> Self {
        Self { name: &commenter.name, email: commenter.email.as_deref(), website: commenter.website.as_deref() }
    }
}

impl From<&CommenterOf<'_>> for Commenter {
    fn from(commenter: &CommenterOf<'_>) -> Self {
        Self {
            name: commenter.name.to_owned(),
            email: commenter.email.map(str::to_owned),
            website: commenter.website.map(str::to_owned),
        }
    }
}

/// The payload that takes an event's place after an erasure; `None` where it says nothing that is to be erased.
///
/// # Errors
/// When the payload can't be read.
pub fn redact(
    kind: &str,
    schema_version: u32,
    payload: &[u8],
    redaction: &Redaction,
) -> Result<Option<Vec<u8>>, DecodeError> {
    let event = CommentEvent::decode(kind, schema_version, payload)?;
    let redacted = match event.clone() {
        CommentEvent::Submitted(submitted) => CommentEvent::Submitted(CommentSubmitted {
            commenter: redacted_commenter(submitted.commenter, redaction),
            text: redacted_text(submitted.text, redaction),
            secret_hash: submitted.secret_hash.filter(|_| *redaction != Redaction::Text),
            ..submitted
        }),
        CommentEvent::Imported(imported) => CommentEvent::Imported(CommentImported {
            commenter: redacted_commenter(imported.commenter, redaction),
            text: redacted_text(imported.text, redaction),
            ..imported
        }),
        CommentEvent::CarriedOver(carried) => CommentEvent::CarriedOver(CommentCarriedOver {
            secret_hash: carried.secret_hash.filter(|_| *redaction != Redaction::Text),
            mention: carried.mention.map(|mention| redacted_mention(mention, redaction)),
            ..carried
        }),
        CommentEvent::Edited(edited) => CommentEvent::Edited(CommentEdited {
            commenter: redacted_commenter(edited.commenter, redaction),
            text: redacted_text(edited.text, redaction),
            ..edited
        }),
        CommentEvent::Mentioned(received) => CommentEvent::Mentioned(MentionReceived {
            commenter: redacted_commenter(received.commenter, redaction),
            text: redacted_text(received.text, redaction),
            mention: redacted_mention(received.mention, redaction),
            ..received
        }),
        // The others say what became of it alone.
        other => other,
    };
    if redacted == event {
        return Ok(None);
    }
    redacted.encode(Vec::new()).map(Some).map_err(|error| DecodeError::damaged(kind, error))
}

/// A person's name stands in what they said under their account; what they said stays, as their posts do.
fn redacted_commenter<'a>(commenter: CommenterOf<'a>, redaction: &'a Redaction) -> CommenterOf<'a> {
    match redaction {
        Redaction::Text => CommenterOf::default(),
        Redaction::Person { handle, name, pseudonym } if commenter.name == name || commenter.name == handle => {
            CommenterOf { name: pseudonym, email: None, website: None }
        }
        Redaction::Person { .. } => commenter,
    }
}

fn redacted_text<'a>(text: &'a str, redaction: &Redaction) -> &'a str {
    match redaction {
        Redaction::Text => "",
        Redaction::Person { .. } => text,
    }
}

fn redacted_mention<'a>(mention: MentionOf<'a>, redaction: &Redaction) -> MentionOf<'a> {
    match redaction {
        Redaction::Text => MentionOf::default(),
        Redaction::Person { .. } => mention,
    }
}

impl<'a> EventPayload<'a> for CommentEvent<'a> {
    const KINDS: &'static [(&'static str, u32)] = &[
        ("CommentSubmitted", 1),
        ("CommentImported", 1),
        ("CommentCarriedOver", 2),
        ("CommentEdited", 1),
        ("MentionReceived", 1),
        ("CommentApproved", 1),
        ("CommentHeld", 1),
        ("CommentMarkedAsSpam", 1),
        ("CommentTrashed", 1),
        ("CommentRestored", 1),
        ("CommentWithdrawn", 1),
        ("CommentPurged", 1),
    ];

    fn kind(&self) -> &'static str {
        match self {
            Self::Submitted(_) => "CommentSubmitted",
            Self::Imported(_) => "CommentImported",
            Self::CarriedOver(_) => "CommentCarriedOver",
            Self::Edited(_) => "CommentEdited",
            Self::Mentioned(_) => "MentionReceived",
            Self::Approved => "CommentApproved",
            Self::Held => "CommentHeld",
            Self::MarkedAsSpam => "CommentMarkedAsSpam",
            Self::Trashed => "CommentTrashed",
            Self::Restored => "CommentRestored",
            Self::Withdrawn => "CommentWithdrawn",
            Self::Purged => "CommentPurged",
        }
    }

    fn encode(&self, buffer: Vec<u8>) -> Result<Vec<u8>, postcard::Error> {
        match self {
            Self::Submitted(submitted) => postcard::to_extend(submitted, buffer),
            Self::Imported(imported) => postcard::to_extend(imported, buffer),
            Self::CarriedOver(carried) => postcard::to_extend(carried, buffer),
            Self::Edited(edited) => postcard::to_extend(edited, buffer),
            Self::Mentioned(received) => postcard::to_extend(received, buffer),
            Self::Approved
            | Self::Held
            | Self::MarkedAsSpam
            | Self::Trashed
            | Self::Restored
            | Self::Withdrawn
            | Self::Purged => Ok(buffer),
        }
    }

    fn decode(kind: &str, schema_version: u32, payload: &'a [u8]) -> Result<Self, DecodeError> {
        let alone = |event: Self| DecodeError::payload(kind, payload).map(|()| event);
        match (kind, schema_version) {
            ("CommentSubmitted", 1) => DecodeError::payload(kind, payload).map(Self::Submitted),
            ("CommentImported", 1) => DecodeError::payload(kind, payload).map(Self::Imported),
            ("CommentCarriedOver", 1) => {
                DecodeError::payload::<CommentCarriedOver1<'_>>(kind, payload).map(|old| Self::CarriedOver(old.into()))
            }
            ("CommentCarriedOver", 2) => DecodeError::payload(kind, payload).map(Self::CarriedOver),
            ("CommentEdited", 1) => DecodeError::payload(kind, payload).map(Self::Edited),
            ("MentionReceived", 1) => DecodeError::payload(kind, payload).map(Self::Mentioned),
            ("CommentApproved", 1) => alone(Self::Approved),
            ("CommentHeld", 1) => alone(Self::Held),
            ("CommentMarkedAsSpam", 1) => alone(Self::MarkedAsSpam),
            ("CommentTrashed", 1) => alone(Self::Trashed),
            ("CommentRestored", 1) => alone(Self::Restored),
            ("CommentWithdrawn", 1) => alone(Self::Withdrawn),
            ("CommentPurged", 1) => alone(Self::Purged),
            _ => Err(DecodeError::unknown(kind, schema_version)),
        }
    }

    /// The hash is left out: it says nothing to people.
    fn to_json(&self) -> Result<serde_json::Value, serde_json::Error> {
        Ok(match self {
            Self::Submitted(submitted) => serde_json::json!({
                "post_id": submitted.post_id, "in_reply_to": submitted.in_reply_to, "commenter": submitted.commenter,
                "text": submitted.text, "standing": submitted.standing, "hold": submitted.hold,
            }),
            Self::Imported(imported) => serde_json::json!({
                "post_id": imported.post_id, "in_reply_to": imported.in_reply_to, "commenter": imported.commenter,
                "text": imported.text, "standing": imported.standing, "written_at": imported.written_at,
            }),
            Self::CarriedOver(carried) => serde_json::json!({
                "edited_at": carried.edited_at, "hold": carried.hold, "mention": carried.mention,
            }),
            Self::Edited(edited) => serde_json::to_value(edited)?,
            Self::Mentioned(received) => serde_json::to_value(received)?,
            Self::Approved
            | Self::Held
            | Self::MarkedAsSpam
            | Self::Trashed
            | Self::Restored
            | Self::Withdrawn
            | Self::Purged => serde_json::json!({}),
        })
    }
}
