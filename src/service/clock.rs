//! The time of day.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::domain::Timestamp;

/// Where the time comes from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock;

impl Clock {
    /// The instant it is now.
    pub fn now(self) -> Timestamp {
        let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_millis());
        Timestamp::from_milliseconds(i64::try_from(elapsed).unwrap_or(i64::MAX))
    }
}
