//! Every route of the site.

use axum::Router;
use axum::middleware::from_fn_with_state;

use crate::{AppState, admin, api, assets, observe, operators, position, readers, security};

/// The whole site. Readers' pages and assets are apart: they need no layer, because their answers are made once
/// with every header, and a hit must cost nothing but looking it up.
pub fn router(state: AppState) -> Router {
    let observed = Router::new()
        .merge(operators::routes(&state))
        .nest(api::BASE_PATH, api::routes(&state))
        .merge(admin::routes(&state))
        .layer(from_fn_with_state(state.clone(), security::same_origin))
        .layer(from_fn_with_state(state.clone(), observe::observe))
        .layer(security::strictest_policy())
        .layer(from_fn_with_state(state.clone(), security::secure_headers));
    let is_node = state.blog.cluster().is_some();
    let site = Router::new().merge(readers::routes(&state)).merge(assets::routes()).merge(observed);
    let site = if is_node { site.layer(from_fn_with_state(state.clone(), position::keep)) } else { site };
    site.with_state(state)
}
