//! What a page is made from: the site as it is, or as it was.

use std::sync::Arc;

use app::readers::{PageContext, PastMoment};
use blog::domain::post::PostKind;
use blog::domain::views::{ArchivePage, ArchivePeriod, ListKind, PostList, PostPage, SearchPage, SiteView};
use blog::service::cache::Dependencies;
use blog::service::{Blog, Lookup, Past, ServiceError};
use blog::text::Text;

use crate::assets;

/// What a page is made from.
#[derive(Debug)]
pub struct View<'b> {
    blog: &'b Blog,
    /// The site as it was, where that is asked for.
    past: Option<Arc<Past>>,
    /// See [`PageContext::language`].
    language: Option<Text>,
}

impl<'b> View<'b> {
    /// The site as it is, in a language of the interface; `None` is the site's own.
    pub const fn now(blog: &'b Blog, language: Option<Text>) -> Self {
        Self { blog, past: None, language }
    }

    /// The site as it was.
    pub const fn then(blog: &'b Blog, past: Arc<Past>, language: Option<Text>) -> Self {
        Self { blog, past: Some(past), language }
    }

    /// Whether it is the site as it was.
    pub const fn is_past(&self) -> bool {
        self.past.is_some()
    }

    /// The site's settings.
    pub fn site(&self) -> Arc<SiteView> {
        let site = self.blog.site();
        match &self.past {
            None => site,
            Some(past) => Arc::new(past.site(&site)),
        }
    }

    /// What every page of that site is made with.
    pub fn context<'a>(&self, site: &'a SiteView, path: &'a str) -> PageContext<'a> {
        let past = self.past.as_ref().map(|past| PastMoment { position: past.position, at: past.at });
        PageContext { site, assets: assets::for_pages(), path, past, language: self.language }
    }

    /// See [`Blog::post_list_page`].
    pub async fn post_list_page(
        &self,
        kind: ListKind,
        page: u32,
        dependencies: &mut Dependencies,
    ) -> Result<Lookup<PostList>, ServiceError> {
        match &self.past {
            None => self.blog.post_list_page(kind, page, dependencies).await,
            Some(past) => Ok(self.blog.past_list(past, kind, page).await?.map_or(Lookup::Missing, Lookup::Found)),
        }
    }

    /// See [`Blog::post_page`].
    pub async fn post_page(
        &self,
        kind: PostKind,
        slug: &str,
        dependencies: &mut Dependencies,
    ) -> Result<Lookup<PostPage>, ServiceError> {
        match &self.past {
            None => self.blog.post_page(kind, slug, dependencies).await,
            Some(past) => self.blog.past_post(past, kind, slug).await,
        }
    }

    /// See [`Blog::archive`].
    pub async fn archive(
        &self,
        period: ArchivePeriod,
        page: u32,
        dependencies: &mut Dependencies,
    ) -> Result<Option<ArchivePage>, ServiceError> {
        match &self.past {
            None => self.blog.archive(period, page, dependencies).await,
            Some(past) => Ok(self.blog.past_archive(past, period, page)),
        }
    }

    /// See [`Blog::search`].
    pub async fn search(
        &self,
        query: &str,
        page: u32,
        dependencies: &mut Dependencies,
    ) -> Result<SearchPage, ServiceError> {
        match &self.past {
            None => self.blog.search(query, page, dependencies).await,
            Some(past) => self.blog.past_search(past, query, page).await,
        }
    }

    /// Where an address from elsewhere leads; today's answer is good for the past as well.
    pub async fn alias(&self, path: &str) -> Result<Lookup<std::convert::Infallible>, ServiceError> {
        self.blog.alias(path).await
    }
}
