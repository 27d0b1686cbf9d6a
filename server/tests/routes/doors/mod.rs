//! Who may do what through which address: role × whose post × its state × action × door.
//!
//! - [`rule`]: what must come of it, in a few sentences that know nothing of the program.
//! - [`table`]: every address with what it does. One that the router has and the table lacks fails the test.
//!
//! Each is asked by everybody who may come, about a post of theirs and one of somebody else, in each of its states.
//! Whatever is asked, a text that somebody may not read is nowhere in the answer, and what is refused changes nothing.

mod rule;
mod table;

use std::collections::BTreeSet;

use axum::http::Method;
use blog::domain::post::{PostInput, ScheduleInput};
use blog::domain::preview::PreviewLifetime;
use blog::domain::{PostId, Principal, Role};
use blog::service::ReviewStep;

use self::rule::{Action, Outcome, State, Who};
use self::table::{Body, Credential, Door, doors};
use crate::files::{self, png};
use crate::site::{Answer, Site};

const ORIGIN: &str = "https://blog.example.org";
/// What readers see of a post.
const OPEN: &str = "zqopen";
/// What a file is called that somebody else brought.
const THEIR_FILE: &str = "zqtheirs";

/// A post, and what of it nobody may read who may not write it.
struct Subject {
    id: PostId,
    is_own: bool,
    number: usize,
    secret: String,
    /// What its writers work at: the secret, or what readers see.
    text: String,
    note: String,
    preview: String,
    link: String,
    ended_link: String,
}

/// A site with somebody who asks, and somebody else.
struct World {
    site: Site,
    who: Who,
    cookie: String,
    token: String,
    asker: Option<Principal>,
    other: Principal,
    /// Files of somebody else, and of whoever asks.
    files: [String; 2],
    count: usize,
    subjects: Vec<Subject>,
}

impl World {
    async fn of(who: Who) -> Self {
        let site = Site::new().await;
        let (other, _) = account(&site, "zoe", Role::Admin).await;
        site.token("target", Role::Contributor).await;
        let (mut asker, mut cookie, mut token) = (None, String::new(), String::new());
        let role = if who == Who::Suspended { Some(Role::Author) } else { who.role() };
        if let Some(role) = role {
            let account = account(&site, "ada", role).await;
            (asker, token) = (Some(account.0), account.1);
            cookie = site.cookie("ada").await;
        }
        if who == Who::Suspended {
            site.blog.suspend(&Principal::OPERATOR, "ada").await.unwrap();
        }
        let theirs = site.blog.add_media(&other, &format!("{THEIR_FILE}.png"), png(3, 3)).await.unwrap().hash;
        let own = site.blog.add_media(&asker.unwrap_or(other), "own.png", png(4, 4)).await.unwrap().hash;
        Self { site, who, cookie, token, asker, other, files: [theirs, own], count: 0, subjects: Vec::new() }
    }

