//! `/admin/posts`: the posts that somebody may write, to be filtered, searched and leafed through.

use blog::domain::post::{PostKind, PostStatus, ReviewState};
use blog::domain::post_list::PostOrder;
use blog::domain::views::{PostFilter, PostListItem, PostListPage as List};
use blog::domain::{PostId, Role};
use blog::text::Text;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::bulk::{BULK_FORM, BulkForm, BulkMessage, BulkResult};
use super::forms::POSTS_PATH;
use super::layout::{Instant, Page, RestoreForm, page};
use super::post_filters::{LeftOut, ListAddress, PostFilters};
use super::schedule::ScheduleFacts;
use crate::components::Pages;
use crate::context::{Caller, Frame};
use crate::functions::{FunctionError, list_posts};

/// The page.
#[component]
pub fn PostListPage() -> impl IntoView {
    let text = expect_context::<Frame>().text();
    let role = use_context::<Caller>().and_then(|caller| caller.signed_in).map(|signed_in| signed_in.principal.role);
    let address = ListAddress::of(&use_query_map().get_untracked(), text);
    let result = bulk_result();
    page(async move {
        let list = list_posts(address.asked.clone()).await?;
        let message = bulk_message(text, result).await?;
        let form_id = expect_context::<Caller>().blog.new_form_id().unwrap_or_default();
        Ok(view! { <PostList text role=role.unwrap_or_default() address list form_id message/> })
    })
}

/// What came of the form for many posts, where the address says that one was sent.
fn bulk_result() -> Option<BulkResult> {
    let query = use_query_map().get_untracked();
    BulkResult::from_query(query.get_str("bulk"), query.get_str("count"), query.get_str("refused"))
}

/// The same for people, with the titles of what was refused.
async fn bulk_message(text: Text, result: Option<BulkResult>) -> Result<Option<AnyView>, FunctionError> {
    let Some(result) = result else { return Ok(None) };
    let titles = match &result {
        BulkResult::Done { refused, .. } => {
            let caller = expect_context::<Caller>();
            let ids: Vec<PostId> = refused.iter().map(|(id, _)| *id).collect();
            caller.blog.post_titles(caller.principal()?, &ids).await.map_err(FunctionError::from)?
        }
        BulkResult::Nothing | BulkResult::NoLabel => Vec::new(),
    };
    Ok(Some(view! { <BulkMessage text result titles/> }.into_any()))
}

#[component]
fn PostList(
    text: Text,
    role: Role,
    address: ListAddress,
    list: List,
    form_id: String,
    message: Option<AnyView>,
) -> impl IntoView {
    let List { items, pagination, has_more, in_review, choices } = list;
    let is_selected = address.is_all_selected;
    let shows_publication = matches!(address.asked.order, PostOrder::LastPublished | PostOrder::FirstPublished);
    let rows: Vec<_> = items
        .into_iter()
        .map(|item| view! { <Row text role item is_selected shows_publication form_id=form_id.clone()/> })
        .collect();
    let body = if rows.is_empty() {
        view! { <Nothing text address=address.clone()/> }.into_any()
    } else {
        let select = ListAddress { is_all_selected: !is_selected, ..address.clone() }.path();
        let is_trash = address.asked.filter == PostFilter::Trash;
        let back = address.page(pagination.page);
        view! {
            <BulkForm text is_trash back select is_all_selected=is_selected/>
            <ul class="post-rows" role="list">{rows}</ul>
        }
        .into_any()
    };
    let count = if has_more { text.list_more_than(pagination.total) } else { text.list_count(pagination.total) };
    view! {
        <Page title=text.admin_posts()>
            {message}
            <LeftOut text names=address.left_out.clone()/>
            <div class="admin-heading">
                <h1>{text.admin_posts()}</h1>
                <a class="button button-primary" href="/admin/posts/new">{text.admin_new_post()}</a>
            </div>
            <div class="list-controls">
                <Tabs text address=address.clone() in_review/>
                <PostFilters text address=address.clone() choices/>
            </div>
            {(pagination.total > 0).then(|| view! { <p class="muted list-count">{count}</p> })}
            {body}
            <Pages pagination text previous=text.list_previous() next=text.list_next()
                address=move |page| address.page(page)/>
        </Page>
    }
}

#[component]
fn Tabs(text: Text, address: ListAddress, in_review: u64) -> impl IntoView {
    let tabs = PostFilter::ALL.map(|filter| {
        let waiting = (filter == PostFilter::Review && in_review > 0).then(|| {
            let sentence = text.list_review_count(in_review);
            view! {
                " " <span class="badge badge-changed" aria-hidden="true">{in_review}</span>
                <span class="visually-hidden">{format!(" ({sentence})")}</span>
            }
        });
        let current = (filter == address.asked.filter).then_some("page");
        view! {
            <li><a href=address.filter(filter) aria-current=current>{filter_label(text, filter)} {waiting}</a></li>
        }
    });
    view! {
        <nav class="tabs" aria-label=text.list_states()>
            <ul role="list">{tabs.into_iter().collect::<Vec<_>>()}</ul>
        </nav>
    }
}

