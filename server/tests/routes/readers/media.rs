//! `/media/{hash}/{name}` and `/media/{hash}/{width}/{name}`.

use blog::domain::Principal;
use blog::domain::media::MediaView;
use blog::domain::post::PostInput;

use crate::files::{HOSTILE_SVG, jpeg};
use crate::site::Site;

const WHO: &Principal = &Principal::OPERATOR;

async fn drawing(site: &Site) -> MediaView {
    site.blog.add_media(WHO, "drawing.svg", HOSTILE_SVG.as_bytes().to_vec()).await.unwrap()
}

#[tokio::test]
async fn a_file_is_served_for_ever_and_can_run_nothing() {
    let site = Site::new().await;
    let address = drawing(&site).await.path;
    let answer = site.get(&address).await;
    assert_eq!(answer.status, 200);
    assert!(answer.text().contains("<svg") && !answer.text().contains("script"), "{}", answer.text());
    assert_eq!(answer.header("content-type"), "image/svg+xml");
    assert_eq!(answer.header("content-security-policy"), "sandbox; default-src 'none'; style-src 'unsafe-inline'");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
    let again = site.get_with(&address, &[("if-none-match", answer.header("etag"))]).await;
    assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
}

#[tokio::test]
async fn a_file_has_one_address() {
    let site = Site::new().await;
    let address = drawing(&site).await.path;
    let other = address.replace("drawing", "other");
    let answer = site.get(&other).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (301, address.as_str()));
    for missing in ["/media/0000/x.png", "/media/%22/x.png", "/media/..%2f..%2f/x", "/media/0000/480/x.webp"] {
        assert_eq!(site.get(missing).await.status.as_u16(), 404, "{missing}");
    }
}

#[tokio::test]
async fn smaller_copies_are_served_once_they_are_made_and_the_picture_itself_until_then() {
    let site = Site::new().await;
    let media = site.blog.add_media(WHO, "boat.jpg", jpeg(1000, 500)).await.unwrap();
    let body = format!("![Boat]({0})\n\n![Again]({0})", media.path);
    site.post(PostInput { title: "Boats".into(), body, status: Some("published".into()), ..PostInput::default() })
        .await;
    let before = site.get("/posts/boats").await;
    let copies = format!(
        "srcset=\"/media/{0}/480/boat.webp 480w, /media/{0}/960/boat.webp 960w, {1} 1000w\"",
        media.hash, media.path
    );
    for part in [copies.as_str(), "width=\"1000\" height=\"500\"", "sizes=\"(min-width: 40rem) 38rem, 100vw\""] {
        assert_eq!(before.text().matches(part).count(), 2, "{part}: {}", before.text());
    }
    assert_eq!(before.text().matches("loading=\"lazy\"").count(), 1, "the first loads at once");

    let copy = format!("/media/{}/480/boat.webp", media.hash);
    let early = site.get(&copy).await;
    assert_eq!((early.status.as_u16(), early.header("location")), (302, media.path.as_str()));
    assert_eq!(early.header("cache-control"), "no-store");

    assert_eq!(site.blog.make_missing_variants().await.unwrap(), 1);
    assert_eq!(site.blog.make_missing_variants().await.unwrap(), 0, "they are made once");
    let made = site.get(&copy).await;
    assert_eq!((made.status.as_u16(), made.header("content-type")), (200, "image/webp"));
    assert_eq!(made.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(image::load_from_memory(&made.body).unwrap().width(), 480);
    let other_width = site.get(&copy.replace("480", "481")).await;
    assert_eq!(other_width.status, 302, "widths that nobody makes cost nothing");
    assert_eq!(site.get("/posts/boats").await.body, before.body, "the page is the same with and without copies");
}

#[tokio::test]
async fn a_cover_has_its_size_and_smaller_copies() {
    let site = Site::new().await;
    let cover = site.blog.add_media(WHO, "cover.jpg", jpeg(1000, 500)).await.unwrap().path;
    let input = PostInput {
        title: "Boats".into(),
        cover: Some(cover),
        status: Some("published".into()),
        ..PostInput::default()
    };
    site.post(input).await;
    let page = site.get("/posts/boats").await;
    let image = page.text().split("<img").find(|tag| tag.contains("post-cover")).unwrap().split('>').next().unwrap();
    for part in ["width=\"1000\"", "height=\"500\"", "/960/cover.webp 960w", "sizes="] {
        assert!(image.contains(part), "{part}: {image}");
    }
    assert!(!image.contains("lazy"), "{image}");
}

#[tokio::test]
async fn what_was_deleted_is_gone() {
    let site = Site::new().await;
    let media = site.blog.add_media(WHO, "boat.jpg", jpeg(1000, 500)).await.unwrap();
    site.blog.make_missing_variants().await.unwrap();
    site.blog.delete_media(WHO, &media.hash).await.unwrap();
    for address in [media.path.as_str(), &format!("/media/{}/480/boat.webp", media.hash)] {
        assert_eq!(site.get(address).await.status, 410, "{address}");
    }
}
