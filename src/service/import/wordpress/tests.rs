//! Whole exports, written into a record.

use std::path::{Path, PathBuf};

use super::super::tests::{Record, check_blog, folder, import_as, shown};
use super::super::{ImportRequest, ImportedPost, MediaOptions};
use crate::domain::comment::Standing;
use crate::domain::post::PostKind;
use crate::domain::{Label, Slug, media};

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/wordpress")
}

fn request() -> ImportRequest {
    let media = MediaOptions { folder: Some(fixture().join("uploads")), is_fetched: false };
    ImportRequest { media, ..ImportRequest::of(&fixture().join("export.xml")) }
}

fn post(record: &Record, id: u32) -> ImportedPost {
    record.post(&format!("wordpress:tides.example:{id}"))
}

/// The address that a picture of the fixture gets.
fn stored(name: &str) -> String {
    let bytes = std::fs::read(fixture().join("uploads/2020/01").join(name)).unwrap();
    media::path(&media::hash(&bytes)[..4], name)
}

#[tokio::test]
async fn an_export_comes_in_whole() {
    let record = Record::default();
    let report = import_as(&record, &request()).await.unwrap();
    assert_eq!((report.found, report.added, report.failed, report.media), (7, 7, 0, 2));
    assert_eq!(
        shown(&report.notices),
        [
            "export.xml: 1 of the type \"nav_menu_item\" are left out",
            "export.xml: fields that were added to posts are left out: mood",
            "export.xml: 1 notes of other sites (pingbacks, trackbacks) are left out",
            "export.xml: 1 comments that were spam or in the trash are left out",
            "export.xml:24: post 11 \"First steps\": its other categories become tags: Harbour",
            "export.xml:24: post 11 \"First steps\": still leads to the old site: http://tides.example/nowhere/",
            "export.xml:24: post 11 \"First steps\": still leads to the old site: https://tides.example/wp-content/uploads/2020/01/gone.png",
            "export.xml:83: post 12 \"The quay\": the shortcode [contact-form-7] stays as it is written",
            "export.xml:83: post 12 \"The quay\": a script is left out",
            "export.xml:127: post 15 \"Secret\": it was behind a password: it becomes a draft",
            "export.xml:133: post 16 \"Private\": it was private: it becomes a draft",
            "export.xml:139: post 17 \"\": no title: it is called \"Untitled\"",
            "export.xml:145: post 18 \"Thrown away\": in the trash: left out",
        ]
    );
    let site = record.written().site.clone();
    assert_eq!(site, Some(("Tide & Tables".into(), "Notes from a small harbour.".into(), "en-GB".into())));
}

#[tokio::test]
async fn every_field_of_a_post_comes_in() {
    let record = Record::default();
    import_as(&record, &request()).await.unwrap();
    let first = post(&record, 11);
    let draft = &first.draft;
    let labels = |labels: &[Label]| labels.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!((draft.title.as_str(), draft.slug.as_ref().map(Slug::as_str)), ("First steps", Some("first-steps")));
    assert_eq!(draft.excerpt.as_deref(), Some("It began with a rope."));
    assert_eq!(draft.category.as_ref().map(ToString::to_string).as_deref(), Some("Quays"));
    assert_eq!(labels(&draft.tags), ["Harbour", "Knots"]);
    assert_eq!(draft.authors.as_ref().map(|authors| authors[0].name.as_str()), Some("Mara Lind"));
    assert_eq!(draft.published_at.map(|at| at.to_string()).as_deref(), Some("2020-01-02T08:00:00Z"));
    assert_eq!((draft.cover.clone(), draft.cover_alt.as_deref()), (Some(stored("crane.png")), Some("A yellow crane")));
    assert_eq!((first.is_published, first.is_pinned, first.publish_at), (true, true, None));
    assert_eq!(first.feed_id.as_deref(), Some("https://tides.example/?p=11"));
    let updated_at = first.record.published_updated_at.map(|at| at.to_string());
    assert_eq!(updated_at.as_deref(), Some("2020-03-04T05:06:07Z"));
    assert_eq!(first.aliases, ["/2020/01/first-steps", "/?p=11", "/2020/01/very-first-steps"]);
    assert_eq!(
        draft.body,
        format!(
            "How it **began**, with [somebody](/about#who), at [the quay](/posts/le-café) and \
             [nowhere](http://tides.example/nowhere/).\n\n\
             <figure>\n<img src=\"{}\" alt=\"The quay\">\n<figcaption>The <em>old</em> quay</figcaption>\n</figure>\n\n\
             ![Gone](https://tides.example/wp-content/uploads/2020/01/gone.png)\n",
            stored("quay.png")
        )
    );
}

