//! Writers' pages, rendered from a blog of their own.
#![allow(clippy::unwrap_used, reason = "a test says what must hold by panicking")]

use std::sync::{Arc, LazyLock};

use app::admin::forms::{PostForm, Sent, SetupForm, SignInForm};
use app::admin::{SetupRefusal, SignInRefusal};
use app::app::{App, shell};
use app::context::{Caller, Frame};
use app::functions::{self, FunctionError};
use app::readers::Assets;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use blog::domain::post::{PostInput, rules};
use blog::domain::views::PostView;
use blog::domain::{Principal, Role, Rule, TimeZone, Violations};
use blog::service::pictures::MediaLimits;
use blog::service::{
    AccountInput, AutosaveTimes, Blog, BlogOptions, LinkCardOptions, SetupInput, SignedIn, WebmentionOptions,
};
use leptos::config::LeptosOptions;
use leptos::prelude::provide_context;

const PASSWORD: &str = "correct horse battery";
const ATTACK: &str = "</textarea></title><script>alert(1)</script>\"'&amp;";

static ASSETS: LazyLock<Assets> =
    LazyLock::new(|| Assets { stylesheet: "/site.css".to_owned(), favicon: "/favicon.svg".to_owned() });

/// A blog that is set up, with somebody signed in.
struct Admin {
    blog: Arc<Blog>,
    signed_in: Option<SignedIn>,
    _data_dir: tempfile::TempDir,
}

struct Answer {
    status: StatusCode,
    headers: axum::http::HeaderMap,
    html: String,
}

impl Admin {
    async fn empty() -> Self {
        let data_dir = tempfile::tempdir().unwrap();
        let options = BlogOptions {
            data_dir: data_dir.path().to_owned(),
            base_url: "http://localhost:3000".to_owned(),
            page_cache_bytes_max: 1 << 20,
            state_cache_bytes_max: 1 << 20,
            autosave: AutosaveTimes::default(),
            link_cards: LinkCardOptions::default(),
            webmentions: WebmentionOptions::default(),
            mail: None,
            media: MediaLimits::default(),
            cluster: None,
        };
        // Rendering needs Leptos' executor, which making the list of routes sets up.
        leptos_axum::generate_route_list(App);
        Self { blog: Blog::open(options).await.unwrap(), signed_in: None, _data_dir: data_dir }
    }

    async fn new() -> Self {
        let mut admin = Self::empty().await;
        let input = SetupInput {
            setup_token: admin.blog.setup_token().await.unwrap().unwrap(),
            site_name: "Notes".to_owned(),
            language: "en".to_owned(),
            handle: "ada".to_owned(),
            name: "Ada".to_owned(),
            password: PASSWORD.to_owned(),
            ..SetupInput::default()
        };
        let session = admin.blog.set_up(&input, "").await.unwrap();
        admin.signed_in = admin.blog.session(&session.token).await.unwrap();
        admin
    }

    async fn sign_in_as(&mut self, role: Role) {
        let handle = role.as_str().to_owned();
        let input = AccountInput { handle: handle.clone(), name: handle.clone(), role, password: PASSWORD.to_owned() };
        self.blog.add_account(&Principal::OPERATOR, &input).await.unwrap();
        let session = self.blog.sign_in(&handle, PASSWORD, "").await.unwrap().unwrap();
        self.signed_in = self.blog.session(&session.token).await.unwrap();
    }

    fn caller(&self) -> Caller {
        Caller { blog: self.blog.clone(), signed_in: self.signed_in.clone() }
    }

    async fn write(&self, input: PostInput) -> PostView {
        self.caller().run(|| functions::create_post(input)).await.unwrap()
    }

    async fn get(&self, path: &str) -> Answer {
        self.render(path, || {}).await
    }

    /// The page as it comes back when a form was sent there.
    async fn sent<F, R>(&self, path: &str, form: F, refusal: Option<R>) -> Answer
    where
        F: Clone + Send + Sync + 'static,
        R: Clone + Send + Sync + 'static,
    {
        let sent = Sent { form, refusal };
        self.render(path, move || provide_context(sent.clone())).await
    }

    async fn render(&self, path: &str, provide_more: impl Fn() + Clone + Send + Sync + 'static) -> Answer {
        let options = LeptosOptions::builder().output_name("app").build();
        let frame = Frame { site: self.blog.site(), assets: &ASSETS, islands: Some(options) };
        let (caller, provided) = (self.caller(), frame.clone());
        let provide = move || {
            provide_context(caller.clone());
            provide_context(provided.clone());
            provide_more();
        };
        let handler = leptos_axum::render_app_async_with_context(provide, move || shell(frame.clone()));
        Answer::of(handler(Request::get(path).body(Body::empty()).unwrap()).await).await
    }

