//! More writes than the queue holds.

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::task::JoinSet;

use super::*;
use crate::domain::Principal;
use crate::domain::post_list::PostListQuery;
use crate::service::ServiceError;
use crate::service::writer::QUEUE_REQUESTS_MAX;
use crate::store::Database;

const WHO: &Principal = &Principal::OPERATOR;
/// The queue, what the writer may hold already, and some that find no place.
const WRITES: usize = QUEUE_REQUESTS_MAX + 256 + 100;

/// Holds SQLite's write lock, as `rebuild` would beside a serving process.
fn hold_the_writer(test: &TestBlog) -> rusqlite::Connection {
    let lock = rusqlite::Connection::open(Database::file(&test.folder.path().join("data"))).unwrap();
    lock.execute_batch("begin immediate").unwrap();
    lock
}

async fn soon<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(60), future).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_the_queue_is_full_further_writes_are_refused_and_none_that_was_taken_is_dropped() {
    let test = TestBlog::open().await;
    let lock = hold_the_writer(&test);
    let mut writers = JoinSet::new();
    for number in 0..WRITES {
        let blog = Arc::clone(&test.blog);
        writers.spawn(async move {
            let input = PostInput { slug: Some(format!("post-{number}")), ..input(&number.to_string(), "") };
            (number.to_string(), blog.create_post(WHO, &input).await.map(|_| ()))
        });
    }
    let mut answers = Vec::new();
    // The first to be answered while the writer is held are those that found no place.
    let (number, first) = soon(writers.join_next()).await.unwrap().unwrap();
    assert!(matches!(first, Err(ServiceError::Overloaded | ServiceError::NotWritten)), "{first:?}");
    answers.push((number, first));
    lock.execute_batch("rollback").unwrap();
    while let Some(answer) = soon(writers.join_next()).await {
        answers.push(answer.unwrap());
    }
    assert_eq!(answers.len(), WRITES, "everybody was answered");
    let mut accepted = BTreeSet::new();
    for (number, answer) in answers {
        match answer {
            Ok(()) => assert!(accepted.insert(number)),
            Err(ServiceError::Overloaded | ServiceError::NotWritten) => {}
            Err(error) => panic!("{error}"),
        }
    }
    assert!(!accepted.is_empty());
    let mut listed = BTreeSet::new();
    let pages = test.blog.post_list(WHO, &PostListQuery::default()).await.unwrap().pagination.pages;
    for page in 1..=pages {
        for post in test.blog.post_list(WHO, &PostListQuery { page, ..PostListQuery::default() }).await.unwrap().items {
            assert!(listed.insert(post.title), "written once");
        }
    }
    assert_eq!(listed, accepted);
}
