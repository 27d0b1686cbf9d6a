//! Several nodes with one log, on real nats-servers: what they promise, and what they survive.
//!
//! Each test starts processes of its own on free ports. Where there is no nats-server they say so and are skipped, unless
//! `NATS_TESTS=required` is set. Those that take minutes are ignored; `script/test-cluster` runs them as well.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests say what must hold by panicking")]

mod admission;
mod bucket;
mod check;
mod disks;
mod erasure;
mod faults;
mod link;
mod media;
mod nats;
mod network;
mod node;
#[path = "../support/small_disk.rs"]
mod small_disk;
mod together;

use nats::Nats;
use node::Nodes;

/// Three nodes on three servers; none where there are no servers.
fn nodes() -> Option<Nodes> {
    Some(Nodes::start(Nats::start(&nats::program()?)))
}
