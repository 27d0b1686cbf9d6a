//! What an export of this program's own says: everything that a post was, so that an equal one is made of it.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::front_matter::{Date, Malformed, Parts, parse_toml, split};
use super::page::{Page, PageLines, Place};
use super::report::Problem;
use super::settings::Settings;
use super::write::Own;
use crate::domain::comment::{CommentInput, CommentRecord, Hold, Mention, MentionKind, Standing};
use crate::domain::post::{Author, CarriedRecord, PostDraft, PostInput, PostKind, Taxonomy, rules};
use crate::domain::site::{EntryInput, SiteInput};
use crate::domain::{Handle, PostId, Slug, Timestamp, Violations};
use crate::service::comments::{ImportedComment, OwnRecord};
use crate::service::export::layout;
use crate::text::Text;

/// What stands under `[extra.lithair]` in the settings of an export.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct OwnSettings {
    /// The version of the layout.
    pub format: u32,
    time_zone: Option<String>,
    posts_per_page: Option<u32>,
    logo: Option<String>,
    icon: Option<String>,
    social_image: Option<String>,
    accent: Option<String>,
    comments: Option<String>,
    held_words: Option<String>,
    close_after_days: Option<u32>,
    mentions: Option<String>,
    sends_mentions: Option<bool>,
    navigation: Vec<EntryInput>,
}

impl OwnSettings {
    /// Whether this program is too old for the export.
    pub fn is_newer(&self) -> bool {
        self.format > layout::FORMAT
    }

    /// The settings of the site, with what its other files say.
    pub fn input(&self, settings: &Settings, footer: Option<String>, custom_css: Option<String>) -> SiteInput {
        let own = self.clone();
        SiteInput {
            name: settings.title.clone(),
            description: settings.description.clone(),
            language: settings.default_language.clone(),
            time_zone: own.time_zone,
            posts_per_page: own.posts_per_page,
            logo: own.logo,
            icon: own.icon,
            social_image: own.social_image,
            accent: own.accent,
            footer,
            navigation: Some(own.navigation),
            custom_css,
            comments: own.comments,
            held_words: own.held_words,
            close_after_days: own.close_after_days,
            mentions: own.mentions,
            sends_mentions: own.sends_mentions,
        }
    }
}

/// What `redirects.toml` says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct OwnRedirects {
    /// Addresses that are no post's.
    pub redirect: Vec<OwnRedirect>,
    /// Labels that were renamed.
    pub former_label: Vec<FormerLabel>,
}

/// An address that leads elsewhere.
#[derive(Clone, Debug, Deserialize)]
pub struct OwnRedirect {
    /// The old address.
    pub from: String,
    /// Where it leads.
    pub to: String,
}

/// A label that is called otherwise now.
#[derive(Clone, Debug, Deserialize)]
pub struct FormerLabel {
    taxonomy: String,
    /// Its part of the address before.
    pub from: String,
    /// Its part of the address now.
    pub to: String,
}

impl FormerLabel {
    /// What it is a label of.
    pub fn taxonomy(&self) -> Option<Taxonomy> {
        Taxonomy::ALL.into_iter().find(|taxonomy| taxonomy.as_str() == self.taxonomy)
    }
}

/// What is said of a file of the library.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct AboutMedia {
    /// The end of its address.
    pub file: String,
    /// What it is called in the library.
    pub name: String,
    /// What it shows.
    #[serde(default)]
    pub alt: String,
    /// When it was added.
    pub added_at: Option<Date>,
}

