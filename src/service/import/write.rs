//! What an import writes.

use uuid::Uuid;

use super::super::writer::Command;
use super::super::{Blog, ServiceError};
use crate::domain::media::{self, MediaCommand};
use crate::domain::post::{PostCommand, PostDraft};
use crate::domain::site::{General, Redirect, SiteCommand};
use crate::domain::{Language, PostId, Principal, Rule, Slug, Timestamp, Violations};
use crate::store::posts;

/// The namespace of identifiers that are made from an import's source (UUID version 5).
const IMPORT_NAMESPACE: Uuid = Uuid::from_u128(0x6f1c_3b52_90f4_4c0e_8a37_51c9_d2b0_7ea1);

/// The largest file that is taken.
const MEDIA_BYTES_MAX: usize = 32 * 1024 * 1024;

/// A post from elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportedPost {
    /// What names it in its source for ever, such as its file's path: importing it again finds the same post.
    pub source: String,
    /// What it says. A slug is only wished for: when it is taken, `-2` is appended, the same every time.
    pub draft: PostDraft,
    /// The date it was written; without one, that of its publication.
    pub created_at: Option<Timestamp>,
    /// Its entry's identifier in feeds, where the source has one.
    pub feed_id: Option<String>,
    /// Addresses it had, as absolute paths without a slash at the end.
    pub aliases: Vec<String>,
    /// Whether readers shall see it.
    pub is_published: bool,
}

/// What became of an imported post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportOutcome {
    /// It is new.
    Added {
        /// The slug it got, which may not be the one it wished for.
        slug: String,
        /// The addresses that lead to another post already.
        taken_aliases: Vec<String>,
    },
    /// It came with an earlier import; nothing was changed.
    Present,
}

impl Blog {
    /// Writes a post that comes from elsewhere, unless it came before.
    ///
    /// # Errors
    /// When a field breaks a constraint.
    pub async fn import_post(&self, who: &Principal, post: &ImportedPost) -> Result<ImportOutcome, ServiceError> {
        let id = PostId(Uuid::new_v5(&IMPORT_NAMESPACE, post.source.as_bytes()));
        if self.post_state(id).await?.version > 0 {
            return Ok(ImportOutcome::Present);
        }
        let mut draft = post.draft.clone();
        let wished = draft.slug.take().unwrap_or_else(|| Slug::from_title(&draft.title));
        let slug = self.free_slug(&wished, draft.kind.unwrap_or_default()).await?;
        draft.slug = Some(slug.clone());
        draft.authors = Some(self.authors(who, draft.authors).await?);
        let taken_aliases = self.taken_aliases(&post.aliases).await?;
        let create = PostCommand::CreatePost {
            created_at: post.created_at.or(draft.published_at),
            draft,
            feed_id: post.feed_id.clone().unwrap_or_else(|| format!("urn:uuid:{id}")),
            aliases: post.aliases.clone(),
        };
        let publish = post.is_published.then_some(PostCommand::PublishPost);
        let commands = std::iter::once(create)
            .chain(publish)
            .map(|command| Command::Post { id, expected_version: None, command: Box::new(command) })
            .collect();
        self.write(who, commands).await?;
        Ok(ImportOutcome::Added { slug: slug.to_string(), taken_aliases })
    }

    async fn taken_aliases(&self, aliases: &[String]) -> Result<Vec<String>, ServiceError> {
        let mut taken = Vec::new();
        for alias in aliases {
            if posts::redirect(self.database.readers(), alias).await?.is_some() {
                taken.push(alias.clone());
            }
        }
        Ok(taken)
    }

    /// Adds a file, unless it is there already, and gives its address.
    ///
    /// # Errors
    /// When its content is of no type that the site serves (PNG, JPEG, GIF, WebP, AVIF, SVG), or it is too large.
    pub async fn add_media(&self, who: &Principal, name: &str, bytes: Vec<u8>) -> Result<String, ServiceError> {
        if bytes.len() > MEDIA_BYTES_MAX {
            return Err(Violations::one("file", Rule::TooLong { chars_max: MEDIA_BYTES_MAX }).into());
        }
        let content_type = content_type(&bytes).ok_or_else(|| {
            Violations::one("file", Rule::NotOneOf { values: "PNG, JPEG, GIF, WebP, AVIF, SVG".into() })
        })?;
        let hash = media::hash(&bytes);
        let path = media::path(&hash, &safe_name(name));
        if let Some(cluster) = self.cluster() {
            cluster.share_media(&hash, &bytes).await?;
        }
        let command = MediaCommand::AddMedia { name: safe_name(name), content_type: content_type.to_owned(), bytes };
        self.write(who, vec![Command::Media { hash, command }]).await?;
        Ok(path)
    }

