//! What a change evicts: every page that it makes different, and as far as is told below, no other.

use blog::domain::post::PostInput;
use blog::domain::{PostId, Principal};
use blog::service::SetupInput;
use blog::service::cache::Dependency;

use crate::site::{Answer, Site};

const WHO: &Principal = &Principal::OPERATOR;

/// Every kind of page.
const ADDRESSES: [&str; 30] = [
    "/",
    "/page/2",
    "/posts/subject",
    "/posts/other",
    "/about",
    "/tags/rust",
    "/tags/cooking",
    "/categories/essays",
    "/categories/recipes",
    "/authors/ann",
    "/authors/ben",
    "/series/ships",
    "/posts/sibling",
    "/archive",
    "/archive/2026",
    "/archive/2026/03",
    "/archive/2026/06",
    "/search?q=subject",
    "/feed.xml",
    "/rss.xml",
    "/feed.json",
    "/tags/rust/feed.xml",
    "/tags/cooking/rss.xml",
    "/categories/essays/feed.json",
    "/authors/ann/feed.xml",
    "/series/ships/feed.xml",
    "/posts/filler-3",
    "/sitemap.xml",
    "/posts/gone",
    "/posts/old",
];

/// Pages that are evicted by more than makes them different, because what would tell costs more than making them again:
/// all pages of a list share what they are made from, and so do all searches; and lists show how long a text takes to
/// read, which is counted when it is rendered. RSS gives times to the second alone.
const EVICTED_WITH_OTHERS: [(&[Change], &[&str]); 3] = [
    (&CHANGES, &["/page/2", "/search?q=subject"]),
    (&[Change::BodyAlone], &["/", "/tags/rust", "/categories/essays", "/authors/ann", "/series/ships"]),
    (&[Change::LaterPart, Change::SeriesLeft], &["/rss.xml"]),
];

fn is_evicted_with_others(change: Change, address: &str) -> bool {
    EVICTED_WITH_OTHERS.iter().any(|(changes, addresses)| changes.contains(&change) && addresses.contains(&address))
}

struct Posts {
    subject: PostId,
    other: PostId,
    draft: PostId,
}

fn input(title: &str, slug: &str, (tag, category, author): (&str, &str, &str)) -> PostInput {
    PostInput {
        title: title.into(),
        slug: Some(slug.into()),
        body: format!("The text of {title}."),
        excerpt: Some("A summary.".into()),
        tags: vec![tag.into()],
        category: Some(category.into()),
        authors: Some(vec![author.into()]),
        status: Some("published".into()),
        published_at: Some(format!("{}-10T12:00:00Z", month_of(slug))),
        ..PostInput::default()
    }
}

/// Dates are far apart where it matters what stands beside a post.
fn month_of(slug: &str) -> &str {
    match slug {
        "other" => "2026-06",
        "subject" => "2026-03",
        "sibling" => "2026-01",
        "new-subject" => "2026-04",
        _ => "2025-05",
    }
}

const SUBJECT: (&str, &str, &str) = ("Rust", "Essays", "Ann");
const OTHER: (&str, &str, &str) = ("Cooking", "Recipes", "Ben");

/// The post that changes: the first part of a series.
fn subject() -> PostInput {
    PostInput { series: Some("Ships".into()), series_number: Some(1), ..input("Subject", "subject", SUBJECT) }
}

/// A site with every kind of page.
async fn fill(site: &Site) -> Posts {
    for number in 0..12 {
        site.post(input(&format!("Filler {number}"), &format!("filler-{number}"), ("Fill", "Filling", "Carl"))).await;
    }
    let moved = site.post(input("Moved", "old", ("Fill", "Filling", "Carl"))).await;
    let renamed = input("Moved", "new", ("Fill", "Filling", "Carl"));
    site.blog.save_post(WHO, moved.id, None, &renamed).await.unwrap();
    let gone = site.post(input("Gone", "gone", ("Fill", "Filling", "Carl"))).await;
    site.blog.delete_post(WHO, gone.id, None).await.unwrap();
    site.post(PostInput { kind: Some("page".into()), ..input("About", "about", ("Fill", "Filling", "Carl")) }).await;
    let sibling = input("Sibling", "sibling", ("Fill", "Filling", "Carl"));
    site.post(PostInput { series: Some("Ships".into()), series_number: Some(2), ..sibling }).await;
    let subject = site.post(subject()).await.id;
    let other = site.post(input("Other", "other", OTHER)).await.id;
    let draft = site.post(PostInput { status: None, ..input("Draft", "draft", SUBJECT) }).await.id;
    Posts { subject, other, draft }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    NewPost,
    Title,
    BodyAlone,
    Tags,
    Unpublished,
    Deleted,
    Restored,
    Pinned,
    DraftPinned,
    LaterPart,
    SeriesLeft,
    DraftEdited,
    WorkingCopyEdited,
    Settings,
    UnrelatedPost,
    Nothing,
}