#[tokio::test]
async fn old_text_comes_in_with_its_paragraphs() {
    let record = Record::default();
    import_as(&record, &request()).await.unwrap();
    let quay = post(&record, 12);
    let crane = stored("crane.png");
    assert_eq!(quay.draft.slug.as_ref().map(Slug::as_str), Some("le-café"));
    assert_eq!(
        (quay.draft.category.clone(), quay.aliases.clone()),
        (None, vec!["/2020/02/le-café".into(), "/?p=12".into()])
    );
    assert_eq!(
        quay.draft.body,
        format!(
            "Line one\\\nline two\n\n<figure>\n<a href=\"{crane}\"><img src=\"{crane}\" alt=\"A crane\"></a>\n\
             <figcaption>The crane</figcaption>\n</figure>\n\n\\[contact-form-7 id=\"5\"\\]\n\n<!-- more -->\n\nThe rest.\n"
        )
    );
}

#[tokio::test]
async fn nothing_that_was_not_for_everybody_becomes_public() {
    let record = Record::default();
    import_as(&record, &request()).await.unwrap();
    for (id, is_published, publish_at) in [
        (11, true, None),
        (13, true, None),
        (14, false, Some("2030-01-01T00:00:00Z")),
        (15, false, None),
        (16, false, None),
        (17, false, None),
    ] {
        let post = post(&record, id);
        let at = post.publish_at.map(|at| at.to_string());
        assert_eq!((post.is_published, at.as_deref()), (is_published, publish_at), "{id}");
    }
    let draft = post(&record, 17);
    assert_eq!(draft.created_at.map(|at| at.to_string()).as_deref(), Some("2021-05-06T07:08:09Z"));
    assert_eq!(draft.draft.published_at, None);
    let about = post(&record, 13);
    assert_eq!((about.draft.kind, about.aliases), (Some(PostKind::Page), vec!["/?page_id=13".into(), "/?p=13".into()]));
}

#[tokio::test]
async fn comments_come_with_their_places() {
    let record = Record::default();
    let report = import_as(&record, &request()).await.unwrap();
    assert_eq!(report.comments, 2);
    let written = record.written();
    let (source, first) = &written.comments[0];
    assert_eq!(source, "wordpress:tides.example:11");
    assert_eq!(
        (first.import_id.as_str(), first.parent.as_deref(), first.standing),
        ("wordpress:1", None, Standing::Approved)
    );
    assert_eq!((first.input.name.as_str(), first.input.email.as_str()), ("Jon", "jon@a.example"));
    assert_eq!(
        (first.input.text.as_str(), first.written_at.to_string().as_str()),
        ("Well begun.\n", "2020-01-03T10:00:00Z")
    );
    let (_, second) = &written.comments[1];
    assert_eq!((second.parent.as_deref(), second.standing), (Some("wordpress:1"), Standing::Waiting));
    assert_eq!(second.input.text, "One\n\nTwo **three**\n");
}

