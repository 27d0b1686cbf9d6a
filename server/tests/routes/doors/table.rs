//! Every address, and what is done there.

use axum::http::Method;

use super::rule::Action::{self, *};

/// What is sent.
#[derive(Clone, Copy, Debug)]
pub enum Body {
    None,
    Form(&'static str),
    Json(&'static str),
    /// A picture, by a form.
    File,
}

/// What tells who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    Cookie,
    Token,
}

/// An address with what is done there.
#[derive(Clone, Debug)]
pub struct Door {
    pub method: Method,
    /// As the router has it.
    pub route: &'static str,
    /// As it is asked for.
    pub address: &'static str,
    pub body: Body,
    pub action: Action,
    /// Who may change the post, where the answer is for everybody.
    pub guards: Option<Action>,
    pub credential: Credential,
    /// Whether it shows everybody the same, so that no draft is there for its own writer either.
    pub is_for_readers: bool,
}

fn door(method: Method, route: &'static str, action: Action, body: Body) -> Door {
    Door {
        method,
        route,
        address: route,
        body,
        action,
        guards: None,
        credential: Credential::Cookie,
        is_for_readers: false,
    }
}

fn page(route: &'static str, action: Action) -> Door {
    door(Method::GET, route, action, Body::None)
}

fn page_at(route: &'static str, address: &'static str, action: Action) -> Door {
    Door { address, ..page(route, action) }
}

fn form(route: &'static str, action: Action, fields: &'static str) -> Door {
    door(Method::POST, route, action, Body::Form(fields))
}

fn form_at(route: &'static str, address: &'static str, action: Action, fields: &'static str) -> Door {
    Door { address, ..form(route, action, fields) }
}

fn many(guards: Action, fields: &'static str) -> Door {
    Door { guards: Some(guards), ..form("/admin/posts/bulk", Many, fields) }
}

fn function(route: &'static str, action: Action, json: &'static str) -> Door {
    door(Method::POST, route, action, Body::Json(json))
}

fn api(method: Method, route: &'static str, action: Action, json: &'static str) -> Door {
    door(method, route, action, Body::Json(json))
}

fn api_at(method: Method, route: &'static str, address: &'static str, action: Action, json: &'static str) -> Door {
    Door { address, ..api(method, route, action, json) }
}

/// What the editor's form has, but for which button is pressed.
macro_rules! typed {
    ($action:literal) => {
        concat!("action=", $action, "&version={version}&title=Typed&body=Typed&slug=post-{number}")
    };
}

/// Every door.
pub fn doors() -> Vec<Door> {
    let for_readers = |door| Door { is_for_readers: true, ..door };
    let by_token = |door| Door { credential: Credential::Token, ..door };
    let readers = readers().into_iter().chain(operators()).map(for_readers);
    let others = [writers_pages(), forms(), functions(), programs()].concat();
    readers.chain(others).chain(programs().into_iter().map(by_token)).collect()
}

fn readers() -> Vec<Door> {
    vec![
        page("/", Anybody),
        page_at("/page/{number}", "/page/1", Anybody),
        page_at("/posts/{slug}", "/posts/post-{number}", ReadLive),
        page_at("/posts/{slug}", "/posts/post-{number}?at={position}", ReadPast),
        page_at("/posts/{slug}", "/posts/post-{number}?at={first}", ReadBefore),
        page_at("/tags/{slug}", "/tags/{secret}", Never),
        page_at("/tags/{slug}/page/{number}", "/tags/{secret}/page/1", Never),
        page_at("/categories/{slug}", "/categories/{secret}", Never),
        page_at("/categories/{slug}/page/{number}", "/categories/{secret}/page/1", Never),
        page_at("/series/{slug}", "/series/{secret}", Never),
        page_at("/series/{slug}/page/{number}", "/series/{secret}/page/1", Never),
        page_at("/authors/{handle}", "/authors/zoe", Anybody),
        page_at("/authors/{handle}/page/{number}", "/authors/zoe/page/1", Anybody),
        page("/archive", Anybody),
        page_at("/archive/page/{number}", "/archive/page/1", Anybody),
        page_at("/archive/{year}", "/archive/{year}", Anybody),
        page_at("/archive/{year}/page/{number}", "/archive/{year}/page/1", Anybody),
        page_at("/archive/{year}/{month}", "/archive/{year}/{month}", Anybody),
        page_at("/archive/{year}/{month}/page/{number}", "/archive/{year}/{month}/page/1", Anybody),
        page_at("/search", "/search?q=zqsecret", Anybody),
        page("/feed.xml", Anybody),
        page("/rss.xml", Anybody),
        page("/feed.json", Anybody),
        page_at("/tags/{slug}/{file_name}", "/tags/{secret}/feed.xml", Never),
        page_at("/categories/{slug}/{file_name}", "/categories/{secret}/rss.xml", Never),
        page_at("/series/{slug}/{file_name}", "/series/{secret}/feed.json", Never),
        page_at("/authors/{handle}/{file_name}", "/authors/zoe/feed.xml", Anybody),
        page("/comments/feed.xml", Anybody),
        page_at("/posts/{slug}/comments/feed.xml", "/posts/post-{number}/comments/feed.xml", ReadLive),
        page_at("/posts/{slug}/comments/new", "/posts/post-{number}/comments/new", ReadLive),
        page_at("/posts/{slug}/comments", "/posts/nothing/comments", Anybody),
        page_at("/posts/{slug}/comments/page/{number}", "/posts/nothing/comments/page/2", Nothing),
        form_at("/posts/{slug}/comments", "/posts/post-{number}/comments", ReadLive, "name=Ann&text=Typed+{count}"),
        page_at("/comments/own/{secret}", "/comments/own/nonsense", Nothing),
        form_at("/comments/own/{secret}", "/comments/own/nonsense", Nothing, "name=Ann&text=Typed"),
        form_at("/comments/own/{secret}/deletion", "/comments/own/nonsense/deletion", Nothing, ""),
        // Of addresses on other machines, its own test says what comes of it.
        form("/webmention", Elsewhere, ""),
        page("/sitemap.xml", Anybody),
        page_at("/sitemaps/{file_name}", "/sitemaps/1.xml", Anybody),
        page("/robots.txt", Anybody),
        // Nobody guesses a file's hash who has not got the file.
        page_at("/media/{hash}/{name}", "/media/{theirs}/name.png", Anybody),
        page_at("/media/{hash}/{name}", "/media/0000/name.png", Nothing),
        page_at("/media/{hash}/{width}/{name}", "/media/0000/100/name.png", Nothing),
        page_at("/preview/{secret}", "/preview/{link}", ReadByLink),
        page_at("/preview/{secret}", "/preview/{ended_link}", ReadByEndedLink),
        page_at("/preview/{secret}", "/preview/nonsense", Nothing),
        page_at("/{slug}", "/zqsecret", Nothing),
        page_at("/assets/{*name}", "/assets/nothing.css", Nothing),
        page_at("/pkg/{*name}", "/pkg/nothing.js", Nothing),
        // The same pages as they were.
        page_at("/", "/?at=1", SignedIn),
        page_at("/", "/?at={now}", SignedIn),
        page_at("/archive", "/archive?at={now}", SignedIn),
        page_at("/archive/{year}", "/archive/{year}?at={now}", SignedIn),
        page_at("/search", "/search?q=zqsecret&at={now}", SignedIn),
        page_at("/authors/{handle}", "/authors/zoe?at={now}", SignedIn),
    ]
}

fn writers_pages() -> Vec<Door> {
    vec![
        page("/admin", Anybody),
        page("/admin/setup", Elsewhere),
        page("/admin/login", Anybody),
        page("/admin/forgotten", Elsewhere),
        page("/admin/link", Elsewhere),
        page("/admin/posts", SignedIn),
        page_at("/admin/posts", "/admin/posts?q=zqsecret", SignedIn),
        page_at("/admin/posts", "/admin/posts?filter=trash", SignedIn),
        page("/admin/posts/new", SignedIn),
        page("/admin/posts/{id}", Edit),
        page("/admin/posts/{id}/history", LookBack),
        page("/admin/posts/{id}/history/{position}", LookBack),
        page("/admin/posts/{id}/compare", LookBack),
        page("/admin/posts/{id}/words", LookBack),
        page("/admin/posts/{id}/previews", LookBack),
        // Where the browser is after a note was sent leads to the editor.
        page("/admin/posts/{id}/notes", Elsewhere),
        page("/admin/history", Editors),
        page("/admin/tags", Editors),
        page_at("/admin/tags/{slug}", "/admin/tags/nothing", NoLabel),
        page("/admin/categories", Editors),
        page_at("/admin/categories/{slug}", "/admin/categories/nothing", NoLabel),
        page("/admin/series", Editors),
        page_at("/admin/series/{slug}", "/admin/series/nothing", NoLabel),
        page("/admin/comments", Publishers),
        // Where the browser is after something was sent leads to the inbox.
        page("/admin/comments/{id}", Elsewhere),
        page("/admin/comments/{id}/answers", Elsewhere),
        page("/admin/people", Admins),
        page("/admin/settings", Admins),
        page("/admin/profile", SignedIn),
        page("/admin/cluster", Elsewhere),
        page("/admin/media", SignedIn),
        page_at("/admin/media/{hash}", "/admin/media/{theirs}", OthersFile),
        page_at("/admin/media/{hash}", "/admin/media/{own}", SignedIn),
    ]
}

fn forms() -> Vec<Door> {
    vec![
        form("/admin/setup", Elsewhere, ""),
        form("/admin/login", Elsewhere, ""),
        form("/admin/logout", Elsewhere, "unknown=field"),
        form("/admin/forgotten", Elsewhere, ""),
        form("/admin/link", Elsewhere, ""),
        form("/admin/posts/new", SignedIn, "action=save&title=Typed&body=Typed"),
        form("/admin/posts/new", SignedIn, "action=preview&title=Typed&body=Typed"),
        form("/admin/posts/{id}", Write, typed!("save")),
        form("/admin/posts/{id}", TryOut, typed!("preview")),
        form("/admin/posts/{id}", TryOut, typed!("cards")),
        form("/admin/posts/{id}", Write, typed!("submit")),
        form("/admin/posts/{id}", SaveAndWithdraw, typed!("withdraw")),
        form("/admin/posts/{id}", Return, concat!(typed!("return"), "&note=No")),
        form("/admin/posts/{id}", SaveAndPublish, typed!("publish")),
        form("/admin/posts/{id}", SaveAndPublish, typed!("unpublish")),
        form("/admin/posts/{id}", SaveAndPublish, concat!(typed!("schedule"), "&unpublish_at=2100-01-01T00:00")),
        form("/admin/posts/{id}", SaveAndPublish, typed!("unschedule")),
        form("/admin/posts/{id}", SaveAndPublish, typed!("pin")),
        form("/admin/posts/{id}", SaveAndPublish, typed!("unpin")),
        form("/admin/posts/{id}", SaveAndPublish, typed!("closecomments")),
        form("/admin/posts/{id}", SaveAndPublish, typed!("opencomments")),
        form("/admin/posts/{id}", Throw, "action=delete&version={version}"),
        form("/admin/posts/{id}", BringBack, "action=restore&version={version}"),
        form("/admin/posts/{id}/merge", Rewrite, concat!(typed!("save"), "&merged_with={version}")),
        form("/admin/posts/{id}/restore", Rewrite, "expected={version}&version=1"),
        form("/admin/posts/{id}/copies", UseVersions, ""),
        form_at("/admin/posts/{id}/versions/{version}", "/admin/posts/{id}/versions/1", Mark, "name=First"),
        form("/admin/posts/{id}/notes", UseVersions, "note_text=Typed"),
        form_at("/admin/posts/{id}/notes/{note}/{step}", "/admin/posts/{id}/notes/{note}/resolve", LookBack, ""),
        form_at("/admin/posts/{id}/notes/{note}/{step}", "/admin/posts/{id}/notes/{note}/reopen", LookBack, ""),
        form_at("/admin/posts/{id}/notes/{note}/{step}", "/admin/posts/{id}/notes/{note}/delete", DropNote, ""),
        form("/admin/posts/{id}/previews", UseVersions, "label=Somebody&days=7"),
        form("/admin/posts/{id}/previews/{preview}", LookBack, ""),
        many(Publish, "action=publish&post={id}"),
        many(Publish, "action=unpublish&post={id}"),
        many(Publish, "action=pin&post={id}"),
        many(Throw, "action=delete&post={id}"),
        many(BringBack, "action=restore&post={id}"),
        form_at("/admin/tags/{slug}", "/admin/tags/nothing", NoLabel, "action=delete"),
        form_at("/admin/categories/{slug}", "/admin/categories/nothing", NoLabel, "action=rename&name=Typed"),
        form_at("/admin/series/{slug}", "/admin/series/nothing", NoLabel, "action=merge&name=Typed"),
        form("/admin/comments", Publishers, "action=approve"),
        // Of comments that there are, their own test says what comes of it.
        form("/admin/comments/{id}", Elsewhere, ""),
        form("/admin/comments/{id}/answers", Elsewhere, ""),
        form("/admin/people", Admins, "handle=new{count}&name=New&role=author"),
        form_at("/admin/people/{handle}", "/admin/people/target", Admins, "action=role&role=author"),
        form("/admin/profile", SignedIn, "action=name&name=Somebody"),
        form("/admin/settings", Admins, "section=stylesheet&custom_css="),
        door(Method::POST, "/admin/media", SignedIn, Body::File),
        form_at("/admin/media/{hash}", "/admin/media/{theirs}", OthersFile, "action=save&name=Typed&alt=Typed"),
        form_at("/admin/media/{hash}", "/admin/media/{theirs}", OthersFile, "action=delete"),
        form_at("/admin/media/{hash}", "/admin/media/{theirs}", OthersFile, "action=restore"),
        form_at("/admin/media/{hash}", "/admin/media/{own}", SignedIn, "action=save&name=Typed&alt=Typed"),
    ]
}

fn functions() -> Vec<Door> {
    const INPUT: &str = r#"{"id":"{id}","version":{version},"post":{"title":"Typed","body":"Typed"}}"#;
    vec![
        function("/api/fn/list_posts", SignedIn, r#"{"query":{"search":"zqsecret"}}"#),
        function("/api/fn/post", ReadSignedIn, r#"{"id":"{id}"}"#),
        function("/api/fn/create_post", SignedIn, r#"{"post":{"title":"Typed","body":"Typed"}}"#),
        function("/api/fn/save_post", Write, INPUT),
        function("/api/fn/delete_post", Throw, r#"{"id":"{id}","version":{version}}"#),
        function("/api/fn/restore_post", BringBack, r#"{"id":"{id}"}"#),
        function(
            "/api/fn/autosave",
            Write,
            r#"{"id":"{id}","form":"version={version}&title=Typed+{count}&body=Typed&slug=post-{number}"}"#,
        ),
        function(
            "/api/fn/save_form",
            Write,
            r#"{"id":"{id}","form":"version={version}&title=Typed+{count}&body=Typed&slug=post-{number}"}"#,
        ),
        function("/api/fn/link_targets", SignedIn, r#"{"query":"zqsecret"}"#),
        function("/api/fn/link_targets", SignedIn, r#"{"query":""}"#),
        function("/api/fn/media_choices", SignedIn, r#"{"query":""}"#),
        function("/api/fn/presence", LookBack, r#"{"id":"{id}"}"#),
        function("/api/fn/preview", SignedIn, r#"{"markdown":"Typed"}"#),
        function("/api/fn/link_card", SignedIn, r#"{"url":"nonsense"}"#),
    ]
}

fn programs() -> Vec<Door> {
    const INPUT: &str = r#"{"title":"Typed {count}","body":"Typed"}"#;
    const COMMENT: &str = "/api/v1/comments/018f0000-0000-7000-8000-000000000000";
    const COMMENT_STATUS: &str = "/api/v1/comments/018f0000-0000-7000-8000-000000000000/status";
    const LABEL: &str = "/api/v1/labels/{taxonomy}/{slug}";
    let (get, post, put, delete) = (Method::GET, Method::POST, Method::PUT, Method::DELETE);
    vec![
        api_at(get.clone(), "/api/v1/posts", "/api/v1/posts?limit=100&q=zqsecret", Anybody, ""),
        api_at(get.clone(), "/api/v1/posts", "/api/v1/posts?at=1", SignedIn, ""),
        api(post.clone(), "/api/v1/posts", SignedIn, INPUT),
        api(get.clone(), "/api/v1/posts/{id}", Read, ""),
        api_at(get.clone(), "/api/v1/posts/{id}", "/api/v1/posts/{id}?at={position}", ReadSignedIn, ""),
        api_at(get.clone(), "/api/v1/posts/{id}", "/api/v1/posts/{id}?at={first}", LookBack, ""),
        api(put.clone(), "/api/v1/posts/{id}", Write, INPUT),
        api(delete.clone(), "/api/v1/posts/{id}", Throw, ""),
        api(put.clone(), "/api/v1/posts/{id}/autosave", Write, INPUT),
        api(put.clone(), "/api/v1/posts/{id}/publication", Publish, ""),
        api(delete.clone(), "/api/v1/posts/{id}/publication", Publish, ""),
        api(put.clone(), "/api/v1/posts/{id}/submission", Mark, ""),
        api(delete.clone(), "/api/v1/posts/{id}/submission", Withdraw, ""),
        api(put.clone(), "/api/v1/posts/{id}/review", Return, r#"{"note":"No"}"#),
        api(put.clone(), "/api/v1/posts/{id}/schedule", Publish, r#"{"unpublish_at":"2100-01-01T00:00:00Z"}"#),
        api(delete.clone(), "/api/v1/posts/{id}/schedule", Publish, ""),
        api(post.clone(), "/api/v1/posts/{id}/copies", UseVersions, ""),
        api(put.clone(), "/api/v1/posts/{id}/pin", Publish, ""),
        api(delete.clone(), "/api/v1/posts/{id}/pin", Publish, ""),
        api(get.clone(), "/api/v1/posts/{id}/webmentions", LookBack, ""),
        api(get.clone(), "/api/v1/posts/{id}/notes", LookBack, ""),
        api(post.clone(), "/api/v1/posts/{id}/notes", UseVersions, r#"{"text":"Typed"}"#),
        api(put.clone(), "/api/v1/posts/{id}/notes/{note}/resolution", LookBack, ""),
        api(delete.clone(), "/api/v1/posts/{id}/notes/{note}/resolution", LookBack, ""),
        api(delete.clone(), "/api/v1/posts/{id}/notes/{note}", DropNote, ""),
        api(get.clone(), "/api/v1/posts/{id}/previews", LookBack, ""),
        api(post.clone(), "/api/v1/posts/{id}/previews", UseVersions, "{}"),
        api(delete.clone(), "/api/v1/posts/{id}/previews/{preview}", LookBack, ""),
        api_at(
            put.clone(),
            "/api/v1/posts/{id}/versions/{version}/name",
            "/api/v1/posts/{id}/versions/1/name",
            Mark,
            r#"{"name":"First"}"#,
        ),
        api_at(
            delete.clone(),
            "/api/v1/posts/{id}/versions/{version}/name",
            "/api/v1/posts/{id}/versions/1/name",
            Mark,
            "",
        ),
        api(delete.clone(), "/api/v1/posts/{id}/tombstone", BringBack, ""),
        api(get.clone(), "/api/v1/posts/{id}/events", LookBack, ""),
        api(get.clone(), "/api/v1/comments", Publishers, ""),
        api_at(get.clone(), "/api/v1/comments/{id}", COMMENT, NoComment, ""),
        api_at(delete.clone(), "/api/v1/comments/{id}", COMMENT, NoComment, ""),
        api_at(put.clone(), "/api/v1/comments/{id}/status", COMMENT_STATUS, NoComment, r#"{"status":"approved"}"#),
        api(get.clone(), "/api/v1/site", Anybody, ""),
        api(put.clone(), "/api/v1/site", Admins, "{}"),
        api(post.clone(), "/api/v1/link-cards", SignedIn, r#"{"url":"nonsense"}"#),
        api_at(get.clone(), "/api/v1/labels/{taxonomy}", "/api/v1/labels/tags", Editors, ""),
        api_at(get.clone(), LABEL, "/api/v1/labels/tags/nothing", NoLabel, ""),
        api_at(put.clone(), LABEL, "/api/v1/labels/tags/nothing", NoLabel, r#"{"name":"Typed"}"#),
        api_at(delete.clone(), LABEL, "/api/v1/labels/tags/nothing", NoLabel, ""),
        api(get.clone(), "/api/v1/media", SignedIn, ""),
        door(post, "/api/v1/media", SignedIn, Body::File),
        api_at(get.clone(), "/api/v1/media/{hash}", "/api/v1/media/{theirs}", OthersFile, ""),
        api_at(get.clone(), "/api/v1/media/{hash}", "/api/v1/media/{own}", SignedIn, ""),
        api_at(
            put.clone(),
            "/api/v1/media/{hash}",
            "/api/v1/media/{theirs}",
            OthersFile,
            r#"{"name":"Typed {count}","alt":"Typed"}"#,
        ),
        api_at(
            put,
            "/api/v1/media/{hash}",
            "/api/v1/media/{own}",
            SignedIn,
            r#"{"name":"Typed {count}","alt":"Typed"}"#,
        ),
        api_at(delete.clone(), "/api/v1/media/{hash}", "/api/v1/media/{theirs}", OthersFile, ""),
        api_at(delete.clone(), "/api/v1/media/{hash}/tombstone", "/api/v1/media/{theirs}/tombstone", OthersFile, ""),
        api_at(delete.clone(), "/api/v1/media/{hash}", "/api/v1/media/{own}", SignedIn, ""),
        api_at(delete, "/api/v1/media/{hash}/tombstone", "/api/v1/media/{own}/tombstone", SignedIn, ""),
        api(get.clone(), "/api/v1/events", Editors, ""),
        api(get.clone(), "/api/v1/events.jsonl", Editors, ""),
        api(get, "/api/v1/openapi.json", Anybody, ""),
    ]
}

fn operators() -> Vec<Door> {
    vec![page("/healthz", Anybody), page("/readyz", Anybody)]
}
