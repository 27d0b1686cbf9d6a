//! What can have happened to the site, as the log keeps it.

use serde::{Deserialize, Serialize};

use super::{Accent, Appearance, Color, General, NavigationEntry, rules};
use crate::domain::comment::{Discussion, DiscussionPolicy};
use crate::domain::post::Taxonomy;
use crate::domain::{DecodeError, EventPayload, Language, TimeZone};

/// What can have happened to the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SiteEvent<'a> {
    /// It is called this and read so from now on.
    Configured(SiteConfigured<'a>),
    /// It looks like this from now on.
    AppearanceChanged(AppearanceChanged<'a>),
    /// Readers find this at the head of every page from now on.
    NavigationChanged(Vec<EntryOf<'a>>),
    /// It has this stylesheet of its own from now on.
    StylesheetChanged(&'a str),
    /// A path leads to another from now on.
    RedirectAdded(RedirectAdded<'a>),
    /// It takes comments like this from now on.
    DiscussionChanged(DiscussionChanged<'a>),
    /// A label is called otherwise from now on, and its old address leads to the new one.
    LabelRenamed(LabelRenamed<'a>),
}

/// A label that is called otherwise. The posts that have it say so themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelRenamed<'a> {
    /// What it is a label of.
    pub taxonomy: Taxonomy,
    /// Its address so far.
    pub from: &'a str,
    /// Its address from now on, which another label may have had before.
    pub to: &'a str,
}

impl SiteEvent<'_> {
    /// Whether it changes what a form of settings shows. Where old addresses lead is no part of that.
    pub(super) const fn changes_settings(&self) -> bool {
        !matches!(self, Self::RedirectAdded(_) | Self::LabelRenamed(_))
    }
}

/// How the site takes comments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiscussionChanged<'a> {
    /// See [`Discussion::policy`].
    pub policy: DiscussionPolicy,
    /// See [`Discussion::held_words`].
    pub held_words: &'a str,
    /// See [`Discussion::close_after_days`].
    pub close_after_days: u32,
    /// See [`Discussion::mentions`].
    pub mentions: DiscussionPolicy,
    /// See [`Discussion::sends_mentions`].
    pub sends_mentions: bool,
}

/// Version 1 of [`DiscussionChanged`].
#[derive(Deserialize)]
struct DiscussionChanged1<'a> {
    policy: DiscussionPolicy,
    held_words: &'a str,
    close_after_days: u32,
}

impl<'a> From<DiscussionChanged1<'a>> for DiscussionChanged<'a> {
    /// The upcaster: who wanted to hear nothing from readers wants to hear nothing from other sites.
    fn from(DiscussionChanged1 { policy, held_words, close_after_days }: DiscussionChanged1<'a>) -> Self {
        let mentions = match policy {
            DiscussionPolicy::Off => DiscussionPolicy::Off,
            DiscussionPolicy::Moderated | DiscussionPolicy::Open => DiscussionPolicy::Moderated,
        };
        Self { policy, held_words, close_after_days, mentions, sends_mentions: true }
    }
}

impl<'a> From<&'a Discussion> for DiscussionChanged<'a> {
    fn from(discussion: &'a Discussion) -> Self {
        let Discussion { policy, held_words, close_after_days, mentions, sends_mentions } = discussion;
        Self {
            policy: *policy,
            held_words,
            close_after_days: *close_after_days,
            mentions: *mentions,
            sends_mentions: *sends_mentions,
        }
    }
}

impl From<&DiscussionChanged<'_>> for Discussion {
    fn from(changed: &DiscussionChanged<'_>) -> Self {
        let DiscussionChanged { policy, held_words, close_after_days, mentions, sends_mentions } = *changed;
        Self { policy, held_words: held_words.to_owned(), close_after_days, mentions, sends_mentions }
    }
}

/// A path that leads to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedirectAdded<'a> {
    /// See [`super::Redirect::from`].
    pub from: &'a str,
    /// See [`super::Redirect::to`].
    pub to: &'a str,
}

/// How the site looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppearanceChanged<'a> {
    /// See [`Appearance::logo`].
    pub logo: Option<&'a str>,
    /// See [`Appearance::icon`].
    pub icon: Option<&'a str>,
    /// See [`Appearance::social_image`].
    pub social_image: Option<&'a str>,
    /// See [`Appearance::accent`]: red, green and blue.
    pub accent: Option<[u8; 3]>,
    /// See [`Appearance::footer`].
    pub footer: &'a str,
}

impl<'a> From<&'a Appearance> for AppearanceChanged<'a> {
    fn from(appearance: &'a Appearance) -> Self {
        Self {
            logo: appearance.logo.as_deref(),
            icon: appearance.icon.as_deref(),
            social_image: appearance.social_image.as_deref(),
            accent: appearance.accent.map(|accent| accent.color().0),
            footer: &appearance.footer,
        }
    }
}

impl From<&AppearanceChanged<'_>> for Appearance {
    fn from(changed: &AppearanceChanged<'_>) -> Self {
        Self {
            logo: changed.logo.map(str::to_owned),
            icon: changed.icon.map(str::to_owned),
            social_image: changed.social_image.map(str::to_owned),
            accent: changed.accent.map(|channels| Accent::from(Color(channels))),
            footer: changed.footer.to_owned(),
        }
    }
}

/// A [`NavigationEntry`], borrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryOf<'a> {
    /// See [`NavigationEntry::label`].
    pub label: &'a str,
    /// See [`NavigationEntry::address`].
    pub address: &'a str,
}

impl<'a> From<&'a NavigationEntry> for EntryOf<'a> {
    fn from(entry: &'a NavigationEntry) -> Self {
        Self { label: &entry.label, address: &entry.address }
    }
}

