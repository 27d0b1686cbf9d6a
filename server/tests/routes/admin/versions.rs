//! Comparing versions, bringing one back, and who wrote what.

use blog::domain::Role;

use super::posts::Writer;
use super::send_form;

/// A post with these texts one after the other; its address.
async fn versions(writer: &Writer, bodies: &[&str]) -> String {
    let page = writer.write("Hello", "save").await;
    for body in bodies {
        save(writer, &page, "Hello", body).await;
    }
    page
}

async fn save(writer: &Writer, page: &str, title: &str, body: &str) {
    let version = writer.version(page).await;
    let fields = [("action", "save"), ("version", &version), ("title", title), ("body", body), ("tags", "fog")];
    writer.send(page, &fields).await.leads_to(&format!("{page}?done=saved"));
}

const FIRST: &str = "The fog came in over the harbour.\n\nShips wait.\n\nNobody sings.\n";
const SECOND: &str = "The thick fog came in over the harbour.\n\nShips wait.\n\nEverybody <b>rejoices</b>.\n";

#[tokio::test]
async fn any_two_versions_are_compared() {
    let writer = Writer::new().await;
    let page = versions(&writer, &[FIRST, SECOND]).await;
    let inline = writer.get(&format!("{page}/compare?older=2&newer=3")).await;
    let parts = [
        "<ins>thick </ins>",
        "<del>Nobody sings.\n</del>",
        "<ins>Everybody &lt;b&gt;rejoices&lt;/b&gt;.\n</ins>",
        "by ada",
    ];
    inline.refused_with(200, &parts);
    let side = writer.get(&format!("{page}/compare?older=2&newer=3&view=side")).await;
    side.refused_with(200, &["aria-label=\"Older\"", "<del>Nobody sings.\n</del>", "aria-label=\"Newer\""]);
    let rendered = writer.get(&format!("{page}/compare?older=2&newer=3&view=rendered")).await;
    rendered.refused_with(200, &["<p>Nobody sings.</p>", "<b>rejoices</b>"]);
    // Fields beside the text, and whatever an address may say.
    save(&writer, &page, "Another title", SECOND).await;
    writer
        .get(&format!("{page}/compare?older=3&newer=4"))
        .await
        .refused_with(200, &["<del>Hello</del>", "<ins>Another title</ins>", "The texts are the same."]);
    for query in ["", "?older=0&newer=99", "?older=x&newer=-1&view=y", "?older=4&newer=1"] {
        assert_eq!(writer.get(&format!("{page}/compare{query}")).await.status, 200, "{query}");
    }
    writer
        .get(&format!("{page}/history"))
        .await
        .refused_with(200, &["compare?older=2&amp;newer=3", "Compare two versions"]);
}

#[tokio::test]
async fn a_version_is_brought_back_as_a_new_one() {
    let writer = Writer::new().await;
    let page = versions(&writer, &[FIRST, SECOND]).await;
    let restore = format!("{page}/restore");
    writer.send(&restore, &[("expected", "3"), ("version", "2")]).await.leads_to(&format!("{page}?done=brought-back"));
    let editor = writer.get(&format!("{page}?done=brought-back")).await;
    editor.refused_with(200, &["Nobody sings.\n</textarea>", "Brought back", "name=\"version\" value=\"4\""]);
    // What came between is still there, and can be brought back in its turn.
    writer.send(&restore, &[("expected", "4"), ("version", "3")]).await.leads_to(&format!("{page}?done=brought-back"));
    writer.get(&page).await.refused_with(200, &["Everybody &lt;b>rejoices"]);
}

#[tokio::test]
async fn a_passage_is_brought_back_alone() {
    let writer = Writer::new().await;
    let page = versions(&writer, &[FIRST, SECOND]).await;
    writer
        .get(&format!("{page}/compare?older=2&newer=3"))
        .await
        .refused_with(200, &["value=\"1\"", "Bring back passage 2"]);
    let fields = [("expected", "3"), ("version", "2"), ("passage", "1")];
    writer.send(&format!("{page}/restore"), &fields).await.leads_to(&format!("{page}?done=brought-back"));
    let expected = "The thick fog came in over the harbour.\n\nShips wait.\n\nNobody sings.\n</textarea>";
    writer.get(&page).await.refused_with(200, &[expected]);
    // The address and what readers see are nothing that a version brings back.
    assert_eq!(writer.site.get("/posts/hello").await.status, 404);
}

