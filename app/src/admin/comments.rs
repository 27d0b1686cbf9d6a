//! `/admin/comments`: what readers say, for those who decide on it.

use blog::domain::CommentId;
use blog::domain::comment::{CommentStatus, Hold, InboxPage, InboxQuery, ModeratedComment};
use blog::text::Text;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::location::Url;
use serde::Deserialize;

use super::fields::textarea_html;
use super::forms::Sent;
use super::layout::{Instant, Page, page};
use super::refusal::{Refusal, RefusalSummary};
use crate::components::Pages;
use crate::context::{Caller, Frame};
use crate::functions::FunctionError;

/// Where it is.
pub const COMMENTS_PATH: &str = "/admin/comments";

/// What the buttons of the page ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CommentAction {
    /// See [`CommentStatus::Approved`].
    Approve,
    /// See [`CommentStatus::Waiting`].
    Hold,
    /// See [`CommentStatus::Spam`].
    Spam,
    /// See [`CommentStatus::Trash`].
    Delete,
    /// As it was before it was put into the trash.
    Restore,
}

impl CommentAction {
    const ALL: [Self; 5] = [Self::Approve, Self::Hold, Self::Spam, Self::Delete, Self::Restore];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Hold => "hold",
            Self::Spam => "spam",
            Self::Delete => "delete",
            Self::Restore => "restore",
        }
    }

    /// Reads the value of a button.
    pub fn of_button(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.as_str() == value)
    }

    fn label(self, text: Text) -> &'static str {
        match self {
            Self::Approve => text.inbox_approve(),
            Self::Hold => text.inbox_hold(),
            Self::Spam => text.inbox_mark_as_spam(),
            Self::Delete => text.inbox_delete(),
            Self::Restore => text.inbox_restore(),
        }
    }

    /// Whether it changes anything there.
    fn is_offered(self, status: CommentStatus) -> bool {
        match self {
            Self::Approve => status != CommentStatus::Approved,
            Self::Hold => status == CommentStatus::Approved,
            Self::Spam => status != CommentStatus::Spam,
            Self::Delete => status != CommentStatus::Trash,
            Self::Restore => status == CommentStatus::Trash,
        }
    }
}

/// A reply, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnswerForm {
    /// The comment that it answers.
    pub id: CommentId,
    /// What it says.
    pub text: String,
}

/// The address of a page of the inbox.
pub fn inbox_path(query: &InboxQuery) -> String {
    let mut pairs = Vec::new();
    if query.status != CommentStatus::default() {
        pairs.push(format!("status={}", query.status.as_str()));
    }
    if !query.search.is_empty() {
        pairs.push(format!("q={}", Url::escape(&query.search)));
    }
    if query.page > 1 {
        pairs.push(format!("page={}", query.page));
    }
    if pairs.is_empty() { COMMENTS_PATH.to_owned() } else { format!("{COMMENTS_PATH}?{}", pairs.join("&")) }
}

/// What a query asks for; what can't be read counts as not asked for.
pub fn inbox_query(status: &str, search: &str, page: &str) -> InboxQuery {
    InboxQuery {
        status: CommentStatus::from_stored(status).unwrap_or_default(),
        search: search.trim().to_owned(),
        post_id: None,
        page: page.parse().unwrap_or(1),
    }
}

/// What leads to the inbox, with how many comments wait there.
#[component]
pub(super) fn CommentsTitle(text: Text, caller: Option<Caller>) -> impl IntoView {
    Suspend::new(async move {
        let waiting = match caller.as_ref().and_then(|caller| Some((caller, caller.principal().ok()?))) {
            Some((caller, who)) => caller.blog.waiting_comments(who).await.unwrap_or(0),
            None => 0,
        };
        if waiting == 0 { text.comments_title().to_owned() } else { text.inbox_title_waiting(waiting) }
    })
}

/// The page.
#[component]
pub fn CommentsPage() -> impl IntoView {
    let text = expect_context::<Frame>().text();
    let sent = use_context::<Sent<AnswerForm>>();
    let query = use_query_map().get_untracked();
    let of = |name: &str| query.get_str(name).unwrap_or_default().to_owned();
    let query = inbox_query(&of("status"), &of("q"), &of("page"));
    page(async move {
        let caller = expect_context::<Caller>();
        let inbox = caller.blog.comment_inbox(caller.principal()?, &query).await.map_err(|error| {
            let error = FunctionError::from(error);
            error.set_status();
            error
        })?;
        Ok(view! { <Inbox text query inbox sent/> })
    })
}

