//! Writes what was planned: settings, images, posts, redirects.

use std::collections::BTreeSet;
use std::future::Future;
use std::path::{Path, PathBuf};

use futures_util::{StreamExt, stream};

use super::links::{Lead, LineFinder};
use super::plan::{Plan, PlannedPost, Redirect, RedirectTarget, leads_nowhere, plan, taken};
use super::report::{ImportError, ImportReport, Problem, Progress, Stage};
use super::site::{Asset, Profile, Site, read};
use super::{ImportOutcome, ImportedPost};
use crate::domain::{DomainError, Principal, Timestamp};
use crate::service::markdown::rewrite_destinations;
use crate::service::{Blog, ServiceError};
use crate::text::Text;

/// How many posts or redirects wait for a commit together.
const WRITES_AT_ONCE: usize = 64;

/// How many images are in memory together.
const IMAGES_AT_ONCE: usize = 4;

/// The largest file that is read as an image; what the site serves may be smaller still.
const IMAGE_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Imports a folder: a site's, with `content` in it, or the content folder itself. What came before stays as it is.
///
/// # Errors
/// When the folder can't be read, or nothing can be written at all. A file that can't be imported is told in the
/// report.
pub async fn import_folder(
    blog: &Blog,
    who: &Principal,
    path: &Path,
    progress: impl FnMut(Progress),
) -> Result<ImportReport, ImportError> {
    import_into(&Writer { blog, who }, path, blog.now(), progress).await
}

/// What an import asks of the blog. Tests write into a record instead, which can also refuse.
pub(super) trait Target {
    fn configure(
        &self,
        name: &str,
        description: &str,
        language: Option<&str>,
    ) -> impl Future<Output = Result<bool, ServiceError>> + Send;
    fn add_media(&self, name: &str, bytes: Vec<u8>) -> impl Future<Output = Result<String, ServiceError>> + Send;
    fn import_post(&self, post: &ImportedPost) -> impl Future<Output = Result<ImportOutcome, ServiceError>> + Send;
    fn add_redirect(&self, from: &str, to: &str) -> impl Future<Output = Result<(), ServiceError>> + Send;
}

struct Writer<'b> {
    blog: &'b Blog,
    who: &'b Principal,
}

impl Target for Writer<'_> {
    async fn configure(&self, name: &str, description: &str, language: Option<&str>) -> Result<bool, ServiceError> {
        self.blog.configure_site_once(self.who, name, description, language).await
    }

    async fn add_media(&self, name: &str, bytes: Vec<u8>) -> Result<String, ServiceError> {
        Ok(self.blog.add_media(self.who, name, bytes).await?.path)
    }

    async fn import_post(&self, post: &ImportedPost) -> Result<ImportOutcome, ServiceError> {
        self.blog.import_post(self.who, post).await
    }

    async fn add_redirect(&self, from: &str, to: &str) -> Result<(), ServiceError> {
        self.blog.add_redirect(self.who, from, to).await
    }
}

pub(super) async fn import_into(
    target: &impl Target,
    path: &Path,
    now: Timestamp,
    mut progress: impl FnMut(Progress),
) -> Result<ImportReport, ImportError> {
    let Site { profile, pages, sections, assets, mut report } = read_in_background(path.to_owned(), now).await?;
    if let Some(profile) = profile {
        configure(target, &profile, &mut report).await?;
    }
    let mut plan = plan(pages, &sections, &assets);
    report.notices.append(&mut plan.notices);
    let wanted = wanted_images(&plan, &mut report.notices);
    let images = store_images(target, &assets, &wanted, &mut report, &mut progress).await?;
    import_posts(target, &plan, &images, &mut report, &mut progress).await?;
    keep_redirects(target, &plan.redirects, &images, &mut report, &mut progress).await?;
    report.notices.sort_by(|one, other| (&one.path, one.line).cmp(&(&other.path, other.line)));
    Ok(report)
}

