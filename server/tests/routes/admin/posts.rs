use axum::http::Method;
use blog::domain::Role;

use super::{FORM, send_bytes, send_form};
use crate::site::{Answer, Site};

pub struct Writer {
    pub site: Site,
    cookie: String,
}

impl Writer {
    pub async fn new() -> Self {
        Self::with_role(Role::Admin).await
    }

    async fn with_role(role: Role) -> Self {
        let site = Site::new().await;
        site.token("ada", role).await;
        let cookie = site.cookie("ada").await;
        Self { site, cookie }
    }

    pub async fn get(&self, address: &str) -> Answer {
        self.site.get_with(address, &[("cookie", &self.cookie)]).await
    }

    pub async fn send(&self, address: &str, fields: &[(&str, &str)]) -> Answer {
        send_form(&self.site, address, &self.cookie, fields).await
    }

    /// Writes a post, and gives the address of its page.
    pub async fn write(&self, title: &str, action: &str) -> String {
        let answer = self.send("/admin/posts/new", &[("action", action), ("title", title), ("body", "First")]).await;
        let address = answer.header("location").split('?').next().unwrap().to_owned();
        assert!(address.starts_with("/admin/posts/"), "{}", answer.text());
        address
    }

    /// The version that the editor would send back.
    pub async fn version(&self, address: &str) -> String {
        let page = self.get(address).await;
        let rest = page.text().split("name=\"version\" value=\"").nth(1).unwrap();
        rest.split('"').next().unwrap().to_owned()
    }
}

#[tokio::test]
async fn a_form_that_was_kept_by_itself_makes_no_second_post() {
    let writer = Writer::new().await;
    let typed = [("form_id", "a-form"), ("title", "Hello"), ("body", "So far")];
    let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(typed).finish();
    let json = serde_json::json!({ "id": null, "form": form }).to_string();
    let headers = [("content-type", "application/json"), ("cookie", &writer.cookie), ("sec-fetch-site", "same-origin")];
    let autosaved = writer.site.ask(Method::POST, "/api/fn/autosave", &headers, json).await.json();
    let page = format!("/admin/posts/{}", autosaved["id"].as_str().unwrap());
    // Its writer was quicker than the answer.
    let sent = [("action", "publish"), ("form_id", "a-form"), ("title", "Hello"), ("body", "All of it")];
    for _ in 0..2 {
        let published = writer.send("/admin/posts/new", &sent).await;
        published.leads_to(&format!("{page}?done=published&form=a%2Dform"));
    }
    assert!(writer.site.get("/posts/hello").await.text().contains("All of it"));
    assert_eq!(writer.site.get("/posts/hello-2").await.status, 404);
    // Somebody else was there meanwhile: what both wrote is shown together, at the post's own page.
    let version = writer.version(&page).await;
    let other = [("action", "save"), ("version", version.as_str()), ("title", "Hello"), ("body", "Something else")];
    writer.send(&page, &other).await.leads_to(&format!("{page}?done=saved"));
    let late = [("action", "save"), ("form_id", "a-form"), ("title", "Hello"), ("body", "All of it, and more")];
    writer
        .send("/admin/posts/new", &late)
        .await
        .refused_with(409, &[&format!("action=\"{page}/merge\""), "Something else"]);
}

#[tokio::test]
async fn a_refused_form_leaves_other_answers_alone() {
    let site = Site::new().await;
    let address = "/admin/posts/00000000-0000-0000-0000-000000000000";
    // A page that is being drawn has left its context on the thread.
    let owner = leptos::prelude::Owner::new_root(None);
    let options = leptos_axum::ResponseOptions::default();
    owner.with(|| leptos::prelude::provide_context(options.clone()));
    let refused = send_form(&site, address, "", &[("action", "save"), ("title", "Hello"), ("body", "Text")]).await;
    assert_eq!(refused.status, 401);
    assert_eq!(options.0.read().unwrap().status, None, "another page has the status of this form");
}

