//! Lithair Blog over HTTP and on the command line.
//!
//! - [`cli`]: the commands; [`config`]: every setting, from flags, variables and a file.
//! - [`router`]: every route as a list. [`readers`] serves what everybody reads, through the page cache;
//!   [`admin`] serves writers, [`api`] is the JSON API, [`operators`] what machines ask, [`assets`] what is built into the binary.
//! - `maintenance`: what operators do with the database; [`metrics`]: what is counted for them.
//! - [`serve`]: listening, time limits, draining.
//! - [`position`]: what a cluster's nodes tell each other by way of the browser.
//! - `accept`: what a request takes.
//! - [`session`], [`security`], [`sign_in_limit`], [`comment_limit`], [`client`]: who asks, and whether they may.
//! - [`upload`]: files in a form, within bounds.
//! - [`respond`]: a page as a response: encodings, validators, what the cache did.
//! - [`error`]: the one place that turns errors into statuses.

// The types of writers' pages, which nest as the pages do, are looked at as a whole where they are optimised.
#![recursion_limit = "256"]

mod accept;
pub mod admin;
pub mod api;
pub mod assets;
pub mod cli;
pub mod client;
pub mod comment_limit;
pub mod config;
mod demo;
pub mod error;
mod export;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod import;
mod logging;
mod maintenance;
pub mod metrics;
pub mod observe;
pub mod operators;
pub mod position;
pub mod readers;
pub mod request_id;
pub mod respond;
pub mod router;
pub mod security;
pub mod serve;
pub mod session;
pub mod sign_in_limit;
pub mod state;
pub mod static_site;
pub mod upload;

pub use router::router;
pub use state::AppState;
