//! Whole imports, written into a record.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use super::own::AboutMedia;
use super::run::{Target, import_into};
use super::{
    Format, ImportError, ImportOutcome, ImportReport, ImportRequest, ImportedPost, ImportedProfile, Problem, Progress,
    import as import_whole, site,
};
use crate::domain::post::Taxonomy;
use crate::domain::site::SiteInput;
use crate::domain::{DomainError, Language, Principal, Rule, Slug, TimeZone, Timestamp, Violations, media};
use crate::service::cache::Dependencies;
use crate::service::comments::{ImportedComment, ImportedComments};
use crate::service::pictures::MediaLimits;
use crate::service::{AutosaveTimes, Blog, BlogOptions, LinkCardOptions, Lookup, ServiceError};

/// What a blog would have got.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) site: Option<(String, String, String)>,
    pub(super) media: Vec<String>,
    pub(super) posts: Vec<ImportedPost>,
    pub(super) comments: Vec<(String, ImportedComment)>,
    pub(super) redirects: Vec<(String, String)>,
}

/// A blog that keeps what it gets and refuses what it is told to.
#[derive(Debug, Default)]
pub(super) struct Record {
    written: Mutex<Written>,
    refused_title: &'static str,
    refuses_all: bool,
}

impl Record {
    pub(super) fn written(&self) -> MutexGuard<'_, Written> {
        self.written.lock().unwrap()
    }

    pub(super) fn post(&self, source: &str) -> ImportedPost {
        let written = self.written();
        let post = written.posts.iter().find(|post| post.source == source);
        post.unwrap_or_else(|| panic!("{source} isn't there")).clone()
    }
}

impl Target for Record {
    async fn configure(&self, profile: &ImportedProfile) -> Result<bool, ServiceError> {
        let language = profile.language.as_ref().map(|language| language.as_str().to_owned()).unwrap_or_default();
        self.written().site = Some((profile.name.clone(), profile.description.clone(), language));
        Ok(true)
    }

    async fn add_media(&self, name: &str, bytes: Vec<u8>) -> Result<String, ServiceError> {
        if bytes.is_empty() {
            return Err(Violations::one("media", Rule::Required).into());
        }
        self.written().media.push(name.to_owned());
        Ok(media::path(&media::hash(&bytes)[..4], name))
    }

    async fn fetch(&self, url: &str) -> Result<Vec<u8>, String> {
        if url.contains("missing") { Err("answered with status 404".to_owned()) } else { Ok(url.as_bytes().to_vec()) }
    }

    async fn import_post(&self, post: &ImportedPost) -> Result<ImportOutcome, ServiceError> {
        if self.refuses_all {
            return Err(DomainError::Forbidden.into());
        }
        if post.draft.title == self.refused_title {
            return Err(Violations::one("title", Rule::Taken).into());
        }
        let mut written = self.written();
        if written.posts.iter().any(|other| other.source == post.source) {
            return Ok(ImportOutcome::Present);
        }
        written.posts.push(post.clone());
        let slug = post.draft.slug.as_ref().map(ToString::to_string).unwrap_or_default();
        Ok(ImportOutcome::Added { slug, taken_aliases: Vec::new() })
    }

    async fn configure_whole(&self, _: &SiteInput) -> Result<bool, ServiceError> {
        Ok(true)
    }

    async fn bring_media(&self, about: &AboutMedia, bytes: Vec<u8>) -> Result<String, ServiceError> {
        self.add_media(&about.file, bytes).await
    }

    async fn add_former_label(&self, _: Taxonomy, _: &str, _: &str) -> Result<(), ServiceError> {
        Ok(())
    }

    async fn import_comments(
        &self,
        post: &ImportedPost,
        comments: &[ImportedComment],
    ) -> Result<ImportedComments, ServiceError> {
        let mut written = self.written();
        let mut outcome = ImportedComments::default();
        for comment in comments {
            let one = (post.source.clone(), comment.clone());
            if written.comments.contains(&one) {
                outcome.known += 1;
            } else {
                written.comments.push(one);
                outcome.added += 1;
            }
        }
        Ok(outcome)
    }

    async fn add_redirect(&self, from: &str, to: &str) -> Result<(), ServiceError> {
        self.written().redirects.push((from.to_owned(), to.to_owned()));
        Ok(())
    }
}

fn now() -> Timestamp {
    "2026-01-31T12:00:00Z".parse().unwrap()
}

