//! The form for many posts of the list, and the button that writes one again as another.

use app::admin::bulk::{BulkChoice, BulkResult, list_destination};
use app::admin::forms::{Done, POSTS_PATH};
use app::context::Caller;
use app::functions::FunctionError;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use blog::domain::PostId;
use blog::service::{Once, carry_out_once};

use super::form::Form;
use crate::AppState;
use crate::error::Failure;
use crate::session::{MaybeSignedIn, SIGN_IN_PATH};

/// `POST /admin/posts/bulk`
pub async fn change(
    State(state): State<AppState>,
    MaybeSignedIn(signed_in): MaybeSignedIn,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let caller = Caller { blog: state.blog.clone(), signed_in };
    let Ok(who) = caller.principal() else { return Ok(Redirect::to(SIGN_IN_PATH).into_response()) };
    let value = |name: &str| fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.as_str());
    let choice = BulkChoice::parse(value("action")).ok_or_else(|| Failure::new(StatusCode::BAD_REQUEST))?;
    let selected = fields.iter().filter(|(field, _)| field == "post");
    let ids: Option<Vec<PostId>> = selected.map(|(_, id)| id.parse().ok()).collect();
    let ids = ids.ok_or_else(|| Failure::new(StatusCode::BAD_REQUEST))?;
    let result = match choice.action(value("label")) {
        _ if ids.is_empty() => BulkResult::Nothing,
        None => BulkResult::NoLabel,
        Some(action) => {
            let changed = state.blog.change_posts(who, &ids, &action).await?;
            let count = changed.iter().filter(|(_, outcome)| outcome.is_ok()).count() as u64;
            let refused = changed.into_iter().filter_map(|(id, outcome)| outcome.err().map(|refusal| (id, refusal)));
            BulkResult::Done { choice, count, refused: refused.collect() }
        }
    };
    Ok(Redirect::to(&with_query(list_destination(value("back")), &result.to_query())).into_response())
}

/// What a button that duplicates a post sends.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DuplicateForm {
    /// Which form it is: sent a second time, it makes no second copy.
    form_id: String,
}

/// `POST /admin/posts/{id}/copies`
pub async fn duplicate(
    State(state): State<AppState>,
    MaybeSignedIn(signed_in): MaybeSignedIn,
    Path(id): Path<String>,
    uri: Uri,
    Form(form): Form<DuplicateForm>,
) -> Result<Response, Failure> {
    let id = id.parse::<PostId>().map_err(|_| Failure::new(StatusCode::NOT_FOUND))?;
    let caller = Caller { blog: state.blog.clone(), signed_in };
    let who = match caller.principal() {
        Ok(who) => who,
        Err(FunctionError::SignedOut) => return Ok(Redirect::to(SIGN_IN_PATH).into_response()),
        Err(error) => return Err(Failure::new(error.status())),
    };
    let copy = if form.form_id.is_empty() {
        state.blog.duplicate_post(who, id).await?
    } else {
        let once = Once::of_form(&form.form_id, &[uri.path().as_bytes()]);
        carry_out_once(once, state.blog.duplicate_post(who, id)).await?
    };
    let editor = format!("{POSTS_PATH}/{}?{}", copy.id, Done::Duplicated.to_query());
    Ok(Redirect::to(&editor).into_response())
}

fn with_query(path: &str, query: &str) -> String {
    let separator = if path.contains('?') { '&' } else { '?' };
    format!("{path}{separator}{query}")
}
