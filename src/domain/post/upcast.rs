//! Payloads as former versions of the program wrote them, and what they are now. They are written again, too: what
//! remains of an event after an erasure stays in the version that its envelope names.

use serde::{Deserialize, Serialize};

use super::change::{AuthorName, ContentChange};
use super::event::{PostCreated, PostEdited, Saving};
use super::state::PostKind;
use crate::domain::Timestamp;

/// [`ContentChange`] before a cover had an alternative text, and posts social cards and series.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContentChangeVersion1<'a> {
    #[serde(borrow)]
    title: Option<&'a str>,
    slug: Option<&'a str>,
    body: Option<&'a str>,
    excerpt: Option<Option<&'a str>>,
    tags: Option<Vec<&'a str>>,
    category: Option<Option<&'a str>>,
    authors: Option<Vec<AuthorName<'a>>>,
    kind: Option<PostKind>,
    language: Option<Option<&'a str>>,
    cover: Option<Option<&'a str>>,
    canonical_url: Option<Option<&'a str>>,
    published_at: Option<Option<Timestamp>>,
}

/// Version 1 of [`PostCreated`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostCreatedVersion1<'a> {
    #[serde(borrow)]
    content: ContentChangeVersion1<'a>,
    feed_id: &'a str,
    created_at: Timestamp,
    aliases: Vec<&'a str>,
}

/// Version 2 of [`PostEdited`]; version 1 was the change alone, from a time when nothing was saved by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostEditedVersion2<'a> {
    saving: Saving,
    #[serde(borrow)]
    change: ContentChangeVersion1<'a>,
}

/// Takes every field that both have from one to the other.
macro_rules! same_fields {
    ($from:ident => $to:ident { $($field:ident),+ } $(, ..$rest:expr)?) => {
        $to { $($field: $from.$field),+ $(, ..$rest)? }
    };
}

impl<'a> From<ContentChangeVersion1<'a>> for ContentChange<'a> {
    fn from(old: ContentChangeVersion1<'a>) -> Self {
        same_fields!(old => Self {
            title, slug, body, excerpt, tags, category, authors, kind, language, cover, canonical_url, published_at
        }, ..Self::default())
    }
}

impl<'a> From<ContentChange<'a>> for ContentChangeVersion1<'a> {
    /// The way back, for what came from it: the other fields are empty.
    fn from(new: ContentChange<'a>) -> Self {
        same_fields!(new => Self {
            title, slug, body, excerpt, tags, category, authors, kind, language, cover, canonical_url, published_at
        })
    }
}

impl<'a> From<PostCreatedVersion1<'a>> for PostCreated<'a> {
    fn from(old: PostCreatedVersion1<'a>) -> Self {
        Self { content: old.content.into(), feed_id: old.feed_id, created_at: old.created_at, aliases: old.aliases }
    }
}

impl<'a> From<PostCreated<'a>> for PostCreatedVersion1<'a> {
    fn from(new: PostCreated<'a>) -> Self {
        Self { content: new.content.into(), feed_id: new.feed_id, created_at: new.created_at, aliases: new.aliases }
    }
}

impl<'a> From<PostEditedVersion2<'a>> for PostEdited<'a> {
    fn from(old: PostEditedVersion2<'a>) -> Self {
        Self { saving: old.saving, change: old.change.into() }
    }
}

impl<'a> From<PostEdited<'a>> for PostEditedVersion2<'a> {
    fn from(new: PostEdited<'a>) -> Self {
        Self { saving: new.saving, change: new.change.into() }
    }
}
