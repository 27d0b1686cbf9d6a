//! What a post does, as given / when / then.

mod carry;
mod names;
mod review;
mod schedule;

use super::*;
use crate::domain::erasure::Redaction;
use crate::domain::{
    AccountId, Actor, Aggregate, Context, DomainError, EventPayload, Label, PostId, Principal, Recorded, Role, Rule,
    Slug, Timestamp, Violations,
};

const AUTHOR: AccountId = AccountId(uuid::Uuid::from_u128(1));
const OTHER: AccountId = AccountId(uuid::Uuid::from_u128(2));
const NOW: Timestamp = Timestamp::from_milliseconds(1_000_000);

/// A post after some events, each recorded a second after the one before by its author.
struct Given {
    post: Post,
    who: Principal,
}

/// What became of a command.
struct Then<'c> {
    post: Post,
    outcome: Result<Vec<PostEvent<'c>>, DomainError>,
}

fn given(events: &[PostEvent<'_>]) -> Given {
    let mut post = Post::default();
    for (stream_version, event) in (1..).zip(events) {
        post.evolve(event, &recorded(stream_version));
    }
    Given { post, who: Principal::account(AUTHOR, Role::Author) }
}

fn recorded(stream_version: u64) -> Recorded {
    let at = Timestamp::from_milliseconds(i64::try_from(stream_version).unwrap() * 1_000);
    Recorded { stream_version, at, actor: Actor::Account(AUTHOR) }
}

impl Given {
    fn by(self, id: AccountId, role: Role) -> Self {
        Self { who: Principal::account(id, role), ..self }
    }

    fn when(self, command: &PostCommand) -> Then<'_> {
        let outcome = self
            .post
            .decide(command, &Context { at: NOW, principal: &self.who, stream_id: &PostId::default().stream_id() });
        Then { post: self.post, outcome }
    }
}

impl<'c> Then<'c> {
    #[track_caller]
    fn then(self, events: &[PostEvent<'c>]) {
        assert_eq!(self.outcome.as_deref(), Ok(events));
    }

    #[track_caller]
    fn then_err(self, error: DomainError) {
        assert_eq!(self.outcome, Err(error));
    }

    #[track_caller]
    fn then_post(self, check: impl FnOnce(&Post) -> bool) {
        let mut post = self.post;
        for (stream_version, event) in (post.version + 1..).zip(self.outcome.unwrap()) {
            post.evolve(&event, &recorded(stream_version));
        }
        assert!(check(&post), "{post:#?}");
    }
}

fn created() -> PostEvent<'static> {
    let content = ContentChange {
        title: Some("Hello"),
        slug: Some("hello"),
        body: Some("The text."),
        ..ContentChange::default()
    };
    PostEvent::Created(PostCreated {
        content,
        feed_id: "urn:uuid:1",
        created_at: Timestamp::from_milliseconds(1_000),
        aliases: vec!["/old"],
    })
}

