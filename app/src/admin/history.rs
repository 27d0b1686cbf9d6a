//! `/admin/history` and `/admin/posts/{id}/history`: what happened, when, and who did it.

use std::fmt::Write;

use blog::domain::views::PostView;
use blog::domain::{AnyState, PostId, Role, TimeZone, Timestamp};
use blog::service::{EventView, EventsPage, HistoryQuery};
use blog::text::Text;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use leptos_router::location::Url;

use super::compare::{CompareChoice, CompareForm};
use super::forms::{POSTS_PATH, Sent, VersionNameForm};
use super::layout::{Instant, Page, RestoreForm, page};
use super::sent_mentions::SentMentions;
use super::version_names::{NameRefused, NameVersion};
use crate::context::{Caller, Frame};
use crate::functions::FunctionError;

/// Where the site's timeline is.
pub const HISTORY_PATH: &str = "/admin/history";
/// Where it can be had as JSON lines.
const EXPORT_PATH: &str = "/api/v1/events.jsonl";
const EVENTS_PER_PAGE: usize = 50;
const DAY_MILLISECONDS: i64 = 24 * 60 * 60 * 1_000;

/// What the address asks for, as it was typed; what can't be read counts as not asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Filter {
    person: String,
    kind: String,
    from: String,
    to: String,
    before: Option<u64>,
}

impl Filter {
    fn of_address() -> Self {
        let query = use_query_map().get_untracked();
        let text = |name: &str| query.get_str(name).unwrap_or_default().trim().to_owned();
        Self {
            person: text("person"),
            kind: text("kind"),
            from: text("from"),
            to: text("to"),
            before: query.get_str("before").and_then(|before| before.parse().ok()),
        }
    }

    /// Days are those of the zone.
    fn query(&self, zone: &TimeZone) -> HistoryQuery {
        let given = |text: &String| (!text.is_empty()).then(|| text.clone());
        let day = |text: &str| zone.from_date(text).ok();
        // Some days have an hour more or less; the next begins where the zone says.
        let last_of_day = |day: Timestamp| {
            let in_the_next =
                Timestamp::from_milliseconds(day.as_milliseconds() + DAY_MILLISECONDS + DAY_MILLISECONDS / 4);
            let next = zone.to_local(in_the_next).get(..10).and_then(|date| zone.from_date(date).ok());
            Timestamp::from_milliseconds(next.unwrap_or(in_the_next).as_milliseconds() - 1)
        };
        HistoryQuery {
            before: self.before,
            actor: given(&self.person),
            kind: given(&self.kind),
            stream: None,
            from: day(&self.from),
            to: day(&self.to).map(last_of_day),
        }
    }

    /// The same events as JSON lines.
    fn export_path(&self, zone: &TimeZone) -> String {
        let query = self.query(zone);
        let instants = [("from", query.from), ("to", query.to)];
        let texts = [("actor", query.actor), ("kind", query.kind)];
        let instants = instants.into_iter().filter_map(|(name, at)| Some((name, at?.to_string())));
        let pairs = texts.into_iter().filter_map(|(name, text)| Some((name, text?))).chain(instants);
        with_query(EXPORT_PATH, pairs)
    }

    /// The page of the events before a position.
    fn path_before(&self, before: u64) -> String {
        let texts = [("person", &self.person), ("kind", &self.kind), ("from", &self.from), ("to", &self.to)];
        let pairs = texts.into_iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| (name, text.clone()));
        with_query(HISTORY_PATH, pairs.chain([("before", before.to_string())]))
    }
}

