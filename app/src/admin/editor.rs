//! `/admin/posts/new` and `/admin/posts/{id}`: the editor.

use axum::http::StatusCode;
use blog::domain::comment::DiscussionPolicy;
use blog::domain::post::{PostKind, PostStatus, rules};
use blog::domain::views::{AuthorView, NoteView, PostView, TextPreview};
use blog::domain::{PostId, Role};
use blog::service::SignedIn;
use blog::text::Text;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_params_map;

use super::details::{Details, label_of};
use super::fields::{Field, TextArea, TextField};
use super::forms::{POSTS_PATH, PostForm, Sent};
use super::history::failed;
use super::layout::{Instant, Islands, Page, page};
use super::link_cards::{CardReport, CardsMade};
use super::merge::{MergePage, PostMerge};
use super::notes::Notes;
use super::post_list::Badges;
use super::refusal::{Refusal, RefusalSummary};
use super::review::{AskForReview, ReturnPost, ReviewNotice, may_ask, may_return};
use super::schedule::{ScheduleFacts, ScheduleFields};
use super::toolbar::{Dialogs, Toolbar};
use super::waiting::{Waiting, WaitingMessage};
use crate::context::{Caller, Frame};
use crate::functions::{FunctionError, post, preview};
use crate::islands::{
    Autosave, AutosaveTexts, EditorTools, ImagePicker, LinkCardTexts, LinkCards, LinkSearch, LivePreview, Uploads,
};

/// What the editor shows.
#[derive(Clone, Debug)]
struct Draft {
    /// The interface's language.
    text: Text,
    /// The language of the site, which posts have that name none.
    site_language: String,
    /// The time zone of the site, in which times are typed.
    zone: String,
    /// Whether the writer may decide what readers see.
    may_publish: bool,
    /// What the writer may do besides.
    role: Role,
    /// Which post it is; none for a new one.
    id: Option<PostId>,
    /// The post as it is stored; none for a new one, and none that may be shown for whoever is signed out.
    stored: Option<PostView>,
    /// What is typed.
    form: PostForm,
    /// Why it was refused when it was sent.
    refusal: Option<FunctionError>,
    /// What is typed as readers would see it.
    preview: TextPreview,
    /// Whose page it is, by handle.
    handle: String,
    /// Whether what the form shows is what is stored.
    is_saved: bool,
    /// Who else is at the post.
    others: Vec<String>,
    /// Whether links can be made cards.
    has_link_cards: bool,
    /// What became of links that were to be cards.
    report: Option<CardReport>,
    /// What is said about it.
    notes: Vec<NoteView>,
    /// Who can be chosen as its authors.
    people: Vec<AuthorView>,
    /// What was typed and waits for a button of its own.
    waiting: Waiting,
    /// The page's own address.
    path: String,
}

/// The page for a new post.
#[component]
pub fn NewPostPage() -> impl IntoView {
    let sent = use_context::<Sent<PostForm>>();
    let report = use_context::<CardReport>();
    page(async move {
        let is_signed_out = sent.as_ref().is_some_and(|sent| sent.refusal == Some(FunctionError::SignedOut));
        if !is_signed_out {
            // Whoever is signed out is sent to sign in before they write anything.
            expect_context::<Caller>().principal()?;
        }
        draft(None, sent, report, Waiting::default(), format!("{POSTS_PATH}/new")).await
    })
}

