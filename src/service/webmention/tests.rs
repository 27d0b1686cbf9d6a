//! Mentions on pages that a server on this machine has, honest ones and others.

mod keeping;
mod reading;
mod sending;

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::{WebmentionError, WebmentionOptions};
use crate::domain::comment::{CommentStatus, InboxQuery, MentionKind, ModeratedComment};
use crate::domain::post::PostInput;
use crate::domain::site::SiteInput;
use crate::domain::webmention::WebmentionRefusal;
use crate::domain::{PostId, Principal};
use crate::service::cache::Dependencies;
use crate::service::{Blog, BlogOptions, Lookup};

const WHO: &Principal = &Principal::OPERATOR;
const OWN: &str = "https://blog.example";
const TARGET: &str = "https://blog.example/posts/fog";

/// What the other site answers at each path: all of it, status line included.
type Pages = Arc<Mutex<HashMap<String, String>>>;

/// What it was told: paths and forms.
type Forms = Arc<Mutex<Vec<(String, String)>>>;

/// A request's head and body; none where it ends early.
async fn request_of(stream: &mut TcpStream) -> Option<(String, String)> {
    let mut request = String::new();
    loop {
        if let Some((head, body)) = request.split_once("\r\n\r\n") {
            let length =
                head.to_lowercase().lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return Some((head.to_owned(), body.to_owned()));
            }
        }
        let mut bytes = [0; 1024];
        let count = stream.read(&mut bytes).await.ok().filter(|count| *count > 0)?;
        request.push_str(std::str::from_utf8(&bytes[..count]).unwrap());
    }
}

async fn answer(mut stream: TcpStream, pages: Pages, forms: Forms) {
    let Some((request, form)) = request_of(&mut stream).await else { return };
    assert!(request.to_lowercase().contains("user-agent: lithair-blog/") && request.contains("Webmention"));
    let path = request.split(' ').nth(1).unwrap_or_default();
    if request.starts_with("POST ") {
        forms.lock().push((path.to_owned(), form));
    }
    let page = pages.lock().get(path).cloned();
    let missing = || "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n".to_owned();
    let page = page.unwrap_or_else(missing);
    let is_endless = page.contains("transfer-encoding");
    let _ = stream.write_all(page.as_bytes()).await;
    let chunk = format!("1000\r\n{}\r\n", "x".repeat(0x1000));
    while is_endless && stream.write_all(chunk.as_bytes()).await.is_ok() {}
}

fn html(body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: {length}\r\n\r\n{body}")
}

/// A blog with a post, and another site that it may ask.
struct Neighbours {
    blog: Arc<Blog>,
    post: PostId,
    other: String,
    pages: Pages,
    /// What it was told.
    forms: Forms,
    folder: TempDir,
}

fn options(folder: &TempDir) -> BlogOptions {
    let mut options = BlogOptions::local(folder.path().to_owned());
    OWN.clone_into(&mut options.base_url);
    options.webmentions = WebmentionOptions {
        allowed: vec!["127.0.0.1/32".parse().unwrap()],
        time_max: std::time::Duration::from_secs(2),
        ..WebmentionOptions::default()
    };
    options
}

impl Neighbours {
    async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let other = format!("http://{}", listener.local_addr().unwrap());
        let (pages, forms) = (Pages::default(), Forms::default());
        let served = (Arc::clone(&pages), Arc::clone(&forms));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, Arc::clone(&served.0), Arc::clone(&served.1)));
            }
        });
        let folder = tempfile::tempdir().unwrap();
        let blog = Blog::open(options(&folder)).await.unwrap();
        let input = PostInput {
            title: "Fog".into(),
            body: "Text".into(),
            status: Some("published".into()),
            ..PostInput::default()
        };
        let post = blog.create_post(WHO, &input).await.unwrap().id;
        Self { blog, post, other, pages, forms, folder }
    }

    fn has(&self, path: &str, answer: String) {
        self.pages.lock().insert(path.to_owned(), answer);
    }

    /// Tells of a page of the other site, and has it looked at.
    async fn tell(&self, path: &str) {
        self.blog.receive_webmention(&format!("{}{path}", self.other), TARGET).await.unwrap();
        self.blog.look_at_webmentions().await.unwrap();
    }

    async fn inbox(&self, status: CommentStatus) -> Vec<ModeratedComment> {
        let query = InboxQuery { status, ..InboxQuery::default() };
        self.blog.comment_inbox(WHO, &query).await.unwrap().comments
    }

    async fn set(&self, input: SiteInput) {
        self.blog.change_site(WHO, None, &input).await.unwrap();
    }

    async fn refusal(&self, source: &str, target: &str) -> WebmentionRefusal {
        match self.blog.receive_webmention(source, target).await {
            Err(WebmentionError::Refused(refusal)) => refusal,
            other => panic!("{source} {target}: {other:?}"),
        }
    }

    /// What readers see below the post.
    async fn shown(&self) -> Vec<String> {
        let mut dependencies = Dependencies::default();
        let kind = crate::domain::post::PostKind::Post;
        let page = self.blog.post_page(kind, "fog", &mut dependencies).await.unwrap();
        let Lookup::Found(page) = page else { panic!("the post is there") };
        let said = page.comments.unwrap().comments.into_iter().filter_map(|comment| comment.said);
        said.map(|said| said.html).collect()
    }
}