#[tokio::test]
async fn lists_and_images_redirect() {
    let record = Record::default();
    import_as(&record, &request()).await.unwrap();
    let redirects = record.written().redirects.clone();
    let (quay, crane) = (stored("quay.png"), stored("crane.png"));
    let expected = [
        ("/category/harbour", "/tags/harbour"),
        ("/category/harbour/quays", "/categories/quays"),
        ("/tag/knots", "/tags/knots"),
        ("/author/mara", "/authors/mara-lind"),
        ("/feed", "/rss.xml"),
        ("/category/harbour/feed", "/tags/harbour/rss.xml"),
        ("/category/harbour/quays/feed", "/categories/quays/rss.xml"),
        ("/tag/knots/feed", "/tags/knots/rss.xml"),
        ("/author/mara/feed", "/authors/mara-lind/rss.xml"),
        ("/2020/01", "/archive/2020/01"),
        ("/2020/02", "/archive/2020/02"),
        ("/2020", "/archive/2020"),
        ("/wp-content/uploads/2020/01/crane-150x150.png", crane.as_str()),
        ("/wp-content/uploads/2020/01/crane.png", crane.as_str()),
        ("/wp-content/uploads/2020/01/quay-300x200.png", quay.as_str()),
        ("/wp-content/uploads/2020/01/quay.png", quay.as_str()),
    ];
    assert_eq!(redirects, expected.map(|(from, to)| (from.to_owned(), to.to_owned())));
}

#[tokio::test]
async fn a_second_import_adds_what_is_new_alone() {
    let record = Record::default();
    import_as(&record, &request()).await.unwrap();
    let text = std::fs::read_to_string(fixture().join("export.xml")).unwrap();
    let item = "<item><title>New</title><wp:post_id>40</wp:post_id><wp:status>publish</wp:status></item></channel>";
    let changed = folder(&[("any-name.txt", text.replace("</channel>", item).as_bytes())]);
    let report = import_as(&record, &ImportRequest::of(&changed.path().join("any-name.txt"))).await.unwrap();
    assert_eq!((report.added, report.present, report.failed), (1, 7, 0));
}

#[tokio::test]
async fn images_are_fetched_where_that_is_allowed() {
    let record = Record::default();
    let media = MediaOptions { folder: None, is_fetched: true };
    let request = ImportRequest { media, ..request() };
    let report = import_as(&record, &request).await.unwrap();
    assert_eq!(report.media, 3);
    // The whole picture is asked for, not the smaller copy that the text shows.
    let quay = media::path(&media::hash(b"https://tides.example/wp-content/uploads/2020/01/quay.png")[..4], "quay.png");
    assert!(post(&record, 11).draft.body.contains(&quay));
}

#[tokio::test]
async fn a_blog_serves_what_was_imported() {
    let report = check_blog(&request()).await;
    assert_eq!((report.added, report.failed, report.media), (7, 0, 2));
}

#[tokio::test]
async fn an_export_that_is_cut_off_brings_what_is_whole() {
    let text = std::fs::read(fixture().join("export.xml")).unwrap();
    let end = text.windows(10).position(|window| window == b"Who we are").unwrap();
    let cut = folder(&[("cut.xml", &text[..end])]);
    let record = Record::default();
    let report = import_as(&record, &ImportRequest::of(&cut.path().join("cut.xml"))).await.unwrap();
    assert_eq!((report.found, report.added, report.failed), (2, 2, 1));
    assert!(shown(&report.failures)[0].starts_with("cut.xml:"), "{:?}", report.failures);
    assert!(shown(&report.failures)[0].ends_with("in the item \"About us\""), "{:?}", report.failures);
}

