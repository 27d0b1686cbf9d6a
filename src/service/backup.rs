//! One file that holds everything: made while the blog is served, and put back once it was checked.

use std::path::{Path, PathBuf};

use super::ServiceError;
use super::integrity::{self, OnProgress, Verification};
use crate::store::{Database, StoreError, backup as stored};

/// What a backup holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BackedUp {
    /// The file's length.
    pub bytes: u64,
    /// The position of its last event.
    pub position: u64,
}

/// What was put in place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// The position of its last event.
    pub position: u64,
    /// Where the database is that was there before.
    pub former: Option<PathBuf>,
}

/// Why a backup could not be made or put in place. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// There is a file of that name, and nobody said that it may go.
    #[error("{0} exists already; --force overwrites it")]
    Exists(PathBuf),
    /// The backup would take the place of the database itself.
    #[error("{0} is the database itself")]
    Same(PathBuf),
    /// What should be restored is not as it was written.
    #[error("nothing was restored: {} things are wrong with this file", .0.findings.count)]
    Unsound(Box<Verification>),
    /// A file or the database could not be read or written.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl From<StoreError> for BackupError {
    fn from(error: StoreError) -> Self {
        Self::Service(error.into())
    }
}

/// What becomes of a file that has the backup's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// It stays, and no backup is made.
    Kept,
    /// The backup takes its place, once it is complete.
    Replaced,
}

/// Writes what a database says now into one file, beside whoever serves it. The file has its name only once it is
/// complete and on disk.
///
/// # Errors
/// [`BackupError::Exists`] when there is such a file that should be kept; otherwise when something can't be read or
/// written.
pub async fn backup(database: &Path, file: &Path, existing: Existing) -> Result<BackedUp, BackupError> {
    let (database, file) = (database.to_owned(), file.to_owned());
    tokio::task::spawn_blocking(move || back_up(&database, &file, existing))
        .await
        .map_err(|_| ServiceError::Stopping)?
}

fn back_up(database: &Path, file: &Path, existing: Existing) -> Result<BackedUp, BackupError> {
    let is_same = file.canonicalize().is_ok_and(|file| database.canonicalize().is_ok_and(|own| own == file));
    if is_same {
        return Err(BackupError::Same(file.to_owned()));
    }
    if existing == Existing::Kept && file.exists() {
        return Err(BackupError::Exists(file.to_owned()));
    }
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let io = |source| StoreError::Io { path: file.to_owned(), source };
    let temporary = tempfile::Builder::new().prefix(".backup-").tempfile_in(folder).map_err(io)?;
    let position = stored::copy(database, temporary.path())?;
    let bytes = temporary.path().metadata().map_err(io)?.len();
    let named = match existing {
        Existing::Replaced => temporary.persist(file),
        Existing::Kept => temporary.persist_noclobber(file),
    };
    match named {
        Ok(_) => {}
        // Somebody else made it meanwhile.
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => {
            return Err(BackupError::Exists(file.to_owned()));
        }
        Err(error) => return Err(io(error.error).into()),
    }
    stored::sync(folder)?;
    Ok(BackedUp { bytes, position })
}

/// Puts a backup in the place of a data folder's database, after a copy of it has been brought up to date and checked.
/// What was there stays in the folder under another name.
///
/// # Errors
/// [`BackupError::Unsound`] when the backup is not as it was written; otherwise when another process has the folder,
/// a newer version of the program made the backup, or something can't be read or written.
pub async fn restore(data_dir: &Path, file: &Path, progress: OnProgress) -> Result<Restored, BackupError> {
    let io = |source| StoreError::Io { path: file.to_owned(), source };
    // Before anything is made: a mistyped name leaves no trace.
    std::fs::metadata(file).map_err(io)?;
    let _lock = Database::lock(data_dir)?;
    let folder = tempfile::Builder::new().prefix("restore-").tempdir_in(data_dir).map_err(io)?;
    let copy = folder.path().join("copy.sqlite");
    let (source, target) = (file.to_owned(), copy.clone());
    blocking(move || stored::take_in(&source, &target)).await?;
    Database::upgrade(&copy).await?;
    let verification = check(&copy, progress).await?;
    if !verification.findings.is_empty() {
        return Err(BackupError::Unsound(Box::new(verification)));
    }
    let data_dir = data_dir.to_owned();
    let former = blocking(move || stored::replace(&data_dir, &copy)).await?;
    Ok(Restored { position: verification.events, former })
}

/// Derived tables of another version are no damage; a damaged log is, and is then told by its findings.
async fn check(copy: &Path, progress: OnProgress) -> Result<Verification, ServiceError> {
    match integrity::bring_up_to_date(copy).await {
        Ok(()) | Err(ServiceError::Damaged(_)) => integrity::verify(copy, progress).await,
        Err(error) => Err(error),
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, ServiceError> {
    Ok(tokio::task::spawn_blocking(work).await.map_err(|_| ServiceError::Stopping)??)
}
