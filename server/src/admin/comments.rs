//! The inbox: what is asked to be done with comments.

use app::admin::comments::{AnswerForm, COMMENTS_PATH, CommentAction, inbox_path, inbox_query};
use app::admin::forms::{Done, Sent};
use app::context::Caller;
use app::functions::FunctionError;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use blog::domain::CommentId;
use blog::domain::comment::{CommentStatus, InboxQuery};
use serde::Deserialize;

use super::form::Form;
use super::sent_again;
use crate::AppState;
use crate::error::Failure;
use crate::session::{MaybeSignedIn, SIGN_IN_PATH};

/// As many as a page shows, and some more.
const COMMENTS_AT_ONCE_MAX: usize = 200;

/// A reply, as it is sent.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerFields {
    text: String,
}

/// `POST /admin/comments`
pub async fn change_selected(
    State(state): State<AppState>,
    MaybeSignedIn(signed_in): MaybeSignedIn,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let of = |name: &str| fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.as_str());
    let query = inbox_query(of("status"), of("q"), "");
    let action = CommentAction::of_button(of("action")).ok_or(Failure::new(StatusCode::BAD_REQUEST))?;
    let ids = fields.iter().filter(|(name, _)| name == "comment");
    let ids: Vec<CommentId> = ids.filter_map(|(_, id)| id.parse().ok()).take(COMMENTS_AT_ONCE_MAX).collect();
    let caller = Caller { blog: state.blog.clone(), signed_in };
    change(&caller, &query, &ids, action).await
}

/// `POST /admin/comments/{id}`
pub async fn change_one(
    State(state): State<AppState>,
    MaybeSignedIn(signed_in): MaybeSignedIn,
    Path(id): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let of = |name: &str| fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.as_str());
    let id: CommentId = id.parse().map_err(|_| Failure::new(StatusCode::NOT_FOUND))?;
    let action = CommentAction::of_button(of("action")).ok_or(Failure::new(StatusCode::BAD_REQUEST))?;
    let caller = Caller { blog: state.blog.clone(), signed_in };
    change(&caller, &inbox_query(of("status"), "", ""), &[id], action).await
}

/// `GET /admin/comments/{id}` and `/admin/comments/{id}/answers`: what was sent there was answered with the inbox.
pub async fn to_inbox() -> Redirect {
    Redirect::to(COMMENTS_PATH)
}

async fn change(
    caller: &Caller,
    query: &InboxQuery,
    ids: &[CommentId],
    action: CommentAction,
) -> Result<Response, Failure> {
    let Ok(who) = caller.principal() else { return Ok(Redirect::to(SIGN_IN_PATH).into_response()) };
    // Whoever decides on nothing is told so, whatever they send.
    caller.blog.comment_inbox(who, query).await?;
    for id in ids {
        match action {
            CommentAction::Approve => caller.blog.moderate_comment(who, *id, CommentStatus::Approved).await?,
            CommentAction::Hold => caller.blog.moderate_comment(who, *id, CommentStatus::Waiting).await?,
            CommentAction::Spam => caller.blog.moderate_comment(who, *id, CommentStatus::Spam).await?,
            CommentAction::Delete => caller.blog.moderate_comment(who, *id, CommentStatus::Trash).await?,
            CommentAction::Restore => caller.blog.restore_comment(who, *id).await?,
        }
    }
    let done = if ids.is_empty() { Done::NoComments } else { Done::CommentsChanged };
    Ok(Redirect::to(&with_done(&inbox_path(query), done)).into_response())
}

/// `POST /admin/comments/{id}/answers`
pub async fn answer(
    State(state): State<AppState>,
    MaybeSignedIn(signed_in): MaybeSignedIn,
    Path(id): Path<String>,
    mut parts: Parts,
    Form(fields): Form<AnswerFields>,
) -> Result<Response, Failure> {
    let id: CommentId = id.parse().map_err(|_| Failure::new(StatusCode::NOT_FOUND))?;
    let caller = Caller { blog: state.blog.clone(), signed_in };
    let error = match answer_as_asked(&caller, id, &fields.text).await {
        Ok(()) => return Ok(Redirect::to(&with_done(COMMENTS_PATH, Done::CommentAnswered)).into_response()),
        Err(FunctionError::SignedOut) => return Ok(Redirect::to(SIGN_IN_PATH).into_response()),
        Err(FunctionError::NotFound) => return Err(Failure::new(StatusCode::NOT_FOUND)),
        Err(error) => error,
    };
    // The inbox shows the comment where it lies, with what was typed below it.
    let who = caller.principal().map_err(|_| Failure::new(StatusCode::UNAUTHORIZED))?;
    let status = caller.blog.moderated_comment(who, id).await?.status;
    let path = inbox_path(&InboxQuery { status, ..InboxQuery::default() });
    parts.uri = path.parse().map_err(|_| Failure::new(StatusCode::NOT_FOUND))?;
    let (form, status) = (AnswerForm { id, text: fields.text }, error.status());
    Ok(sent_again(&state, caller, parts, Sent { form, refusal: Some(error) }, status).await)
}

async fn answer_as_asked(caller: &Caller, id: CommentId, text: &str) -> Result<(), FunctionError> {
    let who = caller.principal()?;
    caller.blog.answer_comment(who, id, text).await?;
    Ok(())
}

fn with_done(path: &str, done: Done) -> String {
    let separator = if path.contains('?') { '&' } else { '?' };
    format!("{path}{separator}{}", done.to_query())
}
