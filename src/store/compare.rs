//! Comparing the derived tables with a scratch database that was made from the log, and making them equal.

use std::path::Path;

use rusqlite::Connection;

use super::log::Scan;
use super::proof::Findings;
use super::{READING, StoreError};

/// The name under which the scratch database is attached.
const SCRATCH: &str = "scratch";

/// Every derived table, with its key. The full-text indexes are compared apart; renderings are kept under the hash of what
/// they are made from, so one can be missing, but not wrong.
const TABLES: [(&str, &str); 19] = [
    ("snapshots", "stream_id"),
    ("posts", "sequence"),
    ("slugs", "slug_key"),
    ("redirects", "path"),
    ("published", "sequence"),
    ("published_terms", "taxonomy, slug, published_at, sequence"),
    ("search_texts", "sequence"),
    ("post_labels", "taxonomy, slug, sequence"),
    ("working_terms", "taxonomy, slug, list, sequence"),
    ("accounts", "account_id"),
    ("access_tokens", "token_hash"),
    ("media", "hash"),
    ("media_uses", "hash, post_id, copy, is_cover"),
    ("preview_links", "preview_id"),
    ("post_notes", "note_id"),
    ("comments", "comment_id"),
    ("erased_payloads", "global_position"),
    ("event_kinds", "kind, schema_version"),
    // What follows from the tables before it.
    ("list_lengths", "list, part"),
];

/// Opens a database file for reading with an empty scratch database beside it, and holds on to what the first says now.
///
/// # Errors
/// When one of them can't be opened.
pub fn open(file: &Path, scratch: &Path) -> Result<Scan, StoreError> {
    let connection = Connection::open_with_flags(file, READING)?;
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    connection.execute("attach database ? as scratch", [scratch.to_string_lossy()])?;
    Scan::over(connection)
}

/// Names every row of the derived tables that differs from the scratch database's.
///
/// # Errors
/// When SQLite fails.
pub fn compare(connection: &Connection, findings: &mut Findings) -> Result<(), StoreError> {
    for (table, key) in TABLES {
        let columns = columns(connection, table)?;
        for (here, there, what) in
            [("main", SCRATCH, "not what the log says"), (SCRATCH, "main", "missing, or differs")]
        {
            let mut statement = connection.prepare(&format!(
                "select {} from (select {columns} from {here}.{table} except select {columns} from {there}.{table})",
                key.split(", ").map(|column| format!("coalesce({column}, '')")).collect::<Vec<_>>().join(" || ' ' || "),
            ))?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let name: String = match row.get_ref(0)? {
                    rusqlite::types::ValueRef::Integer(number) => number.to_string(),
                    value => value.as_str().unwrap_or("?").to_owned(),
                };
                findings.add(format!("table {table}, row {name}"), what);
            }
        }
    }
    for index in INDEXES {
        if !has_same_words(connection, index)? {
            findings.add(format!("table {}", index.table), "its words are not those of the texts");
        }
    }
    Ok(())
}

/// A full-text index.
#[derive(Clone, Copy, Debug)]
pub struct Index {
    table: &'static str,
    /// The table that lists its words: as closely as the index knows where they are.
    vocabulary: &'static str,
}

/// What readers find.
pub const SEARCH_INDEX: Index = Index { table: "search_index", vocabulary: "col" };
/// The same by titles, tags and headings alone.
pub const SEARCH_TITLES: Index = Index { table: "search_titles", vocabulary: "col" };
/// What writers find.
pub const WORKING_WORDS: Index = Index { table: "working_words", vocabulary: "row" };

const INDEXES: [Index; 3] = [SEARCH_INDEX, SEARCH_TITLES, WORKING_WORDS];

/// Whether both databases' indexes have the same words equally often.
///
/// # Errors
/// When SQLite fails.
pub fn has_same_words(connection: &Connection, index: Index) -> Result<bool, StoreError> {
    let Index { table, vocabulary } = index;
    for (schema, place) in [("main", "here"), (SCRATCH, "there")] {
        connection.execute_batch(&format!(
            "create virtual table if not exists temp.{table}_{place} using fts5vocab({schema}, {table}, '{vocabulary}')"
        ))?;
    }
    let (here, there) = (format!("{table}_here"), format!("{table}_there"));
    let differences: i64 = connection.query_row(
        &format!(
            "select count(*) from (
                select * from (select * from {here} except select * from {there})
                union all select * from (select * from {there} except select * from {here})
             )"
        ),
        [],
        |row| row.get(0),
    )?;
    Ok(differences == 0)
}

fn columns(connection: &Connection, table: &str) -> Result<String, StoreError> {
    let mut statement = connection.prepare("select name from pragma_table_info(?)")?;
    let names: Result<Vec<String>, _> = statement.query_map([table], |row| row.get(0))?.collect();
    Ok(names?.join(", "))
}

/// Attaches a scratch database to the connection that writes. Not possible within a transaction.
///
/// # Errors
/// When SQLite fails.
pub fn attach(connection: &Connection, scratch: &Path) -> Result<(), StoreError> {
    connection.execute("attach database ? as scratch", [scratch.to_string_lossy()])?;
    Ok(())
}

/// Makes every derived table equal to the scratch database's, within the connection's transaction, and says how many
/// rows that changed. Full-text indexes are no such tables.
///
/// # Errors
/// When SQLite fails.
pub fn make_equal(connection: &Connection) -> Result<u64, StoreError> {
    connection.execute_batch("pragma defer_foreign_keys = on")?;
    let mut changed = 0;
    for (table, key) in TABLES {
        let columns = columns(connection, table)?;
        let wrong = format!("select {columns} from main.{table} except select {columns} from scratch.{table}");
        let missing = format!("select {columns} from scratch.{table} except select {columns} from main.{table}");
        let deleted = connection
            .execute(&format!("delete from main.{table} where ({key}) in (select {key} from ({wrong}))"), [])?;
        let inserted = connection.execute(&format!("insert into main.{table} ({columns}) {missing}"), [])?;
        changed += (deleted + inserted) as u64;
    }
    Ok(changed)
}
