//! Telling a site on this machine of posts that link to its pages.

use super::*;
use crate::domain::sent_mentions::TargetAnswer;
use crate::service::SentMention;

const SOURCE: &str = "https%3A%2F%2Fblog.example%2Fposts%2F";

impl Neighbours {
    async fn write(&self, title: &str, body: &str, status: &str) -> PostId {
        let input =
            PostInput { title: title.into(), body: body.into(), status: Some(status.into()), ..PostInput::default() };
        self.blog.create_post(WHO, &input).await.unwrap().id
    }

    async fn update(&self, id: PostId, title: &str, body: &str) {
        let input = PostInput {
            title: title.into(),
            body: body.into(),
            status: Some("published".into()),
            ..PostInput::default()
        };
        self.blog.save_post(WHO, id, None, &input).await.unwrap();
    }

    /// What the other site was told since somebody asked, as `path: source > target`, in order.
    async fn told(&self) -> Vec<String> {
        self.blog.send_webmentions().await.unwrap();
        let encoded = self.other.replace(':', "%3A").replace('/', "%2F");
        let forms = std::mem::take(&mut *self.forms.lock());
        let line = |(path, form): (String, String)| {
            let form = form.replace(&encoded, "").replace("source=", "").replace("&target=", " > ");
            format!("{path}: {}", form.replace(SOURCE, "").replace("%2F", "/"))
        };
        let mut lines: Vec<String> = forms.into_iter().map(line).collect();
        lines.sort();
        lines
    }

    async fn answers(&self, id: PostId) -> Vec<(String, TargetAnswer, bool)> {
        let sent = self.blog.sent_mentions(WHO, id).await.unwrap();
        let line =
            |SentMention { target, told }: SentMention| (target.replace(&self.other, ""), told.answer, told.is_linked);
        sent.into_iter().map(line).collect()
    }
}

fn status(line: &str) -> String {
    format!("HTTP/1.1 {line}\r\ncontent-length: 0\r\n\r\n")
}

fn with_link(header: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nlink: {header}\r\ncontent-type: text/html\r\ncontent-length: 0\r\n\r\n")
}

const TAKEN: TargetAnswer = TargetAnswer::Taken { status: 202 };

#[tokio::test]
async fn a_post_is_told_of_when_it_is_published_changed_and_withdrawn() {
    let site = Neighbours::new().await;
    let other = site.other.clone();
    site.has("/a", with_link("</w>; rel=webmention"));
    site.has("/b", html("<a rel=webmention href='w?b=1'>"));
    site.has("/c", html("<p>Nothing."));
    site.has("/w", status("202 Accepted"));
    site.has("/w?b=1", status("202 Accepted"));
    let body = format!(
        "[a]({other}/a) [c]({other}/c#x) [own](/posts/fog) [own](https://blog.example/posts/fog) <m@x.example>"
    );
    let post = site.write("Masts", &body, "published").await;
    assert_eq!(site.told().await, ["/w: masts > /a"]);
    assert_eq!(site.answers(post).await, [("/a".into(), TAKEN, true), ("/c#x".into(), TargetAnswer::NoEndpoint, true)]);
    assert!(site.told().await.is_empty(), "told once is enough");

    // What a writer keeps to themselves is told to nobody.
    let draft = site.write("Hulls", &format!("[a]({other}/a)"), "draft").await;
    assert!(site.told().await.is_empty() && site.answers(draft).await.is_empty());

    site.update(post, "Masts", &format!("[b]({other}/b)")).await;
    assert_eq!(site.told().await, ["/w: masts > /a", "/w?b=1: masts > /b"], "also of the link that went");
    assert_eq!(site.answers(post).await[..2], [("/a".into(), TAKEN, false), ("/b".into(), TAKEN, true)]);
    site.update(post, "Masts", &format!("Again [b]({other}/b)")).await;
    assert_eq!(site.told().await, ["/w?b=1: masts > /b"]);
    site.blog.delete_post(WHO, post, None).await.unwrap();
    assert_eq!(site.told().await, ["/w?b=1: masts > /b"], "a page that is gone is told of as well");
    site.blog.restore_post(WHO, post, None).await.unwrap();
    assert_eq!(site.told().await, ["/w?b=1: masts > /b"]);
    let file = crate::service::database_file(site.folder.path());
    site.blog.close().await;
    let verified = crate::service::verify(&file, Arc::new(|_| {})).await.unwrap();
    assert!(verified.findings.is_empty() && verified.are_tables_compared, "{:?}", verified.findings);
}

