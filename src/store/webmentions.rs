//! Mentions that wait to be looked at, and changes of posts that other sites wait to be told of. They are no part of the log:
//! what is found, and what was told, is.

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::{StoreError, count, execute, select_all, signed, text, unsigned};
use crate::domain::{PostId, Timestamp};

/// A mention that somebody told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// The address of the page that is said to link to the post.
    pub source: String,
    /// The address of the post, as whoever told of it wrote it.
    pub target: String,
    /// The post.
    pub post_id: PostId,
    /// How often the page was asked in vain.
    pub attempts: u32,
}

/// A change of what readers see of a post that links to other sites, or did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The post.
    pub post_id: PostId,
    /// Its version since then.
    pub post_version: u64,
    /// Whether no reader had seen it before.
    pub is_new: bool,
    /// How often somebody was told in vain.
    pub attempts: u32,
}

/// Has a page looked at, from that instant on; one that waits already waits no longer for it. Gives whether there was room
/// for it among so many.
///
/// # Errors
/// When SQLite fails.
pub fn receive(
    connection: &mut Connection,
    received: &Received,
    due_at: Timestamp,
    waiting_max: u64,
) -> Result<bool, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let Received { source, target, post_id, attempts } = received;
    let known = "select 1 from webmentions_received where source = ? and target = ?";
    let is_known = transaction.query_row(known, [source, target], |_| Ok(())).optional()?.is_some();
    if !is_known && count(&transaction, "select count(*) from webmentions_received", [])? >= waiting_max {
        return Ok(false);
    }
    execute(
        &transaction,
        "insert into webmentions_received (source, target, post_id, attempts, due_at) values (?, ?, ?, ?, ?)
         on conflict (source, target) do update set attempts = excluded.attempts, due_at = excluded.due_at",
        params![source, target, post_id.to_string(), attempts, due_at.as_milliseconds()],
    )?;
    transaction.commit()?;
    Ok(true)
}

/// The mentions whose pages are to be asked by that instant, those that wait longest first.
///
/// # Errors
/// When SQLite fails.
pub fn due(connection: &Connection, now: Timestamp, limit: u32) -> Result<Vec<Received>, StoreError> {
    let select =
        "select source, target, post_id, attempts from webmentions_received where due_at <= ? order by due_at limit ?";
    select_all(connection, select, params![now.as_milliseconds(), limit], |row| {
        let post_id = text(row, 2)?.parse().unwrap_or_default();
        Ok(Received { source: row.get(0)?, target: row.get(1)?, post_id, attempts: row.get(3)? })
    })
}

/// When the next page is to be asked; none where none is.
///
/// # Errors
/// When SQLite fails.
pub fn next_due(connection: &Connection) -> Result<Option<Timestamp>, StoreError> {
    let next: Option<i64> =
        connection.query_row("select min(due_at) from webmentions_received", [], |row| row.get(0))?;
    Ok(next.map(Timestamp::from_milliseconds))
}

/// Lets go of a mention that was looked at, unless it was told of again since.
///
/// # Errors
/// When SQLite fails.
pub fn forget(connection: &Connection, looked_at: &Received, now: Timestamp) -> Result<(), StoreError> {
    execute(
        connection,
        "delete from webmentions_received where source = ? and target = ? and due_at <= ?",
        params![looked_at.source, looked_at.target, now.as_milliseconds()],
    )?;
    Ok(())
}

/// Has a page asked again at an instant, as it could not be looked at.
///
/// # Errors
/// When SQLite fails.
pub fn put_off(connection: &Connection, received: &Received, due_at: Timestamp) -> Result<(), StoreError> {
    execute(
        connection,
        "update webmentions_received set attempts = attempts + 1, due_at = ? where source = ? and target = ?",
        params![due_at.as_milliseconds(), received.source, received.target],
    )?;
    Ok(())
}

/// Notes that what readers see of a post changed at an instant, within the transaction of that change. What is new stays new
/// until it is told.
///
/// # Errors
/// When SQLite fails.
pub fn note_change(connection: &Connection, changed: &Changed, at: Timestamp) -> Result<(), StoreError> {
    let Changed { post_id, post_version, is_new, attempts } = changed;
    execute(
        connection,
        "insert into webmentions_due (post_id, post_version, is_new, attempts, due_at) values (?, ?, ?, ?, ?)
         on conflict (post_id) do update set post_version = excluded.post_version, attempts = excluded.attempts,
            due_at = excluded.due_at",
        params![post_id.to_string(), signed(*post_version), is_new, attempts, at.as_milliseconds()],
    )?;
    Ok(())
}

/// Lets go of changes that should have been told before an instant.
///
/// # Errors
/// When SQLite fails.
pub fn forget_changes_before(connection: &Connection, instant: Timestamp) -> Result<(), StoreError> {
    execute(connection, "delete from webmentions_due where due_at < ?", [instant.as_milliseconds()])?;
    Ok(())
}

/// The changes that are to be told by that instant, those that wait longest first.
///
/// # Errors
/// When SQLite fails.
pub fn changes_due(connection: &Connection, now: Timestamp, limit: u32) -> Result<Vec<Changed>, StoreError> {
    let select =
        "select post_id, post_version, is_new, attempts from webmentions_due where due_at <= ? order by due_at limit ?";
    select_all(connection, select, params![now.as_milliseconds(), limit], |row| {
        let (post_id, post_version) = (text(row, 0)?.parse().unwrap_or_default(), unsigned(row.get(1)?));
        Ok(Changed { post_id, post_version, is_new: row.get(2)?, attempts: row.get(3)? })
    })
}

/// When the next change is to be told; none where none is.
///
/// # Errors
/// When SQLite fails.
pub fn next_change_due(connection: &Connection) -> Result<Option<Timestamp>, StoreError> {
    let next: Option<i64> = connection.query_row("select min(due_at) from webmentions_due", [], |row| row.get(0))?;
    Ok(next.map(Timestamp::from_milliseconds))
}

/// Lets go of changes that were told, and has others told again at an instant, as somebody did not answer. A post that
/// changed since is not touched.
///
/// # Errors
/// When SQLite fails.
pub fn settle_changes(connection: &mut Connection, told: &[(Changed, Option<Timestamp>)]) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for (changed, told_again_at) in told {
        let (post_id, post_version) = (changed.post_id.to_string(), signed(changed.post_version));
        match told_again_at {
            Some(at) => execute(
                &transaction,
                "update webmentions_due set attempts = attempts + 1, due_at = ? where post_id = ? and post_version = ?",
                params![at.as_milliseconds(), post_id, post_version],
            )?,
            None => execute(
                &transaction,
                "delete from webmentions_due where post_id = ? and post_version = ?",
                params![post_id, post_version],
            )?,
        };
    }
    Ok(transaction.commit()?)
}
