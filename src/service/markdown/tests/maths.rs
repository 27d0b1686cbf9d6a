//! Formulas in texts: what is one, how it comes out, and what people read who can't see it.

use super::super::soundness::assert_sound;
use super::super::{LABELS_EN, render, render_with_lines};

#[test]
fn formulas_stand_in_lines_and_by_themselves() {
    let rendered = render("Energy is $E = mc^2$.\n\n$$\\frac{1}{2}$$\n\n```math\n\\sqrt{x}\n```\n", &LABELS_EN);
    let html = &rendered.html;
    assert_eq!(html.matches("<math").count(), 3, "{html}");
    assert_eq!(html.matches("display=\"block\"").count(), 2, "{html}");
    let frames = [
        "<span class=\"formula\" role=\"group\" tabindex=\"0\" aria-label=\"Formula 1\"><math",
        "<div class=\"formula\"",
    ];
    assert!(frames.iter().all(|frame| html.contains(frame)) && !html.contains("<pre"), "{html}");
    assert_eq!(rendered.text, "Energy is E = mc^2. \\frac{1}{2} \\sqrt{x}", "search finds what was typed");
    assert_eq!(rendered.excerpt, "Energy is E = mc^2.");
}

#[test]
fn prices_variables_and_code_are_no_formulas() {
    for text in [
        "It costs $5 and $6.",
        "US$5, then US$6",
        "$10 for the coffee, 5$ back",
        "$HOME and $PATH",
        "`$x$` is code",
        "\\$x\\$",
        "    $x$\n",
        "```\n$x$\n```",
    ] {
        let html = render(text, &LABELS_EN).html;
        assert!(!html.contains("<math"), "{text}: {html}");
        assert!(html.contains('$'), "{text}: {html}");
    }
}

#[test]
fn what_cant_be_read_shows_as_it_was_typed() {
    let html = render("See $\\nosuchthing x$ and $$\\frac{1}$$\n\n```math\n{\n```\n", &LABELS_EN).html;
    assert!(html.contains("<code>\\nosuchthing x</code>") && html.contains("<code>\\frac{1}</code>"), "{html}");
    assert!(html.contains("<pre class=\"code\"") && !html.contains("<math"), "{html}");
}

#[test]
fn a_preview_knows_the_lines_of_formulas() {
    let html = render_with_lines("One\n\n```math\nx\n```\n", &LABELS_EN).html;
    assert!(html.contains("aria-label=\"Formula 1\" data-line=\"2\""), "{html}");
}

#[test]
fn any_formula_is_sound() {
    for text in [
        "$\\text{<b onclick=alert(1)>x</b>}$",
        "$\\text{</math><script>alert(1)</script>}$",
        "$\\href{javascript:alert(1)}{x}$ $\\color{red}x$",
        "# Heading $x^2$\n\n[$x$](/a) ![$y$](/b.png)",
        "| $a$ | b |\n|---|---|\n| $$c$$ | $d$ |",
        "<math><mi>x</mi></math> <annotation-xml encoding=\"text/html\"><script>1</script></annotation-xml>",
        "$\\begin{align} a &= b \\\\ c &= d \\end{align}$",
        "$\\begin{array}{|c|r|} \\hline a & b \\\\ \\hline \\end{array}$",
        "<code class=\"language-math\">x</code> <pre class=\"alert\"><code class=\"language-math\">x</code></pre>",
        "$a$$b$$$c$$ $$ $",
    ] {
        assert_sound(text);
    }
    let many = "$x^2$ ".repeat(5_000);
    assert_sound(&many);
}