/// The page for a post that is stored.
#[component]
pub fn EditPostPage() -> impl IntoView {
    let id = use_params_map().get_untracked().get("id").and_then(|id| id.parse::<PostId>().ok());
    let sent = use_context::<Sent<PostForm>>();
    let merge = use_context::<PostMerge>();
    let report = use_context::<CardReport>();
    let waiting = use_context::<Waiting>().unwrap_or_default();
    page(async move {
        let id = id.ok_or(FunctionError::NotFound).inspect_err(|_| not_found())?;
        let path = format!("{POSTS_PATH}/{id}");
        if let Some(merge) = merge {
            return Ok(view! { <MergePage merge id=id.to_string()/> }.into_any());
        }
        let draft = match (post(id).await, sent) {
            (Ok(stored), None) if !may_write(id).await? => return Ok(view! { <NotYours stored/> }.into_any()),
            (Ok(stored), sent) => draft(Some(stored), sent, report, waiting, path).await?,
            // What was typed is shown again even where the post itself no longer can be.
            (Err(FunctionError::SignedOut | FunctionError::Gone), Some(sent)) => {
                draft(None, Some(sent), report, waiting, path).await?
            }
            (Err(error), _) => return Err(error),
        };
        Ok(draft.into_any())
    })
}

async fn may_write(id: PostId) -> Result<bool, FunctionError> {
    let caller = expect_context::<Caller>();
    caller.blog.may_write_post(caller.principal()?, id).await.map_err(failed)
}

/// Somebody else's post, which readers see: it can be read where they read it.
#[component]
fn NotYours(stored: PostView) -> impl IntoView {
    FunctionError::Forbidden.set_status();
    let text = expect_context::<Frame>().text();
    view! {
        <Page title=text.editor_not_yours_title()>
            <h1>{text.editor_not_yours_title()}</h1>
            <p>{text.editor_not_yours(&stored.title)}</p>
            <p class="problem-next">
                <a href=stored.kind.path(&stored.slug)>{text.editor_view_live()}</a> " · "
                <a href=POSTS_PATH>{text.problem_back_to_posts()}</a>
            </p>
        </Page>
    }
}

fn not_found() {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(StatusCode::NOT_FOUND);
    }
}

/// Fetches what the editor shows beside what is typed.
async fn draft(
    stored: Option<PostView>,
    sent: Option<Sent<PostForm>>,
    report: Option<CardReport>,
    waiting: Waiting,
    path: String,
) -> Result<impl IntoView, FunctionError> {
    let frame = expect_context::<Frame>();
    let caller = expect_context::<Caller>();
    let role = caller.signed_in.as_ref().map(|signed_in| signed_in.principal.role);
    let others = match (&caller.signed_in, &stored) {
        (Some(SignedIn { principal, person }), Some(stored)) => {
            caller.blog.present(principal, person, stored.id).await.unwrap_or_default().others
        }
        _ => Vec::new(),
    };
    let notes = match (&caller.signed_in, &stored) {
        (Some(SignedIn { principal, .. }), Some(stored))
            if caller.blog.may_write_post(principal, stored.id).await.map_err(failed)? =>
        {
            caller.blog.notes(principal, stored.id).await.map_err(failed)?
        }
        _ => Vec::new(),
    };
    let people = match &caller.signed_in {
        Some(SignedIn { principal, .. }) => caller.blog.people_to_name(principal).await.map_err(failed)?,
        None => Vec::new(),
    };
    // Only what would be refused has no preview, and then the refusal says why.
    let preview = match (&sent, &stored) {
        (Some(sent), _) => preview(sent.form.body.clone()).await.unwrap_or_default(),
        (None, Some(stored)) => preview(stored.body.clone()).await.unwrap_or_default(),
        (None, None) => TextPreview::default(),
    };
    let is_saved = sent.is_none() || waiting.is_any();
    let (form, refusal) = match sent {
        Some(Sent { form, refusal }) => (form, refusal),
        None => (stored.as_ref().map(|stored| PostForm::of(stored, &frame.site.time_zone)).unwrap_or_default(), None),
    };
    let draft = Draft {
        text: frame.text(),
        id: path.strip_prefix(POSTS_PATH).and_then(|place| place.trim_start_matches('/').parse().ok()),
        site_language: frame.site.language.to_string(),
        zone: frame.site.time_zone.to_string(),
        // Those whose post it isn't only get here when they may publish anybody's.
        may_publish: role.is_none_or(|role| role >= Role::Author),
        role: role.unwrap_or_default(),
        stored,
        form: PostForm { form_id: new_form_id(), ..form },
        refusal,
        preview,
        has_link_cards: caller.blog.has_link_cards(),
        report,
        handle: caller.signed_in.map(|signed_in| signed_in.person.handle).unwrap_or_default(),
        is_saved,
        others,
        notes,
        people,
        waiting,
        path,
    };
    Ok(view! { <Editor draft/> })
}

