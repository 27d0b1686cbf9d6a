//! The process is killed, or stopped for a while, while others write.

use std::time::Duration;

use super::process::{Chance, Server, findings, histories, new_site};
use super::writers::{self, Writer};

const ROUNDS: u64 = 10;
const WRITERS: usize = 4;

#[test]
fn every_answered_write_survives_kill_nine_once_and_in_order() {
    let rounds = std::env::var("LITHAIR_FAULT_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS);
    let mut chance = Chance::new();
    let folder = tempfile::tempdir().unwrap();
    let token = new_site(folder.path());
    let mut writers = Writer::several(WRITERS);
    for round in 0..rounds {
        let server = Server::start(folder.path(), &token);
        let at_work = writers::go_on(writers, &server.client());
        at_work.wait_for(chance.below(40));
        // Anywhere between two answers.
        std::thread::sleep(Duration::from_micros(chance.below(10_000)));
        server.signal("KILL");
        writers = at_work.join();
        drop(server);
        assert_eq!(findings(folder.path()).unwrap(), [""; 0], "round {round}");
        writers::check(&writers, &histories(folder.path()).unwrap());
    }
}

#[test]
fn nothing_is_lost_while_the_process_is_stopped_and_it_goes_on_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let token = new_site(folder.path());
    let mut server = Server::start(folder.path(), &token);
    let at_work = writers::go_on(Writer::several(WRITERS), &server.client());
    for _ in 0..3 {
        at_work.wait_for(10);
        server.signal("STOP");
        std::thread::sleep(Duration::from_millis(200));
        server.signal("CONT");
        at_work.wait_for(10);
    }
    server.signal("TERM");
    assert!(server.child.wait().unwrap().success());
    let writers = at_work.join();
    assert_eq!(findings(folder.path()).unwrap(), [""; 0]);
    writers::check(&writers, &histories(folder.path()).unwrap());
}
