//! What comments do, as given / when / then.

mod mentions;

use super::*;
use crate::domain::erasure::Redaction;
use crate::domain::post::{Post, PostCreated, PostEvent, PostKind};
use crate::domain::{AccountId, CommentId, EventPayload, Principal, Rule, Violations};

const WRITER: AccountId = AccountId(uuid::Uuid::from_u128(1));
const OTHER: AccountId = AccountId(uuid::Uuid::from_u128(2));
const NOW: Timestamp = Timestamp::from_milliseconds(1_000_000);
const DAY_MILLISECONDS: i64 = 24 * 60 * 60 * 1_000;
const WAITS: Verdict = Verdict { standing: Standing::Waiting, hold: Some(Hold::Moderation) };
const MODERATION: [CommentCommand; 5] = [
    CommentCommand::ApproveComment,
    CommentCommand::HoldComment,
    CommentCommand::MarkCommentAsSpam,
    CommentCommand::TrashComment,
    CommentCommand::RestoreComment,
];

/// A comment after some events, the first by a reader.
fn given(events: &[CommentEvent<'_>]) -> Comment {
    let mut comment = Comment::default();
    for (stream_version, event) in (1..).zip(events) {
        comment.evolve(event, &Recorded { stream_version, at: NOW, actor: Actor::Anonymous });
    }
    comment
}

impl Comment {
    fn when<'c>(&self, command: &'c CommentCommand) -> Result<Vec<CommentEvent<'c>>, DomainError> {
        self.when_asked_by(&Principal::ANONYMOUS, command)
    }

    fn when_asked_by<'c>(
        &self,
        principal: &Principal,
        command: &'c CommentCommand,
    ) -> Result<Vec<CommentEvent<'c>>, DomainError> {
        self.decide(command, &Context { at: NOW, principal, stream_id: &CommentId::default().stream_id() })
    }
}

fn editor() -> Principal {
    Principal::account(OTHER, Role::Editor)
}

fn place() -> CommentPlace {
    CommentPlace { post_id: PostId::default(), created_by: Actor::Account(WRITER), in_reply_to: None }
}

fn input(text: &str) -> CommentInput {
    CommentInput {
        name: " Ann  Lee ".into(),
        email: "ann@example.org".into(),
        website: "example.org".into(),
        text: text.into(),
    }
}

fn draft(text: &str) -> CommentDraft {
    input(text).validate().unwrap()
}

const ANN: CommenterOf<'_> =
    CommenterOf { name: "Ann Lee", email: Some("ann@example.org"), website: Some("https://example.org") };

fn submitted() -> CommentEvent<'static> {
    CommentEvent::Submitted(CommentSubmitted {
        post_id: PostId::default(),
        created_by: Actor::Account(WRITER),
        in_reply_to: None,
        commenter: ANN,
        text: "Fog!",
        standing: Standing::Waiting,
        hold: Some(Hold::Moderation),
        secret_hash: Some("hash"),
    })
}

fn edit(text: &str, secret_hash: &str) -> CommentCommand {
    CommentCommand::EditComment { secret_hash: Some(secret_hash.into()), draft: draft(text), verdict: WAITS }
}

#[test]
fn a_comment_is_submitted_once() {
    let submit = CommentCommand::SubmitComment {
        place: place(),
        draft: draft(" Fog!\r\n"),
        verdict: WAITS,
        secret_hash: Some("hash".into()),
    };
    assert_eq!(given(&[]).when(&submit), Ok(vec![submitted()]));
    assert_eq!(given(&[submitted()]).when(&submit), Err(DomainError::Conflict { current_version: 1 }));
    let comment = given(&[submitted()]);
    assert_eq!((comment.status(), comment.written_by), (CommentStatus::Waiting, Actor::Anonymous));
    assert!(comment.shown().is_none());
}

#[test]
fn an_imported_comment_keeps_its_date_and_is_brought_once() {
    let then = Timestamp::from_milliseconds(5_000);
    let import = CommentCommand::ImportComment {
        place: place(),
        draft: draft("Fog!"),
        standing: Standing::Approved,
        written_at: then,
        record: Box::default(),
    };
    assert_eq!(given(&[]).when(&import), Err(DomainError::Forbidden));
    let imported = given(&[]).when_asked_by(&Principal::OPERATOR, &import).unwrap();
    let comment = given(&imported);
    assert_eq!((comment.status(), comment.written_at), (CommentStatus::Approved, then));
    assert_eq!(comment.written_by, Actor::Anonymous, "whoever imports it did not write it");
    assert_eq!(comment.when_asked_by(&Principal::OPERATOR, &import), Ok(vec![]));
    let trashed = given(&[imported[0].clone(), CommentEvent::Trashed]);
    assert_eq!(trashed.when_asked_by(&Principal::OPERATOR, &import), Ok(vec![]), "what somebody decided stays");
}

