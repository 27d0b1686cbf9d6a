//! What readers say under a post, and the form in which they say it. Every step is a page of its own, so that none needs a
//! script; and the post's page itself is the same for everybody, so that one copy of it serves all.

use blog::domain::comment::{
    Closure, CommentInput, CommentStatus, CommentView, CommentsView, DiscussionPolicy, Mention, MentionKind,
    OwnComment, ParentView, SaidView, rules,
};
use blog::domain::views::PostPage;
use blog::domain::{CommentId, Language, Violations};
use blog::text::Text;
use leptos::prelude::*;

use super::PageContext;
use super::document::{Head, Place, document};
use super::error::{Explanation, problem};
use crate::admin::fields::textarea_html;
use crate::components::{Date, Pages};

/// The field that people don't see and programs fill in.
pub const HONEYPOT: &str = "subject";

/// Where a comment under a post at that path is sent.
pub fn comments_path(post_path: &str) -> String {
    format!("{post_path}/comments")
}

/// Where the feed of a post's comments is.
pub fn post_feed_path(post_path: &str) -> String {
    format!("{post_path}/comments/feed.xml")
}

/// Where whoever has the secret changes their comment.
pub fn own_path(token: &str) -> String {
    format!("/comments/own/{token}")
}

fn page_path(post_path: &str, page: u32) -> String {
    if page == 1 { format!("{post_path}#comments") } else { format!("{post_path}/comments/page/{page}") }
}

/// What a form for a comment holds, and why it was refused.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommentForm {
    /// What was typed.
    pub input: CommentInput,
    /// The comment that it answers.
    pub parent: Option<CommentId>,
    /// What is wrong with it.
    pub refusal: Option<CommentRefusal>,
}

/// Why a comment was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommentRefusal {
    /// Fields break their constraints.
    Invalid(Violations),
    /// There were too many from there; the next may come after so many seconds.
    TooMany(u64),
    /// What it answers is not there any more.
    ParentGone,
    /// It could not be written down.
    Failed,
}

/// The post that a page about comments belongs to.
#[derive(Clone, Copy, Debug)]
pub struct OfPost<'a> {
    /// Its title.
    pub title: &'a str,
    /// Where it is read.
    pub path: &'a str,
    /// What it is in, where that isn't the site's language.
    pub language: Option<&'a Language>,
}

/// The comments under a post, with the form for another.
pub(super) fn section<'a>(context: &PageContext<'a>, page: &'a PostPage) -> Option<impl IntoView + use<'a>> {
    let comments = page.comments.as_ref()?;
    let is_form_shown = takes_more(context, comments);
    if comments.shown == 0 && !is_form_shown {
        return None;
    }
    let text = context.text();
    let path = page.summary.path.as_str();
    let thread = Thread { context: *context, path, language: page.summary.language.as_ref(), is_open: is_form_shown };
    let form = is_form_shown.then(|| {
        view! {
            <h3 id="comment-form">{text.comments_write()}</h3>
            {form(text, comments_path(path), &CommentForm::default(), text.comments_send())}
        }
    });
    // A site without comments that shows what other sites say has nothing that could be closed.
    let was_open = context.site.comments != DiscussionPolicy::Off && context.past.is_none();
    let closed = (!comments.is_open && was_open).then(|| view! { <p class="muted">{text.comments_closed()}</p> });
    Some(view! {
        <section id="comments" class="comments" aria-labelledby="comments-title" lang=context.interface_language()>
            <h2 id="comments-title">{heading(comments.shown, text)}</h2>
            {thread.list(comments)}
            {form}
            {closed}
        </section>
    })
}

/// Whether readers are offered to say more: neither in the past nor on a site that is but files.
fn takes_more(context: &PageContext<'_>, comments: &CommentsView) -> bool {
    comments.is_open && context.past.is_none() && !context.is_static()
}

