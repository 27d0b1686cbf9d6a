//! `lithair-blog export FOLDER`: the whole site as Markdown with its media, or as pages, beside whoever serves it.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use blog::service::export::{ExportError, ExportReport, Scope, Written, export_folder, open_copy};
use blog::service::{BlogOptions, Problem};

use crate::config::Config;
use crate::import::Display;
use crate::static_site::{self, StaticReport};

/// What a blog has that no folder of Markdown does.
const NOT_IN_IT: &str = "Not in it: the trash, what texts were before, notes, reviews and names of versions beside drafts, \
    what other sites answered when they were told of links, accounts. `backup` keeps everything.";

/// What is written where.
#[derive(Debug, clap::Args)]
pub struct ExportArgs {
    /// The folder: empty, not there yet, or an export of the same kind, which is brought up to date.
    folder: PathBuf,
    /// Only what readers see: no drafts, no working copies, nothing that is scheduled.
    #[arg(long)]
    published: bool,
    /// The public site as files that any web server can serve, instead of Markdown; --base-url says where.
    #[arg(long = "static", conflicts_with = "published")]
    is_static: bool,
}

/// Exports and prints what became of it: the summary on standard output, everything else on standard error.
///
/// # Errors
/// When the folder is somebody else's, something can't be written, or the database can't be read.
pub async fn run<E: From<ExportError> + From<io::Error>>(
    config: Config,
    options: BlogOptions,
    arguments: &ExportArgs,
) -> Result<ExitCode, E> {
    let data_dir = options.data_dir.clone();
    let (blog, copy) = open_copy(&data_dir, options).await?;
    let mut display = Display::on_standard_error();
    let ExportArgs { folder, published, is_static } = arguments;
    let exported = if *is_static {
        let exported = static_site::export(blog.clone(), config, folder, |progress| display.show(progress)).await;
        exported.map(Exported::Static)
    } else {
        let scope = if *published { Scope::Published } else { Scope::Whole };
        export_folder(&blog, scope, folder, |progress| display.show(progress)).await.map(Exported::Markdown)
    };
    display.finish();
    blog.close().await;
    drop(copy);
    exported?.print(&mut io::stdout().lock(), &mut io::stderr().lock())?;
    Ok(ExitCode::SUCCESS)
}

/// What was exported.
enum Exported {
    Markdown(ExportReport),
    Static(StaticReport),
}

impl Exported {
    fn print(&self, output: &mut impl Write, errors: &mut impl Write) -> io::Result<()> {
        let (notices, written) = match self {
            Self::Markdown(report) => (&report.notices, &report.written),
            Self::Static(report) => (&report.notices, &report.written),
        };
        print_notices(notices, written, errors)?;
        match self {
            Self::Markdown(ExportReport { posts, comments, media, .. }) => {
                write!(output, "{posts} posts and pages, {comments} comments, {media} images")?;
            }
            Self::Static(StaticReport { pages, redirects, .. }) => {
                write!(output, "{pages} pages and feeds, {redirects} redirects")?;
            }
        }
        let Written { files, changed, removed, .. } = written;
        writeln!(output, ": {files} files, of which {changed} were written; {removed} were removed.")?;
        match self {
            Self::Markdown(_) => writeln!(output, "{NOT_IN_IT}"),
            Self::Static(_) => Ok(()),
        }
    }
}

fn print_notices(notices: &[Problem], written: &Written, errors: &mut impl Write) -> io::Result<()> {
    notices.iter().try_for_each(|notice| writeln!(errors, "{notice}"))?;
    let changed = |path: &String| writeln!(errors, "{path}: stays, as it was changed since it was exported");
    written.kept.iter().try_for_each(changed)
}
