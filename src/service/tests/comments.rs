//! Comments: who sees them, what follows from them, and what is left of them.

use super::integrity::{EVERYTHING, file, findings, seal_with};
use super::*;
use crate::domain::comment::{CommentInput, CommentStatus, CommentsView, InboxQuery, Standing};
use crate::domain::post::PostKind;
use crate::domain::site::SiteInput;
use crate::domain::{AccountId, CommentId, DomainError, Moment, PostId, Principal, Role, Rule, Timestamp};
use crate::service::cache::{Dependencies, Dependency};
use crate::service::{
    AccountInput, ImportedComment, ImportedComments, Lookup, ServiceError, Submission, SubmittedComment, integrity,
    scrub,
};

const WHO: &Principal = &Principal::OPERATOR;
const READER: &Principal = &Principal::ANONYMOUS;

fn said(name: &str, text: &str) -> CommentInput {
    CommentInput { name: name.into(), email: "ann@example.org".into(), text: text.into(), ..CommentInput::default() }
}

async fn say(blog: &Blog, post_id: PostId, text: &str, parent: Option<CommentId>) -> SubmittedComment {
    let submission = Submission { parent, ..Submission::default() };
    blog.submit_comment(READER, post_id, &said("Ann", text), submission).await.unwrap()
}

async fn approve(blog: &Blog, id: CommentId) {
    blog.moderate_comment(WHO, id, CommentStatus::Approved).await.unwrap();
}

async fn shown(blog: &Blog, slug: &str) -> CommentsView {
    let page = blog.post_page(PostKind::Post, slug, &mut Dependencies::default()).await.unwrap();
    page.found().unwrap().comments.unwrap()
}

/// What readers see, one line each, further in where it answers another.
async fn lines(blog: &Blog, slug: &str) -> Vec<String> {
    let line = |comment: crate::domain::comment::CommentView| {
        let html = comment.said.map_or("(gone)".to_owned(), |said| said.html.trim().to_owned());
        format!("{}{html}", "  ".repeat(comment.depth as usize))
    };
    shown(blog, slug).await.comments.into_iter().map(line).collect()
}

async fn counts(blog: &Blog, who: &Principal) -> [u64; 4] {
    blog.comment_inbox(who, &InboxQuery::default()).await.unwrap().counts
}

async fn account(blog: &Blog, handle: &str, role: Role) -> Principal {
    let input = AccountInput {
        handle: handle.into(),
        name: format!("{handle} of the site"),
        role,
        password: "correct horse battery".into(),
    };
    Principal::account(blog.add_account(WHO, &input).await.unwrap(), role)
}

async fn settings(blog: &Blog, comments: &str, held_words: &str) {
    let input =
        SiteInput { comments: Some(comments.into()), held_words: Some(held_words.into()), ..SiteInput::default() };
    blog.change_site(WHO, None, &input).await.unwrap();
}

#[tokio::test]
async fn a_comment_waits_is_approved_answered_changed_and_taken_away() {
    let mut test = TestBlog::open().await;
    let post = test.blog.create_post(WHO, &published("Fog", "Text")).await.unwrap();
    let first = say(&test.blog, post.id, "First *words*", None).await;
    assert!(lines(&test.blog, "fog").await.is_empty());
    let early = Submission { parent: Some(first.id), ..Submission::default() };
    let early = test.blog.submit_comment(READER, post.id, &said("Ben", "Early"), early).await;
    assert!(matches!(early, Err(ServiceError::Domain(DomainError::NotFound))), "nobody answers what they don't see");
    let again = test.blog.submit_comment(READER, post.id, &said("Ann", "First *words*"), Submission::default()).await;
    let Err(ServiceError::Domain(DomainError::Invalid(violations))) = again else { panic!("{again:?}") };
    assert_eq!(violations.of("text"), Some(&Rule::SaidAlready));
    approve(&test.blog, first.id).await;
    let answer = say(&test.blog, post.id, "An answer", Some(first.id)).await;
    approve(&test.blog, answer.id).await;
    let expected = ["<p>First <em>words</em></p>", "  <p>An answer</p>"];
    assert_eq!(lines(&test.blog, "fog").await, expected);
    assert_eq!(test.blog.post(None, post.id).await.unwrap().version, post.version, "whoever types is not disturbed");

    test = test.reopen().await;
    assert_eq!(lines(&test.blog, "fog").await, expected);
    let own = test.blog.own_comment(&first.token).await.unwrap().found().unwrap();
    assert_eq!((own.status, own.email.as_str()), (CommentStatus::Approved, "ann@example.org"));
    assert_eq!(own.path, format!("/posts/fog#comment-{}", first.id));
    test.blog.edit_own_comment(&first.token, &said("Ann", "Other words")).await.unwrap();
    assert_eq!(lines(&test.blog, "fog").await, ["(gone)", "  <p>An answer</p>"], "a change is looked at as well");
    approve(&test.blog, first.id).await;
    assert!(shown(&test.blog, "fog").await.comments[0].said.as_ref().unwrap().edited_at.is_some());
    test.blog.withdraw_own_comment(&first.token).await.unwrap();
    assert_eq!(lines(&test.blog, "fog").await, ["(gone)", "  <p>An answer</p>"]);
    assert_eq!(test.blog.own_comment(&first.token).await.unwrap(), Lookup::Gone);
    assert_eq!(test.blog.own_comment("another").await.unwrap(), Lookup::Missing);
    let late = test.blog.edit_own_comment(&first.token, &said("Ann", "Late")).await;
    assert!(matches!(late, Err(ServiceError::Domain(DomainError::Gone))));
    assert_eq!(findings(&test).await, [""; 0]);
    test.blog.close().await;
}