#[component]
fn Inbox(text: Text, query: InboxQuery, inbox: InboxPage, sent: Option<Sent<AnswerForm>>) -> impl IntoView {
    let InboxPage { comments, pagination, counts } = inbox;
    let (form, refusal) = sent.map(|sent| (Some(sent.form), sent.refusal)).unwrap_or_default();
    let refusal = refusal.map(|error| match &error {
        FunctionError::Invalid(violations) => Refusal::of_fields(text, violations, &["text"]),
        error => Refusal::of_error(text, error),
    });
    let summary = refusal.map(|refusal| {
        view! { <RefusalSummary refusal title=text.inbox_refused_title() text label_of/> }
    });
    let status = query.status;
    let rows: Vec<_> = comments
        .into_iter()
        .map(|comment| {
            let typed = form.as_ref().filter(|form| form.id == comment.id).map(|form| form.text.clone());
            view! { <Row text comment typed/> }
        })
        .collect();
    let body = if rows.is_empty() {
        let sentence = match query.search.as_str() {
            "" => text.inbox_none().to_owned(),
            search => text.inbox_none_found(search),
        };
        view! { <p class="list-nothing">{sentence}</p> }.into_any()
    } else {
        view! { <ul class="inbox" role="list">{rows}</ul> }.into_any()
    };
    view! {
        <Page title=text.comments_title()>
            <div class="admin-heading"><h1>{text.comments_title()}</h1></div>
            {summary}
            <div class="list-controls">
                <Tabs text current=status counts/>
                <Search text query=query.clone()/>
            </div>
            <Bulk text query=query.clone()/>
            {body}
            <Pages pagination text previous=text.inbox_previous() next=text.inbox_next()
                address=move |page| inbox_path(&InboxQuery { page, ..query.clone() })/>
        </Page>
    }
}

#[component]
fn Tabs(text: Text, current: CommentStatus, counts: [u64; 4]) -> impl IntoView {
    let tabs = CommentStatus::MODERATED.into_iter().zip(counts).map(|(status, count)| {
        let path = inbox_path(&InboxQuery { status, ..InboxQuery::default() });
        let label = match status {
            CommentStatus::Waiting => text.inbox_waiting(),
            CommentStatus::Approved => text.inbox_approved(),
            CommentStatus::Spam => text.inbox_spam(),
            CommentStatus::Trash | CommentStatus::Withdrawn => text.inbox_trash(),
        };
        let current = (status == current).then_some("page");
        view! { <li><a href=path aria-current=current>{label}" "<span class="muted">{count}</span></a></li> }
    });
    view! {
        <nav class="tabs" aria-label=text.inbox_places()>
            <ul role="list">{tabs.collect::<Vec<_>>()}</ul>
        </nav>
    }
}

#[component]
fn Search(text: Text, query: InboxQuery) -> impl IntoView {
    let all = inbox_path(&InboxQuery { status: query.status, ..InboxQuery::default() });
    let clear = (!query.search.is_empty()).then(|| view! { <a href=all>{text.inbox_search_clear()}</a> });
    view! {
        <form class="list-search" role="search" method="get" action=COMMENTS_PATH>
            <input type="hidden" name="status" value=query.status.as_str()/>
            <label class="visually-hidden" for="q">{text.inbox_search()}</label>
            <input class="input" id="q" type="search" name="q" value=query.search placeholder=text.inbox_search()/>
            <button class="button">{text.list_search_submit()}</button>
            {clear}
        </form>
    }
}

/// The buttons for the selected comments; the boxes beside the comments belong to this form.
#[component]
fn Bulk(text: Text, query: InboxQuery) -> impl IntoView {
    let buttons: Vec<_> = CommentAction::ALL
        .into_iter()
        .filter(|action| action.is_offered(query.status))
        .map(|action| {
            view! { <button class="button" name="action" value=action.as_str()>{action.label(text)}</button> }
        })
        .collect();
    view! {
        <form class="bulk" id="inbox" method="post" action=COMMENTS_PATH>
            <input type="hidden" name="status" value=query.status.as_str()/>
            <input type="hidden" name="q" value=query.search/>
            <fieldset class="inbox-bulk">
                <legend>{text.inbox_bulk()}</legend>
                {buttons}
            </fieldset>
        </form>
    }
}

