//! What people send, and what is left of it once its constraints hold.

use serde::{Deserialize, Serialize};

use super::schedule::ScheduleTimes;
use super::state::{Author, PostKind, PostStatus, SeriesPart};
use crate::domain::{Label, Language, Rule, Slug, TextRule, Timestamp, Violations};

/// The constraints of a post's fields, declared once: requests, forms and the API's description use them.
pub mod rules {
    use crate::domain::TextRule;

    /// The title.
    pub const TITLE: TextRule = TextRule::line("title", 300).required();
    /// The text in Markdown: about five novels.
    pub const BODY: TextRule = TextRule::lines("body", 2_000_000);
    /// The summary.
    pub const EXCERPT: TextRule = TextRule::lines("excerpt", 1_000);
    /// What an editor says to whoever wrote it.
    pub const REVIEW_NOTE: TextRule = TextRule::lines("note", 5_000).required();
    /// The name of a version.
    pub const VERSION_NAME: TextRule = TextRule::line("name", 100).required();
    /// Versions of one post that have a name.
    pub const VERSION_NAMES_MAX: usize = 200;
    /// One author's name.
    pub const AUTHOR: TextRule = TextRule::line("authors", 200).required();
    /// The address of the cover image, or of the original.
    pub const ADDRESS_CHARS_MAX: usize = 2_000;
    /// Tags of one post.
    pub const TAGS_MAX: usize = 50;
    /// Authors of one post.
    pub const AUTHORS_MAX: usize = 50;
    /// What the cover image shows.
    pub const COVER_ALT: TextRule = TextRule::line("cover_alt", 1_000);
    /// The title on the card of a link.
    pub const SOCIAL_TITLE: TextRule = TextRule::line("social_title", 300);
    /// What the card of a link says.
    pub const SOCIAL_DESCRIPTION: TextRule = TextRule::lines("social_description", 1_000);
    /// The last number that a part of a series can have; the first is 1.
    pub const SERIES_NUMBER_MAX: u32 = 100_000;
}

/// A post as a request writes it. Fields that are left out mean "none" or "as it was"; unknown ones are refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PostInput {
    /// See [`rules::TITLE`].
    pub title: String,
    /// See [`Slug::parse`]; without one, a new post's title suggests it and an old post keeps its own.
    pub slug: Option<String>,
    /// See [`rules::BODY`].
    pub body: String,
    /// See [`rules::EXCERPT`].
    pub excerpt: Option<String>,
    /// See [`Label::parse`].
    pub tags: Vec<String>,
    /// See [`Label::parse`].
    pub category: Option<String>,
    /// Names; without any, a new post has its creator's and an old post keeps its own.
    pub authors: Option<Vec<String>>,
    /// `post` or `page`.
    pub kind: Option<String>,
    /// See [`Language::parse`].
    pub language: Option<String>,
    /// An `http` or `https` address, or a path that begins with `/`.
    pub cover: Option<String>,
    /// An `http` or `https` address.
    pub canonical_url: Option<String>,
    /// RFC 3339; without an offset, UTC; or a date alone.
    pub published_at: Option<String>,
    /// `draft`, `scheduled` or `published`; without one, an old post stays what it is and a new one is a draft. A post is
    /// scheduled for `published_at`, where `schedule` doesn't say otherwise.
    pub status: Option<String>,
    /// When readers are given it and when it is taken from them, with `scheduled`. Without a status, one that has neither
    /// time cancels what is scheduled.
    pub schedule: Option<ScheduleInput>,
    /// See [`rules::COVER_ALT`].
    pub cover_alt: Option<String>,
    /// See [`rules::SOCIAL_TITLE`].
    pub social_title: Option<String>,
    /// See [`rules::SOCIAL_DESCRIPTION`].
    pub social_description: Option<String>,
    /// An `http` or `https` address, or a path that begins with `/`.
    pub social_image: Option<String>,
    /// The name of its series, see [`Label::parse`].
    pub series: Option<String>,
    /// Which part of the series it is, up to [`rules::SERIES_NUMBER_MAX`]; without a series it means nothing.
    pub series_number: Option<u32>,
    /// Whether it comes first on the home page; without it, that stays as it is.
    pub pinned: Option<bool>,
    /// Whether it takes no more comments; left out, that stays as it is.
    pub comments_closed: Option<bool>,
}

/// A schedule as a request writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ScheduleInput {
    /// When readers are given the working copy: RFC 3339; without an offset, UTC.
    pub publish_at: Option<String>,
    /// When the post is taken from them.
    pub unpublish_at: Option<String>,
}

