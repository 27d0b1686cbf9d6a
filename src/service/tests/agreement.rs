//! State from snapshot and tail, the fold of the whole stream, and the projections: always the same.

use proptest::prelude::*;
use rusqlite::Connection;

use super::*;
use crate::domain::post::{Post, ScheduleInput};
use crate::domain::{PostId, Principal};
use crate::service::markdown::{LABELS_EN, render};
use crate::service::{ReviewStep, ServiceError};
use crate::store::projections::{self, PublishedText};
use crate::store::{Database, labels, log, snapshots, working_terms};

/// Something that a writer does to one of three posts.
#[derive(Clone, Debug)]
enum Step {
    Create { title: u8, tag: u8, is_page: bool },
    Save { post: usize, title: u8, tag: u8, slug: Option<u8> },
    Publish { post: usize },
    Unpublish { post: usize },
    Delete { post: usize },
    Restore { post: usize },
    Submit { post: usize },
    Return { post: usize },
    Schedule { post: usize, publishes: bool, unpublishes: bool },
    Pin { post: usize, is_pinned: bool },
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
        1 => post.clone().prop_map(|post| Step::Restore { post }),
        2 => post.clone().prop_map(|post| Step::Submit { post }),
        1 => post.clone().prop_map(|post| Step::Return { post }),
        2 => (post.clone(), any::<bool>(), any::<bool>())
            .prop_map(|(post, publishes, unpublishes)| Step::Schedule { post, publishes, unpublishes }),
        1 => (post, any::<bool>()).prop_map(|(post, is_pinned)| Step::Pin { post, is_pinned }),
        1 => Just(Step::Restart),
    ]
}

fn content(title: u8, tag: u8) -> PostInput {
    let body = format!("# Text {title}\n\nSome *words* about tag {tag}.");
    let tags = (0..tag).map(|number| format!("Tag {number}")).collect();
    let series = (tag == 2).then(|| "A series".to_owned());
    let series_number = title.is_multiple_of(2).then_some(u32::from(title) + 1);
    PostInput {
        tags,
        series,
        series_number,
        category: (tag == 1).then(|| "Notes".to_owned()),
        ..input(&format!("Title {title}"), &body)
    }
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
        Step::Submit { post } => blog.review_post(who, at(*post), None, ReviewStep::Submit).await.map(|_| ()),
        Step::Return { post } => {
            let step = ReviewStep::Return { note: "Why?".to_owned() };
            blog.review_post(who, at(*post), None, step).await.map(|_| ())
        }
        Step::Schedule { post, publishes, unpublishes } => {
            let publish_at = publishes.then(|| "2100-01-01".to_owned());
            let unpublish_at = unpublishes.then(|| "2100-01-02".to_owned());
            blog.schedule_post(who, at(*post), None, &ScheduleInput { publish_at, unpublish_at }).await.map(|_| ())
        }
        Step::Pin { post, is_pinned: true } => blog.pin_post(who, at(*post), None).await.map(|_| ()),
        Step::Pin { post, is_pinned: false } => blog.unpin_post(who, at(*post), None).await.map(|_| ()),
        Step::Restart => Ok(()),
    };
    assert!(matches!(outcome, Ok(()) | Err(ServiceError::Domain(_))), "{step:?}: {outcome:?}");
}

/// Every row of the projections of posts, as text.
fn dump(connection: &Connection) -> Vec<String> {
    let tables = [
        "posts",
        "slugs",
        "published",
        "published_terms",
        "post_labels",
        "working_terms",
        "search_texts",
        "list_lengths",
    ];
    let mut lines = rows_of(connection, &tables);
    for index in ["search_index", "search_titles"] {
        lines.extend(words_of(connection, index));
    }
    lines
}

/// Every word of a full-text index, with its places.
fn words_of(connection: &Connection, index: &str) -> Vec<String> {
    let vocabulary = format!("create virtual table temp.{index}_words using fts5vocab(main, {index}, instance)");
    connection.execute_batch(&vocabulary).unwrap();
    let every_word =
        format!("select '{index}: ' || term || ' in ' || doc || ', ' || col || ' ' || offset from {index}_words");
    let mut statement = connection.prepare(&every_word).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

/// The same rows, written into an empty database from the folded streams alone.
async fn rows_of_folds(log: &Connection, posts: &[PostId]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let (_database, writer) = Database::open(folder.path()).await.unwrap();
    for id in posts {
        let fold: Post = log::replay(log, &id.stream_id(), None).unwrap();
        let position: i64 = log
            .query_row(
                "select global_position from events where stream_id = ? and stream_version = 1",
                [id.stream_id().as_str()],
                |row| row.get(0),
            )
            .unwrap();
        projections::claim_slugs(&writer.connection, *id, &fold).unwrap();
        let sequence = projections::project_post(&writer.connection, position.unsigned_abs(), *id, &fold).unwrap();
        labels::project(&writer.connection, sequence, &labels::labels_of(&fold)).unwrap();
        working_terms::project(&writer.connection, sequence, &working_terms::terms_of(&fold)).unwrap();
        let Some(live) = fold.live() else { continue };
        let rendered = render(&live.content.body, &LABELS_EN);
        let headings = rendered.headings_as_lines();
        let text = PublishedText {
            excerpt: live.content.excerpt.as_deref().unwrap_or(&rendered.excerpt),
            text: &rendered.text,
            headings: &headings,
            word_count: rendered.word_count,
        };
        projections::project_published(&writer.connection, sequence, *id, live, &text).unwrap();
        projections::project_pin(&writer.connection, sequence, &fold).unwrap();
    }
    dump(&writer.connection)
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
    let (_database, writer) = Database::open(&options(&test.folder).data_dir).await.unwrap();
    for (id, cached) in posts.iter().zip(cached) {
        let fold: Post = log::replay(&writer.connection, &id.stream_id(), None).unwrap();
        let restored = snapshots::load::<Post>(&writer.connection, &id.stream_id()).unwrap().state;
        assert_eq!((&restored, &*cached), (&fold, &fold), "{steps:#?}");
    }
    let rows = dump(&writer.connection);
    assert_eq!(rows, rows_of_folds(&writer.connection, &posts).await, "{steps:#?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn snapshots_folds_and_projections_agree(steps in proptest::collection::vec(step(), 1..24)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(check(steps));
    }
}
