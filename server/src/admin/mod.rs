//! Writers' pages over HTTP. Leptos renders them; the forms that they send are handled here, so that each works without
//! a script and a refused one comes back with what was typed.
//!
//! - [`posts`], [`notes`], [`previews`], [`versions`], [`version_names`], [`media`], [`labels`], [`comments`], [`people`], [`profile`], [`settings`], [`sign_in`], [`setup`]: one file for each
//!   kind of form.
//! - [`form`]: reading a form, or saying why it can't be read; [`held`]: giving it back to whoever has to sign in first.

mod bulk;
mod comments;
mod form;
mod held;
mod labels;
mod media;
mod notes;
mod people;
mod posts;
mod previews;
mod profile;
mod settings;
mod setup;
mod sign_in;
mod version_names;
mod versions;

use app::admin::forms::Sent;
use app::admin::profile::CurrentSession;
use app::app::{App, shell};
use app::context::{Caller, Frame, apart};
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header::{CACHE_CONTROL, HeaderValue};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use leptos::config::LeptosOptions;
use leptos::prelude::provide_context;
use leptos::server_fn::axum::get_server_fn_service;
use leptos_axum::{generate_route_list, handle_server_fns_with_context, render_app_async_with_context};
use tokio::runtime::Handle;
use tower_http::set_header::SetResponseHeaderLayer;
use tracing::{Instrument, Span};

use crate::AppState;
use crate::assets;
use crate::error::Failure;
use crate::session::{self, MaybeSignedIn};

pub(crate) use self::form::Form;

/// The name of the islands' files in `/pkg`, as the workspace's metadata for `cargo leptos` has it.
const PACKAGE: &str = "lithair-blog";

/// Every writers' page, every form they send, and the functions that islands call.
pub fn routes(state: &AppState) -> Router<AppState> {
    let holding = |form: MethodRouter<AppState>| form.layer(from_fn_with_state(state.clone(), held::hold));
    let pages = generate_route_list(App);
    let pages = pages.iter().fold(Router::new(), |router, page| router.route(page.path(), get(show)));
    pages
        .route("/admin/setup", post(setup::set_up))
        .route("/admin/login", post(sign_in::sign_in))
        .route("/admin/logout", post(sign_in::sign_out))
        .route("/admin/posts/new", post(posts::create))
        .route("/admin/posts/bulk", post(bulk::change))
        .route("/admin/posts/{id}", post(posts::change))
        .route("/admin/posts/{id}/copies", post(bulk::duplicate))
        .route("/admin/posts/{id}/merge", post(posts::merge))
        .route("/admin/posts/{id}/restore", post(versions::restore))
        // Files are larger than forms; whoever reads them has bounds of its own.
        .route("/admin/media", post(media::add).layer(DefaultBodyLimit::disable()))
        .route("/admin/media/{hash}", holding(post(media::change)))
        .route("/admin/posts/{id}/versions/{version}", holding(post(version_names::name)))
        .route("/admin/posts/{id}/notes", post(notes::write).get(notes::to_editor))
        .route("/admin/posts/{id}/notes/{note}/{step}", post(notes::change))
        .route("/admin/posts/{id}/previews", holding(post(previews::make)))
        .route("/admin/posts/{id}/previews/{preview}", post(previews::revoke))
        .route("/admin/tags/{slug}", holding(post(labels::change)))
        .route("/admin/categories/{slug}", holding(post(labels::change)))
        .route("/admin/series/{slug}", holding(post(labels::change)))
        .route("/admin/comments", post(comments::change_selected))
        .route("/admin/comments/{id}", post(comments::change_one).get(comments::to_inbox))
        .route("/admin/comments/{id}/answers", holding(post(comments::answer)).get(comments::to_inbox))
        .route("/admin/people", holding(post(people::invite)))
        .route("/admin/people/{handle}", post(people::change))
        .route("/admin/forgotten", post(people::send_forgotten))
        .route("/admin/link", post(people::follow_link))
        .route("/admin/profile", holding(post(profile::change)))
        .route("/admin/settings", holding(post(settings::change)))
        .route("/api/fn/{function}", post(call_function))
        .method_not_allowed_fallback(async || Failure::new(StatusCode::METHOD_NOT_ALLOWED))
        .layer(DefaultBodyLimit::max(state.config.body_bytes_max))
        // What a writer sees is theirs alone, and may be gone after they sign out.
        .layer(SetResponseHeaderLayer::overriding(CACHE_CONTROL, HeaderValue::from_static("private, no-store")))
}

