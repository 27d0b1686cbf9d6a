//! What can have happened to the site, as the log keeps it.

use serde::{Deserialize, Serialize};

use super::{General, rules};
use crate::domain::{DecodeError, EventPayload, Language, TimeZone};

/// What can have happened to the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SiteEvent<'a> {
    /// It is called this and read so from now on.
    Configured(SiteConfigured<'a>),
    /// A path leads to another from now on.
    RedirectAdded(RedirectAdded<'a>),
}

/// A path that leads to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedirectAdded<'a> {
    /// See [`super::Redirect::from`].
    pub from: &'a str,
    /// See [`super::Redirect::to`].
    pub to: &'a str,
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
    const KINDS: &'static [(&'static str, u32)] = &[("SiteConfigured", 2), ("RedirectAdded", 1)];

    fn kind(&self) -> &'static str {
        match self {
            Self::Configured(_) => "SiteConfigured",
            Self::RedirectAdded(_) => "RedirectAdded",
        }
    }

    fn encode(&self, buffer: Vec<u8>) -> Result<Vec<u8>, postcard::Error> {
        match self {
            Self::Configured(configured) => postcard::to_extend(configured, buffer),
            Self::RedirectAdded(added) => postcard::to_extend(added, buffer),
        }
    }

    fn decode(kind: &str, schema_version: u32, payload: &'a [u8]) -> Result<Self, DecodeError> {
        match (kind, schema_version) {
            ("SiteConfigured", 1) => {
                DecodeError::payload::<SiteConfigured1<'_>>(kind, payload).map(|old| Self::Configured(old.into()))
            }
            ("SiteConfigured", 2) => DecodeError::payload(kind, payload).map(Self::Configured),
            ("RedirectAdded", 1) => DecodeError::payload(kind, payload).map(Self::RedirectAdded),
            _ => Err(DecodeError::unknown(kind, schema_version)),
        }
    }

    fn to_json(&self) -> Result<serde_json::Value, serde_json::Error> {
        match self {
            Self::Configured(configured) => serde_json::to_value(configured),
            Self::RedirectAdded(added) => serde_json::to_value(added),
        }
    }
}