/// Without randomness the form has no name, and is a new one each time it is sent.
fn new_form_id() -> String {
    expect_context::<Caller>().blog.new_form_id().unwrap_or_default()
}

#[component]
fn Editor(draft: Draft) -> impl IntoView {
    let text = draft.text;
    let heading = if draft.path.ends_with("/new") { text.editor_new() } else { text.editor_edit() };
    let title = draft.stored.as_ref().map_or_else(|| heading.to_owned(), |stored| stored.title.clone());
    let refusal = draft.refusal.as_ref().map(|error| explain(text, error));
    let summary = refusal.clone().map(|refusal| view! { <Summary text refusal error=draft.refusal.clone()/> });
    let refusal = refusal.unwrap_or_default();
    let schedule_refusal = refusal.clone();
    let status = draft.stored.clone().map(|stored| view! { <Status text stored/> });
    let path = draft.path.clone();
    let review = draft.stored.as_ref().and_then(|stored| stored.review.clone());
    let is_editor = draft.role >= Role::Editor;
    let notes = draft.stored.as_ref().map(|stored| {
        let (notes, form) = (draft.notes.clone(), draft.form.clone());
        view! { <Notes text id=stored.id notes form refusal=refusal.clone()/> }
    });
    view! {
        <Page title>
            <Islands/>
            <div class="admin-heading">
                <h1>{heading}</h1>
                {status}
            </div>
            {review.map(|review| view! { <ReviewNotice text review is_editor/> })}
            <form class="editor" method="post" action=path>
                {summary}
                {draft.waiting.is_any().then(|| view! { <WaitingMessage text waiting=draft.waiting/> })}
                {draft.report.clone().map(|report| view! { <CardsMade text report/> })}
                <input type="hidden" name="form_id" value=draft.form.form_id.clone()/>
                <input type="hidden" name="request" value=draft.form.request/>
                <input type="hidden" name="version" value=draft.form.version/>
                <Autosave id=draft.id handle=draft.handle.clone() is_saved=draft.is_saved
                    others=draft.others.clone() texts=autosave_texts(text)/>
                <Writing text form=draft.form.clone() refusal=refusal.clone() preview=draft.preview.clone()/>
                {draft.has_link_cards.then(|| view! { <LinkCards texts=link_card_texts(text)/> })}
                <Details text form=draft.form.clone() refusal=refusal.clone() site_language=draft.site_language.clone()
                    zone=draft.zone.clone() people=draft.people.clone()
                    is_stored=draft.stored.is_some()/>
                {draft.may_publish.then(|| view! {
                    <ScheduleFields text stored=draft.stored.clone() form=draft.form.clone() refusal=schedule_refusal
                        zone=draft.zone.clone()/>
                })}
                {notes}
                <Actions draft refusal/>
            </form>
            <EditorTools language=text.language_tag().to_owned()><Dialogs text/></EditorTools>
            <LinkSearch language=text.language_tag().to_owned()/>
            <ImagePicker language=text.language_tag().to_owned()/>
        </Page>
    }
}

fn autosave_texts(text: Text) -> AutosaveTexts {
    AutosaveTexts {
        typing: text.autosave_typing().to_owned(),
        saving: text.autosave_saving().to_owned(),
        saved: text.autosave_saved().to_owned(),
        untitled: text.autosave_untitled().to_owned(),
        offline: text.autosave_offline().to_owned(),
        signed_out: text.autosave_signed_out().to_owned(),
        conflict: text.autosave_conflict().to_owned(),
        invalid: text.autosave_invalid().to_owned(),
        too_long: text.autosave_too_long().to_owned(),
        not_kept: text.autosave_not_kept().to_owned(),
        refused: text.autosave_refused().to_owned(),
        offer: text.autosave_offer().to_owned(),
        put_back: text.autosave_put_back().to_owned(),
        throw_away: text.autosave_throw_away().to_owned(),
        also_here: text.autosave_also_here().to_owned(),
        newer: text.autosave_newer().to_owned(),
    }
}

