//! What becomes of a post by itself.

use super::*;
use crate::domain::post::{ScheduleFailure, ScheduleTimes};

/// Seconds after the epoch; the tests' now is 1,000.
const fn seconds(seconds: i64) -> Timestamp {
    Timestamp::from_milliseconds(seconds * 1_000)
}

fn times(publish_at: Option<i64>, unpublish_at: Option<i64>) -> ScheduleTimes {
    ScheduleTimes { publish_at: publish_at.map(seconds), unpublish_at: unpublish_at.map(seconds) }
}

fn scheduled(publish_at: Option<i64>, unpublish_at: Option<i64>) -> PostEvent<'static> {
    PostEvent::Scheduled(times(publish_at, unpublish_at))
}

fn schedule(publish_at: Option<i64>, unpublish_at: Option<i64>) -> PostCommand {
    PostCommand::SchedulePost { times: times(publish_at, unpublish_at) }
}

impl Given {
    fn by_the_program(self) -> Self {
        Self { who: Principal::SYSTEM, ..self }
    }
}

#[track_caller]
fn check_refused(given: Given, command: &PostCommand, field: &'static str, rule: Rule) {
    given.when(command).then_err(Violations::one(field, rule).into());
}

#[test]
fn a_time_to_come_is_settled() {
    given(&[created()]).when(&schedule(Some(2_000), None)).then(&[scheduled(Some(2_000), None)]);
    given(&[created()]).when(&schedule(Some(2_000), Some(3_000))).then(&[scheduled(Some(2_000), Some(3_000))]);
    given(&[created(), scheduled(Some(2_000), None)]).when(&schedule(Some(2_000), None)).then(&[]);
    let live = || given(&[created(), published_at(2_000)]);
    live().when(&schedule(None, Some(3_000))).then(&[scheduled(None, Some(3_000))]);
    live().when(&schedule(Some(2_000), None)).then(&[scheduled(Some(2_000), None)]);
    given(&[created(), scheduled(Some(2_000), None)])
        .when(&schedule(Some(3_000), None))
        .then_post(|post| post.status() == PostStatus::Scheduled && post.schedule.unwrap().version == 3);
}

#[test]
fn what_can_not_be_is_refused() {
    let draft = || given(&[created()]);
    check_refused(draft(), &schedule(Some(1_000), None), "publish_at", Rule::InThePast);
    check_refused(draft(), &schedule(None, None), "publish_at", Rule::Required);
    check_refused(draft(), &schedule(None, Some(2_000)), "publish_at", Rule::Required);
    check_refused(draft(), &schedule(Some(2_000), Some(500)), "unpublish_at", Rule::InThePast);
    check_refused(draft(), &schedule(Some(2_000), Some(2_000)), "unpublish_at", Rule::NotAfterPublication);
    let live = given(&[created(), published_at(2_000)]);
    check_refused(live, &schedule(None, None), "publish_at", Rule::Required);
    given(&[created(), PostEvent::Deleted]).when(&schedule(Some(2_000), None)).then_err(DomainError::Gone);
}

#[test]
fn only_those_who_may_publish_schedule_and_change_what_is_scheduled() {
    for command in [schedule(Some(2_000), None), PostCommand::UnschedulePost] {
        given(&[created()]).by(AUTHOR, Role::Contributor).when(&command).then_err(DomainError::Forbidden);
        given(&[created()]).by(OTHER, Role::Author).when(&command).then_err(DomainError::NotFound);
    }
    let waiting = || given(&[created(), scheduled(Some(2_000), None)]);
    let edit = save(PostDraft { body: "Smuggled in.".into(), ..draft() });
    waiting().by(AUTHOR, Role::Contributor).when(&edit).then_err(DomainError::Forbidden);
    waiting().by(AUTHOR, Role::Contributor).when(&PostCommand::DeletePost).then_err(DomainError::Forbidden);
    waiting().when(&edit).then_post(|post| post.status() == PostStatus::Scheduled);
    for command in [PostCommand::CarryOutSchedule, PostCommand::FailSchedule { failure: ScheduleFailure::Refused }] {
        waiting().by(AUTHOR, Role::Admin).when(&command).then_err(DomainError::Forbidden);
    }
}

#[test]
fn what_is_due_happens_with_the_working_copy_of_then() {
    let edit = ContentChange { body: Some("Later text."), ..ContentChange::default() };
    let events = [created(), scheduled(Some(900), None), edited(edit)];
    given(&events).by_the_program().when(&PostCommand::CarryOutSchedule).then(&[published_at(900_000)]);
    given(&events).by_the_program().when(&PostCommand::CarryOutSchedule).then_post(|post| {
        post.schedule.is_none() && post.live().is_some_and(|live| live.content.body == "Later text.")
    });
    let early = [created(), scheduled(Some(1_001), None)];
    given(&early).by_the_program().when(&PostCommand::CarryOutSchedule).then(&[]);
}

#[test]
fn the_end_comes_after_the_beginning_and_both_at_once_where_both_were_missed() {
    let first = || given(&[created(), scheduled(Some(900), Some(2_000))]).by_the_program();
    first()
        .when(&PostCommand::CarryOutSchedule)
        .then_post(|post| post.live().is_some() && post.schedule_times() == times(None, Some(2_000)));
    let end = [created(), published_at(2_000), scheduled(None, Some(900))];
    given(&end).by_the_program().when(&PostCommand::CarryOutSchedule).then(&[PostEvent::Unpublished]);
    let both = [created(), scheduled(Some(800), Some(900))];
    given(&both)
        .by_the_program()
        .when(&PostCommand::CarryOutSchedule)
        .then(&[published_at(800_000), PostEvent::Unpublished]);
}

