//! What a request brings along: who calls, and what every page is drawn with.

use std::sync::Arc;

use blog::domain::Principal;
use blog::domain::views::SiteView;
use blog::service::{Blog, SignedIn};
use blog::text::Text;
use leptos::config::LeptosOptions;
use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;

use crate::functions::FunctionError;
use crate::readers::Assets;

/// Who calls, and the service they call. Server functions and pages find it in their context.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The service.
    pub blog: Arc<Blog>,
    /// Who is signed in, if anybody.
    pub signed_in: Option<SignedIn>,
}

impl Caller {
    /// Runs something that expects to be called from a page or over HTTP, such as a server function.
    pub async fn run<F: Future>(self, function: impl FnOnce() -> F) -> F::Output {
        let provide = || provide_context(self);
        apart(provide, function).await
    }

    /// Who is signed in and may be trusted to act.
    ///
    /// # Errors
    /// When nobody is.
    pub fn principal(&self) -> Result<&Principal, FunctionError> {
        self.signed_in.as_ref().map(|signed_in| &signed_in.principal).ok_or(FunctionError::SignedOut)
    }
}

/// Runs something in a context of its own, under nobody's: a page that another request is drawing leaves its context on the
/// thread, and whatever is found or set there would be that request's.
pub async fn apart<F: Future>(provide: impl FnOnce(), function: impl FnOnce() -> F) -> F::Output {
    let owner = Owner::default();
    let future = owner.with(|| {
        provide();
        ScopedFuture::new(function())
    });
    let output = future.await;
    owner.unset_with_forced_cleanup();
    output
}

/// What every page is drawn with.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The site's name and language.
    pub site: Arc<SiteView>,
    /// The files that every page links to.
    pub assets: &'static Assets,
    /// Where the browser finds the islands, when they were built.
    pub islands: Option<LeptosOptions>,
}

impl Frame {
    /// The interface in the site's language.
    pub fn text(&self) -> Text {
        Text::in_language(&self.site.language)
    }
}
