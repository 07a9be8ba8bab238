//! The visitor's session: looked up, ended.

use crate::{
    error::Failure,
    extract::{SignedVisitor, VisitorsOwn},
    route::finish::finish,
    state::ApiState,
    view::{CurrentSession, OfferedFormView, VisitorSessionView, WaitingView},
};
use axum::{Json, extract::State};
use usher_engine::Engine;
use usher_model::{QueueReason, Session, SessionState};

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
    let latest = state.engine.latest_session(&visitor.0).await?;
    let session = match latest {
        Some(session) => Some(visitor_session(&state.engine, &session).await?),
        None => None,
    };
    Ok(Json(CurrentSession { epoch: state.engine.store().epoch().to_string(), session }))
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

/// A session as its visitor sees it, with its place in line and the form that is offered.
pub(crate) async fn visitor_session(engine: &Engine, session: &Session) -> Result<VisitorSessionView, Failure> {
    let waiting = waiting(engine, session).await?;
    let form = engine.form_of(session).await?.map(|form| OfferedFormView { id: form.to_string() });
    Ok(VisitorSessionView { waiting, form, ..VisitorSessionView::new(session, &engine.rules()) })
}

/// Where a session stands in line, while it waits in one.
pub(crate) async fn waiting(engine: &Engine, session: &Session) -> Result<Option<WaitingView>, Failure> {
    let (group, reason) = match &session.state {
        SessionState::Queued { group, reason } => (group, *reason),
        // Visitors are not told who is asked, only that they wait.
        SessionState::Offered { group, .. } => (group, QueueReason::Busy),
        SessionState::Assigned { .. } | SessionState::Unmatched | SessionState::Closed { .. } => return Ok(None),
    };
    let Some(standing) = engine.standing(session).await? else { return Ok(None) };
    let opening = engine.opens_at(group);
    Ok(Some(WaitingView {
        reason: reason.into(),
        place: standing.place,
        length: standing.length,
        wait_ms: standing.wait.and_then(|wait| u64::try_from(wait.as_millis()).ok()),
        opens_at_ms: opening.map(|opening| opening.at.as_millis()),
        opens_utc_offset_minutes: opening.map(|opening| opening.utc_offset_minutes),
    }))
}
