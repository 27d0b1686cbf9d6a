//! Two texts that come from a third: what both changed in different places comes together by itself, and where they changed
//! the same place, there is a choice. No word that either of them wrote is anywhere else.

use std::fmt::Write;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::{Change, changes};

/// What two texts make together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merge {
    /// It, in its order.
    pub pieces: Vec<Piece>,
}

/// A part of a merged text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// What is not in dispute.
    Text(String),
    /// What is.
    Choice(Choice),
}

/// A passage that both changed, and not in the same way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// What stood there.
    pub base: String,
    /// What one wrote; empty where they took it out.
    pub mine: String,
    /// What the other wrote.
    pub theirs: String,
}

/// What is taken of a passage in dispute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// One's own words.
    Mine,
    /// The other's.
    Theirs,
    /// First the other's and then one's own: whoever decides nothing loses nothing.
    #[default]
    Both,
}

impl Side {
    /// Reads what a form sends.
    pub fn parse(name: &str) -> Self {
        match name {
            "mine" => Self::Mine,
            "theirs" => Self::Theirs,
            _ => Self::Both,
        }
    }
}

/// Brings two texts together that come from the same one.
pub fn merge(base: &str, mine: &str, theirs: &str) -> Merge {
    let sides = [Changed::new(base, mine), Changed::new(base, theirs)];
    let mut merge = Merge::default();
    let mut end = 0;
    for place in places(&sides[0].changes, &sides[1].changes) {
        merge.add_text(&base[end..place.base.start]);
        let [mine, theirs] = [0, 1].map(|side| sides[side].text(&place.base, &place.changes[side]));
        match (place.changes[0].is_empty(), place.changes[1].is_empty()) {
            (_, true) => merge.add_text(&mine),
            (true, false) => merge.add_text(&theirs),
            (false, false) if mine == theirs => merge.add_text(&mine),
            (false, false) if goes_on(&base[place.base.clone()], &theirs, &mine) => merge.add_text(&mine),
            (false, false) if goes_on(&base[place.base.clone()], &mine, &theirs) => merge.add_text(&theirs),
            (false, false) => {
                let base = base[place.base.clone()].to_owned();
                merge.pieces.push(Piece::Choice(Choice { base, mine, theirs }));
            }
        }
        end = place.base.end;
    }
    merge.add_text(&base[end..]);
    merge
}

impl Merge {
    /// The passages in dispute.
    pub fn choices(&self) -> impl Iterator<Item = &Choice> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Choice(choice) => Some(choice),
            Piece::Text(_) => None,
        })
    }

    /// The text, with what is taken of each passage in dispute; of those that are not decided, both.
    pub fn resolve(&self, sides: &[Side]) -> String {
        let mut sides = sides.iter().copied();
        let mut text = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(part) => text.push_str(part),
                Piece::Choice(choice) => text.push_str(&choice.resolve(sides.next().unwrap_or_default())),
            }
        }
        text
    }

    fn add_text(&mut self, text: &str) {
        match self.pieces.last_mut() {
            _ if text.is_empty() => {}
            Some(Piece::Text(last)) => last.push_str(text),
            _ => self.pieces.push(Piece::Text(text.to_owned())),
        }
    }
}

impl Choice {
    /// What is taken of it.
    pub fn resolve(&self, side: Side) -> String {
        match side {
            Side::Mine => self.mine.clone(),
            Side::Theirs => self.theirs.clone(),
            Side::Both => both(&self.theirs, &self.mine),
        }
    }
}

/// Whether one text has all words of another and of the base at its beginning: somebody went on where the other ended,
/// such as a writer whose browser died while the server had part of what they typed.
fn goes_on(base: &str, shorter: &str, longer: &str) -> bool {
    let begins_with = |text: &str, beginning: &str| {
        let mut words = text.split_word_bounds();
        beginning.split_word_bounds().all(|word| words.next() == Some(word))
    };
    begins_with(shorter, base) && begins_with(longer, shorter)
}

/// One text behind the other, without two words becoming one.
fn both(first: &str, second: &str) -> String {
    let mut text = first.to_owned();
    let touches = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
    let separator = match (first.ends_with('\n'), touches(first.chars().next_back()) && touches(second.chars().next()))
    {
        (false, true) => " ",
        _ => "",
    };
    // Writing into a string never fails.
    let _ = write!(text, "{separator}{second}");
    text
}

/// A text, and how it came from the base.
struct Changed<'t> {
    base: &'t str,
    text: &'t str,
    changes: Vec<Change>,
}

impl<'t> Changed<'t> {
    fn new(base: &'t str, text: &'t str) -> Self {
        Self { base, text, changes: changes(base, text) }
    }

    /// What became of a stretch of the base, in which these changes are.
    fn text(&self, stretch: &Range<usize>, changes: &Range<usize>) -> String {
        let (mut text, mut end) = (String::new(), stretch.start);
        for change in &self.changes[changes.clone()] {
            text.push_str(&self.base[end..change.old.start]);
            text.push_str(&self.text[change.new.clone()]);
            end = change.old.end;
        }
        text.push_str(&self.base[end..stretch.end]);
        text
    }
}

/// A stretch of the base that one or both changed, and which of each one's changes are in it.
struct Place {
    base: Range<usize>,
    changes: [Range<usize>; 2],
}

/// Changes that overlap or touch are in one place; those in different places have a part of the base between them.
fn places(mine: &[Change], theirs: &[Change]) -> Vec<Place> {
    let sides = [mine, theirs];
    let (mut places, mut next) = (Vec::<Place>::new(), [0, 0]);
    loop {
        let starts = [0, 1].map(|side| sides[side].get(next[side]).map(|change| change.old.start));
        let side = match starts {
            [None, None] => return places,
            [Some(mine), Some(theirs)] => usize::from(theirs < mine),
            [mine, _] => usize::from(mine.is_none()),
        };
        let old = &sides[side][next[side]].old;
        match places.last_mut() {
            Some(last) if old.start <= last.base.end => last.base.end = last.base.end.max(old.end),
            _ => places.push(Place { base: old.clone(), changes: [next[0]..next[0], next[1]..next[1]] }),
        }
        next[side] += 1;
        if let Some(last) = places.last_mut() {
            last.changes[side].end = next[side];
        }
    }
}

#[cfg(test)]
mod tests;
