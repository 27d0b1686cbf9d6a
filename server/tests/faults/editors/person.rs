//! Somebody who writes: types, pauses, saves, chooses, and copes with whatever goes wrong.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use super::browser::{Answer, Browser, Fate, Request};
use super::island::{Island, State, typed, version};
use super::ledger::{Ledger, Version, Word, words, words_of};
use super::page::{Fields, Form, autosave_props, set, value};
use super::site::Oracle;
use crate::process::{Chance, WAIT_MAX};

/// Between two things that somebody does, in milliseconds.
const STEP_MILLISECONDS: u64 = 60;
/// Letters of a title and of a summary, and tags, from which on nobody adds more.
const LINE_CHARS_MAX: usize = 200;
const NEW_POST: &str = "/admin/posts/new";

/// What somebody looks at.
#[derive(Debug)]
enum Tab {
    Nothing,
    Editor(Box<Editor>),
    Merge(Box<Form>),
    /// A form was sent and no answer came: the browser says so. It would send the same again, or go back.
    Failed {
        request: Request,
        sent: Sent,
        back: String,
    },
}

/// A form that was sent.
#[derive(Clone, Debug)]
struct Sent {
    fields: Fields,
    action: String,
    /// Whether it may have been brought together with what somebody else saved: by choices, or before it was answered.
    may_be_merged: bool,
}

#[derive(Debug)]
struct Editor {
    address: String,
    path: String,
    fields: Fields,
    first: Fields,
    island: Option<Island>,
    /// Words that were typed since what is typed was last kept anywhere.
    unkept: BTreeSet<Word>,
}

/// Somebody who writes.
#[derive(Debug)]
pub struct Person {
    letter: char,
    browser: Browser,
    has_script: bool,
    chance: Chance,
    tab: Tab,
    post: Arc<OnceLock<String>>,
    oracle: Oracle,
    count: u64,
    is_calm: bool,
    pub ledger: Ledger,
}

impl Person {
    pub fn new(
        letter: char,
        browser: Browser,
        has_script: bool,
        chance: Chance,
        post: &Arc<OnceLock<String>>,
        oracle: &Oracle,
    ) -> Self {
        Self {
            letter,
            browser,
            has_script,
            chance,
            tab: Tab::Nothing,
            post: Arc::clone(post),
            oracle: oracle.clone(),
            count: 0,
            is_calm: false,
            ledger: Ledger::default(),
        }
    }

    /// Writes the post that both work at, until the server has it.
    pub fn begin(&mut self, title: &str) {
        let deadline = Instant::now() + WAIT_MAX;
        self.open(NEW_POST);
        while self.post.get().is_none() {
            assert!(Instant::now() < deadline, "the post was never written:\n  {}\n{self:#?}", self.ledger.story());
            self.listen();
            match &mut self.tab {
                Tab::Editor(editor) if value(&editor.fields, "title").is_empty() => {
                    set(&mut editor.fields, "title", title);
                    set(&mut editor.fields, "body", "One line.\n\nAnother line.\n\nThe last line.");
                    self.pause();
                }
                Tab::Editor(_) if self.has_script && self.chance.below(20) > 0 => self.pause(),
                Tab::Editor(_) => self.submit("save"),
                Tab::Failed { .. } => self.send_again(),
                Tab::Nothing => self.open(NEW_POST),
                Tab::Merge(_) => panic!("a new post is nobody else's"),
            }
            self.wait();
        }
    }

    /// Does some things, one after the other.
    pub fn write(&mut self, steps: u64) {
        for _ in 0..steps {
            self.step();
            self.wait();
        }
    }

    /// Ends as somebody does who wants to be sure: with everything saved, and nothing offered back.
    pub fn finish(&mut self) {
        self.is_calm = true;
        let deadline = Instant::now() + 2 * WAIT_MAX;
        while !self.is_done() {
            assert!(Instant::now() < deadline, "{} never finished:\n  {}\n{self:#?}", self.letter, self.ledger.story());
            self.wait();
        }
    }

