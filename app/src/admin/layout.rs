//! What writers' pages have in common.

use axum::http::{HeaderValue, StatusCode, header};
use blog::domain::post::Taxonomy;
use blog::domain::{Role, Timestamp};
use blog::service::SignedIn;
use blog::text::Text;
use leptos::hydration::HydrationScripts;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::Title;
use leptos_router::hooks::{use_query_map, use_url};

use super::cluster::{CLUSTER_PATH, may_see_cluster};
use super::comments::{COMMENTS_PATH, CommentsTitle};
use super::fields::escape_text;
use super::forms::{Done, POSTS_PATH};
use super::held::{HeldForm, HeldFormPage};
use super::history::{HISTORY_PATH, may_see_history};
use super::labels::labels_path;
use super::media::MEDIA_PATH;
use super::people::PEOPLE_PATH;
use super::profile::PROFILE_PATH;
use super::settings::SETTINGS_PATH;
use crate::components::{CONTENT_ID, SkipLink};
use crate::context::{Caller, Frame};
use crate::functions::FunctionError;

/// `/admin` leads to the list of posts.
#[component]
pub fn HomePage() -> impl IntoView {
    redirect(POSTS_PATH);
}

/// A page that nobody wrote.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    set_status(StatusCode::NOT_FOUND);
    view! { <ProblemPage error=FunctionError::NotFound/> }
}

/// A page that first asks for what it shows, or says why it can't be shown. Whoever is not signed in finds there what was
/// held of the form that they sent.
pub fn page<V: IntoView + 'static>(
    show: impl Future<Output = Result<V, FunctionError>> + Send + 'static,
) -> impl IntoView {
    let held = use_context::<HeldForm>();
    Suspend::new(async move {
        match (show.await, held) {
            (Ok(view), _) => view.into_any(),
            (Err(FunctionError::SignedOut), Some(held)) => view! { <HeldFormPage held/> }.into_any(),
            (Err(FunctionError::SignedOut), None) => {
                redirect(&sign_in_path());
                ().into_any()
            }
            (Err(error), _) => view! { <ProblemPage error/> }.into_any(),
        }
    })
}

/// What wakes the islands of a page, when they were built: it works without them, and other pages don't need them.
#[component]
pub fn Islands() -> impl IntoView {
    let options = expect_context::<Frame>().islands;
    options.map(|options| view! { <HydrationScripts options islands=true/> })
}

/// The page around its content: title, header, and what was done before it was shown.
#[component]
pub fn Page(
    /// Its title.
    #[prop(into)]
    title: String,
    children: Children,
) -> impl IntoView {
    let frame = expect_context::<Frame>();
    let text = frame.text();
    let signed_in = use_context::<Caller>().and_then(|caller| caller.signed_in);
    let full_title = escape_text(&format!("{title} — {}", frame.site.name));
    view! {
        <Title text=full_title/>
        <SkipLink text />
        <header class="admin-header">
            <a class="admin-site" href=POSTS_PATH>{frame.site.name.clone()}</a>
            {signed_in.map(|signed_in| view! { <Navigation text signed_in/> })}
        </header>
        <main id=CONTENT_ID class="admin-main" tabindex="-1">
            <DoneMessage text/>
            {children()}
        </main>
    }
}

#[component]
fn Navigation(text: Text, signed_in: SignedIn) -> impl IntoView {
    let may_see_history = may_see_history(signed_in.principal.role);
    let history = may_see_history.then(|| view! { <li><a href=HISTORY_PATH>{text.history_title()}</a></li> });
    let labels = (signed_in.principal.role >= Role::Editor).then(|| {
        view! { <li><a href=labels_path(Taxonomy::Tag)>{text.taxonomy(Taxonomy::Tag)}</a></li> }
    });
    let comments = (signed_in.principal.role >= Role::Author).then(|| {
        let caller = use_context::<Caller>();
        view! { <li><a href=COMMENTS_PATH><CommentsTitle text caller/></a></li> }
    });
    let people = (signed_in.principal.role == Role::Admin).then(|| {
        view! {
            <li><a href=PEOPLE_PATH>{text.people_title()}</a></li>
            <li><a href=SETTINGS_PATH>{text.settings_title()}</a></li>
        }
    });
    let cluster = use_context::<Caller>().filter(may_see_cluster);
    let cluster = cluster.map(|_| view! { <li><a href=CLUSTER_PATH>{text.cluster_title()}</a></li> });
    let name = signed_in.person.name;
    view! {
        <nav class="admin-navigation" aria-label=text.admin_navigation()>
            <ul role="list">
                <li><a href=POSTS_PATH>{text.admin_posts()}</a></li>
                <li><a href="/admin/posts/new">{text.admin_new_post()}</a></li>
                <li><a href=MEDIA_PATH>{text.media_title()}</a></li>
                {comments}
                {labels}
                {history}
                {people}
                {cluster}
                <li><a href="/">{text.admin_view_site()}</a></li>
            </ul>
        </nav>
        <form class="admin-person" method="post" action="/admin/logout">
            <a href=PROFILE_PATH>{text.admin_signed_in_as(&name)}</a>
            <button class="button button-quiet">{text.admin_sign_out()}</button>
        </form>
    }
}

