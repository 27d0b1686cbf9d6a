//! Schedules, by a clock that the test sets.

use std::sync::atomic::{AtomicI64, Ordering};

use super::*;
use crate::domain::post::{PostStatus, ScheduleFailure, ScheduleInput, ScheduleTimes};
use crate::domain::post_list::PostListQuery;
use crate::domain::views::{PostFilter, PostView};
use crate::domain::{PostId, Principal, Timestamp};
use crate::service::clock::Clock;
use crate::service::verify;
use crate::store::Database;

const WHO: &Principal = &Principal::OPERATOR;
const START: i64 = 1_700_000_000_000;
const MINUTE: i64 = 60_000;

/// A blog whose clock stands still.
struct Timed {
    blog: Arc<Blog>,
    now: Arc<AtomicI64>,
    folder: TempDir,
}

impl Timed {
    async fn open() -> Self {
        let (folder, now) = (tempfile::tempdir().unwrap(), Arc::new(AtomicI64::new(START)));
        let blog = Blog::open_by(options(&folder), Clock::Set(Arc::clone(&now))).await.unwrap();
        Self { blog, now, folder }
    }

    async fn reopen(self) -> Self {
        self.blog.close().await;
        let blog = Blog::open_by(options(&self.folder), Clock::Set(Arc::clone(&self.now))).await.unwrap();
        Self { blog, ..self }
    }

    /// Lets time pass, and does what is due then.
    async fn pass(&self, minutes: i64) {
        self.now.fetch_add(minutes * MINUTE, Ordering::SeqCst);
        self.blog.carry_out_due().await.unwrap();
    }

    async fn schedule(&self, id: PostId, publish_in: Option<i64>, unpublish_in: Option<i64>) -> PostView {
        let at = |minutes: Option<i64>| minutes.map(|minutes| self.in_minutes(minutes).to_string());
        let input = ScheduleInput { publish_at: at(publish_in), unpublish_at: at(unpublish_in) };
        self.blog.schedule_post(WHO, id, None, &input).await.unwrap()
    }

    fn in_minutes(&self, minutes: i64) -> Timestamp {
        Timestamp::from_milliseconds(self.now.load(Ordering::SeqCst) + minutes * MINUTE)
    }

    async fn status(&self, id: PostId) -> PostStatus {
        self.blog.post(Some(WHO), id).await.unwrap().status
    }

    async fn listed(&self, filter: PostFilter) -> u64 {
        let list = self.blog.post_list(WHO, &PostListQuery::of(filter)).await.unwrap();
        assert_eq!(list.pagination.total, list.items.len() as u64);
        list.pagination.total
    }
}

#[tokio::test]
async fn a_post_comes_and_goes_at_its_times() {
    let timed = Timed::open().await;
    let id = timed.blog.create_post(WHO, &input("Hello", "First text")).await.unwrap().id;
    let publish_at = timed.in_minutes(10);
    let view = timed.schedule(id, Some(10), Some(20)).await;
    assert_eq!((view.status, view.published_at), (PostStatus::Scheduled, Some(publish_at)));
    assert_eq!([timed.listed(PostFilter::Scheduled).await, timed.listed(PostFilter::Draft).await], [1, 0]);
    timed.blog.save_post(WHO, id, None, &input("Hello", "Second text")).await.unwrap();
    timed.pass(9).await;
    assert!(timed.blog.post(None, id).await.is_err());

    timed.pass(2).await;
    let seen = timed.blog.post(None, id).await.unwrap();
    assert_eq!((seen.body.as_str(), seen.published_at, seen.schedule), ("Second text", Some(publish_at), None));
    assert_eq!([timed.listed(PostFilter::Scheduled).await, timed.listed(PostFilter::Published).await], [0, 1]);
    timed.pass(9).await;
    assert!(timed.blog.post(None, id).await.is_err());
    assert_eq!(timed.status(id).await, PostStatus::Draft);
    timed.pass(1_000).await;
    let view = timed.blog.post(Some(WHO), id).await.unwrap();
    assert_eq!(view.version, 5, "created, scheduled, edited, published, unpublished");
}

#[tokio::test]
async fn the_program_did_it_because_of_the_schedule() {
    let timed = Timed::open().await;
    let id = timed.blog.create_post(WHO, &input("Hello", "Text")).await.unwrap().id;
    timed.schedule(id, Some(10), None).await;
    timed.pass(11).await;
    let events = timed.blog.post_events(WHO, id).await.unwrap();
    let last = events.last().unwrap();
    assert_eq!((&last["kind"], &last["actor"]), (&"PostPublished".into(), &"system".into()));
    assert_eq!(last["causation_id"], format!("{}@2", id.stream_id()));
    assert_eq!(last["at"], timed.in_minutes(0).to_string(), "recorded when it happened");
}

