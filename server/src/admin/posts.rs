//! The editor's form, and the forms of single buttons that concern a post.

use app::admin::forms::{Done, POSTS_PATH, PostAction, PostForm, Sent};
use app::admin::link_cards::CardReport;
use app::admin::merge::{CHOICE_PREFIX, MergeForm, PostMerge};
use app::admin::waiting::Waiting;
use app::context::Caller;
use app::functions::{self, FunctionError};
use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use blog::diff::merge::Side;
use blog::domain::post::ScheduleTimes;
use blog::domain::views::PostView;
use blog::domain::{DomainError, PostId};
use blog::service::{Once, ReviewStep, ServiceError, carry_out_once};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::form::{EditorForm, Form};
use super::{show_again, show_with_report};
use crate::AppState;
use crate::error::Failure;
use crate::session::{MaybeSignedIn, SIGN_IN_PATH};

/// What follows a form that was taken.
enum Next {
    /// Another page, which says what was done.
    Page(String),
    /// The same page with what was typed: nothing of that was saved yet.
    Again(Box<PostForm>),
    /// The same page with its links as cards, and what became of each.
    Cards(Box<PostForm>, CardReport),
    /// What was typed was taken, but for what waits for another button; the page is that of an address.
    Taken(Box<PostForm>, Waiting, String),
    /// Somebody else was quicker, and what both wrote is to be looked at.
    Merge(Box<PostMerge>),
}

/// How often a form is brought together with what others save in the same moment.
const MERGES_MAX: usize = 3;

/// `POST /admin/posts/new`
pub async fn create(
    State(state): State<AppState>,
    MaybeSignedIn(signed_in): MaybeSignedIn,
    mut parts: Parts,
    EditorForm(form): EditorForm,
) -> Result<Response, Failure> {
    let caller = Caller { blog: state.blog.clone(), signed_in };
    let created = once(&form, &parts, caller.clone().run(|| create_as_asked(&caller, &form))).await;
    let next = match created {
        Ok((id, next)) => {
            if let Some(id) = id {
                // Whatever is shown next is the page of a post that there is.
                parts.uri = editor_uri(id)?;
            }
            Ok(next)
        }
        Err(refusal) => Err(refusal),
    };
    answer(&state, caller, parts, form, next).await
}

/// `POST /admin/posts/{id}`
pub async fn change(
    State(state): State<AppState>,
    MaybeSignedIn(signed_in): MaybeSignedIn,
    Path(id): Path<String>,
    parts: Parts,
    EditorForm(form): EditorForm,
) -> Result<Response, Failure> {
    let id = id.parse::<PostId>().map_err(|_| Failure::new(StatusCode::NOT_FOUND))?;
    let caller = Caller { blog: state.blog.clone(), signed_in };
    let next = once(&form, &parts, caller.clone().run(|| change_as_asked(&caller, id, &form))).await;
    answer(&state, caller, parts, form, next).await
}

/// `POST /admin/posts/{id}/merge`: what was chosen where two people changed the same.
pub async fn merge(
    State(state): State<AppState>,
    MaybeSignedIn(signed_in): MaybeSignedIn,
    Path(id): Path<String>,
    mut parts: Parts,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let id = id.parse::<PostId>().map_err(|_| Failure::new(StatusCode::NOT_FOUND))?;
    let MergeForm { mine, merged_with, choices } = read_merge(fields)?;
    let caller = Caller { blog: state.blog.clone(), signed_in };
    // Whatever is shown next is the editor's page.
    parts.uri = editor_uri(id)?;
    let next = caller.clone().run(async || {
        let merge = bring_together(&caller, id, &mine, Some(merged_with)).await?;
        Ok(PostForm { action: mine.action, ..merge.resolve(|name| choices.get(name).copied()) })
    });
    let form = match next.await {
        Ok(form) => form,
        Err(refusal) => return answer(&state, caller, parts, mine, Err(refusal)).await,
    };
    let next = once(&form, &parts, caller.clone().run(|| change_as_asked(&caller, id, &form))).await;
    answer(&state, caller, parts, form, next).await
}