/// The link below a post's title to what is said under it; nothing where that is nothing.
pub(super) fn count<'a>(page: &'a PostPage, text: Text) -> Option<impl IntoView + use<'a>> {
    let shown = page.comments.as_ref()?.shown;
    (shown > 0).then(|| view! { <p><a href="#comments">{text.comments_count(shown)}</a></p> })
}

fn heading(shown: u64, text: Text) -> String {
    if shown == 0 { text.comments_title().to_owned() } else { text.comments_count(shown) }
}

/// What the comments under a post are shown with.
#[derive(Clone, Copy)]
struct Thread<'a> {
    context: PageContext<'a>,
    /// Where the post is read.
    path: &'a str,
    /// The language of the post, where it isn't the site's: people answer in it, as far as anybody knows.
    language: Option<&'a Language>,
    /// Whether readers are offered to answer.
    is_open: bool,
}

impl<'a> Thread<'a> {
    fn list(self, comments: &'a CommentsView) -> impl IntoView + use<'a> {
        let Self { context, path, .. } = self;
        let text = context.text();
        let items: Vec<_> = comments.comments.iter().map(|one| self.comment(one)).collect();
        let list = (!items.is_empty()).then(|| view! { <ol class="comment-list" role="list">{items}</ol> });
        let feed = (comments.shown > 0).then(|| {
            view! { <p class="comments-feed"><a href=post_feed_path(path) type="application/atom+xml">{text.comments_feed()}</a></p> }
        });
        view! {
            {list}
            <Pages pagination=comments.pagination text previous=text.comments_earlier() next=text.comments_later()
                address=move |page| page_path(path, page)/>
            {feed}
        }
    }

    fn comment(self, comment: &'a CommentView) -> impl IntoView + use<'a> {
        let class = format!("comment comment-depth-{}", comment.depth);
        let body = match &comment.said {
            Some(said) => match &said.mention {
                Some(mention) => self.mention(comment, said, mention).into_any(),
                None => self.said(comment, said).into_any(),
            },
            None => view! { <p class="muted">{self.context.text().comment_gone()}</p> }.into_any(),
        };
        view! { <li class=class id=format!("comment-{}", comment.id)>{body}</li> }
    }

    fn said(self, comment: &'a CommentView, said: &'a SaidView) -> impl IntoView + use<'a> {
        let Self { context, path, language, is_open } = self;
        let (text, zone) = (context.text(), &context.site.time_zone);
        let name = name_of(&said.name, text);
        let answer = is_open.then(|| {
            let href = format!("{}/new?parent={}", comments_path(path), comment.id);
            let label = text.comment_answer_to(name);
            view! { <p class="comment-answer"><a href=href rel="nofollow" aria-label=label>{text.comment_answer()}</a></p> }
        });
        // Its direction is that of its own letters, whatever the language of the post.
        let lang = context.language_within(language).lang;
        view! {
            <article class="u-comment h-cite">
                <header class="comment-head">
                    <span class="comment-author p-author h-card">{author(said, text)}</span>
                    {said.is_by_member.then(|| view! { " " <span class="badge">{text.comment_by_member()}</span> })}
                    {comment.in_reply_to.as_ref().map(|parent| answered(parent, text))}
                    <a class="comment-date u-url" href=format!("#comment-{}", comment.id)>
                        <Date at=said.written_at zone=zone text=text class="dt-published" />
                    </a>
                    {said.edited_at.map(|_| view! { <span class="muted">{text.comment_edited()}</span> })}
                </header>
                <div class="comment-text e-content" lang=lang dir="auto" inner_html=said.html.as_str()></div>
                {answer}
            </article>
        }
    }

    /// What another site says: who, what they do, where, and the beginning of it. All of it is text; the site lends it nothing
    /// of its good name.
    fn mention(self, comment: &'a CommentView, said: &'a SaidView, mention: &'a Mention) -> impl IntoView + use<'a> {
        let (text, zone) = (self.context.text(), &self.context.site.time_zone);
        let class = match mention.kind {
            MentionKind::Like => "u-like h-cite",
            MentionKind::Repost => "u-repost h-cite",
            MentionKind::Mention | MentionKind::Reply => "u-comment h-cite",
        };
        let title = if mention.title.is_empty() { host_of(&mention.source) } else { &mention.title };
        // Nobody knows what language it is in; its direction is that of its own letters.
        let words = (!said.html.is_empty()).then(|| {
            view! { <blockquote class="comment-text p-content" lang="" dir="auto" inner_html=said.html.as_str()></blockquote> }
        });
        view! {
            <article class=class>
                <header class="comment-head">
                    <span class="comment-author p-author h-card">{author(said, text)}</span>
                    " " <span class="muted">{text.mention_kind(mention.kind)}</span> " "
                    <a class="u-url" rel="nofollow ugc noopener" href=mention.source.as_str()><bdi class="p-name" lang="">{title}</bdi></a>
                    " " <a class="comment-date" href=format!("#comment-{}", comment.id)>
                        <Date at=said.written_at zone=zone text=text class="dt-published" />
                    </a>
                </header>
                {words}
            </article>
        }
    }
}

/// The name of the machine that has a page, without `www.`.
fn host_of(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    host.strip_prefix("www.").unwrap_or(host)
}

/// Who says it, with the way to their own site.
fn author<'a>(said: &'a SaidView, text: Text) -> impl IntoView + use<'a> {
    let name = name_of(&said.name, text);
    match &said.website {
        Some(website) => view! {
            <a class="u-url" rel="nofollow ugc noopener" href=website.as_str()><bdi class="p-name">{name}</bdi></a>
        }
        .into_any(),
        None => view! { <bdi class="p-name">{name}</bdi> }.into_any(),
    }
}

