//! Writers that go on until the server doesn't, and remember what they were told.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;

use serde_json::{Value, json};

use super::process::Client;

/// One writer, with one post.
#[derive(Debug)]
pub struct Writer {
    name: String,
    /// The post, once its creation was answered.
    id: Option<String>,
    /// How many writes were answered. The next is sent under its own number, also when it was sent before.
    answered: u64,
}

impl Writer {
    /// So many writers who have written nothing.
    pub fn several(count: usize) -> Vec<Self> {
        (0..count).map(|number| Self { name: format!("writer-{number}"), id: None, answered: 0 }).collect()
    }

    /// Sends the next write. Whether it was answered.
    fn write(&mut self, client: &Client) -> bool {
        let body = json!({ "title": format!("{} {}", self.name, self.answered), "status": "published" }).to_string();
        let key = format!("{}-{}", self.name, self.answered);
        let answer = match &self.id {
            None => client.send("POST", "/api/v1/posts", &key, &body),
            Some(id) => client.send("PUT", &format!("/api/v1/posts/{id}"), &key, &body),
        };
        let Some((status, body)) = answer else { return false };
        assert!(matches!(status, 200 | 201 | 503), "{status}: {body}");
        if status == 503 {
            return false;
        }
        let post: Value = serde_json::from_str(&body).unwrap();
        self.id = post["id"].as_str().map(str::to_owned);
        self.answered += 1;
        true
    }

    /// Whether a post's titles are this writer's, and whether every answered one is there, once and in order. One more
    /// may be, whose answer nobody heard.
    pub fn is_told_by(&self, titles: &[String]) -> bool {
        let expected = |count: u64| (0..count).map(|number| format!("{} {number}", self.name)).collect::<Vec<_>>();
        titles == expected(self.answered) || titles == expected(self.answered + 1)
    }
}

/// Fails unless the histories are exactly what the writers were told.
#[track_caller]
pub fn check(writers: &[Writer], histories: &[Vec<String>]) {
    for writer in writers.iter().filter(|writer| writer.answered > 0) {
        let found = histories.iter().filter(|titles| writer.is_told_by(titles)).count();
        assert_eq!(found, 1, "{writer:?} in {histories:#?}");
    }
    assert!(histories.len() <= writers.len(), "{histories:#?}");
}

/// Writers at work.
pub struct AtWork {
    threads: Vec<JoinHandle<Writer>>,
    answered: Arc<AtomicU64>,
}

/// Lets every writer write until one of their writes is not answered.
pub fn go_on(writers: Vec<Writer>, client: &Client) -> AtWork {
    let answered = Arc::new(AtomicU64::new(0));
    let threads = writers
        .into_iter()
        .map(|mut writer| {
            let (client, answered) = (client.clone(), Arc::clone(&answered));
            std::thread::spawn(move || {
                while writer.write(&client) {
                    answered.fetch_add(1, Ordering::SeqCst);
                }
                writer
            })
        })
        .collect();
    AtWork { threads, answered }
}

impl AtWork {
    /// Comes back when so many writes more were answered.
    pub fn wait_for(&self, count: u64) {
        let (target, began) = (self.answered.load(Ordering::SeqCst) + count, std::time::Instant::now());
        while self.answered.load(Ordering::SeqCst) < target {
            assert!(began.elapsed() < super::process::WAIT_MAX, "no more writes were answered");
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
    }

    /// The writers, once all have stopped.
    pub fn join(self) -> Vec<Writer> {
        self.threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    }
}