fn read_merge(fields: Vec<(String, String)>) -> Result<MergeForm, Failure> {
    let refused = |error: String| Failure::new(StatusCode::BAD_REQUEST).with_detail(error);
    let (choices, fields): (Vec<_>, Vec<_>) = fields.into_iter().partition(|(name, _)| name.starts_with(CHOICE_PREFIX));
    let (merged_with, fields): (Vec<_>, Vec<_>) = fields.into_iter().partition(|(name, _)| name == "merged_with");
    let merged_with = merged_with.first().and_then(|(_, version)| version.parse().ok());
    let merged_with = merged_with.ok_or_else(|| refused("The form names no version to be merged with.".to_owned()))?;
    let mine = PostForm::of_pairs(fields);
    let mine = mine.map_err(|error| refused(format!("The form is not what is expected here: {error}.")))?;
    let choices = choices.into_iter().map(|(name, value)| (name, Side::parse(&value))).collect();
    Ok(MergeForm { mine, merged_with, choices })
}

/// What a form and a newer version of its post make together; without a number, the newest.
async fn bring_together(
    caller: &Caller,
    id: PostId,
    form: &PostForm,
    with: Option<u64>,
) -> Result<PostMerge, FunctionError> {
    let (blog, who) = (&caller.blog, caller.principal()?);
    let theirs = match with {
        Some(version) => blog.post_version(who, id, version).await?,
        None => blog.post(Some(who), id).await?,
    };
    let base = match blog.post_version(who, id, form.version).await {
        Ok(base) => Some(base),
        Err(ServiceError::Domain(DomainError::NotFound)) => None,
        Err(error) => return Err(error.into()),
    };
    let people = blog.people_since(who, id, form.version).await?;
    Ok(PostMerge::new(form.clone(), base.as_ref(), &theirs, people, &blog.site().time_zone))
}

/// Does what a form asks once, however often that form is sent: by a double click, or by a page that is loaded again.
pub(super) async fn once<F: Future>(form: &PostForm, parts: &Parts, work: F) -> F::Output {
    match form.form_id.as_str() {
        "" => work.await,
        _ => carry_out_once(form.once(parts.uri.path().as_bytes()), work).await,
    }
}

/// Makes a post of a form, and says which.
async fn create_as_asked(caller: &Caller, form: &PostForm) -> Result<(Option<PostId>, Next), FunctionError> {
    if form.action == PostAction::Preview {
        return caller.principal().map(|_| (None, Next::Again(Box::new(form.clone()))));
    }
    if form.action == PostAction::Cards {
        return Ok((None, make_cards(caller, form).await?));
    }
    let (blog, who) = (&caller.blog, caller.principal()?);
    let input = form.input(&blog.site().time_zone);
    let create = async || match form.action {
        PostAction::Submit => {
            Ok::<_, FunctionError>((blog.create_and_submit_post(who, &input).await?, Done::Submitted))
        }
        PostAction::Publish => Ok((functions::create_post(input.clone()).await?, Done::Published)),
        PostAction::Schedule => Ok((functions::create_post(input.clone()).await?, Done::Scheduled)),
        _ => Ok((functions::create_post(input.clone()).await?, Done::Saved)),
    };
    if form.form_id.is_empty() {
        let (post, done) = create().await?;
        return Ok((Some(post.id), taken(caller, form, form, &post, done).await?));
    }
    let (post, done) = carry_out_once(Once::of_creation(&form.form_id), create()).await?;
    // An autosave of this form may have made it, of less than this.
    let form = PostForm { version: post.version, ..form.clone() };
    Ok((Some(post.id), save(caller, post.id, &form, done).await?))
}

fn editor_uri(id: PostId) -> Result<Uri, Failure> {
    format!("{POSTS_PATH}/{id}").parse().map_err(|_| Failure::new(StatusCode::NOT_FOUND))
}

