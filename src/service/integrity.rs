//! Checking everything against the log, and making everything that is derived from it again.
//!
//! Both fold the whole log into a scratch database, with the same functions that the writer projects with, and compare
//! its tables with those that are served. Both can run beside a serving process: they read one moment of the database,
//! and a rebuild changes only rows that differ, in one transaction.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sqlx::{Connection, SqliteConnection};

use super::ServiceError;
use super::renderings::Renderings;
use super::writer::give_readers;
use crate::domain::post::Post;
use crate::domain::{AnyState, Language, PostId, StreamId};
use crate::store::log::{self, Scan};
use crate::store::proof::{self, Findings, Proof, StreamEnd};
use crate::store::{Database, StoreError, compare, media, projections, snapshots};

/// States that are folded together: the log is read once for each so many bytes of payload.
const PASS_PAYLOAD_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// Where a check or a rebuild is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IntegrityProgress {
    /// What it does.
    pub stage: IntegrityStage,
    /// How far it is.
    pub done: u64,
    /// Where it ends; 0 where that isn't known yet.
    pub total: u64,
}

/// What a check or a rebuild does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntegrityStage {
    /// Reads the log and checks its chain; counted in events.
    Log,
    /// Folds the streams and writes down what follows; counted in streams.
    Streams,
    /// Compares the tables.
    Tables,
    /// Compares the files' bytes with their hashes; counted in files.
    Media,
}

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    /// What is wrong.
    pub findings: Findings,
    /// How many events the log has.
    pub events: u64,
    /// How many streams.
    pub streams: u64,
    /// How many segments.
    pub segments: u64,
    /// Whether the tables were compared: what follows from a damaged log says nothing.
    pub are_tables_compared: bool,
}

/// What a rebuild did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// How many events were folded.
    pub events: u64,
    /// How many streams.
    pub streams: u64,
    /// How many rows were not what the log says.
    pub rows_changed: u64,
}

/// Calls with where it is.
pub type OnProgress = Arc<dyn Fn(IntegrityProgress) + Send + Sync>;

/// Checks a database file: SQLite's own structure, the chain over the log, snapshots, projections, and media.
///
/// # Errors
/// When the file can't be read at all; what is wrong with it is found, not an error.
pub async fn verify(file: &Path, progress: OnProgress) -> Result<Verification, ServiceError> {
    let scratch = Scratch::beside(file)?;
    let database = Database::open_for_reading(file).await?;
    let mut scratch_connection = Database::scratch(&scratch.file).await?;
    let (file, scratch_file) = (file.to_owned(), scratch.file.clone());
    let on_log = Arc::clone(&progress);
    let (scan, proof) = blocking(move || {
        let scan = compare::open(&file, &scratch_file)?;
        let structure = structure(&scan)?;
        let mut proof = prove(&scan, &on_log)?;
        for problem in structure {
            proof.findings.add("database", problem);
        }
        Ok((scan, proof))
    })
    .await?;
    let mut verification = Verification {
        findings: proof.findings.clone(),
        events: proof.head.position,
        streams: proof.streams.len() as u64,
        segments: proof.segments,
        are_tables_compared: false,
    };
    if proof.findings.is_empty() {
        let renderings = Renderings::new(database.clone());
        let scan = project(scan, &proof, &mut scratch_connection, &renderings, &progress).await?;
        scratch_connection.close().await.map_err(StoreError::from)?;
        progress(IntegrityProgress { stage: IntegrityStage::Tables, done: 0, total: 0 });
        let mut findings = verification.findings;
        verification.findings = blocking(move || {
            compare::compare(scan.connection(), &mut findings)?;
            Ok(findings)
        })
        .await?;
        verification.are_tables_compared = true;
    }
    check_media(&database, &mut verification.findings, &progress).await?;
    database.close().await;
    Ok(verification)
}

