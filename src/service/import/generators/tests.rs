//! Small sites of Hugo's and Jekyll's with every case, and what comes of them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::site::tell;
use super::super::{Format, ImportReport, import_folder};
use crate::domain::post::{Post, PostKind, PostStatus};
use crate::domain::{Label, Principal, Slug};
use crate::service::{Blog, BlogOptions, Lookup};

const WHO: &Principal = &Principal::OPERATOR;

struct Imported {
    blog: Arc<Blog>,
    report: ImportReport,
    _folder: tempfile::TempDir,
}

impl Imported {
    async fn from(path: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let blog = Blog::open(BlogOptions::local(folder.path().to_owned())).await.unwrap();
        let report = import_folder(&blog, WHO, path, |_| {}).await.unwrap();
        let again = import_folder(&blog, WHO, path, |_| {}).await.unwrap();
        assert_eq!((again.added, again.present, again.failed), (0, report.added, report.failed));
        Self { blog, report, _folder: folder }
    }

    async fn post(&self, slug: &str) -> Arc<Post> {
        let id = self.blog.post_with_slug(&Slug::parse(slug).unwrap()).await.unwrap();
        self.blog.post_state(id.unwrap_or_else(|| panic!("{slug} isn't there"))).await.unwrap()
    }

    async fn check_addresses(&self, cases: &[(&str, &str)]) {
        for (old, new) in cases {
            assert_eq!(self.blog.alias(old).await.unwrap(), Lookup::Moved((*new).to_owned()), "{old}");
        }
    }

    fn told(&self) -> Vec<String> {
        self.report.failures.iter().chain(&self.report.notices).map(ToString::to_string).collect()
    }

