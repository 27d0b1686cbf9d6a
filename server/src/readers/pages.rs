//! Pages: posts, lists, archive, search, and what isn't there any more.

use std::borrow::Cow;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use blog::domain::post::PostKind;
use blog::domain::views::{ArchivePeriod, AuthorView, LabelView, ListKind};
use blog::service::cache::Dependencies;
use blog::service::{Lookup, numbered_address};

use super::address::{Address, canonical_number};
use super::answer::{Answer, Reader};
use super::view::View;
use crate::error::Failure;
use crate::{AppState, api};

/// Of what people type into the search, so much is looked for.
const QUERY_CHARS_MAX: usize = 200;

/// `/` and `/page/{number}`.
pub async fn home(State(state): State<AppState>, reader: Reader) -> Response {
    if let Some(old) = numbered(&state, &reader).await {
        return reader.answer_as(&state, &old, async |view, _| former(view, &old).await).await;
    }
    let make = async |view: &View<'_>, address: &Address<'_>, dependencies: &mut Dependencies| {
        list(view, address, 0, ListKind::Home, dependencies).await
    };
    reader.answer(&state, make).await
}

/// `/tags/{slug}`.
pub async fn tag(State(state): State<AppState>, reader: Reader) -> Response {
    let make = async |view: &View<'_>, address: &Address<'_>, dependencies: &mut Dependencies| {
        list(view, address, 2, ListKind::Tag(label(address)), dependencies).await
    };
    reader.answer(&state, make).await
}

/// `/categories/{slug}`.
pub async fn category(State(state): State<AppState>, reader: Reader) -> Response {
    let make = async |view: &View<'_>, address: &Address<'_>, dependencies: &mut Dependencies| {
        list(view, address, 2, ListKind::Category(label(address)), dependencies).await
    };
    reader.answer(&state, make).await
}

/// `/authors/{handle}`.
pub async fn author(State(state): State<AppState>, reader: Reader) -> Response {
    let make = async |view: &View<'_>, address: &Address<'_>, dependencies: &mut Dependencies| {
        let handle = address.segment(1).to_owned();
        list(view, address, 2, ListKind::Author(AuthorView { handle, name: String::new() }), dependencies).await
    };
    reader.answer(&state, make).await
}

/// `/series/{slug}`.
pub async fn series(State(state): State<AppState>, reader: Reader) -> Response {
    let make = async |view: &View<'_>, address: &Address<'_>, dependencies: &mut Dependencies| {
        list(view, address, 2, ListKind::Series(label(address)), dependencies).await
    };
    reader.answer(&state, make).await
}

/// `/posts/{slug}`.
pub async fn post(State(state): State<AppState>, reader: Reader) -> Response {
    let make = async |view: &View<'_>, address: &Address<'_>, dependencies: &mut Dependencies| {
        text(view, address, PostKind::Post, address.segment(1), dependencies).await
    };
    reader.answer(&state, make).await
}

/// `/{slug}`.
pub async fn page(State(state): State<AppState>, reader: Reader) -> Response {
    let make = async |view: &View<'_>, address: &Address<'_>, dependencies: &mut Dependencies| {
        text(view, address, PostKind::Page, address.segment(0), dependencies).await
    };
    reader.answer(&state, make).await
}

/// `/archive` and `/archive/page/{number}`.
pub async fn archive(State(state): State<AppState>, reader: Reader) -> Response {
    let make = async |view: &View<'_>, address: &Address<'_>, dependencies: &mut Dependencies| {
        dated(view, address, 1, ArchivePeriod::Always, dependencies).await
    };
    reader.answer(&state, make).await
}

/// `/archive/{year}` and its pages.
pub async fn archive_year(State(state): State<AppState>, reader: Reader) -> Response {
    let make = async |view: &View<'_>, address: &Address<'_>, dependencies: &mut Dependencies| {
        let Ok(year) = address.segment(1).parse() else { return elsewhere_than(view, address).await };
        dated(view, address, 2, ArchivePeriod::Year(year), dependencies).await
    };
    reader.answer(&state, make).await
}

