//! What a changed aggregate means for the tables that queries read. Each function writes the whole truth about one
//! aggregate, so that doing it again changes nothing.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};
use serde::Serialize;

use super::search::{self, SearchText};
use super::{StoreError, execute, is_unique_violation, notes, signed, unsigned};
use crate::domain::account::Account;
use crate::domain::erasure::Erasure;
use crate::domain::media::Media;
use crate::domain::post::{Content, Post, Published, ReviewState};
use crate::domain::views::{AuthorView, LabelView};
use crate::domain::{AccountId, Label, PostId, fold_text};
use crate::search::language_of;

/// The version of what these functions write. Whoever changes that counts it up: a database that was written by another
/// version is rebuilt when it is opened.
pub const PROJECTIONS_VERSION: u32 = 3;

/// Whether the derived tables were written by this version.
///
/// # Errors
/// When SQLite fails.
pub fn are_current(connection: &Connection) -> Result<bool, StoreError> {
    Ok(notes::find(connection, notes::PROJECTIONS)?.as_deref() == Some(&*PROJECTIONS_VERSION.to_string()))
}

/// Notes that the derived tables are written by this version.
///
/// # Errors
/// When SQLite fails.
pub fn note_version(connection: &Connection) -> Result<(), StoreError> {
    notes::write(connection, notes::PROJECTIONS, &PROJECTIONS_VERSION.to_string())
}

/// What is derived from a published text besides its fields.
#[derive(Clone, Copy, Debug)]
pub struct PublishedText<'a> {
    /// The summary: the writer's own, or the beginning of the text.
    pub excerpt: &'a str,
    /// The text without markup.
    pub text: &'a str,
    /// Its headings, one a line.
    pub headings: &'a str,
    /// How many words it has.
    pub word_count: u32,
}

/// Writes down a post for writers' lists. Gives the post's sequence number, which is
/// `position`, the place of its latest event, when it is new.
///
/// # Errors
/// When SQLite fails.
pub fn project_post(connection: &Connection, position: u64, id: PostId, post: &Post) -> Result<u64, StoreError> {
    let authors: Vec<&str> = post.working.authors.iter().map(|author| author.name.as_str()).collect();
    let tags: Vec<String> = post.working.tags.iter().map(Label::slug).collect();
    let times = post.schedule_times();
    let sequence: i64 = connection
        .prepare_cached(
            "insert into posts (sequence, post_id, version, kind, status, title, slug, authors, tags, created_by,
                updated_at, published_at, has_unpublished_changes, deleted_at, publish_at, unpublish_at,
                schedule_failure, review, is_pinned, title_key)
             values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
             on conflict (post_id) do update set version = excluded.version, kind = excluded.kind,
                status = excluded.status, title = excluded.title, slug = excluded.slug, authors = excluded.authors,
                tags = excluded.tags, updated_at = excluded.updated_at, published_at = excluded.published_at,
                has_unpublished_changes = excluded.has_unpublished_changes, deleted_at = excluded.deleted_at,
                publish_at = excluded.publish_at, unpublish_at = excluded.unpublish_at,
                schedule_failure = excluded.schedule_failure, review = excluded.review, is_pinned = excluded.is_pinned,
                title_key = excluded.title_key
             returning sequence",
        )?
        .query_row(
            params![
                signed(position),
                id.to_string(),
                signed(post.version),
                post.working.kind.as_str(),
                post.status().as_str(),
                post.working.title,
                post.working.slug.as_str(),
                serde_json::to_string(&authors)?,
                serde_json::to_string(&tags)?,
                post.created_by.to_string(),
                post.updated_at.as_milliseconds(),
                post.published.as_ref().map(|published| published.published_at.as_milliseconds()),
                post.has_unpublished_changes(),
                post.deleted_at.map(|at| at.as_milliseconds()),
                times.publish_at.map(|at| at.as_milliseconds()),
                times.unpublish_at.map(|at| at.as_milliseconds()),
                post.schedule_failure.map(|failure| failure.as_str()),
                post.review.state().map(ReviewState::as_str),
                post.is_pinned,
                title_key(&post.working.title),
            ],
            |row| row.get(0),
        )?;
    if post.is_purged {
        // It claims its addresses, which stay gone, and is in no list any more.
        execute(connection, "delete from posts where sequence = ?", [sequence])?;
    }
    Ok(unsigned(sequence))
}

