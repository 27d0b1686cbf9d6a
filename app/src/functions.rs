//! Server functions: the only things that issue commands for pages.
//!
//! Each is a public endpoint under `/api/fn` as well, so each asks by itself who calls; the service then decides what
//! they may do. Signing in is none of them: its cookie and its rate limit belong to the form's own route.

#![expect(missing_docs, reason = "the structs that the macro makes of a function's arguments")]

use blog::domain::post::PostInput;
use blog::domain::post_list::PostListQuery;
use blog::domain::views::{LinkTarget, PostListPage, PostView, Presence, TextPreview};
use blog::domain::{PostId, Violations};
use leptos::prelude::*;
use leptos::server_fn::codec::{Json, JsonEncoding};
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use {
    crate::admin::forms::PostForm,
    crate::context::Caller,
    blog::domain::media::MediaView,
    blog::service::{LinkCardError, MediaQuery, Once, carry_out_once},
    blog::text::Text,
};

/// Why a server function did not do what was asked. Nothing was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FunctionError {
    /// Nobody is signed in.
    SignedOut,
    /// The role of whoever asks does not allow it.
    Forbidden,
    /// There is no such thing, or whoever asks may not know of it.
    NotFound,
    /// It was deleted.
    Gone,
    /// Somebody saved a newer version meanwhile.
    Conflict {
        /// The version that the next command has to expect.
        current_version: u64,
    },
    /// Fields break their constraints.
    Invalid(Violations),
    /// What was sent, or what came back, can't be read.
    Malformed,
    /// Too much is under way, or the server is stopping; try again.
    Overloaded,
    /// The server can't be reached.
    Unreachable,
    /// Something else went wrong; the log says what.
    Failed,
}

impl FromServerFnError for FunctionError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        let error = match error {
            ServerFnErrorErr::Request(_) => Self::Unreachable,
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => {
                Self::Malformed
            }
            _ => Self::Failed,
        };
        #[cfg(feature = "ssr")]
        error.set_status();
        error
    }
}

/// A page of the writers' list.
#[server(prefix = "/api/fn", endpoint = "list_posts", input = Json)]
pub async fn list_posts(query: PostListQuery) -> Result<PostListPage, FunctionError> {
    let caller = caller()?;
    answer(caller.blog.post_list(caller.principal()?, &query).await)
}

/// A post, to be edited.
#[server(prefix = "/api/fn", endpoint = "post", input = Json)]
pub async fn post(id: PostId) -> Result<PostView, FunctionError> {
    let caller = caller()?;
    answer(caller.blog.post(Some(caller.principal()?), id).await)
}

/// Writes a new post, and publishes it at once where the input asks for it.
#[server(prefix = "/api/fn", endpoint = "create_post", input = Json)]
pub async fn create_post(post: PostInput) -> Result<PostView, FunctionError> {
    let caller = caller()?;
    answer(caller.blog.create_post(caller.principal()?, &post).await)
}

/// Saves a post, and publishes or withdraws it where the input asks for it.
#[server(prefix = "/api/fn", endpoint = "save_post", input = Json)]
pub async fn save_post(id: PostId, version: u64, post: PostInput) -> Result<PostView, FunctionError> {
    let caller = caller()?;
    answer(caller.blog.save_post(caller.principal()?, id, Some(version), &post).await)
}

/// Puts a post into the trash.
#[server(prefix = "/api/fn", endpoint = "delete_post", input = Json)]
pub async fn delete_post(id: PostId, version: u64) -> Result<(), FunctionError> {
    let caller = caller()?;
    answer(caller.blog.delete_post(caller.principal()?, id, Some(version)).await)
}

/// Takes a post out of the trash. Whatever version it has there, it comes back as it was.
#[server(prefix = "/api/fn", endpoint = "restore_post", input = Json)]
pub async fn restore_post(id: PostId) -> Result<PostView, FunctionError> {
    let caller = caller()?;
    answer(caller.blog.restore_post(caller.principal()?, id, None).await)
}

/// What an autosave made of a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Autosaved {
    /// Which post it is: a new one's identifier is made by its first autosave.
    pub id: PostId,
    /// The version that the next save has to expect.
    pub version: u64,
}

