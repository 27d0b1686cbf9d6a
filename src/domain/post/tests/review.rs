//! A post between its writer and those who publish.

use super::*;

fn returned(note: &str) -> PostEvent<'_> {
    PostEvent::Returned { note }
}

fn return_with(note: &str) -> PostCommand {
    PostCommand::ReturnPost { note: note.into() }
}

fn more() -> PostEvent<'static> {
    edited(ContentChange { body: Some("More."), ..Default::default() })
}

#[test]
fn a_draft_is_submitted_returned_mended_and_published() {
    given(&[created()]).when(&PostCommand::SubmitPost).then(&[PostEvent::Submitted]);
    let submitted = [created(), PostEvent::Submitted];
    given(&submitted).when(&PostCommand::SubmitPost).then(&[]);
    given(&submitted).by(OTHER, Role::Editor).when(&return_with(" Why? ")).then(&[returned("Why?")]);
    let given_back = [created(), PostEvent::Submitted, returned("Why?")];
    given(&given_back).when(&PostCommand::SubmitPost).then(&[PostEvent::Submitted]);
    given(&given_back)
        .when(&save(PostDraft { body: "Because.".into(), ..draft() }))
        .then_post(|post| matches!(&post.review, Review::Returned { note, .. } if note == "Why?"));
    for events in [&submitted[..], &given_back] {
        given(events)
            .by(OTHER, Role::Editor)
            .when(&PostCommand::PublishPost)
            .then_post(|post| post.review == Review::None);
    }
}

#[test]
fn what_changes_in_review_stays_there_and_says_so() {
    let changed = |post: &Post| matches!(post.review, Review::Submitted { is_changed: true, .. });
    let submitted = [created(), PostEvent::Submitted, more()];
    given(&submitted[..2]).when(&PostCommand::SubmitPost).then_post(|post| !changed(post));
    given(&submitted).when(&PostCommand::UnpublishPost).outcome.unwrap();
    given(&submitted).when(&PostCommand::AutosavePost { draft: draft() }).then_post(changed);
    given(&submitted).when(&PostCommand::SubmitPost).then(&[PostEvent::Submitted]);
    given(&submitted).when(&PostCommand::SubmitPost).then_post(|post| !changed(post));
}

#[test]
fn only_what_readers_do_not_see_yet_is_submitted() {
    let live = [created(), published_at(2_000), more()];
    given(&live[..2])
        .when(&PostCommand::SubmitPost)
        .then_err(Violations::one("submission", Rule::NothingToReview).into());
    given(&live).when(&PostCommand::SubmitPost).then(&[PostEvent::Submitted]);
    // Somebody takes their change back while it is in review: publishing still ends that.
    let back = edited(ContentChange { body: Some("The text."), ..Default::default() });
    given(&[created(), published_at(2_000), more(), PostEvent::Submitted, back])
        .when(&PostCommand::PublishPost)
        .then(&[published_at(2_000)]);
}

#[test]
fn a_submission_is_taken_back_by_whoever_asked() {
    let submitted = [created(), PostEvent::Submitted];
    given(&submitted).when(&PostCommand::WithdrawSubmission).then(&[PostEvent::SubmissionWithdrawn]);
    given(&submitted).when(&PostCommand::WithdrawSubmission).then_post(|post| post.review == Review::None);
    given(&submitted[..1]).when(&PostCommand::WithdrawSubmission).then(&[]);
    given(&submitted).by(OTHER, Role::Admin).when(&PostCommand::WithdrawSubmission).then_err(DomainError::Forbidden);
}

