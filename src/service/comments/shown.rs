//! Comments as readers see them: in threads under a post, and in feeds.

use std::collections::HashMap;

use super::{closure_of, mentions_closure_of};
use crate::domain::comment::{
    Comment, CommentStatus, CommentView, Commenter, CommentsView, DiscussionPolicy, FeedComment, ParentView, SaidView,
    rules,
};
use crate::domain::post::{Post, PostKind};
use crate::domain::views::{Pagination, PostPage, SiteView};
use crate::domain::{Actor, CommentId, Moment, PostId};
use crate::service::cache::{Dependencies, Dependency};
use crate::service::markdown::{plain_paragraph, render_comment};
use crate::service::reading::Reading;
use crate::service::{Blog, Lookup, Past, ServiceError};
use crate::store::comments::{self, CommentRow, Shown};
use crate::store::log;

/// Threads on a page.
const THREADS_PER_PAGE: u32 = 50;
/// Answers to answers stand further in, as far as there is room.
const DEPTH_SHOWN_MAX: u32 = 4;
/// Comments in a feed.
const FEED_COMMENTS_MAX: u32 = 50;

impl Blog {
    /// A live post's page with a page of its comments; pages count from 1. Nothing is at the address of a page that there
    /// isn't.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn comments_page(
        &self,
        slug: &str,
        page: u32,
        dependencies: &mut Dependencies,
    ) -> Result<Lookup<PostPage>, ServiceError> {
        let slug = slug.to_owned();
        let read = move |reading: &Reading<'_>, noted: &mut Dependencies| reading.comments_page(&slug, page, noted);
        self.reading_noting(dependencies, read).await
    }

    /// What readers see now of what is said under posts; none where the site shows nothing of it.
    pub(in crate::service) fn shown_now(&self) -> Option<Shown> {
        shown_on(&self.caches.site())
    }

    /// The comments that readers saw under a post at a moment, all on one page.
    pub(in crate::service) async fn past_comments(
        &self,
        past: &Past,
        id: PostId,
    ) -> Result<Option<CommentsView>, ServiceError> {
        let discussion = past.discussion();
        let Some(which) = shown_by(discussion.policy, discussion.mentions) else { return Ok(None) };
        let moment: Moment = past.moment();
        let replay = move |connection: &rusqlite::Connection| {
            let mut rows = Vec::new();
            for id in comments::of_post(connection, id)? {
                let comment: Comment = log::replay(connection, &id.stream_id(), Some(moment))?;
                if comment.version > 0 && which.has(comment.mention.is_some()) {
                    rows.push(CommentRow::of(id, &comment));
                }
            }
            Ok(rows)
        };
        let mut rows = self.database.scan(replay).await?;
        rows.sort_by_key(|row| (row.written_at, row.id));
        let shown = rows.iter().filter(|row| row.status == CommentStatus::Approved).count() as u64;
        let comments = in_threads(rows);
        Ok(Some(CommentsView { comments, shown, ..CommentsView::default() }))
    }

    /// A comment under a post that somebody wants to answer; none where readers don't see it there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn comment_to_answer(
        &self,
        post_id: PostId,
        id: CommentId,
        dependencies: &mut Dependencies,
    ) -> Result<Option<CommentView>, ServiceError> {
        for dependency in [Dependency::Site, Dependency::Post(post_id), Dependency::Comments(post_id)] {
            dependencies.add(dependency);
        }
        let row = self.comment_with_id(id).await?;
        let row = row.filter(|row| row.post_id == post_id && row.status == CommentStatus::Approved);
        Ok(row.map(|row| CommentView { id, depth: 0, in_reply_to: None, said: Some(said(row)) }))
    }

    /// The newest comments that readers see.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn comment_feed(&self, dependencies: &mut Dependencies) -> Result<Vec<FeedComment>, ServiceError> {
        dependencies.add(Dependency::Site);
        dependencies.add(Dependency::CommentFeed);
        self.reading(|reading| reading.newest_comments(None)).await
    }

    /// The newest comments that readers see under a post.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn post_comment_feed(
        &self,
        id: PostId,
        dependencies: &mut Dependencies,
    ) -> Result<Vec<FeedComment>, ServiceError> {
        dependencies.add(Dependency::Site);
        dependencies.add(Dependency::Post(id));
        dependencies.add(Dependency::Comments(id));
        self.reading(move |reading| reading.newest_comments(Some(id))).await
    }

    /// A comment, whatever became of it.
    pub(in crate::service) async fn comment_with_id(&self, id: CommentId) -> Result<Option<CommentRow>, ServiceError> {
        Ok(self.database.read(move |connection| comments::find(connection, id)).await?)
    }
}

