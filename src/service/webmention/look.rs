//! Looking at pages that are said to mention posts, in the background: what is found becomes a comment with an origin.

use std::sync::{Arc, Weak};
use std::time::Duration;

use futures_util::future::join_all;
use tokio::sync::watch;
use tokio::time::timeout;

use super::receive::leads_to;
use super::source::{Link, Source};
use super::{ASKED_AGAIN_AFTER, Webmentions, mention_id, source};
use crate::domain::comment::{CommentCommand, CommentPlace, DiscussionPolicy, MentionDraft};
use crate::domain::link_card::LinkCardRefusal;
use crate::domain::post::Post;
use crate::domain::{DomainError, Principal, Timestamp};
use crate::service::background::{Background, SLEEP_MAX, sleep_until_woken};
use crate::service::fetch::{Fetched, guard};
use crate::service::writer::Command;
use crate::service::{Blog, ServiceError};
use crate::store::webmentions::{self, Received};
use crate::text::Text;

/// So many pages are asked at once.
const PAGES_AT_ONCE: u32 = 4;
/// What a page says after so much is not heard.
pub(super) const PAGE_BYTES_MAX: usize = 1024 * 1024;
pub(super) const ACCEPT_PAGE: &str = "text/html,application/xhtml+xml;q=0.9,application/json;q=0.5,text/plain;q=0.4";
/// What was found and can't be written down is looked at again after so long.
pub(super) const RETRY_PAUSE: Duration = Duration::from_secs(30);

/// What became of a page that was asked.
enum Looked {
    /// It links to the post, or it does not, or there is no page: that is on record.
    Settled,
    /// Nobody answered.
    AskAgain,
}

impl Blog {
    /// Looks at what other sites tell, until the blog is closed. What waited while nobody served the blog is looked at first.
    pub fn look_at_webmentions_in_background(self: &Arc<Self>) {
        if self.webmentions.is_on() {
            let work = |stopped| look_when_received(Arc::downgrade(self), stopped);
            *self.webmentions.looking.lock() = Some(Background::start(work));
        }
    }

