//! Autosave: what is typed is kept by the server while its writer pauses, and by the browser until the server has it.

use std::time::Duration;

use blog::domain::PostId;
use blog::domain::post::rules;
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use web_sys::wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, EventInit, HtmlFormElement, HtmlInputElement, HtmlTextAreaElement, UrlSearchParams};

use super::local_copy::{
    LocalCopy, fields, first_fields, forget, form_id, keep_offered, last_handle, offered, set_value, typed,
};
use super::tools::SAVE_EVENT;
use crate::functions::{Autosaved, FunctionError, autosave, save_form, say_present};

/// How long a writer pauses before what they typed is sent.
const PAUSE: Duration = Duration::from_millis(800);
/// How long what is typed may be in the form alone.
const COPY_AFTER: Duration = Duration::from_millis(200);
/// How long to wait before a server is tried again that did not answer.
const AGAIN: Duration = Duration::from_secs(4);
/// How often the server is told that somebody is here.
const PRESENT_EVERY: Duration = Duration::from_secs(15);

/// The island's sentences: they come from the page, so that the catalogue stays out of the browser.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct AutosaveTexts {
    /// Something was typed since it was saved.
    pub typing: String,
    /// It is under way.
    pub saving: String,
    /// The server has it.
    pub saved: String,
    /// A new post has no title yet.
    pub untitled: String,
    /// The server does not answer.
    pub offline: String,
    /// The session has ended.
    pub signed_out: String,
    /// Somebody else saved a newer version.
    pub conflict: String,
    /// A field breaks a constraint.
    pub invalid: String,
    /// The text is longer than the server takes.
    pub too_long: String,
    /// It is neither saved nor kept by the browser.
    pub not_kept: String,
    /// The post is gone, or may not be changed.
    pub refused: String,
    /// The heading of what is offered back.
    pub offer: String,
    /// The button that puts it back.
    pub put_back: String,
    /// The button that throws it away.
    pub throw_away: String,
    /// Who else is here, before their names.
    pub also_here: String,
    /// Somebody saved a newer version than the one on this page.
    pub newer: String,
}

/// Where an autosave stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// Nothing was typed since the page came.
    #[default]
    Untouched,
    Typing,
    Saving,
    Saved,
    Untitled,
    Offline,
    SignedOut,
    Conflict,
    Invalid,
    TooLong,
    Refused,
}

impl State {
    fn of(error: &FunctionError) -> Self {
        match error {
            FunctionError::SignedOut => Self::SignedOut,
            FunctionError::Conflict { .. } => Self::Conflict,
            FunctionError::Invalid(_) => Self::Invalid,
            FunctionError::Unreachable | FunctionError::Overloaded | FunctionError::Failed => Self::Offline,
            FunctionError::Forbidden | FunctionError::NotFound | FunctionError::Gone | FunctionError::Malformed => {
                Self::Refused
            }
        }
    }

    /// Whether it may go better when it is tried again by itself.
    fn may_pass(self) -> bool {
        matches!(self, Self::Offline | Self::SignedOut)
    }

    /// Whether its sentence says that the browser keeps a copy.
    fn says_kept(self) -> bool {
        matches!(
            self,
            Self::Untitled | Self::Offline | Self::SignedOut | Self::Conflict | Self::Invalid | Self::Refused
        )
    }

    fn sentence(self, texts: &AutosaveTexts) -> String {
        match self {
            Self::Untouched => "",
            Self::Typing => &texts.typing,
            Self::Saving => &texts.saving,
            Self::Saved => &texts.saved,
            Self::Untitled => &texts.untitled,
            Self::Offline => &texts.offline,
            Self::SignedOut => &texts.signed_out,
            Self::Conflict => &texts.conflict,
            Self::Invalid => &texts.invalid,
            Self::TooLong => &texts.too_long,
            Self::Refused => &texts.refused,
        }
        .to_owned()
    }
}

