//! How webhooks fare, what became of their calls, and making one once more.

use crate::{
    error::Failure,
    extract::{Admin, Query, parse_before},
    route::finish::finish,
    state::ApiState,
    view::{DeliveryList, DeliveryView, OutcomeWord, WebhookList},
};
use axum::{
    Json,
    extract::{Path, State},
};
use serde::Deserialize;
use std::sync::Arc;
use usher_engine::MAX_PAGE_LIMIT;
use usher_model::{DeliveryId, WebhookId};
use utoipa::IntoParams;

/// Calls of a page where the client does not say.
const PAGE: u32 = 50;

/// A page of calls.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeliveryQuery {
    /// Only those of which this became.
    #[param(inline)]
    outcome: Option<OutcomeWord>,
    /// Only older ones than this call.
    before: Option<String>,
    /// At most so many, 200 at most.
    limit: Option<u32>,
}

/// All webhooks of the rules that serve, and how each fares. There are as many as the rules have, dozens at the most, so
/// they come on one page.
#[utoipa::path(
    get,
    path = "/webhooks",
    tag = "rules",
    responses(
        (status = 200, body = WebhookList),
        (status = 401, body = crate::view::ErrorBody),
        (status = 403, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn list(State(state): State<ApiState>, _: Admin) -> Result<Json<WebhookList>, Failure> {
    let states = state.engine.webhook_states().await?;
    Ok(Json(WebhookList { webhooks: states.into_iter().map(Into::into).collect() }))
}

/// A webhook's calls, newest first: those that wait, and those of the last thirty days.
#[utoipa::path(
    get,
    path = "/webhooks/{webhook}/deliveries",
    tag = "rules",
    params(("webhook" = String, Path), DeliveryQuery),
    responses(
        (status = 200, body = DeliveryList),
        (status = 401, body = crate::view::ErrorBody),
        (status = 403, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn deliveries(
    State(state): State<ApiState>,
    _: Admin,
    Path(webhook): Path<String>,
    Query(query): Query<DeliveryQuery>,
) -> Result<Json<DeliveryList>, Failure> {
    let webhook = known(&state, &webhook)?;
    let limit = query.limit.unwrap_or(PAGE).clamp(1, MAX_PAGE_LIMIT);
    let before = parse_before(query.before.as_deref())?;
    let outcome = query.outcome.map(Into::into);
    let mut calls = state.engine.store().deliveries(&webhook, outcome, before, limit + 1).await?;
    let has_more = calls.len() > limit as usize;
    calls.truncate(limit as usize);
    Ok(Json(DeliveryList { deliveries: calls.into_iter().map(Into::into).collect(), has_more }))
}

/// Has a call made once more, at once, under the same id: so the other side can tell that it heard it before.
#[utoipa::path(
    post,
    path = "/webhooks/{webhook}/deliveries/{delivery}/replay",
    tag = "rules",
    params(("webhook" = String, Path), ("delivery" = String, Path)),
    responses(
        (status = 200, body = DeliveryView),
        (status = 401, body = crate::view::ErrorBody),
        (status = 403, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
        (status = 409, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn replay(
    State(state): State<ApiState>,
    _: Admin,
    Path((webhook, delivery)): Path<(String, String)>,
) -> Result<Json<DeliveryView>, Failure> {
    let (webhook, delivery) = (known(&state, &webhook)?, parse_delivery(&delivery)?);
    let engine = Arc::clone(&state.engine);
    let call = finish(async move { engine.replay_delivery(&webhook, delivery).await }).await?;
    Ok(Json(call.into()))
}

/// A webhook that the rules have.
fn known(state: &ApiState, given: &str) -> Result<WebhookId, Failure> {
    let missing = || Failure::NotFound("the webhook");
    let webhook: WebhookId = given.parse().map_err(|_| missing())?;
    if state.engine.rules().ruleset().webhooks.contains_key(&webhook) { Ok(webhook) } else { Err(missing()) }
}

fn parse_delivery(given: &str) -> Result<DeliveryId, Failure> {
    given.parse().map_err(|_| Failure::NotFound("the call"))
}
