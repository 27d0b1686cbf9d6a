//! `/posts/{id}/webmentions`: what other sites were told of a post, for those who may write it.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use blog::domain::Timestamp;
use blog::domain::sent_mentions::TargetAnswer;
use blog::service::SentMention;
use serde::Serialize;

use super::extract::{Caller, PostAddress};
use super::posts::PRIVATE;
use crate::AppState;
use crate::error::Failure;

/// What other sites were told of one post.
#[derive(Clone, Debug, Serialize)]
struct Webmentions {
    webmentions: Vec<Webmention>,
}

/// What was told of a page, and answered.
#[derive(Clone, Debug, Serialize)]
struct Webmention {
    source: String,
    target: String,
    is_linked: bool,
    answer: &'static str,
    status: Option<u16>,
    at: Timestamp,
}

impl From<SentMention> for Webmention {
    fn from(SentMention { target, told }: SentMention) -> Self {
        let (answer, status) = match told.answer {
            TargetAnswer::Taken { status } => ("taken", Some(status)),
            TargetAnswer::NoEndpoint => ("no_endpoint", None),
            TargetAnswer::Refused { status } => ("refused", Some(status)),
            TargetAnswer::Silent => ("silent", None),
            TargetAnswer::NotAsked => ("not_asked", None),
        };
        Self { source: told.source, target, is_linked: told.is_linked, answer, status, at: told.at }
    }
}

/// What other sites were told of a post, by the addresses of their pages.
pub async fn list(
    State(state): State<AppState>,
    Caller(caller): Caller,
    PostAddress(id): PostAddress,
) -> Result<Response, Failure> {
    let sent = state.blog.sent_mentions(&caller, id).await?;
    let webmentions = sent.into_iter().map(Webmention::from).collect();
    Ok((PRIVATE, axum::Json(Webmentions { webmentions })).into_response())
}
