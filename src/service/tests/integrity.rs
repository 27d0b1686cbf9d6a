//! What is sealed reads as before; what was changed is found and named; what is derived can be made again.

use std::path::PathBuf;
use std::sync::Arc;

use rusqlite::Connection;

use super::*;
use crate::domain::{Moment, PostId, Principal, Timestamp};
use crate::service::pictures::fixtures::png;
use crate::service::{ImportedPost, Verification, integrity};
use crate::store::Database;
use crate::store::compaction::{Compactor, Policy};

const WHO: &Principal = &Principal::OPERATOR;

/// Ranges of five events, whatever their age.
pub(super) const EVERYTHING: Policy =
    Policy { until: Timestamp::MAX, events_max: 5, payload_bytes: usize::MAX, seals_remainder: true };

pub(super) fn file(test: &TestBlog) -> PathBuf {
    Database::file(&options(&test.folder).data_dir)
}

fn seal(test: &TestBlog) -> u64 {
    seal_with(test, &EVERYTHING)
}

pub(super) fn seal_with(test: &TestBlog, policy: &Policy) -> u64 {
    let mut compactor = Compactor::open(&file(test)).unwrap();
    let mut segments = 0;
    while compactor.seal_next(policy).unwrap().is_some() {
        segments += 1;
    }
    segments
}

async fn verify(test: &TestBlog) -> Verification {
    integrity::verify(&file(test), Arc::new(|_| {})).await.unwrap()
}

pub(super) async fn findings(test: &TestBlog) -> Vec<String> {
    verify(test).await.findings.first.iter().map(ToString::to_string).collect()
}

/// A blog with posts in every state, pages, redirects, an account and a file.
async fn blog_with_history() -> (TestBlog, Vec<PostId>) {
    let test = TestBlog::open().await;
    let blog = &test.blog;
    let account = crate::service::AccountInput {
        handle: "ada".into(),
        name: "Ada".into(),
        role: crate::domain::Role::Author,
        password: "correct horse".into(),
    };
    blog.add_account(WHO, &account).await.unwrap();
    blog.issue_token(WHO, "ada").await.unwrap();
    blog.add_media(WHO, "dot.png", png(3, 2)).await.unwrap();
    let mut posts = Vec::new();
    for number in 0..6 {
        let title = format!("Post {number}");
        let post = blog.create_post(WHO, &published(&title, "The *first* text.")).await.unwrap();
        for edit in 0..number * 2 {
            let body = format!("Text {edit} of {title}, with some words that stay the same.");
            blog.save_post(WHO, post.id, None, &published(&title, &body)).await.unwrap();
        }
        posts.push(post.id);
    }
    blog.unpublish_post(WHO, posts[1], None).await.unwrap();
    blog.delete_post(WHO, posts[2], None).await.unwrap();
    let imported = ImportedPost {
        source: "old.md".into(),
        draft: blog_draft("Imported"),
        aliases: vec!["/old".into()],
        is_published: true,
        ..ImportedPost::default()
    };
    blog.import_post(WHO, &imported).await.unwrap();
    blog.add_redirect(WHO, "/older", "/old").await.unwrap();
    (test, posts)
}

fn blog_draft(title: &str) -> crate::domain::post::PostDraft {
    crate::domain::post::PostDraft { title: title.into(), body: "Text".into(), ..Default::default() }
}

/// Everything that can be read of a post, at every moment.
async fn readings(blog: &Blog, posts: &[PostId]) -> Vec<String> {
    let mut lines = Vec::new();
    for id in posts {
        lines.push(format!("{:?}", blog.post_events(WHO, *id).await));
        for position in 0..60 {
            lines.push(format!("{:?}", blog.post_at(Some(WHO), *id, Moment::Position(position)).await));
        }
    }
    lines
}

