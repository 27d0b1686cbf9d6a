//! A point in the log's history.

use std::fmt;
use std::str::FromStr;

use super::{Timestamp, TimestampError};

/// A point in the log's history: everything up to and including it had happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Moment {
    /// An instant, by the log's time.
    Instant(Timestamp),
    /// An event's place in the log.
    Position(u64),
}

impl Moment {
    /// Whether an event had happened by then.
    pub fn includes(self, global_position: u64, at: Timestamp) -> bool {
        match self {
            Self::Instant(instant) => at <= instant,
            Self::Position(position) => global_position <= position,
        }
    }

    /// The last position that it includes, where it is given as one.
    pub fn position_max(self) -> u64 {
        match self {
            Self::Instant(_) => u64::MAX,
            Self::Position(position) => position,
        }
    }

    /// The last instant that it includes, where it is given as one.
    pub fn instant_max(self) -> Timestamp {
        match self {
            Self::Instant(instant) => instant,
            Self::Position(_) => Timestamp::MAX,
        }
    }
}

impl FromStr for Moment {
    type Err = TimestampError;

    /// Reads an instant in RFC 3339, or a position.
    fn from_str(text: &str) -> Result<Self, TimestampError> {
        match text.trim().parse() {
            Ok(position) => Ok(Self::Position(position)),
            Err(_) => text.parse().map(Self::Instant),
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Instant(instant) => instant.fmt(formatter),
            Self::Position(position) => position.fmt(formatter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_or_a_position() {
        let cases = [
            ("17", Some(Moment::Position(17))),
            ("1970-01-01T00:00:01Z", Some(Moment::Instant(Timestamp::from_milliseconds(1_000)))),
            ("-1", None),
            ("yesterday", None),
        ];
        for (text, expected) in cases {
            assert_eq!(text.parse().ok(), expected, "{text}");
        }
    }

    #[test]
    fn what_had_happened_by_then() {
        let at = Timestamp::from_milliseconds(5);
        assert!(Moment::Position(3).includes(3, at) && !Moment::Position(3).includes(4, at));
        assert!(
            Moment::Instant(at).includes(9, at) && !Moment::Instant(Timestamp::from_milliseconds(4)).includes(1, at)
        );
    }
}
