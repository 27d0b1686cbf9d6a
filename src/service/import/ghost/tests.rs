//! Whole exports, written into a record.

use std::path::{Path, PathBuf};

use super::super::tests::{Record, check_blog, folder, import_as, shown};
use super::super::{ImportRequest, ImportedPost, MediaOptions};
use crate::domain::post::PostKind;
use crate::domain::{Label, media};

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/ghost")
}

fn request() -> ImportRequest {
    let media = MediaOptions { folder: Some(fixture().join("images")), is_fetched: false };
    ImportRequest { media, ..ImportRequest::of(&fixture().join("export.json")) }
}

fn post(record: &Record, number: u32) -> ImportedPost {
    record.post(&format!("ghost:00000000-0000-4000-8000-{number:012}"))
}

fn stored(name: &str) -> String {
    let bytes = std::fs::read(fixture().join("images/2021/05").join(name)).unwrap();
    media::path(&media::hash(&bytes)[..4], name)
}

#[tokio::test]
async fn an_export_comes_in_whole() {
    let record = Record::default();
    let report = import_as(&record, &request()).await.unwrap();
    assert_eq!((report.found, report.added, report.failed, report.media), (10, 9, 1, 2));
    assert!(shown(&report.failures)[0].starts_with("export.json: post number 10: invalid type: integer `5`"));
    let card = "export.json: post 5f0000000000000000000001 \"Every card\":";
    let before = "export.json: post 5f0000000000000000000002 \"As it was before\":";
    let expected = [
        "export.json: settings that are left out: accent_color".to_owned(),
        format!("{card} internal tags are left out: #wide"),
        format!("{card} an embedded page becomes a link: https://www.youtube.com/watch?v=abc"),
        format!("{card} a script is left out"),
        format!("{card} what was for letters alone is left out: \"Dear reader\""),
        format!("{card} what was for letters alone is left out: \"Subscribe\""),
        format!("{card} the line between what everybody and what members could read is left out"),
        format!("{card} a form to sign up is left out: \"Join us\""),
        format!("{card} a call to action comes in as what can be read of it"),
        format!("{card} the card \"tide-clock\", of which nothing is known, comes in as what can be read of it"),
        format!("{card} the card \"tide-dial\", of which nothing is known, is left out"),
        format!("{card} the caption of its cover is left out: \"by Mara\""),
        format!("{card} code that was added to its page is left out"),
        format!("{card} its own image for cards of links is left out: /content/images/2021/05/og.png"),
        format!("{card} leads nowhere: /content/images/2021/05/gone.png"),
        format!("{card} leads nowhere: /content/media/2021/05/tide.mp4"),
        format!("{card} leads nowhere: /content/media/2021/05/wind.mp3"),
        format!("{card} leads nowhere: /content/files/2021/05/table.pdf"),
        format!("{before} the card \"strange\", of which nothing is known, is left out"),
        format!("{before} a section of a kind that is not known is left out"),
        "export.json: post 5f0000000000000000000005 \"For members\": it was for members alone: it becomes a draft".to_owned(),
        "export.json: post 5f0000000000000000000008 \"A letter\": it was sent as a letter alone: it becomes a draft".to_owned(),
        "export.json: post 5f0000000000000000000009 \"Broken text\": its text (Lexical) is broken: EOF while parsing a value at line 1 column 8".to_owned(),
    ];
    let mut told = shown(&report.notices);
    for line in &expected {
        assert!(told.contains(line), "{line} is not told:\n{}", told.join("\n"));
        told.retain(|one| one != line);
    }
    assert_eq!(told, Vec::<String>::new());
    let site = record.written().site.clone();
    assert_eq!(site, Some(("Tide Tables".into(), "Notes from a small harbour.".into(), "en".into())));
}

