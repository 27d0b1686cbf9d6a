//! What readers find: the indexes of published texts.
//!
//! Words and expressions are made by [`crate::search`]. Of what a great many texts have, not all are ranked, but first those
//! that have it in their title, then the newest. What is made of words that a great many texts have, and yet is rare, is
//! looked for in a bounded number of texts ([`newest_from`]). What still grows with the site is in docs/performance.md.

use rusqlite::{Connection, params};

use super::published::{SUMMARY, read_summary};
use super::{StoreError, execute, notes, read_number, select_all, select_first, signed, text, unsigned};
use crate::domain::views::PostSummary;
use crate::search::{Stemmer, indexed};

/// Texts that are ranked by all that they say.
pub const RANKED_MAX: usize = 1_000;
/// Texts that are listed where more than [`RANKED_MAX`] have what is looked for.
pub const LISTED_MAX: usize = 500;

/// A published text as the search has it.
#[derive(Clone, Copy, Debug)]
pub struct SearchText<'a> {
    /// Its title.
    pub title: &'a str,
    /// Its tags, with commas.
    pub tags: &'a str,
    /// Its headings, one a line.
    pub headings: &'a str,
    /// The text without markup.
    pub body: &'a str,
    /// The code of the language of its stems.
    pub language: &'a str,
}

/// Has a text be found.
///
/// # Errors
/// When SQLite fails.
pub fn project(connection: &Connection, sequence: u64, text: &SearchText<'_>) -> Result<(), StoreError> {
    let SearchText { title, tags, headings, body, language } = *text;
    execute(
        connection,
        "insert or replace into search_texts (sequence, title, tags, headings, body, language) values (?, ?, ?, ?, ?, ?)",
        params![signed(sequence), title, tags, headings, body, language],
    )?;
    index(connection, sequence, text)
}

fn index(connection: &Connection, sequence: u64, text: &SearchText<'_>) -> Result<(), StoreError> {
    let stemmer = Stemmer::of(text.language);
    let [title, tags, headings, body] =
        [text.title, text.tags, text.headings, text.body].map(|it| indexed(it, stemmer));
    let title_stems = format!("{}{}{}", title.stems, tags.stems, headings.stems);
    execute(
        connection,
        "insert or replace into search_titles (rowid, title, tags, headings, title_stems) values (?, ?, ?, ?, ?)",
        params![signed(sequence), title.words, tags.words, headings.words, title_stems],
    )?;
    execute(
        connection,
        "insert or replace into search_index (rowid, title, tags, headings, body, title_stems, body_stems)
         values (?, ?, ?, ?, ?, ?, ?)",
        params![signed(sequence), title.words, tags.words, headings.words, body.words, title_stems, body.stems],
    )?;
    Ok(())
}

/// Has a text be found no more.
///
/// # Errors
/// When SQLite fails.
pub fn withdraw(connection: &Connection, sequence: u64) -> Result<(), StoreError> {
    for statement in [
        "delete from search_index where rowid = ?",
        "delete from search_titles where rowid = ?",
        "delete from search_texts where sequence = ?",
    ] {
        execute(connection, statement, [signed(sequence)])?;
    }
    Ok(())
}

/// Makes the indexes again from the texts.
///
/// # Errors
/// When SQLite fails.
pub fn rebuild(connection: &Connection) -> Result<(), StoreError> {
    notes::forget(connection, notes::INDEXES_MERGED)?;
    for statement in [
        "insert into search_index (search_index) values ('delete-all')",
        "insert into search_titles (search_titles) values ('delete-all')",
    ] {
        execute(connection, statement, [])?;
    }
    let mut statement =
        connection.prepare("select sequence, title, tags, headings, body, language from search_texts")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (title, tags, headings) = (text(row, 1)?, text(row, 2)?, text(row, 3)?);
        let (body, language) = (text(row, 4)?, text(row, 5)?);
        index(connection, unsigned(row.get(0)?), &SearchText { title, tags, headings, body, language })?;
    }
    Ok(())
}

/// The languages whose stems there are, by their codes.
///
/// # Errors
/// When SQLite fails.
pub fn languages(connection: &Connection) -> Result<Vec<String>, StoreError> {
    // One step for each language, however many texts there are.
    let select = "with recursive languages (language) as (
            select min(language) from search_texts where language > ''
            union all
            select (select min(search_texts.language) from search_texts where search_texts.language > languages.language)
            from languages where languages.language is not null
         )
         select language from languages where language is not null";
    select_all(connection, select, [], |row| Ok(row.get(0)?))
}

/// Whether an expression finds anything.
///
/// # Errors
/// When SQLite fails.
pub fn finds_any(connection: &Connection, expression: &str) -> Result<bool, StoreError> {
    let select = "select 1 from search_index where search_index match ? limit 1";
    Ok(select_first(connection, select, [expression], read_number)?.is_some())
}

