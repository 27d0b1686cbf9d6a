//! What nodes survive: nothing that was answered is lost, and nothing is there twice.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::check::invariants;
use crate::link::Behaviour;
use crate::nats::{self, Nats};
use crate::network::Network;
use crate::node::Nodes;
use crate::nodes;

pub const STREAM: &str = "lithair-blog-log";

/// Names the program of another version.
const OTHER_BLOG: &str = "OTHER_BLOG";

/// What nodes said of writes, by their titles.
#[derive(Default)]
pub struct Written {
    pub answered: Vec<String>,
    /// Those of which they said that nothing was changed.
    pub unchanged: Vec<String>,
}

/// Writers, one at each node, who go on whatever happens.
struct Writers {
    ends: Arc<AtomicBool>,
    threads: Vec<JoinHandle<Written>>,
}

impl Writers {
    fn start(nodes: &Nodes) -> Self {
        let ends = Arc::new(AtomicBool::new(false));
        let threads = (0..3).map(|node| {
            let (client, ends) = (nodes.client(), Arc::clone(&ends));
            std::thread::spawn(move || {
                let mut written = Written::default();
                for number in 0.. {
                    if ends.load(Ordering::Relaxed) {
                        break;
                    }
                    let title = format!("Write {number} by way of {node}");
                    match client.create(node, &title) {
                        Some(answer) if answer.status == 201 => written.answered.push(title),
                        Some(answer) => {
                            assert!([503, 507].contains(&answer.status), "{}", answer.body);
                            assert!(answer.headers.contains_key("retry-after"));
                            if answer.body.contains("Nothing was changed") {
                                written.unchanged.push(title);
                            }
                        }
                        // A node that is killed answers nobody.
                        None => std::thread::sleep(Duration::from_millis(50)),
                    }
                }
                written
            })
        });
        Self { threads: threads.collect(), ends }
    }

    fn stop(self) -> Written {
        self.ends.store(true, Ordering::Relaxed);
        self.threads.into_iter().fold(Written::default(), |mut all, thread| {
            let some = thread.join().unwrap();
            all.answered.extend(some.answered);
            all.unchanged.extend(some.unchanged);
            all
        })
    }
}

/// All nodes write while something happens to them; afterwards everything must hold, and everything that they said be true.
pub fn survive(mut nodes: Nodes, happen: impl FnOnce(&mut Nodes)) -> Written {
    let writers = Writers::start(&nodes);
    happen(&mut nodes);
    let written = writers.stop();
    assert!(written.answered.len() > 30, "{}", written.answered.len());
    let counts = invariants(&mut nodes, &written.answered);
    let untrue: Vec<&String> = written.unchanged.iter().filter(|title| counts.contains_key(*title)).collect();
    assert!(untrue.is_empty(), "\"nothing was changed\", and it was: {untrue:?}");
    written
}

pub fn pause(seconds: u64) {
    std::thread::sleep(Duration::from_secs(seconds));
}

#[test]
fn each_node_in_turn_is_killed_while_all_write() {
    let Some(nodes) = nodes() else { return };
    survive(nodes, |nodes| {
        for node in 0..3 {
            pause(1);
            nodes.kill_node(node);
            pause(1);
            nodes.start_node(node);
        }
        pause(1);
    });
}

/// A rolling upgrade from another build, named by `OTHER_BLOG`, while all write.
#[test]
#[ignore = "takes a minute, and another build"]
fn nodes_are_upgraded_one_after_the_other_while_all_write() {
    let Some(other) = std::env::var_os(OTHER_BLOG).map(PathBuf::from) else {
        eprintln!("SKIPPED: {OTHER_BLOG} names no other build");
        return;
    };
    let Some(mut nodes) = nodes() else { return };
    for node in 0..3 {
        nodes.stop_node(node);
        nodes.install(node, Some(&other));
        nodes.start_node(node);
    }
    survive(nodes, |nodes| {
        for node in 0..3 {
            pause(2);
            nodes.stop_node(node);
            nodes.install(node, None);
            nodes.start_node(node);
        }
        pause(2);
    });
}

#[test]
fn the_server_that_orders_the_log_is_killed_while_all_write() {
    let Some(nodes) = nodes() else { return };
    survive(nodes, |nodes| {
        pause(1);
        let leader = nodes.nats.leader_of(STREAM);
        nodes.nats.kill_server(leader);
        pause(10);
        nodes.nats.start_server(leader);
        pause(2);
    });
}

#[test]
fn without_a_majority_readers_notice_nothing_and_writers_are_told() {
    let Some(mut nodes) = nodes() else { return };
    let before = nodes.create(0, "Write before");
    assert_eq!(before.status, 201);
    // The others have it a moment later than the node that was asked, and nothing comes any more once the servers are gone.
    for node in 0..3 {
        crate::nats::wait_for("the post on every node", || {
            nodes.ask(node, "GET", "/", &[], "").filter(|page| page.body.contains("Write before"))
        });
    }
    (0..3).for_each(|server| nodes.nats.kill_server(server));
    for node in 0..3 {
        let page = nodes.ask(node, "GET", "/", &[], "").unwrap();
        assert_eq!(page.status, 200);
        assert!(page.body.contains("Write before"));
    }
    let refused = nodes.create(1, "Write without a log");
    assert_eq!(refused.status, 503, "{}", refused.body);
    assert!(refused.headers.contains_key("retry-after"));
    (0..3).for_each(|server| nodes.nats.start_server(server));
    nodes.nats.wait_until_led();
    let after = crate::nats::wait_for("a write after the servers came back", || {
        nodes.client().create(2, "Write after").filter(|answer| answer.status == 201)
    });
    assert!(after.position() > before.position());
    invariants(&mut nodes, &["Write before".to_owned()]);
}

