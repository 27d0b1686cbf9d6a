//! Tags, categories and series: what is asked to be done with one.

use app::admin::forms::{Done, LabelAction, LabelForm, Sent};
use app::admin::labels::{label_path, labels_path, taxonomy_of_path};
use app::context::Caller;
use app::functions::FunctionError;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use blog::domain::post::Taxonomy;

use super::form::Form;
use super::sent_again;
use crate::AppState;
use crate::error::Failure;
use crate::session::{MaybeSignedIn, SIGN_IN_PATH};

/// `POST /admin/tags/{slug}`, `/admin/categories/{slug}` and `/admin/series/{slug}`
pub async fn change(
    State(state): State<AppState>,
    MaybeSignedIn(signed_in): MaybeSignedIn,
    Path(slug): Path<String>,
    parts: Parts,
    Form(form): Form<LabelForm>,
) -> Result<Response, Failure> {
    let taxonomy = taxonomy_of_path(parts.uri.path()).ok_or(Failure::new(StatusCode::NOT_FOUND))?;
    let caller = Caller { blog: state.blog.clone(), signed_in };
    Ok(match change_as_asked(&caller, taxonomy, &slug, &form).await {
        Ok(next) => Redirect::to(&next).into_response(),
        Err(FunctionError::SignedOut) => Redirect::to(SIGN_IN_PATH).into_response(),
        Err(FunctionError::NotFound) => return Err(Failure::new(StatusCode::NOT_FOUND)),
        Err(error) => {
            let status = error.status();
            sent_again(&state, caller, parts, Sent { form, refusal: Some(error) }, status).await
        }
    })
}

async fn change_as_asked(
    caller: &Caller,
    taxonomy: Taxonomy,
    slug: &str,
    form: &LabelForm,
) -> Result<String, FunctionError> {
    let (blog, who) = (&caller.blog, caller.principal()?);
    let (path, done) = match form.action {
        LabelAction::Rename | LabelAction::Merge => {
            let may_merge = form.action == LabelAction::Merge;
            let label = blog.rename_label(who, taxonomy, slug, &form.name, may_merge).await?;
            let done = if may_merge { Done::LabelMerged } else { Done::LabelRenamed };
            (label_path(taxonomy, &label.slug), done)
        }
        LabelAction::Delete => {
            blog.delete_label(who, taxonomy, slug).await?;
            (labels_path(taxonomy), Done::LabelDeleted)
        }
    };
    Ok(format!("{path}?{}", done.to_query()))
}
