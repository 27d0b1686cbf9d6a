//! The editor's toolbar and keys.

use blog::domain::post::rules;
use blog::text::Text;
use leptos::ev;
use leptos::prelude::*;
use web_sys::wasm_bindgen::JsCast;
use web_sys::wasm_bindgen::closure::Closure;
use web_sys::{
    CustomEvent, Element, EventTarget, HtmlButtonElement, HtmlDialogElement, HtmlElement, HtmlFormElement,
    HtmlInputElement, HtmlSelectElement, KeyboardEvent, SubmitEvent,
};

use super::field::{apply, command, read, text_field};
use crate::writing::insert::{Alignment, table};
use crate::writing::lists::continue_list;
use crate::writing::tool::{Keys, Tool};

/// What the window hears when a writer saves by the keyboard; `Autosave` listens.
pub const SAVE_EVENT: &str = "lithair-save";

/// What of the editor is shown; the stylesheet does the rest.
const VIEW_ATTRIBUTE: &str = "data-view";

/// Listens to the toolbar, which is elsewhere in the page and hidden without this, and to the keys in the form. The
/// dialogs are its children.
#[island]
pub fn EditorTools(
    /// The tag of the interface's language.
    language: String,
    children: Children,
) -> impl IntoView {
    let text = Text::of_tag(&language);
    Effect::new(move || {
        if let Some(toolbar) = toolbar() {
            name_keys_of_a_mac();
            let _ = toolbar.remove_attribute("hidden");
        }
        if let Some(form) = form() {
            // A browser that comes back to the page would put an old text beside a newer version's number.
            let _ = form.set_attribute("autocomplete", "off");
        }
        watch_length(text);
    });
    let typed = window_event_listener_untyped("input", move |_| watch_length(text));
    let clicked = window_event_listener(ev::click, |event| {
        if let Some(button) = tool_button(event.target())
            && let Some(tool) = button.get_attribute("data-tool").and_then(|name| Tool::of_name(&name))
        {
            rove(&button);
            use_tool(tool);
        }
    });
    let pressed = window_event_listener(ev::keydown, |event| {
        if move_along_toolbar(&event) || use_keys(&event) {
            event.prevent_default();
        }
    });
    let asked = window_event_listener(ev::submit, |event| answer_table(&event));
    let left = window_event_listener_untyped("fullscreenchange", |_| {
        if document().fullscreen_element().is_none() {
            show(None);
        }
    });
    on_cleanup(move || {
        typed.remove();
        clicked.remove();
        pressed.remove();
        asked.remove();
        left.remove();
    });
    children()
}

fn toolbar() -> Option<HtmlElement> {
    document().query_selector("[data-toolbar]").ok()??.dyn_into().ok()
}

fn form() -> Option<HtmlFormElement> {
    text_field()?.form()
}

fn tool_button(target: Option<EventTarget>) -> Option<HtmlElement> {
    target?.dyn_into::<Element>().ok()?.closest("[data-tool]").ok()??.dyn_into().ok()
}

/// Says beside the text that it is too long to be saved, and keeps it from being sent before it is shorter.
fn watch_length(text: Text) {
    let Some(field) = text_field() else { return };
    let Ok(Some(message)) = document().query_selector("[data-limit]") else { return };
    let chars_max = rules::BODY.chars_max;
    // What has fewer units of UTF-16 has fewer characters, and nothing has to be counted.
    let is_short = usize::try_from(field.text_length()).is_ok_and(|units| units <= chars_max);
    let chars = if is_short { 0 } else { field.value().chars().count() };
    let said = if chars > chars_max { text.editor_too_long(chars, chars_max) } else { String::new() };
    if message.text_content().unwrap_or_default() != said {
        field.set_custom_validity(&said);
        message.set_text_content(Some(&said));
    }
}

/// Opens a dialog of the page.
pub fn open_dialog(id: &str) -> Option<HtmlDialogElement> {
    let dialog = document().get_element_by_id(id)?.dyn_into::<HtmlDialogElement>().ok()?;
    dialog.show_modal().ok()?;
    Some(dialog)
}