#[test]
fn a_note_says_something_about_what_waits() {
    let by_editor = |events: &[PostEvent<'_>]| given(events).by(OTHER, Role::Editor);
    let refused = |rule| DomainError::from(Violations::one("note", rule));
    by_editor(&[created(), PostEvent::Submitted]).when(&return_with(" ")).then_err(refused(Rule::Required));
    let long = return_with(&"x".repeat(5_001));
    by_editor(&[created(), PostEvent::Submitted]).when(&long).then_err(refused(Rule::TooLong { chars_max: 5_000 }));
    by_editor(&[created()]).when(&return_with("Why?")).then_err(refused(Rule::NotInReview));
    let taken_back = [created(), PostEvent::Submitted, PostEvent::SubmissionWithdrawn];
    by_editor(&taken_back).when(&return_with("Why?")).then_err(refused(Rule::NotInReview));
}

#[test]
fn a_review_is_in_nobodys_way_who_types() {
    let events = [created(), more(), PostEvent::Submitted, returned("Why?")];
    let post = given(&events).post;
    assert_eq!((post.version, post.content_version), (4, 2));
    let up_to_date: Vec<u64> = (0..=5).filter(|seen| post.is_up_to_date(*seen)).collect();
    assert_eq!(up_to_date, [2, 3, 4]);
    assert!(!given(&[created(), PostEvent::Submitted, more()]).post.is_up_to_date(2));
}

#[test]
fn every_role_does_what_is_its_own() {
    use PostCommand::{PublishPost, SubmitPost, WithdrawSubmission};
    let (fine, forbidden, hidden) = (Ok(()), Err(DomainError::Forbidden), Err(DomainError::NotFound));
    let (own, others) = (AUTHOR, OTHER);
    let cases = [
        (own, Role::Contributor, [&fine, &fine, &forbidden, &forbidden]),
        (own, Role::Author, [&fine, &fine, &forbidden, &fine]),
        (own, Role::Editor, [&fine, &fine, &fine, &fine]),
        (own, Role::Admin, [&fine, &fine, &fine, &fine]),
        (others, Role::Contributor, [&hidden, &hidden, &hidden, &hidden]),
        (others, Role::Author, [&hidden, &hidden, &hidden, &hidden]),
        (others, Role::Editor, [&fine, &forbidden, &fine, &fine]),
        (others, Role::Admin, [&fine, &forbidden, &fine, &fine]),
    ];
    for (id, role, expected) in cases {
        let commands = [SubmitPost, WithdrawSubmission, return_with("Why?"), PublishPost];
        for (command, expected) in commands.iter().zip(expected) {
            // What waits already is submitted again when it changed.
            let outcome = given(&[created(), PostEvent::Submitted, more()]).by(id, role).when(command).outcome;
            assert_eq!(&outcome.map(|_| ()), expected, "{role} {command:?}");
        }
    }
}

#[test]
fn deleting_keeps_a_review_and_erasing_ends_it() {
    let deleted = [created(), PostEvent::Submitted, PostEvent::Deleted];
    given(&deleted).when(&PostCommand::SubmitPost).then_err(DomainError::Gone);
    given(&deleted)
        .when(&PostCommand::RestorePost)
        .then_post(|post| post.review.state() == Some(ReviewState::Submitted));
    given(&deleted).by(OTHER, Role::Admin).when(&PostCommand::PurgePost).then_post(|post| post.review == Review::None);
}

#[test]
fn the_bytes_of_a_review_are_read_for_ever() {
    let cases: [(PostEvent<'_>, &[u8]); 3] =
        [(PostEvent::Submitted, b""), (PostEvent::SubmissionWithdrawn, b""), (returned("Why?"), b"\x04Why?")];
    for (event, bytes) in cases {
        assert_eq!(event.encode(Vec::new()).unwrap(), bytes);
        assert_eq!(PostEvent::decode(event.kind(), 1, bytes), Ok(event));
    }
}

#[test]
fn a_note_is_erased_with_the_post() {
    let person = Redaction::Person { handle: "a".into(), name: "b".into(), pseudonym: "c".into() };
    assert_eq!(redact("PostReturned", 1, b"\x04Why?", &Redaction::Text), Ok(Some(b"\0".to_vec())));
    assert_eq!(redact("PostReturned", 1, b"\0", &Redaction::Text), Ok(None));
    assert_eq!(redact("PostReturned", 1, b"\x04Why?", &person), Ok(None));
    assert!(redact("PostReturned", 2, b"\x04Why?", &Redaction::Text).is_err());
}
