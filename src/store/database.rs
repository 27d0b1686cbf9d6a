//! Opening the database: one process, one connection that writes, several that read.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use rusqlite::{Connection, OpenFlags};
use sqlx::migrate::MigrateError;
use sqlx::sqlite::{
    SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Connection as _, SqliteConnection};
use tokio::sync::Semaphore;

use super::{READING, StoreError, compatibility, log, notes, unsigned};
use crate::domain::Timestamp;

/// How many reads there are at a time for each core: while one waits for the disk, another has the core.
const READS_PER_CORE: u32 = 2;
/// So many at least, as some take longer than others.
const READS_MIN: u32 = 4;
/// And at most: each has files open.
const READS_MAX: u32 = 32;
/// Reads under way are waited for so long when the connections are closed.
const LAST_READS_WAIT: Duration = Duration::from_secs(5);
/// More than there are statements.
const STATEMENTS_KEPT_MAX: usize = 128;
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Maintenance beside a serving process is patient.
const BUSY_TIMEOUT_BESIDE: Duration = Duration::from_secs(60);
#[cfg(unix)]
const FOLDER_MODE: u32 = 0o700;
const FILE_NAME: &str = "lithair-blog.sqlite";

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// The connections that read. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Database {
    readers: SqlitePool,
    shelf: Arc<Shelf>,
}

/// Connections that read, each used by one thread at a time.
#[derive(Debug)]
struct Shelf {
    file: PathBuf,
    idle: Mutex<Vec<Connection>>,
    /// As many as there are connections. With more threads than that, one would be opened for each of them, which costs
    /// more than what is read.
    permits: Arc<Semaphore>,
}

impl Shelf {
    fn new(file: &Path) -> Arc<Self> {
        let permits = Arc::new(Semaphore::new(readers_max() as usize));
        Arc::new(Self { file: file.to_owned(), idle: Mutex::default(), permits })
    }

    fn open(&self) -> Result<Connection, StoreError> {
        let connection = Connection::open_with_flags(&self.file, READING)?;
        prepare(&connection, BUSY_TIMEOUT)?;
        Ok(connection)
    }

    fn with<T>(&self, read: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let idle = self.idle.lock().pop();
        let connection = idle.map_or_else(|| self.open(), Ok)?;
        let result = read(&connection);
        self.idle.lock().push(connection);
        result
    }
}

/// How many reads there are at a time, of sqlx's and of ours.
fn readers_max() -> u32 {
    let cores = std::thread::available_parallelism().map_or(1, |cores| u32::try_from(cores.get()).unwrap_or(u32::MAX));
    cores.saturating_mul(READS_PER_CORE).clamp(READS_MIN, READS_MAX)
}

/// How large a database and its log are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// The position of the last event.
    pub position: u64,
    /// How many segments there are.
    pub segments: u64,
    /// How many bytes the database has, its write-ahead log aside.
    pub bytes: u64,
}

/// The one connection that writes, with the lock that keeps other processes away.
#[derive(Debug)]
pub struct Writer {
    /// The connection itself.
    pub connection: Connection,
    _lock: FolderLock,
}

/// A data folder that no other process has. Dropping it lets others in.
#[derive(Debug)]
pub struct FolderLock {
    _file: File,
}

impl Database {
    /// Opens the database of a data folder, makes it where there is none, and brings its schema up to date, after
    /// a copy of it has been put aside.
    ///
    /// # Errors
    /// When another process has the folder, it can't be written, or a newer version of the program made it.
    pub async fn open(data_dir: &Path) -> Result<(Self, Writer), StoreError> {
        let lock = Self::lock(data_dir)?;
        let file = Self::file(data_dir);
        let is_new = !file.exists();
        let options = options(&file);
        let mut making = options.clone().create_if_missing(true);
        if is_new {
            // What compaction frees is given back to the system a page at a time; set before there is a first page.
            making = making.auto_vacuum(SqliteAutoVacuum::Incremental);
        }
        let mut migration = SqliteConnection::connect_with(&making).await?;
        migrate(&mut migration, data_dir, is_new).await?;
        let connection = connect(&file, BUSY_TIMEOUT)?;
        migration.close().await?;
        compatibility::refuse_unknown_events(&connection)?;
        compatibility::note_program(&connection)?;
        let readers = SqlitePoolOptions::new()
            .max_connections(readers_max())
            .min_connections(1)
            .connect_with(options.read_only(true))
            .await?;
        Ok((Self { readers, shelf: Shelf::new(&file) }, Writer { connection, _lock: lock }))
    }

