//! What readers see: published copies alone. Each query notes what its answer was made from.

use std::ops::Range;
use std::sync::Arc;

use super::cache::{Dependencies, Dependency};
use super::reading::Reading;
use super::renderings::with_present_sizes;
use super::{Blog, ServiceError};
use crate::domain::post::{Post, PostKind, Published, SeriesPart, Taxonomy};
use crate::domain::reading::reading_minutes;
use crate::domain::views::{
    AuthorView, Beside, HeadingView, LabelView, ListKind, Pagination, PostList, PostPage, PostSummary, SeriesView,
    SocialCard,
};
use crate::domain::{PostId, Slug};
use crate::store::posts::{self, RedirectTarget};
use crate::store::published;

/// Parts of a series that each of them lists, besides a link to all.
pub(super) const SERIES_PARTS_LISTED: u64 = 50;

/// What an address leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup<T> {
    /// This.
    Found(T),
    /// Something that lives at another address now, for ever.
    Moved(String),
    /// Something that readers knew and that was deleted.
    Gone,
    /// Nothing.
    Missing,
}

impl<T> Lookup<T> {
    /// What is there.
    pub fn found(self) -> Option<T> {
        match self {
            Self::Found(found) => Some(found),
            Self::Moved(_) | Self::Gone | Self::Missing => None,
        }
    }
}

impl Blog {
    /// The published text of that kind with that slug.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn post_page(
        &self,
        kind: PostKind,
        slug: &str,
        dependencies: &mut Dependencies,
    ) -> Result<Lookup<PostPage>, ServiceError> {
        let slug = slug.to_owned();
        let read = move |reading: &Reading<'_>, noted: &mut Dependencies| reading.post_page(kind, &slug, noted);
        self.reading_noting(dependencies, read).await
    }

    /// Where an address that the site doesn't know itself leads: an imported post's old one, or a moved section.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn alias(&self, path: &str) -> Result<Lookup<std::convert::Infallible>, ServiceError> {
        let folded = path.trim_end_matches('/').to_owned();
        let read = move |reading: &Reading<'_>| match posts::redirect(reading.connection, &folded)? {
            None => Ok(Lookup::Missing),
            Some(RedirectTarget::Path(path)) => Ok(Lookup::Moved(path)),
            Some(RedirectTarget::Post(id)) => Ok(match address(&*reading.post_state(id)?) {
                Lookup::Found(path) | Lookup::Moved(path) => Lookup::Moved(path),
                Lookup::Gone => Lookup::Gone,
                Lookup::Missing => Lookup::Missing,
            }),
        };
        self.reading(read).await
    }

    /// The page of a list. Tags, categories and authors are given by the part of their address alone; the list says what
    /// they are called. One that was renamed leads to the first page under its new name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn post_list_page(
        &self,
        kind: ListKind,
        page: u32,
        dependencies: &mut Dependencies,
    ) -> Result<Lookup<PostList>, ServiceError> {
        let read = move |reading: &Reading<'_>, noted: &mut Dependencies| reading.post_list_page(kind, page, noted);
        self.reading_noting(dependencies, read).await
    }
}

