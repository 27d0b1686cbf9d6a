//! What queries read, written as streams change: by whoever decided on the change, and by those who follow.

use rusqlite::Connection;

use crate::domain::post::{Post, Published};
use crate::domain::{AnyState, Language, PostId, StreamId, Timestamp};
use crate::service::caches::Caches;
use crate::service::renderings::Renderings;
use crate::store::log::Hash;
use crate::store::projections::PublishedText;
use crate::store::webmentions::Changed;
use crate::store::{
    StoreError, comments, labels, log, media_uses, post_notes, previews, projections, renderings, snapshots,
    webmentions, working_terms, working_words,
};

/// The derived tables, inside a transaction.
#[derive(Clone, Copy)]
pub(super) struct Tables<'t> {
    pub connection: &'t Connection,
    pub caches: &'t Caches,
    pub renderings: &'t Renderings,
}

impl Tables<'_> {
    /// Writes down what became of a post at an instant. `position` is where the log ends: the place of a new post's first event.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when another post has its slug; otherwise when SQLite fails.
    pub fn post(
        &self,
        (position, at): (u64, Timestamp),
        id: PostId,
        before: &Post,
        after: &Post,
    ) -> Result<(), StoreError> {
        if before.version == after.version {
            return Ok(());
        }
        if !before.claimed_slugs().eq(after.claimed_slugs()) {
            projections::claim_slugs(self.connection, id, after)?;
        }
        let sequence = projections::project_post(self.connection, position, id, after)?;
        let is_new = before.version == 0;
        if is_new || after.is_purged || working_terms::sources(before) != working_terms::sources(after) {
            working_terms::project(self.connection, sequence, &working_terms::terms_of(after))?;
        }
        if is_new || after.is_purged || words_of(before) != words_of(after) {
            working_words::project(self.connection, sequence, after)?;
        }
        let shown = media_uses::shown_by(after);
        if shown != media_uses::shown_by(before) {
            media_uses::project(self.connection, id, &shown)?;
        }
        if after.is_purged || !labels::names(before).eq(labels::names(after)) {
            let own_labels = labels::labels_of(after);
            if own_labels != labels::labels_of(before) {
                labels::project(self.connection, sequence, &own_labels)?;
            }
        }
        if is_new {
            for alias in &after.aliases {
                projections::claim_alias(self.connection, alias, id)?;
            }
        }
        match (before.live(), after.live()) {
            (old, Some(new)) if old != Some(new) => {
                let language = self.language_of(new);
                let rendering = give_readers(self.connection, self.renderings, &language, sequence, id, new)?;
                self.forget_rendering(old, Some(rendering))?;
                self.note_links(at, id, before, after)?;
            }
            (Some(old), None) => {
                projections::withdraw_published(self.connection, sequence)?;
                self.forget_rendering(Some(old), None)?;
                self.note_links(at, id, before, after)?;
            }
            _ => {}
        }
        projections::project_pin(self.connection, sequence, after)
    }

    /// Notes that sites to which a post links, or linked, are to be told what became of it.
    fn note_links(&self, at: Timestamp, id: PostId, before: &Post, after: &Post) -> Result<(), StoreError> {
        let links = |post: &Post| post.live().is_some_and(|live| live.content.body.contains("://"));
        if !links(before) && !links(after) {
            return Ok(());
        }
        let is_new = before.live().is_none() && before.last_published_at.is_none();
        let changed = Changed { post_id: id, post_version: after.version, is_new, attempts: 0 };
        webmentions::note_change(self.connection, &changed, at)
    }

    /// Writes down what follows from streams whose past is another now.
    ///
    /// # Errors
    /// When SQLite fails or an event can't be read.
    pub fn again(&self, position: u64, streams: &[StreamId]) -> Result<(), StoreError> {
        streams.iter().try_for_each(|stream_id| self.stream_again(position, stream_id))
    }

    fn stream_again(&self, position: u64, stream_id: &StreamId) -> Result<(), StoreError> {
        snapshots::renew(self.connection, stream_id)?;
        let id = stream_id.parts().1;
        match log::replay_any(self.connection, stream_id)? {
            Some(AnyState::Post(post)) => id.parse().map_or(Ok(()), |id| {
                let language = &self.caches.site().language;
                write_post_rows(self.connection, self.renderings, language, position, id, &post)
            }),
            Some(AnyState::Media(media)) => projections::project_media(self.connection, id, &media),
            Some(AnyState::Note(note)) => {
                id.parse().map_or(Ok(()), |id| post_notes::project(self.connection, id, &note))
            }
            Some(AnyState::Comment(comment)) => {
                id.parse().map_or(Ok(()), |id| comments::project(self.connection, id, &comment))
            }
            Some(AnyState::Preview(link)) => {
                id.parse().map_or(Ok(()), |id| previews::project(self.connection, id, &link))
            }
            _ => Ok(()),
        }
    }

    /// What readers see no more needs no rendering. Should another post say just the same, it is made again.
    fn forget_rendering(&self, old: Option<&Published>, kept: Option<Hash>) -> Result<(), StoreError> {
        let Some(old) = old else { return Ok(()) };
        let source_hash = Renderings::source_hash(self.connection, &old.content.body, &self.language_of(old))?;
        if kept == Some(source_hash) {
            return Ok(());
        }
        renderings::forget(self.connection, &source_hash)
    }

    fn language_of(&self, published: &Published) -> Language {
        published.content.language.clone().unwrap_or_else(|| self.caches.site().language.clone())
    }
}

/// Writes down all that follows from a post, whatever was there before. `language` is the site's.
pub(in crate::service) fn write_post_rows(
    connection: &Connection,
    renderings: &Renderings,
    language: &Language,
    position: u64,
    id: PostId,
    post: &Post,
) -> Result<(), StoreError> {
    projections::claim_slugs(connection, id, post)?;
    let sequence = projections::project_post(connection, position, id, post)?;
    working_terms::project(connection, sequence, &working_terms::terms_of(post))?;
    working_words::project(connection, sequence, post)?;
    media_uses::project(connection, id, &media_uses::shown_by(post))?;
    labels::project(connection, sequence, &labels::labels_of(post))?;
    match post.live() {
        Some(live) => {
            let language = live.content.language.as_ref().unwrap_or(language);
            give_readers(connection, renderings, language, sequence, id, live)?;
            projections::project_pin(connection, sequence, post)
        }
        None => projections::withdraw_published(connection, sequence),
    }
}

/// What the index of words is made from.
fn words_of(post: &Post) -> (&str, &str) {
    (&post.working.title, &post.working.body)
}

/// Gives readers a published copy: their lists, search, and its rendering. Gives the source of that rendering.
fn give_readers(
    connection: &Connection,
    renderings: &Renderings,
    language: &Language,
    sequence: u64,
    id: PostId,
    published: &Published,
) -> Result<Hash, StoreError> {
    let content = &published.content;
    let rendering = renderings.within(connection, &content.body, language)?;
    let headings = rendering.rendered.headings_as_lines();
    let text = PublishedText {
        excerpt: content.excerpt.as_deref().unwrap_or(&rendering.rendered.excerpt),
        text: &rendering.rendered.text,
        headings: &headings,
        word_count: rendering.rendered.word_count,
    };
    projections::project_published(connection, sequence, id, published, &text)?;
    renderings::keep(connection, &rendering.source_hash, &rendering.to_bytes()?)?;
    Ok(rendering.source_hash)
}
