//! What a browser keeps of a text until the server has it.

use leptos::prelude::window;
use serde::{Deserialize, Serialize};
use web_sys::wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Element, FormData, HtmlFormElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement, Storage,
    UrlSearchParams,
};

/// Fields that say how a form was shown, and nothing of what somebody typed.
const NOT_TYPED: [&str; 5] = ["form_id", "request", "version", "authors_shown", "published_at_shown"];
/// Of these, what says which form it is, and which of its requests.
const OF_THE_FORM: [&str; 2] = ["form_id", "request"];

/// Copies that wait for somebody to say what becomes of them.
const OFFERED_MAX: usize = 20;

/// What was typed into a form and is not known to be saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalCopy {
    /// The form as it would be sent.
    pub fields: String,
    /// When it was kept, in milliseconds since 1970.
    pub at: u64,
    /// Whether the form was sent since.
    pub is_sent: bool,
}

impl LocalCopy {
    /// A copy of what a form has now.
    pub fn of(form: &HtmlFormElement) -> Option<Self> {
        // A double has every millisecond of the next 285,000 years.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is a whole number, after 1970")]
        let at = js_sys::Date::now() as u64;
        Some(Self { fields: fields(form)?, at, is_sent: false })
    }

    /// The copy that this browser keeps under a name.
    pub fn load(name: &str) -> Option<Self> {
        serde_json::from_str(&storage()?.get_item(name).ok()??).ok()
    }

    /// Keeps it. Where the browser has no room or allows none, there is no copy, and this says so.
    #[must_use]
    pub fn keep(&self, name: &str) -> bool {
        let json = serde_json::to_string(self);
        storage().zip(json.ok()).is_some_and(|(storage, json)| storage.set_item(name, &json).is_ok())
    }

    /// Puts it back into the form, with the version that it was typed against. What this form has made of that version since
    /// is nothing that it knows of, so to the server it is another form from now on.
    pub fn put_back(&self, form: &HtmlFormElement) {
        let Ok(pairs) = UrlSearchParams::new_with_str(&self.fields) else { return };
        let Ok(Some(elements)) = js_sys::try_iter(&pairs) else { return };
        for pair in elements.flatten() {
            let pair = js_sys::Array::from(&pair);
            let (Some(name), Some(value)) = (pair.get(0).as_string(), pair.get(1).as_string()) else { continue };
            if !OF_THE_FORM.contains(&name.as_str())
                && let Ok(Some(element)) = form.query_selector(&format!("[name=\"{name}\"]"))
            {
                set_value(&element, &value);
            }
        }
        if let Ok(Some(element)) = form.query_selector("[name=form_id]")
            && let Some(field) = element.dyn_ref::<HtmlInputElement>()
        {
            field.set_value(&format!("{}+", field.value()));
        }
    }
}

/// Copies that are offered back, the newest last. They have a place of their own: what is typed before somebody decides
/// must not take theirs.
pub fn offered(name: &str) -> Vec<LocalCopy> {
    let json = storage().and_then(|storage| storage.get_item(&offered_name(name)).ok()?);
    json.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default()
}

/// Keeps the copies that are offered back.
pub fn keep_offered(name: &str, mut copies: Vec<LocalCopy>) {
    let name = offered_name(name);
    if copies.is_empty() {
        return forget(&name);
    }
    copies.drain(..copies.len().saturating_sub(OFFERED_MAX));
    if let (Some(storage), Ok(json)) = (storage(), serde_json::to_string(&copies)) {
        let _ = storage.set_item(&name, &json);
    }
}

fn offered_name(name: &str) -> String {
    format!("{name} offered")
}

/// Who was signed in when this browser last saw an editor: the page of somebody whose session has ended can't tell.
pub fn last_handle(handle: &str) -> String {
    const NAME: &str = "lithair handle";
    let Some(storage) = storage() else { return handle.to_owned() };
    if handle.is_empty() {
        return storage.get_item(NAME).ok().flatten().unwrap_or_default();
    }
    let _ = storage.set_item(NAME, handle);
    handle.to_owned()
}

/// Forgets the copy of that name.
pub fn forget(name: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(name);
    }
}

/// A form as it would be sent.
pub fn fields(form: &HtmlFormElement) -> Option<String> {
    let data = FormData::new_with_form(form).ok()?;
    let pairs = UrlSearchParams::new_with_str_sequence_sequence(&JsValue::from(data)).ok()?;
    Some(pairs.to_string().into())
}

/// A form as it would have been sent when its page came.
pub fn first_fields(form: &HtmlFormElement) -> Option<String> {
    let pairs = UrlSearchParams::new().ok()?;
    let elements = form.elements();
    for element in (0..elements.length()).filter_map(|index| elements.item(index)) {
        if let Some(field) = element.dyn_ref::<HtmlInputElement>() {
            // What has no name is never sent.
            if !field.name().is_empty() {
                pairs.append(&field.name(), &field.default_value());
            }
        } else if let Some(field) = element.dyn_ref::<HtmlTextAreaElement>() {
            pairs.append(&field.name(), &field.default_value().ok()?);
        } else if let Some(field) = element.dyn_ref::<HtmlSelectElement>() {
            let chosen = field.query_selector("option[selected]").ok()?;
            let chosen = chosen.and_then(|option| option.get_attribute("value"));
            pairs.append(&field.name(), &chosen.unwrap_or_else(|| field.value()));
        }
    }
    Some(pairs.to_string().into())
}

/// The name of a form as it would be sent.
pub fn form_id(fields: &str) -> Option<String> {
    UrlSearchParams::new_with_str(fields).ok()?.get("form_id")
}

/// What somebody typed of a form as it would be sent.
pub fn typed(fields: &str) -> String {
    let Ok(pairs) = UrlSearchParams::new_with_str(fields) else { return fields.to_owned() };
    NOT_TYPED.iter().for_each(|name| pairs.delete(name));
    pairs.to_string().into()
}

/// Gives a field another value.
pub fn set_value(element: &Element, value: &str) {
    if let Some(field) = element.dyn_ref::<HtmlInputElement>() {
        field.set_value(value);
    } else if let Some(field) = element.dyn_ref::<HtmlTextAreaElement>() {
        field.set_value(value);
    } else if let Some(field) = element.dyn_ref::<HtmlSelectElement>() {
        field.set_value(value);
    }
}

fn storage() -> Option<Storage> {
    window().local_storage().ok()?
}
