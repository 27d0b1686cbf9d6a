//! Replacing payloads, in rows and in segments, once an erasure is on record.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use super::log::{Hash, StoredEvent, segment};
use super::{StoreError, execute, signed, unsigned};

/// A segment as it is stored.
struct StoredSegment {
    first_position: u64,
    content: Vec<u8>,
    dictionary: Option<Vec<u8>>,
}

/// Puts other payloads in the place of those at these positions. The erasure that names them must have been projected
/// before, or the database refuses.
///
/// # Errors
/// When SQLite fails or a segment can't be read.
pub fn replace_payloads(connection: &Connection, payloads: &BTreeMap<u64, Vec<u8>>) -> Result<(), StoreError> {
    for (position, payload) in payloads {
        execute(
            connection,
            "update events set payload = ? where global_position = ?",
            params![payload, signed(*position)],
        )?;
    }
    let mut position = 0;
    while let Some((next, _)) = payloads.range(position..).next() {
        let Some((last_position, sealed)) = segment_with(connection, *next)? else { break };
        let events = segment::events(sealed.first_position, &sealed.content)?;
        let replaced = events.iter().map(|event| match payloads.get(&event.global_position) {
            Some(payload) => StoredEvent { payload, payload_hash: Some(event.chained_payload_hash()), ..*event },
            None => *event,
        });
        let (content, _) = segment::encode(replaced)?;
        seal_again(connection, sealed.first_position, &content, sealed.dictionary.as_deref())?;
        position = last_position + 1;
    }
    Ok(())
}

/// Lets go of every dictionary, as they may hold what was erased; their segments go on without.
///
/// # Errors
/// When SQLite fails or a segment can't be read.
pub fn forget_dictionaries(connection: &Connection) -> Result<(), StoreError> {
    let positions: Vec<i64> = connection
        .prepare("select first_position from segments where dictionary_id is not null")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for position in positions {
        let Some((_, sealed)) = segment_with(connection, unsigned(position))? else { continue };
        seal_again(connection, sealed.first_position, &sealed.content, None)?;
    }
    execute(connection, "delete from dictionaries", [])?;
    Ok(())
}

/// Whether bytes hold others.
pub fn contains(bytes: &[u8], part: &[u8]) -> bool {
    !part.is_empty() && bytes.windows(part.len()).any(|window| window == part)
}

/// The segment that has an event, with the position of its last one.
fn segment_with(connection: &Connection, position: u64) -> Result<Option<(u64, StoredSegment)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "select first_position, last_position, segments.bytes, segments.bytes_hash, raw_bytes, dictionaries.bytes
         from segments left join dictionaries using (dictionary_id)
         where first_position <= ?1 and last_position >= ?1 order by first_position desc limit 1",
    )?;
    let mut rows = statement.query([signed(position)])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let first_position = unsigned(row.get(0)?);
    let raw_bytes = usize::try_from(row.get::<_, i64>(4)?).unwrap_or(usize::MAX);
    let dictionary: Option<Vec<u8>> = row.get(5)?;
    let (bytes, hash): (Vec<u8>, Hash) = (row.get(2)?, row.get(3)?);
    let content = segment::decompress(first_position, &bytes, &hash, raw_bytes, dictionary.as_deref())?;
    Ok(Some((unsigned(row.get(1)?), StoredSegment { first_position, content, dictionary })))
}

fn seal_again(
    connection: &Connection,
    first_position: u64,
    content: &[u8],
    dictionary: Option<&[u8]>,
) -> Result<(), StoreError> {
    let bytes = segment::compress(content, dictionary)?;
    execute(
        connection,
        "update segments set bytes = ?, bytes_hash = ?, raw_bytes = ?,
            dictionary_id = case when ? then dictionary_id end
         where first_position = ?",
        params![
            bytes,
            blake3::hash(&bytes).as_bytes(),
            signed(content.len() as u64),
            dictionary.is_some(),
            signed(first_position),
        ],
    )?;
    Ok(())
}

/// Writes the whole database anew, so that nothing remains in pages that nobody uses, nor in the write-ahead log, nor
/// in the full-text indexes. Nobody else may have the database open.
///
/// # Errors
/// When SQLite fails.
pub fn scrub(connection: &Connection) -> Result<(), StoreError> {
    connection.execute_batch(
        "insert into search_index (search_index) values ('optimize');
         insert into search_titles (search_titles) values ('optimize');
         insert into working_words (working_words) values ('optimize');
         vacuum; pragma wal_checkpoint(truncate);",
    )?;
    Ok(())
}
