//! `/admin/posts/{id}/compare` and `/admin/posts/{id}/words`: what changed from one version to another, and who wrote which
//! words.

use blog::diff;
use blog::domain::PostId;
use blog::domain::views::PostView;
use blog::service::markdown::with_ids_behind;
use blog::service::{EventView, Words};
use blog::text::Text;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::details::label_of;
use super::forms::{POSTS_PATH, PostForm, RestoreForm, Sent};
use super::history::{InTrash, failed, is_in_trash, parameter};
use super::layout::{Instant, Page, page};
use super::refusal::{Refusal, RefusalSummary};
use crate::context::{Caller, Frame};
use crate::functions::FunctionError;

/// Of a stretch that is the same in both texts, so many letters are shown at each of its ends.
const SAME_CHARS_MAX: usize = 300;

/// How two versions are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Shown {
    /// What went and what came, in one text.
    #[default]
    Inline,
    /// Both texts, one beside the other.
    Side,
    /// Both as readers see them.
    Rendered,
}

impl Shown {
    const ALL: [Self; 3] = [Self::Inline, Self::Side, Self::Rendered];

    fn parse(name: &str) -> Self {
        Self::ALL.into_iter().find(|shown| shown.name() == name).unwrap_or_default()
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Inline => "inline",
            Self::Side => "side",
            Self::Rendered => "rendered",
        }
    }

    const fn label(self, text: Text) -> &'static str {
        match self {
            Self::Inline => text.compare_inline(),
            Self::Side => text.compare_side(),
            Self::Rendered => text.compare_rendered(),
        }
    }
}

/// Which versions there are to compare, and which two are chosen.
#[derive(Clone, Debug)]
pub struct CompareChoice {
    /// Version, who and when, the newest first.
    versions: Vec<EventView>,
    older: u64,
    newer: u64,
    shown: Shown,
}

impl CompareChoice {
    /// The last two of a post's versions.
    pub fn new(events: &[EventView]) -> Self {
        let newest = events.last().map_or(0, |event| event.stream_version);
        let versions = events.iter().rev().cloned().collect();
        Self { versions, older: newest.saturating_sub(1).max(1), newer: newest, shown: Shown::default() }
    }

    /// Those that the address names, as far as there are such.
    fn of_address(events: &[EventView]) -> Self {
        let query = use_query_map().get_untracked();
        let number = |name: &str| query.get_str(name).and_then(|number| number.parse::<u64>().ok());
        let choice = Self::new(events);
        let newest = choice.newer;
        let newer = number("newer").unwrap_or(newest).clamp(1, newest.max(1));
        let older = number("older").unwrap_or(newer.saturating_sub(1)).clamp(1, newest.max(1));
        let shown = query.get_str("view").map(Shown::parse).unwrap_or_default();
        Self { older, newer, shown, ..choice }
    }

    fn event(&self, version: u64) -> Option<&EventView> {
        self.versions.iter().find(|event| event.stream_version == version)
    }

    fn newest(&self) -> u64 {
        self.versions.first().map_or(0, |event| event.stream_version)
    }
}

fn who(text: Text, event: &EventView) -> String {
    event.handle.clone().unwrap_or_else(|| text.actor(&event.actor).to_owned())
}

/// Asks which two versions are to be compared.
#[component]
pub fn CompareForm(
    /// The interface's language.
    text: Text,
    /// Which post it is.
    id: PostId,
    /// What there is to choose from.
    choice: CompareChoice,
) -> impl IntoView {
    let options = |chosen: u64| {
        let options = choice.versions.iter().map(move |event| {
            let version = event.stream_version;
            let what = event
                .version_name
                .as_ref()
                .map_or_else(|| text.event_kind(&event.kind).to_owned(), |name| format!("“{name}”"));
            let label = format!("{} · {what}", text.compare_version(version, &who(text, event)));
            view! { <option value=version selected=version == chosen>{label}</option> }
        });
        options.collect::<Vec<_>>()
    };
    let views = Shown::ALL.map(|shown| {
        view! { <option value=shown.name() selected=shown == choice.shown>{shown.label(text)}</option> }
    });
    view! {
        <form class="history-filter" method="get" action=format!("{POSTS_PATH}/{id}/compare")
            aria-label=text.compare_versions()>
            <div class="field">
                <label class="field-label" for="older">{text.compare_older()}</label>
                <select class="input" id="older" name="older">{options(choice.older)}</select>
            </div>
            <div class="field">
                <label class="field-label" for="newer">{text.compare_newer()}</label>
                <select class="input" id="newer" name="newer">{options(choice.newer)}</select>
            </div>
            <div class="field">
                <label class="field-label" for="view">{text.compare_view()}</label>
                <select class="input" id="view" name="view">{views.collect_view()}</select>
            </div>
            <button class="button">{text.compare_show()}</button>
        </form>
    }
}

