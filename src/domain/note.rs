//! The note beside a draft: what somebody who may write a post says about it to the others who may. Readers never see one.
//!
//! Each note is a stream of its own, so that it doesn't raise the version of the post that somebody is typing into.

use serde::{Deserialize, Serialize};

use super::erasure::Redaction;
use super::{
    Actor, Aggregate, Context, DecodeError, DomainError, EventPayload, PostId, Recorded, TextRule, Timestamp,
    Violations,
};

/// The constraints of a note.
pub mod rules {
    use super::TextRule;

    /// What it says.
    pub const TEXT: TextRule = TextRule::lines("note_text", 4_000).required();
    /// The passage that it is about.
    pub const QUOTE: TextRule = TextRule::lines("note_quote", 2_000);
    /// Notes beside one post, those that were deleted not counted.
    pub const NOTES_MAX: usize = 500;
}

/// A note as its stream leaves it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The version of the last event folded in; 0 before the first.
    pub version: u64,
    /// The post that it stands beside.
    pub post_id: PostId,
    /// Who created that post.
    pub created_by: Actor,
    /// Who wrote the note.
    pub written_by: Actor,
    /// When.
    pub written_at: Timestamp,
    /// What it says; empty once it was deleted or erased.
    pub text: String,
    /// The passage that it is about.
    pub quote: Option<String>,
    /// Who settled it, and when.
    pub resolved: Option<(Actor, Timestamp)>,
    /// Whether its writer took it away.
    pub is_deleted: bool,
}

/// What can be asked of a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoteCommand {
    /// Writes it.
    WriteNote {
        /// The post that it stands beside.
        post_id: PostId,
        /// Who created that post: whoever may write it may say something about it.
        created_by: Actor,
        /// See [`rules::TEXT`].
        text: String,
        /// See [`rules::QUOTE`].
        quote: Option<String>,
    },
    /// Settles it.
    ResolveNote,
    /// Takes it up again.
    ReopenNote,
    /// Takes it away; its writer alone can.
    DeleteNote,
}

/// What can have happened to a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoteEvent<'a> {
    /// It was written.
    Written(NoteWritten<'a>),
    /// It is settled.
    Resolved,
    /// It is to be settled again.
    Reopened,
    /// Its writer took it away.
    Deleted,
}

/// The first event of a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteWritten<'a> {
    /// See [`Note::post_id`].
    pub post_id: PostId,
    /// See [`Note::created_by`].
    pub created_by: Actor,
    /// See [`Note::text`].
    pub text: &'a str,
    /// See [`Note::quote`].
    #[serde(borrow)]
    pub quote: Option<&'a str>,
}

impl Aggregate for Note {
    const CATEGORY: &'static str = "note";
    const SNAPSHOT_VERSION: u32 = 1;
    type Command = NoteCommand;
    type Event<'a> = NoteEvent<'a>;

    fn decide<'c>(&self, command: &'c NoteCommand, context: &Context<'_>) -> Result<Vec<NoteEvent<'c>>, DomainError> {
        if let NoteCommand::WriteNote { post_id, created_by, text, quote } = command {
            return self.write(*post_id, *created_by, (text, quote.as_deref()), context);
        }
        if self.version == 0 || self.is_deleted || !context.principal.may_write(self.created_by) {
            return Err(DomainError::NotFound);
        }
        match command {
            NoteCommand::ResolveNote if self.resolved.is_none() => Ok(vec![NoteEvent::Resolved]),
            NoteCommand::ReopenNote if self.resolved.is_some() => Ok(vec![NoteEvent::Reopened]),
            NoteCommand::DeleteNote if self.written_by != context.principal.actor => Err(DomainError::Forbidden),
            NoteCommand::DeleteNote => Ok(vec![NoteEvent::Deleted]),
            NoteCommand::WriteNote { .. } | NoteCommand::ResolveNote | NoteCommand::ReopenNote => Ok(Vec::new()),
        }
    }

    fn evolve(&mut self, event: &NoteEvent<'_>, recorded: &Recorded) {
        self.version = recorded.stream_version;
        match event {
            NoteEvent::Written(written) => {
                self.post_id = written.post_id;
                self.created_by = written.created_by;
                self.written_by = recorded.actor;
                self.written_at = recorded.at;
                written.text.clone_into(&mut self.text);
                self.quote = written.quote.map(str::to_owned);
            }
            NoteEvent::Resolved => self.resolved = Some((recorded.actor, recorded.at)),
            NoteEvent::Reopened => self.resolved = None,
            NoteEvent::Deleted => {
                self.is_deleted = true;
                self.text.clear();
                self.quote = None;
            }
        }
    }

    fn version(&self) -> u64 {
        self.version
    }
}