/// Keeps what is typed into the editor's form, which comes as the form would send it. Readers see no difference. Without
/// a post it makes one, once for each form.
#[server(prefix = "/api/fn", endpoint = "autosave", input = Json)]
pub async fn autosave(id: Option<PostId>, form: String) -> Result<Autosaved, FunctionError> {
    let caller = caller()?;
    let who = caller.principal()?;
    let form = PostForm::of_fields(&form)?;
    let input = PostInput { status: None, ..form.input(&caller.blog.site().time_zone) };
    let (id, version) = post_of(&caller, id, &form, &input).await?;
    // A post that was made when this was sent before may say less than this.
    let once = Once::of_form(&form.form_id, &[]).numbered(form.request);
    let saved = answer(carry_out_once(once, caller.blog.autosave_post(who, id, Some(version), &input)).await)?;
    Ok(Autosaved { id, version: saved.version })
}

/// Saves what is typed into the editor's form, as its button does, for whoever goes on writing. Readers see no difference.
#[server(prefix = "/api/fn", endpoint = "save_form", input = Json)]
pub async fn save_form(id: Option<PostId>, form: String) -> Result<Autosaved, FunctionError> {
    let caller = caller()?;
    let who = caller.principal()?;
    let form = PostForm::of_fields(&form)?;
    let input = PostInput { status: None, ..form.input(&caller.blog.site().time_zone) };
    let (id, version) = post_of(&caller, id, &form, &input).await?;
    let once = form.once(b"save_form");
    let saved = answer(carry_out_once(once, caller.blog.save_post(who, id, Some(version), &input)).await)?;
    Ok(Autosaved { id, version: saved.version })
}

/// Notes that the caller is at a post, and says who else is.
#[server(prefix = "/api/fn", endpoint = "presence", input = Json)]
pub async fn say_present(id: PostId) -> Result<Presence, FunctionError> {
    let caller = caller()?;
    let signed_in = caller.signed_in.as_ref().ok_or(FunctionError::SignedOut)?;
    answer(caller.blog.present(&signed_in.principal, &signed_in.person, id).await)
}

/// Posts and pages that a text can link to: those that readers see, and the asker's own. Without words, the latest.
#[server(prefix = "/api/fn", endpoint = "link_targets", input = Json)]
pub async fn link_targets(query: String) -> Result<Vec<LinkTarget>, FunctionError> {
    let caller = caller()?;
    answer(caller.blog.link_targets(caller.principal()?, &query).await)
}

/// Pictures that are offered at once.
#[cfg(feature = "ssr")]
const MEDIA_CHOICES_MAX: u32 = 24;

/// A picture of the library that a text can show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaChoice {
    /// Its address.
    pub path: String,
    /// What it is called.
    pub name: String,
    /// What it shows.
    pub alt: String,
    /// The address of a small picture of it.
    pub thumbnail: String,
}

/// Pictures of the library with these words in their name or description, of those that the asker may know of. Without
/// words, the latest.
#[server(prefix = "/api/fn", endpoint = "media_choices", input = Json)]
pub async fn media_choices(query: String) -> Result<Vec<MediaChoice>, FunctionError> {
    let caller = caller()?;
    let query = MediaQuery { q: Some(query), limit: Some(MEDIA_CHOICES_MAX), ..MediaQuery::default() };
    let page = answer(caller.blog.media_page(caller.principal()?, &query).await)?;
    let choice = |media: MediaView| MediaChoice {
        thumbnail: media.thumbnail(),
        path: media.path,
        name: media.name,
        alt: media.alt,
    };
    Ok(page.media.into_iter().map(choice).collect())
}

/// Markdown as the site would show it. Nothing is written.
#[server(prefix = "/api/fn", endpoint = "preview", input = Json)]
pub async fn preview(markdown: String) -> Result<TextPreview, FunctionError> {
    let caller = caller()?;
    caller.principal()?;
    if let Err(rule) = blog::domain::post::rules::BODY.check(&markdown) {
        return answer(Err(Violations::one("body", rule).into()));
    }
    answer(caller.blog.preview(&markdown).await)
}

/// What became of a link that a card was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LinkCardAnswer {
    /// The card, as Markdown.
    Card(String),
    /// None can be made, and why, in the interface's language.
    Refused(String),
}

