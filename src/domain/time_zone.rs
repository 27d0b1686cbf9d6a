//! The time zone of a site: what its writers and readers call the time of day.

use std::fmt;

use jiff::tz::{self, AmbiguousOffset};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Rule, Timestamp, TimestampError};

/// A time zone by its name in the IANA database, such as `Europe/Paris`.
///
/// The database is built into the program, so that every node and every machine knows the same rules. The browser's part
/// of the program has none and knows UTC alone; it never asks.
#[derive(Clone, PartialEq, Eq)]
pub struct TimeZone {
    name: String,
    rules: tz::TimeZone,
}

impl Default for TimeZone {
    fn default() -> Self {
        Self::UTC
    }
}

impl TimeZone {
    /// The zone that every other is counted from.
    pub const UTC: Self = Self { name: String::new(), rules: tz::TimeZone::UTC };

    /// Checks a name that somebody typed, in any case.
    ///
    /// # Errors
    /// When the database has no such zone.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        let rules = tz::db().get(text.trim()).map_err(|_| Rule::NotATimeZone)?;
        let name = rules.iana_name().ok_or(Rule::NotATimeZone)?.to_owned();
        Ok(if rules == tz::TimeZone::UTC { Self::UTC } else { Self { name, rules } })
    }

    /// A name that was checked before it was stored. A later database may lack it: its times are those of UTC then.
    pub(crate) fn from_stored(name: &str) -> Self {
        Self::parse(name).unwrap_or_else(|_| Self { name: name.to_owned(), rules: tz::TimeZone::UTC })
    }

    /// Every name that the database has, in order.
    pub fn names() -> Vec<String> {
        let mut names: Vec<String> = tz::db().available().map(|name| name.as_str().to_owned()).collect();
        names.sort_unstable();
        names
    }

    /// Its name.
    pub fn as_str(&self) -> &str {
        if self.name.is_empty() { "UTC" } else { &self.name }
    }

    /// Year, month (1 to 12) and day (1 to 31) there.
    pub fn date(&self, at: Timestamp) -> (i16, i8, i8) {
        let date = self.civil(at).date();
        (date.year(), date.month(), date.day())
    }

    /// `2026-01-31T12:00`: the value of a `datetime-local` field.
    pub fn to_local(&self, at: Timestamp) -> String {
        self.civil(at).strftime("%Y-%m-%dT%H:%M").to_string()
    }

    /// `2026-01-31 12:00`: for people, the same in every language.
    pub fn to_minute(&self, at: Timestamp) -> String {
        self.civil(at).strftime("%Y-%m-%d %H:%M").to_string()
    }

    /// The instant of a `datetime-local` field (seconds optional). A time that the clocks skip when they go forward is
    /// the moment at which they do; one that comes twice when they go back is the first.
    ///
    /// # Errors
    /// When the text is not a calendar date and time.
    pub fn from_local(&self, text: &str) -> Result<Timestamp, TimestampError> {
        let local: jiff::civil::DateTime = text.trim().parse().map_err(|_| TimestampError)?;
        self.instant(local)
    }

    /// The first instant of a day given as `2026-01-31`.
    ///
    /// # Errors
    /// When the text is not a calendar date.
    pub fn from_date(&self, text: &str) -> Result<Timestamp, TimestampError> {
        let date = jiff::civil::Date::strptime("%Y-%m-%d", text.trim()).map_err(|_| TimestampError)?;
        self.instant(date.at(0, 0, 0, 0))
    }

    fn instant(&self, local: jiff::civil::DateTime) -> Result<Timestamp, TimestampError> {
        let ambiguous = self.rules.to_ambiguous_timestamp(local);
        let is_skipped = matches!(ambiguous.offset(), AmbiguousOffset::Gap { .. });
        // As the clocks before the change would have had it; of two, that is the first.
        let before = ambiguous.compatible().map_err(|_| TimestampError)?;
        // The change itself counts as one that precedes.
        let after = before.checked_add(jiff::SignedDuration::from_nanos(1)).unwrap_or(before);
        let change = self.rules.preceding(after).next().filter(|_| is_skipped);
        Ok(Timestamp::from_milliseconds(change.map_or(before, |change| change.timestamp()).as_millisecond()))
    }

    fn civil(&self, at: Timestamp) -> jiff::civil::DateTime {
        // The range of instants lies within jiff's, so the fallback is never taken.
        let instant = jiff::Timestamp::from_millisecond(at.as_milliseconds()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        self.rules.to_datetime(instant)
    }
}

