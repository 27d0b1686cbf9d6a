//! Labels that are renamed, brought together and taken away.

use super::integrity::findings;
use super::*;
use crate::domain::post::Taxonomy;
use crate::domain::post_list::PostListQuery;
use crate::domain::views::{LabelView, ListKind, PostFilter};
use crate::domain::{AccountId, Actor, DomainError, PostId, Principal, Role, Rule};
use crate::service::cache::Dependencies;
use crate::service::{Lookup, ServiceError};

const WHO: &Principal = &Principal::OPERATOR;
const TAG: Taxonomy = Taxonomy::Tag;

async fn tagged(blog: &Blog, title: &str, tags: &[&str]) -> PostId {
    let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
    blog.create_post(WHO, &PostInput { tags, ..published(title, "Text") }).await.unwrap().id
}

async fn tags_of(blog: &Blog, id: PostId) -> Vec<String> {
    blog.post_state(id).await.unwrap().working.tags.iter().map(ToString::to_string).collect()
}

/// Where readers of a tag's address get: the number of its posts, or another address.
async fn at_tag(blog: &Blog, slug: &str) -> Result<u64, Option<String>> {
    let kind = ListKind::Tag(LabelView { slug: slug.to_owned(), label: String::new() });
    match blog.post_list_page(kind, 1, &mut Dependencies::default()).await.unwrap() {
        Lookup::Found(list) => Ok(list.pagination.total),
        Lookup::Moved(path) => Err(Some(path)),
        Lookup::Gone | Lookup::Missing => Err(None),
    }
}

#[tokio::test]
async fn more_posts_than_fit_at_a_time_are_renamed_and_the_log_agrees() {
    let test = TestBlog::open().await;
    let blog = &test.blog;
    let mut posts = Vec::new();
    for number in 0..230 {
        posts.push(tagged(blog, &format!("Post {number}"), &["News", "Rust"]).await);
    }
    // One that readers don't see, one that was thrown away, and one whose writer has something in hand.
    let draft = PostInput { tags: vec!["rust".into()], ..input("Draft", "") };
    posts.push(blog.create_post(WHO, &draft).await.unwrap().id);
    blog.delete_post(WHO, posts[0], None).await.unwrap();
    let unfinished = PostInput { tags: vec!["News".into()], ..input("Post 1", "Unfinished") };
    blog.save_post(WHO, posts[1], None, &unfinished).await.unwrap();

    let renamed = blog.rename_label(WHO, TAG, "rust", "Rust language", false).await.unwrap();
    assert_eq!((renamed.slug.as_str(), renamed.posts, renamed.published), ("rust-language", 231, 229));
    assert_eq!(at_tag(blog, "rust-language").await, Ok(229));
    assert_eq!(at_tag(blog, "rust").await, Err(Some("/tags/rust-language".into())));
    assert_eq!(tags_of(blog, posts[0]).await, ["News", "Rust language"], "what is in the trash comes out of it so");
    assert_eq!(tags_of(blog, posts[1]).await, ["News"]);
    let seen = &blog.post_state(posts[1]).await.unwrap();
    let seen = &seen.live().unwrap().content;
    assert_eq!(
        (seen.tags[1].as_str(), seen.body.as_str()),
        ("Rust language", "Text"),
        "nothing unfinished is published"
    );
    assert_eq!(findings(&test).await, [""; 0]);
    let list = blog.post_list(WHO, &PostListQuery::of(PostFilter::Trash)).await.unwrap();
    assert_eq!(list.pagination.total, 1);
}

#[tokio::test]
async fn names_that_are_exchanged_lead_in_no_circle() {
    let test = TestBlog::open().await;
    let blog = &test.blog;
    let post = tagged(blog, "Fog", &["A"]).await;
    for (from, to) in [("a", "B"), ("b", "A"), ("a", "C")] {
        blog.rename_label(WHO, TAG, from, to, false).await.unwrap();
    }
    assert_eq!(tags_of(blog, post).await, ["C"]);
    let found = [at_tag(blog, "a").await, at_tag(blog, "b").await, at_tag(blog, "c").await];
    assert_eq!(found, [Err(Some("/tags/c".into())), Err(Some("/tags/c".into())), Ok(1)]);
    // A post of today may be called as others once were.
    tagged(blog, "Mist", &["A"]).await;
    assert_eq!(at_tag(blog, "a").await, Ok(1));
    blog.delete_label(WHO, TAG, "c").await.unwrap();
    assert_eq!((at_tag(blog, "b").await, at_tag(blog, "c").await), (Err(None), Err(None)), "nothing leads to nothing");
    assert_eq!(findings(&test).await, [""; 0]);
    let test = test.reopen().await;
    test.blog.rename_label(WHO, TAG, "a", "B", false).await.unwrap();
    assert_eq!(at_tag(&test.blog, "a").await, Err(Some("/tags/b".into())), "known after a restart");
}

#[tokio::test]
async fn two_labels_become_one_only_when_that_is_meant() {
    let test = TestBlog::open().await;
    let blog = &test.blog;
    let both = tagged(blog, "Both", &["Tokio", "Rust", "Async"]).await;
    tagged(blog, "One", &["Async"]).await;
    let refused = blog.rename_label(WHO, TAG, "tokio", "async", false).await.unwrap_err();
    let ServiceError::Domain(DomainError::Invalid(violations)) = refused else { panic!("{refused}") };
    assert_eq!(violations.of("name"), Some(&Rule::Taken));
    assert_eq!(blog.rename_label(WHO, TAG, "tokio", "Async", true).await.unwrap().posts, 2);
    assert_eq!(tags_of(blog, both).await, ["Rust", "Async"]);
    // Another spelling of the same name is no other name.
    assert_eq!(blog.rename_label(WHO, TAG, "async", "ASYNC", false).await.unwrap().name, "ASYNC");
    for (name, rule) in [("", Rule::Required), ("a, b", Rule::Comma), ("!", Rule::NotASlug)] {
        let refused = blog.rename_label(WHO, TAG, "async", name, false).await.unwrap_err();
        let ServiceError::Domain(DomainError::Invalid(violations)) = refused else { panic!("{refused}") };
        assert_eq!(violations.of("name"), Some(&rule), "{name}");
    }
    assert_eq!(findings(&test).await, [""; 0]);
}

#[tokio::test]
async fn labels_are_arranged_by_editors() {
    let test = TestBlog::open().await;
    let blog = &test.blog;
    tagged(blog, "Fog", &["Rust"]).await;
    let who = |role| Principal { actor: Actor::Account(AccountId::default()), role };
    for role in [Role::Contributor, Role::Author] {
        let refused = blog.rename_label(&who(role), TAG, "rust", "Go", false).await;
        assert!(matches!(refused, Err(ServiceError::Domain(DomainError::Forbidden))), "{refused:?}");
        let refused = blog.delete_label(&who(role), TAG, "rust").await;
        assert!(matches!(refused, Err(ServiceError::Domain(DomainError::Forbidden))), "{refused:?}");
        assert!(blog.label_list(&who(role), TAG, "", 1).await.is_err());
    }
    blog.rename_label(&who(Role::Editor), TAG, "rust", "Go", false).await.unwrap();
    let missing = blog.rename_label(WHO, TAG, "rust", "Go", false).await;
    assert!(matches!(missing, Err(ServiceError::Domain(DomainError::NotFound))), "{missing:?}");
}
