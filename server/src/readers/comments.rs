//! Comments: sent to `/posts/{slug}/comments`, changed and taken away at `/comments/own/{secret}`. What is sent is answered with
//! a page of its own, so that readers' pages stay the same for everybody.

use app::readers::comments::{self as pages, CommentForm, CommentRefusal, OfPost, OwnDone, own_path};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::header::{CACHE_CONTROL, LOCATION, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use blog::domain::comment::{Closure, CommentInput};
use blog::domain::{CommentId, DomainError, Principal};
use blog::service::cache::{Dependencies, Dependency};
use blog::service::{CommentTarget, Lookup, ServiceError, Submission};
use blog::text::Text;

use super::address::{Address, ascii};
use super::answer::{Answer, CACHE_STATUS, Reader, SERVER_TIMING, context, keep_private};
use super::language::{PreferredLanguage, preferred};
use super::view::View;
use crate::admin::Form;
use crate::client::ClientAddress;
use crate::error::Failure;
use crate::observe::Asked;
use crate::session::MaybeSignedIn;
use crate::{AppState, observe, security};

/// A comment's form is small.
const FORM_BYTES_MAX: usize = 128 * 1024;
/// What logs and metrics call the address of one's own comment: the secret is in neither.
const NAMELESS_PATH: &str = "/comments/own/…";

/// The routes that take something, and those that answer whoever sent it.
pub fn routes(state: &AppState) -> Router<AppState> {
    Router::new()
        .route("/posts/{slug}/comments", post(submit).get(to_post))
        .route("/posts/{slug}/comments/new", get(new))
        .route("/posts/{slug}/comments/page/{number}", get(page))
        .route("/comments/own/{secret}", get(own).post(change_own))
        .route("/comments/own/{secret}/deletion", post(delete_own))
        .method_not_allowed_fallback(super::only_reading)
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
        .layer(from_fn_with_state(state.clone(), guard))
}

/// Middleware: refuses what another site made a browser send, and looks after the work of what is sent. A secret in the address
/// is in neither logs nor metrics.
async fn guard(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    let (method, path) = (request.method().clone(), request.uri().path());
    let path = if path.starts_with("/comments/own/") { NAMELESS_PATH.to_owned() } else { path.to_owned() };
    let language = preferred(&state, request.headers());
    let work = security::same_origin(State(state.clone()), request, next);
    Box::pin(observe::run(&state, Asked { method: &method, path: &path, language }, work)).await
}

/// What the form sends, as it was typed.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct CommentFields {
    name: String,
    email: String,
    website: String,
    text: String,
    parent: String,
    /// What people don't see: [`pages::HONEYPOT`].
    subject: String,
}

impl CommentFields {
    fn form(self) -> CommentForm {
        let Self { name, email, website, text, parent, .. } = self;
        CommentForm { input: CommentInput { name, email, website, text }, parent: parent.parse().ok(), refusal: None }
    }
}

/// `GET /posts/{slug}/comments`: what was sent there was answered with a page of its own, and this is its address.
async fn to_post(State(state): State<AppState>, Path(slug): Path<String>) -> Response {
    let path = app::readers::address::post(&slug);
    see_other(&state, &format!("{path}#comments"))
}

/// `GET /posts/{slug}/comments/page/{number}`
async fn page(State(state): State<AppState>, reader: Reader) -> Response {
    let make = async |view: &View<'_>, address: &Address<'_>, dependencies: &mut Dependencies| {
        let missing = || Failure::new(StatusCode::NOT_FOUND);
        let number = address.page_number(3).ok_or_else(missing)?;
        let slug = address.segment(1);
        if number == 1 {
            return Ok(Answer::Moved(app::readers::address::post(slug)));
        }
        match state.blog.comments_page(slug, number, dependencies).await? {
            Lookup::Found(page) => {
                let site = state.blog.site();
                Ok(Answer::Page(pages::comments_page(&view.context(&site, &address.path), &page)))
            }
            Lookup::Moved(path) => Ok(Answer::Moved(path)),
            Lookup::Gone => Err(Failure::new(StatusCode::GONE)),
            Lookup::Missing => Err(missing()),
        }
    };
    reader.answer_now(&state, make).await
}

