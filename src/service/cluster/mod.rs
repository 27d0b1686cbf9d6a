//! Several nodes with one log: NATS JetStream orders the events, and every node keeps them in a database of its own.
//!
//! - [`connection`]: reaching the log's servers, and the names of what is kept there. [`sync`]: the proof that they
//!   write to their disks before they answer.
//! - [`jetstream`]: the log as the writer sees it. [`tasks`]: following it, and telling others how far one is.
//! - [`snapshot`]: whole databases for new and long-absent nodes, and letting go of what they make superfluous.
//! - [`admission`]: what happens before a node serves; making, leaving and refilling a cluster.
//! - [`media`]: files that posts show; [`bucket`]: those in a bucket. [`status`]: what operators see.

pub(super) mod admission;
mod bucket;
mod connection;
mod jetstream;
pub(super) mod media;
mod snapshot;
mod status;
mod sync;
mod tasks;
mod turns;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use parking_lot::Mutex;
use tokio::sync::{Notify, watch};
use tokio::task::AbortHandle;

use crate::store::StoreError;
use crate::store::log::Head;

pub use admission::{init, leave, reseed};
pub(super) use connection::Connection;
pub(super) use jetstream::JetStreamLog;
pub use snapshot::{let_messages_go, publish_snapshot};
pub use status::{ClusterStatus, NodeStatus, StreamStatus, status};

/// What a node is told about its cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClusterOptions {
    /// Where the log's servers are: `nats://host:port` or `tls://host:port`.
    pub urls: Vec<String>,
    /// The name of the cluster, with which the names of its stream and buckets begin.
    pub name: String,
    /// The name of this node.
    pub node: String,
    /// Where this node serves, for those who look at the cluster.
    pub address: String,
    /// The user, where the servers want one.
    pub user: Option<User>,
    /// A file with a JWT and a key, where the servers want that.
    pub credentials_file: Option<PathBuf>,
    /// Certificates that vouch for the servers, besides those of the system.
    pub ca_file: Option<PathBuf>,
    /// This node's certificate and key, where the servers want them.
    pub certificate: Option<(PathBuf, PathBuf)>,
    /// On how many servers the log is kept.
    pub replicas: usize,
    /// A user of the servers' system account, which can tell how they write.
    pub system_user: Option<User>,
    /// Whether servers are taken that do not prove that they write to disk before they answer.
    pub is_unsafe_sync_taken: bool,
    /// For how long the first connection is tried again.
    pub wait: Duration,
    /// After so many batches a snapshot is made.
    pub snapshot_after: u64,
    /// A node that is more batches behind is not ready.
    pub lag_max: u64,
    /// Where files that posts show are kept for all nodes; none for the log's own servers.
    pub bucket: Option<BucketOptions>,
}

/// A bucket that speaks S3.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BucketOptions {
    /// Its name.
    pub name: String,
    /// Where it is; none for Amazon's.
    pub endpoint: Option<String>,
    /// Its region.
    pub region: String,
    /// The key's name and the secret.
    pub access_key: User,
}

/// A user of the log's servers, or of a bucket.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct User {
    /// The name.
    pub name: String,
    /// The password.
    pub password: String,
}

impl fmt::Debug for User {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("User").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Why a cluster can't be joined, made or left.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// No server could be reached, or it refused the user.
    #[error("can't reach the cluster's log at {urls}: {reason}")]
    Unreachable {
        /// Where it was looked for.
        urls: String,
        /// What the client said.
        reason: String,
    },
    /// A server answered with a failure.
    #[error("the cluster's log failed to {what}: {reason}")]
    Failed {
        /// What was asked.
        what: &'static str,
        /// What it said.
        reason: String,
    },
    /// The bucket for files can't be used.
    #[error("the bucket for the cluster's files can't be used: {0}")]
    Bucket(String),
    /// Its servers may lose what they said they had.
    #[error(
        "the cluster's log is not safe: {0}. Set `jetstream {{ sync_interval: always }}` on every server, or start with \
         --cluster-unsafe-sync true and risk answered writes"
    )]
    Unsafe(String),
    /// There is none of that name.
    #[error("there is no cluster {0:?} on these servers; `lithair-blog cluster init` makes one of this data folder")]
    Missing(String),
    /// There is one of that name.
    #[error("there is a cluster {0:?} already; a node whose data folder is empty joins it by serving")]
    Exists(String),
    /// This database is no part of it.
    #[error("{0}")]
    Stranger(String),
    /// The stream is not the log that this database follows.
    #[error("{0}; nothing was changed")]
    Differs(String),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file could not be read or written.
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

impl ClusterError {
    fn failed<E: std::fmt::Display>(what: &'static str) -> impl FnOnce(E) -> Self {
        move |error| Self::Failed { what, reason: error.to_string() }
    }

    /// A database that follows no shared log.
    fn no_node() -> Self {
        Self::Stranger("this database is no node's of a cluster".to_owned())
    }
}

/// This node's part in its cluster, while it serves.
#[derive(Debug)]
pub struct Cluster {
    connection: Connection,
    link: Arc<Link>,
    tasks: Mutex<Vec<AbortHandle>>,
}

/// How far this node is, for everybody who wants to know.
#[derive(Debug)]
pub(super) struct Link {
    /// The last batch that the database has.
    applied: watch::Sender<u64>,
    /// The last batch that this node appended.
    appended: AtomicU64,
    head: Mutex<Head>,
    /// The last batch that the stream had when it was asked last.
    last_sequence: AtomicU64,
    /// When it answered last.
    answered_at: Mutex<Option<Instant>>,
    /// Why the log can't be followed any further.
    halted: Mutex<Option<String>>,
    /// Whether this node believed a moment ago to hold the lease.
    is_holder: AtomicBool,
    /// Has the writer read the log to its end.
    behind: Notify,
}

