//! What a change of a post's content says.

use serde::{Deserialize, Serialize};

use super::PostDraft;
use super::state::{Author, Content, PostKind, SeriesPart};
use crate::domain::{Label, Language, Slug, Timestamp};

/// The fields that changed; the others keep what they had. An inner `None` empties a field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContentChange<'a> {
    /// See [`Content::title`].
    #[serde(borrow)]
    pub title: Option<&'a str>,
    /// See [`Content::slug`].
    pub slug: Option<&'a str>,
    /// See [`Content::body`].
    pub body: Option<&'a str>,
    /// See [`Content::excerpt`].
    pub excerpt: Option<Option<&'a str>>,
    /// See [`Content::tags`].
    pub tags: Option<Vec<&'a str>>,
    /// See [`Content::category`].
    pub category: Option<Option<&'a str>>,
    /// See [`Content::authors`].
    pub authors: Option<Vec<AuthorName<'a>>>,
    /// See [`Content::kind`].
    pub kind: Option<PostKind>,
    /// See [`Content::language`].
    pub language: Option<Option<&'a str>>,
    /// See [`Content::cover`].
    pub cover: Option<Option<&'a str>>,
    /// See [`Content::canonical_url`].
    pub canonical_url: Option<Option<&'a str>>,
    /// See [`Content::published_at`].
    pub published_at: Option<Option<Timestamp>>,
    /// See [`Content::cover_alt`].
    pub cover_alt: Option<Option<&'a str>>,
    /// See [`Content::social_title`].
    pub social_title: Option<Option<&'a str>>,
    /// See [`Content::social_description`].
    pub social_description: Option<Option<&'a str>>,
    /// See [`Content::social_image`].
    pub social_image: Option<Option<&'a str>>,
    /// See [`Content::series`].
    pub series: Option<Option<PartName<'a>>>,
}

/// An [`Author`], borrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorName<'a> {
    /// See [`Author::handle`].
    pub handle: &'a str,
    /// See [`Author::name`].
    pub name: &'a str,
}

/// A [`SeriesPart`], borrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartName<'a> {
    /// See [`SeriesPart::series`].
    pub series: &'a str,
    /// See [`SeriesPart::number`].
    pub number: Option<u32>,
}

impl<'a> ContentChange<'a> {
    /// Whether it takes a field's value away.
    pub fn empties(&self, field: &str) -> bool {
        match field {
            "excerpt" => self.excerpt == Some(None),
            "category" => self.category == Some(None),
            "language" => self.language == Some(None),
            "cover" => self.cover == Some(None),
            "canonical_url" => self.canonical_url == Some(None),
            "published_at" => self.published_at == Some(None),
            "cover_alt" => self.cover_alt == Some(None),
            "social_title" => self.social_title == Some(None),
            "social_description" => self.social_description == Some(None),
            "social_image" => self.social_image == Some(None),
            "series" => self.series == Some(None),
            _ => false,
        }
    }

    /// What a draft changes of a content. A slug, authors, kind or date that the draft doesn't mention stay.
    pub fn between(content: &Content, draft: &'a PostDraft) -> Self {
        let authors = draft.authors.as_ref().filter(|authors| **authors != content.authors);
        let slug = draft.slug.as_ref().filter(|slug| **slug != content.slug);
        Self {
            title: changed(&content.title, &draft.title),
            slug: slug.map(Slug::as_str),
            body: changed(&content.body, &draft.body),
            excerpt: changed_optional(content.excerpt.as_deref(), draft.excerpt.as_deref()),
            tags: (content.tags != draft.tags).then(|| draft.tags.iter().map(Label::as_str).collect()),
            category: changed_optional(
                content.category.as_ref().map(Label::as_str),
                draft.category.as_ref().map(Label::as_str),
            ),
            authors: authors.map(|authors| authors.iter().map(AuthorName::from).collect()),
            kind: draft.kind.filter(|kind| *kind != content.kind),
            language: changed_optional(
                content.language.as_ref().map(Language::as_str),
                draft.language.as_ref().map(Language::as_str),
            ),
            cover: changed_optional(content.cover.as_deref(), draft.cover.as_deref()),
            canonical_url: changed_optional(content.canonical_url.as_deref(), draft.canonical_url.as_deref()),
            published_at: draft.published_at.map(Some).filter(|date| *date != content.published_at),
            cover_alt: changed_optional(content.cover_alt.as_deref(), draft.cover_alt.as_deref()),
            social_title: changed_optional(content.social_title.as_deref(), draft.social_title.as_deref()),
            social_description: changed_optional(
                content.social_description.as_deref(),
                draft.social_description.as_deref(),
            ),
            social_image: changed_optional(content.social_image.as_deref(), draft.social_image.as_deref()),
            series: (content.series != draft.series).then(|| draft.series.as_ref().map(PartName::from)),
        }
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

fn changed<'a>(old: &str, new: &'a str) -> Option<&'a str> {
    (old != new).then_some(new)
}

fn changed_optional<'a>(old: Option<&str>, new: Option<&'a str>) -> Option<Option<&'a str>> {
    (old != new).then_some(new)
}

impl<'a> From<&'a Author> for AuthorName<'a> {
    fn from(author: &'a Author) -> Self {
        Self { handle: author.handle.as_str(), name: &author.name }
    }
}

impl<'a> From<&'a SeriesPart> for PartName<'a> {
    fn from(part: &'a SeriesPart) -> Self {
        Self { series: part.series.as_str(), number: part.number }
    }
}
