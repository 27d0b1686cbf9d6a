//! Comments: what readers say under posts.
//!
//! [`inbox`](self): for those who decide on them. [`shown`](self): as readers see them. [`imports`](self): from elsewhere.

mod imports;
mod inbox;
mod shown;

pub use imports::{ImportedComment, ImportedComments, OwnRecord, RefusedComment};

use rusqlite::Connection;

use super::markdown::render_comment;
use super::writer::Command;
use super::{Blog, Lookup, ServiceError, secret};
use crate::domain::comment::{
    Closure, CommentCommand, CommentDraft, CommentInput, CommentPlace, CommentStatus, DiscussionPolicy, OwnComment,
    ReplyTo, Signals, Verdict, rules,
};
use crate::domain::post::{Post, PostKind};
use crate::domain::views::SiteView;
use crate::domain::{CommentId, DomainError, Language, PostId, Principal, Rule, Slug, Timestamp, Violations};
use crate::store::comments::{self, CommentRow, Shown};

/// A comment that was just submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubmittedComment {
    /// Which comment it is.
    pub id: CommentId,
    /// The secret by which its writer changes it; the database keeps its hash alone.
    pub token: String,
}

/// What a comment is submitted with besides what it says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Submission {
    /// The comment that it answers.
    pub parent: Option<CommentId>,
    /// Whether it filled in what people don't see.
    pub fell_for_honeypot: bool,
}

/// A post, and the comment under it that somebody wants to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommentTarget {
    /// Which post it is.
    pub post_id: PostId,
    /// Its title.
    pub title: String,
    /// Where it is read.
    pub path: String,
    /// What it is in, where that was said.
    pub language: Option<Language>,
    /// Why it takes no comments; none where it does.
    pub closure: Option<Closure>,
}

