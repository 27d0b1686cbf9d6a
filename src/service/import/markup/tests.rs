//! HTML of other engines in, Markdown out.

use super::{convert_html, plain_text};

#[track_caller]
fn check(html: &str, expected: &str, notices: &[&str]) {
    let converted = convert_html(html);
    assert_eq!(converted.markdown.trim_end(), expected, "for {html}");
    assert_eq!(converted.notices, notices, "for {html}");
}

#[test]
fn pictures_keep_their_captions_and_whole_addresses() {
    check("<img src=\"/a b.png\" alt=\"x [y]\" title='t \"u\"'>", "![x \\[y\\]](</a b.png> \"t \\\"u\\\"\")", &[]);
    check("<img src=\"data:image/gif;base64,R0\" data-src=\"/a.png\">", "![](/a.png)", &[]);
    check("<img srcset=\"/a.png 300w, /b.png 900w\">", "![](/b.png)", &[]);
    check("<img src=\"data:image/png;base64,AA\">", "", &["an image inside the text itself (data:) is left out"]);
    check(
        "<figure><a href=\"/big.png\"><img src=\"/a.png\" alt='\"' width=300></a><figcaption>A <b>b</b> &lt; c</figcaption></figure>",
        "<figure>\n<a href=\"/big.png\"><img src=\"/a.png\" alt=\"&quot;\"></a>\n<figcaption>A <b>b</b> &lt; c</figcaption>\n</figure>",
        &[],
    );
    check("<figure><img src=\"/a.png\"><figcaption> </figcaption></figure>", "![](/a.png)", &[]);
    check(
        "<figure><figure><img src=\"/a.png\"></figure><figure><img src=\"/b.png\"><figcaption>B</figcaption></figure></figure>",
        "![](/a.png)\n\n<figure>\n<img src=\"/b.png\" alt>\n<figcaption>B</figcaption>\n</figure>",
        &[],
    );
}

#[test]
fn what_markdown_cannot_say_stays_html() {
    check(
        "<p>H<sub>2</sub>O, <u>so</u> <mark>*</mark> <kbd>x</kbd><sup></sup></p>",
        "H<sub>2</sub>O, <u>so</u> <mark>\\*</mark> <kbd>x</kbd>",
        &[],
    );
    check(
        "<table><tr><td colspan=2>a\n\nb</td></tr></table>",
        "<table><tr><td colspan=\"2\">a b</td></tr></table>",
        &[],
    );
    check("<dl><dt>a</dt><dd onclick=x>b</dd></dl>", "<dl><dt>a</dt><dd>b</dd></dl>", &[]);
    check(
        "<details><summary>More</summary><p>a</p><ul><li>b</li></ul></details>",
        "<details>\n<summary>More</summary>\n\na\n\n- b\n\n</details>",
        &[],
    );
    check(
        "<video src='/a.mp4' autoplay poster='/a.png'></video>",
        "<video src=\"/a.mp4\" controls poster=\"/a.png\"></video>",
        &[],
    );
    check("<audio><source src='/a.mp3'></audio>", "<audio src=\"/a.mp3\" controls></audio>", &[]);
}

#[test]
fn pages_in_pages_become_links() {
    check(
        "<iframe src=\"//www.youtube.com/embed/a_b-c?start=3\"></iframe>",
        "<https://www.youtube.com/watch?v=a_b-c>",
        &["an embedded page becomes a link: https://www.youtube.com/watch?v=a_b-c"],
    );
    check(
        "<p><iframe title=\"A <film>\" src=\"https://player.vimeo.com/video/12?h=3\"></iframe></p>",
        "[**▶ A \\<film\\>** vimeo.com](https://vimeo.com/12)",
        &["an embedded page becomes a link: https://vimeo.com/12"],
    );
    check("<iframe src=\"javascript:alert(1)\"></iframe>", "", &["an embedded page is left out: javascript:alert(1)"]);
}

#[test]
fn what_is_lost_is_named() {
    check("<p>a<svg><path/></svg></p>", "a", &["an embedded drawing (SVG) is left out"]);
    check("<script>x</script><style>p{}</style>b", "b", &["a script is left out"]);
    check("<form><p>a <input name=x></p><button>Go</button></form>", "a", &["the controls of a form are left out"]);
    check("<a href=\"javascript:x\">a</a> <a href=\"b.html#c\">d</a>", "a [d](b.html#c)", &[]);
}

#[test]
fn headings_that_are_linked_to_keep_their_names() {
    check("<h2 id=\"x-1\">A</h2><h3 id=\"y\">B</h3><a href=\"#x-1\">c</a>", "## A {#x-1}\n\n### B\n\n[c](#x-1)", &[]);
}

#[test]
fn words_alone_come_without_markup() {
    assert_eq!(plain_text("<p>a<em>b</em></p><p>c &amp; d</p><script>e</script>"), "ab c & d");
}
