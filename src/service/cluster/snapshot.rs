//! Whole databases for nodes that are new or were away for long, and letting go of what they make superfluous.
//!
//! A snapshot is a copy of a node's database without the bytes of files. Another node takes it in and compares its log's
//! hash with its own before the stream lets go of the messages that the snapshot has.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use async_nats::jetstream::kv::Operation;
use async_nats::jetstream::object_store::{ObjectInfo, ObjectMetadata};
use futures_util::TryStreamExt;
use tokio::io::AsyncReadExt;
use tokio::time::sleep;

use super::connection::{LOG_ID, patiently};
use super::tasks::key;
use super::{ClusterError, Connection, Link, media};
use crate::store::log::{self, Scan};
use crate::store::membership::{self, Membership};
use crate::store::{StoreError, backup};

const LOOK_EVERY: Duration = Duration::from_secs(5);
/// Snapshots that are kept: the newest, and one more while it is confirmed.
const SNAPSHOTS_KEPT: usize = 2;
/// The stream lets go of messages only when so many nodes have the snapshot's log, hash for hash.
const CONFIRMATIONS_MIN: usize = 2;
/// Who erases waits for so long for another node's word.
const CONFIRMED_MAX: Duration = Duration::from_secs(30);
const CONFIRMED_PAUSE: Duration = Duration::from_millis(500);
const READ_BYTES: usize = 256 * 1024;
const SEQUENCE: &str = "sequence";
const FILE_HASH: &str = "blake3";
/// Under this key the lease has the name of its holder.
pub(super) const HOLDER: &str = "holder";

/// A snapshot in the cluster's store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Snapshot {
    object: String,
    log_id: String,
    /// The last message whose events it has.
    pub sequence: u64,
    file_hash: String,
}

impl Snapshot {
    fn read(info: &ObjectInfo) -> Option<Self> {
        let of = |name: &str| info.metadata.get(name).cloned();
        let sequence = of(SEQUENCE)?.parse().ok()?;
        let is_there = !info.deleted;
        is_there.then_some(Self { object: info.name.clone(), log_id: of(LOG_ID)?, sequence, file_hash: of(FILE_HASH)? })
    }
}

/// Puts a copy of a database into the cluster's store, beside whoever serves it. Gives its place in the shared log.
///
/// # Errors
/// When the database is no node's, or can't be read, or the servers don't take it.
pub async fn publish_snapshot(options: &super::ClusterOptions, file: &Path) -> Result<u64, ClusterError> {
    let connection = Connection::open(options).await?;
    Ok(put(&connection, file).await?.sequence)
}

/// Keeps a snapshot of a database that nobody serves, and has the stream and the store let go of everything older as soon
/// as another node has confirmed it: so that nothing remains there of what was erased. Says whether one did in time.
///
/// # Errors
/// As [`publish_snapshot`].
pub async fn let_messages_go(options: &super::ClusterOptions, file: &Path) -> Result<bool, ClusterError> {
    let connection = Connection::open(options).await?;
    let kept = put(&connection, file).await?;
    let snapshots = of_log(&connection, &kept.log_id).await?;
    if let Some(own) = snapshots.iter().find(|snapshot| snapshot.sequence == kept.sequence) {
        confirm(&connection, file, own).await?;
    }
    let deadline = Instant::now() + CONFIRMED_MAX;
    while let_go(&connection, &snapshots, 1).await? != Some(kept.sequence) {
        if Instant::now() >= deadline {
            return Ok(false);
        }
        sleep(CONFIRMED_PAUSE).await;
    }
    Ok(true)
}

