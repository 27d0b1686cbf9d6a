//! Posts through the service.

use super::*;
use crate::domain::post::PostKind;
use crate::domain::post_list::PostListQuery;
use crate::domain::views::{ListKind, PostFilter};
use crate::domain::{DomainError, Moment, Principal, Role, Rule};
use crate::service::cache::Dependencies;
use crate::service::{AccountInput, Lookup, OpenError, PostQuery, ServiceError, SetupInput};
use crate::store::StoreError;

const WHO: &Principal = &Principal::OPERATOR;

async fn lookup(blog: &Blog, slug: &str) -> Lookup<String> {
    match blog.post_page(PostKind::Post, slug, &mut Dependencies::default()).await.unwrap() {
        Lookup::Found(page) => Lookup::Found(page.summary.title),
        Lookup::Moved(path) => Lookup::Moved(path),
        Lookup::Gone => Lookup::Gone,
        Lookup::Missing => Lookup::Missing,
    }
}

async fn home(blog: &Blog) -> Vec<String> {
    let list = blog.post_list_page(ListKind::Home, 1, &mut Dependencies::default()).await.unwrap().found().unwrap();
    list.posts.into_iter().map(|post| post.title).collect()
}

#[tokio::test]
async fn a_post_lives_its_whole_life() {
    let test = TestBlog::open().await;
    let view = test.blog.create_post(WHO, &input("Hello, World!", "Text")).await.unwrap();
    assert_eq!((view.slug.as_str(), view.version), ("hello-world", 1));
    assert_eq!(lookup(&test.blog, "hello-world").await, Lookup::Missing);
    test.blog.publish_post(WHO, view.id, Some(1)).await.unwrap();
    assert_eq!(lookup(&test.blog, "hello-world").await, Lookup::Found("Hello, World!".into()));
    assert_eq!(lookup(&test.blog, "HELLO-world").await, Lookup::Moved("/posts/hello-world".into()));
    let renamed = PostInput { slug: Some("greetings".into()), ..published("Greetings", "Text") };
    test.blog.save_post(WHO, view.id, Some(2), &renamed).await.unwrap();
    assert_eq!(lookup(&test.blog, "hello-world").await, Lookup::Moved("/posts/greetings".into()));
    assert_eq!(home(&test.blog).await, ["Greetings"]);
    test.blog.delete_post(WHO, view.id, None).await.unwrap();
    assert_eq!(lookup(&test.blog, "greetings").await, Lookup::Gone);
    assert_eq!(lookup(&test.blog, "hello-world").await, Lookup::Gone);
    assert!(home(&test.blog).await.is_empty());
    test.blog.restore_post(WHO, view.id, None).await.unwrap();
    assert_eq!(lookup(&test.blog, "greetings").await, Lookup::Found("Greetings".into()));
}

#[tokio::test]
async fn a_stale_version_changes_nothing() {
    let test = TestBlog::open().await;
    let id = test.blog.create_post(WHO, &input("One", "Text")).await.unwrap().id;
    test.blog.save_post(WHO, id, Some(1), &input("Two", "Text")).await.unwrap();
    let stale = test.blog.save_post(WHO, id, Some(1), &input("Three", "Text")).await;
    assert!(matches!(stale, Err(ServiceError::Domain(DomainError::Conflict { current_version: 2 }))), "{stale:?}");
    assert_eq!(test.blog.post(Some(WHO), id).await.unwrap().title, "Two");
}

#[tokio::test]
async fn a_slug_leads_to_one_post_whatever_its_case() {
    let test = TestBlog::open().await;
    let with_slug = |slug: &str| PostInput { slug: Some(slug.to_owned()), ..input("Title", "Text") };
    test.blog.create_post(WHO, &with_slug("Rust")).await.unwrap();
    let taken = test.blog.create_post(WHO, &with_slug("rust")).await;
    let Err(ServiceError::Domain(DomainError::Invalid(violations))) = taken else { panic!("{taken:?}") };
    assert_eq!(violations.of("slug"), Some(&Rule::Taken));
    // A title only suggests a slug.
    let suggested = test.blog.create_post(WHO, &input("Rust", "Text")).await.unwrap();
    assert_eq!(suggested.slug, "rust-2");
    assert_eq!(test.blog.post_list(WHO, &PostListQuery::default()).await.unwrap().pagination.total, 2);
}

