//! The dialog that puts in a link: to another post, found by words of its title, or to any address.

use std::ops::Range;

use blog::domain::views::LinkTarget;
use blog::text::Text;
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::leptos_dom::helpers::debounce;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::HtmlButtonElement;
use web_sys::wasm_bindgen::JsCast;

use super::dialog::{PAUSE, move_along};
use super::field::{apply, read, text_field};
use crate::functions::link_targets;
use crate::writing::insert::{link, typed_address};

/// What the arrow keys go along.
const STOPS: &str = "#link_query, .link-target";

/// What the island keeps in mind; a copy of it is the same.
#[derive(Clone, Copy)]
struct Search {
    dialog: NodeRef<html::Dialog>,
    query: NodeRef<html::Input>,
    found: RwSignal<Vec<LinkTarget>>,
    message: RwSignal<String>,
    latest_request: StoredValue<u32>,
    /// What of the text was selected when the dialog was opened; until it is closed.
    selection: StoredValue<Option<Range<usize>>>,
    text: Text,
}

/// The dialog, which the toolbar opens.
#[island]
pub fn LinkSearch(
    /// The tag of the interface's language.
    language: String,
) -> impl IntoView {
    let text = Text::of_tag(&language);
    let search = Search {
        dialog: NodeRef::new(),
        query: NodeRef::new(),
        found: RwSignal::new(Vec::new()),
        message: RwSignal::new(String::new()),
        latest_request: StoredValue::new(0),
        selection: StoredValue::new(None),
        text,
    };
    let mut look_soon = debounce(PAUSE, move |()| search.look());
    let results = move || {
        let target = |target: LinkTarget| {
            let (title, path) = (target.title.clone(), target.path.clone());
            let draft = (!target.is_published).then(|| view! { <span class="link-draft">{text.link_draft()}</span> });
            view! {
                <li>
                    <button type="button" class="link-target" on:click=move |_| search.insert(&target.title, &target.path)>
                        <span class="link-target-title">{title}</span>
                        <span class="muted">{path}</span>
                        {draft}
                    </button>
                </li>
            }
        };
        search.found.get().into_iter().map(target).collect_view()
    };
    view! {
        <dialog class="dialog" id="dialog_link" aria-labelledby="dialog_link_title" node_ref=search.dialog
            on:keydown=move |event| move_along(STOPS, search.dialog, &event) on:close=move |_| search.selection.set_value(None)>
            <h2 id="dialog_link_title">{text.link_dialog_title()}</h2>
            <form method="dialog" class="form" on:submit=move |event| search.submit(&event)>
                <div class="field">
                    <label class="field-label" for="link_query">{text.link_query()}</label>
                    <p class="field-hint" id="link_query_hint">{text.link_query_hint()}</p>
                    <input class="input" type="text" id="link_query" autocomplete="off" autocapitalize="none"
                        aria-describedby="link_query_hint" node_ref=search.query
                        on:focus=move |_| search.begin() on:input=move |_| look_soon(())/>
                </div>
                <p class="muted" role="status">{search.message}</p>
                <ul class="link-targets" role="list" aria-label=text.link_results()>{results}</ul>
                <div class="form-actions">
                    <button class="button button-primary" value="insert">{text.dialog_insert()}</button>
                    <button class="button" value="cancel">{text.dialog_cancel()}</button>
                </div>
            </form>
        </dialog>
    }
}

impl Search {
    fn typed(self) -> String {
        self.query.get_untracked().map(|query| query.value().trim().to_owned()).unwrap_or_default()
    }

    /// The dialog has just been opened, or somebody came back to the words: the text's own selection may be gone by the
    /// time that a link is chosen.
    fn begin(self) {
        if self.selection.with_value(Option::is_none) {
            self.selection.set_value(text_field().map(|field| read(&field).1));
        }
        self.look();
    }

    /// Looks for what is typed; without words, for what was changed last.
    fn look(self) {
        let typed = self.typed();
        let request = self.latest_request.get_value().wrapping_add(1);
        self.latest_request.set_value(request);
        if typed_address(&typed).is_some() {
            self.found.set(Vec::new());
            self.message.set(String::new());
            return;
        }
        spawn_local(async move {
            let answer = link_targets(typed).await;
            if self.latest_request.try_get_value() != Some(request) {
                return;
            }
            let count = answer.as_ref().map_or(0, Vec::len);
            self.message.set(match &answer {
                Ok(found) if found.is_empty() => self.text.link_nothing().to_owned(),
                Ok(_) => self.text.link_found(count as u64),
                Err(_) => self.text.link_failed().to_owned(),
            });
            self.found.set(answer.unwrap_or_default());
        });
    }

    /// Enter takes the address, or else the first that was found.
    fn submit(self, event: &SubmitEvent) {
        let pressed = event.submitter().and_then(|button| button.dyn_into::<HtmlButtonElement>().ok());
        if pressed.is_some_and(|button| button.value() == "cancel") {
            return;
        }
        event.prevent_default();
        if let Some(address) = typed_address(&self.typed()) {
            self.insert("", &address);
        } else if let Some(first) = self.found.with_untracked(|found| found.first().cloned()) {
            self.insert(&first.title, &first.path);
        }
    }

    fn insert(self, title: &str, address: &str) {
        let selected = self.selection.get_value();
        if let Some(dialog) = self.dialog.get_untracked() {
            dialog.close();
        }
        if let Some(query) = self.query.get_untracked() {
            query.set_value("");
        }
        let (title, address) = (title.to_owned(), address.to_owned());
        // The text can have the focus once the dialog is gone.
        request_animation_frame(move || {
            if let Some(field) = text_field() {
                let (text, now) = read(&field);
                let selection = selected.filter(|selected| text.get(selected.clone()).is_some()).unwrap_or(now);
                apply(&field, &text, &link(&text, selection, &title, &address));
            }
        });
    }
}
