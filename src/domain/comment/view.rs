//! What pages and the API show of comments: plain data, already authorised.

use serde::{Deserialize, Serialize};

use super::{CommentStatus, Hold, Mention};
use crate::domain::views::{AuthorView, Pagination};
use crate::domain::{CommentId, Language, PostId, Timestamp};

/// A page of what readers say under a post.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentsView {
    /// The comments, each below what it answers.
    pub comments: Vec<CommentView>,
    /// How many readers see under the post altogether.
    pub shown: u64,
    /// Where among its threads the page is.
    pub pagination: Pagination,
    /// Whether the post takes more.
    pub is_open: bool,
    /// Whether it takes what other sites say of it.
    pub takes_mentions: bool,
}

/// A comment under a post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentView {
    /// Which comment it is.
    pub id: CommentId,
    /// How many comments lie above it, as far as that is shown.
    pub depth: u32,
    /// What it answers, where that is another comment.
    pub in_reply_to: Option<ParentView>,
    /// What it says; none where it is there no more, and others have answered it.
    pub said: Option<SaidView>,
}

/// A comment that another answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParentView {
    /// Which comment it is.
    pub id: CommentId,
    /// Who says it; none where it is there no more, or nobody knows.
    pub name: Option<String>,
}

/// What a comment says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaidView {
    /// Who says it; may be empty.
    pub name: String,
    /// Where their own site is.
    pub website: Option<String>,
    /// What it says, as sanitised HTML.
    pub html: String,
    /// When.
    pub written_at: Timestamp,
    /// When its writer changed it last.
    pub edited_at: Option<Timestamp>,
    /// Whether somebody says it who works here.
    pub is_by_member: bool,
    /// Where it was made, where that was on another site's page.
    pub mention: Option<Mention>,
}

/// A comment in a feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedComment {
    /// Which comment it is.
    pub id: CommentId,
    /// Where it is read, its place in the page included.
    pub path: String,
    /// What its post is called.
    pub post_title: String,
    /// What it says.
    pub said: SaidView,
}

/// A comment as its writer sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnComment {
    /// Which comment it is.
    pub id: CommentId,
    /// Where it is read, once readers see it.
    pub path: String,
    /// What its post is called.
    pub post_title: String,
    /// What its post is in, where that was said.
    pub post_language: Option<Language>,
    /// What became of it, as far as its writer is told: what was found to be spam waits.
    pub status: CommentStatus,
    /// Who says it.
    pub name: String,
    /// Where they can be written to; may be empty.
    pub email: String,
    /// Where their own site is; may be empty.
    pub website: String,
    /// What it says, in Markdown.
    pub text: String,
    /// The same as sanitised HTML.
    pub html: String,
}

/// A comment as those see it who decide on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModeratedComment {
    /// Which comment it is.
    pub id: CommentId,
    /// The post that it stands under.
    pub post: ModeratedPost,
    /// Where it is to be found.
    pub status: CommentStatus,
    /// Why nobody saw it at first.
    pub hold: Option<Hold>,
    /// Who says it; may be empty.
    pub name: String,
    /// Where they can be written to.
    pub email: Option<String>,
    /// Where their own site is.
    pub website: Option<String>,
    /// What it says, in Markdown.
    pub text: String,
    /// The same as sanitised HTML.
    pub html: String,
    /// When.
    pub written_at: Timestamp,
    /// When its writer changed it last.
    pub edited_at: Option<Timestamp>,
    /// The comment that it answers.
    pub parent: Option<ParentView>,
    /// Whose account it was written with.
    pub author: Option<AuthorView>,
    /// Where it was made, where that was on another site's page.
    pub mention: Option<Mention>,
}

/// The post of a comment, as those see it who decide on comments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModeratedPost {
    /// Which post it is.
    pub id: PostId,
    /// Its title.
    pub title: String,
    /// Where readers find it; none where they don't.
    pub path: Option<String>,
}

/// Which comments somebody who moderates asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct InboxQuery {
    /// Those in this place.
    pub status: CommentStatus,
    /// Only those that hold this; may be empty.
    pub search: String,
    /// Only those under a post.
    pub post_id: Option<PostId>,
    /// Which page, counted from 1; 0 is the first as well.
    pub page: u32,
}

/// A page of the inbox.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxPage {
    /// The comments, the newest first.
    pub comments: Vec<ModeratedComment>,
    /// Where in the list it is.
    pub pagination: Pagination,
    /// How many there are in each place, in the order of [`CommentStatus::MODERATED`].
    pub counts: [u64; 4],
}
