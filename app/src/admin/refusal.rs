//! What is said when a form is refused: a summary that takes the focus and leads to the fields.

use blog::domain::Violations;
use blog::text::Text;
use leptos::prelude::*;

use super::fields::field_id;
use crate::functions::FunctionError;

/// What a form says about itself when it comes back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusal {
    /// What happened.
    pub sentence: String,
    /// Each field that is wrong: its name, and what is wrong.
    pub fields: Vec<(&'static str, String)>,
}

impl Refusal {
    /// A refusal of the form as a whole.
    pub fn of_form(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), fields: Vec::new() }
    }

    /// A refusal of these fields. `names` are the form's, in its order; what is said of any other is said of the form.
    pub fn of_fields(text: Text, violations: &Violations, names: &[&'static str]) -> Self {
        let fields: Vec<_> =
            names.iter().filter_map(|name| violations.of(name).map(|rule| (*name, text.rule(rule)))).collect();
        let others = violations.iter().filter(|violation| !names.contains(&violation.field.as_ref()));
        let others: Vec<_> =
            others.map(|violation| text.refused_field(&violation.field, &text.rule(&violation.rule))).collect();
        let count = fields.len() as u64;
        let sentence = if others.is_empty() { text.refused_fields(count) } else { others.join(" ") };
        Self { sentence, fields }
    }

    /// What is said for an error that concerns no field.
    pub fn of_error(text: Text, error: &FunctionError) -> Self {
        Self::of_form(match error {
            FunctionError::SignedOut => text.refused_signed_out(),
            FunctionError::Forbidden => text.refused_forbidden(),
            FunctionError::NotFound => text.problem_not_found(),
            FunctionError::Gone => text.refused_gone(),
            FunctionError::Conflict { .. } => text.refused_conflict(),
            FunctionError::Overloaded => text.refused_overloaded(),
            FunctionError::Invalid(_)
            | FunctionError::Malformed
            | FunctionError::Unreachable
            | FunctionError::Failed => text.refused_failed(),
        })
    }

    /// What is wrong with that field.
    pub fn field(&self, name: &str) -> Option<String> {
        self.fields.iter().find(|(field, _)| *field == name).map(|(_, sentence)| sentence.clone())
    }
}

/// The summary at the top of a refused form. It takes the focus without a script, by `autofocus`.
#[component]
pub fn RefusalSummary(
    /// What is said.
    refusal: Refusal,
    /// The summary's heading.
    title: &'static str,
    /// The interface's language.
    text: Text,
    /// What people call each field.
    label_of: fn(Text, &str) -> &'static str,
    /// What else helps, such as a link.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let entries = refusal.fields.into_iter().map(|(name, sentence)| {
        let href = format!("#{}", field_id(name));
        view! { <li><a href=href>{text.refused_field(label_of(text, name), &sentence)}</a></li> }
    });
    let entries: Vec<_> = entries.collect();
    view! {
        <div id="refusal" class="message message-error" role="alert" tabindex="-1" autofocus=true>
            <h2 class="message-title">{title}</h2>
            <p>{refusal.sentence}</p>
            {(!entries.is_empty()).then(|| view! { <ul>{entries}</ul> })}
            {children.map(|children| children())}
        </div>
    }
}
