//! The writers' list: narrowed, ordered, and the same however it is read.

use super::integrity::{file, findings};
use super::*;
use crate::domain::post::PostKind;
use crate::domain::post_list::{PostListQuery, PostOrder};
use crate::domain::views::PostFilter;
use crate::domain::{PostId, Principal, Role, Rule, Violations};
use crate::service::{AccountInput, ServiceError};

const WHO: &Principal = &Principal::OPERATOR;

/// Titles, as a list shows them.
async fn titles(test: &TestBlog, who: &Principal, query: &PostListQuery) -> Vec<String> {
    let list = test.blog.post_list(who, query).await.unwrap();
    assert_eq!(list.pagination.total, list.items.len() as u64, "{query:?}");
    list.items.into_iter().map(|item| item.title).collect()
}

async fn author(test: &TestBlog, handle: &str) -> Principal {
    let (name, password) = (handle.to_uppercase(), "correct horse battery".into());
    let input = AccountInput { handle: handle.into(), name, role: Role::Author, password };
    Principal::account(test.blog.add_account(WHO, &input).await.unwrap(), Role::Author)
}

/// Posts whose titles say what they are.
async fn blog_with_posts() -> (TestBlog, Principal, Principal) {
    let test = TestBlog::open().await;
    let (ada, ben) = (author(&test, "ada").await, author(&test, "ben").await);
    let write =
        async |who: &Principal, title: &str, tags: &[&str], category: &str, status: Option<&str>, date: &str| {
            let input = PostInput {
                tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
                category: Some(category.to_owned()),
                status: status.map(str::to_owned),
                published_at: (!date.is_empty()).then(|| date.to_owned()),
                ..input(title, &format!("What {title} says."))
            };
            test.blog.create_post(who, &input).await.unwrap().id
        };
    write(&ada, "Élan", &["Sea"], "News", Some("published"), "2024-05-01").await;
    write(&ada, "«Boat»", &["Sea", "Wood"], "", None, "").await;
    write(&ben, "apple", &["Wood"], "News", Some("published"), "2025-05-01").await;
    let gone = write(&ben, "Trash", &["Sea"], "News", None, "").await;
    test.blog.delete_post(WHO, gone, None).await.unwrap();
    let page = PostInput { kind: Some("page".to_owned()), ..published("Contact", "Where the harbour lies.") };
    test.blog.create_post(&ben, &page).await.unwrap();
    (test, ada, ben)
}