    /// Another post in that state.
    async fn make(&mut self, is_own: bool, state: State) -> Subject {
        self.count += 1;
        let number = self.count;
        let writer = self.asker.filter(|_| is_own).unwrap_or(self.other);
        let secret = format!("zqsecret{number}x");
        let text = if state == State::Live { OPEN.to_owned() } else { secret.clone() };
        let saying = |words: &str| PostInput {
            title: words.to_owned(),
            body: words.to_owned(),
            excerpt: Some(words.to_owned()),
            tags: vec![words.to_owned()],
            category: Some(words.to_owned()),
            series: Some(words.to_owned()),
            slug: Some(format!("post-{number}")),
            ..PostInput::default()
        };
        let (blog, publisher) = (&self.site.blog, Principal::OPERATOR);
        let was_seen = matches!(state, State::Live | State::Changed | State::Unpublished | State::TrashedLive);
        let id = blog.create_post(&writer, &saying(if was_seen { OPEN } else { &secret })).await.unwrap().id;
        if was_seen {
            blog.publish_post(&publisher, id, None).await.unwrap();
        }
        if state == State::Unpublished {
            blog.unpublish_post(&publisher, id, None).await.unwrap();
        }
        if was_seen && state != State::Live {
            blog.save_post(&writer, id, None, &saying(&secret)).await.unwrap();
        }
        if state == State::Submitted {
            blog.review_post(&writer, id, None, ReviewStep::Submit).await.unwrap();
        }
        if state == State::Scheduled {
            let publish_at = Some("2100-01-01T00:00:00Z".to_owned());
            let input = ScheduleInput { publish_at, ..ScheduleInput::default() };
            blog.schedule_post(&publisher, id, None, &input).await.unwrap();
        }
        let note = blog.write_note(&writer, id, &secret, None).await.unwrap().id.to_string();
        let lifetime = PreviewLifetime::default();
        let issued = blog.make_preview_link(&writer, id, &secret, lifetime).await.unwrap();
        let ended = blog.make_preview_link(&writer, id, &secret, lifetime).await.unwrap();
        blog.revoke_preview_link(&writer, id, ended.link.id).await.unwrap();
        let (preview, link, ended_link) = (issued.link.id.to_string(), issued.token, ended.token);
        if state.is_trashed() {
            blog.delete_post(&publisher, id, None).await.unwrap();
        }
        Subject { id, is_own, number, secret, text, note, preview, link, ended_link }
    }

    /// How many events a post has, and the places of the first and the last in the log.
    async fn events(&self, subject: usize) -> (usize, u64, u64) {
        let events = self.site.blog.post_events(&Principal::OPERATOR, self.subjects[subject].id).await.unwrap();
        let position = |event: usize| events[event]["global_position"].as_u64().unwrap();
        (events.len(), position(0), position(events.len() - 1))
    }

    /// Where the log ends.
    async fn end(&self) -> u64 {
        self.site.blog.vitals().await.unwrap().log_position
    }

    async fn ask(&mut self, door: &Door, subject: Option<usize>) -> Answer {
        self.count += 1;
        let (year, month, _) = self.site.blog.now().date();
        let mut values = vec![
            ("{year}", format!("{year:04}")),
            ("{month}", format!("{month:02}")),
            ("{count}", self.count.to_string()),
            ("{now}", self.end().await.to_string()),
            ("{theirs}", self.files[0].clone()),
            ("{own}", self.files[1].clone()),
        ];
        if let Some(subject) = subject {
            let (version, first, position) = self.events(subject).await;
            let Subject { id, number, secret, note, preview, link, ended_link, .. } = &self.subjects[subject];
            values.extend([
                ("{id}", id.to_string()),
                ("{number}", number.to_string()),
                ("{secret}", secret.clone()),
                ("{version}", version.to_string()),
                ("{first}", first.to_string()),
                ("{position}", position.to_string()),
                ("{note}", note.clone()),
                ("{preview}", preview.clone()),
                ("{link}", link.clone()),
                ("{ended_link}", ended_link.clone()),
            ]);
        }
        let fill = |text: &str| values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value));
        let (content_type, body) = match door.body {
            Body::None => ("text/plain", Vec::new()),
            Body::Form(fields) => ("application/x-www-form-urlencoded", fill(fields).into_bytes()),
            Body::Json(json) => ("application/json", fill(json).into_bytes()),
            Body::File => ("multipart/form-data; boundary=limit", files::files(&[("new.png", &png(5, 5))])),
        };
        let bearer = format!("Bearer {}", self.token);
        let credential = match door.credential {
            Credential::Cookie => ("cookie", self.cookie.as_str()),
            Credential::Token => ("authorization", bearer.as_str()),
        };
        let headers = [credential, ("origin", ORIGIN), ("content-type", content_type)];
        let headers = if self.cookie.is_empty() { &headers[1..] } else { &headers };
        self.site.ask(door.method.clone(), &fill(door.address), headers, body).await
    }

    /// Everything in an answer that the asker may not read there.
    fn leaks(&self, door: &Door, answer: &Answer, asked: Option<usize>) -> Vec<&str> {
        let text = String::from_utf8_lossy(&answer.body);
        let location = answer.header("location");
        let is_hidden = |(index, subject): &(usize, &Subject)| {
            let is_shown_by_link = door.action == Action::ReadByLink && asked == Some(*index);
            !is_shown_by_link && (door.is_for_readers || !self.who.may_write(subject.is_own))
        };
        let hidden = self.subjects.iter().enumerate().filter(is_hidden).map(|(_, subject)| subject.secret.as_str());
        let files = (door.is_for_readers || !self.who.may_see_every_file()).then_some(THEIR_FILE);
        // Its name is in its address, for whoever knows that.
        let files = files.filter(|_| !door.route.starts_with("/media/"));
        hidden.chain(files).filter(|secret| text.contains(secret) || location.contains(secret)).collect()
    }

    /// What must be in the answer when it is given.
    fn shown(&self, door: &Door, subject: &Subject) -> Option<String> {
        let is_writer = self.who.may_write(subject.is_own);
        match door.action {
            // What was typed is shown instead.
            _ if matches!(door.body, Body::Form(_)) => None,
            Action::ReadLive | Action::ReadPast => Some(OPEN.to_owned()),
            Action::ReadByLink => Some(subject.text.clone()),
            Action::Read | Action::ReadSignedIn | Action::Edit if is_writer => Some(subject.text.clone()),
            Action::Read | Action::ReadSignedIn => Some(OPEN.to_owned()),
            _ => None,
        }
    }
}