/// A node whose questions arrive and whose answers don't never knows what became of a write: it must find out.
#[test]
fn a_node_that_hears_no_answers_loses_and_doubles_nothing() {
    let Some(mut nodes) = nodes() else { return };
    nodes.stop_node(2);
    let links = nodes.link(2);
    nodes.start_node(2);
    survive(nodes, |_| {
        for behaviour in [Behaviour::Deaf, Behaviour::Cut, Behaviour::Silent] {
            pause(1);
            links.iter().for_each(|link| link.behave(behaviour));
            // Longer than the writer waits for an answer.
            pause(6);
            links.iter().for_each(|link| link.behave(Behaviour::Good));
        }
        pause(2);
    });
}

/// The servers remember names for a moment only; after it the place alone keeps out what is sent again.
#[test]
#[ignore = "takes a minute"]
fn what_is_sent_again_after_its_name_was_forgotten_is_not_there_twice() {
    let Some(mut nodes) = nodes() else { return };
    nodes.stop_node(2);
    let links = nodes.link(2);
    nodes.start_node(2);
    nodes.nats.configure(STREAM, |config| config["duplicate_window"] = 100_000_000.into());
    survive(nodes, |_| {
        for _ in 0..4 {
            pause(1);
            links.iter().for_each(|link| link.behave(Behaviour::Deaf));
            // Longer than the writer waits for an answer.
            pause(6);
            links.iter().for_each(|link| link.behave(Behaviour::Good));
        }
        pause(2);
    });
}

/// The server that orders the log is cut off from the other servers and from every node, and comes back believing that it
/// still does; then one that follows is.
#[test]
#[ignore = "takes a minute, and root"]
fn servers_whose_cables_are_pulled_lose_nothing() {
    let (Some(program), Some(network)) = (nats::program(), Network::new(3)) else { return };
    let nodes = Nodes::start(Nats::start_on(&program, network));
    survive(nodes, |nodes| {
        pause(1);
        let leader = nodes.nats.leader_of(STREAM);
        for server in [leader, (leader + 1) % 3] {
            nodes.nats.connect(server, false);
            pause(20);
            nodes.nats.connect(server, true);
            pause(5);
        }
    });
}

#[test]
#[ignore = "takes a minute"]
fn a_slow_link_makes_writes_slow_and_nothing_else() {
    let Some(mut nodes) = nodes() else { return };
    nodes.stop_node(2);
    let links = nodes.link(2);
    links.iter().for_each(|link| link.behave(Behaviour::Slow(40)));
    nodes.start_node(2);
    let written = survive(nodes, |_| {
        for behaviour in
            [Behaviour::Slow(40), Behaviour::Cut, Behaviour::Slow(200), Behaviour::Deaf, Behaviour::Slow(10)]
        {
            links.iter().for_each(|link| link.behave(behaviour));
            pause(6);
        }
        links.iter().for_each(|link| link.behave(Behaviour::Good));
        pause(2);
    });
    assert!(written.answered.iter().any(|title| title.ends_with('2')), "the node with the slow link wrote as well");
}

#[test]
#[ignore = "takes a minute"]
fn a_server_that_stands_still_is_replaced() {
    let Some(nodes) = nodes() else { return };
    survive(nodes, |nodes| {
        pause(1);
        let leader = nodes.nats.leader_of(STREAM);
        nodes.nats.signal_server(leader, "STOP");
        pause(20);
        nodes.nats.signal_server(leader, "CONT");
        pause(5);
    });
}

#[test]
#[ignore = "takes a minute"]
fn a_node_that_stands_still_past_its_lease_does_no_harm() {
    let Some(nodes) = nodes() else { return };
    survive(nodes, |nodes| {
        pause(1);
        nodes.signal_node(0, "STOP");
        pause(20);
        nodes.signal_node(0, "CONT");
        pause(5);
    });
}

#[test]
#[ignore = "takes a minute"]
fn servers_that_lost_the_log_are_refilled_from_the_furthest_node() {
    let Some(mut nodes) = nodes() else { return };
    let mut answered = Vec::new();
    for number in 0..5 {
        let title = format!("Write {number} before the loss");
        assert_eq!(nodes.create(number % 3, &title).status, 201);
        answered.push(title);
    }
    crate::check::settle(&nodes);
    for server in 0..3 {
        nodes.nats.kill_server(server);
        nodes.nats.wipe_server(server);
    }
    (0..3).for_each(|server| nodes.nats.start_server(server));
    nodes.nats.wait_until_led();
    let refused = nodes.create(1, "Write into the void");
    assert_eq!(refused.status, 503, "{}", refused.body);
    (0..3).for_each(|node| nodes.stop_node(node));
    let refilled = nodes.run(0, &["cluster", "reseed"]);
    assert!(refilled.status.success(), "{}", String::from_utf8_lossy(&refilled.stderr));
    (0..3).for_each(|node| nodes.start_node(node));
    assert_eq!(nodes.create(2, "Write after the loss").status, 201);
    answered.push("Write after the loss".to_owned());
    invariants(&mut nodes, &answered);
}
