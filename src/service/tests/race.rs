//! Reads beside writes: nobody is ever served what is older than an answered write.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::*;
use crate::domain::post::PostKind;
use crate::domain::views::ListKind;
use crate::domain::{PostId, Principal};
use crate::service::cache::{Dependencies, Rendered};
use crate::service::{Lookup, ServiceError};

const WRITES: u64 = 150;
const READERS: usize = 4;

/// The number in the title, as the post's page or the home page shows it.
async fn served_number(blog: &Blog, address: &str) -> Option<u64> {
    let (page, _) = blog
        .pages()
        .get_or_render(address, async || {
            let mut dependencies = Dependencies::default();
            let title = if address == "/" {
                let list = blog.post_list_page(ListKind::Home, 1, &mut dependencies).await?;
                list.and_then(|list| list.posts.first().map(|post| post.title.clone()))
            } else {
                match blog.post_page(PostKind::Post, "race", &mut dependencies).await? {
                    Lookup::Found(page) => Some(page.summary.title),
                    _ => None,
                }
            };
            Ok::<_, ServiceError>((Rendered::of_text(title.unwrap_or_default()), dependencies))
        })
        .await
        .unwrap();
    std::str::from_utf8(&page.identity().body).unwrap().parse().ok()
}

async fn write(blog: &Blog, id: PostId, number: u64) {
    let input = PostInput { slug: Some("race".into()), ..published(&number.to_string(), "text") };
    blog.save_post(&Principal::OPERATOR, id, None, &input).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_page_is_older_than_an_answered_write() {
    let test = TestBlog::open().await;
    let first = PostInput { slug: Some("race".into()), ..published("0", "text") };
    let id = test.blog.create_post(&Principal::OPERATOR, &first).await.unwrap().id;
    let (answered, done) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
    let readers: Vec<_> = (0..READERS)
        .map(|reader| {
            let (blog, answered, done) = (Arc::clone(&test.blog), Arc::clone(&answered), Arc::clone(&done));
            let address = if reader % 2 == 0 { "/posts/race" } else { "/" };
            tokio::spawn(async move {
                let mut reads = 0_u64;
                while !done.load(Ordering::SeqCst) {
                    let floor = answered.load(Ordering::SeqCst);
                    let served = served_number(&blog, address).await.unwrap();
                    assert!(served >= floor, "{address}: {served} was served after {floor} was answered");
                    reads += 1;
                    tokio::task::yield_now().await;
                }
                reads
            })
        })
        .collect();
    for number in 1..=WRITES {
        write(&test.blog, id, number).await;
        answered.store(number, Ordering::SeqCst);
    }
    done.store(true, Ordering::SeqCst);
    for reader in readers {
        assert!(reader.await.unwrap() > 0);
    }
}