    fn check_told(&self, expected: &[&str]) {
        let told = self.told();
        for line in expected {
            assert!(told.iter().any(|told| told == line), "{line}\n{told:#?}");
        }
    }
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

fn labels(labels: &[Label]) -> Vec<&str> {
    labels.iter().map(Label::as_str).collect()
}

#[test]
fn folders_tell_what_they_are_for() {
    assert_eq!(tell(&fixture("hugo")), Format::Hugo);
    assert_eq!(tell(&fixture("jekyll")), Format::Jekyll);
    assert_eq!(tell(&fixture("zola")), Format::Markdown);
}

#[tokio::test]
async fn a_site_of_hugo_comes_in_whole() {
    let imported = Imported::from(&fixture("hugo")).await;
    let report = &imported.report;
    assert_eq!((report.found, report.added, report.failed, report.media), (13, 12, 1, 2), "{:#?}", imported.told());
    let site = imported.blog.site();
    assert_eq!((site.name.as_str(), site.description.as_str()), ("Tide Tables", "Notes from a small harbour."));
    assert_eq!((site.language.as_str(), site.time_zone.as_str()), ("en", "Europe/Paris"));

    let harbour = imported.post("harbour").await;
    let live = harbour.live().unwrap();
    let content = &live.content;
    assert_eq!(content.title, "The harbour");
    assert_eq!(labels(&content.tags), ["Boats", "quay", "Land"]);
    assert_eq!(content.category.as_ref().map(Label::as_str), Some("Sea"));
    let series = content.series.as_ref().unwrap();
    assert_eq!((series.series.as_str(), series.number), ("Tides", Some(2)));
    assert_eq!(content.authors.iter().map(|author| author.name.as_str()).collect::<Vec<_>>(), ["Ada", "Grace"]);
    assert_eq!(content.excerpt.as_deref(), Some("Before the fold."));
    assert_eq!(live.published_at.to_string(), "2021-03-04T04:06:07Z");
    assert_eq!((live.updated_at.to_string(), harbour.updated_at), ("2021-04-04T22:00:00Z".to_owned(), live.updated_at));
    assert_eq!(harbour.feed_id, "https://example.org/blog/posts/harbour/");
    let cover = content.cover.as_deref().unwrap();
    assert!(cover.starts_with("/media/") && cover.contains("/quay."), "{cover}");
    assert_eq!(content.cover_alt.as_deref(), Some("The quay"));
    for part in [
        &format!("![Quay]({cover}) <https://www.youtube.com/watch?v=w7Ft2ymGmfc>")[..],
        "```go\nfmt.Println(\"tide\")\n```",
        "{{< tide-table height=\"3\" >}}",
        "<figure>\n\n![Our mark](/media/",
        "<figcaption>\n\nA mark\n\n</figcaption>",
        "[the note](/posts/second-note), [on the old site](/posts/second-note#end)",
    ] {
        assert!(content.body.contains(part), "{part}\n{}", content.body);
    }
    let json = imported.post("json-post").await;
    assert!(json.working.body.contains("[the harbour](/blog/posts/harbour/)"), "{}", json.working.body);
    assert!(json.working.body.contains("[it again](/posts/harbour#quay)"), "{}", json.working.body);
    assert_eq!(json.working.authors[0].name, "Mara Lind");
    assert_eq!((labels(&json.working.tags), json.working.category.as_ref()), (vec!["one"], None));
    let html = imported.post("in-html").await;
    assert_eq!(html.working.body, "Text with **weight** and a [link](/blog/posts/harbour/).\n");
    assert_eq!(html.working.category.as_ref().map(Label::as_str), Some("Notes of the day"));
    assert!(html.are_comments_closed);
    let translation = imported.post("premiere").await;
    assert_eq!(translation.working.language.as_ref().map(|language| language.as_str()), Some("fr"));
    imported.blog.close().await;
}

#[tokio::test]
async fn states_and_addresses_of_hugo_are_kept() {
    let imported = Imported::from(&fixture("hugo")).await;
    assert_eq!(imported.post("about").await.working.kind, PostKind::Page);
    let second = imported.post("second-note").await;
    assert_eq!(second.working.canonical_url.as_deref(), Some("https://elsewhere.example/second"));
    assert_eq!(second.schedule_times().unpublish_at.map(|at| at.to_string()).as_deref(), Some("2198-12-31T23:00:00Z"));
    for (slug, status) in [
        ("first", PostStatus::Published),
        ("second-note", PostStatus::Published),
        ("plan", PostStatus::Draft),
        ("part", PostStatus::Draft),
        ("later", PostStatus::Scheduled),
        ("gone", PostStatus::Draft),
        ("draft", PostStatus::Draft),
    ] {
        assert_eq!(imported.post(slug).await.status(), status, "{slug}");
    }
    imported
        .check_addresses(&[
            ("/blog/posts/harbour", "/posts/harbour"),
            ("/old/harbour", "/posts/harbour"),
            ("/blog/old/harbour", "/posts/harbour"),
            ("/posts/older", "/posts/harbour"),
            ("/special/first.html", "/posts/first"),
            ("/2018/07/second-note", "/posts/second-note"),
            ("/blog/2018/07/second-note", "/posts/second-note"),
            ("/2018/07/in-html", "/posts/in-html"),
            ("/fr/2018/07/premiere", "/posts/premiere"),
            ("/blog/about", "/about"),
            ("/blog", "/"),
            ("/posts", "/archive"),
            ("/writing", "/archive"),
            ("/notes", "/categories/notes-of-the-day"),
            ("/index.xml", "/rss.xml"),
            ("/blog/index.xml", "/rss.xml"),
            ("/posts/index.xml", "/rss.xml"),
            ("/blog/notes/index.xml", "/categories/notes-of-the-day/rss.xml"),
            ("/blog/tags/boats", "/tags/boats"),
            ("/tags/boats/index.xml", "/tags/boats/rss.xml"),
            ("/categories/land", "/tags/land"),
            ("/blog/series/tides", "/series/tides"),
        ])
        .await;
    imported.check_told(&[
        "posts/harbour/index.md:26: the shortcode \"tide-table\" stays as it is written",
        "notes/later.md:3: its date lies in the future: it is scheduled",
        "notes/gone.md:4: it was to be seen no longer: it becomes a draft",
        "posts/harbour/index.md:7: other series are left out: Winds",
        "posts/harbour/index.md:8: its moods are left out: calm",
        "notes/other.adoc: left out: it is neither Markdown nor HTML",
        "notes/_index.md:4: the text of this list is left out",
        "secret/part.md:2: it had no page of its own: it becomes a draft",
        "config/_default: settings that are left out: menus",
    ]);
    let broken = imported.told();
    assert!(broken.iter().any(|line| line.starts_with("notes/broken.md:")), "{broken:#?}");
    imported.blog.close().await;
}

#[tokio::test]
async fn a_site_of_jekyll_comes_in_whole() {
    let imported = Imported::from(&fixture("jekyll")).await;
    let report = &imported.report;
    assert_eq!((report.found, report.added, report.failed, report.media), (11, 10, 1, 1), "{:#?}", imported.told());
    let steps = imported.post("first-steps").await;
    let live = steps.live().unwrap();
    let content = &live.content;
    assert_eq!(content.category.as_ref().map(Label::as_str), Some("sea"));
    assert_eq!(labels(&content.tags), ["ropes", "knots", "land"]);
    assert_eq!(live.published_at.to_string(), "2020-01-02T02:04:05Z");
    assert_eq!(live.updated_at.to_string(), "2020-02-02T23:00:00Z");
    assert_eq!(content.excerpt.as_deref(), Some("Before the fold."));
    assert_eq!(steps.feed_id, "https://example.org/blog/sea/land/2020/01/02/first-steps");
    assert_eq!(content.cover_alt.as_deref(), Some("The quay"));
    let cover = content.cover.as_deref().unwrap();
    for part in [
        "[the harbour](/posts/harbour), [about](/about)",
        &format!("![Quay]({cover})\n\n")[..],
        "```ruby\nputs \"tide\"\n```",
        "{% include tide.html height=3 %} {{ page.title }}",
    ] {
        assert!(content.body.contains(part), "{part}\n{}", content.body);
    }
    assert!(!content.body.contains("{:"), "{}", content.body);
    let html = imported.post("html-post").await;
    assert_eq!(html.working.body, "Text with *weight*.\n\n```ruby\nputs \"<tide>\"\n```\n");
    assert!(html.are_comments_closed && !steps.are_comments_closed);
    let site = imported.blog.site();
    assert_eq!((site.language.as_str(), site.time_zone.as_str()), ("en-GB", "Europe/Paris"));
    assert!(imported.blog.post_with_slug(&Slug::parse("secret").unwrap()).await.unwrap().is_none());
    imported.check_told(&[
        "_posts/2020-01-02-first-steps.md:24: the tag \"include\" stays as it is written",
        "_posts/2020-01-02-first-steps.md:24: {{ page.title }} stays as it is written",
        "_people: left out: 1 texts of a collection that readers were not given as pages",
        "_config.yml: settings that are left out: logo",
        "index.html: left out: a page in HTML is made of the theme's parts",
        "news/_posts/2019-05-06-local.md:2: no title: it is named after its file",
        "_posts/undated.md:2: neither its name nor its front matter has a date: it becomes a draft",
    ]);
    imported.blog.close().await;
}

#[tokio::test]
async fn states_and_addresses_of_jekyll_are_kept() {
    let imported = Imported::from(&fixture("jekyll")).await;
    let local = imported.post("local").await;
    assert_eq!(local.working.title, "Local");
    assert_eq!(local.working.authors[0].name, "The Editors");
    assert_eq!(labels(&local.working.tags), ["everything"]);
    assert_eq!(local.working.category.as_ref().map(Label::as_str), Some("news"));
    for (slug, status) in [
        ("harbour", PostStatus::Published),
        ("hidden", PostStatus::Draft),
        ("undated", PostStatus::Draft),
        ("idea", PostStatus::Draft),
    ] {
        assert_eq!(imported.post(slug).await.status(), status, "{slug}");
    }
    assert_eq!(imported.post("about").await.working.kind, PostKind::Page);
    assert_eq!(imported.post("soup").await.working.kind, PostKind::Page);
    imported
        .check_addresses(&[
            ("/2018/05/06/html-post", "/posts/html-post"),
            ("/blog/2022/01/01/late", "/posts/late"),
            ("/recipes/soup.html", "/soup"),
            ("/blog/topics/ropes", "/tags/ropes"),
            ("/category/sea", "/categories/sea"),
            ("/sea/land/2020/01/02/first-steps.html", "/posts/first-steps"),
            ("/sea/land/2020/01/02/first-steps", "/posts/first-steps"),
            ("/blog/sea/land/2020/01/02/first-steps.html", "/posts/first-steps"),
            ("/old/steps", "/posts/first-steps"),
            ("/blog/older.html", "/posts/first-steps"),
            ("/harbour", "/posts/harbour"),
            ("/blog/harbour", "/posts/harbour"),
            ("/news/2019/05/06/local.html", "/posts/local"),
        ])
        .await;
    imported.blog.close().await;
}

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    super::super::tests::folder(&files.iter().map(|(path, text)| (*path, text.as_bytes())).collect::<Vec<_>>())
}

