//! The public site as files: everything that readers see, and not one link that leads nowhere.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use blog::domain::Principal;
use blog::domain::post::{PostInput, Taxonomy};
use blog::domain::site::{EntryInput, SiteInput};
use blog::service::{ImportedPost, import_folder};
use server::static_site::{StaticReport, export};

use crate::files;
use crate::site::Site;

const WHO: &Principal = &Principal::OPERATOR;

fn published(title: &str, body: &str) -> PostInput {
    PostInput {
        title: title.to_owned(),
        body: body.to_owned(),
        status: Some("published".to_owned()),
        ..PostInput::default()
    }
}

/// A site with whatever readers can see.
async fn filled() -> Site {
    let site = Site::new().await;
    let quay = site.blog.add_media(WHO, "quay.png", files::png(700, 400)).await.unwrap();
    let texture = site.blog.add_media(WHO, "texture.png", files::png(40, 40)).await.unwrap();
    site.blog.add_media(WHO, "unseen.png", files::png(30, 20)).await.unwrap();
    let entry = |label: &str, address: &str| EntryInput { label: label.to_owned(), address: address.to_owned() };
    let settings = SiteInput {
        name: Some("Tide Tables".to_owned()),
        posts_per_page: Some(2),
        accent: Some("#0a6355".to_owned()),
        custom_css: Some(format!("body {{ background: url({}) }}", texture.path)),
        navigation: Some(vec![entry("About", "/about"), entry("Search", "/search"), entry("Archive", "/archive")]),
        ..SiteInput::default()
    };
    site.blog.change_site(WHO, None, &settings).await.unwrap();
    for number in 1..=5 {
        let input = PostInput {
            tags: vec!["Ropes & knots".to_owned()],
            category: Some("Sea".to_owned()),
            authors: Some(vec!["Ada".to_owned()]),
            series: Some("Tides".to_owned()),
            series_number: Some(number),
            cover: Some(quay.path.clone()),
            ..published(
                &format!("Tide {number} 潮"),
                &format!("![Quay]({}) [about](../about#top) [one](tide-1-潮)", quay.path),
            )
        };
        site.post(input).await;
    }
    site.post(PostInput { kind: Some("page".to_owned()), ..published("About", "[Home](/)\n\n## Top") }).await;
    site.post(PostInput { title: "A draft that nobody reads".to_owned(), ..PostInput::default() }).await;
    let moved = site.post(PostInput { slug: Some("before".to_owned()), ..published("Moved", "Text") }).await;
    site.blog
        .save_post(WHO, moved.id, None, &PostInput { slug: Some("after".to_owned()), ..published("Moved", "Text") })
        .await
        .unwrap();
    let old = ImportedPost {
        source: "old".to_owned(),
        draft: published("Old", "Text").validate().unwrap().0,
        aliases: vec!["/2015/05/old.html".to_owned(), "/2015/05/other place".to_owned()],
        is_published: true,
        ..ImportedPost::default()
    };
    site.blog.import_post(WHO, &old).await.unwrap();
    site.blog.add_redirect(WHO, "/2015/05/old/quay.png", &quay.path).await.unwrap();
    site.blog.add_redirect(WHO, "/index.xml", "/feed.xml").await.unwrap();
    site.blog.rename_label(WHO, Taxonomy::Category, "sea", "Water", false).await.unwrap();
    site
}

async fn exported(site: &Site, folder: &Path) -> StaticReport {
    export(site.blog.clone(), site.config.clone(), folder, |_| {}).await.unwrap()
}

/// Every file below a folder, seen from there.
fn files_below(root: &Path, folder: &Path, found: &mut BTreeSet<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_below(root, &path, found);
        } else {
            found.insert(path.strip_prefix(root).unwrap().to_owned());
        }
    }
}

fn all_files(root: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    files_below(root, root, &mut found);
    found
}

/// The values of attributes that hold addresses; pages are written with one form of quotes alone.
fn links_in(html: &str) -> Vec<String> {
    let attributes = [" href=\"", " src=\"", " srcset=\"", " action=\"", " poster=\""];
    let values = attributes.iter().flat_map(|attribute| html.split(attribute).skip(1));
    let values = values.filter_map(|rest| rest.split('"').next());
    let addresses = values.flat_map(|value| value.split(", ").map(|part| part.split(' ').next().unwrap_or_default()));
    addresses.map(|address| address.replace("&amp;", "&")).collect()
}

/// Links of exported pages behind which there is no file, each with its page.
fn dead_links(root: &Path, base_url: &str) -> Vec<(String, String)> {
    let files = all_files(root);
    let mut dead = Vec::new();
    for page in files.iter().filter(|path| path.extension().is_some_and(|extension| extension == "html")) {
        let html = fs::read_to_string(root.join(page)).unwrap();
        for link in links_in(&html) {
            let local = link.strip_prefix(base_url).unwrap_or(&link);
            let path = local.split(['?', '#']).next().unwrap_or_default();
            let is_local = path.starts_with('/') && !path.starts_with("//");
            let is_relative = !path.is_empty() && !path.contains(':') && !path.starts_with('/');
            let decoded = percent_encoding::percent_decode_str(path.trim_matches('/')).decode_utf8_lossy().into_owned();
            let is_there =
                files.contains(Path::new(&decoded)) || files.contains(&Path::new(&decoded).join("index.html"));
            if is_relative || (is_local && !is_there) {
                dead.push((format!("/{}", page.display()), link.clone()));
            }
        }
    }
    dead
}

