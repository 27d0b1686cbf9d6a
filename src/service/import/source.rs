//! What kind of source there is, told by what is in it and never by its name.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::archive::{self, Unpacked};
use super::media::MediaOptions;
use super::site::{self, Site};
use super::{ghost, wordpress};
use crate::domain::{TimeZone, Timestamp};

/// A larger file is not read.
const FILE_BYTES_MAX: u64 = 1024 * 1024 * 1024;

/// What a file is shows within so many bytes.
const BEGINNING_BYTES: usize = 64 * 1024;

/// What is to be imported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportRequest {
    /// A folder, a file, or either in a zip archive.
    pub path: PathBuf,
    /// What it is, where that is said; else it is told by what is in it.
    pub format: Option<Format>,
    /// Where the images of a file's texts are.
    pub media: MediaOptions,
    /// The old site's address, where the file doesn't say it.
    pub site: Option<String>,
}

impl ImportRequest {
    /// Whatever is there, with the images that are beside it.
    pub fn of(path: &Path) -> Self {
        Self { path: path.to_owned(), ..Self::default() }
    }
}

/// What a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A folder of Markdown with front matter in Zola's layout, or an export of this program's own.
    Markdown,
    /// A folder of Hugo's.
    Hugo,
    /// A folder of Jekyll's.
    Jekyll,
    /// WordPress's export: XML.
    WordPress,
    /// Ghost's export: JSON.
    Ghost,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 5] = [Self::Markdown, Self::Hugo, Self::Jekyll, Self::WordPress, Self::Ghost];

    /// The name as it is typed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::Hugo => "hugo",
            Self::Jekyll => "jekyll",
            Self::WordPress => "wordpress",
            Self::Ghost => "ghost",
        }
    }

    /// Whether it is a folder, not a file.
    pub const fn is_folder(self) -> bool {
        matches!(self, Self::Markdown | Self::Hugo | Self::Jekyll)
    }
}

/// What reading a file needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'r> {
    /// What reports call the file.
    pub file: &'r str,
    /// When it is read: what is later is yet to come.
    pub now: Timestamp,
    /// In which zone times are that don't say it.
    pub zone: &'r TimeZone,
    /// Where its images may be.
    pub media: &'r MediaOptions,
    /// The old site's address, where somebody said it.
    pub site: Option<&'r str>,
}

/// Reads a source.
///
/// # Errors
/// When it can't be read at all, or is nothing that can be imported.
pub fn read(request: &ImportRequest, now: Timestamp, zone: &TimeZone) -> io::Result<Site> {
    let path = &request.path;
    if path.is_file() && archive::is_archive(&beginning(path)?) {
        return read_archive(request, now, zone);
    }
    if path.is_dir() || request.format.is_some_and(Format::is_folder) {
        return read_folder(path, request, now, zone);
    }
    read_file(path, request, now, zone)
}

fn read_archive(request: &ImportRequest, now: Timestamp, zone: &TimeZone) -> io::Result<Site> {
    let Unpacked { folder, mut notices } = archive::unpack(&request.path)?;
    let inner = archive::inner_folder(folder.path(), site::is_site);
    let mut site = read_folder(&inner, request, now, zone)?;
    if site.report.found == 0 {
        let why = notices.first().map(|problem| format!(" ({problem})")).unwrap_or_default();
        return Err(unknown(&format!("a zip archive in which there is nothing to import{why}")));
    }
    site.report.notices.append(&mut notices);
    site.unpacked = Some(folder);
    Ok(site)
}

/// A site's folder, or one that has exports in it, whose images are there as well.
fn read_folder(root: &Path, request: &ImportRequest, now: Timestamp, zone: &TimeZone) -> io::Result<Site> {
    let is_site = || request.format.is_some_and(Format::is_folder) || (request.format.is_none() && site::is_site(root));
    let exports = if is_site() { Vec::new() } else { exports(root, request.format) };
    if exports.is_empty() {
        return match request.format {
            Some(format) if !format.is_folder() => Err(unknown(&format!("no export of {} is there", format.as_str()))),
            format => site::read(root, format, now),
        };
    }
    let media =
        MediaOptions { folder: Some(request.media.folder.clone().unwrap_or_else(|| root.to_owned())), ..request.media };
    let request = ImportRequest { media, ..request.clone() };
    let mut whole = Site::default();
    for file in exports {
        whole.join(read_file(&file, &request, now, zone)?);
    }
    Ok(whole)
}

