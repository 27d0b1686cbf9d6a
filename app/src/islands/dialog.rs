//! What dialogs share in which something is looked for by words.

use std::ops::Range;
use std::time::Duration;

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::HtmlElement;
use web_sys::wasm_bindgen::JsCast;

use super::field::{apply, read, text_field};
use crate::functions::FunctionError;
use crate::writing::Edit;

/// How long a writer pauses before what they typed is looked for.
pub const PAUSE: Duration = Duration::from_millis(200);

/// The arrow keys go from what is typed, which is the first of the stops, to what was found, and along it.
pub fn move_along(stops: &str, dialog: NodeRef<html::Dialog>, event: &KeyboardEvent) {
    let step: isize = match event.key().as_str() {
        "ArrowDown" | "ArrowRight" => 1,
        "ArrowUp" | "ArrowLeft" => -1,
        _ => return,
    };
    let Some(dialog) = dialog.get_untracked() else { return };
    let Ok(found) = dialog.query_selector_all(stops) else { return };
    let stops: Vec<HtmlElement> = (0..found.length()).filter_map(|index| found.item(index)?.dyn_into().ok()).collect();
    let focused = document().active_element();
    let Some(index) = stops.iter().position(|stop| focused.as_ref() == Some(stop.as_ref())) else { return };
    // Among the words, these two move the cursor.
    if index == 0 && matches!(event.key().as_str(), "ArrowRight" | "ArrowLeft") {
        return;
    }
    if let Some(next) = index.checked_add_signed(step).and_then(|next| stops.get(next)) {
        event.prevent_default();
        let _ = next.focus();
    }
}

/// What such a dialog keeps in mind; a copy of it is the same.
pub struct Search<T: 'static> {
    /// The dialog itself.
    pub dialog: NodeRef<html::Dialog>,
    /// The field for the words.
    pub query: NodeRef<html::Input>,
    /// What was found.
    pub found: RwSignal<Vec<T>>,
    /// What is said of that.
    pub message: RwSignal<String>,
    latest_request: StoredValue<u32>,
    /// The words that what was found is for; none before an answer has come.
    answered: StoredValue<Option<String>>,
    /// Whether the first is to be taken as soon as there is an answer for what is typed.
    takes_first: StoredValue<bool>,
    /// What of the text was selected when the dialog was opened; until it is closed.
    selection: StoredValue<Option<Range<usize>>>,
}

impl<T> Clone for Search<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Search<T> {}

impl<T: Clone + Send + Sync + 'static> Search<T> {
    /// Nothing is looked for yet.
    pub fn new() -> Self {
        Self {
            dialog: NodeRef::new(),
            query: NodeRef::new(),
            found: RwSignal::new(Vec::new()),
            message: RwSignal::new(String::new()),
            latest_request: StoredValue::new(0),
            answered: StoredValue::new(None),
            takes_first: StoredValue::new(false),
            selection: StoredValue::new(None),
        }
    }

    /// What is looked for.
    pub fn typed(self) -> String {
        self.query.get_untracked().map(|query| query.value().trim().to_owned()).unwrap_or_default()
    }

    /// Keeps what of the text is selected, unless that is kept already: the text's own selection may be gone by the time
    /// that something is chosen.
    pub fn keep_selection(self) {
        if self.selection.with_value(Option::is_none) {
            self.selection.set_value(text_field().map(|field| read(&field).1));
        }
    }

    /// Shows what is found for these words, unless something else is looked for by then, and says how much that is. Who
    /// pressed Enter in the meantime gets the first of it.
    pub fn ask(
        self,
        words: String,
        answer: impl Future<Output = Result<Vec<T>, FunctionError>> + 'static,
        message: impl FnOnce(&Result<Vec<T>, FunctionError>) -> String + 'static,
        take: impl FnOnce(T) + 'static,
    ) {
        let request = self.next_request();
        spawn_local(async move {
            let answer = answer.await;
            if self.latest_request.try_get_value() != Some(request) {
                return;
            }
            self.message.set(message(&answer));
            self.found.set(answer.unwrap_or_default());
            self.answered.set_value(Some(words));
            if self.takes_first.get_value() {
                self.take_none();
                if let Some(first) = self.first() {
                    take(first);
                }
            }
        });
    }

    /// Shows nothing, whatever was looked for.
    pub fn clear(self) {
        self.next_request();
        self.answered.set_value(None);
        self.found.set(Vec::new());
        self.message.set(String::new());
    }

    fn next_request(self) -> u32 {
        let request = self.latest_request.get_value().wrapping_add(1);
        self.latest_request.set_value(request);
        request
    }

    /// Takes the first that was found for what is typed. Who types faster than the answer comes does not get what was
    /// found for other words: that is looked for at once, and taken when it is there.
    pub fn take_first(self, look: impl FnOnce(), take: impl FnOnce(T)) {
        if self.answered.get_value().as_ref() == Some(&self.typed()) {
            if let Some(first) = self.first() {
                take(first);
            }
        } else {
            self.takes_first.set_value(true);
            look();
        }
    }

    /// Takes nothing that comes later: the words change, or the dialog is closed.
    pub fn take_none(self) {
        self.takes_first.set_value(false);
    }

    fn first(self) -> Option<T> {
        self.found.with_untracked(|found| found.first().cloned())
    }

    /// Closes the dialog.
    pub fn close(self) {
        if let Some(dialog) = self.dialog.get_untracked() {
            dialog.close();
        }
    }

    /// The dialog is closed: there is no selection to keep any more, and nothing to take.
    pub fn end(self) {
        self.take_none();
        self.selection.set_value(None);
    }

    /// Empties the field for the words.
    pub fn forget_words(self) {
        if let Some(query) = self.query.get_untracked() {
            query.set_value("");
        }
    }

    /// What of the text was selected.
    pub fn selected(self) -> Option<Range<usize>> {
        self.selection.get_value()
    }
}

/// Changes the text where its writer was when the dialog was opened, as far as that is still in it.
pub fn write_at(selected: Option<Range<usize>>, edit: impl FnOnce(&str, Range<usize>) -> Edit) {
    let Some(field) = text_field() else { return };
    let (text, now) = read(&field);
    let selection = selected.filter(|selected| text.get(selected.clone()).is_some()).unwrap_or(now);
    apply(&field, &text, &edit(&text, selection));
}