#[component]
fn Row(text: Text, comment: ModeratedComment, typed: Option<String>) -> impl IntoView {
    let id = comment.id.to_string();
    let name = if comment.name.is_empty() { text.comment_nameless().to_owned() } else { comment.name };
    let hold = comment.hold.and_then(|hold| match hold {
        Hold::Moderation => None,
        Hold::Word => Some(text.inbox_hold_word()),
        Hold::Links => Some(text.inbox_hold_links()),
        Hold::Honeypot => Some(text.inbox_hold_honeypot()),
    });
    let email = comment.email.map(|email| view! { " · " <a href=format!("mailto:{email}")>{email.clone()}</a> });
    let website = comment.website.map(|website| {
        view! { " · " <a href=website.clone() rel="nofollow ugc noopener noreferrer">{website.clone()}</a> }
    });
    let post = match comment.post.path {
        Some(path) => view! { <a href=path>{comment.post.title}</a> }.into_any(),
        None => view! { <span>{comment.post.title}</span> }.into_any(),
    };
    let parent = comment.parent.map(|parent| {
        let name = parent.name.unwrap_or_else(|| text.comment_nameless().to_owned());
        view! { ", " {text.comment_in_reply()} " " <bdi>{name}</bdi> }
    });
    let mention = comment.mention.map(|mention| {
        let title = if mention.title.is_empty() { mention.source.clone() } else { mention.title };
        view! {
            <p>
                <span class="badge">{text.inbox_mention()}</span> " " {text.mention_kind(mention.kind)} " "
                <a href=mention.source rel="nofollow ugc noopener noreferrer"><bdi>{title}</bdi></a>
            </p>
        }
    });
    let buttons: Vec<_> = CommentAction::ALL
        .into_iter()
        .filter(|action| action.is_offered(comment.status))
        .map(|action| {
            let label = format!("{}: {name}", action.label(text));
            view! {
                <button class="button" name="action" value=action.as_str() aria-label=label>{action.label(text)}</button>
            }
        })
        .collect();
    let path = format!("{COMMENTS_PATH}/{id}");
    let field = format!("answer_{id}");
    let is_open = typed.is_some();
    view! {
        <li class="inbox-comment" id=format!("comment-{id}")>
            <div class="post-row-heading">
                <input class="post-row-select" type="checkbox" form="inbox" name="comment" value=id.clone()
                    aria-label=text.inbox_select(&name)/>
                <p>
                    <strong><bdi>{name.clone()}</bdi></strong>
                    {comment.author.is_some().then(|| view! { " " <span class="badge">{text.comment_by_member()}</span> })}
                    {email} {website}
                </p>
            </div>
            <p class="muted">
                <Instant at=comment.written_at/> " " {text.inbox_on()} " " {post} {parent}
                {comment.edited_at.map(|_| view! { " · " {text.comment_edited()} })}
                {hold.map(|hold| view! { " · " <span class="badge">{hold}</span> })}
            </p>
            {mention}
            <div class="comment-text" dir="auto" inner_html=comment.html></div>
            <form class="form-actions" method="post" action=path.clone()>
                <input type="hidden" name="status" value=comment.status.as_str()/>
                {buttons}
            </form>
            <details class="inbox-answer" open=is_open>
                <summary>{text.inbox_answer()}</summary>
                <form class="form" method="post" action=format!("{path}/answers")>
                    <div class="field">
                        <label class="field-label" for=field.clone()>{text.inbox_answer_text()}</label>
                        <textarea class="input" id=field name="text" rows="4" required=true
                            inner_html=textarea_html(&typed.unwrap_or_default())></textarea>
                    </div>
                    <div class="form-actions">
                        <button class="button button-primary">{text.inbox_answer_send()}</button>
                    </div>
                </form>
            </details>
        </li>
    }
}

fn label_of(text: Text, _: &str) -> &'static str {
    text.comment_text()
}
