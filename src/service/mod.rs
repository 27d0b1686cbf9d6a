//! The service: commands in, views out. Pages, the API and the command line all call this and nothing below it.

mod accounts;
mod error;
mod import;
mod posts;
mod readers;

pub use accounts::{AccountInput, IssuedSession, SetupInput, SignedIn};
pub use error::{OpenError, ServiceError};
pub use import::{ImportOutcome, ImportedPost};
pub use posts::{PostQuery, PostsPage};
pub use readers::Lookup;

use std::path::PathBuf;
use std::sync::Arc;

use crate::domain::views::SiteView;

/// What the service is opened with.
#[derive(Clone, Debug)]
pub struct BlogOptions {
    /// The folder with the database.
    pub data_dir: PathBuf,
    /// The site's own address, without a slash at the end.
    pub base_url: String,
    /// The most bytes that the page cache holds.
    pub page_cache_bytes_max: u64,
    /// The most bytes (roughly) that the state cache holds.
    pub state_cache_bytes_max: u64,
}

/// The blog.
#[derive(Debug)]
pub struct Blog {}

impl Blog {
    /// Opens the database, makes it when there is none, and starts the writer.
    ///
    /// # Errors
    /// When the folder is in use by another process, can't be written, or holds what this version can't read.
    pub async fn open(options: BlogOptions) -> Result<Arc<Self>, OpenError> {
        todo!()
    }

    /// Finishes the commands that wait, and closes the database.
    pub async fn close(&self) {
        todo!()
    }

    /// The site as every page needs it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn site(&self) -> Result<Arc<SiteView>, ServiceError> {
        todo!()
    }

    /// Markdown as the site shows it, for a preview.
    pub fn preview(&self, markdown: &str) -> String {
        todo!()
    }
}
