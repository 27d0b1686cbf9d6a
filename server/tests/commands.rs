//! The binary as people and scripts call it, in an empty folder and without a variable of its own.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests say what must hold by panicking")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Output, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use serde_json::Value;

/// Longer than any start takes, even on a busy machine.
const START_MAX: Duration = Duration::from_secs(60);

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lithair-blog"));
    command.current_dir(folder).args(arguments);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("LITHAIR_") || name.to_string_lossy().starts_with("LEPTOS_") {
            command.env_remove(name);
        }
    }
    command
}

fn run(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child =
        command(folder, arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A command that reads nothing may be gone already.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

#[track_caller]
fn succeed(folder: &Path, arguments: &[&str], input: &str) -> String {
    let output = run(folder, arguments, input);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What a command that fails says on its one line.
#[track_caller]
fn fail(folder: &Path, arguments: &[&str], input: &str, code: i32) -> String {
    let output = run(folder, arguments, input);
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {message}");
    assert_eq!(message.lines().count(), 1, "{message}");
    message
}

#[test]
fn a_wrong_setting_stops_the_start_with_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let message = fail(folder.path(), &["serve", "--addr", "nowhere"], "", 2);
    assert!(message.contains("flag --addr: \"nowhere\""), "{message}");
    std::fs::write(folder.path().join("lithair-blog.toml"), "page_cache_bytes = 'much'").unwrap();
    let message = fail(folder.path(), &["serve"], "", 2);
    assert!(message.contains("file lithair-blog.toml, key page_cache_bytes: \"much\""), "{message}");
    let output = command(folder.path(), &["serve"]).env("LITHAIR_ADRR", "127.0.0.1:0").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("variable LITHAIR_ADRR: there is no such setting"));
    assert!(!folder.path().join("data").exists(), "nothing was made");
}

#[test]
fn accounts_are_made_and_listed() {
    let folder = tempfile::tempdir().unwrap();
    let add = ["account", "add", "--handle", "ada", "--name", "Ada", "--role", "admin", "--password-stdin"];
    let message = fail(folder.path(), &add, "short\n", 1);
    assert!(message.contains("password: Too short: at least 10 characters."), "{message}");
    fail(folder.path(), &add, "", 1);
    succeed(folder.path(), &add, "a long password\n");
    let message = fail(folder.path(), &add, "a long password\n", 1);
    assert!(message.contains("handle: Already taken"), "{message}");
    assert_eq!(succeed(folder.path(), &["account", "list"], ""), "ada\tadmin\tactive\tAda\n");
    let token = succeed(folder.path(), &["account", "token", "--handle", "ada"], "");
    assert_eq!(token.lines().count(), 1);
    assert_eq!(token.split_whitespace().count(), 1, "nothing but the token is printed");
    let message = fail(folder.path(), &["account", "token", "--handle", "bob"], "", 1);
    assert!(message.contains("there is no such account"), "{message}");
    succeed(folder.path(), &["account", "password", "--handle", "ada", "--password-stdin"], "another password\n");
}

#[test]
fn the_api_is_described_without_a_site() {
    let folder = tempfile::tempdir().unwrap();
    let document: Value = serde_json::from_str(&succeed(folder.path(), &["openapi"], "")).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    assert!(!folder.path().join("data").exists());
}

#[test]
fn the_binary_alone_serves_every_kind_of_page_until_it_is_asked_to_stop() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(folder.path());
    for address in ["/", "/archive", "/search", "/feed.xml", "/sitemap.xml", "/admin/setup", "/readyz"] {
        let answer = server.get(address);
        assert!(answer.starts_with("HTTP/1.1 200 "), "{address}: {answer}");
    }
    let home = server.get("/");
    let stylesheet = home.split('"').find(|part| part.starts_with("/assets/style-")).unwrap();
    assert!(server.get(stylesheet).starts_with("HTTP/1.1 200 "));

    let message = fail(folder.path(), &["account", "list"], "", 1);
    assert!(message.contains("is in use by another process"), "{message}");

    let pid = server.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    assert!(server.child.wait().unwrap().success());
    assert_eq!(succeed(folder.path(), &["account", "list"], ""), "");
}

