//! `/media/{hash}/{name}`.

use blog::domain::Principal;

use crate::site::Site;

const SVG: &[u8] = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";

#[tokio::test]
async fn a_file_is_served_for_ever_and_can_run_nothing() {
    let site = Site::new().await;
    let address = site.blog.add_media(&Principal::OPERATOR, "drawing.svg", SVG.to_vec()).await.unwrap();
    let answer = site.get(&address).await;
    assert_eq!((answer.status.as_u16(), answer.body.as_slice()), (200, SVG));
    assert_eq!(answer.header("content-type"), "image/svg+xml");
    assert_eq!(answer.header("content-security-policy"), "sandbox; default-src 'none'; style-src 'unsafe-inline'");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
    let again = site.get_with(&address, &[("if-none-match", answer.header("etag"))]).await;
    assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
}

#[tokio::test]
async fn a_file_has_one_address() {
    let site = Site::new().await;
    let address = site.blog.add_media(&Principal::OPERATOR, "drawing.svg", SVG.to_vec()).await.unwrap();
    let other = address.replace("drawing", "other");
    let answer = site.get(&other).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (301, address.as_str()));
    for missing in ["/media/0000/x.png", "/media/%22/x.png", "/media/..%2f..%2f/x"] {
        assert_eq!(site.get(missing).await.status.as_u16(), 404, "{missing}");
    }
}
