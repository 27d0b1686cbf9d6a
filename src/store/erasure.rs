//! Replacing payloads, in rows and in segments, once an erasure is on record.

use std::collections::BTreeMap;

use sqlx::{Row, SqliteConnection};

use super::log::StoredEvent;
use super::log::segment;
use super::{StoreError, signed, unsigned};

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
pub async fn replace_payloads(
    connection: &mut SqliteConnection,
    payloads: &BTreeMap<u64, Vec<u8>>,
) -> Result<(), StoreError> {
    for (position, payload) in payloads {
        sqlx::query("update events set payload = ? where global_position = ?")
            .bind(payload.as_slice())
            .bind(signed(*position))
            .execute(&mut *connection)
            .await?;
    }
    let mut position = 0;
    while let Some((next, _)) = payloads.range(position..).next() {
        let Some((last_position, sealed)) = segment_with(connection, *next).await? else { break };
        let events = segment::events(sealed.first_position, &sealed.content)?;
        let replaced = events.iter().map(|event| match payloads.get(&event.global_position) {
            Some(payload) => StoredEvent { payload, payload_hash: Some(event.chained_payload_hash()), ..*event },
            None => *event,
        });
        let (content, _) = segment::encode(replaced)?;
        seal_again(connection, sealed.first_position, content, sealed.dictionary).await?;
        position = last_position + 1;
    }
    Ok(())
}

/// Lets go of every dictionary that holds one of these texts; its segments go on without one.
///
/// # Errors
/// When SQLite fails or a segment can't be read.
pub async fn forget_dictionaries_with(connection: &mut SqliteConnection, texts: &[&str]) -> Result<(), StoreError> {
    let dictionaries: Vec<(i64, Vec<u8>)> =
        sqlx::query_as("select dictionary_id, bytes from dictionaries").fetch_all(&mut *connection).await?;
    for (dictionary_id, bytes) in dictionaries {
        if !texts.iter().any(|text| contains(&bytes, text.as_bytes())) {
            continue;
        }
        let positions: Vec<i64> = sqlx::query_scalar("select first_position from segments where dictionary_id = ?")
            .bind(dictionary_id)
            .fetch_all(&mut *connection)
            .await?;
        for position in positions {
            let Some((_, sealed)) = segment_with(connection, unsigned(position)).await? else { continue };
            seal_again(connection, sealed.first_position, sealed.content, None).await?;
        }
        sqlx::query("delete from dictionaries where dictionary_id = ?")
            .bind(dictionary_id)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Whether bytes hold others.
pub fn contains(bytes: &[u8], part: &[u8]) -> bool {
    !part.is_empty() && bytes.windows(part.len()).any(|window| window == part)
}

/// The segment that has an event, with the position of its last one.
async fn segment_with(
    connection: &mut SqliteConnection,
    position: u64,
) -> Result<Option<(u64, StoredSegment)>, StoreError> {
    let row = sqlx::query(
        "select first_position, last_position, segments.bytes, segments.bytes_hash, raw_bytes, dictionaries.bytes
         from segments left join dictionaries using (dictionary_id)
         where first_position <= ?1 and last_position >= ?1 order by first_position desc limit 1",
    )
    .bind(signed(position))
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let first_position = unsigned(row.try_get(0)?);
    let raw_bytes = usize::try_from(row.try_get::<i64, _>(4)?).unwrap_or(usize::MAX);
    let dictionary: Option<Vec<u8>> = row.try_get(5)?;
    let content =
        segment::decompress(first_position, row.try_get(2)?, row.try_get(3)?, raw_bytes, dictionary.as_deref())?;
    Ok(Some((unsigned(row.try_get(1)?), StoredSegment { first_position, content, dictionary })))
}

async fn seal_again(
    connection: &mut SqliteConnection,
    first_position: u64,
    content: Vec<u8>,
    dictionary: Option<Vec<u8>>,
) -> Result<(), StoreError> {
    let raw_bytes = signed(content.len() as u64);
    let has_dictionary = dictionary.is_some();
    // Compressing keeps a processor busy for a while.
    let bytes = tokio::task::spawn_blocking(move || segment::compress(&content, dictionary.as_deref()))
        .await
        .map_err(|error| StoreError::Compression(std::io::Error::other(error)))??;
    let hash = *blake3::hash(&bytes).as_bytes();
    sqlx::query(
        "update segments set bytes = ?, bytes_hash = ?, raw_bytes = ?,
            dictionary_id = case when ? then dictionary_id end
         where first_position = ?",
    )
    .bind(bytes)
    .bind(hash.as_slice())
    .bind(raw_bytes)
    .bind(has_dictionary)
    .bind(signed(first_position))
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes the whole database anew, so that nothing remains in pages that nobody uses, nor in the write-ahead log, nor
/// in the full-text index. Nobody else may have the database open.
///
/// # Errors
/// When SQLite fails.
pub async fn scrub(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    for statement in
        ["insert into search_index (search_index) values ('rebuild')", "vacuum", "pragma wal_checkpoint(truncate)"]
    {
        sqlx::query(statement).execute(&mut *connection).await?;
    }
    Ok(())
}
