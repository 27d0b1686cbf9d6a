//! Tags, categories and series as such: what they are called, which posts have them, and their being renamed, brought
//! together and taken away.
//!
//! Each post that has a label says by an event of its own that it is called otherwise ([`LabelChange`]); the site's stream
//! keeps where the old address leads. The posts of a common label are many, so they are changed some at a time, with room
//! for everybody else's writes in between, and it goes on when whoever asked for it is gone. Should the program end
//! halfway, both labels are there, and asking again does the rest.

use std::sync::Arc;

use futures_util::future::join_all;

use super::api_limit::api_limit;
use super::writer::Command;
use super::{Blog, CORRELATION_ID, ServiceError};
use crate::domain::post::{LabelChange, PostCommand, Taxonomy};
use crate::domain::site::SiteCommand;
use crate::domain::views::{LabelCount, LabelListPage, Pagination};
use crate::domain::{DomainError, Label, Principal, Role, Rule, Violations, slugify};
use crate::store::labels as stored;

/// Labels on a page of the list.
const PAGE_SIZE: u32 = 100;
/// Posts that are changed at a time.
const POSTS_AT_ONCE: u32 = 100;
/// Letters of a search that count.
const SEARCH_CHARS_MAX: usize = 100;

/// Which labels the API lists, in the order of their addresses.
#[derive(Clone, Debug, Default)]
pub struct LabelQuery {
    /// Only those with this in their name.
    pub q: Option<String>,
    /// At most so many, 1 to 100; without one, 20.
    pub limit: Option<u32>,
    /// Where the page before ended.
    pub cursor: Option<String>,
}

/// One page of labels.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct LabelsPage {
    /// The labels.
    pub labels: Vec<LabelCount>,
    /// What to ask for to get the next page; none on the last.
    pub next_cursor: Option<String>,
}

impl Blog {
    /// A page of the labels that posts have, drafts and the trash included. Pages count from 1; one that there isn't is the
    /// last.
    ///
    /// # Errors
    /// When the asker is neither editor nor admin.
    pub async fn label_list(
        &self,
        who: &Principal,
        taxonomy: Taxonomy,
        search: &str,
        page: u32,
    ) -> Result<LabelListPage, ServiceError> {
        authorise(who)?;
        let (pool, part) = (self.database.readers(), slugify(search, SEARCH_CHARS_MAX));
        let mut pagination = Pagination::new(page, stored::count(pool, taxonomy, &part).await?, PAGE_SIZE);
        pagination.page = page.clamp(1, pagination.pages);
        let offset = u64::from(pagination.page - 1) * u64::from(PAGE_SIZE);
        let labels = stored::list(pool, taxonomy, &part, "", offset, PAGE_SIZE).await?;
        Ok(LabelListPage { labels, pagination })
    }

    /// Labels for the API.
    ///
    /// # Errors
    /// When the asker is neither editor nor admin, or the limit is none.
    pub async fn labels_page(
        &self,
        who: &Principal,
        taxonomy: Taxonomy,
        query: &LabelQuery,
    ) -> Result<LabelsPage, ServiceError> {
        authorise(who)?;
        let limit = api_limit(query.limit)?;
        let part = slugify(query.q.as_deref().unwrap_or_default(), SEARCH_CHARS_MAX);
        let after = query.cursor.as_deref().unwrap_or_default();
        let mut labels = stored::list(self.database.readers(), taxonomy, &part, after, 0, limit + 1).await?;
        let has_more = labels.len() > limit as usize;
        labels.truncate(limit as usize);
        let next_cursor = labels.last().filter(|_| has_more).map(|label| label.slug.clone());
        Ok(LabelsPage { labels, next_cursor })
    }

    /// A label that posts have.
    ///
    /// # Errors
    /// When no post has it, or the asker is neither editor nor admin.
    pub async fn label(&self, who: &Principal, taxonomy: Taxonomy, slug: &str) -> Result<LabelCount, ServiceError> {
        authorise(who)?;
        let label = stored::find(self.database.readers(), taxonomy, slug).await?;
        label.ok_or_else(|| DomainError::NotFound.into())
    }

