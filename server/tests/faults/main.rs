//! Faults that the running program survives: it is killed, stopped, starved of room, and its files are damaged.
//!
//! Each test starts the binary as a process of its own. `LITHAIR_FAULT_ROUNDS` sets how often it is killed, and
//! `LITHAIR_FAULT_SEED` repeats the choices of a run; both are printed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests say what must hold by panicking")]

mod damage;
mod disk;
mod editors;
mod kill;
mod process;
mod schedule;
#[path = "../support/small_disk.rs"]
mod small_disk;
mod writers;
