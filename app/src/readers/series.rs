//! A series as its parts show it: where in it one is, what comes before and after, and the list of its parts.

use blog::domain::views::SeriesView;
use leptos::prelude::*;

use super::beside::Steps;
use super::{PageContext, address};

/// Which part of which series a text is, and the others; of a long series, those around it.
#[component]
pub(super) fn SeriesContents<'a>(context: PageContext<'a>, series: &'a SeriesView) -> impl IntoView {
    let text = context.text();
    let items: Vec<_> = series
        .listed
        .iter()
        .map(|(number, part)| {
            let language = context.language_within(part.language.as_ref());
            let current = (*number == series.part).then_some("page");
            view! {
                <li value=*number>
                    <a href=part.path.as_str() aria-current=current lang=language.lang dir=language.dir>
                        {part.title.as_str()}
                    </a>
                </li>
            }
        })
        .collect();
    view! {
        <nav class="series" aria-label=text.series() lang=context.interface_language()>
            <p>
                {text.series()}" "
                <a href=address::series(&series.label.slug) lang=context.language_within(None).lang>
                    {series.label.label.as_str()}
                </a>
                <span class="series-place">{text.series_part(series.part, series.parts)}</span>
            </p>
            <details>
                <summary>{text.series_contents()}</summary>
                <ol>{items}</ol>
            </details>
        </nav>
    }
}

/// The part before and the part after.
#[component]
pub(super) fn SeriesSteps<'a>(context: PageContext<'a>, series: &'a SeriesView) -> impl IntoView {
    let text = context.text();
    let previous = series.part.checked_sub(1).and_then(|number| series.listed_part(number));
    let next = series.listed_part(series.part.saturating_add(1));
    view! {
        <Steps
            context=context
            label=text.series_steps()
            previous=(previous, text.series_previous())
            next=(next, text.series_next())
        />
    }
}
