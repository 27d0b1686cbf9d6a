//! Every address of the site that readers know, now or of old, some at a time.

use crate::domain::media::MediaFilter;
use crate::domain::post::Taxonomy;
use crate::domain::{AccountId, Principal, Role, Slug};
use crate::service::{Blog, MediaQuery, ServiceError};
use crate::store::posts;

/// So many posts are looked at together.
const POSTS_AT_ONCE: u32 = 100;
/// So many files are.
const MEDIA_AT_ONCE: u32 = 100;

/// Which addresses come next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Next {
    /// Those of the site itself.
    #[default]
    Site,
    /// Those of posts, from behind this place on.
    Posts(u64),
    /// Those of files, from behind this place on.
    Media(Option<String>),
    /// None.
    End,
}

/// Goes through all of them.
#[derive(Clone, Debug, Default)]
pub struct PublicAddresses(Next);

impl PublicAddresses {
    /// Some more addresses; none when there are no more. Whether one still leads anywhere is not said.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next(&mut self, blog: &Blog) -> Result<Option<Vec<String>>, ServiceError> {
        Ok(match std::mem::take(&mut self.0) {
            Next::Site => {
                self.0 = Next::Posts(0);
                Some(of_site(blog).await?)
            }
            Next::Posts(after) => {
                let page = posts::in_order(blog.database.readers(), after, POSTS_AT_ONCE).await?;
                self.0 = page.last().map_or(Next::Media(None), |(last, _)| Next::Posts(*last));
                let mut addresses = Vec::new();
                for (_, id) in page {
                    let post = blog.post_state(id).await?;
                    let Some(live) = post.live() else { continue };
                    addresses.push(live.content.path());
                    let former = post.former_slugs.iter().map(Slug::as_str);
                    addresses.extend(former.map(|slug| live.content.kind.path(slug)));
                    addresses.extend(post.aliases.iter().cloned());
                }
                Some(addresses)
            }
            Next::Media(cursor) => {
                // Those that readers see, and nobody's own.
                let reader = Principal::account(AccountId::default(), Role::Contributor);
                let query = MediaQuery { filter: MediaFilter::All, q: None, limit: Some(MEDIA_AT_ONCE), cursor };
                let page = blog.media_page(&reader, &query).await?;
                self.0 = page.next_cursor.map_or(Next::End, |cursor| Next::Media(Some(cursor)));
                Some(page.media.into_iter().map(|media| media.path).collect())
            }
            Next::End => {
                self.0 = Next::End;
                None
            }
        })
    }
}

async fn of_site(blog: &Blog) -> Result<Vec<String>, ServiceError> {
    let site = blog.site_state().await?;
    let former = Taxonomy::ALL.into_iter().flat_map(|taxonomy| {
        let labels = site.former_labels.all(taxonomy);
        labels.map(move |(from, _)| taxonomy.path(from)).collect::<Vec<_>>()
    });
    Ok(site.redirects.iter().map(|redirect| redirect.from.clone()).chain(former).collect())
}
