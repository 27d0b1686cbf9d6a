//! Islands: the parts of writers' pages that come alive in the browser.

mod autosave;
mod link_cards;
mod live_preview;
mod local_copy;
mod upload;

pub use autosave::{Autosave, AutosaveTexts};
pub use link_cards::{LinkCardTexts, LinkCards};
pub use live_preview::LivePreview;
pub use upload::{UploadProgress, UploadTexts};
