//! Files in a form (`multipart/form-data`), read one after the other within bounds.

use std::time::Duration;

use axum::body::Body;
use axum::extract::multipart::Field;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{Method, StatusCode};
use blog::domain::media::MediaView;
use blog::domain::{DomainError, Principal, Rule, Violations};
use blog::service::ServiceError;
use futures_util::StreamExt;

use crate::AppState;
use crate::error::Failure;

/// The field that files come in.
pub const FILE_FIELD: &str = "file";
/// The field that says what a file shows.
pub const ALT_FIELD: &str = "alt";

/// Files of one form.
const FILES_MAX: usize = 100;
/// Whoever sends nothing for so long has gone away.
const SILENCE_MAX: Duration = Duration::from_secs(30);
/// A whole upload may take so long, over a slow line.
pub const UPLOAD_MAX: Duration = Duration::from_secs(15 * 60);
/// Files in memory at once, of all who upload; others wait.
pub const FILES_AT_ONCE: usize = 8;
/// So many times the largest file is read and thrown away of what is too large: a browser that is answered before it has
/// sent everything shows an error of its own.
const DISCARDED_FILES_MAX: u64 = 4;
/// A text beside the files.
const TEXT_BYTES_MAX: usize = 64 * 1024;

/// What came of a form's files.
#[derive(Debug, Default)]
pub struct Uploaded {
    /// Those that are in the library now.
    pub added: Vec<MediaView>,
    /// Those that are not.
    pub refused: Vec<Refused>,
}

/// A file that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// What it came as.
    pub name: String,
    /// What is wrong with it.
    pub violations: Violations,
}

impl Uploaded {
    /// The status that says what is wrong.
    pub fn status(&self) -> StatusCode {
        let is_too_large = |refused: &Refused| {
            refused.violations.iter().any(|violation| matches!(violation.rule, Rule::TooManyBytes { .. }))
        };
        if self.refused.iter().any(is_too_large) { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::BAD_REQUEST }
    }
}

/// Whether a request brings files, and may take longer than others.
pub fn is_upload(method: &Method, path: &str) -> bool {
    method == Method::POST && matches!(path, "/admin/media" | "/api/v1/media")
}

/// Adds every file of a form to the library. A refused one keeps no other back.
///
/// # Errors
/// When the form can't be read, or nothing can be written at all. What was added before stays.
pub async fn add_all(state: &AppState, who: &Principal, request: Request) -> Result<Uploaded, Failure> {
    let mut multipart = Multipart::from_request(request, state)
        .await
        .map_err(|rejection| unreadable(rejection.status(), "Files are sent as multipart/form-data."))?;
    let (mut uploaded, mut alt, mut files) = (Uploaded::default(), String::new(), 0);
    while let Some(field) = next_field(&mut multipart).await? {
        if field.name() == Some(ALT_FIELD) {
            alt = text(field).await?;
        }
        // What else there is, is left unread, and passed over when the next field is asked for.
        else if field.name() == Some(FILE_FIELD) {
            files += 1;
            if files > FILES_MAX {
                return Err(refused(&Rule::TooMany { entries_max: FILES_MAX }));
            }
            add(state, who, field, &alt, &mut uploaded).await?;
        }
    }
    if uploaded.added.is_empty() && uploaded.refused.is_empty() {
        return Err(refused(&Rule::Required));
    }
    Ok(uploaded)
}

async fn add(
    state: &AppState,
    who: &Principal,
    field: Field<'_>,
    alt: &str,
    uploaded: &mut Uploaded,
) -> Result<(), Failure> {
    let _permit = state.uploads.acquire().await.map_err(|_| Failure::new(StatusCode::SERVICE_UNAVAILABLE))?;
    let name = field.file_name().unwrap_or_default().to_owned();
    let added = match read(field, state.config.media.bytes_max).await? {
        // A browser sends this where nobody chose a file.
        Ok(bytes) if bytes.is_empty() && name.is_empty() => return Ok(()),
        Ok(bytes) => state.blog.add_media_described(who, &name, alt, bytes).await,
        Err(rule) => Err(Violations::one("file", rule).into()),
    };
    match added {
        Ok(media) => uploaded.added.push(media),
        Err(ServiceError::Domain(DomainError::Invalid(violations))) => {
            uploaded.refused.push(Refused { name, violations });
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

/// A file's bytes, or why they are too many.
async fn read(mut field: Field<'_>, bytes_max: u64) -> Result<Result<Vec<u8>, Rule>, Failure> {
    let (mut bytes, mut discarded): (Vec<u8>, u64) = (Vec::new(), 0);
    while let Some(chunk) = next_chunk(&mut field).await? {
        if discarded == 0 && (bytes.len() + chunk.len()) as u64 <= bytes_max {
            bytes.extend_from_slice(&chunk);
            continue;
        }
        discarded += (bytes.len() + chunk.len()) as u64;
        bytes = Vec::new();
        if discarded > bytes_max.saturating_mul(DISCARDED_FILES_MAX) {
            let failure = refused(&Rule::TooManyBytes { bytes_max });
            return Err(Failure { status: StatusCode::PAYLOAD_TOO_LARGE, ..failure });
        }
    }
    Ok(if discarded == 0 { Ok(bytes) } else { Err(Rule::TooManyBytes { bytes_max }) })
}

async fn text(mut field: Field<'_>) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    while let Some(chunk) = next_chunk(&mut field).await? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > TEXT_BYTES_MAX {
            return Err(unreadable(StatusCode::PAYLOAD_TOO_LARGE, "A text beside the file is too long."));
        }
    }
    String::from_utf8(bytes).map_err(|_| unreadable(StatusCode::BAD_REQUEST, "The form is not UTF-8."))
}

async fn next_field(multipart: &mut Multipart) -> Result<Option<Field<'_>>, Failure> {
    let field = tokio::time::timeout(UPLOAD_MAX, multipart.next_field()).await.map_err(|_| fell_silent())?;
    field.map_err(|error| unreadable(error.status(), "The form ended before it was complete, or is not well-formed."))
}

async fn next_chunk(field: &mut Field<'_>) -> Result<Option<axum::body::Bytes>, Failure> {
    let chunk = tokio::time::timeout(SILENCE_MAX, field.chunk()).await.map_err(|_| fell_silent())?;
    chunk.map_err(|error| unreadable(error.status(), "The file ended before it was complete."))
}

fn fell_silent() -> Failure {
    unreadable(StatusCode::REQUEST_TIMEOUT, "The upload stopped on its way.")
}

fn unreadable(status: StatusCode, detail: &'static str) -> Failure {
    Failure::new(status).with_detail(detail)
}

fn refused(rule: &Rule) -> Failure {
    Failure::from(&Violations::one("file", rule.clone()))
}

/// Reads a body that nobody wants, as far as that is worth it, so that the sender gets to see the answer.
pub async fn discard(state: &AppState, body: Body) {
    let bytes_max = state.config.media.bytes_max.saturating_mul(DISCARDED_FILES_MAX);
    let (mut stream, mut bytes) = (body.into_data_stream(), 0);
    while let Ok(Some(Ok(chunk))) = tokio::time::timeout(SILENCE_MAX, stream.next()).await {
        bytes += chunk.len() as u64;
        if bytes > bytes_max {
            return;
        }
    }
}
