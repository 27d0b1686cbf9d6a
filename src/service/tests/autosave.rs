//! Autosaves that become one event, and what sends them ahead.

use std::time::Duration;

use tokio::task::JoinHandle;

use super::*;
use crate::domain::views::PostView;
use crate::domain::{AccountId, DomainError, PostId, Principal, Role};
use crate::service::{Once, ServiceError, carry_out_once};

const WHO: &Principal = &Principal::OPERATOR;
/// Longer than any test: what is answered was sent ahead.
const NEVER: Duration = Duration::from_secs(3_600);

type Answer = Result<PostView, ServiceError>;

fn somebody_else() -> Principal {
    Principal::account(AccountId(uuid::Uuid::from_u128(7)), Role::Editor)
}

/// A blog with one post, where autosaves wait for so long.
async fn open(pause: Duration, wait_max: Duration) -> (TestBlog, PostId) {
    let test = TestBlog::with(|options| options.autosave = AutosaveTimes { pause, wait_max }).await;
    let id = test.blog.create_post(WHO, &input("Title", "0")).await.unwrap().id;
    (test, id)
}

/// Begins an autosave, and comes back when it waits.
async fn begin(blog: &Arc<Blog>, who: Principal, id: PostId, expected: Option<u64>, body: &str) -> JoinHandle<Answer> {
    begin_from("", blog, who, id, expected, body).await
}

/// The same from a form of that name.
async fn begin_from(
    form: &str,
    blog: &Arc<Blog>,
    who: Principal,
    id: PostId,
    expected: Option<u64>,
    body: &str,
) -> JoinHandle<Answer> {
    let before = blog.queue.autosaves_taken();
    let (asker, input, once) = (Arc::clone(blog), input("Title", body), Once::of_form(form, &[]));
    let answer =
        tokio::spawn(async move { carry_out_once(once, asker.autosave_post(&who, id, expected, &input)).await });
    soon(async {
        while blog.queue.autosaves_taken() == before && !answer.is_finished() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    })
    .await;
    answer
}

async fn soon<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(30), future).await.unwrap()
}

async fn answered(answer: JoinHandle<Answer>) -> Answer {
    soon(answer).await.unwrap()
}

/// Every event of a post: its kind, whether it was an autosave, and the text that it brought.
async fn events(blog: &Blog, id: PostId) -> Vec<String> {
    let events = blog.post_events(WHO, id).await.unwrap();
    events
        .iter()
        .map(|event| {
            let payload = &event["payload"];
            let autosave = if payload["autosave"] == true { " autosave" } else { "" };
            format!("{}{autosave} {}", event["kind"].as_str().unwrap(), payload["body"].as_str().unwrap_or_default())
        })
        .collect()
}

#[tokio::test]
async fn autosaves_of_one_writer_become_one_event_and_are_all_answered_with_its_version() {
    let (test, id) = open(NEVER, NEVER).await;
    let mut answers = Vec::new();
    for body in ["1", "2", "3"] {
        answers.push(begin(&test.blog, *WHO, id, Some(1), body).await);
    }
    assert_eq!(test.blog.post(Some(WHO), id).await.unwrap().body, "0", "nothing is written yet");
    assert!(answers.iter().all(|answer| !answer.is_finished()), "nobody is told so yet");
    test.blog.publish_post(WHO, id, Some(1)).await.unwrap();
    for answer in answers {
        let view = answered(answer).await.unwrap();
        assert_eq!((view.version, view.body.as_str()), (2, "3"));
    }
    assert_eq!(events(&test.blog, id).await, ["PostCreated ", "PostEdited autosave 3", "PostPublished "]);
}

#[tokio::test]
async fn a_pause_ends_the_wait_and_so_does_the_longest_wait() {
    for (pause, wait_max) in [(Duration::from_millis(1), NEVER), (NEVER, Duration::from_millis(1))] {
        let (test, id) = open(pause, wait_max).await;
        let view = soon(test.blog.autosave_post(WHO, id, Some(1), &input("Title", "1"))).await.unwrap();
        assert_eq!(view.version, 2);
        let view = soon(test.blog.autosave_post(WHO, id, Some(2), &input("Title", "2"))).await.unwrap();
        assert_eq!(view.version, 3);
    }
}

