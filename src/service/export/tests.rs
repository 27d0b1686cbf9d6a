//! A site that goes out and comes in again is the same site: field by field, and, exported once more, byte by byte.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::WalkDir;

use super::{Scope, export_folder, open_copy};
use crate::domain::comment::{
    Comment, CommentCommand, CommentInput, CommentPlace, CommentStatus, Found, Hold, MentionDraft, MentionKind,
    Standing, Verdict,
};
use crate::domain::post::{Author, CarriedRecord, Post, PostDraft, PostInput, ScheduleInput, Taxonomy};
use crate::domain::site::{EntryInput, Site, SiteInput};
use crate::domain::{Actor, CommentId, Handle, Label, PostId, Principal, Slug, Timestamp};
use crate::service::comments::{ImportedComment, Submission};
use crate::service::pictures::fixtures;
use crate::service::writer::Command;
use crate::service::{Blog, BlogOptions, ImportedPost, import_folder};
use crate::store::{comments, posts, snapshots};

const WHO: &Principal = &Principal::OPERATOR;

async fn open(folder: &Path) -> Arc<Blog> {
    Blog::open(BlogOptions::local(folder.to_owned())).await.unwrap()
}

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A site on which every field of everything says something.
async fn fill(blog: &Blog) {
    let quay =
        blog.add_media_described(WHO, "Quay.png", "The quay, at “low” tide", fixtures::png(700, 400)).await.unwrap();
    let boat = blog.add_media(WHO, "boat.jpg", fixtures::jpeg(500, 300)).await.unwrap();
    blog.describe_media(WHO, &boat.hash, "The boat of 1931", "").await.unwrap();
    let svg = br#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>"#.to_vec();
    let mark = blog.add_media(WHO, "mark.svg", svg).await.unwrap();
    let whole = settings(&mark.path, &boat.path);
    // Old posts take comments until the last of the settings says otherwise.
    blog.change_site(WHO, None, &SiteInput { close_after_days: Some(0), ..whole.clone() }).await.unwrap();
    let full = PostInput {
        title: "The \"harbour\" \\ and +++ its 書".to_owned(),
        slug: Some("The-Harbour".to_owned()),
        body: format!("+++\ntext\n+++\n\n![Quay]({})\n\n    [x](other.md)\n[a]: <{}>\n", quay.path, boat.path),
        excerpt: Some("Two\nlines, \"quoted\".".to_owned()),
        tags: vec!["C++".to_owned(), "Ropes & knots".to_owned()],
        category: Some("Sea".to_owned()),
        authors: Some(vec!["Ada Lovelace".to_owned(), "書 Writer".to_owned()]),
        language: Some("pt-BR".to_owned()),
        cover: Some(quay.path.clone()),
        canonical_url: Some("https://example.org/first".to_owned()),
        published_at: Some("2020-02-03T04:05:06.789Z".to_owned()),
        status: Some("published".to_owned()),
        cover_alt: Some("A quay".to_owned()),
        social_title: Some("On the card".to_owned()),
        social_description: Some("What the card\nsays".to_owned()),
        social_image: Some(boat.path.clone()),
        series: Some("Tides".to_owned()),
        series_number: Some(3),
        pinned: Some(true),
        ..PostInput::default()
    };
    let post = blog.create_post(WHO, &full).await.unwrap();
    let renamed = PostInput { slug: Some("harbour".to_owned()), ..full.clone() };
    blog.save_post(WHO, post.id, None, &renamed).await.unwrap();
    let working = PostInput {
        title: "What nobody reads yet".to_owned(),
        body: "Another text.".to_owned(),
        slug: Some("harbour-2".to_owned()),
        authors: Some(vec!["Grace Hopper".to_owned()]),
        series: None,
        series_number: None,
        excerpt: None,
        status: None,
        ..full
    };
    blog.save_post(WHO, post.id, None, &working).await.unwrap();
    fill_others(blog).await;
    fill_comments(blog, post.id).await;
    blog.change_site(WHO, None, &whole).await.unwrap();
    blog.add_redirect(WHO, "/old place", "/archive").await.unwrap();
    blog.add_former_label(WHO, Taxonomy::Tag, "seas", "ropes-knots").await.unwrap();
    blog.add_former_label(WHO, Taxonomy::Series, "ebb", "tides").await.unwrap();
}

