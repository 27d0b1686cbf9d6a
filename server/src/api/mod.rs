//! The JSON API, under [`BASE_PATH`].
//!
//! [`resources`] is the whole surface. Routes and their description are made from the same list, so that neither
//! can have what the other lacks.

mod comments;
mod events;
mod extract;
mod idempotency;
mod labels;
mod link_cards;
mod media;
mod notes;
pub mod openapi;
mod posts;
mod previews;
pub mod problem;
pub(crate) mod query;
mod review;
mod site;
mod version_names;
mod webmentions;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, MethodRouter, on};

use crate::AppState;
use crate::error::Failure;
use openapi::Operation;

pub use extract::bearer_token;

/// Where the API begins.
pub const BASE_PATH: &str = "/api/v1";
/// Where server functions of the pages begin; they have errors of their own.
const SERVER_FUNCTIONS_PATH: &str = "/api/fn/";

/// Every resource of the API.
pub fn resources() -> Vec<Resource> {
    use openapi as describe;
    vec![
        Resource::at("/posts").get(posts::list, describe::LIST_POSTS).post(posts::create, describe::CREATE_POST),
        Resource::at("/posts/{id}")
            .get(posts::read, describe::READ_POST)
            .put(posts::replace, describe::REPLACE_POST)
            .delete(posts::delete, describe::DELETE_POST),
        Resource::at("/posts/{id}/autosave").put(posts::autosave, describe::AUTOSAVE_POST),
        Resource::at("/posts/{id}/publication")
            .put(posts::publish, describe::PUBLISH_POST)
            .delete(posts::unpublish, describe::UNPUBLISH_POST),
        Resource::at("/posts/{id}/submission")
            .put(review::submit, describe::SUBMIT_POST)
            .delete(review::withdraw, describe::WITHDRAW_SUBMISSION),
        Resource::at("/posts/{id}/review").put(review::return_to_writer, describe::RETURN_POST),
        Resource::at("/posts/{id}/schedule")
            .put(posts::schedule, describe::SCHEDULE_POST)
            .delete(posts::unschedule, describe::UNSCHEDULE_POST),
        Resource::at("/posts/{id}/copies").post(posts::duplicate, describe::DUPLICATE_POST),
        Resource::at("/posts/{id}/pin").put(posts::pin, describe::PIN_POST).delete(posts::unpin, describe::UNPIN_POST),
        Resource::at("/posts/{id}/notes")
            .get(notes::list, describe::LIST_NOTES)
            .post(notes::write, describe::WRITE_NOTE),
        Resource::at("/posts/{id}/notes/{note}").delete(notes::delete, describe::DELETE_NOTE),
        Resource::at("/posts/{id}/notes/{note}/resolution")
            .put(notes::resolve, describe::RESOLVE_NOTE)
            .delete(notes::reopen, describe::REOPEN_NOTE),
        Resource::at("/posts/{id}/previews")
            .get(previews::list, describe::LIST_PREVIEWS)
            .post(previews::make, describe::MAKE_PREVIEW),
        Resource::at("/posts/{id}/previews/{preview}").delete(previews::revoke, describe::REVOKE_PREVIEW),
        Resource::at("/posts/{id}/tombstone").delete(posts::restore, describe::RESTORE_POST),
        Resource::at("/posts/{id}/versions/{version}/name")
            .put(version_names::name, describe::NAME_VERSION)
            .delete(version_names::remove, describe::REMOVE_VERSION_NAME),
        Resource::at("/posts/{id}/webmentions").get(webmentions::list, describe::LIST_WEBMENTIONS),
        Resource::at("/posts/{id}/events").get(posts::events, describe::POST_EVENTS),
        Resource::at("/comments").get(comments::list, describe::LIST_COMMENTS),
        Resource::at("/comments/{id}")
            .get(comments::read, describe::READ_COMMENT)
            .delete(comments::delete, describe::DELETE_COMMENT),
        Resource::at("/comments/{id}/status").put(comments::decide, describe::DECIDE_COMMENT),
        Resource::at("/site").get(site::read, describe::READ_SITE).put(site::replace, describe::CHANGE_SITE),
        Resource::at("/link-cards").post(link_cards::create, describe::CREATE_LINK_CARD),
        Resource::at("/labels/{taxonomy}").get(labels::list, describe::LIST_LABELS),
        Resource::at("/labels/{taxonomy}/{slug}")
            .get(labels::read, describe::READ_LABEL)
            .put(labels::replace, describe::RENAME_LABEL)
            .delete(labels::delete, describe::DELETE_LABEL),
        Resource::at("/media")
            .get(media::list, describe::LIST_MEDIA)
            .post_with_files(media::create, describe::ADD_MEDIA),
        Resource::at("/media/{hash}")
            .get(media::read, describe::READ_MEDIA)
            .put(media::replace, describe::DESCRIBE_MEDIA)
            .delete(media::delete, describe::DELETE_MEDIA),
        Resource::at("/media/{hash}/tombstone").delete(media::restore, describe::RESTORE_MEDIA),
        Resource::at("/events").get(events::list, describe::LIST_EVENTS),
        Resource::at("/events.jsonl").get(events::export, describe::EXPORT_EVENTS),
        Resource::at("/openapi.json").get(openapi::read, describe::READ_DESCRIPTION),
    ]
}