#[tokio::test]
async fn a_site_takes_comments_as_it_says() {
    let test = TestBlog::open().await;
    let post = test.blog.create_post(WHO, &published("Fog", "Text")).await.unwrap();
    settings(&test.blog, "open", "casino").await;
    say(&test.blog, post.id, "At once", None).await;
    say(&test.blog, post.id, "A casino", None).await;
    let trapped = Submission { fell_for_honeypot: true, ..Submission::default() };
    let spam = test.blog.submit_comment(READER, post.id, &said("Bot", "Buy"), trapped).await.unwrap();
    assert_eq!(lines(&test.blog, "fog").await, ["<p>At once</p>"]);
    assert_eq!(counts(&test.blog, WHO).await, [1, 1, 1, 0]);
    let own = test.blog.own_comment(&spam.token).await.unwrap().found().unwrap();
    assert_eq!(own.status, CommentStatus::Waiting, "whoever was found out is not told so");

    test.blog.close_comments(WHO, post.id, None).await.unwrap();
    assert!(!shown(&test.blog, "fog").await.is_open);
    let refused = test.blog.submit_comment(READER, post.id, &said("Ann", "Late"), Submission::default()).await;
    assert!(matches!(refused, Err(ServiceError::Domain(DomainError::Forbidden))));
    test.blog.open_comments(WHO, post.id, None).await.unwrap();
    assert!(shown(&test.blog, "fog").await.is_open);
    settings(&test.blog, "off", "").await;
    let page = test.blog.post_page(PostKind::Post, "fog", &mut Dependencies::default()).await.unwrap();
    let comments = page.found().unwrap().comments.unwrap();
    assert_eq!((comments.shown, comments.is_open), (0, false), "other sites may still be heard");
    let silent = SiteInput { mentions: Some("off".into()), ..SiteInput::default() };
    test.blog.change_site(WHO, None, &silent).await.unwrap();
    let page = test.blog.post_page(PostKind::Post, "fog", &mut Dependencies::default()).await.unwrap();
    assert_eq!(page.found().unwrap().comments, None);
    assert_eq!(counts(&test.blog, WHO).await, [1, 1, 1, 0], "what was said is still there for those who decide");
    let draft = test.blog.create_post(WHO, &input("Draft", "Text")).await.unwrap();
    let hidden = test.blog.submit_comment(READER, draft.id, &said("Ann", "Hello"), Submission::default()).await;
    assert!(matches!(hidden, Err(ServiceError::Domain(DomainError::NotFound))));
    test.blog.close().await;
}