fn link_card_texts(text: Text) -> LinkCardTexts {
    LinkCardTexts {
        asking: text.link_card_asking().to_owned(),
        made: text.link_card_made().to_owned(),
        moved_on: text.link_card_moved_on().to_owned(),
        failed: text.link_card_failed().to_owned(),
        kept: text.link_card_kept(LinkCardTexts::REASON),
    }
}

/// The fields in the order of the page.
const FIELDS: [&str; 22] = [
    "title",
    "body",
    "tags",
    "category",
    "series",
    "series_number",
    "authors",
    "slug",
    "published_at",
    "language",
    "canonical_url",
    "excerpt",
    "cover",
    "cover_alt",
    "social_title",
    "social_description",
    "social_image",
    "note",
    "publish_at",
    "unpublish_at",
    "note_text",
    "note_quote",
];

fn explain(text: Text, error: &FunctionError) -> Refusal {
    match error {
        FunctionError::Invalid(violations) => Refusal::of_fields(text, violations, &FIELDS),
        error => Refusal::of_error(text, error),
    }
}

#[component]
fn Summary(text: Text, refusal: Refusal, error: Option<FunctionError>) -> impl IntoView {
    let next = match error {
        Some(FunctionError::Conflict { .. }) => view! { <p>{text.merge_look_over()}</p> }.into_any(),
        Some(FunctionError::SignedOut) => view! {
            <p><a href="/admin/login" target="_blank">{text.refused_sign_in_elsewhere()}</a></p>
        }
        .into_any(),
        Some(FunctionError::Gone) => view! {
            <p><button class="button" name="action" value="restore" formnovalidate=true>{text.list_restore()}</button></p>
        }
        .into_any(),
        _ => ().into_any(),
    };
    view! {
        <RefusalSummary refusal title=text.refused_title() text label_of>
            <p>{text.refused_kept()}</p>
            {next}
        </RefusalSummary>
    }
}

#[component]
fn Status(text: Text, stored: PostView) -> impl IntoView {
    let live = (stored.status == PostStatus::Published).then(|| {
        view! { <a href=stored.kind.path(&stored.slug)>{text.editor_view_live()}</a> }
    });
    view! {
        <p class="editor-status">
            <Badges text status=stored.status kind=stored.kind has_unpublished_changes=stored.has_unpublished_changes
                review=stored.review.map(|review| review.state) is_pinned=stored.pinned/>
            <span class="muted">
                <ScheduleFacts text status=stored.status schedule=stored.schedule.unwrap_or_default()
                    failure=stored.schedule_failure/>
                {text.editor_version(stored.version)} ", " <Instant at=stored.updated_at/>
            </span>
            {live}
        </p>
    }
}

#[component]
fn Writing(text: Text, form: PostForm, refusal: Refusal, preview: TextPreview) -> impl IntoView {
    let field = move |name| Field::new(name, label_of(text, name), &refusal);
    let lang = (!form.language.is_empty()).then(|| form.language.clone());
    view! {
        <TextField field=field("title") value=form.title rule=rules::TITLE/>
        <Toolbar text/>
        <LivePreview
            language=text.language_tag().to_owned()
            updated=text.preview_updated().to_owned()
            signed_out=text.preview_signed_out().to_owned()
            unreachable=text.preview_unreachable().to_owned()
            refused=text.preview_refused().to_owned()
        >
            <TextArea field=field("body") value=form.body rule=rules::BODY rows=24
                is_markdown=true lang=lang.clone()/>
            <div class="editor-below">
                <p class="editor-counts" data-counts="">{text.editor_counts(preview.word_count)}</p>
                <p class="field-error" aria-live="assertive" data-limit=""></p>
            </div>
            <div class="preview">
                <h2 class="field-label" id="preview_title">{text.editor_preview()}</h2>
                <div
                    class="preview-pane prose"
                    role="region"
                    aria-labelledby="preview_title"
                    tabindex="0"
                    lang=lang
                    data-preview=""
                    data-empty=text.preview_empty()
                    inner_html=preview.html
                ></div>
            </div>
        </LivePreview>
        <Uploads language=text.language_tag().to_owned()/>
    }
}