/// The exports in a folder. WordPress divides what is large into several.
fn exports(root: &Path, format: Option<Format>) -> Vec<PathBuf> {
    const DEPTH_MAX: usize = 3;
    let files = WalkDir::new(root).max_depth(DEPTH_MAX).sort_by_file_name().into_iter().filter_map(Result::ok);
    let is_named = |path: &Path| {
        path.extension().is_some_and(|end| end.eq_ignore_ascii_case("xml") || end.eq_ignore_ascii_case("json"))
    };
    let files = files.filter(|entry| entry.file_type().is_file() && is_named(entry.path())).map(DirEntry::into_path);
    let is_one = |path: &PathBuf| {
        let told = beginning(path).and_then(|bytes| tell(&String::from_utf8_lossy(&bytes)));
        told.is_ok_and(|told| format.is_none_or(|format| format == told))
    };
    files.filter(is_one).collect()
}

fn beginning(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(BEGINNING_BYTES as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn read_file(path: &Path, request: &ImportRequest, now: Timestamp, zone: &TimeZone) -> io::Result<Site> {
    let text = read_text(path)?;
    let format = request.format.map_or_else(|| tell(&text), Ok)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let reading = Reading { file: &name, now, zone, media: &request.media, site: request.site.as_deref() };
    Ok(match format {
        Format::WordPress => wordpress::read(&text, &reading),
        Format::Ghost => ghost::read(text.trim_start_matches('\u{feff}'), &reading),
        Format::Markdown | Format::Hugo | Format::Jekyll => Site::default(),
    })
}

/// The texts that an export has, for whoever checks that any file can be read.
#[cfg(any(test, feature = "fuzzing"))]
pub fn texts_of(format: Format, text: &str) -> Vec<String> {
    let media = MediaOptions::default();
    let (now, zone) = (Timestamp::default(), TimeZone::UTC);
    let reading = Reading { file: "export", now, zone: &zone, media: &media, site: None };
    let site = match format {
        Format::WordPress => wordpress::read(text, &reading),
        Format::Ghost => ghost::read(text, &reading),
        Format::Markdown | Format::Hugo | Format::Jekyll => Site::default(),
    };
    site.pages.into_iter().map(|page| page.draft.body).collect()
}

fn tell(text: &str) -> io::Result<Format> {
    let beginning = &text[..text.floor_char_boundary(BEGINNING_BYTES)];
    match beginning.trim_start_matches('\u{feff}').trim_start().chars().next() {
        Some('<') if wordpress::is_export(beginning) => Ok(Format::WordPress),
        Some('<') => Err(unknown("XML, but not what WordPress exports")),
        Some('{' | '[') if ghost::is_export(beginning) => Ok(Format::Ghost),
        Some('{' | '[') => Err(unknown("JSON, but not what Ghost exports")),
        _ => {
            Err(unknown("neither a folder of Markdown nor an export of WordPress (XML) or Ghost (JSON), zipped or not"))
        }
    }
}

/// A file's text. Bytes that are no characters come in as such a sign; a file that has more of another kind is none.
fn read_text(path: &Path) -> io::Result<String> {
    let file = File::open(path)?;
    if file.metadata()?.len() > FILE_BYTES_MAX {
        return Err(unknown(&format!("larger than {FILE_BYTES_MAX} bytes")));
    }
    let mut bytes = Vec::new();
    file.take(FILE_BYTES_MAX).read_to_end(&mut bytes)?;
    let beginning = &bytes[..bytes.len().min(BEGINNING_BYTES)];
    if let Some(kind) = binary(beginning) {
        return Err(unknown(kind));
    }
    Ok(String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}

/// What a file is that can't be an export.
fn binary(beginning: &[u8]) -> Option<&'static str> {
    match beginning {
        [] => Some("an empty file"),
        [0x89, b'P', b'N', b'G', ..] | [0xff, 0xd8, 0xff, ..] | [b'G', b'I', b'F', b'8', ..] => Some("a picture"),
        [0x1f, 0x8b, ..] => Some("compressed by gzip: unpack it first"),
        [b'%', b'P', b'D', b'F', ..] => Some("a PDF"),
        bytes if bytes.contains(&0) => Some("no text"),
        _ => None,
    }
}

fn unknown(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.to_owned())
}