    /// Sets the site's name, description and language, unless somebody has set them already. Says whether it did.
    ///
    /// # Errors
    /// When a value breaks a constraint.
    pub async fn configure_site_once(
        &self,
        who: &Principal,
        name: &str,
        description: &str,
        language: Option<&str>,
    ) -> Result<bool, ServiceError> {
        let site = self.site_state().await?;
        if site.is_configured {
            return Ok(false);
        }
        let language = match language {
            Some(tag) => Language::parse(tag).map_err(|rule| Violations::one("language", rule))?,
            None => site.general.language.clone(),
        };
        let general = General { name: name.to_owned(), description: description.to_owned(), language, ..site.general };
        let command = SiteCommand::ConfigureSite(general);
        self.write(who, vec![Command::Site { expected_version: None, command }]).await?;
        Ok(true)
    }

    /// Redirects an address that isn't a post's, for ever.
    ///
    /// # Errors
    /// When the address is not an absolute path.
    pub async fn add_redirect(&self, who: &Principal, from: &str, to: &str) -> Result<(), ServiceError> {
        let redirect = Redirect { from: from.trim_end_matches('/').to_owned(), to: to.to_owned() };
        let command = SiteCommand::AddRedirect(redirect);
        self.write(who, vec![Command::Site { expected_version: None, command }]).await?;
        Ok(())
    }
}

/// The media type of a file, by how it begins.
fn content_type(bytes: &[u8]) -> Option<&'static str> {
    let begins = |start: &[u8]| bytes.starts_with(start);
    let is_brand = |brand: &[u8]| bytes.get(4..8) == Some(b"ftyp") && bytes.get(8..12) == Some(brand);
    if begins(b"\x89PNG\r\n\x1a\n") {
        Some("image/png")
    } else if begins(b"\xff\xd8\xff") {
        Some("image/jpeg")
    } else if begins(b"GIF87a") || begins(b"GIF89a") {
        Some("image/gif")
    } else if begins(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some("image/webp")
    } else if is_brand(b"avif") || is_brand(b"avis") {
        Some("image/avif")
    } else if is_svg(bytes) {
        Some("image/svg+xml")
    } else {
        None
    }
}

/// An SVG is XML whose first element is `svg`, behind a declaration, comments and a document type.
fn is_svg(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        let end = if rest.starts_with("<!--") {
            "-->"
        } else if rest.starts_with("<?") {
            "?>"
        } else if rest.starts_with("<!DOCTYPE svg") {
            ">"
        } else {
            return rest.starts_with("<svg") && rest.contains("http://www.w3.org/2000/svg");
        };
        let Some((_, behind)) = rest.split_once(end) else { return false };
        rest = behind.trim_start();
    }
}

/// A file's name as the end of an address: its last part, with nothing that an address would have to escape.
fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let safe: String = last
        .chars()
        .map(|character| if character.is_ascii_alphanumeric() || "-_.".contains(character) { character } else { '-' })
        .take(100)
        .collect();
    let safe = safe.trim_matches(['.', '-']);
    if safe.is_empty() { "file".to_owned() } else { safe.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_content() {
        let cases: [(&[u8], Option<&str>); 8] = [
            (b"\x89PNG\r\n\x1a\n....", Some("image/png")),
            (b"\xff\xd8\xff\xe0", Some("image/jpeg")),
            (b"RIFF\0\0\0\0WEBPVP8 ", Some("image/webp")),
            (b"<?xml version='1.0'?><!-- x --><svg xmlns=\"http://www.w3.org/2000/svg\"/>", Some("image/svg+xml")),
            (b"<html><svg xmlns=\"http://www.w3.org/2000/svg\"/></html>", None),
            (b"<!-- svg", None),
            (b"plain text", None),
            (b"", None),
        ];
        for (bytes, expected) in cases {
            assert_eq!(content_type(bytes), expected, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn names_need_no_escaping() {
        for (name, expected) in
            [("../../a b.png", "a-b.png"), ("..", "file"), ("été.jpg", "t-.jpg"), ("C:\\x\\y.svg", "y.svg")]
        {
            assert_eq!(safe_name(name), expected, "{name}");
        }
    }
}
