//! Pages that say what went wrong and what to do next.

use std::borrow::Cow;

use blog::text::Text;
use leptos::prelude::*;

use super::PageContext;
use super::document::{Head, Place, document};

/// Nothing is at this address: `404`.
pub fn not_found(context: &PageContext<'_>) -> String {
    problem(context, 404, explanation(404, context.text()), None)
}

/// What was at this address was deleted: `410`.
pub fn gone(context: &PageContext<'_>) -> String {
    problem(context, 410, explanation(410, context.text()), None)
}

/// Any other failure by its status; `request_id` is what the operator finds it by.
pub fn failure(context: &PageContext<'_>, status: u16, request_id: &str) -> String {
    problem(context, status, explanation(status, context.text()), Some(request_id))
}

/// A form or a script of another site sent the request: `403`. Both addresses are named, because it may be the same
/// site under an address that it wasn't told of.
pub fn foreign_origin(context: &PageContext<'_>, origin: &str, request_id: &str) -> String {
    let text = context.text();
    let explanation = Explanation {
        title: text.refused_request_title(),
        happened: text.foreign_origin(origin, &context.site.base_url).into(),
        next: text.foreign_origin_next(),
    };
    problem(context, 403, explanation, Some(request_id))
}

/// What happened, and what to do next.
pub(super) struct Explanation {
    pub title: &'static str,
    pub happened: Cow<'static, str>,
    pub next: &'static str,
}

fn explanation(status: u16, text: Text) -> Explanation {
    let (title, happened, next) = match status {
        400 => (text.bad_request_title(), text.bad_request(), text.bad_request_next()),
        404 => (text.not_found_title(), text.not_found(), text.not_found_next()),
        405 => (text.wrong_method_title(), text.wrong_method(), text.wrong_method_next()),
        410 => (text.gone_title(), text.gone(), text.gone_next()),
        413 => (text.too_large_title(), text.too_large(), text.too_large_next()),
        429 => (text.too_many_title(), text.too_many(), text.too_many_next()),
        503 => (text.unavailable_title(), text.unavailable(), text.unavailable_next()),
        _ if status < 500 => (text.refused_request_title(), text.refused_request(), text.bad_request_next()),
        _ => (text.broken_title(), text.broken(), text.broken_next()),
    };
    Explanation { title, happened: happened.into(), next }
}

pub(super) fn problem(
    context: &PageContext<'_>,
    status: u16,
    Explanation { title, happened, next }: Explanation,
    request_id: Option<&str>,
) -> String {
    let text = context.text();
    let reference = request_id.map(|id| view! { <p class="muted">{text.request_id()}" "<code>{id}</code></p> });
    let search = (!context.is_static()).then(|| view! { <a class="button" href="/search">{text.search()}</a> });
    let content = view! {
        <div class="problem" lang=context.interface_language()>
            <h1><span class="kicker">{text.error_status(status)}</span>" "{title}</h1>
            <p class="lead">{happened}</p>
            <p>{next}</p>
            <p class="problem-links">
                <a class="button button-primary" href="/">{text.to_home()}</a>
                " "
                {search}
            </p>
            {reference}
        </div>
    };
    let head = Head::new(context.titled(title), Place::Elsewhere);
    document(context, head, content)
}
