//! The site: its name and what else is true of it as a whole.

use serde::{Deserialize, Serialize};

use super::{
    Aggregate, Context, DecodeError, DomainError, EventPayload, Language, Recorded, Role, StreamId, TextRule,
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
    /// Its name.
    pub name: String,
    /// What it is about, in a sentence.
    pub description: String,
    /// The language of its interface, and of posts that name none.
    pub language: Language,
}

impl Default for Site {
    fn default() -> Self {
        Self {
            version: 0,
            name: "Lithair Blog".to_owned(),
            description: String::new(),
            language: Language::from_stored("en"),
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
}

/// What can have happened to the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SiteEvent<'a> {
    /// It has these settings now.
    Configured(SiteConfigured<'a>),
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
        let SiteCommand::ConfigureSite { name, description, language } = command;
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

    fn evolve(mut self, event: &SiteEvent<'_>, recorded: &Recorded) -> Self {
        self.version = recorded.stream_version;
        let SiteEvent::Configured(configured) = event;
        configured.name.clone_into(&mut self.name);
        configured.description.clone_into(&mut self.description);
        self.language = Language::from_stored(configured.language);
        self
    }

    fn version(&self) -> u64 {
        self.version
    }
}

impl Site {
    fn is(&self, configured: &SiteConfigured<'_>) -> bool {
        self.version > 0
            && self.name == configured.name
            && self.description == configured.description
            && self.language.as_str() == configured.language
    }
}

impl<'a> EventPayload<'a> for SiteEvent<'a> {
    fn kind(&self) -> &'static str {
        "SiteConfigured"
    }

    fn schema_version(&self) -> u32 {
        1
    }

    fn encode(&self, buffer: Vec<u8>) -> Result<Vec<u8>, postcard::Error> {
        let Self::Configured(configured) = self;
        postcard::to_extend(configured, buffer)
    }

    fn decode(kind: &str, schema_version: u32, payload: &'a [u8]) -> Result<Self, DecodeError> {
        match (kind, schema_version) {
            ("SiteConfigured", 1) => DecodeError::payload(kind, payload).map(Self::Configured),
            _ => Err(DecodeError::unknown(kind, schema_version)),
        }
    }

    fn to_json(&self) -> Result<serde_json::Value, serde_json::Error> {
        let Self::Configured(configured) = self;
        serde_json::to_value(configured)
    }
}
