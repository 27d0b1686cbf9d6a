//! Styles of HTML that is only read: the page's policy refuses every style that is not its own, and says so aloud.

/// What the attribute `style` is called then.
pub const SET_ASIDE: &str = "data-style";

/// The same HTML without anything that a browser takes for a style: attributes have another name, and what stands in a
/// `style` element is left out of the page by being a template's.
pub fn set_styles_aside(html: &str) -> String {
    let mut written = String::with_capacity(html.len() + 64);
    let mut quote = None;
    let mut in_tag = false;
    let mut rest = html;
    while let Some(character) = rest.chars().next() {
        let (here, next) = rest.split_at(character.len_utf8());
        rest = next;
        written.push_str(here);
        match (in_tag, quote, character) {
            (false, _, '<') => {
                let name = rest.strip_prefix('/').unwrap_or(rest);
                in_tag = name.starts_with(|letter: char| letter.is_ascii_alphabetic());
                if let Some(behind) = without_name(name) {
                    written.push_str(if name.len() < rest.len() { "/template" } else { "template" });
                    rest = behind;
                }
            }
            (true, None, '>') => in_tag = false,
            (true, None, '"' | '\'') => quote = Some(character),
            (true, Some(open), _) if open == character => quote = None,
            (true, None, _) if character.is_ascii_whitespace() || character == '/' => {
                if let Some(behind) = without_name(rest) {
                    written.push_str(SET_ASIDE);
                    rest = behind;
                }
            }
            // An attribute may follow a value's quote at once.
            _ => {}
        }
    }
    written
}

/// What follows the name `style`.
fn without_name(text: &str) -> Option<&str> {
    let name = text.get(.."style".len())?;
    let behind = &text["style".len()..];
    let is_whole = !behind.starts_with(|letter: char| letter.is_ascii_alphanumeric() || letter == '-');
    (name.eq_ignore_ascii_case("style") && is_whole).then_some(behind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_are_set_aside_and_words_are_not() {
        let cases = [
            ("<p style=\"a\">b</p>", "<p data-style=\"a\">b</p>"),
            ("<p class='x' STYLE = 'a'>b</p>", "<p class='x' data-style = 'a'>b</p>"),
            ("<style>p { color: red }</style>b", "<template>p { color: red }</template>b"),
            ("<p title=\"a style=b\">a style=b</p>", "<p title=\"a style=b\">a style=b</p>"),
            ("1 < 2 style=\"x\"", "1 < 2 style=\"x\""),
            ("<p styled=\"a\" data-style=\"b\">霧</p>", "<p styled=\"a\" data-style=\"b\">霧</p>"),
        ];
        for (html, expected) in cases {
            assert_eq!(set_styles_aside(html), expected, "{html}");
        }
    }
}
