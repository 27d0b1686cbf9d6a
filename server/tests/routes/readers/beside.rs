//! `/posts/{slug}`: what a post leads on to.

use blog::domain::post::PostInput;

use crate::site::Site;

async fn post(site: &Site, title: &str, date: &str, tags: &[&str], category: Option<&str>) {
    let input = PostInput {
        title: title.into(),
        published_at: Some(format!("{date}T12:00:00Z")),
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        category: category.map(str::to_owned),
        status: Some("published".into()),
        ..PostInput::default()
    };
    site.post(input).await;
}

/// What the page says between two of its marks: titles, by their links.
fn titles(html: &str, from: &str, to: &str) -> Vec<String> {
    let Some((_, rest)) = html.split_once(from) else { return Vec::new() };
    let part = rest.split(to).next().unwrap_or_default();
    part.split("href=\"/posts/").skip(1).filter_map(|link| link.split('"').next()).map(str::to_owned).collect()
}

fn steps(html: &str) -> Vec<String> {
    titles(html, "<nav aria-label=\"Posts before and after\"", "</nav>")
}

fn related(html: &str) -> Vec<String> {
    titles(html, "aria-labelledby=\"related\"", "</section>")
}

async fn filled() -> Site {
    let site = Site::new().await;
    post(&site, "First", "2025-01-01", &["Common", "Rare"], None).await;
    post(&site, "Second", "2025-02-01", &["Common"], Some("Essays")).await;
    post(&site, "Third", "2025-03-01", &["Common"], None).await;
    post(&site, "Fourth", "2025-04-01", &["Common", "Rare"], None).await;
    post(&site, "Fifth", "2025-05-01", &["Common"], Some("Essays")).await;
    post(&site, "Alone", "2025-06-01", &["Own"], None).await;
    site
}

#[tokio::test]
async fn a_post_leads_to_its_neighbours_and_to_those_that_share_the_rarest() {
    let site = filled().await;
    let cases: [(&str, &[&str], &[&str]); 4] = [
        ("first", &["second"], &["fourth", "fifth", "third"]),
        ("second", &["first", "third"], &["fifth", "fourth", "third"]),
        ("fourth", &["third", "fifth"], &["first", "fifth", "third"]),
        ("alone", &["fifth"], &[]),
    ];
    for (slug, neighbours, about_the_same) in cases {
        let page = site.get(&format!("/posts/{slug}")).await;
        assert_eq!(steps(page.text()), neighbours, "{slug}");
        assert_eq!(related(page.text()), about_the_same, "{slug}");
    }
}
