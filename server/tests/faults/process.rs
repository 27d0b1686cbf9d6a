//! The binary as a process, and how to ask it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use blog::domain::Principal;
use blog::domain::post::PostStatus;
use blog::service::{Blog, BlogOptions, PostQuery, verify};
use serde_json::Value;

/// Longer than anything takes, even on a busy machine.
pub const WAIT_MAX: Duration = Duration::from_secs(60);

/// The binary without settings from the environment.
pub fn binary() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lithair-blog"));
    clear_settings(&mut command);
    command
}

/// Settings of whoever runs the tests are no business of theirs.
pub fn clear_settings(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("LITHAIR_") || name.to_string_lossy().starts_with("LEPTOS_") {
            command.env_remove(name);
        }
    }
}

/// A folder with an empty site, and an access token of its one writer.
pub fn new_site(folder: &Path) -> String {
    new_account(folder, "ada", "admin");
    run(folder, &["account", "token", "--handle", "ada"])
}

/// Another account, with the same password.
pub fn new_account(folder: &Path, handle: &str, role: &str) {
    run(folder, &["account", "add", "--handle", handle, "--name", handle, "--role", role, "--password-stdin"]);
}

fn run(folder: &Path, arguments: &[&str]) -> String {
    let mut command = binary();
    let input = Stdio::piped();
    let mut child = command.current_dir(folder).args(arguments).stdin(input).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"correct horse\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// A server that ends with its test.
pub struct Server {
    /// Its process.
    pub child: Child,
    /// Where it listens.
    pub addr: String,
    token: String,
}

impl Server {
    /// Serves the site of a folder.
    pub fn start(folder: &Path, token: &str) -> Self {
        let mut command = binary();
        command.current_dir(folder).args(["serve", "--addr", "127.0.0.1:0", "--log", "json"]);
        Self::start_by(command, token)
    }

    /// Waits until a command that serves says where.
    pub fn start_by(mut command: Command, token: &str) -> Self {
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let log = child.stderr.take().unwrap();
        let (found, addr) = mpsc::channel();
        std::thread::spawn(move || tell_address(log, &found));
        match addr.recv_timeout(WAIT_MAX) {
            Ok(Ok(addr)) => Self { child, addr, token: token.to_owned() },
            Ok(Err(log)) => panic!("it ended before it served: {log}"),
            Err(_) => {
                let _ = child.kill();
                panic!("it did not serve within {WAIT_MAX:?}");
            }
        }
    }

    /// How to ask it from another thread.
    pub fn client(&self) -> Client {
        Client { addr: self.addr.clone(), token: self.token.clone() }
    }

    /// Sends its process a signal.
    pub fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([&format!("-{name}"), &id]).status().unwrap().success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads the log to its end, so that it never blocks the program, and tells the address when it comes; or, where none came,
/// what was logged instead.
fn tell_address(log: ChildStderr, found: &mpsc::Sender<Result<String, String>>) {
    let mut before = String::new();
    let mut lines = BufReader::new(log).lines().map_while(Result::ok);
    for line in &mut lines {
        let entry: Value = serde_json::from_str(&line).unwrap_or_default();
        if let Some(addr) = entry["addr"].as_str() {
            let _ = found.send(Ok(addr.to_owned()));
            lines.for_each(drop);
            return;
        }
        before.extend([line.as_str(), "\n"]);
    }
    let _ = found.send(Err(before));
}

/// Asks a server.
#[derive(Clone)]
pub struct Client {
    addr: String,
    token: String,
}

/// A status and a body.
pub type Answer = (u16, String);

impl Client {
    /// Sends a request, with a body of JSON and a key. Nothing when no whole answer comes.
    pub fn send(&self, method: &str, path: &str, key: &str, body: &str) -> Option<Answer> {
        let mut connection = TcpStream::connect(&self.addr).ok()?;
        connection.set_read_timeout(Some(WAIT_MAX)).ok()?;
        let (addr, token, length) = (&self.addr, &self.token, body.len());
        write!(
            connection,
            "{method} {path} HTTP/1.1\r\nhost: {addr}\r\nauthorization: Bearer {token}\r\nidempotency-key: {key}\r\n\
             content-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
        )
        .ok()?;
        let mut answer = Vec::new();
        connection.read_to_end(&mut answer).ok()?;
        whole(&String::from_utf8_lossy(&answer))
    }

    /// Asks for a page.
    pub fn get(&self, path: &str) -> Option<Answer> {
        self.send("GET", path, "none", "")
    }
}

/// An answer that has as many bytes as it says.
fn whole(answer: &str) -> Option<Answer> {
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let length = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
    match length {
        Some(length) if body.len() < length => None,
        _ => Some((status, body.to_owned())),
    }
}

/// Choices that can be made again: SplitMix64.
#[derive(Debug)]
pub struct Chance(u64);

impl Chance {
    /// By the seed of the environment, or by the time; printed, so that a run that fails can be repeated.
    pub fn new() -> Self {
        let given = std::env::var("LITHAIR_FAULT_SEED").ok().and_then(|seed| seed.parse().ok());
        let now = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_nanos() as u64);
        let seed = given.unwrap_or_else(now);
        println!("LITHAIR_FAULT_SEED={seed}");
        Self(seed)
    }

    /// The choices of a seed.
    pub fn from_seed(seed: u64) -> Self {
        Self(seed)
    }

    /// A seed for somebody else's choices.
    pub fn seed(&mut self) -> u64 {
        self.below(u64::MAX)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}

/// The database file of a site.
pub fn database(folder: &Path) -> PathBuf {
    folder.join("data/lithair-blog.sqlite")
}

/// What `verify` finds in a site's file.
///
/// # Errors
/// When the file can't be read as one.
pub fn findings(folder: &Path) -> Result<Vec<String>, String> {
    let file = database(folder);
    let check = verify(&file, std::sync::Arc::new(|_| {}));
    let found = runtime().block_on(check).map_err(|error| error.to_string())?;
    Ok(found.findings.first.iter().map(ToString::to_string).collect())
}

/// The titles that each post was given, the first first, by a blog that opens the folder as after any crash.
///
/// # Errors
/// When the folder can't be opened or read.
pub fn histories(folder: &Path) -> Result<Vec<Vec<String>>, String> {
    runtime().block_on(async {
        let blog = Blog::open(BlogOptions::local(folder.join("data"))).await.map_err(|error| error.to_string())?;
        let read = async {
            let mut histories = Vec::new();
            let mut query = PostQuery { status: Some(PostStatus::Published), limit: Some(100), ..Default::default() };
            loop {
                let page = blog.posts(Some(&Principal::OPERATOR), &query).await?;
                for post in page.posts {
                    let events = blog.post_events(&Principal::OPERATOR, post.id).await?;
                    let titles = events.iter().filter_map(|event| title(&event["payload"]));
                    histories.push(titles.collect());
                }
                query.cursor = page.next_cursor;
                if query.cursor.is_none() {
                    return Ok::<_, blog::service::ServiceError>(histories);
                }
            }
        };
        let histories = read.await.map_err(|error| error.to_string());
        blog.close().await;
        histories
    })
}

fn title(payload: &Value) -> Option<String> {
    payload["title"].as_str().or_else(|| payload["content"]["title"].as_str()).map(str::to_owned)
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}
