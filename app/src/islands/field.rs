//! The field that a text is written in. Places are counted in bytes here and in UTF-16 there, and what is written into it
//! can be taken back with the browser's own undo.

use std::ops::Range;

use leptos::prelude::document;
use web_sys::wasm_bindgen::JsCast;
use web_sys::{Event, EventInit, EventTarget, HtmlDocument, HtmlTextAreaElement};

use crate::writing::Edit;

/// The field that holds the text in Markdown.
pub fn text_field() -> Option<HtmlTextAreaElement> {
    document().query_selector("textarea[data-markdown]").ok()??.dyn_into().ok()
}

/// What is written there, and what of it is selected.
pub fn read(field: &HtmlTextAreaElement) -> (String, Range<usize>) {
    let text = field.value();
    let place = |place: Result<Option<u32>, _>| place.ok().flatten().unwrap_or_default();
    let start = to_bytes(&text, place(field.selection_start()));
    let end = to_bytes(&text, place(field.selection_end())).max(start);
    (text, start..end)
}

/// Writes into the field, which holds `text`, as if it were typed there.
pub fn apply(field: &HtmlTextAreaElement, text: &str, edit: &Edit) {
    let _ = field.focus();
    let start = utf16_length(&text[..edit.range.start]);
    let end = start + utf16_length(&text[edit.range.clone()]);
    let _ = field.set_selection_range(start, end);
    let is_nothing = edit.range.is_empty() && edit.text.is_empty();
    if !is_nothing && !type_in(&edit.text) {
        let _ = field.set_range_text_with_start_and_end(&edit.text, start, end);
        say_typed(field);
    }
    let selected_start = start + utf16_length(&edit.text[..edit.selection.start]);
    let selected_end = selected_start + utf16_length(&edit.text[edit.selection.clone()]);
    let _ = field.set_selection_range(selected_start, selected_end);
}

/// Writes into the field beside what its writer does there: where they are and what they selected stays so, in places of
/// the new text.
pub fn apply_beside(field: &HtmlTextAreaElement, text: &str, edit: &Edit, selected: &Range<usize>) {
    if document().active_element().as_ref() != Some(field.as_ref()) {
        let start = utf16_length(&text[..edit.range.start]);
        let end = start + utf16_length(&text[edit.range.clone()]);
        let _ = field.set_range_text_with_start_and_end(&edit.text, start, end);
        say_typed(field);
        return;
    }
    let scrolled = field.scroll_top();
    apply(field, text, edit);
    let after = field.value();
    if let (Some(before), Some(inside)) = (after.get(..selected.start), after.get(selected.clone())) {
        let start = utf16_length(before);
        let _ = field.set_selection_range(start, start + utf16_length(inside));
    }
    field.set_scroll_top(scrolled);
}

/// Writes what is selected anew, on the browser's own list of what can be undone. Says whether the browser does so.
fn type_in(text: &str) -> bool {
    if text.is_empty() { command("delete", "") } else { command("insertText", text) }
}

/// Has the browser do something to the field that has the focus.
pub fn command(name: &str, value: &str) -> bool {
    let Ok(document) = document().dyn_into::<HtmlDocument>() else { return false };
    document.exec_command_with_show_ui_and_value(name, false, value).unwrap_or(false)
}

/// Tells whoever listens that the field has another text.
pub fn say_typed(field: &EventTarget) {
    let bubbling = EventInit::new();
    bubbling.set_bubbles(true);
    if let Ok(event) = Event::new_with_event_init_dict("input", &bubbling) {
        let _ = field.dispatch_event(&event);
    }
}

/// The length as the browser counts it.
pub fn utf16_length(text: &str) -> u32 {
    u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX)
}

fn to_bytes(text: &str, place: u32) -> usize {
    let mut left = place;
    for (at, character) in text.char_indices() {
        if left == 0 {
            return at;
        }
        left = left.saturating_sub(if u32::from(character) > 0xffff { 2 } else { 1 });
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_both_ways() {
        let text = "a霧😀b";
        for (place, bytes) in [(0, 0), (1, 1), (2, 4), (4, 8), (5, 9), (99, 9)] {
            assert_eq!(to_bytes(text, place), bytes, "{place}");
        }
        assert_eq!(utf16_length(text), 5);
    }
}
