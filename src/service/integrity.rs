//! Checking everything against the log, and making everything that is derived from it again.
//!
//! Both fold the whole log into a scratch database, with the same functions that the writer projects with, and compare
//! its tables with those that are served. Both can run beside a serving process: they read one moment of the database,
//! and a rebuild changes only rows that differ, in one transaction.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::Mutex;
use rusqlite::{Connection, TransactionBehavior};

use super::ServiceError;
use super::renderings::Renderings;
use super::writer::write_post_rows;
use crate::domain::post::Post;
use crate::domain::{AnyState, Language, PostId, StreamId};
use crate::store::log::{self, Scan};
use crate::store::proof::{self, Findings, Proof, StreamEnd};
use crate::store::{
    Database, StoreError, comments, compare, media, post_notes, posts, previews, projections, search, snapshots,
    working_words,
};

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
    let scratch = Scratch::beside(file).await?;
    let database = Database::open_for_reading(file).await?;
    let (file, renderings, on_log) = (file.to_owned(), Renderings::new(database.clone()), Arc::clone(&progress));
    let mut verification = blocking(move || verify_log_and_tables(&file, &scratch, &renderings, &on_log)).await?;
    check_media(&database, &mut verification.findings, &progress).await?;
    database.close().await;
    Ok(verification)
}

fn verify_log_and_tables(
    file: &Path,
    scratch: &Scratch,
    renderings: &Renderings,
    progress: &OnProgress,
) -> Result<Verification, StoreError> {
    let scan = compare::open(file, &scratch.file)?;
    let structure = structure(&scan)?;
    let mut proof = prove(&scan, progress)?;
    for problem in structure {
        proof.findings.add("database", problem);
    }
    let mut verification = Verification {
        findings: proof.findings.clone(),
        events: proof.head.position,
        streams: proof.streams.len() as u64,
        segments: proof.segments,
        are_tables_compared: false,
    };
    if proof.findings.is_empty() {
        project(&scan, &proof, scratch, renderings, progress)?;
        progress(IntegrityProgress { stage: IntegrityStage::Tables, done: 0, total: 0 });
        compare::compare(scan.connection(), &mut verification.findings)?;
        verification.are_tables_compared = true;
    }
    Ok(verification)
}

/// Makes snapshots and projections again from the log, beside whoever serves them. Reading goes on as ever; writing
/// waits while the rows that differ are changed.
///
/// # Errors
/// [`ServiceError::Damaged`] when the log itself is not as it was written; otherwise when SQLite fails.
pub async fn rebuild(file: &Path, progress: OnProgress) -> Result<Rebuilt, ServiceError> {
    let scratch = Scratch::beside(file).await?;
    let database = Database::open_for_reading(file).await?;
    let (file, renderings) = (file.to_owned(), Renderings::new(database.clone()));
    let rebuilt = tokio::task::spawn_blocking(move || rebuild_tables(&file, &scratch, &renderings, &progress)).await;
    database.close().await;
    rebuilt.map_err(|_| ServiceError::Stopping)?
}

fn rebuild_tables(
    file: &Path,
    scratch: &Scratch,
    renderings: &Renderings,
    progress: &OnProgress,
) -> Result<Rebuilt, ServiceError> {
    let scan = compare::open(file, &scratch.file)?;
    let proof = prove(&scan, progress)?;
    if let Some(finding) = proof.findings.first.first() {
        return Err(ServiceError::Damaged(finding.to_string()));
    }
    project(&scan, &proof, scratch, renderings, progress)?;
    progress(IntegrityProgress { stage: IntegrityStage::Tables, done: 0, total: 0 });
    let rebuilds = Rebuilds {
        search: !compare::has_same_words(scan.connection(), compare::SEARCH_INDEX)?
            || !compare::has_same_words(scan.connection(), compare::SEARCH_TITLES)?,
        working_words: !compare::has_same_words(scan.connection(), compare::WORKING_WORDS)?,
    };
    // Its transaction would keep the write-ahead log from being emptied.
    drop(scan);
    let mut connection = Database::open_beside(file)?;
    compare::attach(&connection, &scratch.file)?;
    let rows_changed = replace(&mut connection, &proof, renderings, &rebuilds)?;
    Ok(Rebuilt { events: proof.head.position, streams: proof.streams.len() as u64, rows_changed })
}

/// Rebuilds a database whose derived tables were written by another version of the projections. Whoever calls this keeps
/// others from writing meanwhile.
///
/// # Errors
/// As [`rebuild`].
pub(super) async fn bring_up_to_date(file: &Path) -> Result<(), ServiceError> {
    let connection = Database::open_beside(file)?;
    if !projections::are_current(&connection)? {
        if log::head(&connection)?.position > 0 {
            tracing::info!("the derived tables were written by another version: they are made again from the log");
            let rebuilt = rebuild(file, Arc::new(log_progress)).await?;
            tracing::info!(events = rebuilt.events, rows_changed = rebuilt.rows_changed, "the derived tables are new");
        }
        projections::note_version(&connection)?;
    }
    Ok(())
}

/// Tells the log where a rebuild is, at the end of each stage and now and then on a long way.
fn log_progress(IntegrityProgress { stage, done, total }: IntegrityProgress) {
    const DONE_PER_LINE: u64 = 1 << 16;
    if done == total || done.is_multiple_of(DONE_PER_LINE) {
        tracing::info!(?stage, done, total, "rebuilding");
    }
}