#[tokio::test]
async fn hostile_exports_do_no_harm() {
    let head =
        "<rss xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><title>x</title><link>https://a.example</link>";
    let lol = (1..10).fold("<!ENTITY lol0 \"lol\">".to_owned(), |dtd, n| {
        format!("{dtd}<!ENTITY lol{n} \"{}\">", format!("&lol{};", n - 1).repeat(10))
    });
    let item = |inner: &str| format!("<item><wp:post_id>1</wp:post_id><wp:status>publish</wp:status>{inner}</item>");
    let number = "9".repeat(400);
    let deep = format!("<content:encoded><![CDATA[{}]]></content:encoded>", "<div><b>".repeat(20_000));
    let cases = [
        (format!("<!DOCTYPE x [{lol}]>{head}{}", item("<title>&lol9;</title>")), "&lol9;"),
        (format!("{head}{}", item(&format!("<title>a</title><wp:post_parent>{number}</wp:post_parent>"))), "a"),
        (format!("{head}{}", item(&format!("<title>b</title>{deep}"))), "b"),
        (
            format!(
                "{head}{}",
                item(
                    "<title>c</title><link>https://a.example/../../etc/passwd</link><wp:post_name>../../etc</wp:post_name><content:encoded>&lt;img src=\"https://a.example/../../../etc/passwd.png\"&gt;</content:encoded>"
                )
            ),
            "c",
        ),
    ];
    for (text, title) in cases {
        let site = folder(&[("x.xml", text.as_bytes()), ("passwd.png", b"secret")]);
        let record = Record::default();
        let media = MediaOptions { folder: Some(site.path().join("uploads")), is_fetched: false };
        let request = ImportRequest { media, ..ImportRequest::of(&site.path().join("x.xml")) };
        import_as(&record, &request).await.unwrap();
        let written = record.written();
        assert_eq!(written.posts.iter().map(|post| post.draft.title.as_str()).collect::<Vec<_>>(), [title]);
        assert!(written.posts[0].draft.slug.as_ref().is_some_and(|slug| !slug.as_str().contains('/')));
        assert!(written.media.is_empty());
    }
}

#[tokio::test]
async fn what_is_no_export_is_named() {
    let cases: [(&[u8], &str); 7] = [
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"", "an empty file"),
        (b"PK\x03\x04", "a broken zip archive: "),
        (b"<html><body>x", "XML, but not what WordPress exports"),
        (b"a\0b", "no text"),
        (b"{\"a\": 1}", "JSON, but not what Ghost exports"),
        (b"just words", "neither a folder of Markdown nor an export of WordPress (XML) or Ghost (JSON), zipped or not"),
    ];
    for (bytes, reason) in cases {
        let file = folder(&[("export.xml", bytes)]);
        let error =
            import_as(&Record::default(), &ImportRequest::of(&file.path().join("export.xml"))).await.unwrap_err();
        assert!(error.to_string().contains(reason), "{error}");
    }
}

/// An export with these elements in it, and what its import tells.
async fn import_text(channel: &str) -> (Record, Vec<String>) {
    let head =
        "<rss xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><title>T</title><link>https://a.example</link>";
    let site = folder(&[("x.xml", format!("{head}{channel}</channel></rss>").as_bytes())]);
    let record = Record::default();
    let report = import_as(&record, &ImportRequest::of(&site.path().join("x.xml"))).await.unwrap();
    (record, shown(&report.notices))
}

/// A published item of that number and title.
fn item(id: u32, title: &str, inner: &str) -> String {
    format!(
        "<item><title>{title}</title><wp:post_id>{id}</wp:post_id><wp:status>publish</wp:status>\
         <wp:post_date_gmt>2020-01-01 00:00:00</wp:post_date_gmt>{inner}</item>"
    )
}

#[tokio::test]
async fn comments_that_were_closed_stay_closed() {
    let closed = item(1, "Closed", "<wp:comment_status>closed</wp:comment_status>");
    let open = item(2, "Open", "<wp:comment_status>open</wp:comment_status>");
    let (record, _) = import_text(&format!("{closed}{open}")).await;
    let is_closed = |id| record.post(&format!("wordpress:a.example:{id}")).are_comments_closed;
    assert_eq!((is_closed(1), is_closed(2)), (true, false));
}

#[tokio::test]
async fn pages_below_pages_keep_their_addresses() {
    let page = "<wp:post_type>page</wp:post_type>";
    let child = format!("{page}<wp:post_parent>1</wp:post_parent><link>https://a.example/about/us/</link>");
    let (record, told) = import_text(&format!(
        "{}{}",
        item(2, "Us", &child),
        item(1, "About", &format!("{page}<link>https://a.example/about/</link>"))
    ))
    .await;
    assert_eq!(record.post("wordpress:a.example:2").aliases, ["/about/us", "/?page_id=2", "/?p=2"]);
    assert_eq!(told, ["x.xml:1: post 2 \"Us\": it stood below the page \"About\"; pages here stand side by side"]);
}

