//! Real nats-servers as processes on loopback.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::network::Network;
use crate::small_disk::{self, SmallDisk};

/// Longer than anything takes, even on a busy machine.
pub const WAIT_MAX: Duration = Duration::from_secs(60);
const ANSWER_MAX: Duration = Duration::from_secs(10);
/// Set where the tests must not be skipped for want of a nats-server.
const NEEDED: &str = "NATS_TESTS";

/// The user of the blogs, and the one of the system account.
pub const USER: (&str, &str) = ("blog", "a-password-for-tests");
pub const SYSTEM_USER: (&str, &str) = ("system", "another-password");

/// Where nats-server is; none where the tests are to be skipped, which this says.
pub fn program() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(1)?;
    let known = std::env::var_os("NATS_SERVER").map(PathBuf::from);
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&paths).map(|folder| folder.join("nats-server"));
    let found =
        known.into_iter().chain([root.join(".tools/bin/nats-server")]).chain(on_path).find(|path| path.exists());
    if found.is_none() {
        assert!(std::env::var_os(NEEDED).is_none(), "there is no nats-server: run script/setup cluster");
        eprintln!("SKIPPED: there is no nats-server (script/setup cluster installs one)");
    }
    found
}

/// Servers that keep a log together; they end with their test.
pub struct Nats {
    program: PathBuf,
    folder: TempDir,
    servers: Vec<Server>,
    sync: &'static str,
    max_payload: &'static str,
    /// How large the disks are on which they start; none where they have this machine's.
    disk_size: Option<&'static str>,
    /// The machines that the servers are on; none where all are on this one.
    network: Option<Network>,
}

struct Server {
    port: u16,
    monitor: u16,
    route: u16,
    child: Option<Child>,
    disk: Option<SmallDisk>,
}

impl Nats {
    /// Three servers that write to disk before they answer.
    pub fn start(program: &Path) -> Self {
        Self::start_with(program, "always", "8MB")
    }

    /// The same, each on a machine of its own.
    pub fn start_on(program: &Path, network: Network) -> Self {
        Self::start_all(program, "always", "8MB", None, Some(network))
    }

    /// The same, each on a disk of that size, which lasts until the server is killed.
    pub fn start_on_small_disks(program: &Path, size: &'static str) -> Self {
        Self::start_all(program, "always", "8MB", Some(size), None)
    }

    /// Three servers that write to disk when `sync` says, and take messages of so many bytes.
    pub fn start_with(program: &Path, sync: &'static str, max_payload: &'static str) -> Self {
        Self::start_all(program, sync, max_payload, None, None)
    }

    fn start_all(
        program: &Path,
        sync: &'static str,
        max_payload: &'static str,
        disk_size: Option<&'static str>,
        network: Option<Network>,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ports = free_ports(9);
        let servers = ports
            .chunks(3)
            .map(|ports| Server { port: ports[0], monitor: ports[1], route: ports[2], child: None, disk: None })
            .collect();
        let mut nats = Self { program: program.to_owned(), folder, servers, sync, max_payload, disk_size, network };
        (0..3).for_each(|index| nats.start_server(index));
        nats.wait_until_led();
        if nats.disk_size.take().is_some() {
            for (index, server) in nats.servers.iter_mut().enumerate() {
                let store = nats.folder.path().join(name(index));
                server.disk = server.child.as_ref().map(|child| SmallDisk::of(child, &store));
            }
        }
        nats
    }

    /// Where all of them are, for a blog.
    pub fn urls(&self) -> String {
        let urls = (0..3).map(|index| format!("nats://{}:{}", self.host(index), self.servers[index].port));
        urls.collect::<Vec<_>>().join(",")
    }

    fn host(&self, index: usize) -> String {
        self.network.as_ref().map_or_else(|| "127.0.0.1".to_owned(), |network| network.host(index))
    }

    /// Pulls the cable of a server's machine, or puts it back.
    pub fn connect(&self, index: usize, is_connected: bool) {
        if let Some(network) = &self.network {
            network.connect(index, is_connected);
        }
    }

