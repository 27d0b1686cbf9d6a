//! People: adding them, their roles, and the links by which they choose a password.

use app::admin::SetupRefusal;
use app::admin::forgotten::{AskedTooOften, FORGOTTEN_PATH};
use app::admin::forms::{Done, ForgottenForm, InviteForm, LinkForm, POSTS_PATH, PersonAction, PersonForm, Sent};
use app::admin::people::PEOPLE_PATH;
use app::context::Caller;
use app::functions::FunctionError;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::http::request::Parts;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use blog::domain::{Role, Violations};
use blog::service::IssuedLink;

use super::form::Form;
use super::sign_in::{self, device};
use super::{sent_again, show_again};
use crate::AppState;
use crate::client::ClientAddress;
use crate::error::Failure;
use crate::session::{MaybeSignedIn, SIGN_IN_PATH};

/// What follows a form that was taken.
enum Next {
    Page(Done),
    Link(IssuedLink),
}

/// `POST /admin/people`
pub async fn invite(
    State(state): State<AppState>,
    MaybeSignedIn(signed_in): MaybeSignedIn,
    parts: Parts,
    Form(form): Form<InviteForm>,
) -> Response {
    let caller = Caller { blog: state.blog.clone(), signed_in };
    let invited = async {
        let role = role(&form.role)?;
        Ok(Next::Link(caller.blog.invite(caller.principal()?, &form.handle, &form.name, &form.email, role).await?))
    };
    let invited = invited.await;
    answer(&state, caller, parts, form, invited).await
}

/// `POST /admin/people/{handle}`
pub async fn change(
    State(state): State<AppState>,
    MaybeSignedIn(signed_in): MaybeSignedIn,
    Path(handle): Path<String>,
    mut parts: Parts,
    Form(form): Form<PersonForm>,
) -> Result<Response, Failure> {
    let caller = Caller { blog: state.blog.clone(), signed_in };
    let changed = change_as_asked(&caller, &handle, &form).await;
    if matches!(changed, Err(FunctionError::NotFound)) {
        return Err(Failure::new(StatusCode::NOT_FOUND));
    }
    // Whatever is shown next is the list.
    parts.uri = axum::http::Uri::from_static(PEOPLE_PATH);
    Ok(answer(&state, caller, parts, form, changed).await)
}

async fn change_as_asked(caller: &Caller, handle: &str, form: &PersonForm) -> Result<Next, FunctionError> {
    let (blog, who) = (&caller.blog, caller.principal()?);
    Ok(match form.action {
        PersonAction::Role => {
            blog.change_role(who, handle, role(&form.role)?).await?;
            Next::Page(Done::RoleChanged)
        }
        PersonAction::Suspend => {
            blog.suspend(who, handle).await?;
            Next::Page(Done::Suspended)
        }
        PersonAction::Reinstate => {
            blog.reinstate(who, handle).await?;
            Next::Page(Done::Reinstated)
        }
        PersonAction::Link => Next::Link(blog.issue_link(who, handle).await?),
    })
}

fn role(text: &str) -> Result<Role, FunctionError> {
    text.parse().map_err(|rule| FunctionError::Invalid(Violations::one("role", rule)))
}

async fn answer<F: Clone + Send + Sync + 'static>(
    state: &AppState,
    caller: Caller,
    parts: Parts,
    form: F,
    next: Result<Next, FunctionError>,
) -> Response {
    match next {
        Ok(Next::Page(done)) => Redirect::to(&format!("{PEOPLE_PATH}?{}", done.to_query())).into_response(),
        Ok(Next::Link(link)) => show_again(state, caller, parts, link).await,
        Err(FunctionError::SignedOut) => Redirect::to(SIGN_IN_PATH).into_response(),
        Err(error) => {
            let status = error.status();
            sent_again(state, caller, parts, Sent { form, refusal: Some(error) }, status).await
        }
    }
}

/// `POST /admin/forgotten`: the answer is the same whoever is asked for.
pub async fn send_forgotten(
    State(state): State<AppState>,
    client: ClientAddress,
    parts: Parts,
    Form(form): Form<ForgottenForm>,
) -> Response {
    if let Err(refused) = sign_in::count_attempt(&state, client, &form.name).await {
        let caller = Caller { blog: state.blog.clone(), signed_in: None };
        let sent = Sent { form, refusal: Some(AskedTooOften) };
        let response = sent_again(&state, caller, parts, sent, AskedTooOften::STATUS).await;
        return (AppendHeaders([(RETRY_AFTER, refused.retry_after_seconds())]), response).into_response();
    }
    state.blog.send_forgotten_password(&form.name);
    Redirect::to(&format!("{FORGOTTEN_PATH}?{}", Done::LinkSent.to_query())).into_response()
}

/// `POST /admin/link`
pub async fn follow_link(State(state): State<AppState>, parts: Parts, Form(form): Form<LinkForm>) -> Response {
    let followed = if form.password == form.password_again {
        let session = state.blog.follow_link(&form.token, &form.password, &device(&parts.headers)).await;
        session.map_err(|error| SetupRefusal::Refused(FunctionError::from(error)))
    } else {
        Err(SetupRefusal::PasswordsDiffer)
    };
    let refusal = match followed {
        Ok(session) => return sign_in::begin(&state, &session, POSTS_PATH),
        Err(refusal) => refusal,
    };
    let caller = Caller { blog: state.blog.clone(), signed_in: None };
    let form = LinkForm { token: form.token, ..LinkForm::default() };
    let status = refusal.status();
    sent_again(&state, caller, parts, Sent { form, refusal: Some(refusal) }, status).await
}
