//! Writes what was planned: settings, images, posts, redirects.

use std::collections::BTreeSet;
use std::future::Future;
use std::path::Path;

use futures_util::{StreamExt, stream};

use super::links::{Lead, LineFinder};
use super::media::name_of;
use super::own::{AboutMedia, OwnFiles, OwnRedirect, OwnRedirects};
use super::page::Page;
use super::plan::{Plan, PlannedPost, Redirect, RedirectTarget, leads_nowhere, plan, plan_own, stays_there, taken};
use super::report::{ImportError, ImportReport, Problem, Progress, Stage};
use super::site::{Asset, AssetFile, Profile, Site};
use super::source::{ImportRequest, read};
use super::{ImportOutcome, ImportedPost, ImportedProfile, Own};
use crate::domain::media::PATH_PREFIX;
use crate::domain::post::{PostDraft, Taxonomy};
use crate::domain::site::SiteInput;
use crate::domain::{DomainError, Language, Principal, TimeZone, Timestamp};
use crate::service::comments::{ImportedComment, ImportedComments, RefusedComment};
use crate::service::export::layout;
use crate::service::markdown::rewrite_destinations;
use crate::service::{Blog, ServiceError};
use crate::text::Text;

/// How many posts or redirects wait for a commit together.
const WRITES_AT_ONCE: usize = 64;

/// How many images are in memory together.
const IMAGES_AT_ONCE: usize = 4;

/// The largest file that is read as an image; what the site serves may be smaller still.
const IMAGE_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Imports a site: a folder of Markdown, or a file that another engine exported. What came before stays as it is.
///
/// # Errors
/// When there is nothing that can be read, or nothing can be written at all. What can't be imported is told in the
/// report.
pub async fn import(
    blog: &Blog,
    who: &Principal,
    request: &ImportRequest,
    progress: impl FnMut(Progress),
) -> Result<ImportReport, ImportError> {
    let zone = blog.site().time_zone.clone();
    let report = import_into(&Writer { blog, who }, request, blog.now(), &zone, progress).await?;
    if let Err(error) = blog.tidy_search().await {
        tracing::warn!(%error, "the search indexes could not be tidied; the server does it later");
    }
    Ok(report)
}

/// The same for a folder of Markdown, or whatever is there.
///
/// # Errors
/// See [`import`].
pub async fn import_folder(
    blog: &Blog,
    who: &Principal,
    path: &Path,
    progress: impl FnMut(Progress),
) -> Result<ImportReport, ImportError> {
    import(blog, who, &ImportRequest::of(path), progress).await
}

/// What an import asks of the blog. Tests write into a record instead, which can also refuse.
pub(super) trait Target {
    fn configure(&self, profile: &ImportedProfile) -> impl Future<Output = Result<bool, ServiceError>> + Send;
    fn add_media(&self, name: &str, bytes: Vec<u8>) -> impl Future<Output = Result<String, ServiceError>> + Send;
    fn fetch(&self, url: &str) -> impl Future<Output = Result<Vec<u8>, String>> + Send;
    fn import_post(&self, post: &ImportedPost) -> impl Future<Output = Result<ImportOutcome, ServiceError>> + Send;
    fn import_comments(
        &self,
        post: &ImportedPost,
        comments: &[ImportedComment],
    ) -> impl Future<Output = Result<ImportedComments, ServiceError>> + Send;
    fn add_redirect(&self, from: &str, to: &str) -> impl Future<Output = Result<(), ServiceError>> + Send;
    fn configure_whole(&self, input: &SiteInput) -> impl Future<Output = Result<bool, ServiceError>> + Send;
    fn bring_media(
        &self,
        about: &AboutMedia,
        bytes: Vec<u8>,
    ) -> impl Future<Output = Result<String, ServiceError>> + Send;
    fn add_former_label(
        &self,
        taxonomy: Taxonomy,
        from: &str,
        to: &str,
    ) -> impl Future<Output = Result<(), ServiceError>> + Send;
}

