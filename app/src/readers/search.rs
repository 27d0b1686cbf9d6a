//! The search: its form, and what it found.

use blog::domain::views::{SearchHit, SearchPage, SnippetPart};
use blog::text::Text;
use leptos::either::Either;
use leptos::prelude::*;

use super::document::{Head, Place, document};
use super::entry::Entry;
use super::{PageContext, address};
use crate::components::Pages;

/// What a search found; with a blank query, only its form.
pub fn search(context: &PageContext<'_>, page: &SearchPage) -> String {
    let text = context.text();
    let query = page.query.as_str();
    let title =
        if is_blank(page) { context.titled(text.search_title()) } else { context.titled(&text.search_for(query)) };
    let content = view! {
        <div class="search">
            <header class="page-header" lang=context.interface_language()>
                <h1>{text.search_title()}</h1>
                <SearchForm query=query text=text />
            </header>
            <Results context=*context page=page />
        </div>
    };
    // Every search is the one page of the search to search engines; what found nothing is no page at all.
    let canonical = is_blank(page) || page.pagination.total > 0;
    let head = Head {
        description: text.search_of(&context.site.name).into(),
        canonical: canonical.then(|| context.absolute(address::SEARCH)),
        ..Head::new(title, Place::Search)
    };
    document(context, head, content)
}

fn is_blank(page: &SearchPage) -> bool {
    page.query.trim().is_empty()
}

#[component]
fn SearchForm<'a>(query: &'a str, text: Text) -> impl IntoView {
    view! {
        <form class="search-form" role="search" action="/search">
            <div class="field">
                <label class="field-label" for="query">{text.search_words()}</label>
                <input
                    class="input"
                    type="search"
                    id="query"
                    name="q"
                    value=query
                    maxlength="200"
                    autocomplete="off"
                    aria-describedby="query-hint"
                />
            </div>
            <button class="button button-primary" type="submit">{text.search()}</button>
            <p class="field-hint search-hint" id="query-hint">{text.search_hint()}</p>
        </form>
    }
}

#[component]
fn Results<'a>(context: PageContext<'a>, page: &'a SearchPage) -> impl IntoView {
    let text = context.text();
    (!is_blank(page)).then(|| {
        let pagination = page.pagination;
        let total = pagination.total;
        let summary = match &page.corrected {
            _ if total == 0 => text.nothing_found(&page.query),
            Some(meant) => text.nothing_found_but(&page.query, meant),
            None if page.has_more => text.found_many(total),
            None if page.with_all_words == 0 => text.found_some(total),
            None if page.with_all_words < total => {
                text.found_and_some(page.with_all_words, total - page.with_all_words)
            }
            None => text.found(total),
        };
        let reach = page.looked_through.map(|count| {
            view! { <p class="field-hint" lang=context.interface_language()>{text.looked_through(count)}</p> }
        });
        let advice = (total == 0).then(|| view! { <Advice context=context query=&page.query /> });
        let hits: Vec<_> = page.hits.iter().map(|hit| view! { <Hit context=context hit=hit /> }).collect();
        view! {
            <p class="search-summary" role="status" lang=context.interface_language()>{summary}</p>
            {reach}
            {advice}
            <div class="entries">{hits}</div>
            <Pages
                pagination=pagination
                text=text
                previous=text.previous_page()
                next=text.next_page()
                address=|number| address::search(&page.query, number)
            />
        }
    })
}

/// What somebody may try who found nothing: of what they typed, first what may have been too much.
#[component]
fn Advice<'a>(context: PageContext<'a>, query: &'a str) -> impl IntoView {
    let (text, lang) = (context.text(), context.interface_language());
    let has_phrase = query.contains(['"', '“', '„', '«', '「']);
    let has_exclusion = query.split_whitespace().any(|word| word.len() > 1 && word.starts_with('-'));
    view! {
        <p lang=lang>{text.search_advice()}</p>
        <ul class="search-advice" lang=lang>
            {has_phrase.then(|| view! { <li>{text.search_advice_phrase()}</li> })}
            {has_exclusion.then(|| view! { <li>{text.search_advice_exclusion()}</li> })}
            <li>{text.search_advice_fewer()}</li>
            <li>{text.search_advice_beginning()}</li>
            <li><a href="/archive">{text.see_archive()}</a></li>
        </ul>
    }
}

#[component]
fn Hit<'a>(context: PageContext<'a>, hit: &'a SearchHit) -> impl IntoView {
    let snippet: Vec<_> = hit
        .snippet
        .iter()
        .map(|SnippetPart { text, is_match }| {
            let part = text.as_str();
            if *is_match { Either::Left(view! { <mark>{part}</mark> }) } else { Either::Right(part) }
        })
        .collect();
    view! { <Entry context=context post=&hit.post excerpt=snippet /> }
}
