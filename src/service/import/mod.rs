//! Import of other sites: folders of Markdown as Zola, Hugo and Jekyll make pages of them, and what WordPress and Ghost export.
//!
//! - `source`: which of these there is. `archive`: any of them in a zip archive.
//! - `front_matter`, `page`, `settings`: what one file means. `address`, `text`: Zola's rules for names and texts.
//! - `generators`: folders of Hugo and Jekyll.
//! - `own`, `own_site`: an export of this program's own, of which an equal site is made.
//! - `site`: which files a folder holds. A broken one is told in the report and never stops the others.
//! - `wordpress`, `ghost`: exports of these engines. `markup`: their text as Markdown. `media`: their images. `foreign`: what the
//!   texts of other engines become.
//! - `plan`: every slug and address, decided before anything is written. `links`: where destinations lead.
//! - `run`: writes what was planned. `write`: what the service has to offer for that.

mod address;
mod archive;
mod foreign;
pub mod front_matter;
mod generators;
pub mod ghost;
mod links;
pub mod markup;
mod media;
mod own;
mod own_site;
mod page;
mod plan;
mod report;
mod run;
mod settings;
mod site;
mod source;
#[cfg(test)]
mod tests;
mod text;
pub mod wordpress;
mod write;

pub use address::numbered_address;
pub use media::MediaOptions;
pub use report::{ImportError, ImportReport, Problem, Progress, Stage};
pub use run::{import, import_folder};
#[cfg(any(test, feature = "fuzzing"))]
pub use source::texts_of;
pub use source::{Format, ImportRequest};
pub use write::{ImportOutcome, ImportedPost, ImportedProfile, Own};
