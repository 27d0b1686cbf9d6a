//! What somebody changes of their own account.

use app::admin::forms::{Done, ProfileAction, ProfileForm, Sent};
use app::admin::profile::{PROFILE_PATH, ProfileRefusal};
use app::context::Caller;
use app::functions::FunctionError;
use axum::extract::State;
use axum::http::header::RETRY_AFTER;
use axum::http::request::Parts;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};

use super::form::Form;
use super::sent_again;
use crate::AppState;
use crate::client::ClientAddress;
use crate::session::{self, MaybeSignedIn, SIGN_IN_PATH};

/// `POST /admin/profile`
pub async fn change(
    State(state): State<AppState>,
    MaybeSignedIn(signed_in): MaybeSignedIn,
    client: ClientAddress,
    parts: Parts,
    Form(form): Form<ProfileForm>,
) -> Response {
    let handle = signed_in.as_ref().map(|signed_in| signed_in.person.handle.clone()).unwrap_or_default();
    let caller = Caller { blog: state.blog.clone(), signed_in };
    // Whoever finds a browser signed in could try passwords here.
    let limited = match form.action {
        ProfileAction::Password | ProfileAction::Email => state.sign_in_limit.check(client, &handle).err(),
        _ => None,
    };
    let changed = match &limited {
        Some(_) => Err(ProfileRefusal::TooOften),
        None => change_as_asked(&state, &caller, &parts, &form).await,
    };
    let refusal = match changed {
        Ok(done) => return Redirect::to(&format!("{PROFILE_PATH}?{}", done.to_query())).into_response(),
        Err(ProfileRefusal::Refused(FunctionError::SignedOut)) => return Redirect::to(SIGN_IN_PATH).into_response(),
        Err(refusal) => refusal,
    };
    let form = ProfileForm { action: form.action, name: form.name, email: form.email, ..ProfileForm::default() };
    let status = refusal.status();
    let response = sent_again(&state, caller, parts, Sent { form, refusal: Some(refusal) }, status).await;
    match limited {
        Some(limited) => (AppendHeaders([(RETRY_AFTER, limited.retry_after_seconds())]), response).into_response(),
        None => response,
    }
}

async fn change_as_asked(
    state: &AppState,
    caller: &Caller,
    parts: &Parts,
    form: &ProfileForm,
) -> Result<Done, ProfileRefusal> {
    let who = caller.principal().map_err(ProfileRefusal::Refused)?;
    let token = session::token(&state.config, &parts.headers).unwrap_or_default();
    if form.action == ProfileAction::Password && form.password != form.password_again {
        return Err(ProfileRefusal::PasswordsDiffer);
    }
    let changed = match form.action {
        ProfileAction::Name => caller.blog.rename_own(who, &form.name).await,
        ProfileAction::Email => caller.blog.change_own_email(who, &form.present_password_for_email, &form.email).await,
        ProfileAction::Password => {
            caller.blog.change_own_password(who, token, &form.present_password, &form.password).await
        }
        ProfileAction::SignOut => caller.blog.end_sign_in(who, &form.session).await,
        ProfileAction::SignOutElsewhere => caller.blog.end_other_sign_ins(who, token).await,
    };
    changed.map_err(|error| ProfileRefusal::Refused(error.into()))?;
    Ok(match form.action {
        ProfileAction::Name => Done::Renamed,
        ProfileAction::Email => Done::EmailChanged,
        ProfileAction::Password => Done::PasswordChanged,
        ProfileAction::SignOut | ProfileAction::SignOutElsewhere => Done::SignedOutThere,
    })
}