    /// Looks at every page that is to be asked now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn look_at_webmentions(&self) -> Result<(), ServiceError> {
        loop {
            let now = self.clock.now();
            let due = self.database.read(move |connection| webmentions::due(connection, now, PAGES_AT_ONCE)).await?;
            if due.is_empty() {
                return Ok(());
            }
            join_all(due.iter().map(|received| self.settle(received, now)))
                .await
                .into_iter()
                .collect::<Result<(), _>>()?;
        }
    }

    /// Looks at one page, and lets go of it or has it asked again.
    async fn settle(&self, received: &Received, now: Timestamp) -> Result<(), ServiceError> {
        let looked = self.look_at(received).await;
        let pause = match looked {
            Ok(Looked::Settled) => None,
            Ok(Looked::AskAgain) => ASKED_AGAIN_AFTER.get(received.attempts as usize).copied(),
            Err(ServiceError::Stopping) => return Err(ServiceError::Stopping),
            Err(error) => {
                tracing::warn!(%error, source = received.source, "a mention could not be written down");
                Some(RETRY_PAUSE)
            }
        };
        let received = received.clone();
        let due_at = pause.map(|pause| later(self.clock.now(), pause));
        self.beside_writer(move |connection| match due_at {
            Some(due_at) => webmentions::put_off(connection, &received, due_at),
            None => webmentions::forget(connection, &received, now),
        })
        .await
    }

    async fn look_at(&self, received: &Received) -> Result<Looked, ServiceError> {
        let post = self.post_state(received.post_id).await?;
        if post.live().is_none() {
            return Ok(Looked::Settled);
        }
        let language = Text::in_language(&self.site().language).language_tag();
        match self.webmentions.fetch(&received.source, language).await {
            // What leads to this site says nothing that this site doesn't say itself.
            Ok(page) if self.webmentions.is_own(&page.url) => self.remove_mention(received).await,
            Ok(page) => {
                let is_of_post = |url: &reqwest::Url| self.webmentions.is_own(url) && leads_to(url, &post);
                let source = source::read(page, &received.target, &is_of_post);
                self.note_mention(received, &post, source).await
            }
            Err(LinkCardRefusal::Status { status: 404 | 410 }) => self.remove_mention(received).await,
            Err(LinkCardRefusal::Unreachable | LinkCardRefusal::TimedOut) => Ok(Looked::AskAgain),
            Err(LinkCardRefusal::Status { status: 429 | 500.. }) => Ok(Looked::AskAgain),
            Err(refusal) => {
                tracing::debug!(source = received.source, %refusal, "no mention");
                Ok(Looked::Settled)
            }
        }
    }

    async fn note_mention(&self, received: &Received, post: &Post, source: Source) -> Result<Looked, ServiceError> {
        let discussion = self.site_state().await?.discussion;
        match source.link {
            Link::ToTarget if discussion.mentions == DiscussionPolicy::Off => return Ok(Looked::Settled),
            Link::ToTarget => {}
            // It links to the post by another address than the one that was told: nothing follows from that.
            Link::ToPost => return Ok(Looked::Settled),
            Link::Nowhere => return self.remove_mention(received).await,
        }
        let draft = MentionDraft::new(&received.source, &source.found);
        let verdict = discussion.judge_mention(&draft);
        let place = CommentPlace { post_id: received.post_id, created_by: post.created_by, in_reply_to: None };
        self.write_mention(received, CommentCommand::ReceiveMention { place, draft, verdict }).await
    }

    async fn remove_mention(&self, received: &Received) -> Result<Looked, ServiceError> {
        self.write_mention(received, CommentCommand::RemoveMention).await
    }

    async fn write_mention(&self, received: &Received, command: CommentCommand) -> Result<Looked, ServiceError> {
        let id = mention_id(received.post_id, &received.source);
        match self.write(&Principal::SYSTEM, vec![Command::Comment { id, command }]).await {
            Ok(_) | Err(ServiceError::Domain(DomainError::NotFound)) => Ok(Looked::Settled),
            Err(error) => Err(error),
        }
    }

    pub(super) async fn until_next_look(&self) -> Result<Option<Duration>, ServiceError> {
        let next = self.database.read(webmentions::next_due).await?;
        Ok(next.map(|next| self.pause_until(next)))
    }
}

impl Webmentions {
    async fn fetch(&self, source: &str, language: &str) -> Result<Fetched, LinkCardRefusal> {
        let fetch =
            async { self.fetcher.get()?.get(guard::parse(source)?, ACCEPT_PAGE, language, PAGE_BYTES_MAX).await };
        // Each redirect begins anew, and all of them together have to end.
        timeout(self.options.time_max * 2, fetch).await.unwrap_or(Err(LinkCardRefusal::TimedOut))
    }
}

/// An instant so long after another.
pub(super) fn later(now: Timestamp, pause: Duration) -> Timestamp {
    let pause = i64::try_from(pause.as_millis()).unwrap_or(i64::MAX);
    Timestamp::from_milliseconds(now.as_milliseconds().saturating_add(pause))
}

async fn look_when_received(blog: Weak<Blog>, mut stopped: watch::Receiver<()>) {
    loop {
        let Some(blog) = blog.upgrade() else { return };
        let looking = async {
            blog.look_at_webmentions().await?;
            blog.until_next_look().await
        };
        // A page that is asked when the blog closes is asked again when it is opened.
        let looked = tokio::select! { biased; _ = stopped.changed() => return, looked = looking => looked };
        let pause = match looked {
            Ok(pause) => pause,
            Err(ServiceError::Stopping) => return,
            Err(error) => {
                tracing::error!(%error, "mentions could not be looked at; it is tried again");
                Some(RETRY_PAUSE)
            }
        };
        let received = Arc::clone(&blog.webmentions.received);
        // The blog is to be closed by whoever serves it, not kept open by what sleeps.
        drop(blog);
        if !sleep_until_woken(&mut stopped, &received, Some(pause.unwrap_or(SLEEP_MAX))).await {
            return;
        }
    }
}