#[test]
fn operators_look_after_a_database_that_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start_with(folder.path(), &["--demo"]);
    let verified = succeed(folder.path(), &["verify"], "");
    assert!(verified.ends_with(": everything is as it was written.\n"), "{verified}");
    assert!(succeed(folder.path(), &["rebuild"], "").ends_with(": 0 rows were changed.\n"));
    let log = succeed(folder.path(), &["events"], "");
    assert!(log.starts_with("1\t") && log.contains("\tPostCreated\n"), "{log}");
    let first = succeed(folder.path(), &["events", "--json"], "");
    let first: Value = serde_json::from_str(first.lines().next().unwrap()).unwrap();
    assert_eq!(first["global_position"], 1);
    assert!(first["payload"].is_object());
    let compacted = succeed(folder.path(), &["compact", "--older-than-days", "0", "--all"], "");
    assert!(compacted.contains(" events are sealed into 1 segments."), "{compacted}");
    assert!(succeed(folder.path(), &["backup", "copy.sqlite"], "").contains("up to event "));
    assert!(fail(folder.path(), &["backup", "copy.sqlite"], "", 1).contains("exists already"));
    succeed(folder.path(), &["backup", "copy.sqlite", "--force"], "");
    assert!(fail(folder.path(), &["restore", "copy.sqlite"], "", 1).contains("in use by another process"));
    let image = server.get("/posts/welcome").split('"').find(|part| part.starts_with("/media/")).map(str::to_owned);

    let healthy = succeed(folder.path(), &["healthcheck", "--addr", &server.addr], "");
    assert_eq!(healthy, format!("{} is ready\n", server.addr));
    let addr = server.addr.clone();
    drop(server);
    assert_eq!(run(folder.path(), &["healthcheck", "--addr", &addr], "").status.code(), Some(1));

    let elsewhere = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.sqlite");
    let restored = succeed(elsewhere.path(), &["restore", copy.to_str().unwrap()], "");
    assert!(restored.contains("was restored, up to event "), "{restored}");
    succeed(elsewhere.path(), &["verify"], "");
    let server = Server::start(elsewhere.path());
    for address in ["/", "/posts/welcome"].into_iter().chain(image.as_deref()) {
        let answer = server.get(address);
        assert!(answer.starts_with("HTTP/1.1 200 "), "{address}: {answer}");
    }
}

#[test]
fn a_database_that_was_tampered_with_is_named_and_not_restored() {
    let folder = tempfile::tempdir().unwrap();
    let add = ["account", "add", "--handle", "ada", "--name", "Ada", "--role", "admin", "--password-stdin"];
    succeed(folder.path(), &add, "a long password\n");
    succeed(folder.path(), &["backup", "copy.sqlite"], "");
    let copy = folder.path().join("copy.sqlite");
    let mut bytes = std::fs::read(&copy).unwrap();
    // Whatever of the name stands in the file now, in events and tables alike.
    let places: Vec<usize> = (0..bytes.len() - 3).filter(|at| &bytes[*at..at + 3] == b"Ada").collect();
    places.iter().for_each(|at| bytes[*at] = b'O');
    std::fs::write(&copy, bytes).unwrap();
    assert!(fail(folder.path(), &["verify", "missing.sqlite"], "", 1).contains("missing.sqlite"));
    let output = run(folder.path(), &["verify", "copy.sqlite"], "");
    let found = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(1));
    assert!(found.starts_with("event 1: "), "{found}");
    let output = run(folder.path(), &["restore", "copy.sqlite"], "");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("event 1: "));
    assert_eq!(succeed(folder.path(), &["account", "list"], ""), "ada\tadmin\tactive\tAda\n");
}

