//! Images that one node is given and all show.

use std::collections::BTreeSet;

use crate::bucket::{self, Bucket};
use crate::check::{invariants, settle};
use crate::nats::{self, Nats};
use crate::node::Nodes;
use crate::nodes;

/// Brings posts with images in by the first node; gives the addresses of the images.
fn import(nodes: &mut Nodes) -> BTreeSet<String> {
    nodes.stop_node(0);
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/zola");
    // The folder holds a broken file on purpose, so the command tells of it and fails; the others come in.
    let imported = nodes.run(0, &["import", folder]);
    let said = String::from_utf8_lossy(&imported.stderr);
    assert!(said.contains("images: 2 of 2"), "{said}");
    nodes.start_node(0);
    let page = nodes.ask(0, "GET", "/sitemap.xml", &[], "").unwrap().body;
    let posts = page.split("<loc>").skip(1).filter_map(|rest| rest.split("</loc>").next());
    let bodies = posts.map(|address| {
        let path = format!("/{}", address.splitn(4, '/').nth(3).unwrap());
        nodes.ask(0, "GET", &path, &[], "").unwrap().body
    });
    let in_body = |body: String| {
        let addresses = body.split("=\"/media/").skip(1).filter_map(|rest| rest.split('"').next());
        addresses.map(|address| format!("/media/{address}")).collect::<Vec<_>>()
    };
    let images: BTreeSet<String> = bodies.flat_map(in_body).collect();
    assert_eq!(images.len(), 2, "{images:?}");
    settle(nodes);
    images
}

fn are_shown_everywhere(nodes: &Nodes, images: &BTreeSet<String>) {
    for (node, image) in (0..3).flat_map(|node| images.iter().map(move |image| (node, image))) {
        assert_eq!(nodes.ask(node, "GET", image, &[], "").unwrap().status, 200, "node {node}: {image}");
    }
}

#[test]
fn images_come_to_every_node() {
    let Some(mut nodes) = nodes() else { return };
    let images = import(&mut nodes);
    are_shown_everywhere(&nodes, &images);
    invariants(&mut nodes, &[]);
}

#[test]
fn images_come_to_every_node_by_a_bucket_and_a_changed_one_does_not() {
    let Some(program) = nats::program() else { return };
    let bucket = Bucket::start();
    let settings = [
        ("LITHAIR_CLUSTER_BUCKET", bucket::NAME),
        ("LITHAIR_CLUSTER_BUCKET_ENDPOINT", &bucket.endpoint),
        ("LITHAIR_CLUSTER_BUCKET_KEY", bucket::KEY),
        ("LITHAIR_CLUSTER_BUCKET_SECRET", "a secret"),
    ];
    let mut nodes = Nodes::start_with(Nats::start(&program), &settings);
    let images = import(&mut nodes);
    are_shown_everywhere(&nodes, &images);
    let names = bucket.names();
    let image = images.first().unwrap();
    let hash = image.split('/').nth(2).unwrap();
    assert!(names.contains(&format!("/images/lithair-blog/media/{hash}")), "{names:?}");
    // A new node takes its files from there, and takes none that is not the one of its hash.
    nodes.stop_node(2);
    std::fs::remove_dir_all(nodes.data_dir(2)).unwrap();
    bucket.damage(|name| name.ends_with(hash));
    nodes.start_node(2);
    let damaged = nats::wait_for("the new node's answer", || {
        // Until it has caught up, it knows of no such file.
        nodes.ask(2, "GET", image, &[], "").filter(|answer| answer.status != 404)
    });
    assert_eq!(damaged.status, 503, "{}", damaged.body);
    nats::wait_for("the reason in the node's log", || {
        nodes.log(2).contains("is not the one of that hash").then_some(())
    });
}

#[test]
fn a_bucket_that_takes_nothing_is_refused_in_one_line() {
    let Some(program) = nats::program() else { return };
    let bucket = Bucket::start();
    for (name, key) in [("another", bucket::KEY), (bucket::NAME, "another key")] {
        let mut nodes = Nodes::without_cluster(Nats::start(&program));
        nodes.set("LITHAIR_CLUSTER_BUCKET", name);
        nodes.set("LITHAIR_CLUSTER_BUCKET_ENDPOINT", &bucket.endpoint);
        nodes.set("LITHAIR_CLUSTER_BUCKET_KEY", key);
        nodes.set("LITHAIR_CLUSTER_BUCKET_SECRET", "a very secret text");
        let refused = nodes.run(0, &["cluster", "init"]);
        let said = String::from_utf8(refused.stderr).unwrap();
        assert!(!refused.status.success() && said.contains("the bucket for the cluster's files"), "{said}");
        assert!(said.lines().count() == 1 && !said.contains("secret text"), "{said}");
    }
    assert_eq!(bucket.names(), [""; 0]);
}
