//! Form fields: a label, what helps, what is wrong, and the constraint's attributes. None has a `maxlength`: browsers cut
//! what is pasted at it and say nothing, where the server says what is too long and shows it again.

use blog::domain::TextRule;
use leptos::prelude::*;

use super::refusal::Refusal;

/// Text between tags, made inert. Leptos 0.8 writes the content of `<textarea>` and `<title>` as it is.
pub fn escape_text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// A form's field: what it is called and what is said about it.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name in the form; [`field_id`] makes its element's id of it.
    pub name: &'static str,
    /// What people call it.
    pub label: &'static str,
    /// What helps to fill it in.
    pub hint: Option<String>,
    /// What is wrong with it.
    pub error: Option<String>,
}

/// The id of a field's element. The preview beside it holds the anchors of the text's headings, which never have an
/// underscore, so that no heading takes a field's place.
pub fn field_id(name: &str) -> String {
    format!("field_{name}")
}

impl Field {
    /// A field without a hint.
    pub fn new(name: &'static str, label: &'static str, refusal: &Refusal) -> Self {
        Self { name, label, hint: None, error: refusal.field(name) }
    }

    /// The same with a hint.
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    fn hint_id(&self) -> String {
        format!("{}_hint", field_id(self.name))
    }

    fn error_id(&self) -> String {
        format!("{}_error", field_id(self.name))
    }

    /// The ids of what describes it, the error first.
    pub(super) fn described_by(&self) -> Option<String> {
        let ids = [self.error.as_ref().map(|_| self.error_id()), self.hint.as_ref().map(|_| self.hint_id())];
        let ids: Vec<_> = ids.into_iter().flatten().collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    /// The field with a choice of these options.
    pub(super) fn select(self, options: impl IntoView) -> impl IntoView {
        let (described_by, invalid, name) = (self.described_by(), self.is_invalid(), self.name);
        self.around(view! {
            <select class="input" id=field_id(name) name=name aria-describedby=described_by aria-invalid=invalid>
                {options}
            </select>
        })
    }

    pub(super) fn is_invalid(&self) -> Option<&'static str> {
        self.error.as_ref().map(|_| "true")
    }

    /// The field around its control.
    pub(super) fn around(self, control: impl IntoView) -> impl IntoView {
        let (hint_id, error_id) = (self.hint_id(), self.error_id());
        view! {
            <div class="field">
                <label class="field-label" for=field_id(self.name)>{self.label}</label>
                {self.hint.map(|hint| view! { <p class="field-hint" id=hint_id>{hint}</p> })}
                {control}
                {self.error.map(|error| view! { <p class="field-error" id=error_id>{error}</p> })}
            </div>
        }
    }
}

/// A field of one line.
#[component]
pub fn TextField(
    /// What it is.
    field: Field,
    /// What is typed there.
    value: String,
    /// Its constraint.
    #[prop(optional)]
    rule: Option<TextRule>,
    /// Whether something must be given although no text rule says so.
    #[prop(optional)]
    is_required: bool,
    /// The kind of input.
    #[prop(default = "text")]
    input_type: &'static str,
    /// What the browser may fill in.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// Whether a handle or address is typed there rather than prose.
    #[prop(optional)]
    is_code: bool,
) -> impl IntoView {
    let (described_by, invalid) = (field.described_by(), field.is_invalid());
    let name = field.name;
    let autocapitalize = is_code.then_some("none");
    let spellcheck = is_code.then_some("false");
    field.around(view! {
        <input
            class="input"
            id=field_id(name)
            name=name
            type=input_type
            value=value
            autocomplete=autocomplete
            autocapitalize=autocapitalize
            spellcheck=spellcheck
            required=is_required || rule.is_some_and(|rule| rule.required)
            minlength=rule.map(|rule| rule.chars_min).filter(|chars_min| *chars_min > 0)
            aria-describedby=described_by
            aria-invalid=invalid
        />
    })
}

/// A field for the address of a picture, with the picture, and the way to the library. Where the link is to fill in the field
/// of a form that is under way, the library opens beside it, and the editor's island offers it in the page.
#[component]
pub fn PictureField(
    /// What it is.
    field: Field,
    /// What is typed there.
    value: String,
    /// Where the library is.
    library: String,
    /// What leads there is called.
    choose: &'static str,
    /// Whether the form is the editor's.
    #[prop(optional)]
    is_in_editor: bool,
) -> impl IntoView {
    let (described_by, invalid, name) = (field.described_by(), field.is_invalid(), field.name);
    // What is refused is perhaps no picture's address.
    let is_shown = !value.trim().is_empty() && invalid.is_none();
    let picture = is_shown.then(|| view! { <img class="chosen-picture" src=value.clone() alt="" loading="lazy"/> });
    let label = field.label;
    let (target, pick) = (is_in_editor.then_some("_blank"), is_in_editor.then_some(name));
    field.around(view! {
        {picture}
        <input class="input" id=field_id(name) name=name type="text" value=value autocapitalize="none"
            spellcheck="false" aria-describedby=described_by aria-invalid=invalid/>
        <a class="choose-picture" href=library target=target data-pick=pick>
            {choose} " " <span class="visually-hidden">{label}</span>
        </a>
    })
}

/// A field of several lines.
#[component]
pub fn TextArea(
    /// What it is.
    field: Field,
    /// What is typed there.
    value: String,
    /// Its constraint.
    #[prop(optional)]
    rule: Option<TextRule>,
    /// How many lines it shows.
    rows: u32,
    /// Whether the live preview follows it.
    #[prop(optional)]
    is_markdown: bool,
    /// The language of what is typed there, where it is known.
    #[prop(default = None)]
    lang: Option<String>,
) -> impl IntoView {
    let (described_by, invalid) = (field.described_by(), field.is_invalid());
    let name = field.name;
    field.around(view! {
        <textarea
            class="input"
            id=field_id(name)
            name=name
            rows=rows
            lang=lang
            required=rule.is_some_and(|rule| rule.required)
            aria-describedby=described_by
            aria-invalid=invalid
            data-markdown=is_markdown.then_some("")
            inner_html=textarea_html(&value)
        ></textarea>
    })
}

/// What was typed, sent along unseen, so that nothing of it is lost on the way.
pub(super) fn hidden_fields(fields: impl IntoIterator<Item = (impl Into<String>, String)>) -> Vec<AnyView> {
    let fields = fields.into_iter().map(|(name, value)| {
        let name: String = name.into();
        // A browser takes line breaks out of an input's value.
        if value.contains('\n') {
            view! { <textarea hidden=true name=name inner_html=textarea_html(&value)></textarea> }.into_any()
        } else {
            view! { <input type="hidden" name=name value=value/> }.into_any()
        }
    });
    fields.collect()
}

/// The content of a `<textarea>`. Browsers drop one line break at its beginning, so it begins with one to be dropped.
pub fn textarea_html(text: &str) -> String {
    format!("\n{}", escape_text(text))
}
