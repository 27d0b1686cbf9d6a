//! Markdown to HTML, as plain as it can be: no ids but the footnotes', no classes but a language's, an alert's or a
//! column's. The result still holds whatever HTML the author wrote.

use std::collections::HashMap;

use linkify::{LinkFinder, LinkKind};
use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd,
    TextMergeWithOffset,
};

use super::flow::{Flow, attribute};
use super::maths::is_formula;
use super::tag::{self, Piece, escape};
use super::{LABELS_EN, Labels};

/// GitHub's Markdown, with ids on headings (`## Title {#id}`) as site generators have them.
pub(super) const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_GFM)
    .union(Options::ENABLE_MATH)
    .union(Options::ENABLE_HEADING_ATTRIBUTES);

/// HTML that was not sanitised yet, and where it points.
#[derive(Default)]
pub(super) struct Draft {
    pub html: String,
    pub images: Vec<String>,
    pub links: Vec<String>,
}

/// Turns Markdown into HTML.
pub(super) fn draft(markdown: &str, labels: &Labels) -> Draft {
    write(markdown, labels, |_, _| {})
}

/// The same HTML, in which each block of Markdown's says at which line it begins.
pub(super) fn draft_with_lines(markdown: &str, labels: &Labels) -> Draft {
    let mut lines = Lines { markdown, place: 0, line: 0 };
    write(markdown, labels, |flow, place| flow.mark_line(lines.of(place)))
}

/// Turns what a parser found into HTML, where the text has no footnotes and no alerts.
pub(super) fn draft_events<'a>(events: impl Iterator<Item = Event<'a>>) -> Draft {
    let mut writer = Writer::new(&LABELS_EN);
    events.for_each(|event| writer.event(event));
    writer.finish()
}

/// Writes all of a text, and tells `begin` where each block begins.
fn write(markdown: &str, labels: &Labels, mut begin: impl FnMut(&mut Flow, usize)) -> Draft {
    let mut writer = Writer::new(labels);
    for (event, range) in TextMergeWithOffset::new(Parser::new_ext(markdown, OPTIONS).into_offset_iter()) {
        if begins_block(&event) {
            begin(&mut writer.flow, range.start);
        }
        let event = match event {
            Event::InlineMath(between) if !is_formula(&between, markdown[range.end..].chars().next()) => {
                Event::Text(format!("${between}$").into())
            }
            event => event,
        };
        writer.event(event);
    }
    writer.finish()
}

/// Counts lines. Places come in nearly the order of the text, so that little is counted twice.
struct Lines<'a> {
    markdown: &'a str,
    place: usize,
    line: usize,
}

impl Lines<'_> {
    fn of(&mut self, place: usize) -> usize {
        let bytes = self.markdown.as_bytes();
        let ends = |range: std::ops::Range<usize>| bytes[range].iter().filter(|byte| **byte == b'\n').count();
        self.line =
            if place >= self.place { self.line + ends(self.place..place) } else { self.line - ends(place..self.place) };
        self.place = place;
        self.line
    }
}

/// Whether an element begins that people see as a part of its own.
fn begins_block(event: &Event<'_>) -> bool {
    matches!(
        event,
        Event::Rule
            | Event::Start(
                Tag::Paragraph
                    | Tag::Heading { .. }
                    | Tag::BlockQuote(_)
                    | Tag::CodeBlock(_)
                    | Tag::Item
                    | Tag::Table(_)
                    | Tag::TableRow
            )
    )
}

struct Writer<'a> {
    labels: &'a Labels,
    draft: Draft,
    flow: Flow,
    /// What goes on after the footnote that is being written, and that footnote's label.
    around_notes: Vec<(Flow, String)>,
    notes: Notes,
    /// HTML of the author's whose end has not come yet.
    raw: String,
    image: Option<Image<'a>>,
    table: Table,
    /// How many elements are open in which an address is not made a link: links and code.
    literal: usize,
    finder: LinkFinder,
}

/// An image whose alternative text is being read; images inside it are part of that text.
struct Image<'a> {
    destination: CowStr<'a>,
    title: CowStr<'a>,
    alternative: String,
    depth: usize,
}

#[derive(Default)]
struct Table {
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
    has_body: bool,
}

/// Footnotes in the order of their first references.
#[derive(Default)]
struct Notes {
    numbers: HashMap<String, usize>,
    /// By number: how many references there are.
    references: Vec<usize>,
    bodies: HashMap<String, String>,
}