impl fmt::Display for TimeZone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for TimeZone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "TimeZone({self})")
    }
}

impl Serialize for TimeZone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for TimeZone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::from_stored(&String::deserialize(deserializer)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> TimeZone {
        TimeZone::parse(name).unwrap()
    }

    #[test]
    fn names_are_those_of_the_database() {
        let cases = [
            ("Europe/Paris", Some("Europe/Paris")),
            (" europe/paris ", Some("Europe/Paris")),
            ("UTC", Some("UTC")),
            ("Europe/Atlantis", None),
            ("Etc/Unknown", None),
            ("../etc/passwd", None),
            ("+02:00", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(TimeZone::parse(text).ok().map(|zone| zone.to_string()).as_deref(), expected, "{text}");
        }
        let names = TimeZone::names();
        assert!(names.len() > 400 && names.iter().all(|name| TimeZone::parse(name).is_ok()), "{}", names.len());
    }

    #[test]
    fn a_time_of_day_is_the_zones() {
        let at: Timestamp = "2026-07-31T22:30:00Z".parse().unwrap();
        let cases = [
            ("UTC", (2026, 7, 31), "2026-07-31T22:30"),
            ("Europe/Paris", (2026, 8, 1), "2026-08-01T00:30"),
            ("Asia/Kolkata", (2026, 8, 1), "2026-08-01T04:00"),
            ("America/New_York", (2026, 7, 31), "2026-07-31T18:30"),
        ];
        for (name, date, local) in cases {
            assert_eq!((zone(name).date(at), zone(name).to_local(at).as_str()), (date, local), "{name}");
            assert_eq!(zone(name).from_local(local), Ok(at), "{name}");
        }
    }

    #[test]
    fn clock_changes_are_defined() {
        let cases = [
            // Forward at 2 o'clock: the half hour past it is skipped.
            ("Europe/Paris", "2026-03-29T01:59", "2026-03-29T00:59:00Z"),
            ("Europe/Paris", "2026-03-29T02:00", "2026-03-29T01:00:00Z"),
            ("Europe/Paris", "2026-03-29T02:30", "2026-03-29T01:00:00Z"),
            ("Europe/Paris", "2026-03-29T03:00", "2026-03-29T01:00:00Z"),
            ("Europe/Paris", "2026-03-29T03:01", "2026-03-29T01:01:00Z"),
            // Back at 3 o'clock: the half hour before it comes twice.
            ("Europe/Paris", "2026-10-25T02:30", "2026-10-25T00:30:00Z"),
            ("Europe/Paris", "2026-10-25T03:00", "2026-10-25T02:00:00Z"),
            // Half an hour, and a whole day that there never was.
            ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:30:00Z"),
            ("Pacific/Apia", "2011-12-30T12:00", "2011-12-30T10:00:00Z"),
        ];
        for (name, local, expected) in cases {
            let at = zone(name).from_local(local).map(|at| at.to_string());
            assert_eq!(at.as_deref(), Ok(expected), "{name} {local}");
        }
    }

    #[test]
    fn days_begin_where_the_zone_says() {
        assert_eq!(zone("Europe/Paris").from_date("2026-01-31"), "2026-01-30T23:00:00Z".parse());
        assert_eq!(zone("Europe/Paris").from_date("31.1.2026"), Err(TimestampError));
        assert_eq!(zone("Europe/Paris").from_local("soon"), Err(TimestampError));
    }

    #[test]
    fn a_zone_that_is_unknown_keeps_its_name() {
        let zone: TimeZone = serde_json::from_str("\"Mars/Olympus\"").unwrap();
        assert_eq!(serde_json::to_string(&zone).unwrap(), "\"Mars/Olympus\"");
        assert_eq!(zone.to_local(Timestamp::default()), "1970-01-01T00:00");
    }
}
