//! `/archive`, `/archive/{year}`, `/archive/{year}/{month}`.

use blog::domain::Principal;
use blog::domain::post::PostInput;
use blog::domain::site::SiteInput;

use crate::site::Site;

async fn dated(site: &Site, dates: &[&str]) {
    for date in dates {
        let input = PostInput {
            title: format!("Of {date}"),
            published_at: Some((*date).into()),
            status: Some("published".into()),
            ..PostInput::default()
        };
        site.post(input).await;
    }
}

#[tokio::test]
async fn a_year_and_a_month_show_their_posts_alone() {
    let site = Site::new().await;
    dated(&site, &["2024-12-31T23:30:00Z", "2025-01-01T00:30:00Z", "2025-03-10T12:00:00Z", "2026-03-01T00:00:00Z"])
        .await;
    let cases: [(&str, &[&str], &[&str]); 4] = [
        ("/archive", &["/archive/2026", "/archive/2025", "/archive/2024"], &["2024", "2025-01", "2025-03", "2026"]),
        ("/archive/2025", &["/archive/2025/01", "/archive/2025/03"], &["2025-01", "2025-03"]),
        ("/archive/2025/03", &["/archive/2025"], &["2025-03"]),
        ("/archive/2024", &["/archive/2024/12"], &["2024"]),
    ];
    for (address, links, dates) in cases {
        let page = site.get(address).await;
        for link in links {
            assert!(page.text().contains(&format!("href=\"{link}\"")), "{address} leads to {link}");
        }
        for date in ["2024", "2025-01", "2025-03", "2026"] {
            assert_eq!(page.text().contains(&format!(">Of {date}")), dates.contains(&date), "{date} in {address}");
        }
    }
}

#[tokio::test]
async fn a_day_belongs_to_the_month_that_it_is_at_the_sites_place() {
    let site = Site::new().await;
    dated(&site, &["2025-01-01T00:30:00Z"]).await;
    let zone = SiteInput { time_zone: Some("America/New_York".into()), ..SiteInput::default() };
    site.blog.change_site(&Principal::OPERATOR, None, &zone).await.unwrap();
    assert_eq!(site.get("/archive/2025").await.status, 404);
    assert!(site.get("/archive/2024/12").await.text().contains("Of 2025-01-01"));
}

#[tokio::test]
async fn what_no_calendar_has_is_missing_and_every_page_has_one_address() {
    let site = Site::new().await;
    dated(&site, &["2025-03-10T12:00:00Z"]).await;
    let cases = [
        ("/archive/2025/3", 301, "/archive/2025/03"),
        ("/archive/2025/03/page/1", 301, "/archive/2025/03"),
        ("/archive/2025/03/page/2", 404, ""),
        ("/archive/2025/04", 404, ""),
        ("/archive/2025/13", 404, ""),
        ("/archive/2025/00", 404, ""),
        ("/archive/1999", 404, ""),
        ("/archive/99999", 404, ""),
        ("/archive/-1", 404, ""),
        ("/archive/news", 404, ""),
        ("/archive/2025/news", 404, ""),
    ];
    for (address, status, location) in cases {
        let answer = site.get(address).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (status, location), "{address}");
    }
}
