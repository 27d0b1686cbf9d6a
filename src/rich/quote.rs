//! What keeps text from meaning something in Markdown.

/// A fence is at least so long.
const FENCE_CHARS_MIN: usize = 3;

/// A fence that is longer than any in the code.
pub fn fence_around(code: &str) -> String {
    "`".repeat(longest_run(code, '`').saturating_add(1).max(FENCE_CHARS_MIN))
}

/// How often the character stands in a row at most.
pub fn longest_run(text: &str, character: char) -> usize {
    text.split(|other| other != character).map(str::len).max().unwrap_or_default()
}

/// An address as Markdown takes it.
pub fn destination(address: &str) -> String {
    let address = address.trim();
    let is_plain = !address.contains(|character: char| character.is_whitespace() || "()<>".contains(character));
    if is_plain {
        return address.to_owned();
    }
    let escaped = address.replace('<', "%3C").replace('>', "%3E").replace(['\n', '\r'], "");
    format!("<{escaped}>")
}

/// Text between brackets.
pub fn escape_brackets(text: &str) -> String {
    let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
    folded.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}
