//! `lithair-blog cluster …`.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use blog::service::cluster::{self, ClusterOptions, ClusterStatus};
use blog::service::database_file;
use clap::Subcommand;

use crate::cli::CommandError;

/// What can be done with a cluster.
#[derive(Debug, Subcommand)]
pub enum ClusterCommand {
    /// Make a cluster of this data folder: others join by serving with an empty one. Stop the server first.
    Init,
    /// Say how far each node is, and who keeps the shared log.
    Status {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Keep a snapshot of this node for new ones, beside a serving process.
    Snapshot,
    /// Have this node's data folder stand alone again, with everything. Stop the server first.
    Leave,
    /// Make the shared log anew from this node, after the log's servers lost it. Run it on the node that is furthest,
    /// with its server stopped.
    Reseed,
}

/// Does it.
///
/// # Errors
/// When no cluster is named, or it can't be done.
pub async fn run(
    options: Option<&ClusterOptions>,
    data_dir: &Path,
    command: &ClusterCommand,
) -> Result<ExitCode, CommandError> {
    let options = options.ok_or(CommandError::NoCluster)?;
    let name = &options.name;
    let said = match command {
        ClusterCommand::Init => {
            let position = cluster::init(options, data_dir).await?;
            format!("The cluster {name:?} begins with the {position} events of this data folder.")
        }
        ClusterCommand::Status { json } => {
            let status = cluster::status(options).await?;
            if *json { serde_json::to_string_pretty(&status)? } else { described(&status) }
        }
        ClusterCommand::Snapshot => {
            let sequence = cluster::publish_snapshot(options, &database_file(data_dir)).await?;
            format!("The cluster {name:?} keeps a snapshot as of message {sequence}.")
        }
        ClusterCommand::Leave => {
            let position = cluster::leave(options, data_dir).await?;
            format!("This data folder stands alone, with all {position} events.")
        }
        ClusterCommand::Reseed => {
            let position = cluster::reseed(options, data_dir).await?;
            format!("The log of cluster {name:?} goes on behind event {position}. Start all nodes again.")
        }
    };
    writeln!(std::io::stdout().lock(), "{}", said.trim_end())?;
    Ok(ExitCode::SUCCESS)
}

fn described(status: &ClusterStatus) -> String {
    let none = || "nobody".to_owned();
    let stream = &status.stream;
    let mut text = format!(
        "messages {} to {}, {} bytes, kept by {} (leader){}\nlease: {}\n",
        stream.first_sequence,
        stream.last_sequence,
        stream.bytes,
        stream.leader.clone().unwrap_or_else(none),
        stream.replicas.iter().map(|replica| format!(", {replica}")).collect::<String>(),
        status.lease_holder.clone().unwrap_or_else(none),
    );
    for node in &status.nodes {
        let hash = node.hash.get(..12).unwrap_or_default();
        let seen = node.seen_milliseconds_ago as f64 / 1e3;
        text.push_str(&format!(
            "{}\t{}\tmessage {}\tevent {} {hash}\tlag {}\tseen {seen:.1} s ago\t{}{}\n",
            node.node,
            node.version,
            node.sequence,
            node.position,
            node.lag,
            node.address,
            node.halted.as_ref().map(|reason| format!("\thalted: {reason}")).unwrap_or_default(),
        ));
    }
    text
}