const CHANGES: [Change; 16] = [
    Change::NewPost,
    Change::Title,
    Change::BodyAlone,
    Change::Tags,
    Change::Unpublished,
    Change::Deleted,
    Change::Restored,
    Change::Pinned,
    Change::DraftPinned,
    Change::LaterPart,
    Change::SeriesLeft,
    Change::DraftEdited,
    Change::WorkingCopyEdited,
    Change::Settings,
    Change::UnrelatedPost,
    Change::Nothing,
];

async fn make(change: Change, site: &Site, posts: &Posts) {
    let subject = subject();
    let save = async |id: PostId, input: PostInput| {
        site.blog.save_post(WHO, id, None, &input).await.unwrap();
    };
    match change {
        Change::NewPost => drop(site.post(input("New subject", "new-subject", SUBJECT)).await),
        Change::Title => save(posts.subject, PostInput { title: "Renamed".into(), ..subject }).await,
        Change::BodyAlone => save(posts.subject, PostInput { body: "Another text.".into(), ..subject }).await,
        Change::Tags => save(posts.subject, PostInput { tags: vec!["Cooking".into()], ..subject }).await,
        Change::Unpublished => drop(site.blog.unpublish_post(WHO, posts.subject, None).await.unwrap()),
        Change::Deleted => site.blog.delete_post(WHO, posts.subject, None).await.unwrap(),
        Change::Restored => drop(site.blog.restore_post(WHO, posts.subject, None).await.unwrap()),
        // It would be the first on the home page without it.
        Change::Pinned => drop(site.blog.pin_post(WHO, posts.other, None).await.unwrap()),
        Change::DraftPinned => drop(site.blog.pin_post(WHO, posts.draft, None).await.unwrap()),
        Change::LaterPart => save(posts.subject, PostInput { series_number: Some(3), ..subject }).await,
        Change::SeriesLeft => save(posts.subject, PostInput { series: None, ..subject }).await,
        Change::DraftEdited => {
            save(posts.draft, PostInput { status: None, ..input("Draft 2", "draft", SUBJECT) }).await
        }
        Change::WorkingCopyEdited => {
            save(posts.subject, PostInput { status: None, title: "Unseen".into(), ..subject }).await;
        }
        Change::Settings => configure(site).await,
        Change::UnrelatedPost => save(posts.other, input("Renamed other", "other", OTHER)).await,
        Change::Nothing => save(posts.subject, subject).await,
    }
}

async fn configure(site: &Site) {
    let setup = SetupInput {
        setup_token: site.blog.setup_token().await.unwrap().unwrap(),
        site_name: "Another name".into(),
        language: "fr".into(),
        handle: "zoe".into(),
        name: "Zoe".into(),
        password: "correct horse".into(),
        ..SetupInput::default()
    };
    site.blog.set_up(&setup, "").await.unwrap();
}

/// What readers are sent, whatever it came from.
fn content(answer: &Answer) -> (u16, String, String, Vec<u8>) {
    let header = |name| answer.header(name).to_owned();
    (answer.status.as_u16(), header("etag"), header("location"), answer.body.clone())
}

fn is_hit(answer: &Answer) -> bool {
    answer.header("cache-status") == "lithair-blog; hit"
}

#[tokio::test]
async fn a_change_evicts_what_it_makes_different_and_leaves_the_rest() {
    let mut wrong = Vec::new();
    for change in CHANGES {
        let site = Site::new().await;
        let posts = fill(&site).await;
        if change == Change::Restored {
            site.blog.delete_post(WHO, posts.subject, None).await.unwrap();
        }
        let mut before = Vec::new();
        for address in ADDRESSES {
            let first = site.get(address).await;
            before.push((content(&first), is_hit(&site.get(address).await)));
        }
        make(change, &site, &posts).await;
        let mut served = Vec::new();
        for address in ADDRESSES {
            served.push(site.get(address).await);
        }
        // Every page shows the site's settings, or every address.
        site.blog.pages().change(0, &[Dependency::Site, Dependency::Sitemap]);
        for ((address, served), (before, was_kept)) in ADDRESSES.iter().zip(&served).zip(&before) {
            let fresh = site.get(address).await;
            assert!(!is_hit(&fresh), "{change:?} {address}: this is no fresh page");
            if content(served) != content(&fresh) {
                wrong.push(format!("{change:?} {address}: an old page was served"));
            }
            let is_different = content(&fresh) != *before;
            let is_left = is_hit(served);
            if *was_kept && !is_different && !is_left && !is_evicted_with_others(change, address) {
                wrong.push(format!("{change:?} {address}: evicted, and made again as it was"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
