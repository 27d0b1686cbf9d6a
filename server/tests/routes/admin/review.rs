//! A post between its writer and those who publish.

use blog::domain::Role;

use super::send_form;
use crate::site::{Answer, Site};

/// Somebody who writes and somebody who publishes.
struct People {
    site: Site,
    writer: String,
    editor: String,
}

impl People {
    async fn new(writer: Role) -> Self {
        let site = Site::new().await;
        site.token("joan", writer).await;
        site.token("grace", Role::Editor).await;
        let (writer, editor) = (site.cookie("joan").await, site.cookie("grace").await);
        Self { site, writer, editor }
    }

    async fn get(&self, cookie: &str, address: &str) -> Answer {
        self.site.get_with(address, &[("cookie", cookie)]).await
    }

    /// Presses one of the editor's buttons with that text in its form.
    async fn press(&self, cookie: &str, page: &str, action: &str, body: &str) -> Answer {
        self.press_with(cookie, page, action, body, "").await
    }

    async fn press_with(&self, cookie: &str, page: &str, action: &str, body: &str, note: &str) -> Answer {
        let shown = self.get(cookie, page).await;
        let version = shown.text().split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let fields = [("action", action), ("version", version), ("title", "Fog"), ("body", body), ("note", note)];
        send_form(&self.site, page, cookie, &fields).await
    }

    /// The writer's new post, submitted at once.
    async fn submitted(&self) -> String {
        let fields = [("action", "submit"), ("title", "Fog"), ("body", "First")];
        let answer = send_form(&self.site, "/admin/posts/new", &self.writer, &fields).await;
        let page = answer.header("location").strip_suffix("?done=submitted").unwrap().to_owned();
        assert_eq!(answer.status, 303);
        page
    }
}

#[tokio::test]
async fn a_contributor_submits_and_an_editor_returns_and_publishes() {
    let people = People::new(Role::Contributor).await;
    let new = people.get(&people.writer, "/admin/posts/new").await;
    new.refused_with(200, &["value=\"submit\"", "Submit for review"]);
    assert!(!new.text().contains("value=\"publish\""));
    let page = people.submitted().await;
    let own = people.get(&people.writer, &page).await;
    own.refused_with(200, &["In review", "Take back from review", "joan’s name", "You can go on writing"]);

    let list = people.get(&people.editor, "/admin/posts").await;
    list.refused_with(200, &["In review", "(1 waits)"]);
    people.get(&people.editor, "/admin/posts?filter=review").await.refused_with(200, &["Fog", "1 post"]);
    let editors = people.get(&people.editor, &page).await;
    editors.refused_with(200, &["Return with a note…", "Publish it, or return it"]);
    assert!(!editors.text().contains("value=\"submit\""), "who publishes asks nobody");

    // What the editor typed is kept and the note asked for.
    let refused = people.press_with(&people.editor, &page, "return", "Second", " ").await;
    refused.refused_with(
        400,
        &["role=\"alert\"", "What is to be mended", "Second", "<details open class=\"editor-return\">"],
    );
    let note = "Whose <fog>?\nWhich harbour?";
    let returned = people.press_with(&people.editor, &page, "return", "Second", note).await;
    returned.leads_to(&format!("{page}?done=returned"));
    let own = people.get(&people.writer, &page).await;
    own.refused_with(
        200,
        &["Returned with a note", "Whose &lt;fog&gt;?\nWhich harbour?", "grace’s name", "Submit again"],
    );
    own.refused_with(200, &["Second"]);
    people.get(&people.editor, "/admin/posts?filter=review").await.refused_with(200, &["Nothing waits for an editor."]);

    people.press(&people.writer, &page, "submit", "Third").await.leads_to(&format!("{page}?done=submitted"));
    people.press(&people.writer, &page, "save", "Fourth").await.leads_to(&format!("{page}?done=saved"));
    people.get(&people.editor, &page).await.refused_with(200, &["It changed since it was submitted."]);
    people.press(&people.editor, &page, "publish", "Fourth").await.leads_to(&format!("{page}?done=published"));
    assert!(people.site.get("/posts/fog").await.text().contains("Fourth"));
    let done = people.get(&people.editor, &page).await;
    assert!(!done.text().contains("In review"), "publishing ends it");

    let timeline = people.get(&people.editor, &format!("{page}/history")).await;
    timeline.refused_with(200, &["Submitted for review", "Returned with a note", "Whose &lt;fog&gt;?"]);
}

#[tokio::test]
async fn a_writer_takes_it_back_and_an_editor_comes_too_late() {
    let people = People::new(Role::Author).await;
    let page = people.submitted().await;
    people
        .press(&people.writer, &page, "withdraw", "First")
        .await
        .leads_to(&format!("{page}?done=submission-withdrawn"));
    let late = people.press_with(&people.editor, &page, "return", "First", "Why?").await;
    late.refused_with(400, &["not in review any more"]);
    people.get(&people.writer, &page).await.refused_with(200, &["Submit for review", "value=\"publish\""]);
}

#[tokio::test]
async fn a_review_does_not_stop_whoever_types() {
    let people = People::new(Role::Contributor).await;
    let page = people.submitted().await;
    let shown = people.get(&people.writer, &page).await;
    let version = shown.text().split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    people
        .press_with(&people.editor, &page, "return", "First", "Why?")
        .await
        .leads_to(&format!("{page}?done=returned"));
    let fields = [("action", "save"), ("version", version.as_str()), ("title", "Fog"), ("body", "Typed meanwhile")];
    send_form(&people.site, &page, &people.writer, &fields).await.leads_to(&format!("{page}?done=saved"));
}

#[tokio::test]
async fn what_two_people_wrote_comes_together_before_it_is_returned() {
    let people = People::new(Role::Contributor).await;
    let page = people.submitted().await;
    let fields = [("action", "return"), ("version", "1"), ("title", "Fog"), ("body", "Theirs"), ("note", "Look again")];
    people.press(&people.writer, &page, "save", "Mine").await.leads_to(&format!("{page}?done=saved"));
    let merge = send_form(&people.site, &page, &people.editor, &fields).await;
    merge.refused_with(409, &["Two versions", "name=\"note\" value=\"Look again\"", "value=\"return\""]);
}

#[tokio::test]
async fn others_do_not_even_know_of_it() {
    let people = People::new(Role::Contributor).await;
    let page = people.submitted().await;
    people.site.token("mary", Role::Author).await;
    let mary = people.site.cookie("mary").await;
    people.get(&mary, "/admin/posts").await.refused_with(200, &["No posts yet"]);
    for action in ["submit", "withdraw", "return"] {
        let fields = [("action", action), ("version", "2"), ("title", "Fog"), ("body", "Mine"), ("note", "x")];
        assert_eq!(send_form(&people.site, &page, &mary, &fields).await.status, 404, "{action}");
        let signed_out = send_form(&people.site, &page, "", &fields).await;
        assert_eq!(signed_out.status, 401, "{action}: what was typed is still there");
    }
    let own = people.press_with(&people.writer, &page, "return", "First", "x").await;
    own.refused_with(403, &["role=\"alert\""]);
}
