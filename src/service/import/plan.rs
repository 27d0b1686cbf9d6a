//! What becomes of everything: slugs, categories, addresses. Decided before anything is written, in a fixed order,
//! so that the same folder gives the same site each time.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::address;
use super::links::{Lead, OldSite, Origin, Targets};
use super::page::{Page, Section};
use super::report::Problem;
use super::site::{Asset, AssetPlace};
use crate::domain::post::PostKind;
use crate::domain::{Label, Language, Slug};

/// What there is to write.
#[derive(Debug, Default)]
pub struct Plan {
    /// Posts and pages, with slugs and categories.
    pub posts: Vec<PlannedPost>,
    /// Redirects that are no post's.
    pub redirects: Vec<Redirect>,
    /// Images that belong to a post.
    pub owned_images: BTreeSet<usize>,
    /// Where destinations lead.
    pub targets: Targets,
    /// What there is to tell.
    pub notices: Vec<Problem>,
}

/// A post or page that has its place.
#[derive(Debug)]
pub struct PlannedPost {
    /// What was read; its draft has the slug and the category.
    pub page: Page,
    /// Its old addresses that no other has.
    pub aliases: Vec<String>,
    /// Its cover.
    pub cover: Option<Lead>,
}

/// An old address that isn't a post's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The old address.
    pub from: String,
    /// What it leads to.
    pub to: RedirectTarget,
    /// The file to name when it can't be kept.
    pub source: String,
}

impl Redirect {
    /// To an address.
    pub fn to_address(from: String, to: String, source: &str) -> Self {
        Self { from, to: RedirectTarget::Address(to), source: source.to_owned() }
    }

    /// The same for the feed of a list, where the old one stood below it.
    pub fn of_feed(&self, name: &str) -> Option<Self> {
        let RedirectTarget::Address(to) = &self.to else { return None };
        Some(Self::to_address(
            format!("{}/{name}", self.from),
            format!("{}/rss.xml", to.trim_end_matches('/')),
            &self.source,
        ))
    }
}

/// What an old address leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RedirectTarget {
    /// An address.
    Address(String),
    /// An image, whose address is known once it is stored.
    Image(usize),
}

/// Gives everything its place.
pub fn plan(pages: Vec<Page>, sections: &[Section], assets: &[Asset], redirects: &[Redirect], old: OldSite) -> Plan {
    let mut plan = Plan::default();
    plan.targets.old = old;
    plan.place_pages(pages, &Sections::new(sections));
    plan.claim_new_addresses();
    plan.claim_old_addresses();
    plan.redirect_sections(sections);
    plan.redirect_lists(redirects);
    plan.place_images(sections, assets);
    plan.follow_covers();
    plan
}

/// The same for what comes from a blog like this one, where everything has its place already.
pub fn plan_own(pages: Vec<Page>, assets: &[Asset], redirects: Vec<Redirect>) -> Plan {
    let mut plan = Plan { redirects, ..Plan::default() };
    plan.targets.are_current = true;
    plan.place_pages(pages, &Sections::new(&[]));
    plan.claim_new_addresses();
    plan.claim_old_addresses();
    plan.place_images(&[], assets);
    plan.owned_images = (0..assets.len()).collect();
    plan.follow_covers();
    plan
}

impl Plan {
    fn place_pages(&mut self, mut pages: Vec<Page>, sections: &Sections<'_>) {
        let slugs = allocate_slugs(&pages);
        for (page, slug) in pages.iter_mut().zip(slugs) {
            if slug != page.wish {
                let reason = format!("the slug {} is taken: it gets {slug}", page.wish);
                self.notices.push(page.problem(page.lines.slug, reason));
            }
            page.is_published &= !sections.are_hidden(&page.place.section);
            // A page beside the blog is in none of its lists.
            if page.draft.category.is_none() && page.draft.kind != Some(PostKind::Page) {
                page.draft.category = sections.category(&page.place.section, page.place.language.as_ref());
            }
            page.draft.slug = Some(slug);
        }
        self.posts = pages.into_iter().map(|page| PlannedPost { page, aliases: Vec::new(), cover: None }).collect();
        self.notices.extend(sections.unusable_titles());
    }

