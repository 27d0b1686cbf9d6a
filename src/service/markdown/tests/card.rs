//! Links that are cards, and links that are none.

use super::super::{CardText, LABELS_EN, LABELS_FR, card_markdown, host_of, lone_links, render};

fn check(markdown: &str, expected: &str) {
    assert_eq!(render(markdown, &LABELS_EN).html.trim(), expected, "for {markdown}");
}

const PICTURE: &str = "<img src=\"/media/a/b.webp\" alt=\"\" decoding=\"async\">";

#[test]
fn a_link_around_a_picture_and_a_title_is_a_card() {
    check(
        "[![](/media/a/b.webp) **Title** About it. example.org](https://www.example.org/post?a=1&b=2)",
        &format!(
            "<p><a href=\"https://www.example.org/post?a=1&amp;b=2\" class=\"card\">{PICTURE}<strong>Title</strong> \
             <span class=\"card-description\">About it.</span> <span class=\"card-host\">example.org</span></a></p>"
        ),
    );
    check(
        "[![](/media/a/b.webp)**Title**](/posts/mine)",
        &format!("<p><a href=\"/posts/mine\" class=\"card\">{PICTURE}<strong>Title</strong></a></p>"),
    );
}

#[test]
fn a_video_has_a_mark_that_says_so() {
    let markdown = "[![](/media/a/b.webp) **▶ Film** example.org](https://example.org:8080/)";
    check(
        markdown,
        &format!(
            "<p><a href=\"https://example.org:8080/\" class=\"card card-video\">{PICTURE}<span class=\"card-play\" \
             role=\"img\" aria-label=\"Video\">▶</span> <strong>Film</strong> <span \
             class=\"card-host\">example.org</span></a></p>"
        ),
    );
    assert!(render(markdown, &LABELS_FR).html.contains("aria-label=\"Vidéo\""));
}

#[test]
fn without_a_picture_the_host_tells_a_card_from_a_link() {
    check(
        "[**Title** Some words example.org](https://example.org/)",
        "<p><a href=\"https://example.org/\" class=\"card\"><strong>Title</strong> <span \
         class=\"card-description\">Some words</span> <span class=\"card-host\">example.org</span></a></p>",
    );
    check("[**Title**](https://example.org/)", "<p><a href=\"https://example.org/\"><strong>Title</strong></a></p>");
}

#[test]
fn other_links_stay_as_they_are() {
    for (markdown, expected) in [
        ("[![b](c)](d)", "<p><a href=\"d\"><img src=\"c\" alt=\"b\" decoding=\"async\"></a></p>"),
        (
            "See [![](c) **d** e](f)",
            "<p>See <a href=\"f\"><img src=\"c\" alt=\"\" decoding=\"async\"> <strong>d</strong> e</a></p>",
        ),
        (
            "[![](c) **d** *e*](f)",
            "<p><a href=\"f\"><img src=\"c\" alt=\"\" decoding=\"async\"> <strong>d</strong> <em>e</em></a></p>",
        ),
        (
            "[![](c) **d**](javascript:e)",
            "<p><a><img src=\"c\" alt=\"\" decoding=\"async\"> <strong>d</strong></a></p>",
        ),
        ("[![](javascript:c) **d** e](f)", "<p><a href=\"f\"> <strong>d</strong> e</a></p>"),
        ("<p><a class=\"card\" href=\"a\"><b>c</b></a></p>", "<p><a href=\"a\"><b>c</b></a></p>"),
    ] {
        check(markdown, expected);
    }
}

#[test]
fn a_card_does_no_more_than_a_link() {
    check(
        "[![x](//evil/y.png \"z\") **<b onclick=a>t</b>** example.org](https://example.org/\"onclick=a)",
        "<p><a href=\"https://example.org/&quot;onclick=a\"><img src=\"//evil/y.png\" alt=\"x\" title=\"z\" \
         decoding=\"async\"> <strong><b>t</b></strong> example.org</a></p>",
    );
    let sly = "[![](a) **t &lt;script&gt; \"** &lt;img onerror=b&gt; evil&quot;](https://evil&quot;onload=c)";
    super::super::assert_sound(sly);
    let html = render(sly, &LABELS_EN).html;
    assert!(!html.contains("<script") && !html.contains("<img onerror") && !html.contains("\" onload"), "{html}");
}

#[test]
fn the_excerpt_and_the_search_know_what_a_card_is() {
    let markdown = "[![](/media/a/b.webp) **▶ Film** Words example.org](https://example.org/)\n\nThe text begins.";
    let rendered = render(markdown, &LABELS_EN);
    assert_eq!(rendered.excerpt, "The text begins.");
    assert_eq!(rendered.text, "Film Words example.org The text begins.");
}

#[test]
fn whatever_a_page_is_called_its_card_says_just_that() {
    let title = "**\"Bold\"** _it_ [x](javascript:alert(1)) `c` <script>alert(1)</script> &amp; ~s~ \\ | ![i](j)";
    for (title, description, is_video) in [
        (title, title, false),
        ("a", "b", true),
        ("“Quoted.”", "", true),
        ("(1) #2 - 3. > 4", "***", false),
        ("]", "](https://evil.example/)", false),
        ("ends with \\", "`", false),
    ] {
        let url = "https://www.example.org/a_(b)?c=*d*&copy;=[e]";
        let card = CardText { url, title, description, picture: Some("/media/a/b.webp"), is_video };
        let markdown = card_markdown(&card);
        assert_eq!(markdown.lines().count(), 1);
        super::super::assert_sound(&markdown);
        let rendered = render(&markdown, &LABELS_EN);
        let expected = format!("{title} {description} example.org");
        let expected = expected.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(rendered.text, expected, "{markdown}\n{}", rendered.html);
        assert_eq!(rendered.html.matches("<a ").count(), 1, "{}", rendered.html);
        assert!(rendered.html.contains("class=\"card"), "{}", rendered.html);
        assert_eq!(rendered.links, ["https://www.example.org/a_%28b%29?c=*d*&copy;=[e]"]);
    }
    let turned =
        CardText { url: "https://a.b/", title: "a\u{202e}b\nc\u{0}", description: "", picture: None, is_video: false };
    assert_eq!(card_markdown(&turned), "[**ab c** a.b](https://a.b/)");
}

#[test]
fn links_that_stand_alone_are_found() {
    let markdown = "Text https://a.example/ here\n\nhttps://b.example/x_y_z\n\n<https://c.example/>\n\n- https://d.example/\n\n\
                    > https://e.example/\n\n    https://f.example/\n\n```\nhttps://g.example/\n```\n\nhttps://h.example/\nmore\n\n\
                    ftp://i.example/\n\nhttps://j.example/ \n";
    let found: Vec<_> = lone_links(markdown).into_iter().map(|(range, url)| (&markdown[range], url)).collect();
    assert_eq!(
        found,
        [
            ("https://b.example/x_y_z", "https://b.example/x_y_z"),
            ("<https://c.example/>", "https://c.example/"),
            ("https://e.example/", "https://e.example/"),
            ("https://j.example/", "https://j.example/"),
        ]
    );
}

#[test]
fn a_host_is_named_without_its_port() {
    for (url, expected) in [
        ("https://www.example.org:443/a", Some("example.org")),
        ("http://127.0.0.1:8080", Some("127.0.0.1")),
        ("http://[::1]:80/", Some("[::1]")),
        ("https://example.org?a", Some("example.org")),
        ("/posts/a", None),
    ] {
        assert_eq!(host_of(url), expected, "{url}");
    }
}
