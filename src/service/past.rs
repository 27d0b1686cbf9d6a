//! The site as it was at a moment of its history.
//!
//! A light model of it is made by one scan of the log, which folds posts without their texts; whatever a page shows of
//! a text is replayed for that page alone. It is for people who work here: slower than what readers see, and kept in no
//! page cache.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::OnceCell;

use super::archive::ARCHIVE_PAGE_SIZE;
use super::beside::{RELATED_MAX, link};
use super::readers::{SERIES_PARTS_LISTED, address, entries_of, first_listed_part};
use super::reading::Reading;
use super::{Blog, Lookup, ServiceError};
use crate::domain::comment::Discussion;
use crate::domain::post::{Post, PostEvent, PostKind};
use crate::domain::site::Site;
use crate::domain::views::{
    ArchiveEntry, ArchivePage, ArchivePeriod, Beside, LabelView, ListKind, PostLink, PostList, PostPage, SeriesView,
    SiteView,
};
use crate::domain::{Aggregate, EventPayload, Moment, PostId, Slug, Timestamp};
use crate::store::StoreError;
use crate::store::beside::weight;
use crate::store::log::{self, Scan, StoredEvent};

/// What the models of past moments take in memory at most, in bytes.
const BYTES_MAX: u64 = 32 * 1024 * 1024;

/// Models of the site by the position that they are of; one that is being made is waited for.
#[derive(Debug)]
pub struct Pasts(moka::sync::Cache<u64, Arc<OnceCell<Arc<Past>>>>);

impl Pasts {
    /// None yet.
    pub fn new() -> Self {
        let weigh = |_: &u64, past: &Arc<OnceCell<Arc<Past>>>| past.get().map_or(1, |past| past.weight_bytes());
        Self(moka::sync::Cache::builder().max_capacity(BYTES_MAX).weigher(weigh).build())
    }
}

/// The site as it was, without the texts.
#[derive(Debug)]
pub struct Past {
    /// The last event that had happened.
    pub position: u64,
    /// When that was.
    pub at: Timestamp,
    site: Site,
    /// What readers could list, the newest first.
    live: Vec<PastPost>,
    /// Which post a slug led to, in lower case.
    slugs: HashMap<String, PostId>,
}

/// A published post, as lists need it.
#[derive(Debug)]
struct PastPost {
    id: PostId,
    sequence: u64,
    kind: PostKind,
    published_at: Timestamp,
    entry: ArchiveEntry,
    tags: Vec<String>,
    category: Option<String>,
    authors: Vec<String>,
    /// Its series, and what its parts are ordered by.
    series: Option<(LabelView, u32)>,
    is_pinned: bool,
}

impl Past {
    /// The site's settings then, at today's address.
    pub fn site(&self, today: &SiteView) -> SiteView {
        super::site::view(&self.site, today.base_url.clone(), true)
    }

    /// The moment itself.
    pub const fn moment(&self) -> Moment {
        Moment::Position(self.position)
    }

    /// What readers saw then of what was said under posts.
    pub(super) const fn discussion(&self) -> &Discussion {
        &self.site.discussion
    }

    /// Every published text, the newest first.
    pub(super) fn texts(&self) -> impl Iterator<Item = PostId> {
        self.live.iter().map(|post| post.id)
    }

    /// Roughly what it takes in memory.
    fn weight_bytes(&self) -> u32 {
        const OF_A_POST: usize = 512;
        const OF_A_SLUG: usize = 96;
        u32::try_from(self.live.len() * OF_A_POST + self.slugs.len() * OF_A_SLUG).unwrap_or(u32::MAX)
    }