    /// Does the next thing that is needed for an end. Whether nothing more is.
    fn is_done(&mut self) -> bool {
        self.listen();
        match &mut self.tab {
            Tab::Nothing => self.open_post(),
            Tab::Failed { .. } => self.send_again(),
            Tab::Merge(_) => self.choose(),
            Tab::Editor(editor) => {
                let is_saved = match &editor.island {
                    Some(island) => island.has_saved(&editor.fields),
                    None => typed(&editor.fields) == typed(&editor.first),
                };
                let is_offered = editor.island.as_ref().is_some_and(|island| island.offer(&self.browser).is_some());
                let is_fresh = editor.unkept.is_empty() && typed(&editor.fields) == typed(&editor.first);
                match (is_saved, is_offered) {
                    (true, true) => self.take_offer(),
                    (true, false) if is_fresh && !editor.address.contains("done=") => return true,
                    (true, false) => self.open_post(),
                    (false, _) if editor.island.as_ref().is_some_and(|island| island.state == State::Refused) => {
                        self.bring_out_of_the_trash();
                    }
                    (false, _) => self.submit("save"),
                }
            }
        }
        false
    }

    fn wait(&mut self) {
        std::thread::sleep(Duration::from_millis(STEP_MILLISECONDS / 2 + self.chance.below(STEP_MILLISECONDS)));
    }

    fn step(&mut self) {
        self.listen();
        match &self.tab {
            Tab::Nothing => self.open_post(),
            Tab::Failed { .. } => self.cope(),
            Tab::Merge(_) => match self.chance.below(10) {
                // Somebody who has no time for it now.
                0 if self.has_script => self.open_post(),
                _ => self.choose(),
            },
            Tab::Editor(_) => self.edit(),
        }
    }

    fn edit(&mut self) {
        let Tab::Editor(editor) = &self.tab else { return };
        let is_offered = editor.island.as_ref().is_some_and(|island| island.offer(&self.browser).is_some());
        let is_saved = editor.island.as_ref().is_some_and(|island| island.has_saved(&editor.fields));
        let is_untouched = editor.unkept.is_empty() && (is_saved || typed(&editor.fields) == typed(&editor.first));
        match self.chance.below(100) {
            0..10 if is_offered => self.take_offer(),
            20..22 if is_offered => self.throw_away(),
            0..50 => self.type_words(),
            50..54 => self.delete_word(),
            54..74 => self.pause(),
            74..82 => self.submit("save"),
            82..84 => self.submit("publish"),
            84..85 => self.submit("unpublish"),
            85..86 if self.has_script || is_untouched => self.submit("delete"),
            86..89 if self.has_script || is_untouched => {
                self.pause();
                self.open_post();
            }
            89..92 => self.crash(),
            92..94 => {
                let fate = self.fate();
                self.browser.lose_session(fate);
                self.ledger.note("the session ended");
            }
            94..96 if self.has_script || is_untouched => {
                self.pause();
                self.bring_back();
            }
            _ => {}
        }
    }

    /// Hears what came of the last autosave.
    fn listen(&mut self) {
        let fate = self.fate();
        let Tab::Editor(editor) = &mut self.tab else { return };
        let Some(island) = &mut editor.island else { return };
        let before = island.state;
        if !editor.unkept.is_empty() {
            // Somebody's next keystroke is slower than this browser.
            island.copy(&mut self.browser, &editor.fields);
            editor.unkept.clear();
        }
        if let Some(autosaved) = island.go_on(&mut self.browser, &mut editor.fields, fate) {
            editor.unkept.clear();
            // A new post's page takes on the post's address, so that going back leads to it.
            if editor.address == NEW_POST {
                editor.address = format!("/admin/posts/{}", autosaved.id);
                editor.path.clone_from(&editor.address);
            }
            let _ = self.post.set(autosaved.id.clone());
            self.ledger.note_autosaved(autosaved);
        }
        match island.state {
            State::Offline | State::Conflict | State::Invalid | State::Refused if before != island.state => {
                self.ledger.note(format_args!("autosave: {:?}", island.state));
            }
            // Somebody notices, and signs in elsewhere.
            State::SignedOut if before != island.state => {
                let fate = self.fate();
                self.browser.sign_in(fate);
            }
            _ => {}
        }
    }

    fn fate(&mut self) -> Fate {
        if self.is_calm { Fate::Arrives } else { Fate::of(&mut self.chance) }
    }

