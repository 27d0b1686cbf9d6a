//! Pages of the past: a banner that says so, and links that stay there.

use blog::domain::Timestamp;
use leptos::prelude::*;

use super::PageContext;
use super::address::FeedFormat;
use crate::components::date;

/// The moment that a page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastMoment {
    /// The last event that had happened.
    pub position: u64,
    /// When that was.
    pub at: Timestamp,
}

/// Says that the page shows the past, and leads back.
#[component]
pub(super) fn PastBanner<'a>(context: PageContext<'a>, moment: PastMoment) -> impl IntoView {
    let (text, zone) = (context.text(), &context.site.time_zone);
    let local = zone.to_minute(moment.at);
    let time = local.split_once(' ').map_or("", |(_, time)| time);
    let when = format!("{}, {time} ({zone})", date(moment.at, zone, text));
    view! {
        <aside class="past-banner" aria-label=text.past_label() lang=context.interface_language()>
            <p>
                {text.past_as_of()}" "<time datetime=moment.at.to_string()>{when}</time>". "
                <a href=context.path data-now="">{text.past_back_to_now()}</a>
            </p>
        </aside>
    }
}

/// Where a scanner of HTML is.
enum Place {
    Text,
    Tag,
    Value,
}

/// Has every link within the site lead to the same moment, and every form of the search ask about it. Only what is
/// inside of tags is looked at; feeds, files and writers' pages have no past.
pub fn keep_moment(html: &str, at: &str) -> String {
    const LINK: &str = " href=\"/";
    const SEARCH: &str = " action=\"/search\"";
    let mut kept = String::with_capacity(html.len() + html.len() / 16);
    let (mut place, mut rest, mut is_search) = (Place::Text, html, false);
    while let Some(character) = rest.chars().next() {
        if let (Place::Tag, Some(after)) = (&place, rest.strip_prefix(LINK)) {
            let value = after.find('"').map_or(after, |end| &after[..end]);
            let is_now = after.get(value.len()..).is_some_and(|end| end.starts_with("\" data-now"));
            kept.push_str(LINK);
            kept.push_str(&if is_now { value.to_owned() } else { with_moment(value, at) });
            rest = &after[value.len()..];
            place = Place::Value;
            // The quotation mark that ends the value comes next.
            continue;
        }
        match (&place, character) {
            (Place::Text, '<') => (place, is_search) = (Place::Tag, false),
            (Place::Tag, '"') => place = Place::Value,
            (Place::Value, '"') => place = Place::Tag,
            (Place::Tag, '>') => place = Place::Text,
            (Place::Tag, ' ') => is_search |= rest.starts_with(SEARCH),
            _ => {}
        }
        kept.push(character);
        rest = &rest[character.len_utf8()..];
        if is_search && character == '>' && matches!(place, Place::Text) {
            kept.push_str(&format!("<input type=\"hidden\" name=\"at\" value=\"{at}\">"));
            is_search = false;
        }
    }
    kept
}

/// An address, without the slash that it begins with, at a moment.
fn with_moment(address: &str, at: &str) -> String {
    const WITHOUT_PAST: [&str; 5] = ["admin", "api/", "assets/", "media/", "pkg/"];
    let is_feed = address.rsplit('/').next().and_then(FeedFormat::of_file_name).is_some();
    if is_feed || WITHOUT_PAST.iter().any(|beginning| address.starts_with(beginning)) {
        return address.to_owned();
    }
    let (path, fragment) = address.find('#').map_or((address, ""), |hash| address.split_at(hash));
    let separator = if path.contains('?') { "&amp;" } else { "?" };
    format!("{path}{separator}at={at}{fragment}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_stay_at_the_moment() {
        let cases = [
            (r#"<a href="/">Home</a>"#, r#"<a href="/?at=7">Home</a>"#),
            (r#"<a class="x" href="/posts/a#part">"#, r#"<a class="x" href="/posts/a?at=7#part">"#),
            (r#"<a href="/search?q=a&amp;page=2">"#, r#"<a href="/search?q=a&amp;page=2&amp;at=7">"#),
            (r#"<a href="/archive" data-now="">"#, r#"<a href="/archive" data-now="">"#),
            (
                r#"<link href="/assets/style.css"><a href="/media/1/a.png"><a href="/tags/a/rss.xml">"#,
                r#"<link href="/assets/style.css"><a href="/media/1/a.png"><a href="/tags/a/rss.xml">"#,
            ),
            (r#"<a href="https://example.org/">"#, r#"<a href="https://example.org/">"#),
            (r#"<code>&lt;a href="/x"&gt;</code>"#, r#"<code>&lt;a href="/x"&gt;</code>"#),
            (r#"<p title="a > b"><a href="/é">é</a>"#, r#"<p title="a > b"><a href="/é?at=7">é</a>"#),
            (
                r#"<form role="search" action="/search"><input></form>"#,
                r#"<form role="search" action="/search"><input type="hidden" name="at" value="7"><input></form>"#,
            ),
        ];
        for (html, expected) in cases {
            assert_eq!(keep_moment(html, "7"), expected);
        }
    }
}