pub(super) async fn import(record: &Record, path: &Path) -> ImportReport {
    import_as(record, &ImportRequest::of(path)).await.unwrap()
}

pub(super) async fn import_as(record: &Record, request: &ImportRequest) -> Result<ImportReport, ImportError> {
    import_into(record, request, now(), &TimeZone::UTC, |_| {}).await
}

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/zola")
}

/// A folder of its own with these files.
pub(super) fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

pub(super) fn shown(problems: &[Problem]) -> Vec<String> {
    problems.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn a_site_comes_in_whole() {
    let record = Record::default();
    let report = import(&record, &fixture()).await;
    assert_eq!((report.found, report.added, report.present, report.failed), (8, 7, 0, 1));
    assert_eq!((report.media, report.redirects), (2, 4));
    assert_eq!(shown(&report.failures), ["news/broken.md:4: invalid type: string \"perhaps\", expected a boolean"]);
    assert_eq!(
        shown(&report.notices),
        [
            "2020-01-02-first-steps.fr.md:2: the slug first-steps is taken: it gets first-steps-2",
            "2020-01-02-first-steps.md:10: leads nowhere: @/news/nobody.md",
            "about.md:2: no date: it becomes a page beside the blog",
            "news/harbour/index.md:15: leads nowhere: crane.png",
            "news/steps.md:4: the slug First-Steps is taken: it gets First-Steps-3",
            "news/steps.md:5: the old address /harbour leads to something else already",
            "news/steps.md:5: \"../climbs\" can't be kept as an old address",
            "news/steps.md:15: the shortcode \"video\" stays as it is written",
            "news/tomorrow.md:3: its date lies in the future: it becomes a draft",
        ]
    );
    let site = record.written().site.clone();
    assert_eq!(site, Some(("Tide Tables".into(), "Notes from a small harbour.".into(), "en".into())));
}

#[tokio::test]
async fn every_field_of_a_post_comes_in() {
    let record = Record::default();
    import(&record, &fixture()).await;
    let post = record.post("2020-01-02-first-steps.md");
    let draft = &post.draft;
    let labels = |labels: &[crate::domain::Label]| labels.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(draft.title, "First steps");
    assert_eq!(draft.slug.as_ref().map(Slug::as_str), Some("first-steps"));
    assert_eq!(draft.excerpt.as_deref(), Some("How it began: with a rope."));
    assert_eq!(labels(&draft.tags), ["Ropes", "knots"]);
    assert_eq!(draft.authors.as_ref().map(|authors| authors[0].name.as_str()), Some("Mara Lind"));
    assert_eq!(draft.published_at.map(|at| at.to_string()).as_deref(), Some("2020-01-02T00:00:00Z"));
    assert_eq!((post.created_at, post.is_published), (draft.published_at, true));
    assert_eq!(post.aliases, ["/first-steps"]);
    assert_eq!(post.feed_id.as_deref(), Some("https://example.org/first-steps/"));
    assert!(draft.body.contains("[the quay](/posts/The-Harbour#stones), [the same](/posts/The-Harbour)"));
    assert!(draft.body.contains("[nobody](@/news/nobody.md)"));

    let translation = record.post("2020-01-02-first-steps.fr.md");
    assert_eq!(translation.draft.language.as_ref().map(Language::as_str), Some("fr"));
    assert_eq!(translation.aliases, ["/fr/first-steps"]);
    assert_eq!(translation.draft.authors.map(|authors| authors[0].name.clone()).as_deref(), Some("The Editors"));

    let steps = record.post("news/steps.md");
    assert_eq!(steps.draft.category.as_ref().map(ToString::to_string).as_deref(), Some("Practice"));
    assert_eq!(labels(&steps.draft.tags), ["Knots", "Ropes"]);
    assert_eq!(steps.draft.excerpt.as_deref(), Some("A short walk."));
    assert_eq!(steps.draft.published_at.map(|at| at.to_string()).as_deref(), Some("2022-05-06T05:08:09Z"));
    assert_eq!(steps.aliases, ["/news/first-steps"]);
    assert!(steps.draft.body.contains("{{ video(id=\"5\") }} and [back](/posts/first-steps)"));

    for hidden in ["news/tomorrow.md", "news/unwritten.md"] {
        assert!(!record.post(hidden).is_published, "{hidden}");
    }
}

#[tokio::test]
async fn images_come_with_their_posts() {
    let record = Record::default();
    import(&record, &fixture()).await;
    let quay = fs::read(fixture().join("content/news/harbour/quay.png")).unwrap();
    let quay = media::path(&media::hash(&quay)[..4], "quay.png");
    let harbour = record.post("news/harbour/index.md");
    assert_eq!(harbour.draft.cover.as_ref(), Some(&quay));
    assert!(harbour.draft.body.contains(&format!("![The quay]({quay})\n<img src=\"{quay}\" alt=\"\">")));
    assert!(harbour.draft.body.contains("![Gone](crane.png)"));
    assert_eq!(harbour.draft.category.map(|label| label.slug()).as_deref(), Some("news-notes"));
    assert_eq!(harbour.aliases, ["/2021/03/04/The-Harbour", "/2021/03/04/The-Harbour.html", "/harbour"]);
    assert_eq!(harbour.draft.published_at.map(|at| at.to_string()).as_deref(), Some("2021-03-04T00:00:00Z"));

    let about = record.post("about.md");
    assert!(about.draft.body.contains("![Our mark](/media/"));
    assert_eq!((about.draft.category, about.aliases), (None, Vec::new()));

    let redirects = record.written().redirects.clone();
    let expected = [
        ("/charts", "/archive"),
        ("/news", "/categories/news-notes"),
        ("/actualites", "/categories/news-notes"),
        ("/2021/03/04/The-Harbour/quay.png", quay.as_str()),
    ];
    assert_eq!(redirects, expected.map(|(from, to)| (from.to_owned(), to.to_owned())));
}

#[tokio::test]
async fn a_second_import_adds_nothing_and_both_roots_name_the_same_posts() {
    let record = Record::default();
    import(&record, &fixture()).await;
    let report = import(&record, &fixture().join("content")).await;
    assert_eq!((report.added, report.present, report.failed), (0, 7, 1));
    assert_eq!(record.written().posts.len(), 7);
}

#[tokio::test]
async fn progress_goes_up_to_the_end_of_every_stage() {
    let mut seen: Vec<Progress> = Vec::new();
    import_into(&Record::default(), &ImportRequest::of(&fixture()), now(), &TimeZone::UTC, |progress| {
        seen.push(progress)
    })
    .await
    .unwrap();
    let last: Vec<&Progress> = seen.iter().filter(|progress| progress.done == progress.total).collect();
    assert_eq!(last.iter().map(|progress| progress.total).collect::<Vec<_>>(), [2, 7, 4]);
    assert_eq!(seen.len(), 2 + 7 + 4);
}

#[tokio::test]
async fn a_refused_post_stops_no_other() {
    let record = Record { refused_title: "The harbour", ..Record::default() };
    let report = import(&record, &fixture()).await;
    assert_eq!((report.added, report.failed), (6, 2));
    assert!(shown(&report.failures).contains(&"news/harbour/index.md:3: title: Already taken; choose another.".into()));
}

#[tokio::test]
async fn an_import_that_may_not_write_stops() {
    let record = Record { refuses_all: true, ..Record::default() };
    let error = import_as(&record, &ImportRequest::of(&fixture())).await.unwrap_err();
    assert_eq!(error.to_string(), "not allowed");
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_named() {
    let missing = fixture().join("missing");
    let error = import_as(&Record::default(), &ImportRequest::of(&missing)).await.unwrap_err();
    assert!(error.to_string().starts_with(&format!("can't read {}", missing.display())), "{error}");
    let file = fixture().join("config.toml");
    assert!(import_as(&Record::default(), &ImportRequest::of(&file)).await.is_err());
}

#[tokio::test]
async fn broken_files_are_named_with_their_line() {
    let huge = [b"+++\ntitle = 'Huge'\n+++\n".to_vec(), vec![b'a'; 2_000_001]].concat();
    let long_title = format!("+++\n\ntitle = '{}'\n+++\n", "x".repeat(301));
    let cases: [(&str, &[u8], &str); 7] = [
        ("empty.md", b"", "empty.md:1: no front matter (+++ or ---)"),
        ("unclosed.md", b"\n+++\ntitle = 'a'\n", "unclosed.md:2: the front matter that begins here has no closing +++"),
        ("bytes.md", b"+++\ntitle = 'a'\n+++\n\xff\xfe", "bytes.md:4: not UTF-8"),
        ("number.md", b"+++\ntitle = 5\n+++\n", "number.md:2: invalid type: integer `5`, expected a string"),
        ("huge.md", &huge, "huge.md:4: body: Too long: at most 2000000 characters."),
        ("long.md", long_title.as_bytes(), "long.md:3: title: Too long: at most 300 characters."),
        (
            "tag.md",
            b"---\ntitle: a\ntags: [\"!!!\"]\n---\n",
            "tag.md:3: tags: Use letters, digits, hyphens, underscores and single dots only.",
        ),
    ];
    for (name, bytes, expected) in cases {
        let site = folder(&[(name, bytes), ("whole.md", b"+++\ntitle = 'Whole'\n+++\n")]);
        let report = import(&Record::default(), site.path()).await;
        assert_eq!((report.found, report.added, report.failed), (2, 1, 1), "{name}");
        assert_eq!(shown(&report.failures), [expected], "{name}");
    }
}

#[tokio::test]
async fn control_characters_are_left_out_and_told() {
    let site = folder(&[("a.md", b"+++\ntitle = 'a'\ndate = 2020-01-01\n+++\na\r\n\tb\x08\x00c\n")]);
    let record = Record::default();
    let report = import(&record, site.path()).await;
    assert_eq!(record.post("a.md").draft.body, "a\n\tbc\n");
    assert_eq!(shown(&report.notices), ["a.md:6: a control character is left out: '\\u{8}'"]);
}

#[tokio::test]
async fn a_broken_section_and_broken_settings_are_told() {
    let site = folder(&[
        ("config.toml", b"title = 'a'\nbase_url = 5\n"),
        ("content/news/_index.md", b"+++\ntitle = 5\n+++\n"),
        ("content/news/empty.png", b""),
        ("content/news/one.md", b"+++\ntitle = 'One'\ndate = 2020-01-01\n+++\n![](empty.png)"),
    ]);
    let report = import(&Record::default(), site.path()).await;
    assert_eq!((report.added, report.failed, report.media), (1, 1, 0));
    assert_eq!(shown(&report.failures), ["news/_index.md:2: invalid type: integer `5`, expected a string"]);
    assert_eq!(
        shown(&report.notices),
        [
            "config.toml:2: invalid type: integer `5`, expected a string",
            "news/empty.png: left out: media: Must not be empty.",
        ]
    );
}

#[cfg(unix)]
#[tokio::test]
async fn links_of_the_file_system_are_not_followed_out() {
    use std::os::unix::fs::symlink;

    let outside = folder(&[("secret.md", b"+++\ntitle = 'Secret'\n+++\n"), ("folder/more.md", b"")]);
    let site = folder(&[("real.md", b"+++\ntitle = 'Real'\n+++\n"), (".hidden/x.md", b"")]);
    symlink(outside.path().join("secret.md"), site.path().join("secret.md")).unwrap();
    symlink(outside.path().join("folder"), site.path().join("folder")).unwrap();
    symlink(site.path(), site.path().join("loop")).unwrap();
    symlink("real.md", site.path().join("inside.md")).unwrap();
    symlink("nothing.md", site.path().join("broken.md")).unwrap();
    let record = Record::default();
    let report = import(&record, site.path()).await;
    let sources: Vec<String> = record.written().posts.iter().map(|post| post.source.clone()).collect();
    assert_eq!(sources, ["inside.md", "real.md"]);
    let left_out = "left out: a symbolic link that leads to a folder, out of the site, or nowhere";
    let expected = ["broken.md", "folder", "loop", "secret.md"].map(|path| format!("{path}: {left_out}"));
    assert_eq!(shown(&report.notices).into_iter().filter(|line| line.contains("link")).collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn slugs_are_given_in_a_fixed_order() {
    let post = b"+++\ntitle = 'a'\ndate = 2020-01-01\n+++\n".as_slice();
    let site = folder(&[
        ("b/same.md", post),
        ("a/Same.md", b"+++\ntitle = 'a'\nslug = 'SAME'\ndate = 2020-01-01\n+++\n"),
        // This one's address can stay as it was, which comes before the order.
        ("posts/same.md", post),
        ("c/.md", post),
        ("archive.md", b"+++\ntitle = 'Reserved'\n+++\n"),
        ("d/out.md", b"+++\ntitle = 'a'\nslug = '../../etc'\ndate = 2020-01-01\n+++\n"),
    ]);
    let record = Record::default();
    import(&record, site.path()).await;
    let slugs = |record: &Record| {
        let slug = |post: &ImportedPost| format!("{} {}", post.source, post.draft.slug.as_ref().unwrap());
        record.written().posts.iter().map(slug).collect::<Vec<_>>()
    };
    let expected =
        ["a/Same.md SAME-2", "archive.md archive-2", "b/same.md same-3", "d/out.md etc", "posts/same.md same"];
    assert_eq!(slugs(&record), expected);
    assert_eq!(record.post("posts/same.md").aliases, Vec::<String>::new());
}

#[tokio::test]
async fn what_a_hidden_section_holds_stays_hidden() {
    let site = folder(&[
        ("secret/_index.md", b"+++\ntitle = 'Secret'\ndraft = true\n+++\n"),
        ("secret/deep/post/index.md", b"+++\ntitle = 'a'\ndate = 2020-01-01\n+++\n"),
        ("secret/deep/post/plan.png", b"png"),
    ]);
    let record = Record::default();
    let report = import(&record, site.path()).await;
    assert!(!record.post("secret/deep/post/index.md").is_published);
    assert_eq!((report.media, record.written().redirects.len()), (1, 0));
}

/// The folder of a real blog, where the machine has one.
fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/rust-blog");
    let named = std::env::var_os("LITHAIR_CORPUS").map(PathBuf::from);
    named.or(Some(beside)).filter(|path| path.is_dir())
}

#[tokio::test]
async fn a_real_blog_comes_in_whole() {
    let Some(corpus) = corpus() else { return };
    let read = site::read(&corpus, None, now()).unwrap();
    assert_eq!(shown(&read.report.failures), Vec::<String>::new());
    assert_eq!((read.report.found, read.pages.len(), read.sections.len()), (549, 549, 3));

    let record = Record::default();
    let later = "2100-01-01T00:00:00Z".parse().unwrap();
    let report = import_into(&record, &ImportRequest::of(&corpus), later, &TimeZone::UTC, |_| {}).await.unwrap();
    assert_eq!(shown(&report.failures), Vec::<String>::new());
    assert_eq!((report.added, report.failed), (549, 0));

    let written = record.written();
    let undated: Vec<&str> = written
        .posts
        .iter()
        .filter(|post| post.draft.published_at.is_none())
        .map(|post| post.source.as_str())
        .collect();
    assert_eq!(undated, ["releases/latest.md"]);
    let slugs: HashSet<String> =
        written.posts.iter().filter_map(|post| Some(post.draft.slug.as_ref()?.key())).collect();
    assert_eq!(slugs.len(), 549);
    let aliases: Vec<&String> = written.posts.iter().flat_map(|post| &post.aliases).collect();
    let distinct: HashSet<&&String> = aliases.iter().collect();
    assert_eq!(aliases.len(), distinct.len());
    let notices = shown(&report.notices);
    assert!(!notices.iter().any(|notice| notice.contains("old address")));
    for expected in [
        "Rust-1.0-alpha2.md:12: leads nowhere: /2015/02/13/Final-1.0-timeline/",
        "Rust-2017-Survey-Results/index.md:14: leads nowhere: do_you_use_rust.png",
        "conf-lineup@1.md:2: the slug conf-lineup is taken: it gets conf-lineup-2",
    ] {
        assert!(notices.iter().any(|notice| notice == expected), "{expected}");
    }
}

/// An empty blog, which is gone with its folder.
async fn blog(folder: &tempfile::TempDir) -> Arc<Blog> {
    let options = BlogOptions {
        data_dir: folder.path().join("data"),
        base_url: "http://127.0.0.1:3000".to_owned(),
        page_cache_bytes_max: 1 << 20,
        state_cache_bytes_max: 1 << 20,
        autosave: AutosaveTimes::default(),
        link_cards: LinkCardOptions::default(),
        webmentions: crate::service::WebmentionOptions::default(),
        mail: None,
        media: MediaLimits::default(),
        cluster: None,
    };
    Blog::open(options).await.unwrap()
}

/// Imports twice; every old address must lead to a post or page that readers can see. Returns the first report.
pub(super) async fn check_blog(request: &ImportRequest) -> ImportReport {
    let folder = tempfile::tempdir().unwrap();
    let blog = blog(&folder).await;
    let first = import_whole(&blog, &Principal::OPERATOR, request, |_| {}).await.unwrap();
    let second = import_whole(&blog, &Principal::OPERATOR, request, |_| {}).await.unwrap();
    assert_eq!((second.added, second.present, second.failed), (0, first.added, first.failed));

    let record = Record::default();
    import_into(&record, request, blog.now(), &TimeZone::UTC, |_| {}).await.unwrap();
    let written = record.written.into_inner().unwrap();
    for post in written.posts.iter().filter(|post| post.is_published) {
        let kind = post.draft.kind.unwrap();
        let slug = post.draft.slug.as_ref().unwrap();
        let page = blog.post_page(kind, slug.as_str(), &mut Dependencies::default()).await.unwrap();
        assert!(matches!(page, Lookup::Found(_)), "{slug}: {page:?}");
        for alias in &post.aliases {
            assert_eq!(blog.alias(alias).await.unwrap(), Lookup::Moved(kind.path(slug.as_str())), "{alias}");
        }
    }
    for (from, _) in &written.redirects {
        assert!(matches!(blog.alias(from).await.unwrap(), Lookup::Moved(_)), "{from}");
    }
    blog.close().await;
    first
}

#[tokio::test]
async fn a_blog_serves_what_was_imported() {
    let report = check_blog(&ImportRequest::of(&fixture())).await;
    assert_eq!((report.added, report.failed, report.media), (7, 1, 2));
}

#[tokio::test]
async fn a_blog_serves_a_real_blog() {
    let Some(corpus) = corpus() else { return };
    let report = check_blog(&ImportRequest::of(&corpus)).await;
    assert_eq!((report.added, report.failed, report.media), (549, 0, 144));
}

/// Every file below a folder of fixtures, in a zip archive under a folder of that name.
fn zipped(into: &Path, name: &str, under: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    let entries = walkdir::WalkDir::new(&root).into_iter().map(Result::unwrap);
    let files: Vec<(String, Vec<u8>)> = entries
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
            (format!("{under}{path}"), fs::read(entry.path()).unwrap())
        })
        .collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    super::archive::tests::archive(into, &files)
}

#[tokio::test]
async fn archives_are_read_like_what_is_in_them() {
    for (name, under, found, media) in [
        ("ghost", "", 10, 2),
        ("ghost", "my-site.ghost.2026/", 10, 2),
        ("wordpress", "", 7, 2),
        ("hugo", "site-main/", 13, 2),
        ("jekyll", "", 11, 1),
        ("zola", "a/b/", 8, 2),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let record = Record::default();
        let report = import(&record, &zipped(folder.path(), name, under)).await;
        assert_eq!((report.found, report.media), (found, media), "{name} {under}: {:#?}", shown(&report.notices));
    }
}

#[tokio::test]
async fn an_export_in_several_files_is_one_site() {
    let head =
        "<rss xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><title>T</title><link>https://a.example</link>";
    let part = |id: u32, link: &str| {
        format!(
            "{head}<item><title>P{id}</title><wp:post_id>{id}</wp:post_id><wp:status>publish</wp:status>\
             <wp:post_name>p{id}</wp:post_name><content:encoded>&lt;a href=\"https://a.example/?p={link}\"&gt;x&lt;/a&gt;\
             </content:encoded></item></channel></rss>"
        )
    };
    let files = [("one.xml", part(1, "2")), ("sub/two.xml", part(2, "1")), ("readme.txt", String::new())];
    let site = folder(&files.each_ref().map(|(name, text)| (*name, text.as_bytes())));
    let record = Record::default();
    let report = import(&record, site.path()).await;
    assert_eq!((report.found, report.added), (2, 2));
    assert_eq!(record.post("wordpress:a.example:1").draft.body, "[x](/posts/p2)\n");
    assert_eq!(record.post("wordpress:a.example:2").draft.body, "[x](/posts/p1)\n");
}

#[tokio::test]
async fn an_archive_with_nothing_in_it_is_named() {
    let site = tempfile::tempdir().unwrap();
    let path = super::archive::tests::archive(site.path(), &[("../up.xml", b"<rss>"), ("notes.txt", b"words")]);
    let error = import_as(&Record::default(), &ImportRequest::of(&path)).await.unwrap_err().to_string();
    assert!(error.contains("a zip archive in which there is nothing to import"), "{error}");
    let request = ImportRequest { format: Some(Format::Ghost), ..ImportRequest::of(site.path()) };
    let error = import_as(&Record::default(), &request).await.unwrap_err().to_string();
    assert!(error.ends_with("no export of ghost is there"), "{error}");
}
