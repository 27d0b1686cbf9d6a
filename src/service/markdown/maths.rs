//! Formulas: TeX between dollar signs, as MathML that browsers draw themselves.
//!
//! A formula that can't be read stays what was typed. What is made of one passes an allow-list of its own, behind which
//! neither styles nor addresses come.

use std::convert::Infallible;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

use ammonia::Builder;
use pulldown_latex::config::{DisplayMode, RenderConfig};
use pulldown_latex::{Event, Parser, Storage, push_mathml};

use super::tag::{self, Piece};

/// A longer formula is none, in bytes.
const SOURCE_BYTES_MAX: usize = 8 * 1024;
/// What is made of a formula is no longer than so many times the formula, and this.
const GROWTH_MAX: usize = 128;
const BASE_BYTES: usize = 4 * 1024;
/// Elements inside one another: those of a page are bounded as well.
const DEPTH_MAX: usize = 48;

/// Formulas define nothing: what they define could grow without end.
const DEFINING: [&str; 7] = ["\\def", "\\gdef", "\\edef", "\\xdef", "\\let", "\\futurelet", "command"];

/// The elements of MathML that formulas are made of.
pub(super) const TAGS: [&str; 28] = [
    "annotation",
    "math",
    "menclose",
    "merror",
    "mfrac",
    "mi",
    "mmultiscripts",
    "mn",
    "mo",
    "mover",
    "mpadded",
    "mphantom",
    "mprescripts",
    "mroot",
    "mrow",
    "mspace",
    "msqrt",
    "mstyle",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
    "munderover",
    "semantics",
];

/// Their attributes.
pub(super) const ATTRIBUTES: [&str; 26] = [
    "accent",
    "accentunder",
    "class",
    "columnspan",
    "depth",
    "display",
    "displaystyle",
    "encoding",
    "fence",
    "form",
    "height",
    "largeop",
    "linethickness",
    "lspace",
    "mathvariant",
    "maxsize",
    "minsize",
    "movablelimits",
    "rowspan",
    "rspace",
    "scriptlevel",
    "separator",
    "stretchy",
    "symmetric",
    "voffset",
    "width",
];

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder.tags(TAGS.into()).generic_attributes(ATTRIBUTES.into()).link_rel(None);
    builder
});

/// Whether what stands between single dollar signs is a formula: prices and names of variables are not. `next` follows
/// the second sign.
pub(super) fn is_formula(between: &str, next: Option<char>) -> bool {
    if next.is_some_and(char::is_alphanumeric) {
        return false;
    }
    let has_sign = between.contains(['\\', '^', '_', '{', '=', '+', '<', '>', '*', '/', '|']);
    let is_word = |word: &str| word.chars().filter(|letter| letter.is_alphabetic()).count() > 1;
    has_sign || !between.split_whitespace().any(is_word)
}

/// A formula as MathML; `None` where it can't be read.
pub(super) fn mathml(source: &str, is_display: bool) -> Option<String> {
    if source.trim().is_empty() || source.len() > SOURCE_BYTES_MAX || defines(source) {
        return None;
    }
    // A parser of a language this large may have a hole that nobody found yet; a post is not lost to it.
    let drawn = catch_unwind(AssertUnwindSafe(|| draw(source, is_display))).ok().flatten()?;
    let is_bounded = drawn.len() <= BASE_BYTES + GROWTH_MAX * source.len() && depth(&drawn) <= DEPTH_MAX;
    is_bounded.then(|| SANITISER.clean(&drawn).to_string())
}

fn defines(source: &str) -> bool {
    DEFINING.iter().any(|command| source.contains(command))
}

fn draw(source: &str, is_display: bool) -> Option<String> {
    let storage = Storage::new();
    let events: Vec<Event<'_>> = Parser::new(source, &storage).collect::<Result<_, _>>().ok()?;
    let display_mode = if is_display { DisplayMode::Block } else { DisplayMode::Inline };
    let source = tag::escape(source);
    let config = RenderConfig { display_mode, annotation: Some(&source), ..RenderConfig::default() };
    let mut drawn = String::new();
    push_mathml(&mut drawn, events.into_iter().map(Ok::<_, Infallible>), config).ok()?;
    Some(drawn)
}

/// How many elements are open at once at most.
fn depth(mathml: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for (piece, _) in tag::pieces(mathml) {
        match piece {
            Piece::Open { attributes, .. } if attributes.ends_with('/') => {}
            Piece::Open { .. } => depth += 1,
            Piece::Close { .. } => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_told_from_a_price() {
        let formulas = [("x", None), ("E = mc^2", Some('.')), ("2", Some(',')), ("a, b", None), ("\\sin x", None)];
        for (between, next) in formulas {
            assert!(is_formula(between, next), "{between}");
        }
        let others =
            [("5 and US", Some('6')), ("10 for the coffee, 5", None), ("HOME/bin:", Some('P')), ("5-", Some('6'))];
        for (between, next) in others {
            assert!(!is_formula(between, next), "{between}");
        }
    }

    #[test]
    fn formulas_are_drawn() {
        let cases = [
            ("x", "<mi>x</mi>"),
            ("\\frac{1}{2}", "<mfrac>"),
            ("\\sqrt[3]{x}", "<mroot>"),
            ("\\sum_{i=1}^n i", "∑"),
            ("\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}", "<mtable"),
            ("\\text{if <b> & }", "if &lt;b&gt; &amp;"),
            ("\\mathbb{R}", "ℝ"),
            ("\\int_0^\\infty e^{-x^2}\\,dx", "∫"),
        ];
        for (source, part) in cases {
            let drawn = mathml(source, false).unwrap_or_default();
            assert!(
                drawn.starts_with("<math") && drawn.ends_with("</math>") && drawn.contains(part),
                "{source}: {drawn}"
            );
            assert!(drawn.contains("<annotation encoding=\"application/x-tex\">"), "{drawn}");
        }
        assert!(mathml("x", true).is_some_and(|drawn| drawn.contains("display=\"block\"")));
    }

    #[test]
    fn what_cant_be_read_is_no_formula() {
        let deep = format!("{}x{}", "{".repeat(200), "}".repeat(200));
        let rooted = format!("{}x", "\\sqrt".repeat(500));
        let long = "x".repeat(SOURCE_BYTES_MAX + 1);
        let cases = [
            "",
            " ",
            "{",
            "\\frac{1}",
            "\\nosuchthing",
            "\\begin{matrix}",
            "\\def\\a{aa}\\a",
            "\\newcommand{\\a}{a}\\a",
            &deep,
            &rooted,
            &long,
        ];
        for source in cases {
            assert_eq!(mathml(source, false), None, "{source}");
        }
    }

    #[test]
    fn nothing_but_formulas_comes_out() {
        let hostile = [
            "\\href{javascript:alert(1)}{x}",
            "\\text{</math><script>alert(1)</script>}",
            "\\color{red} x",
            "\\colorbox{red}{x}",
            "\\text{\" onclick=\"alert(1)}",
        ];
        for source in hostile {
            let drawn = mathml(source, false).unwrap_or_default();
            for part in ["<script", "javascript", "style=", "href="] {
                let outside = drawn.split("<annotation").next().unwrap_or_default();
                assert!(!outside.contains(part), "{source}: {drawn}");
            }
            assert!(!drawn.contains("<script"), "{drawn}");
        }
    }
}