#[test]
fn metrics_have_an_address_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start_with(folder.path(), &["--metrics-addr", "127.0.0.1:0"]);
    assert!(server.get("/metrics").starts_with("HTTP/1.1 404 "));
    let metrics_addr = server.metrics_addr.clone().unwrap();
    let answer = get(&metrics_addr, "/metrics");
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("lithair_blog_log_head_position"), "{answer}");
    assert!(get(&metrics_addr, "/").starts_with("HTTP/1.1 404 "), "nothing else is there");
}

/// A server that ends with its test.
struct Server {
    child: Child,
    addr: String,
    metrics_addr: Option<String>,
}

impl Server {
    fn start(folder: &Path) -> Self {
        Self::start_with(folder, &[])
    }

    fn start_with(folder: &Path, further: &[&str]) -> Self {
        let arguments = [&["serve", "--addr", "127.0.0.1:0", "--log", "json"], further].concat();
        let mut child = command(folder, &arguments).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let log = child.stderr.take().unwrap();
        let (found, addresses) = mpsc::channel();
        thread::spawn(move || tell_addresses(log, &found));
        let mut server = Self { child, addr: String::new(), metrics_addr: None };
        let has_all = |server: &Self| {
            !server.addr.is_empty() && (server.metrics_addr.is_some() || !further.contains(&"--metrics-addr"))
        };
        while !has_all(&server) {
            match addresses.recv_timeout(START_MAX).unwrap() {
                (true, addr) => server.metrics_addr = Some(addr),
                (false, addr) => server.addr = addr,
            }
        }
        server
    }

    fn get(&self, address: &str) -> String {
        get(&self.addr, address)
    }
}

