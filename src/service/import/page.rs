//! One file: what its front matter, its name and its place make of it.

use super::address::{self, split_date, split_folder, split_language};
use super::front_matter::{Date, Extra, Malformed, PageFront, Parts, SectionFront, split};
use super::plan::unusable;
use super::report::Problem;
use super::settings::Settings;
use super::text;
use super::write::Own;
use crate::domain::post::{CarriedRecord, PostDraft, PostInput, PostKind, rules};
use crate::domain::{Language, Slug, Timestamp, Violations};
use crate::service::comments::ImportedComment;
use crate::text::Text;

/// A post or a page, before it has its place among the others.
#[derive(Clone, Debug)]
pub struct Page {
    /// Where it stands in the folder.
    pub place: Place,
    /// What it says, without slug, cover and the section's category; links are as they were written.
    pub draft: PostDraft,
    /// The slug that it would like to have.
    pub wish: Slug,
    /// The address that Zola gave it; the root has none.
    pub old_address: Option<String>,
    /// Addresses that it had before, as they were written.
    pub aliases: Vec<String>,
    /// Its cover image, as it was written.
    pub cover: Option<String>,
    /// Whether readers shall see it.
    pub is_published: bool,
    /// When readers shall be given it, where that is yet to come.
    pub publish_at: Option<Timestamp>,
    /// When it shall be taken from them, where that is yet to come.
    pub unpublish_at: Option<Timestamp>,
    /// Whether it comes first on the home page.
    pub is_pinned: bool,
    /// Whether it takes no more comments.
    pub are_comments_closed: bool,
    /// The date it was written, where that isn't the one it shows.
    pub created_at: Option<Timestamp>,
    /// Its entry's identifier in the feeds of the site it comes from.
    pub feed_id: Option<String>,
    /// What others said below it.
    pub comments: Vec<ImportedComment>,
    /// Where what matters for reports is found in the file.
    pub lines: PageLines,
    /// What came in, but not quite as it was.
    pub notices: Vec<Problem>,
    /// What was on record of it before.
    pub record: CarriedRecord,
    /// What it was beside that, where it comes from a blog like this one.
    pub own: Option<Box<Own>>,
}

/// Lines of a file, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageLines {
    /// The title's.
    pub title: usize,
    /// That of the old address.
    pub path: usize,
    /// That of the slug.
    pub slug: usize,
    /// That of the addresses before.
    pub aliases: usize,
    /// The cover's.
    pub cover: usize,
    /// The text's first.
    pub body: usize,
}

/// Where a file stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its path, seen from the content folder, or whatever names it for ever.
    pub source: String,
    /// The file that it is one of many in, and what reports call it there.
    pub item: Option<(String, String)>,
    /// Its folder, for links.
    pub folder: String,
    /// The folder of its section; for a bundle, the one that holds the bundle's.
    pub section: String,
    /// What it is named after: the file, or the folder of a bundle.
    pub name: String,
    /// The language in its name.
    pub language: Option<Language>,
    /// Whether its folder holds this page alone and what belongs to it.
    pub is_bundle: bool,
}

impl Place {
    /// Takes a path apart, such as `news/title/index.fr.md`.
    pub fn new(source: &str, languages: &[String]) -> Self {
        let (folder, file) = split_folder(source);
        let (stem, language) = split_language(file.strip_suffix(".md").unwrap_or(file), languages);
        let is_bundle = stem == "index" && !folder.is_empty();
        let (section, name) = if is_bundle { split_folder(folder) } else { (folder, stem) };
        Self {
            source: source.to_owned(),
            item: None,
            folder: folder.to_owned(),
            section: section.to_owned(),
            name: name.to_owned(),
            language,
            is_bundle,
        }
    }

    /// Whether it is a section's settings.
    pub fn is_section(&self) -> bool {
        self.name == "_index"
    }

    /// What files are sorted by: a page comes before its translations.
    pub fn sort_key(&self) -> (String, Option<Language>) {
        let path = format!("{}/{}", self.section, self.name);
        (path.trim_start_matches('/').to_owned(), self.language.clone())
    }
}

/// A section: what its posts have in common.
#[derive(Clone, Debug)]
pub struct Section {
    /// Where it stands in the folder.
    pub place: Place,
    /// Its title.
    pub title: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// The address that Zola gave it; the root has none.
    pub old_address: Option<String>,
    /// Addresses that it had before, as they were written.
    pub aliases: Vec<String>,
    /// Whether readers must not see what it holds.
    pub is_draft: bool,
    /// What its feed was called, below its address.
    pub feed: Option<&'static str>,
    /// The line of its title.
    pub title_line: usize,
    /// The line of the addresses before.
    pub aliases_line: usize,
}