#[tokio::test]
async fn a_post_is_written_published_edited_withdrawn_deleted_and_restored() {
    let writer = Writer::new().await;
    let page = writer.write("Hello", "save").await;
    assert_eq!(writer.site.get("/posts/hello").await.status, 404);

    let fields = |action, version| [("action", action), ("version", version), ("title", "Hello"), ("body", "Second")];
    let version = writer.version(&page).await;
    writer.send(&page, &fields("publish", &version)).await.leads_to(&format!("{page}?done=published"));
    assert!(writer.site.get("/posts/hello").await.text().contains("Second"));

    let version = writer.version(&page).await;
    let edited = [("action", "save"), ("version", version.as_str()), ("title", "Hello"), ("body", "Third")];
    writer.send(&page, &edited).await.leads_to(&format!("{page}?done=saved"));
    assert!(!writer.site.get("/posts/hello").await.text().contains("Third"), "readers see what was published");
    writer.get("/admin/posts").await.refused_with(200, &["Changed since published"]);

    let version = writer.version(&page).await;
    writer.send(&page, &fields("unpublish", &version)).await.leads_to(&format!("{page}?done=unpublished"));
    assert_eq!(writer.site.get("/posts/hello").await.status, 404);

    let version = writer.version(&page).await;
    writer.send(&page, &fields("publish", &version)).await.leads_to(&format!("{page}?done=published"));
    let version = writer.version(&page).await;
    let id = page.rsplit('/').next().unwrap();
    let deleted = writer.send(&page, &[("action", "delete"), ("version", &version)]).await;
    deleted.leads_to(&format!("/admin/posts?done=deleted&post={id}"));
    assert_eq!(writer.site.get("/posts/hello").await.status, 410);
    assert_eq!(writer.get(&page).await.status, 410);

    let restored = writer.send(&page, &[("action", "restore")]).await;
    restored.leads_to(&format!("/admin/posts?filter=trash&done=restored&post={id}"));
    assert!(writer.site.get("/posts/hello").await.text().contains("Second"));
}

#[tokio::test]
async fn a_new_post_can_be_published_at_once() {
    let writer = Writer::new().await;
    writer.write("At once", "publish").await;
    assert_eq!(writer.site.get("/posts/at-once").await.status, 200);
}

#[tokio::test]
async fn every_field_arrives() {
    let writer = Writer::new().await;
    let fields = [
        ("action", "save"),
        ("title", "Title"),
        ("slug", "address"),
        ("body", "\r\nBody &amp; <b>\r\n"),
        ("excerpt", "Summary"),
        ("tags", "One, two words , "),
        ("category", "Essays"),
        ("authors", "Grace Hopper\r\nJoan"),
        ("kind", "page"),
        ("language", "de"),
        ("cover", "/media/x.png"),
        ("canonical_url", "https://example.org/x"),
        ("published_at", "2026-01-31T12:00"),
    ];
    let answer = writer.send("/admin/posts/new", &fields).await;
    let page = writer.get(answer.header("location")).await;
    page.refused_with(
        200,
        &[
            "\n\nBody &amp;amp; &lt;b>\n</textarea>",
            "value=\"address\"",
            ">\nSummary</textarea>",
            "value=\"One, two words\"",
            "value=\"Essays\"",
            "<option value=\"Grace Hopper\" selected>",
            "<option value=\"Joan\" selected>",
            "value=\"page\" selected",
            "value=\"de\"",
            "value=\"/media/x.png\"",
            "value=\"https://example.org/x\"",
            "value=\"2026-01-31T12:00\"",
        ],
    );
}

#[tokio::test]
async fn a_refused_form_keeps_what_was_typed_and_writes_nothing() {
    let writer = Writer::new().await;
    writer.write("Taken", "publish").await;
    let long = "x".repeat(10_000);
    let cases = [
        (("title", ""), "title", "Must not be empty."),
        (("title", long.as_str()), "title", "Too long"),
        (("slug", "../x"), "slug", "Use letters"),
        (("slug", "taken"), "slug", "Already taken"),
        (("published_at", "soon"), "published_at", "Not a date and time"),
        (("published_at", "2999-01-01T00:00"), "published_at", "Lies in the future"),
        (("canonical_url", "javascript:alert(1)"), "canonical_url", "Not an address"),
        (("language", "<b>"), "language", "Not a language tag"),
    ];
    for ((field, value), name, sentence) in cases {
        let mut fields = vec![("action", "publish"), ("body", "Typed <b>text</b>"), (field, value)];
        fields.extend((field != "title").then_some(("title", "Typed title")));
        let answer = writer.send("/admin/posts/new", &fields).await;
        let link = format!("href=\"#field_{name}\"");
        answer.refused_with(
            400,
            &["role=\"alert\" tabindex=\"-1\" autofocus", &link, sentence, "Typed &lt;b>text&lt;/b>"],
        );
    }
    writer.get("/admin/posts").await.refused_with(200, &["1 post"]);
}

