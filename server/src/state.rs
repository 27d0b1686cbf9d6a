//! What every handler can reach.

use std::ops::Deref;
use std::sync::Arc;

use blog::service::Blog;
use tokio::sync::Semaphore;

use crate::assets::AssetPages;
use crate::comment_limit::CommentLimit;
use crate::config::Config;
use crate::metrics::Metrics;
use crate::readers::ReaderHeaders;
use crate::sign_in_limit::SignInLimit;
use crate::upload::FILES_AT_ONCE;

/// What every handler can reach; cloning copies a reference.
#[derive(Clone, Debug)]
pub struct AppState(Arc<Shared>);

/// What [`AppState`] refers to.
#[derive(Debug)]
pub struct Shared {
    /// The service.
    pub blog: Arc<Blog>,
    /// Every setting.
    pub config: Config,
    /// Who tried to sign in how often.
    pub sign_in_limit: SignInLimit,
    /// Who said how much.
    pub comment_limit: CommentLimit,
    /// Who told of how many mentions.
    pub webmention_limit: CommentLimit,
    /// The headers that every page of readers carries.
    pub reader_headers: ReaderHeaders,
    /// The files that pages link to.
    pub assets: AssetPages,
    /// Whoever holds one of these has a file in memory that is uploaded.
    pub uploads: Semaphore,
    /// What is counted for operators.
    pub metrics: Metrics,
}

impl AppState {
    /// The state of a server for that blog.
    pub fn new(blog: Arc<Blog>, config: Config) -> Self {
        let sign_in_limit = SignInLimit::new(config.sign_in_attempts_per_minute);
        let comment_limit = CommentLimit::new(config.comments_per_minute);
        let webmention_limit = CommentLimit::new(config.webmentions_per_minute);
        let reader_headers = ReaderHeaders::new(&config);
        let assets = AssetPages::new(&config);
        let metrics = Metrics::new(blog.writer_meters());
        let uploads = Semaphore::new(FILES_AT_ONCE);
        Self(Arc::new(Shared {
            blog,
            config,
            sign_in_limit,
            comment_limit,
            webmention_limit,
            reader_headers,
            assets,
            uploads,
            metrics,
        }))
    }
}

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}