#[test]
fn a_comment_of_a_blog_like_this_one_is_what_it_was() {
    let record = CommentRecord {
        edited_at: Some(Timestamp::from_milliseconds(6_000)),
        hold: Some(Hold::Word),
        secret_hash: Some("hash".into()),
        is_trashed: true,
        mention: None,
    };
    let import = |draft: CommentDraft, record: CommentRecord| CommentCommand::ImportComment {
        place: place(),
        draft,
        standing: Standing::Spam,
        written_at: Timestamp::from_milliseconds(5_000),
        record: Box::new(record),
    };
    let command = import(draft("Fog!"), record.clone());
    let comment = given(&given(&[]).when_asked_by(&Principal::OPERATOR, &command).unwrap());
    assert_eq!(
        (comment.edited_at, comment.hold, &comment.secret_hash),
        (record.edited_at, record.hold, &record.secret_hash)
    );
    assert_eq!((comment.status(), comment.standing), (CommentStatus::Trash, Standing::Spam));
    // Whoever wrote it has the secret still.
    let carried = CommentCarriedOver { secret_hash: Some("hash"), ..CommentCarriedOver::default() };
    let shown = given(&[CommentEvent::CarriedOver(carried)]);
    assert_eq!(shown.secret_hash.as_deref(), Some("hash"));
    let withdrawn = import(CommentDraft::withdrawn(), CommentRecord::default());
    let events = given(&[]).when_asked_by(&Principal::OPERATOR, &withdrawn).unwrap();
    assert_eq!((events.len(), given(&events).status()), (1, CommentStatus::Withdrawn));
}

#[test]
fn whoever_has_the_secret_changes_it_and_takes_it_away() {
    let approved = given(&[submitted(), CommentEvent::Approved]);
    let withdraw = |secret: Option<&str>| CommentCommand::WithdrawComment { secret_hash: secret.map(str::to_owned) };
    for command in [edit("Mist!", "other"), withdraw(Some("other")), withdraw(None)] {
        assert_eq!(approved.when(&command), Err(DomainError::NotFound), "{command:?}");
        assert_eq!(approved.when_asked_by(&editor(), &command), Err(DomainError::NotFound), "nobody speaks for others");
    }
    let edited = CommentEvent::Edited(CommentEdited {
        commenter: ANN,
        text: "Mist!",
        standing: Standing::Waiting,
        hold: Some(Hold::Moderation),
    });
    assert_eq!(approved.when(&edit("Mist!", "hash")), Ok(vec![edited.clone()]));
    assert_eq!(approved.when(&edit("Fog!", "hash")), Ok(vec![]), "nothing changes");
    let after = given(&[submitted(), CommentEvent::Approved, edited]);
    assert_eq!((after.status(), after.edited_at), (CommentStatus::Waiting, Some(NOW)));
    assert_eq!(approved.when(&withdraw(Some("hash"))), Ok(vec![CommentEvent::Withdrawn]));
    let withdrawn = given(&[submitted(), CommentEvent::Withdrawn]);
    assert_eq!((withdrawn.status(), withdrawn.text.as_str()), (CommentStatus::Withdrawn, ""));
    assert_eq!(withdrawn.commenter, Commenter::default());
    assert_eq!(withdrawn.when(&edit("Mist!", "hash")), Err(DomainError::Gone));
    assert_eq!(withdrawn.when_asked_by(&editor(), &CommentCommand::ApproveComment), Err(DomainError::Gone));
}

#[test]
fn whoever_is_signed_in_changes_their_own() {
    let mut own = given(&[]);
    let CommentEvent::Submitted(first) = submitted() else { return };
    let event = CommentEvent::Submitted(CommentSubmitted { secret_hash: None, ..first });
    own.evolve(&event, &Recorded { stream_version: 1, at: NOW, actor: Actor::Account(OTHER) });
    let withdraw = CommentCommand::WithdrawComment { secret_hash: None };
    assert_eq!(own.when_asked_by(&editor(), &withdraw), Ok(vec![CommentEvent::Withdrawn]));
    assert_eq!(own.when(&withdraw), Err(DomainError::NotFound));
    let secretless = given(&[event]);
    assert_eq!(secretless.when(&withdraw), Err(DomainError::NotFound), "nobody is not everybody");
}

