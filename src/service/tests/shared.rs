//! Several nodes with one log: every answered write is there once, and all come to the same rows, whatever the log does.

use std::collections::BTreeSet;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::*;
use crate::domain::comment::{CommentCommand, CommentInput, CommentPlace, Found, MentionDraft, Standing, Verdict};
use crate::domain::sent_mentions::{AnswerTo, Sent, SentMentionsCommand, TargetAnswer};
use crate::domain::{Actor, CommentId, Principal, Role};
use crate::service::log::{AppendError, Appended, EventLog, Next, ReadError};
use crate::service::writer::{BATCH_REQUESTS_MAX, Command, Request};
use crate::service::{AccountInput, Once, ServiceError, Submission, carry_out_once};
use crate::store::Database;
use crate::store::log::{Head, Scan};
use crate::store::membership::{self, Membership};

const WHO: &Principal = &Principal::OPERATOR;
const NODES: usize = 3;
const WRITES: usize = 40;

/// A log in memory that misbehaves as logs beyond a network do.
#[derive(Debug, Default)]
struct Log {
    appended: Mutex<Vec<Appended>>,
    /// How often somebody asked to append.
    asked: Mutex<usize>,
}

/// What it does besides, by how often it was asked.
fn misbehaviour(asked: usize) -> Option<&'static str> {
    match asked % 7 {
        1 => Some("appends and does not answer"),
        3 => Some("does not answer"),
        5 => Some("can't be reached"),
        _ => None,
    }
}

/// A node's end of it.
#[derive(Debug)]
struct End {
    log: Arc<Log>,
    is_faulty: bool,
    /// What was handed over.
    told: u64,
}

impl End {
    fn append(&self, expected: u64, id: Uuid, bytes: &[u8]) -> Result<u64, AppendError> {
        let mut appended = self.log.appended.lock();
        if appended.iter().any(|one| one.id == id.to_string()) {
            // Names are remembered for a while only; afterwards the place alone keeps the second one out.
            let is_remembered = appended.len().is_multiple_of(2);
            return Err(if is_remembered { AppendError::Duplicate } else { AppendError::Conflict });
        }
        let last = appended.len() as u64;
        if last != expected {
            return Err(AppendError::Conflict);
        }
        let node = "of this test".to_owned();
        appended.push(Appended { sequence: last + 1, id: id.to_string(), node, bytes: bytes.to_vec().into() });
        Ok(last + 1)
    }
}

impl EventLog for End {
    fn next(&mut self, requests: &mut mpsc::Receiver<Request>, batch: &mut Vec<Request>) -> Next {
        loop {
            let new: Vec<Appended> = self.log.appended.lock().iter().skip(self.told as usize).cloned().collect();
            if let Some(last) = new.last() {
                // A faulty log forgets to tell some things.
                self.told = last.sequence;
                let skipped = usize::from(self.is_faulty && new.len() > 2);
                return Next::Appended(new.into_iter().skip(skipped).collect());
            }
            match requests.try_recv() {
                Ok(request) => {
                    batch.push(request);
                    while batch.len() < BATCH_REQUESTS_MAX
                        && let Ok(request) = requests.try_recv()
                    {
                        batch.push(request);
                    }
                    return Next::Requests;
                }
                Err(mpsc::error::TryRecvError::Disconnected) => return Next::Closed,
                Err(mpsc::error::TryRecvError::Empty) => std::thread::sleep(Duration::from_millis(1)),
            }
        }
    }

    fn is_shared(&self) -> bool {
        true
    }

    fn append(&mut self, expected: u64, id: Uuid, bytes: Vec<u8>) -> Result<u64, AppendError> {
        let asked = {
            let mut asked = self.log.asked.lock();
            *asked += 1;
            *asked
        };
        let unknown = || AppendError::Unknown("it is slow today".to_owned());
        match misbehaviour(asked).filter(|_| self.is_faulty) {
            Some("appends and does not answer") => {
                let _ = Self::append(self, expected, id, &bytes);
                Err(unknown())
            }
            Some("does not answer") => Err(unknown()),
            Some(_) => Err(AppendError::Unavailable("it is away".to_owned())),
            None => Self::append(self, expected, id, &bytes),
        }
    }

