//! Settings of Hugo and Jekyll, in whichever of three languages: people write them loosely, so they are read loosely.

use serde_json::{Map, Value};

use super::super::front_matter::{Format, Malformed, Parts, parse_loose_yaml, parse_toml, split};
use super::moment::Moment;
use crate::domain::TimeZone;

/// No site has settings that are nested deeper; what is, is left out.
const DEPTH_MAX: usize = 16;

/// Settings by their names. Hugo tells no capitals from small letters, and nobody else needs to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fields(Map<String, Value>);

/// A file with front matter, taken apart.
#[derive(Clone, Debug)]
pub struct Document<'t> {
    /// What its front matter says.
    pub fields: Fields,
    /// Where its parts stand.
    pub parts: Parts<'t>,
}

impl<'t> Document<'t> {
    /// Takes a file apart; without front matter all of it is its text.
    ///
    /// # Errors
    /// Where and how the front matter is broken.
    pub fn parse(text: &'t str) -> Result<Self, Malformed> {
        let trimmed = text.trim_start_matches('\u{feff}').trim_start();
        if trimmed.starts_with('{') && !trimmed.starts_with("{{") && !trimmed.starts_with("{%") {
            return Self::parse_json(text, text.len() - trimmed.len());
        }
        if !has_front_matter(text) {
            let parts = Parts { format: Format::Yaml, front: "", front_line: 1, body: text, body_line: 1 };
            return Ok(Self { fields: Fields::default(), parts });
        }
        let parts = split(text)?;
        let value: Option<Value> = match parts.format {
            Format::Toml => parts.parse::<toml::Table>().map(|table| Some(from_toml(toml::Value::Table(table), 0)))?,
            Format::Yaml => parse_loose_yaml(parts.front)
                .map_err(|broken| Malformed { line: broken.line + parts.front_line - 1, ..broken })?,
        };
        Ok(Self { fields: Fields::of(value.unwrap_or_default()), parts })
    }

    /// JSON in braces at the head of a file.
    fn parse_json(text: &'t str, start: usize) -> Result<Self, Malformed> {
        let before = text[..start].matches('\n').count();
        let mut values = serde_json::Deserializer::from_str(&text[start..]).into_iter::<Value>();
        let value = match values.next() {
            Some(Ok(value)) => value,
            Some(Err(error)) => {
                return Err(Malformed { line: before + error.line().max(1), reason: error.to_string() });
            }
            None => Value::Null,
        };
        let end = start + values.byte_offset();
        let rest = &text[end..];
        let body = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n')).unwrap_or(rest);
        let body_line = text[..text.len() - body.len()].matches('\n').count() + 1;
        let parts = Parts { format: Format::Yaml, front: &text[start..end], front_line: before + 1, body, body_line };
        Ok(Self { fields: Fields::of(value), parts })
    }

    /// The line of a setting.
    pub fn line_of(&self, key: &str) -> usize {
        let is_it = |line: &str| {
            let line = line.trim_start().trim_start_matches('"');
            let named = line.get(..key.len()).is_some_and(|start| start.eq_ignore_ascii_case(key));
            named && line[key.len()..].trim_start_matches('"').trim_start().starts_with(['=', ':'])
        };
        self.parts.front_line + self.parts.front.lines().position(is_it).unwrap_or(0)
    }

    /// The line of whichever of some settings is there.
    pub fn line_of_any(&self, keys: &[&str]) -> usize {
        keys.iter().map(|key| self.line_of(key)).max().unwrap_or(self.parts.front_line)
    }
}

/// Whether a file begins with a line that opens front matter.
pub fn has_front_matter(text: &str) -> bool {
    let first = text.trim_start_matches('\u{feff}').lines().map(str::trim).find(|line| !line.is_empty());
    matches!(first, Some("---" | "+++"))
}

impl Fields {
    /// Reads a settings file by the end of its name.
    ///
    /// # Errors
    /// Where and how it is broken.
    pub fn parse(name: &str, text: &str) -> Result<Self, Malformed> {
        let value = match name.rsplit('.').next().unwrap_or_default() {
            "toml" => from_toml(toml::Value::Table(parse_toml(text)?), 0),
            "json" => serde_json::from_str(text)
                .map_err(|error| Malformed { line: error.line().max(1), reason: error.to_string() })?,
            _ => parse_loose_yaml::<Option<Value>>(text)?.unwrap_or_default(),
        };
        Ok(Self::of(value))
    }

    /// Those of a table; of anything else, none.
    pub fn of(value: Value) -> Self {
        match value {
            Value::Object(map) => Self(map.into_iter().map(|(key, value)| (key.to_lowercase(), value)).collect()),
            _ => Self::default(),
        }
    }

    /// The value of the first of some names that has one.
    pub fn get(&self, names: &[&str]) -> Option<&Value> {
        names.iter().find_map(|name| self.0.get(*name)).filter(|value| !value.is_null())
    }

    /// Whether something is said under a name.
    pub fn has(&self, name: &str) -> bool {
        self.get(&[name]).is_some()
    }

