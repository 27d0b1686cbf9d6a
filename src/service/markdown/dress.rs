//! The last step: sanitised HTML becomes a page's. Headings get their level, id and link, code its colours, wide things
//! a frame that scrolls, and what the text says is gathered as plain text.
//!
//! It sees tags as the sanitiser writes them — balanced, in lower case, with quoted values — and treats an author's like
//! Markdown's. What it adds passes no filter any more, so everything it takes from the text is escaped.

use std::borrow::Cow;
use std::collections::HashMap;

use super::anchor::Anchors;
use super::card::Card;
use super::highlight::{Highlighter, language_name};
use super::plain::{self, Plain};
use super::sanitise::LINE_ATTRIBUTE;
use super::tag::{self, Piece, attribute, escape, unescape};
use super::{Heading, Labels, maths};
use crate::domain::media::{Picture, PictureAddress, SIZES};

/// Elements that part words: two table cells are no compound.
const PARTING: [&str; 27] = [
    "aside",
    "blockquote",
    "br",
    "caption",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "td",
    "th",
];

/// Classes of elements whose text is ours: numbers and arrows of footnotes, titles of alerts.
const OURS: [&str; 3] = ["footnote-reference", "footnote-back", "alert-title"];

/// The languages of code that is a formula in a line of text or, in a fence, one by itself; and of one by itself that
/// stands in a paragraph.
const INLINE_FORMULA: &str = "math";
const DISPLAY_FORMULA: &str = "displaymath";

/// A page's HTML, and what it says.
pub(super) struct Dressed {
    pub html: String,
    pub headings: Vec<Heading>,
    pub text: String,
    pub excerpt: String,
}

/// Dresses HTML that was sanitised.
pub(super) fn dress(html: &str, labels: &Labels) -> Dressed {
    let pieces: Vec<Piece<'_>> = tag::pieces(html).map(|(piece, _)| piece).collect();
    let plan = plan(&pieces);
    let mut dresser = Dresser {
        labels,
        plan,
        html: String::with_capacity(html.len() * 2),
        text: Plain::default(),
        paragraph: None,
        excerpt: None,
        highlighter: Highlighter::new(),
        heading: None,
        headings_done: 0,
        images: 0,
        codes: 0,
        formulas: 0,
        tables: 0,
        tables_open: 0,
        links_open: 0,
        hushed: None,
    };
    dresser.pieces(&pieces);
    dresser.finish()
}

/// What must be known of the whole text before its beginning is written.
struct Plan {
    headings: Vec<Heading>,
    anchors: Anchors,
    /// The piece at which each author's id stands that is the first of its name.
    ids: HashMap<usize, String>,
}

/// A heading as the text has it.
struct Found {
    level: u8,
    text: Plain,
    id: Option<String>,
}

