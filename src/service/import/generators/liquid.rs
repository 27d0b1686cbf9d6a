//! Jekyll's tags (Liquid) and kramdown's own marks: those that mean a thing in Markdown become that, and others are named.

use super::rewriting::Rewriting;

/// What tags mean in one text.
#[derive(Clone, Copy)]
pub struct Liquid<'l> {
    /// Where the post of a name is, such as `2020-01-02-name`.
    pub post: &'l dyn Fn(&str) -> Option<String>,
    /// Where the file of a path is.
    pub file: &'l dyn Fn(&str) -> Option<String>,
    /// Code as the text shows it, by its language.
    pub code: fn(&str, &str) -> String,
}

/// The text as Markdown, or as HTML where it is that.
pub fn settle(body: &str, first_line: usize, liquid: Liquid<'_>, notices: &mut Vec<(usize, String)>) -> String {
    let text = Rewriting::new(body, first_line, notices);
    let mut reading = Reading { text, ahead: Ahead::default(), liquid };
    while let Some(piece) = reading.next() {
        reading.settle(piece);
    }
    let written = reading.text.finish();
    without_attributes(&written, first_line, notices)
}

/// What stands between marks.
#[derive(Clone, Copy)]
enum Piece<'t> {
    /// `{% … %}`
    Tag(&'t str),
    /// `{{ … }}`
    Output(&'t str),
}

/// A text that is being read.
struct Reading<'t> {
    text: Rewriting<'t>,
    ahead: Ahead,
    liquid: Liquid<'t>,
}

/// What was looked for to the end of the text and isn't there. It is not looked for again, however often a hostile text asks.
#[derive(Default)]
struct Ahead {
    no_tag_ends: bool,
    no_output_ends: bool,
    unclosed: Vec<&'static str>,
}

/// Tags that have something between them and the one that ends them.
const BLOCKS: [&str; 3] = ["highlight", "raw", "comment"];

impl<'t> Reading<'t> {
    /// Writes what comes before the next piece, which then is all that comes next.
    fn next(&mut self) -> Option<Piece<'t>> {
        let mut from = 0;
        loop {
            let start = from + self.text.rest[from..].find('{')?;
            let code = &self.text.rest[start..];
            let (close, is_missing) = match code.as_bytes().get(1) {
                Some(b'%') => ("%}", &mut self.ahead.no_tag_ends),
                Some(b'{') => ("}}", &mut self.ahead.no_output_ends),
                _ => {
                    from = start + 1;
                    continue;
                }
            };
            let length = if *is_missing { None } else { code[2..].find(close) };
            let Some(length) = length else {
                *is_missing = true;
                from = start + 2;
                continue;
            };
            let inner = &code[2..2 + length];
            self.text.keep(start);
            return Some(if close == "%}" { Piece::Tag(inner) } else { Piece::Output(inner) });
        }
    }

    fn settle(&mut self, piece: Piece<'t>) {
        let (inner, length, shown) = match piece {
            Piece::Tag(inner) => (inner, inner.len() + 4, None),
            Piece::Output(inner) => (inner, inner.len() + 4, Some(format!("{{{{ {} }}}}", inner.trim()))),
        };
        let trimmed = inner.trim_matches('-').trim();
        let (name, arguments) = trimmed.split_once(char::is_whitespace).unwrap_or((trimmed, ""));
        let mut taken = length;
        let text = match piece {
            Piece::Output(_) => output(trimmed),
            Piece::Tag(_) if BLOCKS.contains(&name) => self.closing(length, name).map(|(content, end)| {
                taken = end;
                match name {
                    "highlight" => (self.liquid.code)(arguments.split_whitespace().next().unwrap_or_default(), content),
                    "raw" => content.to_owned(),
                    _ => String::new(),
                }
            }),
            Piece::Tag(_) => self.reference(name, arguments),
        };
        match text {
            Some(text) => {
                self.text.replace(taken, &text);
            }
            None => {
                if !name.starts_with("end") {
                    let shown = shown.unwrap_or_else(|| format!("the tag {name:?}"));
                    self.text.tell(format!("{shown} stays as it is written"));
                }
                self.text.keep(length);
            }
        }
    }

    /// What stands between a tag and the one that ends it, and where that stops.
    fn closing(&mut self, from: usize, name: &str) -> Option<(&'t str, usize)> {
        let block = BLOCKS.into_iter().find(|block| *block == name && !self.ahead.unclosed.contains(block))?;
        let found = closing(&self.text.rest[from..], block);
        if found.is_none() {
            self.ahead.unclosed.push(block);
        }
        found.map(|(content, end)| (content, from + end))
    }

    fn reference(&self, name: &str, arguments: &str) -> Option<String> {
        let target = arguments.trim().trim_matches(['"', '\'']);
        match name {
            "post_url" => (self.liquid.post)(target),
            "link" => (self.liquid.file)(target),
            _ => None,
        }
    }
}