fn edited(change: ContentChange<'_>) -> PostEvent<'_> {
    PostEvent::Edited(PostEdited { saving: Saving::Explicit, change })
}

fn autosaved(change: ContentChange<'_>) -> PostEvent<'_> {
    PostEvent::Edited(PostEdited { saving: Saving::Autosave, change })
}

fn published_at(milliseconds: i64) -> PostEvent<'static> {
    PostEvent::Published { published_at: Timestamp::from_milliseconds(milliseconds) }
}

fn draft() -> PostDraft {
    PostDraft { title: "Hello".into(), body: "The text.".into(), ..PostDraft::default() }
}

fn save(draft: PostDraft) -> PostCommand {
    PostCommand::SavePost { draft }
}

fn slug(text: &str) -> Option<Slug> {
    Some(Slug::parse(text).unwrap())
}

#[test]
fn creating_writes_down_what_was_given() {
    let command = PostCommand::CreatePost {
        draft: PostDraft { slug: slug("hello"), ..draft() },
        feed_id: "urn:uuid:1".into(),
        created_at: Some(Timestamp::from_milliseconds(1_000)),
        aliases: vec!["/old".into()],
    };
    given(&[]).when(&command).then(&[created()]);
    given(&[created()]).when(&command).then_err(DomainError::Conflict { current_version: 1 });
}

#[test]
fn a_page_may_not_take_an_address_of_the_site() {
    let page = |kind| PostCommand::CreatePost {
        draft: PostDraft { slug: slug("Admin"), kind: Some(kind), ..draft() },
        feed_id: String::new(),
        created_at: None,
        aliases: Vec::new(),
    };
    given(&[]).when(&page(PostKind::Page)).then_err(Violations::one("slug", Rule::Reserved).into());
    given(&[]).when(&page(PostKind::Post)).then_post(|post| post.working.slug.as_str() == "Admin");
}

#[test]
fn a_page_that_has_an_address_of_the_site_keeps_it() {
    let content = ContentChange {
        title: Some("Hello"),
        slug: Some("preview"),
        kind: Some(PostKind::Page),
        ..ContentChange::default()
    };
    let page = PostEvent::Created(PostCreated { content, ..PostCreated::default() });
    let rename = |name| save(PostDraft { slug: slug(name), kind: Some(PostKind::Page), ..draft() });
    for command in [save(draft()), rename("preview")] {
        given(std::slice::from_ref(&page)).when(&command).then_post(|post| post.working.body == "The text.");
    }
    given(&[page]).when(&rename("Admin")).then_err(Violations::one("slug", Rule::Reserved).into());
    let post = given(&[created(), edited(ContentChange { slug: Some("preview"), ..ContentChange::default() })]);
    post.when(&rename("preview")).then_err(Violations::one("slug", Rule::Reserved).into());
}

#[test]
fn saving_records_the_changed_fields_alone() {
    let command = save(PostDraft { title: "Good morning".into(), ..draft() });
    let change = ContentChange { title: Some("Good morning"), ..ContentChange::default() };
    given(&[created()]).when(&command).then(&[edited(change)]);
    given(&[created()]).when(&save(draft())).then(&[]);
}

#[test]
fn saving_changes_the_working_copy_and_not_what_readers_see() {
    let command = save(PostDraft { title: "Good morning".into(), slug: slug("morning"), ..draft() });
    given(&[created(), published_at(2_000)]).when(&command).then_post(|post| {
        let live = &post.live().unwrap().content;
        (live.title.as_str(), live.slug.as_str()) == ("Hello", "hello")
            && post.working.title == "Good morning"
            && post.has_unpublished_changes()
            && post.claimed_slugs().map(Slug::as_str).eq(["morning", "hello"])
    });
}

#[test]
fn publishing_uses_the_set_date_the_former_date_or_now() {
    let dated = ContentChange { published_at: Some(Some(Timestamp::from_milliseconds(500))), ..Default::default() };
    given(&[created()]).when(&PostCommand::PublishPost).then(&[published_at(1_000_000)]);
    given(&[created(), edited(dated)]).when(&PostCommand::PublishPost).then(&[published_at(500)]);
    given(&[created(), published_at(2_000), PostEvent::Unpublished])
        .when(&PostCommand::PublishPost)
        .then(&[published_at(2_000)]);
    given(&[created(), published_at(2_000)]).when(&PostCommand::PublishPost).then(&[]);
}

#[test]
fn a_post_is_not_published_in_the_future() {
    let later = Timestamp::from_milliseconds(NOW.as_milliseconds() + 1);
    let dated = ContentChange { published_at: Some(Some(later)), ..Default::default() };
    given(&[created(), edited(dated)])
        .when(&PostCommand::PublishPost)
        .then_err(Violations::one("published_at", Rule::InTheFuture).into());
}

#[test]
fn readers_are_told_of_updates_but_not_of_the_first_publication() {
    let body = |body| edited(ContentChange { body: Some(body), ..Default::default() });
    given(&[created()]).when(&PostCommand::PublishPost).then_post(|post| post.live().unwrap().updated_at == NOW);
    given(&[created(), published_at(2_000), body("More.")]).when(&PostCommand::PublishPost).then_post(|post| {
        let live = post.live().unwrap();
        (live.published_at.as_milliseconds(), live.updated_at.as_milliseconds()) == (2_000, 4_000)
    });
}

#[test]
fn slugs_that_readers_knew_stay_with_the_post() {
    let slug_change = |slug| edited(ContentChange { slug: Some(slug), ..Default::default() });
    let history = [created(), published_at(2_000), PostEvent::Unpublished, slug_change("morning")];
    given(&history).when(&PostCommand::PublishPost).then_post(|post| {
        post.former_slugs.iter().map(Slug::as_str).eq(["hello"])
            && post.live().unwrap().content.slug.as_str() == "morning"
    });
    // A slug that was never published is free again.
    given(&[created(), slug_change("morning")])
        .when(&PostCommand::PublishPost)
        .then_post(|post| post.claimed_slugs().all(|slug| slug.as_str() == "morning"));
    // The way back needs no redirect to itself.
    given(&[created(), published_at(2_000), slug_change("morning"), published_at(2_000), slug_change("hello")])
        .when(&PostCommand::PublishPost)
        .then_post(|post| post.former_slugs.iter().map(Slug::as_str).eq(["morning"]));
}

#[test]
fn deleting_hides_everything_and_restoring_brings_it_back() {
    given(&[created(), published_at(2_000)])
        .when(&PostCommand::DeletePost)
        .then_post(|post| post.live().is_none() && post.published.is_some());
    let deleted = [created(), published_at(2_000), PostEvent::Deleted];
    for command in [save(draft()), PostCommand::PublishPost, PostCommand::UnpublishPost, PostCommand::DeletePost] {
        given(&deleted).when(&command).then_err(DomainError::Gone);
    }
    given(&deleted).when(&PostCommand::RestorePost).then_post(|post| post.live().is_some());
    given(&[created()]).when(&PostCommand::RestorePost).then(&[]);
}

#[test]
fn roles_allow_what_they_say() {
    let live = [created(), published_at(2_000)];
    type Case<'c> = (&'c [PostEvent<'c>], AccountId, Role, PostCommand, Result<(), DomainError>);
    let cases: [Case<'_>; 9] = [
        (&live[..1], AUTHOR, Role::Contributor, save(draft()), Ok(())),
        (&live[..1], AUTHOR, Role::Contributor, PostCommand::PublishPost, Err(DomainError::Forbidden)),
        (&live[..1], AUTHOR, Role::Contributor, PostCommand::DeletePost, Ok(())),
        (&live, AUTHOR, Role::Contributor, PostCommand::DeletePost, Err(DomainError::Forbidden)),
        (&live[..1], AUTHOR, Role::Author, PostCommand::PublishPost, Ok(())),
        (&live[..1], OTHER, Role::Author, save(draft()), Err(DomainError::NotFound)),
        (&live, OTHER, Role::Author, save(draft()), Err(DomainError::Forbidden)),
        (&live[..1], OTHER, Role::Editor, PostCommand::PublishPost, Ok(())),
        (&[], AUTHOR, Role::Admin, PostCommand::PublishPost, Err(DomainError::NotFound)),
    ];
    for (events, id, role, command, expected) in cases {
        let outcome = given(events).by(id, role).when(&command).outcome.map(|_| ());
        assert_eq!(outcome, expected, "{role} {command:?}");
    }
}

#[test]
fn every_field_is_refused_at_once() {
    let input = PostInput {
        title: " ".into(),
        slug: Some("../etc".into()),
        body: "a\0b".into(),
        excerpt: Some("x".repeat(1_001)),
        tags: vec!["!!!".into()],
        category: Some("<>".into()),
        authors: Some(vec![String::new()]),
        kind: Some("novel".into()),
        language: Some("english".repeat(3)),
        cover: Some("javascript:alert(1)".into()),
        canonical_url: Some("//example.org".into()),
        published_at: Some("yesterday".into()),
        status: Some("secret".into()),
        schedule: None,
        cover_alt: Some("a\nb".into()),
        social_title: Some("x".repeat(301)),
        social_description: Some("x".repeat(1_001)),
        social_image: Some("data:image/png;base64,".into()),
        series: Some("!!!".into()),
        series_number: Some(0),
        pinned: None,
        comments_closed: None,
    };
    let violations = input.validate().unwrap_err();
    let fields: Vec<_> = violations.iter().map(|violation| violation.field.as_ref()).collect();
    let expected = [
        "title",
        "slug",
        "body",
        "excerpt",
        "tags",
        "category",
        "authors",
        "kind",
        "language",
        "cover",
        "canonical_url",
        "published_at",
        "cover_alt",
        "social_title",
        "social_description",
        "social_image",
        "series_number",
        "series",
        "status",
    ];
    assert_eq!(fields, expected);
}

#[test]
fn what_is_allowed_is_taken_as_it_was_meant() {
    let input = PostInput {
        title: " 日本語 <script> ".into(),
        body: "one\r\ntwo\rthree".into(),
        slug: Some(String::new()),
        tags: vec!["Rust".into(), " rust ".into(), String::new(), "C++".into()],
        published_at: Some("2026-01-31".into()),
        ..PostInput::default()
    };
    let (draft, status) = input.validate().unwrap();
    assert_eq!((draft.title.as_str(), draft.body.as_str()), ("日本語 <script>", "one\ntwo\nthree"));
    assert_eq!((draft.slug, draft.tags.len(), status), (None, 2, None));
    assert_eq!(draft.published_at.map(|date| date.to_string()).as_deref(), Some("2026-01-31T00:00:00Z"));
}

#[test]
fn an_autosave_is_recorded_as_one() {
    let draft = PostDraft { body: "More text.".into(), ..draft() };
    let autosave = PostCommand::AutosavePost { draft: draft.clone() };
    let change = ContentChange { body: Some("More text."), ..ContentChange::default() };
    given(&[created()]).when(&autosave).then(&[autosaved(change.clone())]);
    given(&[created(), autosaved(change.clone())]).when(&autosave).then(&[]);
    given(&[created(), autosaved(change)]).when(&save(draft)).then(&[]);
    given(&[created(), PostEvent::Deleted]).when(&autosave).then_err(DomainError::Gone);
    given(&[created()]).by(OTHER, Role::Author).when(&autosave).then_err(DomainError::NotFound);
}

#[test]
fn readers_see_nothing_of_an_autosave() {
    let draft = PostDraft { body: "More text.".into(), ..draft() };
    given(&[created(), published_at(2_000)])
        .when(&PostCommand::AutosavePost { draft })
        .then_post(|post| post.has_unpublished_changes() && post.live().unwrap().content.body == "The text.");
}

#[test]
fn the_json_of_an_edit_says_whether_it_was_an_autosave() {
    let change = ContentChange { title: Some("Other"), ..ContentChange::default() };
    let json = autosaved(change.clone()).to_json().unwrap();
    assert_eq!((&json["title"], &json["autosave"]), (&"Other".into(), &true.into()));
    assert_eq!(edited(change).to_json().unwrap().get("autosave"), None);
}

#[test]
fn the_bytes_of_version_2_are_read_for_ever() {
    let change = ContentChange { body: Some("Text"), ..ContentChange::default() };
    let created_bytes =
        b"\x01\x05Hello\x01\x05hello\x01\x09The text.\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x0aurn:uuid:1\xd0\x0f\x01\x04/old";
    let cases: [(PostEvent<'_>, &[u8]); 3] = [
        (edited(change.clone()), b"\0\0\0\x01\x04Text\0\0\0\0\0\0\0\0\0"),
        (autosaved(change), b"\x01\0\0\x01\x04Text\0\0\0\0\0\0\0\0\0"),
        (created(), created_bytes),
    ];
    for (event, bytes) in cases {
        if event.schema_version() == 2 {
            assert_eq!(event.encode(Vec::new()).unwrap().escape_ascii().to_string(), bytes.escape_ascii().to_string());
        }
        assert_eq!(PostEvent::decode(event.kind(), 2, bytes), Ok(event));
    }
    assert!(PostEvent::decode("PostCreated", 3, b"").is_err());
}

#[test]
fn the_bytes_of_version_3_are_read_for_ever() {
    let change = ContentChange {
        cover: Some(Some("/a.png")),
        cover_alt: Some(Some("A quay")),
        social_title: Some(None),
        social_description: Some(Some("Said")),
        social_image: Some(Some("/b.png")),
        series: Some(Some(PartName { series: "Ships", number: Some(300) })),
        ..ContentChange::default()
    };
    let bytes: &[u8] = b"\0\0\0\0\0\0\0\0\0\0\x01\x01\x06/a.png\0\0\x01\x01\x06A quay\x01\0\x01\x01\x04Said\x01\x01\x06/b.png\x01\x01\x05Ships\x01\xac\x02";
    let event = edited(change);
    assert_eq!(event.schema_version(), 3);
    assert_eq!(event.encode(Vec::new()).unwrap().escape_ascii().to_string(), bytes.escape_ascii().to_string());
    assert_eq!(PostEvent::decode("PostEdited", 3, bytes), Ok(event));
    assert!(PostEvent::decode("PostEdited", 4, b"").is_err());
}

#[test]
fn labels_change_in_both_copies_and_nothing_else_does() {
    let tags = |tags| edited(ContentChange { tags: Some(tags), ..ContentChange::default() });
    let title = |title| edited(ContentChange { title: Some(title), ..ContentChange::default() });
    let history = [created(), tags(vec!["Rust", "Web"]), published_at(2_000), title("Unseen")];
    let rename = PostCommand::RelabelPost(LabelChange {
        taxonomy: Taxonomy::Tag,
        from: Some("rust".into()),
        to: Some(Label::parse("Rust language").unwrap()),
    });
    given(&history).when(&rename).then_post(|post| {
        let live = &post.live().unwrap().content;
        let names = |content: &Content| content.tags.iter().map(Label::to_string).collect::<Vec<_>>();
        names(live) == ["Rust language", "Web"]
            && names(&post.working) == ["Rust language", "Web"]
            && (live.title.as_str(), post.working.title.as_str()) == ("Hello", "Unseen")
            && post.live().unwrap().updated_at.as_milliseconds() == 2_000
    });
    let web = Label::parse("web").unwrap();
    given(&history[..3]).when(&PostCommand::RelabelPost(LabelChange::add_tag(web.clone()))).then(&[]);
    given(&history[..3])
        .when(&PostCommand::RelabelPost(LabelChange::remove_tag(&web)))
        .then_post(|post| post.working.tags.len() == 1 && !post.has_unpublished_changes());
    given(&history[..2]).when(&PostCommand::RelabelPost(LabelChange::set_category(None))).then(&[]);
    given(&history).by(OTHER, Role::Author).when(&rename).then_err(DomainError::Forbidden);
    let deleted = [created(), tags(vec!["Rust"]), PostEvent::Deleted];
    given(&deleted).when(&rename).then_post(|post| post.working.tags[0].as_str() == "Rust language");
    given(&deleted).when(&PostCommand::RelabelPost(LabelChange::add_tag(web))).then_err(DomainError::Gone);
}

#[test]
fn the_bytes_of_a_new_label_are_read_for_ever() {
    let relabelling = Relabelling { taxonomy: Taxonomy::Category, from: Some("news"), to: Some("News & notes") };
    let bytes = b"\x01\x01\x04news\x01\x0cNews & notes";
    let event = PostEvent::Relabelled(relabelling);
    assert_eq!(event.encode(Vec::new()).unwrap().escape_ascii().to_string(), bytes.escape_ascii().to_string());
    assert_eq!(PostEvent::decode("PostRelabelled", 1, bytes), Ok(event));
    let erased = redact("PostRelabelled", 1, bytes, &crate::domain::erasure::Redaction::Text).unwrap().unwrap();
    assert_eq!(erased, b"\x01\0\0");
}

#[test]
fn comments_are_closed_at_once_and_once() {
    let live = [created(), published_at(2_000)];
    given(&live).when(&PostCommand::CloseComments).then(&[PostEvent::CommentsClosed]);
    given(&live).when(&PostCommand::OpenComments).then(&[]);
    let closed = [created(), published_at(2_000), PostEvent::CommentsClosed];
    given(&closed).when(&PostCommand::CloseComments).then(&[]);
    given(&closed).when(&PostCommand::OpenComments).then(&[PostEvent::CommentsOpened]);
    given(&closed).when(&PostCommand::OpenComments).then_post(|post| !post.are_comments_closed);
    given(&live).by(OTHER, Role::Author).when(&PostCommand::CloseComments).then_err(DomainError::Forbidden);
    given(&closed).when(&PostCommand::CloseComments).then_post(|post| post.is_up_to_date(2));
    for event in [PostEvent::CommentsClosed, PostEvent::CommentsOpened] {
        assert_eq!(event.encode(Vec::new()).unwrap(), b"");
        assert_eq!(PostEvent::decode(event.kind(), 1, b""), Ok(event));
    }
}

#[test]
fn pinning_takes_effect_at_once_and_once() {
    let live = [created(), published_at(2_000)];
    given(&live).when(&PostCommand::PinPost).then(&[PostEvent::Pinned]);
    given(&live).when(&PostCommand::UnpinPost).then(&[]);
    let pinned = [created(), published_at(2_000), PostEvent::Pinned];
    given(&pinned).when(&PostCommand::PinPost).then(&[]);
    given(&pinned).when(&PostCommand::UnpinPost).then(&[PostEvent::Unpinned]);
    given(&pinned).when(&PostCommand::UnpublishPost).then_post(|post| post.is_pinned && post.live().is_none());
    given(&pinned).by(AUTHOR, Role::Contributor).when(&PostCommand::UnpinPost).then_err(DomainError::Forbidden);
    given(&live).by(OTHER, Role::Author).when(&PostCommand::PinPost).then_err(DomainError::Forbidden);
    given(&[created(), PostEvent::Deleted]).when(&PostCommand::PinPost).then_err(DomainError::Gone);
}

#[test]
fn what_is_erased_of_a_post_stays_in_the_version_of_its_event() {
    let part = PartName { series: "Secret", number: Some(1) };
    let change = ContentChange {
        title: Some("Secret"),
        cover_alt: Some(Some("Secret")),
        social_title: Some(Some("Secret")),
        social_description: Some(Some("Secret")),
        social_image: Some(Some("/secret.png")),
        series: Some(Some(part)),
        ..ContentChange::default()
    };
    let payloads = [
        ("PostCreated", 1, &b"\x01\x06Secret\0\0\0\0\0\0\0\0\0\0\0\x0aurn:uuid:1\xd0\x0f\0"[..]),
        ("PostEdited", 1, &b"\x01\x06Secret\0\0\0\0\0\0\0\0\0\0\0"[..]),
        ("PostEdited", 2, &b"\x01\x01\x06Secret\0\0\0\0\0\0\0\0\0\0\0"[..]),
    ];
    let newest = edited(change).encode(Vec::new()).unwrap();
    for (kind, version, payload) in payloads.into_iter().chain([("PostEdited", 3, newest.as_slice())]) {
        let redacted = redact(kind, version, payload, &crate::domain::erasure::Redaction::Text).unwrap().unwrap();
        assert!(!redacted.windows(6).any(|part| part.eq_ignore_ascii_case(b"secret")), "{kind} {version}");
        let event = PostEvent::decode(kind, version, &redacted).unwrap();
        assert_eq!(event.without_text().kind(), kind);
    }
}

#[test]
fn the_bytes_of_version_1_are_read_for_ever() {
    let cases: [(PostEvent<'_>, &[u8]); 4] = [
        (created(), b"\x01\x05Hello\x01\x05hello\x01\x09The text.\0\0\0\0\0\0\0\0\0\x0aurn:uuid:1\xd0\x0f\x01\x04/old"),
        (
            edited(ContentChange { excerpt: Some(None), tags: Some(vec!["Rust"]), ..Default::default() }),
            b"\0\0\0\x01\0\x01\x01\x04Rust\0\0\0\0\0\0\0",
        ),
        (published_at(1_000), b"\xd0\x0f"),
        (PostEvent::Deleted, b""),
    ];
    for (event, bytes) in cases {
        if event.schema_version() == 1 {
            assert_eq!(event.encode(Vec::new()).unwrap().escape_ascii().to_string(), bytes.escape_ascii().to_string());
        }
        assert_eq!(PostEvent::decode(event.kind(), 1, bytes), Ok(event));
    }
    assert!(PostEvent::decode("PostCreated", 2, b"").is_err());
    assert!(PostEvent::decode("PostDeleted", 1, b"x").is_err());
}
