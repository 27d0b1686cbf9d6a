//! Hugo's shortcodes: those that it brings along become Markdown, and others are named.

use super::rewriting::Rewriting;
use crate::rich::{destination, escape_brackets, fence_around};

/// What a shortcode says: its name and what it is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Shortcode<'t> {
    name: &'t str,
    /// What stands there without a name.
    positional: Vec<String>,
    named: Vec<(&'t str, String)>,
    is_closing: bool,
}

impl Shortcode<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        self.named.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    fn first(&self, name: &str) -> Option<&str> {
        self.get(name).or_else(|| self.positional.first().map(String::as_str))
    }
}

/// The text with Markdown in the place of shortcodes. `follow` says where a reference to a text leads.
pub fn to_markdown(
    body: &str,
    first_line: usize,
    follow: &dyn Fn(&str) -> Option<String>,
    notices: &mut Vec<(usize, String)>,
) -> String {
    let text = Rewriting::new(body, first_line, notices);
    let mut reading = Reading { text, may_be_closed: true, follow };
    while let Some(start) = next_start(reading.text.rest) {
        reading.text.keep(start);
        let Some((inner, length)) = reading.shortcode() else {
            reading.text.tell("a shortcode that begins here has no end");
            break;
        };
        reading.settle(inner, length);
    }
    reading.text.finish()
}

/// A text that is being read.
struct Reading<'t> {
    text: Rewriting<'t>,
    /// Whether something that is closed may still come: a hostile text must not be searched for it again and again.
    may_be_closed: bool,
    follow: &'t dyn Fn(&str) -> Option<String>,
}

impl<'t> Reading<'t> {
    /// What stands in the shortcode that is next, and its length with its marks.
    fn shortcode(&self) -> Option<(&'t str, usize)> {
        let rest = self.text.rest;
        let close = if rest.starts_with("{{<") { ">}}" } else { "%}}" };
        let end = 3 + rest[3..].find(close)?;
        Some((rest[3..end].trim(), end + close.len()))
    }

    fn settle(&mut self, inner: &str, length: usize) {
        if let Some(shown) = inner.strip_prefix("/*").and_then(|inner| inner.strip_suffix("*/")) {
            // How shortcodes are shown and not carried out.
            let (open, close) = (&self.text.rest[..3], &self.text.rest[length - 3..length]);
            self.text.replace(length, &format!("{open}{shown}{close}"));
            return;
        }
        let shortcode = parse(inner);
        let mut taken = length;
        let markdown = if shortcode.name == "highlight" && !shortcode.is_closing {
            self.closing(length, "highlight").map(|(content, end)| {
                taken = end;
                fenced(shortcode.positional.first().map_or("", String::as_str), content)
            })
        } else {
            markdown(&shortcode, self.follow)
        };
        match markdown {
            Some(markdown) => {
                self.text.replace(taken, &markdown);
            }
            None => {
                if !shortcode.is_closing {
                    self.text.tell(format!("the shortcode {:?} stays as it is written", shortcode.name));
                }
                self.text.keep(length);
            }
        }
    }

    /// What stands between a shortcode and the one that closes it, and where that ends.
    fn closing(&mut self, from: usize, name: &str) -> Option<(&'t str, usize)> {
        let found = self.may_be_closed.then(|| closing(&self.text.rest[from..], name)).flatten();
        self.may_be_closed = found.is_some();
        found.map(|(content, end)| (content, from + end))
    }
}

fn next_start(text: &str) -> Option<usize> {
    text.match_indices("{{").map(|(start, _)| start).find(|start| text[start + 2..].starts_with(['<', '%']))
}

/// What stands up to the closing shortcode of that name, and where that one ends.
fn closing<'t>(text: &'t str, name: &str) -> Option<(&'t str, usize)> {
    text.match_indices("{{").find_map(|(start, open)| {
        let inner = text[start + open.len()..].strip_prefix(['<', '%'])?.trim_start().strip_prefix('/')?;
        let behind =
            inner.trim_start().strip_prefix(name)?.trim_start().strip_prefix(['>', '%'])?.strip_prefix("}}")?;
        Some((&text[..start], text.len() - behind.len()))
    })
}

fn markdown(shortcode: &Shortcode<'_>, follow: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let is_name =
        |text: &&str| !text.is_empty() && text.chars().all(|one| one.is_ascii_alphanumeric() || "-_".contains(one));
    let id = || shortcode.first("id").filter(is_name);
    let address = match shortcode.name {
        "figure" => return figure(shortcode),
        "ref" | "relref" => {
            let target = shortcode.first("path")?;
            return Some(destination(&follow(target).unwrap_or_else(|| target.to_owned())));
        }
        "youtube" => format!("https://www.youtube.com/watch?v={}", id()?),
        "vimeo" => format!("https://vimeo.com/{}", id()?),
        "gist" => {
            let mut names = shortcode.positional.iter().map(String::as_str).filter(is_name);
            format!("https://gist.github.com/{}/{}", names.next()?, names.next()?)
        }
        "tweet" | "x" => {
            format!("https://x.com/{}/status/{}", shortcode.get("user").filter(is_name).unwrap_or("i"), id()?)
        }
        "instagram" => format!("https://www.instagram.com/p/{}/", id()?),
        _ => return None,
    };
    Some(format!("<{address}>"))
}

