//! What other sites were told of a post that links to their pages, and what they answered (Webmention).
//!
//! It is a stream of its own beside the post's, so that it raises no post's version, and is erased with it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::erasure::Redaction;
use super::{
    Actor, Aggregate, Context, DecodeError, DomainError, EventPayload, PostId, Recorded, Role, StreamId, Timestamp,
};

/// So many of a post's links are told of at most.
pub const TARGETS_MAX: usize = 50;

/// The stream of what was told of a post.
pub fn stream_id(post_id: PostId) -> StreamId {
    StreamId::new(SentMentions::CATEGORY, &post_id.to_string())
}

/// What was told of a post.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentMentions {
    /// The version of the last event folded in; 0 before the first.
    pub version: u64,
    /// What was told last of each page that the post links to, or linked to.
    pub told: BTreeMap<String, Told>,
}

/// What was told of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Where the post was read then.
    pub source: String,
    /// The version of the post that was told of.
    pub post_version: u64,
    /// When.
    pub at: Timestamp,
    /// Whether the post linked to it then.
    pub is_linked: bool,
    /// What was answered.
    pub answer: TargetAnswer,
}

/// What a page's site answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TargetAnswer {
    /// It takes what it was told.
    Taken {
        /// The status of the answer.
        status: u16,
    },
    /// It wants to be told nothing.
    NoEndpoint,
    /// It doesn't take what it was told, or the page is not there.
    Refused {
        /// The status of the answer.
        status: u16,
    },
    /// It was asked several times, and did not answer.
    Silent,
    /// It leads to a machine that is not asked.
    NotAsked,
}

impl TargetAnswer {
    /// Whether its site knows of the post, and has to hear what becomes of it.
    pub const fn is_taken(self) -> bool {
        matches!(self, Self::Taken { .. })
    }
}

/// What can be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SentMentionsCommand {
    /// Notes what was told, and answered. Only the program itself does.
    RecordSent(Sent),
    /// Has all of it erased.
    PurgeSent,
}

/// What was told at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The version of the post.
    pub post_version: u64,
    /// What was answered for each page.
    pub answers: Vec<AnswerTo>,
}

/// A page that was told of, and what was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerTo {
    /// See [`Told::source`].
    pub source: String,
    /// The page.
    pub target: String,
    /// See [`Told::is_linked`].
    pub is_linked: bool,
    /// See [`Told::answer`].
    pub answer: TargetAnswer,
}

/// What can have happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SentMentionsEvent<'a> {
    /// Other sites were told.
    Sent(WebmentionsSent<'a>),
    /// What was told was erased.
    Purged,
}

/// What other sites were told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebmentionsSent<'a> {
    /// See [`Told::post_version`].
    pub post_version: u64,
    /// Each page that was told of.
    #[serde(borrow)]
    pub answers: Vec<AnswerOf<'a>>,
}

/// A page that was told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerOf<'a> {
    /// See [`Told::source`].
    pub source: &'a str,
    /// The page.
    pub target: &'a str,
    /// See [`Told::is_linked`].
    pub is_linked: bool,
    /// See [`Told::answer`].
    pub answer: TargetAnswer,
}

impl Aggregate for SentMentions {
    const CATEGORY: &'static str = "webmentions";
    const SNAPSHOT_VERSION: u32 = 1;
    type Command = SentMentionsCommand;
    type Event<'a> = SentMentionsEvent<'a>;

    fn decide<'c>(
        &self,
        command: &'c SentMentionsCommand,
        context: &Context<'_>,
    ) -> Result<Vec<SentMentionsEvent<'c>>, DomainError> {
        match command {
            SentMentionsCommand::RecordSent(_) if context.principal.actor != Actor::System => {
                Err(DomainError::Forbidden)
            }
            SentMentionsCommand::PurgeSent if context.principal.role < Role::Admin => Err(DomainError::Forbidden),
            SentMentionsCommand::RecordSent(Sent { post_version, answers }) => {
                let of = |AnswerTo { source, target, is_linked, answer }: &'c AnswerTo| {
                    // Another node may have told the same before.
                    let is_known = self.told.get(target).is_some_and(|told| told.post_version >= *post_version);
                    (!is_known).then_some(AnswerOf { source, target, is_linked: *is_linked, answer: *answer })
                };
                let answers: Vec<_> = answers.iter().filter_map(of).collect();
                let sent = WebmentionsSent { post_version: *post_version, answers };
                Ok((!sent.answers.is_empty()).then_some(SentMentionsEvent::Sent(sent)).into_iter().collect())
            }
            SentMentionsCommand::PurgeSent => {
                Ok((!self.told.is_empty()).then_some(SentMentionsEvent::Purged).into_iter().collect())
            }
        }
    }

    fn evolve(&mut self, event: &SentMentionsEvent<'_>, recorded: &Recorded) {
        self.version = recorded.stream_version;
        match event {
            SentMentionsEvent::Sent(WebmentionsSent { post_version, answers }) => {
                for AnswerOf { source, target, is_linked, answer } in answers {
                    let (source, post_version, at) = ((*source).to_owned(), *post_version, recorded.at);
                    let told = Told { source, post_version, at, is_linked: *is_linked, answer: *answer };
                    self.told.insert((*target).to_owned(), told);
                }
            }
            SentMentionsEvent::Purged => self.told.clear(),
        }
    }

    fn version(&self) -> u64 {
        self.version
    }
}

