//! What operators rely on: other versions' databases, compaction beside readers, backups.

use std::time::Duration;

use rusqlite::Connection;

use super::integrity::{file, findings};
use super::*;
use crate::domain::Principal;
use crate::service::pictures::fixtures::png;
use crate::service::{
    BackgroundCompaction, BackupError, CompactionPolicy, Existing, Lookup, OpenError, backup, compact, for_each_event,
    restore,
};
use crate::store::notes;

const WHO: &Principal = &Principal::OPERATOR;

async fn blog_with_events(count: usize) -> TestBlog {
    let test = TestBlog::open().await;
    let post = test.blog.create_post(WHO, &published("Post", "Text")).await.unwrap();
    for number in 1..count {
        let body = format!("{number} {}", "words that are said again and again ".repeat(40));
        test.blog.save_post(WHO, post.id, None, &published("Post", &body)).await.unwrap();
    }
    test
}

/// Why the blog doesn't open after that was done to its closed database.
async fn refusal_after(change: &str) -> String {
    let test = blog_with_events(2).await;
    test.blog.close().await;
    Connection::open(file(&test)).unwrap().execute_batch(change).unwrap();
    Blog::open(options(&test.folder)).await.unwrap_err().to_string()
}

#[tokio::test]
async fn a_newer_database_names_the_version_that_it_needs() {
    let newer = "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
            values (9000, 'later', true, x'00', 0);
        update notes set value = '77.1.0' where name = 'opened_by';";
    let message = refusal_after(newer).await;
    assert!(message.contains("made by lithair-blog 77.1.0 (schema 9000)"), "{message}");
    assert!(message.contains(env!("CARGO_PKG_VERSION")) && message.ends_with("use 77.1.0 or later"), "{message}");
}

#[tokio::test]
async fn an_unknown_event_stops_the_start_by_name() {
    let forgotten = "insert into events select 1 + max(global_position), stream_id, 1 + max(stream_version),
            'PostForgotten', 7, payload, payload_hash, actor, at, null, null, hash from events;
        update notes set value = '77.1.0' where name = 'opened_by';";
    let message = refusal_after(forgotten).await;
    assert!(message.contains("PostForgotten (schema version 7), the first at position "), "{message}");
    assert!(message.ends_with("use 77.1.0 or later"), "{message}");
}

#[tokio::test]
async fn tables_of_another_version_are_made_again_when_the_blog_opens() {
    for change in ["delete from notes", "update notes set value = '0' where name = 'projections_version'"] {
        let test = blog_with_events(3).await;
        test.blog.close().await;
        let connection = Connection::open(file(&test)).unwrap();
        connection.execute_batch(change).unwrap();
        connection.execute_batch("update published set title = 'By another version'").unwrap();
        let test = test.reopen().await;
        let title: String = connection.query_row("select title from published", [], |row| row.get(0)).unwrap();
        assert_eq!(title, "Post", "{change}");
        assert_eq!(findings(&test).await, [""; 0]);
        let noted = notes::find(&connection, notes::PROJECTIONS).unwrap();
        assert_eq!(noted.as_deref(), Some(&*crate::store::projections::PROJECTIONS_VERSION.to_string()));
    }
}

