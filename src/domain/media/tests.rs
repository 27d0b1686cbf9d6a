//! What happens to a file, as given / when / then.

use super::*;
use crate::domain::erasure::Redaction;
use crate::domain::{AccountId, DecodeError, EventPayload, Rule};

const UPLOADER: AccountId = AccountId(uuid::Uuid::from_u128(1));
const OTHER: AccountId = AccountId(uuid::Uuid::from_u128(2));
const NOW: Timestamp = Timestamp::from_milliseconds(1_000_000);
const PICTURE: Picture = Picture { width: 1600, height: 900, is_animated: false };

fn added() -> MediaEvent<'static> {
    MediaEvent::Added(MediaAdded {
        file_name: "harbour.1600x900.jpg",
        name: "Harbour.JPG",
        content_type: "image/jpeg",
        length_bytes: 4,
        picture: Some(PICTURE),
    })
}

fn described(alt: &'static str) -> MediaEvent<'static> {
    MediaEvent::Described(MediaDescribed { name: "Harbour.JPG", alt })
}

fn after(events: &[MediaEvent<'_>]) -> Media {
    let mut media = Media::default();
    for (stream_version, event) in (1..).zip(events) {
        media.evolve(event, &Recorded { stream_version, at: NOW, actor: Actor::Account(UPLOADER) });
    }
    media
}

fn decide<'c>(
    events: &[MediaEvent<'_>],
    who: &Principal,
    command: &'c MediaCommand,
) -> Result<Vec<MediaEvent<'c>>, DomainError> {
    after(events).decide(command, &Context { at: NOW, principal: who, stream_id: &stream_id("00") })
}

fn add(alt: &str) -> MediaCommand {
    MediaCommand::AddMedia(NewMedia {
        file_name: "harbour.1600x900.jpg".into(),
        name: "Harbour.JPG".into(),
        alt: alt.into(),
        content_type: "image/jpeg".into(),
        picture: Some(PICTURE),
        bytes: vec![0; 4],
    })
}

fn describe(name: &str, alt: &str) -> MediaCommand {
    MediaCommand::DescribeMedia { name: name.into(), alt: alt.into() }
}

#[test]
fn a_file_is_added_described_deleted_and_brought_back() {
    let who = Principal::account(UPLOADER, Role::Contributor);
    let cases = [
        (vec![], add(""), Ok(vec![added()])),
        (vec![], add("Boats"), Ok(vec![added(), described("Boats")])),
        (vec![added()], add("Boats"), Ok(vec![])),
        (vec![added(), MediaEvent::Deleted], add(""), Ok(vec![MediaEvent::Restored])),
        (vec![added()], describe("Harbour.JPG", "Boats"), Ok(vec![described("Boats")])),
        (vec![added(), described("Boats")], describe("Harbour.JPG", "Boats"), Ok(vec![])),
        (vec![added()], describe(" ", "a\0"), {
            let mut violations = Violations::one("name", Rule::Required);
            violations.add("alt", Rule::ControlCharacter);
            Err(violations.into())
        }),
        (vec![], describe("a", ""), Err(DomainError::NotFound)),
        (vec![added(), MediaEvent::Deleted], describe("a", ""), Err(DomainError::Gone)),
        (vec![added()], MediaCommand::DeleteMedia, Ok(vec![MediaEvent::Deleted])),
        (vec![added(), MediaEvent::Deleted], MediaCommand::DeleteMedia, Err(DomainError::Gone)),
        (vec![added(), MediaEvent::Deleted], MediaCommand::RestoreMedia, Ok(vec![MediaEvent::Restored])),
        (vec![added()], MediaCommand::RestoreMedia, Ok(vec![])),
        (vec![], MediaCommand::DeleteMedia, Err(DomainError::NotFound)),
    ];
    for (events, command, expected) in &cases {
        assert_eq!(&decide(events, &who, command), expected, "{events:?} {command:?}");
    }
}

#[test]
fn the_size_of_a_picture_is_found_once() {
    let unknown = MediaEvent::Added(MediaAdded {
        file_name: "a.png",
        name: "a.png",
        content_type: "image/png",
        length_bytes: 4,
        picture: None,
    });
    let measured = MediaEvent::Measured(MediaMeasured { file_name: "a.1600x900.png", picture: PICTURE });
    let command = MediaCommand::MeasureMedia { file_name: "a.1600x900.png".into(), picture: PICTURE };
    let purged = [unknown.clone(), MediaEvent::Purged];
    let cases = [
        (vec![unknown.clone()], Ok(vec![measured.clone()])),
        (vec![unknown.clone(), measured.clone()], Ok(vec![])),
        (vec![added()], Ok(vec![])),
        (purged.to_vec(), Err(DomainError::Gone)),
        (vec![], Err(DomainError::NotFound)),
    ];
    for (events, expected) in cases {
        assert_eq!(decide(&events, &Principal::SYSTEM, &command), expected, "{events:?}");
    }
    let uploader = Principal::account(UPLOADER, Role::Editor);
    assert_eq!(decide(std::slice::from_ref(&unknown), &uploader, &command), Err(DomainError::Forbidden));
    let media = after(&[unknown, measured]);
    assert_eq!(
        (media.file_name.as_str(), media.name.as_str(), media.picture),
        ("a.1600x900.png", "a.png", Some(PICTURE))
    );
}

#[test]
fn what_is_purged_can_only_be_added_again() {
    let admin = Principal::OPERATOR;
    let purged = [added(), described("Boats"), MediaEvent::Deleted, MediaEvent::Purged];
    let cases = [
        (&purged[..1], MediaCommand::PurgeMedia, Err(DomainError::Forbidden)),
        (&purged[..3], MediaCommand::PurgeMedia, Ok(vec![MediaEvent::Purged])),
        (&purged[..1], MediaCommand::EraseMedia, Ok(vec![MediaEvent::Purged])),
        (&purged[..3], MediaCommand::EraseMedia, Ok(vec![MediaEvent::Purged])),
        (&purged[..], MediaCommand::PurgeMedia, Err(DomainError::Gone)),
        (&purged[..], MediaCommand::EraseMedia, Err(DomainError::Gone)),
        (&purged[..], MediaCommand::RestoreMedia, Err(DomainError::Gone)),
        (&purged[..], MediaCommand::DeleteMedia, Err(DomainError::Gone)),
        (&purged[..], describe("a", "b"), Err(DomainError::Gone)),
        (&purged[..], add(""), Ok(vec![added()])),
    ];
    for (events, command, expected) in &cases {
        assert_eq!(&decide(events, &admin, command), expected, "{events:?} {command:?}");
    }
    let editor = Principal::account(UPLOADER, Role::Editor);
    for command in [MediaCommand::PurgeMedia, MediaCommand::EraseMedia] {
        assert_eq!(decide(&purged[..3], &editor, &command), Err(DomainError::Forbidden));
    }
    let state = after(&purged);
    assert_eq!((state.name.as_str(), state.alt.as_str(), state.file_name.as_str()), ("", "", ""));
    assert_eq!(after(&[&purged[..], &[added()]].concat()), Media { version: 5, ..after(&purged[..1]) });
}

#[test]
fn what_a_file_was_called_and_showed_is_redacted() {
    let redact = |kind, schema_version, payload: &[u8]| redact(kind, schema_version, payload, &Redaction::Text);
    let first = b"\x05a.png\x09image/png\x04";
    let cases = [
        ("MediaAdded", 1, first.to_vec()),
        ("MediaAdded", 2, added().encode(Vec::new()).unwrap()),
        ("MediaDescribed", 1, described("Boats").encode(Vec::new()).unwrap()),
        ("MediaMeasured", 1, b"\x08boat.png\x01\x01\x00".to_vec()),
    ];
    for (kind, schema_version, payload) in cases {
        let redacted = redact(kind, schema_version, &payload).unwrap().unwrap();
        for text in ["a.png", "harbour", "Harbour", "Boats", "boat"] {
            assert!(!redacted.windows(text.len()).any(|window| window == text.as_bytes()), "{kind}: {text}");
        }
        MediaEvent::decode(kind, schema_version, &redacted).unwrap();
        assert_eq!(redact(kind, schema_version, &redacted), Ok(None), "{kind}");
    }
    assert_eq!(redact("MediaDeleted", 1, b""), Ok(None));
    assert!(redact("MediaAdded", 9, b"").is_err());
}

#[test]
fn whoever_added_a_file_may_change_it_and_so_may_editors() {
    for (who, expected) in [
        (Principal::account(UPLOADER, Role::Contributor), true),
        (Principal::account(OTHER, Role::Author), false),
        (Principal::account(OTHER, Role::Editor), true),
        (Principal::SYSTEM, true),
    ] {
        for command in [describe("a", "b"), MediaCommand::DeleteMedia] {
            let decided = decide(&[added()], &who, &command);
            assert_eq!(decided.is_ok(), expected, "{who:?} {command:?}");
            assert!(expected || decided == Err(DomainError::Forbidden));
        }
    }
}

#[test]
fn events_of_every_version_are_read() {
    let first = b"\x05a.png\x09image/png\x04";
    let expected =
        MediaAdded { file_name: "a.png", name: "a.png", content_type: "image/png", length_bytes: 4, picture: None };
    assert_eq!(MediaEvent::decode("MediaAdded", 1, first), Ok(MediaEvent::Added(expected)));
    let golden: [(MediaEvent<'_>, u32, &[u8]); 6] = [
        (added(), 2, b"\x14harbour.1600x900.jpg\x0bHarbour.JPG\x0aimage/jpeg\x04\x01\xc0\x0c\x84\x07\x00"),
        (described("Boats"), 1, b"\x0bHarbour.JPG\x05Boats"),
        (MediaEvent::Deleted, 1, b""),
        (MediaEvent::Restored, 1, b""),
        (MediaEvent::Purged, 1, b""),
        (
            MediaEvent::Measured(MediaMeasured { file_name: "a.1600x900.png", picture: PICTURE }),
            1,
            b"\x0ea.1600x900.png\xc0\x0c\x84\x07\x00",
        ),
    ];
    for (event, schema_version, bytes) in golden {
        assert_eq!(event.encode(Vec::new()).unwrap(), bytes, "{event:?}");
        assert_eq!(event.schema_version(), schema_version);
        assert_eq!(MediaEvent::decode(event.kind(), schema_version, bytes), Ok(event));
    }
    assert!(matches!(MediaEvent::decode("MediaAdded", 3, b""), Err(DecodeError::Unknown { .. })));
}

#[test]
fn the_end_of_an_address_is_safe_and_says_the_size() {
    let cases = [
        ("Harbour at dawn.JPEG", Some(PICTURE), "jpg", "harbour-at-dawn.1600x900.jpg"),
        ("../../etc/passwd", Some(PICTURE), "png", "passwd.1600x900.png"),
        ("C:\\x\\y.html", Some(PICTURE), "png", "y.1600x900.png"),
        ("\u{0}<b>\r\n", None, "svg", "b.svg"),
        ("été.gif", Some(Picture { is_animated: true, ..PICTURE }), "gif", "ete.1600x900.animated.gif"),
        ("..", None, "svg", "file.svg"),
    ];
    for (name, picture, extension, expected) in cases {
        assert_eq!(file_name(name, picture, extension), expected, "{name:?}");
    }
    assert!(file_name(&"x".repeat(1000), Some(PICTURE), "jpg").len() < 120);
}

#[test]
fn an_address_tells_what_a_page_needs_to_know() {
    let hash = "0123456789abcdef".repeat(4);
    let srcset = |file_name: &str| {
        let path = path(&hash, file_name);
        let address = PictureAddress::parse(&path)?;
        let Picture { width, height, .. } = address.picture;
        Some((width, height, address.srcset().map(|srcset| srcset.replace(&hash, "H"))))
    };
    let both = "/media/H/480/a.webp 480w, /media/H/a.700x350.png 700w".to_owned();
    let all =
        "/media/H/480/a.webp 480w, /media/H/960/a.webp 960w, /media/H/1440/a.webp 1440w, /media/H/2160/a.webp 2160w";
    let cases = [
        ("a.700x350.png", Some((700, 350, Some(both)))),
        ("a.4000x3000.jpg", Some((4000, 3000, Some(all.to_owned())))),
        ("a.480x300.webp", Some((480, 300, None))),
        ("a.700x350.gif", Some((700, 350, None))),
        ("a.700x350.animated.webp", Some((700, 350, None))),
        ("a.700x350.svg", Some((700, 350, None))),
        ("a.png", None),
        ("a.0x350.png", None),
        ("a.07x350.png", None),
        ("a.123456x1.png", None),
        ("a.+7x350.png", None),
        ("a\".700x350.png", None),
        ("b/a.700x350.png", None),
    ];
    for (file_name, expected) in cases {
        assert_eq!(srcset(file_name), expected, "{file_name}");
    }
    assert_eq!(PictureAddress::parse("/media/00/a.700x350.png"), None);
    assert_eq!(PictureAddress::parse("https://example.org/a.700x350.png"), None);
    let own = path(&hash, &file_name("a.b.png", Some(PICTURE), "png"));
    assert_eq!(PictureAddress::parse(&own).map(|address| address.picture), Some(PICTURE));
}

#[test]
fn markdown_keeps_its_meaning() {
    let media =
        MediaView { path: "/media/00/a.svg".into(), alt: "A [boat](x) \\ *now*".into(), ..MediaView::default() };
    assert_eq!(media.markdown(), r"![A \[boat\](x) \\ \*now\*](/media/00/a.svg)");
}
