//! What other sites say of posts.

use super::*;

const SOURCE: &str = "https://other.example/reply";

fn found(text: &str) -> Found {
    Found {
        kind: MentionKind::Reply,
        title: "About fog".into(),
        name: "Ben".into(),
        website: "https://other.example".into(),
        text: text.into(),
    }
}

fn receive(text: &str, verdict: Verdict) -> CommentCommand {
    CommentCommand::ReceiveMention { place: place(), draft: MentionDraft::new(SOURCE, &found(text)), verdict }
}

fn received(text: &str, verdict: Verdict) -> CommentEvent<'_> {
    CommentEvent::Mentioned(MentionReceived {
        post_id: PostId::default(),
        created_by: Actor::Account(WRITER),
        commenter: CommenterOf { name: "Ben", email: None, website: Some("https://other.example") },
        text,
        mention: MentionOf { source: SOURCE, kind: MentionKind::Reply, title: "About fog" },
        standing: verdict.standing,
        hold: verdict.hold,
    })
}

const SHOWN: Verdict = Verdict { standing: Standing::Approved, hold: None };

#[test]
fn a_mention_is_told_again_changes_and_vanishes() {
    let command = receive("Indeed.", WAITS);
    assert_eq!(given(&[]).when_asked_by(&Principal::SYSTEM, &command), Ok(vec![received("Indeed.", WAITS)]));
    let told = given(&[received("Indeed.", WAITS)]);
    assert_eq!((told.status(), told.written_by, told.edited_at), (CommentStatus::Waiting, Actor::Anonymous, None));
    assert_eq!(told.when_asked_by(&Principal::SYSTEM, &command), Ok(Vec::new()), "told twice is told once");
    let changed = receive("On second thoughts.", WAITS);
    let events = told.when_asked_by(&Principal::SYSTEM, &changed).unwrap();
    let changed = given(&[received("Indeed.", SHOWN), events[0].clone()]);
    assert_eq!((changed.text.as_str(), changed.status()), ("On second thoughts.", CommentStatus::Waiting));
    assert!(changed.edited_at.is_some());

    let remove = CommentCommand::RemoveMention;
    assert_eq!(told.when_asked_by(&Principal::SYSTEM, &remove), Ok(vec![CommentEvent::Withdrawn]));
    assert_eq!(given(&[]).when_asked_by(&Principal::SYSTEM, &remove), Ok(Vec::new()));
    let gone = given(&[received("Indeed.", SHOWN), CommentEvent::Withdrawn]);
    assert_eq!((gone.status(), &gone.mention), (CommentStatus::Withdrawn, &None));
    let back = gone.when_asked_by(&Principal::SYSTEM, &command).unwrap();
    assert_eq!(back, vec![received("Indeed.", WAITS)], "it may come back");
}

#[test]
fn only_the_program_says_what_a_page_says() {
    for who in [Principal::ANONYMOUS, editor(), Principal::OPERATOR] {
        for command in [receive("Indeed.", SHOWN), CommentCommand::RemoveMention] {
            assert_eq!(given(&[]).when_asked_by(&who, &command), Err(DomainError::Forbidden));
        }
    }
    let told = given(&[received("Indeed.", SHOWN)]);
    let edit = CommentCommand::EditComment { secret_hash: None, draft: draft("Mine"), verdict: SHOWN };
    assert_eq!(told.when(&edit), Err(DomainError::NotFound), "nobody here wrote it");
}

#[test]
fn whoever_was_found_out_stays_so_until_it_is_erased() {
    let told = || received("Indeed.", WAITS);
    let again = receive("Buy this.", SHOWN);
    let spam = given(&[told(), CommentEvent::MarkedAsSpam]);
    let events = spam.when_asked_by(&Principal::SYSTEM, &again).unwrap();
    assert_eq!(given(&[told(), CommentEvent::MarkedAsSpam, events[0].clone()]).status(), CommentStatus::Spam);
    let trashed = given(&[told(), CommentEvent::Trashed, received("Buy this.", SHOWN)]);
    assert_eq!(trashed.status(), CommentStatus::Trash);
    let purged = given(&[told(), CommentEvent::MarkedAsSpam, CommentEvent::Trashed, CommentEvent::Purged]);
    assert_eq!(purged.status(), CommentStatus::Withdrawn);
    let anew = receive("Indeed.", WAITS);
    let events = purged.when_asked_by(&Principal::SYSTEM, &anew).unwrap();
    assert_eq!(events, vec![told()]);
    let mut begun_anew = purged;
    begun_anew.evolve(&events[0], &Recorded { stream_version: 5, at: NOW, actor: Actor::System });
    assert_eq!((begun_anew.status(), begun_anew.is_purged), (CommentStatus::Waiting, false));
}

#[test]
fn a_page_that_likes_a_post_need_not_have_a_word() {
    let like = CommentEvent::Mentioned(MentionReceived {
        post_id: PostId::default(),
        created_by: Actor::Account(WRITER),
        commenter: CommenterOf::default(),
        text: "",
        mention: MentionOf { source: SOURCE, kind: MentionKind::Like, title: "" },
        standing: Standing::Approved,
        hold: None,
    });
    assert_eq!(given(&[like]).status(), CommentStatus::Approved);
}

#[test]
fn a_mention_is_held_by_words_in_any_part_of_it() {
    let site = |mentions, words: &str| Discussion { mentions, held_words: words.into(), ..Discussion::default() };
    let draft = MentionDraft::new(SOURCE, &found("Indeed."));
    for words in ["indeed", "ben", "about fog", "other.example"] {
        assert_eq!(site(DiscussionPolicy::Open, words).judge_mention(&draft).hold, Some(Hold::Word), "{words}");
    }
    assert_eq!(site(DiscussionPolicy::Open, "casino").judge_mention(&draft), SHOWN);
    assert_eq!(site(DiscussionPolicy::Moderated, "casino").judge_mention(&draft), WAITS);
}

#[test]
fn its_bytes_are_read_for_ever_and_erased() {
    let zeros = "\\x00".repeat(15);
    let event = received("Fog!", WAITS);
    let bytes = event.encode(Vec::new()).unwrap();
    let expected = format!(
        "\\x10\\x00{zeros}\\x02\\x10{zeros}\\x01\\x03Ben\\x00\\x01\\x15https://other.example\\x04Fog!\
         \\x1bhttps://other.example/reply\\x01\\tAbout fog\\x00\\x01\\x00"
    );
    assert_eq!(bytes.escape_ascii().to_string(), expected);
    assert_eq!(CommentEvent::decode("MentionReceived", 1, &bytes).as_ref(), Ok(&event));
    let redacted = redact("MentionReceived", 1, &bytes, &Redaction::Text).unwrap().unwrap();
    for text in ["Ben", "example", "Fog", "fog"] {
        assert!(!redacted.windows(text.len()).any(|window| window == text.as_bytes()), "{text}");
    }
    assert_eq!(redact("MentionReceived", 1, &redacted, &Redaction::Text), Ok(None));
    let erased = CommentEvent::decode("MentionReceived", 1, &redacted).unwrap();
    assert_eq!(given(&[erased]).status(), CommentStatus::Withdrawn);
    let person = Redaction::Person { handle: "ben".into(), name: "Ben".into(), pseudonym: "erased-1".into() };
    let renamed = redact("MentionReceived", 1, &bytes, &person).unwrap().unwrap();
    assert!(renamed.windows(8).any(|window| window == b"erased-1"));
}