#[tokio::test]
async fn a_reply_is_found_waits_is_shown_changes_and_vanishes() {
    let site = Neighbours::new().await;
    let reply = |words: &str| {
        html(&format!(
            "<article class=h-entry><a class='p-author h-card' href='/ben'>Ben</a><h1 class=p-name>About fog</h1>\
             <a class=u-in-reply-to href='{TARGET}'>this</a><div class=e-content>{words}</div></article>"
        ))
    };
    site.has("/reply", reply("It is <b>thick</b>."));
    site.tell("/reply").await;
    let waiting = site.inbox(CommentStatus::Waiting).await;
    assert_eq!(waiting.len(), 1);
    let mention = waiting[0].mention.clone().unwrap();
    assert_eq!((mention.kind, mention.title.as_str()), (MentionKind::Reply, "About fog"));
    assert_eq!(mention.source, format!("{}/reply", site.other));
    assert_eq!((waiting[0].name.as_str(), waiting[0].text.as_str()), ("Ben", "It is thick."));
    assert_eq!(waiting[0].website, Some(format!("{}/ben", site.other)));
    assert!(site.shown().await.is_empty());
    site.blog.moderate_comment(WHO, waiting[0].id, CommentStatus::Approved).await.unwrap();
    assert_eq!(site.shown().await, ["<p>It is thick.</p>"]);

    site.tell("/reply").await;
    assert_eq!(site.inbox(CommentStatus::Approved).await.len(), 1, "told twice, it is there once");
    site.set(SiteInput { mentions: Some("open".into()), ..SiteInput::default() }).await;
    site.has("/reply", reply("<script>alert(1)</script>It lifts &lt;b&gt;."));
    site.tell("/reply").await;
    assert_eq!(site.shown().await, ["<p>It lifts &lt;b&gt;.</p>"]);
    site.set(SiteInput { comments: Some("off".into()), ..SiteInput::default() }).await;
    assert_eq!(site.shown().await.len(), 1, "who hears no readers may hear other sites");
    site.set(SiteInput { mentions: Some("off".into()), comments: Some("open".into()), ..SiteInput::default() }).await;
    assert!(site.shown().await.is_empty());
    site.set(SiteInput { mentions: Some("open".into()), ..SiteInput::default() }).await;

    site.has("/reply", html("<p>Nothing about that any more."));
    site.tell("/reply").await;
    assert!(site.shown().await.is_empty());
    site.has("/reply", reply("Back."));
    site.tell("/reply").await;
    assert_eq!(site.shown().await, ["<p>Back.</p>"]);
    site.has("/reply", "HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n".into());
    site.tell("/reply").await;
    assert!(site.shown().await.is_empty());
    let file = crate::service::database_file(site.folder.path());
    site.blog.close().await;
    let verified = crate::service::verify(&file, Arc::new(|_| {})).await.unwrap();
    assert!(verified.findings.is_empty() && verified.are_tables_compared, "{:?}", verified.findings);
}

