//! Instants, as the log and the API write them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An instant: milliseconds since 1970-01-01T00:00:00Z, between the years 1 and 9999.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// The text is not an instant in RFC 3339.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a date and time in RFC 3339, such as 2026-01-31T12:00:00Z")]
pub struct TimestampError;

const MILLISECONDS_MIN: i64 = -62_135_596_800_000;
// The calendar library ends a day early, so that every time zone's local time stays in the year 9999.
const MILLISECONDS_MAX: i64 = 253_402_207_200_999;

impl Timestamp {
    /// The last instant that there is.
    pub const MAX: Self = Self(MILLISECONDS_MAX);

    /// The instant that many milliseconds after the epoch, held within the years 1 to 9999.
    pub const fn from_milliseconds(milliseconds: i64) -> Self {
        if milliseconds < MILLISECONDS_MIN {
            Self(MILLISECONDS_MIN)
        } else if milliseconds > MILLISECONDS_MAX {
            Self(MILLISECONDS_MAX)
        } else {
            Self(milliseconds)
        }
    }

    /// Milliseconds since the epoch.
    pub const fn as_milliseconds(self) -> i64 {
        self.0
    }

    /// The first instant of a day given as `2026-01-31`, in UTC.
    ///
    /// # Errors
    /// When the text is not a calendar date.
    pub fn from_date(text: &str) -> Result<Self, TimestampError> {
        let date = jiff::civil::Date::strptime("%Y-%m-%d", text.trim()).map_err(|_| TimestampError)?;
        Self::from_civil(date.at(0, 0, 0, 0))
    }

    /// The instant of a `datetime-local` field (`2026-01-31T12:00`, seconds optional), taken as UTC.
    ///
    /// # Errors
    /// When the text is not a calendar date and time.
    pub fn from_local(text: &str) -> Result<Self, TimestampError> {
        let local: jiff::civil::DateTime = text.trim().parse().map_err(|_| TimestampError)?;
        Self::from_civil(local)
    }

    /// Year, month (1 to 12) and day (1 to 31) in UTC.
    pub fn date(self) -> (i16, i8, i8) {
        let date = self.to_civil().date();
        (date.year(), date.month(), date.day())
    }

    /// `2026-01-31T12:00`: the value of a `datetime-local` field, in UTC.
    pub fn to_local(self) -> String {
        self.to_civil().strftime("%Y-%m-%dT%H:%M").to_string()
    }

    /// `Sat, 31 Jan 2026 12:00:00 GMT`: HTTP's date format (RFC 9110, section 5.6.7); milliseconds are dropped.
    pub fn to_http_date(self) -> String {
        self.to_civil().strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
    }

    /// The instant of an HTTP date, in the one format that RFC 9110 lets senders use.
    ///
    /// # Errors
    /// When the text is not such a date.
    pub fn from_http_date(text: &str) -> Result<Self, TimestampError> {
        let local = jiff::civil::DateTime::strptime("%a, %d %b %Y %H:%M:%S GMT", text).map_err(|_| TimestampError)?;
        Self::from_civil(local)
    }

    fn from_civil(local: jiff::civil::DateTime) -> Result<Self, TimestampError> {
        Self::from_jiff(jiff::tz::TimeZone::UTC.to_timestamp(local).map_err(|_| TimestampError)?)
    }

    fn from_jiff(instant: jiff::Timestamp) -> Result<Self, TimestampError> {
        let milliseconds = instant.as_millisecond();
        if (MILLISECONDS_MIN..=MILLISECONDS_MAX).contains(&milliseconds) {
            Ok(Self(milliseconds))
        } else {
            Err(TimestampError)
        }
    }

    fn to_civil(self) -> jiff::civil::DateTime {
        // The range of this type lies within jiff's, so the fallback is never taken.
        let instant = jiff::Timestamp::from_millisecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        jiff::tz::TimeZone::UTC.to_datetime(instant)
    }
}

impl fmt::Display for Timestamp {
    /// RFC 3339 in UTC, with milliseconds where there are some.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pattern = if self.0.rem_euclid(1000) == 0 { "%Y-%m-%dT%H:%M:%SZ" } else { "%Y-%m-%dT%H:%M:%S%.3fZ" };
        write!(formatter, "{}", self.to_civil().strftime(pattern))
    }
}

impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, TimestampError> {
        let instant: jiff::Timestamp = text.trim().parse().map_err(|_| TimestampError)?;
        Self::from_jiff(instant)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() { serializer.collect_str(self) } else { serializer.serialize_i64(self.0) }
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            text.parse().map_err(de::Error::custom)
        } else {
            i64::deserialize(deserializer).map(Self::from_milliseconds)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc_3339_goes_in_and_comes_out() {
        let cases = [
            ("2026-01-31T12:00:00Z", Some("2026-01-31T12:00:00Z")),
            ("2026-01-31T12:00:00.25+02:00", Some("2026-01-31T10:00:00.250Z")),
            ("0001-01-01T00:00:00Z", Some("0001-01-01T00:00:00Z")),
            ("9999-12-30T22:00:00Z", Some("9999-12-30T22:00:00Z")),
            ("-0001-01-01T00:00:00Z", None),
            ("2026-02-30T00:00:00Z", None),
            ("yesterday", None),
            ("2026-01-31", None),
            ("", None),
        ];
        for (text, expected) in cases {
            let printed = text.parse::<Timestamp>().ok().map(|instant| instant.to_string());
            assert_eq!(printed.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_date_is_a_day_and_nothing_else() {
        let cases = [
            ("2026-01-31", Some("2026-01-31T00:00:00Z")),
            ("2026-02-30", None),
            ("2026-01-31T12:00", None),
            ("31.1.2026", None),
        ];
        for (text, expected) in cases {
            let printed = Timestamp::from_date(text).ok().map(|instant| instant.to_string());
            assert_eq!(printed.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn http_dates_go_in_and_come_out() {
        let instant: Timestamp = "2026-01-31T12:00:00Z".parse().unwrap();
        assert_eq!(instant.to_http_date(), "Sat, 31 Jan 2026 12:00:00 GMT");
        assert_eq!(Timestamp::from_http_date(&instant.to_http_date()), Ok(instant));
        assert_eq!(Timestamp::from_http_date("Saturday"), Err(TimestampError));
    }
}