/// Makes snapshots and projections again from the log, beside whoever serves them. Reading goes on as ever; writing
/// waits while the rows that differ are changed.
///
/// # Errors
/// [`ServiceError::Damaged`] when the log itself is not as it was written; otherwise when SQLite fails.
pub async fn rebuild(file: &Path, progress: OnProgress) -> Result<Rebuilt, ServiceError> {
    let scratch = Scratch::beside(file)?;
    let database = Database::open_for_reading(file).await?;
    let mut scratch_connection = Database::scratch(&scratch.file).await?;
    let (source, scratch_file) = (file.to_owned(), scratch.file.clone());
    let on_log = Arc::clone(&progress);
    let (scan, proof) = blocking(move || {
        let scan = compare::open(&source, &scratch_file)?;
        let proof = prove(&scan, &on_log)?;
        Ok((scan, proof))
    })
    .await?;
    if let Some(finding) = proof.findings.first.first() {
        return Err(ServiceError::Damaged(finding.to_string()));
    }
    let renderings = Renderings::new(database.clone());
    let scan = project(scan, &proof, &mut scratch_connection, &renderings, &progress).await?;
    scratch_connection.close().await.map_err(StoreError::from)?;
    progress(IntegrityProgress { stage: IntegrityStage::Tables, done: 0, total: 0 });
    let (scan, has_other_words) = blocking(move || {
        let mut findings = Findings::default();
        compare::compare(scan.connection(), &mut findings)?;
        let is_of_index = findings.first.iter().any(|finding| finding.place == "table search_index");
        Ok((scan, is_of_index || findings.count > proof::FINDINGS_MAX as u64))
    })
    .await?;
    // Its transaction would keep the write-ahead log from being emptied.
    drop(scan);
    let mut connection = Database::open_beside(file).await?;
    compare::attach(&mut connection, &scratch.file).await?;
    let rows_changed = replace(&mut connection, &proof, &renderings, has_other_words).await?;
    compare::detach(&mut connection).await?;
    connection.close().await.map_err(StoreError::from)?;
    database.close().await;
    Ok(Rebuilt { events: proof.head.position, streams: proof.streams.len() as u64, rows_changed })
}

/// Changes the rows that differ, and writes down again what happened since the log was read.
async fn replace(
    connection: &mut SqliteConnection,
    proof: &Proof,
    renderings: &Renderings,
    rebuilds_index: bool,
) -> Result<u64, ServiceError> {
    let mut transaction = connection.begin_with("begin immediate").await.map_err(StoreError::from)?;
    let rows_changed = compare::make_equal(&mut transaction, rebuilds_index).await?;
    for (stream_id, first_position) in log::streams_after(&mut transaction, proof.head.position).await? {
        let Some(state) = log::replay_any(&mut transaction, &stream_id).await? else { continue };
        snapshots::renew(&mut transaction, &stream_id).await?;
        write_rows(&mut transaction, &stream_id, first_position, &state, &proof.site.language, renderings).await?;
        match (&state, post_id(&stream_id)) {
            (AnyState::Post(post), Some(id)) => {
                for alias in &post.aliases {
                    projections::claim_alias(&mut transaction, alias, id).await?;
                }
            }
            (AnyState::Site(site), _) => {
                for redirect in &site.redirects {
                    projections::project_redirect(&mut transaction, &redirect.from, &redirect.to).await?;
                }
            }
            _ => {}
        }
    }
    projections::project_kinds_of_rows(&mut transaction).await?;
    transaction.commit().await.map_err(StoreError::from)?;
    Ok(rows_changed)
}