#[tokio::test]
async fn addresses_follow_the_settings_of_jekyll() {
    let cases = [
        ("", "", "/sea/2020/01/02/a-b.html"),
        ("permalink: date", "", "/sea/2020/01/02/a-b.html"),
        ("permalink: pretty", "", "/sea/2020/01/02/a-b"),
        ("permalink: ordinal", "", "/sea/2020/002/a-b.html"),
        ("permalink: none", "", "/sea/a-b.html"),
        ("permalink: weekdate", "", "/sea/2020/W01/Thu/a-b.html"),
        ("permalink: /:year/:i_month-:short_month/:slug/", "", "/2020/1-Jan/a-b"),
        ("permalink: pretty", "slug: other", "/sea/2020/01/02/other"),
        ("permalink: pretty", "permalink: /mine/", "/mine"),
        ("collections:\n  posts:\n    permalink: /b/:title", "", "/b/a-b"),
    ];
    for (config, front, old) in cases {
        let post = format!("---\ntitle: T\ncategories: Sea\n{front}\n---\nText");
        let site = folder(&[("_config.yml", config), ("_posts/2020-01-02-a-b.md", &post)]);
        let imported = Imported::from(site.path()).await;
        let slug = if front.starts_with("slug") { "other" } else { "a-b" };
        imported.check_addresses(&[(old, &format!("/posts/{slug}"))]).await;
        imported.blog.close().await;
    }
}

