//! The posts that the writer changed last, as it left them.

use std::collections::HashMap;
use std::sync::Arc;

use crate::domain::PostId;
use crate::domain::post::Post;

/// Enough for some hundred posts that people are working on.
const BYTES_MAX: u64 = 8 * 1024 * 1024;

/// The posts that the writer changed last, so that the next change of one need not load it. Nobody but the writer
/// changes posts, and nobody but the writer has this, so what is here is never behind; whatever is rolled back must be
/// forgotten. When there is no more room, it begins anew: who goes on writing is back after their next save.
#[derive(Debug, Default)]
pub struct RecentPosts {
    posts: HashMap<PostId, Arc<Post>>,
    /// What they weigh together.
    bytes: u64,
}

impl RecentPosts {
    /// A post as the writer left it.
    pub fn get(&self, id: PostId) -> Option<Arc<Post>> {
        self.posts.get(&id).cloned()
    }

    /// Keeps a post as the writer leaves it.
    pub fn keep(&mut self, id: PostId, post: &Arc<Post>) {
        let bytes = post.weight_bytes();
        if self.bytes + bytes > BYTES_MAX {
            self.forget_all();
        }
        let replaced = self.posts.insert(id, Arc::clone(post));
        self.bytes = (self.bytes + bytes).saturating_sub(replaced.map_or(0, |post| post.weight_bytes()));
    }

    /// Forgets a post whose change was taken back.
    pub fn forget(&mut self, id: PostId) {
        let forgotten = self.posts.remove(&id);
        self.bytes = self.bytes.saturating_sub(forgotten.map_or(0, |post| post.weight_bytes()));
    }

    /// Forgets everything.
    pub fn forget_all(&mut self) {
        *self = Self::default();
    }
}