/// `/archive/{year}/{month}` and its pages.
pub async fn archive_month(State(state): State<AppState>, reader: Reader) -> Response {
    let make = async |view: &View<'_>, address: &Address<'_>, dependencies: &mut Dependencies| {
        let (Ok(year), Ok(month)) = (address.segment(1).parse(), address.segment(2).parse()) else {
            return elsewhere_than(view, address).await;
        };
        dated(view, address, 3, ArchivePeriod::Month(year, month), dependencies).await
    };
    reader.answer(&state, make).await
}

async fn dated(
    view: &View<'_>,
    address: &Address<'_>,
    prefix_segments: usize,
    period: ArchivePeriod,
    dependencies: &mut Dependencies,
) -> Result<Answer, Failure> {
    let Some(number) = address.page_number(prefix_segments) else { return Err(Failure::new(StatusCode::NOT_FOUND)) };
    let canonical = app::readers::address::archive(period, number);
    let Some(page) = view.archive(period, number, dependencies).await? else {
        return elsewhere_than(view, address).await;
    };
    if canonical != address.path {
        return Ok(Answer::Moved(canonical));
    }
    Ok(Answer::Page(app::readers::archive(&view.context(&view.site(), &canonical), &page)))
}

/// `/search?q=…&page=…`.
pub async fn search(State(state): State<AppState>, reader: Reader) -> Response {
    let Some((query, number)) = search_parameters(reader.query()) else {
        return reader.answer_directly(&state, async |_| Err(Failure::new(StatusCode::NOT_FOUND))).await;
    };
    let key = app::readers::address::search(&query, number);
    let make = async |view: &View<'_>, dependencies: &mut Dependencies| {
        let found = view.search(&query, number, dependencies).await?;
        if found.pagination.page != number {
            return Err(Failure::new(StatusCode::NOT_FOUND));
        }
        Ok(Answer::Page(app::readers::search(&view.context(&view.site(), &key), &found)))
    };
    reader.answer_as(&state, &key, make).await
}

/// Everything else: old addresses, and slashes at the end.
pub async fn elsewhere(State(state): State<AppState>, reader: Reader) -> Response {
    if let Some(old) = numbered(&state, &reader).await {
        return reader.answer_as(&state, &old, async |view, _| former(view, &old).await).await;
    }
    let query = reader.query().to_owned();
    let make = async |view: &View<'_>, address: &Address<'_>, _: &mut Dependencies| {
        match without_slashes(&address.path, &query) {
            // An old address may have had a slash at its end: it then needs one redirection alone.
            Some(path) if !api::is_api(&path) => former(view, &address.path).await.or(Ok(Answer::Moved(path))),
            _ => former(view, &address.path).await,
        }
    };
    reader.answer(&state, make).await
}

/// The old address by number that is asked for, where an import brought it: `/?p=12`. Any other query means nothing, and
/// whatever is asked for without one pays nothing for this.
async fn numbered(state: &AppState, reader: &Reader) -> Option<String> {
    let old = numbered_address(reader.path(), reader.query())?;
    let found = state.blog.alias(&old).await.ok()?;
    (!matches!(found, Lookup::Missing)).then_some(old)
}

async fn list(
    view: &View<'_>,
    address: &Address<'_>,
    prefix_segments: usize,
    kind: ListKind,
    dependencies: &mut Dependencies,
) -> Result<Answer, Failure> {
    let Some(number) = address.page_number(prefix_segments) else { return former(view, &address.path).await };
    let canonical = app::readers::address::list(&kind, number);
    let is_first_twice = number == 1 && address.path.ends_with("/page/1");
    let list = match view.post_list_page(kind, number, dependencies).await? {
        Lookup::Found(list) => list,
        Lookup::Moved(path) => return Ok(Answer::Moved(path)),
        Lookup::Gone | Lookup::Missing => return elsewhere_than(view, address).await,
    };
    if is_first_twice {
        return Ok(Answer::Moved(canonical));
    }
    Ok(Answer::Page(app::readers::list(&view.context(&view.site(), &canonical), &list)))
}

