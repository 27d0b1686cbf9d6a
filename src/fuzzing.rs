//! What must hold of any bytes that a disk or a person hands in: the definitions behind `fuzz/`.
//!
//! Each panics where it does not hold. `cargo fuzz` looks for such bytes for hours; the tests here try the corpora and
//! some thousand changes of them, the same ones every time.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "to panic is how a target says no")]

use crate::domain::account::Account;
use crate::domain::comment::Comment;
use crate::domain::erasure::Erasure;
use crate::domain::media::Media;
use crate::domain::note::Note;
use crate::domain::post::Post;
use crate::domain::preview::PreviewLink;
use crate::domain::site::Site;
use crate::domain::{Aggregate, AnyState, EventPayload, Recorded};
use crate::search::{Plan, Query, Stemmer, passage};
use crate::service::import::front_matter::{self, PageFront, SectionFront};
use crate::service::import::markup::convert_html;
use crate::service::import::{Format, texts_of};
use crate::service::markdown;
use crate::store::log::batch::Batch;
use crate::store::log::segment;

/// A payload, behind a byte that says of which kind of event and one that says in which version of its format.
///
/// It is read or refused. What was read can be shown, folded, kept in a snapshot, and written again.
///
/// # Panics
/// When that does not hold.
pub fn event(bytes: &[u8]) {
    let [kind, schema_version, payload @ ..] = bytes else { return };
    let mut kind = usize::from(*kind);
    let schema_version = u32::from(*schema_version);
    read_payload::<Post>(&mut kind, schema_version, payload);
    read_payload::<Account>(&mut kind, schema_version, payload);
    read_payload::<Site>(&mut kind, schema_version, payload);
    read_payload::<Media>(&mut kind, schema_version, payload);
    read_payload::<Erasure>(&mut kind, schema_version, payload);
    read_payload::<PreviewLink>(&mut kind, schema_version, payload);
    read_payload::<Note>(&mut kind, schema_version, payload);
    read_payload::<Comment>(&mut kind, schema_version, payload);
}

/// Reads the payload where the kind is one of this aggregate's, which are counted on from the one before's.
fn read_payload<A: Aggregate>(kind: &mut usize, schema_version: u32, payload: &[u8]) {
    let kinds = <A::Event<'static> as EventPayload<'static>>::KINDS;
    let index = std::mem::replace(kind, kind.wrapping_sub(kinds.len()));
    let Some((kind, newest)) = kinds.get(index) else { return };
    let Ok(event) = A::Event::decode(kind, schema_version, payload) else { return };
    assert!((1..=*newest).contains(&schema_version), "{kind} in version {schema_version}");
    assert_eq!(event.kind(), *kind);
    let written = event.encode(Vec::new()).expect("what was read can be written");
    let again = A::Event::decode(kind, *newest, &written).expect("what was written can be read");
    assert_eq!(again.encode(Vec::new()).expect("and written"), written);
    event.to_json().expect("what was read can be shown");

    let mut state = AnyState::of_category(A::CATEGORY).expect("every aggregate is a category");
    let recorded =
        Recorded { stream_version: 1, at: crate::domain::Timestamp::MAX, actor: crate::domain::Actor::Operator };
    state.fold(kind, schema_version, payload, &recorded).expect("what was read can be folded");
    let (format_version, snapshot) = state.to_snapshot().expect("a state can be kept");
    assert_eq!(AnyState::from_snapshot(A::CATEGORY, format_version, &snapshot), Some(state));
}

/// The content of a segment: read or refused, and each stream's events are those of the whole.
///
/// # Panics
/// When that does not hold.
pub fn segment(bytes: &[u8]) {
    let Ok(events) = segment::events(1, bytes) else { return };
    for event in &events {
        let of_stream = segment::events_of(1, bytes, event.stream_id).expect("the whole was read");
        assert_eq!(of_stream.len(), events.iter().filter(|other| other.stream_id == event.stream_id).count());
        assert!(of_stream.contains(event));
    }
    let (content, _) = segment::encode(events.iter().copied()).expect("what was read can be sealed");
    assert_eq!(segment::events(1, &content).expect("what was sealed can be read").len(), events.len());
}

/// A message of another node: read or refused, with as many events as it says.
///
/// # Panics
/// When that does not hold.
pub fn batch(bytes: &[u8]) {
    let Ok(batch) = Batch::decode(bytes) else { return };
    let mut position = batch.previous_position;
    for event in batch.events() {
        position = position.saturating_add(1);
        assert_eq!(event.global_position, position);
    }
}

