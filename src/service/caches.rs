//! What is kept in memory, and what a committed change means for it.

use std::sync::Arc;

use parking_lot::RwLock;
use tokio::sync::Notify;

use super::cache::{Dependencies, Dependency, FencedCache, PageCache};
use super::writer::Change;
use crate::domain::PostId;
use crate::domain::post::Post;
use crate::domain::views::SiteView;

/// Everything that is kept in memory.
#[derive(Debug)]
pub struct Caches {
    /// Complete responses.
    pub pages: PageCache,
    /// Folded posts.
    pub posts: FencedCache<PostId, Arc<Post>, PostId>,
    /// Told when what is scheduled is another.
    pub schedules: Notify,
    /// Told when what readers see of a post is another: it may link to other sites.
    pub links: Notify,
    site: RwLock<Arc<SiteView>>,
}

impl Caches {
    /// Empty caches for a log that ends at `position`, and the site as it is.
    pub fn new(page_bytes_max: u64, post_bytes_max: u64, position: u64, site: SiteView) -> Self {
        Self {
            pages: PageCache::new(page_bytes_max, position),
            posts: FencedCache::new(post_bytes_max, position),
            schedules: Notify::new(),
            links: Notify::new(),
            site: RwLock::new(Arc::new(site)),
        }
    }

    /// The site as every page needs it.
    pub fn site(&self) -> Arc<SiteView> {
        Arc::clone(&self.site.read())
    }

    /// Keeps what changed and lets go of exactly what was made from it. Called after the commit, before the answer.
    pub fn apply(&self, position: u64, changes: &[Change]) {
        let mut touched = Dependencies::default();
        let mut posts = Vec::new();
        for change in changes {
            match change {
                Change::Post { id, before, after } => {
                    posts.push(*id);
                    if before.live() != after.live() {
                        self.links.notify_one();
                    }
                    if before.schedule != after.schedule {
                        self.schedules.notify_one();
                    }
                    Dependency::touched_by(*id, before, after).into_iter().for_each(|one| touched.add(one));
                }
                Change::Site(site) => {
                    self.set_site(|view| {
                        let SiteView { is_static, hears_mentions, .. } = *view;
                        *view = super::site::view(site, view.base_url.clone(), view.is_set_up);
                        (view.is_static, view.hears_mentions) = (is_static, hears_mentions);
                    });
                    touched.add(Dependency::Site);
                }
                Change::Comment { before, after } => {
                    Dependency::touched_by_comment(before, after).into_iter().for_each(|one| touched.add(one));
                }
                Change::Everything => {
                    self.schedules.notify_one();
                    self.posts.clear(position);
                    self.pages.clear(position);
                }
                // The first account ends the welcome to a site that nobody has set up.
                Change::Account if self.site().is_set_up => {}
                Change::Account => {
                    self.set_site(|view| view.is_set_up = true);
                    touched.add(Dependency::Site);
                }
            }
        }
        self.posts.change(position, &posts);
        self.pages.change(position, &touched.into_vec());
    }

    /// See [`SiteView::is_static`].
    pub fn make_static(&self) {
        self.set_site(|view| view.is_static = true);
    }

    fn set_site(&self, change: impl FnOnce(&mut SiteView)) {
        let mut site = self.site.write();
        change(Arc::make_mut(&mut site));
    }
}