    /// Brings the schema of a file that nobody has open up to date.
    ///
    /// # Errors
    /// When it is no database of this program, or a newer version of the program made it.
    pub async fn upgrade(file: &Path) -> Result<(), StoreError> {
        let mut connection = SqliteConnection::connect_with(&options(file)).await?;
        let is_ours = schema_version(&mut connection).await?.is_some();
        let migrated = if is_ours { run_migrations(&mut connection).await } else { Err(StoreError::Foreign) };
        connection.close().await?;
        migrated?;
        compatibility::refuse_unknown_events(&connect(file, BUSY_TIMEOUT)?)
    }

    /// Keeps other processes away from a data folder, which is made where there is none.
    ///
    /// # Errors
    /// When another process has the folder, or it can't be written.
    pub fn lock(data_dir: &Path) -> Result<FolderLock, StoreError> {
        create_folder(data_dir)?;
        lock(data_dir)
    }

    /// Opens a database file for reading alone, beside a process that serves it.
    ///
    /// # Errors
    /// When the file can't be opened, or its schema is not this program's.
    pub async fn open_for_reading(file: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new().filename(file).read_only(true).busy_timeout(BUSY_TIMEOUT);
        let readers = SqlitePoolOptions::new().max_connections(readers_max()).connect_with(options).await?;
        refuse_other_schema(&readers).await?;
        Ok(Self { readers, shelf: Shelf::new(file) })
    }

    /// Makes an empty database that nobody needs to find again after a crash.
    ///
    /// # Errors
    /// When the file can't be written.
    pub async fn scratch(file: &Path) -> Result<Connection, StoreError> {
        let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
        let mut migration = SqliteConnection::connect_with(&options).await?;
        MIGRATIONS.run(&mut migration).await?;
        migration.close().await?;
        let connection = Connection::open(file)?;
        connection.execute_batch("pragma journal_mode = memory; pragma synchronous = off;")?;
        Ok(connection)
    }

    /// Opens a database file for writing beside a process that serves it.
    ///
    /// # Errors
    /// When the file can't be opened.
    pub fn open_beside(file: &Path) -> Result<Connection, StoreError> {
        connect(file, BUSY_TIMEOUT_BESIDE)
    }

    /// Reads what takes little time, on a thread for such work, when its turn comes. Several statements may see different
    /// moments of the database, unless `read` begins a transaction.
    ///
    /// # Errors
    /// What `read` says; or when the file can't be opened.
    pub async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let shelf = Arc::clone(&self.shelf);
        let permit = Arc::clone(&shelf.permits).acquire_owned().await.map_err(|_| StoreError::Stopping)?;
        let read = move || {
            let result = shelf.with(read);
            drop(permit);
            result
        };
        tokio::task::spawn_blocking(read).await.map_err(|_| StoreError::Stopping)?
    }

    /// Reads what may take long, such as all of the log, on a connection of its own: nobody else waits for it.
    ///
    /// # Errors
    /// As [`Database::read`].
    pub async fn scan<T: Send + 'static>(
        &self,
        scan: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let shelf = Arc::clone(&self.shelf);
        tokio::task::spawn_blocking(move || scan(&shelf.open()?)).await.map_err(|_| StoreError::Stopping)?
    }

    /// How large the database and its log are.
    ///
    /// # Errors
    /// When SQLite fails.
    pub async fn extent(&self) -> Result<Extent, StoreError> {
        self.read(|connection| {
            let sizes = "select (select count(*) from segments), page_count * page_size
                from pragma_page_count, pragma_page_size";
            let (segments, bytes) = connection
                .prepare_cached(sizes)?
                .query_row([], |row| Ok((unsigned(row.get(0)?), unsigned(row.get(1)?))))?;
            Ok(Extent { position: log::head(connection)?.position, segments, bytes })
        })
        .await
    }

    /// The database file of a data folder.
    pub fn file(data_dir: &Path) -> PathBuf {
        data_dir.join(FILE_NAME)
    }

    /// The connections that read.
    pub fn readers(&self) -> &SqlitePool {
        &self.readers
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it doesn't.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("select 1").execute(&self.readers).await?;
        Ok(())
    }

    /// Closes the connections that read.
    pub async fn close(&self) {
        self.readers.close().await;
        // Whoever has one would put it back behind us.
        let all = self.shelf.permits.acquire_many(readers_max());
        let _all = tokio::time::timeout(LAST_READS_WAIT, all).await;
        self.shelf.idle.lock().clear();
    }
}

