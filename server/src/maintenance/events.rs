//! `lithair-blog events`.

use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use blog::service::{EventsError, for_each_event};

/// Which events to print, and how.
#[derive(Debug, clap::Args)]
pub struct EventsArgs {
    /// The events of one stream alone, such as site.
    #[arg(long, value_name = "ID")]
    stream: Option<String>,
    /// Each event as a JSON object on a line, with its payload.
    #[arg(long)]
    json: bool,
}

/// Prints the log.
///
/// # Errors
/// When the database can't be read, or nothing can be printed.
pub fn events<E: From<EventsError>>(database: &Path, arguments: &EventsArgs) -> Result<ExitCode, E> {
    let mut output = BufWriter::new(io::stdout().lock());
    for_each_event(database, arguments.stream.as_deref(), |event| {
        if arguments.json { writeln!(output, "{}", event.to_json()) } else { writeln!(output, "{event}") }
    })?;
    output.flush().map_err(EventsError::Io)?;
    Ok(ExitCode::SUCCESS)
}
