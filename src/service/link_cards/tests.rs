//! Cards of pages that a server on this machine has, good ones and bad ones.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::{LinkCardError, LinkCardOptions, PAGE_BYTES_MAX};
use crate::domain::link_card::{LinkCard, LinkCardRefusal};
use crate::domain::{AccountId, Principal, Role};
use crate::service::fetch::guard::{Guard, is_public, parse};
use crate::service::{Blog, BlogOptions};
use crate::store::media;

const WHO: Principal = Principal::account(AccountId(uuid::Uuid::from_u128(1)), Role::Contributor);
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\
    \x1f\0\x05\0\x01\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82";

/// What is at an address of the other site.
fn answer_to(path: &str, own: &str) -> Vec<u8> {
    let html = |head: &str| response("200 OK", "text/html; charset=utf-8", head.as_bytes());
    let led_to =
        |place: &str| format!("HTTP/1.1 302 Found\r\nlocation: {place}\r\ncontent-length: 0\r\n\r\n").into_bytes();
    match path {
        "/article" => html(
            "<title>no</title><meta property=og:title content='An article &amp; more'><meta property=og:description \
             content=' What it\n says. '><meta property=og:image content=/picture.png>",
        ),
        "/video" => html(&format!(
            "<title>Film - Site</title><link rel=alternate type=application/json+oembed href='{own}/oembed?a=1&amp;b=2'>"
        )),
        "/oembed?a=1&b=2" => response(
            "200 OK",
            "application/json",
            format!("{{\"type\":\"video\",\"title\":\"Film\",\"author_name\":\"Ann\",\"thumbnail_url\":\"{own}/picture.png\"}}").as_bytes(),
        ),
        "/picture.png" => response("200 OK", "image/png", PNG),
        "/no-picture" => html("<title>Page</title><meta property=og:image content=/no-picture.png>"),
        "/no-picture.png" => response("200 OK", "image/png", b"<svg onload='alert(1)' xmlns='http://www.w3.org/2000/svg'/>"),
        "/huge-picture" => html("<title>Page</title><meta property=og:image content=/huge.png>"),
        "/huge.png" => response("200 OK", "image/png", &[PNG, &vec![0; super::PICTURE_BYTES_MAX]].concat()),
        "/picture-inside" => html("<title>Page</title><meta property=og:image content=http://169.254.169.254/a.png>"),
        "/nothing" => html("<p>Nothing is said here."),
        "/latin" => response("200 OK", "text/html; charset=utf-8", b"<title>Caf\xe9</title>"),
        "/hostile" => html("<title>]( **x** &lt;script&gt;alert(1)&lt;/script&gt; ![a](b) [c](javascript:d)</title>"),
        "/huge" => html(&format!("<title>Hugé</title>{}", "é".repeat(PAGE_BYTES_MAX))),
        "/zipped" => b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-encoding: gzip\r\ncontent-length: 1\r\n\r\nx".to_vec(),
        "/text" => response("200 OK", "text/plain", b"<title>a</title>"),
        "/loop" => led_to("/loop"),
        "/moved" => led_to("/article"),
        "/inside" => led_to("http://169.254.169.254/latest/meta-data/"),
        "/inside-6" => led_to("http://[::ffff:a00:1]/"),
        "/file" => led_to("file:///etc/passwd"),
        "/secret" => led_to("http://ann:secret@127.0.0.1/"),
        _ => response("404 Not Found", "text/html", b"<title>Not here</title>"),
    }
}

fn response(status: &str, content_type: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\ncontent-type: {content_type}\r\ncontent-length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

async fn answer(mut stream: TcpStream, own: &str) {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        let mut bytes = [0; 1024];
        match stream.read(&mut bytes).await {
            Ok(count) if count > 0 => request.extend_from_slice(&bytes[..count]),
            _ => return,
        }
    }
    let request = String::from_utf8(request).unwrap().to_lowercase();
    assert!(request.contains("user-agent: lithair-blog/"), "{request}");
    assert!(!request.contains("cookie:") && !request.contains("referer:") && !request.contains("authorization:"));
    let path = request.split(' ').nth(1).unwrap_or_default();
    if path == "/slow" {
        // The one who asks hangs up.
        let _ = stream.read(&mut [0; 1]).await;
        return;
    }
    // A part of what is too large is never taken.
    let _ = stream.write_all(&answer_to(path, own)).await;
}

/// A blog, and another site that it may ask.
struct Neighbours {
    blog: std::sync::Arc<Blog>,
    other: String,
    _folder: TempDir,
}

impl Neighbours {
    async fn new() -> Self {
        Self::with(|_| {}).await
    }

