//! The visitor's session: looked up, ended.

use crate::{
    error::Failure,
    extract::{SignedVisitor, VisitorsOwn},
    route::finish::finish,
    state::ApiState,
    view::{CurrentSession, VisitorSessionView},
};
use axum::{Json, extract::State};

/// The visitor's latest session, open or closed.
#[utoipa::path(
    get,
    path = "/widget/{channel}/session",
    tag = "widget",
    params(("channel" = String, Path)),
    responses((status = 200, body = CurrentSession), (status = 401, body = crate::view::ErrorBody))
)]
pub(crate) async fn get(
    State(state): State<ApiState>,
    visitor: SignedVisitor,
) -> Result<Json<CurrentSession>, Failure> {
    let rules = state.engine.rules();
    let latest = state.engine.latest_session(&visitor.0).await?;
    Ok(Json(CurrentSession {
        epoch: state.engine.store().epoch().to_string(),
        session: latest.map(|session| VisitorSessionView::new(&session, &rules)),
    }))
}

/// The visitor ends a session. Ending one that is over answers it as it is.
#[utoipa::path(
    post,
    path = "/widget/{channel}/sessions/{session}/end",
    tag = "widget",
    params(("channel" = String, Path), ("session" = String, Path)),
    responses(
        (status = 200, body = VisitorSessionView),
        (status = 401, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn end(
    State(state): State<ApiState>,
    VisitorsOwn(own): VisitorsOwn,
) -> Result<Json<VisitorSessionView>, Failure> {
    let engine = state.engine.clone();
    let closed = finish(async move { engine.close_as_visitor(own).await }).await?;
    Ok(Json(VisitorSessionView::new(&closed, &state.engine.rules())))
}