#[tokio::test]
async fn who_does_not_answer_is_told_again_and_who_refuses_is_not() {
    let site = Neighbours::new().await;
    let other = site.other.clone();
    site.has("/busy", with_link("</busy-w>; rel=webmention"));
    site.has("/busy-w", status("503 Service Unavailable"));
    site.has("/no", with_link("</no-w>; rel=webmention"));
    site.has("/no-w", status("400 Bad Request"));
    site.has("/moved", with_link("</old-w>; rel=webmention"));
    site.has("/old-w", "HTTP/1.1 308 Permanent Redirect\r\nlocation: /new-w\r\ncontent-length: 0\r\n\r\n".into());
    site.has("/new-w", status("201 Created"));
    site.has("/inside", with_link("<http://169.254.169.254/>; rel=webmention"));
    let links = ["/busy", "/no", "/moved", "/inside", "/gone"].map(|path| format!("[x]({other}{path})"));
    let post = site.write("Masts", &links.join(" "), "published").await;
    assert_eq!(
        site.told().await,
        ["/busy-w: masts > /busy", "/new-w: masts > /moved", "/no-w: masts > /no", "/old-w: masts > /moved"]
    );
    let settled = [
        ("/gone".into(), TargetAnswer::Refused { status: 404 }, true),
        ("/inside".into(), TargetAnswer::NotAsked, true),
        ("/moved".into(), TargetAnswer::Taken { status: 201 }, true),
        ("/no".into(), TargetAnswer::Refused { status: 400 }, true),
    ];
    assert_eq!(site.answers(post).await, settled);
    for attempt in 1..=3 {
        assert!(site.told().await.is_empty(), "it waits for a while");
        let pause = site.blog.until_next_change().await.unwrap().unwrap();
        assert!(pause > std::time::Duration::from_secs(30), "{attempt}: {pause:?}");
        site.blog
            .beside_writer(|connection| {
                connection.execute("update webmentions_due set due_at = due_at - 4 * 60 * 60 * 1000", [])?;
                Ok(())
            })
            .await
            .unwrap();
        assert_eq!(site.told().await, ["/busy-w: masts > /busy"], "{attempt}");
    }
    assert_eq!(site.answers(post).await[0], ("/busy".into(), TargetAnswer::Silent, true));
    assert_eq!(site.blog.until_next_change().await.unwrap(), None, "it has an end");
}

#[tokio::test]
async fn what_waits_to_be_told_survives_a_restart_and_old_posts_are_no_news() {
    let site = Neighbours::new().await;
    let other = site.other.clone();
    site.has("/a", with_link("</w>; rel=webmention"));
    site.has("/w", status("202 Accepted"));
    site.write("Masts", &format!("[a]({other}/a)"), "published").await;
    let old = PostInput {
        title: "Old".into(),
        body: format!("[a]({other}/a)"),
        status: Some("published".into()),
        published_at: Some("2019-01-01T00:00:00Z".into()),
        ..PostInput::default()
    };
    let old = site.blog.create_post(WHO, &old).await.unwrap().id;
    // One that comes with the date of its last change is changed as soon as it is published.
    let elsewhere = tempfile::tempdir().unwrap();
    let posts = elsewhere.path().join("content/posts");
    std::fs::create_dir_all(&posts).unwrap();
    std::fs::write(elsewhere.path().join("hugo.toml"), "title = \"Elsewhere\"\n").unwrap();
    let text = format!("+++\ntitle = \"Older\"\ndate = 2018-01-01\nlastmod = 2018-02-02\n+++\n[a]({other}/a)\n");
    std::fs::write(posts.join("older.md"), text).unwrap();
    let report = crate::service::import_folder(&site.blog, WHO, elsewhere.path(), |_| {}).await.unwrap();
    assert_eq!(report.added, 1);
    site.blog.close().await;
    let blog = Blog::open(options(&site.folder)).await.unwrap();
    let site = Neighbours { blog, ..site };
    assert_eq!(site.told().await, ["/w: masts > /a"]);
    assert!(site.answers(old).await.is_empty());
    site.write("Keel", &format!("[a]({other}/a)"), "published").await;
    site.blog
        .beside_writer(|connection| {
            connection.execute("update webmentions_due set due_at = due_at - 25 * 60 * 60 * 1000", [])?;
            Ok(())
        })
        .await
        .unwrap();
    assert!(site.told().await.is_empty(), "what changed long ago is no news either");
    site.set(SiteInput { sends_mentions: Some(false), ..SiteInput::default() }).await;
    site.write("Hulls", &format!("[a]({other}/a)"), "published").await;
    assert!(site.told().await.is_empty(), "a site may tell nobody");
    site.set(SiteInput { sends_mentions: Some(true), ..SiteInput::default() }).await;
    assert!(site.told().await.is_empty(), "and tells nobody afterwards what it did not tell then");
}

#[tokio::test]
async fn a_site_at_home_tells_nobody_and_what_was_told_is_erased_with_the_post() {
    let site = Neighbours::new().await;
    let other = site.other.clone();
    site.has("/a", with_link("</w>; rel=webmention"));
    site.has("/w", status("202 Accepted"));
    let post = site.write("Masts", &format!("[a]({other}/a)"), "published").await;
    assert_eq!(site.told().await.len(), 1);
    site.blog.delete_post(WHO, post, None).await.unwrap();
    assert_eq!(site.told().await.len(), 1);
    assert_eq!(site.blog.purge_trash(0).await.unwrap(), 1);
    let told = site.blog.told_of(post).await.unwrap();
    assert!(told.told.is_empty() && told.version > 0);
    let file = crate::service::database_file(site.folder.path());
    site.blog.close().await;
    let remains = crate::service::scrub(&file, &[format!("{other}/a")]).await.unwrap();
    assert!(remains.events.is_empty() && remains.places_in_file == 0, "{remains:?}");

    let mut at_home = options(&site.folder);
    for base_url in ["http://127.0.0.2:3000", "http://localhost", "http://blog", "http://[::1]"] {
        base_url.clone_into(&mut at_home.base_url);
        let blog = Blog::open(at_home.clone()).await.unwrap();
        assert!(!blog.webmentions.can_be_asked(), "{base_url}");
        blog.close().await;
    }
}