/// What changed from one version to another.
#[component]
pub fn ComparePage() -> impl IntoView {
    let text = expect_context::<Frame>().text();
    let id = parameter::<PostId>("id");
    let sent = use_context::<Sent<RestoreForm>>();
    page(async move {
        let id = id.ok_or(FunctionError::NotFound).inspect_err(FunctionError::set_status)?;
        let caller = expect_context::<Caller>();
        let who = caller.principal()?;
        let events = caller.blog.post_events_page(who, id, 0, usize::MAX).await.map_err(failed)?.events;
        let choice = CompareChoice::of_address(&events);
        let older = caller.blog.post_version(who, id, choice.older).await.map_err(failed)?;
        let newer = caller.blog.post_version(who, id, choice.newer).await.map_err(failed)?;
        let refusal = sent.and_then(|sent| sent.refusal).map(|error| Refusal::of_error(text, &error));
        let is_in_trash = is_in_trash(&events);
        Ok(view! { <Comparison text id choice older newer refusal is_in_trash/> })
    })
}

#[component]
fn Comparison(
    text: Text,
    id: PostId,
    choice: CompareChoice,
    older: PostView,
    newer: PostView,
    refusal: Option<Refusal>,
    is_in_trash: bool,
) -> impl IntoView {
    let refusal = refusal.map(|refusal| view! { <RefusalSummary refusal title=text.refused_title() text label_of/> });
    let [heading_older, heading_newer] = [choice.older, choice.newer].map(|version| {
        let event = choice.event(version).cloned();
        event.map(|event| {
            let name = event.version_name.as_ref().map(|name| format!(" · “{name}”"));
            view! { {text.compare_version(version, &who(text, &event))} {name} " · " <Instant at=event.at/> }
        })
    });
    // Only what is now can be given something back.
    let may_restore = !is_in_trash && choice.newer == choice.newest() && choice.older < choice.newer;
    let body = match choice.shown {
        Shown::Inline => {
            view! { <Inline text older=older.body.clone() newer=newer.body.clone() may_restore/> }.into_any()
        }
        Shown::Side => view! { <Side text older=older.body.clone() newer=newer.body.clone()/> }.into_any(),
        Shown::Rendered => view! {
            <div class="compare-sides">
                <article class="prose" inner_html=with_ids_behind(&older.html, "older-")></article>
                <article class="prose" inner_html=newer.html.clone()></article>
            </div>
        }
        .into_any(),
    };
    let restore = may_restore.then(|| {
        view! {
            <p class="muted">{text.restore_explained()}</p>
            <button class="button">{text.restore_version(choice.older)}</button>
        }
    });
    let (expected, version) = (choice.newer, choice.older);
    let zone = &expect_context::<Frame>().site.time_zone;
    let (older_fields, newer_fields) = (PostForm::of(&older, zone), PostForm::of(&newer, zone));
    view! {
        <Page title=text.compare_title()>
            <div class="admin-heading">
                <h1>{text.compare_title()}</h1>
                <a class="button" href=format!("{POSTS_PATH}/{id}/history")>{text.history_of_post()}</a>
            </div>
            {refusal}
            {is_in_trash.then(|| view! { <InTrash text id/> })}
            <CompareForm text id choice/>
            <p class="muted">{heading_older} " → " {heading_newer}</p>
            <Fields text older=older_fields newer=newer_fields/>
            <form class="compare" method="post" action=format!("{POSTS_PATH}/{id}/restore")>
                <input type="hidden" name="expected" value=expected/>
                <input type="hidden" name="version" value=version/>
                <h2>{text.compare_body()}</h2>
                {body}
                {restore}
            </form>
        </Page>
    }
}

/// The fields beside the text that changed.
#[component]
fn Fields(text: Text, older: PostForm, newer: PostForm) -> impl IntoView {
    let rows = older.named_fields().into_iter().zip(newer.named_fields()).filter(|(old, new)| old != new);
    let rows: Vec<_> = rows
        .map(|((name, old), (_, new))| {
            view! {
                <div>
                    <dt>{label_of(text, name)}</dt>
                    <dd>
                        {(!old.is_empty()).then(|| view! { <del>{old.to_owned()}</del> " " })}
                        {(!new.is_empty()).then(|| view! { <ins>{new.to_owned()}</ins> })}
                    </dd>
                </div>
            }
        })
        .collect();
    (!rows.is_empty()).then(|| view! { <dl class="version-facts">{rows}</dl> })
}

/// A part of two texts.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Stretch<'t> {
    Same(&'t str),
    Changed { old: &'t str, new: &'t str },
}

fn stretches<'t>(older: &'t str, newer: &'t str) -> Vec<Stretch<'t>> {
    let (mut stretches, mut end) = (Vec::new(), 0);
    for change in diff::changes(older, newer) {
        stretches.extend(Some(Stretch::Same(&newer[end..change.new.start])).filter(|same| *same != Stretch::Same("")));
        end = change.new.end;
        stretches.push(Stretch::Changed { old: &older[change.old], new: &newer[change.new] });
    }
    stretches.extend(Some(Stretch::Same(&newer[end..])).filter(|same| *same != Stretch::Same("")));
    stretches
}

