//! The editor's field for who wrote a post: people chosen one after the other, the first author first.

use blog::domain::post::rules;
use blog::domain::views::AuthorView;
use blog::text::Text;
use leptos::prelude::*;

use super::details::label_of;
use super::fields::{Field, TextArea, field_id};
use super::forms::{AUTHOR_PREFIX, OTHER_AUTHORS, PostForm, lines};
use super::refusal::Refusal;

/// So many further authors can be chosen before the page comes again. The stylesheet shows one of these fields at a time.
const FURTHER: usize = 4;

/// Somebody who can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Choice {
    /// What is sent: the name, or the handle where somebody else has the same name.
    value: String,
    /// What is shown.
    label: String,
}

/// Chooses the authors.
#[component]
pub(super) fn Authors(
    text: Text,
    form: PostForm,
    refusal: Refusal,
    /// Who has an account.
    people: Vec<AuthorView>,
    /// Whether the post is there already.
    is_stored: bool,
) -> impl IntoView {
    let (choices, chosen) = choices(&people, &form.authors);
    let count = (chosen.len() + FURTHER).min(rules::AUTHORS_MAX);
    let hint = if is_stored { text.editor_authors_hint_stored() } else { text.editor_authors_hint() };
    let field = Field::new("authors", label_of(text, "authors"), &refusal).hint(hint);
    let (described_by, invalid) = (field.described_by(), field.is_invalid());
    let fields: Vec<_> = (1..=count)
        .map(|place| {
            let name = format!("{AUTHOR_PREFIX}{place}");
            // What is wrong leads to the first.
            let id = if place == 1 { field_id("authors") } else { field_id(&name) };
            let options = options(&choices, chosen.get(place - 1));
            view! {
                <div class="author-field">
                    <label class="visually-hidden" for=id.clone()>{text.editor_author(place)}</label>
                    <select class="input" id=id name=name aria-describedby=described_by.clone() aria-invalid=invalid>
                        <option value="">{if place == 1 { text.editor_author_first() } else { text.editor_author_further() }}</option>
                        {options}
                    </select>
                </div>
            }
        })
        .collect();
    let other = Field::new(OTHER_AUTHORS, text.editor_authors_other(), &Refusal::default());
    view! {
        <fieldset class="field author-fields">
            <legend class="field-label">{field.label}</legend>
            <p class="field-hint" id="field_authors_hint">{field.hint}</p>
            {fields}
            {field.error.map(|error| view! { <p class="field-error" id="field_authors_error">{error}</p> })}
            <details>
                <summary>{text.editor_authors_somebody()}</summary>
                <TextArea field=other.hint(text.editor_authors_other_hint()) value=String::new() rows=2/>
            </details>
        </fieldset>
        <input type="hidden" name="authors_shown" value=form.authors_shown/>
    }
}

/// Everybody who can be chosen, and the values of those who are, in their order. Authors without an account can be kept.
fn choices(people: &[AuthorView], authors: &str) -> (Vec<Choice>, Vec<String>) {
    let is_alone =
        |name: &str| people.iter().filter(|person| person.name == name || person.handle == name).count() == 1;
    let mut choices: Vec<Choice> = people
        .iter()
        .map(|AuthorView { handle, name }| Choice {
            value: if is_alone(name) { name.clone() } else { handle.clone() },
            label: format!("{name} ({handle})"),
        })
        .collect();
    let chosen = lines(authors).map(|author| {
        let person = people.iter().position(|person| person.name == author || person.handle == author);
        let known = person.and_then(|place| choices.get(place)).map(|choice| choice.value.clone());
        known.unwrap_or_else(|| author.to_owned())
    });
    let chosen: Vec<String> = chosen.collect();
    for author in &chosen {
        if !choices.iter().any(|choice| choice.value == *author) {
            choices.push(Choice { value: author.clone(), label: author.clone() });
        }
    }
    (choices, chosen)
}

fn options(choices: &[Choice], chosen: Option<&String>) -> Vec<impl IntoView + use<>> {
    let options = choices.iter().cloned().map(|Choice { value, label }| {
        let is_chosen = chosen == Some(&value);
        view! { <option value=value selected=is_chosen>{label}</option> }
    });
    options.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_chosen_by_name_unless_two_have_it() {
        let person = |handle: &str, name: &str| AuthorView { handle: handle.into(), name: name.into() };
        let people = [person("ada", "Ada"), person("ben", "Ben"), person("ben2", "Ben")];
        let (found, chosen) = choices(&people, "ben2\r\nGuest\nada\n");
        let values: Vec<&str> = found.iter().map(|choice| choice.value.as_str()).collect();
        assert_eq!(values, ["Ada", "ben", "ben2", "Guest"]);
        assert_eq!(chosen, ["ben2", "Guest", "Ada"]);
        assert_eq!(choices(&people, "").1, [""; 0]);
    }
}