async fn change_as_asked(caller: &Caller, id: PostId, form: &PostForm) -> Result<Next, FunctionError> {
    match form.action {
        PostAction::Save => save(caller, id, form, Done::Saved).await,
        PostAction::Publish => save(caller, id, form, Done::Published).await,
        PostAction::Unpublish => save(caller, id, form, Done::Unpublished).await,
        PostAction::Submit => save(caller, id, form, Done::Submitted).await,
        PostAction::Withdraw => save(caller, id, form, Done::SubmissionWithdrawn).await,
        PostAction::Return => save(caller, id, form, Done::Returned).await,
        PostAction::Schedule => save(caller, id, form, Done::Scheduled).await,
        PostAction::Unschedule => save(caller, id, form, Done::Unscheduled).await,
        PostAction::Pin => save(caller, id, form, Done::Pinned).await,
        PostAction::Unpin => save(caller, id, form, Done::Unpinned).await,
        PostAction::CloseComments => save(caller, id, form, Done::CommentsClosed).await,
        PostAction::OpenComments => save(caller, id, form, Done::CommentsOpened).await,
        PostAction::Preview => caller.principal().map(|_| Next::Again(Box::new(form.clone()))),
        PostAction::Cards => make_cards(caller, form).await,
        PostAction::Delete => match delete(caller, id, form).await {
            Ok(()) => Ok(Next::Page(format!("{POSTS_PATH}?{}", Done::Deleted(id).to_query()))),
            // Whoever deletes what they wrote into sees first what somebody else wrote.
            Err(FunctionError::Conflict { .. }) if form.holds_text() => {
                Ok(Next::Merge(Box::new(bring_together(caller, id, form, None).await?)))
            }
            Err(error) => Err(error),
        },
        PostAction::Restore => {
            functions::restore_post(id).await?;
            let trash = format!("{POSTS_PATH}?filter=trash&{}", Done::Restored(id).to_query());
            Ok(if form.holds_text() { Next::Again(Box::new(form.clone())) } else { Next::Page(trash) })
        }
    }
}

/// Puts a post into the trash; what is typed beside the button is saved first, so that it comes back with the post.
async fn delete(caller: &Caller, id: PostId, form: &PostForm) -> Result<(), FunctionError> {
    if !form.holds_text() {
        return functions::delete_post(id, form.version).await;
    }
    let (blog, who) = (&caller.blog, caller.principal()?);
    Ok(blog.save_and_delete_post(who, id, Some(form.version), &form.input(&blog.site().time_zone)).await?)
}

/// Makes cards of the links that stand alone in a form's text.
async fn make_cards(caller: &Caller, form: &PostForm) -> Result<Next, FunctionError> {
    let cards = caller.blog.cards_of_links(caller.principal()?, &form.body).await?;
    let form = PostForm { body: cards.markdown.clone(), ..form.clone() };
    Ok(Next::Cards(Box::new(form), CardReport(cards)))
}

