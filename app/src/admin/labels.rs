//! `/admin/tags`, `/admin/categories`, `/admin/series`: what posts are arranged by; and one label's page, where it is renamed,
//! made one with another, and taken away.

use blog::domain::post::Taxonomy;
use blog::domain::views::{LabelCount, LabelListPage};
use blog::domain::{Rule, Violations};
use blog::text::Text;
use form_urlencoded::byte_serialize;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map, use_url};
use leptos_router::location::Url;

use super::fields::{Field, TextField};
use super::forms::{LabelForm, POSTS_PATH, Sent};
use super::layout::{Page, page};
use super::refusal::{Refusal, RefusalSummary};
use crate::components::Pages;
use crate::context::{Caller, Frame};
use crate::functions::FunctionError;

/// Where the labels of a taxonomy are.
pub fn labels_path(taxonomy: Taxonomy) -> String {
    format!("/admin/{}", taxonomy.segment())
}

/// Where a label's page is.
pub fn label_path(taxonomy: Taxonomy, slug: &str) -> String {
    format!("{}/{}", labels_path(taxonomy), byte_serialize(slug.as_bytes()).collect::<String>())
}

/// The taxonomy that a writers' page is about, by its address.
pub fn taxonomy_of_path(path: &str) -> Option<Taxonomy> {
    Taxonomy::of_segment(path.split('/').nth(2)?)
}

/// What the address asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct LabelsQuery {
    taxonomy: Taxonomy,
    search: String,
    page: u32,
}

impl LabelsQuery {
    /// What it can't read counts as not asked for.
    fn of_address() -> Self {
        let query = use_query_map().get_untracked();
        Self {
            taxonomy: taxonomy_of_address(),
            search: query.get_str("q").unwrap_or_default().trim().to_owned(),
            page: query.get_str("page").and_then(|page| page.parse().ok()).unwrap_or(1),
        }
    }

    fn path(&self) -> String {
        let mut pairs = Vec::new();
        if !self.search.is_empty() {
            pairs.push(format!("q={}", Url::escape(&self.search)));
        }
        if self.page > 1 {
            pairs.push(format!("page={}", self.page));
        }
        let path = labels_path(self.taxonomy);
        if pairs.is_empty() { path } else { format!("{path}?{}", pairs.join("&")) }
    }
}

fn taxonomy_of_address() -> Taxonomy {
    taxonomy_of_path(use_url().get_untracked().path()).unwrap_or(Taxonomy::Tag)
}

/// The page with all of them.
#[component]
pub fn LabelsPage() -> impl IntoView {
    let text = expect_context::<Frame>().text();
    let query = LabelsQuery::of_address();
    page(async move {
        let caller = expect_context::<Caller>();
        let list = caller.blog.label_list(caller.principal()?, query.taxonomy, &query.search, query.page).await;
        let list = list.map_err(|error| {
            let error = FunctionError::from(error);
            error.set_status();
            error
        })?;
        Ok(view! { <Labels text query list/> })
    })
}

#[component]
fn Labels(text: Text, query: LabelsQuery, list: LabelListPage) -> impl IntoView {
    let LabelListPage { labels, pagination } = list;
    let title = text.taxonomy(query.taxonomy);
    let rows: Vec<_> = labels
        .into_iter()
        .map(|label| {
            view! {
                <li class="post-row">
                    <a class="post-row-title" href=label_path(query.taxonomy, &label.slug)>{label.name.clone()}</a>
                    <span class="post-row-facts muted">{facts(text, &label)}</span>
                </li>
            }
        })
        .collect();
    let body = if rows.is_empty() {
        let sentence = match query.search.as_str() {
            "" => text.labels_none().to_owned(),
            search => text.labels_none_found(search),
        };
        view! { <p class="list-nothing">{sentence}</p> }.into_any()
    } else {
        view! { <ul class="post-rows" role="list">{rows}</ul> }.into_any()
    };
    view! {
        <Page title>
            <div class="admin-heading"><h1>{title}</h1></div>
            <div class="list-controls">
                <Tabs text current=query.taxonomy/>
                <Search text query=query.clone()/>
            </div>
            {body}
            <Pages pagination text previous=text.labels_previous() next=text.labels_next()
                address=move |page| LabelsQuery { page, ..query.clone() }.path()/>
        </Page>
    }
}

/// How many posts have it.
fn facts(text: Text, label: &LabelCount) -> String {
    let posts = text.list_count(label.posts);
    match label.published {
        published if published == label.posts => posts,
        published => format!("{posts}, {}", text.labels_published(published)),
    }
}

#[component]
fn Tabs(text: Text, current: Taxonomy) -> impl IntoView {
    let tabs = Taxonomy::ALL.map(|taxonomy| {
        let current = (taxonomy == current).then_some("page");
        view! { <li><a href=labels_path(taxonomy) aria-current=current>{text.taxonomy(taxonomy)}</a></li> }
    });
    view! {
        <nav class="tabs" aria-label=text.labels_kinds()>
            <ul role="list">{tabs.into_iter().collect::<Vec<_>>()}</ul>
        </nav>
    }
}

