//! What kind of source there is, told by what is in it and never by its name.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

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
    /// A folder or a file.
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
    /// A folder of Markdown with front matter.
    Markdown,
    /// WordPress's export: XML.
    WordPress,
    /// Ghost's export: JSON.
    Ghost,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::Markdown, Self::WordPress, Self::Ghost];

    /// The name as it is typed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::WordPress => "wordpress",
            Self::Ghost => "ghost",
        }
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
    if path.is_dir() || request.format == Some(Format::Markdown) {
        return site::read(path, now);
    }
    let text = read_text(path)?;
    let format = request.format.map_or_else(|| tell(&text), Ok)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let reading = Reading { file: &name, now, zone, media: &request.media, site: request.site.as_deref() };
    Ok(match format {
        Format::WordPress => wordpress::read(&text, &reading),
        Format::Ghost => ghost::read(text.trim_start_matches('\u{feff}'), &reading),
        Format::Markdown => Site::default(),
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
        Format::Markdown => Site::default(),
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
        _ => Err(unknown("neither a folder of Markdown nor an export of WordPress (XML) or Ghost (JSON)")),
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
        [b'P', b'K', 3, 4, ..] => Some("a zip archive: unpack it first"),
        [0x1f, 0x8b, ..] => Some("compressed by gzip: unpack it first"),
        [b'%', b'P', b'D', b'F', ..] => Some("a PDF"),
        bytes if bytes.contains(&0) => Some("no text"),
        _ => None,
    }
}

fn unknown(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.to_owned())
}