impl Link {
    fn new(sequence: u64, head: Head) -> Arc<Self> {
        Arc::new(Self {
            applied: watch::Sender::new(sequence),
            appended: AtomicU64::new(sequence),
            head: Mutex::new(head),
            last_sequence: AtomicU64::new(sequence),
            answered_at: Mutex::default(),
            halted: Mutex::default(),
            is_holder: AtomicBool::new(false),
            behind: Notify::new(),
        })
    }

    fn applied(&self) -> u64 {
        *self.applied.borrow()
    }

    fn lag(&self) -> u64 {
        self.last_sequence.load(Ordering::Relaxed).saturating_sub(self.applied())
    }
}

impl Cluster {
    pub(super) fn new(connection: Connection, link: Arc<Link>, tasks: Vec<AbortHandle>) -> Self {
        Self { connection, link, tasks: Mutex::new(tasks) }
    }

    /// The name of this node.
    pub fn node(&self) -> &str {
        &self.connection.options.node
    }

    /// The last batch of the shared log that this node has.
    pub fn sequence(&self) -> u64 {
        self.link.applied()
    }

    /// The last batch that this node has or appended: it may have appended what it can't write down for want of room.
    pub fn written(&self) -> u64 {
        self.sequence().max(self.link.appended.load(Ordering::Relaxed))
    }

    /// How many batches this node is behind, as far as it knows.
    pub fn lag(&self) -> u64 {
        self.link.lag()
    }

    /// For how long the shared log has not answered; none where it did a moment ago.
    pub fn silent_for(&self) -> Option<Duration> {
        const A_MOMENT: Duration = Duration::from_secs(3);
        let silent = self.link.answered_at.lock().map_or(Duration::MAX, |answered_at| answered_at.elapsed());
        Some(silent).filter(|silent| *silent > A_MOMENT)
    }

    /// Whether this node does what one node alone needs to do. Another may believe the same for a moment: whatever is done
    /// has to be harmless when it is done twice, as everything is that goes through the log.
    pub fn holds_lease(&self) -> bool {
        self.link.is_holder.load(Ordering::Relaxed)
    }

    /// Why this node can't serve as one of its cluster; none where it can.
    pub fn unready(&self) -> Option<String> {
        if let Some(reason) = self.link.halted.lock().as_ref() {
            return Some(reason.clone());
        }
        let (lag, lag_max) = (self.lag(), self.connection.options.lag_max);
        (lag > lag_max).then(|| format!("this node is {lag} batches behind its cluster, more than {lag_max}"))
    }

    /// Waits until this node has a batch. Says whether it has.
    pub async fn reach(&self, sequence: u64, wait_max: Duration) -> bool {
        let mut applied = self.link.applied.subscribe();
        if *applied.borrow_and_update() >= sequence {
            return true;
        }
        self.link.behind.notify_one();
        tokio::time::timeout(wait_max, applied.wait_for(|applied| *applied >= sequence))
            .await
            .is_ok_and(|it| it.is_ok())
    }

    /// What every node says of itself, and what the stream says.
    ///
    /// # Errors
    /// When the servers don't answer.
    pub async fn status(&self) -> Result<ClusterStatus, ClusterError> {
        status::of(&self.connection).await
    }

    /// Keeps a file's bytes where every node finds them.
    ///
    /// # Errors
    /// When the servers don't take them.
    pub(super) async fn share_media(&self, hash: &str, bytes: &[u8]) -> Result<(), ClusterError> {
        media::share(&self.connection, hash, bytes).await
    }

    /// Has nothing kept of a file's bytes there any more.
    ///
    /// # Errors
    /// When the servers don't answer.
    pub(super) async fn forget_media(&self, hash: &str) -> Result<(), ClusterError> {
        media::forget(&self.connection, hash).await
    }

    /// Brings a file's bytes from where other nodes keep them into this node's database.
    ///
    /// # Errors
    /// When the servers don't answer, or the bytes are not the ones that the hash names.
    pub(super) async fn bring_media(&self, database: &Path, hash: &str) -> Result<Option<Vec<u8>>, ClusterError> {
        media::bring(&self.connection, database, hash).await
    }

    /// Tells other nodes something that needs no log: whoever doesn't hear it misses nothing that matters for long.
    pub async fn tell(&self, what: Vec<u8>) {
        let subject = self.connection.news();
        if let Err(error) = self.connection.client.publish(subject, what.into()).await {
            tracing::debug!(%error, "other nodes could not be told");
        }
    }

    /// Calls with what other nodes tell, until this one stops.
    pub fn listen(&self, mut hear: impl FnMut(&[u8]) + Send + 'static) {
        let connection = self.connection.clone();
        let task = tokio::spawn(async move {
            match connection.client.subscribe(connection.news()).await {
                Ok(mut news) => {
                    while let Some(message) = news.next().await {
                        hear(&message.payload);
                    }
                }
                Err(error) => tracing::warn!(%error, "what other nodes tell can't be heard"),
            }
        });
        self.tasks.lock().push(task.abort_handle());
    }

    pub(super) fn stop(&self) {
        self.tasks.lock().drain(..).for_each(|task| task.abort());
    }
}