#[tokio::test]
async fn tables_of_this_version_are_left_as_they_are() {
    let test = blog_with_events(2).await;
    test.blog.close().await;
    let connection = Connection::open(file(&test)).unwrap();
    connection.execute_batch("update published set title = 'Untouched'").unwrap();
    let _test = test.reopen().await;
    let title: String = connection.query_row("select title from published", [], |row| row.get(0)).unwrap();
    assert_eq!(title, "Untouched");
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_enters_the_data_folder() {
    use std::fs::{Permissions, metadata, set_permissions};
    use std::os::unix::fs::PermissionsExt;
    let test = TestBlog::open().await;
    let folder = options(&test.folder).data_dir;
    set_permissions(&folder, Permissions::from_mode(0o755)).unwrap();
    let _test = test.reopen().await;
    assert_eq!(metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
}

#[tokio::test]
async fn sealing_gives_room_back() {
    let test = blog_with_events(400).await;
    let policy = CompactionPolicy { seals_remainder: true, ..CompactionPolicy::until(crate::domain::Timestamp::MAX) };
    let compacted = compact(&file(&test), policy, |_| {}).await.unwrap();
    assert!(compacted.segments > 0 && compacted.events > 399, "{compacted:?}");
    assert!(compacted.bytes_after < compacted.bytes_before / 2, "{compacted:?}");
    let free: i64 =
        Connection::open(file(&test)).unwrap().query_row("pragma freelist_count", [], |row| row.get(0)).unwrap();
    assert_eq!(free, 0);
    test.blog.close().await;
    assert_eq!(std::fs::metadata(file(&test)).unwrap().len(), compacted.bytes_after);
}

#[tokio::test]
async fn the_serving_process_seals_in_the_background_and_stops_when_it_closes() {
    let test = TestBlog::open().await;
    let connection = Connection::open(file(&test)).unwrap();
    let post = test.blog.create_post(WHO, &input("Post", "Text")).await.unwrap();
    // More than fills a segment.
    for number in 0..50 {
        let body = format!("{number} {}", "a long text ".repeat(8_000));
        test.blog.save_post(WHO, post.id, None, &input("Post", &body)).await.unwrap();
    }
    // What was recorded a moment ago is old enough.
    let settings =
        BackgroundCompaction { after_days: Some(0), purge_after_days: None, interval: Duration::from_millis(10) };
    test.blog.compact_in_background(settings);
    let segments = || connection.query_row("select count(*) from segments", [], |row| row.get::<_, i64>(0)).unwrap();
    let sealed = tokio::time::timeout(Duration::from_secs(60), async {
        while segments() == 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    sealed.await.unwrap();
    assert_eq!(findings(&test).await, [""; 0]);
    tokio::time::timeout(Duration::from_secs(30), test.blog.close()).await.unwrap();
}

#[tokio::test]
async fn closing_does_not_wait_for_the_next_look() {
    let test = TestBlog::open().await;
    test.blog.compact_in_background(BackgroundCompaction {
        after_days: Some(1),
        purge_after_days: None,
        interval: Duration::from_secs(3_600),
    });
    tokio::time::timeout(Duration::from_secs(30), test.blog.close()).await.unwrap();
}

#[tokio::test]
async fn a_backup_made_while_it_is_written_to_is_whole() {
    let test = blog_with_events(20).await;
    let copy = test.folder.path().join("copy.sqlite");
    let blog = Arc::clone(&test.blog);
    let writer = tokio::spawn(async move {
        for number in 0..40 {
            blog.create_post(WHO, &published(&format!("New {number}"), "Text")).await.unwrap();
        }
    });
    for _ in 0..4 {
        let made = backup(&file(&test), &copy, Existing::Replaced).await.unwrap();
        assert!(made.bytes > 0 && made.position >= 20, "{made:?}");
        let verification = crate::service::verify(&copy, Arc::new(|_| {})).await.unwrap();
        assert_eq!((verification.findings.count, verification.events), (0, made.position));
    }
    writer.await.unwrap();
    assert!(matches!(backup(&file(&test), &copy, Existing::Kept).await, Err(BackupError::Exists(_))));
    assert!(matches!(backup(&file(&test), &file(&test), Existing::Replaced).await, Err(BackupError::Same(_))));
    let names: Vec<_> =
        std::fs::read_dir(test.folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "nothing but the data folder and the copy: {names:?}");
}

#[tokio::test]
async fn what_is_restored_is_what_was_backed_up_and_the_former_database_stays() {
    let test = blog_with_events(5).await;
    let dot = test.blog.add_media(WHO, "dot.png", png(3, 2)).await.unwrap();
    let copy = test.folder.path().join("copy.sqlite");
    let made = backup(&file(&test), &copy, Existing::Kept).await.unwrap();
    let later = test.blog.create_post(WHO, &published("Later", "Text")).await.unwrap();
    let data_dir = options(&test.folder).data_dir;
    let refused = restore(&data_dir, &copy, Arc::new(|_| {})).await.unwrap_err();
    assert!(refused.to_string().contains("in use"), "{refused}");
    test.blog.close().await;
    let restored = restore(&data_dir, &copy, Arc::new(|_| {})).await.unwrap();
    assert_eq!(restored.position, made.position);
    let test = test.reopen().await;
    assert_eq!(findings(&test).await, [""; 0]);
    assert!(test.blog.post(Some(WHO), later.id).await.is_err());
    assert!(matches!(test.blog.media(&dot.hash).await.unwrap(), Lookup::Found(_)));
    let former = Connection::open(restored.former.unwrap()).unwrap();
    let titles: i64 =
        former.query_row("select count(*) from posts where title = 'Later'", [], |row| row.get(0)).unwrap();
    assert_eq!(titles, 1);
}

#[tokio::test]
async fn what_is_not_sound_is_not_restored() {
    let test = blog_with_events(5).await;
    let copy = test.folder.path().join("copy.sqlite");
    backup(&file(&test), &copy, Existing::Kept).await.unwrap();
    test.blog.close().await;
    Connection::open(&copy)
        .unwrap()
        .execute_batch("drop trigger events_are_never_changed; update events set actor = 'x' where global_position = 3")
        .unwrap();
    let data_dir = options(&test.folder).data_dir;
    match restore(&data_dir, &copy, Arc::new(|_| {})).await.unwrap_err() {
        BackupError::Unsound(verification) => assert_eq!(verification.findings.first[0].place, "event 3"),
        other => panic!("{other}"),
    }
    std::fs::write(&copy, "").unwrap();
    assert!(restore(&data_dir, &copy, Arc::new(|_| {})).await.is_err(), "an empty file is no blog");
    assert!(restore(&data_dir, &test.folder.path().join("missing"), Arc::new(|_| {})).await.is_err());
    let test = test.reopen().await;
    assert_eq!(findings(&test).await, [""; 0]);
}

#[tokio::test]
async fn a_damaged_log_stops_the_rebuild_at_the_start() {
    let test = blog_with_events(3).await;
    test.blog.close().await;
    Connection::open(file(&test))
        .unwrap()
        .execute_batch(
            "delete from notes; drop trigger events_are_never_changed;
             update events set actor = 'x' where global_position = 2",
        )
        .unwrap();
    let error = Blog::open(options(&test.folder)).await.unwrap_err();
    assert!(matches!(error, OpenError::Rebuild(_)) && error.to_string().contains("event 2"), "{error}");
}

#[tokio::test]
async fn the_log_is_shown_whole_or_by_stream_sealed_or_not() {
    let test = blog_with_events(9).await;
    let show = |stream: Option<&str>| {
        let mut lines = Vec::new();
        for_each_event(&file(&test), stream, |event| {
            lines.push((event.to_string(), event.to_json()));
            Ok(())
        })
        .unwrap();
        lines
    };
    let all = show(None);
    let stream = all[0].1["stream_id"].as_str().unwrap().to_owned();
    assert!(all[0].0.starts_with("1\t") && all[0].0.ends_with(&format!("\toperator\t{stream}\tPostCreated")));
    assert!(all.iter().all(|(_, event)| event["payload"].is_object() && event["error"].is_null()), "{all:?}");
    assert_eq!(show(Some(&stream)), all);
    assert_eq!(show(Some("post-none")), []);
    super::integrity::seal_with(&test, &super::integrity::EVERYTHING);
    assert_eq!((show(None), show(Some(&stream))), (all.clone(), all));
}