/// What is shown of a stretch that is the same: its ends, where it is long.
fn shown_of_same(text: Text, same: &str) -> AnyView {
    let letters = same.chars().count();
    if letters <= 2 * SAME_CHARS_MAX {
        return same.to_owned().into_any();
    }
    let first: String = same.chars().take(SAME_CHARS_MAX).collect();
    let last: String = same.chars().skip(letters - SAME_CHARS_MAX).collect();
    let between = same.get(first.len()..same.len() - last.len()).unwrap_or_default();
    let words = between.split_whitespace().count() as u64;
    view! { {first} <span class="compare-skipped">"… " {text.compare_unchanged(words)} " …"</span> {last} }.into_any()
}

#[component]
fn Inline(text: Text, older: String, newer: String, may_restore: bool) -> impl IntoView {
    let mut number = 0;
    let parts: Vec<_> = stretches(&older, &newer)
        .into_iter()
        .map(|stretch| match stretch {
            Stretch::Same(same) => shown_of_same(text, same),
            Stretch::Changed { old, new } => {
                let passage = number;
                number += 1;
                let restore = may_restore.then(|| {
                    let name = text.restore_passage_named(passage + 1);
                    view! {
                        <button class="compare-restore" name="passage" value=passage aria-label=name>
                            {text.restore_passage()}
                        </button>
                    }
                });
                view! {
                    {(!old.is_empty()).then(|| view! { <del>{old.to_owned()}</del> })}
                    {(!new.is_empty()).then(|| view! { <ins>{new.to_owned()}</ins> })}
                    {restore}
                }
                .into_any()
            }
        })
        .collect();
    if number == 0 {
        return view! { <p class="list-nothing">{text.compare_same()}</p> }.into_any();
    }
    view! { <div class="compare-text">{parts}</div> }.into_any()
}

#[component]
fn Side(text: Text, older: String, newer: String) -> impl IntoView {
    let stretches = stretches(&older, &newer);
    let side = |is_old: bool| {
        let parts = stretches.iter().map(move |stretch| match stretch {
            Stretch::Same(same) => shown_of_same(text, same),
            Stretch::Changed { old, .. } if is_old => view! { <del>{(*old).to_owned()}</del> }.into_any(),
            Stretch::Changed { new, .. } => view! { <ins>{(*new).to_owned()}</ins> }.into_any(),
        });
        parts.collect::<Vec<_>>()
    };
    let label = |label: &'static str, parts| {
        view! { <section class="compare-text" aria-label=label>{parts}</section> }
    };
    view! {
        <div class="compare-sides">
            {label(text.compare_older(), side(true))}
            {label(text.compare_newer(), side(false))}
        </div>
    }
}

/// Who wrote which words.
#[component]
pub fn WordsPage() -> impl IntoView {
    let text = expect_context::<Frame>().text();
    let id = parameter::<PostId>("id");
    page(async move {
        let id = id.ok_or(FunctionError::NotFound).inspect_err(FunctionError::set_status)?;
        let caller = expect_context::<Caller>();
        let words = caller.blog.words(caller.principal()?, id).await.map_err(failed)?;
        Ok(view! { <WordsOf text id words/> })
    })
}

/// So many people have a colour of their own; further ones share them, and their names tell them apart.
const COLOURS: usize = 6;

#[component]
fn WordsOf(text: Text, id: PostId, words: Vec<Words>) -> impl IntoView {
    let mut people: Vec<String> = Vec::new();
    let parts: Vec<_> = words
        .into_iter()
        .map(|Words { text: words, event }| {
            let who = who(text, &event);
            let number = people.iter().position(|person| *person == who).unwrap_or_else(|| {
                people.push(who.clone());
                people.len() - 1
            });
            let class = format!("words words-{}", number % COLOURS + 1);
            let title = format!("{} · {}", text.compare_version(event.stream_version, &who), event.at);
            let href = format!("{POSTS_PATH}/{id}/history/{}", event.global_position);
            view! { <a class=class href=href title=title>{words}</a> }
        })
        .collect();
    let legend: Vec<_> = people
        .into_iter()
        .enumerate()
        .map(|(number, person)| view! { <li class=format!("words words-{}", number % COLOURS + 1)>{person}</li> })
        .collect();
    let body = if parts.is_empty() {
        view! { <p class="list-nothing">{text.words_empty()}</p> }.into_any()
    } else {
        view! { <ul class="words-legend" role="list">{legend}</ul> <div class="compare-text">{parts}</div> }.into_any()
    };
    view! {
        <Page title=text.words_title()>
            <div class="admin-heading">
                <h1>{text.words_title()}</h1>
                <a class="button" href=format!("{POSTS_PATH}/{id}/history")>{text.history_of_post()}</a>
            </div>
            {body}
        </Page>
    }
}
