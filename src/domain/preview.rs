//! The preview link: a secret address at which somebody without an account reads a post's working copy for a while.

use serde::{Deserialize, Serialize};

use super::erasure::Redaction;
use super::{
    Actor, Aggregate, Context, DecodeError, DomainError, EventPayload, PostId, Recorded, Rule, TextRule, Timestamp,
    Violations,
};

/// The constraints of a preview link.
pub mod rules {
    use super::TextRule;

    /// For whom it is, or what for.
    pub const LABEL: TextRule = TextRule::line("label", 100);
    /// Links to one post that can be followed at the same time.
    pub const LINKS_MAX: usize = 20;
}

const DAY_MILLISECONDS: i64 = 24 * 60 * 60 * 1_000;

/// A link as its stream leaves it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewLink {
    /// The version of the last event folded in; 0 before the first.
    pub version: u64,
    /// The post that it shows.
    pub post_id: PostId,
    /// Who created that post.
    pub created_by: Actor,
    /// Who made the link.
    pub made_by: Actor,
    /// When.
    pub made_at: Timestamp,
    /// The hash of the secret in it; empty once it was erased.
    pub link_hash: String,
    /// For whom it is, or what for; may be empty.
    pub label: String,
    /// When it shows nothing any more.
    pub expires_at: Timestamp,
    /// When somebody ended it before that.
    pub revoked_at: Option<Timestamp>,
}

/// How long a link can be followed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum PreviewLifetime {
    /// One day.
    Day,
    /// Seven days.
    #[default]
    Week,
    /// Thirty days.
    Month,
}

impl PreviewLifetime {
    /// Every one, the shortest first.
    pub const ALL: [Self; 3] = [Self::Day, Self::Week, Self::Month];

    /// In days.
    pub const fn days(self) -> u32 {
        match self {
            Self::Day => 1,
            Self::Week => 7,
            Self::Month => 30,
        }
    }

    /// The one with so many days.
    ///
    /// # Errors
    /// When there is none.
    pub fn of_days(days: u32) -> Result<Self, Rule> {
        let found = Self::ALL.into_iter().find(|lifetime| lifetime.days() == days);
        found.ok_or(Rule::NotOneOf { values: "1, 7, 30".into() })
    }

    fn from(self, at: Timestamp) -> Timestamp {
        Timestamp::from_milliseconds(at.as_milliseconds() + i64::from(self.days()) * DAY_MILLISECONDS)
    }
}

/// What can be asked of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PreviewCommand {
    /// Makes it.
    MakePreviewLink {
        /// The post that it shows.
        post_id: PostId,
        /// Who created that post: whoever may write it may show it.
        created_by: Actor,
        /// The hash of the secret in it.
        link_hash: String,
        /// See [`rules::LABEL`].
        label: String,
        /// How long it can be followed.
        lifetime: PreviewLifetime,
    },
    /// Ends it.
    RevokePreviewLink,
}

/// What can have happened to a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PreviewEvent<'a> {
    /// It was made.
    Made(PreviewLinkMade<'a>),
    /// It was ended.
    Revoked,
}

/// The first event of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewLinkMade<'a> {
    /// See [`PreviewLink::post_id`].
    pub post_id: PostId,
    /// See [`PreviewLink::created_by`].
    pub created_by: Actor,
    /// See [`PreviewLink::link_hash`].
    pub link_hash: &'a str,
    /// See [`PreviewLink::label`].
    pub label: &'a str,
    /// See [`PreviewLink::expires_at`].
    pub expires_at: Timestamp,
}

impl PreviewLink {
    /// Whether it shows something.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }
}

impl Aggregate for PreviewLink {
    const CATEGORY: &'static str = "preview";
    const SNAPSHOT_VERSION: u32 = 1;
    type Command = PreviewCommand;
    type Event<'a> = PreviewEvent<'a>;