#[tokio::test]
async fn an_explicit_save_comes_after_the_autosave_that_waits_and_never_takes_its_place() {
    let (test, id) = open(NEVER, NEVER).await;
    let autosave = begin(&test.blog, *WHO, id, Some(1), "auto").await;
    let saved = test.blog.save_post(WHO, id, Some(1), &input("Title", "explicit")).await.unwrap();
    assert_eq!((answered(autosave).await.unwrap().version, saved.version), (2, 3));
    let expected = ["PostCreated ", "PostEdited autosave auto", "PostEdited explicit"];
    assert_eq!(events(&test.blog, id).await, expected);
    let stale = test.blog.save_post(WHO, id, Some(1), &input("Title", "stale")).await;
    assert!(matches!(stale, Err(ServiceError::Domain(DomainError::Conflict { current_version: 3 }))), "{stale:?}");
}

#[tokio::test]
async fn somebody_elses_save_does_not_know_the_autosave() {
    let (test, id) = open(NEVER, NEVER).await;
    let autosave = begin(&test.blog, *WHO, id, Some(1), "auto").await;
    let other = test.blog.save_post(&somebody_else(), id, Some(1), &input("Title", "other")).await;
    assert!(matches!(other, Err(ServiceError::Domain(DomainError::Conflict { current_version: 2 }))), "{other:?}");
    assert_eq!(answered(autosave).await.unwrap().body, "auto");
    let autosave = begin(&test.blog, *WHO, id, Some(2), "last words").await;
    test.blog.delete_post(&somebody_else(), id, None).await.unwrap();
    let _ = answered(autosave).await;
    test.blog.restore_post(WHO, id, None).await.unwrap();
    assert_eq!(events(&test.blog, id).await[2..], ["PostEdited autosave last words", "PostDeleted ", "PostRestored "]);
}

#[tokio::test]
async fn another_writers_autosave_is_an_event_of_its_own() {
    let (test, id) = open(NEVER, NEVER).await;
    let first = begin(&test.blog, *WHO, id, None, "mine").await;
    let second = begin(&test.blog, somebody_else(), id, None, "theirs").await;
    assert_eq!(answered(first).await.unwrap().version, 2);
    let stale = begin(&test.blog, *WHO, id, Some(2), "mine again").await;
    assert_eq!(answered(second).await.unwrap().version, 3);
    test.blog.publish_post(&somebody_else(), id, None).await.unwrap();
    let stale = answered(stale).await;
    assert!(matches!(stale, Err(ServiceError::Domain(DomainError::Conflict { current_version: 3 }))), "{stale:?}");
    let expected = ["PostCreated ", "PostEdited autosave mine", "PostEdited autosave theirs", "PostPublished "];
    assert_eq!(events(&test.blog, id).await, expected);
}

#[tokio::test]
async fn what_one_writer_types_into_two_forms_are_two_texts() {
    let (test, id) = open(NEVER, NEVER).await;
    let first = begin_from("first", &test.blog, *WHO, id, Some(1), "in one tab").await;
    let second = begin_from("second", &test.blog, *WHO, id, Some(1), "in another tab").await;
    assert_eq!(answered(first).await.unwrap().body, "in one tab");
    let in_a_third = input("Title", "in a third");
    let save = test.blog.save_post(WHO, id, Some(1), &in_a_third);
    let third = carry_out_once(Once::of_form("third", &[]), save).await;
    for stale in [answered(second).await, third] {
        assert!(matches!(stale, Err(ServiceError::Domain(DomainError::Conflict { current_version: 2 }))), "{stale:?}");
    }
    assert_eq!(events(&test.blog, id).await, ["PostCreated ", "PostEdited autosave in one tab"]);
}

#[tokio::test]
async fn a_form_goes_on_from_what_it_made_although_nobody_heard_the_answer() {
    let (test, id) = open(Duration::from_millis(1), NEVER).await;
    for body in ["1", "1 2", "1 2 3"] {
        // Each expects the first version.
        answered(begin_from("form", &test.blog, *WHO, id, Some(1), body).await).await.unwrap();
    }
    let test = test.reopen().await;
    let save = |form: &str, body: &str| {
        let (input, once) = (input("Title", body), Once::of_form(form, &[body.as_bytes()]));
        let blog = Arc::clone(&test.blog);
        async move { carry_out_once(once, blog.save_post(WHO, id, Some(1), &input)).await }
    };
    assert_eq!(save("form", "1 2 3 4").await.unwrap().version, 5);
    assert!(save("another", "5").await.is_err());
    let somebody = test.blog.save_post(&somebody_else(), id, Some(5), &input("Title", "theirs")).await;
    assert_eq!(somebody.unwrap().version, 6);
    let stale = save("form", "1 2 3 4 5").await;
    assert!(matches!(stale, Err(ServiceError::Domain(DomainError::Conflict { current_version: 6 }))), "{stale:?}");
}

