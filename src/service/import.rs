//! What an import writes.

use super::{Blog, ServiceError};
use crate::domain::post::PostDraft;
use crate::domain::{Principal, Timestamp};

/// A post from elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportedPost {
    /// What names it in its source for ever, such as its file's path: importing it again finds the same post.
    pub source: String,
    /// What it says. A slug is only wished for: when it is taken, `-2` is appended, the same every time.
    pub draft: PostDraft,
    /// The date it was written; without one, that of its publication.
    pub created_at: Option<Timestamp>,
    /// Its entry's identifier in feeds, where the source has one.
    pub feed_id: Option<String>,
    /// Addresses it had, as absolute paths without a slash at the end.
    pub aliases: Vec<String>,
    /// Whether readers shall see it.
    pub is_published: bool,
}

/// What became of an imported post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportOutcome {
    /// It is new.
    Added {
        /// The slug it got, which may not be the one it wished for.
        slug: String,
        /// The addresses that lead to another post already.
        taken_aliases: Vec<String>,
    },
    /// It came with an earlier import; nothing was changed.
    Present,
}

impl Blog {
    /// Writes a post that comes from elsewhere, unless it came before.
    ///
    /// # Errors
    /// When a field breaks a constraint.
    pub async fn import_post(&self, who: &Principal, post: &ImportedPost) -> Result<ImportOutcome, ServiceError> {
        todo!()
    }

    /// Adds a file, unless it is there already, and gives its address.
    ///
    /// # Errors
    /// When its content is of no type that the site serves (PNG, JPEG, GIF, WebP, AVIF, SVG), or it is too large.
    pub async fn add_media(&self, who: &Principal, name: &str, bytes: Vec<u8>) -> Result<String, ServiceError> {
        todo!()
    }

    /// Sets the site's name, description and language, unless somebody has set them already.
    ///
    /// # Errors
    /// When a value breaks a constraint.
    pub async fn configure_site_once(
        &self,
        who: &Principal,
        name: &str,
        description: &str,
        language: Option<&str>,
    ) -> Result<bool, ServiceError> {
        todo!()
    }

    /// Redirects an address that isn't a post's, for ever.
    ///
    /// # Errors
    /// When the address is reserved or not an absolute path.
    pub async fn add_redirect(&self, who: &Principal, from: &str, to: &str) -> Result<(), ServiceError> {
        todo!()
    }
}
