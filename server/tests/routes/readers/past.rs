//! `?at=…` on readers' pages: the site as it was.

use blog::domain::post::PostInput;
use blog::domain::{Principal, Role};
use blog::service::ImportedProfile;

use crate::site::{Answer, Site};

const WHO: &Principal = &Principal::OPERATOR;
const PAGES: [&str; 13] = [
    "/",
    "/page/2",
    "/tags/rust",
    "/categories/notes",
    "/authors/ada",
    "/archive",
    "/archive/2026",
    "/archive/2026/01",
    "/posts/first",
    "/posts/renamed",
    "/about",
    "/series/ships",
    "/posts/post-4",
];

/// What the page shows: its main part, with the links as they are now.
fn content(answer: &Answer, position: u64) -> (u16, String) {
    let text = answer.text();
    let main = text.find("<main").map_or("", |begin| &text[begin..text.find("</main>").unwrap()]);
    // Nobody says something in the past, so the form for it is not there.
    let comments = main.find("<section id=\"comments\"").map(|begin| {
        let end = main[begin..].find("</section>").unwrap() + begin + "</section>".len();
        main[..begin].to_owned() + &main[end..]
    });
    let main = comments.as_deref().unwrap_or(main);
    let links = [format!("?at={position}"), format!("&amp;at={position}")];
    (answer.status.as_u16(), links.iter().fold(main.to_owned(), |main, link| main.replace(link.as_str(), "")))
}

fn post(title: &str, slug: &str) -> PostInput {
    PostInput {
        title: title.into(),
        slug: Some(slug.into()),
        body: format!("Text of [{title}](/posts/first).\n\n## Part\n"),
        tags: vec!["Rust".into()],
        category: Some("Notes".into()),
        authors: Some(vec!["ada".into()]),
        published_at: Some("2026-01-31T12:00:00Z".into()),
        status: Some("published".into()),
        ..PostInput::default()
    }
}

#[tokio::test]
async fn every_page_is_as_it_was_after_every_change() {
    let site = Site::new().await;
    site.token("ada", Role::Admin).await;
    let cookie = site.cookie("ada").await;
    let blog = &site.blog;
    let mut history = Vec::new();
    for step in 0..21_usize {
        let posts = blog.post_list(WHO, &Default::default()).await.unwrap().items;
        match step {
            0..=10 => {
                let slug = if step == 0 { "first".to_owned() } else { format!("post-{step}") };
                let input = post(&format!("Title {step}"), &slug);
                let series = (4..9).contains(&step).then(|| format!("Ships {}", "!".repeat(step)));
                let series_number = (step == 7).then_some(1);
                let input = PostInput { series, series_number, ..input };
                blog.create_post(WHO, &input).await.map(|_| ()).unwrap();
            }
            11 => {
                let page = PostInput { kind: Some("page".into()), ..post("About", "about") };
                blog.create_post(WHO, &page).await.map(|_| ()).unwrap();
            }
            12 => {
                let first = posts.iter().find(|post| post.path == "/posts/first").unwrap();
                blog.save_post(WHO, first.id, None, &post("Renamed", "renamed")).await.map(|_| ()).unwrap();
            }
            13 => blog.unpublish_post(WHO, posts[1].id, None).await.map(|_| ()).unwrap(),
            14 => blog.delete_post(WHO, posts[2].id, None).await.unwrap(),
            15 => {
                let draft = PostInput { status: None, ..post("Unseen", "renamed") };
                let renamed = posts.iter().find(|post| post.path == "/posts/renamed").unwrap();
                blog.save_post(WHO, renamed.id, None, &draft).await.map(|_| ()).unwrap();
            }
            16 => {
                let other = PostInput { tags: vec!["Other".into()], ..post("Retagged", "post-3") };
                let third = posts.iter().find(|post| post.path == "/posts/post-3").unwrap();
                blog.save_post(WHO, third.id, None, &other).await.map(|_| ()).unwrap();
            }
            17 | 18 => {
                let sixth = posts.iter().find(|post| post.path == "/posts/post-6").unwrap();
                let series_number = Some(2);
                let input = PostInput { series: Some("Ships".into()), series_number, ..post("Title 6", "post-6") };
                match step {
                    17 => blog.pin_post(WHO, sixth.id, None).await.map(|_| ()).unwrap(),
                    _ => blog.save_post(WHO, sixth.id, None, &input).await.map(|_| ()).unwrap(),
                }
            }
            19 => {
                let sixth = posts.iter().find(|post| post.path == "/posts/post-6").unwrap();
                blog.unpin_post(WHO, sixth.id, None).await.map(|_| ()).unwrap();
            }
            _ => {
                let profile = ImportedProfile { name: "Another name".to_owned(), ..Default::default() };
                blog.configure_site_once(WHO, &profile).await.map(|_| ()).unwrap();
            }
        }
        let position = blog.past("9999-01-01T00:00:00Z".parse().unwrap()).await.unwrap().position;
        let mut pages = Vec::new();
        for page in PAGES {
            pages.push(content(&site.get(page).await, position));
        }
        history.push((position, pages));
    }
    for (position, pages) in history {
        for (page, expected) in PAGES.iter().zip(pages) {
            let then = site.get_with(&format!("{page}?at={position}"), &[("cookie", &cookie)]).await;
            let found = content(&then, position);
            // A move is for ever now, and was one for that moment then.
            let is_same = found == expected || (found.0 == 303 && expected.0 == 301);
            assert!(is_same, "{page} at {position}:\n{expected:?}\n{found:?}");
            assert_eq!(then.header("cache-control"), "private, no-store", "{page}");
        }
    }
}

#[tokio::test]
async fn the_past_is_for_those_who_are_signed_in() {
    let site = Site::new().await;
    site.published("Hello").await;
    let answer = site.get("/?at=1").await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/admin/login?next=%2F%3Fat%3D1"));
    site.token("eve", Role::Contributor).await;
    let cookie = site.cookie("eve").await;
    assert_eq!(site.get_with("/?at=1", &[("cookie", &cookie)]).await.status.as_u16(), 200);
    for wrong in ["yesterday", "-1", ""] {
        let answer = site.get_with(&format!("/?at={wrong}"), &[("cookie", &cookie)]).await;
        assert_eq!(answer.status.as_u16(), 400, "{wrong}");
    }
    // Nothing of the past gets into the page cache.
    assert!(site.get("/").await.text().contains("Hello"));
}

#[tokio::test]
async fn a_page_of_the_past_says_so_and_stays_there() {
    let site = Site::new().await;
    site.published("Hello").await;
    site.token("ada", Role::Author).await;
    let cookie = site.cookie("ada").await;
    let answer = site.get_with("/posts/hello?at=2", &[("cookie", &cookie)]).await;
    for part in
        ["You see this site as it was on", "href=\"/posts/hello\" data-now", "href=\"/archive?at=2\"", "noindex"]
    {
        assert!(answer.text().contains(part), "{part}: {}", answer.text());
    }
    let found = site.get_with("/search?q=HÉLLO&at=2", &[("cookie", &cookie)]).await;
    assert!(found.text().contains("href=\"/posts/hello?at=2\""), "{}", found.text());
    assert_eq!(site.get_with("/posts/hello?at=1", &[("cookie", &cookie)]).await.status.as_u16(), 404);
}