    fn type_words(&mut self) {
        let count = 1 + self.chance.below(4);
        let typed: Vec<Word> = (0..count).map(|_| self.word()).collect();
        let place = self.chance.below(100);
        let at = self.chance.below(1_000);
        let Tab::Editor(editor) = &mut self.tab else { return };
        let (title, excerpt) = (value(&editor.fields, "title"), value(&editor.fields, "excerpt"));
        let (name, text) = match place {
            0..4 if title.chars().count() < LINE_CHARS_MAX => ("title", format!("{title} {}", typed.join(" "))),
            4..8 if excerpt.chars().count() < LINE_CHARS_MAX => ("excerpt", format!("{excerpt} {}", typed.join(" "))),
            8..12 if value(&editor.fields, "tags").chars().count() < LINE_CHARS_MAX => {
                let tags = value(&editor.fields, "tags");
                ("tags", format!("{tags}{}{}", if tags.is_empty() { "" } else { ", " }, typed.join(", ")))
            }
            _ => ("body", with_words(value(&editor.fields, "body"), &typed.join(" "), place, at)),
        };
        set(&mut editor.fields, name, text);
        editor.unkept.extend(typed.iter().cloned());
        if let Some(island) = &mut editor.island {
            island.note_typing();
        }
        self.ledger.note(format_args!("typed {} into the {name}", typed.join(" ")));
        self.ledger.typed.extend(typed);
    }

    /// A word that nobody typed before.
    fn word(&mut self) -> Word {
        self.count += 1;
        let end = ["", "", "é", "ß", "ł", "ж"][self.chance.below(6) as usize];
        format!("{}{}{end}", self.letter, self.count)
    }

    fn delete_word(&mut self) {
        let letter = self.letter;
        let Tab::Editor(editor) = &mut self.tab else { return };
        let body = value(&editor.fields, "body");
        let own: Vec<Word> = words(body).into_iter().filter(|word| word.starts_with(letter)).collect();
        if own.is_empty() {
            return;
        }
        let word = &own[self.chance.below(own.len() as u64) as usize];
        let body = without(body, word);
        set(&mut editor.fields, "body", body);
        if let Some(island) = &mut editor.island {
            island.note_typing();
        }
        self.ledger.note(format_args!("deleted {word}"));
        self.ledger.left_out.insert(word.clone());
    }

    /// Stops typing for a moment, in which the island keeps what is typed.
    fn pause(&mut self) {
        let fate = self.fate();
        let Tab::Editor(editor) = &mut self.tab else { return };
        let Some(island) = &mut editor.island else { return };
        island.keep(&mut self.browser, &mut editor.fields, fate);
        editor.unkept.clear();
    }

    fn submit(&mut self, action: &str) {
        let Tab::Editor(editor) = &mut self.tab else { return };
        self.ledger.note(format_args!("pressed {action} at {}", version(&editor.fields)));
        if let Some(island) = &mut editor.island {
            island.note_sent(&mut self.browser, &editor.fields);
            editor.unkept.clear();
        }
        let mut fields = editor.fields.clone();
        fields.push(("action".to_owned(), action.to_owned()));
        let request = Request::form(&editor.path, &fields);
        let sent = Sent { fields: editor.fields.clone(), action: action.to_owned(), may_be_merged: false };
        let back = editor.address.clone();
        self.send(request, sent, back);
    }

    /// Presses what a page of choices has to be pressed.
    fn choose(&mut self) {
        let Tab::Merge(form) = &self.tab else { return };
        let form = form.clone();
        let mut fields = form.fields.clone();
        for choice in &form.choices {
            let number = match self.chance.below(10) {
                0..5 if !self.is_calm => self.chance.below(choice.options.len() as u64) as usize,
                _ => choice.options.len() - 1,
            };
            let taken = &choice.options[number];
            fields.push((choice.name.clone(), taken.value.clone()));
            let kept = words(&taken.words);
            let left: Vec<Word> = choice.options.iter().flat_map(|option| words(&option.words)).collect();
            if taken.value != "both" {
                self.ledger.left_out.extend(left.into_iter().filter(|word| !kept.contains(word)));
            }
            self.ledger.note(format_args!("chose {} for {}", taken.value, choice.name));
        }
        let action = if self.chance.below(8) == 0 && !self.is_calm { "preview" } else { "save" };
        let sent = Sent { fields: form.fields.clone(), action: action.to_owned(), may_be_merged: true };
        fields.push(("action".to_owned(), action.to_owned()));
        let request = Request::form(&form.action, &fields);
        self.send(request, sent, form.action);
    }