/// What the island keeps in mind; a copy of it is the same.
#[derive(Clone, Copy)]
struct Keeper {
    root: NodeRef<html::Div>,
    state: RwSignal<State>,
    offer: RwSignal<Option<LocalCopy>>,
    others: RwSignal<Vec<String>>,
    is_behind: RwSignal<bool>,
    /// Whether this browser has a copy of what the server hasn't.
    is_kept: RwSignal<bool>,
    id: StoredValue<Option<PostId>>,
    /// What was typed when the server last had everything.
    saved: StoredValue<String>,
    /// What was last sent by a button.
    sent: StoredValue<String>,
    is_under_way: StoredValue<bool>,
    /// Whether it is to be saved by hand once the answer is there.
    is_save_wanted: StoredValue<bool>,
    /// Whether what is typed will be kept here in a moment.
    is_copy_due: StoredValue<bool>,
    /// How often something was typed.
    strokes: StoredValue<u32>,
    name: StoredValue<String>,
}

/// Keeps what is typed into the form around it.
#[island]
pub fn Autosave(
    /// Which post it is; none for a new one.
    id: Option<PostId>,
    /// Who writes: what a browser keeps is offered to nobody else.
    handle: String,
    /// Whether what the page came with is what the server has.
    is_saved: bool,
    /// Who else is here.
    others: Vec<String>,
    /// The sentences.
    texts: AutosaveTexts,
) -> impl IntoView {
    let place = id.map_or_else(|| "new".to_owned(), |id| id.to_string());
    let keeper = Keeper {
        root: NodeRef::new(),
        state: RwSignal::new(State::Untouched),
        offer: RwSignal::new(None),
        others: RwSignal::new(others),
        is_behind: RwSignal::new(false),
        is_kept: RwSignal::new(true),
        id: StoredValue::new(id),
        saved: StoredValue::new(String::new()),
        sent: StoredValue::new(String::new()),
        is_under_way: StoredValue::new(false),
        is_save_wanted: StoredValue::new(false),
        is_copy_due: StoredValue::new(false),
        strokes: StoredValue::new(0),
        name: StoredValue::new(String::new()),
    };
    Effect::new(move || {
        if let Some(form) = keeper.form() {
            say_once_more();
            keeper.name.set_value(format!("lithair {} {place}", last_handle(&handle)));
            keeper.begin(&form, is_saved);
        }
    });
    let texts = StoredValue::new(texts);
    let sentence = move || {
        let state = keeper.state.get();
        let is_nowhere = state.says_kept() && !keeper.is_kept.get();
        texts.with_value(|texts| if is_nowhere { texts.not_kept.clone() } else { state.sentence(texts) })
    };
    let also_here = move || {
        let others = keeper.others.get();
        let here = texts.with_value(|texts| texts.also_here.clone());
        if others.is_empty() { String::new() } else { format!("{here} {}.", others.join(", ")) }
    };
    let newer =
        move || if keeper.is_behind.get() { texts.with_value(|texts| texts.newer.clone()) } else { String::new() };
    let offer = move || {
        keeper.offer.get().map(|copy| {
            let (kept, thrown) = (copy.clone(), copy.clone());
            let (heading, put_back, throw_away) =
                texts.with_value(|texts| (texts.offer.clone(), texts.put_back.clone(), texts.throw_away.clone()));
            view! {
                <div class="message autosave-offer">
                    <p>{heading} " " <time>{when(copy.at)}</time></p>
                    <p class="form-actions">
                        <button type="button" class="button" on:click=move |_| keeper.put_back(&kept)>{put_back}</button>
                        <button type="button" class="button button-quiet" on:click=move |_| keeper.decide(&thrown, None)>
                            {throw_away}
                        </button>
                    </p>
                </div>
            }
        })
    };
    view! {
        <div class="autosave" node_ref=keeper.root>
            <p class="autosave-state muted" role="status" data-state=move || format!("{:?}", keeper.state.get()).to_lowercase()>
                {sentence}
            </p>
            <p class="autosave-others" role="status">{also_here} " " {newer}</p>
            <div role="status">{offer}</div>
        </div>
    }
}

