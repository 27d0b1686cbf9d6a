//! What is erased is in no corner any more, and the log still verifies.

use std::sync::Arc;

use super::integrity::{EVERYTHING, file, findings, seal_with};
use super::*;
use crate::domain::{DomainError, Moment, PostId, Principal, Role};
use crate::service::{AccountInput, ServiceError, integrity, scrub};
use crate::store::compaction::Policy;

const WHO: &Principal = &Principal::OPERATOR;
const NAME: &str = "Zephyrine Quatremer";
const EMAIL: &str = "z@quatremer.example";

/// A blog with a person, whose posts and account are partly sealed, with a dictionary.
async fn blog_with_person() -> (TestBlog, PostId) {
    let test = TestBlog::open().await;
    let person = AccountInput {
        handle: "zephyrine".into(),
        name: NAME.into(),
        role: Role::Author,
        password: "correct horse battery".into(),
    };
    let id = test.blog.add_account(WHO, &person).await.unwrap();
    test.blog.issue_token(WHO, "zephyrine").await.unwrap();
    let who = Principal::account(id, Role::Author);
    test.blog.change_own_email(&who, "correct horse battery", EMAIL).await.unwrap();
    let post = test.blog.create_post(&who, &published("Hers", "A text.")).await.unwrap();
    for edit in 0..40 {
        let body =
            format!("{} {edit}", "A text that says the same again and again, with a number at its end.".repeat(9));
        test.blog.save_post(&who, post.id, None, &published("Hers", &body)).await.unwrap();
    }
    assert_eq!(post.authors[0].name, NAME);
    (test, post.id)
}

#[tokio::test]
async fn a_person_is_erased_from_every_corner() {
    for sealed_events in [None, Some(5), Some(50)] {
        let (test, id) = blog_with_person().await;
        if let Some(events_max) = sealed_events {
            seal_with(&test, &Policy { events_max, ..EVERYTHING });
        }
        let texts = test.blog.erase_person(WHO, "zephyrine").await.unwrap();
        assert_eq!((texts.posts, texts.texts.len()), (1, 3));
        let post = test.blog.post_at(Some(WHO), id, Moment::Position(4)).await.unwrap();
        assert_eq!((post.title.as_str(), post.authors[0].name.as_str()), ("Hers", texts.pseudonym.as_str()));
        assert!(test.blog.sign_in("zephyrine", "correct horse battery", "").await.unwrap().is_none());
        assert!(test.blog.accounts(WHO).await.unwrap().is_empty());
        test.blog.close().await;
        let remains = scrub(&file(&test), &texts.texts).await.unwrap();
        assert_eq!((remains.events, remains.places_in_file), (vec![], 0), "{sealed_events:?}");
        for entry in std::fs::read_dir(options(&test.folder).data_dir).unwrap() {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            for text in [NAME, EMAIL] {
                assert!(!bytes.windows(text.len()).any(|window| window == text.as_bytes()), "{text}");
            }
        }
        assert_eq!(findings(&test).await, [""; 0], "{sealed_events:?}");
        let rebuilt = integrity::rebuild(&file(&test), Arc::new(|_| {})).await.unwrap();
        assert_eq!(rebuilt.rows_changed, 0);
    }
}

#[tokio::test]
async fn a_name_that_somebody_wrote_in_a_text_is_told() {
    let (test, _) = blog_with_person().await;
    let letter = test.blog.create_post(WHO, &published("Letter", &format!("Dear {NAME}!"))).await.unwrap();
    let erased = test.blog.erase_person(WHO, "zephyrine").await.unwrap();
    let events = test.blog.post_events(WHO, letter.id).await.unwrap();
    test.blog.close().await;
    let remains = scrub(&file(&test), &erased.texts).await.unwrap();
    assert_eq!(remains.events.first().copied(), events[0]["global_position"].as_u64());
    assert!(remains.places_in_file > 0);
}

#[tokio::test]
async fn only_admins_erase_and_only_who_is_there() {
    let (test, _) = blog_with_person().await;
    let editor = Principal { role: Role::Editor, ..Principal::SYSTEM };
    let refused = test.blog.erase_person(&editor, "zephyrine").await;
    assert!(matches!(refused, Err(ServiceError::Domain(DomainError::Forbidden))));
    let missing = test.blog.erase_person(WHO, "nobody").await;
    assert!(matches!(missing, Err(ServiceError::Domain(DomainError::NotFound))));
}

