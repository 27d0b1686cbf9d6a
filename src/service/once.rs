//! Requests that may be sent again, and are carried out once.
//!
//! The key is kept with the answer in the transaction of the events, so that there is never the one without the other.
//! Refusals are not kept: what was refused may succeed when it is sent again.

use crate::domain::{Actor, StreamId};
use crate::store::log::Hash;

tokio::task_local! {
    static ONCE: Once;
}

/// An answer is given again for so long.
pub(super) const ANSWERS_KEPT_MILLISECONDS: i64 = 24 * 60 * 60 * 1_000;

/// The name that somebody gave a request, and what the request was.
#[derive(Clone, Debug)]
pub struct Once {
    key: String,
    request_hash: Hash,
    /// The form that it came from, where it came from one.
    form: Option<Hash>,
}

impl Once {
    /// A request under a key; the parts are whatever tells one request from another.
    pub fn new(key: impl Into<String>, parts: &[&[u8]]) -> Self {
        Self { key: key.into(), request_hash: hash(parts), form: None }
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

    /// The same for whoever asks: people don't share keys.
    pub(super) fn by(&self, actor: Actor) -> OnceBy {
        OnceBy { key_hash: hash(&[actor.to_string().as_bytes(), self.key.as_bytes()]), request_hash: self.request_hash }
    }

    /// The same form of whoever asks.
    pub(super) fn form_by(&self, actor: Actor) -> Option<Hash> {
        self.form.map(|form| hash(&[actor.to_string().as_bytes(), &form]))
    }

    /// What the request that runs now was called.
    pub(super) fn current() -> Option<Self> {
        ONCE.try_with(Clone::clone).ok()
    }
}

/// What a form of somebody made of a version of a stream is kept under this key: should the answer not arrive, the form
/// may still go on from there.
pub(super) fn successor_key(form: &Hash, stream_id: &StreamId, version: u64) -> Hash {
    hash(&[b"successor", form, stream_id.as_str().as_bytes(), &version.to_le_bytes()])
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
    fn keys_belong_to_people_and_parts_stay_apart() {
        let actors = [1, 2].map(|number| Actor::Account(AccountId(uuid::Uuid::from_u128(number))));
        let once = Once::new("key", &[b"ab", b"c"]);
        assert_eq!(once.by(actors[0]), Once::new("key", &[b"ab", b"c"]).by(actors[0]));
        assert_ne!(once.by(actors[0]).key_hash, once.by(actors[1]).key_hash);
        assert_ne!(once.request_hash, Once::new("key", &[b"a", b"bc"]).request_hash);
    }
}