    /// Folds the log up to a position.
    fn read(scan: &Scan, position: u64) -> Result<Self, StoreError> {
        let (mut site, mut at) = (Site::default(), Timestamp::default());
        let mut posts: HashMap<String, (u64, Post)> = HashMap::new();
        let ended = scan.for_each(0, |event| {
            if event.global_position > position {
                return Err(End::Reached);
            }
            at = event.at;
            match event.category() {
                Post::CATEGORY => match posts.get_mut(event.stream_id) {
                    Some((_, post)) => fold_without_text(post, event)?,
                    None => {
                        let mut post = Post::default();
                        fold_without_text(&mut post, event)?;
                        posts.insert(event.stream_id.to_owned(), (event.global_position, post));
                    }
                },
                Site::CATEGORY => log::fold(&mut site, event)?,
                _ => {}
            }
            Ok(())
        });
        match ended {
            Ok(()) | Err(End::Reached) => Ok(Self::of(position, at, site, posts)),
            Err(End::Failed(error)) => Err(error),
        }
    }

    fn of(position: u64, at: Timestamp, site: Site, posts: HashMap<String, (u64, Post)>) -> Self {
        let (mut live, mut slugs) = (Vec::new(), HashMap::new());
        for (stream_id, (sequence, post)) in posts {
            let Some(id) = stream_id.split_once('-').and_then(|(_, id)| id.parse().ok()) else { continue };
            slugs.extend(post.claimed_slugs().map(|slug| (slug.key(), id)));
            live.extend(PastPost::of(id, sequence, &post));
        }
        live.sort_unstable_by_key(|post| std::cmp::Reverse((post.published_at, post.sequence)));
        Self { position, at, site, live, slugs }
    }

    /// Every post, the newest first.
    fn posts(&self) -> Vec<&PastPost> {
        self.live.iter().filter(|post| post.kind == PostKind::Post).collect()
    }

    /// The posts of a list, in its order.
    fn listed(&self, kind: &ListKind) -> Vec<&PastPost> {
        let is_in_list = |post: &&PastPost| match kind {
            ListKind::Home => true,
            ListKind::Series(series) => post.series.as_ref().is_some_and(|(label, _)| label.slug == series.slug),
            ListKind::Tag(tag) => post.tags.contains(&tag.slug),
            ListKind::Category(category) => post.category.as_ref() == Some(&category.slug),
            ListKind::Author(author) => post.authors.contains(&author.handle),
        };
        let mut listed: Vec<&PastPost> = self.posts().into_iter().filter(is_in_list).collect();
        match kind {
            ListKind::Home => listed.sort_by_key(|post| !post.is_pinned),
            ListKind::Series(_) => listed.sort_by_key(|post| post.place_in_series()),
            ListKind::Tag(_) | ListKind::Category(_) | ListKind::Author(_) => {}
        }
        listed
    }

    /// What stood beside a post; how close others are to it is said at [`crate::store::beside::related`].
    fn beside(&self, id: PostId) -> Beside {
        let posts = self.posts();
        let Some(place) = posts.iter().position(|post| post.id == id) else { return Beside::default() };
        let here = posts[place];
        let is_alone = here.series.is_none();
        let neighbour = |place: usize| posts.get(place).filter(|_| is_alone).map(|post| link(post.entry.clone()));
        let count = |has: &dyn Fn(&PastPost) -> bool| posts.iter().filter(|post| has(post)).count() as u64;
        let tags = here.tags.iter().map(|tag| (tag, weight(count(&|post| post.tags.contains(tag)))));
        let tags: Vec<(&String, f64)> = tags.collect();
        let category = here.category.as_ref().map_or(0.0, |_| weight(count(&|post| post.category == here.category)));
        let closeness = |post: &PastPost| {
            let shared = tags.iter().filter(|(tag, _)| post.tags.contains(tag)).map(|(_, weight)| weight).sum::<f64>();
            shared + if post.category == here.category { category } else { 0.0 }
        };
        let others = posts.iter().filter(|post| post.id != id).map(|post| (closeness(post), *post));
        let mut related: Vec<(f64, &PastPost)> = others.filter(|(closeness, _)| *closeness > 0.0).collect();
        // They are in the order of their dates already, which decides between equals.
        related.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        let related = related.into_iter().take(RELATED_MAX).map(|(_, post)| post.entry.clone()).collect();
        Beside { older: neighbour(place + 1), newer: place.checked_sub(1).and_then(neighbour), related }
    }

