//! `/site`: the settings of the site as a whole.

use axum::extract::State;
use axum::http::header::{ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use blog::domain::site::SiteInput;
use blog::domain::views::SiteSettings;

use super::extract::{Caller, IfMatch, Json, MaybeCaller};
use super::posts::{PRIVATE, stale};
use crate::AppState;
use crate::error::Failure;
use crate::respond::matches_any;

/// The settings, nearly all of which readers see as well.
pub async fn read(
    State(state): State<AppState>,
    MaybeCaller(caller): MaybeCaller,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let settings = state.blog.site_settings(caller.as_ref()).await?;
    let tag = version_tag(&settings);
    if headers.get_all(IF_NONE_MATCH).into_iter().any(|value| matches_any(value, tag.as_bytes())) {
        return Ok((StatusCode::NOT_MODIFIED, PRIVATE, [(ETAG, tag)]).into_response());
    }
    Ok(whole(&settings))
}

/// Changes the settings that the body has; the others stay.
pub async fn replace(
    State(state): State<AppState>,
    Caller(caller): Caller,
    if_match: IfMatch,
    Json(input): Json<SiteInput>,
) -> Result<Response, Failure> {
    let expected = match &if_match {
        IfMatch::Any => None,
        IfMatch::Versions(versions) => {
            let current = state.blog.site_settings(None).await?.version;
            let named = versions.iter().copied().find(|version| *version == current);
            Some(named.or(versions.first().copied()).unwrap_or(u64::MAX))
        }
    };
    let result = state.blog.change_site(&caller, expected, &input).await;
    result.map(|settings| whole(&settings)).map_err(|error| stale(error, &if_match))
}

fn whole(settings: &SiteSettings) -> Response {
    (PRIVATE, [(ETAG, version_tag(settings))], axum::Json(settings)).into_response()
}

fn version_tag(settings: &SiteSettings) -> String {
    format!("\"{}\"", settings.version)
}