/// Folds every stream and writes what follows into the scratch database.
async fn project(
    mut scan: Scan,
    proof: &Proof,
    scratch: &mut SqliteConnection,
    renderings: &Renderings,
    progress: &OnProgress,
) -> Result<Scan, ServiceError> {
    let total = proof.streams.len() as u64;
    let passes = proof.payload_bytes.div_ceil(PASS_PAYLOAD_BYTES_MAX).max(1);
    let streams = Arc::new(proof.streams.clone());
    let mut redirects: Vec<(u64, RedirectRow)> =
        proof.redirects.iter().map(|(position, redirect)| (*position, RedirectRow::Path(redirect.clone()))).collect();
    let (partition, mut done) = (RandomState::new(), 0);
    let mut transaction = scratch.begin().await.map_err(StoreError::from)?;
    for pass in 0..passes {
        let (streams, partition) = (Arc::clone(&streams), partition.clone());
        let folded;
        (scan, folded) = blocking(move || {
            let folded = fold(&scan, &streams, |stream_id| partition.hash_one(stream_id) % passes == pass)?;
            Ok((scan, folded))
        })
        .await?;
        for stream in folded {
            if let Some((version, format_version, bytes)) = stream.snapshot {
                snapshots::put(&mut transaction, &stream.id, version, format_version, bytes).await?;
            }
            let position = stream.first_position;
            write_rows(&mut transaction, &stream.id, position, &stream.state, &proof.site.language, renderings).await?;
            if let (AnyState::Post(post), Some(id)) = (&stream.state, post_id(&stream.id)) {
                redirects.extend(post.aliases.iter().map(|alias| (position, RedirectRow::Post(alias.clone(), id))));
            }
            done += 1;
            if done % 256 == 0 || done == total {
                progress(IntegrityProgress { stage: IntegrityStage::Streams, done, total });
            }
        }
    }
    redirects.sort_by_key(|(position, _)| *position);
    for (_, redirect) in redirects {
        match redirect {
            RedirectRow::Path(redirect) => {
                projections::project_redirect(&mut transaction, &redirect.from, &redirect.to).await?;
            }
            RedirectRow::Post(alias, id) => projections::claim_alias(&mut transaction, &alias, id).await?,
        }
    }
    projections::project_kinds(&mut transaction, &proof.kinds).await?;
    transaction.commit().await.map_err(StoreError::from)?;
    Ok(scan)
}

enum RedirectRow {
    Path(crate::domain::site::Redirect),
    Post(String, PostId),
}

/// A stream after all its events.
struct Folded {
    id: StreamId,
    first_position: u64,
    state: AnyState,
    /// The snapshot it should have: its version, its format's version, its bytes.
    snapshot: Option<(u64, u32, Vec<u8>)>,
}

/// Folds the streams that are wanted, in the order of their first events.
fn fold(
    scan: &Scan,
    streams: &HashMap<String, StreamEnd>,
    is_wanted: impl Fn(&str) -> bool,
) -> Result<Vec<Folded>, StoreError> {
    let mut folded: HashMap<String, Folded> = HashMap::new();
    let versions = snapshots::versions(scan.connection())?;
    scan.for_each(0, |event| {
        if !is_wanted(event.stream_id) {
            return Ok(());
        }
        if !folded.contains_key(event.stream_id) {
            let id = StreamId::from(event.stream_id.to_owned());
            let Some(state) = AnyState::of_category(id.parts().0) else { return Ok(()) };
            let first_position = event.global_position;
            folded.insert(event.stream_id.to_owned(), Folded { id, first_position, state, snapshot: None });
        }
        let (Some(stream), Some(end)) = (folded.get_mut(event.stream_id), streams.get(event.stream_id)) else {
            return Ok(());
        };
        log::fold_any(&mut stream.state, event)?;
        let wanted = versions
            .get(event.stream_id)
            .copied()
            .filter(|version| (1..=end.version).contains(version))
            .unwrap_or_else(|| snapshots::wanted_version(end.version, end.sealed_version));
        if wanted == event.stream_version {
            let (format_version, bytes) = stream.state.to_snapshot()?;
            stream.snapshot = Some((wanted, format_version, bytes));
        }
        Ok::<_, StoreError>(())
    })?;
    let mut folded: Vec<Folded> = folded.into_values().collect();
    folded.sort_by_key(|stream| stream.first_position);
    Ok(folded)
}