#[tokio::test]
async fn commands_of_one_request_are_carried_out_together_or_not_at_all() {
    let test = TestBlog::open().await;
    let id = test.blog.create_post(WHO, &input("One", "Text")).await.unwrap().id;
    let in_the_future = PostInput { published_at: Some("9999-01-01".into()), ..published("Two", "Text") };
    assert!(test.blog.save_post(WHO, id, None, &in_the_future).await.is_err());
    let view = test.blog.post(Some(WHO), id).await.unwrap();
    assert_eq!((view.title.as_str(), view.version), ("One", 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_command_takes_nothing_of_its_neighbours_with_it() {
    let test = TestBlog::open().await;
    let writers: Vec<_> = (0..40)
        .map(|number| {
            let blog = Arc::clone(&test.blog);
            // Every fourth wants a slug that the others have.
            let slug = if number % 4 == 0 { "same".to_owned() } else { format!("post-{number}") };
            let input = PostInput { slug: Some(slug), ..published(&number.to_string(), "Text") };
            tokio::spawn(async move { blog.create_post(WHO, &input).await.is_ok() })
        })
        .collect();
    let mut accepted = 0;
    for writer in writers {
        accepted += u64::from(writer.await.unwrap());
    }
    let listed = test.blog.post_list(WHO, &PostListQuery::of(PostFilter::Published)).await.unwrap().pagination.total;
    assert_eq!((accepted, listed), (31, 31));
}

#[tokio::test]
async fn drafts_are_seen_by_those_who_may_write_them_alone() {
    let test = TestBlog::open().await;
    let mut people = Vec::new();
    for (handle, role) in [("ada", Role::Author), ("ben", Role::Author), ("eve", Role::Editor)] {
        let account =
            AccountInput { handle: handle.into(), name: handle.to_uppercase(), role, password: "correct horse".into() };
        let id = test.blog.add_account(WHO, &account).await.unwrap();
        people.push(Principal::account(id, role));
    }
    let [ada, ben, eve] = people[..] else { panic!() };
    let draft = test.blog.create_post(&ada, &input("Secret", "Text")).await.unwrap();
    assert_eq!(draft.authors[0].name, "ADA");
    let sees = async |who: Option<&Principal>| test.blog.post(who, draft.id).await.is_ok();
    assert_eq!([sees(Some(&ada)).await, sees(Some(&ben)).await, sees(Some(&eve)).await], [true, false, true]);
    assert!(!sees(None).await);
    for (who, count) in [(Some(&ada), 1), (Some(&ben), 0), (Some(&eve), 1), (None, 0)] {
        for at in [None, Some(Moment::Instant(test.blog.now()))] {
            let query = PostQuery { at, ..PostQuery::default() };
            assert_eq!(test.blog.posts(who, &query).await.unwrap().posts.len(), count, "{who:?} {at:?}");
        }
    }
    assert!(test.blog.post_events(&ben, draft.id).await.is_err());
}

#[tokio::test]
async fn the_past_stays_as_it_was() {
    let test = TestBlog::open().await;
    let id = test.blog.create_post(WHO, &published("Then", "Text")).await.unwrap().id;
    let then = test.blog.now();
    // The log's time has milliseconds: the next event must lie behind that instant.
    while test.blog.now() == then {
        tokio::task::yield_now().await;
    }
    test.blog.save_post(WHO, id, None, &published("Now", "Text")).await.unwrap();
    assert_eq!(test.blog.post_at(None, id, Moment::Instant(then)).await.unwrap().title, "Then");
    let list =
        test.blog.posts(None, &PostQuery { at: Some(Moment::Instant(then)), ..PostQuery::default() }).await.unwrap();
    assert_eq!(list.posts[0].title, "Then");
    assert_eq!(test.blog.post(None, id).await.unwrap().title, "Now");
}

#[tokio::test]
async fn the_api_lists_page_after_page() {
    let test = TestBlog::open().await;
    for number in 0..7 {
        let input = PostInput {
            tags: vec!["Even".into()][..usize::from(number % 2 == 0)].to_vec(),
            ..published(&format!("Post {number}"), "Text")
        };
        test.blog.create_post(WHO, &input).await.unwrap();
    }
    let mut query = PostQuery { limit: Some(3), ..PostQuery::default() };
    let mut titles = Vec::new();
    loop {
        let page = test.blog.posts(None, &query).await.unwrap();
        titles.extend(page.posts.into_iter().map(|post| post.title));
        query.cursor = page.next_cursor;
        if query.cursor.is_none() {
            break;
        }
    }
    let expected: Vec<_> = (0..7).rev().map(|number| format!("Post {number}")).collect();
    assert_eq!(titles, expected);
    let even = PostQuery { tag: Some("even".into()), ..PostQuery::default() };
    assert_eq!(test.blog.posts(None, &even).await.unwrap().posts.len(), 4);
    let found = PostQuery { q: Some("\"post\" 3".into()), ..PostQuery::default() };
    assert_eq!(test.blog.posts(None, &found).await.unwrap().posts.len(), 1);
    test.blog.create_post(WHO, &input("Unseen draft", "Text")).await.unwrap();
    let draft = PostQuery { q: Some("unseen dra".into()), ..PostQuery::default() };
    assert_eq!(test.blog.posts(Some(WHO), &draft).await.unwrap().posts.len(), 1);
    assert_eq!(test.blog.posts(None, &draft).await.unwrap().posts.len(), 0);
    let live = test.blog.create_post(WHO, &published("Live", "Text")).await.unwrap().id;
    let secret = PostInput { tags: vec!["Hidden".into()], ..input("Live and hidden", "Text") };
    test.blog.save_post(WHO, live, None, &secret).await.unwrap();
    let by_tag = PostQuery { tag: Some("hidden".into()), ..PostQuery::default() };
    let by_title = PostQuery { q: Some("and hidden".into()), ..PostQuery::default() };
    for query in [by_tag, by_title] {
        assert_eq!(test.blog.posts(Some(WHO), &query).await.unwrap().posts.len(), 1, "{query:?}");
        assert_eq!(test.blog.posts(None, &query).await.unwrap().posts.len(), 0, "{query:?}");
    }
    assert!(test.blog.posts(None, &PostQuery { cursor: Some("x".into()), ..PostQuery::default() }).await.is_err());
}

#[tokio::test]
async fn search_finds_words_accents_and_beginnings() {
    let test = TestBlog::open().await;
    test.blog.create_post(WHO, &published("Été", "Un café <b>à</b> Paris")).await.unwrap();
    for (query, count) in [("cafe", 1), ("ete", 1), ("pari", 1), ("london", 0), ("\" OR *", 0), ("", 0)] {
        let found = test.blog.search(query, 1, &mut Dependencies::default()).await.unwrap();
        assert_eq!(found.hits.len(), count, "{query}");
    }
}

#[tokio::test]
async fn the_first_run_happens_once() {
    let test = TestBlog::open().await;
    let setup = SetupInput {
        setup_token: test.blog.setup_token().await.unwrap().unwrap(),
        site_name: "My site".into(),
        language: "fr".into(),
        handle: "ada".into(),
        name: "Ada".into(),
        password: "correct horse".into(),
        ..SetupInput::default()
    };
    let forged = SetupInput { setup_token: "guess".into(), ..setup.clone() };
    assert!(matches!(test.blog.set_up(&forged, "").await, Err(ServiceError::Domain(DomainError::Forbidden))));
    let weak = SetupInput { password: "short".into(), site_name: String::new(), ..setup.clone() };
    let Err(ServiceError::Domain(DomainError::Invalid(violations))) = test.blog.set_up(&weak, "").await else {
        panic!()
    };
    assert_eq!(violations.iter().count(), 2);
    let (first, second) = tokio::join!(test.blog.set_up(&setup, ""), test.blog.set_up(&setup, ""));
    assert_eq!(u8::from(first.is_ok()) + u8::from(second.is_ok()), 1);
    assert_eq!(test.blog.setup_token().await.unwrap(), None);
    let site = test.blog.site();
    assert_eq!((site.name.as_str(), site.language.as_str(), site.is_set_up), ("My site", "fr", true));

    assert!(test.blog.sign_in("ada", "wrong horse", "").await.unwrap().is_none());
    assert!(test.blog.sign_in("nobody", "correct horse", "").await.unwrap().is_none());
    let session = test.blog.sign_in("ADA", "correct horse", "").await.unwrap().unwrap();
    assert_eq!(test.blog.session(&session.token).await.unwrap().unwrap().person.name, "Ada");
    test.blog.sign_out(&session.token).await.unwrap();
    assert!(test.blog.session(&session.token).await.unwrap().is_none());
    let token = test.blog.issue_token(WHO, "ada").await.unwrap();
    assert_eq!(test.blog.access_token(&token).await.unwrap().unwrap().principal.role, Role::Admin);
    assert!(test.blog.access_token("forged").await.unwrap().is_none());
}

#[tokio::test]
async fn one_process_has_the_folder_and_everything_survives_it() {
    let test = TestBlog::open().await;
    let id = test.blog.create_post(WHO, &published("Kept", "Text")).await.unwrap().id;
    let second = Blog::open(options(&test.folder)).await;
    assert!(matches!(second, Err(OpenError::Store(StoreError::InUse(_)))));
    let test = test.reopen().await;
    assert_eq!(test.blog.post(None, id).await.unwrap().title, "Kept");
    assert_eq!(home(&test.blog).await, ["Kept"]);
}

#[tokio::test]
async fn a_closed_blog_is_one_file() {
    let test = TestBlog::open().await;
    test.blog.create_post(WHO, &published("Kept", "Text")).await.unwrap();
    test.blog.close().await;
    let mut names: Vec<_> = std::fs::read_dir(options(&test.folder).data_dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["lithair-blog.sqlite", "lock"]);
}

#[tokio::test]
async fn events_are_neither_changed_nor_deleted() {
    let test = TestBlog::open().await;
    let id = test.blog.create_post(WHO, &published("Kept", "Text")).await.unwrap().id;
    test.blog.save_post(WHO, id, None, &published("Changed", "Text")).await.unwrap();
    test.blog.close().await;
    let (_database, writer) = crate::store::Database::open(&options(&test.folder).data_dir).await.unwrap();
    for statement in ["update events set actor = 'nobody'", "delete from events where global_position = 1"] {
        let refused = writer.connection.execute(statement, []).unwrap_err();
        assert!(refused.to_string().contains("events are immutable"), "{refused}");
    }
}
