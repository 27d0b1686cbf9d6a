//! Two people write at one post, on lines that lose requests and answers, in browsers that die, at a server that is killed,
//! while each of them saves, publishes, brings versions back, and throws the post away. Whatever happens: every word that
//! was typed is in the text at the end, unless somebody took it out; and what the server said it has, it has.
//!
//! - [`person`]: what somebody does. [`island`]: what their editor does by itself. [`browser`]: what it does it with.
//! - [`page`]: forms on pages. [`ledger`]: what must hold. [`site`]: the server.

mod browser;
mod island;
mod ledger;
mod page;
mod person;
mod site;

use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;

use self::browser::Browser;
use self::ledger::words;
use self::person::Person;
use self::site::Mortal;
use super::process::{Chance, findings, new_account, new_site};

const ROUNDS: u64 = 1;
/// Posts at which two write at the same time.
const PAIRS: usize = 8;
/// Things that each of them does.
const STEPS: u64 = 90;
const PASSWORD: &str = "correct horse";

#[test]
fn two_editors_lose_no_word_whatever_fails() {
    let rounds = std::env::var("LITHAIR_FAULT_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS);
    let mut chance = Chance::new();
    for round in 0..rounds {
        let seed = chance.seed();
        println!("round {round}: {}", play(Chance::from_seed(seed)));
    }
}

/// One round with all its pairs; what was done in it.
fn play(mut chance: Chance) -> String {
    let folder = tempfile::tempdir().unwrap();
    let token = new_site(folder.path());
    new_account(folder.path(), "grace", "editor");
    let mut server = Mortal::start(folder.path(), &token);
    let posts: Vec<Arc<OnceLock<String>>> = (0..PAIRS).map(|_| Arc::default()).collect();
    let mut pairs = Vec::<JoinHandle<[Person; 2]>>::new();
    for (number, post) in posts.iter().enumerate() {
        let people = people(&server, post, &mut chance);
        pairs.push(std::thread::spawn(move || write_together(people, number)));
    }
    while pairs.iter().any(|pair| !pair.is_finished()) {
        let known: Vec<String> = posts.iter().filter_map(|post| post.get().cloned()).collect();
        server.die(&known, &token, &mut chance);
    }
    let pairs: Vec<[Person; 2]> = pairs.into_iter().map(|pair| pair.join().unwrap()).collect();
    server.check_known();
    let told: Vec<String> = pairs.iter().map(check).collect();
    assert_eq!(server.oracle().posts(), PAIRS, "each post is made once");
    let deaths = server.deaths;
    server.stop();
    assert_eq!(findings(folder.path()).unwrap(), [""; 0]);
    format!("{deaths} deaths of the server\n  {}", told.join("\n  "))
}

/// Two people, or one person in two browsers; some of them without a script.
fn people(server: &Mortal<'_>, post: &Arc<OnceLock<String>>, chance: &mut Chance) -> [Person; 2] {
    let second = if chance.below(3) == 0 { "ada" } else { "grace" };
    [('a', "ada"), ('b', second)].map(|(letter, handle)| {
        let browser = Browser::of(server.line(), handle, PASSWORD);
        let has_script = chance.below(4) > 0;
        Person::new(letter, browser, has_script, Chance::from_seed(chance.seed()), post, server.oracle())
    })
}

fn write_together([mut first, mut second]: [Person; 2], number: usize) -> [Person; 2] {
    first.begin(&format!("Post {number}"));
    let second = std::thread::spawn(move || {
        second.write(STEPS);
        second.finish();
        second
    });
    first.write(STEPS);
    first.finish();
    [first, second.join().unwrap()]
}

/// Fails unless everything is there that must be; says what was done.
fn check(people: &[Person; 2]) -> String {
    let versions = people[0].versions();
    let numbers: Vec<u64> = versions.iter().map(|version| version.number).collect();
    assert_eq!(numbers, (1..=versions.len() as u64).collect::<Vec<_>>(), "versions are missing");
    let last = versions.last().unwrap();
    let mut summary = format!("{} versions", versions.len());
    for person in people {
        let story = || people.each_ref().map(|person| person.ledger.story()).join("\n\n  ");
        let missing: Vec<_> = person.ledger.typed.difference(&last.words()).cloned().collect();
        let is_left_out = |word: &String| people.iter().any(|person| person.ledger.left_out.contains(word));
        let lost: Vec<_> = missing.iter().filter(|word| !is_left_out(word)).collect();
        let had = lost.first().and_then(|word| versions.iter().rposition(|version| version.words().contains(*word)));
        let loss = || had.and_then(|had| versions.get(had..had + 2));
        assert!(lost.is_empty(), "lost: {lost:?} in {:#?}\n  {}", loss(), story());
        if let Err(error) = person.ledger.check_answers(&versions) {
            panic!("{error}\n  {}\n{versions:#?}", story());
        }
        let (typed, answers) = (person.ledger.typed.len(), person.ledger.answers());
        summary += &format!("; {typed} words, {} left out, {answers} answers", missing.len());
    }
    let twice = words(&last.body).iter().filter(|word| last.body.matches(word.as_str()).count() > 1).count();
    summary + &format!("; {twice} perhaps twice")
}
