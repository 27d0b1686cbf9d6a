//! The editor's form, and the forms of single buttons that concern a post.

use app::admin::forms::{Done, POSTS_PATH, PostAction, PostForm, Sent};
use app::context::Caller;
use app::functions::{self, FunctionError};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use blog::domain::PostId;
use blog::service::{Once, carry_out_once};

use super::form::Form;
use super::show_again;
use crate::AppState;
use crate::error::Failure;
use crate::session::{MaybeSignedIn, SIGN_IN_PATH};

/// What follows a form that was taken.
enum Next {
    /// Another page, which says what was done.
    Page(String),
    /// The same page with what was typed: nothing of that was saved yet.
    Again,
}

/// `POST /admin/posts/new`
pub async fn create(
    State(state): State<AppState>,
    MaybeSignedIn(signed_in): MaybeSignedIn,
    parts: Parts,
    Form(form): Form<PostForm>,
) -> Result<Response, Failure> {
    let caller = Caller { blog: state.blog.clone(), signed_in };
    let next = once(&form, &parts, caller.clone().run(|| create_as_asked(&caller, &form))).await;
    answer(&state, caller, parts, form, next).await
}

/// `POST /admin/posts/{id}`
pub async fn change(
    State(state): State<AppState>,
    MaybeSignedIn(signed_in): MaybeSignedIn,
    Path(id): Path<String>,
    parts: Parts,
    Form(form): Form<PostForm>,
) -> Result<Response, Failure> {
    let id = id.parse::<PostId>().map_err(|_| Failure::new(StatusCode::NOT_FOUND))?;
    let caller = Caller { blog: state.blog.clone(), signed_in };
    let next = once(&form, &parts, caller.clone().run(|| change_as_asked(&caller, id, &form))).await;
    answer(&state, caller, parts, form, next).await
}

/// Does what a form asks once, however often that form is sent: by a double click, or by a page that is loaded again.
async fn once<F: Future>(form: &PostForm, parts: &Parts, work: F) -> F::Output {
    match serde_json::to_vec(form) {
        Ok(content) if !form.form_id.is_empty() => {
            let once = Once::of_form(&form.form_id, &[parts.uri.path().as_bytes(), &content]);
            carry_out_once(once, work).await
        }
        _ => work.await,
    }
}

async fn create_as_asked(caller: &Caller, form: &PostForm) -> Result<Next, FunctionError> {
    if form.action == PostAction::Preview {
        return caller.principal().map(|_| Next::Again);
    }
    let post = functions::create_post(form.input()).await?;
    let done = if form.action == PostAction::Publish { Done::Published } else { Done::Saved };
    Ok(editor(post.id, done))
}

async fn change_as_asked(caller: &Caller, id: PostId, form: &PostForm) -> Result<Next, FunctionError> {
    match form.action {
        PostAction::Save => save(id, form, Done::Saved).await,
        PostAction::Publish => save(id, form, Done::Published).await,
        PostAction::Unpublish => save(id, form, Done::Unpublished).await,
        PostAction::Preview => caller.principal().map(|_| Next::Again),
        PostAction::Delete => {
            functions::delete_post(id, form.version).await?;
            Ok(Next::Page(format!("{POSTS_PATH}?{}", Done::Deleted(id).to_query())))
        }
        PostAction::Restore => {
            functions::restore_post(id).await?;
            let trash = format!("{POSTS_PATH}?filter=trash&{}", Done::Restored(id).to_query());
            Ok(if form.holds_text() { Next::Again } else { Next::Page(trash) })
        }
    }
}

async fn save(id: PostId, form: &PostForm, done: Done) -> Result<Next, FunctionError> {
    functions::save_post(id, form.version, form.input()).await?;
    Ok(editor(id, done))
}

fn editor(id: PostId, done: Done) -> Next {
    Next::Page(format!("{POSTS_PATH}/{id}?{}", done.to_query()))
}

async fn answer(
    state: &AppState,
    caller: Caller,
    parts: Parts,
    form: PostForm,
    next: Result<Next, FunctionError>,
) -> Result<Response, Failure> {
    let refusal = match next {
        Ok(Next::Page(path)) => return Ok(Redirect::to(&path).into_response()),
        Ok(Next::Again) => None,
        // The form of a single button holds nothing to be kept.
        Err(FunctionError::SignedOut) if !form.holds_text() => return Ok(Redirect::to(SIGN_IN_PATH).into_response()),
        Err(error) if !form.holds_text() && form.action == PostAction::Restore => {
            return Err(Failure::new(error.status()));
        }
        Err(error) => Some(error),
    };
    let status = refusal.as_ref().map(FunctionError::status);
    let mut response = show_again(state, caller, parts, Sent { form, refusal }).await;
    if let Some(status) = status {
        *response.status_mut() = status;
    }
    Ok(response)
}
