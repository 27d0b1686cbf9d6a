//! `lithair-blog verify [FILE]` and `lithair-blog rebuild`.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use blog::service::{self, Rebuilt, ServiceError, Verification};

use super::display;

/// Checks a database file and prints what is wrong with it.
///
/// # Errors
/// When the file can't be read, or the findings can't be printed.
pub async fn verify<E: From<ServiceError> + From<io::Error>>(file: &Path) -> Result<ExitCode, E> {
    // SQLite would not say which file is missing.
    std::fs::metadata(file).map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", file.display())))?;
    let verification = service::verify(file, display::progress()).await?;
    print_findings(&verification, &mut io::stdout().lock())?;
    Ok(if verification.findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prints each finding on a line, and a summary.
///
/// # Errors
/// When they can't be printed.
pub fn print_findings(verification: &Verification, output: &mut impl Write) -> io::Result<()> {
    let Verification { findings, events, streams, segments, are_tables_compared } = verification;
    for finding in &findings.first {
        writeln!(output, "{finding}")?;
    }
    let untold = findings.count - findings.first.len() as u64;
    if untold > 0 {
        writeln!(output, "… and {untold} more")?;
    }
    let outcome = match findings.count {
        0 => "everything is as it was written".to_owned(),
        count if *are_tables_compared => format!("{count} findings"),
        count => format!("{count} findings; tables were not compared, because they follow from the log"),
    };
    writeln!(output, "{events} events, {streams} streams, {segments} segments: {outcome}.")
}

/// Makes everything that follows from the log again.
///
/// # Errors
/// When the log is damaged, the database can't be read or written, or the outcome can't be printed.
pub async fn rebuild<E: From<ServiceError> + From<io::Error>>(database: &Path) -> Result<ExitCode, E> {
    let rebuilt = service::rebuild(database, display::progress()).await?;
    print_rebuilt(&rebuilt, &mut io::stdout().lock())?;
    Ok(ExitCode::SUCCESS)
}

fn print_rebuilt(rebuilt: &Rebuilt, output: &mut impl Write) -> io::Result<()> {
    let Rebuilt { events, streams, rows_changed } = rebuilt;
    writeln!(output, "{events} events, {streams} streams: {rows_changed} rows were changed.")?;
    if *rows_changed > 0 {
        writeln!(output, "Restart a process that serves this blog: it may still show the former rows from memory.")?;
    }
    Ok(())
}