fn get(addr: &str, address: &str) -> String {
    let mut connection = TcpStream::connect(addr).unwrap();
    connection.set_read_timeout(Some(START_MAX)).unwrap();
    write!(connection, "GET {address} HTTP/1.1\r\nhost: {addr}\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads the log to its end, so that it never blocks the program, and tells each address when it comes, and whether it
/// is that of the metrics.
fn tell_addresses(log: ChildStderr, found: &mpsc::Sender<(bool, String)>) {
    for line in BufReader::new(log).lines().map_while(Result::ok) {
        let entry: Value = serde_json::from_str(&line).unwrap_or_default();
        for (is_of_metrics, name) in [(false, "addr"), (true, "metrics_addr")] {
            if let Some(addr) = entry[name].as_str() {
                let _ = found.send((is_of_metrics, addr.to_owned()));
            }
        }
    }
}

#[test]
fn a_person_is_erased_by_one_command() {
    let folder = tempfile::tempdir().unwrap();
    let account = ["account", "add", "--handle", "zephyrine", "--name", "Zephyrine Quatremer", "--role", "author"];
    succeed(folder.path(), &[account.as_slice(), &["--password-stdin"]].concat(), "correct horse battery\n");
    let said = succeed(folder.path(), &["erase", "--handle", "zephyrine"], "");
    assert!(said.contains("\"zephyrine\" was erased"), "{said}");
    assert!(said.contains("hold the name or the handle: 0."), "{said}");
    assert_eq!(succeed(folder.path(), &["account", "list"], ""), "");
    succeed(folder.path(), &["verify"], "");
    let message = fail(folder.path(), &["erase", "--handle", "zephyrine"], "", 1);
    assert!(message.contains("no such account"), "{message}");
}

#[test]
fn a_file_is_erased_by_one_command() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start_with(folder.path(), &["--demo"]);
    let welcome = server.get("/posts/welcome");
    let address = welcome.split('"').find(|part| part.starts_with("/media/")).unwrap().to_owned();
    assert!(server.get(&address).starts_with("HTTP/1.1 200 "));
    drop(server);
    let hash = address.split('/').nth(2).unwrap();
    let said = succeed(folder.path(), &["erase", "--media", hash], "");
    assert!(said.contains("was erased; its address answers that it is gone."), "{said}");
    assert!(said.contains("Posts that show nothing any more where it was: 1."), "{said}");
    succeed(folder.path(), &["verify"], "");
    let message = fail(folder.path(), &["erase", "--media", hash], "", 1);
    assert!(message.contains("the library has no file"), "{message}");
    assert_eq!(run(folder.path(), &["erase"], "").status.code(), Some(2));
    assert_eq!(run(folder.path(), &["erase", "--media", hash, "--handle", "ada"], "").status.code(), Some(2));
    let server = Server::start(folder.path());
    assert!(server.get(&address).starts_with("HTTP/1.1 410 "));
}

#[test]
fn a_site_goes_out_as_markdown_and_as_pages_and_comes_in_again() {
    let folder = tempfile::tempdir().unwrap();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/zola");
    // One of its files is broken on purpose.
    assert_eq!(run(folder.path(), &["import", fixture.to_str().unwrap()], "").status.code(), Some(3));
    let summary = succeed(folder.path(), &["export", "markdown"], "");
    assert!(summary.starts_with("7 posts and pages, 0 comments, 2 images: "), "{summary}");
    let again = succeed(folder.path(), &["--data-dir", "other", "import", "markdown"], "");
    assert!(again.starts_with("7 posts and pages found: 7 added"), "{again}");
    let summary = succeed(folder.path(), &["export", "--static", "pages", "--base-url", "https://new.example"], "");
    assert!(summary.contains(" pages and feeds, "), "{summary}");
    let home = std::fs::read_to_string(folder.path().join("pages/index.html")).unwrap();
    assert!(home.contains(r#"<link rel="canonical" href="https://new.example/">"#), "{home}");
    let message = fail(folder.path(), &["export", "."], "", 1);
    assert!(message.contains("is not empty and no markdown export"), "{message}");
    let message = fail(folder.path(), &["--data-dir", "nowhere", "export", "x"], "", 1);
    assert!(message.contains("nowhere"), "{message}");
    assert!(!folder.path().join("x").exists() && !folder.path().join("nowhere").exists());
}

fn fixture(path: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures").join(path).to_str().unwrap().to_owned()
}

/// One site of each engine: what is imported, with what, whether all of it can be, and where some old addresses lead.
#[test]
fn every_engine_moves_in_and_its_old_addresses_lead_on() {
    type Moves<'m> = &'m [(&'m str, &'m str, &'m str)];
    let uploads = fixture("wordpress/uploads");
    let cases: [(&str, &[&str], i32, Moves<'_>); 6] = [
        (
            "hugo",
            &[],
            3,
            &[
                ("/blog/2018/07/second-note/", "/posts/second-note", "Second Note"),
                ("/blog/posts/harbour/", "/posts/harbour", "The harbour"),
                ("/blog/notes/", "/categories/notes-of-the-day", "Second Note"),
                ("/blog/about/", "/about", "Who we are"),
            ],
        ),
        (
            "jekyll",
            &["--format", "jekyll"],
            3,
            &[
                ("/blog/sea/land/2020/01/02/first-steps.html", "/posts/first-steps", "Before the fold."),
                ("/old/steps/", "/posts/first-steps", "Before the fold."),
                ("/topics/ropes/", "/tags/ropes", "First steps"),
            ],
        ),
        (
            "wordpress/export.xml",
            &["--media", &uploads],
            0,
            &[
                ("/2020/01/first-steps/", "/posts/first-steps", "It began with a rope."),
                ("/?p=11", "/posts/first-steps", "First steps"),
                ("/tag/knots/", "/tags/knots", "First steps"),
                ("/feed/", "/rss.xml", "First steps"),
            ],
        ),
        ("ghost/export.json", &[], 3, &[("/every-card/", "/posts/every-card", "Every card")]),
        ("ghost", &["--format", "ghost"], 3, &[("/every-card/", "/posts/every-card", "Every card")]),
        ("zola", &["--format", "markdown"], 3, &[]),
    ];
    for (path, arguments, code, moves) in cases {
        let folder = tempfile::tempdir().unwrap();
        let path = fixture(path);
        let arguments = [&["import", path.as_str()], arguments].concat();
        let first = run(folder.path(), &arguments, "");
        assert_eq!(first.status.code(), Some(code), "{arguments:?}: {}", String::from_utf8_lossy(&first.stderr));
        let again = run(folder.path(), &arguments, "");
        let summary = String::from_utf8(again.stdout).unwrap();
        assert!(summary.contains(" found: 0 added, "), "{arguments:?}: {summary}");
        let server = Server::start(folder.path());
        for (old, new, text) in moves {
            let answer = server.get(old);
            assert!(answer.starts_with("HTTP/1.1 301 "), "{old}: {answer}");
            assert!(answer.contains(&format!("\r\nlocation: {new}\r\n")), "{old}: {answer}");
            let page = server.get(new);
            assert!(page.starts_with("HTTP/1.1 200 ") && page.contains(text), "{new}: {page}");
        }
    }
}

/// What a hostile or a careless hand may pass for a site: the rest of it comes in, and each is named.
#[test]
fn what_is_broken_in_a_site_is_named_with_its_reason() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, bytes: &[u8]| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    let bomb = (1..12).fold("a0: &a0 [x]\n".to_owned(), |text, level| {
        format!("{text}a{level}: &a{level} [{}]\n", vec![format!("*a{}", level - 1); 9].join(", "))
    });
    let files: [(&str, &[u8], &str); 6] = [
        ("good.md", b"---\ntitle: Good\ndate: 2020-01-01\n---\nText", ""),
        ("cut.md", b"---\ntitle: Cut off\ndate: 2020-01-", ":1: the front matter that begins here has no closing ---"),
        ("bytes.md", b"---\ntitle: A\n---\n\xff\xfe", ":4: not UTF-8"),
        ("bomb.md", &format!("---\ntitle: Bomb\n{bomb}---\n").into_bytes(), ":"),
        ("picture.md", b"\x89PNG\r\n\x1a\n\x00", ":"),
        (
            "climbs.md",
            b"---\ntitle: Climbs\ndate: 2020-01-01\naliases: [../../../up]\nredirect_from: [../../../up]\n---\n![x](../../../../etc/passwd)",
            ": leads nowhere: ../../../../etc/passwd",
        ),
    ];
    for (engine, settings, texts) in [("hugo", "hugo.toml", "content/posts"), ("jekyll", "_config.yml", "_posts")] {
        write(&format!("{engine}/{settings}"), b"");
        for (name, bytes, _) in &files {
            write(&format!("{engine}/{texts}/2020-01-01-{name}"), bytes);
        }
        let data = format!("data-{engine}");
        let output = run(folder.path(), &["--data-dir", &data, "import", engine], "");
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(3), "{told}");
        for (name, _, reason) in files.iter().filter(|(_, _, reason)| !reason.is_empty()) {
            let is_it = |line: &str| line.contains(&format!("2020-01-01-{name}")) && line.contains(reason);
            assert!(told.lines().any(is_it), "{engine} {name} {reason}\n{told}");
        }
        let again = run(folder.path(), &["--data-dir", &data, "import", engine], "");
        assert!(String::from_utf8(again.stdout).unwrap().contains(" found: 0 added, 2 there already, "));
    }
    write("cut.zip", b"PK\x03\x04 and then nothing");
    write("cut.xml", b"<rss xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><item><title>T</title>");
    write("picture.json", b"\x89PNG\r\n\x1a\n");
    for (path, reason) in [("cut.zip", "a broken zip archive"), ("picture.json", "a picture"), ("nowhere", "nowhere")] {
        let output = run(folder.path(), &["import", path], "");
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{path}: {told}");
        assert!(told.contains(reason), "{path}: {told}");
    }
    let output = run(folder.path(), &["import", "cut.xml"], "");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("cut.xml:1: "));
}