async fn read_in_background(path: PathBuf, now: Timestamp) -> Result<Site, ImportError> {
    let folder = path.clone();
    let site = tokio::task::spawn_blocking(move || read(&folder, now)).await;
    site.unwrap_or_else(|error| Err(error.into())).map_err(|source| ImportError::Unreadable { path, source })
}

async fn configure(target: &impl Target, profile: &Profile, report: &mut ImportReport) -> Result<(), ImportError> {
    let Profile { name, description, language, place, line } = profile;
    if let Err(error) = target.configure(name, description, language.as_deref()).await {
        report.notices.push(Problem::at(place, *line, format!("the site's settings: {}", reason(error)?)));
    }
    Ok(())
}

/// Why this one thing was refused.
///
/// # Errors
/// When the next would be refused as well, whatever it is.
fn reason(error: ServiceError) -> Result<String, ImportError> {
    match error {
        ServiceError::Domain(DomainError::Invalid(violations)) => {
            let sentence = |field: &str, rule: String| format!("{field}: {rule}");
            let sentences = violations.iter().map(|one| sentence(&one.field, Text::English.rule(&one.rule)));
            Ok(sentences.collect::<Vec<_>>().join(" "))
        }
        ServiceError::Domain(error) if error != DomainError::Forbidden => Ok(error.to_string()),
        error => Err(error.into()),
    }
}

/// The images that belong to posts, and those that texts show. Tells which destinations lead nowhere.
fn wanted_images(plan: &Plan, notices: &mut Vec<Problem>) -> BTreeSet<usize> {
    let mut wanted = plan.owned_images.clone();
    for post in &plan.posts {
        let page = &post.page;
        let mut lines = LineFinder::new(&page.draft.body, page.lines.body);
        wanted.extend(post.cover.iter().filter_map(|cover| match cover {
            Lead::Image(image, _) => Some(*image),
            _ => None,
        }));
        rewrite_destinations(&page.draft.body, |destination, _| {
            let line = lines.line_of(destination);
            match plan.targets.follow(page.origin(), destination) {
                Lead::Image(image, _) => drop(wanted.insert(image)),
                Lead::Nowhere => notices.push(page.problem(line, leads_nowhere(destination))),
                Lead::Elsewhere | Lead::Address(_) => {}
            }
            None
        });
    }
    wanted
}

/// The addresses of the images that are stored, by their numbers.
async fn store_images(
    target: &impl Target,
    assets: &[Asset],
    wanted: &BTreeSet<usize>,
    report: &mut ImportReport,
    progress: &mut impl FnMut(Progress),
) -> Result<Vec<Option<String>>, ImportError> {
    let mut addresses = vec![None; assets.len()];
    let store = |index: usize| async move { (index, store_image(target, &assets[index]).await) };
    let mut stored = stream::iter(wanted.iter().copied()).map(store).buffered(IMAGES_AT_ONCE);
    let mut done = 0;
    while let Some((index, result)) = stored.next().await {
        match result? {
            Ok(address) => {
                addresses[index] = Some(address);
                report.media += 1;
            }
            Err(reason) => report.notices.push(Problem::of(&assets[index].place.shown(), reason)),
        }
        done += 1;
        progress(Progress { stage: Stage::Media, done, total: wanted.len() });
    }
    Ok(addresses)
}

async fn store_image(target: &impl Target, asset: &Asset) -> Result<Result<String, String>, ImportError> {
    let name = asset.file.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let bytes = match read_image(&asset.file).await {
        Ok(bytes) => bytes,
        Err(error) => return Ok(Err(format!("left out: {error}"))),
    };
    match target.add_media(&name, bytes).await {
        Ok(address) => Ok(Ok(address)),
        Err(error) => reason(error).map(|reason| Err(format!("left out: {reason}"))),
    }
}

async fn read_image(file: &Path) -> std::io::Result<Vec<u8>> {
    if tokio::fs::metadata(file).await?.len() > IMAGE_BYTES_MAX {
        return Err(std::io::Error::other(format!("larger than {IMAGE_BYTES_MAX} bytes")));
    }
    tokio::fs::read(file).await
}