fn answered(parent: &ParentView, text: Text) -> impl IntoView + use<> {
    let name = name_of(parent.name.as_deref().unwrap_or_default(), text).to_owned();
    view! { <span class="muted">{text.comment_in_reply()}" "<a href=format!("#comment-{}", parent.id)><bdi>{name}</bdi></a></span> }
}

fn name_of(name: &str, text: Text) -> &str {
    if name.is_empty() { text.comment_nameless() } else { name }
}

/// A page of a post's comments behind the first, which the post's own page has.
pub fn comments_page(context: &PageContext<'_>, page: &PostPage) -> String {
    let text = context.text();
    let Some(comments) = &page.comments else { return super::not_found(context) };
    let (path, language) = (page.summary.path.as_str(), page.summary.language.as_ref());
    let post = OfPost { title: &page.summary.title, path, language };
    let thread = Thread { context: *context, path, language, is_open: takes_more(context, comments) };
    let content = view! {
        <div class="comments comments-page" lang=context.interface_language()>
            <h1>{text.comments_count(comments.shown)}</h1>
            {to_post(context, post)}
            {thread.list(comments)}
        </div>
    };
    whole(
        context,
        text.comments_page_of(post.title, comments.pagination.page),
        Some(context.absolute(context.path)),
        content,
    )
}

/// The form for a comment on a page of its own: an answer, or what could not be taken as it was.
pub fn comment_form(
    context: &PageContext<'_>,
    post: OfPost<'_>,
    parent: Option<&CommentView>,
    sent: &CommentForm,
) -> String {
    let text = context.text();
    let title = match parent.and_then(|parent| parent.said.as_ref()) {
        Some(said) => text.comment_answer_to(name_of(&said.name, text)),
        None => text.comments_write().to_owned(),
    };
    let thread = Thread { context: *context, path: post.path, language: post.language, is_open: false };
    let parent = parent.map(|parent| view! { <ol class="comment-list" role="list">{thread.comment(parent)}</ol> });
    let content = view! {
        <div class="comments comments-page" lang=context.interface_language()>
            <h1>{title.clone()}</h1>
            {to_post(context, post)}
            {parent}
            {form(text, comments_path(post.path), sent, text.comments_send())}
        </div>
    };
    whole(context, title, None, content)
}