/// A file with front matter: taken apart without losing a byte, read or refused at one of its lines.
///
/// # Panics
/// When that does not hold.
pub fn front_matter(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let lines = text.lines().count().max(1);
    let parts = match front_matter::split(text) {
        Ok(parts) => parts,
        Err(malformed) => return assert!((1..=lines).contains(&malformed.line), "{malformed:?} of {lines} lines"),
    };
    assert!(text.ends_with(parts.body) && text.contains(parts.front));
    let ended = text[..text.len() - parts.body.len()].lines().count();
    assert_eq!(parts.body_line, ended + 1);
    let refused = [parts.parse::<PageFront>().err(), parts.parse::<SectionFront>().err()];
    for malformed in refused.into_iter().flatten() {
        assert!((parts.front_line..=ended).contains(&malformed.line), "{malformed:?} outside {:?}", parts.front);
    }
}

/// The text of a post: see [`markdown::assert_sound`].
///
/// # Panics
/// When its HTML is not sound.
pub fn markdown(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        markdown::assert_sound(text);
    }
}

/// What WordPress may have exported: it is read, and every text in it renders.
///
/// # Panics
/// When that does not hold.
pub fn wordpress(bytes: &[u8]) {
    export(Format::WordPress, bytes);
}

/// What Ghost may have exported: it is read, and every text in it renders.
///
/// # Panics
/// When that does not hold.
pub fn ghost(bytes: &[u8]) {
    export(Format::Ghost, bytes);
}

fn export(format: Format, bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        texts_of(format, text).iter().for_each(|text| markdown::assert_sound(text));
    }
}

/// HTML of another engine: its Markdown renders.
///
/// # Panics
/// When it doesn't.
pub fn html(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        markdown::assert_sound(&convert_html(text).markdown);
    }
}

/// A page of another site, whose first line serves as what its headers link to: what is found in it keeps to its bounds.
///
/// # Panics
/// When it doesn't.
pub fn mention(bytes: &[u8]) {
    crate::service::assert_mention_bounded(bytes);
}

/// What somebody looks for: SQLite understands the expressions that are made of it, and what was typed, taken for a
/// text, has a passage that is a part of it.
///
/// # Panics
/// When that does not hold.
pub fn search(bytes: &[u8]) {
    thread_local! {
        static INDEXES: rusqlite::Connection = {
            let indexes = rusqlite::Connection::open_in_memory().expect("memory is there");
            let create = "create virtual table texts using fts5(title, tags, headings, body, title_stems, body_stems);
                create virtual table titles using fts5(title, tags, headings, title_stems)";
            indexes.execute_batch(create).expect("SQLite has FTS5");
            indexes
        };
    }
    let Ok(typed) = std::str::from_utf8(bytes) else { return };
    let Some(query) = Query::of(typed) else { return };
    let begun: Vec<String> = query.beginning().map(|beginning| format!("{beginning}s")).into_iter().collect();
    let plan = Plan::of(&query, &["en".to_owned(), "fr".to_owned()], &begun);
    let expressions = std::iter::once(&plan).chain(plan.any_word().as_ref()).map(Plan::expression).collect::<Vec<_>>();
    for expression in expressions {
        for index in ["texts", "titles"] {
            let found = INDEXES.with(|indexes| {
                let find = format!("select count(*) from {index} where {index} match ?");
                indexes.query_row(&find, [&expression], |row| row.get::<_, i64>(0))
            });
            assert_eq!(found, Ok(0), "{expression}");
        }
    }
    let parts = passage(typed, &plan.find(typed, Stemmer::of("en")));
    let shown: String = parts.iter().map(|part| part.text.as_str()).collect();
    let shown = shown.strip_prefix('…').unwrap_or(&shown);
    assert!(typed.contains(shown.strip_suffix('…').unwrap_or(shown)), "{typed:?}: {parts:?}");
    for (place, word) in query.words() {
        assert!(query.with_words(&[(place, word.to_owned())]).contains(word), "{typed:?}: {word}");
    }
}

#[cfg(test)]
#[path = "../fuzz/explore.rs"]
mod explore;

#[cfg(test)]
mod tests {
    use super::explore::explore;

    #[test]
    fn payloads() {
        explore("event", super::event);
    }

    #[test]
    fn segments() {
        explore("segment", super::segment);
    }

    #[test]
    fn batches() {
        explore("batch", super::batch);
    }

    #[test]
    fn front_matter() {
        explore("front_matter", super::front_matter);
    }

    #[test]
    fn exports_of_wordpress() {
        explore("wordpress", super::wordpress);
    }

    #[test]
    fn exports_of_ghost() {
        explore("ghost", super::ghost);
    }

    #[test]
    fn html() {
        explore("html", super::html);
    }

    #[test]
    fn mentions() {
        explore("mention", super::mention);
    }

    #[test]
    fn searches() {
        explore("search", super::search);
    }

    #[test]
    fn markdown() {
        explore("markdown", super::markdown);
    }
}