#[tokio::test]
async fn what_was_for_members_becomes_a_draft() {
    let meta = |key: &str, value: &str| {
        format!("<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value>{value}</wp:meta_value></wp:postmeta>")
    };
    let content = |text: &str| format!("<content:encoded><![CDATA[{text}]]></content:encoded>");
    let cases = [
        (meta("_members_access_role", "editor"), false),
        (meta("rcp_user_level", "Subscriber"), false),
        (meta("rcp_user_level", "None"), true),
        (meta("_jetpack_newsletter_access", "paid_subscribers"), false),
        (meta("_jetpack_newsletter_access", "everybody"), true),
        (content("a <!-- wp:premium-content/container --><p>secret</p><!-- /wp:premium-content/container -->"), false),
        (content("a [members_logged_in]secret[/members_logged_in]"), false),
        (content("all of it"), true),
    ];
    for (inner, is_published) in cases {
        let (record, told) = import_text(&item(1, "T", &inner)).await;
        assert_eq!(record.post("wordpress:a.example:1").is_published, is_published, "{inner}");
        assert_eq!(told.iter().any(|line| line.contains("for members alone")), !is_published, "{inner}: {told:?}");
    }
}

#[tokio::test]
async fn what_has_no_place_here_is_named() {
    let attachment = |id: u32, name: &str| {
        item(
            id,
            name,
            &format!(
                "<wp:post_type>attachment</wp:post_type>\
                 <wp:attachment_url>https://a.example/wp-content/uploads/{name}</wp:attachment_url>"
            ),
        )
    };
    let noindex = "<category domain=\"mood\" nicename=\"calm\">Calm</category><wp:postmeta>\
        <wp:meta_key>_yoast_wpseo_meta-robots-noindex</wp:meta_key><wp:meta_value>1</wp:meta_value></wp:postmeta>";
    let channel = [
        "<image><url>https://a.example/icon.png</url></image>".to_owned(),
        "<wp:tag><wp:tag_slug>a</wp:tag_slug><wp:tag_name>A</wp:tag_name><wp:tag_description>All</wp:tag_description></wp:tag>"
            .to_owned(),
        item(1, "T", noindex),
        item(2, "Before", "<wp:post_type>revision</wp:post_type>"),
        attachment(3, "table.pdf"),
        attachment(4, "gone.png"),
    ];
    let (_, mut told) = import_text(&channel.concat()).await;
    let mut expected = [
        "x.xml: 1 of the type \"revision\" are left out",
        "x.xml: left out: 1 files of the library that are no pictures: table.pdf",
        "x.xml: left out: 1 pictures of the library, which are nowhere to be found: gone.png",
        "x.xml: settings that are left out: the site's icon",
        "x.xml: what lists of categories and tags said besides their names is left out",
        "x.xml:1: post 1 \"T\": its terms of the taxonomy \"mood\" are left out: Calm",
        "x.xml:1: post 1 \"T\": search engines were asked to keep away from it, which is left out",
    ];
    told.sort();
    expected.sort_unstable();
    assert_eq!(told, expected);
}

#[tokio::test]
async fn pictures_keep_what_is_said_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let blog = crate::service::Blog::open(crate::service::BlogOptions::local(folder.path().to_owned())).await.unwrap();
    let who = &crate::domain::Principal::OPERATOR;
    super::super::import(&blog, who, &request(), |_| {}).await.unwrap();
    let library = blog.media_list(who, Default::default(), "", 1).await.unwrap().media;
    let crane = library.iter().find(|media| media.name == "crane").unwrap();
    assert_eq!(crane.alt, "A yellow crane");
    blog.close().await;
}
