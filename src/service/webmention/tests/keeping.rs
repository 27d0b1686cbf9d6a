//! What is kept of mentions: how many, for how long, and what the past shows of them.

use super::*;
use crate::domain::comment::{CommentCommand, CommentPlace, Found, MENTIONS_MAX, MentionDraft, Standing, Verdict};
use crate::domain::post::PostKind;
use crate::domain::{Actor, CommentId, Moment};
use crate::service::writer::Command;
use crate::service::{integrity, scrub};

fn page_saying(words: &str) -> String {
    html(&format!(
        "<div class=h-entry><b class=p-author>Ben</b><p class=e-content>{words} <a href='{TARGET}'>x</a></p></div>"
    ))
}

#[tokio::test]
async fn the_past_has_the_mentions_of_then_and_an_erasure_leaves_none() {
    let site = Neighbours::new().await;
    site.set(SiteInput { mentions: Some("open".into()), ..SiteInput::default() }).await;
    site.has("/unrepeatable-page", page_saying("Unrepeatable-Then"));
    site.tell("/unrepeatable-page").await;
    let then = site.blog.database.read(crate::store::log::head).await.unwrap().position;
    site.has("/unrepeatable-page", page_saying("Unrepeatable-Now"));
    site.tell("/unrepeatable-page").await;
    for (position, expected) in [(then - 1, None), (then, Some("<p>Unrepeatable-Then x</p>"))] {
        let past = site.blog.past(Moment::Position(position)).await.unwrap();
        let page = site.blog.past_post(&past, PostKind::Post, "fog").await.unwrap().found().unwrap();
        let said = page.comments.unwrap().comments.into_iter().find_map(|comment| comment.said);
        assert_eq!(said.map(|said| said.html).as_deref(), expected, "{position}");
    }
    assert_eq!(site.shown().await, ["<p>Unrepeatable-Now x</p>"]);

    let id = site.inbox(CommentStatus::Approved).await[0].id;
    let texts = site.blog.erase_comment(WHO, id).await.unwrap();
    assert_eq!(texts, ["Unrepeatable-Now x".to_owned(), format!("{}/unrepeatable-page", site.other)]);
    assert!(site.shown().await.is_empty());
    let file = crate::service::database_file(site.folder.path());
    site.blog.close().await;
    let texts = [texts, vec!["Unrepeatable-Then".into(), "unrepeatable-page".into()]].concat();
    assert_eq!(scrub(&file, &texts).await.unwrap(), Default::default());
    assert_eq!(integrity::rebuild(&file, Arc::new(|_| {})).await.unwrap().rows_changed, 0);
}

#[tokio::test]
async fn thousands_of_mentions_have_an_end_and_leave_room_for_comments() {
    let site = Neighbours::new().await;
    let place = CommentPlace { post_id: site.post, created_by: Actor::Operator, in_reply_to: None };
    let verdict = Verdict { standing: Standing::Approved, hold: None };
    let receive = |number: u64| {
        let draft = MentionDraft::new(&format!("https://other.example/{number}"), &Found::default());
        let command = CommentCommand::ReceiveMention { place, draft, verdict };
        Command::Comment { id: CommentId(uuid::Uuid::from_u128(number.into())), command }
    };
    for first in (0..MENTIONS_MAX).step_by(500) {
        site.blog.write(&Principal::SYSTEM, (first..first + 500).map(receive).collect()).await.unwrap();
    }
    assert_eq!(site.refusal("https://other.example/more", TARGET).await, WebmentionRefusal::TooMany);
    let mut dependencies = Dependencies::default();
    let page = site.blog.comments_page("fog", 2, &mut dependencies).await.unwrap().found().unwrap();
    let comments = page.comments.unwrap();
    assert_eq!((comments.shown, comments.comments.len() as u64), (MENTIONS_MAX, 50), "a page has as many as it has");
    assert!(comments.is_open, "readers may say something all the same");
    site.blog.close().await;
}