    fn read(&mut self, sequence: u64) -> Result<Option<Appended>, ReadError> {
        Ok(self.log.appended.lock().get(sequence as usize - 1).cloned())
    }

    fn applied(&mut self, sequence: u64, _: &Head) {
        self.told = self.told.max(sequence);
    }
}

struct Node {
    blog: Arc<Blog>,
    folder: TempDir,
}

async fn node(log: &Arc<Log>, is_faulty: bool) -> Node {
    let folder = tempfile::tempdir().unwrap();
    let (database, writer) = Database::open(&folder.path().join("data")).await.unwrap();
    membership::write(&writer.connection, &Membership { log_id: "a log".into(), sequence: 0 }).unwrap();
    database.close().await;
    writer.close().unwrap();
    let end = End { log: Arc::clone(log), is_faulty, told: 0 };
    let blog = Blog::open_following(options(&folder), Box::new(end)).await.unwrap();
    Node { blog, folder }
}

/// Every row of a node's database that others must have as well.
fn rows(node: &Node) -> Vec<String> {
    let scan = Scan::open(&Database::file(&node.folder.path().join("data"))).unwrap();
    let tables = [
        "events",
        "snapshots",
        "posts",
        "slugs",
        "redirects",
        "published",
        "published_terms",
        "working_terms",
        "search_texts",
        "post_labels",
        "comments",
        "accounts",
        "access_tokens",
        "sessions",
        "answers",
        "media",
        "erased_payloads",
        "list_lengths",
        "webmentions_due",
    ];
    rows_of(scan.connection(), &tables)
}

