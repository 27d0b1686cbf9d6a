//! Requests that may be sent again, and are carried out once.
//!
//! The key is kept with the answer in the transaction of the events, so that there is never the one without the other.
//! Refusals are not kept: what was refused may succeed when it is sent again.

use std::time::Duration;

use crate::domain::{Actor, StreamId};
use crate::store::log::Hash;

tokio::task_local! {
    static ONCE: Once;
}

/// Forms whose latest request is known; each takes some hundred bytes.
const FORMS_MAX: u64 = 20_000;

/// An answer is given again for so long.
pub(super) const ANSWERS_KEPT_MILLISECONDS: i64 = 24 * 60 * 60 * 1_000;

/// The name that somebody gave a request, and what the request was.
#[derive(Clone, Debug)]
pub struct Once {
    key: String,
    request_hash: Hash,
    /// The form that it came from, where it came from one.
    form: Option<Hash>,
    /// Which of that form's requests it is, where they are counted.
    number: Option<u64>,
}

impl Once {
    /// A request under a key; the parts are whatever tells one request from another.
    pub fn new(key: impl Into<String>, parts: &[&[u8]]) -> Self {
        Self { key: key.into(), request_hash: hash(parts), form: None, number: None }
    }

    /// A form that was sent. What it says is part of its key: changed and sent again, it is another request, so that
    /// nobody is told that what they typed comes too late.
    pub fn of_form(form_id: &str, parts: &[&[u8]]) -> Self {
        let content_hash = blake3::Hash::from_bytes(hash(parts)).to_hex();
        Self { form: form_hash(form_id), ..Self::new(format!("form {form_id} {content_hash}"), parts) }
    }

    /// The first time that what is typed into a form for something new is kept: by itself or by its writer, it is made once.
    pub fn of_creation(form_id: &str) -> Self {
        Self { form: form_hash(form_id), ..Self::new(format!("autosave {form_id}"), &[]) }
    }

    /// The same as the form's request of that number: what the form sent before and what comes later must not take the place
    /// of what this one brings.
    #[must_use]
    pub fn numbered(self, number: u64) -> Self {
        Self { number: Some(number), ..self }
    }

    /// Which of its form's requests it is, where they are counted.
    pub(super) const fn number(&self) -> Option<u64> {
        self.number
    }

    /// The same for whoever asks: people don't share keys.
    pub(super) fn by(&self, actor: Actor) -> OnceBy {
        OnceBy { key_hash: hash(&[actor.to_string().as_bytes(), self.key.as_bytes()]), request_hash: self.request_hash }
    }

    /// The same form of whoever asks.
    pub(super) fn form_by(&self, actor: Actor) -> Option<Hash> {
        self.form.map(|form| hash(&[actor.to_string().as_bytes(), &form]))
    }

    /// The same form of whoever asks, unless a later request of that form came before this one: then it knows less than the
    /// form does, and counts as somebody else's.
    pub(super) fn form_in_order(&self, actor: Actor, latest: &LatestRequests) -> Option<Hash> {
        let form = self.form_by(actor)?;
        self.number.is_none_or(|number| latest.note(form, number)).then_some(form)
    }

    /// What the request that runs now was called.
    pub(super) fn current() -> Option<Self> {
        ONCE.try_with(Clone::clone).ok()
    }
}

/// The latest request of each form that was sent lately. It is kept in memory alone: what a network holds back until the
/// process has started again is decided by the version that it expects, and by [`successor_mark`].
#[derive(Debug)]
pub(super) struct LatestRequests(moka::sync::Cache<Hash, u64>);

impl LatestRequests {
    /// None yet.
    pub fn new() -> Self {
        let cache = moka::sync::Cache::builder().max_capacity(FORMS_MAX).time_to_idle(Duration::from_secs(60 * 60));
        Self(cache.build())
    }

    /// Notes a request of a form. Whether none came that was sent later.
    fn note(&self, form: Hash, number: u64) -> bool {
        let latest =
            |known: Option<moka::Entry<Hash, u64>>| known.map_or(number, |known| known.into_value().max(number));
        self.0.entry(form).and_upsert_with(latest).into_value() == number
    }
}

/// What a form of somebody made of a version of a stream is kept under this key: should the answer not arrive, the form
/// may still go on from there.
pub(super) fn successor_key(form: &Hash, stream_id: &StreamId, version: u64) -> Hash {
    hash(&[b"successor", form, stream_id.as_str().as_bytes(), &version.to_le_bytes()])
}

/// What is kept there as the hash of the request: which of the form's requests it was. One that was sent before it, and held
/// back by the network, knows less than the form does and may not go on from there.
pub(super) fn successor_mark(number: Option<u64>) -> Hash {
    let mut mark = Hash::default();
    mark[..size_of::<u64>()].copy_from_slice(&number.unwrap_or_default().to_be_bytes());
    mark
}

/// Without randomness forms have no names, and none is the same as another.
fn form_hash(form_id: &str) -> Option<Hash> {
    (!form_id.is_empty()).then(|| hash(&[form_id.as_bytes()]))
}

/// A [`Once`] of somebody, as it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OnceBy {
    /// Over who asks and the key.
    pub key_hash: Hash,
    /// Over the request.
    pub request_hash: Hash,
}

/// Runs something whose write is carried out once: when it runs again, the first answer is given again.
pub async fn carry_out_once<F: Future>(once: Once, future: F) -> F::Output {
    ONCE.scope(once, future).await
}

/// BLAKE3 over the parts with their lengths, so that what ends one can't begin the next.
fn hash(parts: &[&[u8]]) -> Hash {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes()).update(part);
    }
    *hasher.finalize().as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::AccountId;

    #[test]
    fn what_comes_behind_a_later_request_is_of_no_form() {
        let (latest, actor) = (LatestRequests::new(), Actor::Operator);
        let is_in_order = |once: Once| once.form_in_order(actor, &latest).is_some();
        let form = || Once::of_form("form", &[]);
        for (number, expected) in [(1, true), (1, true), (3, true), (2, false), (3, true), (4, true)] {
            assert_eq!(is_in_order(form().numbered(number)), expected, "{number}");
        }
        assert!(is_in_order(form()), "a form without a script counts nothing");
        assert!(is_in_order(Once::of_form("another", &[]).numbered(1)));
    }

    #[test]
    fn keys_belong_to_people_and_parts_stay_apart() {
        let actors = [1, 2].map(|number| Actor::Account(AccountId(uuid::Uuid::from_u128(number))));
        let once = Once::new("key", &[b"ab", b"c"]);
        assert_eq!(once.by(actors[0]), Once::new("key", &[b"ab", b"c"]).by(actors[0]));
        assert_ne!(once.by(actors[0]).key_hash, once.by(actors[1]).key_hash);
        assert_ne!(once.request_hash, Once::new("key", &[b"a", b"bc"]).request_hash);
    }
}
