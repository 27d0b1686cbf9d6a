//! Notes beside drafts: what follows from them, and what is left of them.

use super::integrity::{EVERYTHING, file, findings, seal_with};
use super::*;
use crate::domain::note::NoteCommand;
use crate::domain::{DomainError, Moment, Principal, Role};
use crate::service::{AccountInput, ServiceError, integrity, scrub};

const WHO: &Principal = &Principal::OPERATOR;

#[tokio::test]
async fn notes_follow_from_the_log_and_go_with_their_post() {
    for is_sealed in [false, true] {
        let mut test = TestBlog::open().await;
        let words = ["Unrepeatable-Words", "Unrepeatable-Quote", "Taken-Back-Words"];
        let doomed = test.blog.create_post(WHO, &input("Doomed", "Text")).await.unwrap();
        let kept = test.blog.create_post(WHO, &input("Kept", "Text")).await.unwrap();
        let first = test.blog.write_note(WHO, doomed.id, words[0], Some(words[1])).await.unwrap();
        let second = test.blog.write_note(WHO, doomed.id, words[2], None).await.unwrap();
        test.blog.write_note(WHO, kept.id, "Other", None).await.unwrap();
        test.blog.change_note(WHO, doomed.id, first.id, NoteCommand::ResolveNote).await.unwrap();
        test.blog.change_note(WHO, doomed.id, second.id, NoteCommand::DeleteNote).await.unwrap();
        let wrong = test.blog.change_note(WHO, kept.id, first.id, NoteCommand::ReopenNote).await;
        assert!(matches!(wrong, Err(ServiceError::Domain(DomainError::NotFound))), "it stands beside another post");
        assert_eq!(test.blog.post(Some(WHO), doomed.id).await.unwrap().version, 1, "whoever types is not disturbed");
        test = test.reopen().await;
        let notes = test.blog.notes(WHO, doomed.id).await.unwrap();
        assert_eq!(notes.iter().map(|note| note.text.as_str()).collect::<Vec<_>>(), [words[0]]);
        assert!(notes[0].resolved_at.is_some() && notes[0].is_own);
        assert_eq!(findings(&test).await, [""; 0]);

        test.blog.delete_post(WHO, doomed.id, None).await.unwrap();
        let late = test.blog.write_note(WHO, doomed.id, "Late", None).await;
        assert!(matches!(late, Err(ServiceError::Domain(DomainError::Gone))));
        if is_sealed {
            seal_with(&test, &EVERYTHING);
        }
        // Its deletion lies at least a millisecond back.
        tokio::time::sleep(std::time::Duration::from_millis(3)).await;
        assert_eq!(test.blog.purge_trash(0).await.unwrap(), 1);
        assert!(test.blog.notes(WHO, doomed.id).await.unwrap().is_empty());
        assert_eq!(test.blog.notes(WHO, kept.id).await.unwrap().len(), 1);
        assert_eq!(findings(&test).await, [""; 0]);
        test.blog.close().await;
        let words = words.map(str::to_owned);
        assert_eq!(scrub(&file(&test), &words).await.unwrap(), Default::default());
        let rebuilt = integrity::rebuild(&file(&test), Arc::new(|_| {})).await.unwrap();
        assert_eq!(rebuilt.rows_changed, 0);
    }
}

#[tokio::test]
async fn readers_find_no_note_at_any_door() {
    let test = TestBlog::open().await;
    let post = test.blog.create_post(WHO, &published("Fog", "Text")).await.unwrap();
    test.blog.write_note(WHO, post.id, "Unrepeatable", None).await.unwrap();
    let mut dependencies = crate::service::cache::Dependencies::default();
    let found = test.blog.search("unrepeatable", 1, &mut dependencies).await.unwrap();
    assert!(found.hits.is_empty());
    let input = AccountInput {
        handle: "mary".into(),
        name: "Mary".into(),
        role: Role::Author,
        password: "correct horse battery".into(),
    };
    let mary = Principal::account(test.blog.add_account(WHO, &input).await.unwrap(), Role::Author);
    let refused = test.blog.notes(&mary, post.id).await;
    assert!(matches!(refused, Err(ServiceError::Domain(DomainError::NotFound))));
    let past = test.blog.past(Moment::Position(u64::MAX)).await.unwrap();
    let found = test.blog.past_search(&past, "unrepeatable", 1).await.unwrap();
    assert!(found.hits.is_empty());
    test.blog.close().await;
}
