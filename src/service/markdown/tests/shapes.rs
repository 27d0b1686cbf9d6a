//! The HTML that stylesheets and readers rely on.

use super::super::{LABELS_EN, LABELS_FR, Rendered, render};

fn check(cases: &[(&str, &str)]) {
    for (markdown, expected) in cases {
        let rendered = render(markdown, &LABELS_EN);
        assert_eq!(rendered.html.trim_end(), *expected, "for {markdown:?}");
    }
}

fn english(markdown: &str) -> Rendered {
    render(markdown, &LABELS_EN)
}

#[test]
fn common_mark() {
    check(&[
        ("", ""),
        ("a\nb", "<p>a\nb</p>"),
        ("a  \nb\\\nc", "<p>a<br>b<br>c</p>"),
        ("*a* __b__ ***c***", "<p><em>a</em> <strong>b</strong> <em><strong>c</strong></em></p>"),
        ("snake_case_word", "<p>snake_case_word</p>"),
        ("\\*a\\* &copy; &lt;b&gt; 1 < 2 & 3", "<p>*a* © &lt;b&gt; 1 &lt; 2 &amp; 3</p>"),
        ("`` a`b ``", "<p><code>a`b</code></p>"),
        ("`<b>&amp;`", "<p><code>&lt;b&gt;&amp;amp;</code></p>"),
        ("***", "<hr>"),
        ("> a\nb\n\nc", "<blockquote><p>a\nb</p>\n</blockquote>\n<p>c</p>"),
        ("- a\n- b\n  - c", "<ul><li>a</li>\n<li>b<ul><li>c</li>\n</ul>\n</li>\n</ul>"),
        ("- a\n\n- b", "<ul><li><p>a</p>\n</li>\n<li><p>b</p>\n</li>\n</ul>"),
        ("3. a\n4. b", "<ol start=\"3\"><li>a</li>\n<li>b</li>\n</ol>"),
        ("1) a", "<ol><li>a</li>\n</ol>"),
        ("[a](/b \"c\")", "<p><a href=\"/b\" title=\"c\">a</a></p>"),
        ("[a]\n\n[A]: <b c> 'd'", "<p><a href=\"b c\" title=\"d\">a</a></p>"),
        ("[no link]", "<p>[no link]</p>"),
        ("<https://a.b/?c&d>", "<p><a href=\"https://a.b/?c&amp;d\">https://a.b/?c&amp;d</a></p>"),
        ("<me@a.b>", "<p><a href=\"mailto:me@a.b\">me@a.b</a></p>"),
        ("a<!-- hidden -->b", "<p>ab</p>"),
        ("a <kbd>b</kbd>", "<p>a <kbd>b</kbd></p>"),
        ("日本語 **強調** です", "<p>日本語 <strong>強調</strong> です</p>"),
        ("a\r\nb\r\n", "<p>a\nb</p>"),
    ]);
}

#[test]
fn github() {
    check(&[
        ("~~a~~", "<p><del>a</del></p>"),
        (
            "- [x] a\n- [ ] b",
            "<ul><li><input checked=\"\" type=\"checkbox\" disabled=\"\" aria-label=\"Done\"> a</li>\n\
             <li><input type=\"checkbox\" disabled=\"\" aria-label=\"To do\"> b</li>\n</ul>",
        ),
        (
            "| a | b |\n|:-:|--:|\n| *c* | d \\| e |",
            "<div class=\"table\" role=\"group\" tabindex=\"0\" aria-label=\"Table 1\"><table><thead><tr>\
             <th scope=\"col\" class=\"align-center\">a</th><th scope=\"col\" class=\"align-right\">b</th></tr></thead>\
             <tbody><tr><td class=\"align-center\"><em>c</em></td><td class=\"align-right\">d | e</td></tr></tbody>\
             </table></div>",
        ),
        (
            "| a |\n|---|",
            "<div class=\"table\" role=\"group\" tabindex=\"0\" aria-label=\"Table 1\"><table><thead><tr>\
             <th scope=\"col\">a</th></tr></thead></table></div>",
        ),
        (
            "> [!WARNING]\n> a",
            "<blockquote class=\"alert alert-warning\"><p class=\"alert-title\">Warning</p><p>a</p>\n</blockquote>",
        ),
        (
            "See https://a.org/c_d_e?f=(g), www.h.net. And j@k.com, or http://localhost:3000!",
            "<p>See <a href=\"https://a.org/c_d_e?f=(g)\">https://a.org/c_d_e?f=(g)</a>, \
             <a href=\"http://www.h.net\">www.h.net</a>. And <a href=\"mailto:j@k.com\">j@k.com</a>, \
             or <a href=\"http://localhost:3000\">http://localhost:3000</a>!</p>",
        ),
        ("a.org, main.rs and ftp://c.org", "<p>a.org, main.rs and ftp://c.org</p>"),
        ("[https://a.org](/c) `https://d.org`", "<p><a href=\"/c\">https://a.org</a> <code>https://d.org</code></p>"),
        ("<a href=\"/c\">*https://a.org*</a>", "<p><a href=\"/c\"><em>https://a.org</em></a></p>"),
    ]);
}

