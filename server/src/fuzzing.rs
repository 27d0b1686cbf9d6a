//! What must hold of any address that somebody asks for: the definition behind `fuzz/fuzz_targets/query.rs`.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "to panic is how a target says no")]

use blog::domain::Moment;

use crate::api::query;
use crate::readers::address::Address;

/// An address with its query string: every parser takes it or refuses it, and a canonical path is canonical.
///
/// # Panics
/// When that does not hold.
pub fn query(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (path, parameters) = text.split_once('?').unwrap_or((text, ""));
    if let Some(address) = Address::parse(path) {
        let again = Address::parse(&address.path).expect("a canonical path can be read");
        assert_eq!(again.path, address.path);
        assert!(address.page_number(0) != Some(0));
    }
    if let Ok(Some(moment)) = query::moment(parameters) {
        assert_eq!(moment.to_string().parse(), Ok::<Moment, _>(moment));
    }
    let refusals = [
        query::post_query(parameters).err(),
        query::events_query(parameters).err(),
        query::post_events_query(parameters).err(),
        query::moment(parameters).err(),
    ];
    for refusal in refusals.iter().flatten() {
        assert!(!refusal.errors.is_empty(), "a refusal names what it refuses: {parameters:?}");
    }
}

#[cfg(test)]
#[path = "../../fuzz/explore.rs"]
mod explore;

#[cfg(test)]
mod tests {
    #[test]
    fn addresses() {
        super::explore::explore("query", super::query);
    }
}