impl Note {
    fn write<'c>(
        &self,
        post_id: PostId,
        created_by: Actor,
        (text, quote): (&'c str, Option<&'c str>),
        context: &Context<'_>,
    ) -> Result<Vec<NoteEvent<'c>>, DomainError> {
        if !context.principal.may_write(created_by) {
            return Err(DomainError::NotFound);
        }
        if self.version > 0 {
            return Err(DomainError::Conflict { current_version: self.version });
        }
        let quote = quote.map(str::trim).filter(|quote| !quote.is_empty());
        let mut violations = Violations::default();
        violations.take("note_text", rules::TEXT.check(text));
        violations.take("note_quote", rules::QUOTE.check(quote.unwrap_or_default()));
        if !violations.is_empty() {
            return Err(violations.into());
        }
        Ok(vec![NoteEvent::Written(NoteWritten { post_id, created_by, text: text.trim(), quote })])
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
    match (NoteEvent::decode(kind, schema_version, payload)?, redaction) {
        (NoteEvent::Written(written), Redaction::Text) if !written.text.is_empty() || written.quote.is_some() => {
            let redacted = NoteEvent::Written(NoteWritten { text: "", quote: None, ..written });
            redacted.encode(Vec::new()).map(Some).map_err(|error| DecodeError::damaged(kind, error))
        }
        _ => Ok(None),
    }
}

