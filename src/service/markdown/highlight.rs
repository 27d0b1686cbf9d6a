//! Colours of code, as a few short classes that `style/components/code.css` gives a colour each.

use std::collections::HashMap;
use std::sync::LazyLock;

use syntect::parsing::{BasicScopeStackOp, ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

use super::tag::escape;

/// More code than that in one text is left plain, to bound the time that a text takes.
const CODE_BYTES_MAX: usize = 256 * 1024;

/// Code with a line longer than that is left plain: it was made by a machine, and takes grammars long.
const LINE_BYTES_MAX: usize = 2_000;

/// Names that people give languages and the grammars do not know.
const ALIASES: [(&str, &str); 11] = [
    ("golang", "go"),
    ("json5", "json"),
    ("jsonc", "json"),
    ("jsx", "tsx"),
    ("mjs", "js"),
    ("node", "js"),
    ("postgresql", "sql"),
    ("shell", "bash"),
    ("sqlite", "sql"),
    ("docker", "dockerfile"),
    ("vim", "viml"),
];

/// The class of a scope and all below it; the empty class is for what is plain again inside something coloured.
/// The first that fits counts.
const CLASSES: [(&str, &str); 47] = [
    ("comment", "c"),
    ("meta.interpolation", ""),
    ("meta.template.expression", ""),
    ("source.shell.interpolation", ""),
    ("punctuation.definition.annotation", "a"),
    ("meta.annotation", "a"),
    ("variable.annotation", "a"),
    ("meta.property-name", "a"),
    ("meta.mapping.key", "a"),
    ("support.type.property-name", "a"),
    ("entity.other.attribute-name", "a"),
    ("entity.name.tag.yaml", "a"),
    ("entity.name.tag.toml", "a"),
    ("entity.name.lifetime", "l"),
    ("storage.modifier.lifetime", "l"),
    ("entity.name.tag", "k"),
    ("entity.name.function", "f"),
    ("entity.name.macro", "f"),
    ("support.function", "f"),
    ("support.macro", "f"),
    ("variable.function", "f"),
    ("entity.name", "t"),
    ("entity.other.inherited-class", "t"),
    ("support.type", "t"),
    ("support.class", "t"),
    ("support.constant", "l"),
    ("constant.numeric", "n"),
    ("constant.character.escape", "l"),
    ("constant.other.placeholder", "l"),
    ("constant.language", "l"),
    ("constant.character", "l"),
    ("constant.other.color", "n"),
    ("constant", "l"),
    ("keyword.operator.word", "k"),
    ("keyword.operator.logical.python", "k"),
    ("keyword.operator", "o"),
    ("keyword", "k"),
    ("storage", "k"),
    ("variable.language", "k"),
    ("string", "s"),
    ("markup.inserted", "i"),
    ("markup.deleted", "d"),
    ("markup.heading", "h"),
    ("meta.diff.header", "h"),
    ("meta.diff.range", "h"),
    ("markup.raw", "s"),
    ("markup.underline.link", "s"),
];

/// Grammars, unpacked at the first code that a process highlights; each is compiled when its language first comes up.
static GRAMMARS: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

static SCOPES: LazyLock<Vec<(Scope, &'static str)>> = LazyLock::new(|| {
    CLASSES.into_iter().filter_map(|(name, class)| Scope::new(name).ok().map(|scope| (scope, class))).collect()
});

/// The highlighter of one text.
pub(super) struct Highlighter {
    bytes_left: usize,
    /// What [`SCOPES`] says of a scope: `None` where it says nothing.
    known: HashMap<Scope, Option<&'static str>>,
}

impl Highlighter {
    /// A highlighter for a text of which nothing was highlighted yet.
    pub(super) fn new() -> Self {
        Self { bytes_left: CODE_BYTES_MAX, known: HashMap::new() }
    }

    /// The code as HTML: coloured where its language is known, else plain.
    pub(super) fn highlight(&mut self, language: &str, code: &str) -> String {
        let plain = || escape(code).into_owned();
        if language.is_empty() || code.len() > self.bytes_left || code.lines().any(|line| line.len() > LINE_BYTES_MAX) {
            return plain();
        }
        let Some(grammar) = grammar(language).filter(|grammar| grammar.name != "Plain Text") else { return plain() };
        self.bytes_left -= code.len();
        self.coloured(grammar, code).unwrap_or_else(plain)
    }

    fn coloured(&mut self, grammar: &SyntaxReference, code: &str) -> Option<String> {
        let mut parser = ParseState::new(grammar);
        let mut scopes = ScopeStack::new();
        let mut classes: Vec<&'static str> = Vec::new();
        let mut spans = Spans::new(code.len());
        for line in code.split_inclusive('\n') {
            let mut written = 0;
            for (place, change) in parser.parse_line(line, &GRAMMARS).ok()? {
                spans.push(classes.last().copied().unwrap_or_default(), line.get(written..place)?);
                written = place;
                scopes
                    .apply_with_hook(&change, |change, _| match change {
                        BasicScopeStackOp::Push(scope) => {
                            let around = classes.last().copied().unwrap_or_default();
                            classes.push(self.class(scope).unwrap_or(around));
                        }
                        BasicScopeStackOp::Pop => {
                            classes.pop();
                        }
                    })
                    .ok()?;
            }
            spans.push(classes.last().copied().unwrap_or_default(), line.get(written..)?);
        }
        Some(spans.finish())
    }

    fn class(&mut self, scope: Scope) -> Option<&'static str> {
        *self
            .known
            .entry(scope)
            .or_insert_with(|| SCOPES.iter().find(|(prefix, _)| prefix.is_prefix_of(scope)).map(|(_, class)| *class))
    }
}

/// Every class that code can have.
#[cfg(test)]
pub(super) fn classes() -> impl Iterator<Item = &'static str> {
    CLASSES.into_iter().map(|(_, class)| class).filter(|class| !class.is_empty())
}

/// The name under which people know a language, as in "Rust"; what the author wrote where it has no grammar.
pub(super) fn language_name(language: &str) -> &str {
    match grammar(language).map(|grammar| grammar.name.as_str()) {
        None => language,
        Some("Bourne Again Shell (bash)") => "Shell",
        // What follows in parentheses tells grammars apart, not languages.
        Some(name) => name.split(" (").next().unwrap_or(name),
    }
}

fn grammar(language: &str) -> Option<&'static SyntaxReference> {
    let alias = ALIASES.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(language));
    GRAMMARS.find_syntax_by_token(alias.map_or(language, |(_, token)| token)).filter(|grammar| !grammar.hidden)
}

/// HTML of code in which neighbours of one class share their element.
struct Spans {
    html: String,
    class: &'static str,
}

impl Spans {
    fn new(code_bytes: usize) -> Self {
        Self { html: String::with_capacity(code_bytes * 2), class: "" }
    }

    fn push(&mut self, class: &'static str, code: &str) {
        if code.is_empty() {
            return;
        }
        // White space has no colour, so it need not end a span.
        if class != self.class && !code.trim_ascii().is_empty() {
            self.end();
            if !class.is_empty() {
                self.html.push_str("<span class=\"");
                self.html.push_str(class);
                self.html.push_str("\">");
            }
            self.class = class;
        }
        self.html.push_str(&escape(code));
    }

    fn end(&mut self) {
        if !self.class.is_empty() {
            self.html.push_str("</span>");
        }
        self.class = "";
    }

    fn finish(mut self) -> String {
        self.end();
        self.html
    }
}
