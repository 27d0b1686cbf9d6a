//! `/admin/people`: who may sign in, and what they may do.

use blog::domain::Role;
use blog::domain::account::rules;
use blog::domain::views::{AccountView, PersonView, Standing};
pub use blog::service::link_address;
use blog::service::{IssuedLink, MailFailure};
use blog::text::Text;
use leptos::prelude::*;
use leptos_router::location::Url;

use super::fields::{Field, TextField, field_id};
use super::forms::{InviteForm, PersonForm, Sent};
use super::layout::{Instant, Page, page};
use super::refusal::{Refusal, RefusalSummary};
use crate::context::{Caller, Frame};
use crate::functions::FunctionError;

/// Where it is.
pub const PEOPLE_PATH: &str = "/admin/people";

/// Where the buttons beside a person lead.
pub fn person_path(handle: &str) -> String {
    format!("{PEOPLE_PATH}/{}", Url::escape(handle))
}

/// The page.
#[component]
pub fn PeoplePage() -> impl IntoView {
    let frame = expect_context::<Frame>();
    let invite = use_context::<Sent<InviteForm>>();
    let refused = use_context::<Sent<PersonForm>>().and_then(|sent| sent.refusal);
    let issued = use_context::<IssuedLink>();
    page(async move {
        let caller = expect_context::<Caller>();
        let accounts = caller.blog.accounts(caller.principal()?).await.map_err(|error| {
            let error = FunctionError::from(error);
            error.set_status();
            error
        })?;
        let own = caller.signed_in.map(|signed_in| signed_in.person.handle).unwrap_or_default();
        let mail = Mail { is_sent: caller.blog.sends_mail(), failure: caller.blog.mail_failure() };
        Ok(view! { <People frame accounts own invite refused issued mail/> })
    })
}

/// Whether letters are sent, and the last one that could not be.
struct Mail {
    is_sent: bool,
    failure: Option<MailFailure>,
}

#[component]
fn People(
    frame: Frame,
    accounts: Vec<AccountView>,
    own: String,
    invite: Option<Sent<InviteForm>>,
    refused: Option<FunctionError>,
    issued: Option<IssuedLink>,
    mail: Mail,
) -> impl IntoView {
    let text = frame.text();
    let refused = refused.map(|error| {
        let refusal = match &error {
            FunctionError::Invalid(violations) => Refusal::of_fields(text, violations, &[]),
            error => Refusal::of_error(text, error),
        };
        view! { <RefusalSummary refusal title=text.people_refused_title() text label_of/> }
    });
    let issued = issued.map(|issued| {
        let address = link_address(&frame.site.base_url, &issued.token);
        view! { <Issued text issued address/> }
    });
    let rows: Vec<_> = accounts
        .into_iter()
        .map(|account| {
            let is_own = account.person.handle == own;
            view! { <Row text account is_own/> }
        })
        .collect();
    view! {
        <Page title=text.people_title()>
            <div class="admin-heading"><h1>{text.people_title()}</h1></div>
            {issued}
            {refused}
            {mail.failure.map(|failure| view! { <Failed text failure/> })}
            <ul class="post-rows" role="list">{rows}</ul>
            <Invite text sent=invite sends_mail=mail.is_sent/>
        </Page>
    }
}

/// The link, this once.
#[component]
fn Issued(text: Text, issued: IssuedLink, address: String) -> impl IntoView {
    view! {
        <section class="message message-success" aria-labelledby="issued_title" tabindex="-1" autofocus=true>
            <h2 class="message-title" id="issued_title">{text.people_link_title(&issued.person.name)}</h2>
            <p class="issued-link"><code>{address}</code></p>
            {issued.mailed_to.map(|email| view! { <p>{text.email_mailed(&email)}</p> })}
            <p>{text.people_link_explained()} " " <Instant at=issued.expires_at/> ". " {text.people_link_once()}</p>
        </section>
    }
}

/// A letter that somebody waits for.
#[component]
fn Failed(text: Text, failure: MailFailure) -> impl IntoView {
    view! {
        <section class="message message-warning" aria-labelledby="mail_failed_title">
            <h2 class="message-title" id="mail_failed_title">{text.email_failed_title()}</h2>
            <p><Instant at=failure.at/> " " {text.email_failed(&failure.handle, &failure.reason)}</p>
        </section>
    }
}

