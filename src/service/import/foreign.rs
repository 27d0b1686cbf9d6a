//! What the texts of other engines have in common, whether they are many in one file or a file each.

use super::address;
use super::page::{Page, PageLines, Place};
use super::plan::unusable;
use super::report::Problem;
use super::text::cut;
use crate::domain::post::{CarriedRecord, PostInput, PostKind, rules};
use crate::domain::{Label, Language, Slug, Timestamp};
use crate::service::comments::ImportedComment;
use crate::text::Text;

/// A text, as far as it was understood.
#[derive(Clone, Debug, Default)]
pub struct Item {
    /// What names it for ever: the engine, its site, and its number there.
    pub source: String,
    /// What reports call it.
    pub name: String,
    /// Its line in the file; 0 where the file has no lines.
    pub line: usize,
    /// Where it stands, where it has a file of its own, and the lines in there.
    pub own_file: Option<(Place, PageLines)>,
    /// The title, in plain text.
    pub title: String,
    /// Its part of the address.
    pub slug: String,
    /// Whether it stands beside the blog.
    pub is_page: bool,
    /// The text in Markdown.
    pub body: String,
    /// The summary in plain text.
    pub excerpt: String,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its category.
    pub category: Option<String>,
    /// Its series, and which part of it.
    pub series: Option<(String, Option<u32>)>,
    /// Its language, where it isn't the site's.
    pub language: Option<Language>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// The address of its cover image, on the old site or elsewhere.
    pub cover: String,
    /// What the cover shows.
    pub cover_alt: String,
    /// Where it was published first.
    pub canonical_url: String,
    /// The title on the card of a link.
    pub social_title: String,
    /// What the card says.
    pub social_description: String,
    /// The date it shows.
    pub published_at: Option<Timestamp>,
    /// The date it was written.
    pub created_at: Option<Timestamp>,
    /// When it last changed.
    pub updated_at: Option<Timestamp>,
    /// Who may read it.
    pub state: State,
    /// When it shall be taken from readers, where that is yet to come.
    pub unpublish_at: Option<Timestamp>,
    /// Whether it comes first.
    pub is_pinned: bool,
    /// Whether it takes no more comments.
    pub are_comments_closed: bool,
    /// The addresses that it had, the one that readers knew first.
    pub old_addresses: Vec<String>,
    /// Its entry's identifier in the old feeds.
    pub feed_id: String,
    /// What others said below it.
    pub comments: Vec<ImportedComment>,
    /// What came in, but not quite as it was, and the line of it.
    pub notices: Vec<(usize, String)>,
}

/// Who may read a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Its writers alone.
    #[default]
    Draft,
    /// Everybody, from then on.
    Scheduled(Timestamp),
    /// Everybody.
    Published,
}

impl Item {
    /// Something to tell of it.
    pub fn tell(&mut self, what: impl Into<String>) {
        self.tell_at(self.line, what);
    }

    /// The same of one of its lines.
    pub fn tell_at(&mut self, line: usize, what: impl Into<String>) {
        self.notices.push((line, what.into()));
    }

    /// Everything that there is to tell of its text.
    pub fn tell_all(&mut self, notices: Vec<String>) {
        notices.into_iter().for_each(|notice| self.tell(notice));
    }

    /// The page that it becomes.
    ///
    /// # Errors
    /// Every field that breaks a constraint and can't be left out.
    pub fn into_page(mut self, file: &str) -> Result<Page, Vec<Problem>> {
        self.fit();
        let wish = wish(&self.slug, &self.title);
        let kind = if self.is_page { PostKind::Page } else { PostKind::Post };
        let optional = |text: &String| Some(text.clone()).filter(|text| !text.trim().is_empty());
        let input = PostInput {
            title: self.title.clone(),
            body: self.body.clone(),
            excerpt: optional(&self.excerpt),
            tags: self.tags.clone(),
            category: self.category.clone().filter(|_| !self.is_page),
            authors: Some(self.authors.clone()).filter(|authors| !authors.is_empty()),
            kind: Some(kind.as_str().to_owned()),
            language: self.language.as_ref().map(|language| language.as_str().to_owned()),
            series: self.series.as_ref().map(|(series, _)| series.clone()),
            series_number: self.series.as_ref().and_then(|(_, number)| *number),
            canonical_url: optional(&self.canonical_url),
            cover_alt: optional(&self.cover_alt),
            social_title: optional(&self.social_title),
            social_description: optional(&self.social_description),
            published_at: self.published_at.map(|at| at.to_string()),
            ..PostInput::default()
        };
        let (place, lines) = self
            .own_file
            .clone()
            .unwrap_or_else(|| (Place::of_item(&self.source, file, &self.name), PageLines::all(self.line)));
        let (draft, _) = input.validate().map_err(|violations| {
            let line = |field: &str| if field == "body" { lines.body } else { self.line };
            let sentence = |field: &str, rule: &str| place.problem(line(field), format!("{field}: {rule}"));
            violations.iter().map(|one| sentence(&one.field, &Text::English.rule(&one.rule))).collect::<Vec<_>>()
        })?;
        let notices = self.notices.iter().map(|(line, notice)| place.problem(*line, notice.as_str())).collect();
        let publish_at = match self.state {
            State::Scheduled(at) => Some(at),
            State::Draft | State::Published => None,
        };
        let record = CarriedRecord {
            updated_at: self.updated_at,
            published_updated_at: self.updated_at.filter(|_| self.state == State::Published),
            ..CarriedRecord::default()
        };
        let mut old_addresses = self.old_addresses.into_iter();
        Ok(Page {
            draft,
            wish,
            old_address: old_addresses.next(),
            aliases: old_addresses.collect(),
            cover: Some(self.cover).filter(|cover| !cover.is_empty()),
            is_published: self.state == State::Published,
            publish_at,
            unpublish_at: self.unpublish_at.filter(|_| self.state != State::Draft),
            is_pinned: self.is_pinned,
            are_comments_closed: self.are_comments_closed,
            created_at: self.created_at,
            feed_id: Some(self.feed_id).filter(|id| !id.trim().is_empty()),
            comments: self.comments,
            lines,
            notices,
            record,
            own: None,
            place,
        })
    }