/// A comment by whoever has its secret: what became of it, and the form to change it.
pub fn own_comment(
    context: &PageContext<'_>,
    own: &OwnComment,
    token: &str,
    sent: Option<&CommentForm>,
    done: OwnDone,
) -> String {
    let text = context.text();
    let typed = CommentForm {
        input: CommentInput {
            name: own.name.clone(),
            email: own.email.clone(),
            website: own.website.clone(),
            text: own.text.clone(),
        },
        ..CommentForm::default()
    };
    let (sentence, is_shown) = match own.status {
        CommentStatus::Approved => (text.own_comment_shown(), true),
        _ => (text.own_comment_waits(), false),
    };
    let said = match done {
        OwnDone::Nothing => None,
        OwnDone::Submitted => Some(text.own_comment_submitted()),
        OwnDone::Changed => Some(text.own_comment_changed()),
    };
    let done = said.map(|said| view! { <p class="message message-success" role="status">{said}</p> });
    let link = is_shown.then(|| view! { " " <a href=own.path.clone()>{text.own_comment_see()}</a> });
    let path = own_path(token);
    let address = context.absolute(&path);
    let post = OfPost {
        title: &own.post_title,
        path: own.path.split('#').next().unwrap_or_default(),
        language: own.post_language.as_ref(),
    };
    let content = view! {
        <div class="comments comments-page" lang=context.interface_language()>
            <h1>{text.own_comment_title()}</h1>
            {done}
            {to_post(context, post)}
            <p>{sentence}{link}</p>
            <p>{text.own_comment_keep()}</p>
            <p class="comment-link"><code>{address}</code></p>
            <h2>{text.own_comment_change()}</h2>
            {form(text, path.clone(), sent.unwrap_or(&typed), text.own_comment_save())}
            <h2>{text.own_comment_delete()}</h2>
            <form class="form" method="post" action=format!("{path}/deletion")>
                <p>{text.own_comment_delete_explained()}</p>
                <div class="form-actions"><button class="button button-danger">{text.own_comment_delete()}</button></div>
            </form>
        </div>
    };
    whole(context, text.own_comment_title().to_owned(), None, content)
}

/// What was done to one's own comment before its page is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OwnDone {
    /// Nothing.
    #[default]
    Nothing,
    /// It was submitted.
    Submitted,
    /// It was changed.
    Changed,
}

/// One's own comment is not there any more: `410`.
pub fn own_comment_gone(context: &PageContext<'_>) -> String {
    let text = context.text();
    let explanation = Explanation {
        title: text.own_comment_gone_title(),
        happened: text.own_comment_gone().into(),
        next: text.own_comment_gone_next(),
    };
    problem(context, 410, explanation, None)
}

/// A post takes no comments: `403`.
pub fn comments_closed(context: &PageContext<'_>, closure: Option<Closure>) -> String {
    let text = context.text();
    let happened = match closure {
        Some(Closure::Age) => text.comments_closed_by_age(),
        Some(Closure::Site | Closure::Post) | None => text.comments_closed(),
    };
    let explanation = Explanation {
        title: text.comments_closed_title(),
        happened: happened.into(),
        next: text.comments_closed_next(),
    };
    problem(context, 403, explanation, None)
}

fn to_post<'a>(context: &PageContext<'a>, post: OfPost<'a>) -> impl IntoView + use<'a> {
    let lang = context.language_within(post.language).lang;
    view! { <p>{context.text().comments_under()}" "<a href=post.path><bdi lang=lang>{post.title}</bdi></a></p> }
}

fn whole(context: &PageContext<'_>, title: String, canonical: Option<String>, content: impl IntoView) -> String {
    let head = Head { canonical, ..Head::new(context.titled(&title), Place::Elsewhere) };
    document(context, head, content)
}

