//! The writers' application: every page of theirs, and the document around it.

use axum::http::HeaderValue;
use axum::http::header::CONTENT_SECURITY_POLICY;
use leptos::hydration::AutoReload;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::SsrMode;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;

use crate::admin::{
    ClusterPage, CommentsPage, ComparePage, EditPostPage, ForgottenPage, HistoryPage, HomePage, LabelPage, LabelsPage,
    LinkPage, MediaFilePage, MediaPage, NewPostPage, NotFoundPage, PeoplePage, PostHistoryPage, PostListPage,
    PostVersionPage, PreviewsPage, ProfilePage, SettingsPage, SetupPage, SignInPage, WordsPage,
};
use crate::context::Frame;

/// Every writers' page. Each is whole before it is sent, so that its status and its title are right.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/admin") view=HomePage ssr=SsrMode::Async/>
                <Route path=path!("/admin/setup") view=SetupPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/login") view=SignInPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/posts") view=PostListPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/posts/new") view=NewPostPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/posts/:id") view=EditPostPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/posts/:id/history") view=PostHistoryPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/posts/:id/history/:position") view=PostVersionPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/posts/:id/compare") view=ComparePage ssr=SsrMode::Async/>
                <Route path=path!("/admin/posts/:id/words") view=WordsPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/posts/:id/previews") view=PreviewsPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/history") view=HistoryPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/media") view=MediaPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/media/:hash") view=MediaFilePage ssr=SsrMode::Async/>
                <Route path=path!("/admin/tags") view=LabelsPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/tags/:slug") view=LabelPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/categories") view=LabelsPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/categories/:slug") view=LabelPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/series") view=LabelsPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/series/:slug") view=LabelPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/comments") view=CommentsPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/people") view=PeoplePage ssr=SsrMode::Async/>
                <Route path=path!("/admin/settings") view=SettingsPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/profile") view=ProfilePage ssr=SsrMode::Async/>
                <Route path=path!("/admin/forgotten") view=ForgottenPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/link") view=LinkPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/cluster") view=ClusterPage ssr=SsrMode::Async/>
            </Routes>
        </Router>
    }
}

/// The document around a page.
pub fn shell(frame: Frame) -> impl IntoView {
    allow_own_scripts();
    let reload = frame.islands.clone().map(|options| view! { <AutoReload options/> });
    view! {
        <!DOCTYPE html>
        <html lang=frame.text().language_tag()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="robots" content="noindex"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="stylesheet" href=frame.assets.stylesheet.as_str()/>
                <link rel="icon" href=frame.assets.favicon.as_str() type="image/svg+xml"/>
                {reload}
                <MetaTags/>
            </head>
            <body class="admin">
                <App/>
            </body>
        </html>
    }
}

/// Lets the browser run the islands and nothing that a text could smuggle in: what is inline needs this response's
/// nonce. A post's pictures, sound and video may come from elsewhere in the preview, as they may for readers.
fn allow_own_scripts() {
    let (Some(response), Some(nonce)) = (use_context::<ResponseOptions>(), use_nonce()) else { return };
    // `cargo leptos watch` reloads pages through a socket on another port.
    let reload = if std::env::var_os("LEPTOS_WATCH").is_some() { " ws:" } else { "" };
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; connect-src 'self'{reload}; \
         style-src 'self'; font-src 'self'; img-src 'self' https: data:; media-src 'self' https:; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.insert_header(CONTENT_SECURITY_POLICY, policy);
    }
}
