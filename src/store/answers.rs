//! Answers to requests that may be sent again. Kept by the hash of their key, for a while.

use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::{StoreError, execute, signed, unsigned};
use crate::domain::{PostId, Timestamp};
use crate::store::log::Hash;

/// What was answered to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The request's own hash.
    pub request_hash: Hash,
    /// The post that was shown, and at which version.
    pub post: Option<(PostId, u64)>,
    /// Where the log ended.
    pub global_position: u64,
}

/// The answer under a key.
///
/// # Errors
/// When SQLite fails.
pub fn find(connection: &Connection, key_hash: &Hash) -> Result<Option<Answer>, StoreError> {
    let answer = connection
        .prepare_cached(
            "select request_hash, post_id, stream_version, global_position from answers where key_hash = ?",
        )?
        .query_row([key_hash], |row| {
            let post_id: Option<String> = row.get(1)?;
            let stream_version = unsigned(row.get(2)?);
            Ok(Answer {
                request_hash: row.get(0)?,
                post: post_id.and_then(|id| id.parse().ok()).map(|id| (id, stream_version)),
                global_position: unsigned(row.get(3)?),
            })
        })
        .optional()?;
    Ok(answer)
}

/// Keeps an answer under a key that has none.
///
/// # Errors
/// When SQLite fails.
pub fn keep(
    connection: &Connection,
    key_hash: &Hash,
    answer: &Answer,
    answered_at: Timestamp,
) -> Result<(), StoreError> {
    execute(
        connection,
        "insert into answers (key_hash, request_hash, post_id, stream_version, global_position, answered_at)
         values (?, ?, ?, ?, ?, ?)",
        params![
            key_hash,
            answer.request_hash,
            answer.post.map(|(id, _)| id.to_string()),
            signed(answer.post.map_or(0, |(_, version)| version)),
            signed(answer.global_position),
            answered_at.as_milliseconds(),
        ],
    )?;
    Ok(())
}

/// Forgets the answers that were given before an instant.
///
/// # Errors
/// When SQLite fails.
pub fn forget_before(connection: &Connection, instant: Timestamp) -> Result<(), StoreError> {
    execute(connection, "delete from answers where answered_at < ?", [instant.as_milliseconds()])?;
    Ok(())
}
