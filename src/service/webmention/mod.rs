//! Webmention (<https://www.w3.org/TR/webmention/>): other sites tell of their pages that link to posts of this one, and are told
//! of posts that link to theirs.
//!
//! ```text
//! POST /webmention ─ receive ─► queue ─ look: fetch ─► source (does it link?) ─► entry (who says what?) ─► comment
//! change of a post ─► queue ─ send: fetch ─► endpoint ─► POST ─► what was answered
//! ```
//!
//! Anybody may name any address, so it is fetched with the same care as pages for link cards, and what is found is text that
//! is cut and escaped.

mod endpoint;
mod entry;
mod look;
mod receive;
mod send;
mod source;
#[cfg(test)]
mod tests;

pub use send::SentMention;

use std::sync::Arc;
use std::time::Duration;

use ipnet::IpNet;
use parking_lot::Mutex;
use reqwest::Url;
use rusqlite::Connection;
use tokio::sync::Notify;

use super::background::Background;
use super::fetch::LazyFetcher;
use super::{Blog, ServiceError};
use crate::domain::PostId;
use crate::domain::webmention::WebmentionRefusal;
use crate::store::{Database, StoreError};

/// What is said where closing the blog could not wait for the page that is looked at.
pub(super) const UNFINISHED: &str = "another site is still being asked about a mention; it is asked again";

/// A site that does not answer is asked or told again after so long, and then no more.
const ASKED_AGAIN_AFTER: [Duration; 3] =
    [Duration::from_secs(60), Duration::from_secs(15 * 60), Duration::from_secs(3 * 60 * 60)];

/// Whether other sites are asked about mentions, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebmentionOptions {
    /// Whether they are asked at all: without that, no mention is taken and none is sent.
    pub is_on: bool,
    /// Networks that are asked, at any port, although they are not the public internet.
    pub allowed: Vec<IpNet>,
    /// How long a page may take.
    pub time_max: Duration,
}

impl Default for WebmentionOptions {
    fn default() -> Self {
        const TIME_MAX: Duration = Duration::from_secs(8);
        Self { is_on: true, allowed: Vec::new(), time_max: TIME_MAX }
    }
}

/// Why a mention was not taken.
#[derive(Debug, thiserror::Error)]
pub enum WebmentionError {
    /// It is none that this site takes.
    #[error(transparent)]
    Refused(#[from] WebmentionRefusal),
    /// It could not be written down.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// What looking at mentions takes.
#[derive(Debug)]
pub(super) struct Webmentions {
    options: WebmentionOptions,
    /// The site's own address.
    own: Option<Url>,
    fetcher: LazyFetcher,
    /// Told when there is something to look at.
    received: Arc<Notify>,
    looking: Mutex<Option<Background>>,
    sending: Mutex<Option<Background>>,
}

impl Webmentions {
    /// Nobody has told of a page yet.
    pub(super) fn new(options: WebmentionOptions, base_url: &str) -> Self {
        Self {
            // The word is what the recommendation asks for.
            fetcher: LazyFetcher::new(&options.allowed, options.time_max, "Webmention", base_url),
            options,
            own: Url::parse(base_url).ok(),
            received: Arc::default(),
            looking: Mutex::default(),
            sending: Mutex::default(),
        }
    }

    pub(super) const fn is_on(&self) -> bool {
        self.options.is_on
    }

    /// Whether an address is one of this site.
    fn is_own(&self, url: &Url) -> bool {
        let place = |url: &Url| (url.host_str().map(str::to_owned), url.port_or_known_default());
        self.own.as_ref().is_some_and(|own| place(own) == place(url))
    }

    /// Stops what works in the background.
    pub(super) async fn stop(&self) {
        let working = [self.looking.lock().take(), self.sending.lock().take()];
        for work in working.into_iter().flatten() {
            work.stop(UNFINISHED).await;
        }
    }
}

impl Blog {
    /// Works on what is this node's alone, in the database's file and beside its writer.
    async fn beside_writer<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, ServiceError> {
        let file = self.file.clone();
        let worked = tokio::task::spawn_blocking(move || work(&mut Database::open_beside(&file)?));
        Ok(worked.await.map_err(|_| ServiceError::Stopping)??)
    }
}

/// Reads a page of another site, as one that mentions a post and as one that is to be told of a post.
///
/// # Panics
/// When what is found in it does not keep to its bounds.
#[cfg(any(test, feature = "fuzzing"))]
pub fn assert_bounded(page: &[u8]) {
    use crate::domain::comment::MentionDraft;
    const TARGET: &str = "https://blog.example/posts/fog";
    let Ok(url) = Url::parse("https://other.example/posts/a") else { return };
    let header = String::from_utf8_lossy(page).lines().next().unwrap_or_default().to_owned();
    for content_type in ["text/html", "application/json", "text/plain"] {
        let (content_type, links) = (content_type.to_owned(), vec![header.clone()]);
        let fetched =
            super::fetch::Fetched { url: url.clone(), content_type, links, body: page.to_owned(), is_cut: true };
        let source = source::read(fetched.clone(), TARGET, &|url| url.path() == "/posts/old");
        let draft = MentionDraft::new(url.as_str(), &source.found);
        assert!(draft.texts().all(|text| text.chars().count() <= 501 && !text.contains(char::is_control)));
        if let Some(endpoint) = endpoint::endpoint(fetched) {
            assert!(Url::parse(endpoint.as_str()).is_ok());
        }
    }
}

/// The same page leads to the same mention of a post, whoever tells of it, how often, and on whatever node.
fn mention_id(post_id: PostId, source: &str) -> crate::domain::CommentId {
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"mention").update(post_id.0.as_bytes()).update(source.as_bytes());
    let mut bytes = [0; 16];
    hasher.finalize_xof().fill(&mut bytes);
    crate::domain::CommentId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}