fn with_query(path: &str, pairs: impl Iterator<Item = (&'static str, String)>) -> String {
    let mut address = path.to_owned();
    for (index, (name, value)) in pairs.enumerate() {
        let separator = if index == 0 { '?' } else { '&' };
        // Writing into a string never fails.
        let _ = write!(address, "{separator}{name}={}", Url::escape(&value));
    }
    address
}

/// The site's timeline.
#[component]
pub fn HistoryPage() -> impl IntoView {
    let frame = expect_context::<Frame>();
    let filter = Filter::of_address();
    page(async move {
        let caller = expect_context::<Caller>();
        let events =
            caller.blog.history(caller.principal()?, &filter.query(&frame.site.time_zone), EVENTS_PER_PAGE).await;
        let events = events.map_err(failed)?;
        Ok(view! { <Timeline frame filter events/> })
    })
}

#[component]
fn Timeline(frame: Frame, filter: Filter, events: EventsPage) -> impl IntoView {
    let text = frame.text();
    let rows: Vec<_> =
        events.events.into_iter().map(|event| view! { <Row text event with_stream=true naming=None/> }).collect();
    let older = events.next_before.map(|before| {
        view! { <p><a class="button" href=filter.path_before(before)>{text.history_older()}</a></p> }
    });
    let body = if rows.is_empty() {
        view! { <p class="list-nothing">{text.history_empty()}</p> }.into_any()
    } else {
        view! { <ol class="post-rows" role="list">{rows}</ol> }.into_any()
    };
    view! {
        <Page title=text.history_title()>
            <div class="admin-heading">
                <h1>{text.history_title()}</h1>
                <a class="button" href=filter.export_path(&frame.site.time_zone)>{text.history_export()}</a>
            </div>
            <FilterForm text filter/>
            {body}
            {older}
        </Page>
    }
}

#[component]
fn FilterForm(text: Text, filter: Filter) -> impl IntoView {
    let kinds: Vec<_> = AnyState::kinds()
        .map(|(kind, _)| view! { <option value=kind selected=filter.kind == kind>{text.event_kind(kind)}</option> })
        .collect();
    view! {
        <form class="history-filter" role="search" method="get" action=HISTORY_PATH>
            <div class="field">
                <label class="field-label" for="person">{text.history_person()}</label>
                <input class="input" id="person" name="person" value=filter.person autocomplete="off"/>
            </div>
            <div class="field">
                <label class="field-label" for="kind">{text.history_kind()}</label>
                <select class="input" id="kind" name="kind">
                    <option value="">{text.history_every_kind()}</option>
                    {kinds}
                </select>
            </div>
            <div class="field">
                <label class="field-label" for="from">{text.history_from()}</label>
                <input class="input" id="from" type="date" name="from" value=filter.from/>
            </div>
            <div class="field">
                <label class="field-label" for="to">{text.history_to()}</label>
                <input class="input" id="to" type="date" name="to" value=filter.to/>
            </div>
            <button class="button">{text.history_show()}</button>
        </form>
    }
}

/// One event: what, which fields, when, who, and what can be seen of that moment.
#[component]
fn Row(text: Text, event: EventView, with_stream: bool, naming: Option<AnyView>) -> impl IntoView {
    let what = text.event_kind(&event.kind);
    let post = event.stream_id.strip_prefix("post-").map(str::to_owned);
    let heading = match (&post, with_stream) {
        (Some(id), true) => {
            let title = event.payload.pointer("/content/title").or_else(|| event.payload.get("title"));
            let title = title.and_then(|title| title.as_str()).map(|title| format!(": {title}"));
            view! { <a class="post-row-title" href=format!("{POSTS_PATH}/{id}/history")>{what}{title}</a> }.into_any()
        }
        _ => {
            let name = event.version_name.clone();
            let name = name.map(|name| view! { " " <span class="badge">{name}</span> });
            view! { <span class="post-row-title">{what} {name}</span> }.into_any()
        }
    };
    let named = (event.kind == "PostVersionNamed").then(|| about_name(text, &event)).flatten();
    let changes = (!event.changes.is_empty()).then(|| format!(" · {}", event.changes.join(", ")));
    let note = event.payload.get("note").and_then(|note| note.as_str()).filter(|note| !note.is_empty());
    let note = note.map(|note| view! { <blockquote class="review-note">{note.to_owned()}</blockquote> });
    let who = event.handle.clone().unwrap_or_else(|| text.actor(&event.actor).to_owned());
    let position = event.global_position;
    let newer = event.stream_version;
    let version = post.filter(|_| !with_stream).map(|id| {
        let changed = (newer > 1).then(|| {
            let href = format!("{POSTS_PATH}/{id}/compare?older={}&newer={newer}", newer - 1);
            view! { <a href=href>{text.compare_with_before()}</a> " · " }
        });
        view! { <a href=format!("{POSTS_PATH}/{id}/history/{position}")>{text.history_see_version()}</a> " · " {changed} }
    });
    view! {
        <li class="post-row">
            {heading}
            <span class="post-row-facts muted">
                <Instant at=event.at/> " · " {who} {changes} " · "
                {version}
                <a href=format!("/?at={position}")>{text.history_see_site()}</a>
            </span>
            {note}
            {named.map(|sentence| view! { <span class="post-row-facts muted">{sentence}</span> })}
            {naming}
        </li>
    }
}

/// What a name was given to, or taken from.
fn about_name(text: Text, event: &EventView) -> Option<String> {
    let version = event.payload.get("version")?.as_u64()?;
    let name = event.payload.get("name").and_then(|name| name.as_str());
    Some(name.map_or_else(|| text.names_taken(version), |name| text.names_given(version, name)))
}

/// A post's timeline.
#[component]
pub fn PostHistoryPage() -> impl IntoView {
    let text = expect_context::<Frame>().text();
    let id = parameter::<PostId>("id");
    let only_named = use_query_map().get_untracked().get_str("named") == Some("true");
    let sent = use_context::<Sent<VersionNameForm>>();
    page(async move {
        let id = id.ok_or(FunctionError::NotFound).inspect_err(FunctionError::set_status)?;
        let caller = expect_context::<Caller>();
        let events = caller.blog.post_events_page(caller.principal()?, id, 0, usize::MAX).await.map_err(failed)?.events;
        let told = caller.blog.sent_mentions(caller.principal()?, id).await.map_err(failed)?;
        let choice = CompareChoice::new(&events);
        let is_in_trash = is_in_trash(&events);
        let shown = events.into_iter().rev().filter(|event| !only_named || event.version_name.is_some());
        let rows: Vec<_> = shown
            .map(|event| {
                let typed = sent.as_ref().filter(|sent| sent.form.version == event.stream_version);
                let typed = typed.map(|sent| sent.form.name.clone());
                let naming = view! { <NameVersion text id event=event.clone() typed/> }.into_any();
                view! { <Row text event with_stream=false naming=Some(naming)/> }
            })
            .collect();
        let body = if rows.is_empty() {
            view! { <p class="list-nothing">{text.names_empty()}</p> }.into_any()
        } else {
            view! { <ol class="post-rows" role="list">{rows}</ol> }.into_any()
        };
        Ok(view! {
            <Page title=text.history_of_post()>
                <div class="admin-heading">
                    <h1>{text.history_of_post()}</h1>
                    <a class="button" href=format!("{POSTS_PATH}/{id}/words")>{text.words_title()}</a>
                    <a class="button" href=format!("{POSTS_PATH}/{id}")>{text.history_to_editor()}</a>
                </div>
                {is_in_trash.then(|| view! { <InTrash text id/> })}
                {sent.map(|sent| view! { <NameRefused text sent/> })}
                <CompareForm text id choice/>
                <Which text id only_named/>
                {body}
                <SentMentions text sent=told/>
            </Page>
        })
    })
}

/// Leads to every version, or to those alone that have a name.
#[component]
fn Which(text: Text, id: PostId, only_named: bool) -> impl IntoView {
    let history = format!("{POSTS_PATH}/{id}/history");
    let tab = |href: String, label: &'static str, is_current: bool| {
        view! { <li><a href=href aria-current=is_current.then_some("page")>{label}</a></li> }
    };
    view! {
        <nav class="tabs" aria-label=text.names_which()>
            <ul role="list">
                {tab(history.clone(), text.names_all(), !only_named)}
                {tab(format!("{history}?named=true"), text.names_only(), only_named)}
            </ul>
        </nav>
    }
}