#[component]
fn Search(text: Text, query: LabelsQuery) -> impl IntoView {
    let action = labels_path(query.taxonomy);
    let clear = (!query.search.is_empty()).then(|| view! { <a href=action.clone()>{text.labels_search_clear()}</a> });
    view! {
        <form class="list-search" role="search" method="get" action=action.clone()>
            <label class="visually-hidden" for="q">{text.labels_search()}</label>
            <input class="input" id="q" type="search" name="q" value=query.search placeholder=text.labels_search()/>
            <button class="button">{text.list_search_submit()}</button>
            {clear}
        </form>
    }
}

/// A label's page.
#[component]
pub fn LabelPage() -> impl IntoView {
    let text = expect_context::<Frame>().text();
    let sent = use_context::<Sent<LabelForm>>();
    let taxonomy = taxonomy_of_address();
    let slug = use_params_map().get_untracked().get("slug").unwrap_or_default();
    page(async move {
        let caller = expect_context::<Caller>();
        let label = caller.blog.label(caller.principal()?, taxonomy, &slug).await.map_err(|error| {
            let error = FunctionError::from(error);
            error.set_status();
            error
        })?;
        Ok(view! { <Label text taxonomy label sent/> })
    })
}

#[component]
fn Label(text: Text, taxonomy: Taxonomy, label: LabelCount, sent: Option<Sent<LabelForm>>) -> impl IntoView {
    let title = text.label_title(taxonomy, &label.name);
    let path = label_path(taxonomy, &label.slug);
    let to_readers =
        (label.published > 0).then(|| view! { " · " <a href=label.path.clone()>{text.labels_as_read()}</a> });
    let posts = posts_path(taxonomy, &label.slug);
    let to_posts = posts.map(|path| view! { " · " <a href=path>{text.labels_posts()}</a> });
    view! {
        <Page title=title.clone()>
            <div class="admin-heading"><h1>{title}</h1></div>
            <p class="muted">{facts(text, &label)} {to_posts} {to_readers}</p>
            <Rename text path=path.clone() name=label.name sent/>
            <section class="admin-section">
                <h2>{text.labels_delete()}</h2>
                <p>{text.labels_delete_explained()}</p>
                <details class="label-delete">
                    <summary>{text.labels_delete_begin()}</summary>
                    <form method="post" action=path>
                        <button class="button button-danger" name="action" value="delete">
                            {text.labels_delete_submit(label.posts)}
                        </button>
                    </form>
                </details>
            </section>
            <p class="problem-next"><a href=labels_path(taxonomy)>{text.labels_back()}</a></p>
        </Page>
    }
}

/// The writers' list of the posts that have it, where there is one.
fn posts_path(taxonomy: Taxonomy, slug: &str) -> Option<String> {
    let parameter = match taxonomy {
        Taxonomy::Tag | Taxonomy::Category => taxonomy.as_str(),
        Taxonomy::Series => return None,
    };
    Some(format!("{POSTS_PATH}?{parameter}={}", byte_serialize(slug.as_bytes()).collect::<String>()))
}

/// The form with its name. Where another label is called so, it asks whether both shall be one.
#[component]
fn Rename(text: Text, path: String, name: String, sent: Option<Sent<LabelForm>>) -> impl IntoView {
    let (typed, error) = sent.map(|sent| (Some(sent.form.name), sent.refusal)).unwrap_or_default();
    let name = typed.unwrap_or(name);
    let can_merge = matches!(&error, Some(FunctionError::Invalid(violations)) if is_taken(violations));
    let merge = can_merge.then(|| {
        view! {
            <button class="button" name="action" value="merge">{text.labels_merge()}</button>
        }
    });
    let refusal = error.map(|error| match &error {
        FunctionError::Invalid(violations) if is_taken(violations) => Refusal::of_form(text.labels_taken(&name)),
        FunctionError::Invalid(violations) => Refusal::of_fields(text, violations, &["name"]),
        error => Refusal::of_error(text, error),
    });
    let summary = refusal.clone().map(|refusal| {
        let title = if can_merge { text.labels_taken_title() } else { text.people_refused_title() };
        view! { <RefusalSummary refusal title text label_of/> }
    });
    let field =
        Field::new("name", label_of(text, "name"), &refusal.unwrap_or_default()).hint(text.labels_rename_hint());
    view! {
        <form class="form" method="post" action=path>
            {summary}
            <TextField field value=name is_required=true autocomplete="off"/>
            <div class="form-actions">
                <button class="button button-primary" name="action" value="rename">{text.labels_rename()}</button>
                {merge}
            </div>
        </form>
    }
}

fn is_taken(violations: &Violations) -> bool {
    violations.of("name") == Some(&Rule::Taken)
}

fn label_of(text: Text, _: &str) -> &'static str {
    text.labels_name()
}
