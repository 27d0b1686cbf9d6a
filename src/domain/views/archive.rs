//! The archive: every post by its date.

use serde::{Deserialize, Serialize};

use super::Pagination;
use crate::domain::{Language, TimeZone, Timestamp};

/// What of the archive a page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ArchivePeriod {
    /// All of it.
    Always,
    /// A year, by the site's time zone.
    Year(i16),
    /// A month of it, counted from 1.
    Month(i16, i8),
}

impl ArchivePeriod {
    /// The first moment of the period and the first moment after it, there; none of the whole archive, nor of a period that
    /// the calendar does not have.
    pub fn bounds(self, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
        let first_of = |year: i16, month: i8| {
            let has_date = (1..=9999).contains(&year);
            has_date.then(|| zone.from_date(&format!("{year:04}-{month:02}-01")).ok()).flatten()
        };
        let next_year = |year: i16| match year {
            9999 => Some(Timestamp::MAX),
            _ => first_of(year.checked_add(1)?, 1),
        };
        match self {
            Self::Always => None,
            Self::Year(year) => Some((first_of(year, 1)?, next_year(year)?)),
            Self::Month(year, 12) => Some((first_of(year, 12)?, next_year(year)?)),
            Self::Month(year, month) => Some((first_of(year, month)?, first_of(year, month.checked_add(1)?)?)),
        }
    }
}

/// A page of the archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchivePage {
    /// What of the archive it belongs to.
    pub period: ArchivePeriod,
    /// The periods that have posts: years, the newest first, or the months of the year in their order.
    pub periods: Vec<ArchivePeriod>,
    /// Its posts, the newest first.
    pub entries: Vec<ArchiveEntry>,
    /// Where in the period it is.
    pub pagination: Pagination,
}

/// One line of the archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchiveEntry {
    /// The post's address.
    pub path: String,
    /// Its title.
    pub title: String,
    /// The date it shows.
    pub published_at: Timestamp,
    /// Its language, where it isn't the site's.
    pub language: Option<Language>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_begins_and_ends_where_the_site_is() {
        let zone = TimeZone::parse("America/New_York").unwrap_or_default();
        let cases = [
            (ArchivePeriod::Always, None),
            (ArchivePeriod::Year(2026), Some(("2026-01-01T05:00:00Z", "2027-01-01T05:00:00Z"))),
            (ArchivePeriod::Month(2026, 3), Some(("2026-03-01T05:00:00Z", "2026-04-01T04:00:00Z"))),
            (ArchivePeriod::Month(2026, 12), Some(("2026-12-01T05:00:00Z", "2027-01-01T05:00:00Z"))),
            (ArchivePeriod::Month(2026, 13), None),
            (ArchivePeriod::Month(2026, 0), None),
            (ArchivePeriod::Year(-1), None),
        ];
        for (period, expected) in cases {
            let bounds = period.bounds(&zone).map(|(from, to)| (from.to_string(), to.to_string()));
            assert_eq!(bounds, expected.map(|(from, to)| (from.to_owned(), to.to_owned())), "{period:?}");
        }
    }
}