#[test]
fn an_edit_does_not_wash_spam() {
    let spam = given(&[submitted(), CommentEvent::MarkedAsSpam]);
    let command = edit("Mist!", "hash");
    let events = spam.when(&command).unwrap();
    assert!(matches!(events[..], [CommentEvent::Edited(CommentEdited { standing: Standing::Spam, .. })]));
}

#[test]
fn a_comment_goes_from_everywhere_to_everywhere() {
    use CommentEvent::{Approved, Held, MarkedAsSpam, Restored, Trashed};
    let cases = [
        (vec![], [Some(Approved), None, Some(MarkedAsSpam), Some(Trashed), None]),
        (vec![Approved], [None, Some(Held), Some(MarkedAsSpam), Some(Trashed), None]),
        (vec![MarkedAsSpam], [Some(Approved), Some(Held), None, Some(Trashed), None]),
        (vec![Approved, Trashed], [Some(Approved), Some(Held), Some(MarkedAsSpam), None, Some(Restored)]),
    ];
    for (events, expected) in cases {
        let comment = given(&[vec![submitted()], events.clone()].concat());
        for (command, event) in MODERATION.iter().zip(expected) {
            let decided = comment.when_asked_by(&editor(), command);
            assert_eq!(decided, Ok(event.into_iter().collect()), "{events:?} {command:?}");
        }
    }
    assert_eq!(given(&[submitted(), Approved, Trashed, Restored]).status(), CommentStatus::Approved);
}

#[test]
fn whoever_may_publish_a_post_decides_on_its_comments() {
    let (waiting, approved) = (given(&[submitted()]), given(&[submitted(), CommentEvent::Approved]));
    for (id, role, is_allowed) in [
        (WRITER, Role::Contributor, false),
        (WRITER, Role::Author, true),
        (OTHER, Role::Author, false),
        (OTHER, Role::Editor, true),
        (OTHER, Role::Admin, true),
    ] {
        let who = Principal::account(id, role);
        for command in &MODERATION {
            let (unseen, seen) = (waiting.when_asked_by(&who, command), approved.when_asked_by(&who, command));
            if is_allowed {
                assert!(unseen.is_ok() && seen.is_ok(), "{role} {command:?}");
            } else {
                let refused = (unseen.unwrap_err(), seen.unwrap_err());
                assert_eq!(refused, (DomainError::NotFound, DomainError::Forbidden), "{role} {command:?}");
            }
        }
        let purged = approved.when_asked_by(&who, &CommentCommand::PurgeComment);
        assert_eq!(purged.is_ok(), role == Role::Admin, "{role}");
    }
    assert_eq!(waiting.when(&MODERATION[0]), Err(DomainError::NotFound));
    let missing = given(&[]).when_asked_by(&Principal::OPERATOR, &MODERATION[0]);
    assert_eq!(missing, Err(DomainError::NotFound));
}

#[test]
fn a_verdict_follows_from_the_site_and_from_what_is_strange() {
    let site = |policy, words: &str| Discussion { policy, held_words: words.into(), ..Discussion::default() };
    let (moderated, open) = (site(DiscussionPolicy::Moderated, "Casino\n"), site(DiscussionPolicy::Open, "casino"));
    let plain = Signals::default();
    let moderator = Signals { is_by_moderator: true, ..plain };
    let cases = [
        (&moderated, "Fog!", plain, Standing::Waiting, Some(Hold::Moderation)),
        (&moderated, "Fog!", moderator, Standing::Approved, None),
        (&open, "Fog!", plain, Standing::Approved, None),
        (&open, "A CÁSINO.", plain, Standing::Waiting, Some(Hold::Word)),
        (&open, "Casinos, occasionally", plain, Standing::Approved, None),
        (&open, "https://www.casino.example/", plain, Standing::Waiting, Some(Hold::Word)),
        (&open, "Links", Signals { links: 2, ..plain }, Standing::Approved, None),
        (&open, "Links", Signals { links: 3, ..plain }, Standing::Waiting, Some(Hold::Links)),
        (&open, "Fog!", Signals { fell_for_honeypot: true, ..moderator }, Standing::Spam, Some(Hold::Honeypot)),
    ];
    for (discussion, text, signals, standing, hold) in cases {
        assert_eq!(discussion.judge(&draft(text), signals), Verdict { standing, hold }, "{text}");
    }
    let by_name = site(DiscussionPolicy::Open, "ann lee").judge(&draft("Fog!"), plain);
    assert_eq!(by_name.hold, Some(Hold::Word), "names are looked at, too");
    assert!(site(DiscussionPolicy::Open, &"x".repeat(20_001)).check().is_err());
    assert!(Discussion { close_after_days: 36_501, ..moderated }.check().is_err());
}