struct Writer<'b> {
    blog: &'b Blog,
    who: &'b Principal,
}

impl Target for Writer<'_> {
    async fn configure(&self, profile: &ImportedProfile) -> Result<bool, ServiceError> {
        self.blog.configure_site_once(self.who, profile).await
    }

    async fn add_media(&self, name: &str, bytes: Vec<u8>) -> Result<String, ServiceError> {
        Ok(self.blog.add_media(self.who, name, bytes).await?.path)
    }

    async fn fetch(&self, url: &str) -> Result<Vec<u8>, String> {
        self.blog.fetch_picture(url).await
    }

    async fn import_post(&self, post: &ImportedPost) -> Result<ImportOutcome, ServiceError> {
        self.blog.import_post(self.who, post).await
    }

    async fn import_comments(
        &self,
        post: &ImportedPost,
        comments: &[ImportedComment],
    ) -> Result<ImportedComments, ServiceError> {
        self.blog.import_comments_of(self.who, post, comments).await
    }

    async fn add_redirect(&self, from: &str, to: &str) -> Result<(), ServiceError> {
        self.blog.add_redirect(self.who, from, to).await
    }

    async fn configure_whole(&self, input: &SiteInput) -> Result<bool, ServiceError> {
        self.blog.configure_site_whole(self.who, input).await
    }

    async fn bring_media(&self, about: &AboutMedia, bytes: Vec<u8>) -> Result<String, ServiceError> {
        self.blog.bring_media(self.who, about, bytes).await
    }

    async fn add_former_label(&self, taxonomy: Taxonomy, from: &str, to: &str) -> Result<(), ServiceError> {
        self.blog.add_former_label(self.who, taxonomy, from, to).await
    }
}

pub(super) async fn import_into(
    target: &impl Target,
    request: &ImportRequest,
    now: Timestamp,
    zone: &TimeZone,
    mut progress: impl FnMut(Progress),
) -> Result<ImportReport, ImportError> {
    let site = read_in_background(request.clone(), now, zone.clone()).await?;
    // What was unpacked stays until the images in it are stored.
    let Site { profile, pages, sections, assets, own, redirects, old, mut report, unpacked: _unpacked } = site;
    if let Some(profile) = &profile {
        configure(target, profile, &mut report).await?;
    }
    let mut plan = match &own {
        Some(own) => {
            configure_whole(target, own, &mut report).await?;
            plan_own(pages, &assets, own.redirects.redirect.iter().map(Redirect::from).collect())
        }
        None => plan(pages, &sections, &assets, &redirects, old),
    };
    report.notices.append(&mut plan.notices);
    let wanted = wanted_images(&plan, &mut report.notices);
    let images = store_images(target, &assets, &wanted, &mut report, &mut progress).await?;
    import_posts(target, &plan, &images, &mut report, &mut progress).await?;
    keep_redirects(target, &plan.redirects, &images, &mut report, &mut progress).await?;
    if let Some(own) = &own {
        keep_former_labels(target, &own.redirects, &mut report).await?;
    }
    report.notices.sort_by(|one, other| (&one.path, one.line).cmp(&(&other.path, other.line)));
    Ok(report)
}

async fn read_in_background(request: ImportRequest, now: Timestamp, zone: TimeZone) -> Result<Site, ImportError> {
    let path = request.path.clone();
    let site = tokio::task::spawn_blocking(move || read(&request, now, &zone)).await;
    site.unwrap_or_else(|error| Err(error.into())).map_err(|source| ImportError::Unreadable { path, source })
}