#[tokio::test]
async fn what_was_in_the_trash_for_long_is_purged() {
    for is_sealed in [false, true] {
        let test = TestBlog::open().await;
        let secret = "Unrepeatable-Words";
        let doomed = test.blog.create_post(WHO, &published("Doomed", secret)).await.unwrap();
        test.blog.save_post(WHO, doomed.id, None, &published("Doomed again", secret)).await.unwrap();
        let kept = test.blog.create_post(WHO, &published("Kept", "Text")).await.unwrap();
        test.blog.delete_post(WHO, doomed.id, None).await.unwrap();
        if is_sealed {
            seal_with(&test, &EVERYTHING);
        }
        assert_eq!(test.blog.purge_trash(1).await.unwrap(), 0);
        // Its deletion lies at least a millisecond back.
        tokio::time::sleep(std::time::Duration::from_millis(3)).await;
        assert_eq!(test.blog.purge_trash(0).await.unwrap(), 1);
        assert_eq!(test.blog.purge_trash(0).await.unwrap(), 0);
        let restored = test.blog.restore_post(WHO, doomed.id, None).await;
        assert!(matches!(restored, Err(ServiceError::Domain(DomainError::Gone))));
        let mut dependencies = crate::service::cache::Dependencies::default();
        let page = test.blog.post_page(crate::domain::post::PostKind::Post, "doomed", &mut dependencies).await.unwrap();
        assert_eq!(page, crate::service::Lookup::Gone);
        let past = test.blog.post_at(Some(WHO), doomed.id, Moment::Position(2)).await.unwrap();
        assert_eq!((past.title.as_str(), past.body.as_str()), ("", ""));
        assert_eq!(test.blog.post(Some(WHO), kept.id).await.unwrap().body, "Text");
        assert_eq!(findings(&test).await, [""; 0]);
        test.blog.close().await;
        assert_eq!(scrub(&file(&test), &[secret.to_owned()]).await.unwrap(), Default::default());
        let rebuilt = integrity::rebuild(&file(&test), Arc::new(|_| {})).await.unwrap();
        assert_eq!(rebuilt.rows_changed, 0);
    }
}

/// How many rows of what is kept of pictures there are.
fn kept_bytes(test: &TestBlog) -> i64 {
    let connection = rusqlite::Connection::open(file(test)).unwrap();
    let count = "select (select count(*) from media_blobs) + (select count(*) from media_variants)
        + (select count(*) from media_variants_made)";
    connection.query_row(count, [], |row| row.get(0)).unwrap()
}

/// A picture whose name and description stand nowhere else, with its copies.
async fn secret_picture(test: &TestBlog) -> crate::domain::media::MediaView {
    let bytes = crate::service::pictures::fixtures::png(700, 400);
    let media = test.blog.add_media_described(WHO, "Unrepeatable-Name.png", "Unrepeatable-Words", bytes).await.unwrap();
    assert_eq!(test.blog.make_missing_variants().await.unwrap(), 1);
    media
}

const OF_PICTURE: [&str; 3] = ["Unrepeatable-Name", "unrepeatable-name", "Unrepeatable-Words"];

