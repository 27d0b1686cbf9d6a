//! What people send to change the site's settings.

use serde::{Deserialize, Serialize};

use super::{General, Site, SiteCommand};
use crate::domain::{Language, TimeZone, Violations};

/// The site's settings as a request writes them. What is left out stays as it is; unknown fields are refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SiteInput {
    /// See [`super::rules::NAME`].
    pub name: Option<String>,
    /// See [`super::rules::DESCRIPTION`].
    pub description: Option<String>,
    /// See [`Language::parse`].
    pub language: Option<String>,
    /// See [`TimeZone::parse`].
    pub time_zone: Option<String>,
    /// See [`super::rules::POSTS_PER_PAGE_MIN`].
    pub posts_per_page: Option<u32>,
}

impl SiteInput {
    /// What it asks of a site.
    ///
    /// # Errors
    /// All fields that break a constraint, each with the rule it broke.
    pub fn commands(&self, site: &Site) -> Result<Vec<SiteCommand>, Violations> {
        let mut violations = Violations::default();
        let general = self.general(&site.general, &mut violations);
        if violations.is_empty() { Ok(vec![SiteCommand::ConfigureSite(general)]) } else { Err(violations) }
    }

    fn general(&self, old: &General, violations: &mut Violations) -> General {
        let language = self.language.as_ref().map_or_else(|| Ok(old.language.clone()), |tag| Language::parse(tag));
        let time_zone = self.time_zone.as_ref().map_or_else(|| Ok(old.time_zone.clone()), |name| TimeZone::parse(name));
        let general = General {
            name: self.name.clone().unwrap_or_else(|| old.name.clone()),
            description: self.description.clone().unwrap_or_else(|| old.description.clone()),
            language: violations.take("language", language).unwrap_or_default(),
            time_zone: violations.take("time_zone", time_zone).unwrap_or_default(),
            posts_per_page: self.posts_per_page.unwrap_or(old.posts_per_page),
        };
        violations.extend(general.check().err());
        general
    }
}