#[tokio::test]
async fn authors_decide_on_comments_of_their_own_posts() {
    let test = TestBlog::open().await;
    let mary = account(&test.blog, "mary", Role::Author).await;
    let paul = account(&test.blog, "paul", Role::Author).await;
    let editor = account(&test.blog, "eve", Role::Editor).await;
    let contributor = account(&test.blog, "carl", Role::Contributor).await;
    let hers = test.blog.create_post(&mary, &published("Hers", "Text")).await.unwrap();
    let comment = say(&test.blog, hers.id, "Fog", None).await;
    for (who, waiting) in [(&mary, 1), (&editor, 1), (&paul, 0), (&contributor, 0), (READER, 0)] {
        assert_eq!(test.blog.waiting_comments(who).await.unwrap(), waiting, "{who:?}");
    }
    let refused = test.blog.comment_inbox(&contributor, &InboxQuery::default()).await;
    assert!(matches!(refused, Err(ServiceError::Domain(DomainError::Forbidden))));
    for who in [&paul, &contributor, READER] {
        let read = test.blog.moderated_comment(who, comment.id).await;
        assert!(matches!(read, Err(ServiceError::Domain(DomainError::NotFound))), "{who:?}");
        let answered = test.blog.answer_comment(who, comment.id, "Yes").await;
        assert!(matches!(answered, Err(ServiceError::Domain(DomainError::NotFound))), "{who:?}");
    }
    test.blog.answer_comment(&mary, comment.id, "Thank you").await.unwrap();
    assert_eq!(lines(&test.blog, "hers").await, ["<p>Fog</p>", "  <p>Thank you</p>"], "an answer approves");
    let answer = shown(&test.blog, "hers").await.comments[1].said.clone().unwrap();
    assert_eq!((answer.name.as_str(), answer.is_by_member), ("mary of the site", true));
    let found = |search: &str| {
        let (blog, search) = (test.blog.clone(), search.to_owned());
        async move {
            let query = InboxQuery { status: CommentStatus::Approved, search, ..InboxQuery::default() };
            blog.comment_inbox(WHO, &query).await.unwrap().comments.len()
        }
    };
    for (search, hits) in [("FÖG", 1), ("ann@example", 1), ("of the site", 1), ("%", 0), ("", 2)] {
        assert_eq!(found(search).await, hits, "{search}");
    }
    test.blog.delete_post(WHO, hers.id, None).await.unwrap();
    assert_eq!(counts(&test.blog, WHO).await, [0; 4], "comments go with their post");
    assert_eq!(test.blog.own_comment(&comment.token).await.unwrap(), Lookup::Gone);
    test.blog.restore_post(WHO, hers.id, None).await.unwrap();
    assert_eq!(counts(&test.blog, WHO).await, [0, 2, 0, 0]);
    test.blog.close().await;
}

#[tokio::test]
async fn a_page_is_made_from_what_readers_see_of_its_comments() {
    let test = TestBlog::open().await;
    let post = test.blog.create_post(WHO, &published("Fog", "Text")).await.unwrap();
    let mut dependencies = Dependencies::default();
    test.blog.post_page(PostKind::Post, "fog", &mut dependencies).await.unwrap();
    assert!(dependencies.into_vec().contains(&Dependency::Comments(post.id)));
    let comment = say(&test.blog, post.id, "Fog", None).await;
    for (status, is_seen) in [
        (CommentStatus::Spam, false),
        (CommentStatus::Approved, true),
        (CommentStatus::Waiting, false),
        (CommentStatus::Trash, false),
    ] {
        test.blog.moderate_comment(WHO, comment.id, status).await.unwrap();
        assert_eq!(lines(&test.blog, "fog").await.len(), usize::from(is_seen), "{status:?}");
    }
    test.blog.restore_comment(WHO, comment.id).await.unwrap();
    assert_eq!(counts(&test.blog, WHO).await, [1, 0, 0, 0]);
    test.blog.close().await;
}

fn imported(import_id: &str, parent: Option<&str>, text: &str, at: i64) -> ImportedComment {
    ImportedComment {
        import_id: import_id.into(),
        parent: parent.map(str::to_owned),
        input: CommentInput { name: "Ann".into(), text: text.into(), ..CommentInput::default() },
        written_at: Timestamp::from_milliseconds(at),
        standing: Standing::Approved,
        own: None,
    }
}