impl<'a> EventPayload<'a> for NoteEvent<'a> {
    const KINDS: &'static [(&'static str, u32)] =
        &[("NoteWritten", 1), ("NoteResolved", 1), ("NoteReopened", 1), ("NoteDeleted", 1)];

    fn kind(&self) -> &'static str {
        match self {
            Self::Written(_) => "NoteWritten",
            Self::Resolved => "NoteResolved",
            Self::Reopened => "NoteReopened",
            Self::Deleted => "NoteDeleted",
        }
    }

    fn encode(&self, buffer: Vec<u8>) -> Result<Vec<u8>, postcard::Error> {
        match self {
            Self::Written(written) => postcard::to_extend(written, buffer),
            Self::Resolved | Self::Reopened | Self::Deleted => Ok(buffer),
        }
    }

    fn decode(kind: &str, schema_version: u32, payload: &'a [u8]) -> Result<Self, DecodeError> {
        match (kind, schema_version) {
            ("NoteWritten", 1) => DecodeError::payload(kind, payload).map(Self::Written),
            ("NoteResolved", 1) => DecodeError::payload(kind, payload).map(|()| Self::Resolved),
            ("NoteReopened", 1) => DecodeError::payload(kind, payload).map(|()| Self::Reopened),
            ("NoteDeleted", 1) => DecodeError::payload(kind, payload).map(|()| Self::Deleted),
            _ => Err(DecodeError::unknown(kind, schema_version)),
        }
    }

    fn to_json(&self) -> Result<serde_json::Value, serde_json::Error> {
        Ok(match self {
            Self::Written(written) => serde_json::json!({
                "post_id": written.post_id, "text": written.text, "quote": written.quote,
            }),
            Self::Resolved | Self::Reopened | Self::Deleted => serde_json::json!({}),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{AccountId, NoteId, Principal, Role, Rule};

    const WRITER: AccountId = AccountId(uuid::Uuid::from_u128(1));
    const OTHER: AccountId = AccountId(uuid::Uuid::from_u128(2));
    const NOW: Timestamp = Timestamp::from_milliseconds(1_000_000);

    /// A note after some events, all by the post's writer.
    fn given(events: &[NoteEvent<'_>]) -> Note {
        let mut note = Note::default();
        for (stream_version, event) in (1..).zip(events) {
            note.evolve(event, &Recorded { stream_version, at: NOW, actor: Actor::Account(WRITER) });
        }
        note
    }

    fn when<'c>(
        note: &Note,
        command: &'c NoteCommand,
        (id, role): (AccountId, Role),
    ) -> Result<Vec<NoteEvent<'c>>, DomainError> {
        let stream_id = NoteId::default().stream_id();
        note.decide(command, &Context { at: NOW, principal: &Principal::account(id, role), stream_id: &stream_id })
    }

    fn write(text: &str, quote: Option<&str>) -> NoteCommand {
        NoteCommand::WriteNote {
            post_id: PostId::default(),
            created_by: Actor::Account(WRITER),
            text: text.into(),
            quote: quote.map(str::to_owned),
        }
    }

    fn written() -> NoteEvent<'static> {
        NoteEvent::Written(NoteWritten {
            post_id: PostId::default(),
            created_by: Actor::Account(WRITER),
            text: "Why?",
            quote: Some("The fog"),
        })
    }

    #[test]
    fn a_note_is_written_settled_taken_up_again_and_taken_away() {
        let writer = (WRITER, Role::Contributor);
        let command = write(" Why? ", Some(" The fog "));
        assert_eq!(when(&given(&[]), &command, writer), Ok(vec![written()]));
        assert_eq!(when(&given(&[written()]), &command, writer), Err(DomainError::Conflict { current_version: 1 }));
        let (resolve, reopen, delete) = (NoteCommand::ResolveNote, NoteCommand::ReopenNote, NoteCommand::DeleteNote);
        let (open, resolved) = (given(&[written()]), given(&[written(), NoteEvent::Resolved]));
        assert_eq!(when(&open, &resolve, writer), Ok(vec![NoteEvent::Resolved]));
        assert_eq!(when(&open, &reopen, writer), Ok(vec![]));
        assert_eq!(when(&resolved, &resolve, writer), Ok(vec![]));
        assert_eq!(when(&resolved, &reopen, writer), Ok(vec![NoteEvent::Reopened]));
        assert_eq!(given(&[written(), NoteEvent::Resolved, NoteEvent::Reopened]).resolved, None);
        assert_eq!(when(&open, &delete, writer), Ok(vec![NoteEvent::Deleted]));
        let deleted = given(&[written(), NoteEvent::Deleted]);
        assert_eq!((deleted.text.as_str(), deleted.quote.as_deref()), ("", None));
        for command in [resolve, reopen, delete] {
            assert_eq!(when(&deleted, &command, writer), Err(DomainError::NotFound), "{command:?}");
        }
    }

    #[test]
    fn every_field_is_refused_at_once() {
        let command = write(" ", Some(&"x".repeat(2_001)));
        let refused = when(&given(&[]), &command, (WRITER, Role::Author));
        let mut violations = Violations::one("note_text", Rule::Required);
        violations.add("note_quote", Rule::TooLong { chars_max: 2_000 });
        assert_eq!(refused, Err(violations.into()));
        let events = when(&given(&[]), &write("Why?", Some(" ")), (WRITER, Role::Author)).map(|events| events.len());
        assert_eq!(events, Ok(1), "a quotation of nothing is none");
    }

    #[test]
    fn whoever_may_write_a_post_speaks_of_it_and_takes_away_their_own_words_alone() {
        let (hidden, forbidden) = (Err(DomainError::NotFound), Err(DomainError::Forbidden));
        let cases = [
            (WRITER, Role::Contributor, [&Ok(()), &Ok(()), &Ok(())]),
            (WRITER, Role::Author, [&Ok(()), &Ok(()), &Ok(())]),
            (OTHER, Role::Contributor, [&hidden, &hidden, &hidden]),
            (OTHER, Role::Author, [&hidden, &hidden, &hidden]),
            (OTHER, Role::Editor, [&Ok(()), &Ok(()), &forbidden]),
            (OTHER, Role::Admin, [&Ok(()), &Ok(()), &forbidden]),
        ];
        for (id, role, expected) in cases {
            let (new, open) = (given(&[]), given(&[written()]));
            let outcomes = [
                when(&new, &write("Why?", None), (id, role)).map(|_| ()),
                when(&open, &NoteCommand::ResolveNote, (id, role)).map(|_| ()),
                when(&open, &NoteCommand::DeleteNote, (id, role)).map(|_| ()),
            ];
            assert_eq!(outcomes.each_ref(), expected, "{role}");
        }
    }

    #[test]
    fn the_bytes_of_version_1_are_read_for_ever() {
        let bytes = written().encode(Vec::new()).unwrap();
        let zeros = "\\x00".repeat(15);
        let expected = format!("\\x10\\x00{zeros}\\x02\\x10{zeros}\\x01\\x04Why?\\x01\\x07The fog");
        assert_eq!(bytes.escape_ascii().to_string(), expected);
        assert_eq!(NoteEvent::decode("NoteWritten", 1, &bytes), Ok(written()));
        for event in [NoteEvent::Resolved, NoteEvent::Reopened, NoteEvent::Deleted] {
            assert_eq!(event.encode(Vec::new()).unwrap(), b"");
            assert_eq!(NoteEvent::decode(event.kind(), 1, b""), Ok(event));
        }
        assert!(NoteEvent::decode("NoteWritten", 2, &bytes).is_err());
    }

    #[test]
    fn words_are_erased_with_the_post() {
        let bytes = written().encode(Vec::new()).unwrap();
        let redacted = redact("NoteWritten", 1, &bytes, &Redaction::Text).unwrap().unwrap();
        assert!(!redacted.windows(4).any(|window| window == b"Why?" || window == b"fog"));
        assert_eq!(redact("NoteWritten", 1, &redacted, &Redaction::Text), Ok(None));
        assert_eq!(redact("NoteDeleted", 1, b"", &Redaction::Text), Ok(None));
    }
}
