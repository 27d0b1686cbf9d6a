//! Feeds: the newest posts of a list in full.

use super::cache::{Dependencies, Dependency};
use super::markdown::with_whole_addresses;
use super::reading::Reading;
use super::{Blog, Lookup, ServiceError};
use crate::domain::media::PictureAddress;
use crate::domain::views::{Enclosure, Feed, FeedEntry, ListKind, PostPage};
use crate::store::{media, published};

/// Posts in a feed.
const FEED_POSTS_MAX: u32 = 20;

impl Blog {
    /// The feed of a list. Tags, categories, authors and series are given by the part of their address alone; a label that
    /// was renamed leads to the list under its new name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn feed(&self, kind: ListKind, dependencies: &mut Dependencies) -> Result<Lookup<Feed>, ServiceError> {
        let read = move |reading: &Reading<'_>, noted: &mut Dependencies| reading.feed(kind, noted);
        self.reading_noting(dependencies, read).await
    }
}

impl Reading<'_> {
    fn feed(&self, kind: ListKind, dependencies: &mut Dependencies) -> Result<Lookup<Feed>, ServiceError> {
        dependencies.add(Dependency::Site);
        dependencies.add(match &kind {
            ListKind::Home => Dependency::Feed,
            list => Dependency::of_list(list),
        });
        if kind != ListKind::Home && published::count(self.connection, &kind)? == 0 {
            let successor = self.renamed(&kind, dependencies)?;
            return Ok(successor.map_or(Lookup::Missing, Lookup::Moved));
        }
        let Some(kind) = self.named(kind)? else { return Ok(Lookup::Missing) };
        let newest = published::newest(self.connection, &kind, FEED_POSTS_MAX)?;
        let mut entries = Vec::with_capacity(newest.len());
        for id in newest {
            dependencies.add(Dependency::Post(id));
            let post = self.post_state(id)?;
            if let Lookup::Found(page) = self.page_of(id, &post)? {
                entries.push(self.feed_entry(page)?);
            }
        }
        Ok(Lookup::Found(Feed { kind, entries }))
    }

    fn feed_entry(&self, mut page: PostPage) -> Result<FeedEntry, ServiceError> {
        let base_url = self.site().base_url.clone();
        page.html = with_whole_addresses(&page.html, &base_url, &page.summary.path);
        let cover = page.summary.cover.as_deref();
        let enclosure = match cover.and_then(|cover| Some((cover, PictureAddress::parse(cover)?))) {
            None => None,
            Some((path, picture)) => {
                let extent = media::find_extent(self.connection, picture.hash)?;
                let url = format!("{base_url}{path}");
                extent.map(|(content_type, length_bytes)| Enclosure { url, content_type, length_bytes })
            }
        };
        Ok(FeedEntry { page, enclosure })
    }
}
