//! How much the API lists at once.

use crate::domain::{Rule, Violations};

/// Entries at once at most.
pub(super) const API_LIMIT_MAX: u32 = 100;
/// Entries at once where nobody says how many.
pub(super) const API_LIMIT_DEFAULT: u32 = 20;

/// How many entries are listed, by how many are asked for.
///
/// # Errors
/// When that is none, or more than are listed at once.
pub(super) fn api_limit(asked: Option<u32>) -> Result<u32, Violations> {
    let limit = asked.unwrap_or(API_LIMIT_DEFAULT);
    if (1..=API_LIMIT_MAX).contains(&limit) {
        Ok(limit)
    } else {
        Err(Violations::one("limit", Rule::NotOneOf { values: "1 to 100".into() }))
    }
}