/// Puts a copy of a database into the cluster's store. Gives its place in the shared log.
pub(super) async fn put(connection: &Connection, file: &Path) -> Result<Membership, ClusterError> {
    let folder = tempfile::tempdir_in(file.parent().unwrap_or(file))?;
    let (source, copy) = (file.to_owned(), folder.path().join("snapshot.sqlite"));
    let (copy, membership, file_hash) = blocking(move || {
        let membership = copy_without_media(&source, &copy)?;
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(std::fs::File::open(&copy)?)?;
        Ok((copy, membership, hasher.finalize().to_hex().to_string()))
    })
    .await?;
    let metadata =
        [(LOG_ID, membership.log_id.clone()), (SEQUENCE, membership.sequence.to_string()), (FILE_HASH, file_hash)];
    let object = ObjectMetadata {
        name: format!("{:020}-{}", membership.sequence, key(&connection.options.node)),
        chunk_size: Some(connection.chunk_bytes()),
        metadata: metadata.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        ..ObjectMetadata::default()
    };
    let (copy, object) = (&copy, &object);
    patiently(|| async move {
        let mut source = tokio::fs::File::open(copy).await?;
        let store = connection.snapshots().await?;
        store.put(object.clone(), &mut source).await.map_err(ClusterError::failed("keep a snapshot"))
    })
    .await?;
    Ok(membership)
}

fn copy_without_media(source: &Path, copy: &Path) -> Result<Membership, ClusterError> {
    backup::copy(source, copy)?;
    let connection = backup::without_media(copy)?;
    let membership = membership::find(&connection)?.ok_or_else(ClusterError::no_node)?;
    connection.close().map_err(|(_, error)| StoreError::from(error))?;
    backup::sync(copy)?;
    Ok(membership)
}

/// The snapshots of a log, the newest first.
pub(super) async fn of_log(connection: &Connection, log_id: &str) -> Result<Vec<Snapshot>, ClusterError> {
    let failed = "name its snapshots";
    let list = connection.snapshots().await?.list().await.map_err(ClusterError::failed(failed))?;
    let objects: Vec<ObjectInfo> = list.try_collect().await.map_err(ClusterError::failed(failed))?;
    let mut found: Vec<Snapshot> = objects.iter().filter_map(Snapshot::read).collect();
    found.retain(|snapshot| snapshot.log_id == log_id);
    found.sort_by_key(|snapshot| std::cmp::Reverse(snapshot.sequence));
    Ok(found)
}

/// Writes a snapshot into a file, and checks that it is the one that was put there.
pub(super) async fn take(connection: &Connection, snapshot: &Snapshot, file: &Path) -> Result<(), ClusterError> {
    let store = connection.snapshots().await?;
    let mut object = store.get(&snapshot.object).await.map_err(ClusterError::failed("give a snapshot back"))?;
    let mut target = std::fs::File::create(file)?;
    let (mut hasher, mut buffer) = (blake3::Hasher::new(), vec![0; READ_BYTES]);
    loop {
        let length = object.read(&mut buffer).await.map_err(ClusterError::failed("give a snapshot back"))?;
        let Some(part) = buffer.get(..length).filter(|part| !part.is_empty()) else { break };
        hasher.update(part);
        target.write_all(part)?;
    }
    target.sync_all()?;
    if hasher.finalize().to_hex().as_str() == snapshot.file_hash {
        return Ok(());
    }
    Err(ClusterError::Differs(format!("snapshot {} is not the file that was kept", snapshot.object)))
}

/// Takes a snapshot in, and says so when its log is the one of this node's database.
async fn confirm(connection: &Connection, database: &Path, snapshot: &Snapshot) -> Result<(), ClusterError> {
    let folder = tempfile::tempdir_in(database.parent().unwrap_or(database))?;
    let copy = folder.path().join("snapshot.sqlite");
    take(connection, snapshot, &copy).await?;
    let own = database.to_owned();
    let is_same = blocking(move || {
        let head = Scan::open(&copy)?.head()?;
        let own = Scan::open(&own)?;
        Ok(log::hash_at(own.connection(), head.position)? == Some(head.hash))
    })
    .await?;
    if !is_same {
        return Err(ClusterError::Differs(format!("snapshot {} has another log", snapshot.object)));
    }
    let key = format!("{}.{}", snapshot.object, key(&connection.options.node));
    let store = connection.confirmations().await?;
    store.put(key, "same".into()).await.map_err(ClusterError::failed("keep a confirmation"))?;
    Ok(())
}

