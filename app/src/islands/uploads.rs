//! What is pasted and dropped into the text: pictures are uploaded, formatted text becomes Markdown.

use std::time::Duration;

use blog::domain::post::rules;
use blog::text::Text;
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use web_sys::wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, DataTransfer, DragEvent, Element, Event, File, HtmlInputElement, XmlHttpRequest};

use super::clipboard::{files, has_files, is_image, pasted};
use super::field::{apply, apply_beside, read, text_field};
use super::upload_request::{Answer, is_offline, send};
use crate::writing::paste::{Outcome, decide};
use crate::writing::upload::{insert_placeholders, markdown, placeholder, remove, replace};

/// Where an upload stands.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Standing {
    /// So many hundredths are sent.
    Sending(u32),
    /// It is tried again later, for this reason.
    Waiting(String),
    /// It won't be taken, for this reason.
    Refused(String),
}

/// An image on its way.
#[derive(Clone)]
struct Upload {
    number: u32,
    name: String,
    placeholder: String,
    standing: RwSignal<Standing>,
}

/// What the browser has of it, which stays with the browser.
struct Source {
    number: u32,
    file: File,
    request: Option<XmlHttpRequest>,
}

/// What the island keeps in mind; a copy of it is the same.
#[derive(Clone, Copy)]
struct Intake {
    text: Text,
    list: RwSignal<Vec<Upload>>,
    said: RwSignal<String>,
    sources: StoredValue<Vec<Source>, LocalStorage>,
    count: StoredValue<u32>,
    /// Whether the keys that go down ask for a paste of plain text.
    is_plain_wanted: StoredValue<bool>,
    chooser: NodeRef<html::Input>,
}

/// Takes what is pasted into the text, dropped on the page, or chosen by the toolbar's button.
#[island]
pub fn Uploads(
    /// The tag of the interface's language.
    language: String,
) -> impl IntoView {
    let text = Text::of_tag(&language);
    let intake = Intake {
        text,
        list: RwSignal::new(Vec::new()),
        said: RwSignal::new(String::new()),
        sources: StoredValue::new_local(Vec::new()),
        count: StoredValue::new(0),
        is_plain_wanted: StoredValue::new(false),
        chooser: NodeRef::new(),
    };
    Effect::new(move || intake.listen());
    let rows = move || intake.list.get().into_iter().map(|upload| intake.row(upload)).collect_view();
    view! {
        <div class="uploads">
            <input type="file" accept="image/*" multiple hidden node_ref=intake.chooser on:change=move |_| intake.take_chosen()/>
            <div role="status">
                <ul class="uploads-list" role="list" aria-label=text.image_upload_list()>{rows}</ul>
                <p class="uploads-said">{intake.said}</p>
            </div>
        </div>
    }
}

impl Intake {
    fn listen(self) {
        let heard = [
            window_event_listener(ev::paste, move |event| self.paste(&event)),
            window_event_listener(ev::dragover, |event| {
                if dropped(&event).is_some() {
                    event.prevent_default();
                }
            }),
            window_event_listener(ev::drop, move |event| {
                if let Some(data) = dropped(&event) {
                    event.prevent_default();
                    self.take(files(&data));
                }
            }),
            window_event_listener(ev::click, move |event| {
                let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
                let is_own = target.is_some_and(|target| matches!(target.closest("[data-upload]"), Ok(Some(_))));
                if let Some(chooser) = self.chooser.get_untracked().filter(|_| is_own) {
                    // Its own click is heard here as well, and not while this one is.
                    set_timeout(move || chooser.click(), Duration::ZERO);
                }
            }),
            window_event_listener(ev::keydown, move |event| {
                let is_paste = event.key().eq_ignore_ascii_case("v") && (event.ctrl_key() || event.meta_key());
                self.is_plain_wanted.set_value(is_paste && event.shift_key());
            }),
            window_event_listener(ev::keyup, move |_| self.is_plain_wanted.set_value(false)),
            window_event_listener(ev::online, move |_| self.try_again()),
            // Whoever was signed out comes back from the tab in which they signed in.
            window_event_listener(ev::focus, move |_| self.try_again()),
            window_event_listener(ev::submit, move |event| self.guard(&event)),
        ];
        on_cleanup(move || heard.into_iter().for_each(WindowListenerHandle::remove));
    }

