//! A server that is down at the time that a post is scheduled for.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use blog::domain::Timestamp;

use super::process::{Server, WAIT_MAX, new_site};

fn now() -> Timestamp {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp::from_milliseconds(i64::try_from(elapsed.as_millis()).unwrap())
}

fn schedule(server: &Server, title: &str, at: Timestamp) {
    let body = serde_json::json!({ "title": title, "body": "Text", "status": "scheduled", "published_at": at });
    let (status, answer) = server.client().send("POST", "/api/v1/posts", title, &body.to_string()).unwrap();
    assert_eq!(status, 201, "{answer}");
}

fn status_of(server: &Server, path: &str) -> u16 {
    server.client().get(path).unwrap().0
}

#[test]
fn what_was_missed_is_there_with_the_first_answer_and_what_is_due_comes_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let token = new_site(folder.path());
    let mut server = Server::start(folder.path(), &token);
    // Far enough that the server is killed before: nothing it does now can be what publishes the post.
    let at = Timestamp::from_milliseconds(now().as_milliseconds() + 3_000);
    schedule(&server, "Missed", at);
    server.child.kill().unwrap();
    server.child.wait().unwrap();
    assert!(now() < at, "the machine was too busy for this test");
    // Nothing but the time itself tells that it has passed.
    while now() <= at {
        std::thread::sleep(Duration::from_millis(50));
    }

    let server = Server::start(folder.path(), &token);
    assert_eq!(status_of(&server, "/posts/missed"), 200);
    let soon = Timestamp::from_milliseconds(now().as_milliseconds() + 2_000);
    schedule(&server, "Soon", soon);
    let deadline = Instant::now() + WAIT_MAX;
    while status_of(&server, "/posts/soon") != 200 {
        assert!(Instant::now() < deadline, "nothing came");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(now() >= soon, "it came too early");
}
