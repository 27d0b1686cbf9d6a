//! The comments and mentions under a post as a file: TOML, each with everything that it was.

use super::Scope;
use super::toml::Toml;
use crate::domain::comment::{Comment, CommentStatus, Hold, Mention, Standing};
use crate::domain::post::{Post, PostKind};
use crate::domain::{CommentId, PostId};
use crate::service::{Blog, ServiceError};
use crate::store::{comments, snapshots};

/// What was said under a post in the order in which it was written, and how many there are; none where there are none.
///
/// # Errors
/// When the database fails.
pub async fn file(blog: &Blog, scope: Scope, id: PostId, post: &Post) -> Result<Option<(String, usize)>, ServiceError> {
    let shown = blog.shown_now().filter(|_| takes_comments(post));
    if scope == Scope::Published && shown.is_none() {
        return Ok(None);
    }
    let load = move |log: &rusqlite::Connection| {
        comments::of_post(log, id)?
            .into_iter()
            .map(|id| Ok((id, snapshots::load::<Comment>(log, &id.stream_id())?.state)))
            .collect()
    };
    let mut found: Vec<(CommentId, Comment)> = blog.database.scan(load).await?;
    if let (Scope::Published, Some(shown)) = (scope, shown) {
        let is_shown = |comment: &Comment| shown.has(comment.mention.is_some());
        found.retain(|(_, comment)| comment.status() == CommentStatus::Approved && is_shown(comment));
    }
    found.sort_by_key(|(id, comment)| (comment.written_at, *id));
    let mut file = Toml::default();
    for (id, comment) in &found {
        file.table("[[comment]]");
        write(&mut file, *id, comment, scope);
    }
    Ok((!found.is_empty()).then(|| (file.finish(), found.len())))
}

/// Readers see the comments of live posts; a page beside the blog has none.
fn takes_comments(post: &Post) -> bool {
    post.live().is_some_and(|live| live.content.kind == PostKind::Post)
}

fn write(file: &mut Toml, id: CommentId, comment: &Comment, scope: Scope) {
    file.text("id", &id.to_string());
    file.text_if_some("parent", comment.in_reply_to.map(|reply| reply.parent.to_string()).as_deref());
    file.instant("written_at", Some(comment.written_at));
    file.instant("edited_at", comment.edited_at);
    if comment.status() == CommentStatus::Withdrawn {
        file.flag("withdrawn", true);
        return;
    }
    file.text("name", &comment.commenter.name);
    file.text_if_some("website", comment.commenter.website.as_deref());
    if let Some(Mention { source, kind, title }) = &comment.mention {
        file.text("mention", source);
        file.text("mention_kind", kind.as_str());
        file.text("mention_title", title);
    }
    file.text("standing", standing(comment.standing));
    // Readers never see these.
    if scope == Scope::Whole {
        file.text_if_some("email", comment.commenter.email.as_deref());
        file.text_if_some("hold", comment.hold.map(Hold::as_str));
        file.flag("trashed", comment.is_trashed);
        file.text_if_some("secret_hash", comment.secret_hash.as_deref());
    }
    file.text("text", &comment.text);
}

const fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Waiting => "waiting",
        Standing::Approved => "approved",
        Standing::Spam => "spam",
    }
}
