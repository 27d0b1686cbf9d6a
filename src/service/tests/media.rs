//! Pictures that were added before it was recorded how large they are.

use std::sync::Arc;

use super::integrity::{file, findings};
use super::*;
use crate::domain::Principal;
use crate::domain::media::{self, MediaCommand, NewMedia};
use crate::domain::post::PostKind;
use crate::domain::views::PostPage;
use crate::service::cache::Dependencies;
use crate::service::pictures::fixtures;
use crate::service::writer::Command;
use crate::service::{Lookup, integrity};

const WHO: &Principal = &Principal::OPERATOR;

/// Adds a file as the first version of the event left it.
async fn add_unmeasured(test: &TestBlog, bytes: Vec<u8>) -> String {
    let hash = media::hash(&bytes);
    let command = MediaCommand::AddMedia(NewMedia {
        file_name: "boat.png".into(),
        name: "boat.png".into(),
        alt: String::new(),
        content_type: "image/png".into(),
        picture: None,
        bytes,
    });
    test.blog.write(WHO, vec![Command::Media { hash: hash.clone(), command }]).await.unwrap();
    hash
}

async fn page(test: &TestBlog, slug: &str) -> PostPage {
    match test.blog.post_page(PostKind::Post, slug, &mut Dependencies::default()).await.unwrap() {
        Lookup::Found(page) => page,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_picture_whose_size_was_not_recorded_is_measured_and_shown_with_it() {
    let test = TestBlog::open().await;
    let hash = add_unmeasured(&test, fixtures::png(700, 400)).await;
    let former = format!("/media/{hash}/boat.png");
    let input = PostInput { cover: Some(former.clone()), ..published("Boats", &format!("![A boat]({former})")) };
    let post = test.blog.create_post(WHO, &input).await.unwrap();
    assert!(!page(&test, "boats").await.html.contains("width="));

    assert_eq!(test.blog.make_missing_variants().await.unwrap(), 1);
    assert_eq!(test.blog.make_missing_variants().await.unwrap(), 0);
    let measured = test.blog.media_detail(WHO, &hash).await.unwrap().media;
    assert_eq!((measured.width, measured.height), (Some(700), Some(400)));
    assert_eq!(measured.path, format!("/media/{hash}/boat.700x400.png"));
    let shown = page(&test, "boats").await;
    for part in ["width=\"700\"", "height=\"400\"", &format!("/media/{hash}/480/boat.webp 480w")] {
        assert!(shown.html.contains(part), "{part}: {}", shown.html);
    }
    assert_eq!(shown.summary.cover, Some(measured.path));
    // What its writer wrote is as they wrote it.
    assert_eq!(test.blog.post(Some(WHO), post.id).await.unwrap().body, format!("![A boat]({former})"));
    assert_eq!(findings(&test).await, [""; 0]);
    assert_eq!(integrity::rebuild(&file(&test), Arc::new(|_| {})).await.unwrap().rows_changed, 0);

    test.blog.save_post(WHO, post.id, None, &published("Boats", "Sold.")).await.unwrap();
    test.blog.delete_media(WHO, &hash).await.unwrap();
    test.blog.erase_media(WHO, &hash).await.unwrap();
    assert_eq!(findings(&test).await, [""; 0]);
}

#[tokio::test]
async fn what_can_not_be_measured_is_tried_once() {
    let test = TestBlog::open().await;
    let hash = add_unmeasured(&test, b"no picture at all".to_vec()).await;
    assert_eq!(test.blog.make_missing_variants().await.unwrap(), 0);
    assert_eq!(test.blog.media_detail(WHO, &hash).await.unwrap().media.width, None);
    let unmeasured = test.blog.database.read(crate::store::variants::next_unmeasured).await.unwrap();
    assert_eq!(unmeasured, None);
}
