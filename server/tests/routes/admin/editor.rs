//! What the editor keeps beside what its button asks for, and whom it is for.

use blog::domain::post::PostInput;
use blog::domain::{Principal, Role};

use super::posts::Writer;
use super::send_form;

const WHO: &Principal = &Principal::OPERATOR;

#[tokio::test]
async fn what_waits_for_another_button_comes_back_and_is_said() {
    let writer = Writer::new().await;
    let page = writer.write("Fog", "save").await;
    let version = writer.version(&page).await;
    let typed = [
        ("form_id", "a-form"),
        ("action", "save"),
        ("version", &*version),
        ("title", "Fog"),
        ("body", "Second"),
        ("publish_at", "2100-07-01T08:00"),
        ("unpublish_at", "2100-07-02T08:00"),
        ("note_text", "Whose fog?"),
    ];
    let saved = writer.send(&page, &typed).await;
    let times = "The times of the schedule are typed, but not settled";
    let parts = [
        "Saved.",
        times,
        "The note beside the text is typed, but not added",
        "value=\"2100-07-01T08:00\"",
        "value=\"2100-07-02T08:00\"",
        "Whose fog?</textarea>",
        ">\nSecond</textarea>",
    ];
    saved.refused_with(200, &parts);
    let current = writer.version(&page).await;
    assert!(saved.text().contains(&format!("name=\"version\" value=\"{current}\"")), "it goes on from what was saved");
    // What is settled already was not typed.
    let schedule = [&typed[..1], &[("action", "schedule"), ("version", &*current)], &typed[3..7]].concat();
    writer.send(&page, &schedule).await.leads_to(&format!("{page}?done=scheduled&form=a%2Dform"));
    let version = writer.version(&page).await;
    let again = [&[("action", "save"), ("version", &*version)], &typed[3..7]].concat();
    writer.send(&page, &again).await.leads_to(&format!("{page}?done=saved"));
    assert!(!writer.get(&page).await.text().contains(times));
    // A new post has its page in the same way.
    let new = [&[("action", "save"), ("title", "New")][..], &typed[5..6]].concat();
    let created = writer.send("/admin/posts/new", &new).await;
    created.refused_with(200, &[times, "value=\"2100-07-01T08:00\"", "name=\"version\" value=\"1\""]);
}

#[tokio::test]
async fn times_that_were_typed_outlast_a_merge() {
    let writer = Writer::new().await;
    let page = writer.write("Fog", "save").await;
    let version = writer.version(&page).await;
    writer.send(&page, &[("action", "save"), ("version", &version), ("title", "Fog"), ("body", "Theirs")]).await;
    let mine = [
        ("action", "schedule"),
        ("version", &*version),
        ("title", "Thick fog"),
        ("body", "First"),
        ("publish_at", "2100-07-01T08:00"),
    ];
    let refused = writer.send(&page, &mine).await;
    refused.refused_with(409, &["value=\"2100-07-01T08:00\"", "Thick fog", "Theirs"]);
}

#[tokio::test]
async fn what_is_typed_beside_the_trash_is_saved_first() {
    let writer = Writer::new().await;
    let page = writer.write("Fog", "save").await;
    let id = page.rsplit('/').next().unwrap();
    let version = writer.version(&page).await;
    let delete = |title: &'static str, form: &'static str| {
        [("form_id", form), ("action", "delete"), ("title", title), ("body", "Not saved yet")]
    };
    let refused = [&delete(" ", "one")[..], &[("version", &*version)]].concat();
    let refused = writer.send(&page, &refused).await;
    refused.refused_with(400, &["Not saved yet</textarea>", "aria-invalid=\"true\""]);
    let deleted = [&delete("Fog", "two")[..], &[("version", &*version)]].concat();
    for _ in 0..2 {
        writer.send(&page, &deleted).await.leads_to(&format!("/admin/posts?done=deleted&post={id}"));
    }
    writer.send(&page, &[("action", "restore")]).await;
    writer.get(&page).await.refused_with(200, &[">\nNot saved yet</textarea>"]);
}

#[tokio::test]
async fn versions_are_read_in_the_trash() {
    let writer = Writer::new().await;
    let page = writer.write("Fog", "save").await;
    let version = writer.version(&page).await;
    writer.send(&page, &[("action", "save"), ("version", &version), ("title", "Fog"), ("body", "Second")]).await;
    writer.send(&page, &[("action", "delete"), ("version", &writer.version(&page).await)]).await;
    let trash = ["This post is in the trash", "value=\"restore\""];
    let compared = writer.get(&format!("{page}/compare?older=1&newer=2")).await;
    compared.refused_with(200, &[&trash[..], &["<del>First</del>", "<ins>Second</ins>"]].concat());
    assert!(!compared.text().contains("Bring back"), "nothing can be brought back before the post is");
    writer.get(&format!("{page}/compare")).await.refused_with(200, &trash);
    let history = writer.get(&format!("{page}/history")).await;
    history.refused_with(200, &trash);
    let address = history.text().split(&format!("href=\"{page}/history/")).nth(1).unwrap().split('"').next().unwrap();
    writer.get(&format!("{page}/history/{address}")).await.refused_with(200, &trash);
    writer.send(&page, &[("action", "restore")]).await;
    assert!(!writer.get(&format!("{page}/history")).await.text().contains(trash[0]));
}