    fn claim_new_addresses(&mut self) {
        for post in &self.posts {
            let address = post.page.new_address();
            self.targets.files.insert(post.page.place.source.clone(), address.clone());
            self.targets.addresses.insert(address.clone(), address);
        }
    }

    /// Every page's own address comes before any that it had earlier.
    fn claim_old_addresses(&mut self) {
        let Self { posts, targets, notices, .. } = self;
        for post in posts.iter_mut() {
            if let Some(old) = post.page.old_address.clone() {
                post.claim(old, post.page.lines.path, &mut targets.addresses, notices);
            }
        }
        for post in posts.iter_mut() {
            let line = post.page.lines.aliases;
            for alias in std::mem::take(&mut post.page.aliases) {
                match address::absolute(alias.trim()).or_else(|| address::numbered(&alias)) {
                    Some(old) => post.claim(old, line, &mut targets.addresses, notices),
                    None => notices.push(post.page.problem(line, unusable(&alias))),
                }
            }
        }
    }

    /// A section leads to its category, or, where readers would find that empty, to the list of all posts.
    fn redirect_sections(&mut self, sections: &[Section]) {
        let index = Sections::new(sections);
        let shown: HashSet<String> = self.posts.iter().filter_map(|post| post.page.shown_category()).collect();
        for section in sections.iter().filter(|section| !index.are_hidden(&section.place.folder)) {
            let category = index.category(&section.place.folder, section.place.language.as_ref());
            let category = category.map(|label| label.slug()).filter(|slug| shown.contains(slug));
            let to = match category {
                _ if section.place.folder.is_empty() => "/".to_owned(),
                Some(slug) => format!("/categories/{slug}"),
                None => "/archive".to_owned(),
            };
            self.targets.files.insert(section.place.source.clone(), to.clone());
            let aliases = section.aliases.iter().filter_map(|alias| address::absolute(alias.trim()));
            let addresses: Vec<String> = section.old_address.iter().cloned().chain(aliases).collect();
            if let Some(feed) = section.feed {
                let to = if to.starts_with("/categories/") { format!("{to}/rss.xml") } else { "/rss.xml".to_owned() };
                let feeds = addresses.iter().map(|from| format!("{from}/{feed}"));
                let feeds = feeds.map(|from| Redirect::to_address(from, to.clone(), &section.place.source));
                self.redirect_lists(&feeds.collect::<Vec<_>>());
            }
            for from in addresses.into_iter().filter(|from| *from != to) {
                match claim(&mut self.targets.addresses, &from, &to) {
                    Claim::New => {
                        let (to, source) = (RedirectTarget::Address(to.clone()), section.place.source.clone());
                        self.redirects.push(Redirect { from, to, source });
                    }
                    Claim::Own => {}
                    Claim::Taken => {
                        let problem = Problem::at(&section.place.source, section.aliases_line, taken(&from));
                        self.notices.push(problem);
                    }
                }
            }
        }
    }

    /// Lists and feeds of another engine; whatever has such an address already keeps it.
    fn redirect_lists(&mut self, redirects: &[Redirect]) {
        for redirect in redirects {
            let RedirectTarget::Address(to) = &redirect.to else { continue };
            let Some(from) = address::absolute(&redirect.from).filter(|from| from != to) else { continue };
            if claim(&mut self.targets.addresses, &from, to) == Claim::New {
                self.redirects.push(Redirect { from, ..redirect.clone() });
            }
        }
    }

