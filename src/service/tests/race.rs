//! Reads beside writes: every answer is what the log said at some position between the question and the answer, and
//! never older than an answered write.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::*;
use crate::domain::post::PostKind;
use crate::domain::views::ListKind;
use crate::domain::{PostId, Principal};
use crate::service::cache::{Dependencies, Rendered};
use crate::service::{Lookup, ServiceError};

const WRITES: u64 = 100;
const WRITERS: usize = 3;
const READERS: usize = 6;

/// One post, whose title counts its writes, and how far its writer is.
struct Subject {
    id: PostId,
    slug: String,
    /// Writes that the log may have.
    begun: AtomicU64,
    /// Writes that the log must have.
    answered: AtomicU64,
}

impl Subject {
    async fn new(blog: &Blog, number: usize) -> Self {
        let slug = format!("race-{number}");
        let first = PostInput { slug: Some(slug.clone()), ..published(&title(&slug, 0), "text") };
        let id = blog.create_post(&Principal::OPERATOR, &first).await.unwrap().id;
        Self { id, slug, begun: AtomicU64::new(0), answered: AtomicU64::new(0) }
    }

    async fn write(&self, blog: &Blog, number: u64) {
        self.begun.store(number, Ordering::SeqCst);
        let input = PostInput { slug: Some(self.slug.clone()), ..published(&title(&self.slug, number), "text") };
        blog.save_post(&Principal::OPERATOR, self.id, None, &input).await.unwrap();
        self.answered.store(number, Ordering::SeqCst);
    }
}

fn title(slug: &str, number: u64) -> String {
    format!("{slug} {number}")
}

/// What a page shows: titles, one a line.
async fn served(blog: &Blog, address: &str) -> String {
    let (page, _) = blog
        .pages()
        .get_or_render(address, async || {
            let mut dependencies = Dependencies::default();
            let titles = match address.strip_prefix("/posts/") {
                None => {
                    let list = blog.post_list_page(ListKind::Home, 1, &mut dependencies).await?;
                    list.found().into_iter().flat_map(|list| list.posts).map(|post| post.title).collect::<Vec<_>>()
                }
                Some(slug) => match blog.post_page(PostKind::Post, slug, &mut dependencies).await? {
                    Lookup::Found(page) => vec![page.summary.title],
                    _ => Vec::new(),
                },
            };
            Ok::<_, ServiceError>((Rendered::of_text(titles.join("\n")), dependencies))
        })
        .await
        .unwrap();
    String::from_utf8(page.identity().body.to_vec()).unwrap()
}

/// Reads a page, and compares each number in it with what was answered before and begun meanwhile.
async fn read(blog: &Blog, address: &str, subjects: &[Subject]) {
    let floors: Vec<u64> = subjects.iter().map(|subject| subject.answered.load(Ordering::SeqCst)).collect();
    let text = served(blog, address).await;
    let mut found = 0;
    for (subject, floor) in subjects.iter().zip(floors) {
        let ceiling = subject.begun.load(Ordering::SeqCst);
        let number = text.lines().find_map(|line| line.strip_prefix(&subject.slug)?.trim().parse::<u64>().ok());
        if let Some(number) = number {
            found += 1;
            assert!((floor..=ceiling).contains(&number), "{address}: {number} is not in {floor}..={ceiling}");
        }
    }
    assert_eq!(found, if address == "/" { subjects.len() } else { 1 }, "{address}: {text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_answer_is_the_log_at_some_position_while_it_was_asked_for() {
    let test = TestBlog::open().await;
    let mut subjects = Vec::new();
    for number in 0..WRITERS {
        subjects.push(Subject::new(&test.blog, number).await);
    }
    let (subjects, done) = (Arc::new(subjects), Arc::new(AtomicBool::new(false)));
    let readers: Vec<_> = (0..READERS)
        .map(|reader| {
            let (blog, subjects, done) = (Arc::clone(&test.blog), Arc::clone(&subjects), Arc::clone(&done));
            let address = match reader % 2 {
                0 => "/".to_owned(),
                _ => format!("/posts/{}", subjects[reader % WRITERS].slug),
            };
            tokio::spawn(async move {
                let mut reads = 0_u64;
                while !done.load(Ordering::SeqCst) {
                    read(&blog, &address, &subjects).await;
                    reads += 1;
                    tokio::task::yield_now().await;
                }
                reads
            })
        })
        .collect();
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let (blog, subjects) = (Arc::clone(&test.blog), Arc::clone(&subjects));
            tokio::spawn(async move {
                for number in 1..=WRITES {
                    subjects[writer].write(&blog, number).await;
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    done.store(true, Ordering::SeqCst);
    for reader in readers {
        assert!(reader.await.unwrap() > 0);
    }
    // What everybody reads in the end is what the log says.
    for subject in subjects.iter() {
        let replayed = test.blog.post_events(&Principal::OPERATOR, subject.id).await.unwrap();
        let mut titles = replayed.iter().filter_map(|event| event["payload"]["title"].as_str());
        assert_eq!(titles.next_back(), Some(title(&subject.slug, WRITES).as_str()));
        assert_eq!(served(&test.blog, &format!("/posts/{}", subject.slug)).await, title(&subject.slug, WRITES));
    }
}