async fn configure(target: &impl Target, profile: &Profile, report: &mut ImportReport) -> Result<(), ImportError> {
    let Profile { name, description, place, line, .. } = profile;
    let mut tell =
        |reason: String| report.notices.push(Problem::at(place, *line, format!("the site's settings: {reason}")));
    let mut imported = ImportedProfile { name: name.clone(), description: description.clone(), ..Default::default() };
    // Others write `en_GB` for what the web calls `en-GB`.
    if let Some(tag) = profile.language.as_ref().map(|tag| tag.replace('_', "-")) {
        let language = Language::parse(&tag);
        imported.language = language.map_err(|_| tell(format!("{tag:?} is no language"))).ok();
    }
    if let Some(zone) = &profile.time_zone {
        let time_zone = TimeZone::parse(zone);
        imported.time_zone = time_zone.map_err(|_| tell(format!("{zone:?} is no time zone"))).ok();
    }
    if let Err(error) = target.configure(&imported).await {
        tell(reason(error)?);
    }
    Ok(())
}

/// Everything that the settings of a blog like this one say.
async fn configure_whole(target: &impl Target, own: &OwnFiles, report: &mut ImportReport) -> Result<(), ImportError> {
    let refused = match target.configure_whole(&own.settings).await {
        Ok(true) => return Ok(()),
        Ok(false) => "this site has settings of its own, which stay".to_owned(),
        Err(error) => format!("the site's settings: {}", reason(error)?),
    };
    report.notices.push(Problem::of(layout::SETTINGS, refused));
    Ok(())
}

async fn keep_former_labels(
    target: &impl Target,
    redirects: &OwnRedirects,
    report: &mut ImportReport,
) -> Result<(), ImportError> {
    for label in &redirects.former_label {
        let Some(taxonomy) = label.taxonomy() else {
            report.notices.push(Problem::of(layout::REDIRECTS, format!("there are no such labels: {label:?}")));
            continue;
        };
        match target.add_former_label(taxonomy, &label.from, &label.to).await {
            Ok(()) => report.redirects += 1,
            Err(error) => report.notices.push(Problem::of(layout::REDIRECTS, reason(error)?)),
        }
    }
    Ok(())
}

