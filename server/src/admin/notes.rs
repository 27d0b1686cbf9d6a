//! Notes beside a draft. Their buttons send the whole form of the editor, and whatever was typed into the text comes back.

use app::admin::forms::{Done, POSTS_PATH, PostForm, Sent};
use app::context::Caller;
use app::functions::FunctionError;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use blog::domain::note::NoteCommand;
use blog::domain::{NoteId, PostId};

use super::form::EditorForm;
use super::posts::once;
use super::{sent_again, show_again};
use crate::AppState;
use crate::error::Failure;
use crate::session::MaybeSignedIn;

/// `POST /admin/posts/{id}/notes`
pub async fn write(
    State(state): State<AppState>,
    MaybeSignedIn(signed_in): MaybeSignedIn,
    Path(id): Path<String>,
    parts: Parts,
    EditorForm(form): EditorForm,
) -> Result<Response, Failure> {
    let id = id.parse::<PostId>().map_err(|_| Failure::new(StatusCode::NOT_FOUND))?;
    let caller = Caller { blog: state.blog.clone(), signed_in };
    let written = once(&form, &parts, async {
        let who = caller.principal()?;
        caller.blog.write_note(who, id, &form.note_text, Some(&form.note_quote)).await?;
        Ok(Done::NoteWritten)
    });
    let written = written.await;
    let form = match written {
        Ok(_) => PostForm { note_text: String::new(), note_quote: String::new(), ..form },
        Err(_) => form,
    };
    answer(&state, caller, id, parts, form, written).await
}

/// `GET /admin/posts/{id}/notes`: what was sent there was answered with the editor, and this is its address.
pub async fn to_editor(Path(id): Path<String>) -> Result<Redirect, Failure> {
    let id = id.parse::<PostId>().map_err(|_| Failure::new(StatusCode::NOT_FOUND))?;
    Ok(Redirect::to(&format!("{POSTS_PATH}/{id}")))
}

/// `POST /admin/posts/{id}/notes/{note}/{step}`
pub async fn change(
    State(state): State<AppState>,
    MaybeSignedIn(signed_in): MaybeSignedIn,
    Path((id, note, step)): Path<(String, String, String)>,
    parts: Parts,
    EditorForm(form): EditorForm,
) -> Result<Response, Failure> {
    let not_found = || Failure::new(StatusCode::NOT_FOUND);
    let id = id.parse::<PostId>().map_err(|_| not_found())?;
    let note = note.parse::<NoteId>().map_err(|_| not_found())?;
    let (command, done) = match step.as_str() {
        "resolve" => (NoteCommand::ResolveNote, Done::NoteResolved),
        "reopen" => (NoteCommand::ReopenNote, Done::NoteReopened),
        "delete" => (NoteCommand::DeleteNote, Done::NoteDeleted),
        _ => return Err(not_found()),
    };
    let caller = Caller { blog: state.blog.clone(), signed_in };
    let changed = once(&form, &parts, async {
        let who = caller.principal()?;
        caller.blog.change_note(who, id, note, command).await?;
        Ok(done)
    });
    let changed = changed.await;
    answer(&state, caller, id, parts, form, changed).await
}

/// The editor with what was typed into it, whatever became of the note.
async fn answer(
    state: &AppState,
    caller: Caller,
    id: PostId,
    mut parts: Parts,
    form: PostForm,
    outcome: Result<Done, FunctionError>,
) -> Result<Response, Failure> {
    let editor = format!("{POSTS_PATH}/{id}");
    let address = match &outcome {
        // A form without a text has nothing to be kept, and its page can be loaded again.
        Ok(done) if !form.holds_text() => {
            return Ok(Redirect::to(&format!("{editor}?{}", done.to_query())).into_response());
        }
        Ok(done) => format!("{editor}?{}", done.to_query()),
        Err(FunctionError::NotFound) => return Err(Failure::new(StatusCode::NOT_FOUND)),
        Err(_) => editor,
    };
    parts.uri = address.parse().map_err(|_| Failure::new(StatusCode::NOT_FOUND))?;
    Ok(match outcome {
        Ok(_) => show_again(state, caller, parts, Sent { form, refusal: None::<FunctionError> }).await,
        Err(error) => {
            let status = error.status();
            sent_again(state, caller, parts, Sent { form, refusal: Some(error) }, status).await
        }
    })
}
