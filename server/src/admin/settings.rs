//! The site's settings.

use app::admin::forms::{Done, Sent};
use app::admin::settings::{SETTINGS_PATH, SettingsForm};
use app::context::Caller;
use app::functions::FunctionError;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};

use super::form::Form;
use super::sent_again;
use crate::AppState;
use crate::error::Failure;
use crate::session::{MaybeSignedIn, SIGN_IN_PATH};

/// `POST /admin/settings`
pub async fn change(
    State(state): State<AppState>,
    MaybeSignedIn(signed_in): MaybeSignedIn,
    parts: Parts,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let form = SettingsForm::of_fields(fields).map_err(|error| {
        let detail = format!("The form is not what is expected here: {error}.");
        Failure::new(StatusCode::BAD_REQUEST).with_detail(detail)
    })?;
    let caller = Caller { blog: state.blog.clone(), signed_in };
    let error = match change_as_asked(&caller, &form).await {
        Ok(()) => {
            let saved = format!("{SETTINGS_PATH}?{}", Done::SettingsSaved.to_query());
            return Ok(Redirect::to(&saved).into_response());
        }
        Err(FunctionError::SignedOut) => return Ok(Redirect::to(SIGN_IN_PATH).into_response()),
        Err(error) => error,
    };
    let status = error.status();
    Ok(sent_again(&state, caller, parts, Sent { form, refusal: Some(error) }, status).await)
}

async fn change_as_asked(caller: &Caller, form: &SettingsForm) -> Result<(), FunctionError> {
    let who = caller.principal()?;
    caller.blog.change_site(who, Some(form.version), &form.input()?).await?;
    Ok(())
}