fn settings(logo: &str, social_image: &str) -> SiteInput {
    let entry = |label: &str, address: &str| EntryInput { label: label.to_owned(), address: address.to_owned() };
    SiteInput {
        name: Some("Tide \"Tables\"".to_owned()),
        description: Some("Notes".to_owned()),
        language: Some("fr".to_owned()),
        time_zone: Some("Europe/Paris".to_owned()),
        posts_per_page: Some(7),
        logo: Some(logo.to_owned()),
        icon: Some(logo.to_owned()),
        social_image: Some(social_image.to_owned()),
        accent: Some("#0a6355".to_owned()),
        footer: Some("© *Nobody*\n\n[About](/about)".to_owned()),
        navigation: Some(vec![entry("About", "/about"), entry("Écrire", "mailto:a@example.org")]),
        custom_css: Some("p { color: red }\n/* + */\n".to_owned()),
        comments: Some("open".to_owned()),
        held_words: Some("casino\n\"pills\"".to_owned()),
        close_after_days: Some(30),
        mentions: Some("open".to_owned()),
        sends_mentions: Some(false),
    }
}

/// A page, a draft, one that is scheduled, one that will go, one that was withdrawn, and one from elsewhere.
async fn fill_others(blog: &Blog) {
    let plain = |title: &str, status: Option<&str>| PostInput {
        title: title.to_owned(),
        body: format!("{title}, without an excerpt.\r\nNo line end"),
        status: status.map(str::to_owned),
        ..PostInput::default()
    };
    let page = PostInput { kind: Some("page".to_owned()), ..plain("About", Some("published")) };
    blog.create_post(WHO, &page).await.unwrap();
    let index = PostInput { slug: Some("index".to_owned()), ..plain("Index", Some("published")) };
    blog.create_post(WHO, &index).await.unwrap();
    let draft = PostInput { published_at: Some("2199-01-01".to_owned()), ..plain("Draft", None) };
    blog.create_post(WHO, &draft).await.unwrap();
    let schedule = |publish_at: Option<&str>, unpublish_at: &str| {
        Some(ScheduleInput { publish_at: publish_at.map(str::to_owned), unpublish_at: Some(unpublish_at.to_owned()) })
    };
    let scheduled = PostInput {
        schedule: schedule(Some("2198-01-01T00:00:00Z"), "2198-02-01T00:00:00Z"),
        ..plain("Scheduled", Some("scheduled"))
    };
    blog.create_post(WHO, &scheduled).await.unwrap();
    let going = blog.create_post(WHO, &plain("Going", Some("published"))).await.unwrap();
    let going_away =
        PostInput { schedule: schedule(None, "2198-02-01T00:00:00Z"), ..plain("Going", Some("scheduled")) };
    blog.save_post(WHO, going.id, None, &going_away).await.unwrap();
    let withdrawn = blog.create_post(WHO, &plain("Withdrawn", Some("published"))).await.unwrap();
    blog.unpublish_post(WHO, withdrawn.id, None).await.unwrap();
    blog.close_comments(WHO, going.id, None).await.unwrap();
    blog.import_post(WHO, &from_elsewhere()).await.unwrap();
    let trash = blog.create_post(WHO, &plain("In the trash", None)).await.unwrap();
    blog.delete_post(WHO, trash.id, None).await.unwrap();
}