impl Reading<'_> {
    fn comments_page(
        &self,
        slug: &str,
        page: u32,
        dependencies: &mut Dependencies,
    ) -> Result<Lookup<PostPage>, ServiceError> {
        let (id, post) = match self.live_post(PostKind::Post, slug, dependencies)? {
            Lookup::Found(found) => found,
            Lookup::Moved(path) => return Ok(Lookup::Moved(path)),
            Lookup::Gone => return Ok(Lookup::Gone),
            Lookup::Missing => return Ok(Lookup::Missing),
        };
        let comments = self.comments_under(id, &post, page, dependencies)?;
        let Some(comments) = comments.filter(|comments| comments.pagination.exists()) else {
            return Ok(Lookup::Missing);
        };
        Ok(match self.page_of(id, &post)? {
            Lookup::Found(page) => Lookup::Found(PostPage { comments: Some(comments), ..page }),
            other => other,
        })
    }

    /// A page of the comments under a live post; none where the site has none, and no mentions.
    pub fn comments_under(
        &self,
        id: PostId,
        post: &Post,
        page: u32,
        dependencies: &mut Dependencies,
    ) -> Result<Option<CommentsView>, ServiceError> {
        let (site, now) = (self.site(), self.clock.now());
        let Some(which) = shown_on(&site) else { return Ok(None) };
        dependencies.add(Dependency::Comments(id));
        let is_open = closure_of(&site, post, now)?.is_none();
        let takes_mentions = mentions_closure_of(&site, post, now)?.is_none();
        let (shown, threads) = comments::count_shown(self.connection, id, which)?;
        let size = threads_per_page(post);
        let pagination = Pagination::new(page, threads, size);
        if threads == 0 || !pagination.exists() {
            return Ok(Some(CommentsView { pagination, is_open, takes_mentions, ..CommentsView::default() }));
        }
        let first = u64::from(page - 1) * u64::from(size);
        let rows = comments::in_threads(self.connection, id, which, (first, size), rules::COMMENTS_MAX)?;
        Ok(Some(CommentsView { comments: in_threads(rows), shown, pagination, is_open, takes_mentions }))
    }

    fn newest_comments(&self, post_id: Option<PostId>) -> Result<Vec<FeedComment>, ServiceError> {
        let Some(which) = shown_on(&self.site()) else { return Ok(Vec::new()) };
        let rows = comments::newest(self.connection, post_id, which, FEED_COMMENTS_MAX)?;
        let mut feed = Vec::with_capacity(rows.len());
        for row in rows {
            let post = self.post_state(row.post_id)?;
            let Some(live) = post.live() else { continue };
            let path = self.comment_path(&live.content.path(), &row)?;
            feed.push(FeedComment { id: row.id, path, post_title: live.content.title.clone(), said: said(row) });
        }
        Ok(feed)
    }

    /// Where a comment is read under a post at that path.
    pub fn comment_path(&self, post_path: &str, row: &CommentRow) -> Result<String, ServiceError> {
        let which = shown_on(&self.site()).unwrap_or(Shown::All);
        let (_, threads) = comments::count_shown(self.connection, row.post_id, which)?;
        let post = self.post_state(row.post_id)?;
        let size = threads_per_page(&post);
        let thread = row.in_reply_to.map_or(row.id, |reply| reply.thread);
        let before = match threads > u64::from(size) {
            true => comments::threads_before(self.connection, row.post_id, which, thread)?,
            false => 0,
        };
        let anchor = format!("#comment-{}", row.id);
        Ok(match before / u64::from(size) + 1 {
            1 => format!("{post_path}{anchor}"),
            page => format!("{post_path}/comments/page/{page}{anchor}"),
        })
    }
}

fn shown_on(site: &SiteView) -> Option<Shown> {
    shown_by(site.comments, site.mentions)
}

fn shown_by(comments: DiscussionPolicy, mentions: DiscussionPolicy) -> Option<Shown> {
    match (comments, mentions) {
        (DiscussionPolicy::Off, DiscussionPolicy::Off) => None,
        (DiscussionPolicy::Off, _) => Some(Shown::Mentions),
        (_, DiscussionPolicy::Off) => Some(Shown::Comments),
        _ => Some(Shown::All),
    }
}

/// A page beside the blog has all comments that were brought with it at its own address.
fn threads_per_page(post: &Post) -> u32 {
    match post.live().map(|live| live.content.kind) {
        Some(PostKind::Page) => u32::MAX,
        Some(PostKind::Post) | None => THREADS_PER_PAGE,
    }
}

