//! The site: its name and what else is true of it as a whole.
//!
//! [`accent`](self): its colour. [`event`](self): what can have happened to it, as the log keeps it. [`former_labels`](self):
//! where renamed labels lead. [`input`](self): what people send.

mod accent;
mod event;
mod former_labels;
mod input;
#[cfg(test)]
mod tests;

pub use accent::{Accent, Color, Shades};
pub use event::{
    AppearanceChanged, DiscussionChanged, EntryOf, LabelRenamed, RedirectAdded, SiteConfigured, SiteEvent,
};
pub use former_labels::FormerLabels;
pub use input::{EntryInput, SiteInput};

use serde::{Deserialize, Serialize};

use super::comment::Discussion;
use super::media::SiteUse;
use super::post::{Taxonomy, check_cover};
use super::{Aggregate, Context, DomainError, Language, Recorded, Role, Rule, StreamId, TimeZone, Violations};

/// The constraints of the site's settings.
pub mod rules {
    use crate::domain::TextRule;

    /// The site's name.
    pub const NAME: TextRule = TextRule::line("name", 200).required();
    /// What the site is about, in a sentence.
    pub const DESCRIPTION: TextRule = TextRule::line("description", 500);
    /// The footer, in Markdown.
    pub const FOOTER: TextRule = TextRule::lines("footer", 2_000);
    /// What an entry of the navigation says.
    pub const LABEL: TextRule = TextRule::line("label", 60).required();
    /// An address that mail is sent to.
    pub const MAIL_ADDRESS: TextRule = TextRule::line("address", 500);
    /// Entries of the navigation.
    pub const ENTRIES_MAX: usize = 20;
    /// The stylesheet of the site's own.
    pub const STYLESHEET: TextRule = TextRule::lines("custom_css", 65_536);
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
    /// How it looks.
    pub appearance: Appearance,
    /// What readers find at the head of every page; without any entry, the archive.
    pub navigation: Vec<NavigationEntry>,
    /// CSS that readers' pages have besides the program's own.
    pub stylesheet: String,
    /// Paths that lead to other paths, for ever.
    pub redirects: Vec<Redirect>,
    /// Labels that were renamed.
    pub former_labels: FormerLabels,
    /// The version of the last event that changed a setting: whoever saw that one has missed no setting.
    pub settings_version: u64,
    /// How it takes comments.
    pub discussion: Discussion,
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

/// How a site looks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appearance {
    /// The address of a picture that stands for its name.
    pub logo: Option<String>,
    /// The address of its icon.
    pub icon: Option<String>,
    /// The address of a picture for links to pages that have none.
    pub social_image: Option<String>,
    /// Its accent colour; without one, the program's own.
    pub accent: Option<Accent>,
    /// What stands at the foot of every page, in Markdown.
    pub footer: String,
}

impl Site {
    /// Every text of the settings that may hold the address of a file.
    pub fn texts(&self) -> impl Iterator<Item = (SiteUse, &str)> {
        let Appearance { logo, icon, social_image, accent: _, footer } = &self.appearance;
        let pictures = [(SiteUse::Logo, logo), (SiteUse::Icon, icon), (SiteUse::SocialImage, social_image)];
        let pictures = pictures.into_iter().filter_map(|(place, address)| Some((place, address.as_deref()?)));
        let navigation = self.navigation.iter().map(|entry| (SiteUse::Navigation, entry.address.as_str()));
        let others = [(SiteUse::Footer, footer.as_str()), (SiteUse::Stylesheet, self.stylesheet.as_str())];
        pictures.chain(navigation).chain(others)
    }
}

/// An entry of the navigation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NavigationEntry {
    /// What it says.
    pub label: String,
    /// Where it leads: a path of the site, or an address elsewhere.
    pub address: String,
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
    /// Sets how it looks.
    ChangeAppearance(Appearance),
    /// Sets what readers find at the head of every page.
    ChangeNavigation(Vec<NavigationEntry>),
    /// Sets its own stylesheet.
    ChangeStylesheet(String),
    /// Sets how it takes comments.
    ChangeDiscussion(Discussion),
    /// Redirects a path that isn't a post's.
    AddRedirect(Redirect),
    /// Has a label's address lead to that of another, because it is called so from now on.
    RenameLabel {
        /// What it is a label of.
        taxonomy: Taxonomy,
        /// Its part of the address so far.
        from: String,
        /// Its part of the address from now on.
        to: String,
    },
}

impl SiteCommand {
    /// The least role that may ask for it. Labels are the business of whoever publishes everybody's posts.
    const fn least_role(&self) -> Role {
        match self {
            Self::RenameLabel { .. } => Role::Editor,
            _ => Role::Admin,
        }
    }
}