    fn paste(self, event: &ClipboardEvent) {
        let (Some(field), Some(data)) = (text_field(), event.clipboard_data()) else { return };
        if event.default_prevented() || !is_at(event, &field) {
            return;
        }
        let (text, selection) = read(&field);
        let is_plain_wanted = self.is_plain_wanted.get_value();
        let shift = self.text.key_shift();
        self.said.set(String::new());
        match decide(&pasted(&data, is_plain_wanted), &text, selection, rules::BODY.chars_max) {
            Outcome::Leave => {}
            Outcome::Refuse { chars } => {
                event.prevent_default();
                self.said.set(self.text.paste_too_long(chars, rules::BODY.chars_max));
            }
            Outcome::Upload => {
                event.prevent_default();
                self.take(files(&data));
            }
            Outcome::Write { edit, is_converted } => {
                event.prevent_default();
                apply(&field, &text, &edit);
                if is_converted {
                    self.said.set(self.text.paste_converted(shift));
                }
            }
        }
    }

    fn take_chosen(self) {
        let Some(chooser) = self.chooser.get_untracked() else { return };
        let chosen = chooser.files();
        let chosen = chosen.iter().flat_map(|files| (0..files.length()).filter_map(|index| files.item(index)));
        self.take(chosen.collect());
        // The same file can be chosen again.
        chooser.set_value("");
    }

    /// Gives each image its place in the text, and sends it.
    fn take(self, files: Vec<File>) {
        let Some(field) = text_field() else { return };
        let (images, others): (Vec<File>, Vec<File>) = files.into_iter().partition(is_image);
        let (text, selection) = read(&field);
        let mut with_placeholders = text.clone();
        let mut uploads = Vec::new();
        for file in &images {
            let placeholder = placeholder(&with_placeholders, self.text.image_upload_placeholder(), &file.name());
            with_placeholders.push_str(&placeholder);
            uploads.push(self.note(file, placeholder));
        }
        if !uploads.is_empty() {
            let placeholders: Vec<String> = uploads.iter().map(|upload| upload.placeholder.clone()).collect();
            apply(&field, &text, &insert_placeholders(&text, selection, &placeholders));
        }
        for file in &others {
            let upload = self.note(file, String::new());
            self.refuse(&upload, self.text.image_upload_not_an_image());
        }
        uploads.iter().for_each(|upload| self.send(upload));
    }

    fn note(self, file: &File, placeholder: String) -> Upload {
        let number = self.count.get_value().wrapping_add(1);
        self.count.set_value(number);
        let standing = RwSignal::new(Standing::Sending(0));
        let upload = Upload { number, name: file.name(), placeholder, standing };
        self.sources.update_value(|sources| sources.push(Source { number, file: file.clone(), request: None }));
        self.list.update(|list| list.push(upload.clone()));
        upload
    }

    fn send(self, upload: &Upload) {
        if is_offline() {
            upload.standing.set(Standing::Waiting(self.text.image_upload_offline(&upload.name)));
            return;
        }
        upload.standing.set(Standing::Sending(0));
        let standing = upload.standing;
        let on_answer = {
            let upload = upload.clone();
            move |answer| self.note_answer(&upload, answer)
        };
        let on_progress = move |percent| {
            if matches!(standing.try_get_untracked(), Some(Standing::Sending(before)) if before != percent) {
                standing.set(Standing::Sending(percent));
            }
        };
        self.sources.update_value(|sources| {
            let source = sources.iter_mut().find(|source| source.number == upload.number);
            if let Some(source) = source {
                source.request = send(&source.file, on_progress, on_answer).ok();
            }
        });
    }

    fn note_answer(self, upload: &Upload, answer: Answer) {
        let name = &upload.name;
        match answer {
            Answer::Taken(taken) => {
                let image = markdown(taken.alt.as_deref().unwrap_or_default(), name, &taken.path);
                let is_placed = write_over(&upload.placeholder, &image);
                self.forget(upload);
                self.said.set(if is_placed {
                    self.text.image_upload_done(name)
                } else {
                    self.text.image_upload_done_unplaced(name)
                });
            }
            Answer::Unreachable => upload.standing.set(Standing::Waiting(self.text.image_upload_offline(name))),
            Answer::SignedOut => upload.standing.set(Standing::Waiting(self.text.image_upload_signed_out(name))),
            Answer::TooLarge => self.refuse(upload, self.text.image_upload_too_large()),
            Answer::Refused(reason) => {
                self.refuse(upload, reason.as_deref().unwrap_or(self.text.image_upload_no_reason()));
            }
        }
    }

    fn refuse(self, upload: &Upload, reason: &str) {
        take_away(&upload.placeholder);
        upload.standing.set(Standing::Refused(self.text.image_upload_refused(&upload.name, reason)));
    }

