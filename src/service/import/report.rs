//! What an import has to tell.

use std::fmt;
use std::path::PathBuf;

use crate::service::ServiceError;

/// What became of a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// The posts and pages that the folder holds, broken ones included.
    pub found: usize,
    /// Those that are new.
    pub added: usize,
    /// Those that came with an earlier import.
    pub present: usize,
    /// The files that could not be imported.
    pub failed: usize,
    /// The images that are there now.
    pub media: usize,
    /// The comments that are new.
    pub comments: usize,
    /// The redirects that are there now, besides those of the posts' own old addresses.
    pub redirects: usize,
    /// Why files could not be imported.
    pub failures: Vec<Problem>,
    /// What came in, but not quite as it was.
    pub notices: Vec<Problem>,
}

impl ImportReport {
    /// Notes why a file could not be imported.
    pub(super) fn fail(&mut self, problems: impl IntoIterator<Item = Problem>) {
        self.failed += 1;
        self.failures.extend(problems);
    }
}

/// Something to tell of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, seen from the content folder; `static/…` and the settings file, from the site's own.
    pub path: String,
    /// The line, counted from 1, where the file has lines.
    pub line: Option<usize>,
    /// What is the matter, in a sentence.
    pub reason: String,
}

impl Problem {
    pub(super) fn at(path: &str, line: usize, reason: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line: Some(line), reason: reason.into() }
    }

    pub(in crate::service) fn of(path: &str, reason: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line: None, reason: reason.into() }
    }
}

impl fmt::Display for Problem {
    /// `path:line: reason`, as compilers write it and editors read it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(formatter, "{}:{line}: {}", self.path, self.reason),
            None => write!(formatter, "{}: {}", self.path, self.reason),
        }
    }
}

/// What an import or an export is busy with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It stores images.
    Media,
    /// It writes posts and pages.
    Posts,
    /// It keeps old addresses.
    Redirects,
    /// An export makes pages.
    Pages,
}

/// How far an import or an export has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What it is busy with.
    pub stage: Stage,
    /// How many of them are done.
    pub done: usize,
    /// How many there are.
    pub total: usize,
}

/// Why an import stopped. What was written before stays; the next one goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The folder can't be read.
    #[error("can't read {path}: {source}")]
    Unreadable {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Nothing can be written, whatever the file.
    #[error(transparent)]
    Service(#[from] ServiceError),
}
