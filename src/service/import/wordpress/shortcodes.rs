//! Shortcodes: calls in square brackets that WordPress and its plugins replace when a page is shown.

use std::collections::{BTreeSet, HashMap};

use super::super::markup::own;
use crate::service::markdown::escape;

/// A longer call is none.
const CALL_BYTES_MAX: usize = 4 * 1024;

/// Of more names than that in one text no end is looked for.
const NAMES_MAX: usize = 200;

/// Languages that highlighters have shortcodes of the same name for.
const CODE: [&str; 20] = [
    "code",
    "sourcecode",
    "source",
    "highlight",
    "bash",
    "c",
    "cpp",
    "csharp",
    "css",
    "go",
    "html",
    "java",
    "javascript",
    "js",
    "php",
    "python",
    "ruby",
    "rust",
    "sql",
    "xml",
];

/// An image of the library.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// Where it is.
    pub url: String,
    /// What it shows.
    pub alternative: String,
    /// What stands below it.
    pub caption: String,
}

/// What the calls of a text may ask for.
pub trait Library {
    /// Images by their numbers.
    fn pictures(&self, ids: &[&str]) -> Vec<Picture>;
    /// The images that were uploaded to the post itself.
    fn own_pictures(&self) -> Vec<Picture>;
}

/// The HTML with its shortcodes replaced, and the names of those that nothing is known of.
pub fn expand(html: &str, library: &dyn Library) -> (String, BTreeSet<String>) {
    let written = String::with_capacity(html.len());
    let mut expander = Expander { html, library, written, unknown: BTreeSet::new(), ends: HashMap::new() };
    expander.run();
    (expander.written, expander.unknown)
}

/// A call: `[name key="value" word]`.
struct Call<'t> {
    name: &'t str,
    attributes: Vec<(String, String)>,
    is_closing: bool,
    /// The bytes that it takes.
    length: usize,
}

impl Call<'_> {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

struct Expander<'t> {
    html: &'t str,
    library: &'t dyn Library,
    written: String,
    unknown: BTreeSet<String>,
    /// By name, where the next end is that was looked for; none where there is none any more.
    ends: HashMap<&'t str, Option<usize>>,
}

impl<'t> Expander<'t> {
    fn run(&mut self) {
        let mut position = 0;
        while let Some(found) = self.html[position..].find(['[', '<']) {
            let at = position + found;
            self.written.push_str(&self.html[position..at]);
            position = at + self.step(at);
        }
        self.written.push_str(&self.html[position..]);
    }

    /// Writes what begins at a place, and says how long it is.
    fn step(&mut self, at: usize) -> usize {
        let rest = &self.html[at..];
        if rest.starts_with('<') {
            // Between a tag's brackets nothing is a call.
            let end = if rest.starts_with("<!--") {
                self.end("!--", at, "-->").map(|end| end + "-->".len() - at)
            } else {
                tag_end(rest)
            };
            return self.copy(rest, end.unwrap_or(1));
        }
        // Double brackets are how a call is written about.
        if let Some(inner) = rest.strip_prefix("[[")
            && let Some(call) = call(&rest[1..])
            && inner[call.length - 1..].starts_with(']')
        {
            self.written.push_str(&rest[1..=call.length]);
            return call.length + 2;
        }
        match call(rest) {
            Some(call) => self.expand(at, rest, &call),
            None => self.copy(rest, 1),
        }
    }

    fn copy(&mut self, rest: &str, length: usize) -> usize {
        self.written.push_str(&rest[..length]);
        length
    }

    fn expand(&mut self, at: usize, rest: &'t str, call: &Call<'t>) -> usize {
        let is_code = CODE.contains(&call.name);
        match call.name {
            _ if call.is_closing => {}
            "caption" | "wp_caption" => {
                if let Some((content, length)) = self.content(at, call) {
                    let caption = call.attribute("caption").map(|caption| escape(caption).into_owned());
                    self.written.push_str(&captioned(content, caption));
                    return length;
                }
            }
            "embed" => {
                if let Some((content, length)) = self.content(at, call) {
                    self.embed(content.trim());
                    return length;
                }
            }
            "youtube" | "vimeo" if call.attribute("").or(call.attribute("id")).or(call.attribute("url")).is_some() => {
                let given = call.attribute("").or(call.attribute("id")).or(call.attribute("url")).unwrap_or_default();
                let given = given.trim_start_matches('=');
                let site =
                    if call.name == "youtube" { "https://www.youtube.com/watch?v=" } else { "https://vimeo.com/" };
                let url = if given.contains("://") { given.to_owned() } else { format!("{site}{given}") };
                self.embed(&url);
                return call.length;
            }
            "gallery" => {
                let ids = call.attribute("ids").or(call.attribute("include"));
                let ids: Option<Vec<&str>> = ids.map(|ids| ids.split(',').map(str::trim).collect());
                let pictures = ids.map_or_else(|| self.library.own_pictures(), |ids| self.library.pictures(&ids));
                for picture in &pictures {
                    self.written.push_str(&shown(picture));
                }
                if pictures.is_empty() {
                    self.unknown.insert("gallery".to_owned());
                }
                return call.length;
            }
            "video" | "audio" => {
                let types = ["src", "mp4", "m4v", "webm", "ogv", "mp3", "m4a", "ogg", "wav", "flac"];
                if let Some(source) = types.iter().find_map(|name| call.attribute(name)) {
                    let source = escape(source);
                    self.written.push_str(&format!("<{0} src=\"{source}\"></{0}>", call.name));
                    return self.content(at, call).map_or(call.length, |(_, length)| length);
                }
            }
            _ if is_code => {
                if let Some((content, length)) = self.content(at, call) {
                    let named = call.attribute("language").or(call.attribute("lang"));
                    let named = named
                        .or((!["code", "sourcecode", "source", "highlight"].contains(&call.name)).then_some(call.name));
                    let class = named.map(|name| format!(" class=\"language-{}\"", escape(name))).unwrap_or_default();
                    // Some editors escape what is code already.
                    let content = if content.contains("&lt;") { content.into() } else { escape(content) };
                    self.written.push_str(&format!("<pre><code{class}>{content}</code></pre>"));
                    return length;
                }
            }
            _ => {}
        }
        if self.is_meant(at, call) {
            self.unknown.insert(call.name.to_owned());
        }
        self.copy(rest, call.length)
    }