    /// The ports at which they take connections.
    pub fn ports(&self) -> Vec<u16> {
        self.servers.iter().map(|server| server.port).collect()
    }

    /// Starts a server that is not running, with what its folder has.
    pub fn start_server(&mut self, index: usize) {
        let (name, store) = (name(index), self.store(index));
        let file = store.with_extension("conf");
        let routes = (0..3).map(|index| format!("nats://{}:{}", self.host(index), self.servers[index].route));
        let routes = routes.collect::<Vec<_>>().join(", ");
        let (host, namespace) = (self.host(index), self.network.as_ref().map(|network| network.namespace(index)));
        let server = &mut self.servers[index];
        let (port, monitor, route) = (server.port, server.monitor, server.route);
        let configuration = format!(
            "server_name: {name}\nlisten: {host}:{port}\nhttp: {host}:{monitor}\nmax_payload: {}\n\
             jetstream {{ store_dir: {store:?}, sync_interval: {} }}\n\
             cluster {{ name: test, listen: {host}:{route}, no_advertise: true, routes: [{routes}] }}\n\
             accounts {{ BLOG {{ jetstream: enabled, users: [{{ user: {}, password: {:?} }}] }}\n\
             $SYS {{ users: [{{ user: {}, password: {:?} }}] }} }}\n",
            self.max_payload, self.sync, USER.0, USER.1, SYSTEM_USER.0, SYSTEM_USER.1,
        );
        std::fs::write(&file, configuration).unwrap();
        let log = std::fs::File::create(store.with_extension("log")).unwrap();
        let mut command = match namespace {
            Some(namespace) => {
                let mut command = Command::new("ip");
                command.args(["netns", "exec", &namespace]).arg(&self.program);
                command
            }
            None => Command::new(&self.program),
        };
        command.arg("--config").arg(&file);
        if let Some(size) = self.disk_size {
            std::fs::create_dir_all(&store).unwrap();
            command = small_disk::under(&command, &store, size);
        }
        command.stdout(Stdio::null()).stderr(log);
        server.child = Some(command.spawn().unwrap());
    }

    /// Ends a server without warning.
    pub fn kill_server(&mut self, index: usize) {
        if let Some(mut child) = self.servers[index].child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
        self.servers[index].disk.take().into_iter().for_each(SmallDisk::bring_back);
    }

    /// The small disk of a server.
    pub fn disk(&self, index: usize) -> &SmallDisk {
        self.servers[index].disk.as_ref().unwrap()
    }

    /// Stops a server in the middle of whatever it does, or lets it go on.
    pub fn signal_server(&self, index: usize, signal: &str) {
        if let Some(child) = &self.servers[index].child {
            let id = child.id().to_string();
            assert!(Command::new("kill").args([&format!("-{signal}"), &id]).status().unwrap().success());
        }
    }

    /// Throws away what a server that was killed has kept.
    pub fn wipe_server(&self, index: usize) {
        let _ = std::fs::remove_dir_all(self.store(index));
    }

    /// Asks the servers' JetStream as the blogs' user does, in NATS' own words.
    pub fn ask_jetstream(&self, subject: &str, body: &Value) -> Value {
        let mut connection = TcpStream::connect(("127.0.0.1", self.servers[0].port)).unwrap();
        connection.set_read_timeout(Some(ANSWER_MAX)).unwrap();
        let connect = json!({ "user": USER.0, "pass": USER.1, "verbose": false, "pedantic": false });
        let body = body.to_string();
        let inbox = "_INBOX.of-this-test";
        write!(connection, "CONNECT {connect}\r\nSUB {inbox} 1\r\n").unwrap();
        write!(connection, "PUB $JS.API.{subject} {inbox} {}\r\n{body}\r\n", body.len()).unwrap();
        let mut lines = BufReader::new(connection).lines().map(Result::unwrap);
        lines.find(|line| line.starts_with("MSG ")).unwrap();
        serde_json::from_str(&lines.next().unwrap()).unwrap()
    }

