//! What remains of a post's payloads after an erasure.

use super::change::{AuthorName, ContentChange};
use super::event::{PostCreated, PostEdited, ReturnedPayload, VersionNamedPayload};
use super::label::Relabelling;
use super::upcast::{ContentChangeVersion1, PostCreatedVersion1, PostEditedVersion2};
use crate::domain::DecodeError;
use crate::domain::erasure::Redaction;

/// The payload that takes an event's place; `None` where it says nothing that is to be erased.
///
/// # Errors
/// When the payload can't be read.
pub fn redact(
    kind: &str,
    schema_version: u32,
    payload: &[u8],
    redaction: &Redaction,
) -> Result<Option<Vec<u8>>, DecodeError> {
    match (kind, schema_version) {
        ("PostCreated", 1) => {
            let mut created = PostCreated::from(DecodeError::payload::<PostCreatedVersion1<'_>>(kind, payload)?);
            let is_changed = redact_content(&mut created.content, redaction);
            rewritten(kind, is_changed, &PostCreatedVersion1::from(created))
        }
        ("PostCreated", 2) => {
            let mut created: PostCreated<'_> = DecodeError::payload(kind, payload)?;
            let is_changed = redact_content(&mut created.content, redaction);
            rewritten(kind, is_changed, &created)
        }
        ("PostEdited", 1) => {
            let mut change = ContentChange::from(DecodeError::payload::<ContentChangeVersion1<'_>>(kind, payload)?);
            let is_changed = redact_content(&mut change, redaction);
            rewritten(kind, is_changed, &ContentChangeVersion1::from(change))
        }
        ("PostEdited", 2) => {
            let mut edited = PostEdited::from(DecodeError::payload::<PostEditedVersion2<'_>>(kind, payload)?);
            let is_changed = redact_content(&mut edited.change, redaction);
            rewritten(kind, is_changed, &PostEditedVersion2::from(edited))
        }
        ("PostEdited", 3) => {
            let mut edited: PostEdited<'_> = DecodeError::payload(kind, payload)?;
            let is_changed = redact_content(&mut edited.change, redaction);
            rewritten(kind, is_changed, &edited)
        }
        ("PostReturned", 1) => {
            let ReturnedPayload { note } = DecodeError::payload(kind, payload)?;
            let is_changed = *redaction == Redaction::Text && !note.is_empty();
            rewritten(kind, is_changed, &ReturnedPayload { note: "" })
        }
        ("PostRelabelled", 1) => {
            let relabelling: Relabelling<'_> = DecodeError::payload(kind, payload)?;
            let emptied = Relabelling { from: None, to: None, ..relabelling };
            rewritten(kind, *redaction == Redaction::Text && emptied != relabelling, &emptied)
        }
        ("PostVersionNamed", 1) => {
            let VersionNamedPayload { version, name } = DecodeError::payload(kind, payload)?;
            let is_changed = *redaction == Redaction::Text && name.is_some();
            rewritten(kind, is_changed, &VersionNamedPayload { version, name: None })
        }
        ("PostCreated" | "PostEdited" | "PostReturned" | "PostRelabelled" | "PostVersionNamed", _) => {
            Err(DecodeError::unknown(kind, schema_version))
        }
        // The others have dates alone, and addresses, which go on leading to the post.
        _ => Ok(None),
    }
}

fn rewritten<T: serde::Serialize>(kind: &str, is_changed: bool, payload: &T) -> Result<Option<Vec<u8>>, DecodeError> {
    let encoded = is_changed.then(|| postcard::to_stdvec(payload)).transpose();
    encoded.map_err(|error| DecodeError::damaged(kind, error))
}

fn redact_content<'a>(content: &mut ContentChange<'a>, redaction: &'a Redaction) -> bool {
    let before = content.clone();
    match redaction {
        Redaction::Text => empty(content),
        Redaction::Person { handle, name, pseudonym } => {
            for author in content.authors.iter_mut().flatten() {
                if author.handle == handle || author.name == name {
                    *author = AuthorName { handle: pseudonym, name: pseudonym };
                }
            }
        }
    }
    *content != before
}

/// Leaves what leads to the post, and which of the other fields an event changed.
fn empty(content: &mut ContentChange<'_>) {
    content.title = content.title.map(|_| "");
    content.body = content.body.map(|_| "");
    content.excerpt = content.excerpt.map(|_| None);
    content.tags = content.tags.as_ref().map(|_| Vec::new());
    content.category = content.category.map(|_| None);
    content.authors = content.authors.as_ref().map(|_| Vec::new());
    content.language = content.language.map(|_| None);
    content.cover = content.cover.map(|_| None);
    content.canonical_url = content.canonical_url.map(|_| None);
    content.cover_alt = content.cover_alt.map(|_| None);
    content.social_title = content.social_title.map(|_| None);
    content.social_description = content.social_description.map(|_| None);
    content.social_image = content.social_image.map(|_| None);
    content.series = content.series.map(|_| None);
}