/// A post of an export, and its place in the order in which posts were written down.
#[derive(Debug)]
pub struct OwnPage {
    /// The post.
    pub page: Page,
    /// Its place.
    pub sequence: u64,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Front {
    title: String,
    description: Option<String>,
    draft: bool,
    slug: String,
    aliases: Vec<String>,
    authors: Vec<String>,
    taxonomies: Labels,
    extra: Extra,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Labels {
    tags: Vec<String>,
    categories: Vec<String>,
    series: Vec<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Extra {
    cover: Option<String>,
    cover_alt: Option<String>,
    canonical_url: Option<String>,
    series_order: Option<u32>,
    lithair: Record,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Record {
    id: Option<String>,
    sequence: u64,
    feed_id: Option<String>,
    created_at: Option<Date>,
    updated_at: Option<Date>,
    published_at: Option<Date>,
    published_updated_at: Option<Date>,
    publish_at: Option<Date>,
    unpublish_at: Option<Date>,
    pinned: bool,
    comments_closed: bool,
    former_slugs: Vec<String>,
    language: Option<String>,
    date_set: Option<Date>,
    author_handles: Vec<String>,
    social_title: Option<String>,
    social_description: Option<String>,
    social_image: Option<String>,
}

/// Reads a post; `path` is seen from the content folder.
///
/// # Errors
/// Where and how the file is broken: its form, or every field that breaks a constraint.
pub fn read_page(path: &str, text: &str, now: Timestamp) -> Result<OwnPage, Vec<Problem>> {
    let (parts, front, kind) = read(path, text)?;
    let draft = draft(path, &parts, &front, kind)?;
    let record = &front.extra.lithair;
    let Some(id) = record.id.as_deref().and_then(|id| id.parse::<PostId>().ok()) else {
        return Err(vec![Problem::at(path, parts.line_of("id"), "it has no identifier (id under [extra.lithair])")]);
    };
    let mut notices = Vec::new();
    let mut notice = |key, reason: &str| notices.push(Problem::at(path, parts.line_of(key), reason));
    let at = |date: Option<Date>| date.map(|date| date.0);
    let mut is_published = !front.draft;
    let (mut publish_at, mut unpublish_at) = (at(record.publish_at), at(record.unpublish_at));
    if publish_at.is_some_and(|time| time <= now) {
        notice("publish_at", "the time at which it was to be published has passed: it is a draft");
        (publish_at, unpublish_at) = (None, None);
    }
    if unpublish_at.is_some_and(|time| time <= now) {
        notice("unpublish_at", "the time at which it was to be withdrawn has passed: it is a draft");
        (unpublish_at, is_published) = (None, false);
    }
    // What lies in the future has not happened; the clocks of two machines differ.
    let happened = |date: Option<Date>| at(date).map(|date| date.min(now));
    let record_of = CarriedRecord {
        updated_at: happened(record.updated_at),
        published_at: happened(record.published_at),
        published_updated_at: happened(record.published_updated_at),
        former_slugs: record.former_slugs.iter().filter_map(|slug| Slug::parse(slug).ok()).collect(),
    };
    let own = Own { id, working: None };
    let place = Place::new(path, &[]);
    let page = Page {
        wish: draft.slug.clone().unwrap_or_else(|| Slug::from_title(&draft.title)),
        old_address: None,
        aliases: front.aliases,
        cover: draft.cover.clone(),
        is_published,
        publish_at,
        unpublish_at,
        is_pinned: record.pinned,
        are_comments_closed: record.comments_closed,
        created_at: at(record.created_at),
        feed_id: record.feed_id.clone(),
        comments: Vec::new(),
        lines: lines(&parts),
        notices,
        record: record_of,
        own: Some(Box::new(own)),
        draft,
        place: Place { is_bundle: false, language: None, ..place },
    };
    Ok(OwnPage { page, sequence: front.extra.lithair.sequence })
}

/// Reads the working copy of a post of which readers see another.
///
/// # Errors
/// As [`read_page`].
pub fn read_working_copy(path: &str, text: &str) -> Result<PostDraft, Vec<Problem>> {
    let source = format!("{}/{path}", layout::WORKING_COPIES);
    let (parts, front, kind) = read(path, text)?;
    draft(&source, &parts, &front, kind)
}

fn read<'t>(path: &str, text: &'t str) -> Result<(Parts<'t>, Front, PostKind), Vec<Problem>> {
    let broken = |Malformed { line, reason }| vec![Problem::at(path, line, reason)];
    let kind = layout::kind(path).ok_or_else(|| vec![Problem::of(path, "stands neither in posts nor in pages")])?;
    let parts = split(text).map_err(broken)?;
    let front = parts.parse().map_err(broken)?;
    Ok((parts, front, kind))
}

/// The content, by the same constraints as a request's.
fn draft(source: &str, parts: &Parts<'_>, front: &Front, kind: PostKind) -> Result<PostDraft, Vec<Problem>> {
    let Front { title, description, slug, authors, taxonomies, extra, .. } = front.clone();
    let own = extra.lithair;
    let input = PostInput {
        title,
        slug: Some(slug),
        body: parts.body.to_owned(),
        excerpt: description,
        tags: taxonomies.tags,
        category: taxonomies.categories.into_iter().next(),
        kind: Some(kind.as_str().to_owned()),
        language: own.language,
        cover: extra.cover,
        canonical_url: extra.canonical_url,
        published_at: own.date_set.map(|date| date.0.to_string()),
        cover_alt: extra.cover_alt,
        social_title: own.social_title,
        social_description: own.social_description,
        social_image: own.social_image,
        series: taxonomies.series.into_iter().next(),
        series_number: extra.series_order,
        ..PostInput::default()
    };
    let (mut draft, _) = input.validate().map_err(|violations| problems(source, parts, &violations))?;
    let authors =
        authors_of(&authors, &own.author_handles).map_err(|violations| problems(source, parts, &violations))?;
    draft.authors = Some(authors);
    Ok(draft)
}

/// Names with the handles that they have; where none are given, those that the names suggest.
fn authors_of(names: &[String], handles: &[String]) -> Result<Vec<Author>, Violations> {
    let mut violations = Violations::default();
    if names.len() > rules::AUTHORS_MAX {
        violations.add("authors", crate::domain::Rule::TooMany { entries_max: rules::AUTHORS_MAX });
    }
    let mut authors = Vec::with_capacity(names.len().min(rules::AUTHORS_MAX));
    for (index, name) in names.iter().enumerate().take(rules::AUTHORS_MAX) {
        violations.take("authors", rules::AUTHOR.check(name));
        let handle = handles.get(index).map(|handle| Handle::parse(handle));
        let handle = handle.map_or(Some(Handle::from_name(name)), |handle| violations.take("author_handles", handle));
        authors.extend(handle.map(|handle| Author { handle, name: name.clone() }));
    }
    if violations.is_empty() { Ok(authors) } else { Err(violations) }
}

fn problems(source: &str, parts: &Parts<'_>, violations: &Violations) -> Vec<Problem> {
    let line = |field: &str| match field {
        "body" => parts.body_line,
        "category" => parts.line_of("categories"),
        "excerpt" => parts.line_of("description"),
        "published_at" => parts.line_of("date_set"),
        "series_number" => parts.line_of("series_order"),
        field => parts.line_of(field),
    };
    let problem = |field: &str, sentence: &str| Problem::at(source, line(field), format!("{field}: {sentence}"));
    violations.iter().map(|violation| problem(&violation.field, &Text::English.rule(&violation.rule))).collect()
}

fn lines(parts: &Parts<'_>) -> PageLines {
    PageLines {
        title: parts.line_of("title"),
        path: parts.front_line,
        slug: parts.line_of("slug"),
        aliases: parts.line_of("aliases"),
        cover: parts.line_of("cover"),
        body: parts.body_line,
    }
}

/// What a file of comments says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct CommentsFile {
    comment: Vec<CommentFront>,
}

/// A comment, as an export has it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct CommentFront {
    id: String,
    parent: Option<String>,
    written_at: Option<Date>,
    edited_at: Option<Date>,
    withdrawn: bool,
    name: String,
    email: String,
    website: String,
    standing: Standing,
    hold: Option<Hold>,
    trashed: bool,
    secret_hash: Option<String>,
    mention: Option<String>,
    mention_kind: MentionKind,
    mention_title: String,
    text: String,
}

/// Reads the comments under a post.
///
/// # Errors
/// Where and how the file is broken.
pub fn read_comments(text: &str, now: Timestamp) -> Result<Vec<ImportedComment>, Malformed> {
    let file: CommentsFile = parse_toml(text)?;
    // What lies in the future has not happened; the clocks of two machines differ.
    let happened = |date: Option<Date>| date.map(|date| date.0.min(now));
    let comment = |front: CommentFront| {
        let record = CommentRecord {
            edited_at: happened(front.edited_at),
            hold: front.hold,
            secret_hash: front.secret_hash.filter(|hash| !hash.is_empty()),
            is_trashed: front.trashed,
            mention: front.mention.map(|source| Mention {
                source,
                kind: front.mention_kind,
                title: front.mention_title,
            }),
        };
        ImportedComment {
            import_id: front.id,
            parent: front.parent,
            input: CommentInput { name: front.name, email: front.email, website: front.website, text: front.text },
            written_at: happened(front.written_at).unwrap_or(now),
            standing: front.standing,
            own: Some(Box::new(OwnRecord { record, is_withdrawn: front.withdrawn })),
        }
    };
    Ok(file.comment.into_iter().map(comment).collect())
}

/// What an export's files say of the site as a whole.
#[derive(Debug, Default)]
pub struct OwnFiles {
    /// The site's settings.
    pub settings: SiteInput,
    /// Where old addresses lead.
    pub redirects: OwnRedirects,
}

/// The hash and the name in the path of a file, seen from the static folder.
pub fn media_name(path: &str) -> Option<(&str, &str)> {
    let (hash, name) = path.strip_prefix("media/")?.split_once('/')?;
    (crate::domain::media::is_hash(hash) && !name.contains('/')).then_some((hash, name))
}

/// The files of what is known of media, in a fixed order.
pub fn about_files(root: &Path) -> Vec<(String, PathBuf)> {
    let entries = root.join(layout::MEDIA).read_dir().into_iter().flatten().filter_map(Result::ok);
    let named = entries.filter_map(|entry| {
        let name = entry.file_name().to_str()?.strip_suffix(".toml")?.to_owned();
        crate::domain::media::is_hash(&name).then(|| (name, entry.path()))
    });
    let mut files: Vec<_> = named.collect();
    files.sort();
    files
}
