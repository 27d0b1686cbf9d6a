//! What a changed aggregate means for the tables that queries read. Each function writes the whole truth about one
//! aggregate, so that doing it again changes nothing.

use std::collections::BTreeSet;

use serde::Serialize;
use sqlx::SqliteConnection;

use super::{StoreError, signed, unsigned};
use crate::domain::account::Account;
use crate::domain::erasure::Erasure;
use crate::domain::media::Media;
use crate::domain::post::{Post, Published};
use crate::domain::views::{AuthorView, LabelView};
use crate::domain::{AccountId, Label, PostId};

/// What is derived from a published text besides its fields.
#[derive(Clone, Copy, Debug)]
pub struct PublishedText<'a> {
    /// The summary: the writer's own, or the beginning of the text.
    pub excerpt: &'a str,
    /// The text without markup.
    pub text: &'a str,
    /// How many words it has.
    pub word_count: u32,
}

/// Writes down a post for writers' lists and claims its addresses. Gives the post's sequence number, which is
/// `position`, the place of its latest event, when it is new.
///
/// # Errors
/// [`StoreError::Taken`] when a slug leads to another post; otherwise when SQLite fails.
pub async fn project_post(
    connection: &mut SqliteConnection,
    position: u64,
    id: PostId,
    post: &Post,
) -> Result<u64, StoreError> {
    claim_slugs(connection, id, post).await?;
    let authors: Vec<&str> = post.working.authors.iter().map(|author| author.name.as_str()).collect();
    let tags: Vec<String> = post.working.tags.iter().map(Label::slug).collect();
    let sequence: i64 = sqlx::query_scalar(
        "insert into posts (sequence, post_id, version, kind, status, title, slug, authors, tags, created_by,
            updated_at, published_at, has_unpublished_changes, deleted_at)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         on conflict (post_id) do update set version = excluded.version, kind = excluded.kind,
            status = excluded.status, title = excluded.title, slug = excluded.slug, authors = excluded.authors,
            tags = excluded.tags, updated_at = excluded.updated_at, published_at = excluded.published_at,
            has_unpublished_changes = excluded.has_unpublished_changes, deleted_at = excluded.deleted_at
         returning sequence",
    )
    .bind(signed(position))
    .bind(id.to_string())
    .bind(signed(post.version))
    .bind(post.working.kind.as_str())
    .bind(post.status().as_str())
    .bind(&post.working.title)
    .bind(post.working.slug.as_str())
    .bind(serde_json::to_string(&authors)?)
    .bind(serde_json::to_string(&tags)?)
    .bind(post.created_by.to_string())
    .bind(post.updated_at.as_milliseconds())
    .bind(post.published.as_ref().map(|published| published.published_at.as_milliseconds()))
    .bind(post.has_unpublished_changes())
    .bind(post.deleted_at.map(|at| at.as_milliseconds()))
    .fetch_one(&mut *connection)
    .await?;
    if post.is_purged {
        // It claims its addresses, which stay gone, and is in no list any more.
        sqlx::query("delete from posts where sequence = ?").bind(sequence).execute(connection).await?;
    }
    Ok(unsigned(sequence))
}

async fn claim_slugs(connection: &mut SqliteConnection, id: PostId, post: &Post) -> Result<(), StoreError> {
    let mut keys: Vec<String> = post.claimed_slugs().map(|slug| slug.key()).collect();
    keys.sort_unstable();
    keys.dedup();
    for key in &keys {
        // A row comes back only where the slug is free or this post's already.
        let claimed = sqlx::query(
            "insert into slugs (slug_key, post_id) values (?, ?)
             on conflict (slug_key) do update set post_id = excluded.post_id where post_id = excluded.post_id
             returning post_id",
        )
        .bind(key)
        .bind(id.to_string())
        .fetch_optional(&mut *connection)
        .await?;
        if claimed.is_none() {
            return Err(StoreError::Taken { field: "slug" });
        }
    }
    sqlx::query("delete from slugs where post_id = ? and slug_key not in (select value from json_each(?))")
        .bind(id.to_string())
        .bind(serde_json::to_string(&keys)?)
        .execute(connection)
        .await?;
    Ok(())
}