/// Saves a form. What somebody else saved meanwhile and nobody disputes comes together with it by itself; but nothing is
/// given to readers or taken from them that its writer has not seen.
async fn save(caller: &Caller, id: PostId, form: &PostForm, done: Done) -> Result<Next, FunctionError> {
    let mut merged = match write(caller, id, form.action, form).await {
        Ok(post) => return taken(caller, form, form, &post, done).await,
        Err(FunctionError::Conflict { .. }) => form.clone(),
        Err(error) => return Err(error),
    };
    let together = once_together(id, form);
    if let Some(together) = &together
        && caller.blog.was_carried_out(caller.principal()?, together).await?
    {
        return Ok(editor(form, id, Done::Merged));
    }
    for _ in 0..MERGES_MAX {
        let merge = bring_together(caller, id, &merged, None).await?;
        if form.action != PostAction::Save || !merge.is_clean() {
            return Ok(Next::Merge(Box::new(merge)));
        }
        merged = merge.resolve(|_| None);
        let written = write(caller, id, form.action, &merged);
        let written = match together.clone() {
            Some(together) => carry_out_once(together, written).await,
            None => written.await,
        };
        match written {
            Ok(post) => return taken(caller, form, &merged, &post, Done::Merged).await,
            Err(FunctionError::Conflict { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Err(FunctionError::Overloaded)
}

/// The name of what a form makes with what others saved: sent again, it is told so again.
fn once_together(id: PostId, form: &PostForm) -> Option<Once> {
    (!form.form_id.is_empty()).then(|| form.once(format!("together {id}").as_bytes()))
}

/// What follows a form that was taken: the editor, with what waits for a button of its own where something does. `written`
/// is what was saved of it.
async fn taken(
    caller: &Caller,
    form: &PostForm,
    written: &PostForm,
    post: &PostView,
    done: Done,
) -> Result<Next, FunctionError> {
    let (blog, who) = (&caller.blog, caller.principal()?);
    let has_times = !form.publish_at.is_empty() || !form.unpublish_at.is_empty();
    let shown = match has_times && form.version > 0 {
        true => blog.post_version(who, post.id, form.version).await?.schedule.unwrap_or_default(),
        false => ScheduleTimes::default(),
    };
    let waiting = Waiting::of(form, shown, &blog.site().time_zone);
    if !waiting.is_any() {
        return Ok(editor(form, post.id, done));
    }
    let note = if waiting.note { written.note.clone() } else { String::new() };
    let again = PostForm { version: post.version, note, ..written.clone() };
    let address = format!("{POSTS_PATH}/{}?{}", post.id, done.to_query());
    Ok(Next::Taken(Box::new(again), waiting, address))
}

/// Saves a form, and takes the step of a review that one of its buttons asks for.
async fn write(caller: &Caller, id: PostId, action: PostAction, form: &PostForm) -> Result<PostView, FunctionError> {
    let input = form.input(&caller.blog.site().time_zone);
    let step = match action {
        PostAction::Submit => ReviewStep::Submit,
        PostAction::Withdraw => ReviewStep::Withdraw,
        PostAction::Return => ReviewStep::Return { note: form.note.clone() },
        _ => return functions::save_post(id, form.version, input).await,
    };
    let (blog, who) = (&caller.blog, caller.principal()?);
    Ok(blog.save_and_review_post(who, id, Some(form.version), &input, step).await?)
}

/// The editor's page, which says what was done, and with which form: its browser may forget what it kept of that one.
fn editor(form: &PostForm, id: PostId, done: Done) -> Next {
    let name = Some(form.form_id.as_str()).filter(|form_id| !form_id.is_empty());
    let name = name.map(|form_id| format!("&form={}", utf8_percent_encode(form_id, NON_ALPHANUMERIC)));
    Next::Page(format!("{POSTS_PATH}/{id}?{}{}", done.to_query(), name.unwrap_or_default()))
}

async fn answer(
    state: &AppState,
    caller: Caller,
    mut parts: Parts,
    form: PostForm,
    next: Result<Next, FunctionError>,
) -> Result<Response, Failure> {
    let (form, refusal) = match next {
        Ok(Next::Page(path)) => return Ok(Redirect::to(&path).into_response()),
        Ok(Next::Taken(form, waiting, address)) => {
            parts.uri = address.parse().map_err(|_| Failure::new(StatusCode::NOT_FOUND))?;
            let sent = Sent { form: *form, refusal: None::<FunctionError> };
            return Ok(show_with_report(state, caller, parts, sent, waiting).await);
        }
        Ok(Next::Again(form)) => (*form, None),
        Ok(Next::Cards(form, report)) => {
            let sent = Sent { form: *form, refusal: None::<FunctionError> };
            return Ok(show_with_report(state, caller, parts, sent, report).await);
        }
        Ok(Next::Merge(merge)) if merge.is_clean() => {
            let form = merge.resolve(|_| None);
            let refusal = FunctionError::Conflict { current_version: form.version };
            (form, Some(refusal))
        }
        Ok(Next::Merge(merge)) => {
            let mut response = show_again(state, caller, parts, *merge).await;
            *response.status_mut() = StatusCode::CONFLICT;
            return Ok(response);
        }
        // The form of a single button holds nothing to be kept.
        Err(FunctionError::SignedOut) if !form.holds_text() => return Ok(Redirect::to(SIGN_IN_PATH).into_response()),
        Err(error) if !form.holds_text() && form.action == PostAction::Restore => {
            return Err(Failure::new(error.status()));
        }
        Err(error) => (form, Some(error)),
    };
    let status = refusal.as_ref().map(FunctionError::status);
    let mut response = show_again(state, caller, parts, Sent { form, refusal }).await;
    if let Some(status) = status {
        *response.status_mut() = status;
    }
    Ok(response)
}
