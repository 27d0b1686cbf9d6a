//! What operators do with the database: check it, make it again, compact it, look at it, copy it, put a copy back.
//!
//! Results go to standard output, how far the work is to standard error. All but `restore` and `erase` run beside a serving process.

mod backup;
mod cluster;
mod compact;
mod display;
mod erase;
mod events;
mod healthcheck;
mod integrity;

pub use backup::{BackupArgs, backup, restore};
pub use cluster::ClusterCommand;
pub(crate) use cluster::run as cluster;
pub use compact::{CompactArgs, compact};
pub use erase::EraseArgs;
pub(crate) use erase::erase;
pub use events::{EventsArgs, events};
pub use healthcheck::healthcheck;
pub use integrity::{rebuild, verify};

/// Bytes for people.
fn readable(bytes: u64) -> String {
    indicatif::BinaryBytes(bytes).to_string()
}
