//! Comments for those who decide on them: everybody's for editors, those under their own posts for authors.

use rusqlite::Connection;

use super::answer_to;
use super::shown::html_of;
use crate::domain::comment::{
    CommentCommand, CommentInput, CommentPlace, CommentStatus, InboxPage, InboxQuery, ModeratedComment, ModeratedPost,
    ParentView, Signals,
};
use crate::domain::erasure::{ErasureReason, Redaction};
use crate::domain::views::Pagination;
use crate::domain::{Actor, CommentId, DomainError, PostId, Principal, Role, StreamId, Timestamp};
use crate::service::writer::Command;
use crate::service::{Blog, ServiceError};
use crate::store::comments::{self, CommentRow};

/// Comments on a page of the inbox.
pub(super) const PAGE_SIZE: u32 = 50;
/// Letters of a search that count.
const SEARCH_CHARS_MAX: usize = 200;
/// Comments that are purged at a time.
const PURGES_AT_ONCE: u32 = 100;
const DAY_MILLISECONDS: i64 = 24 * 60 * 60 * 1_000;

impl Blog {
    /// A page of the inbox. One that there isn't is the last.
    ///
    /// # Errors
    /// `Forbidden` for whoever publishes nothing.
    pub async fn comment_inbox(&self, who: &Principal, query: &InboxQuery) -> Result<InboxPage, ServiceError> {
        let stored = of(who, query)?;
        let page = query.page;
        let read = move |connection: &Connection| {
            let mut pagination = Pagination::new(page, comments::inbox_length(connection, &stored)?, PAGE_SIZE);
            pagination.page = page.clamp(1, pagination.pages);
            let offset = u64::from(pagination.page - 1) * u64::from(PAGE_SIZE);
            let rows = comments::inbox(connection, &stored, offset, PAGE_SIZE)?;
            let mut counts = [0; 4];
            for (count, status) in counts.iter_mut().zip(CommentStatus::MODERATED) {
                let place = comments::InboxQuery { status, search: String::new(), ..stored.clone() };
                *count = comments::inbox_length(connection, &place)?;
            }
            Ok((rows, pagination, counts))
        };
        let (rows, pagination, counts) = self.database.read(read).await?;
        let mut shown = Vec::with_capacity(rows.len());
        for row in rows {
            shown.push(self.moderated(row).await?);
        }
        Ok(InboxPage { comments: shown, pagination, counts })
    }

