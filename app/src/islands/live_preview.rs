//! The preview beside the editor, rendered by the same code as the site, in step with the cursor.

use std::time::Duration;

use blog::domain::Rule;
use blog::domain::post::rules;
use blog::domain::reading::word_count;
use blog::text::Text;
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
/// How long the cursor rests before the preview is moved to its line.
const CURSOR_PAUSE: Duration = Duration::from_millis(60);
/// How much of the pane is above what stands at the cursor's line.
const SHARE_ABOVE: f64 = 0.3;

/// Follows what is typed into the `<textarea>` among its children, and fills the element with `data-preview` there.
///
/// Both are in the page already and work without it; it only listens, so it never takes the focus and never touches
/// what is typed. Its sentences come from the page, so that the catalogue stays out of the browser.
#[island]
pub fn LivePreview(
    /// The tag of the interface's language.
    language: String,
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
    let text = Text::of_tag(&language);

    let say = move |error: FunctionError| match error {
        FunctionError::SignedOut => signed_out.clone(),
        FunctionError::Unreachable => unreachable.clone(),
        _ => refused.clone(),
    };
    let refresh = move || {
        let Some(parts) = root.get_untracked().and_then(|root| Parts::of(&root)) else { return };
        let request = latest_request.get_value().wrapping_add(1);
        latest_request.set_value(request);
        let (updated, say) = (updated.clone(), say.clone());
        let typed = parts.field.value();
        if matches!(rules::BODY.check(&typed), Err(Rule::TooLong { .. })) {
            // It is said beside the field.
            return;
        }
        spawn_local(async move {
            let answer = preview(typed.clone()).await;
            // Answers can overtake each other; only the one to what is typed now may be shown.
            if latest_request.try_get_value() != Some(request) {
                return;
            }
            match answer {
                Ok(preview) => {
                    parts.pane.set_inner_html(&preview.html);
                    parts.follow_cursor();
                    parts.count(text, preview.word_count);
                    message.set(updated);
                }
                Err(error) => {
                    // Marks and addresses count as words then, until the server answers again.
                    parts.count(text, word_count(&typed));
                    message.set(say(error));
                }
            }
        });
    };

    let refresh_now = refresh.clone();
    // A browser that comes back to the page may have kept what was typed there before.
    Effect::new(move || {
        let Some(parts) = root.get().and_then(|root| Parts::of(&root)) else { return };
        if parts.field.default_value().is_ok_and(|sent| sent != parts.field.value()) {
            refresh_now();
        }
    });
    let mut refresh_soon = debounce(PAUSE, move |_: Event| refresh());
    let follow_soon = StoredValue::new_local(debounce(CURSOR_PAUSE, move |(): ()| {
        if let Some(parts) = root.try_get_untracked().flatten().and_then(|root| Parts::of(&root)) {
            parts.follow_cursor();
        }
    }));
    let follow = move || follow_soon.update_value(|follow| follow(()));

    view! {
        <div class="live-preview" node_ref=root on:keyup=move |_| follow() on:focusin=move |_| follow() on:click=move |event| {
            stay(&event);
            follow();
        } on:input=move |event| {
            // The message goes first, so that the same one is announced again.
            message.set(String::new());
            refresh_soon(event);
        }>
            {children()}
            <p class="live-preview-message" role="status">{message}</p>
        </div>
    }
}

/// What the island works with.
struct Parts {
    /// What is typed into.
    field: HtmlTextAreaElement,
    /// Where the preview goes.
    pane: Element,
    /// Where the number of words goes.
    counts: Option<Element>,
}

impl Parts {
    fn of(root: &Element) -> Option<Self> {
        let field = root.query_selector("textarea[data-markdown]").ok()??.dyn_into().ok()?;
        let pane = root.query_selector("[data-preview]").ok()??;
        Some(Self { field, pane, counts: root.query_selector("[data-counts]").ok()? })
    }

    fn count(&self, text: Text, word_count: u32) {
        if let Some(counts) = &self.counts {
            counts.set_text_content(Some(&text.editor_counts(word_count)));
        }
    }

    /// Scrolls the preview to what is written at the cursor's line.
    fn follow_cursor(&self) {
        let focused = document().active_element();
        if focused.as_ref() != Some(self.field.as_ref()) || self.pane.scroll_height() <= self.pane.client_height() {
            return;
        }
        let Some(place) = self.place_of(self.cursor_line()) else { return };
        let height = f64::from(self.pane.client_height());
        #[expect(clippy::cast_possible_truncation, reason = "browsers scroll by whole pixels, and far fewer")]
        self.pane.set_scroll_top((place - height * SHARE_ABOVE) as i32);
    }

    fn cursor_line(&self) -> u32 {
        let cursor = self.field.selection_start().ok().flatten().unwrap_or_default();
        let before = js_sys::JsString::from(self.field.value()).slice(0, cursor);
        let ends = String::from(before).bytes().filter(|byte| *byte == b'\n').count();
        u32::try_from(ends).unwrap_or(u32::MAX)
    }

    /// How far below the preview's beginning a line is: between the blocks that begin before and after it.
    fn place_of(&self, line: u32) -> Option<f64> {
        let marked = self.pane.query_selector_all("[data-line]").ok()?;
        let mut before: Option<(u32, Element)> = None;
        let mut after: Option<(u32, Element)> = None;
        for element in (0..marked.length()).filter_map(|index| marked.item(index)?.dyn_into::<Element>().ok()) {
            let Some(begins) = element.get_attribute("data-line").and_then(|begins| begins.parse().ok()) else {
                continue;
            };
            if begins <= line && before.as_ref().is_none_or(|(best, _)| begins >= *best) {
                before = Some((begins, element));
            } else if begins > line && after.as_ref().is_none_or(|(best, _)| begins < *best) {
                after = Some((begins, element));
            }
        }
        let top = |element: &Element| {
            let pane = self.pane.get_bounding_client_rect().top();
            element.get_bounding_client_rect().top() - pane + f64::from(self.pane.scroll_top())
        };
        let (begins, element) = before?;
        let begin = top(&element);
        let Some((next, element)) = after else { return Some(begin) };
        let share = f64::from(line - begins) / f64::from(next - begins);
        Some(begin + (top(&element) - begin).max(0.0) * share)
    }
}

/// A link of the preview, followed by keyboard, would leave the editor and what is typed there.
fn stay(event: &MouseEvent) {
    let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    if element.is_some_and(|element| matches!(element.closest("[data-preview] a"), Ok(Some(_)))) {
        event.prevent_default();
    }
}
