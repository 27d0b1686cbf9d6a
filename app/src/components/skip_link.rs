//! The first link of every page, for people who steer by keyboard.

use blog::text::Text;
use leptos::prelude::*;

/// The `id` of every page's `main`.
pub const CONTENT_ID: &str = "content";

/// Leads past the header to the content; seen only while it has the focus.
#[component]
pub fn SkipLink(
    /// The interface's language.
    text: Text,
    /// Its tag, where the page is in another.
    #[prop(default = None)]
    lang: Option<&'static str>,
) -> impl IntoView {
    view! {
        <a class="skip-link" href=format!("#{CONTENT_ID}") lang=lang>
            {text.skip_to_content()}
        </a>
    }
}