    /// Leaves out what breaks a constraint where the rest is good without it, and tells so.
    fn fit(&mut self) {
        self.title = without_controls(&self.title);
        if self.title.is_empty() {
            self.title = text_of_title(&self.excerpt, &self.slug);
            let title = self.title.clone();
            self.tell(format!("no title: it is called {title:?}"));
        }
        self.limit("title", rules::TITLE.chars_max, |item| &mut item.title);
        self.limit("excerpt", rules::EXCERPT.chars_max, |item| &mut item.excerpt);
        self.limit("cover_alt", rules::COVER_ALT.chars_max, |item| &mut item.cover_alt);
        self.limit("social_title", rules::SOCIAL_TITLE.chars_max, |item| &mut item.social_title);
        self.limit("social_description", rules::SOCIAL_DESCRIPTION.chars_max, |item| &mut item.social_description);
        let is_refused = |character: char| character.is_control() && !matches!(character, '\n' | '\r' | '\t');
        if self.body.contains(is_refused) {
            self.body = self.body.replace(is_refused, "");
            self.tell("control characters are left out");
        }
        let is_web = self.canonical_url.starts_with("https://") || self.canonical_url.starts_with("http://");
        if !self.canonical_url.is_empty() && !is_web {
            let canonical_url = std::mem::take(&mut self.canonical_url);
            self.tell(format!("the original's address is none: {canonical_url:?}"));
        }
        let mut tags = std::mem::take(&mut self.tags);
        tags.retain(|tag| self.is_label(tag));
        if tags.len() > rules::TAGS_MAX {
            self.tell(format!(
                "{} tags are left out: a post has at most {}",
                tags.len() - rules::TAGS_MAX,
                rules::TAGS_MAX
            ));
            tags.truncate(rules::TAGS_MAX);
        }
        self.tags = tags;
        self.category = self.category.take().filter(|category| self.is_label(category));
        self.series = self.series.take().filter(|(series, _)| self.is_label(series));
        if let Some((_, number)) = &mut self.series {
            *number = number.filter(|number| (1..=rules::SERIES_NUMBER_MAX).contains(number));
        }
        let mut authors: Vec<String> =
            self.authors.iter().map(|author| cut(&without_controls(author), rules::AUTHOR.chars_max)).collect();
        authors.retain(|author| !author.is_empty());
        authors.truncate(rules::AUTHORS_MAX);
        self.authors = authors;
        let old_addresses = std::mem::take(&mut self.old_addresses);
        self.old_addresses = old_addresses
            .into_iter()
            .filter_map(|old| {
                let kept = address::absolute(&old).or_else(|| address::numbered(&old));
                if kept.is_none() && old != "/" {
                    self.tell(unusable(&old));
                }
                kept
            })
            .collect();
    }

    fn is_label(&mut self, label: &str) -> bool {
        let is_one = Label::parse(label).is_ok();
        if !is_one {
            self.tell(format!("the label {label:?} is left out: it can't be an address"));
        }
        is_one
    }

    fn limit(&mut self, field: &str, chars_max: usize, text: impl Fn(&mut Self) -> &mut String) {
        let own = text(self);
        *own = if field == "excerpt" || field == "social_description" {
            own.replace(|character: char| character.is_control() && character != '\n', " ")
        } else {
            without_controls(own)
        };
        if own.chars().count() > chars_max {
            *own = cut(own, chars_max);
            self.tell(format!("{field} is cut after {chars_max} characters"));
        }
    }
}

impl Place {
    /// The place of a text that is one of many in a file.
    pub fn of_item(source: &str, file: &str, name: &str) -> Self {
        Self {
            source: source.to_owned(),
            item: Some((file.to_owned(), name.to_owned())),
            folder: String::new(),
            section: String::new(),
            name: String::new(),
            language: None,
            is_bundle: false,
        }
    }

    /// Something to tell of what stands there.
    pub fn problem(&self, line: usize, reason: impl Into<String>) -> Problem {
        match &self.item {
            None => Problem::at(&self.source, line, reason),
            Some((file, name)) => {
                let line = Some(line).filter(|line| *line > 0);
                Problem { path: file.clone(), line, reason: format!("{name}: {}", reason.into()) }
            }
        }
    }
}

impl PageLines {
    /// Everything is told of one line.
    pub fn all(line: usize) -> Self {
        Self { title: line, path: line, slug: line, aliases: line, cover: line, body: line }
    }
}

/// A slug as addresses can hold it, whatever it was escaped as.
fn wish(slug: &str, title: &str) -> Slug {
    let decoded = address::decode(slug);
    let decoded = decoded.trim();
    if decoded.is_empty() {
        return Slug::from_title(title);
    }
    Slug::parse(decoded).unwrap_or_else(|_| Slug::from_title(decoded))
}

fn without_controls(text: &str) -> String {
    text.split(|character: char| character.is_whitespace() || character.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn text_of_title(excerpt: &str, slug: &str) -> String {
    const TITLE_CHARS: usize = 60;
    match (excerpt.trim(), slug) {
        ("", slug) => super::text::title_from_name(&address::decode(slug)),
        (excerpt, _) => cut(&without_controls(excerpt), TITLE_CHARS),
    }
}