/// Comments in every place: seen, edited, answered, waiting, spam, in the trash, taken away, from elsewhere, and on other
/// sites' pages.
async fn fill_comments(blog: &Blog, post: PostId) {
    let reader = &Principal::ANONYMOUS;
    let said = |text: &str| CommentInput {
        name: "Ann \"Lee\"".to_owned(),
        email: "ann@reader.example".to_owned(),
        website: "https://ann.example".to_owned(),
        text: text.to_owned(),
    };
    let submit = async |text: &str, parent: Option<CommentId>, fell_for_honeypot: bool| {
        blog.submit_comment(reader, post, &said(text), Submission { parent, fell_for_honeypot }).await.unwrap()
    };
    let first = submit("First *words*.\n\n    code \\ \"quoted\"", None, false).await;
    let gone = submit("Taken back.", Some(first.id), false).await;
    let answer = submit("An answer to it.", Some(gone.id), false).await;
    submit("A third one.", Some(answer.id), false).await;
    blog.withdraw_own_comment(&gone.token).await.unwrap();
    let edited = submit("To be changed.", None, false).await;
    blog.edit_own_comment(&edited.token, &said("Changed.")).await.unwrap();
    submit("The unseen casino.", None, false).await;
    submit("Fell into the unseen pot.", None, true).await;
    let trashed = submit("Unseen, thrown away.", None, false).await;
    blog.moderate_comment(WHO, trashed.id, CommentStatus::Trash).await.unwrap();
    let elsewhere = ImportedComment {
        import_id: "wordpress:1".to_owned(),
        input: CommentInput { name: String::new(), text: "From elsewhere.".to_owned(), ..CommentInput::default() },
        written_at: instant("2001-02-03T04:05:06Z"),
        standing: Standing::Approved,
        ..ImportedComment::default()
    };
    blog.import_comments(WHO, post, &[elsewhere]).await.unwrap();
    let long = Found {
        kind: MentionKind::Reply,
        title: "Of \"harbours\"".to_owned(),
        name: "Bo".to_owned(),
        website: "https://bo.example".to_owned(),
        text: "word ".repeat(200),
    };
    let like = Found { kind: MentionKind::Like, ..Found::default() };
    mention(blog, post, "https://bo.example/reply?a=`b`", &long, Standing::Approved, None).await;
    mention(blog, post, "https://unseen.example/like", &like, Standing::Waiting, Some(Hold::Links)).await;
}

async fn mention(blog: &Blog, post_id: PostId, source: &str, found: &Found, standing: Standing, hold: Option<Hold>) {
    let verdict = Verdict { standing, hold };
    let place = CommentPlace { post_id, created_by: Actor::Operator, in_reply_to: None };
    let command = CommentCommand::ReceiveMention { place, draft: MentionDraft::new(source, found), verdict };
    let id = CommentId(uuid::Uuid::from_u128(source.len() as u128));
    blog.write(&Principal::SYSTEM, vec![Command::Comment { id, command }]).await.unwrap();
}

/// The comments under every post, without what tells where their events were recorded.
async fn comments_of(blog: &Blog) -> Vec<(CommentId, Comment)> {
    let mut found = Vec::new();
    for (_, post) in posts::in_order(blog.database.readers(), 0, u32::MAX).await.unwrap() {
        for id in blog.database.read(move |connection| comments::of_post(connection, post)).await.unwrap() {
            let load = move |log: &rusqlite::Connection| snapshots::load::<Comment>(log, &id.stream_id());
            let comment = blog.database.read(load).await.unwrap().state;
            let (version, created_by, decided_at) = (0, Actor::default(), Timestamp::default());
            // Of one whose writer took it away, nothing but its place is left to tell.
            let is_gone = comment.status() == CommentStatus::Withdrawn;
            let secret_hash = comment.secret_hash.clone().filter(|_| !is_gone);
            let (hold, standing) = if is_gone { (None, Standing::default()) } else { (comment.hold, comment.standing) };
            found.push((id, Comment { version, created_by, decided_at, secret_hash, hold, standing, ..comment }));
        }
    }
    found
}