#[tokio::test]
async fn what_can_not_be_brought_back_is_refused() {
    let writer = Writer::new().await;
    let page = versions(&writer, &[FIRST, SECOND]).await;
    let restore = format!("{page}/restore");
    // Somebody saved meanwhile: nothing is brought back over words that nobody has seen.
    let stale = writer.send(&restore, &[("expected", "2"), ("version", "1")]).await;
    stale.refused_with(409, &["role=\"alert\"", "newer version", "What changed"]);
    writer
        .send(&restore, &[("expected", "3"), ("version", "2"), ("passage", "99")])
        .await
        .refused_with(400, &["role=\"alert\""]);
    for (expected, version) in [("3", "0"), ("3", "99"), ("0", "1")] {
        assert_eq!(writer.send(&restore, &[("expected", expected), ("version", version)]).await.status, 404);
    }
    assert_eq!(writer.send(&restore, &[("expected", "3"), ("version", "x")]).await.status, 400);
    let signed_out = send_form(&writer.site, &restore, "", &[("expected", "3"), ("version", "2")]).await;
    signed_out.leads_to("/admin/login");
    writer.get(&page).await.refused_with(200, &["name=\"version\" value=\"3\""]);
}

#[tokio::test]
async fn versions_have_names() {
    let writer = Writer::new().await;
    let page = versions(&writer, &[FIRST, SECOND]).await;
    let (history, version) = (format!("{page}/history"), format!("{page}/versions/2"));
    writer.get(&format!("{history}?named=true")).await.refused_with(200, &["No version has a name yet."]);
    writer.send(&version, &[("name", " For <Mary> ")]).await.leads_to(&format!("{history}?done=version-named"));
    let all = writer.get(&history).await;
    all.refused_with(
        200,
        &["Version 2 is called “For &lt;Mary&gt;”", "Post written", "<span class=\"badge\">For &lt;Mary&gt;"],
    );
    let named = writer.get(&format!("{history}?named=true")).await;
    named.refused_with(200, &["For &lt;Mary&gt;", "Take the name of version 2 away"]);
    assert!(!named.text().contains("post-row-title\">Post written"), "{}", named.text());
    let compared = writer.get(&format!("{page}/compare?older=2&newer=3")).await;
    compared.refused_with(200, &["Version 2, by ada · “For &lt;Mary&gt;”</option>", "thick "]);
    // Naming is in nobody's way who writes.
    let fields = [("action", "save"), ("version", "3"), ("title", "Hello"), ("body", "Fog"), ("tags", "fog")];
    writer.send(&page, &fields).await.leads_to(&format!("{page}?done=saved"));

    let long = "x".repeat(101);
    let refused = writer.send(&version, &[("name", &long)]).await;
    refused.refused_with(400, &["No name was given", "at most 100", &long, "<details open class=\"version-name\">"]);
    writer.send(&version, &[("name", " ")]).await.refused_with(400, &["role=\"alert\""]);
    let gone = format!("{history}?done=version-name-removed");
    writer.send(&version, &[("name", "x"), ("action", "remove")]).await.leads_to(&gone);
    writer.get(&gone).await.refused_with(200, &["The name is gone.", "Version 2 has no name any more"]);
    for nothing in ["0", "99", "x"] {
        assert_eq!(writer.send(&format!("{page}/versions/{nothing}"), &[("name", "Fog")]).await.status, 404);
    }
    for (handle, role, status) in
        [("joan", Role::Contributor, 404), ("mary", Role::Author, 404), ("grace", Role::Editor, 303)]
    {
        writer.site.token(handle, role).await;
        let cookie = writer.site.cookie(handle).await;
        assert_eq!(send_form(&writer.site, &version, &cookie, &[("name", handle)]).await.status, status, "{handle}");
    }
    send_form(&writer.site, &version, "", &[("name", "x")]).await.refused_with(401, &["value=\"x\""]);
}

#[tokio::test]
async fn every_word_has_its_writer() {
    let writer = Writer::new().await;
    let page = versions(&writer, &[FIRST]).await;
    writer.site.token("grace", Role::Editor).await;
    let grace = writer.site.cookie("grace").await;
    let version = writer.version(&page).await;
    let fields = [("action", "save"), ("version", version.as_str()), ("title", "Hello"), ("body", SECOND)];
    send_form(&writer.site, &page, &grace, &fields).await.leads_to(&format!("{page}?done=saved"));
    let words = writer.get(&format!("{page}/words")).await;
    words.refused_with(200, &[">ada</li>", ">grace</li>", ">thick </a>", "title=\"Version 3, by grace"]);
    writer.site.token("joan", Role::Contributor).await;
    let joan = writer.site.cookie("joan").await;
    for path in ["words", "compare"] {
        let refused = writer.site.get_with(&format!("{page}/{path}"), &[("cookie", &joan)]).await;
        assert_eq!(refused.status, 404, "what somebody may not write has no history for them");
    }
}
