//! What readers of a post can go on to.

use serde::{Deserialize, Serialize};

use super::ArchiveEntry;
use crate::domain::Language;

/// A link to a post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostLink {
    /// Its address.
    pub path: String,
    /// Its title.
    pub title: String,
    /// Its language, where it isn't the site's.
    pub language: Option<Language>,
}

/// What readers of a post can go on to. A page beside the blog has nothing of it, and a part of a series leads to its
/// other parts instead of to its neighbours by date.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beside {
    /// The post before it by date.
    pub older: Option<PostLink>,
    /// The post after it by date.
    pub newer: Option<PostLink>,
    /// Posts that share its tags or its category, those that share the rarest first.
    pub related: Vec<ArchiveEntry>,
}
