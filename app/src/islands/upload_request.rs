//! One file on its way to the library: the one request whose progress people watch.

use std::collections::BTreeMap;

use leptos::prelude::window;
use serde::Deserialize;
use web_sys::wasm_bindgen::closure::Closure;
use web_sys::wasm_bindgen::{JsCast, JsValue};
use web_sys::{File, FormData, ProgressEvent, XmlHttpRequest};

/// Where the library takes files.
const PATH: &str = "/admin/media";

const CREATED: u16 = 201;
const UNAUTHORIZED: u16 = 401;
const TOO_LARGE: u16 = 413;
const SERVER_FAILS_FROM: u16 = 500;

/// How a request ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The library has it.
    Taken(Taken),
    /// The library does not want it, for this reason where it gives one.
    Refused(Option<String>),
    /// It is larger than the server reads.
    TooLarge,
    /// The session has ended.
    SignedOut,
    /// The server could not be reached, or could not answer now.
    Unreachable,
}

/// A file as the library has it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Taken {
    /// Its address.
    pub path: String,
    /// Its description.
    #[serde(default)]
    pub alt: Option<String>,
}

#[derive(Deserialize)]
struct TakenFiles {
    files: Vec<Taken>,
}

/// RFC 9457, with what is wrong with each field.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Problem {
    detail: Option<String>,
    errors: BTreeMap<String, Vec<String>>,
}

/// Sends a file, and tells how many hundredths are sent, and then the answer. Dropping it changes nothing; it can be
/// aborted, and then nothing more is told.
pub fn send(
    file: &File,
    on_progress: impl Fn(u32) + 'static,
    on_answer: impl Fn(Answer) + Clone + 'static,
) -> Result<XmlHttpRequest, JsValue> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is between 0 and 100")]
    let on_sent = move |part: f64| on_progress((part * 100.0) as u32);
    post(file, on_sent, move |status, body| on_answer(read(status, &body)))
}

/// The same with what part of it is sent, from 0 to 1, and the answer as it came; the status is 0 where none did.
pub fn post(
    file: &File,
    on_sent: impl Fn(f64) + 'static,
    on_end: impl Fn(u16, String) + Clone + 'static,
) -> Result<XmlHttpRequest, JsValue> {
    let request = XmlHttpRequest::new()?;
    request.open("POST", PATH)?;
    request.set_request_header("Accept", "application/json")?;
    let progress = Closure::<dyn FnMut(ProgressEvent)>::new(move |event: ProgressEvent| {
        if event.length_computable() && event.total() > 0.0 {
            on_sent(event.loaded() / event.total());
        }
    });
    request.upload()?.set_onprogress(Some(progress.into_js_value().unchecked_ref()));
    let loaded = {
        let (request, on_end) = (request.clone(), on_end.clone());
        Closure::<dyn FnMut()>::new(move || {
            let body = request.response_text().ok().flatten().unwrap_or_default();
            on_end(request.status().unwrap_or_default(), body);
        })
    };
    request.set_onload(Some(loaded.into_js_value().unchecked_ref()));
    let failed = Closure::<dyn FnMut()>::new(move || on_end(0, String::new()));
    request.set_onerror(Some(failed.into_js_value().unchecked_ref()));
    let form = FormData::new()?;
    form.append_with_blob_and_filename("file", file, &file.name())?;
    request.send_with_opt_form_data(Some(&form))?;
    Ok(request)
}

fn read(status: u16, body: &str) -> Answer {
    match status {
        CREATED => {
            let taken = serde_json::from_str::<TakenFiles>(body).ok().and_then(|taken| taken.files.into_iter().next());
            taken.map_or(Answer::Refused(None), Answer::Taken)
        }
        UNAUTHORIZED => Answer::SignedOut,
        0 | SERVER_FAILS_FROM.. => Answer::Unreachable,
        _ => {
            let problem = serde_json::from_str::<Problem>(body).unwrap_or_default();
            let said = problem.errors.get("file").map(|reasons| reasons.join(" "));
            match said.filter(|said| !said.is_empty()) {
                None if status == TOO_LARGE => Answer::TooLarge,
                said => Answer::Refused(said.or(problem.detail)),
            }
        }
    }
}

/// Whether the browser knows that it has no network.
pub fn is_offline() -> bool {
    !window().navigator().on_line()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read() {
        let taken = r#"{"files":[{"hash":"x","path":"/media/x/a.webp","name":"a.webp","width":1,"alt":""}]}"#;
        let path = |answer| match answer {
            Answer::Taken(taken) => taken.path,
            other => format!("{other:?}"),
        };
        assert_eq!(path(read(201, taken)), "/media/x/a.webp");
        let refused = r#"{"title":"Bad Request","detail":"Nothing.","errors":{"file":["Not an image."]}}"#;
        assert_eq!(read(400, refused), Answer::Refused(Some("Not an image.".into())));
        assert_eq!(read(413, refused), Answer::Refused(Some("Not an image.".into())));
        assert_eq!(read(413, "<html>"), Answer::TooLarge);
        assert_eq!(read(403, r#"{"detail":"No."}"#), Answer::Refused(Some("No.".into())));
        assert_eq!(read(401, "{}"), Answer::SignedOut);
        assert_eq!(read(503, "{}"), Answer::Unreachable);
        assert_eq!(read(201, "<html>"), Answer::Refused(None));
    }
}
