//! Addresses and ids as they have to be where a text is not shown on its own page: in feed readers, beside another version.

use std::borrow::Cow;

use super::tag::{self, Piece};

/// The HTML with every address whole: a path gets the site's address before it, and a fragment that of its page. `base_url`
/// has no slash at its end, and `page_path` is the page's own path.
pub fn with_whole_addresses(html: &str, base_url: &str, page_path: &str) -> String {
    with_attributes(html, |name, value| match name {
        "href" | "src" | "poster" | "cite" => Some(whole(value, base_url, page_path)),
        "srcset" => Some(candidates(value, base_url, page_path)),
        _ => None,
    })
}

/// The HTML with something before each of its ids, and the links to them: so that two renderings can be on one page.
pub fn with_ids_behind(html: &str, prefix: &str) -> String {
    with_attributes(html, |name, value| match (name, value.strip_prefix('#')) {
        ("id" | "aria-labelledby" | "aria-describedby", _) if !value.is_empty() => {
            Some(format!("{prefix}{value}").into())
        }
        ("href", Some(id)) if !id.is_empty() => Some(format!("#{prefix}{id}").into()),
        _ => None,
    })
}

/// The HTML with other values for some attributes; each is asked for by name and value.
fn with_attributes<'h>(html: &'h str, change: impl Fn(&str, &'h str) -> Option<Cow<'h, str>>) -> String {
    let mut written = String::with_capacity(html.len() + html.len() / 16);
    for (piece, place) in tag::pieces(html) {
        let Piece::Open { name, attributes } = piece else {
            written.push_str(&html[place]);
            continue;
        };
        // Behind the `<` and the name.
        let begin = place.start + 1 + name.len();
        let mut from = place.start;
        for attribute in tag::attributes(attributes) {
            let Some(changed) = change(attribute.name, attribute.value) else { continue };
            let value = begin + attribute.place.start..begin + attribute.place.end;
            written.push_str(&html[from..value.start]);
            written.push('"');
            written.push_str(&changed);
            written.push('"');
            from = value.end;
        }
        written.push_str(&html[from..place.end]);
    }
    written
}

fn whole<'a>(address: &'a str, base_url: &str, page_path: &str) -> Cow<'a, str> {
    if address.starts_with('/') && !address.starts_with("//") {
        format!("{base_url}{address}").into()
    } else if address.starts_with('#') {
        format!("{base_url}{page_path}{address}").into()
    } else {
        address.into()
    }
}

/// Each of the candidates of a `srcset`, which are parted by commas and spaces.
fn candidates<'a>(srcset: &'a str, base_url: &str, page_path: &str) -> Cow<'a, str> {
    let candidates = srcset.split(", ").map(|candidate| whole(candidate, base_url, page_path));
    candidates.collect::<Vec<_>>().join(", ").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_is_whole_and_nothing_else_changes() {
        let cases = [
            (r#"<a href="/posts/b?x=1&amp;y">b</a>"#, r#"<a href="https://a.example/posts/b?x=1&amp;y">b</a>"#),
            (
                r##"<a class="x" href="#fn-1" id="r">1</a>"##,
                r##"<a class="x" href="https://a.example/posts/a#fn-1" id="r">1</a>"##,
            ),
            (
                r#"<img src="/media/a.png" srcset="/media/480/a.webp 480w, /media/a.png 900w" alt="/not">"#,
                r#"<img src="https://a.example/media/a.png" srcset="https://a.example/media/480/a.webp 480w, https://a.example/media/a.png 900w" alt="/not">"#,
            ),
            (
                r#"<a href="https://b.example/">b</a><a href="//c.example/">c</a>"#,
                r#"<a href="https://b.example/">b</a><a href="//c.example/">c</a>"#,
            ),
            ("<p>href=\"/x\" &lt;a href=\"/y\"&gt;</p>", "<p>href=\"/x\" &lt;a href=\"/y\"&gt;</p>"),
        ];
        for (html, expected) in cases {
            assert_eq!(with_whole_addresses(html, "https://a.example", "/posts/a"), expected);
        }
    }

    #[test]
    fn ids_and_the_links_to_them_go_together() {
        let html = r##"<h2 id="a">id="x"</h2><a href="#a">a</a><a href="/b#a">b</a><a href="#">top</a>"##;
        let expected = r##"<h2 id="old-a">id="x"</h2><a href="#old-a">a</a><a href="/b#a">b</a><a href="#">top</a>"##;
        assert_eq!(with_ids_behind(html, "old-"), expected);
    }
}
