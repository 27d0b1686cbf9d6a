//! What must hold after any bad day: every answered write is in the log once, all nodes have the same log and the same
//! tables, and each verifies.

use std::collections::BTreeMap;

use blog::store::Database;
use blog::store::log::Scan;

use crate::nats::{WAIT_MAX, comes_within};
use crate::node::Nodes;

/// What may differ from node to node: when each sealed and kept snapshots, who opened it, and what was forgotten when.
const TABLES: [&str; 15] = [
    "posts",
    "slugs",
    "redirects",
    "published",
    "published_terms",
    "working_terms",
    "search_texts",
    "post_labels",
    "accounts",
    "access_tokens",
    "sessions",
    "media",
    "erased_payloads",
    "event_kinds",
    "list_lengths",
];

/// Brings every node up, lets them settle, stops them, and compares their files. `answered` are the titles that nodes
/// said were written; each must be there once. Gives how often each title is there.
pub fn invariants(nodes: &mut Nodes, answered: &[String]) -> BTreeMap<String, usize> {
    settle(nodes);
    (0..3).for_each(|node| nodes.stop_node(node));
    let dumps: Vec<Vec<String>> = (0..3).map(|node| dump(nodes, node)).collect();
    for node in 1..3 {
        let differs = dumps[0].iter().zip(&dumps[node]).find(|(one, other)| one != other);
        assert_eq!(differs, None, "node {node} has other rows than node 0");
        assert_eq!(dumps[0].len(), dumps[node].len());
    }
    let counts = titles(nodes);
    for title in answered {
        assert_eq!(counts.get(title), Some(&1), "{title:?} was answered and must be there once");
    }
    assert!(counts.iter().all(|(title, count)| *count == 1 || !title.starts_with("Write")), "{counts:?}");
    for node in 0..3 {
        let verified = nodes.command_alone(node).arg("verify").output().unwrap();
        let said = String::from_utf8_lossy(&verified.stdout).into_owned() + &String::from_utf8_lossy(&verified.stderr);
        assert!(verified.status.success(), "node {node}: {said}");
    }
    counts
}

/// Waits until all nodes that run are at the log's end.
pub fn settle(nodes: &Nodes) {
    let mut last = serde_json::Value::Null;
    let settled = comes_within(WAIT_MAX, || {
        last = nodes.status();
        let head = last["stream"]["last_sequence"].as_u64()?;
        let all = last["nodes"].as_array()?;
        let fresh = all.iter().filter(|node| node["seen_milliseconds_ago"].as_u64().is_some_and(|ago| ago < 5_000));
        let hashes: Vec<_> = fresh.filter(|node| node["sequence"] == head).map(|node| node["hash"].clone()).collect();
        (hashes.len() == 3 && hashes.windows(2).all(|pair| pair[0] == pair[1])).then_some(())
    });
    let logs = || (0..3).map(|node| nodes.log(node)).collect::<Vec<_>>().join("\n");
    assert!(settled.is_some(), "the nodes are not at the same place: {last:#}\n{}", logs());
}

/// How often each title was given to a new post, by the log of the first node.
fn titles(nodes: &Nodes) -> BTreeMap<String, usize> {
    let output = nodes.command_alone(0).args(["events", "--json"]).output().unwrap();
    let mut counts = BTreeMap::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let event: serde_json::Value = serde_json::from_str(line).unwrap();
        if let Some(title) = event["payload"]["content"]["title"].as_str() {
            *counts.entry(title.to_owned()).or_default() += 1;
        }
    }
    counts
}

/// The whole log with its hashes, and every table that follows from it.
fn dump(nodes: &Nodes, node: usize) -> Vec<String> {
    let scan = Scan::open(&Database::file(&nodes.data_dir(node))).unwrap();
    let mut lines = vec![format!("{:?}", scan.head().unwrap())];
    scan.for_each(0, |event| {
        lines.push(format!("{event:?}"));
        Ok::<_, blog::store::StoreError>(())
    })
    .unwrap();
    for table in TABLES {
        let columns: Vec<String> =
            rows(&scan, &format!("select 'quote(' || name || ')' from pragma_table_info('{table}')"));
        let query = format!("select {} from {table} order by 1", columns.join(" || '|' || "));
        lines.extend(rows(&scan, &query).into_iter().map(|row| format!("{table}: {row}")));
    }
    lines
}

fn rows(scan: &Scan, query: &str) -> Vec<String> {
    let mut statement = scan.connection().prepare(query).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}
