//! The service: commands in, views out. Pages, the API and the command line all call this and nothing below it.
//!
//! - [`writer`](self): one task decides on commands and commits them in groups.
//! - [`cache`]: pages and states in memory, let go exactly when what they were made from changes.
//! - [`markdown`]: text into HTML, and into what search looks through.
//! - `fetch`: what is at addresses of other sites, asked for with care. `link_cards`: what their pages say of themselves.
//!   `webmention`: what they say of posts of this one.
//! - [`pictures`]: what files people bring are, and what is kept of them.
//! - `accounts`, `people`, `posts`, `review`, `comments`, `media`, `labels`, `readers`, `import`: what can be asked of the [`Blog`], by who
//!   asks.

mod accounts;
mod addresses;
mod api_limit;
mod archive;
mod background;
mod backup;
mod beside;
mod bulk;
pub mod cache;
mod caches;
mod clock;
pub mod cluster;
mod comments;
mod compaction;
mod erasure;
mod error;
mod events;
pub mod export;
mod feeds;
mod fetch;
mod history;
pub mod import;
mod integrity;
mod labels;
mod link_cards;
mod log;
mod mail;
pub mod markdown;
mod media;
mod meters;
mod once;
mod past;
mod people;
pub mod pictures;
mod post_list;
mod post_notes;
mod posts;
mod presence;
mod previews;
mod queue;
mod readers;
mod reading;
mod recent;
mod renderings;
mod review;
mod schedule;
mod search;
mod secret;
mod site;
mod sitemap;
#[cfg(test)]
mod tests;
mod variants;
mod versions;
mod webmention;
mod writer;

pub use accounts::{AccountInput, IssuedSession, SetupInput, SignedIn};
pub use backup::{BackedUp, BackupError, Existing, Restored, backup, restore};
pub use bulk::{BULK_POSTS_MAX, BulkAction, BulkRefusal};
pub use comments::{CommentTarget, ImportedComment, ImportedComments, RefusedComment, Submission, SubmittedComment};
pub use compaction::{BackgroundCompaction, Compacted, CompactionPolicy, Sealed, compact};
pub use erasure::{ErasedMedia, ErasedPerson, Remains, scrub};
pub use error::{OpenError, ServiceError};
pub use events::{EventsError, LoggedEvent, for_each_event};
pub use history::{EventView, EventsPage, HistoryQuery, PostEventsPage};
pub use import::{
    Format, ImportError, ImportOutcome, ImportReport, ImportRequest, ImportedPost, ImportedProfile, MediaOptions,
    Problem, Progress, Stage, import, import_folder, numbered_address,
};
pub use integrity::{IntegrityProgress, IntegrityStage, OnProgress, Rebuilt, Verification, rebuild, verify};
pub use labels::{LabelQuery, LabelsPage};
pub use link_cards::{LinkCardError, LinkCardOptions, TextWithCards};
pub use mail::{MailFailure, MailOptions, MailOptionsError};
pub use media::{MediaPage, MediaQuery};
pub use meters::{Vitals, WriterMeters};
pub use once::{Once, carry_out_once};
pub use past::Past;
pub use people::{IssuedLink, link_address};
pub use posts::{PostQuery, PostsPage};
pub use presence::Presented;
pub use previews::{IssuedPreview, Previewed};
pub use queue::AutosaveTimes;
pub use readers::Lookup;
pub use review::ReviewStep;
pub use sitemap::Sitemap;
pub use variants::Variant;
pub use versions::{VersionPart, Words};
#[cfg(any(test, feature = "fuzzing"))]
pub use webmention::assert_bounded as assert_mention_bounded;
pub use webmention::{SentMention, WebmentionError, WebmentionOptions};

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::mpsc;
use uuid::Uuid;

use self::background::Background;
use self::cache::PageCache;
use self::caches::Caches;
use self::clock::Clock;
use self::cluster::{Cluster, ClusterOptions};
use self::link_cards::LinkCards;
use self::log::EventLog;
use self::media::Studio;
use self::once::LatestRequests;
use self::past::Pasts;
use self::pictures::MediaLimits;
use self::presence::Presences;
use self::queue::{Autosave, Queue};
use self::renderings::Renderings;
use self::variants::Maker;
use self::webmention::Webmentions;
use self::writer::{Command, QUEUE_REQUESTS_MAX, Request, Writer, Written};
use crate::domain::post::PostCommand;
use crate::domain::site::{self as site_domain, Site};
use crate::domain::views::{SiteView, TextPreview};
use crate::domain::{PostId, Principal, Timestamp};
use crate::store::{self, Database, accounts as stored_accounts, log as stored_log, membership, notes, snapshots};

