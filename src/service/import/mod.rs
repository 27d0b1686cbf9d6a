//! Bringing a site in from elsewhere.

mod write;

pub use write::{ImportOutcome, ImportedPost};
