//! What dialogs share in which something is looked for by words.

use std::time::Duration;

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use web_sys::HtmlElement;
use web_sys::wasm_bindgen::JsCast;

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