/// Waits until every node has the whole log.
async fn settle(nodes: &[Node], log: &Log) {
    let head = log.appended.lock().len() as u64;
    for node in nodes {
        let place = async || {
            let place = node.blog.database.read(membership::find).await.unwrap();
            place.map_or(0, |place| place.sequence)
        };
        for _ in 0..2_000 {
            if place().await == head {
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert_eq!(place().await, head);
    }
}

/// Writes on every node at once; gives the titles that were answered, and those that may be there.
async fn write_everywhere(nodes: &[Node]) -> (Vec<String>, Vec<String>) {
    let tasks = nodes.iter().enumerate().map(|(number, node)| {
        let blog = Arc::clone(&node.blog);
        tokio::spawn(async move {
            let (mut answered, mut uncertain) = (Vec::new(), Vec::new());
            for write in 0..WRITES {
                let title = format!("Write {write} of node {number}");
                match blog.create_post(WHO, &published(&title, "A *text*.")).await {
                    Ok(post) => {
                        answered.push(title);
                        // What readers say is written on every node as well; whether each was answered is no matter here.
                        let said = CommentInput { name: "Ann".into(), text: "Fog".into(), ..CommentInput::default() };
                        let _ = blog.submit_comment(&Principal::ANONYMOUS, post.id, &said, Submission::default()).await;
                    }
                    Err(ServiceError::OutcomeUnknown) => uncertain.push(title),
                    Err(ServiceError::LogUnavailable) => {}
                    Err(error) => panic!("{error}"),
                }
            }
            (answered, uncertain)
        })
    });
    let (mut answered, mut uncertain) = (Vec::new(), Vec::new());
    for task in tasks.collect::<Vec<_>>() {
        let (some, others) = task.await.unwrap();
        answered.extend(some);
        uncertain.extend(others);
    }
    (answered, uncertain)
}

async fn check(is_faulty: bool) {
    let log = Arc::new(Log::default());
    let mut nodes = Vec::new();
    for _ in 0..NODES {
        nodes.push(node(&log, is_faulty).await);
    }
    let (answered, uncertain) = write_everywhere(&nodes).await;
    settle(&nodes, &log).await;
    let expected = rows(&nodes[0]);
    for other in &nodes[1..] {
        assert_eq!(rows(other), expected);
    }
    let titles: Vec<String> = expected
        .iter()
        .filter_map(|row| Some(row.strip_prefix("search_texts: ")?.split('\'').nth(1)?.to_owned()))
        .collect();
    let once: BTreeSet<&String> = titles.iter().collect();
    assert_eq!(once.len(), titles.len(), "nothing is there twice");
    assert!(answered.iter().all(|title| once.contains(title)), "what was answered is there");
    assert!(once.iter().all(|title| answered.contains(*title) || uncertain.contains(*title)));
    assert!(answered.len() > WRITES);
    for node in nodes {
        let file = Database::file(&node.folder.path().join("data"));
        node.blog.close().await;
        let verification = crate::service::verify(&file, Arc::new(|_| {})).await.unwrap();
        assert_eq!(verification.findings.count, 0, "{:?}", verification.findings.first);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_that_write_at_once_come_to_the_same_rows() {
    check(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_misbehaves_loses_nothing_and_doubles_nothing() {
    check(true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_post_is_saved_by_one_of_those_who_saw_the_same_version() {
    let log = Arc::new(Log::default());
    let nodes = [node(&log, false).await, node(&log, false).await, node(&log, false).await];
    let id = nodes[0].blog.create_post(WHO, &input("First", "text")).await.unwrap().id;
    settle(&nodes, &log).await;
    for version in 1..20 {
        let saves = nodes.iter().enumerate().map(|(number, node)| {
            let (blog, title) = (Arc::clone(&node.blog), format!("Version {version} by {number}"));
            tokio::spawn(async move { blog.save_post(WHO, id, Some(version), &input(&title, "text")).await.is_ok() })
        });
        let mut saved = 0;
        for save in saves.collect::<Vec<_>>() {
            saved += usize::from(save.await.unwrap());
        }
        assert_eq!(saved, 1, "of version {version}");
        settle(&nodes, &log).await;
    }
    assert_eq!(nodes[1].blog.post(Some(WHO), id).await.unwrap().version, 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_sessions_answers_and_erasures_travel_as_well() {
    let log = Arc::new(Log::default());
    let nodes = [node(&log, false).await, node(&log, false).await];
    let [here, there] = [&nodes[0].blog, &nodes[1].blog];
    let ann = AccountInput {
        handle: "ann".into(),
        name: "Ann Other".into(),
        role: Role::Author,
        password: "a long enough password".into(),
    };
    here.add_account(WHO, &ann).await.unwrap();
    settle(&nodes, &log).await;
    let token = there.issue_token(WHO, "ann").await.unwrap();
    let session = there.sign_in("ann", "a long enough password", "").await.unwrap().unwrap();
    let by_ann = PostInput { authors: Some(vec!["Ann Other".into()]), ..published("By Ann", "text") };
    let key = Once::new("a key", &[b"request"]);
    let first = carry_out_once(key.clone(), there.create_post(WHO, &by_ann)).await.unwrap();
    there.add_redirect(WHO, "/old", "/new").await.unwrap();
    settle(&nodes, &log).await;
    assert!(here.session(&session.token).await.unwrap().is_some());
    assert!(here.access_token(&token).await.unwrap().is_some());
    let again = carry_out_once(key, here.create_post(WHO, &by_ann)).await.unwrap();
    assert_eq!(again.id, first.id);
    here.erase_person(WHO, "ann").await.unwrap();
    settle(&nodes, &log).await;
    assert!(there.session(&session.token).await.unwrap().is_none());
    let rows = nodes.each_ref().map(rows);
    assert_eq!(rows[0], rows[1]);
    assert!(!rows[1].iter().any(|row| row.contains("Ann Other")), "nothing is left of her");
    for node in nodes {
        node.blog.close().await;
        let file = Database::file(&node.folder.path().join("data"));
        let verification = crate::service::verify(&file, Arc::new(|_| {})).await.unwrap();
        assert_eq!(verification.findings.count, 0, "{:?}", verification.findings.first);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_other_sites_say_and_were_told_travels_as_well() {
    let log = Arc::new(Log::default());
    let nodes = [node(&log, false).await, node(&log, false).await];
    let [here, there] = [&nodes[0].blog, &nodes[1].blog];
    let linking = published("Fog", "[A link](https://b.example/).");
    let post = here.create_post(WHO, &linking).await.unwrap();
    let found = Found { text: "Thick.".into(), ..Found::default() };
    let draft = MentionDraft::new("https://other.example/", &found);
    let place = CommentPlace { post_id: post.id, created_by: Actor::Operator, in_reply_to: None };
    let verdict = Verdict { standing: Standing::Approved, hold: None };
    let receive = CommentCommand::ReceiveMention { place, draft, verdict };
    let answer = AnswerTo {
        source: "https://blog.example/posts/fog".into(),
        target: "https://b.example/".into(),
        is_linked: true,
        answer: TargetAnswer::Taken { status: 202 },
    };
    let sent = Sent { post_version: post.version, answers: vec![answer] };
    let record = SentMentionsCommand::RecordSent(sent);
    let id = CommentId(Uuid::from_u128(7));
    let commands = vec![
        Command::Comment { id, command: receive },
        Command::SentMentions { post_id: post.id, command: record.clone() },
    ];
    here.write(&Principal::SYSTEM, commands).await.unwrap();
    settle(&nodes, &log).await;
    let told = there.sent_mentions(WHO, post.id).await.unwrap();
    assert_eq!((told.len(), told[0].target.as_str()), (1, "https://b.example/"));
    assert_eq!(there.moderated_comment(WHO, id).await.unwrap().text, "Thick.");
    // Who tells the same as another, because both believed that it was theirs to do, says nothing new.
    there.write(&Principal::SYSTEM, vec![Command::SentMentions { post_id: post.id, command: record }]).await.unwrap();
    settle(&nodes, &log).await;
    let rows = nodes.each_ref().map(rows);
    assert_eq!(rows[0], rows[1]);
    assert!(rows[1].iter().any(|row| row.starts_with("webmentions_due: ")), "whoever tells next knows what is left");
    for node in nodes {
        node.blog.close().await;
        let file = Database::file(&node.folder.path().join("data"));
        let verification = crate::service::verify(&file, Arc::new(|_| {})).await.unwrap();
        assert_eq!(verification.findings.count, 0, "{:?}", verification.findings.first);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purged_file_is_gone_from_every_node() {
    let log = Arc::new(Log::default());
    let nodes = [node(&log, false).await, node(&log, false).await];
    let bytes = crate::service::pictures::fixtures::png(700, 400);
    let media = nodes[0].blog.add_media_described(WHO, "Harbour.png", "Boats at dawn", bytes.clone()).await.unwrap();
    settle(&nodes, &log).await;
    let file = Database::file(&nodes[1].folder.path().join("data"));
    let connection = Database::open_beside(&file).unwrap();
    let kept = || -> i64 {
        let count = "select (select count(*) from media_blobs) + (select count(*) from media_variants)";
        connection.query_row(count, [], |row| row.get(0)).unwrap()
    };
    crate::store::media::keep(&connection, &media.hash, &bytes).unwrap();
    assert_ne!(nodes[1].blog.make_missing_variants().await.unwrap(), 0);
    assert_eq!(kept(), 2);
    nodes[0].blog.erase_media(WHO, &media.hash).await.unwrap();
    settle(&nodes, &log).await;
    assert_eq!(kept(), 0);
    let rows = nodes.each_ref().map(rows);
    assert_eq!(rows[0], rows[1]);
    assert!(!rows[1].iter().any(|row| row.contains("Harbour") || row.contains("Boats")), "nothing is left of it");
    drop(connection);
    for node in nodes {
        node.blog.close().await;
        let file = Database::file(&node.folder.path().join("data"));
        let verification = crate::service::verify(&file, Arc::new(|_| {})).await.unwrap();
        assert_eq!(verification.findings.count, 0, "{:?}", verification.findings.first);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_continues_another_log_stops_writing_and_goes_on_reading() {
    let log = Arc::new(Log::default());
    let stranger = node(&log, false).await;
    let post = stranger.blog.create_post(WHO, &published("Here", "text")).await.unwrap();
    let other = Arc::new(Log::default());
    let elsewhere = node(&other, false).await;
    elsewhere.blog.create_post(WHO, &published("Elsewhere", "text")).await.unwrap();
    elsewhere.blog.create_post(WHO, &published("And again", "text")).await.unwrap();
    // The stranger's log becomes the other one, from the second message on.
    log.appended.lock().push(other.appended.lock()[1].clone());
    let refused = stranger.blog.create_post(WHO, &published("More", "text")).await;
    assert!(matches!(refused, Err(ServiceError::LogHalted(_))), "{refused:?}");
    assert_eq!(stranger.blog.post(Some(WHO), post.id).await.unwrap().title, "Here");
}
