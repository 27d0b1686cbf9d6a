//! Opening the database: one process, one connection that writes, several that read.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use rusqlite::{Connection, OpenFlags};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection as _, SqliteConnection};

use super::{READING, StoreError};
use crate::domain::Timestamp;

const READERS_MAX: u32 = 4;
/// More than there are statements.
const STATEMENTS_KEPT_MAX: usize = 64;
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Maintenance beside a serving process is patient.
const BUSY_TIMEOUT_BESIDE: Duration = Duration::from_secs(60);
const FILE_NAME: &str = "lithair-blog.sqlite";

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// The connections that read. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Database {
    readers: SqlitePool,
    history: History,
}

/// Connections that read the log, each used by one thread at a time.
#[derive(Clone, Debug)]
struct History {
    file: Arc<Path>,
    idle: Arc<Mutex<Vec<Connection>>>,
}

impl History {
    fn new(file: &Path) -> Self {
        Self { file: file.into(), idle: Arc::default() }
    }

    fn with<T>(&self, read: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let idle = self.idle.lock().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => {
                let connection = Connection::open_with_flags(&self.file, READING)?;
                prepare(&connection, BUSY_TIMEOUT)?;
                connection
            }
        };
        let result = read(&connection);
        let mut idle = self.idle.lock();
        if idle.len() < READERS_MAX as usize {
            idle.push(connection);
        }
        result
    }
}

/// The one connection that writes, with the lock that keeps other processes away.
#[derive(Debug)]
pub struct Writer {
    /// The connection itself.
    pub connection: Connection,
    _lock: File,
}

impl Database {
    /// Opens the database of a data folder, makes it where there is none, and brings its schema up to date, after
    /// a copy of it has been put aside.
    ///
    /// # Errors
    /// When another process has the folder, it can't be written, or a newer version of the program made it.
    pub async fn open(data_dir: &Path) -> Result<(Self, Writer), StoreError> {
        create_folder(data_dir)?;
        let lock = lock(data_dir)?;
        let file = Self::file(data_dir);
        let is_new = !file.exists();
        let options = SqliteConnectOptions::new()
            .filename(&file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(BUSY_TIMEOUT);
        let mut migration = SqliteConnection::connect_with(&options).await?;
        migrate(&mut migration, data_dir, is_new).await?;
        let connection = connect(&file, BUSY_TIMEOUT)?;
        migration.close().await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS_MAX)
            .min_connections(1)
            .connect_with(options.read_only(true).create_if_missing(false))
            .await?;
        let history = History::new(&file);
        Ok((Self { readers, history }, Writer { connection, _lock: lock }))
    }

    /// Opens a database file for reading alone, beside a process that serves it.
    ///
    /// # Errors
    /// When the file can't be opened, or its schema is not this program's.
    pub async fn open_for_reading(file: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new().filename(file).read_only(true).busy_timeout(BUSY_TIMEOUT);
        let readers = SqlitePoolOptions::new().max_connections(READERS_MAX).connect_with(options).await?;
        Ok(Self { readers, history: History::new(file) })
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

    /// Reads the log or snapshots, on a thread for such work. Several statements may see different moments of the
    /// database, unless `read` begins a transaction.
    ///
    /// # Errors
    /// What `read` says; or when the file can't be opened.
    pub async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let history = self.history.clone();
        tokio::task::spawn_blocking(move || history.with(read)).await.map_err(|_| StoreError::Stopping)?
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
        self.history.idle.lock().clear();
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

fn create_folder(data_dir: &Path) -> Result<(), StoreError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        // Accounts and drafts are nobody else's business.
        builder.mode(0o700);
    }
    builder.create(data_dir).map_err(|source| StoreError::Io { path: data_dir.to_owned(), source })
}

fn lock(data_dir: &Path) -> Result<File, StoreError> {
    let path = data_dir.join("lock");
    let io = |source| StoreError::Io { path: path.clone(), source };
    let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(io)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse(data_dir.to_owned())),
        Err(TryLockError::Error(source)) => Err(io(source)),
    }
}

async fn migrate(connection: &mut SqliteConnection, data_dir: &Path, is_new: bool) -> Result<(), StoreError> {
    if !is_new && is_outdated(connection).await? {
        let copy = free_backup_path(data_dir);
        tracing::info!(copy = %copy.display(), "the schema changes: a copy of the database is put aside first");
        sqlx::query("vacuum into ?").bind(copy.to_string_lossy().into_owned()).execute(&mut *connection).await?;
    }
    MIGRATIONS.run(connection).await?;
    Ok(())
}

/// Whether a migration of this program is missing in a database that has some.
async fn is_outdated(connection: &mut SqliteConnection) -> Result<bool, StoreError> {
    let has_migrations: bool =
        sqlx::query_scalar("select count(*) > 0 from sqlite_schema where name = '_sqlx_migrations'")
            .fetch_one(&mut *connection)
            .await?;
    if !has_migrations {
        return Ok(false);
    }
    let latest: i64 =
        sqlx::query_scalar("select coalesce(max(version), 0) from _sqlx_migrations").fetch_one(connection).await?;
    Ok(MIGRATIONS.iter().any(|migration| migration.version > latest))
}

fn free_backup_path(data_dir: &Path) -> PathBuf {
    let milliseconds = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |elapsed| i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX));
    let day = Timestamp::from_milliseconds(milliseconds).to_local().replace(':', "");
    (1..)
        .map(|number| data_dir.join(format!("before-migration-{day}-{number}.sqlite")))
        .find(|path| !path.exists())
        .unwrap_or_else(|| data_dir.join("before-migration.sqlite"))
}
