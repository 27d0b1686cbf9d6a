//! The writers' list of posts.

use super::{Blog, ServiceError};
use crate::domain::post_list::{PostListChoices, PostListQuery};
use crate::domain::views::{AuthorView, LabelView, PostFilter, PostListPage};
use crate::domain::{Actor, Principal, Role};
use crate::store::post_list::{self, ListPart, ListQuery, Purge};
use crate::store::working_terms::{self, Term, TermTaxonomy};
use crate::store::{StoreError, working_words};

/// Posts on a page.
const PAGE_SIZE: u32 = 50;
/// Authors, tags or categories that are offered to choose from.
const CHOICES_MAX: u32 = 500;

impl Blog {
    /// A page of the posts that the asker may write: everybody's for editors, their own for others.
    ///
    /// # Errors
    /// When something that is asked for is too long, or the database fails.
    pub async fn post_list(&self, who: &Principal, query: &PostListQuery) -> Result<PostListPage, ServiceError> {
        query.validate()?;
        let pool = self.database.readers();
        let created_by = (who.role < Role::Editor).then_some(who.actor);
        let expression = working_words::expression(&query.search);
        let choices = self.post_list_choices(created_by).await?;
        let in_review = post_list::length(pool, PostFilter::Review, created_by).await?;
        if expression.is_none() && !query.search.trim().is_empty() {
            // What has no word in it is in no text.
            return Ok(PostListPage { in_review, choices, ..PostListPage::default() });
        }
        let PostListQuery { tag, category, author, kind, .. } = query;
        let mut terms = Term::of_query(tag.as_deref(), category.as_deref(), author.as_deref());
        terms.extend(kind.map(Term::from));
        let list = ListQuery {
            filter: query.filter,
            created_by,
            terms: &terms,
            expression: expression.as_deref(),
            order: query.order,
        };
        let purge = self.purge_after_days.get().map(|days| Purge { after_days: *days, now: self.clock.now() });
        let ListPart { items, pagination, has_more } =
            post_list::page(pool, &list, query.page, PAGE_SIZE, purge).await?;
        Ok(PostListPage { items, pagination, has_more, in_review, choices })
    }

    async fn post_list_choices(&self, created_by: Option<Actor>) -> Result<PostListChoices, StoreError> {
        let pool = self.database.readers();
        let of = async |taxonomy| {
            let mut terms = match created_by {
                Some(actor) => working_terms::of_creator(pool, actor, taxonomy, CHOICES_MAX).await?,
                None => working_terms::all(pool, taxonomy, CHOICES_MAX).await?,
            };
            terms.sort_by_cached_key(|(_, label)| crate::domain::fold_text(label));
            Ok::<_, StoreError>(terms)
        };
        let labels = |terms: Vec<(String, String)>| {
            terms.into_iter().map(|(slug, label)| LabelView { slug, label }).collect::<Vec<_>>()
        };
        let authors = of(TermTaxonomy::Author).await?;
        Ok(PostListChoices {
            authors: authors.into_iter().map(|(handle, name)| AuthorView { handle, name }).collect(),
            tags: labels(of(TermTaxonomy::Tag).await?),
            categories: labels(of(TermTaxonomy::Category).await?),
        })
    }
}
