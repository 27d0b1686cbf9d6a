//! What people might write to reach beyond their own text.

use super::super::{LABELS_EN, render};

#[test]
fn hostile_html() {
    for (markdown, expected) in [
        ("<script>alert(1)</script>", ""),
        ("a <script>alert(1)</script> b", "<p>a  b</p>"),
        ("<SCRIPT SRC=//evil>x</SCRIPT>after", "after"),
        ("<scr<script>ipt>alert(1)</script>", "<p>&lt;scr</p>"),
        ("<style>*{display:none}</style>", ""),
        ("<p style=\"position:fixed\">a</p>", "<p>a</p>"),
        ("<img src=x onerror=alert(1)>", "<img src=\"x\" alt=\"\" decoding=\"async\">"),
        ("<img/src=x/onerror=alert(1)>", "<p>&lt;img/src=x/onerror=alert(1)&gt;</p>"),
        ("<a href=\"javascript:alert(1)\">a</a>", "<p><a>a</a></p>"),
        ("<a href=\"&#106;ava&#10;script:alert(1)\">a</a>", "<p><a>a</a></p>"),
        ("[a](javascript:alert(1))", "<p><a>a</a></p>"),
        ("[a](&#x6A;avascript&colon;alert(1))", "<p><a>a</a></p>"),
        ("[a](JaVaScRiPt:alert(1)) [b](vbscript:c) [d](data:text/html,e)", "<p><a>a</a> <a>b</a> <a>d</a></p>"),
        ("<javascript:alert(1)>", "<p><a>javascript:alert(1)</a></p>"),
        ("![a](data:image/svg+xml,b)", "<p>a</p>"),
        ("![a\"><script>](b)", "<p><img src=\"b\" alt=\"a&quot;&gt;\" decoding=\"async\"></p>"),
        ("[a](b \"c\\\" onclick=d\")", "<p><a href=\"b\" title=\"c&quot; onclick=d\">a</a></p>"),
        ("<iframe src=a></iframe>b", "b"),
        ("<svg><script>a</script></svg>", ""),
        ("<svg onload=a>b", ""),
        ("<math><mi//xlink:href=\"data:x,<script>a</script>\">", ""),
        (
            "<form action=/b><button>c</button><input name=d value=e type=submit></form>",
            "c<input type=\"checkbox\" disabled=\"\" aria-label=\"To do\">",
        ),
        ("<textarea></textarea><script>a</script>", ""),
        ("<title></title><b>a</b>", "<b>a</b>"),
        ("<noscript><p title=\"</noscript><img src=x onerror=a>\"></noscript>", ""),
        (
            "<div class=\"code permalink page table language-x\" role=banner tabindex=9 aria-label=a>b</div>",
            "<div class=\"language-x\">b</div>",
        ),
        ("<section role=\"main\" class=\"footnotes site\">a</section>", "<section class=\"footnotes\">a</section>"),
        (
            "<p id=\"_x\">a</p><p id=\"page-main\">b</p><p id=\"c d\">e</p><p id=f>g</p><p id=f>h</p>",
            "<p>a</p><p>b</p><p>e</p><p id=\"f\">g</p><p>h</p>",
        ),
        ("<img name=body src=a><a name=b>c</a>", "<p><img src=\"a\" alt=\"\" decoding=\"async\"><a id=\"b\">c</a></p>"),
        ("</div></article></main></body></html><b>a", "<b>a</b>"),
        ("<div><div><b>a\n\nb", "<div><div><b>a\n<p>b</p>\n</b></div></div>"),
        ("<!-- a", ""),
        ("<base href=//evil><meta http-equiv=refresh content=0><link rel=stylesheet href=a>b", "b"),
        ("<object data=a><embed src=b></object>c", "<p>c</p>"),
        ("<a href=\"//evil\" target=_blank ping=b>c</a>", "<p><a href=\"//evil\">c</a></p>"),
        ("<details ontoggle=a open>b</details>", "<details open=\"\">b</details>"),
        ("<p xlink:href=a formaction=b srcdoc=c>d</p>", "<p>d</p>"),
        ("<template><b>a</b></template>b", "<p>b</p>"),
        ("<plaintext>a", ""),
        (
            "# <img src=x onerror=a>\"><script>b</script>",
            "<h2 id=\"section\"><img src=\"x\" alt=\"\" decoding=\"async\">\"&gt;<a class=\"permalink\" href=\"#section\" \
          aria-label=\"Permalink: &quot;&gt;\"></a></h2>",
        ),
        ("[^\"><script>]", "<p>[^\"&gt;</p>"),
        ("a &lt;script&gt;", "<p>a &lt;script&gt;</p>"),
        ("&#0; &#1; &#xfffe; \u{1}\u{ffff}", "<p>\u{fffd} \u{fffd} \u{fffd} \u{fffd}\u{fffd}</p>"),
    ] {
        assert_eq!(render(markdown, &LABELS_EN).html.trim(), expected, "for {markdown}");
    }
}
