//! Bringing the parts of the full-text indexes together.
//!
//! Each save adds a part to an index, and FTS5 merges some of a size now and then, so that a large site has some twenty. A
//! search looks into every one of them for every word. Merged into one (<https://sqlite.org/fts5.html#the_merge_command>), they
//! answer twice as fast; it costs as much as writing the index again, so it waits until enough has changed.

use std::path::Path;

use rusqlite::Connection;

use super::{Database, StoreError, count, execute, log, notes};

const INDEXES: [&str; 3] = ["search_index", "search_titles", "working_words"];
/// A step writes about so many pages, for which writers wait.
const PAGES_AT_ONCE: i32 = 250;
/// On a small site, so many events must have come since the last time; on a larger one, half as many as it has texts.
const EVENTS_MIN: u64 = 1_000;

/// What merges, a step at a time and beside whoever else has the database. It blocks; call it on a thread for such work.
#[derive(Debug)]
pub struct IndexMerger {
    connection: Connection,
    /// How many of the indexes are done.
    done: usize,
    is_begun: bool,
    /// Where the log ended when it began.
    position: u64,
}

impl IndexMerger {
    /// What is to be merged in a database file; `None` where too little has changed since the last time.
    ///
    /// # Errors
    /// When the file can't be opened or SQLite fails.
    pub fn open(file: &Path) -> Result<Option<Self>, StoreError> {
        let connection = Database::open_beside(file)?;
        let position = log::head(&connection)?.position;
        let merged = notes::find(&connection, notes::INDEXES_MERGED)?.and_then(|at| at.parse().ok()).unwrap_or(0);
        let texts = count(&connection, "select count(*) from posts", [])?;
        let is_due = position.saturating_sub(merged) >= EVENTS_MIN.max(texts / 2);
        Ok(is_due.then_some(Self { connection, done: 0, is_begun: false, position }))
    }

    /// Does the next step. Whether there is another.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn step(&mut self) -> Result<bool, StoreError> {
        let Some(index) = INDEXES.get(self.done) else { return Ok(false) };
        // A negative number takes all parts together, whatever their size; the others go on with it.
        let pages = if self.is_begun { PAGES_AT_ONCE } else { -PAGES_AT_ONCE };
        let before = self.connection.total_changes();
        let merge = format!("insert into {index} ({index}, rank) values ('merge', ?)");
        execute(&self.connection, &merge, [pages])?;
        // The row that says so counts as well.
        self.is_begun = self.connection.total_changes() - before >= 2;
        if !self.is_begun {
            self.done += 1;
        }
        let has_more = self.done < INDEXES.len();
        if !has_more {
            notes::write(&self.connection, notes::INDEXES_MERGED, &self.position.to_string())?;
        }
        Ok(has_more)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::search::{self, SearchText};

    fn parts(connection: &Connection) -> u64 {
        count(connection, "select count(distinct segid) from search_index_idx", []).unwrap()
    }

    #[tokio::test]
    async fn merged_parts_answer_as_before() {
        let folder = tempfile::tempdir().unwrap();
        let (database, writer) = Database::open(folder.path()).await.unwrap();
        let connection = &writer.connection;
        for sequence in 1..=50 {
            let body = format!("The harbour {sequence} {}", "of the bay ".repeat(sequence));
            let text = SearchText { title: "Harbour", tags: "", headings: "", body: &body, language: "en" };
            search::project(connection, sequence as u64, &text).unwrap();
        }
        search::withdraw(connection, 7).unwrap();
        let found = || (search::newest(connection, "harbour").unwrap(), search::titled(connection, "harbour").unwrap());
        let before = found();
        assert!(parts(connection) > 1 && before.0.len() == 49);

        let file = Database::file(folder.path());
        assert!(IndexMerger::open(&file).unwrap().is_none(), "nothing has happened since");
        let merging = Database::open_beside(&file).unwrap();
        let mut merger = IndexMerger { connection: merging, done: 0, is_begun: false, position: 12 };
        let mut steps = 1;
        while merger.step().unwrap() {
            steps += 1;
            assert!(steps < 100, "it ends");
        }
        assert_eq!((parts(connection), found()), (1, before));
        assert_eq!(notes::find(connection, notes::INDEXES_MERGED).unwrap().as_deref(), Some("12"));
        assert!(!merger.step().unwrap());
        database.close().await;
    }
}