    fn decide<'c>(
        &self,
        command: &'c PreviewCommand,
        context: &Context<'_>,
    ) -> Result<Vec<PreviewEvent<'c>>, DomainError> {
        match command {
            PreviewCommand::MakePreviewLink { post_id, created_by, link_hash, label, lifetime } => {
                if !context.principal.may_write(*created_by) {
                    return Err(DomainError::NotFound);
                }
                if self.version > 0 {
                    return Err(DomainError::Conflict { current_version: self.version });
                }
                rules::LABEL.check(label).map_err(|rule| Violations::one("label", rule))?;
                Ok(vec![PreviewEvent::Made(PreviewLinkMade {
                    post_id: *post_id,
                    created_by: *created_by,
                    link_hash,
                    label: label.trim(),
                    expires_at: lifetime.from(context.at),
                })])
            }
            PreviewCommand::RevokePreviewLink => {
                if self.version == 0 || !context.principal.may_write(self.created_by) {
                    return Err(DomainError::NotFound);
                }
                Ok(if self.is_open(context.at) { vec![PreviewEvent::Revoked] } else { Vec::new() })
            }
        }
    }

    fn evolve(&mut self, event: &PreviewEvent<'_>, recorded: &Recorded) {
        self.version = recorded.stream_version;
        match event {
            PreviewEvent::Made(made) => {
                self.post_id = made.post_id;
                self.created_by = made.created_by;
                self.made_by = recorded.actor;
                self.made_at = recorded.at;
                made.link_hash.clone_into(&mut self.link_hash);
                made.label.clone_into(&mut self.label);
                self.expires_at = made.expires_at;
            }
            PreviewEvent::Revoked => self.revoked_at = Some(recorded.at),
        }
    }

    fn version(&self) -> u64 {
        self.version
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
    match (PreviewEvent::decode(kind, schema_version, payload)?, redaction) {
        (PreviewEvent::Made(made), Redaction::Text) if !made.label.is_empty() || !made.link_hash.is_empty() => {
            let redacted = PreviewEvent::Made(PreviewLinkMade { label: "", link_hash: "", ..made });
            redacted.encode(Vec::new()).map(Some).map_err(|error| DecodeError::damaged(kind, error))
        }
        _ => Ok(None),
    }
}

