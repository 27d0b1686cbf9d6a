//! `/comments`: what readers say, for those who decide on it.

use axum::extract::{FromRequestParts, Path, RawQuery, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use blog::domain::comment::{CommentStatus, ModeratedComment};
use blog::domain::{CommentId, Rule, Violations};
use serde::{Deserialize, Serialize};

use super::extract::{Caller, Json};
use super::posts::PRIVATE;
use super::query;
use crate::AppState;
use crate::error::Failure;

/// The comment that an address names.
#[derive(Clone, Copy, Debug)]
pub struct CommentAddress(CommentId);

impl FromRequestParts<AppState> for CommentAddress {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let path = Path::<String>::from_request_parts(parts, state).await.ok();
        let id = path.and_then(|Path(id)| id.parse().ok());
        id.map(Self).ok_or(Failure::new(StatusCode::NOT_FOUND))
    }
}

/// What becomes of a comment.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusInput {
    status: String,
}

/// One page of comments.
#[derive(Clone, Debug, Serialize)]
struct Comments {
    comments: Vec<ModeratedComment>,
    /// The page after this one, where there is one.
    next_page: Option<u32>,
    total: u64,
}

/// Comments in one place, the newest first.
pub async fn list(
    State(state): State<AppState>,
    Caller(caller): Caller,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let query = query::comment_query(query.as_deref().unwrap_or_default())?;
    let inbox = state.blog.comment_inbox(&caller, &query).await?;
    let pagination = inbox.pagination;
    let next_page = (pagination.page < pagination.pages).then(|| pagination.page + 1);
    let comments = Comments { comments: inbox.comments, next_page, total: pagination.total };
    Ok((PRIVATE, axum::Json(comments)).into_response())
}

/// One comment.
pub async fn read(
    State(state): State<AppState>,
    Caller(caller): Caller,
    CommentAddress(id): CommentAddress,
) -> Result<Response, Failure> {
    let comment = state.blog.moderated_comment(&caller, id).await?;
    Ok((PRIVATE, axum::Json(comment)).into_response())
}

/// Decides what becomes of a comment.
pub async fn decide(
    State(state): State<AppState>,
    Caller(caller): Caller,
    CommentAddress(id): CommentAddress,
    Json(StatusInput { status }): Json<StatusInput>,
) -> Result<Response, Failure> {
    let status = CommentStatus::MODERATED.into_iter().find(|known| known.as_str() == status);
    let unknown = || Violations::one("status", Rule::NotOneOf { values: "waiting, approved, spam, trash".into() });
    let status = status.ok_or_else(|| Failure::from(&unknown()))?;
    state.blog.moderate_comment(&caller, id, status).await?;
    read(State(state), Caller(caller), CommentAddress(id)).await
}

/// Puts a comment into the trash.
pub async fn delete(
    State(state): State<AppState>,
    Caller(caller): Caller,
    CommentAddress(id): CommentAddress,
) -> Result<StatusCode, Failure> {
    state.blog.moderate_comment(&caller, id, CommentStatus::Trash).await?;
    Ok(StatusCode::NO_CONTENT)
}
