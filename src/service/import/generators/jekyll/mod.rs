//! A folder in Jekyll's layout (<https://jekyllrb.com>).
//!
//! - `config`: what its settings say. `page`: what one text means.

mod config;
mod page;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::super::address::split_folder;
use super::super::front_matter::Malformed;
use super::super::links::OldSite;
use super::super::page::Place;
use super::super::plan::Redirect;
use super::super::report::Problem;
use super::super::site::{AssetPlace, Folder, read_text};
use super::fields::has_front_matter;
use super::{served, with_base};
use crate::domain::Timestamp;

use self::config::Config;
pub use self::config::is_site;

/// Posts, in the root or below a category.
const POSTS: &str = "_posts";
/// Posts that readers don't see.
const DRAFTS: &str = "_drafts";

/// What is known of a site before its texts are read.
struct Jekyll {
    config: Config,
    author: Option<String>,
    now: Timestamp,
    /// Paths of posts by their names.
    posts: HashMap<String, String>,
    /// Paths of all texts.
    texts: HashSet<String>,
    /// The images that are served as they are.
    served: HashSet<String>,
}

/// Where a text stands in a site.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Shelf {
    Post,
    Draft,
    Page,
    Collection(String),
}

impl Shelf {
    /// What settings call the texts that stand there.
    fn kind(&self) -> &str {
        match self {
            Self::Post => "posts",
            Self::Draft => "drafts",
            Self::Page => "pages",
            Self::Collection(name) => name,
        }
    }
}

/// A file with a text.
struct Text {
    place: Place,
    file: PathBuf,
    shelf: Shelf,
    is_html: bool,
}

/// Reads a site's folder.
pub fn read(site: &mut Folder, root: &Path, now: Timestamp) {
    let config = config::read(site, root);
    site.profile = config.profile();
    site.old = OldSite::new(Some(config.base_url.as_str()).filter(|base| !base.is_empty()));
    site.report.notices.extend(config.notices());
    let texts = find_texts(site, &config, root);
    let author = config.author();
    let (posts, served) = (posts_by_name(&texts), served(site));
    let paths = texts.iter().map(|text| text.place.source.clone()).collect();
    let jekyll = Jekyll { config, author, now, posts, texts: paths, served };
    for text in texts {
        let source = text.place.source.clone();
        let content = read_text(&text.file);
        // A page without front matter is a file like any other, such as a README.
        if text.shelf == Shelf::Page && content.as_ref().is_ok_and(|content| !has_front_matter(content)) {
            continue;
        }
        site.report.found += 1;
        let page = content
            .and_then(|content| jekyll.item(text, &content))
            .map_err(|Malformed { line, reason }| vec![Problem::at(&source, line, reason)])
            .and_then(|item| item.into_page(&source));
        site.keep(page);
    }
    jekyll.redirect_archives(site);
}

/// The texts of a site. What Jekyll makes no text of is an image, or nothing.
fn find_texts(site: &mut Folder, config: &Config, root: &Path) -> Vec<Text> {
    let mut texts = Vec::new();
    let mut unseen: BTreeMap<String, usize> = BTreeMap::new();
    for (path, file) in site.walk(root, root) {
        let Some(shelf) = config.shelf(&path) else { continue };
        let end = path.rsplit_once('.').map_or("", |(_, end)| end).to_ascii_lowercase();
        let (is_markdown, is_html) =
            (matches!(end.as_str(), "md" | "markdown" | "mkd" | "mkdn" | "mkdown"), end.starts_with("htm"));
        match &shelf {
            Shelf::Collection(name) if config.is_shown(name) != Some(true) => {
                if is_markdown && config.is_shown(name).is_some() {
                    *unseen.entry(format!("_{name}")).or_default() += 1;
                }
                continue;
            }
            Shelf::Page if is_html => {
                if read_text(&file).is_ok_and(|text| has_front_matter(&text)) {
                    site.report
                        .notices
                        .push(Problem::of(&path, "left out: a page in HTML is made of the theme's parts"));
                }
                continue;
            }
            Shelf::Post | Shelf::Draft if !is_markdown && !is_html => {
                site.report.notices.push(Problem::of(&path, "left out: it is neither Markdown nor HTML"));
                continue;
            }
            _ if !is_markdown && !is_html => {
                site.add_asset(file, AssetPlace::Static(served_path(path, &shelf)));
                continue;
            }
            _ => {}
        }
        let stem = path.rsplit_once('.').map_or(path.as_str(), |(stem, _)| stem);
        let place = Place::new(&format!("{stem}.md"), &[]);
        // Jekyll knows neither bundles nor languages by names.
        let (name, section) = (split_folder(stem).1.to_owned(), place.folder.clone());
        let place = Place { source: path, name, section, language: None, is_bundle: false, ..place };
        texts.push(Text { place, file, shelf, is_html });
    }
    for (collection, count) in unseen {
        let reason = format!("left out: {count} texts of a collection that readers were not given as pages");
        site.report.notices.push(Problem::of(&collection, reason));
    }
    texts.sort_by_cached_key(|text| text.place.source.clone());
    texts
}

/// Where a file is served: a collection is below its name.
fn served_path(path: String, shelf: &Shelf) -> String {
    let inner = match shelf {
        Shelf::Collection(name) => path.split_once(&format!("_{name}/")).map(|(_, inner)| format!("{name}/{inner}")),
        Shelf::Post | Shelf::Draft | Shelf::Page => None,
    };
    inner.unwrap_or(path)
}

fn posts_by_name(texts: &[Text]) -> HashMap<String, String> {
    let mut posts = HashMap::new();
    for Text { place, .. } in texts.iter().filter(|text| text.shelf == Shelf::Post) {
        let (folder, _) = split_folder(&place.source);
        let around = folder.split('/').take_while(|part| *part != POSTS).collect::<Vec<_>>().join("/");
        posts.insert(format!("{around}/{}", place.name).trim_start_matches('/').to_owned(), place.source.clone());
        posts.entry(place.name.clone()).or_insert_with(|| place.source.clone());
    }
    posts
}

impl Jekyll {
    /// Where the post of a name is, in the form in which links lead to files.
    fn post(&self, name: &str) -> Option<String> {
        self.posts.get(name.trim_start_matches('/')).map(|path| format!("@/{path}"))
    }

    /// Where a file is.
    fn file(&self, path: &str) -> String {
        let path = path.trim_start_matches('/');
        if self.texts.contains(path) { format!("@/{path}") } else { format!("/{path}") }
    }

    /// The lists of labels that the plugin for archives made.
    fn redirect_archives(&self, site: &mut Folder) {
        let mut redirects = BTreeSet::new();
        for page in site.pages.iter().filter(|page| page.is_published) {
            for (list, pattern) in self.config.archives() {
                let is_tags = list == "tags";
                let labels = page.draft.tags.iter().filter(|_| is_tags);
                for label in labels.chain(page.draft.category.iter().filter(|_| !is_tags)) {
                    redirects.insert((
                        pattern.replace(":name", &page::slugify(label.as_str())),
                        format!("/{list}/{}", label.slug()),
                    ));
                }
            }
        }
        for (from, to) in redirects {
            let addresses = with_base(&self.config.base_path, &from);
            site.redirects
                .extend(addresses.into_iter().map(|from| Redirect::to_address(from, to.clone(), "_config.yml")));
        }
    }
}