/// What titles are sorted by: letters as they are read, and as many as make a difference.
fn title_key(title: &str) -> String {
    const CHARS_MAX: usize = 64;
    fold_text(title.trim_start_matches(|character: char| !character.is_alphanumeric()))
        .chars()
        .take(CHARS_MAX)
        .collect()
}

/// Has every slug of a post lead to it, and no other any more.
///
/// # Errors
/// [`StoreError::Taken`] when a slug leads to another post; otherwise when SQLite fails.
pub fn claim_slugs(connection: &Connection, id: PostId, post: &Post) -> Result<(), StoreError> {
    let mut keys: Vec<String> = post.claimed_slugs().map(|slug| slug.key()).collect();
    keys.sort_unstable();
    keys.dedup();
    for key in &keys {
        // No row changes where the slug leads to another post.
        let claimed = execute(
            connection,
            "insert into slugs (slug_key, post_id) values (?, ?)
             on conflict (slug_key) do update set post_id = excluded.post_id where post_id = excluded.post_id",
            params![key, id.to_string()],
        )?;
        if claimed == 0 {
            return Err(StoreError::Taken { field: "slug" });
        }
    }
    execute(
        connection,
        "delete from slugs where post_id = ? and slug_key not in (select value from json_each(?))",
        params![id.to_string(), serde_json::to_string(&keys)?],
    )?;
    Ok(())
}

/// Has an address from elsewhere lead to a post, unless it leads somewhere already: the first in the log has it.
///
/// # Errors
/// When SQLite fails.
pub fn claim_alias(connection: &Connection, alias: &str, id: PostId) -> Result<(), StoreError> {
    execute(
        connection,
        "insert into redirects (path, post_id) values (?, ?) on conflict (path) do nothing",
        params![alias, id.to_string()],
    )?;
    Ok(())
}

/// Notes what an erasure replaced.
///
/// # Errors
/// When SQLite fails.
pub fn project_erasure(connection: &Connection, erasure: &Erasure) -> Result<(), StoreError> {
    for payload in &erasure.payloads {
        execute(
            connection,
            "insert into erased_payloads (global_position, payload_hash) values (?, ?)
             on conflict (global_position) do update set payload_hash = excluded.payload_hash",
            params![signed(payload.global_position), payload.payload_hash],
        )?;
    }
    Ok(())
}

/// Gives readers' lists and search the published copy.
///
/// # Errors
/// When SQLite fails.
pub fn project_published(
    connection: &Connection,
    sequence: u64,
    id: PostId,
    published: &Published,
    text: &PublishedText<'_>,
) -> Result<(), StoreError> {
    withdraw_published(connection, sequence)?;
    let content = &published.content;
    let authors: Vec<AuthorView> = content
        .authors
        .iter()
        .map(|author| AuthorView { handle: author.handle.to_string(), name: author.name.clone() })
        .collect();
    let tags: Vec<LabelView> = content.tags.iter().map(LabelView::from).collect();
    execute(
        connection,
        "insert into published (sequence, post_id, kind, slug, title, excerpt, language, cover, word_count,
            published_at, updated_at, authors, tags) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        params![
            signed(sequence),
            id.to_string(),
            content.kind.as_str(),
            content.slug.as_str(),
            content.title,
            text.excerpt,
            content.language.as_ref().map(|language| language.as_str()),
            content.cover,
            text.word_count,
            published.published_at.as_milliseconds(),
            published.updated_at.as_milliseconds(),
            serde_json::to_string(&authors)?,
            serde_json::to_string(&tags)?,
        ],
    )?;
    project_terms(connection, sequence, published, &authors, &tags)?;
    project_search_text(connection, sequence, content, &tags, text)
}

