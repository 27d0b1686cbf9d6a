//! What the editor's island does (`app/src/islands/autosave.rs`), step by step, with waits that are shorter.

use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::browser::{Answer, Browser, Fate, Request};
use super::page::{Fields, set, value};

/// How long to wait before a server is tried again that did not answer.
const AGAIN: Duration = Duration::from_millis(300);
/// Fields that say how a form was shown, and nothing of what somebody typed.
const NOT_TYPED: [&str; 5] = ["form_id", "request", "version", "authors_shown", "published_at_shown"];

/// What was typed into a form and is not known to be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalCopy {
    pub fields: Fields,
    pub is_sent: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Untouched,
    Typing,
    Saving,
    Saved,
    Offline,
    SignedOut,
    Conflict,
    Invalid,
    Refused,
}

/// An autosave that is answered with that version.
#[derive(Clone, Debug)]
pub struct Autosaved {
    pub id: String,
    pub version: u64,
    /// What was sent.
    pub fields: Fields,
}

#[derive(Debug)]
pub struct Island {
    pub state: State,
    pub id: Option<String>,
    name: String,
    /// What was typed when the server last had everything.
    saved: Option<Fields>,
    under_way: Option<(Fields, Receiver<Option<Answer>>)>,
    again_at: Option<Instant>,
}

/// What somebody typed of a form.
pub fn typed(fields: &Fields) -> Fields {
    fields.iter().filter(|(name, _)| !NOT_TYPED.contains(&name.as_str())).cloned().collect()
}

impl Island {
    /// Wakes up on a page, with what the page tells it, and offers back what this browser has of it.
    pub fn begin(browser: &mut Browser, props: &Value, fields: &Fields, address: &str) -> Self {
        let id = props["id"].as_str().map(str::to_owned);
        // The page of somebody who is signed out doesn't know them; their browser does.
        let handle = Some(props["handle"].as_str().unwrap_or_default()).filter(|handle| !handle.is_empty());
        let handle = handle.unwrap_or(browser.handle);
        let name = format!("lithair {handle} {}", id.as_deref().unwrap_or("new"));
        let is_saved = props["is_saved"] == true;
        let now = typed(fields);
        let island = Self {
            state: State::Untouched,
            id,
            name,
            saved: is_saved.then(|| now.clone()),
            under_way: None,
            again_at: None,
        };
        if let Some(copy) = browser.storage.get(&island.name).cloned() {
            let was_taken =
                copy.is_sent && address.contains(&format!("form={}", encoded(value(&copy.fields, "form_id"))));
            let is_same = typed(&copy.fields) == now;
            if was_taken || (is_same && is_saved) {
                browser.storage.remove(&island.name);
            } else if !is_same {
                browser.storage.remove(&island.name);
                browser.offered.entry(island.name.clone()).or_default().push(copy);
            }
        }
        if let Some(copies) = browser.offered.get_mut(&island.name) {
            copies.retain(|copy| !(is_saved && typed(&copy.fields) == now));
        }
        island
    }