#[tokio::test]
async fn comments_from_elsewhere_come_once_with_their_dates_and_places() {
    let test = TestBlog::open().await;
    let post = test.blog.create_post(WHO, &published("Fog", "Text")).await.unwrap();
    let other = test.blog.create_post(WHO, &published("Mist", "Text")).await.unwrap();
    settings(&test.blog, "moderated", "").await;
    let comments = [
        imported("wordpress:3", Some("wordpress:2"), "Three", 300),
        imported("wordpress:1", None, "One", 100),
        imported("wordpress:2", Some("wordpress:1"), "Two", 200),
        imported("wordpress:4", Some("wordpress:99"), "Four", 50),
        imported("wordpress:5", None, " ", 50),
        ImportedComment { standing: Standing::Spam, ..imported("wordpress:6", None, "Buy", 60) },
    ];
    let first = test.blog.import_comments(WHO, post.id, &comments).await.unwrap();
    assert_eq!((first.added, first.known), (5, 0));
    let refused: Vec<&str> = first.refused.iter().map(|refused| refused.import_id.as_str()).collect();
    assert_eq!(refused, ["wordpress:5"]);
    let expected = ["<p>Four</p>", "<p>One</p>", "  <p>Two</p>", "    <p>Three</p>"];
    assert_eq!(lines(&test.blog, "fog").await, expected);
    let dates: Vec<i64> = shown(&test.blog, "fog")
        .await
        .comments
        .into_iter()
        .map(|comment| comment.said.unwrap().written_at.as_milliseconds())
        .collect();
    assert_eq!(dates, [50, 100, 200, 300]);
    assert_eq!(counts(&test.blog, WHO).await, [0, 4, 1, 0]);

    let one = test
        .blog
        .comment_inbox(
            WHO,
            &InboxQuery { status: CommentStatus::Approved, search: "one".into(), ..InboxQuery::default() },
        )
        .await
        .unwrap()
        .comments[0]
        .id;
    test.blog.moderate_comment(WHO, one, CommentStatus::Trash).await.unwrap();
    let more = [comments.to_vec(), vec![imported("wordpress:7", Some("wordpress:3"), "Seven", 400)]].concat();
    let second = test.blog.import_comments(WHO, post.id, &more).await.unwrap();
    assert_eq!((second.added, second.known, second.refused.len()), (1, 5, 1));
    let expected = ["<p>Four</p>", "(gone)", "  <p>Two</p>", "    <p>Three</p>", "      <p>Seven</p>"];
    assert_eq!(lines(&test.blog, "fog").await, expected, "what somebody decided here stays");
    let elsewhere = test.blog.import_comments(WHO, other.id, &comments[1..2]).await.unwrap();
    assert_eq!(elsewhere, ImportedComments { added: 1, ..ImportedComments::default() }, "names are a post's own");
    let missing = test.blog.import_comments(WHO, PostId::default(), &comments).await;
    assert!(matches!(missing, Err(ServiceError::Domain(DomainError::NotFound))));
    assert_eq!(findings(&test).await, [""; 0]);
    test.blog.close().await;
}

#[tokio::test]
async fn many_threads_are_read_page_by_page() {
    let test = TestBlog::open().await;
    let post = test.blog.create_post(WHO, &published("Fog", "Text")).await.unwrap();
    let comments: Vec<ImportedComment> =
        (0..120).map(|number| imported(&number.to_string(), None, &format!("No {number}"), number)).collect();
    test.blog.import_comments(WHO, post.id, &comments).await.unwrap();
    let mut seen = Vec::new();
    for page in 1..=3 {
        let found = test.blog.comments_page("fog", page, &mut Dependencies::default()).await.unwrap();
        let comments = found.found().unwrap().comments.unwrap();
        assert_eq!((comments.shown, comments.pagination.pages), (120, 3));
        seen.extend(comments.comments.into_iter().map(|comment| comment.said.unwrap().html));
    }
    let expected: Vec<String> = (0..120).map(|number| format!("<p>No {number}</p>\n")).collect();
    assert_eq!(seen, expected);
    let beyond = test.blog.comments_page("fog", 4, &mut Dependencies::default()).await.unwrap();
    assert_eq!(beyond, Lookup::Missing);
    let feed = test.blog.comment_feed(&mut Dependencies::default()).await.unwrap();
    assert_eq!(feed.len(), 50);
    assert!(feed[0].path.starts_with("/posts/fog/comments/page/3#comment-"), "{}", feed[0].path);
    let own = test.blog.post_comment_feed(post.id, &mut Dependencies::default()).await.unwrap();
    assert_eq!(own, feed);
    test.blog.unpublish_post(WHO, post.id, None).await.unwrap();
    assert!(test.blog.comment_feed(&mut Dependencies::default()).await.unwrap().is_empty());
    test.blog.close().await;
}