#[tokio::test]
async fn a_file_that_was_in_the_trash_for_long_is_purged() {
    for is_sealed in [false, true] {
        let test = TestBlog::open().await;
        let media = secret_picture(&test).await;
        test.blog.delete_media(WHO, &media.hash).await.unwrap();
        if is_sealed {
            seal_with(&test, &EVERYTHING);
        }
        assert_eq!(test.blog.purge_media(1).await.unwrap(), 0);
        // Its deletion lies at least a millisecond back.
        tokio::time::sleep(std::time::Duration::from_millis(3)).await;
        assert_eq!(test.blog.purge_media(0).await.unwrap(), 1);
        assert_eq!(test.blog.purge_media(0).await.unwrap(), 0);
        assert_eq!(kept_bytes(&test), 0);
        assert_eq!(test.blog.media(&media.hash).await.unwrap(), crate::service::Lookup::Gone);
        let restored = test.blog.restore_media(WHO, &media.hash).await;
        assert!(matches!(restored, Err(ServiceError::Domain(DomainError::Gone))), "{restored:?}");
        let trash = test.blog.media_list(WHO, crate::domain::media::MediaFilter::Trash, "", 1).await.unwrap();
        assert_eq!(trash.media, []);
        assert_eq!(findings(&test).await, [""; 0]);
        let rebuilt = integrity::rebuild(&file(&test), Arc::new(|_| {})).await.unwrap();
        assert_eq!(rebuilt.rows_changed, 0);

        let again = test.blog.add_media(WHO, "Another.png", crate::service::pictures::fixtures::png(700, 400)).await;
        assert_eq!(again.map(|again| (again.hash, again.alt)).unwrap(), (media.hash, String::new()));
        assert_eq!(findings(&test).await, [""; 0]);
        test.blog.close().await;
        assert_eq!(scrub(&file(&test), &OF_PICTURE.map(str::to_owned)).await.unwrap(), Default::default());
    }
}

#[tokio::test]
async fn a_file_that_is_shown_is_purged_by_its_name_alone() {
    let test = TestBlog::open().await;
    let media = secret_picture(&test).await;
    test.blog.delete_media(WHO, &media.hash).await.unwrap();
    let shown = test.blog.create_post(WHO, &published("Shown", &format!("![]({})", media.path))).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(3)).await;
    assert_eq!(test.blog.purge_media(0).await.unwrap(), 0);
    let author = Principal { role: Role::Editor, ..Principal::SYSTEM };
    let refused = test.blog.erase_media(&author, &media.hash).await;
    assert!(matches!(refused, Err(ServiceError::Domain(DomainError::Forbidden))));

    let erased = test.blog.erase_media(WHO, &media.hash).await.unwrap();
    assert_eq!((erased.used_by, erased.texts.len()), (1, 3));
    assert_eq!(kept_bytes(&test), 0);
    assert_eq!(findings(&test).await, [""; 0]);
    let again = test.blog.erase_media(WHO, &media.hash).await;
    assert!(matches!(again, Err(ServiceError::Domain(DomainError::Gone))));
    let events = test.blog.post_events(WHO, shown.id).await.unwrap();
    test.blog.close().await;
    // Its address stands in the post that showed it, and nowhere else.
    let remains = scrub(&file(&test), &erased.texts).await.unwrap();
    let positions = events.iter().filter_map(|event| event["global_position"].as_u64());
    assert!(positions.into_iter().any(|position| remains.events == [position]), "{remains:?}");
    let name = &OF_PICTURE.map(str::to_owned)[..1];
    assert_eq!(scrub(&file(&test), name).await.unwrap(), Default::default());
}

#[tokio::test]
async fn copies_that_come_too_late_are_not_kept() {
    let test = TestBlog::open().await;
    let media = secret_picture(&test).await;
    test.blog.erase_media(WHO, &media.hash).await.unwrap();
    let mut connection = crate::store::Database::open_beside(&file(&test)).unwrap();
    crate::store::variants::keep(&mut connection, &media.hash, &[(480, vec![1])]).unwrap();
    crate::store::media::keep(&connection, &media.hash, &[1]).unwrap();
    assert_eq!(kept_bytes(&test), 0);
}

#[tokio::test]
async fn a_payload_that_no_erasure_names_is_never_replaced() {
    let (test, _) = blog_with_person().await;
    test.blog.erase_person(WHO, "zephyrine").await.unwrap();
    let connection = rusqlite::Connection::open(file(&test)).unwrap();
    // The first event is the account's, which was erased; the fifth is none of hers.
    let other: i64 = connection.query_row("select max(global_position) from events", [], |row| row.get(0)).unwrap();
    let refused = connection.execute("update events set payload = x'' where global_position = ?", [other]);
    assert!(refused.unwrap_err().to_string().contains("immutable"));
    // Even where an erasure named it, another payload is found.
    connection.execute("update events set payload = x'00' where global_position = 1", []).unwrap();
    assert!(findings(&test).await[0].starts_with("event 1:"));
}