/// The fields, with what was typed into them and what is wrong with it.
fn form(text: Text, action: String, sent: &CommentForm, submit: &'static str) -> impl IntoView + use<> {
    let CommentForm { input, parent, refusal } = sent.clone();
    let errors = match &refusal {
        Some(CommentRefusal::Invalid(violations)) => violations.clone(),
        _ => Violations::default(),
    };
    let summary = refusal.map(|refusal| {
        let sentence = match refusal {
            CommentRefusal::Invalid(_) => text.comment_refused_fields().to_owned(),
            CommentRefusal::TooMany(seconds) => text.comment_refused_too_many(seconds),
            CommentRefusal::ParentGone => text.comment_refused_parent_gone().to_owned(),
            CommentRefusal::Failed => text.refused_failed().to_owned(),
        };
        view! {
            <div class="message message-error" role="alert" tabindex="-1" autofocus=true>
                <p class="message-title">{text.comment_refused_title()}</p>
                <p>{sentence}</p>
            </div>
        }
    });
    let error = |name: &str| errors.of(name).map(|rule| text.rule(rule));
    let parent = parent.map(|parent| view! { <input type="hidden" name="parent" value=parent.to_string() /> });
    view! {
        <form class="form comment-form" method="post" action=action>
            {summary}
            {parent}
            {line("name", text.comment_name(), None, error("name"), input.name, ("text", "name", true))}
            {line("email", text.comment_email(), Some(text.comment_email_hint()), error("email"), input.email, ("email", "email", false))}
            {line("website", text.comment_website(), None, error("website"), input.website, ("text", "url", false))}
            {words(text, error("text"), &input.text)}
            <div class="comment-trap" aria-hidden="true">
                <label for="comment_subject">{text.comment_trap()}</label>
                <input id="comment_subject" name=HONEYPOT type="text" tabindex="-1" autocomplete="off" value="" />
            </div>
            <div class="form-actions"><button class="button button-primary">{submit}</button></div>
        </form>
    }
}

/// A field of one line; what it is for the browser: its type, what may be filled in, and whether it must be.
fn line(
    name: &'static str,
    label: &'static str,
    hint: Option<&'static str>,
    error: Option<String>,
    value: String,
    (kind, autocomplete, is_required): (&'static str, &'static str, bool),
) -> impl IntoView + use<> {
    let id = format!("comment_{name}");
    let described_by = described_by(&id, hint.is_some(), error.is_some());
    let (hint_id, error_id) = (format!("{id}_hint"), format!("{id}_error"));
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>{label}</label>
            {hint.map(|hint| view! { <p class="field-hint" id=hint_id>{hint}</p> })}
            <input class="input" id=id name=name type=kind value=value autocomplete=autocomplete required=is_required
                aria-describedby=described_by aria-invalid=error.is_some().then_some("true") />
            {error.map(|error| view! { <p class="field-error" id=error_id>{error}</p> })}
        </div>
    }
}

fn words(text: Text, error: Option<String>, value: &str) -> impl IntoView + use<> {
    let described_by = described_by("comment_text", true, error.is_some());
    view! {
        <div class="field">
            <label class="field-label" for="comment_text">{text.comment_text()}</label>
            <p class="field-hint" id="comment_text_hint">{text.comment_text_hint(rules::TEXT.chars_max as u64)}</p>
            <textarea class="input" id="comment_text" name="text" rows="8" required=true aria-describedby=described_by
                aria-invalid=error.is_some().then_some("true") inner_html=textarea_html(value)></textarea>
            {error.map(|error| view! { <p class="field-error" id="comment_text_error">{error}</p> })}
        </div>
    }
}

fn described_by(id: &str, has_hint: bool, has_error: bool) -> Option<String> {
    let ids = [has_error.then(|| format!("{id}_error")), has_hint.then(|| format!("{id}_hint"))];
    let ids: Vec<String> = ids.into_iter().flatten().collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}