#[tokio::test]
async fn the_past_has_the_comments_of_then() {
    let test = TestBlog::open().await;
    let post = test.blog.create_post(WHO, &published("Fog", "Text")).await.unwrap();
    let comment = say(&test.blog, post.id, "Then", None).await;
    approve(&test.blog, comment.id).await;
    let then = test.blog.database.read(crate::store::log::head).await.unwrap().position;
    test.blog.edit_own_comment(&comment.token, &said("Ann", "Now")).await.unwrap();
    approve(&test.blog, comment.id).await;
    say(&test.blog, post.id, "Later", None).await;
    for (position, expected) in [(then - 1, None), (then, Some("<p>Then</p>\n")), (u64::MAX, Some("<p>Now</p>\n"))] {
        let past = test.blog.past(Moment::Position(position)).await.unwrap();
        let page = test.blog.past_post(&past, PostKind::Post, "fog").await.unwrap().found().unwrap();
        let comments = page.comments.unwrap();
        let htmls: Vec<String> = comments.comments.into_iter().map(|comment| comment.said.unwrap().html).collect();
        assert_eq!(htmls.first().map(String::as_str), expected, "{position}");
        assert_eq!((htmls.len() as u64, comments.is_open), (comments.shown, false));
    }
    test.blog.close().await;
}

#[tokio::test]
async fn words_go_with_their_post_with_time_and_on_demand() {
    for is_sealed in [false, true] {
        let test = TestBlog::open().await;
        let words = ["Unrepeatable-Doomed", "Unrepeatable-Withdrawn", "Unrepeatable-Erased", "Unrepeatable-Edit"];
        let doomed = test.blog.create_post(WHO, &published("Doomed", "Text")).await.unwrap();
        let kept = test.blog.create_post(WHO, &published("Kept", "Text")).await.unwrap();
        say(&test.blog, doomed.id, words[0], None).await;
        let withdrawn = say(&test.blog, kept.id, words[1], None).await;
        let erased = say(&test.blog, kept.id, words[2], None).await;
        test.blog.edit_own_comment(&erased.token, &said("Ann", words[3])).await.unwrap();
        let stays = test
            .blog
            .submit_comment(
                READER,
                kept.id,
                &CommentInput { name: "Ben".into(), text: "Stays".into(), ..CommentInput::default() },
                Submission::default(),
            )
            .await
            .unwrap();
        approve(&test.blog, stays.id).await;
        let mary = account(&test.blog, "mary", Role::Editor).await;
        test.blog.answer_comment(&mary, stays.id, "By mary").await.unwrap();
        test.blog.withdraw_own_comment(&withdrawn.token).await.unwrap();
        test.blog.delete_post(WHO, doomed.id, None).await.unwrap();
        if is_sealed {
            seal_with(&test, &EVERYTHING);
        }
        // What was decided lies at least a millisecond back.
        tokio::time::sleep(std::time::Duration::from_millis(3)).await;
        assert_eq!(test.blog.purge_trash(0).await.unwrap(), 1);
        assert_eq!(test.blog.purge_comments(0).await.unwrap(), 1, "the other went with its post");
        assert_eq!(test.blog.purge_comments(0).await.unwrap(), 0);
        assert!(matches!(
            test.blog.erase_comment(&mary, erased.id).await,
            Err(ServiceError::Domain(DomainError::Forbidden))
        ));
        let mut texts = test.blog.erase_comment(WHO, erased.id).await.unwrap();
        assert_eq!(texts, ["ann@example.org", words[3]]);
        let person = test.blog.erase_person(WHO, "mary").await.unwrap();
        assert_eq!(lines(&test.blog, "kept").await, ["<p>Stays</p>", "  <p>By mary</p>"]);
        let names: Vec<String> =
            shown(&test.blog, "kept").await.comments.into_iter().map(|comment| comment.said.unwrap().name).collect();
        assert_eq!(names, ["Ben", person.pseudonym.as_str()]);
        assert_eq!(findings(&test).await, [""; 0]);
        test.blog.close().await;
        texts.extend(words.map(str::to_owned));
        texts.push("mary of the site".to_owned());
        assert_eq!(scrub(&file(&test), &texts).await.unwrap(), Default::default());
        let rebuilt = integrity::rebuild(&file(&test), Arc::new(|_| {})).await.unwrap();
        assert_eq!(rebuilt.rows_changed, 0);
    }
}

#[tokio::test]
async fn nobody_without_an_account_writes_posts() {
    let test = TestBlog::open().await;
    let refused = test.blog.create_post(READER, &input("Fog", "Text")).await;
    assert!(matches!(refused, Err(ServiceError::Domain(DomainError::Forbidden))), "{refused:?}");
    assert!(!READER.may_write(READER.actor));
    assert_eq!(READER.account_id(), None::<AccountId>);
    test.blog.close().await;
}
