//! The site: its name and what else is true of it as a whole.

use serde::{Deserialize, Serialize};

use super::{
    Aggregate, Context, DecodeError, DomainError, EventPayload, Language, Recorded, Role, Rule, StreamId, TextRule,
    Violations,
};

/// The constraints of the site's settings.
pub mod rules {
    use super::TextRule;

    /// The site's name.
    pub const NAME: TextRule = TextRule::line("site_name", 200).required();
    /// What the site is about, in a sentence.
    pub const DESCRIPTION: TextRule = TextRule::line("site_description", 500);
}

/// The one site's stream.
pub fn stream_id() -> StreamId {
    StreamId::new(Site::CATEGORY, "settings")
}

/// The site as its stream leaves it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// The version of the last event folded in; 0 before the first.
    pub version: u64,
    /// Whether somebody has set its name, description and language.
    pub is_configured: bool,
    /// Its name.
    pub name: String,
    /// What it is about, in a sentence.
    pub description: String,
    /// The language of its interface, and of posts that name none.
    pub language: Language,
    /// Paths that lead to other paths, for ever.
    pub redirects: Vec<Redirect>,
}

/// A path that leads to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redirect {
    /// The old absolute path, without a slash at the end.
    pub from: String,
    /// The new absolute path.
    pub to: String,
}

impl Default for Site {
    fn default() -> Self {
        Self {
            version: 0,
            is_configured: false,
            name: "Lithair Blog".to_owned(),
            description: String::new(),
            language: Language::from_stored("en"),
            redirects: Vec::new(),
        }
    }
}

/// What can be asked of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SiteCommand {
    /// Sets its name, description and language.
    ConfigureSite {
        /// See [`rules::NAME`].
        name: String,
        /// See [`rules::DESCRIPTION`].
        description: String,
        /// See [`Site::language`].
        language: Language,
    },
    /// Redirects a path that isn't a post's.
    AddRedirect(Redirect),
}

/// What can have happened to the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SiteEvent<'a> {
    /// It has these settings now.
    Configured(SiteConfigured<'a>),
    /// A path leads to another from now on.
    RedirectAdded(RedirectAdded<'a>),
}

/// A path that leads to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedirectAdded<'a> {
    /// See [`Redirect::from`].
    pub from: &'a str,
    /// See [`Redirect::to`].
    pub to: &'a str,
}

/// The site's settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteConfigured<'a> {
    /// See [`Site::name`].
    pub name: &'a str,
    /// See [`Site::description`].
    pub description: &'a str,
    /// See [`Site::language`].
    pub language: &'a str,
}

impl Aggregate for Site {
    const CATEGORY: &'static str = "site";
    const SNAPSHOT_VERSION: u32 = 1;
    type Command = SiteCommand;
    type Event<'a> = SiteEvent<'a>;

    fn decide<'c>(&self, command: &'c SiteCommand, context: &Context<'_>) -> Result<Vec<SiteEvent<'c>>, DomainError> {
        if context.principal.role != Role::Admin {
            return Err(DomainError::Forbidden);
        }
        match command {
            SiteCommand::ConfigureSite { name, description, language } => self.configure(name, description, language),
            SiteCommand::AddRedirect(redirect) => self.add_redirect(redirect),
        }
    }

    fn evolve(&mut self, event: &SiteEvent<'_>, recorded: &Recorded) {
        self.version = recorded.stream_version;
        match event {
            SiteEvent::Configured(configured) => {
                self.is_configured = true;
                configured.name.clone_into(&mut self.name);
                configured.description.clone_into(&mut self.description);
                self.language = Language::from_stored(configured.language);
            }
            SiteEvent::RedirectAdded(added) => {
                self.redirects.push(Redirect { from: added.from.to_owned(), to: added.to.to_owned() });
            }
        }
    }

    fn version(&self) -> u64 {
        self.version
    }
}

impl Site {
    fn configure<'c>(
        &self,
        name: &'c str,
        description: &'c str,
        language: &'c Language,
    ) -> Result<Vec<SiteEvent<'c>>, DomainError> {
        let mut violations = Violations::default();
        violations.take("site_name", rules::NAME.check(name));
        violations.take("site_description", rules::DESCRIPTION.check(description));
        if !violations.is_empty() {
            return Err(violations.into());
        }
        let configured =
            SiteConfigured { name: name.trim(), description: description.trim(), language: language.as_str() };
        Ok(if self.is(&configured) { Vec::new() } else { vec![SiteEvent::Configured(configured)] })
    }

    fn add_redirect<'c>(&self, redirect: &'c Redirect) -> Result<Vec<SiteEvent<'c>>, DomainError> {
        let is_local = |path: &str| path.starts_with('/') && !path.starts_with("//");
        if !is_local(&redirect.from) || !is_local(&redirect.to) || redirect.from == "/" {
            return Err(Violations::one("from", Rule::NotAnAddress).into());
        }
        if self.redirects.iter().any(|known| known.from == redirect.from) {
            return Ok(Vec::new());
        }
        Ok(vec![SiteEvent::RedirectAdded(RedirectAdded { from: &redirect.from, to: &redirect.to })])
    }

    fn is(&self, configured: &SiteConfigured<'_>) -> bool {
        self.is_configured
            && self.name == configured.name
            && self.description == configured.description
            && self.language.as_str() == configured.language
    }
}

impl<'a> EventPayload<'a> for SiteEvent<'a> {
    const KINDS: &'static [(&'static str, u32)] = &[("SiteConfigured", 1), ("RedirectAdded", 1)];

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
            ("SiteConfigured", 1) => DecodeError::payload(kind, payload).map(Self::Configured),
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
