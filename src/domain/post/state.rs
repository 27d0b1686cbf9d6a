//! What a post is after its events.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::change::ContentChange;
use super::event::{PostCreated, PostEvent};
use super::review::Review;
use super::schedule::{Schedule, ScheduleFailure};
use crate::domain::{Actor, Handle, Label, Language, Recorded, Rule, Slug, Timestamp};

/// A post as its stream leaves it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// The version of the last event folded in; 0 before the first.
    pub version: u64,
    /// Who created it.
    pub created_by: Actor,
    /// The date it was written, which an import keeps.
    pub created_at: Timestamp,
    /// When its working copy last changed.
    pub updated_at: Timestamp,
    /// Its entry's identifier in feeds, fixed at creation.
    pub feed_id: String,
    /// What its writers see and change. The published copy is the same one until they change it again.
    pub working: Arc<Content>,
    /// What readers see, when it is live.
    pub published: Option<Published>,
    /// The date of its latest publication, kept while it is withdrawn.
    pub last_published_at: Option<Timestamp>,
    /// Slugs under which readers once found it; they redirect for ever.
    pub former_slugs: Vec<Slug>,
    /// Addresses it had elsewhere, as absolute paths; they redirect for ever.
    pub aliases: Vec<String>,
    /// When it was deleted.
    pub deleted_at: Option<Timestamp>,
    /// Whether what it said was erased.
    pub is_purged: bool,
    /// Where it stands between its writer and those who publish.
    pub review: Review,
    /// The version of the last event that changed what it says or who reads it: whoever saw that one has missed nothing
    /// that a change of theirs could undo.
    pub content_version: u64,
    /// What is to become of it by itself.
    pub schedule: Option<Schedule>,
    /// Why its last schedule was not carried out, until somebody does something about it.
    pub schedule_failure: Option<ScheduleFailure>,
    /// Whether it comes first on the home page. It is no part of a copy: pinning takes effect at once.
    pub is_pinned: bool,
    /// The names of versions that have one.
    pub version_names: BTreeMap<u64, String>,
    /// Whether somebody decided that it takes no more comments.
    pub are_comments_closed: bool,
}

/// The copy that readers see.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// What it says.
    pub content: Arc<Content>,
    /// The date it shows.
    pub published_at: Timestamp,
    /// When readers were last given a change of it.
    pub updated_at: Timestamp,
}

/// What a writer writes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// The title, in plain text.
    pub title: String,
    /// Its part of the address.
    pub slug: Slug,
    /// The text, in Markdown.
    pub body: String,
    /// The summary in plain text; without one, the text's beginning serves.
    pub excerpt: Option<String>,
    /// Its tags, in the writer's order.
    pub tags: Vec<Label>,
    /// Its category.
    pub category: Option<Label>,
    /// Who wrote it, as readers are told.
    pub authors: Vec<Author>,
    /// A post of the blog, or a page beside it.
    pub kind: PostKind,
    /// Its language, where it isn't the site's.
    pub language: Option<Language>,
    /// The address of its cover image.
    pub cover: Option<String>,
    /// Where it was published first, for search engines.
    pub canonical_url: Option<String>,
    /// The date it shall show; without one, that of its publication.
    pub published_at: Option<Timestamp>,
    /// What the cover image shows, for those who don't see it.
    pub cover_alt: Option<String>,
    /// The title on the card that other sites make of a link to it, where it isn't its own.
    pub social_title: Option<String>,
    /// What that card says of it, where that isn't its summary.
    pub social_description: Option<String>,
    /// The address of that card's image, where it isn't the cover.
    pub social_image: Option<String>,
    /// The series that it is a part of.
    pub series: Option<SeriesPart>,
}

/// A post's place in a series.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesPart {
    /// The name of the series.
    pub series: Label,
    /// Which part it is. Parts without a number come after those that have one, by date.
    pub number: Option<u32>,
}

/// A name under a text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// Its part of the address `/authors/{handle}`.
    pub handle: Handle,
    /// The name as readers see it.
    pub name: String,
}

impl SeriesPart {
    /// What the parts of a series are ordered by, before their dates.
    pub fn place(&self) -> u32 {
        self.number.unwrap_or(u32::MAX)
    }
}