impl Keeper {
    fn form(self) -> Option<HtmlFormElement> {
        self.root.get()?.closest("form").ok()??.dyn_into().ok()
    }

    fn form_untracked(self) -> Option<HtmlFormElement> {
        self.root.get_untracked()?.closest("form").ok()??.dyn_into().ok()
    }

    /// Listens to the form, and offers back what this browser has of it.
    fn begin(self, form: &HtmlFormElement, is_saved: bool) {
        let now = typed(&fields(form).unwrap_or_default());
        let first = typed(&first_fields(form).unwrap_or_default());
        self.offer_back(&now, is_saved);
        if is_saved {
            self.saved.set_value(first.clone());
        }
        let form = form.clone();
        let heard = window_event_listener_untyped("input", {
            let form = form.clone();
            move |event| {
                if is_within(&event, &form) {
                    self.note_typing();
                }
            }
        });
        let sent = window_event_listener_untyped("submit", move |event| {
            if is_within(&event, &form) {
                self.note_sent(&form);
            }
        });
        let left = window_event_listener(ev::pagehide, move |_| {
            if self.is_copy_due.get_value() {
                self.copy();
            }
        });
        let back = window_event_listener(ev::online, move |_| self.keep());
        let by_hand = window_event_listener_untyped(SAVE_EVENT, move |_| self.save());
        if now != first {
            // Somebody was quicker than this script.
            self.note_typing();
        }
        let every = set_interval_with_handle(move || self.present(), PRESENT_EVERY);
        self.present();
        on_cleanup(move || {
            heard.remove();
            sent.remove();
            left.remove();
            back.remove();
            by_hand.remove();
            if let Ok(every) = every {
                every.clear();
            }
        });
    }

    /// What this browser has of the form is offered back, unless the server has it.
    fn offer_back(self, now: &str, is_saved: bool) {
        self.name.with_value(|name| {
            let mut copies = offered(name);
            if let Some(copy) = LocalCopy::load(name) {
                let is_same = typed(&copy.fields) == *now;
                let was_taken = copy.is_sent && form_id(&copy.fields).is_some_and(|form_id| is_done_with(&form_id));
                if was_taken || (is_same && is_saved) {
                    forget(name);
                } else if !is_same {
                    copies.push(copy);
                    forget(name);
                }
            }
            copies.retain(|copy| !(is_saved && typed(&copy.fields) == *now));
            self.offer.set(copies.last().cloned());
            keep_offered(name, copies);
        });
    }

    /// Keeps what is typed here in a moment, and there once nothing more was typed for a while.
    fn note_typing(self) {
        if self.state.get_untracked() != State::Conflict {
            self.state.set(State::Typing);
        }
        if !self.is_copy_due.get_value() {
            self.is_copy_due.set_value(true);
            set_timeout(move || self.copy(), COPY_AFTER);
        }
        let strokes = self.strokes.get_value().wrapping_add(1);
        self.strokes.set_value(strokes);
        let keep = move || {
            if self.strokes.get_value() == strokes {
                self.keep();
            }
        };
        set_timeout(keep, PAUSE);
    }

    /// Keeps what is typed here.
    fn copy(self) {
        self.is_copy_due.set_value(false);
        let copy = self.form_untracked().as_ref().and_then(LocalCopy::of);
        if let Some(copy) = copy
            && self.saved.with_value(|saved| *saved != typed(&copy.fields))
        {
            // What a button has sent is still that while its answer is awaited.
            let is_sent = self.sent.with_value(|sent| *sent == copy.fields);
            self.is_kept.set(self.name.with_value(|name| LocalCopy { is_sent, ..copy }.keep(name)));
        }
    }