impl From<&OwnRedirect> for Redirect {
    fn from(redirect: &OwnRedirect) -> Self {
        let (from, to) = (redirect.from.clone(), RedirectTarget::Address(redirect.to.clone()));
        Self { from, to, source: layout::REDIRECTS.to_owned() }
    }
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
            // An item's text has no lines of its own in its file.
            let line = if page.place.item.is_some() { page.lines.body } else { lines.line_of(destination) };
            match plan.targets.follow(page.origin(), destination) {
                Lead::Image(image, _) => drop(wanted.insert(image)),
                Lead::Nowhere => notices.push(page.problem(line, leads_nowhere(destination))),
                Lead::OldSite => notices.push(page.problem(line, stays_there(destination))),
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
    // A library of a blog like this one keeps its order.
    let has_order = |asset: &Asset| asset.about.as_ref().is_some_and(|about| about.added_at.is_some());
    let at_once = if assets.iter().any(has_order) { 1 } else { IMAGES_AT_ONCE };
    let mut stored = stream::iter(wanted.iter().copied()).map(store).buffered(at_once);
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
    let (name, bytes) = match &asset.file {
        AssetFile::Disk(file) => {
            let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
            (name.unwrap_or_default(), read_image(file).await.map_err(|error| error.to_string()))
        }
        AssetFile::Web(url) => (name_of(url), target.fetch(url).await),
    };
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(reason) => return Ok(Err(format!("left out: {reason}"))),
    };
    let added = match &asset.about {
        Some(about) => target.bring_media(about, bytes).await,
        None => target.add_media(&name, bytes).await,
    };
    match added {
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
        async move {
            let outcome = target.import_post(&imported).await;
            // A later export may have more of them than an earlier one.
            let comments = match &outcome {
                Ok(_) if !post.page.comments.is_empty() => target.import_comments(&imported, &post.page.comments).await,
                _ => Ok(ImportedComments::default()),
            };
            (post, outcome, comments)
        }
    };
    // Those of a blog like this one are written down in the order in which they were: it decides between posts of one date.
    let at_once = if plan.targets.are_current { 1 } else { WRITES_AT_ONCE };
    let mut outcomes = stream::iter(&plan.posts).map(import).buffered(at_once);
    let mut done = 0;
    while let Some((post, outcome, comments)) = outcomes.next().await {
        note_outcome(post, outcome, report)?;
        note_comments(post, comments, report)?;
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

fn note_comments(
    post: &PlannedPost,
    outcome: Result<ImportedComments, ServiceError>,
    report: &mut ImportReport,
) -> Result<(), ImportError> {
    let page = &post.page;
    let mut notice = |reason: String| report.notices.push(page.problem(page.lines.title, reason));
    match outcome {
        Ok(ImportedComments { added, refused, .. }) => {
            for RefusedComment { import_id, violations } in refused {
                notice(format!("the comment {import_id}: {}", reason(violations.into())?));
            }
            report.comments += usize::try_from(added).unwrap_or(usize::MAX);
        }
        Err(error) => notice(format!("its comments: {}", reason(error)?)),
    }
    Ok(())
}

fn imported_post(plan: &Plan, post: &PlannedPost, images: &[Option<String>]) -> ImportedPost {
    let page = &post.page;
    let address = |destination: &str| new_address(plan, page, images, destination);
    let mut draft = with_addresses(&page.draft, &address);
    draft.cover = match &post.cover {
        Some(Lead::Elsewhere | Lead::OldSite) => page.cover.clone(),
        Some(_) => page.cover.as_deref().and_then(|cover| address(cover).or_else(|| kept(plan, cover))),
        None => None,
    };
    let own = page.own.as_deref().map(|own| {
        let working = own.working.as_ref().map(|working| with_addresses(working, &address));
        Box::new(Own { working, ..own.clone() })
    });
    ImportedPost {
        source: page.place.source.clone(),
        created_at: page.created_at.or(draft.published_at),
        feed_id: page.feed_id.clone(),
        aliases: post.aliases.clone(),
        is_published: page.is_published,
        publish_at: page.publish_at,
        unpublish_at: page.unpublish_at,
        is_pinned: page.is_pinned,
        are_comments_closed: page.are_comments_closed,
        record: page.record.clone(),
        own,
        draft,
    }
}

/// Where a destination of a page leads from now on; none where it stays as it is written.
fn new_address(plan: &Plan, page: &Page, images: &[Option<String>], destination: &str) -> Option<String> {
    match plan.targets.follow(page.origin(), destination) {
        Lead::Address(address) => Some(address),
        Lead::Image(image, suffix) => {
            let address = images[image].as_ref()?;
            let is_current = plan.targets.are_current && is_same_file(address, destination);
            (!is_current).then(|| format!("{address}{suffix}"))
        }
        Lead::Elsewhere | Lead::OldSite | Lead::Nowhere => None,
    }
}

/// Whether two addresses are of the same bytes, which are what names a file.
fn is_same_file(one: &str, other: &str) -> bool {
    let hash =
        |address: &str| address.strip_prefix(PATH_PREFIX).and_then(|path| path.split('/').next().map(str::to_owned));
    hash(one).is_some() && hash(one) == hash(other)
}

/// Where everything leads where it shall, what leads nowhere new stays.
fn kept(plan: &Plan, destination: &str) -> Option<String> {
    plan.targets.are_current.then(|| destination.to_owned())
}

fn with_addresses(draft: &PostDraft, address: &impl Fn(&str) -> Option<String>) -> PostDraft {
    let other = |picture: &Option<String>| {
        let picture = picture.clone()?;
        Some(address(&picture).unwrap_or(picture))
    };
    PostDraft {
        body: rewrite_destinations(&draft.body, |destination, _| address(destination)),
        cover: other(&draft.cover),
        social_image: other(&draft.social_image),
        ..draft.clone()
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
