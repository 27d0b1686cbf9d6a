//! Labels of a post (its tags, its category, its series) that change in both of its copies at once.
//!
//! A label says where a post is found and not what it says, so who arranges posts needn't publish what their writers have
//! not finished.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::event::PostEvent;
use super::input::rules;
use super::state::{Content, Post, SeriesPart};
use crate::domain::{DomainError, Label, Rule, Violations};

/// What a label is one of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Taxonomy {
    /// Tags, of which a post has any number.
    Tag,
    /// Categories, of which a post has one or none.
    Category,
    /// Series, of which a post is a part of one or none.
    Series,
}

impl Taxonomy {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Tag, Self::Category, Self::Series];

    /// The name as it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tag => "tag",
            Self::Category => "category",
            Self::Series => "series",
        }
    }

    /// What the addresses of its labels begin with, after the slash.
    pub const fn segment(self) -> &'static str {
        match self {
            Self::Tag => "tags",
            Self::Category => "categories",
            Self::Series => "series",
        }
    }

    /// The taxonomy whose addresses begin with that.
    pub fn of_segment(segment: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|taxonomy| taxonomy.segment() == segment)
    }

    /// Where readers find the posts with a label.
    pub fn path(self, slug: &str) -> String {
        format!("/{}/{slug}", self.segment())
    }
}

/// A label that comes, goes, or takes another's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relabelling<'a> {
    /// What it is a label of.
    pub taxonomy: Taxonomy,
    /// The address of the label that goes; without one, `to` comes whatever there was.
    pub from: Option<&'a str>,
    /// The label that comes.
    pub to: Option<&'a str>,
}

/// What is asked of a post's labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelChange {
    /// See [`Relabelling::taxonomy`].
    pub taxonomy: Taxonomy,
    /// See [`Relabelling::from`].
    pub from: Option<String>,
    /// See [`Relabelling::to`].
    pub to: Option<Label>,
}

impl LabelChange {
    /// A tag comes.
    pub const fn add_tag(tag: Label) -> Self {
        Self { taxonomy: Taxonomy::Tag, from: None, to: Some(tag) }
    }

    /// A tag goes.
    pub fn remove_tag(tag: &Label) -> Self {
        Self::remove(Taxonomy::Tag, tag.slug())
    }

    /// The category is this one, or none.
    pub const fn set_category(category: Option<Label>) -> Self {
        Self { taxonomy: Taxonomy::Category, from: None, to: category }
    }

    /// A label takes another's place wherever that one is.
    pub const fn rename(taxonomy: Taxonomy, from: String, to: Label) -> Self {
        Self { taxonomy, from: Some(from), to: Some(to) }
    }

    /// A label goes.
    pub const fn remove(taxonomy: Taxonomy, from: String) -> Self {
        Self { taxonomy, from: Some(from), to: None }
    }

    /// Whether it is about posts that have a certain label already. A post in the trash has such labels as well, and comes
    /// out of it with those that the site still knows.
    pub(super) const fn is_of_present_label(&self) -> bool {
        self.from.is_some()
    }

    fn as_event(&self) -> Relabelling<'_> {
        Relabelling { taxonomy: self.taxonomy, from: self.from.as_deref(), to: self.to.as_ref().map(Label::as_str) }
    }
}

impl Content {
    fn relabel(&mut self, change: &Relabelling<'_>) {
        let to = change.to.map(Label::from_stored);
        let is_meant = |label: &Label| change.from.is_none_or(|from| label.slug() == from);
        match change.taxonomy {
            Taxonomy::Tag => self.relabel_tags(change.from, to),
            Taxonomy::Category if change.from.is_none() || self.category.as_ref().is_some_and(is_meant) => {
                self.category = to;
            }
            Taxonomy::Series if self.series.as_ref().is_some_and(|part| is_meant(&part.series)) => {
                let number = self.series.as_ref().and_then(|part| part.number);
                self.series = to.map(|series| SeriesPart { series, number });
            }
            Taxonomy::Category | Taxonomy::Series => {}
        }
    }

    /// A tag takes the place of the one that goes, so that the writer's order stays; no tag is there twice.
    fn relabel_tags(&mut self, from: Option<&str>, to: Option<Label>) {
        let place = match from {
            None => self.tags.len(),
            Some(from) => {
                let Some(place) = self.tags.iter().position(|tag| tag.slug() == from) else { return };
                self.tags.remove(place);
                place
            }
        };
        if let Some(to) = to.filter(|to| self.tags.iter().all(|tag| tag.slug() != to.slug())) {
            self.tags.insert(place, to);
        }
    }
}

impl Post {
    pub(super) fn decide_relabelling<'c>(&self, change: &'c LabelChange) -> Result<Vec<PostEvent<'c>>, DomainError> {
        let relabelling = change.as_event();
        let mut after = self.clone();
        after.relabel(&relabelling);
        let published = |post: &Self| post.published.as_ref().map(|published| Arc::clone(&published.content));
        if after.working == self.working && published(&after) == published(self) {
            return Ok(Vec::new());
        }
        let contents = [Some(Arc::clone(&after.working)), published(&after)];
        if contents.iter().flatten().any(|content| content.tags.len() > rules::TAGS_MAX) {
            return Err(Violations::one("tags", Rule::TooMany { entries_max: rules::TAGS_MAX }).into());
        }
        Ok(vec![PostEvent::Relabelled(relabelling)])
    }

    /// The copies stay one where they are one.
    pub(super) fn relabel(&mut self, change: &Relabelling<'_>) {
        let is_current = !self.has_unpublished_changes();
        Arc::make_mut(&mut self.working).relabel(change);
        match &mut self.published {
            Some(published) if is_current => published.content = Arc::clone(&self.working),
            Some(published) => Arc::make_mut(&mut published.content).relabel(change),
            None => {}
        }
    }
}