/// What stands up to the tag that ends a block, and where that one stops.
fn closing<'t>(text: &'t str, name: &str) -> Option<(&'t str, usize)> {
    text.match_indices("{%").find_map(|(start, open)| {
        let inner = &text[start + open.len()..];
        let inner = inner.strip_prefix('-').unwrap_or(inner).trim_start().strip_prefix("end")?.strip_prefix(name)?;
        let behind = inner.trim_start();
        let behind = behind.strip_prefix('-').unwrap_or(behind).strip_prefix("%}")?;
        Some((&text[..start], text.len() - behind.len()))
    })
}

/// The site's own address is left out, and paths stand for themselves.
fn output(inner: &str) -> Option<String> {
    let mut parts = inner.split('|').map(str::trim);
    let value = parts.next()?;
    let is_of_site = matches!(value, "site.baseurl" | "site.url" | "site.github.url");
    let quoted = value.strip_prefix(['"', '\'']).and_then(|value| value.strip_suffix(['"', '\'']));
    let text = if is_of_site { "" } else { quoted? };
    parts.all(|filter| matches!(filter, "relative_url" | "absolute_url")).then(|| text.to_owned())
}

/// Kramdown's attribute lists (`{: .class}`) mean nothing in CommonMark: lines of them go, and so do those behind an element.
fn without_attributes(text: &str, first_line: usize, notices: &mut Vec<(usize, String)>) -> String {
    if !text.contains("{:") {
        return text.to_owned();
    }
    let mut written = String::with_capacity(text.len());
    let mut fence = None;
    let mut first = None;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let trimmed = line.trim();
        let mark = trimmed
            .chars()
            .next()
            .filter(|mark| trimmed.starts_with("```") || (*mark == '~' && trimmed.starts_with("~~~")));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            _ => {}
        }
        if fence.is_some() || !line.contains("{:") {
            written.push_str(line);
            continue;
        }
        first = first.or(Some(index));
        if trimmed.starts_with("{:") && trimmed.ends_with('}') {
            continue;
        }
        written.push_str(&without_spans(line));
    }
    if let Some(index) = first {
        notices.push((first_line + index, "kramdown's attributes ({: …}) are left out".to_owned()));
    }
    written
}

/// Those that stand directly behind an element: `*text*{: .class}`.
fn without_spans(line: &str) -> String {
    let mut written = String::with_capacity(line.len());
    let mut rest = line;
    // A hostile line must not be searched for the same end again and again.
    let mut may_end = true;
    while let Some(start) = rest.find("{:") {
        let (before, code) = rest.split_at(start);
        let is_span = before.ends_with([')', '*', '_', '`', '>', ']']);
        let end = if is_span && may_end { code.find('}').map(|end| end + 1) } else { None };
        may_end &= end.is_some() || !is_span;
        written.push_str(before);
        match end {
            Some(end) => rest = &code[end..],
            None => {
                written.push_str("{:");
                rest = &code[2..];
            }
        }
    }
    written.push_str(rest);
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::import::generators::shortcodes::fenced;

    #[test]
    fn tags_become_markdown_or_are_named() {
        let cases = [
            (
                "[a]({% post_url 2020-01-02-name %}) [b]({% link about.md %})",
                "[a](@/_posts/2020-01-02-name.md) [b](@/about.md)",
                0,
            ),
            ("{% post_url nothing %}", "{% post_url nothing %}", 1),
            ("![a]({{ site.baseurl }}/b.png) {{ '/c' | relative_url }}{{ site.url }}", "![a](/b.png) /c", 0),
            ("{{ page.title }} {{ 'x' | upcase }}", "{{ page.title }} {{ 'x' | upcase }}", 2),
            ("{% highlight ruby linenos %}\nputs 1\n{% endhighlight %}\nrest", "```ruby\nputs 1\n```\nrest", 0),
            ("{%- raw -%}{{ x }}{% y %}{%- endraw -%}", "{{ x }}{% y %}", 0),
            ("a{% comment %} secret {% endcomment %}b", "ab", 0),
            ("{% include x.html %} {% if a %}b{% endif %}", "{% include x.html %} {% if a %}b{% endif %}", 2),
            ("{% highlight ruby %}\nnever ends", "{% highlight ruby %}\nnever ends", 1),
            ("{ {% {{ {%", "{ {% {{ {%", 0),
            ("text\n{: .note}\n* x\n{:toc}\n![a](b){: width=\"5\"} {: kept\n", "text\n* x\n![a](b) {: kept\n", 1),
            ("```\n{: .note}\n```\n", "```\n{: .note}\n```\n", 0),
        ];
        let post = |name: &str| (name == "2020-01-02-name").then(|| "@/_posts/2020-01-02-name.md".to_owned());
        let file = |path: &str| (path == "about.md").then(|| "@/about.md".to_owned());
        let liquid = Liquid { post: &post, file: &file, code: fenced };
        for (body, expected, told) in cases {
            let mut notices = Vec::new();
            assert_eq!(settle(body, 1, liquid, &mut notices), expected, "{body}");
            assert_eq!(notices.len(), told, "{body}: {notices:?}");
        }
    }
}
