//! The dialog in which a picture of the library is chosen: for the text, or for a field that holds a picture's address.

use blog::text::Text;
use leptos::ev;
use leptos::ev::{MouseEvent, SubmitEvent};
use leptos::leptos_dom::helpers::debounce;
use leptos::prelude::*;
use web_sys::wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

use super::dialog::{PAUSE, Search, move_along, write_at};
use super::field::say_typed;
use super::tools::open_dialog;
use crate::functions::{MediaChoice, media_choices};
use crate::writing::upload::{insert_placeholders, markdown};

/// What the arrow keys go along.
const STOPS: &str = "#image_query, .image-choice";

/// What the island keeps in mind; a copy of it is the same.
#[derive(Clone, Copy)]
struct Picker {
    search: Search<MediaChoice>,
    /// The name of the field that the picture is for; none while it is for the text.
    target: RwSignal<Option<String>>,
    text: Text,
}

/// The dialog, which the toolbar opens, and the links to the library beside fields. Without a script these lead there.
#[island]
pub fn ImagePicker(
    /// The tag of the interface's language.
    language: String,
) -> impl IntoView {
    let text = Text::of_tag(&language);
    let search = Search::new();
    let picker = Picker { search, target: RwSignal::new(None), text };
    Effect::new(move || {
        let clicked = window_event_listener(ev::click, move |event| picker.open_for_field(&event));
        on_cleanup(move || clicked.remove());
    });
    let mut look_soon = debounce(PAUSE, move |()| picker.look());
    let mut typed = move || {
        search.take_none();
        look_soon(());
    };
    let results = move || search.found.get().into_iter().map(|choice| picker.choice(choice)).collect_view();
    view! {
        <dialog class="dialog" id="dialog_image" aria-labelledby="dialog_image_title" node_ref=search.dialog
            on:keydown=move |event| move_along(STOPS, search.dialog, &event) on:close=move |_| picker.forget()>
            <h2 id="dialog_image_title">{text.image_dialog_title()}</h2>
            <form method="dialog" class="form" on:submit=move |event| picker.submit(&event)>
                <div class="field">
                    <label class="field-label" for="image_query">{text.media_search()}</label>
                    <input class="input" type="text" id="image_query" autocomplete="off" node_ref=search.query
                        on:focus=move |_| picker.begin() on:input=move |_| typed()/>
                </div>
                <p class="muted" role="status">{search.message}</p>
                <ul class="image-choices" role="list" aria-label=text.image_choices()>{results}</ul>
                <div class="form-actions">
                    <button type="button" class="button button-primary" data-upload="" hidden=move || picker.target.get().is_some()
                        on:click=move |_| search.close()>{text.image_upload_choose()}</button>
                    <button type="button" class="button" on:click=move |_| search.close()>{text.dialog_cancel()}</button>
                </div>
            </form>
        </dialog>
    }
}

impl Picker {
    /// Whoever wants another tab or window gets the library there.
    fn open_for_field(self, event: &MouseEvent) {
        if event.default_prevented() || event.ctrl_key() || event.meta_key() || event.shift_key() {
            return;
        }
        let link = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let Some(link) = link.and_then(|target| target.closest("a[data-pick]").ok().flatten()) else { return };
        event.prevent_default();
        self.target.set(link.get_attribute("data-pick"));
        open_dialog("dialog_image");
    }

    /// The dialog has just been opened, or somebody came back to the words.
    fn begin(self) {
        self.search.keep_selection();
        self.look();
    }

    /// Looks for what is typed; without words, for what was added last.
    fn look(self) {
        let typed = self.search.typed();
        let message = move |answer: &Result<Vec<MediaChoice>, _>| match answer {
            Ok(found) if found.is_empty() => self.text.image_none().to_owned(),
            Ok(found) => self.text.media_count(found.len() as u64),
            Err(_) => self.text.image_search_failed().to_owned(),
        };
        self.search.ask(typed.clone(), media_choices(typed), message, move |first| self.take(&first));
    }

    fn choice(self, choice: MediaChoice) -> impl IntoView {
        let (thumbnail, name, alt) = (choice.thumbnail.clone(), choice.name.clone(), choice.alt.clone());
        view! {
            <li>
                <button type="button" class="image-choice" on:click=move |_| self.take(&choice)>
                    <img src=thumbnail alt="" loading="lazy" decoding="async"/>
                    <span class="media-name">{name}</span>
                    <span class="muted">{alt}</span>
                </button>
            </li>
        }
    }

    /// Enter takes the first that was found.
    fn submit(self, event: &SubmitEvent) {
        event.prevent_default();
        self.search.take_first(|| self.look(), |first| self.take(&first));
    }

    fn take(self, choice: &MediaChoice) {
        let (target, selected) = (self.target.get_untracked(), self.search.selected());
        self.search.close();
        let choice = choice.clone();
        // The page can have the focus once the dialog is gone.
        request_animation_frame(move || match target {
            Some(name) => fill_in(&name, &choice),
            None => {
                let image = markdown(&choice.alt, &choice.name, &choice.path);
                write_at(selected, |text, selection| insert_placeholders(text, selection, &[image]));
            }
        });
    }

    fn forget(self) {
        self.search.forget_words();
        self.search.end();
        self.target.set(None);
    }
}

/// Writes the picture's address where it is wanted, and what it shows where nobody said so yet.
fn fill_in(name: &str, choice: &MediaChoice) {
    let Some(field) = input_named(name) else { return };
    field.set_value(&choice.path);
    if let Some(alt) = input_named(&format!("{name}_alt")).filter(|alt| alt.value().trim().is_empty()) {
        alt.set_value(&choice.alt);
    }
    say_typed(&field);
    let _ = field.focus();
}

fn input_named(name: &str) -> Option<HtmlInputElement> {
    document().query_selector(&format!("form.editor input[name={name}]")).ok()??.dyn_into().ok()
}