#[tokio::test]
async fn what_was_missed_is_done_when_the_blog_is_served_again() {
    let timed = Timed::open().await;
    let id = timed.blog.create_post(WHO, &input("Hello", "Text")).await.unwrap().id;
    timed.schedule(id, Some(10), None).await;
    timed.now.fetch_add(60 * MINUTE, Ordering::SeqCst);
    let timed = timed.reopen().await;
    assert_eq!(timed.status(id).await, PostStatus::Scheduled);
    timed.blog.carry_out_schedules_in_background().await;
    assert_eq!(timed.status(id).await, PostStatus::Published);
}

#[tokio::test]
async fn one_that_fails_is_told_and_holds_up_no_other() {
    let timed = Timed::open().await;
    let late = PostInput { published_at: Some("2100-01-01".into()), ..input("Late", "Text") };
    let late = timed.blog.create_post(WHO, &late).await.unwrap().id;
    timed.schedule(late, Some(10), None).await;
    let other = timed.blog.create_post(WHO, &input("Other", "Text")).await.unwrap().id;
    timed.schedule(other, Some(10), None).await;
    timed.pass(11).await;
    assert_eq!([timed.status(late).await, timed.status(other).await], [PostStatus::Draft, PostStatus::Published]);
    let items = timed.blog.post_list(WHO, &PostListQuery::of(PostFilter::Draft)).await.unwrap().items;
    assert_eq!(items[0].schedule_failure, Some(ScheduleFailure::DateInTheFuture));
    assert_eq!(items[0].schedule, ScheduleTimes::default());
}

#[tokio::test]
async fn an_autosave_that_waits_is_part_of_what_is_published() {
    let timed = Timed::open().await;
    let id = timed.blog.create_post(WHO, &input("Hello", "Text")).await.unwrap().id;
    timed.schedule(id, Some(10), None).await;
    let blog = Arc::clone(&timed.blog);
    let autosave = tokio::spawn(async move { blog.autosave_post(WHO, id, Some(2), &input("Hello", "Typed")).await });
    while timed.blog.queue.len() == 0 && !autosave.is_finished() {
        tokio::task::yield_now().await;
    }
    timed.pass(11).await;
    autosave.await.unwrap().unwrap();
    assert_eq!(timed.blog.post(None, id).await.unwrap().body, "Typed");
}

#[tokio::test]
async fn the_task_is_woken_by_what_is_scheduled() {
    let timed = Timed::open().await;
    timed.blog.carry_out_schedules_in_background().await;
    let id = timed.blog.create_post(WHO, &input("Hello", "Text")).await.unwrap().id;
    let at = timed.in_minutes(10).to_string();
    let input = ScheduleInput { publish_at: Some(at), unpublish_at: None };
    timed.blog.schedule_post(WHO, id, None, &input).await.unwrap();
    timed.now.fetch_add(11 * MINUTE, Ordering::SeqCst);
    // Anything else that is scheduled has it look at the clock again.
    let other = timed.blog.create_post(WHO, &super::input("Other", "Text")).await.unwrap().id;
    timed.schedule(other, Some(10), None).await;
    let published = async {
        while timed.status(id).await != PostStatus::Published {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), published).await.unwrap();
    assert_eq!(timed.status(other).await, PostStatus::Scheduled);
}

#[tokio::test]
async fn the_tables_are_what_the_log_says() {
    let timed = Timed::open().await;
    let mut posts = Vec::new();
    for (number, times) in
        (0..).zip([(Some(10), None), (Some(10), Some(20)), (Some(100), Some(200)), (Some(300), None)])
    {
        let id = timed.blog.create_post(WHO, &input(&format!("Post {number}"), "Text")).await.unwrap().id;
        timed.schedule(id, times.0, times.1).await;
        posts.push(id);
    }
    timed.blog.delete_post(WHO, posts[3], None).await.unwrap();
    timed.pass(25).await;
    let folder = timed.folder.path().join("data");
    timed.blog.close().await;
    let found = verify(&Database::file(&folder), Arc::new(|_| {})).await.unwrap();
    assert!(found.findings.first.is_empty(), "{found:?}");
}
