//! What readers of a post can go on to: its neighbours by date, and posts about the same.

use super::ServiceError;
use super::cache::{Dependencies, Dependency};
use super::reading::Reading;
use crate::domain::post::{PostKind, Taxonomy};
use crate::domain::views::{ArchiveEntry, Beside, PostLink, PostPage};
use crate::store::beside::{self, LabelOf};

/// Posts about the same that a post leads to.
pub(super) const RELATED_MAX: usize = 3;

impl Reading<'_> {
    /// What stands beside a live text; nothing beside a page.
    pub fn beside(&self, page: &PostPage, dependencies: &mut Dependencies) -> Result<Beside, ServiceError> {
        if page.kind == PostKind::Page {
            return Ok(Beside::default());
        }
        let labels = labels(page);
        for (taxonomy, slug) in &labels {
            dependencies.add(Dependency::Related(*taxonomy, (*slug).to_owned()));
        }
        let (connection, id, has_neighbours) = (self.connection, page.summary.id, page.series.is_none());
        let labels: Vec<LabelOf<'_>> = labels.into_iter().map(|(taxonomy, slug)| (taxonomy.as_str(), slug)).collect();
        let related = beside::related(connection, id, &labels, RELATED_MAX)?;
        let (older, newer) = match has_neighbours {
            true => (beside::older(connection, id)?, beside::newer(connection, id)?),
            false => (None, None),
        };
        match (&older, &newer) {
            _ if !has_neighbours => {}
            (Some(older), Some(newer)) => dependencies.add_days(older.published_at, newer.published_at),
            // Whatever is published first or last of all comes beside it.
            _ => dependencies.add(Dependency::Archive),
        }
        Ok(Beside { older: older.map(link), newer: newer.map(link), related })
    }
}

fn labels(page: &PostPage) -> Vec<(Taxonomy, &str)> {
    let tags = page.summary.tags.iter().map(|tag| (Taxonomy::Tag, tag.slug.as_str()));
    let category = page.category.iter().map(|category| (Taxonomy::Category, category.slug.as_str()));
    tags.chain(category).collect()
}

pub(super) fn link(entry: ArchiveEntry) -> PostLink {
    PostLink { path: entry.path, title: entry.title, language: entry.language }
}
