//! A disk without room.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::json;

use super::process::{Client, Server, clear_settings, findings, histories, new_site};

/// Writes that are tried until one is refused: what SQLite holds already takes some.
const WRITES_MAX: usize = 400;

/// Mounts a small disk that this process alone sees, puts the site onto it, serves it until its input ends (which it
/// does also when the test ends badly), and brings back what is there.
const SCRIPT: &str = r#"
set -e
mount -t tmpfs -o size=6m none "$2"
cp -a "$1/data" "$2/"
cd "$2"
exec 3<&0
"$3" serve --addr 127.0.0.1:0 --log json &
server=$!
{ cat <&3 > /dev/null; kill -TERM $server; } &
wait $server
rm -rf "$1/data"
cp -a "$2/data" "$1/"
"#;

fn on_small_disk(folder: &Path, disk: &Path) -> Command {
    let mut command = Command::new("unshare");
    command.args(["--mount", "sh", "-c", SCRIPT, "sh"]).args([folder, disk]).stdin(Stdio::piped());
    command.arg(env!("CARGO_BIN_EXE_lithair-blog"));
    clear_settings(&mut command);
    command
}

fn may_mount() -> bool {
    Command::new("unshare").args(["--mount", "true"]).output().is_ok_and(|output| output.status.success())
}

fn write(client: &Client, number: usize) -> (u16, String) {
    let body = json!({ "title": format!("Post {number}"), "body": "x".repeat(20_000), "status": "published" });
    client.send("POST", "/api/v1/posts", &format!("post-{number}"), &body.to_string()).unwrap()
}

/// Takes all the room there is.
fn fill(path: &Path) {
    let mut file = File::create(path).unwrap();
    for chunk_bytes in [1 << 16, 1 << 12, 1] {
        while file.write_all(&vec![b'x'; chunk_bytes]).is_ok() {}
    }
}

#[test]
fn a_full_disk_refuses_writes_serves_reads_and_recovers_when_there_is_room() {
    if !may_mount() {
        println!("skipped: needs root");
        return;
    }
    let (folder, disk) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let token = new_site(folder.path());
    let mut server = Server::start_by(on_small_disk(folder.path(), disk.path()), &token);
    let client = server.client();
    assert_eq!(write(&client, 0).0, 201);
    let seen = |path: &Path| {
        let id = server.child.id();
        PathBuf::from(format!("/proc/{id}/root")).join(path.strip_prefix("/").unwrap())
    };
    let filler = seen(&disk.path().join("filler"));
    fill(&filler);
    let (number, (status, problem)) =
        (1..WRITES_MAX).map(|number| (number, write(&client, number))).find(|(_, (status, _))| *status != 201).unwrap();
    assert_eq!(status, 507, "{problem}");
    assert!(problem.contains("disk is full") && problem.contains("Nothing was changed"), "{problem}");
    assert_eq!(write(&client, number).0, 507, "and again");
    for page in ["/", "/posts/post-0", "/archive", "/search?q=post", "/feed.xml", "/readyz"] {
        assert_eq!(client.get(page).unwrap().0, 200, "{page}");
    }
    assert_eq!(client.get(&format!("/posts/post-{number}")).unwrap().0, 404);
    fs::remove_file(&filler).unwrap();
    assert_eq!(write(&client, number).0, 201, "it recovers without a restart");
    // Waiting ends its input.
    assert!(server.child.wait().unwrap().success());
    assert_eq!(findings(folder.path()).unwrap(), [""; 0]);
    assert_eq!(histories(folder.path()).unwrap().len(), number + 1);
}