    /// How many comments wait for the asker to decide; none where they decide on none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn waiting_comments(&self, who: &Principal) -> Result<u64, ServiceError> {
        let Ok(stored) = of(who, &InboxQuery::default()) else { return Ok(0) };
        Ok(self.database.read(move |connection| comments::inbox_length(connection, &stored)).await?)
    }

    /// One comment, for those who decide on it.
    ///
    /// # Errors
    /// `NotFound` for everybody else.
    pub async fn moderated_comment(&self, who: &Principal, id: CommentId) -> Result<ModeratedComment, ServiceError> {
        let row = self.comment_row(who, id).await?;
        self.moderated(row).await
    }

    /// Decides what becomes of a comment.
    ///
    /// # Errors
    /// `NotFound` when there is none, `Gone` when its writer took it away, `Forbidden` when the asker decides on others.
    pub async fn moderate_comment(
        &self,
        who: &Principal,
        id: CommentId,
        status: CommentStatus,
    ) -> Result<(), ServiceError> {
        let command = match status {
            CommentStatus::Waiting => CommentCommand::HoldComment,
            CommentStatus::Approved => CommentCommand::ApproveComment,
            CommentStatus::Spam => CommentCommand::MarkCommentAsSpam,
            CommentStatus::Trash => CommentCommand::TrashComment,
            CommentStatus::Withdrawn => return Err(DomainError::Forbidden.into()),
        };
        self.write(who, vec![Command::Comment { id, command }]).await?;
        Ok(())
    }

    /// Takes a comment out of the trash, as it was.
    ///
    /// # Errors
    /// As [`Blog::moderate_comment`].
    pub async fn restore_comment(&self, who: &Principal, id: CommentId) -> Result<(), ServiceError> {
        self.write(who, vec![Command::Comment { id, command: CommentCommand::RestoreComment }]).await?;
        Ok(())
    }

    /// Answers a comment under the asker's own name, and has readers see both.
    ///
    /// # Errors
    /// When the text breaks its constraint, and as [`Blog::moderate_comment`].
    pub async fn answer_comment(&self, who: &Principal, id: CommentId, text: &str) -> Result<CommentId, ServiceError> {
        let row = self.comment_row(who, id).await?;
        if row.status == CommentStatus::Withdrawn {
            return Err(DomainError::Gone.into());
        }
        let post = self.post_state(row.post_id).await?;
        if post.live().is_none() {
            return Err(DomainError::Gone.into());
        }
        let person = self.person_named(who.actor).await?.ok_or(DomainError::Forbidden)?;
        let input = CommentInput { name: person.name, text: text.to_owned(), ..CommentInput::default() };
        let draft = input.validate()?;
        let signals = Signals { is_by_moderator: true, ..Signals::default() };
        let verdict = self.site_state().await?.discussion.judge(&draft, signals);
        let in_reply_to = Some(answer_to(row.id, row.in_reply_to));
        let place = CommentPlace { post_id: row.post_id, created_by: post.created_by, in_reply_to };
        let answer = CommentId(self.new_uuid()?);
        let submit = CommentCommand::SubmitComment { place, draft, verdict, secret_hash: None };
        let approve = Command::Comment { id, command: CommentCommand::ApproveComment };
        self.write(who, vec![approve, Command::Comment { id: answer, command: submit }]).await?;
        Ok(answer)
    }

    /// Erases what a comment says, and who said it, in every version. Call [`crate::service::scrub`] once the blog is closed.
    /// Gives the texts that were erased.
    ///
    /// # Errors
    /// `NotFound` when there is no such comment, `Forbidden` when the asker is no admin.
    pub async fn erase_comment(&self, who: &Principal, id: CommentId) -> Result<Vec<String>, ServiceError> {
        if who.role < Role::Admin {
            return Err(DomainError::Forbidden.into());
        }
        let row = self.comment_with_id(id).await?.ok_or(DomainError::NotFound)?;
        self.purge_all(who, vec![id], ErasureReason::Request).await?;
        let CommentRow { commenter, text, mention, .. } = row;
        let texts = [commenter.email, Some(text), mention.map(|mention| mention.source)].into_iter().flatten();
        Ok(texts.filter(|text| !text.is_empty()).collect())
    }

    /// Erases spam, the trash, and what its writers took away, where that was decided more than so many days ago. Gives how
    /// many there were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn purge_comments(&self, days: u32) -> Result<u64, ServiceError> {
        let oldest = self.clock.now().as_milliseconds() - i64::from(days) * DAY_MILLISECONDS;
        let decided_before = Timestamp::from_milliseconds(oldest);
        let mut purged = 0;
        loop {
            let find =
                move |connection: &Connection| comments::unwanted_before(connection, decided_before, PURGES_AT_ONCE);
            let expired = self.database.read(find).await?;
            if expired.is_empty() {
                return Ok(purged);
            }
            purged += expired.len() as u64;
            self.purge_all(&Principal::SYSTEM, expired, ErasureReason::Retention).await?;
        }
    }

    /// Erases everything that was said under a post.
    pub(in crate::service) async fn purge_comments_of(&self, post_id: PostId) -> Result<(), ServiceError> {
        loop {
            let find = move |connection: &Connection| comments::unpurged_of_post(connection, post_id, PURGES_AT_ONCE);
            let rest = self.database.read(find).await?;
            if rest.is_empty() {
                return Ok(());
            }
            self.purge_all(&Principal::SYSTEM, rest, ErasureReason::Retention).await?;
        }
    }

    async fn purge_all(&self, who: &Principal, ids: Vec<CommentId>, reason: ErasureReason) -> Result<(), ServiceError> {
        let purge = |id: &CommentId| Command::Comment { id: *id, command: CommentCommand::PurgeComment };
        let mut commands: Vec<Command> = ids.iter().map(purge).collect();
        let streams: Vec<StreamId> = ids.into_iter().map(CommentId::stream_id).collect();
        commands.push(Command::Erase { reason, redaction: Redaction::Text, streams });
        self.write(who, commands).await?;
        Ok(())
    }

    /// A comment that the asker decides on.
    async fn comment_row(&self, who: &Principal, id: CommentId) -> Result<CommentRow, ServiceError> {
        let row = self.comment_with_id(id).await?.ok_or(DomainError::NotFound)?;
        let post = self.post_state(row.post_id).await?;
        if who.may_publish(post.created_by) { Ok(row) } else { Err(DomainError::NotFound.into()) }
    }

    async fn moderated(&self, row: CommentRow) -> Result<ModeratedComment, ServiceError> {
        let post = self.post_state(row.post_id).await?;
        let title = post.live().map_or_else(|| post.working.title.clone(), |live| live.content.title.clone());
        let path = match post.live() {
            Some(live) => {
                let (post_path, row) = (live.content.path(), row.clone());
                Some(self.reading(move |reading| reading.comment_path(&post_path, &row)).await?)
            }
            None => None,
        };
        let parent = match row.in_reply_to {
            Some(reply) => Some(self.parent_view(reply.parent).await?),
            None => None,
        };
        Ok(ModeratedComment {
            id: row.id,
            post: ModeratedPost { id: row.post_id, title, path },
            status: row.status,
            hold: row.hold,
            html: html_of(&row),
            name: row.commenter.name,
            email: row.commenter.email,
            website: row.commenter.website,
            text: row.text,
            written_at: row.written_at,
            edited_at: row.edited_at,
            parent,
            author: self.person_named(row.written_by).await?,
            mention: row.mention,
        })
    }

    async fn parent_view(&self, id: CommentId) -> Result<ParentView, ServiceError> {
        let parent = self.comment_with_id(id).await?;
        let name = parent.map(|parent| parent.commenter.name).filter(|name| !name.is_empty());
        Ok(ParentView { id, name })
    }

    /// Who acts with the rights of whoever wrote something.
    pub(super) async fn principal_of(&self, actor: Actor) -> Result<Principal, ServiceError> {
        let Actor::Account(id) = actor else { return Ok(Principal::ANONYMOUS) };
        let account = crate::store::accounts::with_id(self.database.readers(), id).await?;
        let account = account.filter(|account| !account.is_suspended);
        Ok(account.map_or(Principal::ANONYMOUS, |account| Principal::account(id, account.role)))
    }
}

/// What of the inbox is the asker's.
fn of(who: &Principal, query: &InboxQuery) -> Result<comments::InboxQuery, DomainError> {
    let of_posts_by = match who.role {
        Role::Contributor => return Err(DomainError::Forbidden),
        Role::Author => Some(who.actor),
        Role::Editor | Role::Admin => None,
    };
    let search = query.search.chars().take(SEARCH_CHARS_MAX).collect();
    Ok(comments::InboxQuery { status: query.status, of_posts_by, post_id: query.post_id, search })
}
