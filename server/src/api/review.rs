//! `/posts/{id}/submission` and `/posts/{id}/review`: what a writer asks of an editor, and what comes of it. Approving is
//! publishing.

use axum::extract::State;
use axum::response::Response;
use blog::service::ReviewStep;
use serde::{Deserialize, Serialize};

use super::extract::{Caller, IfMatch, Json, PostAddress};
use super::posts::{answer, expected_version};
use crate::AppState;
use crate::error::Failure;

/// What an editor says who gives a post back.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewInput {
    /// What is to be mended.
    pub note: String,
}

/// Asks an editor to publish a post.
pub async fn submit(
    State(state): State<AppState>,
    Caller(caller): Caller,
    PostAddress(id): PostAddress,
    if_match: IfMatch,
) -> Result<Response, Failure> {
    let expected = expected_version(&state, &caller, id, &if_match).await;
    let result = state.blog.review_post(&caller, id, expected, ReviewStep::Submit).await;
    answer(result, &if_match)
}

/// Asks for that no more.
pub async fn withdraw(
    State(state): State<AppState>,
    Caller(caller): Caller,
    PostAddress(id): PostAddress,
    if_match: IfMatch,
) -> Result<Response, Failure> {
    let expected = expected_version(&state, &caller, id, &if_match).await;
    let result = state.blog.review_post(&caller, id, expected, ReviewStep::Withdraw).await;
    answer(result, &if_match)
}

/// Gives a post back to its writer.
pub async fn return_to_writer(
    State(state): State<AppState>,
    Caller(caller): Caller,
    PostAddress(id): PostAddress,
    if_match: IfMatch,
    Json(ReviewInput { note }): Json<ReviewInput>,
) -> Result<Response, Failure> {
    let expected = expected_version(&state, &caller, id, &if_match).await;
    let result = state.blog.review_post(&caller, id, expected, ReviewStep::Return { note }).await;
    answer(result, &if_match)
}
