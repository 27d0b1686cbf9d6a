//! Compaction: on demand, and beside everything else while the blog is served.

use std::path::Path;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::background::Background;
use super::clock::Clock;
use super::{Blog, ServiceError};
use crate::domain::Timestamp;
use crate::store::StoreError;
use crate::store::compaction::Compactor;
use crate::store::index_merge::IndexMerger;

pub use crate::store::compaction::{Policy as CompactionPolicy, Sealed};

const DAY_MILLISECONDS: i64 = 24 * 60 * 60 * 1_000;
/// After the start, readers' first pages come first.
const FIRST_CHECK_AFTER: Duration = Duration::from_secs(60);
/// For each second of such work, others have so many for themselves.
const PAUSE_FACTOR: u32 = 9;
/// What is said where closing the blog could not wait for the segment under way.
pub(super) const UNFINISHED: &str = "a segment is still being sealed; it is finished or taken back";

/// What a compaction did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compacted {
    /// How many segments were sealed.
    pub segments: u64,
    /// How many events.
    pub events: u64,
    /// How many bytes the database had before.
    pub bytes_before: u64,
    /// How many bytes it has now.
    pub bytes_after: u64,
}

/// When the serving process seals old events, purges old trash and tidies the search indexes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BackgroundCompaction {
    /// Events stay as they are for so many days, or for ever.
    pub after_days: Option<u32>,
    /// Posts and files stay in the trash for so many days, or for ever.
    pub purge_after_days: Option<u32>,
    /// How long after one look comes the next.
    pub interval: Duration,
}

impl CompactionPolicy {
    /// Seals what is older than so many days.
    pub fn older_than_days(days: u32) -> Self {
        let now = Clock::System.now().as_milliseconds();
        Self::until(Timestamp::from_milliseconds(now - i64::from(days) * DAY_MILLISECONDS))
    }
}

/// Seals everything that the policy asks for, beside whoever serves the database. `on_sealed` is called for each
/// segment.
///
/// # Errors
/// When an event is not the one that was written, or SQLite fails. What was sealed before stays sealed.
pub async fn compact(
    file: &Path,
    policy: CompactionPolicy,
    mut on_sealed: impl FnMut(&Sealed) + Send + 'static,
) -> Result<Compacted, ServiceError> {
    let file = file.to_owned();
    blocking(move || {
        let mut compactor = Compactor::open(&file)?;
        let mut compacted = Compacted { bytes_before: compactor.database_bytes()?, ..Compacted::default() };
        while let Some(sealed) = compactor.seal_next(&policy)? {
            // Another process may have been first; then there is nothing to tell.
            if sealed.events > 0 {
                compacted.segments += 1;
                compacted.events += sealed.events;
                on_sealed(&sealed);
            }
        }
        compacted.bytes_after = compactor.database_bytes()?;
        Ok(compacted)
    })
    .await
}

impl Blog {
    /// Brings the parts of the search indexes together at once, where enough has changed: after an import.
    ///
    /// # Errors
    /// When SQLite fails.
    pub async fn tidy_search(&self) -> Result<(), ServiceError> {
        let file = self.file.clone();
        blocking(move || {
            let Some(mut merger) = IndexMerger::open(&file)? else { return Ok(()) };
            while merger.step()? {}
            Ok(())
        })
        .await
    }

    /// Purges old trash, tidies the search indexes and seals old events while the blog is served, until it is closed: now
    /// and then, a piece at a time, with pauses in which everybody else has the disk and the processor.
    pub fn compact_in_background(self: &Arc<Self>, settings: BackgroundCompaction) {
        if let Some(days) = settings.purge_after_days {
            // Set a second time, it is the same.
            let _ = self.purge_after_days.set(days);
        }
        let work = |stopped| look_now_and_then(Arc::downgrade(self), settings, stopped);
        *self.compaction.lock() = Some(Background::start(work));
    }
}

