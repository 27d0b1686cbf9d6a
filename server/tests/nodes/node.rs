//! Blogs as nodes of a cluster, each a process with a folder of its own.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::link::Link;
use crate::nats::{Nats, SYSTEM_USER, USER, free_ports, wait_for};
use crate::small_disk::{self, SmallDisk};

/// Longer than any answer takes: a write waits for fifteen seconds at most.
const ANSWER_MAX: Duration = Duration::from_secs(40);

/// Three nodes of a site, the first of which began it.
pub struct Nodes {
    pub nats: Nats,
    folder: TempDir,
    ports: Vec<u16>,
    processes: Vec<Option<Child>>,
    settings: Vec<(String, String)>,
    /// Links that stand between a node and the servers.
    links: Vec<Vec<Link>>,
    /// The programs that nodes run.
    programs: [PathBuf; 3],
    /// Small disks that nodes run on.
    disks: [Option<SmallDisk>; 3],
    token: String,
}

/// An answer of a node.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    /// Every `Set-Cookie`.
    pub cookies: Vec<String>,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// Where the log was when it was given.
    pub fn position(&self) -> u64 {
        self.headers["lithair-position"].parse().unwrap()
    }
}

impl Nodes {
    /// Three folders with nothing in them, and no cluster.
    pub fn without_cluster(nats: Nats) -> Self {
        let (folder, ports, processes) = (tempfile::tempdir().unwrap(), free_ports(3), vec![None, None, None]);
        let (settings, links, disks) = (Vec::new(), vec![Vec::new(); 3], [None, None, None]);
        let programs = [(); 3].map(|()| env!("CARGO_BIN_EXE_lithair-blog").into());
        Self { nats, folder, ports, processes, settings, links, programs, disks, token: String::new() }
    }

    /// A site of three nodes with one account.
    pub fn start(nats: Nats) -> Self {
        Self::start_with(nats, &[])
    }

    /// The same with further settings.
    pub fn start_with(nats: Nats, settings: &[(&str, &str)]) -> Self {
        let mut nodes = Self::without_cluster(nats);
        settings.iter().for_each(|(name, value)| nodes.set(name, value));
        // What is there before the cluster is made belongs to it.
        let account = ["account", "add", "--handle", "ada", "--name", "Ada", "--role", "admin", "--password-stdin"];
        nodes.run_alone(0, &account);
        nodes.token = nodes.run_alone(0, &["account", "token", "--handle", "ada"]);
        let made = nodes.run(0, &["cluster", "init"]);
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        (0..3).for_each(|node| nodes.start_node(node));
        nodes
    }

    /// Sets a setting for all nodes that start from now on.
    pub fn set(&mut self, name: &str, value: &str) {
        self.settings.push((name.to_owned(), value.to_owned()));
    }

    /// Has a node run another build of the program from its next start on; none for this one.
    pub fn install(&mut self, node: usize, program: Option<&Path>) {
        self.programs[node] = program.map_or_else(|| env!("CARGO_BIN_EXE_lithair-blog").into(), Path::to_owned);
    }

    /// Puts links between a node and the servers, from its next start on.
    pub fn link(&mut self, node: usize) -> Vec<Link> {
        self.links[node] = self.nats.ports().into_iter().map(Link::to).collect();
        self.links[node].clone()
    }

    fn urls(&self, node: usize) -> String {
        let links = &self.links[node];
        if links.is_empty() {
            return self.nats.urls();
        }
        links.iter().map(|link| format!("nats://127.0.0.1:{}", link.port)).collect::<Vec<_>>().join(",")
    }

    pub fn data_dir(&self, node: usize) -> PathBuf {
        self.folder.path().join(format!("node-{node}"))
    }

    /// A command of the binary as a node.
    pub fn command(&self, node: usize) -> Command {
        let mut command = self.command_alone(node);
        command
            .env("LITHAIR_CLUSTER_URL", self.urls(node))
            .env("LITHAIR_CLUSTER_NODE", format!("node-{node}"))
            .env("LITHAIR_CLUSTER_USER", USER.0)
            .env("LITHAIR_CLUSTER_PASSWORD", USER.1)
            .env("LITHAIR_CLUSTER_SYSTEM_USER", SYSTEM_USER.0)
            .env("LITHAIR_CLUSTER_SYSTEM_PASSWORD", SYSTEM_USER.1)
            .env("LITHAIR_CLUSTER_WAIT_SECONDS", "30");
        command.envs(self.settings.iter().map(|(name, value)| (name, value)));
        command
    }