    fn forget(self, upload: &Upload) {
        self.sources.update_value(|sources| sources.retain(|source| source.number != upload.number));
        self.list.update(|list| list.retain(|other| other.number != upload.number));
    }

    fn cancel(self, upload: &Upload) {
        self.sources.with_value(|sources| {
            let source = sources.iter().find(|source| source.number == upload.number);
            if let Some(request) = source.and_then(|source| source.request.as_ref()) {
                let _ = request.abort();
            }
        });
        if !matches!(upload.standing.get_untracked(), Standing::Refused(_)) {
            take_away(&upload.placeholder);
            self.said.set(self.text.image_upload_cancelled(&upload.name));
        }
        self.forget(upload);
        // The button is gone that had the focus.
        if let Some(field) = text_field() {
            let _ = field.focus();
        }
    }

    fn try_again(self) {
        let waits = |upload: &Upload| matches!(upload.standing.get_untracked(), Standing::Waiting(_));
        let waiting: Vec<Upload> =
            self.list.with_untracked(|list| list.iter().filter(|upload| waits(upload)).cloned().collect());
        waiting.iter().for_each(|upload| self.send(upload));
    }

    /// Nothing is saved by hand, and shown to readers perhaps, in which an image's place has no image yet.
    fn guard(self, event: &ev::SubmitEvent) {
        let is_under_way = |upload: &Upload| !matches!(upload.standing.get_untracked(), Standing::Refused(_));
        let is_editor = text_field()
            .and_then(|field| field.form())
            .is_some_and(|form| event.target().as_ref() == Some(form.as_ref()));
        if is_editor && self.list.with_untracked(|list| list.iter().any(is_under_way)) {
            event.prevent_default();
            self.said.set(self.text.image_upload_wait().to_owned());
        }
    }

    fn row(self, upload: Upload) -> impl IntoView {
        let text = self.text;
        let standing = upload.standing;
        let name = StoredValue::new(upload.name.clone());
        let upload = StoredValue::new(upload);
        let sentence = move || match standing.get() {
            Standing::Sending(_) => name.with_value(|name| text.image_upload_sending(name)),
            Standing::Waiting(reason) | Standing::Refused(reason) => reason,
        };
        let percent = move || match standing.get() {
            Standing::Sending(percent) => percent,
            _ => 0,
        };
        let is = move |wanted: fn(&Standing) -> bool| standing.with(wanted);
        let labelled = move |action: &str| name.with_value(|name| format!("{action}: {name}"));
        let end = move || {
            if is(|standing| matches!(standing, Standing::Refused(_))) {
                text.image_upload_dismiss()
            } else {
                text.image_upload_cancel()
            }
        };
        view! {
            <li class="upload" class:upload-refused=move || is(|standing| matches!(standing, Standing::Refused(_)))>
                <span>{sentence}</span>
                <progress max="100" value=percent aria-label=name.get_value()
                    hidden=move || !is(|standing| matches!(standing, Standing::Sending(_)))></progress>
                <button type="button" class="button button-small" aria-label=labelled(text.image_upload_again())
                    hidden=move || !is(|standing| matches!(standing, Standing::Waiting(_)))
                    on:click=move |_| upload.with_value(|upload| self.send(upload))>{text.image_upload_again()}</button>
                <button type="button" class="button button-small" aria-label=move || labelled(end())
                    on:click=move |_| self.cancel(&upload.get_value())>{end}</button>
            </li>
        }
    }
}

/// The files that are dropped, unless they are dropped on a field for files.
fn dropped(event: &DragEvent) -> Option<DataTransfer> {
    let is_elsewhere = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
        .is_none_or(|field| field.type_() != "file");
    event.data_transfer().filter(|data| is_elsewhere && has_files(data))
}

fn is_at(event: &Event, field: &Element) -> bool {
    event.target().and_then(|target| target.dyn_into::<Element>().ok()).as_ref() == Some(field)
}

/// Takes a placeholder out of the text, where it still stands.
fn take_away(placeholder: &str) {
    let Some(field) = text_field().filter(|_| !placeholder.is_empty()) else { return };
    let (text, selection) = read(&field);
    if let Some((edit, selected)) = remove(&text, &selection, placeholder) {
        apply_beside(&field, &text, &edit, &selected);
    }
}

/// Writes something where a placeholder stands. Says whether it still stood there.
fn write_over(placeholder: &str, with: &str) -> bool {
    let Some(field) = text_field().filter(|_| !placeholder.is_empty()) else { return false };
    let (text, selection) = read(&field);
    let Some((edit, selected)) = replace(&text, &selection, placeholder, with) else { return false };
    apply_beside(&field, &text, &edit, &selected);
    true
}