/// Lets the stream go of messages that a confirmed snapshot has, and the store of all but so many snapshots. Gives the
/// place of the confirmed one.
async fn let_go(connection: &Connection, snapshots: &[Snapshot], kept: usize) -> Result<Option<u64>, ClusterError> {
    let failed = "name confirmations";
    let store = connection.confirmations().await?;
    let keys = store.keys().await.map_err(ClusterError::failed(failed))?;
    let keys: Vec<String> = keys.try_collect().await.map_err(ClusterError::failed(failed))?;
    let confirmed = |snapshot: &Snapshot| {
        let prefix = format!("{}.", snapshot.object);
        keys.iter().filter(move |key| key.starts_with(&prefix))
    };
    let Some(sound) = snapshots.iter().find(|snapshot| confirmed(snapshot).count() >= CONFIRMATIONS_MIN) else {
        return Ok(None);
    };
    let stream = connection.stream().await?;
    stream.purge().sequence(sound.sequence + 1).await.map_err(ClusterError::failed("let messages go"))?;
    let objects = connection.snapshots().await?;
    for old in snapshots.iter().skip(kept).filter(|snapshot| snapshot.sequence < sound.sequence) {
        objects.delete(&old.object).await.map_err(ClusterError::failed("delete a snapshot"))?;
        for key in confirmed(old) {
            store.purge(key).await.map_err(ClusterError::failed("delete a confirmation"))?;
        }
    }
    Ok(Some(sound.sequence))
}

/// What a node does now and then: brings files that it lacks, confirms the snapshots of others, and as holder of the lease
/// makes them and lets the stream go of what they have.
pub(super) struct Housekeeper {
    pub connection: Connection,
    pub link: Arc<Link>,
    pub log_id: String,
    pub file: PathBuf,
}

impl Housekeeper {
    pub async fn run(self) {
        let mut confirmed = 0;
        loop {
            sleep(LOOK_EVERY).await;
            if self.link.halted.lock().is_some() {
                continue;
            }
            if let Err(error) = media::bring_all(&self.connection, &self.file).await {
                tracing::debug!(%error, "files of other nodes could not be brought; it is tried again");
            }
            if let Err(error) = self.look(&mut confirmed).await {
                tracing::debug!(%error, "snapshots could not be looked after; it is tried again");
            }
        }
    }

    async fn look(&self, confirmed: &mut u64) -> Result<(), ClusterError> {
        let snapshots = of_log(&self.connection, &self.log_id).await?;
        if let Some(newest) = snapshots.first()
            && newest.sequence > *confirmed
            && newest.sequence <= self.link.applied()
        {
            confirm(&self.connection, &self.file, newest).await?;
            *confirmed = newest.sequence;
        }
        let is_holder = self.holds_lease().await;
        self.link.is_holder.store(matches!(is_holder, Ok(true)), Ordering::Relaxed);
        if !is_holder? {
            return Ok(());
        }
        let newest = snapshots.first().map_or(0, |snapshot| snapshot.sequence);
        if self.link.applied().saturating_sub(newest) >= self.connection.options.snapshot_after {
            let sequence = put(&self.connection, &self.file).await?.sequence;
            tracing::info!(sequence, "a snapshot for other nodes is kept");
            return Ok(());
        }
        let_go(&self.connection, &snapshots, SNAPSHOTS_KEPT).await.map(drop)
    }

    /// Takes or renews the lease. What its holder does is safe when another believes to hold it as well: a snapshot more,
    /// or messages let go that a confirmed snapshot has.
    async fn holds_lease(&self) -> Result<bool, ClusterError> {
        let store = self.connection.lease().await?;
        let node = self.connection.options.node.clone();
        let entry = store.entry(HOLDER).await.map_err(ClusterError::failed("lend the lease"))?;
        Ok(match entry.filter(|entry| entry.operation == Operation::Put) {
            Some(entry) if entry.value == node.as_bytes() => {
                store.update(HOLDER, node.into(), entry.revision).await.is_ok()
            }
            Some(_) => false,
            None => store.create(HOLDER, node.into()).await.is_ok(),
        })
    }
}

pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ClusterError> + Send + 'static,
) -> Result<T, ClusterError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| ClusterError::Store(StoreError::Stopping))?
}
