//! The preview beside the editor, rendered by the same code as the site.

use std::time::Duration;

use leptos::ev::{Event, MouseEvent};
use leptos::html;
use leptos::leptos_dom::helpers::debounce;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlTextAreaElement};

use crate::functions::{FunctionError, preview};

/// How long a writer pauses before the preview follows.
const PAUSE: Duration = Duration::from_millis(300);

/// Follows what is typed into the `<textarea>` among its children, and fills the element with `data-preview` there.
///
/// Both are in the page already and work without it; it only listens, so it never takes the focus and never touches
/// what is typed. Its sentences come from the page, so that the catalogue stays out of the browser.
#[island]
pub fn LivePreview(
    /// Said once the preview shows what is typed.
    updated: String,
    /// Said when the session has ended.
    signed_out: String,
    /// Said when the server does not answer.
    unreachable: String,
    /// Said when the server answers, but with no preview.
    refused: String,
    children: Children,
) -> impl IntoView {
    let root = NodeRef::<html::Div>::new();
    let message = RwSignal::new(String::new());
    let latest_request = StoredValue::new(0_u32);

    let say = move |error: FunctionError| match error {
        FunctionError::SignedOut => signed_out.clone(),
        FunctionError::Unreachable => unreachable.clone(),
        _ => refused.clone(),
    };
    let refresh = move || {
        let Some((field, pane)) = root.get_untracked().and_then(|root| parts(&root)) else { return };
        let request = latest_request.get_value().wrapping_add(1);
        latest_request.set_value(request);
        let (updated, say) = (updated.clone(), say.clone());
        spawn_local(async move {
            let answer = preview(field.value()).await;
            // Answers can overtake each other; only the one to what is typed now may be shown.
            if latest_request.try_get_value() != Some(request) {
                return;
            }
            message.set(match answer {
                Ok(html) => {
                    pane.set_inner_html(&html);
                    updated
                }
                Err(error) => say(error),
            });
        });
    };

    let refresh_now = refresh.clone();
    // A browser that comes back to the page may have kept what was typed there before.
    Effect::new(move || {
        let Some((field, _)) = root.get().and_then(|root| parts(&root)) else { return };
        if field.default_value().is_ok_and(|sent| sent != field.value()) {
            refresh_now();
        }
    });
    let mut refresh_soon = debounce(PAUSE, move |_: Event| refresh());

    view! {
        <div class="live-preview" node_ref=root on:click=stay on:input=move |event| {
            // The message goes first, so that the same one is announced again.
            message.set(String::new());
            refresh_soon(event);
        }>
            {children()}
            <p class="live-preview-message" role="status">{message}</p>
        </div>
    }
}

/// What is typed into, and where the preview goes.
fn parts(root: &Element) -> Option<(HtmlTextAreaElement, Element)> {
    let field = root.query_selector("textarea[data-markdown]").ok()??.dyn_into().ok()?;
    let pane = root.query_selector("[data-preview]").ok()??;
    Some((field, pane))
}

/// A link of the preview, followed by keyboard, would leave the editor and what is typed there.
fn stay(event: MouseEvent) {
    let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    if element.is_some_and(|element| matches!(element.closest("[data-preview] a"), Ok(Some(_)))) {
        event.prevent_default();
    }
}
