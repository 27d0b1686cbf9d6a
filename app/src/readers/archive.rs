//! Every post by its date: all of them, those of a year, those of a month.

use blog::domain::TimeZone;
use blog::domain::views::{ArchiveEntry, ArchivePage, ArchivePeriod};
use blog::text::Text;
use leptos::prelude::*;

use super::document::{Head, Place, document};
use super::{PageContext, address};
use crate::components::Pages;

/// A page of the archive, from entries in the order of their dates, the newest first. `#2026` leads to a year, `#2026-01`
/// to a month.
pub fn archive(context: &PageContext<'_>, page: &ArchivePage) -> String {
    let zone = &context.site.time_zone;
    let text = context.text();
    let ArchivePage { period, pagination, .. } = *page;
    let name = name(period, text);
    let years: Vec<&[ArchiveEntry]> = page.entries.chunk_by(|one, next| year(one, zone) == year(next, zone)).collect();
    let content = view! {
        <div class="archive" lang=context.interface_language()>
            <header class="page-header">
                <Way period=period text=text />
                <h1>{name.clone()}</h1>
                <p class="muted">{text.post_count(pagination.total)}</p>
                <Periods periods=&page.periods text=text />
            </header>
            {years.iter().map(|entries| view! { <Year context=*context entries=entries period=period /> }).collect_view()}
            <Pages
                pagination=pagination
                text=text
                previous=text.newer_posts()
                next=text.older_posts()
                address=|number| address::archive(period, number)
            />
        </div>
    };
    let title = match pagination.page {
        1 => context.titled(&name),
        number => context.titled(&format!("{name} – {}", text.page_number(number))),
    };
    let description = match period {
        ArchivePeriod::Always => text.archive_of(&context.site.name),
        _ => text.archive_of_period(&name, &context.site.name),
    };
    let head = Head {
        description: description.into(),
        canonical: Some(context.absolute(context.path)),
        ..Head::new(title, Place::Archive)
    };
    document(context, head, content)
}

/// What a period is called.
fn name(period: ArchivePeriod, text: Text) -> String {
    match period {
        ArchivePeriod::Always => text.archive().to_owned(),
        ArchivePeriod::Year(year) => year.to_string(),
        ArchivePeriod::Month(year, month) => format!("{} {year}", text.month(month)),
    }
}

/// The way from the whole archive to a part of it.
#[component]
fn Way(period: ArchivePeriod, text: Text) -> impl IntoView {
    let around: &[ArchivePeriod] = match period {
        ArchivePeriod::Always => return None,
        ArchivePeriod::Year(_) => &[ArchivePeriod::Always],
        ArchivePeriod::Month(year, _) => &[ArchivePeriod::Always, ArchivePeriod::Year(year)],
    };
    let links = around.iter().map(|period| {
        view! { <li><a href=address::archive(*period, 1)>{name(*period, text)}</a></li> }
    });
    let links: Vec<_> = links.collect();
    Some(view! {
        <nav class="breadcrumbs" aria-label=text.breadcrumbs()>
            <ol role="list">{links}</ol>
        </nav>
    })
}

fn year(entry: &ArchiveEntry, zone: &TimeZone) -> i16 {
    zone.date(entry.published_at).0
}

fn month(entry: &ArchiveEntry, zone: &TimeZone) -> i8 {
    zone.date(entry.published_at).1
}

/// Links to the years, or to the months of a year, where there are several.
#[component]
fn Periods<'a>(periods: &'a [ArchivePeriod], text: Text) -> impl IntoView {
    (periods.len() > 1).then(|| {
        let is_years = periods.iter().all(|period| matches!(period, ArchivePeriod::Year(_)));
        let links: Vec<_> = periods
            .iter()
            .map(|period| {
                let name = match *period {
                    ArchivePeriod::Month(_, month) => text.month(month).to_owned(),
                    period => name(period, text),
                };
                view! { <li><a href=address::archive(*period, 1)>{name}</a></li> }
            })
            .collect();
        view! {
            <nav class="archive-periods" aria-label=if is_years { text.years() } else { text.months() }>
                <ol role="list">{links}</ol>
            </nav>
        }
    })
}

#[component]
fn Year<'a>(context: PageContext<'a>, entries: &'a [ArchiveEntry], period: ArchivePeriod) -> impl IntoView {
    let zone = &context.site.time_zone;
    entries.first().map(|first| {
        let months = entries
            .chunk_by(|one, next| month(one, zone) == month(next, zone))
            .map(|entries| view! { <Month context=context entries=entries period=period /> })
            .collect::<Vec<_>>();
        let year = year(first, zone);
        // Whoever is in a year already needs no heading that says so.
        let heading = (period == ArchivePeriod::Always).then(|| {
            view! { <h2 id=year.to_string()><a href=address::archive(ArchivePeriod::Year(year), 1)>{year}</a></h2> }
        });
        view! {
            <section class="archive-year">
                {heading}
                {months}
            </section>
        }
    })
}

#[component]
fn Month<'a>(context: PageContext<'a>, entries: &'a [ArchiveEntry], period: ArchivePeriod) -> impl IntoView {
    let (text, zone) = (context.text(), &context.site.time_zone);
    entries.first().map(|first| {
        let (year, month) = (year(first, zone), month(first, zone));
        let items: Vec<_> = entries.iter().map(|entry| view! { <Item context=context entry=entry /> }).collect();
        let id = format!("{year}-{month:02}");
        let link = view! { <a href=address::archive(ArchivePeriod::Month(year, month), 1)>{text.month(month)}</a> };
        let heading = match period {
            ArchivePeriod::Always => Some(view! { <h3 id=id>{link}</h3> }.into_any()),
            ArchivePeriod::Year(_) => Some(view! { <h2 id=id>{link}</h2> }.into_any()),
            ArchivePeriod::Month(..) => None,
        };
        view! {
            <section class="archive-month">
                {heading}
                <ul role="list">{items}</ul>
            </section>
        }
    })
}

#[component]
fn Item<'a>(context: PageContext<'a>, entry: &'a ArchiveEntry) -> impl IntoView {
    let language = context.language_within(entry.language.as_ref());
    let (_, _, day) = context.site.time_zone.date(entry.published_at);
    view! {
        <li>
            <time datetime=entry.published_at.to_string()>{day}</time>
            " "
            <a href=entry.path.as_str() lang=language.lang dir=language.dir>{entry.title.as_str()}</a>
        </li>
    }
}