impl Reading<'_> {
    fn post_page(
        &self,
        kind: PostKind,
        slug: &str,
        dependencies: &mut Dependencies,
    ) -> Result<Lookup<PostPage>, ServiceError> {
        let (id, post) = match self.live_post(kind, slug, dependencies)? {
            Lookup::Found(found) => found,
            Lookup::Moved(path) => return Ok(Lookup::Moved(path)),
            Lookup::Gone => return Ok(Lookup::Gone),
            Lookup::Missing => return Ok(Lookup::Missing),
        };
        let page = self.page_of(id, &post)?;
        let Lookup::Found(mut page) = page else { return Ok(page) };
        page.series = self.series_of(id, &post, dependencies)?;
        page.beside = self.beside(&page, dependencies)?;
        page.comments = self.comments_under(id, &post, 1, dependencies)?;
        Ok(Lookup::Found(page))
    }

    /// The state of the post that readers find at that slug.
    pub fn live_post(
        &self,
        kind: PostKind,
        slug: &str,
        dependencies: &mut Dependencies,
    ) -> Result<Lookup<(PostId, Arc<Post>)>, ServiceError> {
        let Ok(key) = Slug::parse(slug).map(|slug| slug.key()) else { return Ok(Lookup::Missing) };
        let Some(id) = posts::with_slug(self.connection, &key)? else { return Ok(Lookup::Missing) };
        dependencies.add(Dependency::Site);
        dependencies.add(Dependency::Post(id));
        let post = self.post_state(id)?;
        Ok(match address(&post) {
            Lookup::Found(path) if path != kind.path(slug) => Lookup::Moved(path),
            Lookup::Found(_) => Lookup::Found((id, post)),
            Lookup::Moved(path) => Lookup::Moved(path),
            Lookup::Gone => Lookup::Gone,
            Lookup::Missing => Lookup::Missing,
        })
    }

    /// The series of a live post, seen from there.
    fn series_of(
        &self,
        id: PostId,
        post: &Post,
        dependencies: &mut Dependencies,
    ) -> Result<Option<SeriesView>, ServiceError> {
        let Some(SeriesPart { series, .. }) = post.live().and_then(|live| live.content.series.as_ref()) else {
            return Ok(None);
        };
        let label = LabelView::from(series);
        dependencies.add(Dependency::Parts(label.slug.clone()));
        let connection = self.connection;
        let Some(before) = published::parts_before(connection, &label.slug, id)? else { return Ok(None) };
        let parts = published::count(connection, &ListKind::Series(label.clone()))?;
        let first = first_listed_part(before, parts);
        let listed = published::parts(connection, &label.slug, first, SERIES_PARTS_LISTED)?;
        Ok(Some(SeriesView { label, part: before + 1, parts, listed: (first + 1..).zip(listed).collect() }))
    }

    fn post_list_page(
        &self,
        kind: ListKind,
        page: u32,
        dependencies: &mut Dependencies,
    ) -> Result<Lookup<PostList>, ServiceError> {
        dependencies.add(Dependency::Site);
        dependencies.add(Dependency::of_list(&kind));
        let page_size = self.site().posts_per_page;
        let pagination = Pagination::new(page, published::count(self.connection, &kind)?, page_size);
        if pagination.total == 0 && kind != ListKind::Home {
            let successor = self.renamed(&kind, dependencies)?;
            return Ok(successor.map_or(Lookup::Missing, Lookup::Moved));
        }
        let Some(kind) = self.named(kind)?.filter(|_| pagination.exists()) else { return Ok(Lookup::Missing) };
        let offset = u64::from(page - 1) * u64::from(page_size);
        let posts = published::list(self.connection, &kind, offset, page_size)?;
        Ok(Lookup::Found(PostList { kind, posts, pagination }))
    }

    /// Where the address of a label leads that no published post has.
    pub fn renamed(&self, kind: &ListKind, dependencies: &mut Dependencies) -> Result<Option<String>, ServiceError> {
        let Some((taxonomy, slug)) = kind.label() else { return Ok(None) };
        let site = self.site();
        let Some(successor) = site.former_labels.successor(taxonomy, slug) else { return Ok(None) };
        let label = LabelView { slug: successor.to_owned(), label: String::new() };
        let kind = match taxonomy {
            Taxonomy::Tag => ListKind::Tag(label),
            Taxonomy::Category => ListKind::Category(label),
            Taxonomy::Series => ListKind::Series(label),
        };
        dependencies.add(Dependency::of_list(&kind));
        let has_posts = published::count(self.connection, &kind)? > 0;
        Ok(has_posts.then(|| taxonomy.path(successor)))
    }

    /// A live text as its own page shows it, but for its series and what stands beside it.
    pub fn page_of(&self, id: PostId, post: &Post) -> Result<Lookup<PostPage>, ServiceError> {
        let Some(published) = post.live() else { return Ok(Lookup::Missing) };
        Ok(Lookup::Found(self.page_as_published(id, post, published)?))
    }

    /// The page of a post as it is, or would be, published.
    pub fn page_as_published(&self, id: PostId, post: &Post, published: &Published) -> Result<PostPage, ServiceError> {
        let content = &published.content;
        let language = content.language.clone().unwrap_or_else(|| self.site().language.clone());
        let rendered = self.renderings.within(self.connection, &content.body, &language)?.rendered;
        let headings = rendered
            .headings
            .iter()
            .map(|heading| HeadingView { level: heading.level, id: heading.id.clone(), text: heading.text.clone() })
            .collect();
        let excerpt = content.excerpt.clone().unwrap_or_else(|| rendered.excerpt.clone());
        let cover = match &content.cover {
            Some(cover) => Some(with_present_sizes(self.connection, cover)?.into_owned()),
            None => None,
        };
        Ok(PostPage {
            summary: PostSummary {
                id,
                path: content.path(),
                title: content.title.clone(),
                excerpt,
                published_at: published.published_at,
                updated_at: published.updated_at,
                reading_minutes: reading_minutes(rendered.word_count),
                authors: content
                    .authors
                    .iter()
                    .map(|author| AuthorView { handle: author.handle.to_string(), name: author.name.clone() })
                    .collect(),
                tags: content.tags.iter().map(LabelView::from).collect(),
                language: content.language.clone(),
                cover,
                is_pinned: post.is_pinned,
            },
            kind: content.kind,
            html: rendered.html.clone(),
            headings,
            category: content.category.as_ref().map(LabelView::from),
            canonical_url: content.canonical_url.clone(),
            feed_id: post.feed_id.clone(),
            cover_alt: content.cover_alt.clone().unwrap_or_default(),
            social: SocialCard {
                title: content.social_title.clone(),
                description: content.social_description.clone(),
                image: content.social_image.clone(),
            },
            series: None,
            comments: None,
            beside: Beside::default(),
        })
    }

    /// The list with what its tag, category or author is called; `None` where nothing is listed under it.
    pub fn named(&self, kind: ListKind) -> Result<Option<ListKind>, ServiceError> {
        let label = |taxonomy, slug: &str| published::term_label(self.connection, taxonomy, slug);
        Ok(match kind {
            ListKind::Home => Some(ListKind::Home),
            ListKind::Tag(tag) => label("tag", &tag.slug)?.map(|label| ListKind::Tag(LabelView { label, ..tag })),
            ListKind::Category(category) => {
                label("category", &category.slug)?.map(|label| ListKind::Category(LabelView { label, ..category }))
            }
            ListKind::Author(author) => {
                label("author", &author.handle)?.map(|name| ListKind::Author(AuthorView { name, ..author }))
            }
            ListKind::Series(series) => {
                label("series", &series.slug)?.map(|label| ListKind::Series(LabelView { label, ..series }))
            }
        })
    }
}

