//! The site: its name and what else is true of it as a whole.
//!
//! [`event`](self): what can have happened to it, as the log keeps it. [`input`](self): what people send.

mod event;
mod input;
#[cfg(test)]
mod tests;

pub use event::{RedirectAdded, SiteConfigured, SiteEvent};
pub use input::SiteInput;

use serde::{Deserialize, Serialize};

use super::{Aggregate, Context, DomainError, Language, Recorded, Role, Rule, StreamId, TimeZone, Violations};

/// The constraints of the site's settings.
pub mod rules {
    use crate::domain::TextRule;

    /// The site's name.
    pub const NAME: TextRule = TextRule::line("name", 200).required();
    /// What the site is about, in a sentence.
    pub const DESCRIPTION: TextRule = TextRule::line("description", 500);
    /// The fewest posts on a page of a list.
    pub const POSTS_PER_PAGE_MIN: u32 = 1;
    /// The most posts on a page of a list.
    pub const POSTS_PER_PAGE_MAX: u32 = 100;
    /// Where nobody says how many.
    pub const POSTS_PER_PAGE_DEFAULT: u32 = 10;
}

/// The one site's stream.
pub fn stream_id() -> StreamId {
    StreamId::new(Site::CATEGORY, "settings")
}

/// The site as its stream leaves it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// The version of the last event folded in; 0 before the first.
    pub version: u64,
    /// Whether somebody has set its name, description and language.
    pub is_configured: bool,
    /// What it is called and how it is read.
    pub general: General,
    /// Paths that lead to other paths, for ever.
    pub redirects: Vec<Redirect>,
}

/// What a site is called and how it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct General {
    /// Its name.
    pub name: String,
    /// What it is about, in a sentence.
    pub description: String,
    /// The language of its interface, and of posts that name none.
    pub language: Language,
    /// The zone in which its people say what time it is.
    pub time_zone: TimeZone,
    /// Posts on a page of readers' lists.
    pub posts_per_page: u32,
}

/// A path that leads to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redirect {
    /// The old absolute path, without a slash at the end.
    pub from: String,
    /// The new absolute path.
    pub to: String,
}

impl Default for General {
    fn default() -> Self {
        Self {
            name: "Lithair Blog".to_owned(),
            description: String::new(),
            language: Language::from_stored("en"),
            time_zone: TimeZone::UTC,
            posts_per_page: rules::POSTS_PER_PAGE_DEFAULT,
        }
    }
}

/// What can be asked of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SiteCommand {
    /// Sets what it is called and how it is read.
    ConfigureSite(General),
    /// Redirects a path that isn't a post's.
    AddRedirect(Redirect),
}

impl Aggregate for Site {
    const CATEGORY: &'static str = "site";
    const SNAPSHOT_VERSION: u32 = 2;
    type Command = SiteCommand;
    type Event<'a> = SiteEvent<'a>;

    fn decide<'c>(&self, command: &'c SiteCommand, context: &Context<'_>) -> Result<Vec<SiteEvent<'c>>, DomainError> {
        if context.principal.role != Role::Admin {
            return Err(DomainError::Forbidden);
        }
        match command {
            SiteCommand::ConfigureSite(general) => self.configure(general),
            SiteCommand::AddRedirect(redirect) => self.add_redirect(redirect),
        }
    }

    fn evolve(&mut self, event: &SiteEvent<'_>, recorded: &Recorded) {
        self.version = recorded.stream_version;
        match event {
            SiteEvent::Configured(configured) => {
                self.is_configured = true;
                self.general = General::from(configured);
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
    fn configure<'c>(&self, general: &'c General) -> Result<Vec<SiteEvent<'c>>, DomainError> {
        general.check()?;
        let configured = SiteConfigured::from(general);
        let is_new = !self.is_configured || SiteConfigured::from(&self.general) != configured;
        Ok(is_new.then_some(SiteEvent::Configured(configured)).into_iter().collect())
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
}

impl General {
    /// Checks what its types don't.
    fn check(&self) -> Result<(), Violations> {
        let mut violations = Violations::default();
        violations.take("name", rules::NAME.check(&self.name));
        violations.take("description", rules::DESCRIPTION.check(&self.description));
        let (least, most) = (rules::POSTS_PER_PAGE_MIN, rules::POSTS_PER_PAGE_MAX);
        if !(least..=most).contains(&self.posts_per_page) {
            violations.add("posts_per_page", Rule::NotBetween { least, most });
        }
        if violations.is_empty() { Ok(()) } else { Err(violations) }
    }
}