#[test]
fn an_update_of_what_did_not_change_only_ends_the_schedule() {
    let events = [created(), published_at(2_000), scheduled(Some(900), None)];
    given(&events).by_the_program().when(&PostCommand::CarryOutSchedule).then(&[PostEvent::Unscheduled]);
    let events = [created(), published_at(2_000), scheduled(Some(900), Some(3_000))];
    given(&events).by_the_program().when(&PostCommand::CarryOutSchedule).then(&[scheduled(None, Some(3_000))]);
}

#[test]
fn what_fails_is_noted_once_and_forgotten_when_somebody_does_something_about_it() {
    let future = ContentChange { published_at: Some(Some(seconds(5_000))), ..ContentChange::default() };
    let events = [created(), edited(future), scheduled(Some(900), None)];
    let failed = PostEvent::ScheduleFailed(ScheduleFailure::DateInTheFuture);
    given(&events).by_the_program().when(&PostCommand::CarryOutSchedule).then(std::slice::from_ref(&failed));
    let events = [created(), scheduled(Some(900), None), failed];
    given(&events).by_the_program().when(&PostCommand::CarryOutSchedule).then(&[]);
    for command in [schedule(Some(2_000), None), PostCommand::UnschedulePost, PostCommand::PublishPost] {
        given(&events).when(&command).then_post(|post| post.schedule_failure.is_none());
    }
}

#[test]
fn publishing_withdrawing_and_deleting_take_the_schedule_with_them() {
    let waiting = || given(&[created(), scheduled(Some(2_000), Some(3_000))]);
    waiting().when(&PostCommand::PublishPost).then_post(|post| post.schedule_times() == times(None, Some(3_000)));
    waiting().when(&PostCommand::UnpublishPost).then(&[PostEvent::Unscheduled]);
    waiting().when(&PostCommand::UnschedulePost).then_post(|post| post.status() == PostStatus::Draft);
    waiting().when(&PostCommand::DeletePost).then_post(|post| post.schedule.is_none());
    given(&[created(), published_at(2_000), scheduled(None, Some(3_000))])
        .when(&PostCommand::UnpublishPost)
        .then_post(|post| post.schedule.is_none());
    given(&[created()]).when(&PostCommand::UnschedulePost).then(&[]);
}

#[test]
fn a_request_says_when() {
    let input = |status: Option<&str>, published_at: Option<&str>, schedule: Option<(&str, &str)>| {
        let schedule = schedule.map(|(publish_at, unpublish_at)| ScheduleInput {
            publish_at: Some(publish_at.into()),
            unpublish_at: Some(unpublish_at.into()),
        });
        let published_at = published_at.map(str::to_owned);
        let status = status.map(str::to_owned);
        let input = PostInput { title: "Hello".into(), status, published_at, schedule, ..PostInput::default() };
        input.validate().map(|(draft, status)| (draft.published_at, status))
    };
    let at = "1970-01-01T00:33:20Z";
    let asked = |publish_at, unpublish_at| Some(RequestedStatus::Scheduled(times(publish_at, unpublish_at)));
    assert_eq!(input(Some("scheduled"), Some(at), None), Ok((None, asked(Some(2_000), None))));
    assert_eq!(input(Some("scheduled"), None, Some((at, ""))), Ok((None, asked(Some(2_000), None))));
    assert_eq!(
        input(Some("scheduled"), Some(at), Some(("", at))),
        Ok((Some(seconds(2_000)), asked(None, Some(2_000))))
    );
    assert_eq!(input(None, None, Some(("", ""))), Ok((None, Some(RequestedStatus::Unscheduled))));
    let refused =
        |result: Result<_, Violations>| result.unwrap_err().iter().map(|one| one.field.to_string()).collect::<Vec<_>>();
    assert_eq!(refused(input(None, None, Some((at, "")))), ["status"]);
    assert_eq!(refused(input(Some("scheduled"), None, Some(("soon", "later")))), ["publish_at", "unpublish_at"]);
}

#[test]
fn the_bytes_of_schedules_are_read_for_ever() {
    let cases: [(PostEvent<'_>, &[u8]); 4] = [
        (scheduled(Some(1), None), b"\x01\xd0\x0f\0"),
        (scheduled(None, Some(1)), b"\0\x01\xd0\x0f"),
        (PostEvent::Unscheduled, b""),
        (PostEvent::ScheduleFailed(ScheduleFailure::AddressTaken), b"\x01"),
    ];
    for (event, bytes) in cases {
        assert_eq!(event.encode(Vec::new()).unwrap().escape_ascii().to_string(), bytes.escape_ascii().to_string());
        assert_eq!(PostEvent::decode(event.kind(), 1, bytes), Ok(event));
    }
    let json = PostEvent::ScheduleFailed(ScheduleFailure::DateInTheFuture).to_json().unwrap();
    assert_eq!(json, serde_json::json!({ "reason": "date_in_the_future" }));
}
