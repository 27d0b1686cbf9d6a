//! `lithair-blog import PATH`: shows how far it has come, and tells what became of every file or text.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use blog::domain::Principal;
use blog::service::{
    Blog, Format, ImportError, ImportReport, ImportRequest, MediaOptions, Problem, Progress, Stage, import,
};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

/// Some files came in and some did not; 1 says that none did, and 2 is a wrong use of the command.
const EXIT_PARTIAL: u8 = 3;

/// Without a terminal a line is printed whenever so many more are done, and at the end.
const DONE_PER_LINE: usize = 100;

/// What to import, and how.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// The folder or file, or a zip archive of either.
    path: PathBuf,
    /// What it is, where that can't be told by what is in it.
    #[arg(long, value_name = "FORMAT", value_parser = format)]
    format: Option<Format>,
    /// A folder with the images of an export's texts, such as a copy of `wp-content/uploads`.
    #[arg(long, value_name = "FOLDER")]
    media: Option<PathBuf>,
    /// Fetch images that aren't there from the site that the export comes from.
    #[arg(long)]
    fetch_media: bool,
    /// The address that the site had, where the export doesn't say it: Ghost's don't.
    #[arg(long, value_name = "URL")]
    site: Option<String>,
}

impl From<ImportArgs> for ImportRequest {
    fn from(args: ImportArgs) -> Self {
        let ImportArgs { path, format, media, fetch_media, site } = args;
        Self { path, format, media: MediaOptions { folder: media, is_fetched: fetch_media }, site }
    }
}

fn format(name: &str) -> Result<Format, String> {
    let names = || Format::ALL.map(Format::as_str).join(", ");
    Format::ALL.into_iter().find(|format| format.as_str() == name).ok_or_else(|| format!("one of {}", names()))
}

/// Imports a site and prints what became of it: the summary on standard output, everything else on standard error.
///
/// # Errors
/// When there is nothing that can be read, nothing can be written, or the report can't be printed.
pub async fn run<E: From<ImportError> + From<io::Error>>(blog: &Blog, request: &ImportRequest) -> Result<ExitCode, E> {
    let mut display = Display::on_standard_error();
    let report = import(blog, &Principal::OPERATOR, request, |progress| display.show(progress)).await?;
    display.finish();
    print(&report, &mut io::stdout().lock(), &mut io::stderr().lock())?;
    Ok(exit_code(&report))
}

/// How far the import has come: one bar after the other, or plain lines.
pub(crate) enum Display {
    Bar(Option<(Stage, ProgressBar)>),
    Lines,
}

impl Display {
    /// What shows progress on standard error.
    pub fn on_standard_error() -> Self {
        Self::new(io::stderr().is_terminal())
    }

    fn new(is_terminal: bool) -> Self {
        if is_terminal { Self::Bar(None) } else { Self::Lines }
    }

    /// Shows how far it has come.
    pub fn show(&mut self, progress: Progress) {
        match self {
            Self::Bar(Some((stage, bar))) if *stage == progress.stage => bar.set_position(progress.done as u64),
            Self::Bar(current) => {
                if let Some((_, finished)) = current.replace((progress.stage, bar(progress))) {
                    finished.finish();
                }
            }
            Self::Lines => {
                if let Some(line) = line(progress) {
                    // Progress that nobody can be told must not stop the import.
                    drop(writeln!(io::stderr(), "{line}"));
                }
            }
        }
    }

    /// The work is at its end.
    pub fn finish(self) {
        if let Self::Bar(Some((_, bar))) = self {
            bar.finish();
        }
    }
}

fn bar(progress: Progress) -> ProgressBar {
    let bar = ProgressBar::new(progress.total as u64).with_message(stage_name(progress.stage));
    if let Ok(style) = ProgressStyle::with_template("{msg:>9} [{wide_bar}] {pos}/{len} {eta}") {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.set_position(progress.done as u64);
    bar
}

fn line(progress: Progress) -> Option<String> {
    let Progress { stage, done, total } = progress;
    let is_told = done == total || done.is_multiple_of(DONE_PER_LINE);
    is_told.then(|| format!("{}: {done} of {total}", stage_name(stage)))
}

const fn stage_name(stage: Stage) -> &'static str {
    match stage {
        Stage::Media => "images",
        Stage::Posts => "posts",
        Stage::Redirects => "redirects",
        Stage::Pages => "pages",
    }
}

fn print(report: &ImportReport, output: &mut impl Write, errors: &mut impl Write) -> io::Result<()> {
    print_problems("Came in, but not quite as it was:", &report.notices, errors)?;
    print_problems("Could not be imported:", &report.failures, errors)?;
    writeln!(output, "{}", summary(report))
}

fn print_problems(heading: &str, problems: &[Problem], errors: &mut impl Write) -> io::Result<()> {
    if !problems.is_empty() {
        writeln!(errors, "{heading}")?;
    }
    problems.iter().try_for_each(|problem| writeln!(errors, "{problem}"))
}

fn summary(report: &ImportReport) -> String {
    let ImportReport { found, added, present, failed, media, comments, redirects, .. } = report;
    format!(
        "{found} posts and pages found: {added} added, {present} there already, {failed} failed. \
         {media} images and {redirects} more redirects are kept, {comments} comments are new."
    )
}

fn exit_code(report: &ImportReport) -> ExitCode {
    match (report.added + report.present, report.failed) {
        (0, _) => ExitCode::FAILURE,
        (_, 0) => ExitCode::SUCCESS,
        (_, _) => ExitCode::from(EXIT_PARTIAL),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> ImportReport {
        let problem = |path: &str, line, reason: &str| Problem { path: path.into(), line, reason: reason.into() };
        ImportReport {
            found: 4,
            added: 2,
            present: 1,
            failed: 1,
            media: 5,
            comments: 7,
            redirects: 6,
            failures: vec![problem("news/broken.md", Some(4), "not a date")],
            notices: vec![problem("news/a.png", None, "left out")],
        }
    }

    #[test]
    fn everything_is_told_where_it_belongs() {
        let (mut output, mut errors) = (Vec::new(), Vec::new());
        print(&report(), &mut output, &mut errors).unwrap();
        assert_eq!(
            String::from_utf8(output).unwrap(),
            "4 posts and pages found: 2 added, 1 there already, 1 failed. 5 images and 6 more redirects are kept, \
             7 comments are new.\n"
        );
        assert_eq!(
            String::from_utf8(errors).unwrap(),
            "Came in, but not quite as it was:\nnews/a.png: left out\n\
             Could not be imported:\nnews/broken.md:4: not a date\n"
        );
    }

    #[test]
    fn the_exit_code_tells_all_from_some_from_none() {
        let cases = [
            (3, 0, 0, ExitCode::SUCCESS),
            (0, 3, 0, ExitCode::SUCCESS),
            (0, 0, 0, ExitCode::FAILURE),
            (0, 0, 2, ExitCode::FAILURE),
            (1, 0, 2, ExitCode::from(3)),
        ];
        for (added, present, failed, expected) in cases {
            let code = exit_code(&ImportReport { added, present, failed, ..ImportReport::default() });
            assert_eq!(format!("{code:?}"), format!("{expected:?}"), "{added} {present} {failed}");
        }
    }

    #[test]
    fn lines_are_few() {
        let told = |done| line(Progress { stage: Stage::Posts, done, total: 549 });
        assert_eq!(told(99), None);
        assert_eq!(told(100).as_deref(), Some("posts: 100 of 549"));
        assert_eq!(told(549).as_deref(), Some("posts: 549 of 549"));
    }
}