    /// The series of a post, seen from there.
    fn series_of(&self, id: PostId) -> Option<SeriesView> {
        let label = self.live.iter().find(|post| post.id == id)?.series.as_ref()?.0.clone();
        let parts = self.listed(&ListKind::Series(label.clone()));
        let before = parts.iter().position(|part| part.id == id)? as u64;
        let first = first_listed_part(before, parts.len() as u64);
        let listed = parts.iter().skip(first as usize).take(SERIES_PARTS_LISTED as usize).map(|part| PostLink {
            path: part.entry.path.clone(),
            title: part.entry.title.clone(),
            language: part.entry.language.clone(),
        });
        let listed = (first + 1..).zip(listed).collect();
        Some(SeriesView { label, part: before + 1, parts: parts.len() as u64, listed })
    }
}

impl PastPost {
    fn of(id: PostId, sequence: u64, post: &Post) -> Option<Self> {
        let published = post.live()?;
        let content = &published.content;
        Some(Self {
            id,
            sequence,
            kind: content.kind,
            published_at: published.published_at,
            entry: ArchiveEntry {
                path: content.path(),
                title: content.title.clone(),
                published_at: published.published_at,
                language: content.language.clone(),
            },
            tags: content.tags.iter().map(|tag| tag.slug()).collect(),
            category: content.category.as_ref().map(|category| category.slug()),
            authors: content.authors.iter().map(|author| author.handle.to_string()).collect(),
            series: content.series.as_ref().map(|part| (LabelView::from(&part.series), part.place())),
            is_pinned: post.is_pinned,
        })
    }

    fn place_in_series(&self) -> impl Ord + use<> {
        (self.series.as_ref().map(|(_, place)| *place), self.published_at, self.sequence)
    }
}

/// Why a scan ended before the log did.
enum End {
    Reached,
    Failed(StoreError),
}

impl From<StoreError> for End {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

/// Texts are what is large, and no list shows them.
fn fold_without_text(post: &mut Post, event: &StoredEvent<'_>) -> Result<(), StoreError> {
    let payload = PostEvent::decode(event.kind, event.schema_version, event.payload)
        .map_err(|source| event.unreadable(source))?;
    post.evolve(&payload.without_text(), &event.recorded());
    Ok(())
}

impl Blog {
    /// The site as it was.
    ///
    /// # Errors
    /// When the log can't be read.
    pub async fn past(&self, at: Moment) -> Result<Arc<Past>, ServiceError> {
        let position = self.database.read(move |log| log::position_at(log, at)).await?;
        let cell = self.pasts.0.get_with(position, Arc::default);
        let file = self.file.clone();
        let make = async || {
            let read = move || Past::read(&Scan::open(&file)?, position);
            let past = tokio::task::spawn_blocking(read).await.map_err(|_| ServiceError::Stopping)??;
            Ok::<_, ServiceError>(Arc::new(past))
        };
        let past = Arc::clone(cell.get_or_try_init(make).await?);
        // What it weighs is known only now.
        self.pasts.0.insert(position, cell);
        Ok(past)
    }

    /// The page of a list then; `None` where the list had no such page.
    ///
    /// # Errors
    /// When the log can't be read.
    pub async fn past_list(&self, past: &Past, kind: ListKind, page: u32) -> Result<Option<PostList>, ServiceError> {
        let listed = past.listed(&kind);
        let (pagination, range) = entries_of(page, listed.len(), past.site.general.posts_per_page);
        if !pagination.exists() || (listed.is_empty() && kind != ListKind::Home) {
            return Ok(None);
        }
        let mut posts = Vec::with_capacity(range.len());
        let mut named = match (kind, listed.iter().max_by_key(|post| (post.published_at, post.sequence))) {
            // The newest part says what a series is called.
            (ListKind::Series(series), Some(newest)) => {
                ListKind::Series(newest.series.as_ref().map_or(series, |(label, _)| label.clone()))
            }
            (kind, _) => kind,
        };
        for post in &listed[range] {
            let Lookup::Found(page) = self.past_page(past, post.id).await? else { continue };
            named = with_name(named, &page);
            posts.push(page.summary);
        }
        Ok(Some(PostList { kind: named, posts, pagination }))
    }

