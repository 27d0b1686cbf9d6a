//! The archive: every post by its date, whole, by year and by month.

use super::cache::{Dependencies, Dependency};
use super::reading::Reading;
use super::{Blog, ServiceError};
use crate::domain::views::{ArchivePage, ArchivePeriod, ListKind, Pagination};
use crate::domain::{TimeZone, Timestamp};
use crate::store::{archive, published};

/// Posts on a page of the archive.
pub(super) const ARCHIVE_PAGE_SIZE: u32 = 500;
/// Years that the archive leads to, the newest first.
const YEARS_MAX: usize = 200;

impl Blog {
    /// A page of the archive; `None` where there is no such page. Pages count from 1.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn archive(
        &self,
        period: ArchivePeriod,
        page: u32,
        dependencies: &mut Dependencies,
    ) -> Result<Option<ArchivePage>, ServiceError> {
        let read = move |reading: &Reading<'_>, noted: &mut Dependencies| reading.archive(period, page, noted);
        self.reading_noting(dependencies, read).await
    }
}

impl Reading<'_> {
    fn archive(
        &self,
        period: ArchivePeriod,
        page: u32,
        dependencies: &mut Dependencies,
    ) -> Result<Option<ArchivePage>, ServiceError> {
        dependencies.add(Dependency::Site);
        let connection = self.connection;
        let zone = &self.site().time_zone;
        let offset = u64::from(page.saturating_sub(1)) * u64::from(ARCHIVE_PAGE_SIZE);
        if period == ArchivePeriod::Always {
            dependencies.add(Dependency::Archive);
            let total = published::count(connection, &ListKind::Home)?;
            let pagination = Pagination::new(page, total, ARCHIVE_PAGE_SIZE);
            if !pagination.exists() {
                return Ok(None);
            }
            let entries = archive::list(connection, offset, ARCHIVE_PAGE_SIZE)?;
            return Ok(Some(ArchivePage { period, periods: self.years(zone)?, entries, pagination }));
        }
        let Some(bounds) = period.bounds(zone) else { return Ok(None) };
        dependencies.add_days(bounds.0, bounds.1);
        let pagination = Pagination::new(page, archive::count(connection, bounds)?, ARCHIVE_PAGE_SIZE);
        if !pagination.exists() || pagination.total == 0 {
            return Ok(None);
        }
        let entries = archive::list_within(connection, bounds, offset, ARCHIVE_PAGE_SIZE)?;
        Ok(Some(ArchivePage { period, periods: self.months(period, zone)?, entries, pagination }))
    }

    /// The years that have posts, the newest first: one step through the index for each.
    fn years(&self, zone: &TimeZone) -> Result<Vec<ArchivePeriod>, ServiceError> {
        let (mut years, mut until) = (Vec::new(), Timestamp::MAX);
        while years.len() < YEARS_MAX {
            let Some(newest) = archive::newest_until(self.connection, until)? else { break };
            let year = ArchivePeriod::Year(zone.date(newest).0);
            years.push(year);
            let Some((begin, _)) = year.bounds(zone) else { break };
            until = just_before(begin);
        }
        Ok(years)
    }

    /// The months of a year that have posts, in their order.
    fn months(&self, period: ArchivePeriod, zone: &TimeZone) -> Result<Vec<ArchivePeriod>, ServiceError> {
        let ArchivePeriod::Year(year) = period else { return Ok(Vec::new()) };
        let mut months = Vec::new();
        let mut rest = period.bounds(zone);
        while let Some((begin, end)) = rest {
            let newest = archive::newest_until(self.connection, just_before(end))?;
            let Some(newest) = newest.filter(|newest| *newest >= begin) else { break };
            let month = ArchivePeriod::Month(year, zone.date(newest).1);
            months.push(month);
            rest = month.bounds(zone).map(|(first, _)| (begin, first));
        }
        months.reverse();
        Ok(months)
    }
}

fn just_before(moment: Timestamp) -> Timestamp {
    Timestamp::from_milliseconds(moment.as_milliseconds().saturating_sub(1))
}