    fn place_images(&mut self, sections: &[Section], assets: &[Asset]) {
        let bundles = bundles(&self.posts);
        let section_addresses: HashMap<&str, &str> = sections
            .iter()
            .filter(|section| section.place.language.is_none())
            .map(|section| (section.place.folder.as_str(), section.old_address.as_deref().unwrap_or_default()))
            .collect();
        for (index, asset) in assets.iter().enumerate() {
            let path = match &asset.place {
                AssetPlace::Static(path) => {
                    self.targets.image_addresses.insert(format!("/{path}"), index);
                    continue;
                }
                AssetPlace::Old { addresses, is_shown } => {
                    self.owned_images.insert(index);
                    for from in addresses {
                        self.targets.image_addresses.insert(from.clone(), index);
                        // A draft's image must not be found at an address that can be guessed.
                        if *is_shown {
                            let (to, source) = (RedirectTarget::Image(index), asset.place.shown());
                            self.redirects.push(Redirect { from: from.clone(), to, source });
                        }
                    }
                    continue;
                }
                AssetPlace::Content(path) => path,
            };
            self.targets.images.insert(path.clone(), index);
            if let Some((owner, rest)) = owner(path, &bundles) {
                self.owned_images.insert(index);
                let page = &self.posts[owner].page;
                let Some(from) = page.old_address.as_ref().map(|address| format!("{address}/{rest}")) else { continue };
                self.targets.image_addresses.insert(from.clone(), index);
                // A draft's image must not be found at an address that can be guessed.
                if page.is_published {
                    self.redirects.push(Redirect { from, to: RedirectTarget::Image(index), source: path.clone() });
                }
            } else {
                let (folder, name) = address::split_folder(path);
                if let Some(section) = section_addresses.get(folder) {
                    self.targets.image_addresses.insert(format!("{section}/{name}"), index);
                }
            }
        }
    }

    fn follow_covers(&mut self) {
        for post in &mut self.posts {
            let Some(cover) = &post.page.cover else { continue };
            let lead = self.targets.follow(post.page.origin(), cover);
            match lead {
                Lead::Nowhere => self.notices.push(post.page.problem(post.page.lines.cover, leads_nowhere(cover))),
                Lead::OldSite => self.notices.push(post.page.problem(post.page.lines.cover, stays_there(cover))),
                _ => {}
            }
            post.cover = Some(lead);
        }
    }
}

impl PlannedPost {
    fn claim(&mut self, old: String, line: usize, addresses: &mut HashMap<String, String>, notices: &mut Vec<Problem>) {
        match claim(addresses, &old, &self.page.new_address()) {
            Claim::New => self.aliases.push(old),
            Claim::Own => {}
            Claim::Taken => notices.push(self.page.problem(line, taken(&old))),
        }
    }
}

impl Page {
    /// The address that readers will find it at.
    pub fn new_address(&self) -> String {
        let slug = self.draft.slug.as_ref().unwrap_or(&self.wish);
        self.draft.kind.unwrap_or_default().path(slug.as_str())
    }

    /// Something to tell of it.
    pub fn problem(&self, line: usize, reason: impl Into<String>) -> Problem {
        self.place.problem(line, reason)
    }

    /// Where its links start from.
    pub fn origin(&self) -> Origin<'_> {
        Origin { folder: &self.place.folder, old_address: self.old_address.as_deref() }
    }

    fn shown_category(&self) -> Option<String> {
        let category = self.draft.category.as_ref().filter(|_| self.is_published)?;
        (self.draft.kind == Some(PostKind::Post)).then(|| category.slug())
    }
}

/// What became of a wish for an old address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Claim {
    New,
    Own,
    Taken,
}

fn claim(addresses: &mut HashMap<String, String>, old: &str, new: &str) -> Claim {
    match addresses.get(old) {
        Some(target) if target == new => Claim::Own,
        Some(_) => Claim::Taken,
        None => {
            addresses.insert(old.to_owned(), new.to_owned());
            Claim::New
        }
    }
}

/// What is said of an old address that is another's.
pub fn taken(old: &str) -> String {
    format!("the old address {old} leads to something else already")
}

/// What is said of a destination behind which there is nothing.
pub fn leads_nowhere(destination: &str) -> String {
    format!("leads nowhere: {destination}")
}

