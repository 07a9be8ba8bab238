//! A new visitor comes in.

use crate::{
    error::Failure,
    extract::{Body, Client, parse_channel, parse_locale},
    state::ApiState,
    view::{AdmitRequest, NewVisitorView},
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};

/// Lets a new visitor in and gives a token. Asked by our own window, never by the host page.
#[utoipa::path(
    post,
    path = "/widget/{channel}/visitors",
    tag = "widget",
    params(("channel" = String, Path)),
    request_body = AdmitRequest,
    responses(
        (status = 201, body = NewVisitorView),
        (status = 403, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
        (status = 429, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn post(
    State(state): State<ApiState>,
    Path(channel): Path<String>,
    client: Client,
    Body(asked): Body<AdmitRequest>,
) -> Result<(StatusCode, Json<NewVisitorView>), Failure> {
    client.must_be_ours()?;
    let channel = parse_channel(&channel)?;
    state.limiters.new_visitor(client.address, &channel)?;
    let rules = state.engine.rules();
    let locale = parse_locale(&asked.locale, &rules.ruleset().workspace.default_locale);
    let admitted = state.engine.admit(&channel, &asked.host_origin, &client.own_origin, locale).await?;
    let view = NewVisitorView { visitor: admitted.visitor.id.to_string(), token: admitted.token.to_text() };
    Ok((StatusCode::CREATED, Json(view)))
}