fn plan(pieces: &[Piece<'_>]) -> Plan {
    let mut anchors = Anchors::default();
    let mut ids = HashMap::new();
    let mut found: Vec<Found> = Vec::new();
    let mut inside = false;
    for (index, piece) in pieces.iter().enumerate() {
        match *piece {
            Piece::Open { name, attributes } => {
                let id = own_id(name, attributes).filter(|id| anchors.claim(id));
                if let Some(level) = heading_level(name).filter(|_| !inside) {
                    inside = true;
                    found.push(Found { level, text: Plain::default(), id });
                } else if let Some(id) = id {
                    ids.insert(index, id);
                }
            }
            Piece::Close { name } if heading_level(name).is_some() => inside = false,
            Piece::Text(text) if inside => {
                if let Some(heading) = found.last_mut() {
                    heading.text.push(&unescape(text));
                }
            }
            _ => {}
        }
    }
    let headings = outline(found, &mut anchors);
    Plan { headings, anchors, ids }
}

/// Levels by depth in the outline, so that the first is 2 and none is skipped, and an id for each.
fn outline(found: Vec<Found>, anchors: &mut Anchors) -> Vec<Heading> {
    let mut above: Vec<u8> = Vec::new();
    let leveled = found.into_iter().map(|heading| {
        while above.last().is_some_and(|level| *level >= heading.level) {
            above.pop();
        }
        above.push(heading.level);
        let text = heading.text.finish();
        let id = heading.id.unwrap_or_else(|| anchors.of_heading(&text));
        // Six levels of an author's, of which the outermost is 2, could reach 7.
        let level = u8::try_from(above.len() + 1).unwrap_or(6).min(6);
        Heading { level, id, text }
    });
    leveled.collect()
}

struct Dresser<'a> {
    labels: &'a Labels,
    plan: Plan,
    html: String,
    text: Plain,
    /// The paragraph under way, as long as there is no excerpt.
    paragraph: Option<Plain>,
    excerpt: Option<String>,
    highlighter: Highlighter,
    /// The level of the heading under way.
    heading: Option<u8>,
    headings_done: usize,
    images: usize,
    codes: usize,
    formulas: usize,
    tables: usize,
    tables_open: usize,
    links_open: usize,
    /// The element whose text is left out of the plain text, and how many of its name are open from it on.
    hushed: Option<(String, u32)>,
}