/// Each comment below what it answers; answers in the order of the rows. What readers don't see is left out unless they see
/// an answer to it. An answer to what isn't there at all stands where its thread does.
fn in_threads(rows: Vec<CommentRow>) -> Vec<CommentView> {
    let index: HashMap<CommentId, usize> = rows.iter().enumerate().map(|(index, row)| (row.id, index)).collect();
    let parent_of = |row: &CommentRow| row.in_reply_to.and_then(|reply| index.get(&reply.parent)).copied();
    let mut answers: Vec<Vec<usize>> = vec![Vec::new(); rows.len()];
    let mut beginnings = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        match parent_of(row) {
            Some(parent) if parent != number => answers[parent].push(number),
            _ => beginnings.push(number),
        }
    }
    let is_kept = kept(&rows, &parent_of);
    let names: Vec<Option<String>> = rows.iter().map(name_of).collect();
    let parents: Vec<Option<ParentView>> = rows
        .iter()
        .map(|row| parent_of(row).map(|parent| ParentView { id: rows[parent].id, name: names[parent].clone() }))
        .collect();
    let mut rows: Vec<Option<(CommentRow, Option<ParentView>)>> = rows.into_iter().zip(parents).map(Some).collect();
    let mut views = Vec::new();
    let mut waiting: Vec<(usize, u32)> = beginnings.into_iter().rev().map(|number| (number, 0)).collect();
    while let Some((number, depth)) = waiting.pop() {
        waiting.extend(answers[number].iter().rev().map(|answer| (*answer, depth.saturating_add(1))));
        let Some((row, in_reply_to)) = rows[number].take().filter(|_| is_kept[number]) else { continue };
        let (id, is_shown) = (row.id, row.status == CommentStatus::Approved);
        let said = is_shown.then(|| said(row));
        views.push(CommentView { id, depth: depth.min(DEPTH_SHOWN_MAX), in_reply_to, said });
    }
    views
}

/// Which rows are shown, or have an answer somewhere below that is.
fn kept(rows: &[CommentRow], parent_of: &impl Fn(&CommentRow) -> Option<usize>) -> Vec<bool> {
    let mut is_kept = vec![false; rows.len()];
    for (number, row) in rows.iter().enumerate() {
        let mut next = (row.status == CommentStatus::Approved).then_some(number);
        while let Some(number) = next.filter(|number| !is_kept[*number]) {
            is_kept[number] = true;
            next = parent_of(&rows[number]);
        }
    }
    is_kept
}

fn name_of(row: &CommentRow) -> Option<String> {
    let is_shown = row.status == CommentStatus::Approved && !row.commenter.name.is_empty();
    is_shown.then(|| row.commenter.name.clone())
}

fn said(row: CommentRow) -> SaidView {
    let html = html_of(&row);
    let CommentRow { commenter: Commenter { name, website, .. }, written_by, written_at, edited_at, mention, .. } = row;
    let is_by_member = matches!(written_by, Actor::Account(_));
    SaidView { name, website, html, written_at, edited_at, is_by_member, mention }
}

/// What somebody says as sanitised HTML. What another site says is plain text, whatever it looks like.
pub(super) fn html_of(row: &CommentRow) -> String {
    match row.mention {
        Some(_) => plain_paragraph(&row.text),
        None => render_comment(&row.text).html,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Timestamp;
    use crate::domain::comment::ReplyTo;

    fn id(number: u128) -> CommentId {
        CommentId(uuid::Uuid::from_u128(number))
    }

    fn row(number: u128, parent: Option<u128>, status: CommentStatus) -> CommentRow {
        let in_reply_to = parent.map(|parent| ReplyTo { parent: id(parent), thread: id(1), depth: 1 });
        CommentRow {
            id: id(number),
            post_id: PostId::default(),
            in_reply_to,
            status,
            hold: None,
            commenter: Commenter { name: format!("Name {number}"), ..Commenter::default() },
            text: "Text".into(),
            mention: None,
            written_by: Actor::Anonymous,
            written_at: Timestamp::default(),
            edited_at: None,
        }
    }

    #[test]
    fn comments_stand_below_what_they_answer() {
        use CommentStatus::{Approved, Spam, Withdrawn};
        let rows = vec![
            row(1, None, Approved),
            row(2, Some(1), Withdrawn),
            row(3, Some(1), Approved),
            row(4, Some(2), Approved),
            row(5, Some(3), Spam),
            row(6, None, Spam),
            row(7, None, Approved),
            row(8, Some(99), Approved),
        ];
        let views = in_threads(rows);
        let seen: Vec<(u128, u32, bool)> =
            views.iter().map(|view| (view.id.0.as_u128(), view.depth, view.said.is_some())).collect();
        let expected = [(1, 0, true), (2, 1, false), (4, 2, true), (3, 1, true), (7, 0, true), (8, 0, true)];
        assert_eq!(seen, expected);
        assert_eq!(views[2].in_reply_to, Some(ParentView { id: id(2), name: None }), "who took it away is not named");
        assert_eq!(views[3].in_reply_to, Some(ParentView { id: id(1), name: Some("Name 1".into()) }));
    }

    #[test]
    fn a_long_conversation_stays_within_the_page() {
        let rows = (1..=2_000)
            .map(|number| row(number, (number > 1).then(|| number - 1), CommentStatus::Approved))
            .collect::<Vec<_>>();
        let views = in_threads(rows);
        assert_eq!(views.len(), 2_000);
        assert!(views.iter().all(|view| view.depth <= DEPTH_SHOWN_MAX));
        let circle = vec![row(1, Some(2), CommentStatus::Approved), row(2, Some(1), CommentStatus::Approved)];
        assert!(in_threads(circle).is_empty(), "what no event can say ends as well");
    }
}