async fn look_now_and_then(blog: Weak<Blog>, settings: BackgroundCompaction, mut stopped: watch::Receiver<()>) {
    let mut pause = settings.interval.min(FIRST_CHECK_AFTER);
    while rest(&mut stopped, pause).await == Rested::Undisturbed {
        let Some(blog) = blog.upgrade() else { return };
        // Purged texts need not be sealed first.
        let is_ours = blog.cluster().is_none_or(|cluster| cluster.holds_lease());
        if let Some(days) = settings.purge_after_days.filter(|_| is_ours) {
            match blog.purge_trash(days).await {
                Ok(0) => {}
                Ok(posts) => tracing::info!(posts, "old trash is purged"),
                Err(error) => tracing::error!(%error, "old trash could not be purged"),
            }
            match blog.purge_comments(days).await {
                Ok(0) => {}
                Ok(comments) => tracing::info!(comments, "unwanted comments are purged"),
                Err(error) => tracing::error!(%error, "unwanted comments could not be purged"),
            }
            // Behind the posts, which may have been the last to show them.
            match blog.purge_media(days).await {
                Ok(0) => {}
                Ok(files) => tracing::info!(files, "deleted files are purged"),
                Err(error) => tracing::error!(%error, "deleted files could not be purged"),
            }
        }
        if let Err(error) = merge_gently(&blog.file, &mut stopped).await {
            tracing::error!(%error, "the search indexes could not be tidied");
        }
        if let Some(days) = settings.after_days
            && let Err(error) = seal_gently(&blog.file, days, &mut stopped).await
        {
            tracing::error!(%error, "old events could not be sealed");
        }
        pause = settings.interval;
    }
}

async fn seal_gently(file: &Path, after_days: u32, stopped: &mut watch::Receiver<()>) -> Result<(), ServiceError> {
    let policy = CompactionPolicy::older_than_days(after_days);
    let path = file.to_owned();
    let compactor = blocking(move || Compactor::open(&path)).await?;
    let seal_next = move |compactor: &mut Compactor| {
        let sealed = compactor.seal_next(&policy)?;
        if let Some(Sealed { last_position, events, row_bytes, segment_bytes }) = sealed {
            tracing::info!(last_position, events, row_bytes, segment_bytes, "old events are sealed");
        }
        Ok(sealed.is_some())
    };
    work_gently(compactor, seal_next, stopped).await
}

async fn merge_gently(file: &Path, stopped: &mut watch::Receiver<()>) -> Result<(), ServiceError> {
    let path = file.to_owned();
    let Some(merger) = blocking(move || IndexMerger::open(&path)).await? else { return Ok(()) };
    let step = |merger: &mut IndexMerger| {
        let has_more = merger.step()?;
        if !has_more {
            tracing::info!("the search indexes are tidied");
        }
        Ok(has_more)
    };
    work_gently(merger, step, stopped).await
}

/// Does a step after the other, until there is no more or the blog closes, with pauses between them.
async fn work_gently<W: Send + 'static>(
    mut worker: W,
    step: impl Fn(&mut W) -> Result<bool, StoreError> + Copy + Send + 'static,
    stopped: &mut watch::Receiver<()>,
) -> Result<(), ServiceError> {
    loop {
        let started_at = Instant::now();
        let has_more;
        (worker, has_more) = blocking(move || {
            let has_more = step(&mut worker)?;
            Ok((worker, has_more))
        })
        .await?;
        if !has_more || rest(stopped, started_at.elapsed() * PAUSE_FACTOR).await == Rested::Stopped {
            return Ok(());
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rested {
    Undisturbed,
    Stopped,
}

/// Waits, unless the blog closes, which is when the sender is dropped.
async fn rest(stopped: &mut watch::Receiver<()>, duration: Duration) -> Rested {
    tokio::select! {
        biased;
        _ = stopped.changed() => Rested::Stopped,
        () = tokio::time::sleep(duration) => Rested::Undisturbed,
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, ServiceError> {
    Ok(tokio::task::spawn_blocking(work).await.map_err(|_| ServiceError::Stopping)??)
}
