//! The dialog that puts in a link: to another post, found by words of its title, or to any address.

use blog::domain::views::LinkTarget;
use blog::text::Text;
use leptos::ev::SubmitEvent;
use leptos::leptos_dom::helpers::debounce;
use leptos::prelude::*;
use web_sys::HtmlButtonElement;
use web_sys::wasm_bindgen::JsCast;

use super::dialog::{PAUSE, Search, move_along, write_at};
use crate::functions::link_targets;
use crate::writing::insert::{link, typed_address};

/// What the arrow keys go along.
const STOPS: &str = "#link_query, .link-target";

/// The dialog, which the toolbar opens.
#[island]
pub fn LinkSearch(
    /// The tag of the interface's language.
    language: String,
) -> impl IntoView {
    let text = Text::of_tag(&language);
    let search = Search::new();
    let mut look_soon = debounce(PAUSE, move |()| look(search, text));
    let mut typed = move || {
        search.take_none();
        look_soon(());
    };
    let results = move || {
        let target = |target: LinkTarget| {
            let (title, path) = (target.title.clone(), target.path.clone());
            let draft = (!target.is_published).then(|| view! { <span class="link-draft">{text.link_draft()}</span> });
            view! {
                <li>
                    <button type="button" class="link-target" on:click=move |_| insert(search, &target.title, &target.path)>
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
            on:keydown=move |event| move_along(STOPS, search.dialog, &event) on:close=move |_| search.end()>
            <h2 id="dialog_link_title">{text.link_dialog_title()}</h2>
            <form method="dialog" class="form" on:submit=move |event| submit(search, text, &event)>
                <div class="field">
                    <label class="field-label" for="link_query">{text.link_query()}</label>
                    <p class="field-hint" id="link_query_hint">{text.link_query_hint()}</p>
                    <input class="input" type="text" id="link_query" autocomplete="off" autocapitalize="none"
                        aria-describedby="link_query_hint" node_ref=search.query
                        on:focus=move |_| begin(search, text) on:input=move |_| typed()/>
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

/// The dialog has just been opened, or somebody came back to the words.
fn begin(search: Search<LinkTarget>, text: Text) {
    search.keep_selection();
    look(search, text);
}

/// Looks for what is typed; without words, for what was changed last.
fn look(search: Search<LinkTarget>, text: Text) {
    let typed = search.typed();
    if typed_address(&typed).is_some() {
        search.clear();
        return;
    }
    let message = move |answer: &Result<Vec<LinkTarget>, _>| match answer {
        Ok(found) if found.is_empty() => text.link_nothing().to_owned(),
        Ok(found) => text.link_found(found.len() as u64),
        Err(_) => text.link_failed().to_owned(),
    };
    search.ask(typed.clone(), link_targets(typed), message, move |first| insert(search, &first.title, &first.path));
}

/// Enter takes the address, or else the first that was found.
fn submit(search: Search<LinkTarget>, text: Text, event: &SubmitEvent) {
    let pressed = event.submitter().and_then(|button| button.dyn_into::<HtmlButtonElement>().ok());
    if pressed.is_some_and(|button| button.value() == "cancel") {
        return;
    }
    event.prevent_default();
    if let Some(address) = typed_address(&search.typed()) {
        insert(search, "", &address);
    } else {
        search.take_first(|| look(search, text), |first| insert(search, &first.title, &first.path));
    }
}

fn insert(search: Search<LinkTarget>, title: &str, address: &str) {
    let selected = search.selected();
    search.close();
    search.forget_words();
    let (title, address) = (title.to_owned(), address.to_owned());
    // The text can have the focus once the dialog is gone.
    request_animation_frame(move || write_at(selected, |text, selection| link(text, selection, &title, &address)));
}