#[tokio::test]
async fn every_page_is_a_file_and_every_link_leads_to_one() {
    let site = filled().await;
    let folder = tempfile::tempdir().unwrap();
    let report = exported(&site, folder.path()).await;
    assert_eq!(dead_links(folder.path(), "https://blog.example.org"), []);
    let files = all_files(folder.path());
    for path in [
        "index.html",
        "page/2/index.html",
        "posts/tide-1-潮/index.html",
        "posts/after/index.html",
        "posts/before/index.html",
        "about/index.html",
        "tags/ropes-knots/index.html",
        "tags/ropes-knots/page/2/index.html",
        "categories/water/index.html",
        "categories/sea/index.html",
        "authors/ada/index.html",
        "series/tides/index.html",
        "archive/index.html",
        "feed.xml",
        "sitemap.xml",
        "robots.txt",
        "404.html",
        "_redirects",
        "2015/05/old.html",
        "2015/05/other place/index.html",
        "2015/05/old/quay.png",
    ] {
        assert!(files.contains(Path::new(path)), "{path}\n{files:#?}");
    }
    let names = files.iter().map(|path| path.to_string_lossy()).collect::<Vec<_>>().join("\n");
    for (part, count) in
        [("texture", 1), ("unseen", 0), ("/480/quay.webp", 1), ("draft", 0), ("search", 0), ("admin", 0)]
    {
        assert_eq!(names.matches(part).count(), count, "{part}\n{names}");
    }
    assert_eq!(report.redirects, 6);
    let told: Vec<String> = report.notices.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["/index.xml: leads to /feed.xml only where the server reads _redirects"]);
    let redirects = fs::read_to_string(folder.path().join("_redirects")).unwrap();
    assert!(redirects.contains("/posts/before /posts/after 301\n"), "{redirects}");
    assert!(redirects.contains("/2015/05/other%20place /posts/old 301\n"), "{redirects}");
    let page = fs::read_to_string(folder.path().join("2015/05/old.html")).unwrap();
    assert!(page.contains(r#"<link rel="canonical" href="https://blog.example.org/posts/old">"#), "{page}");
}

#[tokio::test]
async fn nothing_asks_for_what_no_file_can_answer() {
    let site = filled().await;
    site.post(published("Leads astray", "[a](/search?q=x) [b](/admin) [c](/nowhere) [d](/posts/gone)")).await;
    let folder = tempfile::tempdir().unwrap();
    let report = exported(&site, folder.path()).await;
    let told: Vec<String> = report.notices.iter().map(ToString::to_string).collect();
    for expected in [
        "/posts/leads-astray: leads to /search, which no file can answer",
        "/posts/leads-astray: leads to /admin, which no file can answer",
        "/posts/leads-astray: leads to /nowhere, where there is nothing (404)",
        "/posts/leads-astray: leads to /posts/gone, where there is nothing (404)",
    ] {
        assert!(told.iter().any(|line| line == expected), "{expected}\n{told:#?}");
    }
    for path in all_files(folder.path()).iter().filter(|path| path.extension().is_some_and(|end| end == "html")) {
        let html = fs::read_to_string(folder.path().join(path)).unwrap();
        assert!(!html.contains("<form"), "{}", path.display());
    }
}

#[tokio::test]
async fn a_second_export_is_the_same_to_the_byte_and_what_was_deleted_goes() {
    let site = filled().await;
    let folder = tempfile::tempdir().unwrap();
    exported(&site, folder.path()).await;
    let again = exported(&site, folder.path()).await;
    assert_eq!((again.written.changed, again.written.removed), (0, 0));
    let post = site.published("Soon gone").await;
    exported(&site, folder.path()).await;
    assert!(folder.path().join("posts/soon-gone/index.html").exists());
    site.blog.delete_post(WHO, post.id, None).await.unwrap();
    let last = exported(&site, folder.path()).await;
    assert!(last.written.removed >= 1 && !folder.path().join("posts/soon-gone").exists());
}

#[tokio::test]
async fn a_real_blog_has_no_dead_link_but_those_of_its_texts() {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus/rust-blog");
    let named = std::env::var_os("LITHAIR_CORPUS").map(PathBuf::from);
    let Some(corpus) = named.or(Some(beside)).filter(|path| path.is_dir()) else { return };
    let site = Site::new().await;
    import_folder(&site.blog, WHO, &corpus, |_| {}).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let report = exported(&site, folder.path()).await;
    assert!(report.pages > 600, "{}", report.pages);
    let told: BTreeSet<&str> = report.notices.iter().map(|notice| notice.path.as_str()).collect();
    let untold: Vec<_> = dead_links(folder.path(), "https://blog.example.org")
        .into_iter()
        .filter(|(page, _)| !told.contains(page.trim_end_matches("/index.html")))
        .collect();
    assert_eq!(untold, []);
}
