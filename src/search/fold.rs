//! Letters as people type them.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A word without case, accents, points, widths and ligatures: what Unicode takes apart by compatibility (NFKD) loses
/// its marks, and Latin letters that it doesn't take apart become the letters that stand in for them (ß as ss, ø as o).
///
/// Marks that are vowels or make another letter (of Indic scripts, kana and Hangul) stay.
pub fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let is_kept =
        |character: &char| (character.is_alphanumeric() || is_combining_mark(*character)) && !is_left_out(*character);
    let plain = word.nfkd().filter(is_kept).flat_map(char::to_lowercase).filter(is_kept);
    let mut folded = String::with_capacity(word.len());
    for character in plain {
        match stand_in(character) {
            Some(letters) => folded.push_str(letters),
            None => folded.push(character),
        }
    }
    folded.nfc().collect()
}

/// Accents of Latin, Greek and Cyrillic letters, points of Hebrew and Arabic, and what is seen at a line's end alone.
const fn is_left_out(character: char) -> bool {
    matches!(character,
        '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}'..='\u{5c2}' | '\u{5c4}'..='\u{5c5}'
        | '\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}')
        || is_joiner(character)
}

/// What stands within a word without being seen: soft hyphens and joiners.
pub(super) const fn is_joiner(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}')
}

const fn stand_in(character: char) -> Option<&'static str> {
    Some(match character {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ł' => "l",
        'ŋ' => "n",
        'ŧ' => "t",
        'þ' => "th",
        'ς' => "σ",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn what_people_leave_out_is_left_out() {
        let cases = [
            ("Café", "cafe"),
            ("cafe\u{301}", "cafe"),
            ("STRASSE", "strasse"),
            ("Straße", "strasse"),
            ("Œuvre", "oeuvre"),
            ("Ærø", "aero"),
            ("Łódź", "lodz"),
            ("Đà", "da"),
            ("İstanbul", "istanbul"),
            ("ΟΔΥΣΣΕΎΣ", "οδυσσευσ"),
            ("Ёлка", "елка"),
            ("מָקוֹם", "מקום"),
            ("مُدَرِّس", "مدرس"),
            ("أحمد", "احمد"),
            ("ﬁnal", "final"),
            ("Ｒｕｓｔ", "rust"),
            ("ｶﾞｲﾄﾞ", "ガイド"),
            ("ガ", "ガ"),
            ("हिंदी", "हिंदी"),
            ("한국어", "한국어"),
            ("sil\u{ad}ben", "silben"),
        ];
        for (word, folded) in cases {
            assert_eq!(fold(word), folded, "{word}");
        }
    }
}