#[component]
fn DoneMessage(text: Text) -> impl IntoView {
    let query = use_query_map().get_untracked();
    let done = Done::from_query(query.get_str("done"), query.get_str("post"))?;
    let sentence = match done {
        Done::Saved => text.done_saved(),
        Done::Merged => text.done_merged(),
        Done::BroughtBack => text.done_brought_back(),
        Done::Published => text.done_published(),
        Done::Unpublished => text.done_unpublished(),
        Done::Submitted => text.done_submitted(),
        Done::SubmissionWithdrawn => text.done_submission_withdrawn(),
        Done::Returned => text.done_returned(),
        Done::Scheduled => text.done_scheduled(),
        Done::Unscheduled => text.done_unscheduled(),
        Done::Duplicated => text.done_duplicated(),
        Done::Pinned => text.done_pinned(),
        Done::Unpinned => text.done_unpinned(),
        Done::CommentsClosed => text.done_comments_closed(),
        Done::CommentsOpened => text.done_comments_opened(),
        Done::CommentsChanged => text.done_comments_changed(),
        Done::CommentAnswered => text.done_comment_answered(),
        Done::NoComments => text.done_no_comments(),
        Done::PreviewRevoked => text.done_preview_revoked(),
        Done::NoteWritten => text.done_note_written(),
        Done::NoteResolved => text.done_note_resolved(),
        Done::NoteReopened => text.done_note_reopened(),
        Done::NoteDeleted => text.done_note_deleted(),
        Done::VersionNamed => text.done_version_named(),
        Done::VersionNameRemoved => text.done_version_name_removed(),
        Done::Deleted(_) => text.done_deleted(),
        Done::Restored(_) => text.done_restored(),
        Done::SignedOut => text.done_signed_out(),
        Done::RoleChanged => text.done_role_changed(),
        Done::Suspended => text.done_suspended(),
        Done::Reinstated => text.done_reinstated(),
        Done::Renamed => text.done_renamed(),
        Done::EmailChanged => text.done_email_changed(),
        Done::LinkSent => text.done_link_sent(),
        Done::PasswordChanged => text.done_password_changed(),
        Done::SignedOutThere => text.done_signed_out_there(),
        Done::SettingsSaved => text.done_settings_saved(),
        Done::MediaAdded => text.done_media_added(),
        Done::MediaDeleted => text.done_media_deleted(),
        Done::MediaRestored => text.done_media_restored(),
        Done::LabelRenamed => text.done_label_renamed(),
        Done::LabelMerged => text.done_label_merged(),
        Done::LabelDeleted => text.done_label_deleted(),
    };
    let next = match done {
        Done::Deleted(id) => {
            Some(view! { <RestoreForm path=format!("{POSTS_PATH}/{id}") label=text.done_undo()/> }.into_any())
        }
        Done::Restored(id) => Some(view! { <a href=format!("{POSTS_PATH}/{id}")>{text.done_open()}</a> }.into_any()),
        Done::NoteWritten => Some(view! { <a href="#notes_title">{text.notes_see()}</a> }.into_any()),
        _ => None,
    };
    Some(view! {
        <div class="message message-success" role="status">
            <p>{sentence}</p>
            {next}
        </div>
    })
}

/// A button that takes a post out of the trash.
#[component]
pub fn RestoreForm(
    /// The post's page.
    path: String,
    /// What the button says.
    label: &'static str,
    /// What it says to those who hear it among others of its kind.
    #[prop(optional, into)]
    accessible_label: Option<String>,
) -> impl IntoView {
    view! {
        <form class="inline-form" method="post" action=path>
            <button class="button" name="action" value="restore" aria-label=accessible_label>{label}</button>
        </form>
    }
}

/// The page that says why another can't be shown.
#[component]
fn ProblemPage(error: FunctionError) -> impl IntoView {
    let text = expect_context::<Frame>().text();
    let (title, sentence) = match error {
        FunctionError::NotFound | FunctionError::SignedOut => {
            (text.problem_not_found_title(), text.problem_not_found())
        }
        FunctionError::Forbidden => (text.problem_forbidden_title(), text.problem_forbidden()),
        FunctionError::Gone => (text.problem_gone_title(), text.problem_gone()),
        _ => (text.problem_failed_title(), text.problem_failed()),
    };
    let restore = (error == FunctionError::Gone).then(|| {
        let path = use_url().get_untracked().path().to_owned();
        view! { <RestoreForm path label=text.list_restore()/> }
    });
    view! {
        <Page title>
            <h1>{title}</h1>
            <p>{sentence}</p>
            {restore}
            <p class="problem-next"><a href=POSTS_PATH>{text.problem_back_to_posts()}</a></p>
        </Page>
    }
}

/// An instant, to the minute in the site's zone: short, and the same in every language.
#[component]
pub fn Instant(
    /// The instant.
    at: Timestamp,
) -> impl IntoView {
    let zone = &expect_context::<Frame>().site.time_zone;
    view! { <time datetime=at.to_string()>{zone.to_minute(at)}</time> }
}

/// Answers with another address instead of a page.
pub fn redirect(path: &str) {
    let Some(response) = use_context::<ResponseOptions>() else { return };
    let Ok(location) = HeaderValue::from_str(path) else { return };
    response.insert_header(header::LOCATION, location);
    response.set_status(StatusCode::SEE_OTHER);
}

fn set_status(status: StatusCode) {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status);
    }
}

/// Where to sign in to come back to this page.
fn sign_in_path() -> String {
    let url = use_url().get_untracked();
    let search = url.search();
    let page = if search.is_empty() { url.path().to_owned() } else { format!("{}?{search}", url.path()) };
    format!("/admin/login?next={}", leptos_router::location::Url::escape(&page))
}