async fn show(State(state): State<AppState>, MaybeSignedIn(signed_in): MaybeSignedIn, request: Request) -> Response {
    let caller = Caller { blog: state.blog.clone(), signed_in };
    render(&state, caller, request, || {}).await
}

/// The page at the request's address once more, with what was sent to it.
async fn show_again<T: Clone + Send + Sync + 'static>(
    state: &AppState,
    caller: Caller,
    parts: Parts,
    sent: T,
) -> Response {
    let request = Request::from_parts(parts, Body::empty());
    render(state, caller, request, move || provide_context(sent.clone())).await
}

/// The same with what was sent, and what the page says of it besides.
async fn show_with_report<T, R>(state: &AppState, caller: Caller, parts: Parts, sent: T, report: R) -> Response
where
    T: Clone + Send + Sync + 'static,
    R: Clone + Send + Sync + 'static,
{
    let request = Request::from_parts(parts, Body::empty());
    let provide = move || {
        provide_context(sent.clone());
        provide_context(report.clone());
    };
    render(state, caller, request, provide).await
}

/// The same with what was sent and why it was refused.
async fn sent_again<F, R>(
    state: &AppState,
    caller: Caller,
    parts: Parts,
    sent: Sent<F, R>,
    status: StatusCode,
) -> Response
where
    F: Clone + Send + Sync + 'static,
    R: Clone + Send + Sync + 'static,
{
    let mut response = show_again(state, caller, parts, sent).await;
    *response.status_mut() = status;
    response
}

async fn render(
    state: &AppState,
    caller: Caller,
    request: Request,
    provide_more: impl Fn() + Clone + Send + Sync + 'static,
) -> Response {
    let islands = assets::ISLANDS_AVAILABLE.then(|| LeptosOptions::builder().output_name(PACKAGE).build());
    let frame = Frame { site: state.blog.site(), assets: assets::for_pages(), islands };
    let session = CurrentSession(session::token(&state.config, request.headers()).unwrap_or_default().to_owned());
    let provide = {
        let frame = frame.clone();
        move || {
            provide_context(caller.clone());
            provide_context(frame.clone());
            provide_context(session.clone());
            provide_more();
        }
    };
    let draw = render_app_async_with_context(provide, move || shell(frame.clone()));
    // What its islands keep for the browser may only be let go of by the thread that made it: so one thread makes the page
    // from beginning to end, where a task would go from one to another whenever it waits.
    let page = async move { whole(draw(request).await).await }.instrument(Span::current());
    let runtime = Handle::current();
    let drawn = tokio::task::spawn_blocking(move || runtime.block_on(page)).await;
    drawn.unwrap_or_else(|error| {
        tracing::error!(%error, "a page could not be drawn");
        Failure::new(StatusCode::INTERNAL_SERVER_ERROR).into_response()
    })
}

/// A page that is there as a whole, whoever reads it slowly.
async fn whole(response: Response) -> Response {
    let (parts, body) = response.into_parts();
    match to_bytes(body, usize::MAX).await {
        Ok(bytes) => Response::from_parts(parts, Body::from(bytes)),
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            Failure::new(StatusCode::INTERNAL_SERVER_ERROR).into_response()
        }
    }
}

/// A server function, called by an island.
async fn call_function(
    State(state): State<AppState>,
    MaybeSignedIn(signed_in): MaybeSignedIn,
    parts: Parts,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Failure> {
    if get_server_fn_service(parts.uri.path(), Method::POST).is_none() {
        return Err(Failure::new(StatusCode::NOT_FOUND));
    }
    let body = body.map_err(|rejection| form::unreadable(rejection.status(), &state))?;
    let caller = Caller { blog: state.blog.clone(), signed_in };
    let request = Request::from_parts(parts, Body::from(body));
    let call = || handle_server_fns_with_context(move || provide_context(caller.clone()), request);
    Ok(apart(|| {}, call).await.into_response())
}