fn from_elsewhere() -> ImportedPost {
    let author = |handle: &str| Author { handle: Handle::parse(handle).unwrap(), name: "Ada".to_owned() };
    let draft = PostDraft {
        title: "From elsewhere".to_owned(),
        body: "Text".to_owned(),
        tags: vec![Label::parse("c++").unwrap()],
        authors: Some(vec![author("ada-of-old"), author("ada")]),
        published_at: Some(instant("2001-01-01T00:00:00Z")),
        ..PostDraft::default()
    };
    ImportedPost {
        source: "elsewhere".to_owned(),
        draft,
        created_at: Some(instant("2000-01-01T00:00:00Z")),
        feed_id: Some("tag:example.org,2001:1".to_owned()),
        aliases: vec!["/2001/01/elsewhere.html".to_owned(), "/?p=5".replace('?', "p")],
        is_published: true,
        record: CarriedRecord {
            updated_at: Some(instant("2003-01-01T00:00:00Z")),
            published_updated_at: Some(instant("2002-01-01T00:00:00Z")),
            former_slugs: vec![Slug::parse("elsewhere-before").unwrap()],
            ..CarriedRecord::default()
        },
        ..ImportedPost::default()
    }
}

/// Every post that isn't in the trash, in order, without what tells where its events were recorded.
async fn posts_of(blog: &Blog) -> Vec<(PostId, Post)> {
    let mut found = Vec::new();
    for (_, id) in posts::in_order(blog.database.readers(), 0, u32::MAX).await.unwrap() {
        let mut post = Post::clone(&*blog.post_state(id).await.unwrap());
        (post.version, post.content_version, post.created_by) = (0, 0, Actor::default());
        if let Some(schedule) = &mut post.schedule {
            schedule.version = 0;
        }
        found.push((id, post));
    }
    found
}

async fn site_of(blog: &Blog) -> Site {
    let site = blog.site_state().await.unwrap();
    Site { version: 0, settings_version: 0, ..site }
}

/// What is known of each file that isn't in the trash, the latest first.
async fn media_of(blog: &Blog) -> Vec<(String, String, String, Option<u32>, u32)> {
    let page = blog.media_list(WHO, Default::default(), "", 1).await.unwrap();
    page.media.into_iter().map(|one| (one.path, one.name, one.alt, one.width, one.used_by)).collect()
}

/// Every file below a folder. When something was added to a library, and at which place in its log, is true of one blog alone.
fn files(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let read = |entry: walkdir::DirEntry| {
        let bytes = fs::read(entry.path()).unwrap();
        let path = entry.path().strip_prefix(root).unwrap().to_owned();
        match String::from_utf8(bytes) {
            Ok(text) => {
                let is_own = |line: &&str| !line.starts_with("added_at = ") && !line.starts_with("sequence = ");
                (path, text.split_inclusive('\n').filter(is_own).collect::<String>().into_bytes())
            }
            Err(error) => (path, error.into_bytes()),
        }
    };
    let entries = WalkDir::new(root).into_iter().map(Result::unwrap);
    entries.filter(|entry| entry.file_type().is_file() && entry.file_name() != ".lithair-export").map(read).collect()
}

/// Exports a site, imports that elsewhere, and has both be equal. Gives what was exported.
async fn check_round_trip(blog: &Blog, folder: &Path) -> PathBuf {
    let (one, two) = (folder.join("one"), folder.join("two"));
    let report = export_folder(blog, Scope::Whole, &one, |_| {}).await.unwrap();
    assert_eq!(report.notices, []);
    let other = open(&folder.join("other")).await;
    let imported = import_folder(&other, WHO, &one, |_| {}).await.unwrap();
    assert_eq!((imported.failures.as_slice(), imported.notices.as_slice()), (&[][..], &[][..]));
    assert_eq!((imported.added, imported.media, imported.comments), (report.posts, report.media, report.comments));
    let (expected, found) = (comments_of(blog).await, comments_of(&other).await);
    assert_eq!((expected.len(), found.len()), (report.comments, report.comments));
    for (expected, found) in expected.iter().zip(&found) {
        assert_eq!(expected, found, "{}", expected.1.text);
    }

    let (expected, found) = (posts_of(blog).await, posts_of(&other).await);
    assert_eq!(expected.len(), found.len());
    for (expected, found) in expected.iter().zip(&found) {
        assert_eq!(expected, found, "{}", expected.1.working.title);
    }
    assert_eq!(site_of(blog).await, site_of(&other).await);
    for (expected, found) in media_of(blog).await.iter().zip(&media_of(&other).await) {
        assert_eq!(expected, found);
    }

    export_folder(&other, Scope::Whole, &two, |_| {}).await.unwrap();
    let (first, second) = (files(&one), files(&two));
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    for (path, bytes) in &first {
        assert!(*bytes == second[path], "{}", path.display());
    }
    let again = import_folder(&other, WHO, &one, |_| {}).await.unwrap();
    assert_eq!((again.added, again.present, again.failed, again.comments), (0, report.posts, 0, 0));
    other.close().await;
    one
}

