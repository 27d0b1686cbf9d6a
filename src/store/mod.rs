//! SQLite: the append-only log, snapshots, and the tables derived from them. The only place with SQL.
//!
//! - [`log`]: appending events and folding streams; [`snapshots`] shorten the fold, [`compaction`] seals what is old.
//! - [`proof`] checks the log, [`compare`] the tables that are derived from it;
//!   [`erasure`] replaces payloads.
//! - [`projections`]: what a changed aggregate means for the tables that queries read, in the log's transaction.
//! - [`posts`], [`published`], [`accounts`], [`sessions`], [`media`], [`renderings`]: one function per query.

pub mod accounts;
pub mod compaction;
pub mod compare;
mod database;
pub mod erasure;
mod error;
pub mod log;
pub mod media;
pub mod posts;
pub mod projections;
pub mod proof;
pub mod published;
pub mod renderings;
pub mod sessions;
pub mod snapshots;

pub use database::{Database, Writer};
pub use error::StoreError;

/// SQLite has signed integers alone; ours stay far below their end.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