#[test]
fn posts_are_closed_with_the_site_by_somebody_or_by_their_age() {
    let post = |kind: PostKind, is_live: bool, is_closed: bool| {
        let mut created = PostCreated::default();
        created.content.kind = Some(kind);
        let events = [
            Some(PostEvent::Created(created)),
            is_live.then_some(PostEvent::Published { published_at: NOW }),
            is_closed.then_some(PostEvent::CommentsClosed),
        ];
        let mut post = Post::default();
        for (stream_version, event) in (1..).zip(events.iter().flatten()) {
            post.evolve(event, &Recorded { stream_version, at: NOW, actor: Actor::Operator });
        }
        post
    };
    let day = |days: i64| Timestamp::from_milliseconds(NOW.as_milliseconds() + days * DAY_MILLISECONDS);
    let (open, moderated) = (DiscussionPolicy::Open, DiscussionPolicy::Moderated);
    let cases = [
        (post(PostKind::Post, true, false), open, 0, 10_000, Ok(None)),
        (post(PostKind::Post, true, false), moderated, 14, 13, Ok(None)),
        (post(PostKind::Post, true, false), moderated, 14, 14, Ok(Some(Closure::Age))),
        (post(PostKind::Post, true, true), open, 0, 0, Ok(Some(Closure::Post))),
        (post(PostKind::Page, true, false), open, 0, 0, Ok(Some(Closure::Post))),
        (post(PostKind::Post, true, false), DiscussionPolicy::Off, 0, 0, Ok(Some(Closure::Site))),
        (post(PostKind::Post, false, false), open, 0, 0, Err(DomainError::NotFound)),
    ];
    for (post, policy, days, day_after, expected) in cases {
        assert_eq!(post.comments_closure(policy, days, day(day_after)), expected, "{policy:?} {days} {day_after}");
    }
}

#[test]
fn every_field_is_refused_at_once() {
    let bad = CommentInput {
        name: "x".repeat(81),
        email: "nobody".into(),
        website: "javascript:alert(1)".into(),
        text: " ".into(),
    };
    let mut violations = Violations::one("name", Rule::TooLong { chars_max: 80 });
    violations.add("email", Rule::NotAnEmail);
    violations.add("website", Rule::NotAnAddress);
    violations.add("text", Rule::Required);
    assert_eq!(bad.validate(), Err(violations));
    let long = CommentInput { text: "x".repeat(5_001), ..input("") }.validate().unwrap_err();
    assert_eq!(long.of("text"), Some(&Rule::TooLong { chars_max: 5_000 }));
    let strange = CommentInput { text: "a\0b".into(), ..input("") };
    assert_eq!(strange.validate().unwrap_err().of("text"), Some(&Rule::ControlCharacter));
    let lenient = CommentInput { text: " a\0b ".into(), ..bad }.validate_imported().unwrap();
    let commenter = lenient.commenter();
    assert_eq!((commenter.name.len(), &commenter.email, &commenter.website), (80, &None, &None));
    assert_eq!(lenient.text(), "ab");
}

