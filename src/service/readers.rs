//! What readers see: published copies alone.

use super::{Blog, ServiceError};
use crate::domain::post::PostKind;
use crate::domain::views::{ArchiveEntry, ListKind, PostList, PostPage, SearchPage};

/// What an address leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup<T> {
    /// This.
    Found(T),
    /// Something that lives at another address now, for ever.
    Moved(String),
    /// Something that readers knew and that was deleted.
    Gone,
    /// Nothing.
    Missing,
}

impl Blog {
    /// The published text of that kind with that slug.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn post_page(&self, kind: PostKind, slug: &str) -> Result<Lookup<PostPage>, ServiceError> {
        todo!()
    }

    /// Where an address that the site doesn't know itself leads: an imported post's old one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn alias(&self, path: &str) -> Result<Lookup<std::convert::Infallible>, ServiceError> {
        todo!()
    }
}