    async fn with(change: impl FnOnce(&mut LinkCardOptions)) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let other = format!("http://{}", listener.local_addr().unwrap());
        let own = other.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let own = own.clone();
                tokio::spawn(async move { answer(stream, &own).await });
            }
        });
        let folder = tempfile::tempdir().unwrap();
        let mut options = BlogOptions::local(folder.path().to_owned());
        options.link_cards.allowed = vec!["127.0.0.1/32".parse().unwrap()];
        change(&mut options.link_cards);
        Self { blog: Blog::open(options).await.unwrap(), other, _folder: folder }
    }

    async fn card(&self, path: &str) -> LinkCard {
        self.blog.link_card(&WHO, &format!("{}{path}", self.other)).await.unwrap()
    }

    async fn refusal(&self, url: &str) -> LinkCardRefusal {
        match self.blog.link_card(&WHO, url).await {
            Err(LinkCardError::Refused(refusal)) => refusal,
            other => panic!("{url}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn an_article_becomes_a_card_with_its_picture() {
    let site = Neighbours::new().await;
    let card = site.card("/moved").await;
    assert_eq!((card.title.as_str(), card.description.as_deref()), ("An article & more", Some("What it says.")));
    assert_eq!((card.host.as_str(), card.is_video), ("127.0.0.1", false));
    let picture = card.picture.unwrap();
    assert!(picture.starts_with("/media/") && picture.ends_with("/127-0-0-1.1x1.png"), "{picture}");
    let hash = picture.split('/').nth(2).unwrap();
    let file = media::find(site.blog.database.readers(), hash).await.unwrap().unwrap();
    assert_eq!((file.content_type.as_str(), file.bytes.as_slice()), ("image/png", PNG));
    let expected = format!("[![]({picture}) **An article \\& more** What it says. 127.0.0.1]({}/moved)", site.other);
    assert_eq!(card.markdown, expected);
    assert!(site.blog.preview(&card.markdown).await.unwrap().html.contains("class=\"card\""));
}

#[tokio::test]
async fn a_video_is_what_its_site_says_of_it() {
    let site = Neighbours::new().await;
    let card = site.card("/video").await;
    assert_eq!((card.title.as_str(), card.description.as_deref(), card.is_video), ("Film", Some("Ann"), true));
    assert!(card.picture.is_some());
    assert!(site.blog.preview(&card.markdown).await.unwrap().html.contains("class=\"card card-video\""));
}

#[tokio::test]
async fn a_page_with_little_or_too_much_to_say_has_a_card_all_the_same() {
    let site = Neighbours::new().await;
    for (path, title) in [
        ("/no-picture", "Page"),
        ("/huge-picture", "Page"),
        ("/picture-inside", "Page"),
        ("/latin", "Café"),
        ("/huge", "Hugé"),
        ("/hostile", "]( **x** <script>alert(1)</script> ![a](b) [c](javascript:d)"),
    ] {
        let card = site.card(path).await;
        assert_eq!((card.title.as_str(), &card.picture), (title, &None), "{path}");
        let html = site.blog.preview(&card.markdown).await.unwrap().html;
        assert!(html.contains("class=\"card\"") && html.matches("<a ").count() == 1, "{html}");
        assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("<b>"), "{html}");
    }
    assert_eq!(media::all_hashes(site.blog.database.readers()).await.unwrap(), [] as [String; 0]);
}

#[tokio::test]
async fn a_link_that_can_be_no_card_says_why() {
    let site = Neighbours::with(|options| options.time_max = Duration::from_millis(500)).await;
    for (path, expected) in [
        ("/nothing", LinkCardRefusal::Untitled),
        ("/gone", LinkCardRefusal::Status { status: 404 }),
        ("/text", LinkCardRefusal::NotAPage),
        ("/zipped", LinkCardRefusal::NotAPage),
        ("/loop", LinkCardRefusal::TooManyRedirects),
        ("/inside", LinkCardRefusal::NotPublic),
        ("/inside-6", LinkCardRefusal::NotPublic),
        ("/file", LinkCardRefusal::NotAnAddress),
        ("/secret", LinkCardRefusal::NotAnAddress),
        ("/slow", LinkCardRefusal::TimedOut),
    ] {
        assert_eq!(site.refusal(&format!("{}{path}", site.other)).await, expected, "{path}");
    }
}

#[tokio::test]
async fn nobody_is_asked_but_the_public_internet_and_allowed_networks() {
    let site = Neighbours::with(|options| options.allowed.clear()).await;
    let port = site.other.rsplit(':').next().unwrap();
    for (url, expected) in [
        (site.other.clone(), LinkCardRefusal::UnusualPort),
        (format!("http://localhost:{port}/article"), LinkCardRefusal::UnusualPort),
        ("http://localhost/".to_owned(), LinkCardRefusal::NotPublic),
        ("http://127.0.0.1/".to_owned(), LinkCardRefusal::NotPublic),
        ("http://0x7f.1/".to_owned(), LinkCardRefusal::NotPublic),
        ("http://2130706433/".to_owned(), LinkCardRefusal::NotPublic),
        ("https://[::1]/".to_owned(), LinkCardRefusal::NotPublic),
        ("https://[::ffff:127.0.0.1]/".to_owned(), LinkCardRefusal::NotPublic),
        ("http://169.254.169.254/latest/meta-data/".to_owned(), LinkCardRefusal::NotPublic),
        ("https://example.org:22/".to_owned(), LinkCardRefusal::UnusualPort),
    ] {
        assert_eq!(site.refusal(&url).await, expected, "{url}");
    }
}

#[tokio::test]
async fn a_name_is_looked_up_and_looked_at() {
    let guard = Guard { allowed: ["::1/128".parse().unwrap()].into(), is_public_asked: true };
    assert!(guard.takes("::1".parse().unwrap()) && !guard.takes("127.0.0.1".parse().unwrap()));
    let resolved = reqwest::dns::Resolve::resolve(&guard, "localhost".parse().unwrap()).await;
    if let Ok(addresses) = resolved {
        assert!(addresses.map(|address: SocketAddr| address.ip()).all(|address| guard.takes(address)));
    }
}

#[tokio::test]
async fn cards_can_be_turned_off_and_have_a_limit() {
    let site = Neighbours::with(|options| options.is_on = false).await;
    assert_eq!(site.refusal(&site.other).await, LinkCardRefusal::Off);
    let site = Neighbours::with(|options| options.allowed.clear()).await;
    let mut refused = 0;
    while let LinkCardRefusal::NotPublic = site.refusal("http://127.0.0.1/").await {
        refused += 1;
    }
    assert_eq!(refused, super::CARDS_PER_MINUTE.get());
    assert!(matches!(site.refusal("http://127.0.0.1/").await, LinkCardRefusal::TooMany { retry_after_seconds: 1..=3 }));
    let other = Principal::account(AccountId(uuid::Uuid::from_u128(2)), Role::Author);
    let refusal = site.blog.link_card(&other, "http://127.0.0.1/").await.unwrap_err();
    assert!(matches!(refusal, LinkCardError::Refused(LinkCardRefusal::NotPublic)), "others may go on");
}

#[tokio::test]
async fn links_that_stand_alone_in_a_text_become_cards() {
    let site = Neighbours::new().await;
    let other = &site.other;
    let many = format!("\n\n{other}/article").repeat(super::LINKS_AT_ONCE);
    let text = format!("{other}/article\n\nSee {other}/article.\n\n{other}/gone\n\n<{other}/latin>\n");
    let cards = site.blog.cards_of_links(&WHO, &text).await.unwrap();
    assert_eq!((cards.made, cards.left), (2, 0));
    assert_eq!(cards.refused, [(format!("{other}/gone"), LinkCardRefusal::Status { status: 404 })]);
    let paragraphs: Vec<_> = cards.markdown.split("\n\n").collect();
    assert!(paragraphs[0].starts_with("[![](/media/"), "{}", paragraphs[0]);
    assert_eq!(paragraphs[1..3], [format!("See {other}/article."), format!("{other}/gone")]);
    assert_eq!(paragraphs[3], format!("[**Café** 127.0.0.1]({other}/latin)\n"));
    let cards = site.blog.cards_of_links(&WHO, &format!("{text}{many}")).await.unwrap();
    assert_eq!(cards.left, 3);
}

#[test]
fn addresses_of_no_public_network_are_known() {
    let address = |text: &str| text.parse::<IpAddr>().unwrap();
    for text in [
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:8.8.8.8",
        "::ffff:127.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "5f00::1",
    ] {
        assert!(!is_public(address(text)), "{text}");
    }
    for text in [
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.0.1",
        "172.32.0.1",
        "192.167.0.1",
        "198.17.0.1",
        "198.20.0.1",
        "223.255.255.255",
        "2001:4860::8888",
        "2606:4700::1111",
        "2a00::1",
    ] {
        assert!(is_public(address(text)), "{text}");
    }
}

#[test]
fn an_address_is_one_of_the_web_and_holds_no_password() {
    for text in [
        "",
        "example.org",
        "ftp://example.org/",
        "https://",
        "javascript:alert(1)",
        "https://a b/",
        "http://ann@example.org/",
        "http://:x@example.org/",
        "data:text/html,x",
    ] {
        assert_eq!(parse(text), Err(LinkCardRefusal::NotAnAddress), "{text}");
    }
    let long = format!("https://example.org/{}", "a".repeat(3_000));
    assert_eq!(parse(&long), Err(LinkCardRefusal::NotAnAddress));
    assert_eq!(parse(" https://EXAMPLE.org ").map(String::from).as_deref(), Ok("https://example.org/"));
}