    async fn call(&self, function: &str, json: &str) -> Answer {
        let caller = self.caller();
        let request = Request::builder()
            .method(Method::POST)
            .uri(format!("/api/fn/{function}"))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(json.to_owned()))
            .unwrap();
        let provide = move || provide_context(caller.clone());
        Answer::of(leptos_axum::handle_server_fns_with_context(provide, request).await.into_response()).await
    }
}

impl Answer {
    async fn of(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Self { status: parts.status, headers: parts.headers, html: String::from_utf8(bytes.to_vec()).unwrap() }
    }

    fn location(&self) -> Option<&str> {
        self.headers.get(header::LOCATION).map(|location| location.to_str().unwrap())
    }

    #[track_caller]
    fn holds(&self, part: &str) -> &Self {
        assert!(self.html.contains(part), "{part} is missing in\n{}", self.html);
        self
    }

    #[track_caller]
    fn lacks(&self, part: &str) -> &Self {
        assert!(!self.html.contains(part), "{part} is in\n{}", self.html);
        self
    }

    /// The values that an attribute has anywhere in the page.
    fn values(&self, attribute: &str) -> Vec<&str> {
        let start = format!(" {attribute}=\"");
        self.html.split(&start).skip(1).filter_map(|rest| rest.split('"').next()).collect()
    }

    /// Every link to a place in the page, and every description, leads to an element that is there once.
    #[track_caller]
    fn refers_to_what_is_there(&self) -> &Self {
        let ids = self.values("id");
        for id in &ids {
            assert_eq!(ids.iter().filter(|other| *other == id).count(), 1, "id {id}");
        }
        let links = self.values("href").into_iter().filter_map(|href| href.strip_prefix('#'));
        let described = self.values("aria-describedby").into_iter().flat_map(str::split_whitespace);
        let labels = self.values("for");
        for id in links.chain(described).chain(labels) {
            assert!(ids.contains(&id), "nothing has the id {id} in\n{}", self.html);
        }
        self
    }
}

