//! `/link-cards`: what a text shows of a page that it links to.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::extract::{Caller, Json};
use super::posts::PRIVATE;
use crate::AppState;
use crate::error::Failure;

/// What a card is asked for by.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkCardInput {
    /// Where the link leads.
    pub url: String,
}

/// Makes a card of a link. Its picture becomes a file of the site; the card itself is kept nowhere but in texts.
pub async fn create(
    State(state): State<AppState>,
    Caller(caller): Caller,
    Json(input): Json<LinkCardInput>,
) -> Result<Response, Failure> {
    let card = state.blog.link_card(&caller, &input.url).await?;
    Ok((PRIVATE, axum::Json(card)).into_response())
}