impl Aggregate for Site {
    const CATEGORY: &'static str = "site";
    const SNAPSHOT_VERSION: u32 = 4;
    type Command = SiteCommand;
    type Event<'a> = SiteEvent<'a>;

    fn decide<'c>(&self, command: &'c SiteCommand, context: &Context<'_>) -> Result<Vec<SiteEvent<'c>>, DomainError> {
        if context.principal.role < command.least_role() {
            return Err(DomainError::Forbidden);
        }
        match command {
            SiteCommand::ConfigureSite(general) => self.configure(general),
            SiteCommand::ChangeAppearance(appearance) => {
                appearance.check()?;
                let is_new = *appearance != self.appearance;
                Ok(is_new.then(|| SiteEvent::AppearanceChanged(appearance.into())).into_iter().collect())
            }
            SiteCommand::ChangeNavigation(navigation) => {
                check_navigation(navigation)?;
                let is_new = *navigation != self.navigation;
                let entries = || navigation.iter().map(EntryOf::from).collect();
                Ok(is_new.then(|| SiteEvent::NavigationChanged(entries())).into_iter().collect())
            }
            SiteCommand::ChangeStylesheet(css) => {
                rules::STYLESHEET.check(css).map_err(|rule| Violations::one("custom_css", rule))?;
                Ok((*css != self.stylesheet).then_some(SiteEvent::StylesheetChanged(css)).into_iter().collect())
            }
            SiteCommand::ChangeDiscussion(discussion) => {
                discussion.check()?;
                let is_new = *discussion != self.discussion;
                Ok(is_new.then(|| SiteEvent::DiscussionChanged(discussion.into())).into_iter().collect())
            }
            SiteCommand::AddRedirect(redirect) => self.add_redirect(redirect),
            SiteCommand::RenameLabel { taxonomy, from, to } => {
                let is_known = self.former_labels.successor(*taxonomy, from) == Some(to);
                let renamed = LabelRenamed { taxonomy: *taxonomy, from, to };
                Ok((from != to && !is_known).then_some(SiteEvent::LabelRenamed(renamed)).into_iter().collect())
            }
        }
    }

    fn evolve(&mut self, event: &SiteEvent<'_>, recorded: &Recorded) {
        self.version = recorded.stream_version;
        if event.changes_settings() {
            self.settings_version = recorded.stream_version;
        }
        match event {
            SiteEvent::Configured(configured) => {
                self.is_configured = true;
                self.general = General::from(configured);
            }
            SiteEvent::AppearanceChanged(changed) => self.appearance = changed.into(),
            SiteEvent::NavigationChanged(entries) => {
                self.navigation = entries.iter().map(NavigationEntry::from).collect();
            }
            SiteEvent::StylesheetChanged(css) => (*css).clone_into(&mut self.stylesheet),
            SiteEvent::RedirectAdded(added) => {
                self.redirects.push(Redirect { from: added.from.to_owned(), to: added.to.to_owned() });
            }
            SiteEvent::DiscussionChanged(changed) => self.discussion = changed.into(),
            SiteEvent::LabelRenamed(LabelRenamed { taxonomy, from, to }) => {
                self.former_labels.add(*taxonomy, from, to);
            }
        }
    }

    fn version(&self) -> u64 {
        self.version
    }

    fn is_up_to_date(&self, seen: u64) -> bool {
        (self.settings_version..=self.version).contains(&seen)
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

impl Appearance {
    fn check(&self) -> Result<(), Violations> {
        let mut violations = Violations::default();
        for (field, address) in [("logo", &self.logo), ("icon", &self.icon), ("social_image", &self.social_image)] {
            if let Some(address) = address {
                violations.take(field, check_cover(address));
            }
        }
        violations.take("footer", rules::FOOTER.check(&self.footer));
        if violations.is_empty() { Ok(()) } else { Err(violations) }
    }
}

fn check_navigation(navigation: &[NavigationEntry]) -> Result<(), Violations> {
    let mut violations = Violations::default();
    if navigation.len() > rules::ENTRIES_MAX {
        violations.add("navigation", Rule::TooMany { entries_max: rules::ENTRIES_MAX });
    }
    for (entry, NavigationEntry { label, address }) in (1..).zip(navigation) {
        if let Err(rule) = rules::LABEL.check(label).and_then(|()| check_link(address)) {
            violations.add("navigation", Rule::OfEntry { entry, rule: Box::new(rule) });
        }
    }
    if violations.is_empty() { Ok(()) } else { Err(violations) }
}

/// Where readers may be led: what a browser would run instead of opening it is nothing of the kind.
fn check_link(address: &str) -> Result<(), Rule> {
    if address.starts_with("mailto:") {
        return rules::MAIL_ADDRESS.check(address);
    }
    check_cover(address).map(drop).map_err(|rule| match rule {
        Rule::NotAnAddress => Rule::NotALink,
        rule => rule,
    })
}
