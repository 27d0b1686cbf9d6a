//! What nodes do together on a good day.

use std::collections::BTreeMap;

use serde_json::json;

use crate::check::{invariants, settle};
use crate::nats::{self, Nats, wait_for};
use crate::node::Nodes;
use crate::nodes;

#[test]
fn what_one_node_writes_others_read_and_change() {
    let Some(mut nodes) = nodes() else { return };
    let created = nodes.create(0, "Write of node 0");
    assert_eq!(created.status, 201, "{}", created.body);
    let address = created.headers["location"].clone();
    // Whoever brings the position along sees at least that write, wherever they ask.
    let position = created.position().to_string();
    for node in 0..3 {
        let read = nodes.ask(node, "GET", &address, &[("lithair-position", &position)], "").unwrap();
        assert_eq!((read.status, read.json()["title"].as_str()), (200, Some("Write of node 0")), "node {node}");
        let page = nodes.ask(node, "GET", "/", &[("lithair-position", &position)], "").unwrap();
        assert!(page.body.contains("Write of node 0"), "node {node}");
    }
    let changed = json!({ "title": "Changed by node 1", "body": "Text", "status": "published" }).to_string();
    let etag = nodes.ask(1, "GET", &address, &[("lithair-position", &position)], "").unwrap().headers["etag"].clone();
    let saved = nodes.ask(1, "PUT", &address, &[("if-match", &etag)], &changed).unwrap();
    assert_eq!(saved.status, 200, "{}", saved.body);
    // What a node has in its cache is let go when another changes it.
    let position = saved.position().to_string();
    let page = nodes.ask(2, "GET", "/", &[("cookie", &format!("lithair_position={position}"))], "").unwrap();
    assert!(page.body.contains("Changed by node 1") && !page.body.contains("Write of node 0"));
    let deleted = nodes.ask(2, "DELETE", &address, &[("lithair-position", &position)], "").unwrap();
    assert_eq!(deleted.status, 204, "{}", deleted.body);
    let position = deleted.position().to_string();
    let gone = nodes.ask(0, "GET", "/posts/write-of-node-0", &[("lithair-position", &position)], "").unwrap();
    assert_eq!(gone.status, 410);
    invariants(&mut nodes, &["Write of node 0".to_owned()]);
}

#[test]
fn a_session_a_token_and_a_key_work_on_every_node() {
    let Some(mut nodes) = nodes() else { return };
    let form = "handle=ada&password=correct+horse+battery&next=";
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
    let signed_in = nodes.ask(0, "POST", "/admin/login", &headers, form).unwrap();
    assert_eq!(signed_in.status, 303, "{}", signed_in.body);
    let position = signed_in.position().to_string();
    let cookie = nodes_cookie(&nodes, form);
    for node in 0..3 {
        let admin = nodes
            .ask(node, "GET", "/admin/posts", &[("cookie", &cookie), ("lithair-position", &position)], "")
            .unwrap();
        assert_eq!(admin.status, 200, "node {node}");
    }
    let post = json!({ "title": "Write with a key", "body": "Text" }).to_string();
    let first = nodes.ask(1, "POST", "/api/v1/posts", &[("idempotency-key", "once")], &post).unwrap();
    let position = first.position().to_string();
    let headers = [("idempotency-key", "once"), ("lithair-position", position.as_str())];
    let again = nodes.ask(2, "POST", "/api/v1/posts", &headers, &post).unwrap();
    assert_eq!((again.status, again.json()["id"].clone()), (201, first.json()["id"].clone()));
    invariants(&mut nodes, &["Write with a key".to_owned()]);
}

#[test]
fn attempts_to_sign_in_are_counted_together() {
    let Some(program) = nats::program() else { return };
    let nodes = Nodes::start_with(Nats::start(&program), &[("LITHAIR_SIGN_IN_ATTEMPTS_PER_MINUTE", "2")]);
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
    let attempt = |node| nodes.ask(node, "POST", "/admin/login", &headers, "handle=ada&password=wrong&next=").unwrap();
    assert_eq!((attempt(0).status, attempt(1).status), (401, 401));
    // Nodes hear of it in a moment; whoever tries at a third one is refused by then.
    let refused = wait_for("a refusal", || Some(attempt(2)).filter(|answer| answer.status != 401));
    assert_eq!(refused.status, 429, "{}", refused.body);
    assert!(refused.headers.contains_key("retry-after"));
    let at_first = attempt(0);
    assert_eq!(at_first.status, 429, "{}", at_first.body);
}

/// Signs in on the first node, and gives the session's cookie once every node has it.
fn nodes_cookie(nodes: &Nodes, form: &str) -> String {
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
    let address = nodes.client();
    let signed_in = address.ask_for_cookies(0, "/admin/login", &headers, form);
    settle(nodes);
    signed_in.into_iter().find(|cookie| cookie.starts_with("lithair_session=")).unwrap()
}

/// A recorded history of saves that each relied on the version they saw, from all nodes at once: of those who saw the same
/// version one is answered, and the versions follow each other without a gap.
#[test]
fn of_those_who_saw_the_same_version_one_saves() {
    const SAVES: usize = 30;
    let Some(mut nodes) = nodes() else { return };
    let created = nodes.create(0, "Contended");
    let (address, position) = (created.headers["location"].clone(), created.position().to_string());
    let writers = (0..3).map(|node| {
        let (client, address, position) = (nodes.client(), address.clone(), position.clone());
        std::thread::spawn(move || {
            let (mut saved, mut position) = (Vec::new(), position);
            for number in 0..SAVES {
                let seen = client.ask(node, "GET", &address, &[("lithair-position", &position)], "").unwrap();
                let version = seen.json()["version"].as_u64().unwrap();
                let title = format!("Save {number} of node {node} after {version}");
                let change = json!({ "title": title, "body": "Text", "status": "published" }).to_string();
                let answer =
                    client.ask(node, "PUT", &address, &[("if-match", &seen.headers["etag"])], &change).unwrap();
                position = answer.headers["lithair-position"].clone();
                match answer.status {
                    200 => saved.push((version, answer.json()["version"].as_u64().unwrap(), title)),
                    412 => {}
                    status => panic!("{status}: {}", answer.body),
                }
            }
            saved
        })
    });
    let mut history: Vec<(u64, u64, String)> =
        writers.collect::<Vec<_>>().into_iter().flat_map(|writer| writer.join().unwrap()).collect();
    history.sort();
    let by_seen: BTreeMap<u64, usize> = history.iter().fold(BTreeMap::new(), |mut counts, (seen, _, _)| {
        *counts.entry(*seen).or_default() += 1;
        counts
    });
    assert!(by_seen.values().all(|count| *count == 1), "two saved over the same version: {history:?}");
    // Each save begins where the one before it ended: none was lost.
    assert!(history.windows(2).all(|pair| pair[0].1 == pair[1].0), "{history:?}");
    assert!(history.len() >= SAVES, "somebody always gets through: {}", history.len());
    settle(&nodes);
    let last = history.last().unwrap();
    let read = nodes.ask(2, "GET", &address, &[], "").unwrap().json();
    assert_eq!((read["version"].as_u64(), read["title"].as_str()), (Some(last.1), Some(last.2.as_str())));
    invariants(&mut nodes, &["Contended".to_owned()]);
}