impl Author {
    /// The author of that name, whose handle the name suggests.
    pub fn named(name: &str) -> Self {
        Self { handle: Handle::from_name(name), name: name.to_owned() }
    }
}

/// Where a post stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PostKind {
    /// In the blog's lists and feeds, at `/posts/{slug}`.
    #[default]
    Post,
    /// Beside the blog, at `/{slug}`.
    Page,
}

impl PostKind {
    /// The name as it is stored and typed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Post => "post",
            Self::Page => "page",
        }
    }

    /// The address of a text of this kind.
    pub fn path(self, slug: &str) -> String {
        match self {
            Self::Post => format!("/posts/{slug}"),
            Self::Page => format!("/{slug}"),
        }
    }
}

impl std::str::FromStr for PostKind {
    type Err = Rule;

    fn from_str(text: &str) -> Result<Self, Rule> {
        match text {
            "post" => Ok(Self::Post),
            "page" => Ok(Self::Page),
            _ => Err(Rule::NotOneOf { values: "post, page".into() }),
        }
    }
}

/// Whether readers see a post.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PostStatus {
    /// Writers alone see it.
    #[default]
    Draft,
    /// Writers alone see it, until a time that is settled.
    Scheduled,
    /// Readers see its published copy.
    Published,
}

impl PostStatus {
    /// Every status.
    pub const ALL: [Self; 3] = [Self::Draft, Self::Scheduled, Self::Published];

    /// The name as it is stored and typed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Scheduled => "scheduled",
            Self::Published => "published",
        }
    }
}

impl Content {
    /// The address at which it is, or would be, read.
    pub fn path(&self) -> String {
        self.kind.path(self.slug.as_str())
    }

    fn apply(&mut self, change: &ContentChange<'_>) {
        if let Some(title) = change.title {
            assign(&mut self.title, title);
        }
        if let Some(slug) = change.slug {
            self.slug = Slug::from_stored(slug);
        }
        if let Some(body) = change.body {
            assign(&mut self.body, body);
        }
        if let Some(excerpt) = change.excerpt {
            assign_optional(&mut self.excerpt, excerpt);
        }
        if let Some(tags) = &change.tags {
            self.tags.clear();
            self.tags.extend(tags.iter().map(|tag| Label::from_stored(tag)));
        }
        if let Some(category) = change.category {
            self.category = category.map(Label::from_stored);
        }
        if let Some(authors) = &change.authors {
            self.authors.clear();
            self.authors.extend(
                authors
                    .iter()
                    .map(|author| Author { handle: Handle::from_stored(author.handle), name: author.name.to_owned() }),
            );
        }
        if let Some(kind) = change.kind {
            self.kind = kind;
        }
        if let Some(language) = change.language {
            self.language = language.map(Language::from_stored);
        }
        if let Some(cover) = change.cover {
            assign_optional(&mut self.cover, cover);
        }
        if let Some(canonical_url) = change.canonical_url {
            assign_optional(&mut self.canonical_url, canonical_url);
        }
        if let Some(published_at) = change.published_at {
            self.published_at = published_at;
        }
        for (field, changed) in [
            (&mut self.cover_alt, change.cover_alt),
            (&mut self.social_title, change.social_title),
            (&mut self.social_description, change.social_description),
            (&mut self.social_image, change.social_image),
        ] {
            if let Some(text) = changed {
                assign_optional(field, text);
            }
        }
        if let Some(part) = change.series {
            self.series = part.map(|part| SeriesPart { series: Label::from_stored(part.series), number: part.number });
        }
    }
}

impl Post {
    /// Whether readers see it. A deleted post keeps its published copy for the day it is restored.
    pub fn status(&self) -> PostStatus {
        match (&self.published, self.will_be_published()) {
            (Some(_), _) => PostStatus::Published,
            (None, true) => PostStatus::Scheduled,
            (None, false) => PostStatus::Draft,
        }
    }

    /// The copy that readers see now.
    pub fn live(&self) -> Option<&Published> {
        if self.deleted_at.is_some() { None } else { self.published.as_ref() }
    }

    /// Whether the working copy says what readers don't see yet.
    pub fn has_unpublished_changes(&self) -> bool {
        self.published.as_ref().is_some_and(|published| published.content != self.working)
    }