#[component]
fn Row(text: Text, account: AccountView, is_own: bool) -> impl IntoView {
    let AccountView { person: PersonView { handle, name, role }, email, standing, link_expires_at } = account;
    let email = (!email.is_empty()).then(|| format!(" · {email}"));
    let path = person_path(&handle);
    let class = if standing == Standing::Active { "badge badge-live" } else { "badge" };
    let pending = link_expires_at.map(|at| view! { " · " {text.people_link_pending()} " " <Instant at/> });
    let select = format!("role_{handle}");
    let button = |action: &'static str, label: &'static str, named: String| {
        view! { <button class="button" name="action" value=action aria-label=named>{label}</button> }
    };
    let access = if standing == Standing::Suspended {
        button("reinstate", text.people_reinstate(), text.people_reinstate_named(&name)).into_any()
    } else {
        view! {
            {button("link", text.people_link(), text.people_link_named(&name))}
            {button("suspend", text.people_suspend(), text.people_suspend_named(&name))}
        }
        .into_any()
    };
    view! {
        <li class="post-row person-row">
            <span class="post-row-title">{name.clone()} {is_own.then(|| format!(" ({})", text.people_you()))}</span>
            <span class="badges"><span class=class>{text.standing(standing)}</span></span>
            <span class="post-row-facts muted"><code>{handle}</code> {email} {pending}</span>
            <form class="person-actions" method="post" action=path>
                <label class="visually-hidden" for=select.clone()>{text.people_role_of(&name)}</label>
                <Roles text id=select selected=role/>
                {button("role", text.people_role_change(), text.people_role_change_of(&name))}
                {access}
            </form>
        </li>
    }
}

#[component]
fn Roles(text: Text, id: String, selected: Role) -> impl IntoView {
    let options = Role::ALL.map(|role| {
        let label = format!("{}: {}", text.role(role), text.role_explained(role));
        view! { <option value=role.as_str() selected=role == selected>{label}</option> }
    });
    view! { <select class="input" id=id name="role">{options.into_iter().collect::<Vec<_>>()}</select> }
}

#[component]
fn Invite(text: Text, sent: Option<Sent<InviteForm>>, sends_mail: bool) -> impl IntoView {
    let (form, error) = sent.map(|sent| (sent.form, sent.refusal)).unwrap_or_default();
    let refusal = error.map(|error| match &error {
        FunctionError::Invalid(violations) => {
            Refusal::of_fields(text, violations, &["name", "handle", "email", "role"])
        }
        error => Refusal::of_error(text, error),
    });
    let summary = refusal.clone().map(|refusal| {
        view! { <RefusalSummary refusal title=text.people_refused_title() text label_of/> }
    });
    let refusal = refusal.unwrap_or_default();
    let selected = form.role.parse().unwrap_or(Role::Author);
    view! {
        <section class="admin-section">
            <h2>{text.people_add()}</h2>
            <form class="form" method="post" action=PEOPLE_PATH>
                {summary}
                <TextField field=Field::new("name", label_of(text, "name"), &refusal) value=form.name rule=rules::NAME
                    autocomplete="off"/>
                <TextField field=Field::new("handle", label_of(text, "handle"), &refusal).hint(text.people_handle_hint())
                    value=form.handle is_required=true is_code=true autocomplete="off"/>
                {sends_mail.then(|| view! {
                    <TextField field=Field::new("email", label_of(text, "email"), &refusal).hint(text.email_invite_hint())
                        value=form.email rule=rules::EMAIL input_type="email" autocomplete="off"/>
                })}
                <div class="field">
                    <label class="field-label" for=field_id("role")>{text.people_role()}</label>
                    <Roles text id=field_id("role") selected/>
                </div>
                <div class="form-actions">
                    <button class="button button-primary">{text.people_add_submit()}</button>
                </div>
            </form>
        </section>
    }
}

fn label_of(text: Text, field: &str) -> &'static str {
    match field {
        "handle" => text.people_handle(),
        "name" => text.people_name(),
        "email" => text.email(),
        _ => text.people_role(),
    }
}