    /// The published text of that kind with that slug then.
    ///
    /// # Errors
    /// When the log can't be read.
    pub async fn past_post(&self, past: &Past, kind: PostKind, slug: &str) -> Result<Lookup<PostPage>, ServiceError> {
        let Ok(key) = Slug::parse(slug).map(|slug| slug.key()) else { return Ok(Lookup::Missing) };
        let Some(id) = past.slugs.get(&key).copied() else { return Ok(Lookup::Missing) };
        match self.past_page(past, id).await? {
            Lookup::Found(page) if page.summary.path != kind.path(slug) => Ok(Lookup::Moved(page.summary.path)),
            Lookup::Found(page) => {
                let comments = self.past_comments(past, id).await?;
                let (series, beside) = (past.series_of(id), past.beside(id));
                Ok(Lookup::Found(PostPage { series, comments, beside, ..page }))
            }
            other => Ok(other),
        }
    }

    /// A page of the archive then; `None` where there was no such page.
    pub fn past_archive(&self, past: &Past, period: ArchivePeriod, page: u32) -> Option<ArchivePage> {
        let zone = &past.site.general.time_zone;
        let bounds = period.bounds(zone);
        let is_within = |at: Timestamp| bounds.is_none_or(|(from, to)| from <= at && at < to);
        let mut listed = past.posts();
        if bounds.is_none() && period != ArchivePeriod::Always {
            return None;
        }
        let dates: Vec<(i16, i8, i8)> = listed.iter().map(|post| zone.date(post.published_at)).collect();
        let mut periods: Vec<ArchivePeriod> = match period {
            ArchivePeriod::Always => dates.iter().map(|(year, ..)| ArchivePeriod::Year(*year)).collect(),
            ArchivePeriod::Year(of) => {
                let months = dates.iter().rev().filter(|(year, ..)| *year == of);
                months.map(|(year, month, _)| ArchivePeriod::Month(*year, *month)).collect()
            }
            ArchivePeriod::Month(..) => Vec::new(),
        };
        periods.dedup();
        listed.retain(|post| is_within(post.published_at));
        if listed.is_empty() && period != ArchivePeriod::Always {
            return None;
        }
        let (pagination, range) = entries_of(page, listed.len(), ARCHIVE_PAGE_SIZE);
        let entries = || listed[range].iter().map(|post| post.entry.clone()).collect();
        pagination.exists().then(|| ArchivePage { period, periods, entries: entries(), pagination })
    }

    pub(super) async fn past_page(&self, past: &Past, id: PostId) -> Result<Lookup<PostPage>, ServiceError> {
        let moment = past.moment();
        let read = move |reading: &Reading<'_>| {
            let post: Post = log::replay(reading.connection, &id.stream_id(), Some(moment))?;
            match address(&post) {
                Lookup::Found(_) => reading.page_of(id, &post),
                Lookup::Moved(path) => Ok(Lookup::Moved(path)),
                Lookup::Gone => Ok(Lookup::Gone),
                Lookup::Missing => Ok(Lookup::Missing),
            }
        };
        self.reading(read).await
    }
}

/// The list with what one of its posts calls its tag, category or author.
fn with_name(kind: ListKind, page: &PostPage) -> ListKind {
    match kind {
        ListKind::Home => ListKind::Home,
        ListKind::Series(series) => ListKind::Series(series),
        ListKind::Tag(tag) => {
            let named = page.summary.tags.iter().find(|named| named.slug == tag.slug).cloned();
            ListKind::Tag(named.filter(|_| tag.label.is_empty()).unwrap_or(tag))
        }
        ListKind::Category(category) => {
            let named = page.category.clone().filter(|named| named.slug == category.slug);
            ListKind::Category(named.filter(|_| category.label.is_empty()).unwrap_or(category))
        }
        ListKind::Author(author) => {
            let named = page.summary.authors.iter().find(|named| named.handle == author.handle).cloned();
            ListKind::Author(named.filter(|_| author.name.is_empty()).unwrap_or(author))
        }
    }
}