impl<'a> Writer<'a> {
    fn new(labels: &'a Labels) -> Self {
        Self {
            labels,
            draft: Draft::default(),
            flow: Flow::default(),
            around_notes: Vec::new(),
            notes: Notes::default(),
            raw: String::new(),
            image: None,
            table: Table::default(),
            literal: 0,
            finder: link_finder(),
        }
    }

    fn event(&mut self, event: Event<'a>) {
        if self.image.is_some() {
            self.event_in_image(event);
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text),
            Event::Code(code) => {
                self.flow.open("code", "");
                self.flow.text(&code);
                self.flow.close();
            }
            Event::Html(html) => self.raw.push_str(&html),
            Event::InlineHtml(html) => self.raw_html(&html),
            Event::SoftBreak => self.flow.text("\n"),
            Event::HardBreak => self.flow.void("br", ""),
            Event::Rule => self.flow.void("hr", ""),
            Event::FootnoteReference(label) => self.reference(&label),
            Event::TaskListMarker(checked) => {
                self.flow.void("input", if checked { " checked=\"\"" } else { "" });
                self.flow.text(" ");
            }
            Event::InlineMath(formula) => self.formula("language-math", &formula),
            Event::DisplayMath(formula) => self.formula("language-displaymath", &formula),
        }
    }

    fn start(&mut self, tag: Tag<'a>) {
        match tag {
            Tag::Paragraph => self.flow.open("p", ""),
            Tag::Heading { level, id, .. } => {
                self.flow.open(heading(level), &optional("id", id.as_deref().unwrap_or_default()))
            }
            Tag::BlockQuote(None) => self.flow.open("blockquote", ""),
            Tag::BlockQuote(Some(kind)) => self.alert(kind),
            Tag::CodeBlock(kind) => {
                self.flow.open("pre", "");
                self.flow.open("code", &language(&kind));
                self.literal += 1;
            }
            Tag::List(None) => self.flow.open("ul", ""),
            Tag::List(Some(1)) => self.flow.open("ol", ""),
            Tag::List(Some(start)) => self.flow.open("ol", &format!(" start=\"{start}\"")),
            Tag::Item => self.flow.open("li", ""),
            Tag::FootnoteDefinition(label) => {
                let around = std::mem::take(&mut self.flow);
                self.around_notes.push((around, key(&label)));
            }
            Tag::Table(alignments) => {
                self.table = Table { alignments, ..Table::default() };
                self.flow.open("table", "");
            }
            Tag::TableHead => {
                self.table.in_head = true;
                self.flow.open("thead", "");
                self.flow.open("tr", "");
            }
            Tag::TableRow => self.row(),
            Tag::TableCell => self.cell(),
            Tag::Emphasis => self.flow.open("em", ""),
            Tag::Strong => self.flow.open("strong", ""),
            Tag::Strikethrough => self.flow.open("del", ""),
            Tag::Superscript => self.flow.open("sup", ""),
            Tag::Subscript => self.flow.open("sub", ""),
            Tag::Link { link_type, dest_url, title, .. } => self.link(link_type, &dest_url, &title),
            Tag::Image { dest_url, title, .. } => {
                self.draft.images.push(dest_url.to_string());
                self.image = Some(Image { destination: dest_url, title, alternative: String::new(), depth: 1 });
            }
            Tag::DefinitionList => self.flow.open("dl", ""),
            Tag::DefinitionListTitle => self.flow.open("dt", ""),
            Tag::DefinitionListDefinition => self.flow.open("dd", ""),
            Tag::HtmlBlock | Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::HtmlBlock => {
                let raw = std::mem::take(&mut self.raw);
                self.raw_html(&raw);
                return;
            }
            TagEnd::MetadataBlock(_) | TagEnd::Image => return,
            TagEnd::FootnoteDefinition => {
                if let Some((around, label)) = self.around_notes.pop() {
                    let note = std::mem::replace(&mut self.flow, around);
                    self.notes.bodies.entry(label).or_insert_with(|| note.finish());
                }
                return;
            }
            TagEnd::CodeBlock => {
                self.literal = self.literal.saturating_sub(1);
                self.flow.close();
            }
            TagEnd::TableHead => {
                self.flow.close();
                self.table.in_head = false;
            }
            TagEnd::Table if self.table.has_body => self.flow.close(),
            TagEnd::Link => self.literal = self.literal.saturating_sub(1),
            _ => {}
        }
        self.flow.close();
        if is_block(tag) {
            self.flow.text("\n");
        }
    }

    fn text(&mut self, text: &str) {
        if self.literal > 0 || self.flow.is_inside(&["a", "code", "pre", "kbd", "samp"]) {
            self.flow.text(text);
            return;
        }
        let mut written = 0;
        let finder = std::mem::take(&mut self.finder);
        for link in finder.links(text).filter(|link| is_autolink(link)) {
            self.flow.text(&text[written..link.start()]);
            written = link.end();
            let destination = match link.kind() {
                LinkKind::Email => format!("mailto:{}", link.as_str()),
                _ if link.as_str().contains("://") => link.as_str().to_owned(),
                _ => format!("http://{}", link.as_str()),
            };
            self.flow.open("a", &attribute("href", &destination));
            self.flow.text(link.as_str());
            self.flow.close();
            self.draft.links.push(destination);
        }
        self.finder = finder;
        self.flow.text(&text[written..]);
    }

    /// Inside an image's brackets all markup is just its text.
    fn event_in_image(&mut self, event: Event<'a>) {
        let Some(image) = &mut self.image else { return };
        match event {
            Event::Start(Tag::Image { dest_url, .. }) => {
                self.draft.images.push(dest_url.to_string());
                image.depth += 1;
            }
            Event::End(TagEnd::Image) => image.depth -= 1,
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                image.alternative.push_str(&text);
            }
            Event::SoftBreak | Event::HardBreak => image.alternative.push(' '),
            _ => {}
        }
        if let Some(image) = self.image.take_if(|image| image.depth == 0) {
            let mut attributes = attribute("src", &image.destination);
            attributes.push_str(&attribute("alt", &image.alternative));
            attributes.push_str(&optional("title", &image.title));
            self.flow.void("img", &attributes);
        }
    }

    /// Code until it was sanitised, and where it can't be read.
    fn formula(&mut self, class: &str, formula: &str) {
        self.flow.open("code", &attribute("class", class));
        self.flow.text(formula);
        self.flow.close();
    }

    fn raw_html(&mut self, html: &str) {
        for (piece, _) in tag::pieces(html) {
            let Piece::Open { name, attributes } = piece else { continue };
            let value =
                |attribute| tag::attribute(attributes, attribute).map(|value| tag::unescape(value).into_owned());
            match name.to_ascii_lowercase().as_str() {
                "a" => self.draft.links.extend(value("href")),
                "img" | "video" | "audio" | "source" | "track" => {
                    self.draft.images.extend(value("src").into_iter().chain(value("poster")));
                }
                _ => {}
            }
        }
        self.flow.raw(html);
    }

    fn alert(&mut self, kind: BlockQuoteKind) {
        let (class, title) = match kind {
            BlockQuoteKind::Note => ("note", self.labels.note),
            BlockQuoteKind::Tip => ("tip", self.labels.tip),
            BlockQuoteKind::Important => ("important", self.labels.important),
            BlockQuoteKind::Warning => ("warning", self.labels.warning),
            BlockQuoteKind::Caution => ("caution", self.labels.caution),
        };
        self.flow.open("blockquote", &format!(" class=\"alert alert-{class}\""));
        self.flow.open("p", " class=\"alert-title\"");
        self.flow.text(title);
        self.flow.close();
    }

    fn link(&mut self, link_type: LinkType, destination: &str, title: &str) {
        let destination = match link_type {
            LinkType::Email => format!("mailto:{destination}"),
            _ => destination.to_owned(),
        };
        let mut attributes = attribute("href", &destination);
        attributes.push_str(&optional("title", title));
        self.flow.open("a", &attributes);
        self.draft.links.push(destination);
        self.literal += 1;
    }

    fn row(&mut self) {
        self.table.column = 0;
        if !self.table.has_body {
            self.table.has_body = true;
            self.flow.open("tbody", "");
        }
        self.flow.open("tr", "");
    }

    fn cell(&mut self) {
        let class = match self.table.alignments.get(self.table.column) {
            Some(Alignment::Center) => " class=\"align-center\"",
            Some(Alignment::Right) => " class=\"align-right\"",
            _ => "",
        };
        self.table.column += 1;
        if self.table.in_head {
            self.flow.open("th", &format!(" scope=\"col\"{class}"));
        } else {
            self.flow.open("td", class);
        }
    }

    fn reference(&mut self, label: &str) {
        let (number, reference) = self.notes.refer(key(label));
        let id = reference_id(number, reference);
        self.flow.open("sup", " class=\"footnote-reference\"");
        self.flow.open(
            "a",
            &format!(
                " id=\"{id}\" href=\"#fn-{number}\" role=\"doc-noteref\" aria-label=\"{} {number}\"",
                escape(self.labels.footnote)
            ),
        );
        self.flow.text(&number.to_string());
        self.flow.close();
        self.flow.close();
    }

    fn finish(mut self) -> Draft {
        self.draft.html = self.flow.finish();
        self.notes.write(self.labels, &mut self.draft.html);
        self.draft
    }
}

