//! Every address for search engines, in parts that are no larger than they may be.

use rusqlite::Connection;

use super::cache::{Dependencies, Dependency};
use super::{Blog, ServiceError};
use crate::domain::Timestamp;
use crate::store::StoreError;
use crate::store::sitemap::{self, SitemapEntry};

/// Texts in a part. With the lists in the first part these are the 50,000 addresses that a sitemap may have
/// (sitemaps.org).
const TEXTS_OF_A_PART: u32 = 40_000;
/// Lists, and what is neither a list nor a text.
const OTHERS_MAX: u32 = 10_000;
/// The pages that are always there.
const FIXED: [&str; 2] = ["/", "/archive"];

/// A part of the addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sitemap {
    /// The addresses.
    pub entries: Vec<SitemapEntry>,
    /// How many parts there are, at least 1.
    pub parts: u64,
}

impl Blog {
    /// A part of the addresses by its number from 1; `None` where there is no such part.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sitemap(&self, part: u64, dependencies: &mut Dependencies) -> Result<Option<Sitemap>, ServiceError> {
        dependencies.add(Dependency::Sitemap);
        let read = move |connection: &Connection| {
            let parts = sitemap::count(connection)?.div_ceil(TEXTS_OF_A_PART.into()).max(1);
            if !(1..=parts).contains(&part) {
                return Ok(None);
            }
            let texts = sitemap::texts(connection, (part - 1) * u64::from(TEXTS_OF_A_PART), TEXTS_OF_A_PART)?;
            let mut entries = if part == 1 { others(connection, &texts)? } else { Vec::new() };
            entries.extend(texts);
            Ok(Some(Sitemap { entries, parts }))
        };
        Ok(self.database.read(read).await?)
    }
}

/// The lists, and before them the pages that show all of them: as new as the newest.
fn others(connection: &Connection, texts: &[SitemapEntry]) -> Result<Vec<SitemapEntry>, StoreError> {
    let lists = sitemap::lists(connection, OTHERS_MAX - FIXED.len() as u32)?;
    let all = lists.iter().chain(texts);
    let changed_at: Timestamp = all.map(|entry| entry.updated_at).max().unwrap_or_default();
    let fixed = FIXED.map(|path| SitemapEntry { path: path.to_owned(), updated_at: changed_at });
    Ok(fixed.into_iter().chain(lists).collect())
}