/// Writes down what follows from a stream, but for redirects, which depend on what came first.
async fn write_rows(
    connection: &mut SqliteConnection,
    stream_id: &StreamId,
    first_position: u64,
    state: &AnyState,
    language: &Language,
    renderings: &Renderings,
) -> Result<(), ServiceError> {
    let id = stream_id.parts().1;
    match state {
        AnyState::Post(post) => {
            let Some(id) = post_id(stream_id) else { return Ok(()) };
            write_post_rows(connection, id, first_position, post, language, renderings).await
        }
        AnyState::Account(account) => {
            let Ok(id) = id.parse() else { return Ok(()) };
            Ok(projections::project_account(connection, id, account).await?)
        }
        AnyState::Media(media) => Ok(projections::project_media(connection, id, media).await?),
        AnyState::Erasure(erasure) => Ok(projections::project_erasure(connection, erasure).await?),
        // Its settings are read from its state, its redirects are written apart.
        AnyState::Site(_) => Ok(()),
    }
}

async fn write_post_rows(
    connection: &mut SqliteConnection,
    id: PostId,
    first_position: u64,
    post: &Post,
    language: &Language,
    renderings: &Renderings,
) -> Result<(), ServiceError> {
    let sequence = projections::project_post(connection, first_position, id, post).await?;
    match post.live() {
        Some(live) => {
            let language = live.content.language.as_ref().unwrap_or(language);
            give_readers(connection, renderings, language, sequence, id, live).await?;
        }
        None => projections::withdraw_published(connection, sequence).await?,
    }
    Ok(())
}

fn post_id(stream_id: &StreamId) -> Option<PostId> {
    stream_id.parts().1.parse().ok()
}

fn prove(scan: &Scan, progress: &OnProgress) -> Result<Proof, StoreError> {
    let total = scan.head()?.position;
    proof::prove(scan, |done| progress(IntegrityProgress { stage: IntegrityStage::Log, done, total }))
}

/// What SQLite finds wrong with its own structure.
fn structure(scan: &Scan) -> Result<Vec<String>, StoreError> {
    let mut statement = scan.connection().prepare("pragma main.quick_check(20)")?;
    let lines: Result<Vec<String>, _> = statement.query_map([], |row| row.get(0))?.collect();
    Ok(lines?.into_iter().filter(|line| line != "ok").collect())
}

/// Every file has the bytes that its name is the hash of.
async fn check_media(database: &Database, findings: &mut Findings, progress: &OnProgress) -> Result<(), ServiceError> {
    let hashes = media::all_hashes(database.readers()).await?;
    let total = hashes.len() as u64;
    for (done, hash) in (1..).zip(hashes) {
        match media::find(database.readers(), &hash).await? {
            Some(file) if crate::domain::media::hash(&file.bytes) == hash => {}
            Some(_) => findings.add(format!("media {hash}"), "its bytes are not those that were added"),
            None => findings.add(format!("media {hash}"), "its bytes are missing"),
        }
        progress(IntegrityProgress { stage: IntegrityStage::Media, done, total });
    }
    Ok(())
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, ServiceError> {
    Ok(tokio::task::spawn_blocking(work).await.map_err(|_| ServiceError::Stopping)??)
}

/// A folder of its own for the scratch database, beside the file, so that nobody else can read it.
struct Scratch {
    _folder: tempfile::TempDir,
    file: PathBuf,
}

impl Scratch {
    fn beside(file: &Path) -> Result<Self, StoreError> {
        let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = tempfile::Builder::new()
            .prefix("scratch-")
            .tempdir_in(parent)
            .map_err(|source| StoreError::Io { path: parent.to_owned(), source })?;
        let file = folder.path().join("scratch.sqlite");
        Ok(Self { _folder: folder, file })
    }
}
