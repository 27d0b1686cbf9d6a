//! Files that posts show.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params};
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite, SqlitePool};

use super::{StoreError, execute, select_all, select_first, signed, unsigned};
use crate::domain::media::{MediaFilter, MediaView};
use crate::domain::{Actor, Timestamp};

/// What is read of a file to show it in the library.
const COLUMNS: &str = "hash, file_name, name, content_type, length_bytes, width, height, is_animated, alt, created_at,
    deleted_at, (select count(distinct post_id) from media_uses where media_uses.hash = media.hash), created_by, is_purged";

/// A file with its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaFile {
    /// The end of its address.
    pub file_name: String,
    /// Its media type.
    pub content_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What is known of a file without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaRow {
    /// As it is shown; whoever reads it says whether the settings show it.
    pub view: MediaView,
    /// Who added it.
    pub created_by: Actor,
    /// Whether nothing is left of it but that it was there.
    pub is_purged: bool,
}

/// The file with a hash, whether it was deleted or not.
///
/// # Errors
/// When SQLite fails.
pub async fn find(pool: &SqlitePool, hash: &str) -> Result<Option<MediaFile>, StoreError> {
    let select = "select file_name, content_type, bytes from media join media_blobs using (hash) where hash = ?";
    let row = sqlx::query(select).bind(hash).fetch_optional(pool).await?;
    row.map(|row| Ok(MediaFile { file_name: row.try_get(0)?, content_type: row.try_get(1)?, bytes: row.try_get(2)? }))
        .transpose()
}

/// Where a file is found, for those who ask for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaAddress {
    /// The end of its address.
    pub file_name: String,
    /// Its media type.
    pub content_type: String,
    /// Whether it was deleted.
    pub is_deleted: bool,
}

/// Where the file with a hash is found: what readers' pictures need, without the library's count of who shows it.
///
/// # Errors
/// When SQLite fails.
pub async fn find_address(pool: &SqlitePool, hash: &str) -> Result<Option<MediaAddress>, StoreError> {
    let select = "select file_name, content_type, deleted_at is not null from media where hash = ?";
    let row = sqlx::query(select).bind(hash).fetch_optional(pool).await?;
    row.map(|row| {
        Ok(MediaAddress { file_name: row.try_get(0)?, content_type: row.try_get(1)?, is_deleted: row.try_get(2)? })
    })
    .transpose()
}

/// The media type and the size in bytes of a file that is there for readers.
///
/// # Errors
/// When SQLite fails.
pub fn find_extent(connection: &Connection, hash: &str) -> Result<Option<(String, u64)>, StoreError> {
    let select = "select content_type, length_bytes from media where hash = ? and deleted_at is null";
    select_first(connection, select, [hash], |row| Ok((row.get(0)?, unsigned(row.get(1)?))))
}

/// The present ends of the addresses of some files, by hash.
///
/// # Errors
/// When SQLite fails.
pub fn file_names(connection: &Connection, hashes: &[&str]) -> Result<HashMap<String, String>, StoreError> {
    let select = "select hash, file_name from media where hash in (select value from json_each(?))";
    let names = select_all(connection, select, [serde_json::to_string(hashes)?], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(names.into_iter().collect())
}

/// What is known of the file with a hash.
///
/// # Errors
/// When SQLite fails.
pub async fn find_row(pool: &SqlitePool, hash: &str) -> Result<Option<MediaRow>, StoreError> {
    let mut select = QueryBuilder::new("select ");
    select.push(COLUMNS).push(" from media where hash = ").push_bind(hash);
    let row = select.build().fetch_optional(pool).await?;
    row.as_ref().map(read_row).transpose()
}

/// Which files a list shows.
#[derive(Clone, Copy, Debug)]
pub struct LibraryQuery<'a> {
    /// All, unused ones, or deleted ones.
    pub filter: MediaFilter,
    /// Only those that have all of these words in their name or description; without accents and capitals.
    pub words: &'a [&'a str],
    /// Only those that this one added, and those that readers see.
    pub visible_to: Option<Actor>,
    /// Only those behind this place.
    pub after: Option<Place<'a>>,
    /// What the site's settings show, by hash: readers see it, and it is used.
    pub shown_by_site: &'a [String],
}

/// A file's place in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// When it was added.
    pub created_at: Timestamp,
    /// Which of that moment.
    pub hash: &'a str,
}

impl LibraryQuery<'_> {
    fn push_conditions(&self, select: &mut QueryBuilder<Sqlite>) {
        select.push(match self.filter {
            MediaFilter::All | MediaFilter::Unused => "deleted_at is null",
            MediaFilter::Trash => "deleted_at is not null and not is_purged",
        });
        if self.filter == MediaFilter::Unused {
            select.push(" and not exists (select 1 from media_uses where media_uses.hash = media.hash) and not ");
            self.push_is_shown_by_site(select);
        }
        for word in self.words {
            select.push(" and instr(search_text, ").push_bind((*word).to_owned()).push(") > 0");
        }
        if let Some(actor) = self.visible_to {
            select.push(" and (created_by = ").push_bind(actor.to_string());
            select.push(
                " or exists (select 1 from media_uses where media_uses.hash = media.hash and copy = 'published') or ",
            );
            self.push_is_shown_by_site(select);
            select.push(")");
        }
        if let Some(Place { created_at, hash }) = self.after {
            select.push(" and (created_at, hash) < (").push_bind(created_at.as_milliseconds());
            select.push(", ").push_bind(hash.to_owned()).push(")");
        }
    }

    fn push_is_shown_by_site(&self, select: &mut QueryBuilder<Sqlite>) {
        select.push("hash in (");
        let mut hashes = select.separated(", ");
        for hash in self.shown_by_site {
            hashes.push_bind(hash.clone());
        }
        select.push(")");
    }
}

