//! State from snapshot and tail, the fold of the whole stream, and the projections: always the same.

use proptest::prelude::*;
use sqlx::{AssertSqlSafe, Row, SqliteConnection};

use super::*;
use crate::domain::post::Post;
use crate::domain::{PostId, Principal};
use crate::service::ServiceError;
use crate::service::markdown::{LABELS_EN, render};
use crate::store::projections::{self, PublishedText};
use crate::store::{Database, log, snapshots};

/// Something that a writer does to one of three posts.
#[derive(Clone, Debug)]
enum Step {
    Create { title: u8, tag: u8, is_page: bool },
    Save { post: usize, title: u8, tag: u8, slug: Option<u8> },
    Publish { post: usize },
    Unpublish { post: usize },
    Delete { post: usize },
    Restore { post: usize },
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    let post = 0..3_usize;
    prop_oneof![
        3 => (any::<u8>(), 0..3_u8, any::<bool>())
            .prop_map(|(title, tag, is_page)| Step::Create { title, tag, is_page }),
        4 => (post.clone(), any::<u8>(), 0..3_u8, proptest::option::of(0..4_u8))
            .prop_map(|(post, title, tag, slug)| Step::Save { post, title, tag, slug }),
        4 => post.clone().prop_map(|post| Step::Publish { post }),
        1 => post.clone().prop_map(|post| Step::Unpublish { post }),
        1 => post.clone().prop_map(|post| Step::Delete { post }),
        1 => post.prop_map(|post| Step::Restore { post }),
        1 => Just(Step::Restart),
    ]
}

fn content(title: u8, tag: u8) -> PostInput {
    let body = format!("# Text {title}\n\nSome *words* about tag {tag}.");
    let tags = (0..tag).map(|number| format!("Tag {number}")).collect();
    PostInput { tags, category: (tag == 1).then(|| "Notes".to_owned()), ..input(&format!("Title {title}"), &body) }
}

/// Does it; what the domain refuses changes nothing and is no failure.
async fn take(blog: &Blog, posts: &mut Vec<PostId>, step: &Step) {
    let who = &Principal::OPERATOR;
    let at = |index: usize| posts.get(index).copied().unwrap_or_default();
    let outcome = match step {
        Step::Create { title, tag, is_page } => {
            let kind = is_page.then(|| "page".to_owned());
            blog.create_post(who, &PostInput { kind, ..content(*title, *tag) }).await.map(|view| posts.push(view.id))
        }
        Step::Save { post, title, tag, slug } => {
            let slug = slug.map(|slug| format!("slug-{slug}"));
            blog.save_post(who, at(*post), None, &PostInput { slug, ..content(*title, *tag) }).await.map(|_| ())
        }
        Step::Publish { post } => blog.publish_post(who, at(*post), None).await.map(|_| ()),
        Step::Unpublish { post } => blog.unpublish_post(who, at(*post), None).await.map(|_| ()),
        Step::Delete { post } => blog.delete_post(who, at(*post), None).await,
        Step::Restore { post } => blog.restore_post(who, at(*post), None).await.map(|_| ()),
        Step::Restart => Ok(()),
    };
    assert!(matches!(outcome, Ok(()) | Err(ServiceError::Domain(_))), "{step:?}: {outcome:?}");
}

/// Every row of the projections of posts, as text.
async fn dump(connection: &mut SqliteConnection) -> Vec<String> {
    let mut lines = Vec::new();
    for table in ["posts", "slugs", "published", "published_terms", "search_texts"] {
        let columns: Vec<String> = sqlx::query_scalar("select name from pragma_table_info(?)")
            .bind(table)
            .fetch_all(&mut *connection)
            .await
            .unwrap();
        let quoted = columns.iter().map(|column| format!("quote({column})")).collect::<Vec<_>>().join(" || '|' || ");
        let query = format!("select {quoted} from {table} order by 1");
        let rows = sqlx::query(AssertSqlSafe(query)).fetch_all(&mut *connection).await.unwrap();
        lines.extend(rows.iter().map(|row| format!("{table}: {}", row.get::<String, _>(0))));
    }
    // The index must hold just the words of its texts.
    sqlx::query("insert into search_index (search_index, rank) values ('integrity-check', 1)")
        .execute(connection)
        .await
        .unwrap();
    lines
}

/// The same rows, written into an empty database from the folded streams alone.
async fn rows_of_folds(log_connection: &mut SqliteConnection, posts: &[PostId]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let (_database, mut writer) = Database::open(folder.path()).await.unwrap();
    for id in posts {
        let fold: Post = log::replay(log_connection, &id.stream_id(), None).await.unwrap();
        let first: i64 =
            sqlx::query_scalar("select global_position from events where stream_id = ? and stream_version = 1")
                .bind(id.stream_id().as_str())
                .fetch_one(&mut *log_connection)
                .await
                .unwrap();
        let position = u64::try_from(first).unwrap();
        let sequence = projections::project_post(&mut writer.connection, position, *id, &fold).await.unwrap();
        let Some(live) = fold.live() else { continue };
        let rendered = render(&live.content.body, &LABELS_EN);
        let text = PublishedText {
            excerpt: live.content.excerpt.as_deref().unwrap_or(&rendered.excerpt),
            text: &rendered.text,
            word_count: rendered.word_count,
        };
        projections::project_published(&mut writer.connection, sequence, *id, live, &text).await.unwrap();
    }
    dump(&mut writer.connection).await
}

async fn check(steps: Vec<Step>) {
    let mut test = TestBlog::open().await;
    let mut posts = Vec::new();
    for step in &steps {
        take(&test.blog, &mut posts, step).await;
        if matches!(step, Step::Restart) {
            test = test.reopen().await;
        }
    }
    let mut cached = Vec::new();
    for id in &posts {
        cached.push(test.blog.post_state(*id).await.unwrap());
    }
    test.blog.close().await;
    let (_database, mut writer) = Database::open(&options(&test.folder).data_dir).await.unwrap();
    for (id, cached) in posts.iter().zip(cached) {
        let fold: Post = log::replay(&mut writer.connection, &id.stream_id(), None).await.unwrap();
        let restored = snapshots::load::<Post>(&mut writer.connection, &id.stream_id()).await.unwrap().state;
        assert_eq!((&restored, &*cached), (&fold, &fold), "{steps:#?}");
    }
    let rows = dump(&mut writer.connection).await;
    assert_eq!(rows, rows_of_folds(&mut writer.connection, &posts).await, "{steps:#?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn snapshots_folds_and_projections_agree(steps in proptest::collection::vec(step(), 1..24)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(check(steps));
    }
}