#[tokio::test]
async fn liars_and_pages_of_machines_that_nobody_may_ask_are_not_heard() {
    let site = Neighbours::new().await;
    let led_to = |place: &str| format!("HTTP/1.1 302 Found\r\nlocation: {place}\r\ncontent-length: 0\r\n\r\n");
    site.has(
        "/liar",
        html("<p>https://blog.example/posts/fog is a <!-- <a href=https://blog.example/posts/fog> --> name."),
    );
    site.has("/script", html(&format!("<script>'<a href={TARGET}>'</script><template><a href={TARGET}></template>")));
    site.has("/longer", html(&format!("<a href={TARGET}-and-more>x</a>")));
    site.has("/inside", led_to("http://169.254.169.254/latest/meta-data/"));
    site.has("/home", led_to("https://blog.example/posts/fog"));
    site.has("/loop", led_to("/loop"));
    site.has("/picture", html("").replace("text/html", "image/png"));
    let endless = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ntransfer-encoding: chunked\r\n\r\n";
    site.has("/endless", endless.into());
    for path in ["/liar", "/script", "/longer", "/inside", "/loop", "/picture", "/endless", "/nothing"] {
        site.tell(path).await;
        assert!(site.inbox(CommentStatus::Waiting).await.is_empty(), "{path}");
    }
    assert_eq!(site.blog.until_next_look().await.unwrap(), None, "each of them is settled");
    for source in ["http://127.0.0.2/", "http://[::1]/", "http://169.254.169.254/"] {
        site.blog.receive_webmention(source, TARGET).await.unwrap();
        site.blog.look_at_webmentions().await.unwrap();
    }
    assert!(site.inbox(CommentStatus::Waiting).await.is_empty());
}

#[tokio::test]
async fn what_can_not_be_true_is_refused_at_once() {
    use WebmentionRefusal::*;
    let site = Neighbours::new().await;
    let long = format!("https://other.example/{}", "a".repeat(2_000));
    let draft = PostInput { title: "Mist".into(), ..PostInput::default() };
    site.blog.create_post(WHO, &draft).await.unwrap();
    for (source, target, expected) in [
        ("", TARGET, NoSource),
        ("javascript:alert(1)", TARGET, NoSource),
        ("ftp://other.example/", TARGET, NoSource),
        ("https://ann:secret@other.example/", TARGET, NoSource),
        (long.as_str(), TARGET, NoSource),
        ("https://other.example/", "", NoTarget),
        ("https://other.example/", "data:text/html,x", NoTarget),
        (TARGET, TARGET, Same),
        ("https://blog.example/posts/fog#top", TARGET, Same),
        ("https://blog.example/posts/mist", TARGET, OwnPage),
        ("http://blog.example:443/", TARGET, OwnPage),
        ("https://other.example/", "https://third.example/posts/fog", Elsewhere),
        ("https://other.example/", "https://blog.example/", NoPost),
        ("https://other.example/", "https://blog.example/posts/nothing", NoPost),
        ("https://other.example/", "https://blog.example/posts/mist", NoPost),
    ] {
        assert_eq!(site.refusal(source, target).await, expected, "{source} {target}");
    }
    site.blog.close_comments(WHO, site.post, None).await.unwrap();
    assert_eq!(site.refusal("https://other.example/", TARGET).await, Closed);
    site.blog.open_comments(WHO, site.post, None).await.unwrap();
    site.set(SiteInput { mentions: Some("off".into()), ..SiteInput::default() }).await;
    assert_eq!(site.refusal("https://other.example/", TARGET).await, Closed);
}

#[tokio::test]
async fn what_waits_survives_a_restart_and_has_an_end() {
    let site = Neighbours::new().await;
    let Neighbours { blog, other, pages, folder, .. } = site;
    let told = format!("{other}/mention");
    blog.receive_webmention(&told, TARGET).await.unwrap();
    let quiet = "http://127.0.0.1:1/";
    blog.receive_webmention(quiet, TARGET).await.unwrap();
    for number in 2..1_000 {
        blog.receive_webmention(&format!("https://other.example/{number}"), TARGET).await.unwrap();
    }
    let refused = blog.receive_webmention("https://other.example/more", TARGET).await;
    assert!(matches!(refused, Err(WebmentionError::Refused(WebmentionRefusal::Busy))));
    blog.receive_webmention(&told, TARGET).await.expect("what waits already may be told again");
    blog.beside_writer(|connection| {
        connection.execute("delete from webmentions_received where source like 'https://other%'", [])?;
        Ok(())
    })
    .await
    .unwrap();
    blog.close().await;
    pages.lock().insert("/mention".into(), html(&format!("<title>On fog</title><a href='{TARGET}'>x</a>")));
    let blog = Blog::open(options(&folder)).await.unwrap();
    blog.look_at_webmentions().await.unwrap();
    let waiting = blog.comment_inbox(WHO, &InboxQuery::default()).await.unwrap().comments;
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].mention.as_ref().unwrap().title, "On fog");
    assert_eq!(waiting[0].name, "127.0.0.1", "who says nothing of themselves has the name of their machine");
    let pause = blog.until_next_look().await.unwrap().expect("who does not answer is asked again");
    assert!(pause <= std::time::Duration::from_secs(60));
}