fn titled(title: &str) -> PostInput {
    PostInput { title: title.to_owned(), body: "The text".to_owned(), ..PostInput::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_signed_out_is_sent_to_sign_in_and_back() {
    let mut admin = Admin::new().await;
    let post = admin.write(titled("Secret")).await;
    admin.signed_in = None;
    let path = format!("/admin/posts/{}", post.id);
    for path in ["/admin/posts?filter=draft&q=a%20b", "/admin/posts/new", &path] {
        let answer = admin.get(path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        let next = answer.location().unwrap().strip_prefix("/admin/login?next=").unwrap();
        assert_eq!(percent_decoded(next), path);
        answer.lacks("Secret");
    }
    let answer = admin.get("/admin/login?next=%2Fadmin%2Fposts%3Ffilter%3Ddraft").await;
    answer.holds("value=\"/admin/posts?filter=draft\"").refers_to_what_is_there();
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_that_are_not_needed_lead_on() {
    let empty = Admin::empty().await;
    assert_eq!(empty.get("/admin/login").await.location(), Some("/admin/setup"));
    let admin = Admin::new().await;
    assert_eq!(admin.get("/admin").await.location(), Some("/admin/posts"));
    assert_eq!(admin.get("/admin/setup").await.location(), Some("/admin/login"));
    assert_eq!(admin.get("/admin/login").await.location(), Some("/admin/posts"));
    assert_eq!(admin.get("/admin/login?next=//evil.example").await.location(), Some("/admin/posts"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_wrote_is_not_found() {
    let admin = Admin::new().await;
    for path in ["/admin/posts/0198c0de-0000-7000-8000-000000000000", "/admin/posts/x", "/admin/nonsense"] {
        let answer = admin.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        answer.holds("<h1>No such page</h1>").refers_to_what_is_there();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_text_can_break_out_of_its_field() {
    let admin = Admin::new().await;
    let post = admin
        .write(PostInput {
            title: ATTACK.to_owned(),
            body: ATTACK.to_owned(),
            excerpt: Some(ATTACK.to_owned()),
            tags: vec!["</script><script>alert(1)</script>x".to_owned()],
            authors: Some(vec![ATTACK.to_owned()]),
            ..PostInput::default()
        })
        .await;
    let path = format!("/admin/posts/{}", post.id);
    let conflict = Some(FunctionError::Conflict { current_version: 9 });
    for answer in [
        admin.get(&path).await,
        admin.get("/admin/posts").await,
        admin.get("/admin/posts?q=%3C%2Ftitle%3E%3Cscript%3Ealert(1)").await,
        admin.sent(&path, PostForm::of(&post, &TimeZone::UTC), conflict).await,
        admin.sent("/admin/posts/new", PostForm::of(&post, &TimeZone::UTC), None::<FunctionError>).await,
    ] {
        answer.lacks("<script>").lacks("</textarea></title>").lacks("alert(1)</script>");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_comes_back_with_every_character() {
    let admin = Admin::new().await;
    let body = "\n\n<b>&amp; café\ttab</b>";
    let post = admin.write(PostInput { body: body.to_owned(), ..titled("A") }).await;
    let answer = admin.get(&format!("/admin/posts/{}", post.id)).await;
    // Browsers drop the first line break.
    answer.holds(">\n\n\n&lt;b>&amp;amp; café\ttab&lt;/b></textarea>");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_post_comes_back_as_it_was_typed() {
    let admin = Admin::new().await;
    let form = PostForm {
        title: String::new(),
        body: "Long work".to_owned(),
        slug: "a/b".to_owned(),
        tags: "one, two".to_owned(),
        category: "Cat".to_owned(),
        authors: "Ada\nGrace".to_owned(),
        excerpt: "Short".to_owned(),
        language: "english".to_owned(),
        cover: "/cover.png".to_owned(),
        canonical_url: "ftp://x".to_owned(),
        published_at: "2026-01-31T12:00".to_owned(),
        kind: "page".to_owned(),
        ..PostForm::default()
    };
    let refusal = form.input(&TimeZone::UTC).validate().err().map(FunctionError::Invalid);
    let answer = admin.sent("/admin/posts/new", form, refusal).await;
    answer.refers_to_what_is_there();
    for kept in [
        "Long work",
        "\"a/b\"",
        "\"one, two\"",
        "\"Cat\"",
        "value=\"Ada\" selected",
        "value=\"Grace\" selected",
        "Short",
        "\"english\"",
        "\"/cover.png\"",
        "\"ftp://x\"",
        "\"2026-01-31T12:00\"",
        "value=\"page\" selected",
    ] {
        answer.holds(kept);
    }
    for link in ["href=\"#field_title\"", "href=\"#field_slug\"", "href=\"#field_canonical_url\""] {
        answer.holds(link);
    }
    answer
        .holds("role=\"alert\" tabindex=\"-1\" autofocus")
        .holds("aria-describedby=\"field_title_error\" aria-invalid=\"true\"");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_about_no_field_of_the_form_is_said_of_the_form() {
    let admin = Admin::new().await;
    let refusal = FunctionError::Invalid(Violations::one("kind", Rule::Required));
    admin.sent("/admin/posts/new", PostForm::default(), Some(refusal)).await.holds("kind: Must not be empty.");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_together_is_looked_over_before_it_is_published() {
    let admin = Admin::new().await;
    let post = admin.write(titled("Mine")).await;
    let newer = PostInput { body: "Theirs".to_owned(), ..titled("Mine") };
    let newer = admin.caller().run(|| functions::save_post(post.id, post.version, newer)).await.unwrap();
    let form = PostForm { body: "Ours".to_owned(), ..PostForm::of(&post, &TimeZone::UTC) };
    let refused = admin
        .caller()
        .run(|| functions::save_post(post.id, form.version, form.input(&TimeZone::UTC)))
        .await
        .unwrap_err();
    assert_eq!(refused, FunctionError::Conflict { current_version: newer.version });
    let merged = PostForm { version: newer.version, ..form };
    let answer = admin.sent(&format!("/admin/posts/{}", post.id), merged, Some(refused)).await;
    answer
        .holds("\nOurs</textarea>")
        .holds(&format!("name=\"version\" value=\"{}\"", newer.version))
        .holds("Look it over, then send it once more.")
        .holds("value=\"publish\"")
        .refers_to_what_is_there();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_survives_the_end_of_the_session_and_the_trash() {
    let mut admin = Admin::new().await;
    let post = admin.write(titled("Mine")).await;
    let path = format!("/admin/posts/{}", post.id);
    let form = PostForm { body: "Unsaved".to_owned(), ..PostForm::of(&post, &TimeZone::UTC) };
    admin.caller().run(|| functions::delete_post(post.id, post.version)).await.unwrap();
    let answer = admin.sent(&path, form.clone(), Some(FunctionError::Gone)).await;
    answer.holds("\nUnsaved</textarea>").holds("value=\"restore\"").refers_to_what_is_there();
    admin.signed_in = None;
    for path in [path.as_str(), "/admin/posts/new"] {
        let answer = admin.sent(path, form.clone(), Some(FunctionError::SignedOut)).await;
        answer.holds("\nUnsaved</textarea>").holds("target=\"_blank\"").refers_to_what_is_there();
        assert_eq!(answer.location(), None, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn contributors_are_offered_what_they_may_do() {
    let mut admin = Admin::new().await;
    admin.sign_in_as(Role::Contributor).await;
    let post = admin.write(titled("Draft")).await;
    let path = format!("/admin/posts/{}", post.id);
    admin.get(&path).await.holds("value=\"save\"").holds("value=\"delete\"").lacks("value=\"publish\"");
    let publish = PostInput { status: Some("published".to_owned()), ..titled("Draft") };
    let refused = admin.caller().run(|| functions::save_post(post.id, post.version, publish)).await;
    assert_eq!(refused, Err(FunctionError::Forbidden));
    admin.sign_in_as(Role::Author).await;
    assert_eq!(admin.get(&path).await.status, StatusCode::NOT_FOUND, "a draft of somebody else");
    let own = admin.write(titled("Own")).await;
    admin.get(&format!("/admin/posts/{}", own.id)).await.holds("value=\"publish\"").lacks("value=\"unpublish\"");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_live_post_says_so_and_offers_what_follows() {
    let admin = Admin::new().await;
    let live = admin.write(PostInput { status: Some("published".to_owned()), ..titled("Hello") }).await;
    let path = format!("/admin/posts/{}", live.id);
    admin
        .get(&format!("{path}?done=published"))
        .await
        .holds("<title>Hello — Notes</title>")
        .holds("href=\"/posts/hello\"")
        .holds("value=\"unpublish\"")
        .holds("role=\"status\"")
        .holds("Published. Readers see it")
        .lacks("Changed since published");
    let edited = PostInput { body: "Other".to_owned(), ..titled("Hello") };
    admin.caller().run(|| functions::save_post(live.id, live.version, edited)).await.unwrap();
    admin.get(&path).await.holds("Changed since published").holds("Publish changes");
    admin.get("/admin/posts").await.holds("Changed since published");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_trash_is_listed_and_can_be_emptied_by_restoring() {
    let admin = Admin::new().await;
    let post = admin.write(titled("Gone")).await;
    let path = format!("/admin/posts/{}", post.id);
    admin.caller().run(|| functions::delete_post(post.id, post.version)).await.unwrap();
    let answer = admin.get(&path).await;
    assert_eq!(answer.status, StatusCode::GONE);
    answer.holds("value=\"restore\"").holds(&format!("action=\"{path}\""));
    let restore = format!("action=\"{path}\"");
    admin.get("/admin/posts?filter=trash").await.holds(&restore).holds("Restore “Gone”").refers_to_what_is_there();
    admin.get("/admin/posts").await.lacks("Gone").holds("No posts yet");
    admin.get(&format!("/admin/posts?done=deleted&post={}", post.id)).await.holds(&restore).holds("Undo");
    admin.caller().run(|| functions::restore_post(post.id)).await.unwrap();
    admin.get("/admin/posts").await.holds("Gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_filters_searches_and_turns_pages() {
    let admin = Admin::new().await;
    for number in 0..60 {
        admin.write(titled(&format!("Post {number:02}"))).await;
    }
    let first = admin.get("/admin/posts").await;
    first.holds("60 posts").holds("Post 59").lacks("Post 00").holds("rel=\"next\" href=\"/admin/posts?page=2\"");
    first.lacks("rel=\"prev\"").refers_to_what_is_there();
    admin.get("/admin/posts?page=2").await.holds("Post 00").holds("rel=\"prev\" href=\"/admin/posts\"");
    admin.get("/admin/posts?page=9999999999&filter=x").await.holds("60 posts");
    let found = admin.get("/admin/posts?q=post+30&filter=draft").await;
    found.holds("1 post").holds("Post 30").lacks("Post 31").holds("value=\"post 30\"");
    found.holds("aria-current=\"page\">Drafts").holds("href=\"/admin/posts?filter=trash&amp;q=post+30\"");
    let nothing = admin.get("/admin/posts?q=%3Cb%3E").await;
    nothing.holds("Nothing here is what you asked for.").holds("value=\"&lt;b").lacks("<b>");
    admin.get("/admin/posts?filter=published").await.holds("Nothing is published yet.");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_and_setting_up_keep_all_but_passwords() {
    let empty = Admin::empty().await;
    empty.get("/admin/setup?token=abc").await.holds("value=\"abc\"").refers_to_what_is_there();
    let form = SetupForm {
        setup_token: "abc".to_owned(),
        site_name: "My site".to_owned(),
        password: "short".to_owned(),
        password_again: "short".to_owned(),
        ..SetupForm::default()
    };
    let violations = Violations::one("password", Rule::TooShort { chars_min: 10 });
    let refused = [
        (SetupRefusal::PasswordsDiffer, "href=\"#field_password_again\""),
        (SetupRefusal::WrongToken, "href=\"#field_setup_token\""),
        (SetupRefusal::Refused(FunctionError::Invalid(violations)), "href=\"#field_password\""),
    ];
    for (refusal, link) in refused {
        let answer = empty.sent("/admin/setup", form.clone(), Some(refusal)).await;
        answer.holds(link).holds("value=\"My site\"").lacks("short\"").refers_to_what_is_there();
    }
    let admin = Admin { signed_in: None, ..Admin::new().await };
    let form = SignInForm { handle: "ada".to_owned(), password: "wrong one".to_owned(), next: "/admin/x".to_owned() };
    for refusal in [SignInRefusal::Wrong, SignInRefusal::TooOften, SignInRefusal::Failed] {
        let answer = admin.sent("/admin/login", form.clone(), Some(refusal)).await;
        answer.holds("value=\"ada\"").holds("value=\"/admin/x\"").holds("role=\"alert\"").lacks("wrong one");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_script_has_the_nonce_that_the_policy_allows() {
    let admin = Admin::new().await;
    let answer = admin.get("/admin/posts/new").await;
    let policy = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap();
    assert!(policy.contains("'wasm-unsafe-eval'") && !policy.contains("unsafe-inline"), "{policy}");
    let scripts: Vec<_> = answer.html.split("<script").skip(1).collect();
    assert!(!scripts.is_empty());
    for script in scripts {
        let tag = script.split('>').next().unwrap();
        assert!(tag.contains(&format!("nonce=\"{nonce}\"")), "<script{tag}>");
    }
    answer.lacks(" style=\"").lacks("javascript:").lacks(" onclick");
    answer.holds("<leptos-island");
}

#[tokio::test(flavor = "multi_thread")]
async fn server_functions_ask_who_calls() {
    let mut admin = Admin::new().await;
    let answer = admin.call("preview", r##"{"markdown": "# Hi <script>alert(1)</script>"}"##).await;
    assert_eq!(answer.status, StatusCode::OK);
    answer.holds("Hi").lacks("<script>");
    let long = format!(r#"{{"markdown": "{}"}}"#, "a".repeat(rules::BODY.chars_max + 1));
    assert_eq!(admin.call("preview", &long).await.status, StatusCode::BAD_REQUEST);
    let id = admin.write(titled("A")).await.id;
    let stale = format!(r#"{{"id": "{id}", "version": 99, "post": {{"title": "B"}}}}"#);
    assert_eq!(admin.call("save_post", &stale).await.status, StatusCode::CONFLICT);
    admin.signed_in = None;
    let calls = [
        ("preview", r#"{"markdown": "a"}"#.to_owned()),
        ("list_posts", r#"{"query": {}}"#.to_owned()),
        ("post", format!(r#"{{"id": "{id}"}}"#)),
        ("create_post", r#"{"post": {"title": "B"}}"#.to_owned()),
        ("save_post", stale),
        ("delete_post", format!(r#"{{"id": "{id}", "version": 1}}"#)),
        ("restore_post", format!(r#"{{"id": "{id}"}}"#)),
    ];
    for (function, json) in calls {
        let answer = admin.call(function, &json).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{function}");
        assert_eq!(answer.html, "\"SignedOut\"", "{function}");
    }
}

/// Percent-decoding, for what the pages write.
fn percent_decoded(text: &str) -> String {
    let mut parts = text.split('%');
    let mut decoded = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, rest) = part.split_at(2);
        decoded.push(char::from(u8::from_str_radix(code, 16).unwrap()));
        decoded.push_str(rest);
    }
    decoded
}