impl Writer {
    /// Closes the connection that writes, and lets other processes in.
    ///
    /// # Errors
    /// When the write-ahead log can't be emptied into the database.
    pub fn close(self) -> Result<(), StoreError> {
        self.connection.close().map_err(|(_, error)| error.into())
    }
}

/// A connection that writes. The file must be there.
fn connect(file: &Path, busy_timeout: Duration) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    prepare(&connection, busy_timeout)?;
    Ok(connection)
}

fn prepare(connection: &Connection, busy_timeout: Duration) -> Result<(), StoreError> {
    connection.busy_timeout(busy_timeout)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT_MAX);
    Ok(())
}

fn options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(false)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY_TIMEOUT)
}

fn create_folder(data_dir: &Path) -> Result<(), StoreError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        // Accounts and drafts are nobody else's business.
        builder.mode(FOLDER_MODE);
    }
    let created = builder.create(data_dir).and_then(|()| close_to_others(data_dir));
    created.map_err(|source| StoreError::Io { path: data_dir.to_owned(), source })
}

/// Takes from others the rights to a folder that was there before.
#[cfg(unix)]
fn close_to_others(data_dir: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(data_dir)?.permissions().mode() & 0o777;
    if mode & !FOLDER_MODE != 0 {
        std::fs::set_permissions(data_dir, std::fs::Permissions::from_mode(FOLDER_MODE))?;
        let (folder, was) = (data_dir.display(), format!("{mode:o}"));
        tracing::warn!(%folder, was, "others could enter the data folder; now its owner alone can");
    }
    Ok(())
}

#[cfg(not(unix))]
fn close_to_others(_: &Path) -> std::io::Result<()> {
    Ok(())
}

fn lock(data_dir: &Path) -> Result<FolderLock, StoreError> {
    let path = data_dir.join("lock");
    let io = |source| StoreError::Io { path: path.clone(), source };
    let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(io)?;
    match file.try_lock() {
        Ok(()) => Ok(FolderLock { _file: file }),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse(data_dir.to_owned())),
        Err(TryLockError::Error(source)) => Err(io(source)),
    }
}

async fn migrate(connection: &mut SqliteConnection, data_dir: &Path, is_new: bool) -> Result<(), StoreError> {
    let is_outdated = schema_version(connection).await?.is_some_and(|version| version < latest_schema());
    if !is_new && is_outdated {
        let copy = free_path(data_dir, "before-migration");
        tracing::info!(copy = %copy.display(), "the schema changes: a copy of the database is put aside first");
        sqlx::query("vacuum into ?").bind(copy.to_string_lossy().into_owned()).execute(&mut *connection).await?;
    }
    run_migrations(connection).await
}

async fn run_migrations(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    match MIGRATIONS.run(&mut *connection).await {
        Err(MigrateError::VersionMissing(_)) => Err(newer(connection).await?),
        result => Ok(result?),
    }
}