#[tokio::test]
async fn a_form_that_was_merged_is_told_so_again() {
    let writer = Writer::new().await;
    let page = writer.write("Fog", "save").await;
    let version = writer.version(&page).await;
    let theirs = [("action", "save"), ("version", &*version), ("title", "Fog"), ("body", "First"), ("tags", "sea")];
    writer.send(&page, &theirs).await;
    let mine = [("form_id", "mine"), ("action", "save"), ("version", &*version), ("title", "Fog"), ("body", "Mine")];
    for _ in 0..2 {
        writer.send(&page, &mine).await.leads_to(&format!("{page}?done=merged&form=mine"));
    }
    let again = writer.version(&page).await;
    writer.send(&page, &mine).await;
    assert_eq!(writer.version(&page).await, again, "it is saved once");
}

#[tokio::test]
async fn somebody_elses_live_post_leads_to_where_it_is_read() {
    let writer = Writer::new().await;
    let live = writer.write("Fog", "publish").await;
    let draft = writer.write("Secret", "save").await;
    writer.site.token("eve", Role::Author).await;
    let cookie = writer.site.cookie("eve").await;
    let read = writer.site.get_with(&live, &[("cookie", &cookie)]).await;
    read.refused_with(403, &["somebody else’s", "href=\"/posts/fog\"", "href=\"/admin/posts\""]);
    assert!(!read.text().contains("<textarea"));
    assert_eq!(writer.site.get_with(&draft, &[("cookie", &cookie)]).await.status, 404);
    // What they typed all the same is not thrown away.
    let typed = [("action", "save"), ("version", "2"), ("title", "Fog"), ("body", "Typed in vain")];
    let refused = send_form(&writer.site, &live, &cookie, &typed).await;
    refused.refused_with(403, &["Typed in vain</textarea>", "role=\"alert\""]);
}

#[tokio::test]
async fn authors_are_chosen_from_those_who_have_accounts() {
    let writer = Writer::new().await;
    writer.site.token("ben", Role::Contributor).await;
    let guest = PostInput { authors: Some(vec!["Ada’s guest".into()]), ..PostInput::default() };
    let id = writer.site.blog.create_post(WHO, &PostInput { title: "Fog".into(), ..guest }).await.unwrap().id;
    let page = format!("/admin/posts/{id}");
    let shown = writer.get(&page).await;
    let parts = [
        "name=\"author_1\"",
        "<option value=\"ada’s name\">ada’s name (ada)</option>",
        "<option value=\"ben’s name\">ben’s name (ben)</option>",
        "<option value=\"Ada’s guest\" selected>Ada’s guest</option>",
    ];
    shown.refused_with(200, &parts);
    let version = writer.version(&page).await;
    let authors = [
        ("action", "save"),
        ("version", &*version),
        ("title", "Fog"),
        ("authors_shown", "Ada’s guest"),
        ("author_3", ""),
        ("author_2", "Ada’s guest"),
        ("author_1", "ben’s name"),
        ("authors_other", "Zoe"),
    ];
    writer.send(&page, &authors).await.leads_to(&format!("{page}?done=saved"));
    let names = async || {
        let post = writer.site.blog.post(Some(WHO), id).await.unwrap();
        post.authors.into_iter().map(|author| author.handle).collect::<Vec<_>>()
    };
    assert_eq!(names().await, ["ben", "adas-guest", "zoe"]);
    // Nobody chosen: they stay.
    let version = writer.version(&page).await;
    let nobody =
        [("action", "save"), ("version", &*version), ("title", "Fog"), ("author_1", ""), ("authors_other", "")];
    writer.send(&page, &nobody).await;
    assert_eq!(names().await, ["ben", "adas-guest", "zoe"]);
}

#[tokio::test]
async fn whoever_writes_a_note_is_led_to_it() {
    let writer = Writer::new().await;
    let page = writer.write("Fog", "save").await;
    for text in ["One", "Two"] {
        let typed = [("version", "1"), ("title", "Fog"), ("body", "Typed"), ("note_text", text)];
        let written = writer.send(&format!("{page}/notes"), &typed).await;
        written.refused_with(200, &["role=\"status\"", "href=\"#notes_title\"", "The note is there."]);
        let notes: Vec<&str> = written.text().split("<li id=\"note_").skip(1).collect();
        let (newest, older) = notes.split_last().unwrap();
        assert!(newest.split('>').next().unwrap().contains("autofocus") && newest.contains(text), "{newest}");
        assert!(older.iter().all(|note| !note.split('>').next().unwrap().contains("autofocus")));
    }
    assert!(!writer.get(&page).await.text().contains("autofocus"));
}

#[tokio::test]
async fn whoever_adds_somebody_is_told_of_them() {
    let writer = Writer::new().await;
    let people = writer.get("/admin/people").await;
    people.refused_with(200, &["They sign in with it"]);
    assert!(!people.text().contains("You sign in with it"));
}
