//! How the plug-ins fare.

use crate::{
    error::Failure,
    extract::Admin,
    state::ApiState,
    view::{PluginList, PluginView},
};
use axum::{Json, extract::State};
use usher_ruleset::TRIP_AFTER;

/// All plug-ins of the rules that serve: what each offers, how it has fared on this node, and what waits to be done.
/// There are as many as the rules have, dozens at the most, so they come on one page.
#[utoipa::path(
    get,
    path = "/plugins",
    tag = "rules",
    responses(
        (status = 200, body = PluginList),
        (status = 401, body = crate::view::ErrorBody),
        (status = 403, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn list(State(state): State<ApiState>, _: Admin) -> Result<Json<PluginList>, Failure> {
    let backlog = state.engine.hook_backlog().await?.into();
    let health = state.engine.plugin_health();
    let rules = state.engine.rules();
    let now = state.engine.now();
    let plugins = rules.ruleset().plugins.iter();
    let plugins =
        plugins.map(|info| PluginView::new(info, health.iter().find(|health| health.plugin == info.id), now)).collect();
    Ok(Json(PluginList { plugins, off_after_failures: TRIP_AFTER, backlog }))
}
