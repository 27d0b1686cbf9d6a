//! Dates written out in the interface's language.

use blog::domain::{TimeZone, Timestamp};
use blog::text::Text;
use leptos::prelude::*;

/// A day as people there write it, such as `31 January 2026`.
pub fn date(at: Timestamp, zone: &TimeZone, text: Text) -> String {
    let (year, month, day) = zone.date(at);
    let day = text.day_of_month(day);
    let month = text.month(month);
    format!("{day} {month} {year}")
}

/// A day with its machine-readable instant; `class` is its microformat.
#[component]
pub fn Date<'a>(
    /// The instant.
    at: Timestamp,
    /// The zone whose day it is.
    zone: &'a TimeZone,
    /// The interface's language.
    text: Text,
    /// The class, such as `dt-published`.
    class: &'static str,
) -> impl IntoView {
    view! { <time class=class datetime=at.to_string()>{date(at, zone, text)}</time> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_out() {
        let cases = [
            ("2026-01-31", "31 January 2026", "31 janvier 2026"),
            ("2015-08-01", "1 August 2015", "1er août 2015"),
            ("0999-12-02", "2 December 999", "2 décembre 999"),
        ];
        for (day, english, french) in cases {
            let at = Timestamp::from_date(day).unwrap();
            assert_eq!(date(at, &TimeZone::UTC, Text::English), english);
            assert_eq!(date(at, &TimeZone::UTC, Text::French), french);
        }
    }
}