/// What is said of a destination that only the old site has.
pub fn stays_there(destination: &str) -> String {
    format!("still leads to the old site: {destination}")
}

/// What is said of an old address that isn't one.
pub fn unusable(old: &str) -> String {
    format!("{old:?} can't be kept as an old address")
}

/// Slugs in the order of the pages; but a page whose address can stay as it was comes before all others.
fn allocate_slugs(pages: &[Page]) -> Vec<Slug> {
    let stays = |page: &Page| page.old_address == Some(page.draft.kind.unwrap_or_default().path(page.wish.as_str()));
    let mut taken = HashSet::new();
    let mut slugs: Vec<Slug> = pages.iter().map(|page| page.wish.clone()).collect();
    let (staying, moving): (Vec<usize>, Vec<usize>) = (0..pages.len()).partition(|index| stays(&pages[*index]));
    for index in staying.into_iter().chain(moving) {
        let page = &pages[index];
        let is_page = page.draft.kind == Some(PostKind::Page);
        let is_refused = |slug: &Slug| taken.contains(&slug.key()) || (is_page && slug.is_reserved());
        let numbered = (2..).map(|number| page.wish.numbered(number));
        if let Some(slug) = std::iter::once(page.wish.clone()).chain(numbered).find(|slug| !is_refused(slug)) {
            taken.insert(slug.key());
            slugs[index] = slug;
        }
    }
    slugs
}

/// Bundles by their folder; where one has translations, the page itself.
fn bundles(posts: &[PlannedPost]) -> HashMap<&str, usize> {
    let mut bundles = HashMap::new();
    for (index, post) in posts.iter().enumerate().filter(|(_, post)| post.page.place.is_bundle) {
        bundles.entry(post.page.place.folder.as_str()).or_insert(index);
    }
    bundles
}

/// The nearest bundle around a file, and the file's path seen from there.
fn owner<'p>(path: &'p str, bundles: &HashMap<&str, usize>) -> Option<(usize, &'p str)> {
    let ends = path.match_indices('/').map(|(end, _)| end).collect::<Vec<_>>();
    ends.into_iter().rev().find_map(|end| Some((*bundles.get(&path[..end])?, &path[end + 1..])))
}

/// Sections by their folder and language.
struct Sections<'s>(HashMap<(&'s str, Option<&'s Language>), &'s Section>);

impl<'s> Sections<'s> {
    fn new(sections: &'s [Section]) -> Self {
        let key = |section: &'s Section| (section.place.folder.as_str(), section.place.language.as_ref());
        Self(sections.iter().map(|section| (key(section), section)).collect())
    }

    /// The title of the nearest section that has one; the root's is the site's.
    fn category(&self, folder: &str, language: Option<&Language>) -> Option<Label> {
        around(folder).filter(|folder| !folder.is_empty()).find_map(|folder| {
            let translated = language.and_then(|_| self.0.get(&(folder, language)));
            let title = |section: &&Section| Label::parse(section.title.as_deref()?).ok();
            translated.and_then(title).or_else(|| self.0.get(&(folder, None)).and_then(title))
        })
    }

    /// Whether a folder or one around it is a draft.
    fn are_hidden(&self, folder: &str) -> bool {
        around(folder).any(|folder| self.0.get(&(folder, None)).is_some_and(|section| section.is_draft))
    }

    fn unusable_titles(&self) -> Vec<Problem> {
        let mut problems: Vec<Problem> = self
            .0
            .values()
            .filter(|section| !section.place.folder.is_empty())
            .filter(|section| section.title.as_deref().is_some_and(|title| Label::parse(title).is_err()))
            .map(|section| {
                Problem::at(&section.place.source, section.title_line, "the title can't be a category's name")
            })
            .collect();
        problems.sort_by(|one, other| one.path.cmp(&other.path));
        problems
    }
}

/// A folder and those around it, the root last.
fn around(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(
        Some(folder),
        |folder| {
            if folder.is_empty() { None } else { Some(address::split_folder(folder).0) }
        },
    )
}