impl<'a> EventPayload<'a> for SentMentionsEvent<'a> {
    const KINDS: &'static [(&'static str, u32)] = &[("WebmentionsSent", 1), ("SentWebmentionsPurged", 1)];

    fn kind(&self) -> &'static str {
        match self {
            Self::Sent(_) => "WebmentionsSent",
            Self::Purged => "SentWebmentionsPurged",
        }
    }

    fn encode(&self, buffer: Vec<u8>) -> Result<Vec<u8>, postcard::Error> {
        match self {
            Self::Sent(sent) => postcard::to_extend(sent, buffer),
            Self::Purged => Ok(buffer),
        }
    }

    fn decode(kind: &str, schema_version: u32, payload: &'a [u8]) -> Result<Self, DecodeError> {
        match (kind, schema_version) {
            ("WebmentionsSent", 1) => DecodeError::payload(kind, payload).map(Self::Sent),
            ("SentWebmentionsPurged", 1) => DecodeError::payload(kind, payload).map(|()| Self::Purged),
            _ => Err(DecodeError::unknown(kind, schema_version)),
        }
    }

    fn to_json(&self) -> Result<serde_json::Value, serde_json::Error> {
        match self {
            Self::Sent(sent) => serde_json::to_value(sent),
            Self::Purged => Ok(serde_json::json!({})),
        }
    }
}

/// The payload that takes an event's place after an erasure; `None` where it says nothing that is to be erased. Addresses are
/// words of the post; nobody's name is in them that an account has.
///
/// # Errors
/// When the payload can't be read.
pub fn redact(
    kind: &str,
    schema_version: u32,
    payload: &[u8],
    redaction: &Redaction,
) -> Result<Option<Vec<u8>>, DecodeError> {
    let event = SentMentionsEvent::decode(kind, schema_version, payload)?;
    let redacted = match (&event, redaction) {
        (SentMentionsEvent::Sent(sent), Redaction::Text) => {
            SentMentionsEvent::Sent(WebmentionsSent { answers: Vec::new(), ..sent.clone() })
        }
        _ => return Ok(None),
    };
    if redacted == event {
        return Ok(None);
    }
    redacted.encode(Vec::new()).map(Some).map_err(|error| DecodeError::damaged(kind, error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Principal;

    const NOW: Timestamp = Timestamp::from_milliseconds(5);

    fn given(events: &[SentMentionsEvent<'_>]) -> SentMentions {
        let mut state = SentMentions::default();
        for (stream_version, event) in (1..).zip(events) {
            state.evolve(event, &Recorded { stream_version, at: NOW, actor: Actor::System });
        }
        state
    }

    fn when<'c>(
        state: &SentMentions,
        who: &Principal,
        command: &'c SentMentionsCommand,
    ) -> Result<Vec<SentMentionsEvent<'c>>, DomainError> {
        state.decide(command, &Context { at: NOW, principal: who, stream_id: &stream_id(PostId::default()) })
    }

    fn record(post_version: u64) -> SentMentionsCommand {
        let source = "https://a.example/posts/fog".to_owned();
        let answer = |target: &str, answer| AnswerTo {
            source: source.clone(),
            target: target.to_owned(),
            is_linked: true,
            answer,
        };
        let answers = vec![
            answer("https://b.example/", TargetAnswer::Taken { status: 202 }),
            answer("https://c.example/", TargetAnswer::NoEndpoint),
        ];
        SentMentionsCommand::RecordSent(Sent { post_version, answers })
    }

    #[test]
    fn what_was_told_is_noted_once_for_each_version() {
        let command = record(2);
        let events = when(&given(&[]), &Principal::SYSTEM, &command).unwrap();
        let told = given(&events);
        let of = |told: &SentMentions| told.told["https://b.example/"].clone();
        assert_eq!((of(&told).post_version, of(&told).answer.is_taken()), (2, true));
        assert_eq!(when(&told, &Principal::SYSTEM, &command), Ok(Vec::new()), "another node told the same");
        let later = record(3);
        let later = when(&told, &Principal::SYSTEM, &later).unwrap();
        assert_eq!(of(&given(&[events[0].clone(), later[0].clone()])).post_version, 3);
        assert_eq!(when(&told, &Principal::OPERATOR, &record(9)), Err(DomainError::Forbidden));
        assert_eq!(when(&told, &Principal::ANONYMOUS, &SentMentionsCommand::PurgeSent), Err(DomainError::Forbidden));
        let purged = when(&told, &Principal::SYSTEM, &SentMentionsCommand::PurgeSent).unwrap();
        assert!(given(&[events[0].clone(), purged[0].clone()]).told.is_empty());
    }

    #[test]
    fn the_bytes_of_version_1_are_read_for_ever_and_erased() {
        let command = record(2);
        let event = when(&given(&[]), &Principal::SYSTEM, &command).unwrap().remove(0);
        let bytes = event.encode(Vec::new()).unwrap();
        let source = "\\x1bhttps://a.example/posts/fog";
        let expected = format!(
            "\\x02\\x02{source}\\x12https://b.example/\\x01\\x00\\xca\\x01{source}\\x12https://c.example/\\x01\\x01"
        );
        assert_eq!(bytes.escape_ascii().to_string(), expected);
        assert_eq!(SentMentionsEvent::decode("WebmentionsSent", 1, &bytes), Ok(event));
        let redacted = redact("WebmentionsSent", 1, &bytes, &Redaction::Text).unwrap().unwrap();
        assert_eq!(redacted, b"\x02\x00");
        assert_eq!(redact("WebmentionsSent", 1, &redacted, &Redaction::Text), Ok(None));
        assert_eq!(SentMentionsEvent::decode("SentWebmentionsPurged", 1, b""), Ok(SentMentionsEvent::Purged));
    }
}