    fn embed(&mut self, url: &str) {
        self.written.push_str(&format!("<{0} href=\"{1}\"></{0}>", own::EMBED, escape(url)));
    }

    /// What stands between a call and its end, and the length of all three.
    fn content(&mut self, at: usize, call: &Call<'t>) -> Option<(&'t str, usize)> {
        let begin = at + call.length;
        let close = format!("[/{}]", call.name);
        let end = self.end(call.name, begin, &close)?;
        Some((&self.html[begin..end], end + close.len() - at))
    }

    /// Where the next such text is: every part of the text is searched once for each name.
    fn end(&mut self, name: &'t str, begin: usize, close: &str) -> Option<usize> {
        match self.ends.get(name) {
            Some(Some(end)) if *end >= begin => return Some(*end),
            Some(None) => return None,
            None if self.ends.len() >= NAMES_MAX => return None,
            _ => {}
        }
        let end = self.html[begin..].find(close).map(|length| begin + length);
        self.ends.insert(name, end);
        end
    }

    /// Whether brackets are a call, and not just brackets.
    fn is_meant(&mut self, at: usize, call: &Call<'t>) -> bool {
        call.is_closing
            || call.attributes.iter().any(|(name, _)| !name.is_empty())
            || call.name.contains(['-', '_'])
            || self.content(at, call).is_some()
    }
}