/// Has a published post come first on the home page, or where its date puts it.
///
/// # Errors
/// When SQLite fails.
pub fn project_pin(connection: &Connection, sequence: u64, post: &Post) -> Result<(), StoreError> {
    execute(
        connection,
        "update published set is_pinned = ?1 where sequence = ?2 and is_pinned <> ?1",
        params![post.is_pinned, signed(sequence)],
    )?;
    Ok(())
}

/// A term of a list that a post stands in.
#[derive(Serialize)]
struct Term<'a> {
    taxonomy: &'static str,
    slug: String,
    label: &'a str,
    /// Where the post stands in that list, where its date doesn't say so.
    place: u32,
}

/// Pages stand beside the blog, in none of its lists.
fn project_terms(
    connection: &Connection,
    sequence: u64,
    published: &Published,
    authors: &[AuthorView],
    tags: &[LabelView],
) -> Result<(), StoreError> {
    if published.content.kind == crate::domain::post::PostKind::Page {
        return Ok(());
    }
    let mut terms: Vec<Term<'_>> = Vec::with_capacity(authors.len() + tags.len() + 1);
    terms.extend(tags.iter().map(|tag| Term { taxonomy: "tag", slug: tag.slug.clone(), label: &tag.label, place: 0 }));
    terms.extend(authors.iter().map(|author| Term {
        taxonomy: "author",
        slug: author.handle.clone(),
        label: &author.name,
        place: 0,
    }));
    if let Some(category) = &published.content.category {
        terms.push(Term { taxonomy: "category", slug: category.slug(), label: category.as_str(), place: 0 });
    }
    if let Some(part) = &published.content.series {
        let (slug, label) = (part.series.slug(), part.series.as_str());
        terms.push(Term { taxonomy: "series", slug, label, place: part.place() });
    }
    execute(
        connection,
        "insert into published_terms (taxonomy, slug, published_at, sequence, label, place)
         select value ->> 'taxonomy', value ->> 'slug', ?, ?, value ->> 'label', value ->> 'place' from json_each(?)",
        params![published.published_at.as_milliseconds(), signed(sequence), serde_json::to_string(&terms)?],
    )?;
    Ok(())
}

/// As much of a text shows which language it is in, in bytes.
const SAMPLE_BYTES: usize = 8 * 1024;

fn project_search_text(
    connection: &Connection,
    sequence: u64,
    content: &Content,
    tags: &[LabelView],
    text: &PublishedText<'_>,
) -> Result<(), StoreError> {
    let tags = tags.iter().map(|tag| tag.label.as_str()).collect::<Vec<_>>().join(", ");
    let sample = format!("{}\n{}", content.title, &text.text[..text.text.floor_char_boundary(SAMPLE_BYTES)]);
    let text = SearchText {
        title: &content.title,
        tags: &tags,
        headings: text.headings,
        body: text.text,
        language: language_of(content.language.as_ref(), &sample),
    };
    search::project(connection, sequence, &text)
}

/// Takes a post from readers' lists and from search.
///
/// # Errors
/// When SQLite fails.
pub fn withdraw_published(connection: &Connection, sequence: u64) -> Result<(), StoreError> {
    search::withdraw(connection, sequence)?;
    for statement in ["delete from published_terms where sequence = ?", "delete from published where sequence = ?"] {
        execute(connection, statement, [signed(sequence)])?;
    }
    Ok(())
}

/// Writes down an account, with its access tokens.
///
/// # Errors
/// [`StoreError::Taken`] when another account has the handle; otherwise when SQLite fails.
pub fn project_account(connection: &Connection, id: AccountId, account: &Account) -> Result<(), StoreError> {
    if account.is_erased {
        return forget_account(connection, id);
    }
    let result = connection
        .prepare_cached(
            "insert into accounts
                (account_id, handle, name, email, role, password_hash, is_suspended, link_hash, link_expires_at)
             values (?, ?, ?, ?, ?, ?, ?, ?, ?)
             on conflict (account_id) do update set handle = excluded.handle, name = excluded.name, email = excluded.email,
                role = excluded.role, password_hash = excluded.password_hash, is_suspended = excluded.is_suspended,
                link_hash = excluded.link_hash, link_expires_at = excluded.link_expires_at",
        )?
        .execute(params![
            id.to_string(),
            account.handle.as_str(),
            account.name,
            account.email,
            account.role.as_str(),
            account.password_hash,
            account.is_suspended,
            account.link.as_ref().map(|link| &link.link_hash),
            account.link.as_ref().map(|link| link.expires_at.as_milliseconds()),
        ]);
    match result {
        Ok(_) => {}
        Err(error) if is_unique_violation(&error) => return Err(StoreError::Taken { field: "handle" }),
        Err(error) => return Err(error.into()),
    }
    execute(connection, "delete from access_tokens where account_id = ?", [id.to_string()])?;
    for token in &account.tokens {
        execute(
            connection,
            "insert into access_tokens (token_hash, account_id) values (?, ?)",
            params![token.token_hash, id.to_string()],
        )?;
    }
    Ok(())
}