impl Dresser<'_> {
    fn pieces(&mut self, pieces: &[Piece<'_>]) {
        let mut index = 0;
        while let Some((piece, rest)) = pieces[index..].split_first() {
            let written = match *piece {
                // Left behind by a block that an author put into a paragraph.
                Piece::Open { name: "p", .. } if matches!(rest, [Piece::Close { name: "p" }, ..]) => 2,
                Piece::Open { name: "p", attributes } => match Card::in_paragraph(rest) {
                    Some(card) => {
                        self.card(index, attributes, &card);
                        1 + card.pieces
                    }
                    None => {
                        self.open(index, "p", attributes);
                        1
                    }
                },
                Piece::Open { name: "pre", attributes } => match self.display_formula(attributes, rest) {
                    0 => 1 + self.code(index, attributes, rest),
                    written => 1 + written,
                },
                Piece::Open { name: "code", attributes } => match self.formula(piece, rest) {
                    0 => {
                        self.open(index, "code", attributes);
                        1
                    }
                    written => 1 + written,
                },
                Piece::Open { name, attributes } => {
                    self.open(index, name, attributes);
                    1
                }
                Piece::Close { name } => {
                    self.close(name);
                    1
                }
                Piece::Text(text) => {
                    self.say(text);
                    self.html.push_str(text);
                    1
                }
                Piece::Other => 1,
            };
            index += written;
        }
    }

    fn open(&mut self, index: usize, name: &str, attributes: &str) {
        if PARTING.contains(&name) {
            self.text.part();
        }
        self.hush(name, attributes);
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading(attributes),
            "img" => self.image(index, attributes),
            "table" => self.table(index, attributes),
            "input" => self.checkbox(index, attributes),
            _ => {
                if name == "p" && self.excerpt.is_none() {
                    self.paragraph = Some(Plain::default());
                }
                self.links_open += usize::from(name == "a");
                self.tag(index, name, attributes, "");
            }
        }
    }

    fn close(&mut self, name: &str) {
        if PARTING.contains(&name) {
            self.text.part();
        }
        self.unhush(name);
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => return self.heading_end(),
            "table" => return self.table_end(),
            "p" => self.paragraph_end(),
            "a" => self.links_open = self.links_open.saturating_sub(1),
            _ => {}
        }
        self.html.push_str(&format!("</{name}>"));
    }

    /// Begins to leave text out of the plain text: that of an element whose text is ours, not the author's.
    fn hush(&mut self, name: &str, attributes: &str) {
        if let Some((hushed, depth)) = &mut self.hushed {
            *depth += u32::from(hushed == name);
        } else if OURS.iter().any(|class| has_class(attributes, class)) {
            self.hushed = Some((name.to_owned(), 1));
        }
    }

    fn unhush(&mut self, name: &str) {
        if let Some((hushed, depth)) = &mut self.hushed
            && hushed == name
        {
            *depth -= 1;
            if *depth == 0 {
                self.hushed = None;
            }
        }
    }

    fn say(&mut self, text: &str) {
        if self.hushed.is_some() {
            return;
        }
        self.say_plain(&unescape(text));
    }

    fn say_plain(&mut self, text: &str) {
        self.text.push(text);
        if let Some(paragraph) = &mut self.paragraph {
            paragraph.push(text);
        }
    }

    /// Writes a tag with the attributes it had, except what the renderer decides: ids and targets of links.
    fn tag(&mut self, index: usize, name: &str, attributes: &str, more: &str) {
        self.html.push('<');
        self.html.push_str(name);
        if let Some(id) = self.plan.ids.get(&index) {
            self.html.push_str(&format!(" id=\"{}\"", escape(id)));
        }
        for attribute in tag::attributes(attributes) {
            let value = match attribute.name {
                "id" | "name" => continue,
                "class" if name == "pre" || name == "code" => continue,
                "href" => self.target(attribute.value),
                _ => Cow::Borrowed(attribute.value),
            };
            self.html.push_str(&format!(" {}=\"{value}\"", attribute.name));
        }
        self.html.push_str(more);
        self.html.push('>');
    }

    /// A link's target, led to the heading it means where it points to nothing.
    fn target<'value>(&self, value: &'value str) -> Cow<'value, str> {
        let meant =
            value.strip_prefix('#').and_then(|fragment| self.plan.anchors.meant_by(&decode(&unescape(fragment))));
        meant.map_or(Cow::Borrowed(value), |id| Cow::Owned(format!("#{}", escape(id))))
    }

    fn heading(&mut self, attributes: &str) {
        if self.heading.is_some() {
            return;
        }
        let Some(heading) = self.plan.headings.get(self.headings_done) else { return };
        self.heading = Some(heading.level);
        let line = attribute(attributes, LINE_ATTRIBUTE).map(|line| format!(" {LINE_ATTRIBUTE}=\"{line}\""));
        let line = line.unwrap_or_default();
        self.html.push_str(&format!("<h{} id=\"{}\"{line}>", heading.level, escape(&heading.id)));
    }

    fn heading_end(&mut self) {
        let Some(level) = self.heading.take() else { return };
        // A link around the heading leaves no room for another one in it.
        if let Some(heading) = self.plan.headings.get(self.headings_done).filter(|_| self.links_open == 0) {
            self.html.push_str(&format!(
                "<a class=\"permalink\" href=\"#{}\" aria-label=\"{}{}\"></a>",
                escape(&heading.id),
                escape(self.labels.permalink),
                escape(&heading.text)
            ));
        }
        self.html.push_str(&format!("</h{level}>"));
        self.headings_done += 1;
    }

    /// All images but the first load when they come near: the first is often what people see at once.
    fn image(&mut self, index: usize, attributes: &str) {
        if attribute(attributes, "src").is_none() {
            // Its address was no good; its description still is.
            let alternative = attribute(attributes, "alt").unwrap_or_default();
            self.say(alternative);
            self.html.push_str(alternative);
            return;
        }
        let mut more = String::new();
        if attribute(attributes, "alt").is_none() {
            more.push_str(" alt=\"\"");
        }
        if self.images > 0 {
            more.push_str(" loading=\"lazy\"");
        }
        more.push_str(" decoding=\"async\"");
        more.push_str(&own_size(attributes));
        self.images += 1;
        self.tag(index, "img", attributes, &more);
    }

    /// A form's field is nothing but a box of a task list here, and nothing to fill in.
    fn checkbox(&mut self, index: usize, attributes: &str) {
        let label = if attribute(attributes, "checked").is_some() { self.labels.done } else { self.labels.to_do };
        let more = format!(" type=\"checkbox\" disabled=\"\" aria-label=\"{}\"", escape(label));
        self.tag(index, "input", attributes, &more);
    }

    fn table(&mut self, index: usize, attributes: &str) {
        if self.tables_open == 0 {
            self.tables += 1;
            self.html.push_str(&format!(
                "<div class=\"table\" role=\"group\" tabindex=\"0\" aria-label=\"{} {}\">",
                escape(self.labels.table),
                self.tables
            ));
        }
        self.tables_open += 1;
        self.tag(index, "table", attributes, "");
    }

    fn table_end(&mut self) {
        self.tables_open = self.tables_open.saturating_sub(1);
        self.html.push_str(if self.tables_open == 0 { "</table></div>" } else { "</table>" });
    }

    fn paragraph_end(&mut self) {
        if let Some(paragraph) = self.paragraph.take().filter(|paragraph| !paragraph.as_str().is_empty()) {
            self.excerpt = Some(plain::excerpt(paragraph.as_str()));
        }
    }

    /// Writes a paragraph that is a card. It is no beginning of the text, so no excerpt is made of it.
    fn card(&mut self, index: usize, paragraph: &str, card: &Card<'_>) {
        self.text.part();
        self.tag(index, "p", paragraph, "");
        self.tag(
            index + 1,
            "a",
            card.link,
            if card.is_video { " class=\"card card-video\"" } else { " class=\"card\"" },
        );
        if let Some(picture) = card.picture {
            self.image(index + 2, picture);
        }
        if card.is_video {
            let label = escape(self.labels.video);
            self.html.push_str(&format!("<span class=\"card-play\" role=\"img\" aria-label=\"{label}\">▶</span> "));
        }
        self.say(card.title);
        self.html.push_str(&format!("<strong>{}</strong>", card.title));
        for (class, text) in [("card-description", card.description), ("card-host", card.host)] {
            self.text.part();
            if !text.is_empty() {
                self.say(text);
                self.html.push_str(&format!(" <span class=\"{class}\">{text}</span>"));
            }
        }
        self.html.push_str("</a></p>");
    }

    /// Begins a block of code, given what follows its `pre`, and says how many of those pieces are written with it: all
    /// of its code unless that has markup of its own.
    fn code(&mut self, index: usize, attributes: &str, rest: &[Piece<'_>]) -> usize {
        let language = rest.first().and_then(language_of).unwrap_or_default();
        self.codes += 1;
        let mut name = format!("{} {}", self.labels.code, self.codes);
        let mut more = " class=\"code\"".to_owned();
        if !language.is_empty() {
            let language = language_name(&language);
            name.push_str(&format!(", {language}"));
            more.push_str(&format!(" data-language=\"{}\"", escape(language)));
        }
        more.push_str(&format!(" role=\"group\" tabindex=\"0\" aria-label=\"{}\"", escape(&name)));
        self.text.part();
        self.tag(index, "pre", attributes, &more);
        let [Piece::Open { name: "code", .. }, Piece::Text(code), Piece::Close { name: "code" }, ..] = rest else {
            if matches!(rest, [Piece::Text(text), ..] if text.starts_with('\n')) {
                // Browsers drop a line's end that follows the tag.
                self.html.push('\n');
            }
            return 0;
        };
        let code = unescape(code);
        self.say_plain(&code);
        let coloured = self.highlighter.highlight(&language, &code);
        self.html.push_str(&format!("<code>{coloured}</code>"));
        3
    }

    /// Writes a formula in a line of text, given what follows its tag, and says how many of those pieces are written with
    /// it: none where it is no formula.
    fn formula(&mut self, code: &Piece<'_>, rest: &[Piece<'_>]) -> usize {
        let [Piece::Text(source), Piece::Close { name: "code" }, ..] = rest else { return 0 };
        let source = unescape(source);
        let drawn = match language_of(code).as_deref() {
            Some(INLINE_FORMULA) => maths::mathml(&source, false),
            Some(DISPLAY_FORMULA) => maths::mathml(&source, true).map(|drawn| self.framed("span", "", &drawn)),
            _ => None,
        };
        let Some(drawn) = drawn else { return 0 };
        self.say_plain(&source);
        self.html.push_str(&drawn);
        2
    }

    /// The same for a fenced block, given what follows its `pre`.
    fn display_formula(&mut self, attributes: &str, rest: &[Piece<'_>]) -> usize {
        let [code, Piece::Text(source), Piece::Close { name: "code" }, Piece::Close { name: "pre" }, ..] = rest else {
            return 0;
        };
        if language_of(code).as_deref() != Some(INLINE_FORMULA) {
            return 0;
        }
        let source = unescape(source);
        let Some(drawn) = maths::mathml(&source, true) else { return 0 };
        let line = attribute(attributes, LINE_ATTRIBUTE).map(|line| format!(" {LINE_ATTRIBUTE}=\"{line}\""));
        let framed = self.framed("div", &line.unwrap_or_default(), &drawn);
        self.text.part();
        self.say_plain(&source);
        self.text.part();
        self.html.push_str(&framed);
        4
    }

    /// A formula on lines of its own, in a frame that scrolls.
    fn framed(&mut self, name: &str, line: &str, drawn: &str) -> String {
        self.formulas += 1;
        let label = format!("{} {}", escape(self.labels.formula), self.formulas);
        format!("<{name} class=\"formula\" role=\"group\" tabindex=\"0\" aria-label=\"{label}\"{line}>{drawn}</{name}>")
    }

    fn finish(self) -> Dressed {
        let text = self.text.finish();
        let excerpt = self.excerpt.unwrap_or_else(|| plain::excerpt(&text));
        Dressed { html: self.html, headings: self.plan.headings, text, excerpt }
    }
}

