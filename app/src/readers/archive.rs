//! Every post by year and month.

use blog::domain::TimeZone;
use blog::domain::views::{ArchiveEntry, ArchivePage};
use blog::text::Text;
use leptos::prelude::*;

use super::document::{Head, Place, document};
use super::{PageContext, address};
use crate::components::{Pages, TextLanguage};

/// The archive, from entries in the order of their dates, the newest first. `#2026` leads to a year, `#2026-01` to a
/// month.
pub fn archive(context: &PageContext<'_>, page: &ArchivePage) -> String {
    let (text, zone) = (context.text(), &context.site.time_zone);
    let pagination = page.pagination;
    let years: Vec<&[ArchiveEntry]> = page.entries.chunk_by(|one, next| year(one, zone) == year(next, zone)).collect();
    let content = view! {
        <div class="archive">
            <header class="page-header">
                <h1>{text.archive()}</h1>
                <p class="muted">{text.post_count(pagination.total)}</p>
                <YearLinks years=&years zone=zone text=text />
            </header>
            {years.iter().map(|entries| view! { <Year entries=entries zone=zone text=text /> }).collect_view()}
            <Pages
                pagination=pagination
                text=text
                previous=text.newer_posts()
                next=text.older_posts()
                address=address::archive
            />
        </div>
    };
    let head = Head {
        title: context.titled(text.archive()).into(),
        description: text.archive_of(&context.site.name).into(),
        canonical: Some(context.absolute(context.path)),
        article: None,
        place: Place::Archive,
    };
    document(context, head, content)
}

fn year(entry: &ArchiveEntry, zone: &TimeZone) -> i16 {
    zone.date(entry.published_at).0
}

fn month(entry: &ArchiveEntry, zone: &TimeZone) -> i8 {
    zone.date(entry.published_at).1
}

/// Links to the years, where there are several.
#[component]
fn YearLinks<'a>(years: &'a [&'a [ArchiveEntry]], zone: &'a TimeZone, text: Text) -> impl IntoView {
    (years.len() > 1).then(|| {
        let links: Vec<_> = years
            .iter()
            .filter_map(|entries| entries.first())
            .map(|entry| view! { <li><a href=format!("#{}", year(entry, zone))>{year(entry, zone)}</a></li> })
            .collect();
        view! {
            <nav class="archive-years" aria-label=text.years()>
                <ol role="list">{links}</ol>
            </nav>
        }
    })
}

#[component]
fn Year<'a>(entries: &'a [ArchiveEntry], zone: &'a TimeZone, text: Text) -> impl IntoView {
    entries.first().map(|first| {
        let months = entries
            .chunk_by(|one, next| month(one, zone) == month(next, zone))
            .map(|entries| view! { <Month entries=entries zone=zone text=text /> })
            .collect::<Vec<_>>();
        view! {
            <section class="archive-year">
                <h2 id=year(first, zone).to_string()>{year(first, zone)}</h2>
                {months}
            </section>
        }
    })
}

#[component]
fn Month<'a>(entries: &'a [ArchiveEntry], zone: &'a TimeZone, text: Text) -> impl IntoView {
    entries.first().map(|first| {
        let (year, month) = (year(first, zone), month(first, zone));
        let items: Vec<_> = entries.iter().map(|entry| view! { <Item entry=entry zone=zone /> }).collect();
        view! {
            <section class="archive-month">
                <h3 id=format!("{year}-{month:02}")>{text.month(month)}</h3>
                <ul role="list">{items}</ul>
            </section>
        }
    })
}

#[component]
fn Item<'a>(entry: &'a ArchiveEntry, zone: &'a TimeZone) -> impl IntoView {
    let language = TextLanguage::of_text(entry.language.as_ref());
    let (_, _, day) = zone.date(entry.published_at);
    view! {
        <li>
            <time datetime=entry.published_at.to_string()>{day}</time>
            " "
            <a href=entry.path.as_str() lang=language.lang dir=language.dir>{entry.title.as_str()}</a>
        </li>
    }
}