#[test]
fn the_bytes_of_version_1_are_read_for_ever() {
    let zeros = "\\x00".repeat(15);
    let account = format!("\\x02\\x10{zeros}\\x01");
    let id = format!("\\x10\\x00{zeros}");
    let ann = "\\x07Ann Lee\\x01\\x0fann@example.org\\x01\\x13https://example.org";
    let bytes = submitted().encode(Vec::new()).unwrap();
    let expected = format!("{id}{account}\\x00{ann}\\x04Fog!\\x00\\x01\\x00\\x01\\x04hash");
    assert_eq!(bytes.escape_ascii().to_string(), expected);
    assert_eq!(CommentEvent::decode("CommentSubmitted", 1, &bytes), Ok(submitted()));
    let reply = ReplyTo { parent: CommentId::default(), thread: CommentId::default(), depth: 1 };
    let imported = CommentEvent::Imported(CommentImported {
        post_id: PostId::default(),
        created_by: Actor::Operator,
        in_reply_to: Some(reply),
        commenter: CommenterOf { name: "Ann", email: None, website: None },
        text: "Fog!",
        standing: Standing::Approved,
        written_at: Timestamp::from_milliseconds(5),
    });
    let bytes = imported.encode(Vec::new()).unwrap();
    let expected = format!("{id}\\x01\\x01{id}{id}\\x01\\x03Ann\\x00\\x00\\x04Fog!\\x01\\n");
    assert_eq!(bytes.escape_ascii().to_string(), expected);
    assert_eq!(CommentEvent::decode("CommentImported", 1, &bytes), Ok(imported));
    let edited = CommentEvent::Edited(CommentEdited {
        commenter: ANN,
        text: "Mist!",
        standing: Standing::Spam,
        hold: Some(Hold::Honeypot),
    });
    let bytes = edited.encode(Vec::new()).unwrap();
    assert_eq!(bytes.escape_ascii().to_string(), format!("{ann}\\x05Mist!\\x02\\x01\\x03"));
    assert_eq!(CommentEvent::decode("CommentEdited", 1, &bytes), Ok(edited));
    let carried = CommentEvent::CarriedOver(CommentCarriedOver {
        edited_at: Some(Timestamp::from_milliseconds(5)),
        hold: Some(Hold::Word),
        secret_hash: Some("5ec4e7"),
        mention: Some(MentionOf { source: "https://a.example/", kind: MentionKind::Like, title: "A" }),
    });
    let bytes = carried.encode(Vec::new()).unwrap();
    let old = "\\x01\\n\\x01\\x01\\x01\\x065ec4e7";
    let expected = format!("{old}\\x01\\x12https://a.example/\\x02\\x01A");
    assert_eq!(bytes.escape_ascii().to_string(), expected);
    assert_eq!(CommentEvent::decode("CommentCarriedOver", 2, &bytes), Ok(carried.clone()));
    let CommentEvent::CarriedOver(carried) = carried else { unreachable!() };
    let before = CommentEvent::CarriedOver(CommentCarriedOver { mention: None, ..carried });
    assert_eq!(CommentEvent::decode("CommentCarriedOver", 1, b"\x01\n\x01\x01\x01\x065ec4e7"), Ok(before));
    for (kind, _) in &CommentEvent::KINDS[5..] {
        let event = CommentEvent::decode(kind, 1, b"").unwrap();
        assert_eq!((event.kind(), event.encode(Vec::new()).unwrap()), (*kind, Vec::new()));
        assert!(CommentEvent::decode(kind, 2, b"").is_err());
    }
}

#[test]
fn words_and_people_are_erased() {
    let edited =
        CommentEvent::Edited(CommentEdited { commenter: ANN, text: "Fog!", standing: Standing::Waiting, hold: None });
    for event in [submitted(), edited] {
        let bytes = event.encode(Vec::new()).unwrap();
        let redacted = redact(event.kind(), 1, &bytes, &Redaction::Text).unwrap().unwrap();
        for text in ["Ann", "example", "Fog", "hash"] {
            assert!(!redacted.windows(text.len()).any(|window| window == text.as_bytes()), "{text}");
        }
        assert_eq!(redact(event.kind(), 1, &redacted, &Redaction::Text), Ok(None));
        let person =
            |name: &str| Redaction::Person { handle: "ann".into(), name: name.into(), pseudonym: "erased-1".into() };
        assert_eq!(redact(event.kind(), 1, &bytes, &person("Ann Smith")), Ok(None), "it is somebody else");
        let redacted = redact(event.kind(), 1, &bytes, &person("Ann Lee")).unwrap().unwrap();
        assert!(redacted.windows(4).any(|window| window == b"Fog!"), "what they said stays");
        assert!(!redacted.windows(3).any(|window| window == b"Ann" || window == b"ann"));
    }
    let mention = Some(MentionOf { source: "https://a.example/", kind: MentionKind::Like, title: "A" });
    let carried = CommentCarriedOver { edited_at: None, hold: Some(Hold::Word), secret_hash: Some("hash"), mention };
    let bytes = CommentEvent::CarriedOver(carried).encode(Vec::new()).unwrap();
    let redacted = redact("CommentCarriedOver", 2, &bytes, &Redaction::Text).unwrap().unwrap();
    for text in ["hash", "example"] {
        assert!(!redacted.windows(text.len()).any(|window| window == text.as_bytes()), "{text}");
    }
    assert_eq!(redact("CommentApproved", 1, b"", &Redaction::Text), Ok(None));
    let mut comment = given(&[]);
    let bytes = redact("CommentSubmitted", 1, &submitted().encode(Vec::new()).unwrap(), &Redaction::Text);
    let bytes = bytes.unwrap().unwrap();
    let erased = CommentEvent::decode("CommentSubmitted", 1, &bytes).unwrap();
    comment.evolve(&erased, &Recorded { stream_version: 1, at: NOW, actor: Actor::Anonymous });
    assert_eq!(comment.status(), CommentStatus::Withdrawn);
}