tokio::task_local! {
    static CORRELATION_ID: String;
}

/// What the service is opened with.
#[derive(Clone, Debug)]
pub struct BlogOptions {
    /// The folder with the database.
    pub data_dir: PathBuf,
    /// The site's own address, without a slash at the end.
    pub base_url: String,
    /// The most bytes that the page cache holds.
    pub page_cache_bytes_max: u64,
    /// The most bytes (roughly) that the state cache holds.
    pub state_cache_bytes_max: u64,
    /// How long autosaves wait for each other.
    pub autosave: AutosaveTimes,
    /// Whether and how links become cards.
    pub link_cards: LinkCardOptions,
    /// Whether other sites are asked about mentions.
    pub webmentions: WebmentionOptions,
    /// Who takes letters to people with accounts; none where the site sends none.
    pub mail: Option<MailOptions>,
    /// How large files may be.
    pub media: MediaLimits,
    /// The cluster that it is a node of; none where it stands alone.
    pub cluster: Option<ClusterOptions>,
}

impl BlogOptions {
    /// A blog in that folder, at an address that nobody asks, with caches of a few megabytes: for tools.
    pub fn local(data_dir: PathBuf) -> Self {
        const CACHE_BYTES_MAX: u64 = 8 * 1024 * 1024;
        Self {
            data_dir,
            base_url: "http://127.0.0.1:3000".to_owned(),
            page_cache_bytes_max: CACHE_BYTES_MAX,
            state_cache_bytes_max: CACHE_BYTES_MAX,
            autosave: AutosaveTimes::default(),
            link_cards: LinkCardOptions::default(),
            webmentions: WebmentionOptions::default(),
            mail: None,
            media: MediaLimits::default(),
            cluster: None,
        }
    }
}

/// The database file of a data folder, for what works beside a serving process.
pub fn database_file(data_dir: &Path) -> PathBuf {
    Database::file(data_dir)
}

/// The blog.
#[derive(Debug)]
pub struct Blog {
    file: PathBuf,
    database: Database,
    caches: Arc<Caches>,
    renderings: Renderings,
    clock: Clock,
    setup_token: String,
    pasts: Pasts,
    presences: Presences,
    queue: Arc<Queue>,
    latest_requests: LatestRequests,
    writer: Mutex<Option<JoinHandle<store::Writer>>>,
    compaction: Mutex<Option<Background>>,
    schedules: Mutex<Option<Background>>,
    /// After how many days in the trash posts are purged; not set where they never are.
    purge_after_days: OnceLock<u32>,
    meters: WriterMeters,
    link_cards: LinkCards,
    webmentions: Webmentions,
    post_office: Option<mail::Post>,
    media: Arc<Studio>,
    maker: Mutex<Option<Maker>>,
    cluster: Option<Arc<Cluster>>,
}

/// The shared log that a blog follows.
struct Joined {
    log: Box<dyn EventLog>,
    /// The last batch of it that the database has.
    sequence: u64,
    cluster: Option<Arc<Cluster>>,
}

impl Blog {
    /// Opens the database, makes it when there is none, and starts the writer.
    ///
    /// # Errors
    /// When the folder is in use by another process, can't be written, or holds what this version can't read.
    pub async fn open(options: BlogOptions) -> Result<Arc<Self>, OpenError> {
        Self::open_by(options, Clock::System).await
    }

    /// The same by another clock.
    async fn open_by(options: BlogOptions, clock: Clock) -> Result<Arc<Self>, OpenError> {
        let admitted = match &options.cluster {
            Some(cluster) => Some(cluster::admission::admit(cluster, &options.data_dir).await?),
            None => None,
        };
        let (database, connection) = Database::open(&options.data_dir).await?;
        if admitted.is_none() && membership::find(&connection.connection)?.is_some() {
            return Err(OpenError::OfCluster(options.data_dir));
        }
        let file = Database::file(&options.data_dir);
        integrity::bring_up_to_date(&file).await?;
        if notes::find(&connection.connection, notes::SCRUB)?.is_some() {
            tracing::info!("what another node erased is written over in this node's file");
            store::erasure::scrub(&connection.connection)?;
            notes::forget(&connection.connection, notes::SCRUB)?;
        }
        let joined = match admitted {
            Some(admitted) => {
                let (log, sequence, cluster) = admitted.start(&connection, &file).await?;
                Some(Joined { log: Box::new(log), sequence, cluster: Some(cluster) })
            }
            None => None,
        };
        Self::assemble(options, clock, (database, connection), joined)
    }

