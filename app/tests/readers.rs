//! Readers' pages, rendered from views made by hand.

#![cfg(feature = "ssr")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "Tests say what must hold by panicking.")]

use app::readers::{self, Assets, PageContext};
use blog::domain::post::PostKind;
use blog::domain::views::{
    ArchiveEntry, ArchivePage, ArchivePeriod, AuthorView, Beside, HeadingView, LabelView, ListKind, Pagination,
    PostLink, PostList, PostPage, PostSummary, SearchHit, SearchPage, SeriesView, SiteView, SnippetPart, SocialCard,
};
use blog::domain::{Language, PostId, TimeZone, Timestamp};
use blog::text::Text;

const HOSTILE: &str = r#"</title><script>alert("1")</script>"#;
const HOSTILE_ESCAPED: &str = "&lt;/title&gt;&lt;script&gt;alert";

fn site(language: &str) -> SiteView {
    SiteView {
        name: "The Quarry".into(),
        description: "Stone and air.".into(),
        language: self::language(language),
        time_zone: TimeZone::UTC,
        posts_per_page: 10,
        logo: None,
        icon: None,
        social_image: None,
        footer_html: String::new(),
        navigation: Vec::new(),
        stylesheets: Vec::new(),
        former_labels: Default::default(),
        base_url: "https://quarry.example".into(),
        is_set_up: true,
        comments: blog::domain::comment::DiscussionPolicy::Moderated,
        close_after_days: 0,
        mentions: blog::domain::comment::DiscussionPolicy::Moderated,
        hears_mentions: true,
        is_static: false,
    }
}

fn language(tag: &str) -> Language {
    Language::parse(tag).unwrap()
}

