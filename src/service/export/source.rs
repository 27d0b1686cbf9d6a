//! What is exported: a copy of the database as of one moment. So an export is of one piece, runs beside whoever serves the
//! site, and can write nothing into it.

use std::path::Path;
use std::sync::Arc;

use tempfile::TempDir;

use super::ExportError;
use crate::service::{Blog, BlogOptions, Existing, OpenError, ServiceError, backup, database_file};
use crate::store::{Database, StoreError, membership};

/// Opens a copy of the database in that data folder. The copy is gone with the folder that is given beside it.
///
/// # Errors
/// When there is no database, or no room for a copy.
pub async fn open_copy(data_dir: &Path, options: BlogOptions) -> Result<(Arc<Blog>, TempDir), ExportError> {
    let io = |source| ServiceError::from(StoreError::Io { path: data_dir.to_owned(), source });
    std::fs::metadata(database_file(data_dir)).map_err(io)?;
    let folder = private_folder(data_dir).map_err(io)?;
    let copy = database_file(folder.path());
    backup(&database_file(data_dir), &copy, Existing::Kept).await?;
    // A copy follows no other node, and nobody follows it.
    Database::open_beside(&copy).and_then(|connection| membership::forget(&connection)).map_err(ServiceError::from)?;
    let options = BlogOptions { data_dir: folder.path().to_owned(), cluster: None, mail: None, ..options };
    let blog = Blog::open(options).await.map_err(|error: OpenError| ExportError::Open(error))?;
    Ok((blog, folder))
}

/// A folder for its owner alone, as the data folder is: the copy holds everything.
fn private_folder(data_dir: &Path) -> std::io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix("export-");
    #[cfg(unix)]
    let owner = <std::fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o700);
    #[cfg(unix)]
    builder.permissions(owner);
    builder.tempdir_in(data_dir)
}
