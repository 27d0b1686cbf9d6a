//! A disk without room.

use serde_json::json;

use super::process::{Client, Server, binary, findings, histories, new_site};
use super::small_disk::{self, SmallDisk};

/// Writes that are tried until one is refused: what SQLite holds already takes some.
const WRITES_MAX: usize = 400;

fn write(client: &Client, number: usize) -> (u16, String) {
    let body = json!({ "title": format!("Post {number}"), "body": "x".repeat(20_000), "status": "published" });
    client.send("POST", "/api/v1/posts", &format!("post-{number}"), &body.to_string()).unwrap()
}

#[test]
fn a_full_disk_refuses_writes_serves_reads_and_recovers_when_there_is_room() {
    if !small_disk::are_possible() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let token = new_site(folder.path());
    let data_dir = folder.path().join("data");
    let mut command = binary();
    command.current_dir(&folder).args(["serve", "--addr", "127.0.0.1:0", "--log", "json"]);
    let mut server = Server::start_by(small_disk::under(&command, &data_dir, "6m"), &token);
    let disk = SmallDisk::of(&server.child, &data_dir);
    let client = server.client();
    assert_eq!(write(&client, 0).0, 201);
    disk.fill();
    let (number, (status, problem)) =
        (1..WRITES_MAX).map(|number| (number, write(&client, number))).find(|(_, (status, _))| *status != 201).unwrap();
    assert_eq!(status, 507, "{problem}");
    assert!(problem.contains("disk is full") && problem.contains("Nothing was changed"), "{problem}");
    assert_eq!(write(&client, number).0, 507, "and again");
    for page in ["/", "/posts/post-0", "/archive", "/search?q=post", "/feed.xml", "/readyz"] {
        assert_eq!(client.get(page).unwrap().0, 200, "{page}");
    }
    assert_eq!(client.get(&format!("/posts/post-{number}")).unwrap().0, 404);
    disk.make_room();
    assert_eq!(write(&client, number).0, 201, "it recovers without a restart");
    server.signal("TERM");
    assert!(server.child.wait().unwrap().success());
    disk.bring_back();
    assert_eq!(findings(folder.path()).unwrap(), [""; 0]);
    assert_eq!(histories(folder.path()).unwrap().len(), number + 1);
}
