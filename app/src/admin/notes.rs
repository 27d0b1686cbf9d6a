//! Notes beside a draft, in its editor. They stand in the editor's form, so that whoever writes or settles one keeps what
//! they typed into the text, with and without a script.

use blog::domain::PostId;
use blog::domain::note::rules;
use blog::domain::views::NoteView;
use blog::text::Text;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::fields::{Field, TextArea};
use super::forms::{POSTS_PATH, PostForm};
use super::layout::Instant;
use super::refusal::Refusal;
use crate::context::Frame;

/// The thread, and where it goes on.
#[component]
pub fn Notes(
    /// The interface's language.
    text: Text,
    /// Which post it is.
    id: PostId,
    /// What was said so far.
    notes: Vec<NoteView>,
    /// What is typed.
    form: PostForm,
    /// What is wrong with it.
    refusal: Refusal,
) -> impl IntoView {
    // Whoever just wrote a note is led to it.
    let is_written = use_query_map().get_untracked().get_str("done") == Some("note-written");
    let newest = notes.iter().max_by_key(|note| note.written_at).map(|note| note.id).filter(|_| is_written);
    let (settled, open): (Vec<_>, Vec<_>) = notes.into_iter().partition(|note| note.resolved_at.is_some());
    let rows = |notes: Vec<NoteView>| {
        let rows: Vec<_> =
            notes.into_iter().map(|note| view! { <Row text id is_new=newest == Some(note.id) note/> }).collect();
        (!rows.is_empty()).then(|| view! { <ol class="notes-list" role="list">{rows}</ol> })
    };
    let count = settled.len() as u64;
    let nothing = (open.is_empty() && settled.is_empty()).then(|| view! { <p class="muted">{text.notes_empty()}</p> });
    let settled = rows(settled).map(|rows| {
        view! { <details><summary>{text.notes_resolved(count)}</summary>{rows}</details> }
    });
    view! {
        <section class="notes" aria-labelledby="notes_title">
            <h2 id="notes_title">{text.notes_title()}</h2>
            <p class="muted">{text.notes_explained()}</p>
            {nothing}
            {rows(open)}
            {settled}
            <Write text id form refusal/>
        </section>
    }
}

#[component]
fn Row(text: Text, id: PostId, note: NoteView, is_new: bool) -> impl IntoView {
    let who = note.written_by.map_or_else(|| text.review_somebody().to_owned(), |person| person.name);
    let at = expect_context::<Frame>().site.time_zone.to_minute(note.written_at);
    let button = |step: &'static str, label: &'static str, named: String| {
        let address = format!("{POSTS_PATH}/{id}/notes/{}/{step}", note.id);
        view! {
            <button class="button button-quiet" formaction=address formnovalidate=true aria-label=named>{label}</button>
        }
    };
    let settle = match note.resolved_at {
        None => button("resolve", text.notes_resolve(), text.notes_resolve_named(&who, &at)),
        Some(_) => button("reopen", text.notes_reopen(), text.notes_reopen_named(&who, &at)),
    };
    let delete = note.is_own.then(|| button("delete", text.notes_delete(), text.notes_delete_named(&at)));
    let resolved = note.resolved_at.map(|at| {
        let who = note.resolved_by.map_or_else(|| text.review_somebody().to_owned(), |person| person.name);
        view! { " · " {text.notes_resolved_by(&who)} " " <Instant at/> }
    });
    view! {
        <li class="notes-note" id=format!("note_{}", note.id) tabindex=is_new.then_some("-1") autofocus=is_new>
            {note.quote.map(|quote| view! { <blockquote class="notes-quote">{quote}</blockquote> })}
            <p class="notes-text">{note.text}</p>
            <p class="muted">{who} " · " <Instant at=note.written_at/> {resolved}</p>
            <p class="notes-actions">{settle} {delete}</p>
        </li>
    }
}

#[component]
fn Write(text: Text, id: PostId, form: PostForm, refusal: Refusal) -> impl IntoView {
    let field = |name, label| Field::new(name, label, &refusal);
    let is_open = ["note_text", "note_quote"].iter().any(|name| refusal.field(name).is_some())
        || !form.note_text.is_empty()
        || !form.note_quote.is_empty();
    // Whoever presses another button needs no note.
    let rule = blog::domain::TextRule { required: false, ..rules::TEXT };
    view! {
        <details class="notes-write" open=is_open>
            <summary>{text.notes_write()}</summary>
            <TextArea field=field("note_text", text.notes_text()) value=form.note_text rule rows=3/>
            <TextArea field=field("note_quote", text.notes_quote()).hint(text.notes_quote_hint()) value=form.note_quote
                rule=rules::QUOTE rows=2/>
            <button class="button" formaction=format!("{POSTS_PATH}/{id}/notes") formnovalidate=true>
                {text.notes_submit()}
            </button>
        </details>
    }
}
