//! The folder of an export of this program's own: its settings, its texts with their working copies, its files.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::front_matter::{Malformed, parse_toml};
use super::own::{
    AboutMedia, OwnFiles, OwnPage, OwnRedirects, about_files, media_name, read_comments, read_page, read_working_copy,
};
use super::report::Problem;
use super::settings::Settings;
use super::site::{AssetPlace, Folder, leads_inside, read_text, read_text_up_to};
use crate::domain::Timestamp;
use crate::domain::post::PostDraft;
use crate::service::export::{is_export, layout};

/// The largest file that says where old addresses lead: a million of them.
const REDIRECTS_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// The largest file of comments: some thousand of the longest.
const COMMENTS_BYTES_MAX: u64 = 256 * 1024 * 1024;

impl Folder {
    /// Whether a folder whose settings were read is such an export, and not some other site.
    pub(super) fn is_own(&self, root: &Path) -> bool {
        self.settings.own().is_some() || is_export(root)
    }

    /// Reads such a folder. One whose settings are broken, or that this program is too old for, is not read at all: half of
    /// it under other rules would be another site.
    pub(super) fn read_own(&mut self, root: &Path, now: Timestamp) {
        let refusal = match self.settings.own() {
            Some(own) if own.is_newer() => {
                format!(
                    "a newer version of the program wrote this: format {}, and this one reads {}",
                    own.format,
                    layout::FORMAT
                )
            }
            Some(_) => return self.read_own_files(root, now),
            None => "without its settings an export can't be imported".to_owned(),
        };
        self.settings = Settings::default();
        self.report.fail([Problem::of(layout::SETTINGS, refusal)]);
    }

    fn read_own_files(&mut self, root: &Path, now: Timestamp) {
        let footer = self.own_text(root, layout::FOOTER).unwrap_or_default();
        let stylesheet = self.own_text(root, layout::STYLESHEET).unwrap_or_default();
        let settings = self.settings.own().map(|own| own.input(&self.settings, Some(footer), Some(stylesheet)));
        let redirects = self.own_redirects(root);
        let about = self.own_about(root);
        self.read_static(root);
        self.describe_assets(&about);
        self.own = Some(OwnFiles { settings: settings.unwrap_or_default(), redirects });
        let mut working_copies = self.own_working_copies(root);
        self.read_own_pages(root, &mut working_copies, now);
        self.read_own_comments(root, now);
        for path in working_copies.into_keys() {
            let path = format!("{}/{path}", layout::WORKING_COPIES);
            self.report.fail([Problem::of(&path, "there is no post that it is the working copy of")]);
        }
    }

    fn read_own_pages(&mut self, root: &Path, working_copies: &mut HashMap<String, PostDraft>, now: Timestamp) {
        let mut pages: Vec<OwnPage> = Vec::new();
        for (path, file) in self.texts(&root.join(layout::CONTENT), root) {
            self.report.found += 1;
            let page =
                read_text(&file).map_err(|broken| at(&path, broken)).and_then(|text| read_page(&path, &text, now));
            match page {
                Ok(mut own) => {
                    self.report.notices.append(&mut own.page.notices);
                    if let Some(record) = &mut own.page.own {
                        record.working = working_copies.remove(&path);
                    }
                    pages.push(own);
                }
                Err(problems) => self.report.fail(problems),
            }
        }
        pages.sort_by_key(|own| own.sequence);
        self.pages = pages.into_iter().map(|own| own.page).collect();
    }

    /// Gives each post its comments.
    fn read_own_comments(&mut self, root: &Path, now: Timestamp) {
        let folder = root.join(layout::COMMENTS);
        if !folder.is_dir() || !leads_inside(&folder, root) {
            return;
        }
        let pages: HashMap<String, usize> =
            self.pages.iter().enumerate().map(|(index, page)| (layout::comments(&page.place.source), index)).collect();
        for (path, file) in self.walk(&folder, root).into_iter().filter(|(path, _)| path.ends_with(".toml")) {
            let path = format!("{}/{path}", layout::COMMENTS);
            let Some(index) = pages.get(&path) else {
                self.report.fail([Problem::of(&path, "there is no post that these are the comments of")]);
                continue;
            };
            match read_text_up_to(&file, COMMENTS_BYTES_MAX).and_then(|text| read_comments(&text, now)) {
                Ok(comments) => self.pages[*index].comments = comments,
                Err(broken) => self.report.fail(at(&path, broken)),
            }
        }
    }

    fn own_working_copies(&mut self, root: &Path) -> HashMap<String, PostDraft> {
        let mut copies = HashMap::new();
        let folder = root.join(layout::WORKING_COPIES);
        for (path, file) in self.texts(&folder, root) {
            let source = format!("{}/{path}", layout::WORKING_COPIES);
            let draft =
                read_text(&file).map_err(|broken| at(&source, broken)).and_then(|text| read_working_copy(&path, &text));
            match draft {
                Ok(draft) => drop(copies.insert(path, draft)),
                Err(problems) => self.report.fail(problems),
            }
        }
        copies
    }

    /// The Markdown files below a folder, each with its path seen from there.
    fn texts(&mut self, folder: &Path, root: &Path) -> Vec<(String, PathBuf)> {
        if !folder.is_dir() || !leads_inside(folder, root) {
            return Vec::new();
        }
        let files = self.walk(folder, root);
        files.into_iter().filter(|(path, _)| path.ends_with(".md")).collect()
    }

    fn own_text(&mut self, root: &Path, name: &str) -> Option<String> {
        let file = root.join(name);
        if !file.is_file() || !leads_inside(&file, root) {
            return None;
        }
        read_text(&file).map_err(|Malformed { line, reason }| self.report.fail([Problem::at(name, line, reason)])).ok()
    }

    fn own_redirects(&mut self, root: &Path) -> OwnRedirects {
        let file = root.join(layout::REDIRECTS);
        if !file.is_file() || !leads_inside(&file, root) {
            return OwnRedirects::default();
        }
        let read = read_text_up_to(&file, REDIRECTS_BYTES_MAX).and_then(|text| parse_toml(&text));
        read.unwrap_or_else(|broken| {
            self.report.fail(at(layout::REDIRECTS, broken));
            OwnRedirects::default()
        })
    }

    fn own_about(&mut self, root: &Path) -> HashMap<String, AboutMedia> {
        let mut known = HashMap::new();
        for (hash, file) in about_files(root).into_iter().filter(|(_, file)| leads_inside(file, root)) {
            match read_text(&file).and_then(|text| parse_toml(&text)) {
                Ok(about) => drop(known.insert(hash, about)),
                Err(broken) => self.report.notices.extend(at(&layout::about_media(&hash), broken)),
            }
        }
        known
    }

    /// Files come in in the order in which they were added, each with what is known of it.
    fn describe_assets(&mut self, known: &HashMap<String, AboutMedia>) {
        for asset in &mut self.assets {
            let AssetPlace::Static(path) = &asset.place else { continue };
            asset.about = media_name(path).map(|(hash, name)| {
                let unknown =
                    || AboutMedia { file: name.to_owned(), name: name.to_owned(), alt: String::new(), added_at: None };
                known.get(hash).cloned().unwrap_or_else(unknown)
            });
        }
        self.assets.sort_by_key(|asset| {
            let added_at = asset.about.as_ref().and_then(|about| about.added_at);
            (added_at.map(|date| date.0), asset.place.shown())
        });
    }
}

fn at(path: &str, Malformed { line, reason }: Malformed) -> Vec<Problem> {
    vec![Problem::at(path, line, reason)]
}
