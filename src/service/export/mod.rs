//! Export: the whole site as a folder of Markdown with its media, which `import` reads back as an equal site.
//!
//! - `layout`: where everything stands in the folder; the import of it reads from there as well.
//! - `toml`: the few forms of TOML that are written. `post`, `comments`, `settings`: what one file says.
//! - `folder`: the folder on disk, of which nothing is touched that an export didn't write.
//! - `links`, `addresses`: what a static export has to look for.
//! - `source`: a copy of the database as of one moment, beside whoever serves it.
//! - `run`: writes everything, some posts at a time.
//!
//! The same site gives the same bytes, so that an export can be kept under version control.

mod addresses;
mod comments;
mod folder;
pub mod layout;
mod links;
mod post;
mod run;
mod settings;
mod source;
#[cfg(test)]
mod tests;
mod toml;

pub use addresses::PublicAddresses;
pub use folder::{Folder, FolderError, FolderKind, Written, is_export};
pub use links::{links, sitemap_links, stylesheet_links};
pub use run::{ExportReport, Scope, export_folder};
pub use source::open_copy;

use super::{BackupError, OpenError, ServiceError};

/// Why an export stopped.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The folder is somebody else's, or can't be written.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The copy that is exported can't be made.
    #[error(transparent)]
    Copy(#[from] BackupError),
    /// The copy that is exported can't be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database fails.
    #[error(transparent)]
    Service(#[from] ServiceError),
}