impl ScheduleInput {
    /// Checks both times by themselves; what else must hold depends on the post.
    ///
    /// # Errors
    /// Those that are none.
    pub fn validate(&self) -> Result<ScheduleTimes, Violations> {
        let mut violations = Violations::default();
        let times = self.times(&mut violations);
        if violations.is_empty() { Ok(times) } else { Err(violations) }
    }

    fn times(&self, violations: &mut Violations) -> ScheduleTimes {
        ScheduleTimes {
            publish_at: given(&self.publish_at).and_then(|at| violations.take("publish_at", parse_date(at))),
            unpublish_at: given(&self.unpublish_at).and_then(|at| violations.take("unpublish_at", parse_date(at))),
        }
    }
}

/// A [`PostInput`] whose constraints hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PostDraft {
    /// The title, trimmed.
    pub title: String,
    /// The slug, where one was given.
    pub slug: Option<Slug>,
    /// The text, with line ends as `\n`.
    pub body: String,
    /// The summary.
    pub excerpt: Option<String>,
    /// Tags, each once.
    pub tags: Vec<Label>,
    /// The category.
    pub category: Option<Label>,
    /// The authors, where they were given.
    pub authors: Option<Vec<Author>>,
    /// The kind, where it was given.
    pub kind: Option<PostKind>,
    /// The language.
    pub language: Option<Language>,
    /// The cover's address.
    pub cover: Option<String>,
    /// The original's address.
    pub canonical_url: Option<String>,
    /// The date to show, where one was given.
    pub published_at: Option<Timestamp>,
    /// What the cover image shows.
    pub cover_alt: Option<String>,
    /// The title on the card of a link.
    pub social_title: Option<String>,
    /// What the card of a link says.
    pub social_description: Option<String>,
    /// The address of that card's image.
    pub social_image: Option<String>,
    /// Its series, and which part of it.
    pub series: Option<SeriesPart>,
}

/// What a request wants of a post besides its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestedStatus {
    /// Readers shall not see it.
    Draft,
    /// Readers shall see it then.
    Scheduled(ScheduleTimes),
    /// Readers shall go on seeing it or not, with nothing happening by itself.
    Unscheduled,
    /// Readers shall see it as it is now.
    Published,
}

impl PostInput {
    /// Checks every field.
    ///
    /// # Errors
    /// All fields that break a constraint, each with the rule it broke.
    pub fn validate(&self) -> Result<(PostDraft, Option<RequestedStatus>), Violations> {
        let mut violations = Violations::default();
        let draft = PostDraft {
            title: self.text(rules::TITLE, &self.title, &mut violations).trim().to_owned(),
            slug: given(&self.slug).and_then(|slug| violations.take("slug", Slug::parse(slug))),
            body: self.text(rules::BODY, &self.body, &mut violations).replace("\r\n", "\n").replace('\r', "\n"),
            excerpt: self.optional_text(rules::EXCERPT, &self.excerpt, &mut violations),
            tags: self.tags(&mut violations),
            category: given(&self.category).and_then(|name| violations.take("category", Label::parse(name))),
            authors: self.authors(&mut violations),
            kind: given(&self.kind).and_then(|kind| violations.take("kind", kind.parse())),
            language: given(&self.language).and_then(|tag| violations.take("language", Language::parse(tag))),
            cover: given(&self.cover).and_then(|cover| violations.take("cover", check_cover(cover))),
            canonical_url: given(&self.canonical_url)
                .and_then(|address| violations.take("canonical_url", check_address(address))),
            published_at: given(&self.published_at).and_then(|date| violations.take("published_at", parse_date(date))),
            cover_alt: self.optional_text(rules::COVER_ALT, &self.cover_alt, &mut violations),
            social_title: self.optional_text(rules::SOCIAL_TITLE, &self.social_title, &mut violations),
            social_description: self.optional_text(
                rules::SOCIAL_DESCRIPTION,
                &self.social_description,
                &mut violations,
            ),
            social_image: given(&self.social_image)
                .and_then(|image| violations.take("social_image", check_cover(image))),
            series: self.series_part(&mut violations),
        };
        let (draft, status) = self.with_status(draft, &mut violations);
        if violations.is_empty() { Ok((draft, status)) } else { Err(violations) }
    }

