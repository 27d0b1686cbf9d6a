//! What a browser makes of a page: the form that is on it.

use serde_json::Value;

/// A form's fields as it would send them, in their order.
pub type Fields = Vec<(String, String)>;

/// A form of a page.
#[derive(Clone, Debug, Default)]
pub struct Form {
    pub action: String,
    pub fields: Fields,
    pub choices: Vec<Choice>,
}

/// A group of radio buttons.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    pub name: String,
    pub options: Vec<Side>,
}

/// One of them, with what it shows.
#[derive(Clone, Debug, Default)]
pub struct Side {
    pub value: String,
    pub words: String,
}

impl Form {
    /// The form of that class, where the page has one.
    pub fn of(page: &str, class: &str) -> Option<Self> {
        let mut forms = page.match_indices("<form ").filter_map(|(at, _)| Some((&page[at..], Tag::at(&page[at..])?)));
        let (html, tag) = forms.find(|(_, tag)| tag.value("class").as_deref() == Some(class))?;
        let html = &html[..html.find("</form>")?];
        let mut form = Self { action: tag.value("action")?, ..Self::default() };
        let mut rest = html;
        while let Some(start) = rest.find('<') {
            rest = &rest[start..];
            let Some(tag) = Tag::at(rest) else {
                rest = &rest[1..];
                continue;
            };
            let inside = &rest[tag.length..];
            form.note(&tag, inside);
            // A text is no markup.
            let skipped = if tag.name == "textarea" { inside.find("</textarea>").unwrap_or(0) } else { 0 };
            rest = &inside[skipped..];
        }
        Some(form)
    }

    fn note(&mut self, tag: &Tag, inside: &str) {
        let Some(name) = tag.value("name") else { return };
        let value = tag.value("value").unwrap_or_default();
        match tag.name.as_str() {
            "input" if tag.value("type").as_deref() == Some("radio") => {
                if self.choices.last().is_none_or(|choice| choice.name != name) {
                    self.choices.push(Choice { name, options: Vec::new() });
                }
                let label = &inside[..inside.find("</label>").unwrap_or(0)];
                let words = label.find("merge-words").map(|start| text(&label[start + "merge-words\">".len()..]));
                if let Some(choice) = self.choices.last_mut() {
                    choice.options.push(Side { value, words: words.unwrap_or_default() });
                }
            }
            "input" if tag.value("type").as_deref() == Some("checkbox") && tag.value("checked").is_none() => {}
            "input" => self.fields.push((name, value)),
            "textarea" => {
                let inside = &inside[..inside.find("</textarea>").unwrap_or(0)];
                let text = unescape(inside.strip_prefix('\n').unwrap_or(inside));
                // A browser has one kind of line end until it sends them.
                self.fields.push((name, text.replace("\r\n", "\n")));
            }
            "select" => {
                let inside = &inside[..inside.find("</select>").unwrap_or(0)];
                let options: Vec<Tag> =
                    inside.match_indices("<option").filter_map(|(start, _)| Tag::at(&inside[start..])).collect();
                let chosen = options.iter().find(|option| option.value("selected").is_some()).or(options.first());
                self.fields.push((name, chosen.and_then(|option| option.value("value")).unwrap_or_default()));
            }
            _ => {}
        }
    }
}

/// What a page tells its autosave island.
pub fn autosave_props(page: &str) -> Option<Value> {
    let name = page.find("data-component=\"Autosave")?;
    let begin = page[..name].rfind('<')?;
    serde_json::from_str(&Tag::at(&page[begin..])?.value("data-props")?).ok()
}

/// The value of a field; empty where there is none.
pub fn value<'f>(fields: &'f Fields, name: &str) -> &'f str {
    fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
}

/// Gives a field another value.
pub fn set(fields: &mut Fields, name: &str, value: impl Into<String>) {
    match fields.iter_mut().find(|(field, _)| field == name) {
        Some((_, old)) => *old = value.into(),
        None => fields.push((name.to_owned(), value.into())),
    }
}

/// A tag that opens something.
struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
    length: usize,
}

impl Tag {
    fn at(html: &str) -> Option<Self> {
        let name: String = html[1..].chars().take_while(char::is_ascii_alphabetic).collect();
        if name.is_empty() {
            return None;
        }
        let (mut attributes, mut at) = (Vec::new(), 1 + name.len());
        loop {
            let rest = html.get(at..)?;
            let begin = rest.find(|character: char| !character.is_whitespace() && character != '/')?;
            at += begin;
            let rest = &html[at..];
            if rest.starts_with('>') {
                return Some(Self { name, attributes, length: at + 1 });
            }
            let end = rest.find(|character: char| character.is_whitespace() || "=/>".contains(character))?;
            let attribute = rest[..end].to_owned();
            at += end;
            let value = match html[at..].strip_prefix("=\"") {
                Some(quoted) => {
                    let end = quoted.find('"')?;
                    at += end + 3;
                    unescape(&quoted[..end])
                }
                None => String::new(),
            };
            attributes.push((attribute, value));
        }
    }

    fn value(&self, name: &str) -> Option<String> {
        self.attributes.iter().find(|(attribute, _)| attribute == name).map(|(_, value)| value.clone())
    }
}

/// The text up to the next tag.
fn text(html: &str) -> String {
    unescape(&html[..html.find('<').unwrap_or(html.len())])
}

fn unescape(html: &str) -> String {
    let named = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#39;", "'"), ("&amp;", "&")];
    named.into_iter().fold(html.to_owned(), |text, (name, character)| text.replace(name, character))
}

#[test]
fn a_form_is_read_as_a_browser_reads_it() {
    let page = "<form class=\"list\"></form><form method=\"post\" action=\"/x\" class=\"editor\">\
        <input type=\"hidden\" name=\"version\" value=\"3\"/><input class=\"input\" name=title value=\"&lt;A&gt; &amp;amp; b\">\
        <textarea name=\"body\" hidden>\n\nOne &lt;b>\n<input name=\"no\"></textarea>\
        <select name=\"kind\"><option value=\"post\">P</option><option value=\"page\" selected>Q</option></select>\
        <label><input type=\"radio\" name=\"choice-a\" value=\"mine\" checked><span>Mine</span>\
        <span class=\"merge-words\">one &amp; two</span></label>\
        <label><input type=\"radio\" name=\"choice-a\" value=\"both\"><span>Both</span></label></form>";
    let form = Form::of(&page.replace("name=title", "name=\"title\""), "editor").unwrap();
    let expected =
        [("version", "3"), ("title", "<A> &amp; b"), ("body", "\nOne <b>\n<input name=\"no\">"), ("kind", "page")];
    assert_eq!(form.fields, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert_eq!((form.action.as_str(), form.choices.len(), form.choices[0].options.len()), ("/x", 1, 2));
    assert_eq!(form.choices[0].options[0].words, "one & two");
}