/// Reads a section's settings.
///
/// # Errors
/// Where and how the file is broken.
pub fn read_section(place: Place, text: &str, settings: &Settings) -> Result<Section, Malformed> {
    let parts = split(text)?;
    let front: SectionFront = parts.parse()?;
    Ok(Section {
        title: filled(&front.title),
        description: filled(&front.description),
        old_address: zola_address(&place, "", settings),
        aliases: front.aliases.unwrap_or_default(),
        is_draft: front.draft.unwrap_or(false),
        feed: None,
        title_line: parts.line_of("title"),
        aliases_line: parts.line_of("aliases"),
        place,
    })
}

/// Reads a post or a page.
///
/// # Errors
/// Where and how the file is broken: its form, or every field that breaks a constraint.
pub fn read_page(place: Place, text: &str, settings: &Settings, now: Timestamp) -> Result<Page, Vec<Problem>> {
    let broken = |Malformed { line, reason }| vec![Problem::at(&place.source, line, reason)];
    let parts = split(text).map_err(broken)?;
    let front: PageFront = parts.parse().map_err(broken)?;
    let dated = split_date(&place.name);
    let date = front.date.or(dated.date).or_else(|| front.path.as_deref().and_then(address::date_in_path));
    let mut notices = Notices { source: place.source.clone(), problems: Vec::new() };

    let input = input(&front, &parts, &place, dated.name, date, settings, &mut notices);
    let (draft, _) = input.validate().map_err(|violations| problems(&place, &parts, &violations))?;
    notices.shortcodes(parts.body, parts.body_line);
    let zola_slug = zola_slug(&front, &place, dated.name, settings);
    let old_address = old_address(&front, &place, &zola_slug, settings, &parts, &mut notices);
    Ok(Page {
        wish: wish(&front, &zola_slug, dated.name),
        feed_id: old_address.as_ref().and_then(|address| settings.feed_id(address)),
        old_address,
        aliases: front.aliases.clone().unwrap_or_default(),
        cover: front.extra.as_ref().and_then(Extra::cover).map(str::to_owned),
        is_published: is_published(&front, date, now, &parts, &mut notices),
        publish_at: None,
        unpublish_at: None,
        is_pinned: false,
        are_comments_closed: false,
        created_at: None,
        comments: Vec::new(),
        lines: lines(&parts),
        notices: notices.problems,
        record: CarriedRecord::default(),
        own: None,
        draft,
        place,
    })
}

/// Collects what came in, but not quite as it was.
struct Notices {
    source: String,
    problems: Vec<Problem>,
}

impl Notices {
    fn add(&mut self, line: usize, reason: impl Into<String>) {
        self.problems.push(Problem::at(&self.source, line, reason));
    }

    fn shortcodes(&mut self, body: &str, body_line: usize) {
        for (index, line) in body.lines().enumerate() {
            for name in text::shortcodes(line) {
                self.add(body_line + index, format!("the shortcode {name:?} stays as it is written"));
            }
        }
    }
}

/// The page's fields, as a request would write them, so that the same constraints hold.
fn input(
    front: &PageFront,
    parts: &Parts<'_>,
    place: &Place,
    name: &str,
    date: Option<Date>,
    settings: &Settings,
    notices: &mut Notices,
) -> PostInput {
    let taxonomies = front.taxonomies.clone().unwrap_or_default();
    let mut categories = front.categories.clone().or(taxonomies.categories).unwrap_or_default().into_iter();
    let category = categories.next();
    let extra = front.extra.as_ref();
    let series = taxonomies.series.into_iter().flatten().next();
    if date.is_none() {
        notices.add(parts.front_line, "no date: it becomes a page beside the blog");
    }
    PostInput {
        title: filled(&front.title).unwrap_or_else(|| {
            notices.add(parts.front_line, "no title: it is named after its file");
            text::title_from_name(name)
        }),
        body: body(parts, notices),
        excerpt: excerpt(front, parts, notices),
        tags: front.tags.clone().or(taxonomies.tags).unwrap_or_default().into_iter().chain(categories).collect(),
        category,
        authors: authors(front, settings),
        kind: Some(if date.is_some() { PostKind::Post } else { PostKind::Page }.as_str().to_owned()),
        language: place.language.as_ref().map(|language| language.as_str().to_owned()),
        canonical_url: extra.and_then(Extra::canonical_url).map(str::to_owned),
        cover_alt: extra.and_then(Extra::cover_alt).map(str::to_owned),
        series: series.or_else(|| extra.and_then(Extra::series).map(str::to_owned)),
        series_number: extra
            .and_then(Extra::series_order)
            .filter(|number| (1..=rules::SERIES_NUMBER_MAX).contains(number)),
        published_at: date.map(|date| date.0.to_string()),
        ..PostInput::default()
    }
}

/// The text without the control characters that editors hide and a post may not hold.
fn body(parts: &Parts<'_>, notices: &mut Notices) -> String {
    let is_refused = |character: char| character.is_control() && !matches!(character, '\n' | '\r' | '\t');
    if !parts.body.contains(is_refused) {
        return parts.body.to_owned();
    }
    for (index, line) in parts.body.split('\n').enumerate() {
        if let Some(character) = line.chars().find(|character| is_refused(*character)) {
            notices.add(parts.body_line + index, format!("a control character is left out: {character:?}"));
        }
    }
    parts.body.replace(is_refused, "")
}