fn forget_account(connection: &Connection, id: AccountId) -> Result<(), StoreError> {
    for statement in ["delete from access_tokens where account_id = ?", "delete from accounts where account_id = ?"] {
        execute(connection, statement, [id.to_string()])?;
    }
    Ok(())
}

/// Writes down a file. Of one that was purged, neither bytes nor copies stay.
///
/// # Errors
/// When SQLite fails.
pub fn project_media(connection: &Connection, hash: &str, media: &Media) -> Result<(), StoreError> {
    execute(
        connection,
        "insert into media (hash, name, content_type, length_bytes, created_at, file_name, alt, search_text, width,
            height, is_animated, created_by, deleted_at, is_purged) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         on conflict (hash) do update set name = excluded.name, content_type = excluded.content_type,
            length_bytes = excluded.length_bytes, created_at = excluded.created_at, file_name = excluded.file_name,
            alt = excluded.alt, search_text = excluded.search_text, width = excluded.width, height = excluded.height,
            is_animated = excluded.is_animated, created_by = excluded.created_by, deleted_at = excluded.deleted_at,
            is_purged = excluded.is_purged",
        params![
            hash,
            media.name,
            media.content_type,
            signed(media.length_bytes),
            media.created_at.as_milliseconds(),
            media.file_name,
            media.alt,
            fold_text(&format!("{}\n{}", media.name, media.alt)),
            media.picture.map(|picture| picture.width),
            media.picture.map(|picture| picture.height),
            media.picture.is_some_and(|picture| picture.is_animated),
            media.created_by.to_string(),
            media.deleted_at.map(|at| at.as_milliseconds()),
            media.is_purged,
        ],
    )?;
    if media.is_purged { forget_bytes(connection, hash) } else { Ok(()) }
}

fn forget_bytes(connection: &Connection, hash: &str) -> Result<(), StoreError> {
    for statement in [
        "delete from media_blobs where hash = ?",
        "delete from media_variants where hash = ?",
        "delete from media_variants_made where hash = ?",
    ] {
        execute(connection, statement, [hash])?;
    }
    Ok(())
}

/// Notes which kinds of events there are.
///
/// # Errors
/// When SQLite fails.
pub fn project_kinds(connection: &Connection, kinds: &BTreeSet<(String, u32)>) -> Result<(), StoreError> {
    for (kind, schema_version) in kinds {
        execute(
            connection,
            "insert into event_kinds (kind, schema_version) values (?, ?) on conflict do nothing",
            params![kind, schema_version],
        )?;
    }
    Ok(())
}

/// Notes the kinds of events that are in no segment.
///
/// # Errors
/// When SQLite fails.
pub fn project_kinds_of_rows(connection: &Connection) -> Result<(), StoreError> {
    execute(
        connection,
        "insert into event_kinds (kind, schema_version) select distinct kind, schema_version from events
         where true on conflict do nothing",
        [],
    )?;
    Ok(())
}

/// Redirects a path of the site, unless it leads somewhere already: the first in the log has it.
///
/// # Errors
/// When SQLite fails.
pub fn project_redirect(connection: &Connection, path: &str, target: &str) -> Result<(), StoreError> {
    execute(
        connection,
        "insert into redirects (path, target) values (?, ?) on conflict (path) do nothing",
        [path, target],
    )?;
    Ok(())
}
