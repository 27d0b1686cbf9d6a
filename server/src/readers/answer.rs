//! From a request to an answer: out of the page cache, or made and put into it.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Instant;

use app::readers::PageContext;
use axum::extract::{FromRequest, Request};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LINK, LOCATION, REFERRER_POLICY, VARY};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use blog::domain::Moment;
use blog::domain::views::SiteView;
use blog::service::cache::page::Effort;
use blog::service::cache::{CacheOutcome, Dependencies, Page, Rendered};
use blog::text::Text;

use super::address::{Address, ascii};
use super::language::{key_in, preferred};
use super::view::View;
use crate::config::{Config, InterfaceLanguage};
use crate::error::Failure;
use crate::observe::Asked;
use crate::request_id::RequestId;
use crate::{AppState, assets, observe, respond, security, session};

/// What the cache did with a request (RFC 9211).
pub(super) const CACHE_STATUS: HeaderName = HeaderName::from_static("cache-status");
/// Where the time went (W3C Server Timing).
pub(super) const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

const ROBOTS_TAG: HeaderName = HeaderName::from_static("x-robots-tag");

/// A reader's request. Its body, if it has one, means nothing.
#[derive(Debug)]
pub struct Reader {
    parts: Parts,
}

/// What a handler makes of an address.
#[derive(Debug)]
pub enum Answer {
    /// A page, in the language of the interface that was asked for.
    Page(String),
    /// The same, which says where other sites tell of pages that link to it: programs need not read it for that.
    MentionedPage(String),
    /// A document of another type, the same for everybody.
    Document {
        /// Its media type.
        content_type: HeaderValue,
        /// Its text.
        body: String,
    },
    /// It is elsewhere, for ever.
    Moved(String),
}

/// The headers of every answer to readers, made once.
#[derive(Clone, Debug)]
pub struct ReaderHeaders {
    headers: HeaderMap,
    /// By what of a request a page differs besides its address.
    page_vary: HeaderValue,
}

impl ReaderHeaders {
    /// The headers that the settings ask for. They are those of a hit: what is made anew says so itself.
    pub fn new(config: &Config) -> Self {
        let mut headers = HeaderMap::new();
        security::insert_common(&mut headers, config);
        headers.insert(CONTENT_SECURITY_POLICY, security::READERS_POLICY);
        headers.insert(CACHE_CONTROL, cache_control(config.cache_control_max_age_seconds));
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        headers.insert(CACHE_STATUS, HeaderValue::from_static("lithair-blog; hit"));
        headers.insert(SERVER_TIMING, HeaderValue::from_static("cache;desc=hit"));
        let page_vary = HeaderValue::from_static(match config.interface_language {
            InterfaceLanguage::Reader => "accept-encoding, accept-language",
            InterfaceLanguage::Site => "accept-encoding",
        });
        Self { headers, page_vary }
    }

    /// The same and one more.
    pub(super) fn with(&self, name: HeaderName, value: HeaderValue) -> HeaderMap {
        let mut headers = self.headers.clone();
        headers.insert(name, value);
        headers
    }

    /// Those of a page, whose interface is in a language that a request can choose.
    pub(super) fn of_page(&self) -> HeaderMap {
        let mut headers = self.with(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        headers.insert(VARY, self.page_vary.clone());
        headers
    }
}

fn cache_control(max_age_seconds: u32) -> HeaderValue {
    match max_age_seconds {
        0 => HeaderValue::from_static("public, no-cache"),
        seconds => HeaderValue::try_from(format!("public, max-age={seconds}"))
            .unwrap_or(HeaderValue::from_static("public, no-cache")),
    }
}

impl<S: Send + Sync> FromRequest<S> for Reader {
    type Rejection = std::convert::Infallible;

    async fn from_request(request: Request, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self { parts: request.into_parts().0 })
    }
}

impl Reader {
    /// The path as it was asked for.
    pub fn path(&self) -> &str {
        self.parts.uri.path()
    }

    /// What was asked for behind the question mark.
    pub fn query(&self) -> &str {
        self.parts.uri.query().unwrap_or_default()
    }

    /// The headers of the request.
    pub const fn headers(&self) -> &HeaderMap {
        &self.parts.headers
    }

    /// The language that the interface shall speak to them; `None` is the site's own.
    pub fn language(&self, state: &AppState) -> Option<Text> {
        preferred(state, &self.parts.headers)
    }

