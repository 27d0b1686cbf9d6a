//! A clock that goes backwards.

use std::sync::atomic::{AtomicI64, Ordering};

use super::*;
use crate::domain::views::ListKind;
use crate::domain::{Principal, Timestamp};
use crate::service::cache::Dependencies;
use crate::service::clock::Clock;
use crate::service::verify;
use crate::store::Database;

const WHO: &Principal = &Principal::OPERATOR;
const HOUR_MILLISECONDS: i64 = 60 * 60 * 1_000;

#[tokio::test]
async fn events_and_lists_stay_in_order_when_the_clock_goes_backwards() {
    let folder = tempfile::tempdir().unwrap();
    let now = Arc::new(AtomicI64::new(1_700_000_000_000));
    let mut blog = Blog::open_by(options(&folder), Clock::Set(Arc::clone(&now))).await.unwrap();
    let mut posts = Vec::new();
    for number in 0..6 {
        posts.push(blog.create_post(WHO, &published(&format!("Post {number}"), "Text")).await.unwrap());
        now.fetch_sub(HOUR_MILLISECONDS, Ordering::SeqCst);
        if number == 3 {
            // The log remembers the time, not the process.
            blog.close().await;
            blog = Blog::open_by(options(&folder), Clock::Set(Arc::clone(&now))).await.unwrap();
        }
    }
    let mut times: Vec<Timestamp> = Vec::new();
    for post in &posts {
        for event in blog.post_events(WHO, post.id).await.unwrap() {
            times.push(event["at"].as_str().unwrap().parse().unwrap());
        }
    }
    assert_eq!(times.len(), 12);
    assert!(times.is_sorted(), "{times:?}");
    let home = blog.post_list_page(ListKind::Home, 1, &mut Dependencies::default()).await.unwrap().found().unwrap();
    let titles: Vec<String> = home.posts.into_iter().map(|post| post.title).collect();
    assert_eq!(titles, ["Post 5", "Post 4", "Post 3", "Post 2", "Post 1", "Post 0"]);
    let feed = blog.feed(ListKind::Home, &mut Dependencies::default()).await.unwrap().found().unwrap();
    let fed: Vec<String> = feed.entries.into_iter().map(|entry| entry.page.summary.title).collect();
    assert_eq!(fed, titles);
    blog.close().await;
    let found = verify(&Database::file(&folder.path().join("data")), Arc::new(|_| {})).await.unwrap();
    assert!(found.findings.first.is_empty(), "{found:?}");
}