/// Every row of the derived tables.
fn dump(test: &TestBlog) -> Vec<String> {
    let connection = Connection::open(file(test)).unwrap();
    let tables = [
        "snapshots",
        "posts",
        "slugs",
        "redirects",
        "published",
        "published_terms",
        "working_terms",
        "search_texts",
        "post_labels",
        "accounts",
        "access_tokens",
        "media",
        "event_kinds",
        "list_lengths",
    ];
    rows_of(&connection, &tables)
}

#[tokio::test]
async fn what_is_sealed_reads_as_before() {
    let (test, posts) = blog_with_history().await;
    let before = readings(&test.blog, &posts).await;
    let list = test.blog.posts(Some(WHO), &Default::default()).await.unwrap();
    assert!(seal(&test) > 5);
    assert_eq!(readings(&test.blog, &posts).await, before);
    // Everything that was in memory is read again.
    let test = test.reopen().await;
    assert_eq!(readings(&test.blog, &posts).await, before);
    assert_eq!(test.blog.posts(Some(WHO), &Default::default()).await.unwrap(), list);
    assert_eq!(findings(&test).await, [""; 0]);
    // Writing goes on behind what is sealed.
    let saved = test.blog.save_post(WHO, posts[5], None, &published("Post 5", "After.")).await.unwrap();
    assert_eq!(saved.version, list.posts.iter().find(|post| post.id == posts[5]).unwrap().version + 2);
    seal(&test);
    assert_eq!(findings(&test).await, [""; 0]);
}

#[tokio::test]
async fn an_event_leaves_only_for_its_segment() {
    let (test, _) = blog_with_history().await;
    let connection = Connection::open(file(&test)).unwrap();
    for statement in [
        "delete from events where global_position = 3",
        "update events set payload = x'00' where global_position = 3",
        "update events set at = at + 1 where global_position = 3",
    ] {
        let error = connection.execute(statement, []).unwrap_err();
        assert!(error.to_string().contains("events are immutable"), "{statement}: {error}");
    }
    seal(&test);
    for statement in ["delete from segments", "update segments set bytes = x'00'"] {
        let error = connection.execute(statement, []).unwrap_err();
        assert!(error.to_string().contains("segments are immutable"), "{statement}: {error}");
    }
}

#[tokio::test]
async fn what_was_changed_is_named() {
    let drop_triggers = "drop trigger events_are_never_changed; drop trigger events_are_only_deleted_when_sealed;
        drop trigger segments_are_never_changed; drop trigger segments_are_never_deleted;";
    let cases = [
        ("update events set payload = cast(payload || x'00' as blob) where global_position = 9", "event 9"),
        ("update events set payload_hash = zeroblob(32) where global_position = 9", "event 9"),
        ("update events set actor = 'system' where global_position = 9", "event 9"),
        ("update events set hash = zeroblob(32) where global_position = 9", "event 9"),
        ("delete from events where global_position = 9", "event 10"),
        ("update snapshots set state = zeroblob(9)", "table snapshots"),
        ("update published set title = 'Other'", "table published"),
        ("update posts set status = 'draft' where sequence > 20", "table posts"),
        ("delete from redirects where path = '/old'", "table redirects, row /old"),
        ("insert into slugs values ('nobody', 'x')", "table slugs, row nobody"),
        ("insert into search_index (rowid, body) values (999, 'ghost')", "table search_index"),
        ("delete from search_titles where rowid = (select min(sequence) from published)", "table search_titles"),
        ("update media_blobs set bytes = x'00'", "media "),
        ("update accounts set role = 'admin'", "table accounts"),
    ];
    for (change, place) in cases {
        let (test, _) = blog_with_history().await;
        test.blog.close().await;
        let connection = Connection::open(file(&test)).unwrap();
        connection.execute_batch(drop_triggers).unwrap();
        connection.execute_batch(change).unwrap();
        let found = findings(&test).await;
        assert!(found.first().is_some_and(|first| first.starts_with(place)), "{change}: {found:?}");
    }
}