fn filter_label(text: Text, filter: PostFilter) -> &'static str {
    match filter {
        PostFilter::All => text.list_all(),
        PostFilter::Draft => text.list_drafts(),
        PostFilter::Scheduled => text.list_scheduled(),
        PostFilter::Published => text.list_published(),
        PostFilter::Review => text.list_review(),
        PostFilter::Trash => text.list_trash(),
    }
}

#[component]
fn Nothing(text: Text, address: ListAddress) -> impl IntoView {
    let sentence = match address.asked.filter {
        _ if address.asked.is_narrowed() => text.list_nothing_found(),
        PostFilter::All => text.list_empty(),
        PostFilter::Draft => text.list_empty_draft(),
        PostFilter::Scheduled => text.list_empty_scheduled(),
        PostFilter::Published => text.list_empty_published(),
        PostFilter::Review => text.list_empty_review(),
        PostFilter::Trash => text.list_empty_trash(),
    };
    view! { <p class="list-nothing">{sentence}</p> }
}

#[component]
fn Row(
    text: Text,
    role: Role,
    item: PostListItem,
    is_selected: bool,
    shows_publication: bool,
    form_id: String,
) -> impl IntoView {
    let path = format!("{POSTS_PATH}/{}", item.id);
    let title = if item.title.is_empty() { text.list_untitled().to_owned() } else { item.title.clone() };
    // What readers saw before comes back to them, so only those who may publish are offered to bring it back.
    let may_restore = item.is_deleted && (item.status == PostStatus::Draft || role >= Role::Author);
    let restore = may_restore.then(|| {
        let accessible_label = text.list_restore_named(&title);
        view! { <RestoreForm path=path.clone() label=text.list_restore() accessible_label/> }
    });
    let select = view! {
        <input class="post-row-select" type="checkbox" form=BULK_FORM name="post" value=item.id.to_string()
            checked=is_selected aria-label=text.list_select(&title)/>
    };
    let duplicate = (!item.is_deleted).then(|| {
        view! {
            <form class="inline-form" method="post" action=format!("{path}/copies")>
                <input type="hidden" name="form_id" value=form_id/>
                <button class="button button-quiet" aria-label=text.list_duplicate_named(&title)>
                    {text.list_duplicate()}
                </button>
            </form>
        }
    });
    let days_left = item.days_left.map(|days| text.list_days_left(days.into()));
    let heading = if item.is_deleted {
        view! { <span class="post-row-title">{title}</span> }.into_any()
    } else {
        view! { <a class="post-row-title" href=path>{title}</a> }.into_any()
    };
    let published = item.published_at.filter(|_| shows_publication).map(|at| {
        view! { {text.list_dated()} " " <Instant at/> " " }
    });
    let authors = (!item.authors.is_empty()).then(|| text.list_by(&item.authors.join(", ")));
    view! {
        <li class="post-row">
            <span class="post-row-heading">{select} {heading}</span>
            <Badges text status=item.status kind=item.kind has_unpublished_changes=item.has_unpublished_changes
                review=item.review is_pinned=item.is_pinned/>
            <span class="post-row-facts muted">
                <ScheduleFacts text status=item.status schedule=item.schedule failure=item.schedule_failure/>
                {published}
                {text.list_changed()} " " <Instant at=item.updated_at/> " " {authors} " " {days_left}
            </span>
            {restore}
            {duplicate}
        </li>
    }
}

/// The badges that say where a post stands.
#[component]
pub fn Badges(
    /// The interface's language.
    text: Text,
    /// Whether readers see it.
    status: PostStatus,
    /// A post of the blog, or a page beside it.
    kind: PostKind,
    /// Whether the working copy says what readers don't see yet.
    has_unpublished_changes: bool,
    /// Whom it waits for in its review.
    review: Option<ReviewState>,
    /// Whether it comes first on the home page.
    is_pinned: bool,
) -> impl IntoView {
    let (class, label) = match status {
        PostStatus::Draft => ("badge", text.state_draft()),
        PostStatus::Scheduled => ("badge badge-changed", text.state_scheduled()),
        PostStatus::Published => ("badge badge-live", text.state_published()),
    };
    let review = review.map(|state| match state {
        ReviewState::Submitted => text.state_in_review(),
        ReviewState::Returned => text.state_returned(),
    });
    view! {
        <span class="badges">
            <span class=class>{label}</span>
            {review.map(|label| view! { " " <span class="badge badge-changed">{label}</span> })}
            {has_unpublished_changes.then(|| view! { " " <span class="badge badge-changed">{text.state_changed()}</span> })}
            {(kind == PostKind::Page).then(|| view! { " " <span class="badge">{text.state_page()}</span> })}
            {is_pinned.then(|| view! { " " <span class="badge">{text.pinned()}</span> })}
        </span>
    }
}
