//! What the forms of the settings send, as it was typed.

use blog::domain::comment::CLOSE_AFTER_DAYS_MAX;
use blog::domain::site::{EntryInput, SiteInput, rules};
use blog::domain::views::SiteSettings;
use blog::domain::{Rule, Violations};
use serde::Deserialize;

use crate::functions::FunctionError;

/// Which form of the page it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Section {
    /// What the site is called and how it is read.
    #[default]
    General,
    /// How it looks.
    Appearance,
    /// What readers find at the head of every page.
    Navigation,
    /// CSS of its own.
    Stylesheet,
    /// How it takes comments.
    Comments,
}

/// What one of the forms sends, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SettingsForm {
    /// Which form it is.
    pub section: Section,
    /// The version of the settings that its sender saw.
    pub version: u64,
    /// Which button of an entry was pressed, such as `up-2`.
    pub action: String,
    /// The site's name.
    pub name: String,
    /// What it is about.
    pub description: String,
    /// Its language.
    pub language: String,
    /// Its time zone.
    pub time_zone: String,
    /// Posts on a page of its lists.
    pub posts_per_page: String,
    /// The address of its logo.
    pub logo: String,
    /// The address of its icon.
    pub icon: String,
    /// The address of the picture for shared links.
    pub social_image: String,
    /// Its accent colour.
    pub accent: String,
    /// Its footer.
    pub footer: String,
    /// Its own CSS.
    pub custom_css: String,
    /// Whether it takes comments.
    pub comments: String,
    /// Words that hold one.
    pub held_words: String,
    /// After how many days a post takes no more.
    pub close_after_days: String,
    /// Whether it takes what other sites say.
    pub mentions: String,
    /// Whether it tells other sites of links.
    pub sends_mentions: String,
    /// The entries of its navigation: labels and addresses.
    #[serde(skip)]
    pub entries: Vec<(String, String)>,
}

