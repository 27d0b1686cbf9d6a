//! The images of a site that texts come from: found in a folder that was handed in, or fetched where that is allowed.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::address::{decode, join, split_folder};
use super::links::OldSite;
use super::report::Problem;
use super::site::{Asset, AssetFile, AssetPlace, Site, is_image_name};
use crate::service::markdown::rewrite_destinations;

/// More images than that are not fetched.
const FETCHES_MAX: usize = 20_000;

/// Where an import looks for images.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MediaOptions {
    /// A folder that has them as the site's own machine had.
    pub folder: Option<PathBuf>,
    /// Whether what isn't there is fetched from the old site.
    pub is_fetched: bool,
}

/// What is known of the images of a site.
#[derive(Clone, Copy, Debug)]
pub struct MediaSource<'s> {
    /// Where to look.
    pub options: &'s MediaOptions,
    /// The old site.
    pub old: &'s OldSite,
    /// What folders of images are called: the path from there on is what names one.
    pub folders: &'s [&'s str],
    /// The file that the texts come from.
    pub file: &'s str,
}

/// An image that texts show, by the path that it had.
#[derive(Debug, Default)]
struct Wanted {
    /// Its whole address, as it was written first.
    url: String,
    /// Whether a published text shows it.
    is_shown: bool,
}

/// Finds the images that a site's texts show, and those that it has besides; `files` are their addresses.
pub fn find(source: &MediaSource<'_>, files: &[&str], site: &mut Site) {
    let wanted = wanted(source, files, site);
    let root = source.options.folder.as_deref().map(Path::canonicalize);
    if let Some(Err(error)) = &root {
        site.report.notices.push(Problem::of(source.file, format!("the folder of images can't be read: {error}")));
    }
    let root = root.and_then(Result::ok);
    let mut paths: Vec<&String> = wanted.keys().collect();
    paths.sort();
    let mut known: HashMap<AssetFile, usize> = HashMap::new();
    let mut found: HashSet<&str> = HashSet::new();
    let mut fetches = 0;
    for path in paths {
        let Wanted { url, is_shown } = &wanted[path];
        let original = without_size(path).filter(|original| wanted.contains_key(original) || root.is_some());
        let candidates = || original.iter().chain([path]);
        let on_disk =
            root.as_deref().and_then(|root| candidates().find_map(|path| on_disk(root, path, source.folders)));
        let file = match on_disk {
            Some(file) => AssetFile::Disk(file),
            None if source.options.is_fetched && fetches < FETCHES_MAX => {
                let whole = original.as_ref().and_then(|original| wanted.get(original)).map_or(url, |whole| &whole.url);
                if !whole.contains("://") {
                    continue;
                }
                fetches += 1;
                AssetFile::Web(whole.clone())
            }
            None => continue,
        };
        found.insert(path);
        let index = *known.entry(file.clone()).or_insert_with(|| {
            let place = AssetPlace::Old { addresses: Vec::new(), is_shown: false };
            site.assets.push(Asset { file, place, about: None });
            site.assets.len() - 1
        });
        if let AssetPlace::Old { addresses, is_shown: is_any_shown } = &mut site.assets[index].place {
            addresses.push(path.clone());
            *is_any_shown |= is_shown;
        }
    }
    let is_found = |path: &String| found.contains(path.as_str());
    let (pictures, others): (Vec<&str>, Vec<&str>) = files.iter().partition(|file| path_of(source.old, file).is_some());
    let missing =
        pictures.into_iter().filter(|file| !path_of(source.old, file).as_ref().is_some_and(is_found)).collect();
    let notices = [
        left_out(missing, "pictures of the library, which are nowhere to be found"),
        left_out(others, "files of the library that are no pictures"),
    ];
    site.report.notices.extend(notices.into_iter().flatten().map(|reason| Problem::of(source.file, reason)));
}

/// So many files are named.
const NAMED_MAX: usize = 20;

fn left_out(mut files: Vec<&str>, what: &str) -> Option<String> {
    files.sort_unstable();
    let names: Vec<String> = files.iter().take(NAMED_MAX).map(|file| name_of(file)).collect();
    let more = if files.len() > NAMED_MAX { ", …" } else { "" };
    (!names.is_empty()).then(|| format!("left out: {} {what}: {}{more}", files.len(), names.join(", ")))
}