/// A post as it was after one of its events.
#[component]
pub fn PostVersionPage() -> impl IntoView {
    let text = expect_context::<Frame>().text();
    let (id, position) = (parameter::<PostId>("id"), parameter::<u64>("position"));
    page(async move {
        let both = id.zip(position).ok_or(FunctionError::NotFound).inspect_err(FunctionError::set_status);
        let (id, position) = both?;
        let caller = expect_context::<Caller>();
        let who = caller.principal()?;
        // Readers may see what was published; what a post was before is for those who may write it.
        let events = caller.blog.post_events_page(who, id, 0, usize::MAX).await.map_err(failed)?.events;
        let version = events.iter().rev().find(|event| event.global_position <= position);
        let version = version.map_or(0, |event| event.stream_version);
        let post = caller.blog.post_version(who, id, version).await.map_err(failed)?;
        let is_in_trash = is_in_trash(&events);
        Ok(view! { <Version text id post is_in_trash/> })
    })
}

#[component]
fn Version(text: Text, id: PostId, post: PostView, is_in_trash: bool) -> impl IntoView {
    let title = if post.title.is_empty() { text.list_untitled().to_owned() } else { post.title };
    let facts = [
        (text.editor_tags(), post.tags.join(", ")),
        (text.editor_category(), post.category.unwrap_or_default()),
        (text.editor_slug(), post.slug),
    ];
    let facts: Vec<_> = facts
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(label, value)| view! { <div><dt>{label}</dt><dd>{value}</dd></div> })
        .collect();
    view! {
        <Page title=title.clone()>
            <div class="admin-heading">
                <h1>{title}</h1>
                <a class="button" href=format!("{POSTS_PATH}/{id}/history")>{text.history_of_post()}</a>
            </div>
            {is_in_trash.then(|| view! { <InTrash text id/> })}
            <p class="muted">{text.history_version(post.version)} " · " <Instant at=post.updated_at/></p>
            <dl class="version-facts">{facts}</dl>
            <article class="prose" inner_html=post.html></article>
        </Page>
    }
}

/// Whether a post is in the trash, by what happened to it.
pub(super) fn is_in_trash(events: &[EventView]) -> bool {
    let moves = events.iter().rev().find(|event| matches!(event.kind.as_str(), "PostDeleted" | "PostRestored"));
    moves.is_some_and(|event| event.kind == "PostDeleted")
}

/// Says that a post is in the trash, and takes it out.
#[component]
pub(super) fn InTrash(text: Text, id: PostId) -> impl IntoView {
    view! {
        <div class="message message-warning">
            <p>{text.problem_gone_title()}</p>
            <RestoreForm path=format!("{POSTS_PATH}/{id}") label=text.list_restore()/>
        </div>
    }
}

pub(super) fn parameter<T: std::str::FromStr>(name: &str) -> Option<T> {
    use_params_map().get_untracked().get(name).and_then(|value| value.parse().ok())
}

pub(super) fn failed(error: blog::service::ServiceError) -> FunctionError {
    let error = FunctionError::from(error);
    error.set_status();
    error
}

/// Whether the site's timeline is for them.
pub fn may_see_history(role: Role) -> bool {
    role >= Role::Editor
}
