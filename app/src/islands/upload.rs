//! Brings files into the library one after the other, and says how far it is.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::html;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use web_sys::wasm_bindgen::JsCast;
use web_sys::wasm_bindgen::closure::Closure;
use web_sys::{Event, File, HtmlFormElement, HtmlInputElement};

use super::upload_request::post;

/// The island's sentences: they come from the page, so that the catalogue stays out of the browser.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct UploadTexts {
    /// What the bar shows.
    pub progress: String,
    /// A file is in the library, behind its name.
    pub added: String,
    /// The session has ended.
    pub signed_out: String,
    /// The server does not answer.
    pub unreachable: String,
}

/// Sends the files of the form around it instead of the browser, and says what becomes of each in a polite live region.
/// Without a script the form sends them by itself.
#[island]
pub fn UploadProgress(
    /// The sentences.
    texts: UploadTexts,
) -> impl IntoView {
    let root = NodeRef::<html::Div>::new();
    let lines = RwSignal::new(Vec::<String>::new());
    let progress = RwSignal::new(None::<f64>);
    let label = texts.progress.clone();
    let texts = StoredValue::new(texts);
    Effect::new(move |_| {
        let Some(form) = root.get().and_then(|root| root.closest("form").ok().flatten()) else { return };
        let Ok(form) = form.dyn_into::<HtmlFormElement>() else { return };
        take_over(&form, Progress { lines, progress, texts });
    });
    let value = move || progress.get().unwrap_or_default().to_string();
    let shown = move || lines.get().into_iter().map(|line| view! { <li>{line}</li> }).collect::<Vec<_>>();
    view! {
        <div class="media-progress" node_ref=root>
            <progress hidden=move || progress.get().is_none() value=value max="1" aria-label=label></progress>
            <ul role="list" aria-live="polite">{shown}</ul>
        </div>
    }
}

/// What the island shows; a copy of it is the same.
#[derive(Clone, Copy)]
struct Progress {
    lines: RwSignal<Vec<String>>,
    /// From 0 to 1, while files are under way.
    progress: RwSignal<Option<f64>>,
    texts: StoredValue<UploadTexts>,
}

impl Progress {
    fn say(self, name: &str, sentence: &str) {
        self.lines.update(|lines| lines.push(format!("{name}: {sentence}")));
    }
}

/// Files that are sent one after the other.
struct Batch {
    shown: Progress,
    form: HtmlFormElement,
    files: Vec<File>,
    done: usize,
    has_refused: bool,
}

fn take_over(form: &HtmlFormElement, shown: Progress) {
    let own = form.clone();
    let on_submit = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        let files = chosen(&own);
        if files.is_empty() {
            return;
        }
        event.prevent_default();
        if shown.progress.get_untracked().is_none() {
            shown.lines.set(Vec::new());
            send_next(Batch { shown, form: own.clone(), files, done: 0, has_refused: false });
        }
    });
    let _ = form.add_event_listener_with_callback("submit", on_submit.as_ref().unchecked_ref());
    // It lives as long as the page.
    on_submit.forget();
}

fn chosen(form: &HtmlFormElement) -> Vec<File> {
    let input = form.query_selector("input[type=file]").ok().flatten();
    let files = input.and_then(|input| input.dyn_into::<HtmlInputElement>().ok()).and_then(|input| input.files());
    files.map(|files| (0..files.length()).filter_map(|index| files.get(index)).collect()).unwrap_or_default()
}

/// Sends the next file; what becomes of it leads to the one behind it.
fn send_next(batch: Batch) {
    let Some(file) = batch.files.get(batch.done).cloned() else { return batch.finish() };
    let shown = batch.shown.progress;
    let (done, count) = (batch.done as f64, batch.files.len() as f64);
    shown.set(Some(done / count));
    let name = file.name();
    // An answer comes once.
    let batch = Rc::new(RefCell::new(Some(batch)));
    let on_end = move |status: u16, body: String| {
        if let Some(batch) = batch.take() {
            take_answer(batch, status, &body, &name);
        }
    };
    if post(&file, move |part| shown.set(Some((done + part) / count)), on_end.clone()).is_err() {
        on_end(0, String::new());
    }
}

fn take_answer(mut batch: Batch, status: u16, body: &str, name: &str) {
    let texts = batch.shown.texts.get_value();
    let settled = match status {
        201 => Ok(texts.added),
        401 => Err(texts.signed_out),
        _ => Err(reason(body).unwrap_or(texts.unreachable)),
    };
    batch.settle(name, settled);
    send_next(batch);
}

/// What a problem (RFC 9457) says of the file.
fn reason(body: &str) -> Option<String> {
    let problem: serde_json::Value = serde_json::from_str(body).ok()?;
    let sentence = problem["errors"]["file"][0].as_str().or_else(|| problem["detail"].as_str())?;
    Some(sentence.to_owned())
}

impl Batch {
    fn settle(&mut self, name: &str, settled: Result<String, String>) {
        self.done += 1;
        self.has_refused |= settled.is_err();
        let (Ok(sentence) | Err(sentence)) = settled;
        self.shown.say(name, &sentence);
    }

    /// Shows the library with what is new in it, unless there is something to be read first.
    fn finish(&self) {
        self.shown.progress.set(None);
        self.form.reset();
        if !self.has_refused {
            let action = self.form.action();
            let separator = if action.contains('?') { '&' } else { '?' };
            let _ = window().location().set_href(&format!("{action}{separator}done=media-added"));
        }
    }
}
