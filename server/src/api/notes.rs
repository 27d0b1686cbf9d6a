//! `/posts/{id}/notes`: what those who may write a post say about it to each other.

use axum::extract::{FromRequestParts, Path, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use blog::domain::note::NoteCommand;
use blog::domain::views::NoteView;
use blog::domain::{NoteId, PostId};
use serde::{Deserialize, Serialize};

use super::extract::{Caller, Json, PostAddress};
use super::posts::PRIVATE;
use crate::AppState;
use crate::error::Failure;

/// What makes a note.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoteInput {
    /// What it says.
    pub text: String,
    /// The passage that it is about.
    #[serde(default)]
    pub quote: Option<String>,
}

/// The notes beside one post.
#[derive(Clone, Debug, Serialize)]
struct Notes {
    notes: Vec<NoteView>,
}

/// Which note beside which post an address names.
#[derive(Clone, Copy, Debug)]
pub struct NoteAddress(PostId, NoteId);

impl FromRequestParts<AppState> for NoteAddress {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let nothing = || Failure::new(StatusCode::NOT_FOUND);
        let path = Path::<(String, String)>::from_request_parts(parts, state).await;
        let Path((id, note)) = path.map_err(|_| nothing())?;
        id.parse().ok().zip(note.parse().ok()).map(|(id, note)| Self(id, note)).ok_or_else(nothing)
    }
}

/// The notes beside a post, the first first.
pub async fn list(
    State(state): State<AppState>,
    Caller(caller): Caller,
    PostAddress(id): PostAddress,
) -> Result<Response, Failure> {
    let notes = state.blog.notes(&caller, id).await?;
    Ok((PRIVATE, axum::Json(Notes { notes })).into_response())
}

/// Writes a note.
pub async fn write(
    State(state): State<AppState>,
    Caller(caller): Caller,
    PostAddress(id): PostAddress,
    Json(NoteInput { text, quote }): Json<NoteInput>,
) -> Result<Response, Failure> {
    let note = state.blog.write_note(&caller, id, &text, quote.as_deref()).await?;
    let location = format!("{}/posts/{id}/notes/{}", super::BASE_PATH, note.id);
    Ok((StatusCode::CREATED, PRIVATE, [(LOCATION, location)], axum::Json(note)).into_response())
}

/// Takes one's own note away.
pub async fn delete(
    State(state): State<AppState>,
    Caller(caller): Caller,
    NoteAddress(id, note): NoteAddress,
) -> Result<StatusCode, Failure> {
    state.blog.change_note(&caller, id, note, NoteCommand::DeleteNote).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Settles a note.
pub async fn resolve(
    State(state): State<AppState>,
    Caller(caller): Caller,
    NoteAddress(id, note): NoteAddress,
) -> Result<StatusCode, Failure> {
    state.blog.change_note(&caller, id, note, NoteCommand::ResolveNote).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a note up again.
pub async fn reopen(
    State(state): State<AppState>,
    Caller(caller): Caller,
    NoteAddress(id, note): NoteAddress,
) -> Result<StatusCode, Failure> {
    state.blog.change_note(&caller, id, note, NoteCommand::ReopenNote).await?;
    Ok(StatusCode::NO_CONTENT)
}