#[tokio::test]
async fn a_list_is_narrowed_and_ordered() {
    let (test, ada, ben) = blog_with_posts().await;
    let all = PostListQuery::default();
    let tag = |tag: &str| PostListQuery { tag: Some(tag.into()), ..all.clone() };
    let search = |search: &str| PostListQuery { search: search.into(), ..all.clone() };
    let order = |order| PostListQuery { order, ..all.clone() };
    let news = PostListQuery { category: Some("news".into()), ..all.clone() };
    let by_ada = PostListQuery { author: Some("ada".into()), ..all.clone() };
    let pages = PostListQuery { kind: Some(PostKind::Page), ..all.clone() };
    let cases: Vec<(PostListQuery, &[&str])> = vec![
        (all.clone(), &["Contact", "apple", "«Boat»", "Élan"]),
        (tag("sea"), &["«Boat»", "Élan"]),
        (tag("nothing"), &[]),
        (PostListQuery { filter: PostFilter::Trash, ..tag("sea") }, &["Trash"]),
        (PostListQuery { filter: PostFilter::Published, ..tag("sea") }, &["Élan"]),
        (PostListQuery { author: Some("ben".into()), ..tag("wood") }, &["apple"]),
        (news.clone(), &["apple", "Élan"]),
        (PostListQuery { order: PostOrder::FirstPublished, ..news.clone() }, &["Élan", "apple"]),
        (by_ada.clone(), &["«Boat»", "Élan"]),
        (PostListQuery { filter: PostFilter::Draft, ..by_ada.clone() }, &["«Boat»"]),
        (pages, &["Contact"]),
        (search("harbour lies"), &["Contact"]),
        (search("harb"), &["Contact"]),
        (search("elan"), &["Élan"]),
        (PostListQuery { search: "what".into(), ..tag("wood") }, &["apple", "«Boat»"]),
        (search("what \"nowhere\" OR -*"), &[]),
        (search("!?"), &[]),
        (search("  "), &["Contact", "apple", "«Boat»", "Élan"]),
        (order(PostOrder::FirstChanged), &["Élan", "«Boat»", "apple", "Contact"]),
        (order(PostOrder::LastPublished), &["Contact", "apple", "Élan", "«Boat»"]),
        (order(PostOrder::FirstPublished), &["Élan", "apple", "Contact", "«Boat»"]),
        (order(PostOrder::Title), &["apple", "«Boat»", "Contact", "Élan"]),
        (order(PostOrder::TitleBackwards), &["Élan", "Contact", "«Boat»", "apple"]),
    ];
    for (query, expected) in cases {
        assert_eq!(titles(&test, WHO, &query).await, expected, "{query:?}");
    }
    // Nobody below an editor sees what others write, nor what it is about.
    for order in PostOrder::ALL {
        assert_eq!(titles(&test, &ada, &PostListQuery { order, ..all.clone() }).await.len(), 2);
    }
    assert_eq!(titles(&test, &ben, &tag("sea")).await, [""; 0]);
    assert_eq!(titles(&test, &ada, &search("harbour")).await, [""; 0]);
    let choices = test.blog.post_list(&ada, &all).await.unwrap().choices;
    let tags: Vec<&str> = choices.tags.iter().map(|tag| tag.label.as_str()).collect();
    assert_eq!((tags, choices.authors.len(), choices.categories.len()), (vec!["Sea", "Wood"], 1, 1));
    let choices = test.blog.post_list(WHO, &all).await.unwrap().choices;
    let authors: Vec<&str> = choices.authors.iter().map(|author| author.name.as_str()).collect();
    assert_eq!(authors, ["ADA", "BEN"]);
}

#[tokio::test]
async fn what_is_too_long_is_refused() {
    let test = TestBlog::open().await;
    let query = PostListQuery { search: "a".repeat(201), ..PostListQuery::default() };
    let refused = test.blog.post_list(WHO, &query).await;
    let expected: ServiceError = Violations::one("search", Rule::TooLong { chars_max: 200 }).into();
    assert_eq!(refused.unwrap_err().to_string(), expected.to_string());
}

#[tokio::test]
async fn the_index_follows_working_copies_and_is_made_again() {
    let (test, ..) = blog_with_posts().await;
    let found = async |test: &TestBlog, search: &str| {
        titles(test, WHO, &PostListQuery { search: search.into(), ..PostListQuery::default() }).await
    };
    let ids: Vec<PostId> = {
        let items = test.blog.post_list(WHO, &PostListQuery::default()).await.unwrap().items;
        items.into_iter().map(|item| item.id).collect()
    };
    let renamed = PostInput { tags: vec!["Stone".into()], ..input("Renamed", "Granite") };
    test.blog.save_post(WHO, ids[0], None, &renamed).await.unwrap();
    assert_eq!(found(&test, "harbour").await, [""; 0]);
    assert_eq!(found(&test, "granite").await, ["Renamed"]);
    assert_eq!(findings(&test).await, [""; 0]);
    let connection = rusqlite::Connection::open(file(&test)).unwrap();
    let damage = "insert into working_words (working_words) values ('delete-all'); delete from working_terms;
        insert into working_words (rowid, words) values (1, 'ghost'); update posts set title_key = 'x';";
    connection.execute_batch(damage).unwrap();
    assert!(findings(&test).await.iter().any(|finding| finding.starts_with("table working_words")));
    drop(connection);
    crate::service::integrity::rebuild(&file(&test), Arc::new(|_| {})).await.unwrap();
    assert_eq!(findings(&test).await, [""; 0]);
    assert_eq!(found(&test, "granite").await, ["Renamed"]);
    assert_eq!(found(&test, "ghost").await, [""; 0]);
    let stone = PostListQuery { tag: Some("stone".into()), ..PostListQuery::default() };
    assert_eq!(titles(&test, WHO, &stone).await, ["Renamed"]);
}