    /// Roughly what it takes in memory, in bytes.
    pub fn weight_bytes(&self) -> u64 {
        const OTHERS: usize = 1_024;
        let is_own = |published: &&Published| !Arc::ptr_eq(&published.content, &self.working);
        let published = self.published.as_ref().filter(is_own).map_or(0, |published| published.content.body.len());
        (self.working.body.len() + published + OTHERS) as u64
    }

    /// Every slug that leads to it, the working copy's first; none may lead to another post.
    pub fn claimed_slugs(&self) -> impl Iterator<Item = &Slug> {
        let published = self.published.as_ref().map(|published| &published.content.slug);
        std::iter::once(&self.working.slug).chain(published).chain(&self.former_slugs)
    }

    pub(super) fn fold(&mut self, event: &PostEvent<'_>, recorded: &Recorded) {
        self.version = recorded.stream_version;
        if event.changes_content() {
            self.content_version = recorded.stream_version;
        }
        self.fold_schedule(event, recorded);
        match event {
            PostEvent::Created(created) => self.create(created, recorded),
            PostEvent::Edited(edited) => {
                Arc::make_mut(&mut self.working).apply(&edited.change);
                self.updated_at = recorded.at;
                self.review.note_change();
            }
            PostEvent::Published { published_at } => self.publish(*published_at, recorded.at),
            PostEvent::Unpublished => self.withdraw(),
            PostEvent::Deleted => self.deleted_at = Some(recorded.at),
            PostEvent::Restored => self.deleted_at = None,
            PostEvent::Purged => self.purge(),
            PostEvent::Submitted => self.review = Review::submitted(recorded),
            PostEvent::SubmissionWithdrawn => self.review = Review::None,
            PostEvent::Returned { note } => self.review = Review::returned(note, recorded),
            // Whoever has a post published at a time approves of it.
            PostEvent::Scheduled(times) if times.publish_at.is_some() => self.review = Review::None,
            PostEvent::Scheduled(_) | PostEvent::Unscheduled | PostEvent::ScheduleFailed(_) => {}
            PostEvent::Pinned => self.is_pinned = true,
            PostEvent::Unpinned => self.is_pinned = false,
            PostEvent::CommentsClosed => self.are_comments_closed = true,
            PostEvent::CommentsOpened => self.are_comments_closed = false,
            PostEvent::Relabelled(relabelling) => self.relabel(relabelling),
            PostEvent::VersionNamed { version, name } => self.note_name(*version, *name),
            PostEvent::CarriedOver(carried) => self.take_record(carried),
        }
    }

    fn create(&mut self, created: &PostCreated<'_>, recorded: &Recorded) {
        self.created_by = recorded.actor;
        self.created_at = created.created_at;
        self.updated_at = created.created_at;
        assign(&mut self.feed_id, created.feed_id);
        Arc::make_mut(&mut self.working).apply(&created.content);
        self.aliases.extend(created.aliases.iter().map(|alias| (*alias).to_owned()));
    }

    fn publish(&mut self, published_at: Timestamp, at: Timestamp) {
        let updated_at = if self.last_published_at.is_none() { published_at } else { at };
        let published = self.published.get_or_insert_default();
        let former = std::mem::replace(&mut published.content, Arc::clone(&self.working)).slug.clone();
        published.published_at = published_at;
        published.updated_at = updated_at.max(published_at);
        self.last_published_at = Some(published_at);
        self.review = Review::None;
        self.remember(former);
    }

    fn purge(&mut self) {
        self.is_purged = true;
        self.review = Review::None;
        self.version_names.clear();
    }

    fn withdraw(&mut self) {
        if let Some(published) = self.published.take() {
            self.remember(published.content.slug.clone());
        }
    }

    /// Keeps a slug that readers knew, and forgets the one that leads there again.
    pub(super) fn remember(&mut self, former: Slug) {
        if !former.as_str().is_empty() && !self.former_slugs.contains(&former) {
            self.former_slugs.push(former);
        }
        if let Some(published) = &self.published {
            self.former_slugs.retain(|slug| *slug != published.content.slug);
        }
    }
}

fn assign(buffer: &mut String, text: &str) {
    buffer.clear();
    buffer.push_str(text);
}

fn assign_optional(buffer: &mut Option<String>, text: Option<&str>) {
    match text {
        Some(text) => assign(buffer.get_or_insert_default(), text),
        None => *buffer = None,
    }
}