#[tokio::test]
async fn what_somebody_else_changed_is_not_deleted_unseen() {
    let writer = Writer::new().await;
    let page = writer.write("Hello", "save").await;
    let version = writer.version(&page).await;
    let fields = [("action", "save"), ("version", version.as_str()), ("title", "Hello"), ("body", "Theirs")];
    writer.send(&page, &fields).await.leads_to(&format!("{page}?done=saved"));
    assert_eq!(writer.send(&page, &[("action", "delete"), ("version", &version)]).await.status, 409);
}

#[tokio::test]
async fn a_preview_saves_nothing() {
    let writer = Writer::new().await;
    let fields = [("action", "preview"), ("title", ""), ("body", "Some **strong** text <script>alert(1)</script>")];
    let answer = writer.send("/admin/posts/new", &fields).await;
    answer.refused_with(200, &["<strong>strong</strong>", "Some **strong** text &lt;script>"]);
    assert!(!answer.text().contains("<script>"), "{}", answer.text());
    writer.get("/admin/posts").await.refused_with(200, &["No posts yet"]);
    let page = writer.write("Hello", "save").await;
    let version = writer.version(&page).await;
    let fields = [("action", "preview"), ("version", version.as_str()), ("title", "Other"), ("body", "Other")];
    writer.send(&page, &fields).await.refused_with(200, &["value=\"Other\"", ">Other</p>"]);
    assert_eq!(writer.version(&page).await, version);
}

#[tokio::test]
async fn roles_are_kept_to_whatever_the_form_says() {
    let writer = Writer::with_role(Role::Contributor).await;
    let page = writer.write("Mine", "save").await;
    let version = writer.version(&page).await;
    let fields = |action| [("action", action), ("version", version.as_str()), ("title", "Mine"), ("body", "Kept")];
    for action in ["publish", "unpublish"] {
        writer
            .send(&page, &fields(action))
            .await
            .refused_with(403, &["Your role does not allow this", ">\nKept</textarea>"]);
    }
    let publish = [("action", "publish"), ("title", "New"), ("body", "Kept")];
    writer.send("/admin/posts/new", &publish).await.refused_with(403, &[">\nKept</textarea>"]);
    let other = writer.site.post(blog::domain::post::PostInput { title: "Other".into(), ..Default::default() }).await;
    let other = format!("/admin/posts/{}", other.id);
    assert_eq!(writer.get(&other).await.status, 404);
    assert_eq!(writer.send(&other, &fields("save")).await.status, 404);
    writer.get("/admin/posts").await.refused_with(200, &["1 post"]);
}

#[tokio::test]
async fn a_session_that_ended_costs_nothing_that_was_typed() {
    let writer = Writer::new().await;
    let page = writer.write("Hello", "save").await;
    for address in [page.as_str(), "/admin/posts/new"] {
        for action in ["save", "preview"] {
            let fields = [("action", action), ("version", "1"), ("title", "Long"), ("body", "An hour of work")];
            let answer = send_form(&writer.site, address, "", &fields).await;
            answer.refused_with(401, &["You are signed out", ">\nAn hour of work</textarea>", "target=\"_blank\""]);
        }
        send_form(&writer.site, address, "", &[("action", "restore")]).await.leads_to("/admin/login");
    }
}