impl Notes {
    /// Counts a reference: the footnote's number, and the reference's among the references to it.
    fn refer(&mut self, label: String) -> (usize, usize) {
        let next = self.numbers.len() + 1;
        let number = *self.numbers.entry(label).or_insert(next);
        if number > self.references.len() {
            self.references.push(0);
        }
        let references = &mut self.references[number - 1];
        *references += 1;
        (number, *references)
    }

    /// Writes the section of the footnotes that something refers to.
    fn write(&self, labels: &Labels, html: &mut String) {
        if self.numbers.is_empty() {
            return;
        }
        let mut ordered: Vec<(usize, &str)> =
            self.numbers.iter().map(|(label, number)| (*number, label.as_str())).collect();
        ordered.sort_unstable();
        html.push_str(&format!(
            "<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"{}\"><ol>",
            escape(labels.footnotes)
        ));
        for (number, label) in ordered {
            let body = self.bodies.get(label).map_or("", |body| body.trim_end());
            let links = self.back_links(number, labels);
            html.push_str(&format!("\n<li id=\"fn-{number}\">"));
            match body.strip_suffix("</p>") {
                Some(paragraphs) => html.push_str(&format!("{paragraphs}{links}</p></li>")),
                None => html.push_str(&format!("{body}<p>{}</p></li>", links.trim_start())),
            }
        }
        html.push_str("\n</ol></section>\n");
    }

