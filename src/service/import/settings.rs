//! What Zola's own settings file (`config.toml`, lately `zola.toml`) says of a site.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::address::Slugify;
use super::front_matter::{Malformed, parse_toml};
use super::own::OwnSettings;

/// The names of the settings file, the present one first.
pub const FILE_NAMES: [&str; 2] = ["zola.toml", "config.toml"];

/// A site's settings, with Zola's defaults.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The site's name.
    pub title: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// Who wrote what names no author.
    pub author: Option<String>,
    /// The site's own address.
    pub base_url: Option<String>,
    /// The language of what names none in its file's name; Zola takes English where nothing is said.
    pub default_language: Option<String>,
    /// How names become addresses.
    pub slugify: SlugifySettings,
    extra: Extra,
    languages: BTreeMap<String, IgnoredAny>,
}

/// How names become addresses.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SlugifySettings {
    /// The rule for pages.
    pub paths: Slugify,
    /// Whether a date in a file's name is a part of the address.
    pub paths_keep_dates: bool,
}

/// What themes read; here, what an export of this program's own says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Extra {
    lithair: Option<OwnSettings>,
}

impl Settings {
    /// What an export says besides, where this is one.
    pub fn own(&self) -> Option<&OwnSettings> {
        self.extra.lithair.as_ref()
    }

    /// Reads the settings file.
    ///
    /// # Errors
    /// Where and how it is broken.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        parse_toml(text)
    }

    /// The languages that files may name; none where the site declares none.
    pub fn languages(&self) -> Vec<String> {
        let mut codes: Vec<String> = self.languages.keys().cloned().collect();
        if !codes.is_empty() && !codes.iter().any(|code| self.is_default(code)) {
            codes.push(self.default_language.as_deref().unwrap_or("en").to_owned());
        }
        codes
    }

    /// Whether that is the language of what names none.
    pub fn is_default(&self, code: &str) -> bool {
        self.default_language.as_deref().unwrap_or("en") == code
    }

    /// What Zola's feed calls the entry of a page: its whole address.
    pub fn feed_id(&self, address: &str) -> Option<String> {
        self.base_url.as_ref().map(|base| format!("{}{address}/", base.trim_end_matches('/')))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read() {
        let text = "base_url = 'https://example.org/blog/'\ndefault_language = 'de'\n[slugify]\npaths = 'safe'\n\
            [languages.fr]\ntitle = 'x'\n[languages.de]\n[extra]\nanything = 5\n";
        let settings = Settings::parse(text).unwrap();
        assert_eq!(settings.languages(), ["de", "fr"]);
        assert_eq!(settings.slugify.paths, Slugify::Safe);
        assert_eq!(settings.feed_id("/a").as_deref(), Some("https://example.org/blog/a/"));
        assert_eq!(Settings::default().languages(), Vec::<String>::new());
        assert_eq!(Settings::parse("title = 'a'\nbase_url = 5").unwrap_err().line, 2);
    }
}
