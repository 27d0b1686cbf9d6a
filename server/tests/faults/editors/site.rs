//! A site at which several pairs write, and whose server is killed meanwhile.

use std::collections::HashMap;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::browser::{Fate, Line, Request};
use super::ledger::Version;
use crate::process::{Chance, Server, WAIT_MAX, binary};

/// Whoever may read everything, and loses no request.
#[derive(Clone, Debug)]
pub struct Oracle {
    line: Line,
    token: String,
}

impl Oracle {
    pub fn new(line: &Line, token: &str) -> Self {
        Self { line: line.clone(), token: token.to_owned() }
    }

    /// Every event of a post.
    pub fn events(&self, id: &str) -> Vec<Value> {
        let (mut events, mut after) = (Vec::new(), Value::from(0));
        loop {
            let page = self.get(&format!("/api/v1/posts/{id}/events?limit=100&after={after}"));
            events.extend(page["events"].as_array().unwrap_or_else(|| panic!("{page}")).iter().cloned());
            after = page["next_after"].clone();
            if after.is_null() {
                return events;
            }
        }
    }

    pub fn versions(&self, id: &str) -> Vec<Version> {
        Version::all(&self.events(id))
    }

    /// How many posts there are.
    pub fn posts(&self) -> usize {
        self.get("/api/v1/posts?limit=100")["posts"].as_array().map_or(0, Vec::len)
    }

    fn get(&self, path: &str) -> Value {
        let deadline = Instant::now() + WAIT_MAX;
        loop {
            match self.line.send(&Request::by_token(path, &self.token), "", Fate::Arrives) {
                Some(answer) if answer.status != 503 => return serde_json::from_str(&answer.body).unwrap_or_default(),
                _ => assert!(Instant::now() < deadline, "{path} was never answered"),
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// The server of a folder, which is killed now and then.
pub struct Mortal<'f> {
    folder: &'f Path,
    server: Server,
    line: Line,
    oracle: Oracle,
    /// What is in the log as far as anybody was told.
    known: HashMap<String, Vec<Value>>,
    pub deaths: u64,
}

impl<'f> Mortal<'f> {
    pub fn start(folder: &'f Path, token: &str) -> Self {
        let line = Line::default();
        let server = serve(folder, token);
        line.leads_to(&server.addr);
        let oracle = Oracle::new(&line, token);
        Self { folder, server, line, oracle, known: HashMap::new(), deaths: 0 }
    }

    pub fn line(&self) -> &Line {
        &self.line
    }

    pub fn oracle(&self) -> &Oracle {
        &self.oracle
    }

    /// Kills it after a while, starts it again, and looks whether everything is there that was.
    pub fn die(&mut self, posts: &[String], token: &str, chance: &mut Chance) {
        std::thread::sleep(Duration::from_millis(500 + chance.below(2_500)));
        for id in posts {
            let events = self.oracle.events(id);
            self.known.insert(id.clone(), events);
        }
        std::thread::sleep(Duration::from_millis(chance.below(500)));
        self.server.signal("KILL");
        let _ = self.server.child.wait();
        std::thread::sleep(Duration::from_millis(chance.below(1_000)));
        self.server = serve(self.folder, token);
        self.line.leads_to(&self.server.addr);
        self.deaths += 1;
        self.check_known();
    }

    /// Fails when a version that was there is not there any more, or is another.
    pub fn check_known(&self) {
        for (id, known) in &self.known {
            assert!(self.oracle.events(id).starts_with(known), "versions of {id} disappeared");
        }
    }

    /// Ends it as an operator does.
    pub fn stop(mut self) {
        self.server.signal("TERM");
        assert!(self.server.child.wait().unwrap().success());
    }
}

fn serve(folder: &Path, token: &str) -> Server {
    let mut command = binary();
    command.current_dir(folder).args(["serve", "--addr", "127.0.0.1:0", "--log", "json"]);
    // So many people share one address here.
    command.env("LITHAIR_SIGN_IN_ATTEMPTS_PER_MINUTE", "100000");
    Server::start_by(command, token)
}