/// `GET /posts/{slug}/comments/new`: the form on a page of its own, below the comment that it answers.
async fn new(State(state): State<AppState>, reader: Reader) -> Response {
    let query: Vec<(String, String)> = form_urlencoded::parse(reader.query().as_bytes()).into_owned().collect();
    let parent = query.iter().find(|(name, _)| name == "parent").map(|(_, parent)| parent.parse::<CommentId>());
    let path = reader.path().to_owned();
    let (Some(address), Ok(parent)) = (Address::parse(&path), parent.transpose()) else {
        return reader.answer_directly(&state, async |_| Err(Failure::new(StatusCode::NOT_FOUND))).await;
    };
    let key = match parent {
        Some(parent) => format!("{}?parent={parent}", address.path),
        None => address.path.to_string(),
    };
    let make = async |view: &View<'_>, dependencies: &mut Dependencies| {
        if view.is_past() {
            return Err(Failure::new(StatusCode::NOT_FOUND));
        }
        let target = match state.blog.comment_target(address.segment(1)).await? {
            Lookup::Found(target) => target,
            Lookup::Moved(path) => return Ok(Answer::Moved(path)),
            Lookup::Gone => return Err(Failure::new(StatusCode::GONE)),
            Lookup::Missing => return Err(Failure::new(StatusCode::NOT_FOUND)),
        };
        dependencies.add(Dependency::Site);
        dependencies.add(Dependency::Post(target.post_id));
        if target.closure.is_some() {
            return Ok(Answer::Moved(target.path));
        }
        let answered = match parent {
            Some(parent) => Some(state.blog.comment_to_answer(target.post_id, parent, dependencies).await?),
            None => None,
        };
        let answered = answered.map(|found| found.ok_or(Failure::new(StatusCode::NOT_FOUND))).transpose()?;
        let (site, form) = (state.blog.site(), CommentForm { parent, ..CommentForm::default() });
        let post = of_post(&target);
        Ok(Answer::Page(pages::comment_form(&view.context(&site, &key), post, answered.as_ref(), &form)))
    };
    reader.answer_as(&state, &key, make).await
}

/// `POST /posts/{slug}/comments`
async fn submit(
    State(state): State<AppState>,
    client: ClientAddress,
    MaybeSignedIn(signed_in): MaybeSignedIn,
    PreferredLanguage(language): PreferredLanguage,
    Path(slug): Path<String>,
    Form(fields): Form<CommentFields>,
) -> Result<Response, Failure> {
    let who = signed_in.map_or(Principal::ANONYMOUS, |signed_in| signed_in.principal);
    let target = match state.blog.comment_target(&slug).await? {
        Lookup::Found(target) => target,
        Lookup::Moved(path) => return Ok(see_other(&state, &path)),
        Lookup::Gone => return Err(Failure::new(StatusCode::GONE)),
        Lookup::Missing => return Err(Failure::new(StatusCode::NOT_FOUND)),
    };
    if target.closure.is_some() {
        return Ok(closed(&state, target.closure, language));
    }
    let fell_for_honeypot = !fields.subject.is_empty();
    let form = fields.form();
    let page = FormPage { state: &state, target: &target, language };
    if let Err(refused) = state.comment_limit.check(client) {
        return Ok(page.again_later(form, refused.retry_after_seconds()));
    }
    let submission = Submission { parent: form.parent, fell_for_honeypot };
    match state.blog.submit_comment(&who, target.post_id, &form.input, submission).await {
        Ok(submitted) => Ok(see_other(&state, &format!("{}?done=submitted", own_path(&submitted.token)))),
        Err(ServiceError::Domain(DomainError::Forbidden)) => Ok(closed(&state, None, language)),
        // What it answers is there no more: sent once more, it stands under the post.
        Err(ServiceError::Domain(DomainError::NotFound)) if form.parent.is_some() => {
            let form = CommentForm { parent: None, refusal: Some(CommentRefusal::ParentGone), ..form };
            Ok(page.refused(&form, StatusCode::CONFLICT))
        }
        Err(error) => Ok(page.explained(form, error)),
    }
}

fn reason(error: ServiceError) -> (CommentRefusal, StatusCode) {
    match error {
        ServiceError::Domain(DomainError::Invalid(violations)) => {
            (CommentRefusal::Invalid(violations), StatusCode::BAD_REQUEST)
        }
        error => (CommentRefusal::Failed, Failure::from(error).status),
    }
}

/// The form again, with what was typed and why it was not taken.
struct FormPage<'a> {
    state: &'a AppState,
    target: &'a CommentTarget,
    language: Option<Text>,
}

impl FormPage<'_> {
    fn explained(&self, form: CommentForm, error: ServiceError) -> Response {
        let (refusal, status) = reason(error);
        self.refused(&CommentForm { refusal: Some(refusal), ..form }, status)
    }

    fn again_later(&self, form: CommentForm, seconds: u64) -> Response {
        let form = CommentForm { refusal: Some(CommentRefusal::TooMany(seconds)), ..form };
        let mut response = self.refused(&form, StatusCode::TOO_MANY_REQUESTS);
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
        response
    }

    fn refused(&self, form: &CommentForm, status: StatusCode) -> Response {
        let Self { state, target, language } = *self;
        let site = state.blog.site();
        let post = of_post(target);
        private(state, status, pages::comment_form(&context(&site, &target.path, language), post, None, form))
    }
}