    /// Brings the parts together, and starts the writer: behind a shared log, where there is one.
    fn assemble(
        options: BlogOptions,
        clock: Clock,
        (database, connection): (Database, store::Writer),
        joined: Option<Joined>,
    ) -> Result<Arc<Self>, OpenError> {
        let file = Database::file(&options.data_dir);
        let head = stored_log::head(&connection.connection)?;
        let site = snapshots::load::<Site>(&connection.connection, &site_domain::stream_id())?.state;
        let is_set_up = stored_accounts::exist_within(&connection.connection)?;
        let link_cards = LinkCards::new(options.link_cards, &options.base_url);
        let webmentions = Webmentions::new(options.webmentions, &options.base_url);
        let mut view = site::view(&site, options.base_url, is_set_up);
        view.hears_mentions = webmentions.is_on();
        let caches =
            Arc::new(Caches::new(options.page_cache_bytes_max, options.state_cache_bytes_max, head.position, view));
        let renderings = Renderings::new(database.clone());
        let (sender, requests) = mpsc::channel(QUEUE_REQUESTS_MAX);
        let meters = WriterMeters::default();
        let mut writer =
            Writer::new(connection, head, clock.clone(), Arc::clone(&caches), renderings.clone(), meters.clone());
        let mut cluster = None;
        if let Some(joined) = joined {
            writer = writer.following(joined.log, joined.sequence);
            cluster = joined.cluster;
        }
        let thread = std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || writer.run(requests))
            .map_err(OpenError::Thread)?;
        let setup_token = secret::new_token().map_err(|error| OpenError::Secret(error.to_string()))?;
        Ok(Arc::new(Self {
            file,
            database,
            caches,
            renderings,
            clock,
            setup_token,
            pasts: Pasts::new(),
            presences: Presences::default(),
            queue: Queue::new(sender, options.autosave),
            latest_requests: LatestRequests::new(),
            writer: Mutex::new(Some(thread)),
            compaction: Mutex::default(),
            schedules: Mutex::default(),
            purge_after_days: OnceLock::new(),
            meters,
            link_cards,
            webmentions,
            post_office: options.mail.map(mail::Post::new),
            media: Arc::new(Studio::new(options.media)),
            maker: Mutex::default(),
            cluster,
        }))
    }

    /// A blog whose log is one that a test made.
    #[cfg(test)]
    async fn open_following(options: BlogOptions, log: Box<dyn EventLog>) -> Result<Arc<Self>, OpenError> {
        let (database, connection) = Database::open(&options.data_dir).await?;
        let sequence = membership::find(&connection.connection)?.map_or(0, |place| place.sequence);
        Self::assemble(options, Clock::System, (database, connection), Some(Joined { log, sequence, cluster: None }))
    }

    /// Finishes the commands that wait, and closes the database: afterwards one file holds everything.
    pub async fn close(&self) {
        let schedules = self.schedules.lock().take();
        if let Some(schedules) = schedules {
            schedules.stop(schedule::UNFINISHED).await;
        }
        self.webmentions.stop().await;
        self.queue.close().await;
        drop(self.maker.lock().take());
        if let Some(post) = &self.post_office {
            post.finish().await;
        }
        let compaction = self.compaction.lock().take();
        if let Some(compaction) = compaction {
            compaction.stop(compaction::UNFINISHED).await;
        }
        let Some(writer) = self.writer.lock().take() else { return };
        if let Some(cluster) = &self.cluster {
            cluster.stop();
        }
        let writer = tokio::task::spawn_blocking(move || writer.join()).await;
        // The last connection to close empties the write-ahead log into the database; those that read can't.
        self.database.close().await;
        match writer {
            Ok(Ok(writer)) => {
                if let Err(error) = writer.close() {
                    tracing::error!(%error, "the database could not be closed cleanly");
                }
            }
            Ok(Err(_)) | Err(_) => tracing::error!("the writer ended badly"),
        }
    }

    /// The site as every page needs it.
    pub fn site(&self) -> Arc<SiteView> {
        self.caches.site()
    }

    /// From now on readers' pages are made to be files that any web server can serve: without what only this program answers.
    pub fn make_static_pages(&self) {
        self.caches.make_static();
    }

    /// Complete responses by canonical address.
    pub fn pages(&self) -> &PageCache {
        &self.caches.pages
    }

    /// A name for a form, by which it is known when it is sent a second time.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn new_form_id(&self) -> Result<String, ServiceError> {
        Ok(self.new_uuid()?.to_string())
    }

    /// Markdown as the site shows it, for a preview: its elements say at which line of the text they begin.
    ///
    /// # Errors
    /// When the service stops.
    pub async fn preview(&self, markdown: &str) -> Result<TextPreview, ServiceError> {
        let language = crate::text::Text::in_language(&self.caches.site().language);
        let rendered = renderings::render_with_lines(markdown.to_owned(), language).await?;
        Ok(TextPreview { html: rendered.html, word_count: rendered.word_count })
    }

    /// This node's part in its cluster; none where it stands alone.
    pub fn cluster(&self) -> Option<&Arc<Cluster>> {
        self.cluster.as_ref()
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it doesn't.
    pub async fn ping(&self) -> Result<(), ServiceError> {
        Ok(self.database.ping().await?)
    }

    /// The instant it is now.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// How long it is until an instant; nothing where that has come.
    fn pause_until(&self, at: Timestamp) -> Duration {
        let milliseconds = at.as_milliseconds().saturating_sub(self.clock.now().as_milliseconds());
        Duration::from_millis(u64::try_from(milliseconds).unwrap_or(0))
    }

    /// Hands commands to the writer and waits for its answer.
    async fn write(&self, who: &Principal, commands: Vec<Command>) -> Result<Written, ServiceError> {
        let (mut request, answered) = Request::new(*who, commands);
        request.correlation_id = CORRELATION_ID.try_with(Clone::clone).ok();
        let once = Once::current();
        request.form = once.as_ref().and_then(|once| once.form_in_order(who.actor, &self.latest_requests));
        request.form_request = once.as_ref().and_then(Once::number);
        request.once = once.map(|once| once.by(who.actor));
        self.queue.send(request)?;
        answered.await.map_err(|_| ServiceError::Stopping)?
    }

    /// Whether a request of somebody was carried out before, and its answer is kept.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn was_carried_out(&self, who: &Principal, once: &Once) -> Result<bool, ServiceError> {
        let key_hash = once.by(who.actor).key_hash;
        let answer = self.database.read(move |connection| store::answers::find(connection, &key_hash)).await?;
        Ok(answer.is_some())
    }

    /// Hands over an autosave, which waits for the next, and waits until the one that takes its place is written.
    async fn write_autosave(
        &self,
        who: &Principal,
        id: PostId,
        expected_version: Option<u64>,
        command: PostCommand,
    ) -> Result<Written, ServiceError> {
        let once = Once::current();
        let form = once.as_ref().and_then(|once| once.form_in_order(who.actor, &self.latest_requests));
        let autosave = Autosave::new(who.actor, form, expected_version);
        let command = Command::Post { id, expected_version, command: Box::new(command) };
        let (mut request, answered) = Request::new(*who, vec![command]);
        request.correlation_id = CORRELATION_ID.try_with(Clone::clone).ok();
        request.form = form;
        request.form_request = once.as_ref().and_then(Once::number);
        self.queue.autosave(id, request, autosave)?;
        answered.await.map_err(|_| ServiceError::Stopping)?
    }

    /// A new identifier that sorts by when it was made (UUID version 7).
    fn new_uuid(&self) -> Result<Uuid, ServiceError> {
        let mut random = [0; 10];
        secret::fill(&mut random)?;
        let milliseconds = u64::try_from(self.clock.now().as_milliseconds()).unwrap_or(0);
        Ok(uuid::Builder::from_unix_timestamp_millis(milliseconds, &random).into_uuid())
    }
}

/// Runs something in which every event is recorded under one request's id.
pub async fn with_correlation_id<F: Future>(id: String, future: F) -> F::Output {
    CORRELATION_ID.scope(id, future).await
}