impl From<&EntryOf<'_>> for NavigationEntry {
    fn from(entry: &EntryOf<'_>) -> Self {
        Self { label: entry.label.to_owned(), address: entry.address.to_owned() }
    }
}

/// What the site is called and how it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteConfigured<'a> {
    /// See [`General::name`].
    pub name: &'a str,
    /// See [`General::description`].
    pub description: &'a str,
    /// See [`General::language`].
    pub language: &'a str,
    /// See [`General::time_zone`].
    pub time_zone: &'a str,
    /// See [`General::posts_per_page`].
    pub posts_per_page: u32,
}

/// Version 1 of [`SiteConfigured`].
#[derive(Deserialize)]
struct SiteConfigured1<'a> {
    name: &'a str,
    description: &'a str,
    language: &'a str,
}

impl<'a> From<SiteConfigured1<'a>> for SiteConfigured<'a> {
    /// The upcaster: before there was a choice, all times were in UTC and lists had ten posts a page.
    fn from(SiteConfigured1 { name, description, language }: SiteConfigured1<'a>) -> Self {
        Self { name, description, language, time_zone: "UTC", posts_per_page: rules::POSTS_PER_PAGE_DEFAULT }
    }
}

impl<'a> From<&'a General> for SiteConfigured<'a> {
    fn from(general: &'a General) -> Self {
        Self {
            name: general.name.trim(),
            description: general.description.trim(),
            language: general.language.as_str(),
            time_zone: general.time_zone.as_str(),
            posts_per_page: general.posts_per_page,
        }
    }
}

impl From<&SiteConfigured<'_>> for General {
    fn from(configured: &SiteConfigured<'_>) -> Self {
        Self {
            name: configured.name.to_owned(),
            description: configured.description.to_owned(),
            language: Language::from_stored(configured.language),
            time_zone: TimeZone::from_stored(configured.time_zone),
            posts_per_page: configured.posts_per_page,
        }
    }
}

impl<'a> EventPayload<'a> for SiteEvent<'a> {
    const KINDS: &'static [(&'static str, u32)] = &[
        ("SiteConfigured", 2),
        ("AppearanceChanged", 1),
        ("NavigationChanged", 1),
        ("StylesheetChanged", 1),
        ("RedirectAdded", 1),
        ("LabelRenamed", 1),
        ("DiscussionChanged", 2),
    ];

    fn kind(&self) -> &'static str {
        match self {
            Self::Configured(_) => "SiteConfigured",
            Self::AppearanceChanged(_) => "AppearanceChanged",
            Self::NavigationChanged(_) => "NavigationChanged",
            Self::StylesheetChanged(_) => "StylesheetChanged",
            Self::RedirectAdded(_) => "RedirectAdded",
            Self::LabelRenamed(_) => "LabelRenamed",
            Self::DiscussionChanged(_) => "DiscussionChanged",
        }
    }

    fn encode(&self, buffer: Vec<u8>) -> Result<Vec<u8>, postcard::Error> {
        match self {
            Self::Configured(configured) => postcard::to_extend(configured, buffer),
            Self::AppearanceChanged(changed) => postcard::to_extend(changed, buffer),
            Self::NavigationChanged(entries) => postcard::to_extend(entries, buffer),
            Self::StylesheetChanged(css) => postcard::to_extend(css, buffer),
            Self::RedirectAdded(added) => postcard::to_extend(added, buffer),
            Self::LabelRenamed(renamed) => postcard::to_extend(renamed, buffer),
            Self::DiscussionChanged(changed) => postcard::to_extend(changed, buffer),
        }
    }

    fn decode(kind: &str, schema_version: u32, payload: &'a [u8]) -> Result<Self, DecodeError> {
        match (kind, schema_version) {
            ("SiteConfigured", 1) => {
                DecodeError::payload::<SiteConfigured1<'_>>(kind, payload).map(|old| Self::Configured(old.into()))
            }
            ("SiteConfigured", 2) => DecodeError::payload(kind, payload).map(Self::Configured),
            ("AppearanceChanged", 1) => DecodeError::payload(kind, payload).map(Self::AppearanceChanged),
            ("NavigationChanged", 1) => DecodeError::payload(kind, payload).map(Self::NavigationChanged),
            ("StylesheetChanged", 1) => DecodeError::payload(kind, payload).map(Self::StylesheetChanged),
            ("RedirectAdded", 1) => DecodeError::payload(kind, payload).map(Self::RedirectAdded),
            ("LabelRenamed", 1) => DecodeError::payload(kind, payload).map(Self::LabelRenamed),
            ("DiscussionChanged", 1) => DecodeError::payload::<DiscussionChanged1<'_>>(kind, payload)
                .map(|old| Self::DiscussionChanged(old.into())),
            ("DiscussionChanged", 2) => DecodeError::payload(kind, payload).map(Self::DiscussionChanged),
            _ => Err(DecodeError::unknown(kind, schema_version)),
        }
    }

    fn to_json(&self) -> Result<serde_json::Value, serde_json::Error> {
        match self {
            Self::Configured(configured) => serde_json::to_value(configured),
            Self::AppearanceChanged(changed) => {
                let accent = changed.accent.map(|channels| Color(channels).to_string());
                let mut json = serde_json::to_value(changed)?;
                json["accent"] = accent.into();
                Ok(json)
            }
            Self::NavigationChanged(entries) => Ok(serde_json::json!({ "navigation": entries })),
            Self::StylesheetChanged(css) => Ok(serde_json::json!({ "custom_css": css })),
            Self::RedirectAdded(added) => serde_json::to_value(added),
            Self::LabelRenamed(renamed) => serde_json::to_value(renamed),
            Self::DiscussionChanged(changed) => serde_json::to_value(changed),
        }
    }
}
