//! Colours of code, and that people can read them.

use std::collections::HashMap;

use super::super::{LABELS_EN, render};

/// The HTML between `<code>` and `</code>`.
fn code(markdown: &str) -> String {
    let html = render(markdown, &LABELS_EN).html;
    let (_, rest) = html.split_once("<code>").expect("a block of code");
    rest.split_once("</code>").expect("its end").0.to_owned()
}

#[test]
fn languages_are_coloured() {
    let check = |language: &str, source: &str, expected: &str| {
        assert_eq!(code(&format!("```{language}\n{source}\n```")).trim_end(), expected, "for {language}");
    };
    let rust = "<span class=\"k\">fn </span><span class=\"f\">main</span>() {}";
    check("rust", "fn main() {}", rust);
    check("rs", "fn main() {}", rust);
    check("Rust,ignore,hl_lines=1", "fn main() {}", rust);
    check("rust {linenos=true}", "fn main() {}", rust);
    check("toml", "a = 1", "<span class=\"a\">a </span>= <span class=\"n\">1\n</span>");
    check("diff", "+a\n-b", "<span class=\"i\">+a\n</span><span class=\"d\">-b\n</span>");
    check("json", "[null]", "[<span class=\"l\">null</span>]");
    check("python", "# a", "<span class=\"c\"># a\n</span>");
    for language in ["", "text", "console", "nonsense", "\"><script>"] {
        check(language, "fn <main>() {}", "fn &lt;main&gt;() {}");
    }
}

#[test]
fn well_known_languages_have_grammars() {
    for (language, source) in [
        ("asm", "mov eax, 1"),
        ("bash", "if true; then echo; fi"),
        ("c", "int main(void) { return 0; }"),
        ("cpp", "class A {};"),
        ("css", "a { color: red }"),
        ("dockerfile", "FROM scratch"),
        ("go", "func main() {}"),
        ("html", "<p class=a>b</p>"),
        ("java", "class A {}"),
        ("js", "const a = 1;"),
        ("jsx", "const a = <b/>;"),
        ("kotlin", "fun main() {}"),
        ("nginx", "server { listen 80; }"),
        ("powershell", "if ($a) { 1 }"),
        ("ruby", "def a; end"),
        ("sh", "echo \"$a\""),
        ("sql", "select 1"),
        ("swift", "func a() {}"),
        ("tsx", "const a: number = 1;"),
        ("typescript", "const a: number = 1;"),
        ("yaml", "a: 1"),
        ("zig", "const a = 1;"),
    ] {
        assert!(code(&format!("```{language}\n{source}\n```")).contains("<span class="), "{language}");
    }
}

#[test]
fn code_too_long_to_colour_is_plain() {
    assert!(!code(&format!("```rust\nlet a = \"{}\";\n```", "a".repeat(3_000))).contains("<span"));
    let long = format!("```rust\n{}```\n", "let a = 1;\n".repeat(15_000));
    let html = render(&format!("{long}\n{long}"), &LABELS_EN).html;
    let (first, second) = html.split_once("</pre>").expect("two blocks");
    assert!(first.contains("<span class=\"k\">let</span>"));
    assert!(!second.contains("<span"));
}

#[test]
fn colours_are_readable_in_light_and_dark() {
    let css = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/style/components/code.css"));
    let colours = pairs(css);
    let foregrounds: Vec<&str> = colours.keys().copied().filter(|name| !name.ends_with("background")).collect();
    assert_eq!(foregrounds.len(), 11, "{foregrounds:?}");
    for name in foregrounds {
        let own = format!("{name}-background");
        let background = colours.get(own.as_str()).unwrap_or(&colours["background"]);
        for (scheme, (text, behind)) in ["light", "dark"].into_iter().zip(colours[name].into_iter().zip(*background)) {
            let contrast = contrast(luminance(text), luminance(behind));
            assert!(contrast >= 4.5, "{name} in {scheme}: {contrast:.2}");
        }
    }
}

#[test]
fn every_class_has_a_colour() {
    let css = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/style/components/code.css"));
    for class in super::super::highlight::classes() {
        assert!(css.contains(&format!("& .{class} {{ color:")), "{class}");
    }
}

/// The stylesheet's colours by name, light first.
fn pairs(css: &str) -> HashMap<&str, [&str; 2]> {
    css.lines()
        .filter_map(|line| {
            let (name, value) = line.trim().strip_prefix("--code-")?.split_once(": light-dark(")?;
            let (light, dark) = value.strip_suffix(");")?.split_once(", ")?;
            Some((name, [light, dark]))
        })
        .collect()
}

/// WCAG 2.2, "relative luminance".
fn luminance(colour: &str) -> f64 {
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).expect("two hexadecimal digits")) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

/// WCAG 2.2, "contrast ratio".
fn contrast(one: f64, other: f64) -> f64 {
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}