/// Renders a page of a site in that language, at that path.
fn render(language: &str, path: &str, page: impl FnOnce(&PageContext<'_>) -> String) -> String {
    render_for(&site(language), path, page)
}

fn render_for(site: &SiteView, path: &str, page: impl FnOnce(&PageContext<'_>) -> String) -> String {
    page(&PageContext { site, assets: &assets(), path, past: None, language: None })
}

fn assets() -> Assets {
    Assets { stylesheet: "/assets/style.0123.css".into(), favicon: "/favicon.svg".into() }
}

fn label(slug: &str, label: &str) -> LabelView {
    LabelView { slug: slug.into(), label: label.into() }
}

fn summary() -> PostSummary {
    PostSummary {
        id: PostId::default(),
        path: "/posts/hello".into(),
        title: "Hello".into(),
        excerpt: "A greeting.".into(),
        published_at: Timestamp::from_date("2026-01-31").unwrap(),
        updated_at: Timestamp::from_date("2026-01-31").unwrap(),
        reading_minutes: 3,
        authors: vec![AuthorView { handle: "ada".into(), name: "Ada".into() }],
        tags: vec![label("rust", "Rust")],
        language: None,
        cover: None,
        is_pinned: false,
    }
}

/// A series whose parts are called this, seen from one of them.
fn series(part: u64, titles: &[&str]) -> SeriesView {
    let listed =
        titles.iter().map(|title| PostLink { path: "/posts/hello".into(), title: (*title).into(), language: None });
    SeriesView {
        label: label("ships", titles[0]),
        part,
        parts: titles.len() as u64,
        listed: (1..).zip(listed).collect(),
    }
}

fn hostile_summary() -> PostSummary {
    PostSummary {
        title: HOSTILE.into(),
        excerpt: HOSTILE.into(),
        authors: vec![AuthorView { handle: "ada".into(), name: HOSTILE.into() }],
        tags: vec![label("rust", HOSTILE)],
        cover: Some(HOSTILE.into()),
        ..summary()
    }
}

fn post_page() -> PostPage {
    PostPage {
        summary: summary(),
        kind: PostKind::Post,
        html: r#"<p>Hello, <em title="<!>">you</em>.</p>"#.into(),
        headings: Vec::new(),
        category: None,
        canonical_url: None,
        feed_id: "hello".into(),
        cover_alt: String::new(),
        social: SocialCard::default(),
        series: None,
        comments: None,
        beside: Beside::default(),
    }
}

fn post_list(kind: ListKind, page: u32, total: u64) -> PostList {
    PostList { kind, posts: vec![summary()], pagination: Pagination::new(page, total, 10) }
}

fn search_page(query: &str, hits: Vec<SearchHit>) -> SearchPage {
    let pagination = Pagination::new(1, hits.len() as u64 * 11, 10);
    SearchPage { with_all_words: pagination.total, hits, pagination, ..SearchPage::empty(query.into(), 10) }
}

fn archive_page(entries: Vec<ArchiveEntry>) -> ArchivePage {
    let pagination = Pagination::new(1, entries.len() as u64, 500);
    let periods = vec![ArchivePeriod::Year(2026), ArchivePeriod::Year(2025)];
    ArchivePage { period: ArchivePeriod::Always, periods, entries, pagination }
}

fn archive_entry(date: &str, title: &str) -> ArchiveEntry {
    ArchiveEntry {
        path: "/posts/hello".into(),
        title: title.into(),
        published_at: Timestamp::from_date(date).unwrap(),
        language: None,
    }
}

#[track_caller]
fn assert_contains(html: &str, parts: &[&str]) {
    for part in parts {
        assert!(html.contains(part), "{part} is not in {html}");
    }
}

#[track_caller]
fn assert_lacks(html: &str, parts: &[&str]) {
    for part in parts {
        assert!(!html.contains(part), "{part} is in {html}");
    }
}

/// One page of every kind, as hostile as its data can be.
fn every_page(language: &str) -> Vec<(&'static str, String)> {
    let hostile = SiteView { name: HOSTILE.into(), description: HOSTILE.into(), ..site(language) };
    let new = SiteView { is_set_up: false, ..site(language) };
    let render = |page: &dyn Fn(&PageContext<'_>) -> String| render_for(&hostile, "/here", page);
    let list = |kind, page| PostList { posts: vec![hostile_summary()], ..post_list(kind, page, 50) };
    let post = PostPage {
        summary: hostile_summary(),
        headings: vec![HeadingView { level: 2, id: "a".into(), text: HOSTILE.into() }; 3],
        category: Some(label("c", HOSTILE)),
        canonical_url: Some(HOSTILE.into()),
        cover_alt: HOSTILE.into(),
        social: SocialCard {
            title: Some(HOSTILE.into()),
            description: Some(HOSTILE.into()),
            image: Some(HOSTILE.into()),
        },
        series: Some(series(2, &[HOSTILE, HOSTILE, HOSTILE])),
        beside: Beside {
            older: Some(PostLink { path: "/posts/a".into(), title: HOSTILE.into(), language: None }),
            newer: None,
            related: vec![archive_entry("2026-01-31", HOSTILE)],
        },
        ..post_page()
    };
    let hit =
        SearchHit { post: hostile_summary(), snippet: vec![SnippetPart { text: HOSTILE.into(), is_match: true }] };
    vec![
        ("home", render(&|context| readers::list(context, &list(ListKind::Home, 1)))),
        ("home, page 2", render(&|context| readers::list(context, &list(ListKind::Home, 2)))),
        ("tag", render(&|context| readers::list(context, &list(ListKind::Tag(label("a", HOSTILE)), 1)))),
        ("category", render(&|context| readers::list(context, &list(ListKind::Category(label("a", HOSTILE)), 1)))),
        ("author", render(&|context| readers::list(context, &list(ListKind::Author(summary().authors.remove(0)), 1)))),
        ("series", render(&|context| readers::list(context, &list(ListKind::Series(label("a", HOSTILE)), 1)))),
        ("post", render(&|context| readers::post(context, &post))),
        ("page", render(&|context| readers::post(context, &PostPage { kind: PostKind::Page, ..post.clone() }))),
        (
            "archive",
            render(&|context| readers::archive(context, &archive_page(vec![archive_entry("2026-01-31", HOSTILE)]))),
        ),
        ("search", render(&|context| readers::search(context, &search_page(HOSTILE, vec![hit.clone()])))),
        ("nothing found", render(&|context| readers::search(context, &search_page(HOSTILE, Vec::new())))),
        ("blank search", render(&|context| readers::search(context, &search_page(" ", Vec::new())))),
        ("not found", render(&readers::not_found)),
        ("gone", render(&readers::gone)),
        ("failure", render(&|context| readers::failure(context, 500, HOSTILE))),
        ("foreign origin", render(&|context| readers::foreign_origin(context, HOSTILE, HOSTILE))),
        ("welcome", render_for(&new, "/", readers::welcome)),
        ("empty", render(&readers::welcome)),
    ]
}

#[test]
fn every_page_is_a_whole_document_with_landmarks_and_one_heading() {
    for (name, html) in every_page("en") {
        assert!(html.starts_with(r#"<!DOCTYPE html><html lang="en" dir="ltr"><head><meta charset="utf-8">"#), "{name}");
        assert!(html.ends_with("</body></html>"), "{name}");
        for part in
            ["<title>", "<h1", "<header class=\"site-header\"", "<main id=\"content\"", "<footer class=\"site-footer\""]
        {
            assert_eq!(html.matches(part).count(), 1, "{part} in {name}: {html}");
        }
        assert_contains(&html, &["<nav ", r#"<link rel="stylesheet" href="/assets/style.0123.css">"#]);
        let skip_link = html.find(r##"<a href="#content""##).expect(name);
        assert!(html.find("<a ") == Some(skip_link), "the skip link comes first: {name}");
    }
}

/// The page without what search engines read of it, which has to be JSON.
fn without_data(html: &str) -> String {
    const BEGIN: &str = r#"<script type="application/ld+json">"#;
    let Some((before, rest)) = html.split_once(BEGIN) else { return html.to_owned() };
    let (data, after) = rest.split_once("</script>").unwrap();
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    assert_eq!(data["@context"], "https://schema.org");
    format!("{before}{after}")
}

#[test]
fn no_page_lets_a_text_become_markup() {
    for (name, html) in every_page("en") {
        assert_lacks(&without_data(&html), &["<script", " style=", " onclick="]);
        assert_eq!(html.matches("</title>").count(), 1, "{name}");
        if !matches!(name, "welcome" | "blank search") {
            assert!(html.contains(HOSTILE_ESCAPED), "{name}: {html}");
        }
    }
}

#[test]
fn no_page_has_markers_for_hydration() {
    for (name, html) in every_page("en") {
        let html = html.replace(r#"<em title="<!>">"#, "");
        assert!(!html.contains("<!>") && !html.contains("<!--") && !html.contains("data-hk"), "{name}: {html}");
    }
}

#[test]
fn every_page_speaks_the_language_of_its_site() {
    let cases = [
        ("en", r#"<html lang="en" dir="ltr">"#, "Skip to the content"),
        ("fr-CA", r#"<html lang="fr-CA" dir="ltr">"#, "Aller au contenu"),
        // The interface doesn't speak Arabic, so its English is marked as such.
        ("ar", r#"<html lang="ar" dir="rtl">"#, r#"<nav aria-label="Site" lang="en" class="site-nav">"#),
    ];
    for (language, root, sentence) in cases {
        for (name, html) in every_page(language) {
            if name != "without a site" {
                assert!(html.contains(root) && html.contains(sentence), "{name} in {language}: {html}");
            }
        }
    }
}

#[test]
fn a_text_in_another_language_says_so() {
    let list = |language| {
        let post = PostSummary { language, ..summary() };
        render("en", "/", |context| {
            readers::list(context, &PostList { posts: vec![post], ..post_list(ListKind::Home, 1, 1) })
        })
    };
    assert_contains(
        &list(Some(language("ar"))),
        &[r#"<h2 lang="ar" dir="rtl" class="entry-title p-name">"#, r#"<p lang="ar" dir="rtl" class="entry-excerpt"#],
    );
    assert_contains(&list(None), &[r#"<h2 class="entry-title p-name">"#]);
}

#[test]
fn a_list_shows_its_posts() {
    let html = render("en", "/", |context| readers::list(context, &post_list(ListKind::Home, 1, 1)));
    assert_contains(
        &html,
        &[
            "<title>The Quarry</title>",
            r#"<h1 class="site-name">"#,
            r#"<link rel="canonical" href="https://quarry.example/">"#,
            r#"<link rel="alternate" type="application/atom+xml" title="The Quarry (Atom)" href="/feed.xml">"#,
            r#"<link rel="alternate" type="application/rss+xml" title="The Quarry (RSS)" href="/rss.xml">"#,
            r#"<link rel="alternate" type="application/feed+json" title="The Quarry (JSON Feed)" href="/feed.json">"#,
            r#"{"@context":"https://schema.org","@type":"Blog","@id":"https://quarry.example/""#,
            r#"<a href="/posts/hello" class="u-url u-uid">Hello</a>"#,
            r#"<time datetime="2026-01-31T00:00:00Z" class="dt-published">31 January 2026</time>"#,
            "3 min read",
            "A greeting.",
            r#"<a href="/authors/ada" class="p-author h-card">Ada</a>"#,
            r#"<a rel="tag" href="/tags/rust" class="tag p-category">Rust</a>"#,
        ],
    );
    assert_lacks(&html, &["class=\"pagination\""]);
}

#[test]
fn a_list_of_several_pages_links_to_its_neighbours() {
    let tag = ListKind::Tag(label("rust", "Rust"));
    let html = render("en", "/tags/rust/page/2", |context| readers::list(context, &post_list(tag.clone(), 2, 95)));
    assert_contains(
        &html,
        &[
            "<title>Rust – Page 2 – The Quarry</title>",
            r#"<h1 class="p-name"><span class="kicker">Tag</span> Rust</h1>"#,
            "95 posts · page 2 of 10",
            r#"<link rel="alternate" type="application/atom+xml" title="Rust – The Quarry (Atom)" href="/tags/rust/feed.xml">"#,
            r#"<link rel="alternate" type="application/atom+xml" title="The Quarry (Atom)" href="/feed.xml">"#,
            r#"<a href="/tags/rust/feed.xml" class="feed-link">"#,
            r#"rel="prev" href="/tags/rust""#,
            r#"rel="next" href="/tags/rust/page/3""#,
            r#"<a href="/tags/rust/page/2" aria-label="Page 2" aria-current="page">2</a>"#,
            r#"<a href="/tags/rust/page/10" aria-label="Page 10">10</a>"#,
        ],
    );
    let last = render("en", "/tags/rust/page/10", |context| readers::list(context, &post_list(tag, 10, 95)));
    assert_contains(&last, &[r#"rel="prev" href="/tags/rust/page/9""#]);
    assert_lacks(&last, &[r#"rel="next""#]);
}

#[test]
fn a_post_shows_its_text_and_what_is_known_of_it() {
    let page = PostPage {
        summary: PostSummary { cover: Some("/media/1/a.png".into()), ..summary() },
        category: Some(label("news", "News")),
        ..post_page()
    };
    let html = render("fr", "/posts/hello", |context| readers::post(context, &page));
    assert_contains(
        &html,
        &[
            "<title>Hello – The Quarry</title>",
            r#"<meta name="description" content="A greeting.">"#,
            r#"<link rel="canonical" href="https://quarry.example/posts/hello">"#,
            r#"<meta property="og:type" content="article">"#,
            r#"<meta property="og:title" content="Hello">"#,
            r#"<meta property="og:image" content="https://quarry.example/media/1/a.png">"#,
            r#"<meta property="article:published_time" content="2026-01-31T00:00:00Z">"#,
            r#"<meta property="article:author" content="https://quarry.example/authors/ada">"#,
            r#"<meta property="article:section" content="News">"#,
            r#"<meta property="article:tag" content="Rust">"#,
            r#"<meta property="og:locale" content="fr">"#,
            r#"<h1 class="p-name">Hello</h1>"#,
            r#"<div class="prose e-content"><p>Hello, <em title="<!>">you</em>.</p></div>"#,
            "31 janvier 2026",
            "3 min de lecture",
            r#"<a href="/categories/news" class="p-category">News</a>"#,
            r#"<a rel="tag" href="/tags/rust" class="tag p-category">Rust</a>"#,
        ],
    );
    assert_lacks(&html, &["Mis à jour", "class=\"contents\"", "noindex"]);
}

#[test]
fn what_is_in_another_language_than_the_page_says_so() {
    let page = post_page();
    let site = site("fr");
    let english =
        PageContext { site: &site, assets: &assets(), path: "/posts/hello", past: None, language: Some(Text::English) };
    let html = readers::post(&english, &page);
    let parts = [
        r#"<html lang="fr" dir="ltr">"#,
        r##"<a href="#content" lang="en" class="skip-link">"##,
        r#"<div lang="en" class="post-facts">"#,
        r#"<ul role="list" aria-label="Tags" lang="en" class="tags"><li lang="fr">"#,
    ];
    assert_contains(&html, &parts);
    let own = readers::post(&PageContext { language: Some(Text::French), ..english }, &page);
    assert_eq!(own, readers::post(&PageContext { language: None, ..english }, &page));
    assert_lacks(&own, &["lang=\"en\""]);
}

#[test]
fn search_engines_read_what_a_post_is() {
    let page = PostPage {
        summary: PostSummary { cover: Some("/media/1/a.png".into()), language: Some(language("de")), ..summary() },
        category: Some(label("news", "News")),
        ..post_page()
    };
    let html = render("en", "/posts/hello", |context| readers::post(context, &page));
    let data = html.split_once(r#"<script type="application/ld+json">"#).unwrap().1.split_once("</script>").unwrap().0;
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    let post = &data["@graph"][0];
    let expected = [
        ("@type", "BlogPosting"),
        ("url", "https://quarry.example/posts/hello"),
        ("headline", "Hello"),
        ("description", "A greeting."),
        ("datePublished", "2026-01-31T00:00:00Z"),
        ("inLanguage", "de"),
        ("image", "https://quarry.example/media/1/a.png"),
        ("articleSection", "News"),
        ("timeRequired", "PT3M"),
    ];
    for (name, value) in expected {
        assert_eq!(post[name], value, "{name}");
    }
    assert_eq!(post["author"][0]["url"], "https://quarry.example/authors/ada");
    assert_eq!(post["publisher"]["name"], "The Quarry");
    assert_eq!(data["@graph"][1]["@type"], "BreadcrumbList");
    assert_eq!(data["@graph"][1]["itemListElement"][1]["item"], "https://quarry.example/categories/news");
}

#[test]
fn a_post_leads_to_those_beside_it() {
    let link = |path: &str, title: &str| Some(PostLink { path: path.into(), title: title.into(), language: None });
    let beside = Beside {
        older: link("/posts/a", "Alpha"),
        newer: link("/posts/c", "Gamma"),
        related: vec![archive_entry("2025-12-24", "Older")],
    };
    let html = render("en", "/posts/hello", |context| readers::post(context, &PostPage { beside, ..post_page() }));
    assert_contains(
        &html,
        &[
            r#"<a rel="prev" href="/posts/a" class="steps-prev"><span class="steps-label">Previous post</span> <span>Alpha</span></a>"#,
            r#"<a rel="next" href="/posts/c" class="steps-next"><span class="steps-label">Next post</span> <span>Gamma</span></a>"#,
            r#"<h2 id="related">Related posts</h2>"#,
            r#"<a href="/posts/hello">Older</a> <time datetime="2025-12-24T00:00:00Z" class="muted">24 December 2025</time>"#,
        ],
    );
    let alone = render("en", "/posts/hello", |context| readers::post(context, &post_page()));
    assert_lacks(&alone, &["class=\"steps\"", "class=\"related\""]);
}

#[test]
fn a_pinned_post_says_so_on_the_home_page_alone() {
    let posts = vec![PostSummary { is_pinned: true, ..summary() }];
    for (kind, is_said) in [(ListKind::Home, true), (ListKind::Tag(label("rust", "Rust")), false)] {
        let list = PostList { posts: posts.clone(), ..post_list(kind, 1, 1) };
        let html = render("en", "/", |context| readers::list(context, &list));
        assert_eq!(html.contains(">Pinned<"), is_said, "{html}");
    }
}

#[test]
fn a_part_of_a_series_leads_to_the_others() {
    let page = |part| PostPage { series: Some(series(part, &["One", "Two", "Three"])), ..post_page() };
    let html = render("en", "/posts/hello", |context| readers::post(context, &page(2)));
    assert_contains(
        &html,
        &[
            r#"<a href="/series/ships">One</a>"#,
            "Part 2 of 3",
            r#"<li value="2"><a href="/posts/hello" aria-current="page">"#,
            r#"<a rel="prev" href="/posts/hello""#,
            r#"<a rel="next" href="/posts/hello""#,
        ],
    );
    let first = render("en", "/posts/hello", |context| readers::post(context, &page(1)));
    assert_lacks(&first, &[r#"rel="prev""#]);
    let last = render("fr", "/posts/hello", |context| readers::post(context, &page(3)));
    assert_lacks(&last, &[r#"rel="next""#]);
    assert_contains(&last, &["Partie 3 sur 3", "Partie précédente"]);
}

#[test]
fn the_card_of_a_link_says_what_the_post_says_unless_it_has_words_of_its_own() {
    let cover = PostSummary { cover: Some("/media/1/a.png".into()), ..summary() };
    let plain = PostPage { summary: cover, cover_alt: "A quay".into(), ..post_page() };
    let html = render("en", "/posts/hello", |context| readers::post(context, &plain));
    assert_contains(
        &html,
        &[
            r#"<img src="/media/1/a.png" alt="A quay" class="post-cover"#,
            r#"<meta property="og:title" content="Hello">"#,
            r#"<meta property="og:description" content="A greeting.">"#,
            r#"<meta property="og:image:alt" content="A quay">"#,
            r#"<meta name="twitter:card" content="summary_large_image">"#,
        ],
    );
    let social = SocialCard {
        title: Some("Look".into()),
        description: Some("Here".into()),
        image: Some("https://pictures.example/b.png".into()),
    };
    let html = render("en", "/posts/hello", |context| readers::post(context, &PostPage { social, ..plain }));
    assert_contains(
        &html,
        &[
            r#"<meta property="og:title" content="Look">"#,
            r#"<meta property="og:description" content="Here">"#,
            r#"<meta property="og:image" content="https://pictures.example/b.png">"#,
            r#"<meta name="description" content="A greeting.">"#,
            "<title>Hello – The Quarry</title>",
        ],
    );
    assert_lacks(&html, &["og:image:alt"]);
    let bare = render("en", "/posts/hello", |context| readers::post(context, &post_page()));
    assert_contains(&bare, &[r#"<meta name="twitter:card" content="summary">"#]);
}

#[test]
fn a_post_first_published_elsewhere_says_where() {
    let page = PostPage { canonical_url: Some("https://elsewhere.example/x".into()), ..post_page() };
    let html = render("en", "/posts/hello", |context| readers::post(context, &page));
    assert_contains(&html, &[r#"<link rel="canonical" href="https://elsewhere.example/x">"#]);
}

#[test]
fn a_change_shows_from_the_next_day_on() {
    for (updated_at, is_shown) in [("2026-01-31T23:59:59Z", false), ("2026-02-01T00:00:00Z", true)] {
        let summary = PostSummary { updated_at: updated_at.parse().unwrap(), ..summary() };
        let page = PostPage { summary, ..post_page() };
        let html = render("en", "/posts/hello", |context| readers::post(context, &page));
        assert_eq!(html.contains("Updated on <time"), is_shown, "{updated_at}");
    }
}

#[test]
fn contents_are_listed_from_three_headings_on() {
    let heading = |level, id: &str| HeadingView { level, id: id.into(), text: id.to_uppercase() };
    let all = [heading(2, "one"), heading(3, "two"), heading(2, "three"), heading(4, "four")];
    for (count, is_listed) in [(2, false), (3, true), (4, true)] {
        let page = PostPage { headings: all[..count].to_vec(), ..post_page() };
        let html = render("en", "/posts/hello", |context| readers::post(context, &page));
        assert_eq!(
            html.contains(r##"<li class="contents-section"><a href="#two">TWO</a></li>"##),
            is_listed,
            "{count}"
        );
        assert!(!html.contains("#four"), "deep headings are left out");
    }
}

#[test]
fn a_page_beside_the_blog_has_no_date() {
    let page = PostPage { kind: PostKind::Page, ..post_page() };
    assert_lacks(&render("en", "/about", |context| readers::post(context, &page)), &["dt-published", "min read"]);
}

#[test]
fn the_archive_is_by_year_and_month() {
    let page = archive_page(vec![
        archive_entry("2026-01-31", "Newest"),
        archive_entry("2026-01-02", "Newer"),
        archive_entry("2025-12-24", "Older"),
    ]);
    let html = render("en", "/archive", |context| readers::archive(context, &page));
    assert_contains(
        &html,
        &[
            r#"<li><a href="/archive/2026">2026</a></li>"#,
            r#"<h2 id="2026"><a href="/archive/2026">2026</a></h2>"#,
            r#"<h3 id="2026-01"><a href="/archive/2026/01">January</a></h3>"#,
            r#"<h3 id="2025-12"><a href="/archive/2025/12">December</a></h3>"#,
            r#"<a href="/archive" aria-current="page">Archive</a>"#,
        ],
    );
    assert_eq!(html.matches("<h3").count(), 2);
}

#[test]
fn a_year_and_a_month_have_archives_of_their_own() {
    let archive = |period, periods, path| {
        let entries = archive_page(vec![archive_entry("2026-01-31", "Newest"), archive_entry("2026-01-02", "Newer")]);
        let page = ArchivePage { period, periods, ..entries };
        render("fr", path, |context| readers::archive(context, &page))
    };
    let months = vec![ArchivePeriod::Month(2026, 1), ArchivePeriod::Month(2026, 3)];
    assert_contains(
        &archive(ArchivePeriod::Year(2026), months, "/archive/2026"),
        &[
            "<title>2026 – The Quarry</title>",
            "<h1>2026</h1>",
            r#"<li><a href="/archive">Archives</a></li>"#,
            r#"<li><a href="/archive/2026/03">mars</a></li>"#,
            r#"<h2 id="2026-01"><a href="/archive/2026/01">janvier</a></h2>"#,
        ],
    );
    let month = archive(ArchivePeriod::Month(2026, 1), Vec::new(), "/archive/2026/01");
    assert_contains(&month, &["<h1>janvier 2026</h1>", r#"<li><a href="/archive/2026">2026</a></li>"#]);
    assert_lacks(&month, &["<h2", "<h3"]);
}

#[test]
fn a_search_marks_what_it_found() {
    let part = |text: &str, is_match| SnippetPart { text: text.into(), is_match };
    let hit = SearchHit { post: summary(), snippet: vec![part("a ", false), part("stone", true), part(" & b", false)] };
    let html = render("en", "/search", |context| readers::search(context, &search_page("stone & b", vec![hit])));
    assert_contains(
        &html,
        &[
            "<title>Search: stone &amp; b – The Quarry</title>",
            r#"value="stone &amp; b""#,
            "11 texts found",
            "a <mark>stone</mark> &amp; b",
            r#"rel="next" href="/search?q=stone+%26+b&amp;page=2""#,
            r#"<link rel="canonical" href="https://quarry.example/search">"#,
        ],
    );
}

#[test]
fn a_search_says_what_it_found_instead() {
    let hit = SearchHit { post: summary(), snippet: Vec::new() };
    let found = search_page("stoen", vec![hit]);
    let cases = [
        (
            SearchPage { corrected: Some("stone".into()), ..found.clone() },
            "Nothing found for “stoen”. This is what there is for “stone”:",
        ),
        (
            SearchPage { with_all_words: 0, ..found.clone() },
            "No text has all of these words. 11 texts have some of them:",
        ),
        (
            SearchPage { with_all_words: 2, ..found.clone() },
            "Texts with all of these words: 2. Others with some of them: 9.",
        ),
        (SearchPage { has_more: true, ..found.clone() }, "Very many texts found. These 11 come first"),
        (
            SearchPage { looked_through: Some(5_000), ..found },
            "all titles and the newest 5000 texts were looked through",
        ),
    ];
    for (page, sentence) in cases {
        assert_contains(&render("en", "/search", |context| readers::search(context, &page)), &[sentence]);
    }
}

#[test]
fn a_search_says_when_it_found_nothing_and_waits_when_it_wasnt_asked() {
    let nothing = render("fr", "/search", |context| readers::search(context, &search_page("pierre", Vec::new())));
    assert_contains(&nothing, &[r#"<meta name="robots" content="noindex">"#]);
    assert_contains(&nothing, &["Aucun résultat pour «\u{a0}pierre\u{a0}».", r#"<a href="/archive">Ou parcourez"#]);
    assert_contains(&nothing, &["Moins de mots"]);
    assert_lacks(&nothing, &["Sans exclusion", "Sans guillemets"]);
    let strict = search_page("\"a stone\" -b", Vec::new());
    let strict = render("en", "/search", |context| readers::search(context, &strict));
    assert_contains(&strict, &["No quotation marks", "Nothing ruled out"]);
    let blank = render("fr", "/search", |context| readers::search(context, &search_page("", Vec::new())));
    assert_lacks(&blank, &["Aucun résultat", "role=\"status\""]);
}

#[test]
fn a_failure_says_what_happened_and_what_to_do() {
    let cases = [
        (400, "Check the address"),
        (403, "The site refused the request."),
        (404, "No page has this address."),
        (405, "Open it as a page instead."),
        (410, "It was here once"),
        (413, "Make it smaller"),
        (429, "Wait a minute"),
        (500, "Try again in a moment."),
        (503, "Try again in a few seconds."),
    ];
    for (status, sentence) in cases {
        let html = render("en", "/", |context| readers::failure(context, status, "request-1"));
        assert_contains(&html, &[&format!("Error {status}"), sentence, "<code>request-1</code>", "noindex"]);
    }
}

#[test]
fn an_empty_site_leads_to_what_comes_next() {
    let home = post_list(ListKind::Home, 1, 0);
    let new = SiteView { is_set_up: false, ..site("en") };
    let html = render_for(&new, "/", |context| readers::list(context, &home));
    assert_contains(&html, &[r#"href="/admin/setup""#, "noindex"]);
    let html = render("en", "/", |context| readers::list(context, &home));
    assert_contains(&html, &[r#"href="/admin/posts/new""#, "no post so far"]);
}