#[tokio::test]
async fn an_autosave_that_comes_after_its_own_forms_save_takes_nothing_back() {
    let (test, id) = open(Duration::from_millis(1), NEVER).await;
    let all = input("Title", "all of it");
    let save = test.blog.save_post(WHO, id, Some(1), &all);
    carry_out_once(Once::of_form("form", &[b"all of it"]), save).await.unwrap();
    let late = answered(begin_from("form", &test.blog, *WHO, id, Some(1), "part of it").await).await;
    assert!(matches!(late, Err(ServiceError::Domain(DomainError::Conflict { current_version: 2 }))), "{late:?}");
    assert_eq!(test.blog.post(Some(WHO), id).await.unwrap().body, "all of it");
}

/// Keeps what is typed into one form with its request of that number, and waits for the answer.
async fn keep_numbered(test: &TestBlog, id: PostId, number: u64, body: &str) -> Answer {
    let (once, input) = (Once::of_form("form", &[]).numbered(number), input("Title", body));
    soon(carry_out_once(once, test.blog.autosave_post(WHO, id, Some(1), &input))).await
}

#[tokio::test]
async fn what_the_network_held_back_takes_nothing_back_that_came_before_it() {
    let (test, id) = open(Duration::from_millis(1), NEVER).await;
    keep_numbered(&test, id, 1, "so").await.unwrap();
    // Nobody heard the first answer, and the second request was held back.
    keep_numbered(&test, id, 3, "so far, so good").await.unwrap();
    let late = keep_numbered(&test, id, 2, "so far").await;
    assert!(matches!(late, Err(ServiceError::Domain(DomainError::Conflict { current_version: 3 }))), "{late:?}");
    assert_eq!(test.blog.post(Some(WHO), id).await.unwrap().body, "so far, so good");
    assert_eq!(keep_numbered(&test, id, 4, "so far, so good.").await.unwrap().version, 4);
}

#[tokio::test]
async fn what_the_network_held_back_until_the_process_had_started_again_takes_nothing_back() {
    let (test, id) = open(Duration::from_millis(1), NEVER).await;
    keep_numbered(&test, id, 3, "so far, so good").await.unwrap();
    let test = test.reopen().await;
    let late = keep_numbered(&test, id, 2, "so far").await;
    assert!(matches!(late, Err(ServiceError::Domain(DomainError::Conflict { current_version: 2 }))), "{late:?}");
    assert_eq!(keep_numbered(&test, id, 4, "so far, so good.").await.unwrap().version, 3);
}

#[tokio::test]
async fn what_the_network_held_back_takes_not_the_place_of_what_waits() {
    let (test, id) = open(NEVER, NEVER).await;
    let waiting = {
        let (blog, once) = (Arc::clone(&test.blog), Once::of_form("form", &[]).numbered(2));
        let keep = async move { blog.autosave_post(WHO, id, Some(1), &input("Title", "all of it")).await };
        tokio::spawn(carry_out_once(once, keep))
    };
    soon(async {
        while test.blog.queue.autosaves_taken() == 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    })
    .await;
    let late = {
        let (blog, once) = (Arc::clone(&test.blog), Once::of_form("form", &[]).numbered(1));
        let keep = async move { blog.autosave_post(WHO, id, Some(1), &input("Title", "part of it")).await };
        tokio::spawn(carry_out_once(once, keep))
    };
    assert_eq!(answered(waiting).await.unwrap().body, "all of it");
    test.blog.publish_post(WHO, id, None).await.unwrap();
    let late = answered(late).await;
    assert!(matches!(late, Err(ServiceError::Domain(DomainError::Conflict { .. }))), "{late:?}");
    assert_eq!(test.blog.post(Some(WHO), id).await.unwrap().body, "all of it");
}

#[tokio::test]
async fn what_waits_when_the_service_stops_is_written() {
    let (test, id) = open(NEVER, NEVER).await;
    let autosave = begin(&test.blog, *WHO, id, Some(1), "the last words").await;
    let test = test.reopen().await;
    // Whoever waited may find the database closed when they look at what was written.
    let _ = answered(autosave).await;
    assert_eq!(test.blog.post(Some(WHO), id).await.unwrap().body, "the last words");
}

#[tokio::test]
async fn what_is_refused_is_refused_at_once() {
    let (test, id) = open(NEVER, NEVER).await;
    let asker = Principal::account(AccountId(uuid::Uuid::from_u128(7)), Role::Author);
    for (who, input) in [(asker, input("Title", "1")), (*WHO, input("", "1")), (*WHO, published("Title", "1"))] {
        assert!(soon(test.blog.autosave_post(&who, id, None, &input)).await.is_err(), "{input:?}");
    }
    assert_eq!(test.blog.queue.autosaves_taken(), 0);
}
