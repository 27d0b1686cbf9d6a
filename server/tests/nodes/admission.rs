//! Who may take part, and how one comes and goes.

use std::process::Stdio;

use crate::check::{invariants, settle};
use crate::faults::STREAM;
use crate::nats::{Nats, wait_for};
use crate::node::Nodes;
use crate::{nats, nodes};

#[test]
fn servers_that_answer_before_they_write_are_refused_by_name() {
    let Some(program) = nats::program() else { return };
    let nats = Nats::start_with(&program, "\"2m\"", "8MB");
    let nodes = Nodes::without_cluster(nats);
    let refused = nodes.run(0, &["cluster", "init"]);
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(!refused.status.success());
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.contains("nats-0") && said.contains("sync_interval: always"), "{said}");
}

#[test]
fn a_wrong_password_and_a_wrong_address_are_one_line() {
    let Some(program) = nats::program() else { return };
    let nodes = Nodes::without_cluster(Nats::start(&program));
    for (name, value, reason) in [
        ("LITHAIR_CLUSTER_PASSWORD", "wrong", "does not take this user"),
        ("LITHAIR_CLUSTER_URL", "nats://127.0.0.1:1", "can't reach"),
    ] {
        let mut command = nodes.command(0);
        command.env(name, value).env("LITHAIR_CLUSTER_WAIT_SECONDS", "0").arg("serve").stdin(Stdio::null());
        let refused = command.output().unwrap();
        let said = String::from_utf8(refused.stderr).unwrap();
        assert!(!refused.status.success() && said.lines().count() == 1 && said.contains(reason), "{said}");
        assert!(!said.contains("correct horse") && !said.contains("a-password"), "{said}");
    }
}

#[test]
fn a_folder_of_a_cluster_is_not_served_alone_and_a_strange_one_not_in_it() {
    let Some(mut nodes) = nodes() else { return };
    nodes.stop_node(1);
    let refused = nodes.command_alone(1).arg("serve").output().unwrap();
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(!refused.status.success() && said.contains("cluster leave"), "{said}");
    nodes.stop_node(2);
    std::fs::remove_dir_all(nodes.data_dir(2)).unwrap();
    let strange = ["account", "add", "--handle", "eve", "--name", "Eve", "--role", "admin", "--password-stdin"];
    nodes.run_alone(2, &strange);
    let refused = nodes.run(2, &["serve"]);
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(!refused.status.success() && said.contains("is not of cluster"), "{said}");
}

#[test]
fn nodes_that_speak_another_version_of_the_protocol_are_refused_by_it() {
    let Some(mut nodes) = nodes() else { return };
    assert_eq!(nodes.create(0, "Write in version 1").status, 201);
    nodes.stop_node(2);
    // As a program from the future leaves it.
    nodes.nats.configure(STREAM, |config| config["metadata"]["lithair-protocol"] = "2".into());
    let refused = nodes.run(2, &["serve"]);
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(!refused.status.success() && said.lines().count() == 1, "{said}");
    assert!(said.contains("speak version 2") && said.contains("speaks version 1"), "{said}");
    nodes.nats.configure(STREAM, |config| config["metadata"]["lithair-protocol"] = "1".into());
    nodes.start_node(2);
    invariants(&mut nodes, &["Write in version 1".to_owned()]);
}

#[test]
fn who_leaves_has_everything_and_serves_alone() {
    let Some(mut nodes) = nodes() else { return };
    nodes.create(0, "Write before leaving");
    settle(&nodes);
    nodes.stop_node(2);
    let left = nodes.run(2, &["cluster", "leave"]);
    assert!(left.status.success(), "{}", String::from_utf8_lossy(&left.stderr));
    let verified = nodes.command_alone(2).arg("verify").output().unwrap();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    let events = nodes.command_alone(2).args(["events", "--json"]).output().unwrap();
    assert!(String::from_utf8_lossy(&events.stdout).contains("Write before leaving"));
}

#[test]
fn what_the_log_does_not_take_at_once_is_refused_with_the_limit() {
    let Some(program) = nats::program() else { return };
    let mut nodes = Nodes::start(Nats::start_with(&program, "always", "64KB"));
    let large = serde_json::json!({ "title": "Large", "body": "word ".repeat(20_000) }).to_string();
    let refused = nodes.ask(0, "POST", "/api/v1/posts", &[], &large).unwrap();
    assert_eq!(refused.status, 413, "{}", refused.body);
    // 64 KB as the servers count them, without what a message's headers take.
    assert!(refused.body.contains("64512"), "{}", refused.body);
    assert_eq!(nodes.create(0, "Write that fits").status, 201);
    invariants(&mut nodes, &["Write that fits".to_owned()]);
}

#[test]
fn a_snapshot_on_command_lets_the_log_go_and_operators_see_it() {
    let Some(program) = nats::program() else { return };
    let mut nodes = Nodes::start_with(Nats::start(&program), &[("LITHAIR_METRICS_PUBLIC", "true")]);
    let titles: Vec<String> = (0..5).map(|number| format!("Write {number} before the snapshot")).collect();
    for title in &titles {
        assert_eq!(nodes.create(0, title).status, 201);
    }
    settle(&nodes);
    let metrics = nodes.ask(1, "GET", "/metrics", &[], "").unwrap().body;
    for line in ["cluster_sequence 5", "cluster_lag 0", "cluster_ready 1", "cluster_log_silent_seconds 0"] {
        assert!(metrics.contains(line), "{line}: {metrics}");
    }
    let kept = nodes.run(0, &["cluster", "snapshot"]);
    assert!(kept.status.success(), "{}", String::from_utf8_lossy(&kept.stderr));
    assert!(String::from_utf8_lossy(&kept.stdout).contains("as of message 5"));
    wait_for("a purge", || nodes.status()["stream"]["first_sequence"].as_u64().filter(|first| *first == 6));
    invariants(&mut nodes, &titles);
}

#[test]
fn a_wiped_node_and_one_that_was_away_past_the_purge_come_back() {
    let Some(program) = nats::program() else { return };
    // A snapshot after so few writes that the stream lets go of some within the test.
    let mut nodes = Nodes::start_with(Nats::start(&program), &[("LITHAIR_CLUSTER_SNAPSHOT_AFTER", "20")]);
    nodes.stop_node(1);
    nodes.stop_node(2);
    std::fs::remove_dir_all(nodes.data_dir(2)).unwrap();
    let mut answered = Vec::new();
    for number in 0..30 {
        let title = format!("Write {number} while others are away");
        assert_eq!(nodes.create(0, &title).status, 201);
        answered.push(title);
    }
    nodes.start_node(2);
    // Two nodes have the snapshot's log: the stream may let go of what it has.
    wait_for("a purge", || nodes.status()["stream"]["first_sequence"].as_u64().filter(|first| *first > 20));
    nodes.start_node(1);
    invariants(&mut nodes, &answered);
}
