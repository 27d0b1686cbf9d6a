//! Pages.

pub mod components;
#[cfg(feature = "ssr")]
pub mod readers;