#[tokio::test]
async fn addresses_follow_the_settings_of_hugo() {
    let cases = [
        ("", "", "/news/local/a-file"),
        ("", "slug: s", "/news/local/s"),
        ("", "url: /x/y.html", "/x/y.html"),
        ("uglyURLs: true", "", "/news/local/a-file.html"),
        ("permalinks: {news: '/:sections/:year/:title/'}", "", "/news/local/2020/a-title"),
        ("permalinks: {page: {news: '/:slugorcontentbasename/'}}", "", "/a-file"),
        ("permalinks: {news: '/:day/:slug'}", "", "/02/a-title"),
        ("defaultContentLanguageInSubdir: true", "", "/en/news/local/a-file"),
        ("disablePathToLower: true", "slug: Loud", "/news/local/Loud"),
        ("permalinks: {news: '/:nonsense/:title'}", "", "/news/local/a-file"),
    ];
    for (config, front, old) in cases {
        let post = format!("---\ntitle: A Title\ndate: 2020-01-02\n{front}\n---\nText");
        let site = folder(&[("hugo.yaml", config), ("content/news/local/a file.md", &post)]);
        let imported = Imported::from(site.path()).await;
        let address = imported.blog.alias(old).await.unwrap();
        assert!(matches!(address, Lookup::Moved(to) if to.starts_with("/posts/")), "{config} {front}");
        imported.blog.close().await;
    }
}

#[tokio::test]
async fn folders_of_languages_are_read() {
    let post = |title: &str| {
        format!("+++\ntitle = '{title}'\ndate = 2020-01-02\n+++\n![x](../a.png) [o]({{{{< ref \"b.md\" >}}}})")
    };
    let site = folder(&[
        ("hugo.toml", "[languages.en]\ncontentDir = 'content/en'\n[languages.fr]\ncontentDir = 'content/fr'\n"),
        ("content/en/posts/b.md", &post("English")),
        ("content/fr/posts/b.md", &post("French")),
        ("content/fr/a.png", "none"),
    ]);
    let imported = Imported::from(site.path()).await;
    let language = |post: &Post| post.working.language.as_ref().map(|language| language.as_str().to_owned());
    assert_eq!(language(&*imported.post("b").await), None);
    assert_eq!(language(&*imported.post("b-2").await).as_deref(), Some("fr"));
    imported.check_addresses(&[("/fr/posts/b", "/posts/b-2")]).await;
    assert!(imported.post("b-2").await.working.body.contains("[o](/posts/b-2)"));
    imported.blog.close().await;
}