/// Where a tag ends; quotes around a value may hold its bracket.
fn tag_end(rest: &str) -> Option<usize> {
    if !rest[1..].starts_with(|character: char| character.is_ascii_alphabetic() || matches!(character, '/' | '!' | '?'))
    {
        return None;
    }
    let mut quote = None;
    for (place, byte) in rest.bytes().enumerate().take(CALL_BYTES_MAX) {
        match (quote, byte) {
            (None, b'>') => return Some(place + 1),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// Reads the call that a text begins with.
fn call(text: &str) -> Option<Call<'_>> {
    let inner = text.strip_prefix('[')?;
    let (inner, is_closing) = inner.strip_prefix('/').map_or((inner, false), |inner| (inner, true));
    let is_name = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_');
    let name = &inner[..inner.find(|character| !is_name(character)).unwrap_or(inner.len())];
    if !name.starts_with(|character: char| character.is_ascii_alphabetic()) {
        return None;
    }
    let begin = text.len() - inner.len() + name.len();
    let (attributes, length) = attributes(&text[begin..])?;
    Some(Call { name, attributes, is_closing, length: begin + length })
}

/// Reads attributes up to the closing bracket, and says how long they are with it.
fn attributes(text: &str) -> Option<(Vec<(String, String)>, usize)> {
    let mut attributes = Vec::new();
    let mut position = 0;
    loop {
        let rest = text.get(position..)?;
        let trimmed = rest.trim_start();
        position += rest.len() - trimmed.len();
        let first = trimmed.chars().next()?;
        if position > CALL_BYTES_MAX || matches!(first, '[' | '<') {
            return None;
        }
        match first {
            ']' => return Some((attributes, position + 1)),
            '/' => position += 1,
            _ => {
                let (attribute, length) = attribute(trimmed)?;
                attributes.push(attribute);
                position += length;
            }
        }
    }
}

/// One attribute: `key=value`, `key="value"` or a value alone.
fn attribute(text: &str) -> Option<((String, String), usize)> {
    let is_end = |character: char| character.is_whitespace() || matches!(character, ']' | '[' | '<');
    if let Some((value, length)) = quoted(text) {
        return Some(((String::new(), value), length));
    }
    let end = text.find(|character| is_end(character) || character == '=')?;
    let Some(rest) = text[end..].strip_prefix('=').filter(|_| end > 0) else {
        let end = text.find(is_end).filter(|end| *end > 0)?;
        return Some(((String::new(), text[..end].to_owned()), end));
    };
    let (value, length) = match quoted(rest) {
        Some(found) => found,
        None => {
            let length = rest.find(is_end)?;
            (rest[..length].to_owned(), length)
        }
    };
    Some(((text[..end].to_ascii_lowercase(), value), end + 1 + length))
}

/// A value between quotes, whose characters editors may have turned.
fn quoted(text: &str) -> Option<(String, usize)> {
    const QUOTES: [(&str, &str); 5] = [("\"", "\""), ("'", "'"), ("“", "”"), ("”", "”"), ("&quot;", "&quot;")];
    let (open, close) = QUOTES.into_iter().find(|(open, _)| text.starts_with(open))?;
    let inner = &text[open.len()..];
    let window = inner.get(..inner.floor_char_boundary(CALL_BYTES_MAX)).unwrap_or(inner);
    let end = window.find(close)?;
    Some((inner[..end].to_owned(), open.len() + end + close.len()))
}

/// An image with a caption: all behind the image is the caption, where the call does not say it.
fn captioned(content: &str, caption: Option<String>) -> String {
    let image_end = content.find("<img").and_then(|begin| Some(begin + tag_end(&content[begin..])?));
    let image_end = image_end.unwrap_or(0);
    let link_end = content[image_end..].trim_start().strip_prefix("</a>").map(|rest| content.len() - rest.len());
    let (image, rest) = content.split_at(link_end.unwrap_or(image_end));
    let caption = caption.unwrap_or_else(|| rest.trim().to_owned());
    format!("<figure>{image}<figcaption>{caption}</figcaption></figure>")
}

/// An image of a gallery.
pub fn shown(picture: &Picture) -> String {
    let Picture { url, alternative, caption } = picture;
    let caption = if caption.is_empty() { String::new() } else { format!("<figcaption>{caption}</figcaption>") };
    format!("<figure><img src=\"{}\" alt=\"{}\">{caption}</figure>", escape(url), escape(alternative))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Shelf;

    impl Library for Shelf {
        fn pictures(&self, ids: &[&str]) -> Vec<Picture> {
            ids.iter().map(|id| Picture { url: format!("/{id}.png"), ..Picture::default() }).collect()
        }

        fn own_pictures(&self) -> Vec<Picture> {
            self.pictures(&["own"])
        }
    }

    #[test]
    fn calls_are_replaced_and_brackets_stay() {
        let cases: [(&str, &str, &[&str]); 15] = [
            (
                "[caption id=\"a\" width=\"3\"]<a href='x'><img src='y' alt='[z]'></a> Below <em>it</em>[/caption]",
                "<figure><a href='x'><img src='y' alt='[z]'></a><figcaption>Below <em>it</em></figcaption></figure>",
                &[],
            ),
            (
                "[caption caption='1 < 2']<img src='y'/>[/caption]",
                "<figure><img src='y'/><figcaption>1 &lt; 2</figcaption></figure>",
                &[],
            ),
            (
                "[gallery ids='1, 2']",
                "<figure><img src=\"/1.png\" alt=\"\"></figure><figure><img src=\"/2.png\" alt=\"\"></figure>",
                &[],
            ),
            ("[gallery]", "<figure><img src=\"/own.png\" alt=\"\"></figure>", &[]),
            (
                "[embed width=5]https://a.example/b?c&d[/embed]",
                "<x-embed href=\"https://a.example/b?c&amp;d\"></x-embed>",
                &[],
            ),
            ("[youtube=abc_1]", "<x-embed href=\"https://www.youtube.com/watch?v=abc_1\"></x-embed>", &[]),
            ("[video mp4=\"/a.mp4\"][/video]!", "<video src=\"/a.mp4\"></video>!", &[]),
            ("[code lang=rust]a < b[/code]", "<pre><code class=\"language-rust\">a &lt; b</code></pre>", &[]),
            ("[[caption]]", "[caption]", &[]),
            ("[sic] [1] [a b] […] [x", "[sic] [1] [a b] […] [x", &[]),
            (
                "[contact-form-7 id=\"5\"] [toc a=1] [b]c[/b]",
                "[contact-form-7 id=\"5\"] [toc a=1] [b]c[/b]",
                &["b", "contact-form-7", "toc"],
            ),
            ("<a title='[gallery]'>x</a><!-- [gallery] -->", "<a title='[gallery]'>x</a><!-- [gallery] -->", &[]),
            ("[caption]never closed", "[caption]never closed", &[]),
            ("[gallery ids='1", "[gallery ids='1", &[]),
            ("1 < 2 [gallery ids=3]", "1 < 2 <figure><img src=\"/3.png\" alt=\"\"></figure>", &[]),
        ];
        for (html, expected, unknown) in cases {
            let (written, found) = expand(html, &Shelf);
            assert_eq!(written, expected, "{html}");
            assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), unknown, "{html}");
        }
    }
}