/// How many files such a list has.
///
/// # Errors
/// When SQLite fails.
pub async fn count(pool: &SqlitePool, query: &LibraryQuery<'_>) -> Result<u64, StoreError> {
    let mut select = QueryBuilder::new("select count(*) from media where ");
    query.push_conditions(&mut select);
    Ok(unsigned(select.build_query_scalar().fetch_one(pool).await?))
}

/// A part of such a list, the latest first.
///
/// # Errors
/// When SQLite fails.
pub async fn list(
    pool: &SqlitePool,
    query: &LibraryQuery<'_>,
    offset: u64,
    limit: u32,
) -> Result<Vec<MediaView>, StoreError> {
    let mut select = QueryBuilder::new("select ");
    select.push(COLUMNS).push(" from media where ");
    query.push_conditions(&mut select);
    select.push(" order by created_at desc, hash desc limit ").push_bind(limit);
    select.push(" offset ").push_bind(signed(offset));
    let rows = select.build().fetch_all(pool).await?;
    rows.iter().map(|row| Ok(read_row(row)?.view)).collect()
}

fn read_row(row: &SqliteRow) -> Result<MediaRow, StoreError> {
    let mut view = MediaView {
        hash: row.try_get(0)?,
        path: String::new(),
        name: row.try_get(2)?,
        content_type: row.try_get(3)?,
        length_bytes: unsigned(row.try_get(4)?),
        width: row.try_get(5)?,
        height: row.try_get(6)?,
        is_animated: row.try_get(7)?,
        alt: row.try_get(8)?,
        created_at: Timestamp::from_milliseconds(row.try_get(9)?),
        deleted_at: row.try_get::<Option<i64>, _>(10)?.map(Timestamp::from_milliseconds),
        used_by: row.try_get(11)?,
        used_by_site: false,
    };
    view.set_path(row.try_get(1)?);
    Ok(MediaRow { view, created_by: Actor::from(row.try_get::<&str, _>(12)?), is_purged: row.try_get(13)? })
}

/// The hash of every file whose bytes are on another node yet.
///
/// # Errors
/// When SQLite fails.
pub fn without_bytes(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let missing =
        "select hash from media where not is_purged and hash not in (select hash from media_blobs) order by hash";
    let hashes: Result<Vec<String>, _> = connection.prepare_cached(missing)?.query_map([], |row| row.get(0))?.collect();
    Ok(hashes?)
}

/// The hash of every file whose bytes are here.
///
/// # Errors
/// When SQLite fails.
pub fn with_bytes(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let here = "select hash from media_blobs order by hash";
    let hashes: Result<Vec<String>, _> = connection.prepare_cached(here)?.query_map([], |row| row.get(0))?.collect();
    Ok(hashes?)
}

/// A file's bytes, where they are here.
///
/// # Errors
/// When SQLite fails.
pub fn bytes(connection: &Connection, hash: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let select = "select bytes from media_blobs where hash = ?";
    Ok(connection.prepare_cached(select)?.query_row([hash], |row| row.get(0)).optional()?)
}

/// The hash of every file that has bytes.
///
/// # Errors
/// When SQLite fails.
pub async fn all_hashes(pool: &SqlitePool) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar("select hash from media where not is_purged order by hash").fetch_all(pool).await?)
}

/// Files that were deleted before a moment and that no post shows, behind a hash.
///
/// # Errors
/// When SQLite fails.
pub async fn unused_and_deleted_before(
    pool: &SqlitePool,
    at: Timestamp,
    after: &str,
    limit: u32,
) -> Result<Vec<String>, StoreError> {
    let hashes = sqlx::query_scalar(
        "select hash from media where deleted_at < ? and not is_purged and hash > ?
            and not exists (select 1 from media_uses where media_uses.hash = media.hash) order by hash limit ?",
    );
    Ok(hashes.bind(at.as_milliseconds()).bind(after).bind(limit).fetch_all(pool).await?)
}

/// Keeps a file's bytes, unless it was purged since they were asked for.
///
/// # Errors
/// When SQLite fails.
pub fn keep(connection: &Connection, hash: &str, bytes: &[u8]) -> Result<(), StoreError> {
    execute(
        connection,
        "insert into media_blobs (hash, bytes) select ?1, ?2
         where not exists (select 1 from media where hash = ?1 and is_purged) on conflict do nothing",
        params![hash, bytes],
    )?;
    Ok(())
}
