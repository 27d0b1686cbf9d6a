//! The posts that the writer changed last, as it left them.

use std::sync::Arc;

use crate::domain::PostId;
use crate::domain::post::Post;

/// Enough for some hundred posts that people are working on.
const BYTES_MAX: u64 = 8 * 1024 * 1024;

/// The posts that the writer changed last, so that the next change of one need not load it. Nobody but the writer
/// changes posts, and nobody but the writer has this, so what is here is never behind; whatever is rolled back must be
/// forgotten.
#[derive(Debug)]
pub struct RecentPosts(moka::sync::Cache<PostId, Arc<Post>>);

impl RecentPosts {
    /// None yet.
    pub fn new() -> Self {
        let weigh = |_: &PostId, post: &Arc<Post>| u32::try_from(post.weight_bytes()).unwrap_or(u32::MAX);
        Self(moka::sync::Cache::builder().max_capacity(BYTES_MAX).weigher(weigh).build())
    }

    /// A post as the writer left it.
    pub fn get(&self, id: PostId) -> Option<Arc<Post>> {
        self.0.get(&id)
    }

    /// Keeps a post as the writer leaves it.
    pub fn keep(&self, id: PostId, post: &Arc<Post>) {
        self.0.insert(id, Arc::clone(post));
    }

    /// Forgets a post whose change was taken back.
    pub fn forget(&self, id: PostId) {
        self.0.invalidate(&id);
    }

    /// Forgets everything.
    pub fn forget_all(&self) {
        self.0.invalidate_all();
    }
}