    /// Keeps what is typed now: here at once, and there as soon as it can be.
    fn keep(self) {
        let Some(form) = self.form_untracked() else { return };
        if is_too_long(&form) {
            // Neither takes it, and the browser would stand still while it tries.
            self.state.set(State::TooLong);
            return;
        }
        let Some(now) = fields(&form) else { return };
        if self.saved.with_value(|saved| *saved == typed(&now)) {
            if self.state.get_untracked() != State::Untouched {
                self.state.set(State::Saved);
            }
            self.name.with_value(|name| forget(name));
            return;
        }
        self.copy();
        if self.is_under_way.get_value() || self.state.get_untracked() == State::Conflict {
            return;
        }
        if self.id.get_value().is_none() && !has_title(&form) {
            self.state.set(State::Untitled);
            return;
        }
        count_request(&form);
        let Some(now) = fields(&form) else { return };
        let id = self.id.get_value();
        self.send(now.clone(), autosave(id, now));
    }

    /// Saves what is typed now because its writer says so. What both changed is looked at on a page of its own.
    fn save(self) {
        let Some(form) = self.form_untracked() else { return };
        if self.is_under_way.get_value() {
            self.is_save_wanted.set_value(true);
            return;
        }
        let is_new = self.id.get_value().is_none();
        if self.state.get_untracked() == State::Conflict || !form.check_validity() && !is_new {
            let _ = form.request_submit();
            return;
        }
        if is_new && !has_title(&form) || is_too_long(&form) {
            self.keep();
            return;
        }
        count_request(&form);
        let Some(now) = fields(&form) else { return };
        let id = self.id.get_value();
        self.send(now.clone(), save_form(id, now));
    }

    fn send(self, now: String, answer: impl Future<Output = Result<Autosaved, FunctionError>> + 'static) {
        self.state.set(State::Saving);
        self.is_under_way.set_value(true);
        spawn_local(async move {
            let answer = answer.await;
            self.is_under_way.set_value(false);
            match answer {
                Ok(autosaved) => self.note_saved(autosaved, &now),
                Err(error) => self.note_refused(&error),
            }
        });
    }

    fn note_saved(self, autosaved: Autosaved, sent: &str) {
        let Some(form) = self.form_untracked() else { return };
        // What was put back meanwhile was typed against another version.
        let is_same_form = fields(&form).is_some_and(|now| form_id(&now) == form_id(sent));
        if is_same_form {
            if let Ok(Some(version)) = form.query_selector("[name=version]") {
                set_value(&version, &autosaved.version.to_string());
            }
            self.saved.set_value(typed(sent));
        }
        if self.id.get_value().is_none() {
            self.adopt(autosaved.id, &form);
        }
        // What was asked for or typed meanwhile is next.
        if self.is_save_wanted.get_value() {
            self.is_save_wanted.set_value(false);
            self.save();
        } else {
            self.keep();
        }
    }