fn wanted(source: &MediaSource<'_>, files: &[&str], site: &Site) -> HashMap<String, Wanted> {
    let mut wanted: HashMap<String, Wanted> = HashMap::new();
    let mut want = |destination: &str, is_shown: bool| {
        let Some(path) = path_of(source.old, destination) else { return };
        let one = wanted.entry(path).or_default();
        one.is_shown |= is_shown;
        if one.url.is_empty() {
            let url = destination.split(['?', '#']).next().unwrap_or_default();
            one.url = if url.starts_with("//") { format!("https:{url}") } else { source.old.whole(url) };
        }
    };
    for file in files {
        want(file, false);
    }
    for page in &site.pages {
        page.cover.iter().for_each(|cover| want(cover, page.is_published));
        rewrite_destinations(&page.draft.body, |destination, _| {
            want(destination, page.is_published);
            None
        });
    }
    wanted
}

/// The path of an image of the old site.
fn path_of(old: &OldSite, destination: &str) -> Option<String> {
    let is_rooted = destination.starts_with('/') && !destination.starts_with("//");
    let local = if is_rooted { destination } else { old.local(destination)? };
    let path = decode(local.split(['?', '#']).next()?).into_owned();
    is_image_name(&path).then(|| join("", &path)).flatten().map(|path| format!("/{path}"))
}

/// The path of the image of which this is a smaller copy: WordPress appends `-300x200`.
fn without_size(path: &str) -> Option<String> {
    let (stem, extension) = path.rsplit_once('.')?;
    let (stem, size) = stem.rsplit_once('-')?;
    let (width, height) = size.split_once('x')?;
    let is_number = |text: &str| (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    (is_number(width) && is_number(height) && !stem.ends_with('/')).then(|| format!("{stem}.{extension}"))
}

/// The file that an image is in, below the folder and nowhere else, whatever links lead out of it.
fn on_disk(root: &Path, path: &str, folders: &[&str]) -> Option<PathBuf> {
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    // The folder may be that of the images itself, or any around it.
    let last_start = segments.iter().position(|segment| folders.contains(segment)).map_or(0, |marker| marker + 1);
    let starts = (0..=last_start.min(segments.len().saturating_sub(1))).rev();
    starts.map(|start| segments[start..].join("/")).find_map(|relative| {
        let file = root.join(relative).canonicalize().ok()?;
        (file.starts_with(root) && file.is_file()).then_some(file)
    })
}

/// The end of an address, which is what a file is called.
pub fn name_of(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    decode(split_folder(path).1).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smaller_copies_lead_to_the_whole() {
        let cases = [
            ("/a/b-300x200.jpg", Some("/a/b.jpg")),
            ("/a/b-2-1024x1.png", Some("/a/b-2.png")),
            ("/a/b.jpg", None),
            ("/a/b-x.jpg", None),
            ("/a/b-3ax2.jpg", None),
            ("/a/-300x200.jpg", None),
            ("/a/b-300x200", None),
        ];
        for (path, expected) in cases {
            assert_eq!(without_size(path).as_deref(), expected, "{path}");
        }
    }

    #[test]
    fn files_are_found_below_the_folder_alone() {
        let outside = tempfile::tempdir().unwrap();
        let root = tempfile::tempdir().unwrap();
        let root = root.path().canonicalize().unwrap();
        std::fs::create_dir_all(root.join("2020/01")).unwrap();
        std::fs::write(root.join("2020/01/a.jpg"), b"a").unwrap();
        std::fs::write(outside.path().join("secret.jpg"), b"s").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(outside.path(), root.join("out")).unwrap();
        let found = |path: &str| on_disk(&root, path, &["uploads"]).is_some();
        assert!(found("/wp-content/uploads/2020/01/a.jpg"));
        assert!(found("/2020/01/a.jpg"));
        for missing in [
            "/wp-content/uploads/a.jpg",
            "/uploads/out/secret.jpg",
            "/uploads/../../secret.jpg",
            "/",
            "/uploads/2020/01",
            "/a\0.jpg",
        ] {
            assert!(!found(missing), "{missing}");
        }
    }
}
