//! Links to the pages of a list.

use blog::domain::views::Pagination;
use blog::text::Text;
use leptos::either::Either;
use leptos::prelude::*;

/// How many pages are named on either side of the current one.
const NEIGHBOURS: u32 = 2;

/// An entry of a list's page numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageNumber {
    /// A page.
    Page(u32),
    /// Pages left out.
    Gap,
}

/// The page numbers to show: the first, the last, and two on either side of the current one. A gap never stands for
/// a single page, which would take no more room.
pub fn page_numbers(pagination: Pagination) -> Vec<PageNumber> {
    let Pagination { page, pages, .. } = pagination;
    let mut first = page.saturating_sub(NEIGHBOURS).max(1);
    let mut last = page.saturating_add(NEIGHBOURS).min(pages);
    if first <= 3 {
        first = 1;
    }
    if last >= pages.saturating_sub(2) {
        last = pages;
    }
    let mut numbers = Vec::with_capacity(9);
    if first > 1 {
        numbers.extend([PageNumber::Page(1), PageNumber::Gap]);
    }
    numbers.extend((first..=last).map(PageNumber::Page));
    if last < pages {
        numbers.extend([PageNumber::Gap, PageNumber::Page(pages)]);
    }
    numbers
}

/// Links to the neighbouring pages and to a window of page numbers; nothing for a list of one page.
#[component]
pub fn Pages<F>(
    /// Where in the list the page is.
    pagination: Pagination,
    /// The interface's language.
    text: Text,
    /// What leads to the page before: newer posts, or better results.
    previous: &'static str,
    /// What leads to the page after.
    next: &'static str,
    /// The address of a page by its number.
    address: F,
) -> impl IntoView
where
    F: Fn(u32) -> String + Send,
{
    (pagination.pages > 1).then(|| {
        let page = pagination.page;
        let before =
            (page > 1).then(|| view! { <a class="pagination-step" rel="prev" href=address(page - 1)>{previous}</a> });
        let after = (page < pagination.pages)
            .then(|| view! { <a class="pagination-step pagination-next" rel="next" href=address(page + 1)>{next}</a> });
        let numbers: Vec<_> = page_numbers(pagination)
            .into_iter()
            .map(|number| match number {
                PageNumber::Gap => Either::Left(view! { <li class="pagination-gap">"…"</li> }),
                PageNumber::Page(number) => Either::Right(view! {
                    <li>
                        <a
                            href=address(number)
                            aria-label=text.page_number(number)
                            aria-current=(number == page).then_some("page")
                        >
                            {number}
                        </a>
                    </li>
                }),
            })
            .collect();
        view! {
            <nav class="pagination" aria-label=text.pages() lang=text.language_tag()>
                {before}
                <ol role="list">{numbers}</ol>
                {after}
            </nav>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_moves_with_the_page() {
        let cases = [
            ((1, 1), "1"),
            ((1, 5), "1 2 3 4 5"),
            ((1, 6), "1 2 3 … 6"),
            ((3, 5), "1 2 3 4 5"),
            ((6, 11), "1 … 4 5 6 7 8 … 11"),
            ((4, 9), "1 2 3 4 5 6 … 9"),
            ((1, 100), "1 2 3 … 100"),
            ((50, 100), "1 … 48 49 50 51 52 … 100"),
            ((100, 100), "1 … 98 99 100"),
        ];
        for ((page, pages), expected) in cases {
            let shown: Vec<String> = page_numbers(Pagination { page, pages, total: 0 })
                .into_iter()
                .map(|number| match number {
                    PageNumber::Page(number) => number.to_string(),
                    PageNumber::Gap => "…".to_owned(),
                })
                .collect();
            assert_eq!(shown.join(" "), expected, "page {page} of {pages}");
        }
    }
}
