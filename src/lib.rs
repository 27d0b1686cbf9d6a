//! Lithair Blog's core: what a post is, how it is stored, and how it is served.
//!
//! - [`domain`]: pure. One file per aggregate (state, commands, events, `decide`, `evolve`), the constraints
//!   that commands declare, and the views that pages and the API show. Compiled to wasm as well.
//! - [`diff`]: what differs between two texts, and what two people's changes make together. Pure as well.
//! - [`rich`]: formatted text from elsewhere as Markdown. Pure as well.
//! - [`text`]: every sentence of the interface, in every language.
//! - `search`: what texts are found by, and what people type to find them. Pure as well.
//! - `store`: SQLite. The append-only log, snapshots, projections and their queries: the only place with SQL.
//! - `service`: commands in, views out. The one writer with its group commit, the caches, Markdown, import.
//!
//! `search`, `store` and `service` exist with the feature `ssr` alone; nothing with a disk or a socket reaches the browser.

pub mod diff;
pub mod domain;
#[cfg(all(feature = "ssr", any(test, feature = "fuzzing")))]
pub mod fuzzing;
pub mod rich;
#[cfg(feature = "ssr")]
pub mod search;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
pub mod text;
