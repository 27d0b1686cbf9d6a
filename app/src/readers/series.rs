//! A series as its parts show it: where in it one is, what comes before and after, and the list of its parts.

use blog::domain::views::{PartView, SeriesView};
use blog::text::Text;
use leptos::prelude::*;

use super::address;
use crate::components::TextLanguage;

/// Which part of which series a text is, and the others; of a long series, those around it.
#[component]
pub(super) fn SeriesContents<'a>(series: &'a SeriesView, text: Text) -> impl IntoView {
    let items: Vec<_> = series
        .listed
        .iter()
        .map(|(number, part)| {
            let language = TextLanguage::of_text(part.language.as_ref());
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
        <nav class="series" aria-label=text.series()>
            <p>
                {text.series()}" "<a href=address::series(&series.label.slug)>{series.label.label.as_str()}</a>
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
pub(super) fn SeriesSteps<'a>(series: &'a SeriesView, text: Text) -> impl IntoView {
    let previous = series.listed_part(series.part - 1);
    let next = series.listed_part(series.part + 1);
    (previous.is_some() || next.is_some()).then(|| {
        view! {
            <nav class="series-steps" aria-label=text.series_steps()>
                {previous.map(|part| view! { <Step part=part relation="prev" label=text.series_previous() /> })}
                {next.map(|part| view! { <Step part=part relation="next" label=text.series_next() /> })}
            </nav>
        }
    })
}

#[component]
fn Step<'a>(part: &'a PartView, relation: &'static str, label: &'static str) -> impl IntoView {
    let language = TextLanguage::of_text(part.language.as_ref());
    view! {
        <a class=format!("series-{relation}") rel=relation href=part.path.as_str()>
            <span class="series-step">{label}</span>
            " "
            <span lang=language.lang dir=language.dir>{part.title.as_str()}</span>
        </a>
    }
}
