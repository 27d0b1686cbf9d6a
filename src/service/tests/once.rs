//! Requests that are sent again, in the store; how they look over HTTP is tested there.

use std::sync::atomic::{AtomicI64, Ordering};

use super::*;
use crate::domain::{Principal, Role};
use crate::service::clock::Clock;
use crate::service::{Once, ServiceError, carry_out_once};

const WHO: &Principal = &Principal::OPERATOR;
const DAY_MILLISECONDS: i64 = 24 * 60 * 60 * 1_000;

fn once(key: &str) -> Once {
    Once::new(key, &[b"request"])
}

async fn count(blog: &Blog) -> u64 {
    blog.post_list(&Principal::OPERATOR, &Default::default()).await.unwrap().pagination.total
}

#[tokio::test]
async fn what_was_refused_may_succeed_under_the_same_key() {
    let test = TestBlog::open().await;
    let input = input("Title", "Text");
    let contributor = Principal { role: Role::Contributor, ..*WHO };
    let refused = carry_out_once(once("key"), test.blog.create_post(&contributor, &published("Title", "Text"))).await;
    assert!(refused.is_err());
    let first = carry_out_once(once("key"), test.blog.create_post(WHO, &input)).await.unwrap();
    let again = carry_out_once(once("key"), test.blog.create_post(WHO, &input)).await.unwrap();
    assert_eq!((first.id, count(&test.blog).await), (again.id, 1));
}

#[tokio::test]
async fn an_answer_outlives_a_restart_and_is_forgotten_after_a_day() {
    let folder = tempfile::tempdir().unwrap();
    let now = Arc::new(AtomicI64::new(1_700_000_000_000));
    let open = async || Blog::open_by(options(&folder), Clock::Set(Arc::clone(&now))).await.unwrap();
    let blog = open().await;
    let first = carry_out_once(once("key"), blog.create_post(WHO, &input("Title", "Text"))).await.unwrap();
    blog.close().await;
    let blog = open().await;
    now.fetch_add(DAY_MILLISECONDS, Ordering::SeqCst);
    let again = carry_out_once(once("key"), blog.create_post(WHO, &input("Title", "Text"))).await.unwrap();
    assert_eq!(again, first);
    now.fetch_add(1, Ordering::SeqCst);
    let later = carry_out_once(once("key"), blog.create_post(WHO, &input("Title", "Text"))).await.unwrap();
    assert_ne!(later.id, first.id);
    blog.close().await;
}

#[tokio::test]
async fn a_key_is_kept_with_the_events_or_not_at_all() {
    let test = TestBlog::open().await;
    let id = test.blog.create_post(WHO, &input("Title", "Text")).await.unwrap().id;
    let save = async |number: u32, key: &'static str| {
        let input = input(&number.to_string(), "Text");
        let once = Once::new(key, &[&number.to_le_bytes()]);
        carry_out_once(once, test.blog.save_post(WHO, id, None, &input)).await
    };
    let first = save(1, "key").await.unwrap();
    save(2, "other key").await.unwrap();
    assert!(matches!(save(3, "key").await, Err(ServiceError::KeyReused)));
    assert_eq!(save(1, "key").await.unwrap(), first);
    assert_eq!(test.blog.post(Some(WHO), id).await.unwrap().version, 3);
}