/// Which full-text indexes have other words than they should.
struct Rebuilds {
    search: bool,
    working_words: bool,
}

/// Makes the index of working copies' words again. It keeps no texts that it could be made from, but states do.
fn rebuild_working_words(connection: &Connection) -> Result<u64, StoreError> {
    working_words::forget_all(connection)?;
    for (sequence, id) in posts::all(connection)? {
        let post = snapshots::load::<Post>(connection, &id.stream_id())?.state;
        working_words::project(connection, sequence, &post)?;
    }
    Ok(1)
}

/// Changes the rows that differ, and writes down again what happened since the log was read.
fn replace(
    connection: &mut Connection,
    proof: &Proof,
    renderings: &Renderings,
    rebuilds: &Rebuilds,
) -> Result<u64, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut rows_changed = compare::make_equal(&transaction)?;
    if rebuilds.search {
        search::rebuild(&transaction)?;
        rows_changed += 1;
    }
    if rebuilds.working_words {
        rows_changed += rebuild_working_words(&transaction)?;
    }
    for (stream_id, first_position) in log::streams_after(&transaction, proof.head.position)? {
        let Some(state) = log::replay_any(&transaction, &stream_id)? else { continue };
        snapshots::renew(&transaction, &stream_id)?;
        write_rows(&transaction, &stream_id, first_position, &state, &proof.site.general.language, renderings)?;
        match (&state, post_id(&stream_id)) {
            (AnyState::Post(post), Some(id)) => {
                post.aliases.iter().try_for_each(|alias| projections::claim_alias(&transaction, alias, id))?;
            }
            (AnyState::Site(site), _) => site
                .redirects
                .iter()
                .try_for_each(|redirect| projections::project_redirect(&transaction, &redirect.from, &redirect.to))?,
            _ => {}
        }
    }
    projections::project_kinds_of_rows(&transaction)?;
    transaction.commit()?;
    Ok(rows_changed)
}

/// Folds every stream and writes what follows into the scratch database.
fn project(
    scan: &Scan,
    proof: &Proof,
    scratch: &Scratch,
    renderings: &Renderings,
    progress: &OnProgress,
) -> Result<(), StoreError> {
    let total = proof.streams.len() as u64;
    let passes = proof.payload_bytes.div_ceil(PASS_PAYLOAD_BYTES_MAX).max(1);
    let mut redirects: Vec<(u64, RedirectRow)> =
        proof.redirects.iter().map(|(position, redirect)| (*position, RedirectRow::Path(redirect.clone()))).collect();
    let (partition, mut done) = (RandomState::new(), 0);
    let mut connection = scratch.connection.lock();
    let transaction = connection.transaction()?;
    for pass in 0..passes {
        for stream in fold(scan, &proof.streams, |stream_id| partition.hash_one(stream_id) % passes == pass)? {
            if let Some((version, format_version, bytes)) = stream.snapshot {
                snapshots::put(&transaction, &stream.id, version, format_version, &bytes)?;
            }
            let position = stream.first_position;
            write_rows(&transaction, &stream.id, position, &stream.state, &proof.site.general.language, renderings)?;
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
                projections::project_redirect(&transaction, &redirect.from, &redirect.to)?;
            }
            RedirectRow::Post(alias, id) => projections::claim_alias(&transaction, &alias, id)?,
        }
    }
    projections::project_kinds(&transaction, &proof.kinds)?;
    transaction.commit()?;
    Ok(())
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
fn write_rows(
    connection: &Connection,
    stream_id: &StreamId,
    first_position: u64,
    state: &AnyState,
    language: &Language,
    renderings: &Renderings,
) -> Result<(), StoreError> {
    let id = stream_id.parts().1;
    match state {
        AnyState::Post(post) => {
            let Some(id) = post_id(stream_id) else { return Ok(()) };
            write_post_rows(connection, renderings, language, first_position, id, post)
        }
        AnyState::Account(account) => {
            let Ok(id) = id.parse() else { return Ok(()) };
            projections::project_account(connection, id, account)
        }
        AnyState::Media(media) => projections::project_media(connection, id, media),
        AnyState::Note(note) => {
            let Ok(id) = id.parse() else { return Ok(()) };
            post_notes::project(connection, id, note)
        }
        AnyState::Comment(comment) => {
            let Ok(id) = id.parse() else { return Ok(()) };
            comments::project(connection, id, comment)
        }
        AnyState::Preview(link) => {
            let Ok(id) = id.parse() else { return Ok(()) };
            previews::project(connection, id, link)
        }
        AnyState::Erasure(erasure) => projections::project_erasure(connection, erasure),
        // Its settings are read from its state, its redirects are written apart; what was told is read from its state.
        AnyState::Site(_) | AnyState::SentMentions(_) => Ok(()),
    }
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

/// An empty database in a folder of its own beside the file, so that nobody else can read it.
struct Scratch {
    connection: Mutex<Connection>,
    file: PathBuf,
    _folder: tempfile::TempDir,
}

impl Scratch {
    async fn beside(file: &Path) -> Result<Self, StoreError> {
        let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = tempfile::Builder::new()
            .prefix("scratch-")
            .tempdir_in(parent)
            .map_err(|source| StoreError::Io { path: parent.to_owned(), source })?;
        let file = folder.path().join("scratch.sqlite");
        let connection = Mutex::new(Database::scratch(&file).await?);
        Ok(Self { connection, file, _folder: folder })
    }
}