/// The buttons. Saving comes first, because the first is what the Enter key presses.
#[component]
fn Actions(draft: Draft, refusal: Refusal) -> impl IntoView {
    let text = draft.text;
    let is_live = draft.stored.as_ref().is_some_and(|stored| stored.status == PostStatus::Published);
    let save = if is_live { text.editor_save_changes() } else { text.editor_save_draft() };
    let publish = if is_live { text.editor_update() } else { text.editor_publish() };
    let may_publish = draft.may_publish;
    // Pages stand in no list, and so first in none.
    let may_pin = may_publish && draft.stored.as_ref().is_some_and(|stored| stored.kind == PostKind::Post);
    let (pin_action, pin) = match draft.stored.as_ref().is_some_and(|stored| stored.pinned) {
        true => ("unpin", text.editor_unpin()),
        false => ("pin", text.editor_pin()),
    };
    let has_comments = expect_context::<Frame>().site.comments != DiscussionPolicy::Off;
    let (comments_action, comments) = match draft.stored.as_ref().is_some_and(|stored| stored.comments_closed) {
        true => ("opencomments", text.editor_open_comments()),
        false => ("closecomments", text.editor_close_comments()),
    };
    let may_close = may_pin && has_comments;
    let may_delete = draft.stored.is_some() && (may_publish || !is_live);
    let (role, stored) = (draft.role, draft.stored.clone());
    let may_ask = may_ask(role, stored.as_ref());
    let note = draft.form.note.clone();
    let may_return = may_return(role, stored.as_ref(), &note);
    view! {
        <div class="editor-actions form-actions" role="group" aria-label=text.editor_actions()>
            <button class="button" name="action" value="save">{save}</button>
            {may_publish.then(|| view! {
                <button class="button button-primary" name="action" value="publish">{publish}</button>
            })}
            {may_ask.then(|| view! { <AskForReview text stored is_primary=!may_publish/> })}
            <button class="button" name="action" value="preview" formnovalidate=true>{text.editor_preview()}</button>
            {draft.has_link_cards.then(|| view! {
                <button class="button button-quiet" name="action" value="cards" formnovalidate=true>{text.link_cards_make()}</button>
            })}
            {(may_publish && is_live).then(|| view! {
                <button class="button" name="action" value="unpublish">{text.editor_unpublish()}</button>
            })}
            {may_pin.then(|| view! {
                <button class="button" name="action" value=pin_action>{pin}</button>
            })}
            {may_close.then(|| view! {
                <button class="button button-quiet" name="action" value=comments_action>{comments}</button>
            })}
            {draft.stored.is_some().then(|| view! {
                <a class="button button-quiet" href=format!("{}/history", draft.path)>{text.editor_history()}</a>
                <a class="button button-quiet" href=format!("{}/previews", draft.path)>{text.previews_title()}</a>
            })}
            {may_return.then(|| view! { <ReturnPost text note refusal/> })}
            {may_delete.then(|| view! { <Delete text/> })}
            {(!draft.may_publish).then(|| view! { <p class="muted">{text.editor_no_publish()}</p> })}
        </div>
    }
}

#[component]
fn Delete(text: Text) -> impl IntoView {
    view! {
        <details class="editor-delete">
            <summary>{text.editor_delete()}</summary>
            <p>{text.editor_delete_confirm()}</p>
            <button class="button button-danger" name="action" value="delete" formnovalidate=true>
                {text.editor_delete_submit()}
            </button>
        </details>
    }
}
