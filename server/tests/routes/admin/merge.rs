//! Two people who save the same post.

use super::posts::Writer;

const BASE: &str = "The fog came in.\n\nShips wait in the harbour.\n\nNobody sings.\n";
const THEIRS: &str = "The fog came in.\n\nShips wait in the old harbour.\n\nEverybody sings.\n";
const MINE: &str = "The thick fog came in.\n\nShips wait in the harbour.\n\nNobody sings.\n";

/// A post whose text both writers have before them, its address and its version.
async fn shared(writer: &Writer) -> (String, String) {
    let page = writer.write("Hello", "save").await;
    save(writer, &page, BASE).await;
    let version = writer.version(&page).await;
    (page, version)
}

/// Saves a text over whatever is there.
async fn save(writer: &Writer, page: &str, body: &str) {
    let version = writer.version(page).await;
    let fields = [("action", "save"), ("version", &version), ("title", "Hello"), ("body", body), ("tags", "fog")];
    writer.send(page, &fields).await.leads_to(&format!("{page}?done=saved"));
}

fn fields<'f>(action: &'f str, version: &'f str, title: &'f str, body: &'f str) -> Vec<(&'f str, &'f str)> {
    vec![("action", action), ("version", version), ("title", title), ("body", body), ("tags", "fog")]
}

#[tokio::test]
async fn changes_in_different_places_are_saved_together() {
    let writer = Writer::new().await;
    let (page, version) = shared(&writer).await;
    save(&writer, &page, THEIRS).await;
    // As a browser sends it.
    let mine = MINE.replace('\n', "\r\n");
    let merged = writer.send(&page, &fields("save", &version, "Hello", &mine)).await;
    merged.leads_to(&format!("{page}?done=merged"));
    let text = "The thick fog came in.\n\nShips wait in the old harbour.\n\nEverybody sings.\n</textarea>";
    writer.get(&format!("{page}?done=merged")).await.refused_with(200, &[text, "somebody else saved meanwhile"]);
}

#[tokio::test]
async fn nothing_is_published_that_its_writer_has_not_seen() {
    let writer = Writer::new().await;
    let (page, version) = shared(&writer).await;
    save(&writer, &page, THEIRS).await;
    let refused = writer.send(&page, &fields("publish", &version, "Hello", MINE)).await;
    let current = writer.version(&page).await;
    let expected = format!("name=\"version\" value=\"{current}\"");
    refused.refused_with(409, &["Look it over", "The thick fog", "the old harbour", &expected]);
    assert_eq!(writer.site.get("/posts/hello").await.status, 404);
}

#[tokio::test]
async fn what_both_changed_is_decided_and_nothing_else_is_lost() {
    let writer = Writer::new().await;
    let theirs = BASE.replace("Nobody", "Everybody").replace("harbour", "old harbour");
    let mine = BASE.replace("Nobody", "Somebody <b>").replace("The fog", "The thick fog");
    let cases =
        [("mine", "Somebody <b> sings"), ("theirs", "Everybody sings"), ("both", "Everybody Somebody <b> sings")];
    for (side, expected) in cases {
        let (page, version) = shared(&writer).await;
        save(&writer, &page, &theirs).await;
        let mut sent = fields("save", &version, "Another title", &mine);
        sent.push(("category", "Mine"));
        let refused = writer.send(&page, &sent).await;
        let current = writer.version(&page).await;
        let action = format!("action=\"{page}/merge\"");
        let with = format!("name=\"merged_with\" value=\"{current}\"");
        refused.refused_with(
            409,
            &[
                "role=\"alert\"",
                "saved by: ada",
                &action,
                &with,
                "name=\"choice-body-0\"",
                "Somebody &lt;b&gt;",
                "Everybody",
            ],
        );
        sent.extend([("merged_with", current.as_str()), ("choice-body-0", side)]);
        writer.send(&format!("{page}/merge"), &sent).await.leads_to(&format!("{page}?done=saved"));
        let text = format!("The thick fog came in.\n\nShips wait in the old harbour.\n\n{expected}.\n");
        let shown = text.replace('<', "&lt;").replace('>', "&gt;");
        let saved = writer.get(&page).await;
        let shown_in_field = text.replace('<', "&lt;");
        assert!(saved.text().contains(&shown_in_field) || saved.text().contains(&shown), "{side}: {}", saved.text());
        saved.refused_with(200, &["value=\"Another title\"", "value=\"Mine\"", "value=\"fog\""]);
    }
}

