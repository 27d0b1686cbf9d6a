//! `lithair-blog compact`.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use blog::service::{self, CompactionPolicy, Sealed, ServiceError};

use super::readable;

/// What to seal.
#[derive(Debug, clap::Args)]
pub struct CompactArgs {
    /// Events recorded in the last so many days stay as they are; 0 seals whatever its age.
    #[arg(long, value_name = "DAYS", default_value_t = 30)]
    older_than_days: u32,
    /// Seal a last range that fills no segment as well.
    #[arg(long)]
    all: bool,
}

/// Seals old events and tells how much that gained.
///
/// # Errors
/// When an event is not as it was written, the database can't be read or written, or the outcome can't be printed.
pub async fn compact<E: From<ServiceError> + From<io::Error>>(
    database: &Path,
    arguments: &CompactArgs,
) -> Result<ExitCode, E> {
    let policy = CompactionPolicy {
        seals_remainder: arguments.all,
        ..CompactionPolicy::older_than_days(arguments.older_than_days)
    };
    let compacted = service::compact(database, policy, |sealed| {
        // Progress that nobody can be told must not stop the work.
        drop(writeln!(io::stderr(), "{}", line(sealed)));
    })
    .await?;
    writeln!(
        io::stdout(),
        "{} events are sealed into {} segments. The database had {}, now it has {}.",
        compacted.events,
        compacted.segments,
        readable(compacted.bytes_before),
        readable(compacted.bytes_after),
    )?;
    Ok(ExitCode::SUCCESS)
}

fn line(sealed: &Sealed) -> String {
    let Sealed { last_position, events, row_bytes, segment_bytes } = sealed;
    let (before, after) = (readable(*row_bytes), readable(*segment_bytes));
    format!("sealed up to event {last_position}: {events} events, {before} as {after}")
}
