//! Islands: the parts of writers' pages that come alive in the browser.

mod live_preview;

pub use live_preview::LivePreview;
