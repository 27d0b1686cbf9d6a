//! The time of day.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::domain::Timestamp;

/// Where the time comes from.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The machine.
    #[default]
    System,
    /// Whoever sets it, in milliseconds since the epoch: a test, whose time can go backwards.
    #[cfg(test)]
    Set(std::sync::Arc<std::sync::atomic::AtomicI64>),
}

impl Clock {
    /// The instant it is now.
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => {
                let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_millis());
                Timestamp::from_milliseconds(i64::try_from(elapsed).unwrap_or(i64::MAX))
            }
            #[cfg(test)]
            Self::Set(now) => Timestamp::from_milliseconds(now.load(std::sync::atomic::Ordering::SeqCst)),
        }
    }
}
