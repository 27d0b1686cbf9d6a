//! Small components that several pages share.

mod date;
mod icon;
mod language;
mod pagination;
mod skip_link;
pub mod tool_icon;

pub use date::{Date, date};
pub use icon::{FeedIcon, SearchIcon};
pub use language::TextLanguage;
pub use pagination::{PageNumber, Pages, page_numbers};
pub use skip_link::{CONTENT_ID, SkipLink};
