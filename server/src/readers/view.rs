//! What a page is made from: the site as it is, or as it was.

use std::sync::Arc;

use app::readers::{PageContext, PastMoment};
use blog::domain::post::PostKind;
use blog::domain::views::{ArchivePage, ArchivePeriod, ListKind, PostList, PostPage, SearchPage, SiteView};
use blog::service::cache::Dependencies;
use blog::service::{Blog, Lookup, Past, ServiceError};

use crate::assets;

/// What a page is made from.
#[derive(Debug)]
pub enum View<'b> {
    /// The site as it is.
    Now(&'b Blog),
    /// The site as it was.
    Then(&'b Blog, Arc<Past>),
}

impl View<'_> {
    /// The site's settings.
    pub fn site(&self) -> Arc<SiteView> {
        match self {
            Self::Now(blog) => blog.site(),
            Self::Then(blog, past) => Arc::new(past.site(&blog.site())),
        }
    }

    /// What every page of that site is made with.
    pub fn context<'a>(&self, site: &'a SiteView, path: &'a str) -> PageContext<'a> {
        let past = match self {
            Self::Now(_) => None,
            Self::Then(_, past) => Some(PastMoment { position: past.position, at: past.at }),
        };
        PageContext { site, assets: assets::for_pages(), path, past }
    }

    /// See [`Blog::post_list_page`].
    pub async fn post_list_page(
        &self,
        kind: ListKind,
        page: u32,
        dependencies: &mut Dependencies,
    ) -> Result<Lookup<PostList>, ServiceError> {
        match self {
            Self::Now(blog) => blog.post_list_page(kind, page, dependencies).await,
            Self::Then(blog, past) => {
                Ok(blog.past_list(past, kind, page).await?.map_or(Lookup::Missing, Lookup::Found))
            }
        }
    }

    /// See [`Blog::post_page`].
    pub async fn post_page(
        &self,
        kind: PostKind,
        slug: &str,
        dependencies: &mut Dependencies,
    ) -> Result<Lookup<PostPage>, ServiceError> {
        match self {
            Self::Now(blog) => blog.post_page(kind, slug, dependencies).await,
            Self::Then(blog, past) => blog.past_post(past, kind, slug).await,
        }
    }

    /// See [`Blog::archive`].
    pub async fn archive(
        &self,
        period: ArchivePeriod,
        page: u32,
        dependencies: &mut Dependencies,
    ) -> Result<Option<ArchivePage>, ServiceError> {
        match self {
            Self::Now(blog) => blog.archive(period, page, dependencies).await,
            Self::Then(blog, past) => Ok(blog.past_archive(past, period, page)),
        }
    }

    /// See [`Blog::search`].
    pub async fn search(
        &self,
        query: &str,
        page: u32,
        dependencies: &mut Dependencies,
    ) -> Result<SearchPage, ServiceError> {
        match self {
            Self::Now(blog) => blog.search(query, page, dependencies).await,
            Self::Then(blog, past) => blog.past_search(past, query, page).await,
        }
    }

    /// Where an address from elsewhere leads; today's answer is good for the past as well.
    pub async fn alias(&self, path: &str) -> Result<Lookup<std::convert::Infallible>, ServiceError> {
        match self {
            Self::Now(blog) | Self::Then(blog, _) => blog.alias(path).await,
        }
    }
}