#[tokio::test]
async fn a_changed_segment_is_named_and_opened_by_nobody() {
    let cases = [
        "update segments set bytes = zeroblob(length(bytes)) where first_position = 6",
        "update segments set last_hash = zeroblob(32) where first_position = 6",
        "update segments set raw_bytes = 1 where first_position = 6",
        "delete from segments where first_position = 6",
    ];
    for change in cases {
        let (test, _) = blog_with_history().await;
        seal(&test);
        let connection = Connection::open(file(&test)).unwrap();
        connection
            .execute_batch("drop trigger segments_are_never_changed; drop trigger segments_are_never_deleted;")
            .unwrap();
        connection.execute_batch(change).unwrap();
        let found = findings(&test).await;
        let names = |place: &str| found.first().is_some_and(|first| first.starts_with(place));
        assert!(names("segment 6") || names("event 11"), "{change}: {found:?}");
        let verification = verify(&test).await;
        assert!(!verification.are_tables_compared);
        assert!(integrity::rebuild(&file(&test), Arc::new(|_| {})).await.is_err());
    }
}

#[tokio::test]
async fn a_rebuild_gives_the_same_rows() {
    let (test, _) = blog_with_history().await;
    seal(&test);
    let before = dump(&test);
    let untouched = integrity::rebuild(&file(&test), Arc::new(|_| {})).await.unwrap();
    assert_eq!((untouched.rows_changed, dump(&test)), (0, before.clone()));
    let connection = Connection::open(file(&test)).unwrap();
    connection
        .execute_batch(
            "delete from snapshots; delete from posts; update slugs set post_id = 'x'; delete from redirects;
             delete from published_terms; update published set title = ''; delete from search_texts;
             delete from access_tokens; delete from accounts; delete from media; delete from event_kinds;
             update list_lengths set length = 0 where list = 'home'; delete from list_lengths where list = 'tag';",
        )
        .unwrap();
    let rebuilt = integrity::rebuild(&file(&test), Arc::new(|_| {})).await.unwrap();
    assert!(rebuilt.rows_changed > 20);
    assert_eq!(dump(&test), before);
    assert_eq!(findings(&test).await, [""; 0]);
}

#[tokio::test]
async fn a_rebuild_beside_writers_loses_nothing() {
    let (test, posts) = blog_with_history().await;
    let blog = Arc::clone(&test.blog);
    let id = posts[4];
    let writer = tokio::spawn(async move {
        for number in 0..40 {
            let text = format!("While it is rebuilt: {number}");
            blog.save_post(WHO, id, None, &published("Post 4", &text)).await.unwrap();
            blog.create_post(WHO, &published(&format!("New {number}"), &text)).await.unwrap();
        }
    });
    for _ in 0..5 {
        integrity::rebuild(&file(&test), Arc::new(|_| {})).await.unwrap();
    }
    writer.await.unwrap();
    assert_eq!(findings(&test).await, [""; 0]);
}

#[tokio::test]
async fn a_damaged_snapshot_is_passed_over_and_written_again() {
    for damage in ["update snapshots set state = zeroblob(9)", "update snapshots set format_version = 0"] {
        let (test, posts) = blog_with_history().await;
        let id = posts[5];
        let before = test.blog.post(Some(WHO), id).await.unwrap();
        let test = test.reopen().await;
        let connection = Connection::open(file(&test)).unwrap();
        assert!(connection.execute(damage, []).unwrap() > 0);
        assert_eq!(test.blog.post(Some(WHO), id).await.unwrap(), before, "{damage}");
        // Whoever comes after the repair in the queue comes after it in time.
        test.blog.publish_post(WHO, id, None).await.unwrap();
        let sound: bool = connection
            .query_row(
                "select format_version > 0 and length(state) > 9 from snapshots where stream_id = ?",
                [id.stream_id().as_str()],
                |row| row.get(0),
            )
            .unwrap();
        assert!(sound, "{damage}");
    }
}
