//! What a visitor does over HTTP besides talking: receipts of delivery, taking back.

use crate::{
    error::Failure,
    extract::{Body, VisitorsOwn, parse_seq},
    route::finish::finish,
    state::ApiState,
    view::{ReadRequest, ReadView},
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};

/// Entries up to here have reached a page of the visitor. Reading says so too.
#[utoipa::path(
    post,
    path = "/widget/{channel}/sessions/{session}/got",
    tag = "widget",
    params(("channel" = String, Path), ("session" = String, Path)),
    request_body = ReadRequest,
    responses(
        (status = 200, body = ReadView),
        (status = 401, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn got(
    State(state): State<ApiState>,
    VisitorsOwn(own): VisitorsOwn,
    Body(asked): Body<ReadRequest>,
) -> Result<Json<ReadView>, Failure> {
    let seq = state.engine.got_as_visitor(own, asked.seq).await?.ok_or(Failure::NotFound("the session"))?;
    Ok(Json(ReadView { seq }))
}

/// The visitor takes back what the visitor sent, for as long as the workspace says. Doing so again changes nothing.
#[utoipa::path(
    post,
    path = "/widget/{channel}/sessions/{session}/messages/{seq}/recall",
    tag = "widget",
    params(("channel" = String, Path), ("session" = String, Path), ("seq" = i64, Path)),
    responses(
        (status = 204),
        (status = 401, body = crate::view::ErrorBody),
        (status = 403, description = "`not_sender`, or `recall_off` where the workspace allows none", body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
        (status = 409, description = "`too_late`, with the limit in seconds", body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn recall(
    State(state): State<ApiState>,
    VisitorsOwn(own): VisitorsOwn,
    Path((_, _, seq)): Path<(String, String, String)>,
) -> Result<StatusCode, Failure> {
    let (engine, seq) = (state.engine.clone(), parse_seq(&seq)?);
    finish(async move { engine.recall_as_visitor(own, seq).await }).await?;
    Ok(StatusCode::NO_CONTENT)
}