fn use_tool(tool: Tool) {
    let Some(field) = text_field() else { return };
    match tool {
        Tool::Undo | Tool::Redo => {
            let _ = field.focus();
            command(if tool == Tool::Undo { "undo" } else { "redo" }, "");
        }
        Tool::Help => {
            open_dialog("dialog_help");
        }
        Tool::Table => {
            open_dialog("dialog_table");
        }
        Tool::Link => {
            open_dialog("dialog_link");
        }
        Tool::Image => {
            open_dialog("dialog_image");
        }
        Tool::Focus => toggle("focus"),
        Tool::FullScreen => toggle("full"),
        Tool::Save => {
            if let Ok(event) = CustomEvent::new(SAVE_EVENT) {
                let _ = window().dispatch_event(&event);
            }
        }
        tool => {
            let (text, selection) = read(&field);
            for edit in tool.edits(&text, selection) {
                // One edit may follow another, which has changed the text.
                apply(&field, &read(&field).0, &edit);
            }
        }
    }
}

/// Does what the keys mean. Says whether they meant something.
fn use_keys(event: &KeyboardEvent) -> bool {
    // Some keyboards write letters with Ctrl and Alt, and some people write with a second window of signs.
    if event.is_composing() || event.get_modifier_state("AltGraph") || is_dialog_open() {
        return false;
    }
    let (Some(field), Some(form)) = (text_field(), form()) else { return false };
    let focused = document().active_element();
    let is_in_text = focused.as_ref() == Some(field.as_ref());
    if event.key() == "Escape" && form.has_attribute(VIEW_ATTRIBUTE) {
        show(None);
        return true;
    }
    let is_plain = !(event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key());
    if event.key() == "Enter" && is_in_text && is_plain {
        let (text, selection) = read(&field);
        let edit = selection.is_empty().then(|| continue_list(&text, selection.start)).flatten();
        return edit.inspect(|edit| apply(&field, &text, edit)).is_some();
    }
    let keys = Keys {
        // On a Mac, Ctrl moves the cursor.
        control: if is_mac() { event.meta_key() } else { event.ctrl_key() },
        alt: event.alt_key(),
        shift: event.shift_key(),
        key: event.key().to_lowercase(),
        code: event.code(),
    };
    let is_in_form = focused.is_some_and(|focused| form.contains(Some(&focused)));
    let meant =
        Tool::of_keys(&keys).filter(|tool| is_in_text || tool.is_everywhere() && (is_in_form || *tool == Tool::Save));
    meant.map(use_tool).is_some()
}

fn is_dialog_open() -> bool {
    matches!(document().query_selector("dialog[open]"), Ok(Some(_)))
}

/// Makes a button the one of the toolbar that the Tab key reaches.
fn rove(button: &HtmlElement) {
    for other in tools() {
        other.set_tab_index(-1);
    }
    button.set_tab_index(0);
}

fn tools() -> Vec<HtmlElement> {
    let Some(found) = toolbar().and_then(|toolbar| toolbar.query_selector_all("[data-tool]").ok()) else {
        return Vec::new();
    };
    (0..found.length()).filter_map(|index| found.item(index)?.dyn_into().ok()).collect()
}

/// The arrow keys go along the toolbar, as in every toolbar. Says whether they did.
fn move_along_toolbar(event: &KeyboardEvent) -> bool {
    let Some(button) = tool_button(event.target()) else { return false };
    let tools = tools();
    let Some(index) = tools.iter().position(|tool| *tool == button) else { return false };
    let is_right_to_left = matches!(document().query_selector("[dir=rtl] [data-toolbar]"), Ok(Some(_)));
    let last = tools.len() - 1;
    let next = match (event.key().as_str(), is_right_to_left) {
        ("ArrowRight", false) | ("ArrowLeft", true) => {
            if index == last {
                0
            } else {
                index + 1
            }
        }
        ("ArrowLeft", false) | ("ArrowRight", true) => index.checked_sub(1).unwrap_or(last),
        ("Home", _) => 0,
        ("End", _) => last,
        _ => return false,
    };
    rove(&tools[next]);
    let _ = tools[next].focus();
    true
}