impl SettingsForm {
    /// Reads a form whose fields `label` and `address` come once for each entry.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn of_fields(fields: Vec<(String, String)>) -> Result<Self, String> {
        let (labels, fields): (Vec<_>, Vec<_>) = fields.into_iter().partition(|(name, _)| name == "label");
        let (addresses, fields): (Vec<_>, Vec<_>) = fields.into_iter().partition(|(name, _)| name == "address");
        let fields = serde_urlencoded::to_string(fields).map_err(|error| error.to_string())?;
        let form: Self = serde_urlencoded::from_str(&fields).map_err(|error| error.to_string())?;
        let entries = labels.into_iter().zip(addresses).map(|((_, label), (_, address))| (label, address)).collect();
        Ok(Self { entries, ..form }.rearranged())
    }

    /// The form of a section as the settings are.
    pub(super) fn of(settings: &SiteSettings, section: Section) -> Self {
        let form = Self { section, version: settings.version, ..Self::default() };
        let optional = |text: &Option<String>| text.clone().unwrap_or_default();
        match section {
            Section::General => Self {
                name: settings.name.clone(),
                description: settings.description.clone(),
                language: settings.language.to_string(),
                time_zone: settings.time_zone.to_string(),
                posts_per_page: settings.posts_per_page.to_string(),
                ..form
            },
            Section::Appearance => Self {
                logo: optional(&settings.logo),
                icon: optional(&settings.icon),
                social_image: optional(&settings.social_image),
                accent: settings.accent.map(|accent| accent.to_string()).unwrap_or_default(),
                footer: settings.footer.clone(),
                ..form
            },
            Section::Navigation => Self {
                entries: settings.navigation.iter().map(|entry| (entry.label.clone(), entry.address.clone())).collect(),
                ..form
            },
            Section::Stylesheet => Self { custom_css: settings.custom_css.clone(), ..form },
            Section::Comments => Self {
                comments: settings.comments.as_str().to_owned(),
                held_words: optional(&settings.held_words),
                close_after_days: settings.close_after_days.to_string(),
                mentions: settings.mentions.as_str().to_owned(),
                sends_mentions: settings.sends_mentions.to_string(),
                ..form
            },
        }
    }

    /// What it asks the service to change.
    ///
    /// # Errors
    /// When a number is none.
    pub fn input(&self) -> Result<SiteInput, FunctionError> {
        Ok(match self.section {
            Section::General => SiteInput {
                name: Some(self.name.clone()),
                description: Some(self.description.clone()),
                language: Some(self.language.clone()),
                time_zone: Some(self.time_zone.clone()),
                posts_per_page: Some(posts_per_page(&self.posts_per_page)?),
                ..SiteInput::default()
            },
            Section::Appearance => SiteInput {
                logo: Some(self.logo.clone()),
                icon: Some(self.icon.clone()),
                social_image: Some(self.social_image.clone()),
                accent: Some(self.accent.clone()),
                footer: Some(self.footer.clone()),
                ..SiteInput::default()
            },
            Section::Navigation => SiteInput {
                navigation: Some(
                    self.entries.iter().cloned().map(|(label, address)| EntryInput { label, address }).collect(),
                ),
                ..SiteInput::default()
            },
            Section::Stylesheet => SiteInput { custom_css: Some(self.custom_css.clone()), ..SiteInput::default() },
            Section::Comments => SiteInput {
                comments: Some(self.comments.clone()),
                held_words: Some(self.held_words.clone()),
                close_after_days: Some(close_after_days(&self.close_after_days)?),
                mentions: Some(self.mentions.clone()).filter(|mentions| !mentions.is_empty()),
                sends_mentions: self.sends_mentions.parse().ok(),
                ..SiteInput::default()
            },
        })
    }

    /// The entries in the order that was asked for, without those that were emptied.
    fn rearranged(mut self) -> Self {
        let wished = self.action.split_once('-').and_then(|(what, entry)| Some((what, entry.parse::<usize>().ok()?)));
        if let Some((what, entry)) = wished.filter(|(_, entry)| (1..=self.entries.len()).contains(entry)) {
            let index = entry - 1;
            match what {
                "up" if index > 0 => self.entries.swap(index, index - 1),
                "down" if entry < self.entries.len() => self.entries.swap(index, entry),
                "remove" => drop(self.entries.remove(index)),
                _ => {}
            }
        }
        self.entries.retain(|(label, address)| !label.trim().is_empty() || !address.trim().is_empty());
        self
    }
}

fn posts_per_page(text: &str) -> Result<u32, FunctionError> {
    let (least, most) = (rules::POSTS_PER_PAGE_MIN, rules::POSTS_PER_PAGE_MAX);
    let rule = Rule::NotBetween { least, most };
    text.trim().parse().map_err(|_| FunctionError::Invalid(Violations::one("posts_per_page", rule)))
}

fn close_after_days(text: &str) -> Result<u32, FunctionError> {
    let rule = Rule::NotBetween { least: 0, most: CLOSE_AFTER_DAYS_MAX };
    text.trim().parse().map_err(|_| FunctionError::Invalid(Violations::one("close_after_days", rule)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_moved_removed_and_left_out_where_they_are_empty() {
        let cases = [
            ("", "a b c"),
            ("up-2", "b a c"),
            ("up-1", "a b c"),
            ("down-1", "b a c"),
            ("down-3", "a b c"),
            ("remove-2", "a c"),
            ("remove-9", "a b c"),
            ("remove-x", "a b c"),
        ];
        for (action, expected) in cases {
            let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
            let mut fields = vec![field("section", "navigation"), field("version", "3"), field("action", action)];
            for label in ["a", "b", "c"] {
                fields.extend([field("label", label), field("address", "/")]);
            }
            fields.extend([field("label", " "), field("address", "")]);
            let form = SettingsForm::of_fields(fields).unwrap();
            let labels: Vec<&str> = form.entries.iter().map(|(label, _)| label.as_str()).collect();
            assert_eq!((labels.join(" ").as_str(), form.version), (expected, 3), "{action}");
        }
    }
}