    /// Answers from the cache by the path and the language alone; what isn't there is made. Query parameters that no page
    /// knows mean nothing; `at` asks for the page as it was.
    pub async fn answer(
        self,
        state: &AppState,
        make: impl AsyncFnOnce(&View<'_>, &Address<'_>, &mut Dependencies) -> Result<Answer, Failure>,
    ) -> Response {
        let Some(at) = self.moment() else { return self.answer_now(state, make).await };
        let make = async |view: &View<'_>, dependencies: &mut Dependencies| {
            let address = Address::parse(self.parts.uri.path()).ok_or(Failure::new(StatusCode::NOT_FOUND))?;
            make(view, &address, dependencies).await
        };
        self.answer_past(state, &at, make).await
    }

    /// The same for pages that have no past.
    pub async fn answer_now(
        self,
        state: &AppState,
        make: impl AsyncFnOnce(&View<'_>, &Address<'_>, &mut Dependencies) -> Result<Answer, Failure>,
    ) -> Response {
        let language = self.language(state);
        let make = async |address: &Address<'_>, dependencies: &mut Dependencies| {
            make(&View::now(&state.blog, language), address, dependencies).await
        };
        self.answer_by_path(state, language, make).await
    }

    /// The same for what has no past, and is the same in every language of the interface.
    pub async fn answer_document(
        self,
        state: &AppState,
        make: impl AsyncFnOnce(&Address<'_>, &mut Dependencies) -> Result<Answer, Failure>,
    ) -> Response {
        self.answer_by_path(state, None, make).await
    }

    async fn answer_by_path(
        self,
        state: &AppState,
        language: Option<Text>,
        make: impl AsyncFnOnce(&Address<'_>, &mut Dependencies) -> Result<Answer, Failure>,
    ) -> Response {
        if let Some(page) = state.blog.pages().get(&key_in(self.parts.uri.path(), language)) {
            return hit(state, &page, &self.parts.headers).await;
        }
        self.answer_directly(state, async |reader| {
            let address = Address::parse(reader.parts.uri.path()).ok_or(Failure::new(StatusCode::NOT_FOUND))?;
            let key = key_in(&address.path, language);
            reader.through_cache(state, &key, async |dependencies| make(&address, dependencies).await).await
        })
        .await
    }

    /// The same under a key that the handler made of the path and the query parameters it knows.
    pub async fn answer_as(
        self,
        state: &AppState,
        key: &str,
        make: impl AsyncFnOnce(&View<'_>, &mut Dependencies) -> Result<Answer, Failure>,
    ) -> Response {
        if let Some(at) = self.moment() {
            return self.answer_past(state, &at, make).await;
        }
        let language = self.language(state);
        let key = key_in(key, language);
        if let Some(page) = state.blog.pages().get(&key) {
            return hit(state, &page, &self.parts.headers).await;
        }
        self.answer_directly(state, async |reader| {
            let view = View::now(&state.blog, language);
            reader.through_cache(state, &key, async |dependencies| make(&view, dependencies).await).await
        })
        .await
    }

    fn asked(&self, state: &AppState) -> Asked<'_> {
        self.asked_at(state, self.path())
    }

    /// What is said of the request, at an address that keeps a secret of it.
    pub fn asked_at<'r>(&'r self, state: &AppState, path: &'r str) -> Asked<'r> {
        Asked { method: &self.parts.method, path, language: self.language(state) }
    }

    /// The moment that is asked about, as it was written; hits ask nothing and pay for no search.
    fn moment(&self) -> Option<String> {
        let query = self.parts.uri.query()?;
        let moment = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "at");
        moment.map(|(_, value)| value.into_owned())
    }

    /// Answers people who are signed in with the site as it was. Nothing of it is kept, here or on the way.
    async fn answer_past(
        &self,
        state: &AppState,
        at: &str,
        make: impl AsyncFnOnce(&View<'_>, &mut Dependencies) -> Result<Answer, Failure>,
    ) -> Response {
        let work = async {
            let answer = self.past(state, at, make).await;
            answer.unwrap_or_else(IntoResponse::into_response)
        };
        let mut response = Box::pin(observe::run(state, self.asked(state), work)).await;
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        headers.insert(CACHE_STATUS, HeaderValue::from_static("lithair-blog; fwd=bypass"));
        headers.remove(SERVER_TIMING);
        response
    }

    async fn past(
        &self,
        state: &AppState,
        at: &str,
        make: impl AsyncFnOnce(&View<'_>, &mut Dependencies) -> Result<Answer, Failure>,
    ) -> Result<Response, Failure> {
        if session::signed_in(state, &self.parts.headers).await?.is_none() {
            return Ok(session::sign_in_first(&self.parts).into_response());
        }
        let moment: Moment = at.parse().map_err(|_| Failure::new(StatusCode::BAD_REQUEST))?;
        let past = state.blog.past(moment).await?;
        let at: String = form_urlencoded::byte_serialize(at.as_bytes()).collect();
        let view = View::then(&state.blog, past, self.language(state));
        Ok(match make(&view, &mut Dependencies::default()).await? {
            Answer::Page(body) | Answer::MentionedPage(body) => {
                (state.reader_headers.of_page(), app::readers::keep_moment(&body, &at)).into_response()
            }
            Answer::Document { content_type, body } => {
                (state.reader_headers.with(CONTENT_TYPE, content_type), body).into_response()
            }
            Answer::Moved(to) => {
                let separator = if to.contains('?') { '&' } else { '?' };
                let headers = state.reader_headers.with(LOCATION, location(&format!("{to}{separator}at={at}")));
                (StatusCode::SEE_OTHER, headers).into_response()
            }
        })
    }

    /// Answers without the cache. The work is boxed: it is large, and would make the handling of every hit as large.
    pub async fn answer_directly(
        self,
        state: &AppState,
        make: impl AsyncFnOnce(&Self) -> Result<Response, Failure>,
    ) -> Response {
        let work = async { make(&self).await.unwrap_or_else(IntoResponse::into_response) };
        Box::pin(observe::run(state, self.asked(state), work)).await
    }

    async fn through_cache(
        &self,
        state: &AppState,
        key: &str,
        make: impl AsyncFnOnce(&mut Dependencies) -> Result<Answer, Failure>,
    ) -> Result<Response, Failure> {
        let started_at = Instant::now();
        let (page, outcome) = state
            .blog
            .pages()
            .get_or_render(key, async || {
                let mut dependencies = Dependencies::default();
                // Taken before anything is read, so that no later change can seem older than the page.
                let last_modified = state.blog.now();
                let answer = make(&mut dependencies).await?;
                Ok::<_, Failure>((rendered(state, answer, last_modified), dependencies))
            })
            .await?;
        let mut response = respond::page(&page, &self.parts.headers).await;
        if outcome != CacheOutcome::Hit {
            let duration = started_at.elapsed().as_secs_f64() * 1e3;
            let timing = format!("cache;desc=miss, render;dur={duration:.3}");
            let headers = response.headers_mut();
            headers.insert(CACHE_STATUS, HeaderValue::from_static(status_of(outcome)));
            headers.remove(SERVER_TIMING);
            headers.extend(HeaderValue::try_from(timing).ok().map(|timing| (SERVER_TIMING, timing)));
        }
        Ok(response)
    }
}

/// What is in memory is sent and counted, and nothing more.
async fn hit(state: &AppState, page: &Arc<Page>, request: &HeaderMap) -> Response {
    let response = respond::page(page, request).await;
    state.metrics.count_hit(response.status());
    response
}

fn status_of(outcome: CacheOutcome) -> &'static str {
    match outcome {
        CacheOutcome::Hit => "lithair-blog; hit",
        CacheOutcome::Stored => "lithair-blog; fwd=miss; stored",
        CacheOutcome::Forwarded => "lithair-blog; fwd=miss",
        CacheOutcome::Collapsed => "lithair-blog; fwd=miss; collapsed",
    }
}

fn rendered(state: &AppState, answer: Answer, last_modified: blog::domain::Timestamp) -> Rendered {
    let headers = &state.reader_headers;
    let (status, headers, body, is_cacheable) = match answer {
        Answer::Page(body) => (StatusCode::OK, headers.of_page(), body, true),
        Answer::MentionedPage(body) => {
            let mut headers = headers.of_page();
            headers.insert(LINK, HeaderValue::from_static("</webmention>; rel=\"webmention\""));
            (StatusCode::OK, headers, body, true)
        }
        Answer::Document { content_type, body } => {
            (StatusCode::OK, headers.with(CONTENT_TYPE, content_type), body, true)
        }
        Answer::Moved(to) => {
            (StatusCode::MOVED_PERMANENTLY, headers.with(LOCATION, location(&to)), String::new(), false)
        }
    };
    let last_modified = Some(last_modified);
    Rendered { status, headers, body: body.into(), last_modified, is_cacheable, effort: Effort::Quick }
}

/// An address is ASCII here; one that still can't stand in a header leads to the beginning.
fn location(to: &str) -> HeaderValue {
    HeaderValue::try_from(ascii(to).as_ref()).unwrap_or(HeaderValue::from_static("/"))
}

/// What every page of that site is made with, in a language of the interface; `None` is the site's own.
pub fn context<'a>(site: &'a SiteView, path: &'a str, language: Option<Text>) -> PageContext<'a> {
    PageContext { site, assets: assets::for_pages(), path, past: None, language }
}

/// Has nobody keep an answer that is one person's, search engines pass it by, and no other site learn of more than
/// `referrer` allows.
pub(super) fn keep_private(response: &mut Response, referrer: &'static str) {
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.insert(CACHE_STATUS, HeaderValue::from_static("lithair-blog; fwd=bypass"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static(referrer));
    headers.insert(ROBOTS_TAG, HeaderValue::from_static("noindex, nofollow"));
    headers.remove(SERVER_TIMING);
}

/// A failure as a page, in a language of the interface; `None` is the site's own.
pub async fn error_page(state: &AppState, failure: &Failure, language: Option<Text>) -> Response {
    let site = state.blog.site();
    let context = context(&site, "/", language);
    let request_id = RequestId::current().map_or(Cow::Borrowed("unknown"), |id| id.to_string().into());
    let body = match (failure.status, &failure.foreign_origin) {
        (_, Some(origin)) => app::readers::foreign_origin(&context, origin, &request_id),
        (StatusCode::NOT_FOUND, _) => app::readers::not_found(&context),
        (StatusCode::GONE, _) => app::readers::gone(&context),
        (status, _) => app::readers::failure(&context, status.as_u16(), &request_id),
    };
    let mut response = (failure.status, state.reader_headers.of_page(), body).into_response();
    let headers = response.headers_mut();
    headers.extend(failure.headers.clone());
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(CACHE_STATUS, HeaderValue::from_static("lithair-blog; fwd=miss"));
    headers.remove(SERVER_TIMING);
    response
}