    /// A new post has an address from now on.
    fn adopt(self, id: PostId, form: &HtmlFormElement) {
        self.id.set_value(Some(id));
        self.name.update_value(|name| {
            forget(name);
            // What is offered on this page stays with it.
            let copies = offered(name);
            keep_offered(name, Vec::new());
            *name = format!("{}{id}", name.trim_end_matches("new"));
            keep_offered(name, copies);
        });
        let path = format!("/admin/posts/{id}");
        form.set_action(&path);
        if let Ok(history) = window().history() {
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&path));
        }
    }

    fn note_refused(self, error: &FunctionError) {
        let state = State::of(error);
        self.state.set(state);
        if state.may_pass() {
            set_timeout(move || self.keep(), AGAIN);
        }
    }

    /// The server's answer will say what became of it; until then it is kept.
    fn note_sent(self, form: &HtmlFormElement) {
        if let Some(copy) = LocalCopy::of(form) {
            self.sent.set_value(copy.fields.clone());
            let _ = self.name.with_value(|name| LocalCopy { is_sent: true, ..copy }.keep(name));
        }
    }

    fn put_back(self, copy: &LocalCopy) {
        let Some(form) = self.form_untracked() else { return };
        // What is typed and not saved changes places with what is put back.
        let instead = LocalCopy::of(&form);
        let instead = instead.filter(|instead| self.saved.with_value(|saved| *saved != typed(&instead.fields)));
        copy.put_back(&form);
        self.decide(copy, instead);
        self.copy();
        self.state.set(State::Typing);
        // The preview follows the text, and hears of it in this way.
        let bubbling = EventInit::new();
        bubbling.set_bubbles(true);
        if let (Ok(Some(text)), Ok(event)) =
            (form.query_selector("[name=body]"), Event::new_with_event_init_dict("input", &bubbling))
        {
            let _ = text.dispatch_event(&event);
        }
    }

    /// A copy is offered no more; another may be in its place.
    fn decide(self, copy: &LocalCopy, instead: Option<LocalCopy>) {
        self.name.with_value(|name| {
            let mut copies = offered(name);
            copies.retain(|other| other != copy);
            copies.extend(instead);
            self.offer.set(copies.last().cloned());
            keep_offered(name, copies);
        });
    }

    /// Says that somebody is here, and learns who else is.
    fn present(self) {
        let Some(id) = self.id.get_value() else { return };
        if document().hidden() {
            return;
        }
        spawn_local(async move {
            let (Ok(presence), Some(form)) = (say_present(id).await, self.form_untracked()) else { return };
            self.others.set(presence.others);
            let seen = form.query_selector("[name=version]").ok().flatten();
            let seen = seen.and_then(|field| field.dyn_into::<HtmlInputElement>().ok());
            let seen = seen.and_then(|field| field.value().parse::<u64>().ok());
            // An autosave that is under way makes a newer version itself.
            let is_behind = !self.is_under_way.get_value() && seen.is_some_and(|seen| seen < presence.version);
            self.is_behind.set(is_behind);
        });
    }
}

/// Numbers what is sent next of a form: should it come late, the server tells by that.
fn count_request(form: &HtmlFormElement) {
    let field = form.query_selector("[name=request]").ok().flatten();
    if let Some(field) = field.as_ref().and_then(|field| field.dyn_ref::<HtmlInputElement>()) {
        let number: u64 = field.value().parse().unwrap_or(0);
        field.set_value(&number.saturating_add(1).to_string());
    }
}

/// A page comes with what was done before it, such as two people's texts brought together; a live region is read out only
/// when something is put into it.
fn say_once_more() {
    if let Ok(Some(said)) = document().query_selector(".message-success[role=status]:not([autofocus])") {
        said.set_inner_html(&said.inner_html());
    }
}

/// Whether the page says that a form of that name was taken.
fn is_done_with(form_id: &str) -> bool {
    let query = window().location().search().unwrap_or_default();
    let query = UrlSearchParams::new_with_str(&query).ok();
    query.and_then(|query| query.get("form")).as_deref() == Some(form_id)
}

fn is_within(event: &Event, form: &HtmlFormElement) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
    form.contains(target.as_ref())
}

/// Whether the text is longer than any that is saved.
fn is_too_long(form: &HtmlFormElement) -> bool {
    let field = form.query_selector("[name=body]").ok().flatten();
    let field = field.and_then(|field| field.dyn_into::<HtmlTextAreaElement>().ok());
    // What has fewer units of UTF-16 has fewer characters, and needs no counting.
    let may_be = |field: &HtmlTextAreaElement| {
        usize::try_from(field.text_length()).is_ok_and(|units| units > rules::BODY.chars_max)
    };
    field.filter(may_be).is_some_and(|field| field.value().chars().count() > rules::BODY.chars_max)
}

/// Whether a new post can be made: its address follows from the title, so somebody who is typing one is not done.
fn has_title(form: &HtmlFormElement) -> bool {
    let Ok(Some(title)) = form.query_selector("[name=title]") else { return false };
    let is_typing = document().active_element().as_ref() == Some(&title);
    !is_typing && title.dyn_into::<HtmlInputElement>().is_ok_and(|title| !title.value().trim().is_empty())
}

/// An instant as the reader's own browser writes it.
fn when(milliseconds: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "the browser counts milliseconds in doubles")]
    let date = js_sys::Date::new(&JsValue::from_f64(milliseconds as f64));
    date.to_locale_string("default", &JsValue::UNDEFINED).into()
}