async fn refuse_other_schema(readers: &SqlitePool) -> Result<(), StoreError> {
    let mut connection = readers.acquire().await?;
    let latest = latest_schema();
    match schema_version(&mut connection).await? {
        Some(version) if version == latest => Ok(()),
        Some(version) if version > latest => Err(newer(&mut connection).await?),
        Some(schema) => Err(StoreError::Older { schema, ours: latest }),
        None => Err(StoreError::Foreign),
    }
}

/// Says who made a database that this program is too old for.
async fn newer(connection: &mut SqliteConnection) -> Result<StoreError, StoreError> {
    let schema = schema_version(connection).await?.unwrap_or_default();
    let opened_by: Option<String> = sqlx::query_scalar("select value from notes where name = ?")
        .bind(notes::OPENED_BY)
        .fetch_optional(connection)
        .await?;
    let made_by = opened_by.unwrap_or_else(|| "a newer version".to_owned());
    Ok(StoreError::Newer { made_by, schema, ours: latest_schema() })
}

fn latest_schema() -> i64 {
    MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or_default()
}

/// The last migration that a database has; none where it was never migrated, so that it isn't this program's.
async fn schema_version(connection: &mut SqliteConnection) -> Result<Option<i64>, StoreError> {
    let has_migrations: bool =
        sqlx::query_scalar("select count(*) > 0 from sqlite_schema where name = '_sqlx_migrations'")
            .fetch_one(&mut *connection)
            .await?;
    if !has_migrations {
        return Ok(None);
    }
    Ok(sqlx::query_scalar("select max(version) from _sqlx_migrations").fetch_one(connection).await?)
}

/// A path in the data folder where nothing is yet: for a database that is put aside today.
pub(super) fn free_path(data_dir: &Path, name: &str) -> PathBuf {
    let milliseconds = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |elapsed| i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX));
    let day = Timestamp::from_milliseconds(milliseconds).to_local().replace(':', "");
    (1..)
        .map(|number| data_dir.join(format!("{name}-{day}-{number}.sqlite")))
        .find(|path| !path.exists())
        .unwrap_or_else(|| data_dir.join(format!("{name}.sqlite")))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn reads_share_a_few_connections_and_a_scan_waits_for_none_of_them() {
        let folder = tempfile::tempdir().unwrap();
        let (database, _writer) = Database::open(folder.path()).await.unwrap();
        let (reading, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let scanned = Arc::new(tokio::sync::Notify::new());
        let mut reads = tokio::task::JoinSet::new();
        let (release, released) = std::sync::mpsc::channel::<()>();
        let released = Arc::new(Mutex::new(released));
        for number in 0..readers_max() * 4 {
            let (database, reading, most) = (database.clone(), Arc::clone(&reading), Arc::clone(&most));
            let (scanned, released) = (Arc::clone(&scanned), Arc::clone(&released));
            reads.spawn(async move {
                let read = move |connection: &Connection| {
                    most.fetch_max(reading.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    scanned.notify_one();
                    // Whoever reads first reads until the scan is done; one whose caller's fault it is panics.
                    let _ = released.lock().recv_timeout(Duration::from_secs(20));
                    reading.fetch_sub(1, Ordering::SeqCst);
                    assert!(number != 0, "a fault of the caller's");
                    Ok(connection.query_row("select 1", [], |row| row.get::<_, u32>(0))?)
                };
                database.read(read).await
            });
        }
        scanned.notified().await;
        let scan = |connection: &Connection| Ok(connection.query_row("select 2", [], |row| row.get::<_, u32>(0))?);
        assert_eq!(database.scan(scan).await.unwrap(), 2);
        drop(release);
        let results = reads.join_all().await;
        assert_eq!(results.iter().filter(|result| matches!(result, Ok(1))).count(), results.len() - 1);
        assert!(most.load(Ordering::SeqCst) <= readers_max() as usize, "{most:?} at a time");
        assert!(database.shelf.idle.lock().len() <= readers_max() as usize);
        assert_eq!(database.shelf.permits.available_permits(), readers_max() as usize, "a panic gives its turn back");
        database.close().await;
    }
}