fn of_post(target: &CommentTarget) -> OfPost<'_> {
    OfPost { title: &target.title, path: &target.path, language: target.language.as_ref() }
}

fn closed(state: &AppState, closure: Option<Closure>, language: Option<Text>) -> Response {
    let site = state.blog.site();
    private(state, StatusCode::FORBIDDEN, pages::comments_closed(&context(&site, "/", language), closure))
}

/// `GET /comments/own/{secret}`
async fn own(State(state): State<AppState>, Path(secret): Path<String>, reader: Reader) -> Response {
    let done = match reader.query() {
        "done=submitted" => OwnDone::Submitted,
        "done=changed" => OwnDone::Changed,
        _ => OwnDone::Nothing,
    };
    let page = OwnPage { state: &state, secret: &secret, language: reader.language(&state) };
    let work = async { page.show(None, done, StatusCode::OK).await.unwrap_or_else(IntoResponse::into_response) };
    Box::pin(observe::run(&state, reader.asked_at(&state, NAMELESS_PATH), work)).await
}

/// `POST /comments/own/{secret}`
async fn change_own(
    State(state): State<AppState>,
    client: ClientAddress,
    PreferredLanguage(language): PreferredLanguage,
    Path(secret): Path<String>,
    Form(fields): Form<CommentFields>,
) -> Result<Response, Failure> {
    let form = fields.form();
    let page = OwnPage { state: &state, secret: &secret, language };
    if let Err(refused) = state.comment_limit.check(client) {
        let seconds = refused.retry_after_seconds();
        let form = CommentForm { refusal: Some(CommentRefusal::TooMany(seconds)), ..form };
        let mut response = page.show(Some(&form), OwnDone::Nothing, StatusCode::TOO_MANY_REQUESTS).await?;
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
        return Ok(response);
    }
    match state.blog.edit_own_comment(&secret, &form.input).await {
        Ok(()) => Ok(see_other(&state, &format!("{}?done=changed", own_path(&secret)))),
        Err(ServiceError::Domain(DomainError::NotFound | DomainError::Gone)) => {
            page.show(None, OwnDone::Nothing, StatusCode::OK).await
        }
        Err(error) => {
            let (refusal, status) = reason(error);
            let form = CommentForm { refusal: Some(refusal), ..form };
            page.show(Some(&form), OwnDone::Nothing, status).await
        }
    }
}

/// `POST /comments/own/{secret}/deletion`
async fn delete_own(
    State(state): State<AppState>,
    PreferredLanguage(language): PreferredLanguage,
    Path(secret): Path<String>,
) -> Result<Response, Failure> {
    match state.blog.withdraw_own_comment(&secret).await {
        Ok(()) => Ok(see_other(&state, &own_path(&secret))),
        Err(ServiceError::Domain(DomainError::NotFound | DomainError::Gone)) => {
            let page = OwnPage { state: &state, secret: &secret, language };
            page.show(None, OwnDone::Nothing, StatusCode::OK).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The page of one's own comment.
struct OwnPage<'a> {
    state: &'a AppState,
    secret: &'a str,
    language: Option<Text>,
}

impl OwnPage<'_> {
    async fn show(&self, form: Option<&CommentForm>, done: OwnDone, status: StatusCode) -> Result<Response, Failure> {
        let Self { state, secret, language } = *self;
        let site = state.blog.site();
        let context = context(&site, "/", language);
        Ok(match state.blog.own_comment(secret).await? {
            Lookup::Found(own) => private(state, status, pages::own_comment(&context, &own, secret, form, done)),
            Lookup::Gone => private(state, StatusCode::GONE, pages::own_comment_gone(&context)),
            Lookup::Missing | Lookup::Moved(_) => return Err(Failure::new(StatusCode::NOT_FOUND)),
        })
    }
}

/// A page that is one person's: nobody keeps it, and it tells nobody where it is.
fn private(state: &AppState, status: StatusCode, body: String) -> Response {
    let mut response = (status, state.reader_headers.of_page(), body).into_response();
    keep_private(&mut response, "same-origin");
    response
}

fn see_other(state: &AppState, path: &str) -> Response {
    let location = HeaderValue::try_from(ascii(path).as_ref()).unwrap_or(HeaderValue::from_static("/"));
    let mut headers = state.reader_headers.with(LOCATION, location);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(CACHE_STATUS, HeaderValue::from_static("lithair-blog; fwd=bypass"));
    headers.remove(SERVER_TIMING);
    (StatusCode::SEE_OTHER, headers).into_response()
}