/// The card of a link that was pasted. Its picture becomes a file of the site.
#[server(prefix = "/api/fn", endpoint = "link_card", input = Json)]
pub async fn link_card(url: String) -> Result<LinkCardAnswer, FunctionError> {
    let caller = caller()?;
    let text = Text::in_language(&caller.blog.site().language);
    match caller.blog.link_card(caller.principal()?, &url).await {
        Ok(card) => Ok(LinkCardAnswer::Card(card.markdown)),
        Err(LinkCardError::Refused(refusal)) => Ok(LinkCardAnswer::Refused(text.link_card_refusal(refusal))),
        Err(LinkCardError::Service(error)) => answer(Err(error)),
    }
}

#[cfg(feature = "ssr")]
use server::{answer, caller, post_of};

#[cfg(feature = "ssr")]
mod server {
    use super::*;
    use axum::http::StatusCode;
    use blog::domain::{DomainError, Rule};
    use blog::service::ServiceError;
    use leptos_axum::ResponseOptions;

    impl FunctionError {
        /// The status of a response that says so.
        pub fn status(&self) -> StatusCode {
            match self {
                Self::SignedOut => StatusCode::UNAUTHORIZED,
                Self::Forbidden => StatusCode::FORBIDDEN,
                Self::NotFound => StatusCode::NOT_FOUND,
                Self::Gone => StatusCode::GONE,
                Self::Conflict { .. } => StatusCode::CONFLICT,
                Self::Invalid(_) | Self::Malformed => StatusCode::BAD_REQUEST,
                Self::Overloaded => StatusCode::SERVICE_UNAVAILABLE,
                Self::Unreachable | Self::Failed => StatusCode::INTERNAL_SERVER_ERROR,
            }
        }

        /// Gives the response that is under way this error's status; a form's handler has none, and answers itself.
        pub(crate) fn set_status(&self) {
            if let Some(response) = use_context::<ResponseOptions>() {
                response.set_status(self.status());
            }
        }
    }

    impl From<ServiceError> for FunctionError {
        fn from(error: ServiceError) -> Self {
            match error {
                ServiceError::Domain(DomainError::Invalid(violations)) => Self::Invalid(violations),
                ServiceError::Domain(DomainError::NotFound) => Self::NotFound,
                ServiceError::Domain(DomainError::Gone) => Self::Gone,
                ServiceError::Domain(DomainError::Conflict { current_version }) => Self::Conflict { current_version },
                ServiceError::Domain(DomainError::Forbidden) => Self::Forbidden,
                ServiceError::Overloaded
                | ServiceError::Stopping
                | ServiceError::DiskFull
                | ServiceError::LogUnavailable
                | ServiceError::OutcomeUnknown
                | ServiceError::LogHalted(_)
                | ServiceError::Cluster(_) => Self::Overloaded,
                ServiceError::TooLargeForLog { bytes_max, .. } => {
                    // Letters take four bytes at most.
                    Self::Invalid(Violations::one("body", Rule::TooLong { chars_max: bytes_max / 4 }))
                }
                ServiceError::KeyReused
                | ServiceError::NotWritten
                | ServiceError::Store(_)
                | ServiceError::Damaged(_)
                | ServiceError::Secret(_) => {
                    tracing::error!(%error, "the service failed");
                    Self::Failed
                }
            }
        }
    }

    /// Who calls the function that runs now.
    pub(super) fn caller() -> Result<Caller, FunctionError> {
        let caller = use_context::<Caller>().ok_or(FunctionError::Failed)?;
        if caller.signed_in.is_none() {
            return refuse(FunctionError::SignedOut);
        }
        Ok(caller)
    }

    /// Which post a form of the editor is about, and the version that it goes on from. A new one is made once for each form,
    /// whichever of its requests comes first.
    pub(super) async fn post_of(
        caller: &Caller,
        id: Option<PostId>,
        form: &PostForm,
        input: &PostInput,
    ) -> Result<(PostId, u64), FunctionError> {
        if let Some(id) = id {
            return Ok((id, form.version));
        }
        let once = Once::of_creation(&form.form_id);
        let created = answer(carry_out_once(once, caller.blog.create_post(caller.principal()?, input)).await)?;
        Ok((created.id, created.version))
    }

    /// What the service said, in words that a page and a browser understand.
    pub(super) fn answer<T>(result: Result<T, ServiceError>) -> Result<T, FunctionError> {
        result.or_else(|error| refuse(error.into()))
    }

    fn refuse<T>(error: FunctionError) -> Result<T, FunctionError> {
        error.set_status();
        Err(error)
    }
}
