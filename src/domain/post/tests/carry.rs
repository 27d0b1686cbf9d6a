//! What a post brings along.

use super::*;

fn at(milliseconds: i64) -> Option<Timestamp> {
    Some(Timestamp::from_milliseconds(milliseconds))
}

fn record() -> CarriedRecord {
    CarriedRecord {
        updated_at: at(700_000),
        published_at: at(500_000),
        published_updated_at: at(600_000),
        former_slugs: vec![Slug::parse("older").unwrap(), Slug::parse("hello").unwrap()],
    }
}

fn carried() -> PostEvent<'static> {
    PostEvent::CarriedOver(PostCarriedOver {
        updated_at: at(700_000),
        published_at: at(500_000),
        published_updated_at: at(600_000),
        former_slugs: vec!["older", "hello"],
    })
}

#[test]
fn a_live_post_keeps_its_dates_and_former_addresses() {
    let command = PostCommand::CarryOver(record());
    let live = [created(), published_at(900_000)];
    given(&live).by(OTHER, Role::Admin).when(&command).then(&[carried()]);
    given(&live).by(OTHER, Role::Admin).when(&command).then_post(|post| {
        let published = post.published.as_ref().unwrap();
        let dates = (Some(post.updated_at), Some(published.published_at), Some(published.updated_at));
        // The slug that it has now is none of its former ones.
        let former: Vec<&str> = post.former_slugs.iter().map(Slug::as_str).collect();
        dates == (at(700_000), at(500_000), at(600_000)) && post.last_published_at == at(500_000) && former == ["older"]
    });
}

#[test]
fn a_draft_knows_when_it_was_published_before() {
    let command = PostCommand::CarryOver(record());
    given(&[created()])
        .by(OTHER, Role::Admin)
        .when(&command)
        .then_post(|post| post.published.is_none() && post.last_published_at == at(500_000));
}

#[test]
fn nothing_is_carried_over_that_has_not_happened_or_says_nothing() {
    let nothing = PostCommand::CarryOver(CarriedRecord::default());
    given(&[created()]).by(OTHER, Role::Admin).when(&nothing).then(&[]);
    let future = PostCommand::CarryOver(CarriedRecord { updated_at: at(1_000_001), ..CarriedRecord::default() });
    given(&[created()])
        .by(OTHER, Role::Admin)
        .when(&future)
        .then_err(Violations::one("updated_at", Rule::InTheFuture).into());
}

#[test]
fn only_admins_say_what_was_before() {
    let command = PostCommand::CarryOver(record());
    given(&[created()]).when(&command).then_err(DomainError::Forbidden);
    given(&[created()]).by(OTHER, Role::Editor).when(&command).then_err(DomainError::Forbidden);
    given(&[created()]).by(OTHER, Role::Author).when(&command).then_err(DomainError::NotFound);
}

#[test]
fn the_bytes_of_a_record_are_read_for_ever() {
    let bytes = b"\x01\xc0\xb9\x55\x01\xc0\x84\x3d\x01\x80\x9f\x49\x02\x05older\x05hello";
    assert_eq!(carried().encode(Vec::new()).unwrap().escape_ascii().to_string(), bytes.escape_ascii().to_string());
    assert_eq!(PostEvent::decode("PostCarriedOver", 1, bytes), Ok(carried()));
    // Addresses lead to the post, so they stay where texts go.
    assert_eq!(redact("PostCarriedOver", 1, bytes, &Redaction::Text), Ok(None));
}