    /// A command on a node's folder as if it stood alone.
    pub fn command_alone(&self, node: usize) -> Command {
        let mut command = Command::new(&self.programs[node]);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("LITHAIR_")) {
            command.env_remove(name);
        }
        command.env("LITHAIR_DATA_DIR", self.data_dir(node)).env("LITHAIR_LOG_LEVEL", "warn").current_dir(&self.folder);
        command
    }

    /// Runs a command as a node, whose server is not running.
    pub fn run(&self, node: usize, arguments: &[&str]) -> Output {
        self.command(node).args(arguments).stdin(Stdio::null()).output().unwrap()
    }

    /// Runs a command on a folder as if it stood alone, with a password on its standard input.
    pub fn run_alone(&self, node: usize, arguments: &[&str]) -> String {
        with_password(self.command_alone(node), arguments)
    }

    /// The same as a node.
    pub fn run_with_password(&self, node: usize, arguments: &[&str]) -> String {
        with_password(self.command(node), arguments)
    }

    /// Starts a node that is not running, and waits until it is ready.
    pub fn start_node(&mut self, node: usize) {
        self.start_node_slowly(node);
        self.wait_until_ready(node);
    }

    /// Starts a node without waiting for it.
    pub fn start_node_slowly(&mut self, node: usize) {
        let command = self.serve(node);
        self.spawn(node, command);
    }

    /// Starts a node on a disk of that size until it is stopped, and waits until it is ready.
    pub fn start_node_on_small_disk(&mut self, node: usize, size: &str) {
        let command = small_disk::under(&self.serve(node), &self.data_dir(node), size);
        self.spawn(node, command);
        self.wait_until_ready(node);
        self.disks[node] = self.processes[node].as_ref().map(|process| SmallDisk::of(process, &self.data_dir(node)));
    }

    pub fn disk(&self, node: usize) -> &SmallDisk {
        self.disks[node].as_ref().unwrap()
    }

    fn serve(&self, node: usize) -> Command {
        let mut command = self.command(node);
        command.args(["serve", "--addr", &format!("127.0.0.1:{}", self.ports[node])]);
        command
    }

    fn spawn(&mut self, node: usize, mut command: Command) {
        let log = std::fs::File::options().create(true).append(true).open(self.log_file(node)).unwrap();
        self.processes[node] = Some(command.stdout(Stdio::null()).stderr(log).spawn().unwrap());
    }

    fn log_file(&self, node: usize) -> PathBuf {
        self.folder.path().join(format!("node-{node}.log"))
    }

    /// What a node told its operator.
    pub fn log(&self, node: usize) -> String {
        std::fs::read_to_string(self.log_file(node)).unwrap_or_default()
    }

    pub fn wait_until_ready(&mut self, node: usize) {
        let (client, log) = (self.client(), self.log_file(node));
        let process = self.processes[node].as_mut().unwrap();
        wait_for(&format!("node {node}"), || {
            let ended = process.try_wait().unwrap();
            assert_eq!(ended, None, "node {node} ended: {}", std::fs::read_to_string(&log).unwrap_or_default());
            client.ask(node, "GET", "/readyz", &[], "").filter(|answer| answer.status == 200)
        });
    }

    /// Stops a node as an operator does.
    pub fn stop_node(&mut self, node: usize) {
        self.signal_node(node, "TERM");
        if let Some(mut child) = self.processes[node].take() {
            child.wait().unwrap();
        }
        self.disks[node].take().into_iter().for_each(SmallDisk::bring_back);
    }

    /// Ends a node without warning.
    pub fn kill_node(&mut self, node: usize) {
        if let Some(mut child) = self.processes[node].take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    pub fn signal_node(&self, node: usize, signal: &str) {
        if let Some(child) = &self.processes[node] {
            let id = child.id().to_string();
            assert!(Command::new("kill").args([&format!("-{signal}"), &id]).status().unwrap().success());
        }
    }

    /// How to ask the nodes from another thread.
    pub fn client(&self) -> Client {
        Client { ports: self.ports.clone(), token: self.token.clone() }
    }

    pub fn ask(&self, node: usize, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Option<Answer> {
        self.client().ask(node, method, path, headers, body)
    }

    /// Writes a post by way of a node.
    pub fn create(&self, node: usize, title: &str) -> Answer {
        self.client().create(node, title).unwrap()
    }

    /// What every node says of the cluster, asked from outside.
    pub fn status(&self) -> Value {
        let output = self.run(0, &["cluster", "status", "--json"]);
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
    }
}

fn with_password(mut command: Command, arguments: &[&str]) -> String {
    let mut child = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"correct horse battery\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

impl Drop for Nodes {
    fn drop(&mut self) {
        for process in self.processes.iter_mut().flatten() {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

/// Asks nodes.
#[derive(Clone)]
pub struct Client {
    ports: Vec<u16>,
    token: String,
}

impl Client {
    /// Nothing when no whole answer comes.
    pub fn ask(&self, node: usize, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Option<Answer> {
        let port = self.ports[node];
        let mut connection = TcpStream::connect(("127.0.0.1", port)).ok()?;
        connection.set_read_timeout(Some(ANSWER_MAX)).ok()?;
        let (token, length) = (&self.token, body.len());
        let mut request = format!(
            "{method} {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\ncontent-length: {length}\r\nconnection: close\r\n"
        );
        if path.starts_with("/api/") {
            request.push_str(&format!("authorization: Bearer {token}\r\ncontent-type: application/json\r\n"));
        }
        headers.iter().for_each(|(name, value)| request.push_str(&format!("{name}: {value}\r\n")));
        write!(connection, "{request}\r\n{body}").ok()?;
        let mut answer = Vec::new();
        connection.read_to_end(&mut answer).ok()?;
        let answer = String::from_utf8_lossy(&answer);
        let (head, body) = answer.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        let headers: BTreeMap<String, String> = head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let length = headers.get("content-length").and_then(|length| length.parse().ok());
        let is_whole = length.is_none_or(|length: usize| body.len() >= length);
        let cookies = head.lines().filter_map(|line| line.strip_prefix("set-cookie: ")).map(str::to_owned).collect();
        is_whole.then(|| Answer { status, headers, cookies, body: body.to_owned() })
    }

    /// The cookies that an answer sets.
    pub fn ask_for_cookies(&self, node: usize, path: &str, headers: &[(&str, &str)], body: &str) -> Vec<String> {
        let answer = self.ask(node, "POST", path, headers, body).unwrap();
        answer.cookies.iter().filter_map(|cookie| cookie.split(';').next()).map(str::to_owned).collect()
    }

    pub fn create(&self, node: usize, title: &str) -> Option<Answer> {
        let post = json!({ "title": title, "body": "A *text*.", "status": "published" });
        self.ask(node, "POST", "/api/v1/posts", &[], &post.to_string())
    }
}