#[tokio::test]
async fn a_site_with_every_field_comes_back_equal() {
    let folder = tempfile::tempdir().unwrap();
    let blog = open(&folder.path().join("blog")).await;
    fill(&blog).await;
    let exported = check_round_trip(&blog, folder.path()).await;
    let harbour = fs::read_to_string(exported.join("content/posts/harbour.md")).unwrap();
    for line in [
        r#"title = "The \"harbour\" \\ and +++ its 書""#,
        r#"description = "Two\nlines, \"quoted\".""#,
        "date = 2020-02-03T04:05:06.789Z",
        r#"authors = ["Ada Lovelace", "書 Writer"]"#,
        r#"former_slugs = ["The-Harbour"]"#,
        "pinned = true",
    ] {
        assert!(harbour.lines().any(|found| found == line), "{line}\n{harbour}");
    }
    assert!(fs::read_to_string(exported.join("working-copies/posts/harbour.md")).unwrap().ends_with("\nAnother text."));
    assert!(!exported.join("content/posts/in-the-trash.md").exists());
    let comments = fs::read_to_string(exported.join("comments/posts/harbour.toml")).unwrap();
    assert_eq!(comments.matches("[[comment]]").count(), 11);
    for line in [
        "mention_kind = \"like\"",
        "mention_kind = \"reply\"",
        "hold = \"word\"",
        "standing = \"spam\"",
        "trashed = true",
        "withdrawn = true",
    ] {
        assert_eq!(comments.lines().filter(|found| *found == line).count(), 1, "{line}\n{comments}");
    }
    blog.close().await;
}

#[tokio::test]
async fn a_real_blog_comes_back_equal() {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/rust-blog");
    let named = std::env::var_os("LITHAIR_CORPUS").map(PathBuf::from);
    let Some(corpus) = named.or(Some(beside)).filter(|path| path.is_dir()) else { return };
    let folder = tempfile::tempdir().unwrap();
    let blog = open(&folder.path().join("blog")).await;
    let imported = import_folder(&blog, WHO, &corpus, |_| {}).await.unwrap();
    assert!(imported.added > 500, "{imported:?}");
    check_round_trip(&blog, folder.path()).await;
    blog.close().await;
}

#[tokio::test]
async fn readers_copies_alone_say_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let blog = open(&folder.path().join("blog")).await;
    fill(&blog).await;
    blog.add_media(WHO, "unseen.png", fixtures::png(30, 20)).await.unwrap();
    let exported = folder.path().join("export");
    let report = export_folder(&blog, Scope::Published, &exported, |_| {}).await.unwrap();
    assert_eq!((report.posts, report.media, report.comments), (5, 3, 6));
    for (path, bytes) in files(&exported) {
        let text = String::from_utf8_lossy(&bytes);
        for secret in [
            "What nobody reads yet",
            "Draft",
            "Scheduled",
            "Withdrawn",
            "publish_at",
            "unseen",
            "harbour-2",
            "casino",
            "ann@reader.example",
            "secret_hash",
        ] {
            assert!(
                !text.contains(secret) && !path.to_string_lossy().contains(secret),
                "{secret} in {}",
                path.display()
            );
        }
    }
    blog.close().await;
}

