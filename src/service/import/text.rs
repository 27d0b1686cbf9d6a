//! What is found in a text: its summary, and the templates' calls that only Zola understands.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// The plain text of what stands before `<!-- more -->`.
pub fn before_more(markdown: &str) -> Option<String> {
    let parser = Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES);
    let mut plain = String::new();
    let mut hidden_depth = 0_usize;
    for event in parser {
        match event {
            Event::Html(html) | Event::InlineHtml(html) if is_more(&html) => {
                let folded = plain.split_whitespace().collect::<Vec<_>>().join(" ");
                return Some(folded).filter(|text| !text.is_empty());
            }
            Event::Start(Tag::Image { .. } | Tag::CodeBlock(_)) => hidden_depth += 1,
            Event::End(TagEnd::Image | TagEnd::CodeBlock) => hidden_depth = hidden_depth.saturating_sub(1),
            Event::Text(text) | Event::Code(text) if hidden_depth == 0 => plain.push_str(&text),
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item) => {
                plain.push(' ');
            }
            _ => {}
        }
    }
    None
}

fn is_more(html: &str) -> bool {
    html.trim().strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->")).is_some_and(|name| name.trim() == "more")
}

/// At most so many characters, cut between words where there are some.
pub fn cut(text: &str, chars_max: usize) -> String {
    let text = text.trim();
    let Some((end, _)) = text.char_indices().nth(chars_max) else { return text.to_owned() };
    // One character is left for the mark that something is missing.
    let end = text[..end].char_indices().next_back().map_or(0, |(index, _)| index);
    let room = &text[..end];
    let cut = room.rsplit_once(char::is_whitespace).map_or(room, |(before, _)| before);
    format!("{}…", cut.trim_end())
}

/// A title for a file that has none.
pub fn title_from_name(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let mut characters = words.trim().chars();
    characters.next().map_or_else(|| "Untitled".to_owned(), |first| first.to_uppercase().chain(characters).collect())
}

/// The names of the shortcodes in a line: `{{ name(…) }}` and `{% name(…) %}`.
pub fn shortcodes(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices('{').filter_map(|(index, _)| {
        let inside = line[index..].strip_prefix("{{").or_else(|| line[index..].strip_prefix("{%"))?.trim_start();
        let end =
            inside.find(|character: char| !(character.is_ascii_alphanumeric() || matches!(character, '_' | ':')))?;
        let name = &inside[..end];
        let is_name = name.starts_with(|character: char| character.is_ascii_alphabetic() || character == '_');
        (is_name && inside[end..].trim_start().starts_with('(')).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_ends_at_more() {
        let cases = [
            ("One *two*\n`three`.\n\n<!-- more -->\n\nRest", Some("One two three.")),
            ("# Head\n\nText [link](x) ![alt](y)<!--more-->rest", Some("Head Text link")),
            ("```\n<!-- more -->\n```\n", None),
            ("<!-- more -->\nRest", None),
            ("No mark", None),
        ];
        for (markdown, expected) in cases {
            assert_eq!(before_more(markdown).as_deref(), expected, "{markdown:?}");
        }
    }

    #[test]
    fn texts_are_cut_between_words() {
        for (text, expected) in [("one two", "one two"), ("one two three", "one…"), ("éééééééééé", "éééééé…")]
        {
            assert_eq!(cut(text, 7), expected);
        }
    }

    #[test]
    fn names_become_titles() {
        for (name, title) in [("my-first_post", "My first post"), ("été", "Été"), ("--", "Untitled")] {
            assert_eq!(title_from_name(name), title);
        }
    }

    #[test]
    fn shortcodes_are_told_from_other_braces() {
        let cases = [
            ("a {{ youtube(id=\"x\") }} and {% quote(by='y') %}", vec!["youtube", "quote"]),
            ("{{closure}} {{rust-src-base}} {{ }} {{ 5() }} {", vec![]),
            ("{{/* escaped() */}} {% end %}", vec![]),
        ];
        for (line, names) in cases {
            assert_eq!(shortcodes(line).collect::<Vec<_>>(), names, "{line}");
        }
    }
}
