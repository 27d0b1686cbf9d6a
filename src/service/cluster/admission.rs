//! What happens before a node serves: it is made part of a cluster, takes a snapshot where it has nothing, and refuses
//! where its log and the cluster's are not the same. Making, leaving and refilling a cluster.

use std::path::Path;
use std::sync::Arc;

use rusqlite::Connection as Sqlite;

use super::connection::LOG_ID;
use super::snapshot::{self, Housekeeper, blocking};
use super::{Cluster, ClusterError, ClusterOptions, Connection, JetStreamLog, Link, media, status, sync, tasks};
use crate::service::secret;
use crate::store::log::{self, Head, Scan};
use crate::store::membership::{self, Membership};
use crate::store::{Database, Writer, backup, media as stored_media};

/// A node that may serve.
pub struct Admitted {
    connection: Connection,
    log_id: String,
}

/// Lets a node in, before its database is opened: an empty data folder gets the newest snapshot, a database that is behind
/// a log that was made anew as well.
///
/// # Errors
/// When the servers can't be reached or are not safe, when there is no such cluster, or when the database has another log.
pub async fn admit(options: &ClusterOptions, data_dir: &Path) -> Result<Admitted, ClusterError> {
    let connection = Connection::open(options).await?;
    let info = connection.stream_info_when_led().await?.ok_or_else(|| ClusterError::Missing(options.name.clone()))?;
    sync::require(&connection, Some(&info)).await?;
    require_bucket(&connection).await?;
    let log_id = info.config.metadata.get(LOG_ID).cloned().unwrap_or_default();
    let file = Database::file(data_dir);
    let own = if file.exists() { Some(own_place(&file).await?) } else { None };
    match own {
        None => take_newest(&connection, &log_id, data_dir).await?,
        Some((Some(place), _)) if place.log_id == log_id => {
            // What comes next must still be there, or a snapshot has to bring it.
            if info.state.first_sequence > place.sequence + 1 {
                tracing::warn!("this node was away for so long that it takes a snapshot; its database is put aside");
                take_newest(&connection, &log_id, data_dir).await?;
            }
        }
        Some((Some(_), head)) => follow_anew(&connection, &log_id, data_dir, head).await?,
        // A folder in which somebody looked once, and nothing more, is as good as none.
        Some((None, head)) if head.position == 0 => take_newest(&connection, &log_id, data_dir).await?,
        Some((None, _)) => {
            return Err(ClusterError::Stranger(format!(
                "the database in {} is not of cluster {:?}: move it away to join, or make a cluster of it by \
                 `lithair-blog cluster init` under another name",
                data_dir.display(),
                options.name
            )));
        }
    }
    Ok(Admitted { connection, log_id })
}

impl Admitted {
    /// The log for the writer behind a database that was opened, and the node's part in the cluster.
    ///
    /// # Errors
    /// When the servers don't answer.
    pub async fn start(self, writer: &Writer, file: &Path) -> Result<(JetStreamLog, u64, Arc<Cluster>), ClusterError> {
        let place = membership::find(&writer.connection)?.ok_or_else(ClusterError::no_node)?;
        let link = Link::new(place.sequence, log::head(&writer.connection)?);
        let housekeeper = Housekeeper {
            connection: self.connection.clone(),
            link: Arc::clone(&link),
            log_id: self.log_id.clone(),
            file: file.to_owned(),
        };
        let (tail, handles) = tasks::start(&self.connection, &link, &self.log_id, housekeeper);
        let stream = self.connection.stream().await?;
        let log = JetStreamLog::new(self.connection.clone(), stream, self.log_id, Arc::clone(&link), tail);
        Ok((log, place.sequence, Arc::new(Cluster::new(self.connection, link, handles))))
    }
}

/// A database's place in a shared log, and where its own log ends.
async fn own_place(file: &Path) -> Result<(Option<Membership>, Head), ClusterError> {
    let file = file.to_owned();
    blocking(move || {
        let scan = Scan::open(&file)?;
        Ok((membership::find(scan.connection())?, scan.head()?))
    })
    .await
}

/// Puts the newest snapshot of a log in the place of the database, which is put aside where there is one.
async fn take_newest(connection: &Connection, log_id: &str, data_dir: &Path) -> Result<(), ClusterError> {
    let lock = Database::lock(data_dir)?;
    let newest = snapshot::of_log(connection, log_id).await?.into_iter().next();
    let newest = newest.ok_or_else(|| {
        ClusterError::Stranger(
            "the cluster keeps no snapshot: run `lithair-blog cluster snapshot` on a node".to_owned(),
        )
    })?;
    let folder = tempfile::tempdir_in(data_dir)?;
    let file = folder.path().join("snapshot.sqlite");
    snapshot::take(connection, &newest, &file).await?;
    Database::upgrade(&file).await?;
    backup::replace(data_dir, &file)?;
    tracing::info!(sequence = newest.sequence, "this node begins with a snapshot of its cluster");
    drop(lock);
    Ok(())
}