    /// The tables of a list, or the one that stands alone.
    pub fn tables(&self, name: &str) -> Vec<Self> {
        match self.get(&[name]) {
            Some(Value::Array(values)) => values.iter().cloned().map(Self::of).collect(),
            Some(value) => vec![Self::of(value.clone())],
            None => Vec::new(),
        }
    }

    /// The names under which something is said.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// A text; a number as it is written.
    pub fn text(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| text_of(self.0.get(*name)?))
    }

    /// A list of texts: one as such, a list, or tables that have a name.
    pub fn texts(&self, names: &[&str]) -> Vec<String> {
        let value = self.get(names);
        match value {
            Some(Value::Array(values)) => values.iter().filter_map(name_of).collect(),
            Some(value) => name_of(value).into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// Whether it says so.
    pub fn flag(&self, name: &str) -> Option<bool> {
        match self.0.get(name)? {
            Value::Bool(is_so) => Some(*is_so),
            Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
                "true" | "yes" | "on" => Some(true),
                "false" | "no" | "off" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// A number from 0.
    pub fn number(&self, names: &[&str]) -> Option<u32> {
        match self.get(names)? {
            Value::Number(number) => number.as_u64().and_then(|number| u32::try_from(number).ok()),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// A date; the error is what stands there instead.
    pub fn date(&self, names: &[&str], zone: &TimeZone) -> Result<Option<Moment>, String> {
        let Some(text) = self.text(names) else { return Ok(None) };
        Moment::parse(&text, zone).map(Some).ok_or(text)
    }

    /// What is said of something under a name.
    pub fn table(&self, name: &str) -> Self {
        self.0.get(name).cloned().map(Self::of).unwrap_or_default()
    }

    /// Whatever the other says goes before what this one does.
    pub fn merge(&mut self, other: Self) {
        for (name, value) in other.0 {
            match (self.0.get_mut(&name), value) {
                (Some(Value::Object(known)), Value::Object(more)) => known.extend(more),
                (_, value) => drop(self.0.insert(name, value)),
            }
        }
    }

    /// Whatever the other says is said unless this one says it.
    pub fn fill(&mut self, other: &Self) {
        for (name, value) in &other.0 {
            self.0.entry(name.clone()).or_insert_with(|| value.clone());
        }
    }

    /// A table with nothing but this one under a name.
    pub fn under(self, name: &str) -> Self {
        Self(Map::from_iter([(name.to_owned(), Value::Object(self.0))]))
    }
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn name_of(value: &Value) -> Option<String> {
    match value {
        Value::Object(map) => ["name", "display_name", "title"].iter().find_map(|key| text_of(map.get(*key)?)),
        value => text_of(value),
    }
}

/// TOML's dates become texts, which JSON has.
fn from_toml(value: toml::Value, depth: usize) -> Value {
    match value {
        _ if depth > DEPTH_MAX => Value::Null,
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(is_so) => is_so.into(),
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(values) => values.into_iter().map(|value| from_toml(value, depth + 1)).collect(),
        toml::Value::Table(table) => {
            table.into_iter().map(|(key, value)| (key, from_toml(value, depth + 1))).collect::<Map<_, _>>().into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_languages_say_the_same() {
        let documents = [
            "+++\ntitle = 'A'\ntags = ['x', 'y']\ndate = 2020-01-02T03:04:05Z\n[params]\nauthor = 'Ada'\n+++\nText",
            "---\nTitle: A\ntags: [x, y]\ndate: 2020-01-02 03:04:05 +0000\nparams:\n  author: Ada\n---\nText",
            "{\n\"title\": \"A\", \"tags\": [\"x\", \"y\"],\n\"date\": \"2020-01-02T03:04:05Z\", \"params\": {\"author\": \"Ada\"}\n}\nText",
        ];
        for text in documents {
            let document = Document::parse(text).unwrap();
            assert_eq!(document.fields.text(&["title"]).as_deref(), Some("A"), "{text}");
            assert_eq!(document.fields.texts(&["tags"]), ["x", "y"], "{text}");
            let date = document.fields.date(&["date"], &TimeZone::UTC).unwrap().map(|date| date.at.to_string());
            assert_eq!(date.as_deref(), Some("2020-01-02T03:04:05Z"), "{text}");
            assert_eq!(document.fields.table("params").text(&["author"]).as_deref(), Some("Ada"), "{text}");
            assert_eq!(document.parts.body, "Text", "{text}");
            assert_eq!(text.lines().nth(document.parts.body_line - 1), Some("Text"), "{text}");
        }
    }

    #[test]
    fn broken_ones_are_named_with_their_line() {
        for (text, line) in [
            ("{\n\"a\": 1,\n\"b\": }\n", 3),
            ("---\na: [\n---\n", 2),
            ("+++\na = 1\nb = =\n+++\n", 3),
            ("---\na: b\n", 1),
        ] {
            let malformed = Document::parse(text).unwrap_err();
            assert!(malformed.line >= line.min(2) && malformed.line <= line + 1, "{text:?}: {malformed:?}");
        }
        let deep = format!("{}1{}", "{\"a\":".repeat(100_000), "}".repeat(100_000));
        assert!(Document::parse(&deep).is_err());
    }
}