    /// What is asked for besides the content. The date of what is to be published is no date to show.
    fn with_status(&self, mut draft: PostDraft, violations: &mut Violations) -> (PostDraft, Option<RequestedStatus>) {
        let status = given(&self.status).and_then(|status| violations.take("status", parse_status(status)));
        let schedule = self.schedule.as_ref().map(|schedule| schedule.times(violations));
        if !matches!(status, Some(PostStatus::Scheduled)) && schedule.is_some_and(|times| times.next().is_some()) {
            violations.add("status", Rule::NotOneOf { values: "scheduled".into() });
        }
        let status = match status {
            Some(PostStatus::Draft) => Some(RequestedStatus::Draft),
            Some(PostStatus::Published) => Some(RequestedStatus::Published),
            Some(PostStatus::Scheduled) => Some(RequestedStatus::Scheduled(
                schedule.unwrap_or_else(|| ScheduleTimes { publish_at: draft.published_at.take(), unpublish_at: None }),
            )),
            None => schedule.map(|_| RequestedStatus::Unscheduled),
        };
        (draft, status)
    }

    fn text<'t>(&self, rule: TextRule, text: &'t str, violations: &mut Violations) -> &'t str {
        violations.take(rule.field, rule.check(text));
        text
    }

    fn optional_text(&self, rule: TextRule, text: &Option<String>, violations: &mut Violations) -> Option<String> {
        given(text).map(|text| self.text(rule, text, violations).trim().replace("\r\n", "\n"))
    }

    fn series_part(&self, violations: &mut Violations) -> Option<SeriesPart> {
        let number = self.series_number;
        if number.is_some_and(|number| !(1..=rules::SERIES_NUMBER_MAX).contains(&number)) {
            violations.add("series_number", Rule::NotBetween { least: 1, most: rules::SERIES_NUMBER_MAX });
        }
        let series = given(&self.series).and_then(|name| violations.take("series", Label::parse(name)))?;
        Some(SeriesPart { series, number })
    }

    fn tags(&self, violations: &mut Violations) -> Vec<Label> {
        if self.tags.len() > rules::TAGS_MAX {
            violations.add("tags", Rule::TooMany { entries_max: rules::TAGS_MAX });
            return Vec::new();
        }
        let mut tags: Vec<Label> = Vec::new();
        for name in self.tags.iter().filter(|name| !name.trim().is_empty()) {
            let Some(tag) = violations.take("tags", Label::parse(name)) else { continue };
            if !tags.iter().any(|other| other.slug() == tag.slug()) {
                tags.push(tag);
            }
        }
        tags
    }

    fn authors(&self, violations: &mut Violations) -> Option<Vec<Author>> {
        let names = self.authors.as_ref()?;
        if names.len() > rules::AUTHORS_MAX {
            violations.add("authors", Rule::TooMany { entries_max: rules::AUTHORS_MAX });
            return None;
        }
        let mut authors: Vec<Author> = Vec::new();
        for name in names {
            violations.take("authors", rules::AUTHOR.check(name))?;
            let author = Author::named(name.trim());
            if !authors.iter().any(|other| other.handle == author.handle) {
                authors.push(author);
            }
        }
        (!authors.is_empty()).then_some(authors)
    }
}

/// An empty field of a form counts as one that wasn't given.
fn given(field: &Option<String>) -> Option<&str> {
    field.as_deref().map(str::trim).filter(|text| !text.is_empty())
}

fn parse_status(text: &str) -> Result<PostStatus, Rule> {
    let status = PostStatus::ALL.into_iter().find(|status| status.as_str() == text);
    status.ok_or(Rule::NotOneOf { values: "draft, scheduled, published".into() })
}

fn parse_date(text: &str) -> Result<Timestamp, Rule> {
    text.parse()
        .or_else(|_| Timestamp::from_date(text))
        .or_else(|_| Timestamp::from_local(text))
        .map_err(|_| Rule::NotADate)
}

/// An `http` or `https` address, or a path of the site.
pub(in crate::domain) fn check_cover(text: &str) -> Result<String, Rule> {
    if text.starts_with('/') && !text.starts_with("//") { check_address_text(text) } else { check_address(text) }
}

/// An `http` or `https` address.
pub(in crate::domain) fn check_address(text: &str) -> Result<String, Rule> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).ok_or(Rule::NotAnAddress)?;
    if host.starts_with(['/', '?', '#', ':']) || host.is_empty() {
        return Err(Rule::NotAnAddress);
    }
    check_address_text(text)
}

fn check_address_text(text: &str) -> Result<String, Rule> {
    if text.chars().count() > rules::ADDRESS_CHARS_MAX {
        return Err(Rule::TooLong { chars_max: rules::ADDRESS_CHARS_MAX });
    }
    let refused = |character: char| {
        character.is_control() || character.is_whitespace() || matches!(character, '"' | '<' | '>' | '\\' | '`')
    };
    if text.chars().any(refused) { Err(Rule::NotAnAddress) } else { Ok(text.to_owned()) }
}
