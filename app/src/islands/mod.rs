//! Islands: the parts of writers' pages that come alive in the browser.

mod autosave;
mod clipboard;
mod dialog;
mod field;
mod image_picker;
mod link_cards;
mod link_search;
mod live_preview;
mod local_copy;
mod tools;
mod upload;
mod upload_request;
mod uploads;

pub use autosave::{Autosave, AutosaveTexts};
pub use image_picker::ImagePicker;
pub use link_cards::{LinkCardTexts, LinkCards};
pub use link_search::LinkSearch;
pub use live_preview::LivePreview;
pub use tools::EditorTools;
pub use upload::{UploadProgress, UploadTexts};
pub use uploads::Uploads;