#[tokio::test]
async fn a_second_export_writes_what_changed_and_takes_away_what_went() {
    let folder = tempfile::tempdir().unwrap();
    let blog = open(&folder.path().join("blog")).await;
    fill(&blog).await;
    let exported = folder.path().join("export");
    let first = export_folder(&blog, Scope::Whole, &exported, |_| {}).await.unwrap().written;
    let second = export_folder(&blog, Scope::Whole, &exported, |_| {}).await.unwrap().written;
    assert_eq!((second.files, second.changed, second.removed), (first.files, 0, 0));
    let (_, draft) = posts::in_order(blog.database.readers(), 0, 100).await.unwrap()[3];
    blog.delete_post(WHO, draft, None).await.unwrap();
    let third = export_folder(&blog, Scope::Whole, &exported, |_| {}).await.unwrap().written;
    assert_eq!((third.files, third.changed, third.removed), (first.files - 1, 0, 1));
    assert!(!exported.join("content/posts/draft.md").exists());
    blog.close().await;
}

#[tokio::test]
async fn a_copy_is_exported_beside_whoever_serves() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let blog = open(&data).await;
    fill(&blog).await;
    let (copy, copied) = open_copy(&data, BlogOptions::local(data.clone())).await.unwrap();
    assert_eq!(posts_of(&copy).await, posts_of(&blog).await);
    copy.close().await;
    drop(copied);
    let left: Vec<_> = fs::read_dir(&data).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().starts_with("export-")), "{left:?}");
    blog.close().await;
    let nothing = folder.path().join("nothing");
    assert!(open_copy(&nothing, BlogOptions::local(nothing.clone())).await.is_err());
    assert!(!nothing.exists());
}

/// Has a file of an export say something else, and gives what the import tells of it.
async fn check_changed(path: &str, change: impl Fn(String) -> String, expected: &str) {
    let folder = tempfile::tempdir().unwrap();
    let blog = open(&folder.path().join("blog")).await;
    fill(&blog).await;
    let exported = folder.path().join("export");
    export_folder(&blog, Scope::Whole, &exported, |_| {}).await.unwrap();
    blog.close().await;
    let file = exported.join(path);
    let text = fs::read_to_string(&file).unwrap_or_default();
    fs::write(&file, change(text)).unwrap();
    let other = open(&folder.path().join("other")).await;
    let report = import_folder(&other, WHO, &exported, |_| {}).await.unwrap();
    let told: Vec<String> = report.failures.iter().chain(&report.notices).map(ToString::to_string).collect();
    assert!(told.iter().any(|line| line.starts_with(expected)), "{expected}\n{told:#?}");
    other.close().await;
}

#[tokio::test]
async fn what_is_broken_in_an_export_is_named() {
    let without = |key: &'static str| {
        move |text: String| text.lines().filter(|line| !line.starts_with(key)).collect::<Vec<_>>().join("\n")
    };
    check_changed("config.toml", |text| text.replace("format = 1", "format = 2"), "config.toml: a newer version").await;
    check_changed("config.toml", |_| "title = [".to_owned(), "config.toml: without its settings").await;
    check_changed("redirects.toml", |text| text + "[[redirect]]\nfrom = 5", "redirects.toml:").await;
    let harbour = "content/posts/harbour.md";
    check_changed("comments/posts/harbour.toml", |text| text + "[[comment]]\nid = 5", "comments/posts/harbour.toml:")
        .await;
    check_changed("comments/posts/nobody.toml", |text| text, "comments/posts/nobody.toml: there is no post").await;
    let broken = |text: String| text.replace("standing = \"spam\"", "standing = \"loved\"");
    check_changed("comments/posts/harbour.toml", broken, "comments/posts/harbour.toml:").await;
    check_changed(harbour, without("id ="), "posts/harbour.md:2: it has no identifier").await;
    check_changed(harbour, |_| "+++\ntitle = 5\n+++\n".to_owned(), "posts/harbour.md:2: invalid type").await;
    check_changed(harbour, without("title"), "posts/harbour.md:2: title: ").await;
    check_changed(
        "working-copies/posts/nobody.md",
        |_| "+++\ntitle = 'a'\nslug = 'a'\n+++\n".to_owned(),
        "working-copies/posts/nobody.md: there is no post",
    )
    .await;
    let late = |text: String| text.replace("2198-01-01T00:00:00Z", "1998-01-01T00:00:00Z");
    check_changed("content/posts/scheduled.md", late, "posts/scheduled.md:").await;
}
