//! Links at which posts are previewed: until when, and what is left of them.

use std::sync::atomic::{AtomicI64, Ordering};

use super::integrity::{EVERYTHING, file, findings, seal_with};
use super::*;
use crate::domain::preview::PreviewLifetime;
use crate::domain::{DomainError, PostId, Principal};
use crate::service::clock::Clock;
use crate::service::{Lookup, ServiceError, integrity, scrub};

const WHO: &Principal = &Principal::OPERATOR;
const DAY_MILLISECONDS: i64 = 24 * 60 * 60 * 1_000;

async fn is_open(blog: &Blog, token: &str) -> bool {
    matches!(blog.previewed(token).await.unwrap(), Lookup::Found(_))
}

#[tokio::test]
async fn a_link_ends_when_its_day_comes() {
    let folder = tempfile::tempdir().unwrap();
    let now = Arc::new(AtomicI64::new(1_700_000_000_000));
    let blog = Blog::open_by(options(&folder), Clock::Set(Arc::clone(&now))).await.unwrap();
    let post = blog.create_post(WHO, &input("Fog", "Text")).await.unwrap();
    let mut tokens = Vec::new();
    for lifetime in PreviewLifetime::ALL {
        tokens.push((lifetime.days(), blog.make_preview_link(WHO, post.id, "", lifetime).await.unwrap().token));
    }
    for day in [0, 1, 6, 7, 29, 30] {
        now.store(1_700_000_000_000 + day * DAY_MILLISECONDS, Ordering::SeqCst);
        for (days, token) in &tokens {
            assert_eq!(is_open(&blog, token).await, day < i64::from(*days), "{days} days, on day {day}");
        }
        let open = tokens.iter().filter(|(days, _)| day < i64::from(*days)).count();
        assert_eq!(blog.preview_links(WHO, post.id).await.unwrap().len(), open);
    }
    assert_eq!(blog.previewed(&tokens[0].1).await.unwrap(), Lookup::Gone);
    assert_eq!(blog.previewed("").await.unwrap(), Lookup::Missing);
    blog.close().await;
}

#[tokio::test]
async fn links_follow_from_the_log_and_go_with_their_post() {
    for is_sealed in [false, true] {
        let mut test = TestBlog::open().await;
        let label = "Unrepeatable-Label";
        let doomed = test.blog.create_post(WHO, &input("Doomed", "Text")).await.unwrap();
        let kept = test.blog.create_post(WHO, &input("Kept", "Text")).await.unwrap();
        let make = |id: PostId, blog: Arc<Blog>| async move {
            blog.make_preview_link(WHO, id, label, PreviewLifetime::Week).await.unwrap()
        };
        let first = make(doomed.id, test.blog.clone()).await;
        let second = make(doomed.id, test.blog.clone()).await;
        test.blog.revoke_preview_link(WHO, doomed.id, first.link.id).await.unwrap();
        let other = test.blog.make_preview_link(WHO, kept.id, "Other", PreviewLifetime::Week).await.unwrap();
        let wrong = test.blog.revoke_preview_link(WHO, kept.id, second.link.id).await;
        assert!(matches!(wrong, Err(ServiceError::Domain(DomainError::NotFound))), "it is another post's");
        test = test.reopen().await;
        assert!(is_open(&test.blog, &second.token).await && !is_open(&test.blog, &first.token).await);
        assert_eq!(findings(&test).await, [""; 0]);

        test.blog.delete_post(WHO, doomed.id, None).await.unwrap();
        assert_eq!(test.blog.previewed(&second.token).await.unwrap(), Lookup::Gone);
        if is_sealed {
            seal_with(&test, &EVERYTHING);
        }
        // Its deletion lies at least a millisecond back.
        tokio::time::sleep(std::time::Duration::from_millis(3)).await;
        assert_eq!(test.blog.purge_trash(0).await.unwrap(), 1);
        for token in [&first.token, &second.token] {
            assert_eq!(test.blog.previewed(token).await.unwrap(), Lookup::Missing, "nothing is known of it any more");
        }
        assert!(is_open(&test.blog, &other.token).await);
        assert_eq!(findings(&test).await, [""; 0]);
        test.blog.close().await;
        assert_eq!(scrub(&file(&test), &[label.to_owned()]).await.unwrap(), Default::default());
        let rebuilt = integrity::rebuild(&file(&test), Arc::new(|_| {})).await.unwrap();
        assert_eq!(rebuilt.rows_changed, 0);
    }
}
