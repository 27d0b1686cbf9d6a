//! Aggregates of every kind, for what reads the whole log.

use super::account::{self, Account};
use super::comment::{self, Comment};
use super::erasure::{Erasure, Redaction};
use super::media::{self, Media};
use super::note::{self, Note};
use super::post::{self, Post};
use super::preview::{self, PreviewLink};
use super::sent_mentions::{self, SentMentions};
use super::site::Site;
use super::{Aggregate, DecodeError, EventPayload, Recorded};

/// The state of a stream of any category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnyState {
    /// A post.
    Post(Box<Post>),
    /// An account.
    Account(Box<Account>),
    /// The site's settings.
    Site(Box<Site>),
    /// A file.
    Media(Box<Media>),
    /// A record of what was erased.
    Erasure(Box<Erasure>),
    /// A link at which a post is previewed.
    Preview(Box<PreviewLink>),
    /// A note beside a draft.
    Note(Box<Note>),
    /// A comment under a post.
    Comment(Box<Comment>),
    /// What other sites were told of a post.
    SentMentions(Box<SentMentions>),
}

/// Does the same with whatever state it is.
macro_rules! with_any {
    ($state:expr, $inner:ident => $body:expr) => {
        match $state {
            AnyState::Post($inner) => $body,
            AnyState::Account($inner) => $body,
            AnyState::Site($inner) => $body,
            AnyState::Media($inner) => $body,
            AnyState::Erasure($inner) => $body,
            AnyState::Preview($inner) => $body,
            AnyState::Note($inner) => $body,
            AnyState::Comment($inner) => $body,
            AnyState::SentMentions($inner) => $body,
        }
    };
}

impl AnyState {
    /// The state of a stream of that category before its first event; none where there is no such category.
    pub fn of_category(category: &str) -> Option<Self> {
        Some(match category {
            Post::CATEGORY => Self::Post(Box::default()),
            Account::CATEGORY => Self::Account(Box::default()),
            Site::CATEGORY => Self::Site(Box::default()),
            Media::CATEGORY => Self::Media(Box::default()),
            Erasure::CATEGORY => Self::Erasure(Box::default()),
            PreviewLink::CATEGORY => Self::Preview(Box::default()),
            Note::CATEGORY => Self::Note(Box::default()),
            Comment::CATEGORY => Self::Comment(Box::default()),
            SentMentions::CATEGORY => Self::SentMentions(Box::default()),
            _ => return None,
        })
    }

    /// Folds an event's payload into the state.
    ///
    /// # Errors
    /// When the payload can't be read.
    pub fn fold(
        &mut self,
        kind: &str,
        schema_version: u32,
        payload: &[u8],
        recorded: &Recorded,
    ) -> Result<(), DecodeError> {
        fn fold<A: Aggregate>(
            state: &mut A,
            (kind, schema_version, payload): (&str, u32, &[u8]),
            recorded: &Recorded,
        ) -> Result<(), DecodeError> {
            let event = A::Event::decode(kind, schema_version, payload)?;
            state.evolve(&event, recorded);
            Ok(())
        }
        let event = (kind, schema_version, payload);
        with_any!(self, state => fold(&mut **state, event, recorded))
    }

    /// Whether an event's payload can be read.
    ///
    /// # Errors
    /// Why it can't.
    pub fn can_read(&self, kind: &str, schema_version: u32, payload: &[u8]) -> Result<(), DecodeError> {
        fn can_read<A: Aggregate>(_: &A, kind: &str, schema_version: u32, payload: &[u8]) -> Result<(), DecodeError> {
            A::Event::decode(kind, schema_version, payload).map(|_| ())
        }
        with_any!(self, state => can_read(&**state, kind, schema_version, payload))
    }

    /// The payload that takes an event's place after an erasure; `None` where it says nothing that is to be erased.
    ///
    /// # Errors
    /// When the payload can't be read.
    pub fn redact(
        &self,
        kind: &str,
        schema_version: u32,
        payload: &[u8],
        redaction: &Redaction,
    ) -> Result<Option<Vec<u8>>, DecodeError> {
        match (self, redaction) {
            (Self::Post(_), redaction) => post::redact(kind, schema_version, payload, redaction),
            (Self::Preview(_), redaction) => preview::redact(kind, schema_version, payload, redaction),
            (Self::Media(_), redaction) => media::redact(kind, schema_version, payload, redaction),
            (Self::Note(_), redaction) => note::redact(kind, schema_version, payload, redaction),
            (Self::Comment(_), redaction) => comment::redact(kind, schema_version, payload, redaction),
            (Self::SentMentions(_), redaction) => sent_mentions::redact(kind, schema_version, payload, redaction),
            (Self::Account(_), Redaction::Person { pseudonym, .. }) => {
                account::redact(kind, schema_version, payload, pseudonym)
            }
            _ => Ok(None),
        }
    }