    /// What is offered back.
    pub fn offer<'b>(&self, browser: &'b Browser) -> Option<&'b LocalCopy> {
        browser.offered.get(&self.name)?.last()
    }

    /// Keeps what is typed in this browser.
    pub fn copy(&self, browser: &mut Browser, fields: &Fields) {
        if self.saved.as_ref() != Some(&typed(fields)) {
            let copy = LocalCopy { fields: fields.clone(), is_sent: false };
            browser.storage.insert(self.name.clone(), copy);
        }
    }

    /// Whether the server has everything that the form has.
    pub fn has_saved(&self, fields: &Fields) -> bool {
        self.saved.as_ref() == Some(&typed(fields)) && self.under_way.is_none()
    }

    pub fn note_typing(&mut self) {
        if self.state != State::Conflict {
            self.state = State::Typing;
        }
    }

    /// Keeps what is typed now: here at once, and there as soon as it can be.
    pub fn keep(&mut self, browser: &mut Browser, fields: &mut Fields, fate: Fate) {
        if self.saved.as_ref() == Some(&typed(fields)) {
            if self.state != State::Untouched {
                self.state = State::Saved;
            }
            browser.storage.remove(&self.name);
            return;
        }
        self.copy(browser, fields);
        if self.under_way.is_some() || self.state == State::Conflict {
            return;
        }
        self.state = State::Saving;
        let number: u64 = value(fields, "request").parse().unwrap();
        set(fields, "request", (number + 1).to_string());
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields.iter()).finish();
        let request = Request::function("autosave", &json!({ "id": self.id, "form": form }));
        let (line, cookie) = (browser.line.clone(), browser.cookie.clone());
        let (sender, receiver) = channel();
        std::thread::spawn(move || sender.send(line.send(&request, &cookie, fate)));
        self.under_way = Some((fields.clone(), receiver));
    }

    /// Hears what the server says meanwhile, and tries again when it is time.
    pub fn go_on(&mut self, browser: &mut Browser, fields: &mut Fields, fate: Fate) -> Option<Autosaved> {
        if self.again_at.is_some_and(|at| at <= Instant::now()) {
            self.again_at = None;
            self.keep(browser, fields, fate);
        }
        let answer = match self.under_way.as_ref()?.1.try_recv() {
            Ok(answer) => answer,
            Err(TryRecvError::Empty) => return None,
            Err(TryRecvError::Disconnected) => None,
        };
        let (sent, _) = self.under_way.take()?;
        let Some(answer) = answer else {
            self.refuse(State::Offline);
            return None;
        };
        match answer.status {
            200 => {
                let saved: Value = serde_json::from_str(&answer.body).unwrap();
                let (id, version) = (saved["id"].as_str().unwrap().to_owned(), saved["version"].as_u64().unwrap());
                // What was put back meanwhile was typed against another version.
                if value(&sent, "form_id") == value(fields, "form_id") {
                    set(fields, "version", version.to_string());
                    self.saved = Some(typed(&sent));
                }
                if self.id.is_none() {
                    self.adopt(browser, &id);
                }
                self.keep(browser, fields, fate);
                return Some(Autosaved { id, version, fields: sent });
            }
            401 => self.refuse(State::SignedOut),
            409 => self.refuse(State::Conflict),
            400 => self.refuse(State::Invalid),
            403 | 404 | 410 => self.refuse(State::Refused),
            503 => self.refuse(State::Offline),
            status => panic!("an autosave was answered {status}: {}", answer.body),
        }
        None
    }

    fn refuse(&mut self, state: State) {
        self.state = state;
        if matches!(state, State::Offline | State::SignedOut) {
            self.again_at = Some(Instant::now() + AGAIN);
        }
    }

    /// A new post has an address from now on.
    fn adopt(&mut self, browser: &mut Browser, id: &str) {
        browser.storage.remove(&self.name);
        let copies = browser.offered.remove(&self.name).unwrap_or_default();
        self.id = Some(id.to_owned());
        self.name = format!("{}{id}", self.name.trim_end_matches("new"));
        browser.offered.insert(self.name.clone(), copies);
    }

    /// The form is sent: what is in it is kept until the answer says what became of it.
    pub fn note_sent(&self, browser: &mut Browser, fields: &Fields) {
        browser.storage.insert(self.name.clone(), LocalCopy { fields: fields.clone(), is_sent: true });
    }

    pub fn put_back(&mut self, browser: &mut Browser, fields: &mut Fields) {
        let Some(copy) = self.throw_away(browser) else { return };
        // What is typed and not saved changes places with it.
        if self.saved.as_ref() != Some(&typed(fields)) {
            let instead = LocalCopy { fields: fields.clone(), is_sent: false };
            browser.offered.entry(self.name.clone()).or_default().push(instead);
        }
        let is_of_the_form = |name: &str| matches!(name, "form_id" | "request");
        for (name, value) in copy.fields.iter().filter(|(name, _)| !is_of_the_form(name)) {
            if fields.iter().any(|(field, _)| field == name) {
                set(fields, name, value.clone());
            }
        }
        // It was typed against another version than what this form has made since: to the server it is another form.
        let form_id = format!("{}+", value(fields, "form_id"));
        set(fields, "form_id", form_id);
        self.copy(browser, fields);
        self.state = State::Typing;
    }

    /// What was thrown away.
    pub fn throw_away(&self, browser: &mut Browser) -> Option<LocalCopy> {
        browser.offered.get_mut(&self.name)?.pop()
    }
}

fn encoded(text: &str) -> String {
    text.replace('-', "%2D").replace('+', "%2B")
}

/// The version that a form expects.
pub fn version(fields: &Fields) -> u64 {
    value(fields, "version").parse().unwrap_or(0)
}
