//! The details of a post in the editor, and the button that pins it.

use super::posts::Writer;

#[tokio::test]
async fn details_are_kept_and_shown_again() {
    let writer = Writer::new().await;
    let fields = [
        ("title", "Hello"),
        ("cover", "/media/1/a.png"),
        ("cover_alt", "A quay"),
        ("series", "Tall ships"),
        ("series_number", "3"),
        ("social_title", "Look"),
        ("social_description", "Here"),
        ("social_image", "https://pictures.example/b.png"),
        ("action", "publish"),
    ];
    let answer = writer.send("/admin/posts/new", &fields).await;
    let page = answer.header("location").split('?').next().unwrap().to_owned();
    let editor = writer.get(&page).await;
    for value in ["A quay", "Tall ships", "value=\"3\"", "Look", "Here", "https://pictures.example/b.png"] {
        assert!(editor.text().contains(value), "{value}");
    }
    assert!(writer.site.get("/posts/hello").await.text().contains("Part 1 of 1"));
}

#[tokio::test]
async fn a_number_that_is_none_is_refused_where_it_was_typed() {
    let writer = Writer::new().await;
    let fields = [("title", "Hello"), ("series", "Ships"), ("series_number", "two"), ("action", "save")];
    let refused = writer.send("/admin/posts/new", &fields).await;
    refused.refused_with(400, &["Must be a whole number from 1 to 100000.", "value=\"two\"", "Number in the series"]);
}

#[tokio::test]
async fn pinning_keeps_what_is_typed_and_takes_effect_at_once() {
    let writer = Writer::new().await;
    let page = writer.write("Hello", "publish").await;
    let version = writer.version(&page).await;
    let fields = |action, version| [("action", action), ("version", version), ("title", "Hello"), ("body", "Later")];
    writer.send(&page, &fields("pin", &version)).await.leads_to(&format!("{page}?done=pinned"));
    let home = writer.site.get("/").await;
    assert!(home.text().contains(">Pinned<") && !home.text().contains("Later"), "{}", home.text());
    writer.get(&format!("{page}?done=pinned")).await.refused_with(200, &["Later", "Unpin", "it comes first"]);
    writer.get("/admin/posts").await.refused_with(200, &[">Pinned<"]);
    let version = writer.version(&page).await;
    writer.send(&page, &fields("unpin", &version)).await.leads_to(&format!("{page}?done=unpinned"));
    assert!(!writer.site.get("/").await.text().contains(">Pinned<"));
}
