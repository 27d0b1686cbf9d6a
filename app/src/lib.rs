//! Pages, islands and server functions of Lithair Blog.
//!
//! - [`readers`]: what everybody reads, rendered straight to HTML.
//! - [`app`]: the writers' application: the document around its pages, and its route table.
//! - [`admin`]: writers' pages, one file each, and the forms that they show and send.
//! - [`functions`]: server functions, the only things that issue commands for pages.
//! - [`islands`]: what comes alive in the browser, on writers' pages alone.
//! - [`components`]: small components that several pages share.
//! - [`writing`]: what the editor does to a text, without a browser.
//!
//! Pages are rendered on the server, so only islands and the client's half of server functions reach the wasm build.

// A page is one type, as deep as its elements.
#![recursion_limit = "256"]

#[cfg(feature = "ssr")]
pub mod admin;
#[cfg(feature = "ssr")]
pub mod app;
pub mod components;
#[cfg(feature = "ssr")]
pub mod context;
pub mod functions;
pub mod islands;
#[cfg(feature = "ssr")]
pub mod readers;
pub mod writing;

/// Wakes the islands of the page that the browser shows.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
