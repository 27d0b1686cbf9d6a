//! Names for versions.

use super::*;

fn named(version: u64, name: Option<&str>) -> PostEvent<'_> {
    PostEvent::VersionNamed { version, name }
}

fn name(version: u64, name: Option<&str>) -> PostCommand {
    PostCommand::NameVersion { version, name: name.map(str::to_owned) }
}

#[test]
fn a_version_gets_a_name_another_one_and_none() {
    given(&[created()]).when(&name(1, Some(" Fog "))).then(&[named(1, Some("Fog"))]);
    let events = [created(), named(1, Some("Fog"))];
    given(&events).when(&name(1, Some("Fog"))).then(&[]);
    given(&events).when(&name(1, Some("Haze"))).then_post(|post| post.version_names[&1] == "Haze");
    given(&events).when(&name(1, None)).then(&[named(1, None)]);
    given(&events).when(&name(1, None)).then_post(|post| post.version_names.is_empty());
    given(&events).when(&name(2, None)).then(&[]);
    given(&events).when(&name(2, Some("Fog"))).then(&[named(2, Some("Fog"))]);
}

#[test]
fn only_versions_that_are_there_have_names_and_not_too_many() {
    for version in [0, 2, u64::MAX] {
        given(&[created()]).when(&name(version, Some("Fog"))).then_err(DomainError::NotFound);
    }
    let refused = |rule| DomainError::from(Violations::one("name", rule));
    given(&[created()]).when(&name(1, Some(" "))).then_err(refused(Rule::Required));
    let long = "x".repeat(101);
    given(&[created()]).when(&name(1, Some(&long))).then_err(refused(Rule::TooLong { chars_max: 100 }));
    let events: Vec<_> =
        std::iter::once(created()).chain((1..=200).map(|version| named(version, Some("Fog")))).collect();
    given(&events).when(&name(201, Some("Fog"))).then_err(refused(Rule::TooMany { entries_max: 200 }));
    given(&events).when(&name(200, Some("Haze"))).then(&[named(200, Some("Haze"))]);
}

#[test]
fn whoever_may_write_a_post_names_its_versions() {
    let cases = [
        (AUTHOR, Role::Contributor, Ok(())),
        (AUTHOR, Role::Author, Ok(())),
        (OTHER, Role::Contributor, Err(DomainError::NotFound)),
        (OTHER, Role::Author, Err(DomainError::NotFound)),
        (OTHER, Role::Editor, Ok(())),
        (OTHER, Role::Admin, Ok(())),
    ];
    for (id, role, expected) in cases {
        let outcome = given(&[created()]).by(id, role).when(&name(1, Some("Fog"))).outcome.map(|_| ());
        assert_eq!(outcome, expected, "{role}");
    }
    given(&[created(), PostEvent::Deleted]).when(&name(1, Some("Fog"))).then_err(DomainError::Gone);
}

#[test]
fn a_name_is_in_nobodys_way_who_types() {
    let post = given(&[created(), named(1, Some("Fog"))]).post;
    assert!(post.is_up_to_date(1) && post.is_up_to_date(2) && !post.is_up_to_date(0));
}

#[test]
fn the_bytes_of_a_name_are_read_for_ever_and_erased_with_the_post() {
    let cases: [(PostEvent<'_>, &[u8]); 2] = [(named(3, Some("Fog")), b"\x03\x01\x03Fog"), (named(3, None), b"\x03\0")];
    for (event, bytes) in cases {
        assert_eq!(event.encode(Vec::new()).unwrap(), bytes);
        assert_eq!(PostEvent::decode("PostVersionNamed", 1, bytes), Ok(event));
    }
    assert_eq!(redact("PostVersionNamed", 1, b"\x03\x01\x03Fog", &Redaction::Text), Ok(Some(b"\x03\0".to_vec())));
    assert_eq!(redact("PostVersionNamed", 1, b"\x03\0", &Redaction::Text), Ok(None));
    let deleted = [created(), named(1, Some("Fog")), PostEvent::Deleted];
    given(&deleted)
        .by(OTHER, Role::Admin)
        .when(&PostCommand::PurgePost)
        .then_post(|post| post.version_names.is_empty());
}