    fn back_links(&self, number: usize, labels: &Labels) -> String {
        let label = escape(labels.back_to_reference);
        (1..=self.references[number - 1]).fold(String::new(), |links, reference| {
            let id = reference_id(number, reference);
            let which = id.trim_start_matches("fnref-");
            links
                + &format!(
                    " <a class=\"footnote-back\" href=\"#{id}\" role=\"doc-backlink\" aria-label=\"{label} {which}\">↩</a>"
                )
        })
    }
}

fn link_finder() -> LinkFinder {
    let mut finder = LinkFinder::new();
    // `www.` links have none; anything else without one is filtered out again.
    finder.url_must_have_scheme(false);
    finder
}

/// Whether GitHub's Markdown would make that a link.
fn is_autolink(link: &linkify::Link<'_>) -> bool {
    let begins =
        |prefix: &str| link.as_str().get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    *link.kind() == LinkKind::Email || ["http://", "https://", "www."].into_iter().any(begins)
}

/// The attribute, unless there is nothing to say.
fn optional(name: &str, value: &str) -> String {
    if value.is_empty() { String::new() } else { attribute(name, value) }
}

fn reference_id(number: usize, reference: usize) -> String {
    if reference == 1 { format!("fnref-{number}") } else { format!("fnref-{number}-{reference}") }
}

/// Labels of footnotes differ in case without meaning it.
fn key(label: &str) -> String {
    label.to_lowercase()
}

fn heading(level: HeadingLevel) -> &'static str {
    match level {
        HeadingLevel::H1 => "h1",
        HeadingLevel::H2 => "h2",
        HeadingLevel::H3 => "h3",
        HeadingLevel::H4 => "h4",
        HeadingLevel::H5 => "h5",
        HeadingLevel::H6 => "h6",
    }
}

/// The class for a fence's language: its first word, because site generators put settings behind it
/// (```` ```rust,ignore ````, ```` ```rust {hl_lines=1} ````).
fn language(kind: &CodeBlockKind<'_>) -> String {
    let CodeBlockKind::Fenced(info) = kind else { return String::new() };
    let word =
        info.trim_start().split(|character: char| character.is_whitespace() || ",;{}".contains(character)).next();
    match word {
        Some(word) if !word.is_empty() => attribute("class", &format!("language-{word}")),
        _ => String::new(),
    }
}

/// Whether a line ends with the element, so that HTML stays readable.
fn is_block(tag: TagEnd) -> bool {
    !matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::TableCell
            | TagEnd::TableRow
            | TagEnd::TableHead
    )
}