/// The authors that the page names, or the one that its theme or the site does.
fn authors(front: &PageFront, settings: &Settings) -> Option<Vec<String>> {
    let taxonomy = || front.taxonomies.as_ref().and_then(|taxonomies| taxonomies.authors.clone());
    let named = front.authors.clone().or_else(taxonomy).filter(|authors| !authors.is_empty());
    let extra = || front.extra.as_ref().and_then(Extra::author).map(str::to_owned);
    named.or_else(|| extra().or_else(|| filled(&settings.author)).map(|author| vec![author]))
}

fn filled(text: &Option<String>) -> Option<String> {
    text.clone().filter(|text| !text.trim().is_empty())
}

/// What the settings say, or what stands before `<!-- more -->`.
fn excerpt(front: &PageFront, parts: &Parts<'_>, notices: &mut Notices) -> Option<String> {
    let chars_max = rules::EXCERPT.chars_max;
    let written = filled(&front.description).or_else(|| filled(&front.summary));
    if written.as_ref().is_some_and(|text| text.chars().count() > chars_max) {
        let line = parts.line_of("description").max(parts.line_of("summary"));
        notices.add(line, format!("the summary is cut after {chars_max} characters"));
    }
    written.or_else(|| text::before_more(parts.body)).map(|text| text::cut(&text, chars_max))
}

fn problems(place: &Place, parts: &Parts<'_>, violations: &Violations) -> Vec<Problem> {
    let line = |field: &str| match field {
        "body" => parts.body_line,
        "category" => parts.line_of("categories"),
        "excerpt" => parts.line_of("description"),
        "published_at" => parts.line_of("date"),
        field => parts.line_of(field),
    };
    let problem = |field: &str, sentence: &str| Problem::at(&place.source, line(field), format!("{field}: {sentence}"));
    violations.iter().map(|violation| problem(&violation.field, &Text::English.rule(&violation.rule))).collect()
}

/// The last part of the address that Zola gave it.
fn zola_slug(front: &PageFront, place: &Place, name: &str, settings: &Settings) -> String {
    let file_name = if settings.slugify.paths_keep_dates { &place.name } else { name };
    let written = front.slug.as_deref().filter(|slug| !slug.trim().is_empty());
    settings.slugify.paths.apply(written.unwrap_or(file_name))
}

/// A slug that was written down is kept as it is where an address may hold it.
fn wish(front: &PageFront, zola_slug: &str, name: &str) -> Slug {
    let from_path = || front.path.as_deref()?.trim_end_matches('/').rsplit('/').next();
    let written = front.slug.as_deref().or_else(from_path).map(str::trim).filter(|slug| !slug.is_empty());
    match written {
        Some(written) => Slug::parse(written).unwrap_or_else(|_| Slug::from_title(written)),
        None => Slug::parse(zola_slug).unwrap_or_else(|_| Slug::from_title(name)),
    }
}

fn old_address(
    front: &PageFront,
    place: &Place,
    zola_slug: &str,
    settings: &Settings,
    parts: &Parts<'_>,
    notices: &mut Notices,
) -> Option<String> {
    let Some(path) = front.path.as_deref() else { return zola_address(place, zola_slug, settings) };
    let address = address::absolute(path.trim());
    if address.is_none() {
        notices.add(parts.line_of("path"), unusable(path));
    }
    address
}

/// The address of what has no `path`: language, section, slug.
fn zola_address(place: &Place, slug: &str, settings: &Settings) -> Option<String> {
    let language = place.language.as_ref().map(Language::as_str).filter(|code| !settings.is_default(code));
    let is_home = place.name == "index" && !place.is_bundle;
    let slug = if is_home { "" } else { slug };
    address::absolute(&format!("{}/{}/{slug}", language.unwrap_or_default(), place.section))
}

fn is_published(
    front: &PageFront,
    date: Option<Date>,
    now: Timestamp,
    parts: &Parts<'_>,
    notices: &mut Notices,
) -> bool {
    let is_future = date.is_some_and(|date| date.0 > now);
    if is_future {
        notices.add(parts.line_of("date"), "its date lies in the future: it becomes a draft");
    }
    !is_future && !front.draft.unwrap_or(false) && front.render.unwrap_or(true)
}

fn lines(parts: &Parts<'_>) -> PageLines {
    PageLines {
        title: parts.line_of("title"),
        path: parts.line_of("path"),
        slug: parts.line_of("slug"),
        aliases: parts.line_of("aliases"),
        cover: ["cover", "cover_image", "image", "og_image"]
            .map(|key| parts.line_of(key))
            .into_iter()
            .max()
            .unwrap_or(1),
        body: parts.body_line,
    }
}
