//! Caches that never keep what is out of date, and never hold more bytes than they were given.

mod dependency;
mod fenced;
pub mod page;
mod pages;

pub use dependency::{Dependencies, Dependency};
pub use fenced::FencedCache;
pub use page::{Page, Rendered};
pub use pages::{CacheOutcome, PageCache};
