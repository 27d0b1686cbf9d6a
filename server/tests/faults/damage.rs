//! Files that a crash or a copy left in pieces.

use std::fs::{self, File};
use std::path::Path;

use super::process::{Chance, Server, database, findings, histories, new_site};
use super::writers::{self, Writer};

const CUTS: u64 = 12;

/// A site whose process was killed with many writes in its write-ahead log alone.
fn killed_site(folder: &Path) -> Vec<Writer> {
    let token = new_site(folder);
    let server = Server::start(folder, &token);
    let at_work = writers::go_on(Writer::several(1), &server.client());
    at_work.wait_for(40);
    server.signal("KILL");
    at_work.join()
}

/// A copy of the database with one of its files cut off.
fn cut_copy(folder: &Path, suffix: &str, length: u64) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    fs::create_dir(copy.path().join("data")).unwrap();
    for suffix in ["", "-wal"] {
        let (from, to) = (with_suffix(folder, suffix), with_suffix(copy.path(), suffix));
        if from.exists() {
            fs::copy(from, to).unwrap();
        }
    }
    File::options().write(true).open(with_suffix(copy.path(), suffix)).unwrap().set_len(length).unwrap();
    copy
}

fn with_suffix(folder: &Path, suffix: &str) -> std::path::PathBuf {
    let mut name = database(folder).into_os_string();
    name.push(suffix);
    name.into()
}

/// How much of a write-ahead log counts: once its beginning was moved into the database, it is written over from there, and
/// what lies behind is of before. Each frame has the salt of the log's header then (https://sqlite.org/fileformat2.html#walformat).
fn live_length(log: &Path) -> u64 {
    const HEADER_BYTES: usize = 32;
    const FRAME_HEADER_BYTES: usize = 24;
    let bytes = fs::read(log).unwrap();
    let page_bytes = u32::from_be_bytes(bytes[8..12].try_into().unwrap()) as usize;
    let salt = &bytes[16..24];
    let frames = bytes[HEADER_BYTES..].chunks_exact(FRAME_HEADER_BYTES + page_bytes);
    let live = frames.take_while(|frame| frame[8..16] == *salt).count();
    (HEADER_BYTES + live * (FRAME_HEADER_BYTES + page_bytes)) as u64
}

#[test]
fn a_torn_write_ahead_log_leaves_a_beginning_of_the_log_that_verifies() {
    let mut chance = Chance::new();
    let folder = tempfile::tempdir().unwrap();
    let writers = killed_site(folder.path());
    let length = live_length(&with_suffix(folder.path(), "-wal"));
    let whole = histories(cut_copy(folder.path(), "-wal", length).path()).unwrap();
    writers::check(&writers, &whole);
    let mut shorter = 0;
    for _ in 0..CUTS {
        let copy = cut_copy(folder.path(), "-wal", chance.below(length));
        let left = histories(copy.path()).unwrap();
        let titles = left.first().map(Vec::as_slice).unwrap_or_default();
        assert!(left.len() <= 1 && whole[0].starts_with(titles), "{left:?}");
        shorter += u64::from(titles.len() < whole[0].len());
        assert_eq!(findings(copy.path()).unwrap(), [""; 0]);
    }
    assert!(shorter > 0, "no cut was ever felt");
}

#[test]
fn a_truncated_database_is_refused_or_named() {
    let mut chance = Chance::new();
    let folder = tempfile::tempdir().unwrap();
    killed_site(folder.path());
    // The last to close it leaves one file.
    let whole = histories(folder.path()).unwrap();
    assert!(!whole[0].is_empty());
    let length = fs::metadata(database(folder.path())).unwrap().len();
    for _ in 0..CUTS {
        let length = 1 + chance.below(length - 1);
        let copy = cut_copy(folder.path(), "", length);
        let is_named = findings(copy.path()).map_or(true, |found| !found.is_empty());
        assert!(is_named, "{length} bytes were taken for a whole database");
    }
}
