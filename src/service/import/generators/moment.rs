//! Dates as people write them in front matter.

use jiff::civil::{Date, DateTime};

use crate::domain::{TimeZone, Timestamp};

/// An instant, and the date and time that calendars and clocks showed where it was written: addresses are made of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The instant.
    pub at: Timestamp,
    /// The date and time.
    pub local: DateTime,
}

impl Moment {
    /// Reads RFC 3339, Jekyll's `2020-01-02 03:04:05 +0100`, the same without seconds or without a zone, or a day alone. What
    /// says no zone is meant in that of the site.
    pub fn parse(text: &str, zone: &TimeZone) -> Option<Self> {
        let text = text.trim();
        let (day, rest) = text.split_at_checked("2020-01-02".len())?;
        let rest = rest.strip_prefix(['T', 't']).unwrap_or(rest).trim();
        if rest.is_empty() {
            let date = Date::strptime("%Y-%m-%d", day).ok()?;
            return Some(Self { at: zone.from_date(day).ok()?, local: date.at(0, 0, 0, 0) });
        }
        let end = rest.find(|one: char| !(one.is_ascii_digit() || ":.".contains(one))).unwrap_or(rest.len());
        let (time, offset) = rest.split_at(end);
        let seconds = if time.matches(':').count() == 1 { ":00" } else { "" };
        let written = format!("{day}T{time}{seconds}");
        let at = match offset.trim() {
            "" => zone.from_local(&written).ok()?,
            offset => format!("{written}{}", with_colon(offset)).parse().ok()?,
        };
        Some(Self { at, local: written.parse().ok()? })
    }

    /// The same as it was called in a zone.
    pub fn seen_from(self, zone: &TimeZone) -> Self {
        let local = zone.to_local(self.at).parse::<DateTime>().unwrap_or(self.local);
        // Offsets are of whole minutes.
        Self { local: local.with().second(self.local.second()).build().unwrap_or(local), ..self }
    }
}

/// An offset as RFC 3339 has it.
fn with_colon(offset: &str) -> String {
    match offset {
        "UTC" | "GMT" | "z" => "Z".to_owned(),
        offset if offset.len() == "+0100".len() && offset.is_ascii() => format!("{}:{}", &offset[..3], &offset[3..]),
        offset => offset.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_every_kind_are_read() {
        let cases = [
            ("2020-01-02", Some(("2020-01-01T23:00:00Z", "2020-01-02T00:00:00"))),
            ("2020-01-02 03:04", Some(("2020-01-02T02:04:00Z", "2020-01-02T03:04:00"))),
            ("2020-07-02T03:04:05", Some(("2020-07-02T01:04:05Z", "2020-07-02T03:04:05"))),
            ("2020-01-02 03:04:05 -0130", Some(("2020-01-02T04:34:05Z", "2020-01-02T03:04:05"))),
            ("2020-01-02T03:04:05+01:00", Some(("2020-01-02T02:04:05Z", "2020-01-02T03:04:05"))),
            ("2020-01-02 03:04:05 UTC", Some(("2020-01-02T03:04:05Z", "2020-01-02T03:04:05"))),
            ("2020-01-02T03:04:05.678Z", Some(("2020-01-02T03:04:05.678Z", "2020-01-02T03:04:05.678"))),
            ("soon", None),
            ("2020-13-02", None),
            ("2020-01-02 25:00", None),
            ("2020-01-0é", None),
            ("99999-01-01", None),
            ("", None),
        ];
        let paris = TimeZone::parse("Europe/Paris").unwrap();
        for (text, expected) in cases {
            let found = Moment::parse(text, &paris).map(|found| (found.at.to_string(), found.local.to_string()));
            let expected = expected.map(|(at, local)| (at.to_owned(), local.to_owned()));
            assert_eq!(found, expected, "{text}");
        }
        let moment = Moment::parse("2020-01-01T23:30:59Z", &paris).unwrap().seen_from(&paris);
        assert_eq!(moment.local.to_string(), "2020-01-02T00:30:59");
    }
}
