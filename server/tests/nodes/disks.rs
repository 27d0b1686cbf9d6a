//! Disks without room, under nodes and under servers.

use std::time::Duration;

use crate::check::invariants;
use crate::faults::{STREAM, pause, survive};
use crate::nats::{self, wait_for};
use crate::nodes;
use crate::small_disk;

/// Enough for a server or a node that just began.
const SIZE: &str = "24m";

#[test]
#[ignore = "takes a minute, and root"]
fn a_node_without_room_says_so_and_goes_on_when_there_is_some() {
    if !small_disk::are_possible() {
        return;
    }
    let Some(mut nodes) = nodes() else { return };
    nodes.stop_node(2);
    nodes.start_node_on_small_disk(2, SIZE);
    let written = survive(nodes, |nodes| {
        pause(1);
        nodes.disk(2).fill();
        let refused = wait_for("a refusal", || nodes.client().create(2, "One more").filter(|it| it.status != 201));
        assert_eq!(refused.status, 507, "{}", refused.body);
        assert_eq!(nodes.ask(2, "GET", "/", &[], "").unwrap().status, 200, "readers notice nothing");
        assert_eq!(nodes.create(0, "Elsewhere there is room").status, 201);
        pause(3);
        nodes.disk(2).make_room();
        wait_for("a write after there is room", || {
            nodes.client().create(2, "Room again").filter(|answer| answer.status == 201)
        });
    });
    assert!(written.unchanged.iter().any(|title| title.ends_with('2')), "the node without room refused some");
}

/// What it appended before it found that its own database has no room is written, and answered so.
#[test]
#[ignore = "takes a minute, and root"]
fn a_node_that_runs_out_of_room_while_it_alone_writes_tells_the_truth() {
    if !small_disk::are_possible() {
        return;
    }
    let Some(mut nodes) = nodes() else { return };
    nodes.stop_node(2);
    nodes.start_node_on_small_disk(2, SIZE);
    nodes.disk(2).fill();
    let titles = (0..).map(|number| format!("Write {number}"));
    let answers = titles.map(|title| (nodes.create(2, &title), title));
    let (mut answered, mut refused) = (Vec::new(), Vec::new());
    for (answer, title) in answers.take(400) {
        match answer.status {
            201 => answered.push(title),
            status => {
                assert_eq!(status, 507, "{}", answer.body);
                refused.push(title);
            }
        }
        if refused.len() > 3 {
            break;
        }
    }
    assert!(refused.len() > 3, "the disk is full");
    nodes.disk(2).make_room();
    wait_for("a write after there is room", || {
        nodes.client().create(2, "Room again").filter(|answer| answer.status == 201)
    });
    let counts = invariants(&mut nodes, &answered);
    assert!(refused.iter().all(|title| !counts.contains_key(title)), "{refused:?}: {counts:?}");
}

#[test]
#[ignore = "takes a minute, and root"]
fn a_server_that_follows_runs_out_of_room_and_nobody_notices() {
    fill_server(|leader| (leader + 1) % 3, Duration::from_secs(15));
}

#[test]
#[ignore = "takes a minute, and root"]
fn the_server_that_orders_the_log_runs_out_of_room_and_another_takes_over() {
    fill_server(|leader| leader, Duration::from_secs(40));
}

/// Fills the disk of a server while all write; gives it room again and starts it anew, as an operator does. No write takes
/// longer than `pause_max` to be answered on the way.
fn fill_server(choose: impl Fn(usize) -> usize, pause_max: Duration) {
    if !small_disk::are_possible() {
        return;
    }
    let Some(program) = nats::program() else { return };
    let nodes = crate::node::Nodes::start(nats::Nats::start_on_small_disks(&program, SIZE));
    survive(nodes, |nodes| {
        pause(1);
        let server = choose(nodes.nats.leader_of(STREAM));
        nodes.nats.disk(server).fill();
        pause(10);
        let began = std::time::Instant::now();
        wait_for("a write without that server", || {
            nodes.client().create(0, "Two are enough").filter(|answer| answer.status == 201)
        });
        assert!(began.elapsed() < pause_max, "{:?}", began.elapsed());
        nodes.nats.disk(server).make_room();
        nodes.nats.kill_server(server);
        nodes.nats.start_server(server);
        pause(5);
    });
}