#[test]
fn headings_begin_at_two_and_skip_none() {
    let check = |markdown: &str, expected: &[u8]| {
        let rendered = english(markdown);
        let levels: Vec<u8> = rendered.headings.iter().map(|heading| heading.level).collect();
        assert_eq!(levels, expected, "for {markdown:?}");
        for heading in &rendered.headings {
            let tag = format!("<h{} id=\"{}\">", heading.level, heading.id);
            assert!(rendered.html.contains(&tag), "{tag} in {}", rendered.html);
        }
    };
    check("# a\n## b\n# c", &[2, 3, 2]);
    check("### a\n#### b\n### c", &[2, 3, 2]);
    check("### a\n# b\n### c", &[2, 2, 3]);
    check("# a\n#### b\n## c\n### d", &[2, 3, 3, 4]);
    check("# a\n## b\n### c\n#### d\n##### e\n###### f", &[2, 3, 4, 5, 6, 6]);
    check("a\n=\n\n> ## b\n\n- # c", &[2, 3, 2]);
    check("<h1>a</h1>\n\n<h4 id=b class=c>b</h4>\n\n## c", &[2, 3, 3]);
    check("<h1>a <h1>b</h1>", &[2, 2]);
    check("# a *<h3>b</h3>* c", &[2]);
    check("<h1><span>a <h2>b</h2></span></h1>", &[2, 3]);
}

#[test]
fn headings_link_to_themselves() {
    check(&[
        (
            "## `a` & *b*",
            "<h2 id=\"a--b\"><code>a</code> &amp; <em>b</em><a class=\"permalink\" href=\"#a--b\" \
             aria-label=\"Permalink: a &amp; b\"></a></h2>",
        ),
        (
            "# a {#own .dropped}",
            "<h2 id=\"own\">a<a class=\"permalink\" href=\"#own\" aria-label=\"Permalink: a\"></a></h2>",
        ),
    ]);
}

#[test]
fn heading_ids() {
    let check = |markdown: &str, expected: &[&str]| {
        let rendered = english(markdown);
        let ids: Vec<&str> = rendered.headings.iter().map(|heading| heading.id.as_str()).collect();
        assert_eq!(ids, expected, "for {markdown:?}");
    };
    check("# What's new in 1.0?", &["whats-new-in-10"]);
    check("# Été à la plage\n# 日本語 の 見出し\n# Ёлка", &["été-à-la-plage", "日本語-の-見出し", "ёлка"]);
    check("# a\n# a\n# a-1\n# a", &["a", "a-1", "a-1-1", "a-2"]);
    check("# a {#b}\n# b", &["b", "b-1"]);
    check("# a\n\n<p id=\"a\">b</p>", &["a-1"]);
    check("# !!!\n# 🦀\n# ![c](d)", &["section", "section-1", "section-2"]);
    check("# page-footer\n# --version", &["section-page-footer", "section-version"]);
    check("# a {#page-footer}", &["a"]);
}

#[test]
fn links_find_headings_however_they_were_spelled() {
    let check = |link: &str, expected: &str| {
        let html = english(&format!("[x]({link})\n\n# What's new\n\n<a name=\"old\"></a>")).html;
        assert!(html.contains(&format!("<a href=\"{expected}\">x</a>")), "for {link}: {html}");
    };
    check("#whats-new", "#whats-new");
    check("#what-s-new", "#whats-new");
    check("#What%27s_new", "#whats-new");
    check("#old", "#old");
    check("#nowhere", "#nowhere");
    check("#", "#");
    check("/a#what-s-new", "/a#what-s-new");
}

#[test]
fn footnotes() {
    check(&[(
        "a[^x] b[^2] c[^X]\n\n[^2]: two\n[^x]: one\n\n    ```\n    more\n    ```\n[^unused]: never",
        "<p>a<sup class=\"footnote-reference\"><a id=\"fnref-1\" href=\"#fn-1\" role=\"doc-noteref\" aria-label=\"Footnote 1\">1</a></sup> \
         b<sup class=\"footnote-reference\"><a id=\"fnref-2\" href=\"#fn-2\" role=\"doc-noteref\" aria-label=\"Footnote 2\">2</a></sup> \
         c<sup class=\"footnote-reference\"><a id=\"fnref-1-2\" href=\"#fn-1\" role=\"doc-noteref\" aria-label=\"Footnote 1\">1</a></sup></p>\n\
         <section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"Footnotes\"><ol>\n\
         <li id=\"fn-1\"><p>one</p>\n<pre class=\"code\" role=\"group\" tabindex=\"0\" aria-label=\"Code 1\"><code>more\n</code></pre>\
         <p><a class=\"footnote-back\" href=\"#fnref-1\" role=\"doc-backlink\" aria-label=\"Back to reference 1\">↩</a> \
         <a class=\"footnote-back\" href=\"#fnref-1-2\" role=\"doc-backlink\" aria-label=\"Back to reference 1-2\">↩</a></p></li>\n\
         <li id=\"fn-2\"><p>two <a class=\"footnote-back\" href=\"#fnref-2\" role=\"doc-backlink\" aria-label=\"Back to reference 2\">↩</a></p></li>\n\
         </ol></section>",
    )]);
}

