//! `/posts`, `/posts/{id}` and what belongs to one post.

use axum::extract::{RawQuery, State};
use axum::http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH, LOCATION, VARY};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use blog::domain::post::{PostInput, ScheduleInput};
use blog::domain::views::PostView;
use blog::domain::{DomainError, PostId, Principal};
use blog::service::{PostsPage, ServiceError};

use super::extract::{self, Caller, IfMatch, Json, MaybeCaller, PostAddress};
use super::query;
use crate::AppState;
use crate::error::Failure;
use crate::respond::matches_any;

/// What one person may see must not be shown to another, and is asked for again every time.
pub(super) const PRIVATE: [(HeaderName, HeaderValue); 2] = [
    (CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
    (VARY, HeaderValue::from_static("authorization, cookie")),
];
/// What was true once is not kept by anybody but who asked.
const NEVER_STORED: (HeaderName, HeaderValue) = (CACHE_CONTROL, HeaderValue::from_static("private, no-store"));

/// Posts, the newest first.
pub async fn list(
    State(state): State<AppState>,
    MaybeCaller(caller): MaybeCaller,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let query = query::post_query(query.as_deref().unwrap_or_default())?;
    let is_past = query.at.is_some();
    if is_past && caller.is_none() {
        return Err(extract::missing_token());
    }
    let page: PostsPage = state.blog.posts(caller.as_ref(), &query).await?;
    let response = (PRIVATE, axum::Json(page)).into_response();
    Ok(if is_past { ([NEVER_STORED], response).into_response() } else { response })
}

/// Writes a new post.
pub async fn create(
    State(state): State<AppState>,
    Caller(caller): Caller,
    Json(input): Json<PostInput>,
) -> Result<Response, Failure> {
    let post = state.blog.create_post(&caller, &input).await?;
    let location = format!("{}/posts/{}", super::BASE_PATH, post.id);
    Ok((StatusCode::CREATED, [(LOCATION, location)], whole(&post)).into_response())
}

/// One post, now or as it was.
pub async fn read(
    State(state): State<AppState>,
    MaybeCaller(caller): MaybeCaller,
    PostAddress(id): PostAddress,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    if let Some(at) = query::moment(query.as_deref().unwrap_or_default())? {
        let caller = caller.ok_or_else(extract::missing_token)?;
        let post = state.blog.post_at(Some(&caller), id, at).await?;
        return Ok(([NEVER_STORED], axum::Json(post)).into_response());
    }
    let post = state.blog.post(caller.as_ref(), id).await?;
    if headers.get_all(IF_NONE_MATCH).into_iter().any(|value| matches_any(value, version_tag(&post).as_bytes())) {
        return Ok((StatusCode::NOT_MODIFIED, PRIVATE, [(ETAG, version_tag(&post))]).into_response());
    }
    Ok(whole(&post))
}

/// Replaces a post's working copy, and publishes or withdraws it where `status` says so.
pub async fn replace(
    State(state): State<AppState>,
    Caller(caller): Caller,
    PostAddress(id): PostAddress,
    if_match: IfMatch,
    Json(input): Json<PostInput>,
) -> Result<Response, Failure> {
    let expected = expected_version(&state, &caller, id, &if_match).await;
    let result = state.blog.save_post(&caller, id, expected, &input).await;
    answer(result, &if_match)
}

/// Keeps what a writer has typed so far. The answer comes when it is on disk, after a pause for the next.
pub async fn autosave(
    State(state): State<AppState>,
    Caller(caller): Caller,
    PostAddress(id): PostAddress,
    if_match: IfMatch,
    Json(input): Json<PostInput>,
) -> Result<Response, Failure> {
    let expected = expected_version(&state, &caller, id, &if_match).await;
    let result = state.blog.autosave_post(&caller, id, expected, &input).await;
    answer(result, &if_match)
}

/// Puts a post into the trash.
pub async fn delete(
    State(state): State<AppState>,
    Caller(caller): Caller,
    PostAddress(id): PostAddress,
    if_match: IfMatch,
) -> Result<StatusCode, Failure> {
    let expected = expected_version(&state, &caller, id, &if_match).await;
    let result = state.blog.delete_post(&caller, id, expected).await;
    result.map(|()| StatusCode::NO_CONTENT).map_err(|error| stale(error, &if_match))
}

/// Gives readers the working copy.
pub async fn publish(
    State(state): State<AppState>,
    Caller(caller): Caller,
    PostAddress(id): PostAddress,
    if_match: IfMatch,
) -> Result<Response, Failure> {
    let expected = expected_version(&state, &caller, id, &if_match).await;
    let result = state.blog.publish_post(&caller, id, expected).await;
    answer(result, &if_match)
}

/// Takes a post from readers.
pub async fn unpublish(
    State(state): State<AppState>,
    Caller(caller): Caller,
    PostAddress(id): PostAddress,
    if_match: IfMatch,
) -> Result<Response, Failure> {
    let expected = expected_version(&state, &caller, id, &if_match).await;
    let result = state.blog.unpublish_post(&caller, id, expected).await;
    answer(result, &if_match)
}

/// Has readers given a post at a time to come, or the post taken from them, or both.
pub async fn schedule(
    State(state): State<AppState>,
    Caller(caller): Caller,
    PostAddress(id): PostAddress,
    if_match: IfMatch,
    Json(input): Json<ScheduleInput>,
) -> Result<Response, Failure> {
    let expected = expected_version(&state, &caller, id, &if_match).await;
    let result = state.blog.schedule_post(&caller, id, expected, &input).await;
    answer(result, &if_match)
}

/// Has nothing of the kind happen.
pub async fn unschedule(
    State(state): State<AppState>,
    Caller(caller): Caller,
    PostAddress(id): PostAddress,
    if_match: IfMatch,
) -> Result<Response, Failure> {
    let expected = expected_version(&state, &caller, id, &if_match).await;
    let result = state.blog.unschedule_post(&caller, id, expected).await;
    answer(result, &if_match)
}

/// Writes what a post says as another, a draft.
pub async fn duplicate(
    State(state): State<AppState>,
    Caller(caller): Caller,
    PostAddress(id): PostAddress,
) -> Result<Response, Failure> {
    let post = state.blog.duplicate_post(&caller, id).await?;
    let location = format!("{}/posts/{}", super::BASE_PATH, post.id);
    Ok((StatusCode::CREATED, [(LOCATION, location)], whole(&post)).into_response())
}

/// Has a post come first on the home page, at once.
pub async fn pin(
    State(state): State<AppState>,
    Caller(caller): Caller,
    PostAddress(id): PostAddress,
    if_match: IfMatch,
) -> Result<Response, Failure> {
    let expected = expected_version(&state, &caller, id, &if_match).await;
    let result = state.blog.pin_post(&caller, id, expected).await;
    answer(result, &if_match)
}

/// Has a post come where its date puts it, at once.
pub async fn unpin(
    State(state): State<AppState>,
    Caller(caller): Caller,
    PostAddress(id): PostAddress,
    if_match: IfMatch,
) -> Result<Response, Failure> {
    let expected = expected_version(&state, &caller, id, &if_match).await;
    let result = state.blog.unpin_post(&caller, id, expected).await;
    answer(result, &if_match)
}

/// Takes a post out of the trash.
pub async fn restore(
    State(state): State<AppState>,
    Caller(caller): Caller,
    PostAddress(id): PostAddress,
    if_match: IfMatch,
) -> Result<Response, Failure> {
    let expected = expected_version(&state, &caller, id, &if_match).await;
    let result = state.blog.restore_post(&caller, id, expected).await;
    answer(result, &if_match)
}

/// What happened to a post, the first first.
pub async fn events(
    State(state): State<AppState>,
    Caller(caller): Caller,
    PostAddress(id): PostAddress,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let query = query::post_events_query(query.as_deref().unwrap_or_default())?;
    let page = state.blog.post_events_page(&caller, id, query.after, query.limit).await?;
    Ok((PRIVATE, axum::Json(page)).into_response())
}

/// A post, with its version as its validator.
pub(super) fn whole(post: &PostView) -> Response {
    (PRIVATE, [(ETAG, version_tag(post))], axum::Json(post)).into_response()
}

fn version_tag(post: &PostView) -> String {
    format!("\"{}\"", post.version)
}

/// What is answered to a change of a post.
pub(super) fn answer(result: Result<PostView, ServiceError>, if_match: &IfMatch) -> Result<Response, Failure> {
    result.map(|post| whole(&post)).map_err(|error| stale(error, if_match))
}

/// The version that the write must find. Of several, it is the current one where that is among them; where none
/// can match, it is one that no post has.
pub(super) async fn expected_version(
    state: &AppState,
    caller: &Principal,
    id: PostId,
    if_match: &IfMatch,
) -> Option<u64> {
    match if_match {
        IfMatch::Any => None,
        IfMatch::Versions(versions) => match versions.as_slice() {
            [] => Some(u64::MAX),
            [version] => Some(*version),
            versions => {
                // Whether the post can be changed at all is for the write to say.
                let current = state.blog.post(Some(caller), id).await.ok().map(|post| post.version);
                let current = versions.iter().copied().find(|version| Some(*version) == current);
                current.or_else(|| versions.first().copied())
            }
        },
    }
}

/// A conflict with the version that `If-Match` named is that header's failure (RFC 9110, section 13.1.1).
pub(super) fn stale(error: ServiceError, if_match: &IfMatch) -> Failure {
    let is_conflict = matches!(error, ServiceError::Domain(DomainError::Conflict { .. }));
    let failure = Failure::from(error);
    if is_conflict && *if_match != IfMatch::Any {
        Failure { status: StatusCode::PRECONDITION_FAILED, ..failure }
    } else {
        failure
    }
}