    fn send(&mut self, request: Request, sent: Sent, back: String) {
        let fate = self.fate();
        match self.browser.send(&request, fate) {
            Some(answer) => self.receive(&answer, request, sent, back),
            None => {
                self.ledger.note("no answer");
                self.tab = Tab::Failed { request, sent, back };
            }
        }
    }

    fn receive(&mut self, answer: &Answer, request: Request, sent: Sent, back: String) {
        match answer.status {
            303 => {
                let location = answer.location().unwrap_or_default().to_owned();
                assert!(location.contains("done="), "{location}:\n  {}", self.ledger.story());
                let is_saving = matches!(sent.action.as_str(), "save" | "publish" | "unpublish");
                if is_saving {
                    let is_merged = sent.may_be_merged || location.contains("done=merged");
                    self.ledger.note_saved(&sent.fields, is_merged);
                } else {
                    self.ledger.note(format_args!("done: {}", sent.action));
                }
                if let Some(id) = location.strip_prefix("/admin/posts/").and_then(|rest| rest.split('?').next()) {
                    let _ = self.post.set(id.to_owned());
                }
                self.open(&location);
            }
            503 if Form::of(&answer.body, "editor").is_none() => self.tab = Tab::Failed { request, sent, back },
            200 | 400 | 401 | 409 | 410 | 503 => {
                self.ledger.note(format_args!("answered {}", answer.status));
                if let Some(form) = Form::of(&answer.body, "merge") {
                    self.tab = Tab::Merge(Box::new(form));
                    return;
                }
                assert_ne!(answer.status, 400, "{}\n{sent:#?}", self.ledger.story());
                self.show(&answer.body, &back);
                if answer.status == 401 {
                    let fate = self.fate();
                    self.browser.sign_in(fate);
                }
                if answer.status == 410 {
                    self.submit("restore");
                }
            }
            status => panic!("a form was answered {status}: {}\n  {}", answer.body, self.ledger.story()),
        }
    }

    /// Shows the editor's page that came for a form, or for an address.
    fn show(&mut self, page: &str, address: &str) {
        let form = Form::of(page, "editor");
        let Form { action, fields, .. } = form.unwrap_or_else(|| panic!("no editor at {address}: {}", text_of(page)));
        let props = autosave_props(page).unwrap_or_else(|| panic!("no island at {address}"));
        let island = self.has_script.then(|| Island::begin(&mut self.browser, &props, &fields, address));
        if island.as_ref().is_some_and(|island| island.offer(&self.browser).is_some()) {
            self.ledger.note("something is offered back");
        }
        // What a page that was not saved has comes with the page, and is nowhere else.
        let first = if props["is_saved"] == true { fields.clone() } else { Fields::new() };
        let unkept = BTreeSet::new();
        let address = address.to_owned();
        self.tab = Tab::Editor(Box::new(Editor { address, path: action, first, fields, island, unkept }));
    }

    fn open_post(&mut self) {
        if let Some(id) = self.post.get() {
            self.open(&format!("/admin/posts/{id}"));
        }
    }

    fn open(&mut self, address: &str) {
        self.tab = Tab::Nothing;
        let fate = self.fate();
        let Some(answer) = self.browser.send(&Request::page(address), fate) else { return };
        match answer.status {
            200 if address.starts_with("/admin/posts?") => {}
            200 => self.show(&answer.body, address),
            302 | 303 => {
                let fate = self.fate();
                self.browser.sign_in(fate);
            }
            410 => self.bring_out_of_the_trash(),
            503 => {}
            status => panic!("{address} was answered {status}: {}\n  {}", answer.body, self.ledger.story()),
        }
    }

    /// Presses the button of the list of what is in the trash.
    fn bring_out_of_the_trash(&mut self) {
        self.tab = Tab::Nothing;
        let Some(id) = self.post.get() else { return };
        self.ledger.note("brought the post out of the trash");
        let fields = vec![("action".to_owned(), "restore".to_owned())];
        let request = Request::form(format!("/admin/posts/{id}"), &fields);
        let fate = self.fate();
        let _ = self.browser.send(&request, fate);
    }

