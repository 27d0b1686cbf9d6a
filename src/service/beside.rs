//! What readers of a post can go on to: its neighbours by date, and posts about the same.

use super::cache::{Dependencies, Dependency};
use super::{Blog, ServiceError};
use crate::domain::PostId;
use crate::domain::post::{PostKind, Taxonomy};
use crate::domain::views::{ArchiveEntry, Beside, PostLink, PostPage};
use crate::store::beside::{self, LabelOf};

/// Posts about the same that a post leads to.
pub(super) const RELATED_MAX: u32 = 3;

impl Blog {
    /// What stands beside a live text; nothing beside a page.
    pub(super) async fn beside(
        &self,
        page: &PostPage,
        dependencies: &mut Dependencies,
    ) -> Result<Beside, ServiceError> {
        if page.kind == PostKind::Page {
            return Ok(Beside::default());
        }
        let pool = self.database.readers();
        let id = page.summary.id;
        let (older, newer) = match page.series {
            Some(_) => (None, None),
            None => self.neighbours(id, dependencies).await?,
        };
        let labels = labels(page);
        for (taxonomy, slug) in &labels {
            dependencies.add(Dependency::Related(*taxonomy, (*slug).to_owned()));
        }
        let labels: Vec<LabelOf<'_>> = labels.into_iter().map(|(taxonomy, slug)| (taxonomy.as_str(), slug)).collect();
        let related = beside::related(pool, id, &labels, RELATED_MAX).await?;
        Ok(Beside { older: older.map(link), newer: newer.map(link), related })
    }

    async fn neighbours(
        &self,
        id: PostId,
        dependencies: &mut Dependencies,
    ) -> Result<(Option<ArchiveEntry>, Option<ArchiveEntry>), ServiceError> {
        let pool = self.database.readers();
        let (older, newer) = (beside::older(pool, id).await?, beside::newer(pool, id).await?);
        match (&older, &newer) {
            (Some(older), Some(newer)) => dependencies.add_days(older.published_at, newer.published_at),
            // Whatever is published first or last of all comes beside it.
            _ => dependencies.add(Dependency::Archive),
        }
        Ok((older, newer))
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
