//! What somebody may have meant.

/// A shorter word is near to too many others.
const WORD_CHARS_MIN: usize = 4;
/// A word of this length may have two slips in it.
const LONG_WORD_CHARS: usize = 8;

/// The word that differs least from one that is nowhere, among some with the number of texts that have them. Of equally
/// near ones, the one that most texts have.
pub fn nearest<'w>(word: &str, known: impl IntoIterator<Item = (&'w str, u64)>) -> Option<&'w str> {
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < WORD_CHARS_MIN || letters.iter().any(|letter| letter.is_numeric()) {
        return None;
    }
    let slips_max = if letters.len() < LONG_WORD_CHARS { 1 } else { 2 };
    known
        .into_iter()
        .filter(|(known, _)| !known.contains(char::is_numeric))
        .filter_map(|(known, texts)| {
            let slips = slips(&letters, known, slips_max)?;
            Some((slips, std::cmp::Reverse(texts), known))
        })
        .min()
        .map(|(.., known)| known)
}

/// How many letters were missed, added, mistaken or exchanged with the next one (optimal string alignment), up to a most.
fn slips(typed: &[char], known: &str, most: usize) -> Option<usize> {
    let known: Vec<char> = known.chars().collect();
    if typed.len().abs_diff(known.len()) > most {
        return None;
    }
    let mut before = vec![0; known.len() + 1];
    let mut row: Vec<usize> = (0..=known.len()).collect();
    for (i, letter) in typed.iter().enumerate() {
        let mut next = vec![i + 1; known.len() + 1];
        for (j, other) in known.iter().enumerate() {
            let mistaken = row[j] + usize::from(letter != other);
            next[j + 1] = mistaken.min(row[j + 1] + 1).min(next[j] + 1);
            if i > 0 && j > 0 && *letter == known[j - 1] && typed[i - 1] == *other {
                next[j + 1] = next[j + 1].min(before[j - 1] + 1);
            }
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().filter(|slips| *slips <= most)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_word_is_meant() {
        let known = [("compiler", 9), ("compile", 3), ("complete", 5), ("release", 9), ("roles", 1), ("rules", 7)];
        let cases = [
            ("compier", Some("compiler")),
            ("compielr", Some("compiler")),
            ("comiler", Some("compiler")),
            ("relaese", Some("release")),
            ("rolls", Some("roles")),
            ("rles", Some("rules")),
            ("zeppelin", None),
            ("rul", None),
            ("v1rules", None),
            ("compilerrr", Some("compiler")),
        ];
        for (word, meant) in cases {
            assert_eq!(nearest(word, known), meant, "{word}");
        }
    }
}