/// Has an address from elsewhere lead to a post, unless it leads somewhere already: the first in the log has it.
///
/// # Errors
/// When SQLite fails.
pub async fn claim_alias(connection: &mut SqliteConnection, alias: &str, id: PostId) -> Result<(), StoreError> {
    sqlx::query("insert into redirects (path, post_id) values (?, ?) on conflict (path) do nothing")
        .bind(alias)
        .bind(id.to_string())
        .execute(connection)
        .await?;
    Ok(())
}

/// Notes what an erasure replaced.
///
/// # Errors
/// When SQLite fails.
pub async fn project_erasure(connection: &mut SqliteConnection, erasure: &Erasure) -> Result<(), StoreError> {
    for payload in &erasure.payloads {
        sqlx::query(
            "insert into erased_payloads (global_position, payload_hash) values (?, ?)
             on conflict (global_position) do update set payload_hash = excluded.payload_hash",
        )
        .bind(signed(payload.global_position))
        .bind(payload.payload_hash.as_slice())
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// Gives readers' lists and search the published copy.
///
/// # Errors
/// When SQLite fails.
pub async fn project_published(
    connection: &mut SqliteConnection,
    sequence: u64,
    id: PostId,
    published: &Published,
    text: &PublishedText<'_>,
) -> Result<(), StoreError> {
    withdraw_published(connection, sequence).await?;
    let content = &published.content;
    let authors: Vec<AuthorView> = content
        .authors
        .iter()
        .map(|author| AuthorView { handle: author.handle.to_string(), name: author.name.clone() })
        .collect();
    let tags: Vec<LabelView> = content.tags.iter().map(LabelView::from).collect();
    sqlx::query(
        "insert into published (sequence, post_id, kind, slug, title, excerpt, language, cover, word_count,
            published_at, updated_at, authors, tags) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(signed(sequence))
    .bind(id.to_string())
    .bind(content.kind.as_str())
    .bind(content.slug.as_str())
    .bind(&content.title)
    .bind(text.excerpt)
    .bind(content.language.as_ref().map(|language| language.as_str()))
    .bind(content.cover.as_deref())
    .bind(text.word_count)
    .bind(published.published_at.as_milliseconds())
    .bind(published.updated_at.as_milliseconds())
    .bind(serde_json::to_string(&authors)?)
    .bind(serde_json::to_string(&tags)?)
    .execute(&mut *connection)
    .await?;
    let tag_names = tags.iter().map(|tag| tag.label.as_str()).collect::<Vec<_>>().join(", ");
    project_terms(connection, sequence, published, &authors, &tags).await?;
    project_search_text(connection, sequence, &content.title, &tag_names, text.text).await
}

/// A term of a list that a post stands in.
#[derive(Serialize)]
struct Term<'a> {
    taxonomy: &'static str,
    slug: String,
    label: &'a str,
}

/// Pages stand beside the blog, in none of its lists.
async fn project_terms(
    connection: &mut SqliteConnection,
    sequence: u64,
    published: &Published,
    authors: &[AuthorView],
    tags: &[LabelView],
) -> Result<(), StoreError> {
    if published.content.kind == crate::domain::post::PostKind::Page {
        return Ok(());
    }
    let mut terms: Vec<Term<'_>> = Vec::with_capacity(authors.len() + tags.len() + 1);
    terms.extend(tags.iter().map(|tag| Term { taxonomy: "tag", slug: tag.slug.clone(), label: &tag.label }));
    terms.extend(authors.iter().map(|author| Term {
        taxonomy: "author",
        slug: author.handle.clone(),
        label: &author.name,
    }));
    if let Some(category) = &published.content.category {
        terms.push(Term { taxonomy: "category", slug: category.slug(), label: category.as_str() });
    }
    sqlx::query(
        "insert into published_terms (taxonomy, slug, published_at, sequence, label)
         select value ->> 'taxonomy', value ->> 'slug', ?, ?, value ->> 'label' from json_each(?)",
    )
    .bind(published.published_at.as_milliseconds())
    .bind(signed(sequence))
    .bind(serde_json::to_string(&terms)?)
    .execute(connection)
    .await?;
    Ok(())
}

async fn project_search_text(
    connection: &mut SqliteConnection,
    sequence: u64,
    title: &str,
    tags: &str,
    body: &str,
) -> Result<(), StoreError> {
    for statement in [
        "insert into search_texts (sequence, title, tags, body) values (?, ?, ?, ?)",
        "insert into search_index (rowid, title, tags, body) values (?, ?, ?, ?)",
    ] {
        sqlx::query(statement)
            .bind(signed(sequence))
            .bind(title)
            .bind(tags)
            .bind(body)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Takes a post from readers' lists and from search.
///
/// # Errors
/// When SQLite fails.
pub async fn withdraw_published(connection: &mut SqliteConnection, sequence: u64) -> Result<(), StoreError> {
    // The full-text index can only forget a text that it is shown again.
    for statement in [
        "insert into search_index (search_index, rowid, title, tags, body)
            select 'delete', sequence, title, tags, body from search_texts where sequence = ?",
        "delete from search_texts where sequence = ?",
        "delete from published_terms where sequence = ?",
        "delete from published where sequence = ?",
    ] {
        sqlx::query(statement).bind(signed(sequence)).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Writes down an account, with its access tokens.
///
/// # Errors
/// [`StoreError::Taken`] when another account has the handle; otherwise when SQLite fails.
pub async fn project_account(
    connection: &mut SqliteConnection,
    id: AccountId,
    account: &Account,
) -> Result<(), StoreError> {
    if account.is_erased {
        return forget_account(connection, id).await;
    }
    let result = sqlx::query(
        "insert into accounts (account_id, handle, name, role, password_hash) values (?, ?, ?, ?, ?)
         on conflict (account_id) do update set handle = excluded.handle, name = excluded.name, role = excluded.role,
            password_hash = excluded.password_hash",
    )
    .bind(id.to_string())
    .bind(account.handle.as_str())
    .bind(&account.name)
    .bind(account.role.as_str())
    .bind(&account.password_hash)
    .execute(&mut *connection)
    .await;
    match result {
        Ok(_) => {}
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
            return Err(StoreError::Taken { field: "handle" });
        }
        Err(error) => return Err(error.into()),
    }
    sqlx::query("delete from access_tokens where account_id = ?")
        .bind(id.to_string())
        .execute(&mut *connection)
        .await?;
    for token in &account.tokens {
        sqlx::query("insert into access_tokens (token_hash, account_id) values (?, ?)")
            .bind(&token.token_hash)
            .bind(id.to_string())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

async fn forget_account(connection: &mut SqliteConnection, id: AccountId) -> Result<(), StoreError> {
    for statement in ["delete from access_tokens where account_id = ?", "delete from accounts where account_id = ?"] {
        sqlx::query(statement).bind(id.to_string()).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Writes down a file.
///
/// # Errors
/// When SQLite fails.
pub async fn project_media(connection: &mut SqliteConnection, hash: &str, media: &Media) -> Result<(), StoreError> {
    sqlx::query(
        "insert into media (hash, name, content_type, length_bytes, created_at) values (?, ?, ?, ?, ?)
         on conflict (hash) do nothing",
    )
    .bind(hash)
    .bind(&media.name)
    .bind(&media.content_type)
    .bind(signed(media.length_bytes))
    .bind(media.created_at.as_milliseconds())
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes which kinds of events there are.
///
/// # Errors
/// When SQLite fails.
pub async fn project_kinds(
    connection: &mut SqliteConnection,
    kinds: &BTreeSet<(String, u32)>,
) -> Result<(), StoreError> {
    for (kind, schema_version) in kinds {
        sqlx::query("insert into event_kinds (kind, schema_version) values (?, ?) on conflict do nothing")
            .bind(kind)
            .bind(schema_version)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Notes the kinds of events that are in no segment.
///
/// # Errors
/// When SQLite fails.
pub async fn project_kinds_of_rows(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    sqlx::query(
        "insert into event_kinds (kind, schema_version) select distinct kind, schema_version from events
         where true on conflict do nothing",
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Redirects a path of the site, unless it leads somewhere already: the first in the log has it.
///
/// # Errors
/// When SQLite fails.
pub async fn project_redirect(connection: &mut SqliteConnection, path: &str, target: &str) -> Result<(), StoreError> {
    sqlx::query("insert into redirects (path, target) values (?, ?) on conflict (path) do nothing")
        .bind(path)
        .bind(target)
        .execute(connection)
        .await?;
    Ok(())
}
