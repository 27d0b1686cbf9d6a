//! `lithair-blog export --static`: the public site as files that any web server can serve.
//!
//! Every page is made by the routes that answer readers, asked in this process; from what they answer, the crawl goes on
//! to whatever it leads to. `place`: which file an address is, and what an address in a page means.

mod crawl;
mod place;

use std::path::Path;
use std::sync::Arc;

use blog::service::Blog;
use blog::service::export::{ExportError, Folder, FolderKind, PublicAddresses};
use blog::service::{Problem, Progress, Stage};

use self::crawl::Crawl;
use crate::AppState;
use crate::config::Config;

/// Where every crawl begins. What isn't there is not missed.
const BEGINNINGS: [&str; 8] =
    ["/", "/archive", "/feed.xml", "/rss.xml", "/feed.json", "/sitemap.xml", "/robots.txt", "/favicon.ico"];

/// What became of a static export.
#[derive(Debug, Default)]
pub struct StaticReport {
    /// Pages, feeds and other documents.
    pub pages: usize,
    /// Old addresses that lead somewhere.
    pub redirects: usize,
    /// What happened on disk.
    pub written: blog::service::export::Written,
    /// Links that lead nowhere, and addresses that no file can have.
    pub notices: Vec<Problem>,
}

/// Writes the public site into a folder. The blog is a copy: from now on it makes pages for files alone.
///
/// # Errors
/// When the folder is somebody else's, something can't be written, or a page can't be made.
pub async fn export(
    blog: Arc<Blog>,
    config: Config,
    root: &Path,
    mut progress: impl FnMut(Progress),
) -> Result<StaticReport, ExportError> {
    let folder = Folder::open(root, FolderKind::Static)?;
    blog.make_static_pages();
    blog.make_missing_variants().await?;
    let mut crawl = Crawl::new(AppState::new(Arc::clone(&blog), config), folder);
    let mut show = |crawl: &Crawl| {
        let (done, total) = crawl.progress();
        progress(Progress { stage: Stage::Pages, done, total });
    };
    crawl.begin_at(BEGINNINGS.map(str::to_owned));
    crawl.run(&mut show).await?;
    let mut addresses = PublicAddresses::default();
    while let Some(some) = addresses.next(&blog).await? {
        crawl.begin_at(some);
        crawl.run(&mut show).await?;
    }
    crawl.finish().await
}
