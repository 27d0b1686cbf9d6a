//! A folder on disk: which files it holds, and what they say.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use walkdir::{DirEntry, WalkDir};

use super::foreign::Item;
use super::front_matter::Malformed;
use super::generators;
use super::links::OldSite;
use super::own::{AboutMedia, OwnFiles};
use super::page::{Page, Place, Section, read_page, read_section};
use super::plan::Redirect;
use super::report::{ImportReport, Problem};
use super::settings::{FILE_NAMES, Settings};
use super::source::Format;
use crate::domain::Timestamp;
use crate::domain::post::rules;
use crate::service::export::is_export;

/// The ends of the names of files that can be shown.
const IMAGE_EXTENSIONS: [&str; 7] = ["avif", "gif", "jpeg", "jpg", "png", "svg", "webp"];

/// No character takes more than four bytes; the rest is for the front matter.
const FILE_BYTES_MAX: u64 = rules::BODY.chars_max as u64 * 4 + 1024 * 1024;

/// A site as it was found.
#[derive(Debug, Default)]
pub struct Site {
    /// What it says of itself.
    pub profile: Option<Profile>,
    /// Its posts and pages, in the order in which they get their slugs.
    pub pages: Vec<Page>,
    /// Its sections.
    pub sections: Vec<Section>,
    /// Its images.
    pub assets: Vec<Asset>,
    /// What an export of this program's own says besides, where it is one.
    pub own: Option<OwnFiles>,
    /// Where lists and feeds were.
    pub redirects: Vec<Redirect>,
    /// The site whose addresses its texts have in full.
    pub old: OldSite,
    /// What there is to tell so far.
    pub report: ImportReport,
    /// Where an archive was unpacked; it goes with this.
    pub unpacked: Option<TempDir>,
}

impl Site {
    /// Takes in another part of the same site.
    pub fn join(&mut self, part: Self) {
        let Self { profile, pages, sections, assets, redirects, old, report, .. } = part;
        self.profile = self.profile.take().or(profile);
        self.pages.extend(pages);
        self.sections.extend(sections);
        self.assets.extend(assets);
        self.redirects.extend(redirects);
        if self.old == OldSite::default() {
            self.old = old;
        }
        self.report.found += report.found;
        self.report.failed += report.failed;
        self.report.failures.extend(report.failures);
        self.report.notices.extend(report.notices);
    }

    /// Adds a text of another engine's, if it is one that is kept.
    pub fn add(&mut self, item: Item, file: &str) {
        self.report.found += 1;
        match item.into_page(file) {
            Ok(mut page) => {
                self.report.notices.append(&mut page.notices);
                self.pages.push(page);
            }
            Err(problems) => self.report.fail(problems),
        }
    }
}

/// What a site says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// Its name.
    pub name: String,
    /// What it is about.
    pub description: String,
    /// Its language.
    pub language: Option<String>,
    /// The zone in which its people say what time it is.
    pub time_zone: Option<String>,
    /// The file that says so.
    pub place: String,
    /// The line of the name there.
    pub line: usize,
}

/// An image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Where its bytes are.
    pub file: AssetFile,
    /// Where it stands.
    pub place: AssetPlace,
    /// What is known of it.
    pub about: Option<AboutMedia>,
}

/// Where an image's bytes are.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AssetFile {
    /// In a file.
    Disk(PathBuf),
    /// At an address of the old site.
    Web(String),
}

/// Where an image stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AssetPlace {
    /// Among the posts; the path is seen from the content folder.
    Content(String),
    /// Among the files that Zola copies as they are; the path is seen from the static folder.
    Static(String),
    /// On the site that texts come from.
    Old {
        /// The paths that it had, those of smaller copies included.
        addresses: Vec<String>,
        /// Whether readers were shown it.
        is_shown: bool,
    },
}

impl AssetPlace {
    /// What reports call it.
    pub fn shown(&self) -> String {
        match self {
            Self::Content(path) => path.clone(),
            Self::Static(path) => format!("static/{path}"),
            Self::Old { addresses, .. } => addresses.first().cloned().unwrap_or_default(),
        }
    }
}

/// Whether a path ends like an image's.
pub fn is_image_name(path: &str) -> bool {
    let extension = path.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    extension.is_some_and(|extension| IMAGE_EXTENSIONS.contains(&extension.as_str()))
}