/// What a picture's own address says of it: its size, so that nothing moves when it comes, and its smaller copies. An
/// author who gives it another size knows better.
fn own_size(attributes: &str) -> String {
    let source = unescape(attribute(attributes, "src").unwrap_or_default());
    let is_sized = ["width", "height"].iter().any(|name| attribute(attributes, name).is_some());
    let Some(address) = PictureAddress::parse(&source).filter(|_| !is_sized) else { return String::new() };
    let Picture { width, height, .. } = address.picture;
    let mut more = format!(" width=\"{width}\" height=\"{height}\"");
    if let Some(srcset) = address.srcset() {
        more.push_str(&format!(" srcset=\"{}\" sizes=\"{SIZES}\"", escape(&srcset)));
    }
    more
}

fn heading_level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', digit @ b'1'..=b'6'] => Some(digit - b'0'),
        _ => None,
    }
}

/// The id by which an author lets others link to an element; `name` is how old pages wrote it.
fn own_id(name: &str, attributes: &str) -> Option<String> {
    let old = || attribute(attributes, "name").filter(|_| name == "a");
    attribute(attributes, "id").or_else(old).map(|id| unescape(id).into_owned())
}

fn has_class(attributes: &str, class: &str) -> bool {
    attribute(attributes, "class").is_some_and(|classes| classes.split_ascii_whitespace().any(|found| found == class))
}

/// The language of a `code` element.
fn language_of(piece: &Piece<'_>) -> Option<String> {
    let Piece::Open { name: "code", attributes } = piece else { return None };
    let classes = unescape(attribute(attributes, "class")?);
    classes.split_ascii_whitespace().find_map(|class| class.strip_prefix("language-")).map(str::to_owned)
}

fn decode(fragment: &str) -> Cow<'_, str> {
    percent_encoding::percent_decode_str(fragment).decode_utf8_lossy()
}