    /// Brings an old version back, from the page that compares it with what is there now.
    fn bring_back(&mut self) {
        let Some(id) = self.post.get().cloned() else { return };
        let versions = self.oracle.versions(&id);
        let (old, now) = (&versions[self.chance.below(versions.len() as u64) as usize], &versions[versions.len() - 1]);
        let kept = old.words();
        // Whether it is answered or not.
        self.ledger.left_out.extend(now.words().into_iter().filter(|word| !kept.contains(word)));
        self.ledger.note(format_args!("brought {} back over {}", old.number, now.number));
        let fields =
            vec![("expected".to_owned(), now.number.to_string()), ("version".to_owned(), old.number.to_string())];
        let fate = self.fate();
        let answer = self.browser.send(&Request::form(format!("/admin/posts/{id}/restore"), &fields), fate);
        self.tab = Tab::Nothing;
        match answer {
            Some(answer) if answer.status == 303 => {
                let location = answer.location().unwrap_or_default().to_owned();
                if location.contains("done=") {
                    self.open(&location);
                }
            }
            Some(answer) => assert!(matches!(answer.status, 409 | 410 | 503), "{}: {}", answer.status, answer.body),
            None => {}
        }
    }

    fn take_offer(&mut self) {
        let Tab::Editor(editor) = &mut self.tab else { return };
        let Some(island) = &mut editor.island else { return };
        self.ledger.note("put back what was offered");
        island.put_back(&mut self.browser, &mut editor.fields);
        self.pause();
    }

    fn throw_away(&mut self) {
        let Tab::Editor(editor) = &mut self.tab else { return };
        let Some(island) = &mut editor.island else { return };
        let Some(copy) = island.throw_away(&mut self.browser) else { return };
        let kept = words_of(&editor.fields);
        let lost: Vec<Word> = words_of(&copy.fields).into_iter().filter(|word| !kept.contains(word)).collect();
        self.ledger.note(format_args!("threw away {}", lost.join(" ")));
        self.ledger.left_out.extend(lost);
    }

    /// The browser ends without a warning. What was typed in the moment before is in nobody's memory but its writer's.
    fn crash(&mut self) {
        let Tab::Editor(editor) = &mut self.tab else { return };
        let mut lost = std::mem::take(&mut editor.unkept);
        if !self.has_script {
            let kept = self.post.get().map(|id| self.oracle.versions(id)).unwrap_or_default();
            let kept = kept.last().map(Version::words).unwrap_or_default();
            lost.extend(words_of(&editor.fields).into_iter().filter(|word| !kept.contains(word)));
        }
        self.ledger.note("the browser died");
        self.ledger.left_out.extend(lost);
        self.tab = Tab::Nothing;
    }

    fn send_again(&mut self) {
        let Tab::Failed { request, sent, back } = std::mem::replace(&mut self.tab, Tab::Nothing) else { return };
        self.ledger.note("sent the same again");
        self.send(request, Sent { may_be_merged: true, ..sent }, back);
    }

    /// In front of a browser that says that the server did not answer.
    fn cope(&mut self) {
        let Tab::Failed { back, .. } = &self.tab else { return };
        let back = back.clone();
        match self.chance.below(10) {
            0..3 if self.has_script && !back.ends_with("/merge") => {
                self.ledger.note("went back");
                self.open(&back);
            }
            3 if self.has_script => self.tab = Tab::Nothing,
            _ => self.send_again(),
        }
    }

    /// Every version of the post both work at.
    pub fn versions(&self) -> Vec<Version> {
        self.post.get().map(|id| self.oracle.versions(id)).unwrap_or_default()
    }
}

/// What a page says.
fn text_of(page: &str) -> &str {
    page.find("<main").map_or(page, |begin| &page[begin..])
}

/// A text with words at one of its places: often at its end, or else between any two words.
fn with_words(text: &str, words: &str, place: u64, at: u64) -> String {
    match place {
        0..40 => return format!("{text} {words}"),
        40..50 => return format!("{text}\n\n{words}"),
        50..55 => return format!("{words} {text}"),
        _ => {}
    }
    let places: Vec<usize> = text.match_indices(char::is_whitespace).map(|(at, _)| at).collect();
    match places.get(at as usize % places.len().max(1)) {
        Some(at) => format!("{} {words}{}", &text[..*at], &text[*at..]),
        None => format!("{text} {words}"),
    }
}

/// A text without one of its words.
fn without(text: &str, word: &str) -> String {
    let is_part = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
    let is_whole =
        |at: usize| !is_part(text[..at].chars().next_back()) && !is_part(text[at + word.len()..].chars().next());
    match text.match_indices(word).find(|(at, _)| is_whole(*at)) {
        Some((at, _)) => format!("{}{}", &text[..at], &text[at + word.len()..]),
        None => text.to_owned(),
    }
}
