//! `lithair-blog backup FILE` and `lithair-blog restore FILE`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use blog::service::{self, BackupError, Existing};

use super::integrity::print_findings;
use super::{display, readable};

/// Where a backup goes.
#[derive(Debug, clap::Args)]
pub struct BackupArgs {
    /// The file to write.
    file: PathBuf,
    /// Overwrite it if there is one.
    #[arg(long)]
    force: bool,
}

/// Writes everything into one file.
///
/// # Errors
/// When there is such a file already, or something can't be read or written.
pub async fn backup<E: From<BackupError> + From<io::Error>>(
    database: &Path,
    arguments: &BackupArgs,
) -> Result<ExitCode, E> {
    let existing = if arguments.force { Existing::Replaced } else { Existing::Kept };
    let made = service::backup(database, &arguments.file, existing).await?;
    let (file, size) = (arguments.file.display(), readable(made.bytes));
    writeln!(io::stdout(), "{file}: {size}, up to event {}.", made.position)?;
    Ok(ExitCode::SUCCESS)
}

/// Puts a backup in the place of the database. What is wrong with a backup that isn't sound is printed.
///
/// # Errors
/// When the backup is not sound or too new, another process has the data folder, or something can't be written.
pub async fn restore<E: From<BackupError> + From<io::Error>>(data_dir: &Path, file: &Path) -> Result<ExitCode, E> {
    let mut output = io::stdout();
    let restored = match service::restore(data_dir, file, display::progress()).await {
        Err(BackupError::Unsound(verification)) => {
            print_findings(&verification, &mut output)?;
            return Err(BackupError::Unsound(verification).into());
        }
        outcome => outcome?,
    };
    writeln!(output, "{} was restored, up to event {}.", file.display(), restored.position)?;
    if let Some(former) = restored.former {
        writeln!(output, "The former database is {}.", former.display())?;
    }
    Ok(ExitCode::SUCCESS)
}
