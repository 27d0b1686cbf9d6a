//! Notes beside a draft, in its editor.

use blog::domain::Role;

use super::posts::Writer;
use super::send_form;

/// What the editor sends when one of the notes' buttons is pressed.
fn typed<'f>(version: &'f str, text: &'f str, quote: &'f str) -> [(&'f str, &'f str); 6] {
    [
        ("form_id", ""),
        ("version", version),
        ("title", "Fog"),
        ("body", "Typed and not saved"),
        ("note_text", text),
        ("note_quote", quote),
    ]
}

#[tokio::test]
async fn a_note_is_written_settled_and_deleted_and_what_is_typed_stays() {
    let writer = Writer::new().await;
    let page = writer.write("Fog", "save").await;
    let notes = format!("{page}/notes");
    writer.get(&page).await.refused_with(200, &["No notes yet.", &format!("formaction=\"{notes}\"")]);
    let written = writer.send(&notes, &typed("1", "Whose <fog>?", "The fog")).await;
    let parts = [
        "The note is there.",
        "Whose &lt;fog&gt;?",
        "<blockquote class=\"notes-quote\">The fog",
        "Typed and not saved",
    ];
    written.refused_with(200, &parts);
    let shown = writer.get(&page).await;
    shown.refused_with(200, &["Whose &lt;fog&gt;?", "ada’s name", ">\nFirst</textarea>"]);
    assert_eq!(writer.version(&page).await, "1", "a note changes nothing of the post");

    let note =
        shown.text().split(&format!("formaction=\"{notes}/")).nth(1).unwrap().split('/').next().unwrap().to_owned();
    let step = |step: &str| format!("{notes}/{note}/{step}");
    let settled = writer.send(&step("resolve"), &typed("1", "", "")).await;
    settled
        .refused_with(200, &["The note is settled.", "1 settled note", "Typed and not saved", "Settled by ada’s name"]);
    writer.send(&step("reopen"), &[("version", "1")]).await.leads_to(&format!("{page}?done=note-reopened"));
    let deleted = writer.send(&step("delete"), &typed("1", "", "")).await;
    deleted.refused_with(200, &["The note is gone.", "No notes yet.", "Typed and not saved"]);
    assert_eq!(writer.send(&step("delete"), &typed("1", "", "")).await.status, 404);
    assert_eq!(writer.send(&step("forget"), &typed("1", "", "")).await.status, 404);
    writer.get(&notes).await.leads_to(&page);
    let history = writer.get("/admin/history").await;
    history.refused_with(200, &["Note written", "Note settled", "Note taken up again", "Note deleted"]);
}

#[tokio::test]
async fn a_note_that_is_refused_is_still_there() {
    let writer = Writer::new().await;
    let page = writer.write("Fog", "save").await;
    let long = "x".repeat(2_001);
    let refused = writer.send(&format!("{page}/notes"), &typed("1", " ", &long)).await;
    let parts = [
        "role=\"alert\"",
        "Note: Must not be empty.",
        "at most 2000",
        &long,
        "Typed and not saved",
        "<details open class=\"notes-write\">",
    ];
    refused.refused_with(400, &parts);
    let signed_out = send_form(&writer.site, &format!("{page}/notes"), "", &typed("1", "Why?", "")).await;
    assert_eq!(signed_out.status, 401);
    assert!(signed_out.text().contains("Typed and not saved"));
    // A form that is sent twice is taken once.
    let mut fields = typed("1", "Once", "");
    fields[0].1 = "the-form";
    for _ in 0..2 {
        assert_eq!(writer.send(&format!("{page}/notes"), &fields).await.status, 200);
    }
    assert_eq!(writer.get(&page).await.text().matches("<p class=\"notes-text\">Once").count(), 1);
}

#[tokio::test]
async fn whoever_may_write_a_post_speaks_of_it() {
    let writer = Writer::new().await;
    let page = writer.write("Fog", "publish").await;
    writer.send(&format!("{page}/notes"), &typed("1", "Unrepeatable", "")).await.refused_with(200, &["Unrepeatable"]);
    let shown = writer.get(&page).await;
    let note = shown
        .text()
        .split(&format!("formaction=\"{page}/notes/"))
        .nth(1)
        .unwrap()
        .split('/')
        .next()
        .unwrap()
        .to_owned();
    for (handle, role, is_allowed) in [
        ("joan", Role::Contributor, false),
        ("mary", Role::Author, false),
        ("grace", Role::Editor, true),
        ("hedy", Role::Admin, true),
    ] {
        writer.site.token(handle, role).await;
        let cookie = writer.site.cookie(handle).await;
        let send = async |step: &str| {
            send_form(&writer.site, &format!("{page}/notes{step}"), &cookie, &typed("1", handle, ""))
                .await
                .status
                .as_u16()
        };
        let expected = if is_allowed { [200, 200, 403] } else { [404, 404, 404] };
        let statuses =
            [send("").await, send(&format!("/{note}/resolve")).await, send(&format!("/{note}/delete")).await];
        assert_eq!(statuses, expected, "{handle}");
    }
    for path in ["/posts/fog", "/feed.xml", "/search?q=unrepeatable", "/"] {
        assert!(!writer.site.get(path).await.text().contains("Unrepeatable</"), "{path}");
    }
}