impl Blog {
    /// The live post with that slug, as whoever wants to say something about it needs it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn comment_target(&self, slug: &str) -> Result<Lookup<CommentTarget>, ServiceError> {
        let Ok(claimed) = Slug::parse(slug) else { return Ok(Lookup::Missing) };
        let Some(post_id) = self.post_with_slug(&claimed).await? else { return Ok(Lookup::Missing) };
        let post = self.post_state(post_id).await?;
        match (super::readers::address(&post), post.live()) {
            (Lookup::Found(path), Some(live)) if path == PostKind::Post.path(slug) => {
                let (title, language) = (live.content.title.clone(), live.content.language.clone());
                Ok(Lookup::Found(CommentTarget { post_id, title, path, language, closure: self.closure_of(&post)? }))
            }
            (Lookup::Found(path) | Lookup::Moved(path), _) => Ok(Lookup::Moved(path)),
            (Lookup::Gone, _) => Ok(Lookup::Gone),
            (Lookup::Missing, _) => Ok(Lookup::Missing),
        }
    }

    /// Says something under a post. Somebody with an account says it under that account's name.
    ///
    /// # Errors
    /// When a field breaks a constraint or the same was said before, `NotFound` when readers don't see the post or what is
    /// answered, `Forbidden` when the post takes no comments.
    pub async fn submit_comment(
        &self,
        who: &Principal,
        post_id: PostId,
        input: &CommentInput,
        submission: Submission,
    ) -> Result<SubmittedComment, ServiceError> {
        let post = self.post_state(post_id).await?;
        if self.closure_of(&post)?.is_some() {
            return Err(DomainError::Forbidden.into());
        }
        let draft = self.draft_by(who, input).await?;
        let (name, text) = (draft.commenter().name.clone(), draft.text().to_owned());
        let read = move |connection: &Connection| {
            let is_said_already = comments::is_said_already(connection, post_id, &name, &text)?;
            Ok((is_said_already, comments::count_under(connection, post_id, Shown::Comments)?))
        };
        let (is_said_already, count) = self.database.read(read).await?;
        if is_said_already {
            return Err(Violations::one("text", Rule::SaidAlready).into());
        }
        if count >= rules::COMMENTS_MAX {
            return Err(DomainError::Forbidden.into());
        }
        let in_reply_to = self.reply_to(post_id, submission.parent).await?;
        let place = CommentPlace { post_id, created_by: post.created_by, in_reply_to };
        let verdict = self.verdict(who, &post, &draft, submission.fell_for_honeypot).await?;
        let (id, token) = (CommentId(self.new_uuid()?), secret::new_token()?);
        let secret_hash = Some(secret::token_hash(&token));
        let command = CommentCommand::SubmitComment { place, draft, verdict, secret_hash };
        self.write(who, vec![Command::Comment { id, command }]).await?;
        Ok(SubmittedComment { id, token })
    }

    /// A comment by the secret of who wrote it. What they took away is gone, and so is what lies under a post that readers
    /// don't see.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn own_comment(&self, token: &str) -> Result<Lookup<OwnComment>, ServiceError> {
        let Some(row) = self.row_of_secret(token).await? else { return Ok(Lookup::Missing) };
        let post = self.post_state(row.post_id).await?;
        let Some(live) = post.live().filter(|_| row.status != CommentStatus::Withdrawn) else {
            return Ok(Lookup::Gone);
        };
        let status = match row.status {
            // Nobody who was found out is told so.
            CommentStatus::Spam | CommentStatus::Trash => CommentStatus::Waiting,
            status => status,
        };
        let (post_path, commented) = (live.content.path(), row.clone());
        let path = self.reading(move |reading| reading.comment_path(&post_path, &commented)).await?;
        Ok(Lookup::Found(OwnComment {
            id: row.id,
            path,
            post_title: live.content.title.clone(),
            post_language: live.content.language.clone(),
            status,
            html: render_comment(&row.text).html,
            name: row.commenter.name,
            email: row.commenter.email.unwrap_or_default(),
            website: row.commenter.website.unwrap_or_default(),
            text: row.text,
        }))
    }

    /// Changes what a comment says, by the secret of who wrote it. It is judged as if it were new.
    ///
    /// # Errors
    /// When a field breaks a constraint, `NotFound` where nothing has that secret, `Gone` where it was taken away.
    pub async fn edit_own_comment(&self, token: &str, input: &CommentInput) -> Result<(), ServiceError> {
        let row = self.row_of_secret(token).await?.ok_or(DomainError::NotFound)?;
        let post = self.post_state(row.post_id).await?;
        let writer = self.principal_of(row.written_by).await?;
        let draft = self.draft_by(&writer, input).await?;
        let verdict = self.verdict(&writer, &post, &draft, false).await?;
        let secret_hash = Some(secret::token_hash(token));
        let command = CommentCommand::EditComment { secret_hash, draft, verdict };
        self.write(&writer, vec![Command::Comment { id: row.id, command }]).await?;
        Ok(())
    }

    /// Takes a comment away, by the secret of who wrote it.
    ///
    /// # Errors
    /// As [`Blog::edit_own_comment`].
    pub async fn withdraw_own_comment(&self, token: &str) -> Result<(), ServiceError> {
        let row = self.row_of_secret(token).await?.ok_or(DomainError::NotFound)?;
        let command = CommentCommand::WithdrawComment { secret_hash: Some(secret::token_hash(token)) };
        self.write(&Principal::ANONYMOUS, vec![Command::Comment { id: row.id, command }]).await?;
        Ok(())
    }

    async fn row_of_secret(&self, token: &str) -> Result<Option<CommentRow>, ServiceError> {
        let hash = secret::token_hash(token);
        Ok(self.database.read(move |connection| comments::with_secret(connection, &hash)).await?)
    }

    /// Why a post takes no comments.
    pub(super) fn closure_of(&self, post: &Post) -> Result<Option<Closure>, DomainError> {
        closure_of(&self.caches.site(), post, self.clock.now())
    }

    /// Why a post takes nothing that other sites say of it.
    pub(super) fn mentions_closure_of(&self, post: &Post) -> Result<Option<Closure>, DomainError> {
        mentions_closure_of(&self.caches.site(), post, self.clock.now())
    }

    /// A comment whose writer has the name of their account, where they have one.
    async fn draft_by(&self, who: &Principal, input: &CommentInput) -> Result<CommentDraft, ServiceError> {
        let person = self.person_named(who.actor).await?;
        let input = match person {
            Some(person) => CommentInput { name: person.name, email: String::new(), ..input.clone() },
            None => input.clone(),
        };
        Ok(input.validate()?)
    }

    async fn verdict(
        &self,
        who: &Principal,
        post: &Post,
        draft: &CommentDraft,
        fell_for_honeypot: bool,
    ) -> Result<Verdict, ServiceError> {
        let is_by_moderator = who.may_publish(post.created_by);
        let links = render_comment(draft.text()).links;
        let discussion = self.site_state().await?.discussion;
        Ok(discussion.judge(draft, Signals { is_by_moderator, fell_for_honeypot, links }))
    }

    /// What a new comment answers: one that readers see under the same post.
    async fn reply_to(&self, post_id: PostId, parent: Option<CommentId>) -> Result<Option<ReplyTo>, ServiceError> {
        let Some(parent) = parent else { return Ok(None) };
        let row = self.comment_with_id(parent).await?;
        let row = row.filter(|row| row.post_id == post_id && row.status == CommentStatus::Approved);
        let row = row.ok_or(DomainError::NotFound)?;
        Ok(Some(answer_to(row.id, row.in_reply_to)))
    }
}

fn closure_of(site: &SiteView, post: &Post, now: Timestamp) -> Result<Option<Closure>, DomainError> {
    post.comments_closure(site.comments, site.close_after_days, now)
}

fn mentions_closure_of(site: &SiteView, post: &Post, now: Timestamp) -> Result<Option<Closure>, DomainError> {
    let policy = if site.hears_mentions { site.mentions } else { DiscussionPolicy::Off };
    post.comments_closure(policy, site.close_after_days, now)
}

/// The place of an answer to a comment.
fn answer_to(parent: CommentId, place: Option<ReplyTo>) -> ReplyTo {
    match place {
        Some(ReplyTo { thread, depth, .. }) => ReplyTo { parent, thread, depth: depth.saturating_add(1) },
        None => ReplyTo { parent, thread: parent, depth: 1 },
    }
}
