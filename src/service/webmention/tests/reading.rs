//! What pages say, by the book and otherwise.

use reqwest::Url;

use super::TARGET;
use crate::domain::comment::{Found, MentionKind};
use crate::service::fetch::Fetched;
use crate::service::webmention::source::{Link, read};

fn found_on(content_type: &str, body: &str) -> (Link, Found) {
    let fetched = Fetched {
        url: Url::parse("https://other.example/posts/a?b").unwrap(),
        content_type: content_type.into(),
        links: Vec::new(),
        body: body.as_bytes().to_vec(),
        is_cut: false,
    };
    let source = read(fetched, TARGET, &|url| url.as_str() == "https://blog.example/posts/old-fog");
    (source.link, source.found)
}

#[test]
fn a_link_is_what_the_rules_of_its_kind_of_page_say() {
    let html = "text/html; charset=utf-8";
    for (content_type, body, expected) in [
        (html, "<a href='https://blog.example/posts/fog'>", Link::ToTarget),
        (html, "<A HREF=' https://blog.example/posts/fog '>", Link::ToTarget),
        (html, "<a href='https://blog.example:443/posts/fog'>", Link::ToTarget),
        (html, "<a href='//blog.example/posts/fog'>", Link::ToTarget),
        (html, "<base href='https://blog.example/x/'><a href='../posts/fog'>", Link::ToTarget),
        (html, "<img src='https://blog.example/posts/fog'>", Link::ToTarget),
        (html, "<video src='https://blog.example/posts/fog'>", Link::ToTarget),
        (html, "<a href='https://blog.example/posts/fog?x'>", Link::Nowhere),
        (html, "<a href='https://blog.example/posts/old-fog'>", Link::ToPost),
        (html, "<link href='https://blog.example/posts/fog'>", Link::Nowhere),
        (html, "<a title='https://blog.example/posts/fog'>", Link::Nowhere),
        (html, "<textarea><a href='https://blog.example/posts/fog'></textarea>", Link::Nowhere),
        ("application/json", r#"{"a":[{"b":"https://blog.example/posts/fog"}]}"#, Link::ToTarget),
        ("application/activity+json", r#"{"a":"see https://blog.example/posts/fog"}"#, Link::Nowhere),
        ("application/json", "not json", Link::Nowhere),
        ("text/plain", "See https://blog.example/posts/fog.", Link::ToTarget),
        ("text/plain", "See https://blog.example/posts/foggy", Link::Nowhere),
        ("image/svg+xml", "<a href='https://blog.example/posts/fog'>", Link::Nowhere),
        ("", "<a href='https://blog.example/posts/fog'>", Link::Nowhere),
    ] {
        assert_eq!(found_on(content_type, body).0, expected, "{content_type} {body}");
    }
}

/// What a page does, its title, its writer's name and site, and what it says.
type Expected<'t> = (MentionKind, &'t str, &'t str, &'t str, &'t str);

#[test]
fn what_a_page_says_of_itself_is_read_however_it_is_marked() {
    let link = format!("<a href='{TARGET}'>x</a>");
    let reply = format!("<a class='u-in-reply-to' href='{TARGET}'></a>");
    let cases: [(String, Expected<'_>); 10] = [
        (format!("<title>A &amp; B</title>{link}"), (MentionKind::Mention, "A & B", "other.example", "", "")),
        (
            format!("<div class='h-entry'>{reply}<p class='p-name e-content'>Just <i>words</i>.</p></div>"),
            (MentionKind::Reply, "", "other.example", "", "Just words."),
        ),
        (
            format!(
                "<div class='h-entry'><div class='u-like-of h-cite'><a class=u-url href='{TARGET}'></a></div></div>"
            ),
            (MentionKind::Like, "", "other.example", "", ""),
        ),
        (
            format!("<div class=h-entry><data class=u-repost-of value='{TARGET}'></data>{link}</div>"),
            (MentionKind::Repost, "", "other.example", "", ""),
        ),
        (
            format!("<div class=h-entry><span class=p-author>Ann Lee</span>{link}</div>"),
            (MentionKind::Mention, "", "Ann Lee", "", ""),
        ),
        (
            format!(
                "<div class=h-entry><a class='u-author h-card' href=/ann><img class=u-photo alt='Ann Lee' src=a></a>{link}</div>"
            ),
            (MentionKind::Mention, "", "Ann Lee", "https://other.example/ann", ""),
        ),
        (
            format!(
                "<div class='h-card'><b class=p-name>Ann</b><a class=u-url href=//ann.example/></a></div><div class=h-entry>{link}</div>"
            ),
            (MentionKind::Mention, "", "Ann", "https://ann.example/", ""),
        ),
        (
            format!(
                "<div class=h-entry><p class=p-name>Another</p></div><div class=h-entry><p class=p-name>This</p><p class=p-summary>Short</p><div class=e-content>Long {link}</div></div>"
            ),
            (MentionKind::Mention, "This", "other.example", "", "Short"),
        ),
        // What is in an entry of its own inside says nothing of the one around it.
        (
            format!(
                "<div class=h-entry><div class='p-comment h-cite'><a class='p-author h-card' href=/c>Cy</a><a class=u-like-of href='{TARGET}'></a></div>{link}</div>"
            ),
            (MentionKind::Mention, "", "other.example", "", ""),
        ),
        (
            format!("<div class=h-entry><a class='p-author h-card' href='javascript:alert(1)'>Eve</a>{link}</div>"),
            (MentionKind::Mention, "", "Eve", "javascript:alert(1)", ""),
        ),
    ];
    for (body, (kind, title, name, website, text)) in cases {
        let (_, found) = found_on("text/html", &body);
        let expected =
            Found { kind, title: title.into(), name: name.into(), website: website.into(), text: text.into() };
        assert_eq!(found, expected, "{body}");
    }
}

#[test]
fn a_page_full_of_marks_is_read_in_its_time() {
    let link = format!("<a href='{TARGET}'>x</a>");
    for body in [
        "<div class='h-entry p-name e-content p-author h-card'>".repeat(20_000) + &link,
        format!("<div class=h-entry>{}{link}", "<p class=p-author>".repeat(50_000)),
        format!("{link}{}", "<b".repeat(300_000)),
        format!("{link}<div class=h-entry>{}", "&amp;".repeat(200_000)),
    ] {
        let (_, found) = found_on("text/html", &body);
        assert!(found.text.len() < 32 * 1024 && found.name.len() < 32 * 1024);
    }
}