/// Before which of its parts the list of a long series begins that one of them shows: that one is in its middle, as far
/// as there are parts on both sides.
pub(super) fn first_listed_part(before: u64, parts: u64) -> u64 {
    before.saturating_sub(SERIES_PARTS_LISTED / 2).min(parts.saturating_sub(SERIES_PARTS_LISTED))
}

/// Where a page of a list is among all its pages, and which entries it has. Pages count from 1.
pub(super) fn entries_of(page: u32, total: usize, page_size: u32) -> (Pagination, Range<usize>) {
    let size = page_size as usize;
    let begin = (page.saturating_sub(1) as usize).saturating_mul(size).min(total);
    (Pagination::new(page, total as u64, page_size), begin..begin.saturating_add(size).min(total))
}

/// Where readers find a post in that state.
pub(super) fn address(post: &Post) -> Lookup<String> {
    match (&post.published, post.deleted_at) {
        (Some(published), None) => Lookup::Found(published.content.path()),
        (Some(_), Some(_)) => Lookup::Gone,
        // What was withdrawn before it was deleted was known to readers once.
        (None, Some(_)) if post.last_published_at.is_some() => Lookup::Gone,
        (None, _) => Lookup::Missing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_series_is_listed_around_the_part_that_shows_it() {
        for (before, parts, first) in [(0, 3, 0), (2, 3, 0), (0, 200, 0), (100, 200, 75), (199, 200, 150)] {
            assert_eq!(first_listed_part(before, parts), first, "{before} of {parts}");
        }
    }
}