/// The shared log was made anew since. It may begin just where this database is, or further.
async fn follow_anew(connection: &Connection, log_id: &str, data_dir: &Path, head: Head) -> Result<(), ClusterError> {
    let first = snapshot::of_log(connection, log_id).await?.into_iter().next_back();
    let first = first.ok_or_else(|| ClusterError::Stranger("the log was made anew without a snapshot".to_owned()))?;
    let folder = tempfile::tempdir_in(data_dir)?;
    let copy = folder.path().join("snapshot.sqlite");
    snapshot::take(connection, &first, &copy).await?;
    let (file, id, sequence) = (Database::file(data_dir), log_id.to_owned(), first.sequence);
    let is_behind = blocking(move || {
        let theirs = Scan::open(&copy)?;
        let their_head = theirs.head()?;
        if (their_head.position, their_head.hash) == (head.position, head.hash) {
            let connection = Database::open_beside(&file)?;
            membership::write(&connection, &Membership { log_id: id, sequence })?;
            return Ok(false);
        }
        let own_hash = log::hash_at(Scan::open(&file)?.connection(), their_head.position)?;
        match log::hash_at(theirs.connection(), head.position)? {
            Some(hash) if hash == head.hash => Ok(true),
            // Sealed on the way: the longer log has the shorter one's hash inside of a segment.
            None if their_head.position > head.position && own_hash.is_none() => Ok(true),
            _ => Err(ClusterError::Differs(format!(
                "this node has {} events and the cluster's log was made anew with {}: what is here alone would be lost. \
                 Move the data folder away to join, or run `lithair-blog cluster reseed` here",
                head.position, their_head.position
            ))),
        }
    })
    .await?;
    if is_behind { take_newest(connection, log_id, data_dir).await } else { Ok(()) }
}

/// Makes a cluster of a data folder: puts its database and its files where other nodes find them, and makes the stream.
/// Run again after a failure, it goes on.
///
/// # Errors
/// When there is a cluster of that name, or the servers are not safe or refuse.
pub async fn init(options: &ClusterOptions, data_dir: &Path) -> Result<u64, ClusterError> {
    let connection = Connection::open(options).await?;
    if connection.stream_info().await?.is_some() {
        return Err(ClusterError::Exists(options.name.clone()));
    }
    sync::require(&connection, None).await?;
    require_bucket(&connection).await?;
    let (database, writer) = Database::open(data_dir).await?;
    let made = make(&connection, &writer.connection, &Database::file(data_dir), 0).await;
    database.close().await;
    writer.close()?;
    made
}

/// Shares files, keeps a snapshot and makes the stream behind `sequence`. Gives the position of the last event.
async fn make(connection: &Connection, sqlite: &Sqlite, file: &Path, sequence: u64) -> Result<u64, ClusterError> {
    let log_id = secret::random_uuid().map_err(ClusterError::failed("name its log"))?.to_string();
    let before = membership::find(sqlite)?;
    share_all(connection, sqlite).await?;
    membership::write(sqlite, &Membership { log_id: log_id.clone(), sequence })?;
    let made = async {
        snapshot::put(connection, file).await?;
        connection.create_stream(&log_id, sequence + 1).await
    };
    if let Err(error) = made.await {
        // Without a stream, the database stands alone as before.
        match before {
            Some(before) => membership::write(sqlite, &before)?,
            None => membership::forget(sqlite)?,
        }
        return Err(error);
    }
    Ok(log::head(sqlite)?.position)
}

async fn require_bucket(connection: &Connection) -> Result<(), ClusterError> {
    match &connection.bucket {
        Some(bucket) => bucket.require_writable(&connection.options.node).await,
        None => Ok(()),
    }
}

async fn share_all(connection: &Connection, sqlite: &Sqlite) -> Result<(), ClusterError> {
    for hash in stored_media::with_bytes(sqlite)? {
        if let Some(bytes) = stored_media::bytes(sqlite, &hash)? {
            media::share(connection, &hash, &bytes).await?;
        }
    }
    Ok(())
}

/// Has a node's database stand alone, with everything that its cluster has. Gives the position of its last event.
///
/// # Errors
/// When it is no node's, or a file can't be fetched.
pub async fn leave(options: &ClusterOptions, data_dir: &Path) -> Result<u64, ClusterError> {
    let (database, writer) = Database::open(data_dir).await?;
    let left = async {
        membership::find(&writer.connection)?.ok_or_else(ClusterError::no_node)?;
        if !stored_media::without_bytes(&writer.connection)?.is_empty() {
            media::bring_all(&Connection::open(options).await?, &Database::file(data_dir)).await?;
        }
        membership::forget(&writer.connection)?;
        Ok(log::head(&writer.connection)?.position)
    };
    let left = left.await;
    database.close().await;
    writer.close()?;
    left
}

/// Makes the cluster's log anew from this node, which must be the furthest of all.
///
/// # Errors
/// When another node that can be heard is further, or the servers refuse.
pub async fn reseed(options: &ClusterOptions, data_dir: &Path) -> Result<u64, ClusterError> {
    let connection = Connection::open(options).await?;
    sync::require(&connection, None).await?;
    let (database, writer) = Database::open(data_dir).await?;
    let refilled = async {
        let place = membership::find(&writer.connection)?.ok_or_else(ClusterError::no_node)?;
        let head = log::head(&writer.connection)?;
        let nodes = status::nodes(&connection).await.unwrap_or_default();
        if let Some(further) = nodes.iter().find(|node| node.position > head.position) {
            return Err(ClusterError::Differs(format!(
                "node {} is further, at event {} instead of {}: run this there",
                further.node, further.position, head.position
            )));
        }
        if let Some(info) = connection.furthest_stream_info().await? {
            if info.state.last_sequence > place.sequence && info.config.metadata.get(LOG_ID) == Some(&place.log_id) {
                return Err(ClusterError::Differs(format!(
                    "the cluster's log goes on to message {}, and this node has it up to {}: nothing is lost there",
                    info.state.last_sequence, place.sequence
                )));
            }
            connection.delete_stream().await?;
        }
        make(&connection, &writer.connection, &Database::file(data_dir), place.sequence).await
    };
    let refilled = refilled.await;
    database.close().await;
    writer.close()?;
    refilled
}
