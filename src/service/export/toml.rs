//! The few forms of TOML (<https://toml.io>, version 1.0) that an export writes, always in the same way.

use std::fmt::{Display, Write};

use crate::domain::Timestamp;

/// A document that is being written. What is not there is left out.
#[derive(Clone, Debug, Default)]
pub struct Toml(String);

impl Toml {
    /// A text.
    pub fn text(&mut self, key: &str, value: &str) {
        self.line(key, &quoted(value));
    }

    /// A text, where there is one.
    pub fn text_if_some(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.text(key, value);
        }
    }

    /// Texts, where there are some.
    pub fn texts(&mut self, key: &str, values: impl IntoIterator<Item = impl AsRef<str>>) {
        let values: Vec<String> = values.into_iter().map(|value| quoted(value.as_ref())).collect();
        if !values.is_empty() {
            self.line(key, &format!("[{}]", values.join(", ")));
        }
    }

    /// An instant, where there is one.
    pub fn instant(&mut self, key: &str, at: Option<Timestamp>) {
        if let Some(at) = at {
            self.line(key, &at);
        }
    }

    /// A number, where there is one.
    pub fn number(&mut self, key: &str, number: Option<impl Display>) {
        if let Some(number) = number {
            self.line(key, &number);
        }
    }

    /// `true`, where it is.
    pub fn flag(&mut self, key: &str, is_so: bool) {
        if is_so {
            self.line(key, &true);
        }
    }

    /// What follows belongs to that table, such as `[extra]` or `[[redirect]]`.
    pub fn table(&mut self, header: &str) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        self.0.push_str(header);
        self.0.push('\n');
    }

    /// A table with what is written into it, where that is anything.
    pub fn table_if_filled(&mut self, header: &str, fill: impl FnOnce(&mut Self)) {
        let mut inner = Self::default();
        fill(&mut inner);
        if !inner.0.is_empty() {
            self.table(header);
            self.0.push_str(&inner.0);
        }
    }

    /// A line that is a comment.
    pub fn comment(&mut self, text: &str) {
        // A text in memory takes whatever is written into it.
        let _ = writeln!(self.0, "# {text}");
    }

    /// The key with a value that is TOML already.
    pub fn line(&mut self, key: &str, value: &impl Display) {
        let _ = writeln!(self.0, "{key} = {value}");
    }

    /// The whole document.
    pub fn finish(self) -> String {
        self.0
    }
}

/// A basic string on one line.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            control if control.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(control));
            }
            character => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_read_back_as_it_was() {
        let texts =
            ["", "a \"b\" \\ c", "line\nline\r\n\ttab", "\u{0}\u{7f}\u{85}\u{9f}", "書く 🦀", "+++", "'''\"\"\""];
        for text in texts {
            let mut document = Toml::default();
            document.text("key", text);
            document.texts("keys", [text, "x"]);
            let document = document.finish();
            assert_eq!(document.lines().count(), 2, "{document:?}");
            let read: ::toml::Table = document.parse().unwrap();
            assert_eq!(read["key"].as_str(), Some(text));
            assert_eq!(read["keys"][0].as_str(), Some(text));
        }
    }

    #[test]
    fn what_is_not_there_is_left_out() {
        let mut document = Toml::default();
        document.text_if_some("a", None);
        document.texts("b", Vec::<String>::new());
        document.instant("c", None);
        document.number("d", None::<u32>);
        document.flag("e", false);
        document.table_if_filled("[extra]", |table| table.flag("f", false));
        document.table_if_filled("[more]", |table| table.flag("f", true));
        document.instant("g", Some(Timestamp::from_milliseconds(1_500)));
        assert_eq!(document.finish(), "[more]\nf = true\ng = 1970-01-01T00:00:01.500Z\n");
    }
}