#[test]
fn images() {
    check(&[
        (
            "![a *b*](c.png \"d\") ![](e.png)",
            "<p><img src=\"c.png\" alt=\"a b\" title=\"d\" decoding=\"async\"> \
             <img src=\"e.png\" alt=\"\" loading=\"lazy\" decoding=\"async\"></p>",
        ),
        (
            "<img src=a.png width=1 height=2>",
            "<img src=\"a.png\" width=\"1\" height=\"2\" alt=\"\" decoding=\"async\">",
        ),
        ("[![a](b.png)](/c)", "<p><a href=\"/c\"><img src=\"b.png\" alt=\"a\" decoding=\"async\"></a></p>"),
    ]);
}

#[test]
fn raw_html_is_dressed_like_markdown() {
    check(&[
        (
            "<table><tr><td>a<td>b</table>",
            "<div class=\"table\" role=\"group\" tabindex=\"0\" aria-label=\"Table 1\"><table><tbody><tr><td>a</td><td>b</td>\
             </tr></tbody></table></div>",
        ),
        (
            "<pre><code class=\"language-rust\">let</code></pre>",
            "<pre class=\"code\" data-language=\"Rust\" role=\"group\" tabindex=\"0\" aria-label=\"Code 1, Rust\"><code>\
             <span class=\"k\">let</span></code></pre>",
        ),
        (
            "<pre>a <b>b</b></pre>",
            "<pre class=\"code\" role=\"group\" tabindex=\"0\" aria-label=\"Code 1\">a <b>b</b></pre>",
        ),
        (
            "<details open><summary>a</summary>\n\n**b**\n\n</details>\n\nc",
            "<details open=\"\"><summary>a</summary>\n<p><strong>b</strong></p>\n</details>\n<p>c</p>",
        ),
        (
            "<figure>\n<img src=a alt=b>\n<figcaption>c</figcaption>\n</figure>",
            "<figure>\n<img src=\"a\" alt=\"b\" decoding=\"async\">\n<figcaption>c</figcaption>\n</figure>",
        ),
        ("<video src=a></video>", "<p><video src=\"a\" controls=\"\"></video></p>"),
    ]);
}

#[test]
fn labels_are_in_the_language_of_the_text() {
    let html = render("# a\n\n- [x] b\n\n| c |\n|---|\n\n> [!TIP]\n> d[^1]\n\n[^1]: e", &LABELS_FR).html;
    for label in ["Lien permanent\u{a0}: a", "Fait", "Tableau 1", "Astuce", "Note 1", "Retour à l’appel de note 1"] {
        assert!(html.replace("&nbsp;", "\u{a0}").contains(label), "{label} in {html}");
    }
}

#[test]
fn plain_text() {
    let rendered = english(
        "# A *title*\n\n> quoted\n\nFirst  `code`\nline[^1].\n\n| a | b |\n|---|---|\n| c | d |\n\n```rust\nlet x;\n```\n\n\
         <div>raw <b>bo</b>ld</div>\n\n[^1]: The note.",
    );
    assert_eq!(rendered.text, "A title quoted First code line. a b c d let x; raw bold The note.");
    assert_eq!(rendered.excerpt, "quoted");
    assert_eq!(rendered.word_count, 16);
}

#[test]
fn excerpts() {
    let check = |markdown: &str, expected: &str| assert_eq!(english(markdown).excerpt, expected, "for {markdown:?}");
    check("", "");
    check("# Title\n\nFirst *one*.\n\nSecond.", "First one.");
    check("![](a.png)\n\nAfter the image.", "After the image.");
    check("> [!NOTE]\n> Said.", "Said.");
    check("- only\n- a list", "only a list");
    check(&"word ".repeat(100), &format!("{}…", "word ".repeat(40).trim_end()));
    check(&"語".repeat(300), &format!("{}…", "語".repeat(200)));
    check(&format!("ab {}", "語".repeat(300)), &format!("ab {}…", "語".repeat(197)));
}

#[test]
fn words() {
    let check = |markdown: &str, expected: u32| assert_eq!(english(markdown).word_count, expected, "for {markdown:?}");
    check("It's a well-known fact — really.", 5);
    check("日本語です", 5);
    check("한국어 문장", 2);
    check("Rust 1.96 は速い", 5);
    check("* * *", 0);
}

#[test]
fn destinations_are_reported_as_written() {
    let rendered = english(
        "[a](../b.md) ![c](d.png) <https://e.f> [g]\n\n[g]: h#i\n\n<a href='j?k&amp;l'></a><img src=m><video poster=n src=o></video>",
    );
    assert_eq!(rendered.links, ["../b.md", "https://e.f", "h#i", "j?k&l"]);
    assert_eq!(rendered.images, ["d.png", "m", "o", "n"]);
}
