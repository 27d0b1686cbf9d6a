use std::collections::BTreeMap;

use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use super::*;

fn choice(base: &str, mine: &str, theirs: &str) -> Choice {
    Choice { base: base.to_owned(), mine: mine.to_owned(), theirs: theirs.to_owned() }
}

#[test]
fn changes_in_different_places_come_together() {
    let base = "The fog came in.\n\nShips wait in the harbour.\n\nNobody sings.\n";
    let mine = "The thick fog came in.\n\nShips wait in the harbour.\n\nNobody sings.\n";
    let theirs = "The fog came in.\n\nShips wait in the old harbour.\n\nEverybody sings.\n";
    let merged = merge(base, mine, theirs);
    assert_eq!(merged.choices().count(), 0);
    assert_eq!(merged.resolve(&[]), "The thick fog came in.\n\nShips wait in the old harbour.\n\nEverybody sings.\n");
}

#[test]
fn the_same_change_is_made_once() {
    let merged = merge("A cat sat.\n", "A dog sat.\n", "A dog sat.\n");
    assert_eq!((merged.choices().count(), merged.resolve(&[])), (0, "A dog sat.\n".to_owned()));
}

#[test]
fn one_place_changed_twice_is_a_choice() {
    let merged = merge("The cat sat here.\n", "The dog sat here.\n", "The bird sat here.\n");
    assert_eq!(merged.choices().collect::<Vec<_>>(), [&choice("cat", "dog", "bird")]);
    let cases = [(Side::Mine, "The dog sat here.\n"), (Side::Theirs, "The bird sat here.\n")];
    for (side, expected) in cases {
        assert_eq!(merged.resolve(&[side]), expected);
    }
    // Nothing is lost by not deciding.
    assert_eq!(merged.resolve(&[]), "The bird dog sat here.\n");
}

#[test]
fn what_one_takes_out_and_the_other_changes_is_a_choice() {
    let base = "First.\nA line that stays for now.\nLast.\n";
    let merged = merge(base, "First.\nLast.\n", "First.\nA line that stays for ever.\nLast.\n");
    let expected = choice("A line that stays for now.\n", "", "A line that stays for ever.\n");
    assert_eq!(merged.choices().collect::<Vec<_>>(), [&expected]);
}

#[test]
fn who_went_on_where_the_other_ended_has_what_the_other_has() {
    let cases = [
        ("Begun.\n", "Begun. And\n", "Begun. And ended\n", "Begun. And ended\n"),
        ("Begun.\n", "Begun.\n\nAnd\n", "Begun.\n\nAnd\n\nended.\n", "Begun.\n\nAnd\n\nended.\n"),
        ("The cat sat.\n", "The cat sat down.\n", "The cat sat down there.\n", "The cat sat down there.\n"),
    ];
    for (base, shorter, longer, expected) in cases {
        for (mine, theirs) in [(shorter, longer), (longer, shorter)] {
            let merged = merge(base, mine, theirs);
            assert_eq!((merged.choices().count(), merged.resolve(&[]).as_str()), (0, expected), "{merged:?}");
        }
    }
    // A longer word is another word, and what one took out is nothing that both have.
    for (base, mine, theirs) in
        [("A\n", "A fog\n", "A foghorn\n"), ("The cat sat.\n", "The sat.\n", "The cat here sat.\n")]
    {
        assert_eq!(merge(base, mine, theirs).choices().count(), 1, "{mine} {theirs}");
    }
}

#[test]
fn two_endings_of_a_text_are_a_choice() {
    let merged = merge("Begun.\n", "Begun.\nMine.\n", "Begun.\nTheirs.\n");
    assert_eq!(merged.choices().collect::<Vec<_>>(), [&choice("", "Mine.\n", "Theirs.\n")]);
    assert_eq!(merged.resolve(&[Side::Both]), "Begun.\nTheirs.\nMine.\n");
}

