//! Posts as their writers and the API see them.

use super::{Blog, ServiceError};
use crate::domain::post::{PostInput, PostStatus};
use crate::domain::views::{PostFilter, PostListPage, PostView};
use crate::domain::{PostId, Principal, Timestamp};

/// Which posts the API lists, the newest first.
#[derive(Clone, Debug, Default)]
pub struct PostQuery {
    /// Only those with this status.
    pub status: Option<PostStatus>,
    /// Only those with this tag (its slug or its name).
    pub tag: Option<String>,
    /// Only those in which these words are found.
    pub q: Option<String>,
    /// At most so many, 1 to 100.
    pub limit: u32,
    /// Where the page before ended.
    pub cursor: Option<String>,
    /// As they were then.
    pub at: Option<Timestamp>,
}

/// One page of posts.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PostsPage {
    /// The posts.
    pub posts: Vec<PostView>,
    /// What to ask for to get the next page; none on the last.
    pub next_cursor: Option<String>,
}

impl Blog {
    /// Writes a new post, and publishes it at once where the input asks for it.
    ///
    /// # Errors
    /// When a field breaks a constraint, the slug is taken, or the asker may not publish.
    pub async fn create_post(&self, who: &Principal, input: &PostInput) -> Result<PostView, ServiceError> {
        todo!()
    }

    /// Replaces a post's working copy, and publishes or withdraws it where the input asks for it.
    ///
    /// # Errors
    /// When a field breaks a constraint, the slug is taken, the version is stale, or the asker may not.
    pub async fn save_post(
        &self,
        who: &Principal,
        id: PostId,
        expected_version: Option<u64>,
        input: &PostInput,
    ) -> Result<PostView, ServiceError> {
        todo!()
    }

    /// Gives readers the working copy.
    ///
    /// # Errors
    /// When its date lies in the future, the version is stale, or the asker may not.
    pub async fn publish_post(
        &self,
        who: &Principal,
        id: PostId,
        expected_version: Option<u64>,
    ) -> Result<PostView, ServiceError> {
        todo!()
    }

    /// Takes a post from readers.
    ///
    /// # Errors
    /// When the version is stale, or the asker may not.
    pub async fn unpublish_post(
        &self,
        who: &Principal,
        id: PostId,
        expected_version: Option<u64>,
    ) -> Result<PostView, ServiceError> {
        todo!()
    }

    /// Puts a post into the trash.
    ///
    /// # Errors
    /// When it is there already, the version is stale, or the asker may not.
    pub async fn delete_post(
        &self,
        who: &Principal,
        id: PostId,
        expected_version: Option<u64>,
    ) -> Result<(), ServiceError> {
        todo!()
    }

    /// Takes a post out of the trash, as it was.
    ///
    /// # Errors
    /// When the version is stale, or the asker may not.
    pub async fn restore_post(
        &self,
        who: &Principal,
        id: PostId,
        expected_version: Option<u64>,
    ) -> Result<PostView, ServiceError> {
        todo!()
    }

    /// A post: the working copy for those who may write it, the published one for everybody else.
    ///
    /// # Errors
    /// `NotFound` for what the asker may not know of, `Gone` for what was deleted.
    pub async fn post(&self, who: Option<&Principal>, id: PostId) -> Result<PostView, ServiceError> {
        todo!()
    }

    /// A post as it was then, by the log's time.
    ///
    /// # Errors
    /// As [`Blog::post`]; `NotFound` before its first event.
    pub async fn post_at(&self, who: Option<&Principal>, id: PostId, at: Timestamp) -> Result<PostView, ServiceError> {
        todo!()
    }

    /// The events of a post, the first first, as JSON: position, version, kind, actor, time, changed fields.
    ///
    /// # Errors
    /// `NotFound` for what the asker may not write.
    pub async fn post_events(&self, who: &Principal, id: PostId) -> Result<Vec<serde_json::Value>, ServiceError> {
        todo!()
    }

    /// Posts for the API.
    ///
    /// # Errors
    /// When a value of the query can't be used.
    pub async fn posts(&self, who: Option<&Principal>, query: &PostQuery) -> Result<PostsPage, ServiceError> {
        todo!()
    }

    /// A page of the writers' list: posts that the asker may write, the latest changed first. Pages count from 1.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn post_list(
        &self,
        who: &Principal,
        filter: PostFilter,
        search: &str,
        page: u32,
    ) -> Result<PostListPage, ServiceError> {
        todo!()
    }
}
