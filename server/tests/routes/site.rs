//! A site of its own for each test, and how to ask it.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use blog::domain::Timestamp;
use blog::domain::post::PostInput;
use blog::domain::views::PostView;
use blog::domain::{Principal, Role};
use blog::service::CompactionPolicy;
use blog::service::{AccountInput, AutosaveTimes, Blog, BlogOptions};
use http_body_util::BodyExt;
use serde_json::Value;
use server::AppState;
use server::config::{Config, SettingsArgs};
use tower::ServiceExt;

/// A site in a folder of its own.
pub struct Site {
    pub blog: Arc<Blog>,
    pub config: Config,
    pub state: AppState,
    router: Router,
    data_dir: tempfile::TempDir,
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Site {
    /// An empty site with the usual settings.
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// Seals every event, a few to a segment.
    pub async fn seal(&self) {
        let policy =
            CompactionPolicy { until: Timestamp::MAX, events_max: 3, payload_bytes: usize::MAX, seals_remainder: true };
        let file = blog::service::database_file(self.data_dir.path());
        assert!(blog::service::compact(&file, policy, |_| {}).await.unwrap().segments > 1);
    }

    /// An empty site with other settings.
    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let data_dir = tempfile::tempdir().unwrap();
        let mut config = Config::load(SettingsArgs::default()).unwrap();
        config.base_url = "https://blog.example.org".parse().unwrap();
        change(&mut config);
        let options = BlogOptions {
            data_dir: data_dir.path().to_owned(),
            base_url: config.base_url.as_str().to_owned(),
            page_cache_bytes_max: config.page_cache_bytes,
            state_cache_bytes_max: config.state_cache_bytes,
            autosave: AutosaveTimes { pause: Duration::from_millis(1), wait_max: Duration::from_millis(1) },
            link_cards: config.link_cards.clone(),
            webmentions: config.webmentions.clone(),
            mail: config.mail.clone(),
            media: config.media,
            cluster: None,
        };
        let blog = Blog::open(options).await.unwrap();
        let state = AppState::new(blog.clone(), config.clone());
        let router = server::router(state.clone());
        Self { blog, config, state, router, data_dir }
    }

    /// An account with that role, and its access token.
    pub async fn token(&self, handle: &str, role: Role) -> String {
        let input = AccountInput {
            handle: handle.into(),
            name: format!("{handle}’s name"),
            role,
            password: "correct horse".into(),
        };
        self.blog.add_account(&Principal::OPERATOR, &input).await.unwrap();
        self.blog.issue_token(&Principal::OPERATOR, handle).await.unwrap()
    }

    /// A published post.
    pub async fn published(&self, title: &str) -> PostView {
        self.post(PostInput { title: title.into(), status: Some("published".into()), ..PostInput::default() }).await
    }

    /// A post by the operator.
    pub async fn post(&self, input: PostInput) -> PostView {
        self.blog.create_post(&Principal::OPERATOR, &input).await.unwrap()
    }

    /// Asks for a page.
    pub async fn get(&self, address: &str) -> Answer {
        self.ask(Method::GET, address, &[], Body::empty()).await
    }

    /// Asks for a page with headers.
    pub async fn get_with(&self, address: &str, headers: &[(&str, &str)]) -> Answer {
        self.ask(Method::GET, address, headers, Body::empty()).await
    }

    /// Asks for anything.
    pub async fn ask(&self, method: Method, address: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
        let builder = Request::builder().method(method).uri(address);
        let request = headers.iter().fold(builder, |builder, (name, value)| builder.header(*name, *value));
        let response = self.router.clone().oneshot(request.body(body.into()).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// Sends JSON with a token to the API.
    pub async fn send(&self, method: Method, path: &str, token: &str, body: impl Into<Body>) -> Answer {
        self.send_with(method, path, token, &[], body).await
    }

    /// Sends JSON with a token and headers to the API.
    pub async fn send_with(
        &self,
        method: Method,
        path: &str,
        token: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let bearer = format!("Bearer {token}");
        let mut all = vec![(AUTHORIZATION.as_str(), bearer.as_str()), (CONTENT_TYPE.as_str(), "application/json")];
        all.extend(headers);
        self.ask(method, &format!("/api/v1{path}"), &all, body).await
    }

    /// A cookie of somebody who signed in.
    pub async fn cookie(&self, handle: &str) -> String {
        let session = self.blog.sign_in(handle, "correct horse", "").await.unwrap().unwrap();
        let cookie = server::session::set_cookie(&self.config, &session);
        cookie.split(';').next().unwrap().to_owned()
    }
}

impl Answer {
    /// The page without what search engines read of it, which no browser runs.
    pub fn without_data(&self) -> String {
        let begin = "<script type=\"application/ld+json\">";
        let Some((before, rest)) = self.text().split_once(begin) else { return self.text().to_owned() };
        let after = rest.split_once("</script>").map_or("", |(_, after)| after);
        format!("{before}{after}")
    }

    /// The body as text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// A header as text; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The body as a problem of that status.
    #[track_caller]
    pub fn problem(&self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["status"], status);
        assert_eq!(problem["request_id"], self.header("x-request-id"));
        problem
    }
}
