//! Import of a folder of Markdown in Zola's layout.
//!
//! - `front_matter`, `page`, `settings`: what one file means. `address`, `text`: Zola's rules for names and texts.
//! - `own`, `own_site`: an export of this program's own, of which an equal site is made.
//! - `site`: which files a folder holds. A broken one is told in the report and never stops the others.
//! - `plan`: every slug and address, decided before anything is written. `links`: where destinations lead.
//! - `run`: writes what was planned. `write`: what the service has to offer for that.

mod address;
pub mod front_matter;
mod links;
mod own;
mod own_site;
mod page;
mod plan;
mod report;
mod run;
mod settings;
mod site;
#[cfg(test)]
mod tests;
mod text;
mod write;

pub use report::{ImportError, ImportReport, Problem, Progress, Stage};
pub use run::import_folder;
pub use write::{ImportOutcome, ImportedPost, Own};