async fn import_posts(
    target: &impl Target,
    plan: &Plan,
    images: &[Option<String>],
    report: &mut ImportReport,
    progress: &mut impl FnMut(Progress),
) -> Result<(), ImportError> {
    let import = |post| {
        let imported = imported_post(plan, post, images);
        async move { (post, target.import_post(&imported).await) }
    };
    let mut outcomes = stream::iter(&plan.posts).map(import).buffered(WRITES_AT_ONCE);
    let mut done = 0;
    while let Some((post, outcome)) = outcomes.next().await {
        note_outcome(post, outcome, report)?;
        done += 1;
        progress(Progress { stage: Stage::Posts, done, total: plan.posts.len() });
    }
    Ok(())
}

fn note_outcome(
    post: &PlannedPost,
    outcome: Result<ImportOutcome, ServiceError>,
    report: &mut ImportReport,
) -> Result<(), ImportError> {
    let page = &post.page;
    let mut notice = |line, reason: String| report.notices.push(page.problem(line, reason));
    match outcome {
        Ok(ImportOutcome::Present) => report.present += 1,
        Ok(ImportOutcome::Added { slug, taken_aliases }) => {
            report.added += 1;
            let wish = page.draft.slug.as_ref().unwrap_or(&page.wish);
            if slug != wish.as_str() {
                notice(page.lines.slug, format!("the slug {wish} is taken: it gets {slug}; links lead to the other"));
            }
            for alias in taken_aliases {
                notice(page.lines.aliases, taken(&alias));
            }
        }
        Err(error) => report.fail([page.problem(page.lines.title, reason(error)?)]),
    }
    Ok(())
}

fn imported_post(plan: &Plan, post: &PlannedPost, images: &[Option<String>]) -> ImportedPost {
    let page = &post.page;
    let address = |lead: Lead| match lead {
        Lead::Address(address) => Some(address),
        Lead::Image(image, suffix) => images[image].as_ref().map(|address| format!("{address}{suffix}")),
        Lead::Elsewhere | Lead::Nowhere => None,
    };
    let mut draft = page.draft.clone();
    draft.body = rewrite_destinations(&page.draft.body, |destination, _| {
        address(plan.targets.follow(page.origin(), destination))
    });
    draft.cover = match post.cover.clone() {
        Some(Lead::Elsewhere) => page.cover.clone(),
        Some(lead) => address(lead),
        None => None,
    };
    ImportedPost {
        source: page.place.source.clone(),
        created_at: page.created_at.or(draft.published_at),
        feed_id: page.feed_id.clone(),
        aliases: post.aliases.clone(),
        is_published: page.is_published,
        publish_at: page.publish_at,
        is_pinned: page.is_pinned,
        draft,
    }
}

async fn keep_redirects(
    target: &impl Target,
    redirects: &[Redirect],
    images: &[Option<String>],
    report: &mut ImportReport,
    progress: &mut impl FnMut(Progress),
) -> Result<(), ImportError> {
    let address = |redirect: &Redirect| match &redirect.to {
        RedirectTarget::Address(address) => Some(address.clone()),
        RedirectTarget::Image(image) => images[*image].clone(),
    };
    let keepable: Vec<_> = redirects.iter().filter_map(|one| Some((one, address(one)?))).collect();
    let keep = |(redirect, to): &(&Redirect, String)| {
        let (from, to) = (redirect.from.clone(), to.clone());
        async move { target.add_redirect(&from, &to).await }
    };
    let mut results = stream::iter(&keepable).map(keep).buffered(WRITES_AT_ONCE).enumerate();
    while let Some((index, result)) = results.next().await {
        let redirect = keepable[index].0;
        match result {
            Ok(()) => report.redirects += 1,
            Err(error) => {
                let reason = format!("the old address {} can't be kept: {}", redirect.from, reason(error)?);
                report.notices.push(Problem::of(&redirect.source, reason));
            }
        }
        progress(Progress { stage: Stage::Redirects, done: index + 1, total: keepable.len() });
    }
    Ok(())
}
