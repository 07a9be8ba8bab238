//! A page tells who its visitor is, or that the visitor has logged out.

use crate::{
    error::{Failure, IdentityFailure},
    extract::{Body, Client, SignedVisitor, parse_channel, parse_locale},
    origin::text,
    route::finish::finish,
    state::ApiState,
    view::{IdentifiedView, IdentifyRequest},
};
use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
};
use std::time::Duration;
use tokio::time::{Instant, sleep_until};
use usher_engine::Identifying;

/// Refusals are answered this long after they were asked for, whatever they lacked: longer than looking at one takes, so
/// that the time of an answer tells nothing. One that takes longer is answered a whole beat later.
const BEAT: Duration = Duration::from_millis(100);

/// Exchanges a proof of who the visitor is for a visitor's token, once. Whoever was here with a token of the same person,
/// or of nobody yet, keeps it and all that was said. Asked by our own window, never by the host page. All that a proof can
/// lack has one answer, `identity_refused`.
#[utoipa::path(
    post,
    path = "/widget/{channel}/identify",
    tag = "widget",
    params(("channel" = String, Path)),
    request_body = IdentifyRequest,
    responses(
        (status = 200, body = IdentifiedView),
        (status = 403, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
        (status = 429, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn identify(
    State(state): State<ApiState>,
    Path(channel): Path<String>,
    client: Client,
    headers: HeaderMap,
    Body(asked): Body<IdentifyRequest>,
) -> Result<Json<IdentifiedView>, Failure> {
    let begun = Instant::now();
    client.must_be_ours()?;
    let id = parse_channel(&channel)?;
    state.limiters.proof(client.address, &id)?;
    let rules = state.engine.rules();
    let locale = parse_locale(&asked.locale, &rules.ruleset().workspace.default_locale);
    let known = match bearer(&headers) {
        // A token that stands for nobody any more is none: a browser may come back after its visitor was parted from it.
        Some(token) => SignedVisitor::known(&state.engine, &channel, token, &client.own_origin).await.ok(),
        None => None,
    };
    let identifying = Identifying {
        channel: id,
        origin: asked.host_origin,
        own_origin: client.own_origin,
        locale,
        proof: asked.proof,
        known: known.map(|visitor| visitor.0),
    };
    let engine = state.engine.clone();
    let done = finish(async move { engine.identify(identifying).await }).await;
    if matches!(done, Err(Failure::Identity(IdentityFailure::Refused))) {
        let beats = begun.elapsed().as_micros() / BEAT.as_micros() + 1;
        sleep_until(begun + BEAT * u32::try_from(beats).unwrap_or(u32::MAX)).await;
    }
    let now = done?;
    Ok(Json(IdentifiedView { visitor: now.visitor.id.to_string(), token: now.token.map(|token| token.to_text()) }))
}

/// Parts the visitor from the browser: the token stands for nobody from now on. What was said stays.
#[utoipa::path(
    post,
    path = "/widget/{channel}/reset",
    tag = "widget",
    params(("channel" = String, Path)),
    responses((status = 204), (status = 401, body = crate::view::ErrorBody))
)]
pub(crate) async fn reset(
    State(state): State<ApiState>,
    Path(channel): Path<String>,
    client: Client,
    headers: HeaderMap,
) -> Result<StatusCode, Failure> {
    client.must_be_ours()?;
    let token = bearer(&headers).ok_or(Failure::Unauthorized("send the visitor token as `Authorization: Bearer`"))?;
    // Also where the channel asks for a proof by now: who logs out need not log in first.
    let visitor = SignedVisitor::known(&state.engine, &channel, token, &client.own_origin).await?;
    state.limiters.visitor_request(visitor.0.id)?;
    let engine = state.engine.clone();
    finish(async move { engine.part(visitor.0.id).await }).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    text(headers, header::AUTHORIZATION.as_str())?.strip_prefix("Bearer ")
}