    /// An event's payload as JSON, for people.
    ///
    /// # Errors
    /// When the payload can't be read.
    pub fn to_json(&self, kind: &str, schema_version: u32, payload: &[u8]) -> Result<serde_json::Value, DecodeError> {
        fn to_json<A: Aggregate>(
            _: &A,
            kind: &str,
            schema_version: u32,
            payload: &[u8],
        ) -> Result<serde_json::Value, DecodeError> {
            let json = A::Event::decode(kind, schema_version, payload)?.to_json();
            json.map_err(|error| DecodeError::damaged(kind, error))
        }
        with_any!(self, state => to_json(&**state, kind, schema_version, payload))
    }

    /// The version of the last event folded in.
    pub fn version(&self) -> u64 {
        with_any!(self, state => state.version())
    }

    /// The state as a snapshot keeps it (postcard), and the version of that format.
    ///
    /// # Errors
    /// When the encoder refuses, which no state makes it do.
    pub fn to_snapshot(&self) -> Result<(u32, Vec<u8>), postcard::Error> {
        fn to_snapshot<A: Aggregate>(state: &A) -> Result<(u32, Vec<u8>), postcard::Error> {
            Ok((A::SNAPSHOT_VERSION, postcard::to_stdvec(state)?))
        }
        with_any!(self, state => to_snapshot(&**state))
    }

    /// The state of a snapshot in that category; none where the format is another, or the bytes are not a state's.
    pub fn from_snapshot(category: &str, format_version: u32, bytes: &[u8]) -> Option<Self> {
        fn read<A: Aggregate>(format_version: u32, bytes: &[u8]) -> Option<Box<A>> {
            if format_version == A::SNAPSHOT_VERSION { postcard::from_bytes(bytes).ok() } else { None }
        }
        Some(match Self::of_category(category)? {
            Self::Post(_) => Self::Post(read(format_version, bytes)?),
            Self::Account(_) => Self::Account(read(format_version, bytes)?),
            Self::Site(_) => Self::Site(read(format_version, bytes)?),
            Self::Media(_) => Self::Media(read(format_version, bytes)?),
            Self::Erasure(_) => Self::Erasure(read(format_version, bytes)?),
            Self::Preview(_) => Self::Preview(read(format_version, bytes)?),
            Self::Note(_) => Self::Note(read(format_version, bytes)?),
            Self::Comment(_) => Self::Comment(read(format_version, bytes)?),
            Self::SentMentions(_) => Self::SentMentions(read(format_version, bytes)?),
        })
    }

    /// Every kind of event that this program knows, with the newest version of its format.
    pub fn kinds() -> impl Iterator<Item = (&'static str, u32)> {
        fn kinds<A: Aggregate>() -> &'static [(&'static str, u32)] {
            <A::Event<'static> as EventPayload<'static>>::KINDS
        }
        [
            kinds::<Post>(),
            kinds::<Account>(),
            kinds::<Site>(),
            kinds::<Media>(),
            kinds::<Erasure>(),
            kinds::<PreviewLink>(),
            kinds::<Note>(),
            kinds::<Comment>(),
            kinds::<SentMentions>(),
        ]
        .into_iter()
        .flatten()
        .copied()
    }

    /// Whether an event of that kind in that version of its format can be read by this program.
    pub fn knows(kind: &str, schema_version: u32) -> bool {
        Self::kinds().any(|(name, newest)| name == kind && (1..=newest).contains(&schema_version))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_category_has_its_state() {
        for category in ["post", "account", "site", "media", "erasure", "preview", "note", "comment", "webmentions"] {
            assert!(AnyState::of_category(category).is_some(), "{category}");
        }
        assert_eq!(AnyState::of_category("letter"), None);
    }

    #[test]
    fn kinds_are_known_up_to_their_newest_version() {
        assert!(AnyState::knows("PostCreated", 1));
        assert!(!AnyState::knows("PostCreated", 0) && !AnyState::knows("PostCreated", 99));
        assert!(!AnyState::knows("PostForgotten", 1));
    }
}
