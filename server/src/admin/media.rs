//! The library: files that are brought, and what is said of each.

use app::admin::forms::{Done, MediaAction, MediaForm, Sent};
use app::admin::media::{UploadOutcome, choosing_path, media_page_path};
use app::admin::settings::SETTINGS_PATH;
use app::context::Caller;
use app::functions::FunctionError;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use blog::domain::Principal;
use blog::domain::media::SiteUse;
use blog::domain::site::SiteInput;
use blog::service::Blog;
use blog::text::Text;

use super::form::Form;
use super::{sent_again, show_again};
use crate::api::problem;
use crate::error::Failure;
use crate::session::{MaybeSignedIn, SIGN_IN_PATH};
use crate::upload::{self, Uploaded};
use crate::{AppState, accept};

/// `POST /admin/media`: files from the library's form, or from the editor, which asks for JSON.
pub async fn add(State(state): State<AppState>, MaybeSignedIn(signed_in): MaybeSignedIn, request: Request) -> Response {
    let wants_json = accept::names(request.headers(), &["application/json"]);
    let caller = Caller { blog: state.blog.clone(), signed_in };
    let Ok(who) = caller.principal().copied() else {
        upload::discard(&state, request.into_body()).await;
        return if wants_json {
            problem::response(&Failure::new(StatusCode::UNAUTHORIZED).with_detail("You are signed out."))
        } else {
            Redirect::to(SIGN_IN_PATH).into_response()
        };
    };
    let (parts, body) = request.into_parts();
    let uploaded = upload::add_all(&state, &who, Request::from_parts(parts.clone(), body)).await;
    if wants_json { as_json(&state, uploaded) } else { as_page(&state, caller, parts, uploaded).await }
}

fn as_json(state: &AppState, uploaded: Result<Uploaded, Failure>) -> Response {
    match uploaded {
        Ok(uploaded) if uploaded.refused.is_empty() => {
            (StatusCode::CREATED, axum::Json(serde_json::json!({ "files": uploaded.added }))).into_response()
        }
        Ok(uploaded) => {
            let detail = Text::English.media_added_of(uploaded.added.len() as u64);
            let failure = Failure::new(uploaded.status()).with_detail(detail);
            let sentences = sentences(state, &uploaded);
            problem::response(
                &sentences.into_iter().fold(failure, |failure, sentence| failure.with_error("file", sentence)),
            )
        }
        Err(failure) => problem::response(&failure),
    }
}

/// What is wrong with each file; of several, by name.
fn sentences(state: &AppState, uploaded: &Uploaded) -> Vec<String> {
    let text = Text::in_language(&state.blog.site().language);
    let is_alone = uploaded.added.len() + uploaded.refused.len() == 1;
    let of_file = |refused: &upload::Refused| {
        let rules: Vec<String> = refused.violations.iter().map(|violation| text.rule(&violation.rule)).collect();
        let rules = rules.join(" ");
        if is_alone { rules } else { text.refused_field(&refused.name, &rules) }
    };
    uploaded.refused.iter().map(of_file).collect()
}

async fn as_page(state: &AppState, caller: Caller, parts: Parts, uploaded: Result<Uploaded, Failure>) -> Response {
    let text = Text::in_language(&state.blog.site().language);
    let (outcome, status) = match uploaded {
        Ok(uploaded) if uploaded.refused.is_empty() => {
            return Redirect::to(&library_after_upload(&parts)).into_response();
        }
        Ok(uploaded) => {
            let sentences = sentences(state, &uploaded);
            (UploadOutcome { added: uploaded.added.len() as u64, sentences }, uploaded.status())
        }
        Err(failure) if failure.status.is_client_error() => {
            let of_fields = failure.errors.values().flatten().cloned();
            let sentences =
                of_fields.chain(failure.detail.iter().filter(|_| failure.errors.is_empty()).map(ToString::to_string));
            (UploadOutcome { added: 0, sentences: sentences.collect() }, failure.status)
        }
        Err(failure) => {
            let sentences = vec![text.refused_overloaded().to_owned()];
            (UploadOutcome { added: 0, sentences }, failure.status)
        }
    };
    let mut response = show_again(state, caller, parts, outcome).await;
    *response.status_mut() = status;
    response
}

/// The library, in which a picture is still chosen where one was.
fn library_after_upload(parts: &Parts) -> String {
    let fields = form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes());
    let place =
        fields.into_iter().find(|(name, _)| name == "for").and_then(|(_, setting)| SiteUse::of_setting(&setting));
    let library = choosing_path(place);
    let separator = if place.is_some() { '&' } else { '?' };
    format!("{library}{separator}{}", Done::MediaAdded.to_query())
}

/// `POST /admin/media/{hash}`
pub async fn change(
    State(state): State<AppState>,
    MaybeSignedIn(signed_in): MaybeSignedIn,
    Path(hash): Path<String>,
    parts: Parts,
    Form(form): Form<MediaForm>,
) -> Result<Response, Failure> {
    let caller = Caller { blog: state.blog.clone(), signed_in };
    Ok(match change_as_asked(&caller, &hash, &form).await {
        Ok(Done::SettingsSaved) => {
            Redirect::to(&format!("{SETTINGS_PATH}?{}", Done::SettingsSaved.to_query())).into_response()
        }
        Ok(done) => Redirect::to(&format!("{}?{}", media_page_path(&hash), done.to_query())).into_response(),
        Err(FunctionError::SignedOut) => Redirect::to(SIGN_IN_PATH).into_response(),
        Err(FunctionError::NotFound) => return Err(Failure::new(StatusCode::NOT_FOUND)),
        Err(error) => {
            let status = error.status();
            sent_again(&state, caller, parts, Sent { form, refusal: Some(error) }, status).await
        }
    })
}

async fn change_as_asked(caller: &Caller, hash: &str, form: &MediaForm) -> Result<Done, FunctionError> {
    let (blog, who) = (&caller.blog, caller.principal()?);
    Ok(match form.action {
        MediaAction::Save => {
            blog.describe_media(who, hash, &form.name, &form.alt).await?;
            Done::Saved
        }
        MediaAction::Delete => {
            blog.delete_media(who, hash).await?;
            Done::MediaDeleted
        }
        MediaAction::Restore => {
            blog.restore_media(who, hash).await?;
            Done::MediaRestored
        }
        MediaAction::Logo => use_for_site(blog, who, hash, SiteUse::Logo).await?,
        MediaAction::Icon => use_for_site(blog, who, hash, SiteUse::Icon).await?,
        MediaAction::SocialImage => use_for_site(blog, who, hash, SiteUse::SocialImage).await?,
    })
}

/// Nobody types an address: the file's own becomes the setting.
async fn use_for_site(blog: &Blog, who: &Principal, hash: &str, place: SiteUse) -> Result<Done, FunctionError> {
    let media = blog.media_detail(who, hash).await?.media;
    if media.deleted_at.is_some() {
        return Err(FunctionError::Gone);
    }
    let path = Some(media.path);
    let input = match place {
        SiteUse::Logo => SiteInput { logo: path, ..SiteInput::default() },
        SiteUse::Icon => SiteInput { icon: path, ..SiteInput::default() },
        SiteUse::SocialImage => SiteInput { social_image: path, ..SiteInput::default() },
        SiteUse::Footer | SiteUse::Navigation | SiteUse::Stylesheet => return Err(FunctionError::NotFound),
    };
    blog.change_site(who, None, &input).await?;
    Ok(Done::SettingsSaved)
}