/// The first of the newest texts, so many of them; none where there are fewer.
///
/// # Errors
/// When SQLite fails.
pub fn first_of_newest(connection: &Connection, count: u64) -> Result<Option<u64>, StoreError> {
    let select = "select sequence from published order by sequence desc limit 1 offset ?";
    select_first(connection, select, [signed(count.saturating_sub(1))], read_number)
}

/// Whether an expression finds more than so many texts from one of them on.
///
/// # Errors
/// When SQLite fails.
pub fn finds_more_than(connection: &Connection, expression: &str, from: u64, count: u64) -> Result<bool, StoreError> {
    let select = "select 1 from search_index where search_index match ? and rowid >= ? limit 1 offset ?";
    let parameters = params![expression, signed(from), signed(count)];
    Ok(select_first(connection, select, parameters, read_number)?.is_some())
}

/// What an expression finds, the best first and of equals the newest: a word in a title counts ten times, in a tag five
/// times, in a heading three times; another form of the word less than half as much.
///
/// # Errors
/// When SQLite fails.
pub fn ranked(connection: &Connection, expression: &str) -> Result<Vec<u64>, StoreError> {
    let select = format!(
        "select sequence from (
            select rowid as sequence, bm25(search_index, 10.0, 5.0, 3.0, 1.0, 4.0, 0.4) as rank
            from search_index where search_index match ? limit {RANKED_MAX}
         ) join published using (sequence) order by rank, published_at desc, sequence desc"
    );
    select_all(connection, &select, [expression], read_number)
}

/// Of what a great many texts have in their titles, tags or headings, the newest [`LISTED_MAX`], the best first. The
/// expression must not rule anything out: this index hasn't all that a text says.
///
/// # Errors
/// When SQLite fails.
pub fn titled(connection: &Connection, expression: &str) -> Result<Vec<u64>, StoreError> {
    let select = format!(
        "select sequence from (
            select rowid as sequence, bm25(search_titles, 10.0, 5.0, 3.0, 4.0) as rank
            from search_titles where search_titles match ? order by rowid desc limit {LISTED_MAX}
         ) order by rank, sequence desc"
    );
    select_all(connection, &select, [expression], read_number)
}

/// The newest of what an expression finds, a little beyond [`RANKED_MAX`].
///
/// # Errors
/// When SQLite fails.
pub fn newest(connection: &Connection, expression: &str) -> Result<Vec<u64>, StoreError> {
    let most = RANKED_MAX + 1;
    let select = format!("select rowid from search_index where search_index match ? order by rowid desc limit {most}");
    select_all(connection, &select, [expression], read_number)
}

/// The newest of what an expression finds from one of the texts on. Texts before it are not looked at.
///
/// # Errors
/// When SQLite fails.
pub fn newest_from(connection: &Connection, expression: &str, from: u64) -> Result<Vec<u64>, StoreError> {
    // Upwards: from the end, FTS5 would go on to the next older text that matches, however far back that is.
    let select = "select rowid from search_index where search_index match ? and rowid >= ? order by rowid";
    let mut sequences = select_all(connection, select, params![expression, signed(from)], read_number)?;
    sequences.reverse();
    Ok(sequences)
}

/// A text that was found.
#[derive(Clone, Debug)]
pub struct FoundText {
    /// Its summary.
    pub summary: PostSummary,
    /// The text without markup.
    pub body: String,
    /// The code of the language of its stems.
    pub language: String,
}

/// Some texts, in the order in which they are named.
///
/// # Errors
/// When SQLite fails.
pub fn texts(connection: &Connection, sequences: &[u64]) -> Result<Vec<FoundText>, StoreError> {
    let select = format!(
        "select {SUMMARY}, body, search_texts.language
         from json_each(?) as wanted join published on published.sequence = wanted.value
            join search_texts on search_texts.sequence = wanted.value order by wanted.key"
    );
    select_all(connection, &select, [serde_json::to_string(sequences)?], |row| {
        Ok(FoundText { summary: read_summary(row)?, body: row.get(13)?, language: row.get(14)? })
    })
}

/// Words of titles, tags and headings that begin like that and are longer, those first that the most texts have there.
///
/// # Errors
/// When SQLite fails.
pub fn words_beginning(connection: &Connection, beginning: &str, limit: u32) -> Result<Vec<(String, u64)>, StoreError> {
    let select = format!(
        "select term, doc from search_title_words where term > ?1 and term < ?1 || char(0x10ffff)
         order by doc desc, term limit {limit}"
    );
    select_all(connection, &select, [beginning], |row| Ok((row.get(0)?, unsigned(row.get(1)?))))
}
