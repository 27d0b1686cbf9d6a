//! Markdown made into HTML once per text: in memory, then in the database, then by the renderer.

use std::borrow::Cow;
use std::sync::Arc;

use rusqlite::Connection;

use super::ServiceError;
use super::addresses::{unsized_in, with_sizes};
use super::markdown::{self, LABELS_EN, LABELS_FR, Labels, RENDERER_VERSION, Rendered};
use crate::domain::Language;
use crate::store::log::Hash;
use crate::store::{Database, StoreError, media, renderings};
use crate::text::Text;

/// The most bytes of renderings in memory.
const MEMORY_BYTES_MAX: u64 = 8 * 1024 * 1024;

/// Renderings by what they were made from. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Renderings {
    memory: moka::sync::Cache<Hash, Arc<Rendered>>,
    database: Database,
}

/// A rendering, with the hash of what it was made from.
#[derive(Clone, Debug)]
pub struct Rendering {
    /// BLAKE3 over the text, the language of its labels and the renderer's version.
    pub source_hash: Hash,
    /// What was made of it.
    pub rendered: Arc<Rendered>,
}

impl Rendering {
    /// The rendering as the database keeps it (postcard).
    ///
    /// # Errors
    /// When the encoder refuses, which no rendering makes it do.
    pub fn to_bytes(&self) -> Result<Vec<u8>, StoreError> {
        Ok(postcard::to_stdvec(&*self.rendered)?)
    }
}

impl Renderings {
    /// None in memory yet.
    pub fn new(database: Database) -> Self {
        let memory = moka::sync::Cache::builder()
            .max_capacity(MEMORY_BYTES_MAX)
            .weigher(|_, rendered: &Arc<Rendered>| {
                u32::try_from(rendered.html.len() + rendered.text.len()).unwrap_or(u32::MAX)
            })
            .build();
        Self { memory, database }
    }

    /// The rendering of a text in a language.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(&self, body: &str, language: &Language) -> Result<Rendering, ServiceError> {
        if unsized_in(body).is_empty() {
            let source_hash = source_hash(body, Text::in_language(language));
            if let Some(rendering) = self.in_memory(source_hash) {
                return Ok(rendering);
            }
        }
        let (renderings, body, language) = (self.clone(), body.to_owned(), language.clone());
        Ok(self.database.read(move |connection| renderings.within(connection, &body, &language)).await?)
    }

    /// The same on a connection: whatever is not in memory is read there, or made on its thread.
    ///
    /// # Errors
    /// When the database fails.
    pub fn within(&self, connection: &Connection, body: &str, language: &Language) -> Result<Rendering, StoreError> {
        let labels_language = Text::in_language(language);
        let body = with_present_sizes(connection, body)?;
        let source_hash = source_hash(&body, labels_language);
        if let Some(rendering) = self.in_memory(source_hash) {
            return Ok(rendering);
        }
        let stored = renderings::find(connection, &source_hash)?;
        // What can't be read is made again.
        let stored = stored.and_then(|bytes| postcard::from_bytes(&bytes).ok());
        let rendered = Arc::new(stored.unwrap_or_else(|| markdown::render(&body, labels(labels_language))));
        self.memory.insert(source_hash, Arc::clone(&rendered));
        Ok(Rendering { source_hash, rendered })
    }

    fn in_memory(&self, source_hash: Hash) -> Option<Rendering> {
        Some(Rendering { source_hash, rendered: self.memory.get(&source_hash)? })
    }

    /// What the rendering of a text in a language is kept under.
    ///
    /// # Errors
    /// When the database fails.
    pub fn source_hash(connection: &Connection, body: &str, language: &Language) -> Result<Hash, StoreError> {
        Ok(source_hash(&with_present_sizes(connection, body)?, Text::in_language(language)))
    }
}

/// A text with the present addresses of its pictures.
///
/// # Errors
/// When the database fails.
pub fn with_present_sizes<'t>(connection: &Connection, text: &'t str) -> Result<Cow<'t, str>, StoreError> {
    let found = unsized_in(text);
    if found.is_empty() {
        return Ok(Cow::Borrowed(text));
    }
    let hashes: Vec<&str> = found.iter().map(|address| address.hash).collect();
    let names = media::file_names(connection, &hashes)?;
    Ok(with_sizes(text, &found, |hash| names.get(hash).cloned()))
}

/// Renders a text for a preview, whose elements say at which line they begin, on a thread for such work: a long one takes
/// a while.
///
/// # Errors
/// When the service stops.
pub async fn render_with_lines(body: String, language: Text) -> Result<Rendered, ServiceError> {
    tokio::task::spawn_blocking(move || markdown::render_with_lines(&body, labels(language)))
        .await
        .map_err(|_| ServiceError::Stopping)
}

pub(super) fn labels(language: Text) -> &'static Labels {
    match language {
        Text::English => &LABELS_EN,
        Text::French => &LABELS_FR,
    }
}

fn source_hash(body: &str, language: Text) -> Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&RENDERER_VERSION.to_le_bytes());
    hasher.update(language.language_tag().as_bytes());
    hasher.update(&[0]);
    hasher.update(body.as_bytes());
    *hasher.finalize().as_bytes()
}
