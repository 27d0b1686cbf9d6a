//! A person's data, taken out of every node and of the log.

use std::time::Duration;

use crate::check::{invariants, settle};
use crate::nats::{holders, wait_for, wait_for_within};
use crate::node::Nodes;
use crate::nodes;

const NAME: &str = "Berenike Unforgettable";
/// Servers write their own notes anew every two minutes or so, and let go of what they have on disk besides by then.
const NOTES_MAX: Duration = Duration::from_secs(240);

#[test]
fn who_is_erased_is_on_no_node() {
    let Some(mut nodes) = nodes() else { return };
    erase(&mut nodes);
    invariants(&mut nodes, &["Write of somebody else".to_owned()]);
}

#[test]
#[ignore = "takes three minutes"]
fn who_is_erased_is_nowhere_on_the_servers_disks() {
    let Some(mut nodes) = nodes() else { return };
    erase(&mut nodes);
    wait_for_within(NOTES_MAX, "servers without her", || {
        (0..3).all(|server| holders(&nodes.nats.store(server), NAME.as_bytes()).is_empty()).then_some(())
    });
    invariants(&mut nodes, &["Write of somebody else".to_owned()]);
}

/// Adds somebody, whom all nodes know, and erases them.
fn erase(nodes: &mut Nodes) {
    nodes.stop_node(0);
    // A command on the folder of a node is a write of that node.
    let account = ["account", "add", "--handle", "berenike", "--name", NAME, "--role", "author", "--password-stdin"];
    nodes.run_with_password(0, &account);
    nodes.start_node(0);
    assert_eq!(nodes.create(1, "Write of somebody else").status, 201);
    settle(nodes);
    for node in 0..3 {
        assert_ne!(holders(&nodes.data_dir(node), NAME.as_bytes()).len(), 0, "node {node} knows her");
        assert_ne!(holders(&nodes.nats.store(node), NAME.as_bytes()).len(), 0, "server {node} knows her");
    }
    nodes.stop_node(0);
    let erased = nodes.run(0, &["erase", "--handle", "berenike"]);
    let said = String::from_utf8_lossy(&erased.stdout).into_owned() + &String::from_utf8_lossy(&erased.stderr);
    assert!(erased.status.success() && said.contains("The cluster's log has let go of it"), "{said}");
    nodes.start_node(0);
    settle(nodes);
    for node in 1..3 {
        nodes.stop_node(node);
        nodes.start_node(node);
    }
    for node in 0..3 {
        wait_for("a node without her", || holders(&nodes.data_dir(node), NAME.as_bytes()).is_empty().then_some(()));
    }
}
