//! What people send to change the site's settings.

use serde::{Deserialize, Serialize};

use super::{Accent, Appearance, General, NavigationEntry, Site, SiteCommand, check_navigation, rules};
use crate::domain::comment::Discussion;
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
    /// See [`Appearance::logo`]; an empty address is none, here and below.
    pub logo: Option<String>,
    /// See [`Appearance::icon`].
    pub icon: Option<String>,
    /// See [`Appearance::social_image`].
    pub social_image: Option<String>,
    /// See [`Accent::parse`].
    pub accent: Option<String>,
    /// See [`rules::FOOTER`].
    pub footer: Option<String>,
    /// See [`Site::navigation`].
    pub navigation: Option<Vec<EntryInput>>,
    /// See [`rules::STYLESHEET`].
    pub custom_css: Option<String>,
    /// See [`Discussion::policy`].
    pub comments: Option<String>,
    /// See [`Discussion::held_words`].
    pub held_words: Option<String>,
    /// See [`Discussion::close_after_days`].
    pub close_after_days: Option<u32>,
    /// See [`Discussion::mentions`].
    pub mentions: Option<String>,
    /// See [`Discussion::sends_mentions`].
    pub sends_mentions: Option<bool>,
}

/// An entry of the navigation as a request writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryInput {
    /// See [`rules::LABEL`].
    pub label: String,
    /// A path of the site, or an address that begins with `https://`, `http://` or `mailto:`.
    pub address: String,
}

impl SiteInput {
    /// What it asks of a site.
    ///
    /// # Errors
    /// All fields that break a constraint, each with the rule it broke.
    pub fn commands(&self, site: &Site) -> Result<Vec<SiteCommand>, Violations> {
        let mut violations = Violations::default();
        let general = self.general(&site.general, &mut violations);
        let appearance = self.appearance(&site.appearance, &mut violations);
        let navigation = self.navigation.as_ref().map(|entries| entries.iter().map(NavigationEntry::from).collect());
        let navigation: Vec<NavigationEntry> = navigation.unwrap_or_else(|| site.navigation.clone());
        violations.extend(check_navigation(&navigation).err());
        let stylesheet =
            self.custom_css.as_ref().map_or_else(|| site.stylesheet.clone(), |css| css.replace("\r\n", "\n"));
        violations.take("custom_css", rules::STYLESHEET.check(&stylesheet));
        let discussion = self.discussion(&site.discussion, &mut violations);
        if !violations.is_empty() {
            return Err(violations);
        }
        let mut commands = Vec::new();
        // A site that nobody named counts as one that an import may name.
        if site.is_configured || general != site.general {
            commands.push(SiteCommand::ConfigureSite(general));
        }
        commands.push(SiteCommand::ChangeAppearance(appearance));
        commands.push(SiteCommand::ChangeNavigation(navigation));
        commands.push(SiteCommand::ChangeStylesheet(stylesheet));
        commands.push(SiteCommand::ChangeDiscussion(discussion));
        Ok(commands)
    }

    fn discussion(&self, old: &Discussion, violations: &mut Violations) -> Discussion {
        let policy = self.comments.as_ref().map_or(Ok(old.policy), |policy| policy.parse());
        let mentions = self.mentions.as_ref().map_or(Ok(old.mentions), |policy| policy.parse());
        let held_words = self.held_words.as_ref().map(|words| words.replace("\r\n", "\n").trim().to_owned());
        let discussion = Discussion {
            policy: violations.take("comments", policy).unwrap_or_default(),
            held_words: held_words.unwrap_or_else(|| old.held_words.clone()),
            close_after_days: self.close_after_days.unwrap_or(old.close_after_days),
            mentions: violations.take("mentions", mentions).unwrap_or_default(),
            sends_mentions: self.sends_mentions.unwrap_or(old.sends_mentions),
        };
        violations.extend(discussion.check().err());
        discussion
    }

    fn appearance(&self, old: &Appearance, violations: &mut Violations) -> Appearance {
        let address = |given: &Option<String>, old: &Option<String>| match given {
            Some(given) => Some(given.trim().to_owned()).filter(|address| !address.is_empty()),
            None => old.clone(),
        };
        let accent = match self.accent.as_deref().map(str::trim) {
            Some("") => None,
            Some(color) => violations.take("accent", Accent::parse(color)),
            None => old.accent,
        };
        let footer =
            self.footer.as_ref().map_or_else(|| old.footer.clone(), |footer| footer.trim().replace("\r\n", "\n"));
        let appearance = Appearance {
            logo: address(&self.logo, &old.logo),
            icon: address(&self.icon, &old.icon),
            social_image: address(&self.social_image, &old.social_image),
            accent,
            footer,
        };
        violations.extend(appearance.check().err());
        appearance
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

impl From<&EntryInput> for NavigationEntry {
    fn from(entry: &EntryInput) -> Self {
        Self { label: entry.label.trim().to_owned(), address: entry.address.trim().to_owned() }
    }
}