    /// Has a label called otherwise, in every post that has it, and its old address lead to the new one. Where there is
    /// such a label already, both become one, if that is meant.
    ///
    /// # Errors
    /// When no post has it, the asker is neither editor nor admin, the name can't be used, or it is another label's and
    /// nobody said that they shall be one ([`Rule::Taken`] of `name`).
    pub async fn rename_label(
        self: &Arc<Self>,
        who: &Principal,
        taxonomy: Taxonomy,
        slug: &str,
        name: &str,
        may_merge: bool,
    ) -> Result<LabelCount, ServiceError> {
        let from = self.label(who, taxonomy, slug).await?.slug;
        let name = parse_name(taxonomy, name).map_err(|rule| Violations::one("name", rule))?;
        let to = name.slug();
        let is_taken = to != from && stored::find(self.database.readers(), taxonomy, &to).await?.is_some();
        if is_taken && !may_merge {
            return Err(Violations::one("name", Rule::Taken).into());
        }
        let rename = (to != from).then(|| SiteCommand::RenameLabel { taxonomy, from: from.clone(), to: to.clone() });
        self.relabel_all(who, rename, LabelChange::rename(taxonomy, from, name)).await?;
        self.label(who, taxonomy, &to).await
    }

    /// Takes a label from every post that has it.
    ///
    /// # Errors
    /// When no post has it, or the asker is neither editor nor admin.
    pub async fn delete_label(
        self: &Arc<Self>,
        who: &Principal,
        taxonomy: Taxonomy,
        slug: &str,
    ) -> Result<(), ServiceError> {
        let slug = self.label(who, taxonomy, slug).await?.slug;
        self.relabel_all(who, None, LabelChange::remove(taxonomy, slug)).await
    }

    /// Has the label's address lead elsewhere, where it shall, and changes every post that has the label: to the end, whether
    /// or not somebody still waits for that.
    async fn relabel_all(
        self: &Arc<Self>,
        who: &Principal,
        rename: Option<SiteCommand>,
        change: LabelChange,
    ) -> Result<(), ServiceError> {
        let (blog, who) = (Arc::clone(self), *who);
        let relabelling = async move {
            if let Some(command) = rename {
                blog.write(&who, vec![Command::Site { expected_version: None, command }]).await?;
            }
            blog.relabel_some_at_a_time(&who, &change).await
        };
        let correlation_id = CORRELATION_ID.try_with(Clone::clone).ok();
        let task = match correlation_id {
            Some(correlation_id) => tokio::spawn(CORRELATION_ID.scope(correlation_id, relabelling)),
            None => tokio::spawn(relabelling),
        };
        task.await.map_err(|_| ServiceError::Stopping)?
    }

    async fn relabel_some_at_a_time(&self, who: &Principal, change: &LabelChange) -> Result<(), ServiceError> {
        let Some(from) = &change.from else { return Ok(()) };
        let mut after = 0;
        loop {
            let posts = stored::posts(self.database.readers(), change.taxonomy, from, after, POSTS_AT_ONCE).await?;
            let Some((last, _)) = posts.last() else { return Ok(()) };
            after = *last;
            let writes = posts.iter().map(|(_, id)| {
                let command = Box::new(PostCommand::RelabelPost(change.clone()));
                self.write(who, vec![Command::Post { id: *id, expected_version: None, command }])
            });
            for written in join_all(writes).await {
                match written {
                    // It was purged a moment ago.
                    Ok(_) | Err(ServiceError::Domain(DomainError::Gone | DomainError::NotFound)) => {}
                    Err(error) => return Err(error),
                }
            }
        }
    }
}

fn authorise(who: &Principal) -> Result<(), DomainError> {
    if who.role >= Role::Editor { Ok(()) } else { Err(DomainError::Forbidden) }
}

fn parse_name(taxonomy: Taxonomy, name: &str) -> Result<Label, Rule> {
    match Label::parse(name)? {
        label if taxonomy == Taxonomy::Tag && label.as_str().contains(',') => Err(Rule::Comma),
        label => Ok(label),
    }
}