async fn text(
    view: &View<'_>,
    address: &Address<'_>,
    kind: PostKind,
    slug: &str,
    dependencies: &mut Dependencies,
) -> Result<Answer, Failure> {
    match view.post_page(kind, slug, dependencies).await? {
        Lookup::Found(page) => {
            let site = view.site();
            let context = view.context(&site, &page.summary.path);
            let is_mentioned = app::readers::takes_mentions(&context, &page);
            let document = app::readers::post(&context, &page);
            Ok(if is_mentioned { Answer::MentionedPage(document) } else { Answer::Page(document) })
        }
        Lookup::Moved(path) => Ok(Answer::Moved(path)),
        Lookup::Gone => Err(Failure::new(StatusCode::GONE)),
        Lookup::Missing => former(view, &address.path).await,
    }
}

/// What is said of an address at which nothing is listed: it may be one in small letters, or one from elsewhere.
pub(super) async fn elsewhere_than(view: &View<'_>, address: &Address<'_>) -> Result<Answer, Failure> {
    let path = decoded(&address.path);
    let lower = path.to_lowercase();
    if lower == path { former(view, &address.path).await } else { Ok(Answer::Moved(lower)) }
}

/// Where an address leads that once was one.
async fn former(view: &View<'_>, path: &str) -> Result<Answer, Failure> {
    match view.alias(&decoded(path)).await? {
        Lookup::Moved(path) => Ok(Answer::Moved(path)),
        Lookup::Gone => Err(Failure::new(StatusCode::GONE)),
        Lookup::Missing => Err(Failure::new(StatusCode::NOT_FOUND)),
        Lookup::Found(never) => match never {},
    }
}

fn decoded(path: &str) -> Cow<'_, str> {
    percent_encoding::percent_decode_str(path).decode_utf8_lossy()
}

/// The same address without slashes at its end, where it has some. Two slashes or a backslash at the beginning
/// would lead a browser to another site.
fn without_slashes(path: &str, query: &str) -> Option<String> {
    let trimmed = path.strip_suffix('/')?.trim_end_matches('/');
    if trimmed.is_empty() || trimmed.contains("//") || trimmed.contains('\\') {
        return None;
    }
    Some(if query.is_empty() { trimmed.to_owned() } else { format!("{trimmed}?{query}") })
}

pub(super) fn label(address: &Address<'_>) -> LabelView {
    LabelView { slug: address.segment(1).to_owned(), label: String::new() }
}

/// What is looked for, and which page of it; other parameters mean nothing.
fn search_parameters(query: &str) -> Option<(String, u32)> {
    let parameter = |name: &str| {
        form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    };
    let words: String = parameter("q").unwrap_or_default().trim().chars().take(QUERY_CHARS_MAX).collect();
    let number = parameter("page").map_or(Some(1), |number| canonical_number(&number))?;
    Some((words, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slashes_at_the_end_go_but_never_to_another_site() {
        let cases = [
            ("/archive/", "", Some("/archive")),
            ("/archive///", "a=b", Some("/archive?a=b")),
            ("/archive", "", None),
            ("/", "", None),
            ("//evil.example/", "", None),
            ("/\\evil.example/", "", None),
        ];
        for (path, query, expected) in cases {
            assert_eq!(without_slashes(path, query).as_deref(), expected, "{path}");
        }
    }

    #[test]
    fn a_search_is_its_words_and_its_page() {
        let cases = [
            ("", Some(("", 1))),
            ("q=rust+lang&utm_source=x", Some(("rust lang", 1))),
            ("q=%20rust%20&page=2", Some(("rust", 2))),
            ("q=a&page=0", None),
            ("q=a&page=x", None),
        ];
        for (query, expected) in cases {
            let expected = expected.map(|(words, number): (&str, u32)| (words.to_owned(), number));
            assert_eq!(search_parameters(query), expected, "{query}");
        }
    }
}