impl<'a> EventPayload<'a> for PreviewEvent<'a> {
    const KINDS: &'static [(&'static str, u32)] = &[("PreviewLinkMade", 1), ("PreviewLinkRevoked", 1)];

    fn kind(&self) -> &'static str {
        match self {
            Self::Made(_) => "PreviewLinkMade",
            Self::Revoked => "PreviewLinkRevoked",
        }
    }

    fn encode(&self, buffer: Vec<u8>) -> Result<Vec<u8>, postcard::Error> {
        match self {
            Self::Made(made) => postcard::to_extend(made, buffer),
            Self::Revoked => Ok(buffer),
        }
    }

    fn decode(kind: &str, schema_version: u32, payload: &'a [u8]) -> Result<Self, DecodeError> {
        match (kind, schema_version) {
            ("PreviewLinkMade", 1) => DecodeError::payload(kind, payload).map(Self::Made),
            ("PreviewLinkRevoked", 1) => DecodeError::payload(kind, payload).map(|()| Self::Revoked),
            _ => Err(DecodeError::unknown(kind, schema_version)),
        }
    }

    /// The hash is left out: it says nothing to people.
    fn to_json(&self) -> Result<serde_json::Value, serde_json::Error> {
        Ok(match self {
            Self::Made(made) => serde_json::json!({
                "post_id": made.post_id, "label": made.label, "expires_at": made.expires_at,
            }),
            Self::Revoked => serde_json::json!({}),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{AccountId, PreviewLinkId, Principal, Role};

    const WRITER: AccountId = AccountId(uuid::Uuid::from_u128(1));
    const OTHER: AccountId = AccountId(uuid::Uuid::from_u128(2));
    const NOW: Timestamp = Timestamp::from_milliseconds(1_000_000);

    fn given(events: &[PreviewEvent<'_>]) -> PreviewLink {
        let mut link = PreviewLink::default();
        for (stream_version, event) in (1..).zip(events) {
            link.evolve(event, &Recorded { stream_version, at: NOW, actor: Actor::Account(WRITER) });
        }
        link
    }

    fn when<'c>(
        link: &PreviewLink,
        command: &'c PreviewCommand,
        (id, role): (AccountId, Role),
        at: Timestamp,
    ) -> Result<Vec<PreviewEvent<'c>>, DomainError> {
        let stream_id = PreviewLinkId::default().stream_id();
        link.decide(command, &Context { at, principal: &Principal::account(id, role), stream_id: &stream_id })
    }

    fn make(label: &str, lifetime: PreviewLifetime) -> PreviewCommand {
        PreviewCommand::MakePreviewLink {
            post_id: PostId::default(),
            created_by: Actor::Account(WRITER),
            link_hash: "hash".into(),
            label: label.into(),
            lifetime,
        }
    }

    fn made() -> PreviewEvent<'static> {
        PreviewEvent::Made(PreviewLinkMade {
            post_id: PostId::default(),
            created_by: Actor::Account(WRITER),
            link_hash: "hash",
            label: "For Mary",
            expires_at: Timestamp::from_milliseconds(NOW.as_milliseconds() + 7 * DAY_MILLISECONDS),
        })
    }

    #[test]
    fn a_link_can_be_followed_until_its_day_comes_or_somebody_ends_it() {
        let writer = (WRITER, Role::Contributor);
        assert_eq!(when(&given(&[]), &make(" For Mary ", PreviewLifetime::Week), writer, NOW), Ok(vec![made()]));
        let link = given(&[made()]);
        let last = Timestamp::from_milliseconds(link.expires_at.as_milliseconds() - 1);
        assert!(link.is_open(NOW) && link.is_open(last) && !link.is_open(link.expires_at));
        let revoke = PreviewCommand::RevokePreviewLink;
        assert_eq!(when(&link, &revoke, writer, NOW), Ok(vec![PreviewEvent::Revoked]));
        assert_eq!(when(&link, &revoke, writer, link.expires_at), Ok(vec![]), "it ended by itself");
        let revoked = given(&[made(), PreviewEvent::Revoked]);
        assert!(!revoked.is_open(NOW));
        assert_eq!(when(&revoked, &revoke, writer, NOW), Ok(vec![]));
        let again = when(&link, &make("", PreviewLifetime::Day), writer, NOW).map(|_| ());
        assert_eq!(again, Err(DomainError::Conflict { current_version: 1 }));
        let long = when(&given(&[]), &make(&"x".repeat(101), PreviewLifetime::Day), writer, NOW).map(|_| ());
        assert_eq!(long, Err(Violations::one("label", Rule::TooLong { chars_max: 100 }).into()));
    }

    #[test]
    fn whoever_may_write_a_post_may_show_it() {
        for (id, role, is_allowed) in [
            (WRITER, Role::Contributor, true),
            (WRITER, Role::Author, true),
            (OTHER, Role::Contributor, false),
            (OTHER, Role::Author, false),
            (OTHER, Role::Editor, true),
            (OTHER, Role::Admin, true),
        ] {
            let make = make("", PreviewLifetime::Day);
            let commands = [(given(&[]), make), (given(&[made()]), PreviewCommand::RevokePreviewLink)];
            for (link, command) in commands {
                let outcome = when(&link, &command, (id, role), NOW).map(|_| ());
                assert_eq!(outcome, if is_allowed { Ok(()) } else { Err(DomainError::NotFound) }, "{role} {command:?}");
            }
        }
        let nobodys = when(&given(&[]), &PreviewCommand::RevokePreviewLink, (WRITER, Role::Admin), NOW);
        assert_eq!(nobodys, Err(DomainError::NotFound));
    }

    #[test]
    fn days_are_some_and_no_others() {
        assert_eq!([1, 7, 30].map(PreviewLifetime::of_days), PreviewLifetime::ALL.map(Ok));
        assert!(PreviewLifetime::of_days(0).is_err() && PreviewLifetime::of_days(365).is_err());
    }

    #[test]
    fn the_bytes_of_version_1_are_read_for_ever() {
        let bytes = made().encode(Vec::new()).unwrap();
        let expected = "\\x10\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\
            \\x02\\x10\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x01\
            \\x04hash\\x08For Mary\\x80\\x99\\xde\\xc1\\x04";
        assert_eq!(bytes.escape_ascii().to_string(), expected);
        assert_eq!(PreviewEvent::decode("PreviewLinkMade", 1, &bytes), Ok(made()));
        assert_eq!(PreviewEvent::decode("PreviewLinkRevoked", 1, b""), Ok(PreviewEvent::Revoked));
        assert!(PreviewEvent::decode("PreviewLinkMade", 2, &bytes).is_err());
    }

    #[test]
    fn label_and_hash_are_erased_with_the_post() {
        let bytes = made().encode(Vec::new()).unwrap();
        let redacted = redact("PreviewLinkMade", 1, &bytes, &Redaction::Text).unwrap().unwrap();
        let mut link = PreviewLink::default();
        let event = PreviewEvent::decode("PreviewLinkMade", 1, &redacted).unwrap();
        link.evolve(&event, &Recorded { stream_version: 1, at: NOW, actor: Actor::System });
        assert_eq!((link.label.as_str(), link.link_hash.as_str()), ("", ""));
        assert_eq!(redact("PreviewLinkMade", 1, &redacted, &Redaction::Text), Ok(None));
        assert_eq!(redact("PreviewLinkRevoked", 1, b"", &Redaction::Text), Ok(None));
    }
}