/// Whether a folder is laid out as one of the engines has it, and is no part of something else.
pub fn is_site(root: &Path) -> bool {
    tell(root) != Format::Markdown || is_export(root) || FILE_NAMES.iter().any(|name| root.join(name).is_file())
}

/// What a folder is, by its settings and by how it is laid out.
pub fn tell(root: &Path) -> Format {
    if is_export(root) || root.join(FILE_NAMES[0]).is_file() {
        Format::Markdown
    } else if generators::is_jekyll(root) {
        Format::Jekyll
    } else if generators::is_hugo(root) {
        Format::Hugo
    } else {
        Format::Markdown
    }
}

/// Reads a site's folder, or its content folder alone. A broken file is noted and left out.
///
/// # Errors
/// When there is no such folder, or it can't be read at all.
pub fn read(path: &Path, format: Option<Format>, now: Timestamp) -> io::Result<Site> {
    let root = path.canonicalize()?;
    root.read_dir()?;
    let mut site = Folder::default();
    match format.unwrap_or_else(|| tell(&root)) {
        Format::Hugo => generators::read_hugo(&mut site, &root, now),
        Format::Jekyll => generators::read_jekyll(&mut site, &root, now),
        Format::Markdown | Format::WordPress | Format::Ghost => site.read_markdown(&root, now),
    }
    Ok(site.into_site())
}

/// What is found in a folder, and the settings by which it is read.
#[derive(Default)]
pub(super) struct Folder {
    pub(super) settings: Settings,
    pub(super) pages: Vec<Page>,
    pub(super) sections: Vec<Section>,
    pub(super) assets: Vec<Asset>,
    pub(super) own: Option<OwnFiles>,
    /// What the site says of itself, where that stands neither in its root section nor in Zola's settings.
    pub(super) profile: Option<Profile>,
    /// Where lists and feeds were.
    pub(super) redirects: Vec<Redirect>,
    /// The site whose addresses its texts have in full.
    pub(super) old: OldSite,
    pub(super) report: ImportReport,
}

impl Folder {
    /// A site of Zola's, its content folder alone, or an export of this program's own.
    fn read_markdown(&mut self, root: &Path, now: Timestamp) {
        let inner = root.join("content");
        if !(inner.is_dir() && leads_inside(&inner, root) || is_export(root)) {
            return self.read_content(root, root, now);
        }
        self.read_settings(root);
        if self.is_own(root) {
            self.read_own(root, now);
        } else {
            self.read_static(root);
            self.read_content(&inner, root, now);
        }
    }

    fn into_site(mut self) -> Site {
        let profile = if self.own.is_some() { None } else { self.profile.take().or_else(|| self.zola_profile()) };
        let Self { pages, sections, assets, own, redirects, old, report, .. } = self;
        Site { profile, pages, sections, assets, own, redirects, old, report, unpacked: None }
    }

    /// The root section names the site; where it does not, Zola's settings do.
    fn zola_profile(&self) -> Option<Profile> {
        const ROOT: &str = "_index.md";
        let root = self.sections.iter().find(|section| section.place.source == ROOT);
        let name = root.and_then(|section| section.title.as_ref()).or(self.settings.title.as_ref())?;
        let description = root.and_then(|section| section.description.as_ref()).or(self.settings.description.as_ref());
        Some(Profile {
            name: name.clone(),
            description: description.cloned().unwrap_or_default(),
            language: self.settings.default_language.clone(),
            time_zone: None,
            place: ROOT.to_owned(),
            line: root.map_or(1, |section| section.title_line),
        })
    }

    fn read_settings(&mut self, root: &Path) {
        let Some(name) = FILE_NAMES.into_iter().find(|name| root.join(name).is_file()) else { return };
        match read_text(&root.join(name)).and_then(|text| Settings::parse(&text)) {
            Ok(settings) => self.settings = settings,
            Err(Malformed { line, reason }) => self.report.notices.push(Problem::at(name, line, reason)),
        }
    }

    pub(super) fn read_static(&mut self, root: &Path) {
        self.read_assets(root, "static");
    }

    /// The images of a folder whose files are served as they are.
    pub(super) fn read_assets(&mut self, root: &Path, folder: &str) {
        let folder = root.join(folder);
        if folder.is_dir() && leads_inside(&folder, root) {
            for (path, file) in self.walk(&folder, root) {
                self.add_asset(file, AssetPlace::Static(path));
            }
        }
    }

