//! `GET /admin/posts`: narrowed and ordered by parameters of its address.

use blog::domain::post::PostInput;

use super::posts::Writer;

async fn site_with_posts() -> Writer {
    let writer = Writer::new().await;
    let inputs = [
        ("First", "About boats", vec!["Sea & Shore".to_owned()], None),
        ("Second", "About <b>bears</b>", vec!["Wood".to_owned()], None),
        ("Third", "About boats as well", vec![], Some("page".to_owned())),
    ];
    for (title, body, tags, kind) in inputs {
        let (title, body) = (title.to_owned(), body.to_owned());
        let category = Some("News".to_owned());
        writer.site.post(PostInput { title, body, tags, kind, category, ..PostInput::default() }).await;
    }
    writer
}

/// The titles of the rows of a page.
fn titles(page: &str) -> Vec<&str> {
    let rows = page.split("class=\"post-row-title\"").skip(1);
    rows.map(|row| row.split_once('>').unwrap().1.split('<').next().unwrap()).collect()
}

#[tokio::test]
async fn the_list_is_narrowed_by_its_address() {
    let writer = site_with_posts().await;
    let cases: [(&str, &[&str]); 12] = [
        ("", &["Third", "Second", "First"]),
        ("?filter=draft&author=&tag=&category=&kind=&q=&sort=-changed", &["Third", "Second", "First"]),
        ("?q=boats", &["Third", "First"]),
        ("?q=boats&kind=post", &["First"]),
        ("?kind=page", &["Third"]),
        ("?tag=sea-shore", &["First"]),
        ("?tag=Sea+%26+Shore", &["First"]),
        ("?category=news&sort=title", &["First", "Second", "Third"]),
        ("?sort=-title", &["Third", "Second", "First"]),
        ("?author=nobody", &[]),
        ("?filter=trash&q=boats", &[]),
        ("?q=%22%27%29%3B--%00%2A%28", &[]),
    ];
    for (query, expected) in cases {
        let answer = writer.get(&format!("/admin/posts{query}")).await;
        assert_eq!(answer.status, 200, "{query}");
        assert_eq!(titles(answer.text()), expected, "{query}");
    }
}

#[tokio::test]
async fn what_was_asked_for_stays_in_the_form_and_in_every_link() {
    let writer = site_with_posts().await;
    let page = writer.get("/admin/posts?q=boats&tag=sea-shore&sort=title&select=all").await;
    let page = page.text();
    for part in [
        "name=\"q\" value=\"boats\"",
        "<option value=\"sea-shore\" selected>Sea &amp; Shore</option>",
        "<option value=\"title\" selected>",
        "name=\"back\" value=\"/admin/posts?tag=sea-shore&amp;q=boats&amp;sort=title\"",
        "href=\"/admin/posts?filter=trash&amp;tag=sea-shore&amp;q=boats&amp;sort=title\"",
        "href=\"/admin/posts?sort=title\"",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    // A tag that nothing has any more can still be seen, and chosen away.
    let page = writer.get("/admin/posts?tag=%3Cscript%3E").await;
    assert!(!page.text().contains("<script>"), "{}", page.text());
    assert!(page.text().contains("<option value=\"script\" selected>script</option>"), "{}", page.text());
    assert!(page.text().contains("Nothing here is what you asked for."));
}

#[tokio::test]
async fn an_address_that_cannot_be_used_says_so() {
    let writer = site_with_posts().await;
    let query = format!("?filter=secret&sort=size&kind=x&page=none&q={}", "a".repeat(300));
    let answer = writer.get(&format!("/admin/posts{query}")).await;
    assert_eq!(answer.status, 200);
    assert!(answer.text().contains("This was left out: State, Kind, Search, Order, Page."), "{}", answer.text());
    assert_eq!(titles(answer.text()).len(), 3);
    assert_eq!(titles(writer.get("/admin/posts?page=99").await.text()).len(), 3);
}
