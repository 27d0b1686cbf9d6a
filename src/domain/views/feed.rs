//! A feed: the newest posts of a list in full.

use serde::{Deserialize, Serialize};

use super::{ListKind, PostPage};

/// The newest posts of a list, as feed readers get them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feed {
    /// Which list it is.
    pub kind: ListKind,
    /// Its newest posts, the newest first.
    pub entries: Vec<FeedEntry>,
}

/// A post of a feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedEntry {
    /// The post. Every address in its HTML is a whole one, because feed readers show it elsewhere.
    pub page: PostPage,
    /// Its cover, where that is a file of the site.
    pub enclosure: Option<Enclosure>,
}

/// A file that goes with a post of a feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enclosure {
    /// Its whole address.
    pub url: String,
    /// Its media type.
    pub content_type: String,
    /// Its size in bytes.
    pub length_bytes: u64,
}
