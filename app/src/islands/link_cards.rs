//! Links that are pasted into a line of their own become cards.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use web_sys::wasm_bindgen::JsCast;
use web_sys::wasm_bindgen::prelude::Closure;
use web_sys::{ClipboardEvent, HtmlDocument, HtmlElement, HtmlFormElement, HtmlTextAreaElement};

use super::field;
use crate::functions::{LinkCardAnswer, link_card};
use crate::writing::paste::is_paragraph;

/// A longer address is none that somebody pasted.
const URL_BYTES_MAX: usize = 2_048;

/// The island's sentences: they come from the page, so that the catalogue stays out of the browser.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct LinkCardTexts {
    /// A card is being made.
    pub asking: String,
    /// The link is a card now.
    pub made: String,
    /// The link is not where it was any more.
    pub moved_on: String,
    /// The server does not answer.
    pub failed: String,
    /// The link stays as it is; [`LinkCardTexts::REASON`] stands for the reason.
    pub kept: String,
}

impl LinkCardTexts {
    /// Where the reason goes.
    pub const REASON: &'static str = "{}";
}

/// Makes cards of links that are pasted into the text of the form around it. The link is there at once; its card takes its
/// place when it comes, if the line is still that link, and undoing brings the link back.
#[island]
pub fn LinkCards(
    /// The sentences.
    texts: LinkCardTexts,
) -> impl IntoView {
    let root = NodeRef::<html::P>::new();
    let message = RwSignal::new(String::new());
    let texts = StoredValue::new(texts);
    Effect::new(move || {
        let form = root.get().and_then(|root| root.closest("form").ok()?);
        let Some(form) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) else { return };
        let heard = Closure::<dyn FnMut(ClipboardEvent)>::new(move |event: ClipboardEvent| {
            if let Some((field, url)) = pasted_link(&event) {
                event.prevent_default();
                event.stop_propagation();
                insert(&field, &url);
                message.set(texts.with_value(|texts| texts.asking.clone()));
                spawn_local(async move {
                    let said = become_card(&field, &url).await;
                    let _ = message.try_set(texts.with_value(|texts| said.sentence(texts)));
                });
            }
        });
        // Before the field hears of it, so that nobody else pastes the same.
        let listener = heard.into_js_value();
        let _ = form.add_event_listener_with_callback_and_bool("paste", listener.unchecked_ref(), true);
    });
    view! { <p class="muted link-cards" role="status" node_ref=root>{message}</p> }
}

/// What became of a link.
enum Said {
    Made,
    MovedOn,
    Failed,
    Kept(String),
}

impl Said {
    fn sentence(&self, texts: &LinkCardTexts) -> String {
        match self {
            Self::Made => texts.made.clone(),
            Self::MovedOn => texts.moved_on.clone(),
            Self::Failed => texts.failed.clone(),
            Self::Kept(reason) => texts.kept.replace(LinkCardTexts::REASON, reason),
        }
    }
}

async fn become_card(field: &HtmlTextAreaElement, url: &str) -> Said {
    match link_card(url.to_owned()).await {
        Ok(LinkCardAnswer::Card(markdown)) if replace_line(field, url, &markdown) => Said::Made,
        Ok(LinkCardAnswer::Card(_)) => Said::MovedOn,
        Ok(LinkCardAnswer::Refused(reason)) => Said::Kept(reason),
        Err(_) => Said::Failed,
    }
}

/// The link that is pasted into an empty line of Markdown, and the field.
fn pasted_link(event: &ClipboardEvent) -> Option<(HtmlTextAreaElement, String)> {
    let field = event.target()?.dyn_into::<HtmlTextAreaElement>().ok()?;
    field.has_attribute("data-markdown").then_some(())?;
    let text = event.clipboard_data()?.get_data("text/plain").ok()?;
    let url = text.trim();
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    let is_plain = !url.contains(|letter: char| letter.is_whitespace() || "<>\"`".contains(letter));
    if !is_web || !is_plain || url.len() > URL_BYTES_MAX {
        return None;
    }
    let (written, selection) = field::read(&field);
    is_paragraph(&written, selection).then(|| (field, url.to_owned()))
}

/// Puts a card in the place of the line that is its link. Whoever writes elsewhere meanwhile goes on there.
fn replace_line(field: &HtmlTextAreaElement, url: &str, markdown: &str) -> bool {
    let value = field.value();
    let mut at = 0;
    let found = value.split('\n').find_map(|line| {
        let begin = at;
        at += line.encode_utf16().count() + 1;
        (line == url).then_some(begin)
    });
    let (Some(begin), Ok(Some(start)), Ok(Some(end))) = (found, field.selection_start(), field.selection_end()) else {
        return false;
    };
    let units = |text: &str| u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
    let Ok(begin) = u32::try_from(begin) else { return false };
    let (length, card_length) = (units(url), units(markdown));
    // Where a place in the text is afterwards: one within the link is at the card's end.
    let moved = |place: u32| match place {
        place if place <= begin => place,
        place => begin + card_length + place.saturating_sub(begin + length),
    };
    let focused = document().active_element().filter(|focused| !focused.is_same_node(Some(field)));
    let scrolled = field.scroll_top();
    let _ = field.set_selection_range(begin, begin + length);
    insert(field, markdown);
    let _ = field.set_selection_range(moved(start), moved(end));
    field.set_scroll_top(scrolled);
    if let Some(focused) = focused.and_then(|focused| focused.dyn_into::<HtmlElement>().ok()) {
        let _ = focused.focus();
    }
    true
}

/// Types a text where the selection is, so that it can be undone. Only the oldest of ways does that.
fn insert(field: &HtmlTextAreaElement, text: &str) {
    let _ = field.focus();
    let typed = document()
        .dyn_into::<HtmlDocument>()
        .is_ok_and(|document| document.exec_command_with_show_ui_and_value("insertText", false, text) == Ok(true));
    if !typed {
        let _ = field.set_range_text(text);
    }
}