    fn read_content(&mut self, content: &Path, root: &Path, now: Timestamp) {
        let languages = self.settings.languages();
        let mut documents = Vec::new();
        for (path, file) in self.walk(content, root) {
            if path.ends_with(".md") {
                documents.push((Place::new(&path, &languages), file));
            } else {
                self.add_asset(file, AssetPlace::Content(path));
            }
        }
        documents.sort_by_cached_key(|(place, _)| place.sort_key());
        for (place, file) in documents {
            if place.is_section() {
                self.read_section(place, &file);
            } else {
                self.read_page(place, &file, now);
            }
        }
    }

    fn read_section(&mut self, place: Place, file: &Path) {
        let source = place.source.clone();
        match read_text(file).and_then(|text| read_section(place, &text, &self.settings)) {
            Ok(section) => self.sections.push(section),
            Err(Malformed { line, reason }) => self.report.fail([Problem::at(&source, line, reason)]),
        }
    }

    fn read_page(&mut self, place: Place, file: &Path, now: Timestamp) {
        self.report.found += 1;
        let source = place.source.clone();
        let page = read_text(file)
            .map_err(|Malformed { line, reason }| vec![Problem::at(&source, line, reason)])
            .and_then(|text| read_page(place, &text, &self.settings, now));
        self.keep(page);
    }

    /// Keeps a page, and what there is to tell of it.
    pub(super) fn keep(&mut self, page: Result<Page, Vec<Problem>>) {
        match page {
            Ok(mut page) => {
                self.report.notices.append(&mut page.notices);
                self.pages.push(page);
            }
            Err(problems) => self.report.fail(problems),
        }
    }

    pub(super) fn add_asset(&mut self, file: PathBuf, place: AssetPlace) {
        if is_image_name(&place.shown()) {
            self.assets.push(Asset { file: AssetFile::Disk(file), place, about: None });
        }
    }

    /// The files below a folder in a fixed order, each with its path seen from there. Hidden ones are left out.
    pub(super) fn walk(&mut self, folder: &Path, root: &Path) -> Vec<(String, PathBuf)> {
        let is_shown = |entry: &DirEntry| entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b".");
        let mut files = Vec::new();
        for entry in WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(is_shown) {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) => files.extend(self.take(&entry, folder, root)),
                Err(error) => {
                    let path = error.path().map(|path| seen_from(path, folder)).unwrap_or_default();
                    let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                    self.report.fail([Problem::of(&path, format!("can't be read: {reason}"))]);
                }
            }
        }
        files
    }

    /// A file, unless it is a link that leads out or to a folder, or has a name that no address can hold.
    fn take(&mut self, entry: &DirEntry, folder: &Path, root: &Path) -> Option<(String, PathBuf)> {
        let path = seen_from(entry.path(), folder);
        let name_is_text = entry.path().strip_prefix(folder).is_ok_and(|path| path.to_str().is_some());
        let refusal = if !name_is_text {
            "left out: its name is not UTF-8"
        } else if !entry.path_is_symlink() || (entry.path().is_file() && leads_inside(entry.path(), root)) {
            return Some((path, entry.path().to_owned()));
        } else {
            "left out: a symbolic link that leads to a folder, out of the site, or nowhere"
        };
        self.report.notices.push(Problem::of(&path, refusal));
        None
    }
}

fn seen_from(path: &Path, folder: &Path) -> String {
    let parts = path.strip_prefix(folder).unwrap_or(path).components();
    parts.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

pub(super) fn leads_inside(path: &Path, root: &Path) -> bool {
    path.canonicalize().is_ok_and(|target| target.starts_with(root))
}

/// Reads a text file, but never more of it than a post may hold.
pub(super) fn read_text(path: &Path) -> Result<String, Malformed> {
    read_text_up_to(path, FILE_BYTES_MAX)
}

/// The same with a bound of its own.
pub(super) fn read_text_up_to(path: &Path, bytes_max: u64) -> Result<String, Malformed> {
    let broken = |line, reason: String| Malformed { line, reason };
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(bytes_max + 1).read_to_end(&mut bytes))
        .map_err(|error| broken(1, format!("can't be read: {error}")))?;
    if bytes.len() as u64 > bytes_max {
        return Err(broken(1, format!("larger than {bytes_max} bytes")));
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        broken(valid.iter().filter(|byte| **byte == b'\n').count() + 1, "not UTF-8".to_owned())
    })
}