/// Shows a part of the editor alone, or all of the page again.
fn toggle(view: &str) {
    let is_shown = form().and_then(|form| form.get_attribute(VIEW_ATTRIBUTE)).as_deref() == Some(view);
    show(if is_shown { None } else { Some(view) });
}

fn show(view: Option<&str>) {
    let (Some(form), Some(field)) = (form(), text_field()) else { return };
    let had_view = form.has_attribute(VIEW_ATTRIBUTE);
    match view {
        Some(view) => {
            let _ = form.set_attribute(VIEW_ATTRIBUTE, view);
        }
        None => {
            let _ = form.remove_attribute(VIEW_ATTRIBUTE);
        }
    }
    for (tool, own) in [(Tool::Focus, "focus"), (Tool::FullScreen, "full")] {
        if let Ok(Some(button)) = document().query_selector(&format!("[data-tool={}]", tool.name())) {
            let _ = button.set_attribute("aria-pressed", if view == Some(own) { "true" } else { "false" });
        }
    }
    match (had_view, view) {
        (false, Some(_)) => fill_screen(),
        (true, None) if document().fullscreen_element().is_some() => document().exit_fullscreen(),
        _ => {}
    }
    if had_view || view.is_some() {
        let _ = field.focus();
    }
}

/// Asks the browser for the whole screen. Where it gives none, the window is what there is.
fn fill_screen() {
    let Some(root) = document().document_element() else { return };
    let Ok(ask) = js_sys::Reflect::get(&root, &"requestFullscreen".into()) else { return };
    let Ok(ask) = ask.dyn_into::<js_sys::Function>() else { return };
    if let Ok(answer) = ask.call0(&root)
        && let Ok(answer) = answer.dyn_into::<js_sys::Promise>()
    {
        let refused = Closure::once_into_js(|_: web_sys::wasm_bindgen::JsValue| {});
        let _ = js_sys::Reflect::get(&answer, &"catch".into())
            .and_then(|catch| catch.dyn_into::<js_sys::Function>())
            .and_then(|catch| catch.call1(&answer, &refused));
    }
}

/// Puts in the table that the dialog asked about.
fn answer_table(event: &SubmitEvent) {
    let Some(asked) = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok()) else { return };
    let is_insert = event
        .submitter()
        .and_then(|button| button.dyn_into::<HtmlButtonElement>().ok())
        .is_none_or(|button| button.value() == "insert");
    if !is_insert || !matches!(asked.closest("#dialog_table"), Ok(Some(_))) {
        return;
    }
    let heading = asked.get_attribute("data-heading").unwrap_or_default();
    let number = |id: &str| {
        let field = document().get_element_by_id(id).and_then(|field| field.dyn_into::<HtmlInputElement>().ok());
        field.and_then(|field| field.value().parse().ok()).unwrap_or(1)
    };
    let chosen = document().get_element_by_id("table_alignment");
    let chosen = chosen.and_then(|field| field.dyn_into::<HtmlSelectElement>().ok()).map(|field| field.value());
    let alignment = match chosen.as_deref() {
        Some("center") => Alignment::Center,
        Some("end") => Alignment::End,
        _ => Alignment::Start,
    };
    let (rows, columns) = (number("table_rows"), number("table_columns"));
    // The dialog closes after this event, and only then can the text have the focus.
    request_animation_frame(move || {
        if let Some(field) = text_field() {
            let (text, selection) = read(&field);
            apply(&field, &text, &table(&text, selection, rows, columns, alignment, &heading));
        }
    });
}

fn is_mac() -> bool {
    window().navigator().platform().is_ok_and(|platform| platform.contains("Mac") || platform.starts_with("iP"))
}

/// On a Mac it is another key.
fn name_keys_of_a_mac() {
    if !is_mac() {
        return;
    }
    for tool in tools() {
        tool.set_title(&tool.title().replace("Ctrl", "⌘"));
    }
    let Ok(keys) = document().query_selector_all("[data-keys]") else { return };
    for element in (0..keys.length()).filter_map(|index| keys.item(index)) {
        let keys = element.text_content().unwrap_or_default();
        element.set_text_content(Some(&keys.replace("Ctrl", "⌘")));
    }
}