#[tokio::test]
async fn what_was_typed_survives_the_trash() {
    let writer = Writer::new().await;
    let page = writer.write("Hello", "save").await;
    let version = writer.version(&page).await;
    writer.send(&page, &[("action", "delete"), ("version", &version)]).await;
    let fields = |action| [("action", action), ("version", version.as_str()), ("title", "Hello"), ("body", "Unsaved")];
    writer.send(&page, &fields("save")).await.refused_with(410, &[">\nUnsaved</textarea>", "value=\"restore\""]);
    writer.send(&page, &fields("restore")).await.refused_with(200, &[">\nUnsaved</textarea>"]);
    assert_eq!(writer.get(&page).await.status, 200);
}

#[tokio::test]
async fn what_is_no_form_is_refused() {
    let writer = Writer::new().await;
    let cases: [(&str, &[u8], u16); 5] = [
        (FORM, b"title=%FF%FE", 400),
        (FORM, b"title=a&colour=red", 400),
        (FORM, b"title=a&action=explode", 400),
        ("application/json", b"{\"title\": \"a\"}", 415),
        ("multipart/form-data; boundary=x", b"--x--", 415),
    ];
    for (content_type, body, status) in cases {
        let headers = [("content-type", content_type), ("cookie", writer.cookie.as_str())];
        let answer = writer.site.ask(Method::POST, "/admin/posts/new", &headers, body.to_vec()).await;
        assert_eq!(answer.status, status, "{}", String::from_utf8_lossy(body));
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    }
    let site = Site::with(|config| config.body_bytes_max = 1_000).await;
    assert_eq!(send_bytes(&site, "/admin/posts/new", "", vec![b'a'; 1_001]).await.status, 413);
    writer.get("/admin/posts").await.refused_with(200, &["No posts yet"]);
}

#[tokio::test]
async fn addresses_that_nobody_made() {
    let writer = Writer::new().await;
    for address in ["/admin/posts/x", "/admin/posts/0198c0de-0000-7000-8000-000000000000"] {
        assert_eq!(writer.get(address).await.status, 404, "{address}");
        assert_eq!(writer.send(address, &[("title", "a")]).await.status, 404, "{address}");
    }
    assert_eq!(writer.send("/admin/posts", &[]).await.status, 405);
    assert_eq!(writer.get("/admin/logout").await.status, 405);
    writer.get("/admin").await.leads_to("/admin/posts");
}

#[tokio::test]
async fn a_form_that_is_sent_twice_counts_once() {
    let writer = Writer::new().await;
    let form_id = async |address: &str| {
        let page = writer.get(address).await;
        page.text().split("name=\"form_id\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    let id = form_id("/admin/posts/new").await;
    assert_ne!(id, form_id("/admin/posts/new").await);
    let fields = [("form_id", id.as_str()), ("action", "publish"), ("title", "Hello"), ("body", "First")];
    let (one, two) = tokio::join!(writer.send("/admin/posts/new", &fields), writer.send("/admin/posts/new", &fields));
    two.leads_to(one.header("location"));
    assert_eq!(writer.site.get("/posts/hello-2").await.status, 404);

    let page = one.header("location").split('?').next().unwrap().to_owned();
    let (id, version) = (form_id(&page).await, writer.version(&page).await);
    let fields = |action, body| {
        [
            ("form_id", id.as_str()),
            ("action", action),
            ("version", version.as_str()),
            ("title", "Hello"),
            ("body", body),
        ]
    };
    let saved = format!("{page}?done=saved&form={}", id.replace('-', "%2D"));
    for _ in 0..2 {
        writer.send(&page, &fields("save", "Second")).await.leads_to(&saved);
    }
    // What was typed after the form was sent is another form's content, and conflicts as ever.
    writer.send(&page, &fields("save", "Third")).await.refused_with(409, &["Third"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn editors_that_many_open_at_once_are_all_drawn() {
    let writer = std::sync::Arc::new(Writer::new().await);
    let page = writer.write("Hello", "save").await;
    let mut opening = tokio::task::JoinSet::new();
    for _ in 0..200 {
        let (writer, page) = (std::sync::Arc::clone(&writer), page.clone());
        opening.spawn(async move { writer.get(&page).await.status });
    }
    for status in opening.join_all().await {
        assert_eq!(status, 200);
    }
}