/// Files that nobody wrote in good faith: whatever they say, the import comes to its end and the rest comes in.
#[tokio::test]
async fn hostile_files_stop_nothing() {
    let root = tempfile::tempdir().unwrap();
    let write = |path: &str, bytes: &[u8]| {
        let file = root.path().join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, bytes).unwrap();
    };
    let bomb: String =
        (1..12).map(|level| format!("a{level}: &a{level} [{}]\n", format!("*a{}, ", level - 1).repeat(9))).collect();
    write(
        "hugo.toml",
        b"baseURL = 'https://example.org/'\ncontentDir = 'content'\n[permalinks]\nposts = '/../../:year/:title/'\n",
    );
    write("content/posts/bomb.md", format!("---\ntitle: Bomb\na0: &a0 [x]\n{bomb}---\n").as_bytes());
    write("content/posts/deep.md", format!("{}1{}\n", "{\"a\":".repeat(50_000), "}".repeat(50_000)).as_bytes());
    write("content/posts/bytes.md", b"---\ntitle: A\n---\n\xff\xfe");
    write("content/posts/climbs.md", b"---\ntitle: Climbs\ndate: 2020-01-01\nurl: ../../../etc/passwd\naliases: ['/../x', 5, {a: b}]\nimages: ['../../../../etc/passwd']\n---\n{{< figure src=\"../../../etc/passwd\" >}}");
    write(
        "content/posts/numbers.md",
        b"+++\ntitle = 9223372036854775807\ndate = 9999-12-31\nweight = -5\nseries = 7\n+++\n",
    );
    write(
        "content/posts/open.md",
        format!("---\ntitle: Open\ndate: 2020-01-01\n---\n{}", "{{< highlight a >}}{{% {% {{ ".repeat(20_000))
            .as_bytes(),
    );
    write("content/posts/good.md", b"---\ntitle: Good\ndate: 2020-01-01\n---\nText");
    let imported = Imported::from(root.path()).await;
    assert!(imported.post("good").await.live().is_some());
    assert!(imported.report.failed >= 3, "{:#?}", imported.told());
    for name in ["bomb", "deep", "bytes"] {
        let start = format!("posts/{name}.md:");
        assert!(imported.told().iter().any(|line| line.starts_with(&start)), "{name}\n{:#?}", imported.told());
    }
    imported.blog.close().await;
}

proptest::proptest! {
    /// Whatever marks stand in a text, and wherever it is cut off.
    #[test]
    fn any_text_is_read_to_its_end(pieces in proptest::collection::vec(0..PIECES.len(), 0..40)) {
        let text: String = pieces.iter().map(|piece| PIECES[*piece]).collect();
        let mut notices = Vec::new();
        let follow = |target: &str| target.starts_with('b').then(|| target.to_owned());
        super::shortcodes::to_markdown(&text, 1, &follow, &mut notices);
        let liquid = super::liquid::Liquid {
            post: &follow,
            file: &follow,
            code: super::shortcodes::fenced,
        };
        super::liquid::settle(&text, 1, liquid, &mut notices);
        let lines = text.lines().count().max(1) + 1;
        proptest::prop_assert!(notices.iter().all(|(line, _)| (1..=lines).contains(line)), "{notices:?}");
        for moment in pieces.iter().map(|piece| PIECES[*piece]) {
            super::moment::Moment::parse(&format!("2020-01-02{moment}"), &crate::domain::TimeZone::UTC);
        }
        drop(super::fields::Document::parse(&text));
    }
}

const PIECES: [&str; 32] = [
    "{{<",
    ">}}",
    "{{%",
    "%}}",
    "{%",
    "%}",
    "{{",
    "}}",
    "{",
    "}",
    "/",
    "/*",
    "*/",
    "highlight",
    "endhighlight",
    "raw",
    "endraw",
    "figure",
    "src=",
    "\"",
    "`",
    "'",
    "\\",
    " ",
    "\n",
    "é",
    "書",
    "{:",
    ")",
    "---\n",
    "+++\n",
    "T03:04:05 +01é",
];
