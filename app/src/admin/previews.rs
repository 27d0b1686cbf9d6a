//! `/admin/posts/{id}/previews`: the secret links at which a post's working copy is read.

use blog::domain::PostId;
use blog::domain::preview::{PreviewLifetime, rules};
use blog::domain::views::PreviewLinkView;
use blog::service::IssuedPreview;
use blog::text::Text;
use leptos::prelude::*;

use super::fields::{Field, TextField, field_id};
use super::forms::{POSTS_PATH, PreviewForm, Sent};
use super::history::{failed, parameter};
use super::layout::{Instant, Page, page};
use super::refusal::{Refusal, RefusalSummary};
use crate::context::{Caller, Frame};
use crate::functions::FunctionError;

/// Where the links to a post are.
pub fn previews_path(id: PostId) -> String {
    format!("{POSTS_PATH}/{id}/previews")
}

/// The page.
#[component]
pub fn PreviewsPage() -> impl IntoView {
    let frame = expect_context::<Frame>();
    let id = parameter::<PostId>("id");
    let sent = use_context::<Sent<PreviewForm>>();
    let issued = use_context::<IssuedPreview>();
    page(async move {
        let id = id.ok_or(FunctionError::NotFound).inspect_err(FunctionError::set_status)?;
        let caller = expect_context::<Caller>();
        let links = caller.blog.preview_links(caller.principal()?, id).await.map_err(failed)?;
        Ok(view! { <Previews frame id links sent issued/> })
    })
}

#[component]
fn Previews(
    frame: Frame,
    id: PostId,
    links: Vec<PreviewLinkView>,
    sent: Option<Sent<PreviewForm>>,
    issued: Option<IssuedPreview>,
) -> impl IntoView {
    let text = frame.text();
    let issued = issued.map(|issued| {
        let address = issued.address(&frame.site.base_url);
        view! { <Issued text issued address/> }
    });
    let rows: Vec<_> = links.into_iter().map(|link| view! { <Row text id link/> }).collect();
    let body = if rows.is_empty() {
        view! { <p class="list-nothing">{text.previews_empty()}</p> }.into_any()
    } else {
        view! { <ul class="post-rows" role="list">{rows}</ul> }.into_any()
    };
    view! {
        <Page title=text.previews_title()>
            <div class="admin-heading">
                <h1>{text.previews_title()}</h1>
                <a class="button" href=format!("{POSTS_PATH}/{id}")>{text.history_to_editor()}</a>
            </div>
            {issued}
            <p>{text.previews_explained()}</p>
            {body}
            <Make text id sent/>
        </Page>
    }
}

/// The link, this once.
#[component]
fn Issued(text: Text, issued: IssuedPreview, address: String) -> impl IntoView {
    view! {
        <section class="message message-success" aria-labelledby="issued_title" tabindex="-1" autofocus=true>
            <h2 class="message-title" id="issued_title">{text.previews_made_title()}</h2>
            <p class="issued-link"><code>{address}</code></p>
            <p>{text.previews_made()} " " <Instant at=issued.link.expires_at/> "."</p>
        </section>
    }
}

#[component]
fn Row(text: Text, id: PostId, link: PreviewLinkView) -> impl IntoView {
    let label = if link.label.is_empty() { text.previews_unlabelled().to_owned() } else { link.label };
    let who = link.made_by.map_or_else(|| text.review_somebody().to_owned(), |person| person.name);
    let made_at = expect_context::<Frame>().site.time_zone.to_minute(link.made_at);
    let named = text.previews_revoke_named(&label, &made_at);
    view! {
        <li class="post-row">
            <span class="post-row-title">{label}</span>
            <form class="inline-form" method="post" action=format!("{}/{}", previews_path(id), link.id)>
                <button class="button" aria-label=named>{text.previews_revoke()}</button>
            </form>
            <span class="post-row-facts muted">
                <Instant at=link.made_at/> " · " {text.previews_made_by(&who)} " · "
                {text.previews_until()} " " <Instant at=link.expires_at/>
            </span>
        </li>
    }
}

#[component]
fn Make(text: Text, id: PostId, sent: Option<Sent<PreviewForm>>) -> impl IntoView {
    let (form, error) = sent.map(|sent| (sent.form, sent.refusal)).unwrap_or_default();
    let refusal = error.map(|error| match &error {
        FunctionError::Invalid(violations) => Refusal::of_fields(text, violations, &["label", "days"]),
        error => Refusal::of_error(text, error),
    });
    let summary = refusal.clone().map(|refusal| {
        view! { <RefusalSummary refusal title=text.previews_refused_title() text label_of/> }
    });
    let refusal = refusal.unwrap_or_default();
    let selected = form.days.parse().ok().and_then(|days| PreviewLifetime::of_days(days).ok()).unwrap_or_default();
    let options = PreviewLifetime::ALL.map(|lifetime| {
        let days = lifetime.days();
        view! { <option value=days selected=lifetime == selected>{text.previews_days(days.into())}</option> }
    });
    view! {
        <section class="admin-section">
            <h2>{text.previews_make()}</h2>
            <form class="form" method="post" action=previews_path(id)>
                {summary}
                <TextField field=Field::new("label", label_of(text, "label"), &refusal).hint(text.previews_label_hint())
                    value=form.label rule=rules::LABEL autocomplete="off"/>
                <div class="field">
                    <label class="field-label" for=field_id("days")>{text.previews_lifetime()}</label>
                    <select class="input" id=field_id("days") name="days">{options.into_iter().collect::<Vec<_>>()}</select>
                </div>
                <div class="form-actions">
                    <button class="button button-primary">{text.previews_make()}</button>
                </div>
            </form>
        </section>
    }
}

fn label_of(text: Text, field: &str) -> &'static str {
    match field {
        "days" => text.previews_lifetime(),
        _ => text.previews_label(),
    }
}
