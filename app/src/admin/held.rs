//! What is shown when somebody sends a form and their sign-in has ended meanwhile: it is held until they are back.

use blog::text::Text;
use leptos::prelude::*;

use super::fields::hidden_fields;
use super::layout::Page;
use super::refusal::{Refusal, RefusalSummary};
use crate::context::Frame;

/// Fields that say what a form is and which of its buttons was pressed, and nothing that anybody typed.
const NOT_TYPED: [&str; 7] = ["action", "days", "form_id", "role", "section", "session", "version"];

/// A form that nobody who is signed in has sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldForm {
    /// Where it was sent.
    address: String,
    /// What it says.
    fields: Vec<(String, String)>,
}

impl HeldForm {
    /// What is held of a form. Passwords are not: no page shows one. Where nothing was typed there is nothing to be held.
    pub fn of(address: &str, fields: Vec<(String, String)>) -> Option<Self> {
        let fields: Vec<_> = fields.into_iter().filter(|(name, _)| !name.contains("password")).collect();
        let held = Self { address: address.to_owned(), fields };
        let is_typed = held.typed().next().is_some();
        is_typed.then_some(held)
    }

    fn typed(&self) -> impl Iterator<Item = &str> {
        let is_typed =
            |(name, value): &&(String, String)| !NOT_TYPED.contains(&name.as_str()) && !value.trim().is_empty();
        self.fields.iter().filter(is_typed).map(|(_, value)| value.as_str())
    }
}

/// The page that holds it.
#[component]
pub fn HeldFormPage(
    /// What is held.
    held: HeldForm,
) -> impl IntoView {
    let text = expect_context::<Frame>().text();
    let refusal = Refusal::of_form(text.refused_signed_out());
    let no_label: fn(Text, &str) -> &'static str = |_, _| "";
    let typed: Vec<String> = held.typed().map(str::to_owned).collect();
    let typed: Vec<_> = typed.into_iter().map(|value| view! { <li class="merge-around">{value}</li> }).collect();
    view! {
        <Page title=text.held_title()>
            <div class="admin-heading"><h1>{text.held_title()}</h1></div>
            <form class="merge" method="post" action=held.address>
                <RefusalSummary refusal title=text.refused_title() text label_of=no_label>
                    <p>{text.refused_kept()}</p>
                    <p><a href="/admin/login" target="_blank">{text.refused_sign_in_elsewhere()}</a></p>
                </RefusalSummary>
                <ul role="list">{typed}</ul>
                {hidden_fields(held.fields)}
                <div class="form-actions"><button class="button button-primary">{text.held_send()}</button></div>
            </form>
        </Page>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_held_but_no_password_and_no_button() {
        let held = |fields: &[(&str, &str)]| {
            HeldForm::of("/x", fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
        };
        assert_eq!(held(&[("action", "suspend")]), None);
        assert_eq!(held(&[("label", " "), ("days", "7")]), None);
        assert_eq!(held(&[("present_password", "secret"), ("password_again", "secret")]), None);
        let held = held(&[("action", "name"), ("name", "Ada"), ("password", "secret")]).unwrap();
        assert_eq!(held.fields.len(), 2);
        assert_eq!(held.typed().collect::<Vec<_>>(), ["Ada"]);
    }
}
