//! `/search?q=…`.

use crate::site::Site;

#[tokio::test]
async fn what_is_looked_for_is_found() {
    let site = Site::new().await;
    site.published("Ownership explained").await;
    let answer = site.get("/search?q=owner").await;
    assert_eq!(answer.status.as_u16(), 200);
    assert!(answer.text().contains("href=\"/posts/ownership-explained\""));
}

#[tokio::test]
async fn what_is_found_is_shown_as_the_text_says_it() {
    let site = Site::new().await;
    site.post(blog::domain::post::PostInput {
        title: "Port".into(),
        body: "Deux <b>cafés</b> & un bateau".into(),
        status: Some("published".into()),
        ..Default::default()
    })
    .await;
    let answer = site.get("/search?q=Cafe").await;
    let answer = answer.text();
    assert!(answer.contains("1 text found") && answer.contains("Deux <mark>cafés</mark> &amp; un bateau"), "{answer}");
    site.published("The harbour of Bremen").await;
    let answer = site.get("/search?q=habrour").await;
    let answer = answer.text();
    assert!(answer.contains("This is what there is for “harbour”"), "{answer}");
    let answer = site.get("/search?q=zeppelin").await;
    let answer = answer.text();
    assert!(answer.contains("Nothing found for “zeppelin”.") && answer.contains("class=\"search-advice\""), "{answer}");
}

#[tokio::test]
async fn whatever_is_typed_is_a_question() {
    let site = Site::new().await;
    site.published("Hello").await;
    let long = format!("/search?q={}", "word+".repeat(2_000));
    let cases = [
        "/search",
        "/search?q=",
        "/search?q=%22",
        "/search?q=a+AND+OR+NOT+%28",
        "/search?q=%3Cscript%3Ealert%281%29%3C%2Fscript%3E",
        "/search?q=%00",
        "/search?q=%ff",
        "/search?colour=red",
        long.as_str(),
    ];
    for address in cases {
        let answer = site.get(address).await;
        assert_eq!(answer.status.as_u16(), 200, "{address}");
        assert!(!answer.text().contains("<script"), "{address}");
    }
    for address in ["/search?q=hello&page=0", "/search?q=hello&page=x", "/search?q=hello&page=2"] {
        assert_eq!(site.get(address).await.status.as_u16(), 404, "{address}");
    }
}