/// Texts as people write them: few different words, so that much is alike, in lines.
fn text() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec!["fog", "ship", "harbour", "the", "a", "waits", "sings", "霧", "船", "é"]);
    let line = prop::collection::vec(word, 0..8).prop_map(|words| words.join(" "));
    prop::collection::vec(line, 0..6).prop_map(|lines| lines.join("\n"))
}

/// A text after somebody changed it here and there; what they add is theirs alone.
fn edited(base: String, who: &'static str) -> impl Strategy<Value = String> {
    let edit = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..4_u8, 0..100_u8);
    prop::collection::vec(edit, 0..5).prop_map(move |edits| {
        let mut words: Vec<String> = base.split_word_bounds().map(str::to_owned).collect();
        for (at, until, kind, number) in edits {
            let (at, until) = (at.index(words.len() + 1), until.index(words.len() + 1));
            let (from, to) = (at.min(until), at.max(until).min(at.min(until) + 3));
            let new = format!(" {who}{number} ");
            match kind {
                0 => words.insert(at, new),
                1 => words.insert(at, format!("\n{who}{number}\n")),
                2 => drop(words.drain(from..to)),
                _ => drop(words.splice(from..to, [new])),
            }
        }
        words.concat()
    })
}

fn counts<'t>(texts: impl IntoIterator<Item = &'t str>) -> BTreeMap<&'t str, usize> {
    let mut counts = BTreeMap::new();
    for word in texts.into_iter().flat_map(UnicodeSegmentation::unicode_words) {
        *counts.entry(word).or_default() += 1;
    }
    counts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Told without our own notion of a change: no word that is in one's text more often than in the base is missing.
    #[test]
    fn every_word_that_either_wrote_is_in_the_text_or_in_a_choice(
        (base, mine, theirs) in text().prop_flat_map(|base| (Just(base.clone()), edited(base.clone(), "mine"), edited(base, "theirs")))
    ) {
        let merged = merge(&base, &mine, &theirs);
        let there = counts(merged.pieces.iter().flat_map(|piece| match piece {
            Piece::Text(text) => vec![text.as_str()],
            Piece::Choice(choice) => vec![choice.mine.as_str(), choice.theirs.as_str()],
        }));
        let undecided = merged.resolve(&[]);
        let kept = counts([undecided.as_str()]);
        let before = counts([base.as_str()]);
        for (word, count) in counts([mine.as_str()]).into_iter().chain(counts([theirs.as_str()])) {
            let written = count.saturating_sub(before.get(word).copied().unwrap_or_default());
            prop_assert!(there.get(word).copied().unwrap_or_default() >= written, "{word} is in neither");
            if word.starts_with("mine") || word.starts_with("theirs") {
                prop_assert!(kept.get(word).copied().unwrap_or_default() >= written, "{word} is lost by not deciding");
            }
        }
    }

    #[test]
    fn who_alone_changed_a_text_gets_what_they_wrote(
        (base, mine) in text().prop_flat_map(|base| (Just(base.clone()), edited(base, "mine")))
    ) {
        for merged in [merge(&base, &mine, &base), merge(&base, &base, &mine), merge(&base, &mine, &mine)] {
            prop_assert_eq!(merged.choices().count(), 0);
            prop_assert_eq!(merged.resolve(&[]), mine.clone());
        }
    }

    #[test]
    fn both_see_the_same_choices(
        (base, mine, theirs) in text().prop_flat_map(|base| (Just(base.clone()), edited(base.clone(), "mine"), edited(base, "theirs")))
    ) {
        let (one, other) = (merge(&base, &mine, &theirs), merge(&base, &theirs, &mine));
        prop_assert_eq!(one.choices().count(), other.choices().count());
        let sides = |side| vec![side; one.choices().count()];
        prop_assert_eq!(one.resolve(&sides(Side::Mine)), other.resolve(&sides(Side::Theirs)));
    }
}