async fn account(site: &Site, handle: &str, role: Role) -> (Principal, String) {
    let token = site.token(handle, role).await;
    let session = site.blog.sign_in(handle, "correct horse", "").await.unwrap().unwrap();
    (site.blog.session(&session.token).await.unwrap().unwrap().principal, token)
}

fn outcome(answer: &Answer) -> Outcome {
    let leads_to_sign_in = {
        let location = answer.header("location");
        location == "/admin/login" || location.starts_with("/admin/login?next=")
    };
    match answer.status.as_u16() {
        300..=399 if leads_to_sign_in => Outcome::SignIn,
        401 => Outcome::SignIn,
        403 => Outcome::Forbidden,
        404 => Outcome::NotFound,
        410 => Outcome::Gone,
        // What is refused for what it says was not refused for who says it.
        200..=399 | 400 | 409 | 412 | 413 | 415 | 422 | 428 => Outcome::Works,
        status => panic!("{status}: {}", answer.text()),
    }
}

/// Asks at every door, as one of those who may come.
async fn check(who: Who) {
    let mut world = World::of(who).await;
    let mut wrong = Vec::new();
    let owners: &[bool] = if world.asker.is_some() { &[false, true] } else { &[false] };
    for &is_own in owners {
        for state in State::ALL {
            check_post(&mut world, is_own, state, &mut wrong).await;
        }
    }
    for door in doors().iter().filter(|door| !door.action.is_of_a_post() && door.action != Action::Elsewhere) {
        let what = format!("{} {}: {:?} of {who:?}", door.method, door.address, door.action);
        let before = world.end().await;
        let answer = world.ask(door, None).await;
        let expected = rule::expected(door.action, who, false, State::Draft);
        let outcome = outcome(&answer);
        if outcome != expected && !rule::is_as_good(outcome, who, door.credential == Credential::Token) {
            wrong.push(format!("{what}: {} instead of {expected:?}", answer.status));
        }
        if expected != Outcome::Works && world.end().await != before {
            wrong.push(format!("{what}: it was refused and done"));
        }
        wrong.extend(world.leaks(door, &answer, None).iter().map(|secret| format!("{what}: {secret} leaked")));
    }
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Asks at every door of a post. Where that changed something, the next is asked with another post.
async fn check_post(world: &mut World, is_own: bool, state: State, wrong: &mut Vec<String>) {
    let who = world.who;
    let subject = world.make(is_own, state).await;
    world.subjects.push(subject);
    let index = world.subjects.len() - 1;
    for door in doors().iter().filter(|door| door.action.is_of_a_post()) {
        let what = format!("{} {}: {:?} of {who:?}, own: {is_own}, {state:?}", door.method, door.address, door.action);
        let expected = rule::expected(door.action, who, is_own, state);
        let before = world.end().await;
        let answer = world.ask(door, Some(index)).await;
        let is_changed = world.end().await != before;
        let outcome = outcome(&answer);
        if outcome != expected && !rule::is_as_good(outcome, who, door.credential == Credential::Token) {
            wrong.push(format!("{what}: {} instead of {expected:?}", answer.status));
        }
        let guarded = rule::expected(door.guards.unwrap_or(door.action), who, is_own, state);
        if is_changed && guarded != Outcome::Works {
            wrong.push(format!("{what}: it was refused and done"));
        }
        wrong.extend(world.leaks(door, &answer, Some(index)).iter().map(|secret| format!("{what}: {secret} leaked")));
        let shown = world.shown(door, &world.subjects[index]).filter(|_| outcome == Outcome::Works);
        wrong.extend(
            shown.filter(|text| !answer.text().contains(text)).map(|text| format!("{what}: {text} is missing")),
        );
        if is_changed {
            world.subjects[index] = world.make(is_own, state).await;
        }
    }
}

#[tokio::test]
async fn readers_read_what_is_published() {
    check(Who::Reader).await;
}

#[tokio::test]
async fn whoever_is_suspended_is_a_reader() {
    check(Who::Suspended).await;
}

#[tokio::test]
async fn contributors_write_their_own() {
    check(Who::Signed(Role::Contributor)).await;
}

#[tokio::test]
async fn authors_publish_their_own() {
    check(Who::Signed(Role::Author)).await;
}

#[tokio::test]
async fn editors_publish_everybodys() {
    check(Who::Signed(Role::Editor)).await;
}

#[tokio::test]
async fn admins_look_after_the_site() {
    check(Who::Signed(Role::Admin)).await;
}

/// What axum says of a router when it is debugged: each route's number with its methods, and each number's path.
fn routes(router: &str) -> BTreeSet<(String, String)> {
    let mut routes = BTreeSet::new();
    for (number, path) in router.match_indices("RouteId(").filter_map(|(at, _)| {
        let (number, rest) = router[at + "RouteId(".len()..].split_once("): \"")?;
        number.parse::<u32>().ok().map(|number| (number, rest.split('"').next().unwrap_or_default()))
    }) {
        let begin = router.find(&format!("RouteId({number}): MethodRouter"));
        let route = begin.map_or("", |begin| &router[begin..]);
        let allowed =
            route.split("allow_header: ").nth(1).and_then(|allowed| allowed.split('"').nth(1)).unwrap_or_default();
        let methods = allowed.split(',').filter(|method| !method.is_empty() && *method != "HEAD");
        routes.extend(methods.map(|method| (path.to_owned(), method.to_owned())));
    }
    routes
}

#[tokio::test]
async fn every_address_has_a_row() {
    let site = Site::new().await;
    let routes = routes(&format!("{:?}", server::router(site.state.clone())));
    assert!(routes.len() > 60, "axum says something else of a router: {routes:?}");
    let doors = doors();
    let mut rows: BTreeSet<(String, String)> =
        doors.iter().map(|door| (door.route.to_owned(), door.method.to_string())).collect();
    // Each function behind the one route for all of them.
    let functions: BTreeSet<String> =
        leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path.to_owned()).collect();
    let is_function = |(route, _): &(String, String)| route.starts_with("/api/fn/");
    let asked: BTreeSet<String> = rows.iter().filter(|row| is_function(row)).map(|(route, _)| route.clone()).collect();
    assert_eq!(asked, functions, "functions without a row, or rows without a function");
    rows.retain(|row| !is_function(row));
    rows.insert(("/api/fn/{function}".to_owned(), Method::POST.to_string()));
    // What axum itself has for whatever is nowhere else.
    let is_fallback = |(path, _): &&(String, String)| path.contains("__private__axum") || path == "/api/v1";
    let missing: Vec<_> = routes.difference(&rows).filter(|route| !is_fallback(route)).collect();
    let extra: Vec<_> = rows.difference(&routes).collect();
    assert!(missing.is_empty() && extra.is_empty(), "without a row: {missing:#?}\nwithout a route: {extra:#?}");
}