    /// Changes how a stream is configured.
    pub fn configure(&self, stream: &str, change: impl FnOnce(&mut Value)) {
        let mut config = self.ask_jetstream(&format!("STREAM.INFO.{stream}"), &json!({}))["config"].take();
        change(&mut config);
        let answer = self.ask_jetstream(&format!("STREAM.UPDATE.{stream}"), &config);
        assert!(answer["error"].is_null(), "{answer}");
    }

    /// Where a server keeps everything.
    pub fn store(&self, index: usize) -> PathBuf {
        self.folder.path().join(name(index))
    }

    /// Waits until every server that runs takes part.
    pub fn wait_until_led(&self) {
        for (index, server) in self.servers.iter().enumerate().filter(|(_, server)| server.child.is_some()) {
            wait_for(&name(index), || {
                get(&self.host(index), server.monitor, "/healthz").filter(|answer| answer["status"] == "ok")
            });
        }
    }

    /// The server that orders a stream.
    pub fn leader_of(&self, stream: &str) -> usize {
        let leader = wait_for("a leader of the stream", || {
            let mut running = self.servers.iter().enumerate().filter(|(_, server)| server.child.is_some());
            running.find_map(|(index, server)| {
                let answer = get(&self.host(index), server.monitor, "/jsz?streams=true&accounts=true")?;
                let accounts = answer["account_details"].as_array()?.clone();
                let mut streams =
                    accounts.iter().flat_map(|account| account["stream_detail"].as_array().into_iter().flatten());
                let found = streams.find(|found| found["name"] == stream)?;
                found["cluster"]["leader"].as_str().map(str::to_owned)
            })
        });
        leader.trim_start_matches("nats-").parse().unwrap()
    }
}

impl Drop for Nats {
    fn drop(&mut self) {
        for server in &mut self.servers {
            if let Some(child) = &mut server.child {
                let _ = child.kill();
                let _ = child.wait();
            }
        }
    }
}

fn name(index: usize) -> String {
    format!("nats-{index}")
}

/// Waits for something that comes some time.
///
/// # Panics
/// When it doesn't.
pub fn wait_for<T>(what: &str, look: impl FnMut() -> Option<T>) -> T {
    wait_for_within(WAIT_MAX, what, look)
}

/// The same for something that takes long.
///
/// # Panics
/// When it doesn't come.
pub fn wait_for_within<T>(max: Duration, what: &str, look: impl FnMut() -> Option<T>) -> T {
    comes_within(max, look).unwrap_or_else(|| panic!("{what} did not come"))
}

/// What comes within a time, if it does.
pub fn comes_within<T>(max: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let began = Instant::now();
    loop {
        let found = look();
        if found.is_some() || began.elapsed() >= max {
            return found;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Ports at which nobody listens. They are below those that systems give to connections that go out: one of those could be
/// taken before a server listens there.
pub fn free_ports(count: usize) -> Vec<u16> {
    const FIRST: u32 = 20_000;
    const COUNT: u32 = 12_000;
    static ASKED: AtomicU32 = AtomicU32::new(0);
    // Tests that run in other processes begin elsewhere.
    let begin = std::process::id().wrapping_mul(61);
    let ports = std::iter::repeat_with(|| {
        let offset = begin.wrapping_add(ASKED.fetch_add(1, Ordering::Relaxed)) % COUNT;
        u16::try_from(FIRST + offset).unwrap()
    });
    ports.filter(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok()).take(count).collect()
}

/// The files of a folder that have these bytes.
pub fn holders(folder: &Path, bytes: &[u8]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            found.extend(holders(&path, bytes));
        } else if std::fs::read(&path).unwrap_or_default().windows(bytes.len()).any(|window| window == bytes) {
            found.push(path);
        }
    }
    found
}

fn get(host: &str, port: u16, path: &str) -> Option<Value> {
    let address = format!("{host}:{port}").parse().ok()?;
    let mut connection = TcpStream::connect_timeout(&address, Duration::from_secs(1)).ok()?;
    connection.set_read_timeout(Some(Duration::from_secs(2))).ok()?;
    write!(connection, "GET {path} HTTP/1.0\r\nhost: 127.0.0.1\r\n\r\n").ok()?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer).ok()?;
    serde_json::from_str(answer.split_once("\r\n\r\n")?.1).ok()
}
