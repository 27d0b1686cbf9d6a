//! Writes everything into the folder, some posts and one file at a time, however large the site is.

use std::path::Path;

use super::folder::{Folder, FolderKind, Written};
use super::post::{Exported, about_media};
use super::{ExportError, comments, layout, settings};
use crate::domain::media::MediaFilter;
use crate::domain::{AccountId, PostId, Principal, Role};
use crate::service::import::{Problem, Progress, Stage};
use crate::service::{Blog, Lookup, MediaQuery, ServiceError};
use crate::store::posts;

/// So many posts are known by name at once.
const POSTS_AT_ONCE: u32 = 100;
/// So many files are; their bytes are in memory one after the other.
const MEDIA_AT_ONCE: u32 = 100;

/// What is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everything but the trash, drafts and what is scheduled included.
    Whole,
    /// What readers see.
    Published,
}

impl Scope {
    /// Whom an export of that scope is for: the operator, or somebody with an account who has written nothing.
    fn reader(self) -> Principal {
        match self {
            Self::Whole => Principal::OPERATOR,
            Self::Published => Principal::account(AccountId::default(), Role::Contributor),
        }
    }
}

/// What became of an export.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportReport {
    /// Posts and pages.
    pub posts: usize,
    /// Comments.
    pub comments: usize,
    /// Files of the library.
    pub media: usize,
    /// What happened on disk.
    pub written: Written,
    /// What could not be exported.
    pub notices: Vec<Problem>,
}

/// Writes the site into a folder.
///
/// # Errors
/// When the folder is somebody else's, something can't be written, or the database fails.
pub async fn export_folder(
    blog: &Blog,
    scope: Scope,
    root: &Path,
    mut progress: impl FnMut(Progress),
) -> Result<ExportReport, ExportError> {
    let mut folder = Folder::open(root, FolderKind::Markdown)?;
    let mut report = ExportReport::default();
    write_settings(blog, scope, &mut folder).await?;
    write_posts(blog, scope, &mut folder, &mut report, &mut progress).await?;
    write_media(blog, scope, &mut folder, &mut report, &mut progress).await?;
    report.written = folder.finish()?;
    Ok(report)
}

async fn write_settings(blog: &Blog, scope: Scope, folder: &mut Folder) -> Result<(), ExportError> {
    let site = blog.site_state().await?;
    let base_url = &blog.site().base_url;
    folder.write(layout::SETTINGS, settings::config(&site, base_url, scope).as_bytes())?;
    let texts = [
        (layout::FOOTER, Some(site.appearance.footer.clone())),
        (layout::STYLESHEET, Some(site.stylesheet.clone())),
        (layout::REDIRECTS, settings::redirects(&site)),
    ];
    for (path, text) in texts {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            folder.write(path, text.as_bytes())?;
        }
    }
    Ok(())
}

async fn write_posts(
    blog: &Blog,
    scope: Scope,
    folder: &mut Folder,
    report: &mut ExportReport,
    progress: &mut impl FnMut(Progress),
) -> Result<(), ExportError> {
    let total = blog.exported_posts_count().await?;
    let (mut done, mut after) = (0, 0);
    loop {
        let page = blog.posts_in_order(after, POSTS_AT_ONCE).await?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        after = *last;
        for (sequence, id) in page {
            let post = blog.post_state(id).await?;
            let exported = Exported { id, sequence, post: &post };
            let (kind, slug) = exported.place();
            let path = layout::path(kind, slug, id);
            let text = match scope {
                Scope::Whole => Some(exported.whole()),
                Scope::Published => exported.public(),
            };
            if let Some(text) = text {
                folder.write(&format!("{}/{path}", layout::CONTENT), text.as_bytes())?;
                report.posts += 1;
            }
            if let Some((text, count)) = comments::file(blog, scope, id, &post).await? {
                folder.write(&layout::comments(&path), text.as_bytes())?;
                report.comments += count;
            }
            if let Some(text) = exported.working_copy().filter(|_| scope == Scope::Whole) {
                folder.write(&format!("{}/{path}", layout::WORKING_COPIES), text.as_bytes())?;
            }
            done += 1;
            progress(Progress { stage: Stage::Posts, done, total: total.max(done) });
        }
    }
}

async fn write_media(
    blog: &Blog,
    scope: Scope,
    folder: &mut Folder,
    report: &mut ExportReport,
    progress: &mut impl FnMut(Progress),
) -> Result<(), ExportError> {
    let who = scope.reader();
    let total = blog.exported_media_count(&who).await?;
    let (mut done, mut cursor) = (0, None);
    loop {
        let query = MediaQuery { filter: MediaFilter::All, q: None, limit: Some(MEDIA_AT_ONCE), cursor };
        let page = blog.media_page(&who, &query).await?;
        for media in page.media {
            match blog.media(&media.hash).await? {
                Lookup::Found(file) => {
                    let path = format!("{}{}", layout::STATIC, media.path);
                    folder.write(&path, &file.bytes)?;
                    folder.write(&layout::about_media(&media.hash), about_media(&media).as_bytes())?;
                    report.media += 1;
                }
                _ => report.notices.push(Problem::of(&media.path, "left out: its bytes are not on this machine")),
            }
            done += 1;
            progress(Progress { stage: Stage::Media, done, total: total.max(done) });
        }
        cursor = page.next_cursor;
        if cursor.is_none() {
            return Ok(());
        }
    }
}

impl Blog {
    /// Posts and pages that are not in the trash, in the order in which they were written down.
    async fn posts_in_order(&self, after: u64, limit: u32) -> Result<Vec<(u64, PostId)>, ServiceError> {
        Ok(posts::in_order(self.database.readers(), after, limit).await?)
    }

    async fn exported_posts_count(&self) -> Result<usize, ServiceError> {
        Ok(usize::try_from(posts::count_in_order(self.database.readers()).await?).unwrap_or(usize::MAX))
    }

    async fn exported_media_count(&self, who: &Principal) -> Result<usize, ServiceError> {
        let page = self.media_list(who, MediaFilter::All, "", 1).await?;
        Ok(usize::try_from(page.pagination.total).unwrap_or(usize::MAX))
    }
}
