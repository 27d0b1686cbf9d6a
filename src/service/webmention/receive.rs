//! Taking what other sites tell: whether it can be true at all is said at once, the rest is looked at later.

use percent_encoding::percent_decode_str;
use reqwest::Url;
use rusqlite::Connection;

use super::{WebmentionError, mention_id};
use crate::domain::comment::{MENTIONS_MAX, SOURCE_BYTES_MAX};
use crate::domain::post::{Post, PostKind};
use crate::domain::webmention::WebmentionRefusal;
use crate::domain::{PostId, Slug};
use crate::service::fetch::guard;
use crate::service::{Blog, ServiceError};
use crate::store::comments::{self, Shown};
use crate::store::webmentions::{self, Received};

/// So many wait at most.
const WAITING_MAX: u64 = 1_000;

impl Blog {
    /// Takes the word of somebody that a page links to a post. The page is looked at later.
    ///
    /// # Errors
    /// Why that can't be, or is not wanted; when it can't be written down.
    pub async fn receive_webmention(&self, source: &str, target: &str) -> Result<(), WebmentionError> {
        if !self.webmentions.is_on() {
            return Err(WebmentionRefusal::Off.into());
        }
        let mut source = guard::parse(source).map_err(|_| WebmentionRefusal::NoSource)?;
        // Places in a page are one page, or it would be as many as somebody likes.
        source.set_fragment(None);
        let target_url = guard::parse(target).map_err(|_| WebmentionRefusal::NoTarget)?;
        self.check_addresses(&source, &target_url)?;
        let post_id = self.mentioned_post(&target_url).await?.ok_or(WebmentionRefusal::NoPost)?;
        self.check_wanted(post_id, source.as_str()).await?;
        let received = Received { source: source.into(), target: target.trim().to_owned(), post_id, attempts: 0 };
        let now = self.clock.now();
        let has_room =
            self.beside_writer(move |connection| webmentions::receive(connection, &received, now, WAITING_MAX)).await?;
        if !has_room {
            return Err(WebmentionRefusal::Busy.into());
        }
        self.webmentions.received.notify_one();
        Ok(())
    }

    fn check_addresses(&self, source: &Url, target: &Url) -> Result<(), WebmentionRefusal> {
        let page = |url: &Url| {
            let mut page = url.clone();
            page.set_fragment(None);
            page
        };
        let reasons = [
            (source.as_str().len() > SOURCE_BYTES_MAX, WebmentionRefusal::NoSource),
            (page(source) == page(target), WebmentionRefusal::Same),
            (!self.webmentions.is_own(target), WebmentionRefusal::Elsewhere),
            (self.webmentions.is_own(source), WebmentionRefusal::OwnPage),
        ];
        reasons.into_iter().find(|(holds, _)| *holds).map_or(Ok(()), |(_, refusal)| Err(refusal))
    }

    /// The post that readers find at an address of this site, now or once.
    async fn mentioned_post(&self, url: &Url) -> Result<Option<PostId>, ServiceError> {
        let Some(slug) = slug_of(url) else { return Ok(None) };
        self.post_with_slug(&slug).await
    }

    /// What is known already may always say otherwise.
    async fn check_wanted(&self, post_id: PostId, source: &str) -> Result<(), WebmentionError> {
        let post = self.post_state(post_id).await?;
        if post.live().is_none() {
            return Err(WebmentionRefusal::NoPost.into());
        }
        let known = self.comment_with_id(mention_id(post_id, source)).await?;
        if known.is_some_and(|known| known.mention.is_some()) {
            return Ok(());
        }
        if self.mentions_closure_of(&post).map_err(ServiceError::from)?.is_some() {
            return Err(WebmentionRefusal::Closed.into());
        }
        let count = move |connection: &Connection| comments::count_under(connection, post_id, Shown::Mentions);
        let mentions = self.database.read(count).await.map_err(ServiceError::from)?;
        if mentions >= MENTIONS_MAX { Err(WebmentionRefusal::TooMany.into()) } else { Ok(()) }
    }
}

/// The slug of a post's address.
fn slug_of(url: &Url) -> Option<Slug> {
    let path = percent_decode_str(url.path()).decode_utf8().ok()?;
    let slug = path.trim_end_matches('/').strip_prefix("/posts/")?;
    Slug::parse(slug).ok()
}

/// Whether an address of this site is, or was, that of a post.
pub(super) fn leads_to(url: &Url, post: &Post) -> bool {
    let is_post = post.live().is_some_and(|live| live.content.kind == PostKind::Post);
    is_post && slug_of(url).is_some_and(|slug| post.claimed_slugs().any(|own| own.key() == slug.key()))
}
