//! How long a text is to those who read it. The browser counts by the same rule as the server.

/// Words read in a minute, as Brysbaert's review of 2019 has it for English (238) rounded down.
const WORDS_PER_MINUTE: u32 = 230;

/// The number of words; each character of the scripts that part no words is one.
pub fn word_count(text: &str) -> u32 {
    let mut count: u32 = 0;
    let mut in_word = false;
    for character in text.chars() {
        if stands_alone(character) {
            count = count.saturating_add(1);
            in_word = false;
        } else if character.is_whitespace() {
            in_word = false;
        } else if character.is_alphanumeric() && !in_word {
            count = count.saturating_add(1);
            in_word = true;
        }
    }
    count
}

/// How long it takes to read so many words, in minutes, at least 1.
pub fn reading_minutes(word_count: u32) -> u32 {
    word_count.div_ceil(WORDS_PER_MINUTE).max(1)
}

/// Chinese characters and Japanese kana (Unicode's blocks, the rarer planes of ideographs included).
fn stands_alone(character: char) -> bool {
    matches!(character,
        '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{323af}')
}