/// A picture with its caption, which is Markdown itself.
fn figure(shortcode: &Shortcode<'_>) -> Option<String> {
    let folded = |name: &str| {
        let text = shortcode.get(name)?.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(text).filter(|text| !text.is_empty())
    };
    let source = destination(shortcode.first("src")?);
    let image = format!("![{}]({source})", escape_brackets(shortcode.get("alt").unwrap_or_default()));
    let image = match shortcode.get("link") {
        Some(link) => format!("[{image}]({})", destination(link)),
        None => image,
    };
    let caption = [folded("title").map(|title| format!("**{title}**")), folded("caption")];
    Some(match caption.into_iter().flatten().collect::<Vec<_>>().join(" ").as_str() {
        "" => image,
        caption => format!("<figure>\n\n{image}\n\n<figcaption>\n\n{caption}\n\n</figcaption>\n</figure>"),
    })
}

/// Code between fences that it doesn't hold itself.
pub fn fenced(language: &str, code: &str) -> String {
    let fence = fence_around(code);
    let language: String =
        language.chars().filter(|one| one.is_ascii_alphanumeric() || "-_+#.".contains(*one)).collect();
    format!("{fence}{language}\n{}\n{fence}", code.trim_matches(['\n', '\r']))
}

fn parse(inner: &str) -> Shortcode<'_> {
    let inner = inner.trim_end_matches('/').trim();
    let (is_closing, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner.trim()));
    let end = inner.find(char::is_whitespace).unwrap_or(inner.len());
    let mut shortcode = Shortcode { name: &inner[..end], is_closing, ..Shortcode::default() };
    let mut rest = inner[end..].trim_start();
    while !rest.is_empty() {
        let name_end = rest.find(|character: char| !(character.is_alphanumeric() || "-_".contains(character)));
        let name = name_end.filter(|end| *end > 0 && rest[*end..].starts_with('=')).map(|end| &rest[..end]);
        let value = name.map_or(rest, |name| rest[name.len() + 1..].trim_start());
        let (text, behind) = argument(value);
        match name {
            Some(name) => shortcode.named.push((name, text)),
            None => shortcode.positional.push(text),
        }
        rest = behind.trim_start();
    }
    shortcode
}

/// A word, or a text between quotes.
fn argument(text: &str) -> (String, &str) {
    match text.chars().next() {
        Some(quote @ ('"' | '`')) => {
            let mut value = String::new();
            let mut characters = text[1..].char_indices();
            while let Some((index, character)) = characters.next() {
                match character {
                    '\\' if quote == '"' => value.extend(characters.next().map(|(_, escaped)| escaped)),
                    end if end == quote => return (value, &text[1 + index + 1..]),
                    character => value.push(character),
                }
            }
            (value, "")
        }
        _ => {
            let end = text.find(char::is_whitespace).unwrap_or(text.len());
            (text[..end].to_owned(), &text[end..])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortcodes_become_markdown_or_are_named() {
        let cases = [
            ("a {{< youtube w7Ft2ymGmfc >}} b", "a <https://www.youtube.com/watch?v=w7Ft2ymGmfc> b", 0),
            ("{{< youtube id=\"abc\" autoplay=true >}}", "<https://www.youtube.com/watch?v=abc>", 0),
            (
                "{{< figure src=\"a b.png\" alt=\"A [b]\" caption=\"C *d*\" link=\"/x\" >}}",
                "<figure>\n\n[![A \\[b\\]](<a b.png>)](/x)\n\n<figcaption>\n\nC *d*\n\n</figcaption>\n</figure>",
                0,
            ),
            ("[x]({{< ref \"other.md#y\" >}})", "[x](@/posts/other.md#y)", 0),
            ("[x]({{% relref missing %}})", "[x](missing)", 0),
            (
                "{{< highlight go \"linenos=table\" >}}\na ``` b\n{{< /highlight >}}\nrest",
                "````go\na ``` b\n````\nrest",
                0,
            ),
            ("{{</* youtube x */>}}", "{{< youtube x >}}", 0),
            ("{{< note >}}text{{< /note >}}", "{{< note >}}text{{< /note >}}", 1),
            ("{{< gist user 123 >}}", "<https://gist.github.com/user/123>", 0),
            ("{{< open", "{{< open", 1),
            ("{{< highlight go >}}\nnever", "{{< highlight go >}}\nnever", 1),
            ("{{< >}} {{<>}} {{%%}}", "{{< >}} {{<>}} {{%%}}", 3),
            ("{{< youtube \"a\" onload=\"x\" \"><script>\" >}}", "<https://www.youtube.com/watch?v=a>", 0),
            ("{{< figure src=\"unclosed >}} é", "![](unclosed) é", 0),
        ];
        for (body, expected, told) in cases {
            let mut notices = Vec::new();
            let follow = |target: &str| target.starts_with("other.md").then(|| format!("@/posts/{target}"));
            assert_eq!(to_markdown(body, 1, &follow, &mut notices), expected, "{body}");
            assert_eq!(notices.len(), told, "{body}: {notices:?}");
        }
    }
}
