//! Reading a form, or saying why it can't be read.

use app::admin::forms::PostForm;
use axum::extract::rejection::RawFormRejection;
use axum::extract::{FromRequest, RawForm, Request};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use percent_encoding::percent_decode;
use serde::de::DeserializeOwned;

use crate::AppState;
use crate::error::Failure;

/// A form as a browser sends it (`application/x-www-form-urlencoded`).
#[derive(Clone, Debug)]
pub struct Form<T>(pub T);

impl<T: DeserializeOwned> FromRequest<AppState> for Form<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Failure> {
        let RawForm(bytes) = RawForm::from_request(request, state).await.map_err(|rejection| {
            let status = match rejection {
                RawFormRejection::BytesRejection(rejection) => rejection.status(),
                rejection => rejection.into_response().status(),
            };
            unreadable(status, state)
        })?;
        // The parser would put a replacement character for what isn't UTF-8, and a text would be saved that nobody typed.
        percent_decode(&bytes).decode_utf8().map_err(|_| refused("The form is not UTF-8."))?;
        serde_urlencoded::from_bytes(&bytes)
            .map(Self)
            .map_err(|error| refused(format!("The form is not what is expected here: {error}.")))
    }
}

/// The editor's form, in which several fields make one.
#[derive(Clone, Debug)]
pub struct EditorForm(pub PostForm);

impl FromRequest<AppState> for EditorForm {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Failure> {
        let Form(fields) = Form::<Vec<(String, String)>>::from_request(request, state).await?;
        let form = PostForm::of_pairs(fields);
        form.map(Self).map_err(|error| refused(format!("The form is not what is expected here: {error}.")))
    }
}

fn refused(detail: impl Into<std::borrow::Cow<'static, str>>) -> Failure {
    Failure::new(StatusCode::BAD_REQUEST).with_detail(detail)
}

/// Why a body could not be read, by the status that axum has for it.
pub fn unreadable(status: StatusCode, state: &AppState) -> Failure {
    let failure = Failure::new(status);
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => {
            let bytes_max = state.config.body_bytes_max;
            failure.with_detail(format!("This is too large: at most {bytes_max} bytes are taken. Nothing was saved."))
        }
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            failure.with_detail("A form is sent as application/x-www-form-urlencoded.")
        }
        _ => failure.with_detail("The request ended before it was complete. Nothing was saved."),
    }
}