#[tokio::test]
async fn a_title_that_both_changed_is_decided() {
    let writer = Writer::new().await;
    let (page, version) = shared(&writer).await;
    let current = writer.version(&page).await;
    writer.send(&page, &fields("save", &current, "Their title", BASE)).await.leads_to(&format!("{page}?done=saved"));
    let mut sent = fields("save", &version, "My title", BASE);
    writer.send(&page, &sent).await.refused_with(409, &["name=\"choice-title\"", "Their title", "My title"]);
    let current = writer.version(&page).await;
    sent.extend([("merged_with", current.as_str()), ("choice-title", "theirs")]);
    // Going on writing saves nothing yet.
    let mut going_on = sent.clone();
    going_on[0] = ("action", "preview");
    let expected = format!("name=\"version\" value=\"{current}\"");
    writer.send(&format!("{page}/merge"), &going_on).await.refused_with(200, &["value=\"Their title\"", &expected]);
    writer.send(&format!("{page}/merge"), &sent).await.leads_to(&format!("{page}?done=saved"));
    writer.get(&page).await.refused_with(200, &["value=\"Their title\""]);
}

#[tokio::test]
async fn who_saves_while_somebody_decides_is_merged_as_well() {
    let writer = Writer::new().await;
    let (page, version) = shared(&writer).await;
    save(&writer, &page, &BASE.replace("Nobody", "Everybody")).await;
    let mut sent =
        fields("save", &version, "Hello", "The fog came in.\n\nShips wait in the harbour.\n\nSomebody sings.\n");
    assert_eq!(writer.send(&page, &sent).await.status, 409);
    let current = writer.version(&page).await;
    sent.extend([("merged_with", current.as_str()), ("choice-body-0", "mine")]);
    // A third one, in another place.
    save(&writer, &page, &BASE.replace("Nobody", "Everybody").replace("fog", "thick fog")).await;
    writer.send(&format!("{page}/merge"), &sent).await.leads_to(&format!("{page}?done=merged"));
    let text = "The thick fog came in.\n\nShips wait in the harbour.\n\nSomebody sings.\n</textarea>";
    writer.get(&page).await.refused_with(200, &[text]);
}

#[tokio::test]
async fn without_a_known_version_everything_is_to_be_decided() {
    let writer = Writer::new().await;
    let (page, _) = shared(&writer).await;
    let blind = [("action", "save"), ("title", "Hello"), ("body", "Blind")];
    let refused = writer.send(&page, &blind).await;
    refused.refused_with(409, &["name=\"choice-body-0\"", "Blind", "Ships wait"]);
}

#[tokio::test]
async fn a_merge_that_can_not_be_is_refused() {
    let writer = Writer::new().await;
    let (page, version) = shared(&writer).await;
    let merge = format!("{page}/merge");
    let sent = fields("save", &version, "Hello", MINE);
    let with =
        |more: &[(&'static str, &'static str)]| sent.iter().copied().chain(more.iter().copied()).collect::<Vec<_>>();
    assert_eq!(writer.send(&merge, &sent).await.status, 400);
    assert_eq!(writer.send(&merge, &with(&[("merged_with", "soon")])).await.status, 400);
    assert_eq!(writer.send(&merge, &with(&[("merged_with", "1"), ("unknown", "field")])).await.status, 400);
    assert_eq!(writer.send(&merge, &with(&[("merged_with", "0")])).await.status, 404);
    // One from the future is the newest; a choice that there is not is no harm.
    let future = with(&[("merged_with", "9999"), ("choice-body-77", "theirs"), ("choice-nothing", "")]);
    writer.send(&merge, &future).await.leads_to(&format!("{page}?done=saved"));
    let elsewhere = "/admin/posts/00000000-0000-0000-0000-000000000000/merge";
    assert_eq!(writer.send(elsewhere, &with(&[("merged_with", "1")])).await.status, 404);
    assert_eq!(writer.site.get_with(&merge, &[]).await.status, 405);
}