/// The routes of the API, to be nested at [`BASE_PATH`].
pub fn routes(state: &AppState) -> Router<AppState> {
    let routes =
        resources().into_iter().fold(Router::new(), |router, resource| router.route(resource.path, resource.methods));
    routes
        .fallback(async || Failure::new(StatusCode::NOT_FOUND))
        .method_not_allowed_fallback(async || Failure::new(StatusCode::METHOD_NOT_ALLOWED))
        .layer(from_fn_with_state(state.clone(), idempotency::carry_out_once_by_key))
        .layer(DefaultBodyLimit::max(state.config.body_bytes_max))
}

/// Whether a program asks there, which wants its errors as JSON.
pub fn is_api(path: &str) -> bool {
    path.starts_with("/api/") && !path.starts_with(SERVER_FUNCTIONS_PATH)
}

/// An address of the API: what can be done there, and how that is described.
pub struct Resource {
    path: &'static str,
    methods: MethodRouter<AppState>,
    operations: Vec<(&'static str, Operation)>,
}

impl Resource {
    fn at(path: &'static str) -> Self {
        Self { path, methods: MethodRouter::new(), operations: Vec::new() }
    }

    fn get<H: Handler<T, AppState>, T: 'static>(self, handler: H, operation: Operation) -> Self {
        self.on(MethodFilter::GET, "get", handler, operation)
    }

    fn post<H: Handler<T, AppState>, T: 'static>(self, handler: H, operation: Operation) -> Self {
        self.on(MethodFilter::POST, "post", handler, operation)
    }

    /// As [`Resource::post`], for a handler that bounds the files it reads by itself.
    fn post_with_files<H: Handler<T, AppState>, T: 'static>(self, handler: H, operation: Operation) -> Self {
        let mut resource = self.post(handler, operation);
        resource.methods = resource.methods.layer(DefaultBodyLimit::disable());
        resource
    }

    fn put<H: Handler<T, AppState>, T: 'static>(self, handler: H, operation: Operation) -> Self {
        self.on(MethodFilter::PUT, "put", handler, operation)
    }

    fn delete<H: Handler<T, AppState>, T: 'static>(self, handler: H, operation: Operation) -> Self {
        self.on(MethodFilter::DELETE, "delete", handler, operation)
    }

    fn on<H, T>(mut self, filter: MethodFilter, method: &'static str, handler: H, operation: Operation) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.operations.push((method, operation));
        Self { methods: self.methods.merge(on(filter, handler)), ..self }
    }
}