#[tokio::test]
async fn every_card_of_lexical_comes_in() {
    let record = Record::default();
    import_as(&record, &request()).await.unwrap();
    let (quay, crane) = (stored("quay.png"), stored("crane.png"));
    let expected = format!(
        r#"Plain, **bold** and ***both***, `code`, H<sub>2</sub>O, <mark>marked</mark>\
next line with a [link](/about/)

## Cards

- one
- two
  1. deeper

- [x] done
- [ ] open

> Quoted.

> Aside.

---

```rust
let a = 1;
```

<figure>
<img src="{quay}" alt="The quay">
<figcaption>The <i>old</i> quay</figcaption>
</figure>

![a]({quay})

![b](/content/images/2021/05/gone.png)

*Two of them*

[**Knots \& ropes** All about \*them\* rope.example](https://rope.example/knots)

[**▶ A film** youtube.com](https://www.youtube.com/watch?v=abc)

<video src="/content/media/2021/05/tide.mp4" controls poster="{crane}"></video>

<figure>

<audio src="/content/media/2021/05/wind.mp3" controls></audio>

<figcaption>Wind</figcaption>
</figure>

[The table](/content/files/2021/05/table.pdf) for May

Raw **HTML**

Some **Markdown** with a note[^1].

[^1]: The note.

> [!NOTE]
> ⚠️ Mind the **gap**

<details>
<summary>More</summary>

Inside

</details>

[Read on](/about/)

## Big

Small

#### Rope

4/5

Ten metres

[Buy](https://rope.example/)

Come along

[Come](https://a.example/)

High at noon
"#
    );
    let body = post(&record, 1).draft.body;
    for (number, (line, expected)) in body.lines().zip(expected.lines()).enumerate() {
        assert_eq!(line, expected, "line {} of\n{body}", number + 1);
    }
    assert_eq!(body, expected);
}

#[tokio::test]
async fn mobiledoc_and_html_come_in() {
    let record = Record::default();
    import_as(&record, &request()).await.unwrap();
    let (quay, crane) = (stored("quay.png"), stored("crane.png"));
    assert_eq!(
        post(&record, 2).draft.body,
        format!(
            "One **two [three](https://a.example/x)**\\\n*four*\n\n### Head\n\n1. first\n2. second\n\n![Crane]({crane})\n\n*md*\n\n\
             [**B** b.example](https://b.example/)\n\n---\n\n![]({quay})\n"
        )
    );
    assert_eq!(
        post(&record, 3).draft.body,
        "Only *HTML*.\n\n[**C** about c c.example](https://c.example/)\n\n> [!NOTE]\n> ! Mind it\n\n\
         <details>\n<summary>T</summary>\n\nin\n\n</details>\n"
    );
    assert_eq!(post(&record, 9).draft.body, "What was shown.\n");
}

#[tokio::test]
async fn every_field_of_a_post_comes_in() {
    let record = Record::default();
    import_as(&record, &request()).await.unwrap();
    let first = post(&record, 1);
    let draft = &first.draft;
    let labels = |labels: &[Label]| labels.iter().map(ToString::to_string).collect::<Vec<_>>();
    let authors: Vec<&str> = draft.authors.iter().flatten().map(|author| author.name.as_str()).collect();
    assert_eq!(
        (labels(&draft.tags), authors),
        (vec!["Harbour".into(), "Knots & ropes".into()], vec!["Jon Ek", "Mara Lind"])
    );
    assert_eq!((draft.excerpt.as_deref(), draft.social_title.as_deref()), (Some("All of them."), Some("Card title")));
    assert_eq!(draft.canonical_url.as_deref(), Some("https://first.example/every-card/"));
    assert_eq!((draft.cover.clone(), draft.cover_alt.as_deref()), (Some(stored("crane.png")), Some("A crane")));
    assert_eq!(draft.published_at.map(|at| at.to_string()).as_deref(), Some("2021-05-02T08:00:00Z"));
    assert_eq!(first.created_at.map(|at| at.to_string()).as_deref(), Some("2021-05-01T08:00:00Z"));
    assert_eq!(first.feed_id.as_deref(), Some("5f0000000000000000000001"));
    let updated_at = first.record.published_updated_at.map(|at| at.to_string());
    assert_eq!(updated_at.as_deref(), Some("2021-05-03T08:00:00Z"));
    assert_eq!(
        (first.aliases.clone(), first.is_pinned, first.is_published),
        (vec!["/every-card".to_owned()], true, true)
    );
    // A page's address stays as it was.
    let about = post(&record, 4);
    assert_eq!((about.draft.kind, about.aliases), (Some(PostKind::Page), Vec::new()));
}

#[tokio::test]
async fn nothing_that_was_not_for_everybody_becomes_public() {
    let record = Record::default();
    import_as(&record, &request()).await.unwrap();
    for (number, is_published, publish_at) in [
        (4, true, None),
        (5, false, None),
        (6, false, Some("2030-01-01T00:00:00Z")),
        (7, false, None),
        (8, false, None),
    ] {
        let post = post(&record, number);
        let at = post.publish_at.map(|at| at.to_string());
        assert_eq!((post.is_published, at.as_deref()), (is_published, publish_at), "{number}");
    }
}

#[tokio::test]
async fn lists_redirect() {
    let record = Record::default();
    import_as(&record, &request()).await.unwrap();
    let redirects = record.written().redirects.clone();
    let (quay, crane) = (stored("quay.png"), stored("crane.png"));
    let expected = [
        ("/tag/harbour", "/tags/harbour"),
        ("/tag/knots-ropes", "/tags/knots-ropes"),
        ("/author/jon", "/authors/jon-ek"),
        ("/author/mara", "/authors/mara-lind"),
        ("/rss", "/rss.xml"),
        ("/tag/harbour/rss", "/tags/harbour/rss.xml"),
        ("/tag/knots-ropes/rss", "/tags/knots-ropes/rss.xml"),
        ("/author/jon/rss", "/authors/jon-ek/rss.xml"),
        ("/author/mara/rss", "/authors/mara-lind/rss.xml"),
        ("/content/images/2021/05/crane.png", crane.as_str()),
        ("/content/images/2021/05/quay.png", quay.as_str()),
    ];
    assert_eq!(redirects, expected.map(|(from, to)| (from.to_owned(), to.to_owned())));
}

#[tokio::test]
async fn images_are_fetched_from_the_site_that_is_named() {
    let record = Record::default();
    let media = MediaOptions { folder: None, is_fetched: true };
    let request = ImportRequest { media, site: Some("https://tides.example".into()), ..request() };
    let report = import_as(&record, &request).await.unwrap();
    assert_eq!(report.media, 3);
    let quay = media::path(&media::hash(b"https://tides.example/content/images/2021/05/quay.png")[..4], "quay.png");
    assert!(post(&record, 1).draft.body.contains(&quay));
}

#[tokio::test]
async fn a_blog_serves_what_was_imported() {
    let report = check_blog(&request()).await;
    assert_eq!((report.added, report.failed, report.media), (9, 1, 2));
}

#[tokio::test]
async fn a_second_import_adds_nothing() {
    let record = Record::default();
    import_as(&record, &request()).await.unwrap();
    let report = import_as(&record, &request()).await.unwrap();
    assert_eq!((report.added, report.present, report.failed), (0, 9, 1));
}

#[tokio::test]
async fn hostile_and_broken_exports_do_no_harm() {
    let post = |fields: &str| {
        format!(
            "{{\"id\":\"1\",\"title\":\"a\",\"slug\":\"a\",\"status\":\"published\",{fields}\"html\":\"<p>x</p>\"}}"
        )
    };
    let file = |posts: &str| format!("{{\"data\":{{\"posts\":[{posts}],\"posts_tags\":[],\"tags\":[],\"users\":[]}}}}");
    let number = "9".repeat(400);
    let (open, close) = ("{\"children\":[".repeat(10_000), "]}".repeat(10_000));
    let deep = serde_json::to_string(&format!("{{\"root\":{open}{close}}}")).unwrap();
    let cases = [
        // What means nothing is not even looked at.
        (file(&post(&format!("\"word_count\":{number},"))), 1, 0, "x\n"),
        (file(&post(&format!("\"featured\":{number},"))), 0, 1, ""),
        (file(&format!("{},{}", post(&format!("\"featured\":{number},")), post(""))), 1, 1, "x\n"),
        (file(&post(&format!("\"lexical\":{deep},"))), 1, 0, "x\n"),
        (file(&post("\"feature_image\":\"__GHOST_URL__/content/images/../../../etc/passwd.png\",")), 1, 0, "x\n"),
        (format!("{{\"data\":{{\"posts\":[{}]", post("")), 0, 2, ""),
        (file(&post("")).replace("]}}", "],\"more\":[1"), 1, 1, "x\n"),
    ];
    for (text, added, failed, body) in cases {
        let site = folder(&[("x.json", text.as_bytes()), ("passwd.png", b"secret")]);
        let record = Record::default();
        let media = MediaOptions { folder: Some(site.path().to_owned()), is_fetched: false };
        let request = ImportRequest { media, ..ImportRequest::of(&site.path().join("x.json")) };
        let report = import_as(&record, &request).await.unwrap();
        assert_eq!((report.added, report.failed), (added, failed), "{:?} of {:.200}", report.failures, text);
        let written = record.written();
        assert!(written.media.is_empty());
        assert_eq!(written.posts.first().map_or("", |post| &post.draft.body), body);
    }
}

#[tokio::test]
async fn what_has_no_place_here_is_named() {
    let lexical =
        |nodes: serde_json::Value| serde_json::json!({"root": {"type": "root", "children": nodes}}).to_string();
    let hidden = serde_json::json!({"web": {"nonMember": false, "memberSegment": "status:free"}});
    let text = lexical(serde_json::json!([
        {"type": "html", "html": "<p>For everybody.</p>"},
        {"type": "html", "html": "<p>Members read this.</p>", "visibility": hidden},
        {"type": "call-to-action", "textValue": "<p>Pay first.</p>", "visibility": {"showOnWeb": false}},
    ]));
    let export = serde_json::json!({"db": [{"data": {
        "posts": [{"id": "1", "uuid": "u", "title": "T", "slug": "t", "status": "published", "lexical": text}],
        "posts_tags": [],
        "tags": [{"id": "1", "name": "A", "slug": "a", "description": "All of it"}],
        "users": [{"id": "1", "name": "Ada", "slug": "ada", "bio": "Writes."}],
        "members": [{"id": "1"}, {"id": "2"}],
        "newsletters": [{"id": "1"}],
        "settings": [
            {"key": "title", "value": "T"}, {"key": "timezone", "value": "Europe/Paris"},
            {"key": "logo", "value": "__GHOST_URL__/content/images/logo.png"}, {"key": "icon", "value": ""},
        ],
    }}]});
    let site = folder(&[("e.json", export.to_string().as_bytes())]);
    let record = Record::default();
    let report = import_as(&record, &ImportRequest::of(&site.path().join("e.json"))).await.unwrap();
    let post = record.post("ghost:u");
    assert!(post.is_published);
    assert_eq!(post.draft.body, "For everybody.\n");
    let mut told = shown(&report.notices);
    told.sort();
    let mut expected = [
        "e.json: settings that are left out: logo",
        "e.json: left out: 2 members",
        "e.json: left out: 1 newsletters",
        "e.json: what tags say besides their names is left out",
        "e.json: what authors say of themselves, and their pictures, is left out: they come in by their names",
        "e.json: post 1 \"T\": what was not for everybody is left out: \"Members read this.\"",
        "e.json: post 1 \"T\": what was not for everybody is left out: \"Pay first.\"",
    ];
    expected.sort_unstable();
    assert_eq!(told, expected);
}

#[tokio::test]
async fn the_time_zone_comes_along() {
    let folder = tempfile::tempdir().unwrap();
    let export = br#"{"db": [{"data": {"posts": [], "settings": [
        {"key": "title", "value": "T"}, {"key": "timezone", "value": "Europe/Paris"}, {"key": "locale", "value": "x y"}]}}]}"#;
    let site = super::super::tests::folder(&[("e.json", export)]);
    let blog = crate::service::Blog::open(crate::service::BlogOptions::local(folder.path().to_owned())).await.unwrap();
    let request = ImportRequest::of(&site.path().join("e.json"));
    let report = super::super::import(&blog, &crate::domain::Principal::OPERATOR, &request, |_| {}).await.unwrap();
    assert_eq!(shown(&report.notices), ["e.json:1: the site's settings: \"x y\" is no language"]);
    let site = blog.site();
    assert_eq!((site.name.as_str(), site.time_zone.as_str()), ("T", "Europe/Paris"));
    blog.close().await;
}
