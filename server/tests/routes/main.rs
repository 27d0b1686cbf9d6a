//! Every route, asked in-process; the modules mirror the URLs.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests say what must hold by panicking")]

mod admin;
mod api;
mod assets;
mod doors;
mod failures;
mod files;
mod neighbour;
mod operators;
mod post_office;
mod readers;
mod site;
mod static_site;
