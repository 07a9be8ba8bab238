//! The visitor's own sessions, the earlier ones too.

use crate::{
    error::Failure,
    extract::{Query, SignedVisitor, parse_session},
    route::search::HistoryQuery,
    state::ApiState,
    view::{VisitorSessionList, VisitorSessionView},
};
use axum::{Json, extract::State};
use usher_engine::MAX_PAGE_LIMIT;

/// Sessions of a page where the client does not say.
const PAGE: u32 = 20;

/// The visitor's own sessions, newest first. The transcript of each is read like that of the latest.
#[utoipa::path(
    get,
    path = "/widget/{channel}/sessions",
    tag = "widget",
    params(("channel" = String, Path), HistoryQuery),
    responses((status = 200, body = VisitorSessionList), (status = 401, body = crate::view::ErrorBody))
)]
pub(crate) async fn list(
    State(state): State<ApiState>,
    visitor: SignedVisitor,
    Query(asked): Query<HistoryQuery>,
) -> Result<Json<VisitorSessionList>, Failure> {
    let before = asked.before.as_deref().map(parse_session).transpose()?;
    let limit = asked.limit.unwrap_or(PAGE).clamp(1, MAX_PAGE_LIMIT - 1);
    // One more than asked for tells whether there are more.
    let mut found = state.engine.own_sessions(&visitor.0, before, limit + 1).await?;
    let has_more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let rules = state.engine.rules();
    let sessions = found.iter().map(|session| VisitorSessionView::new(session, &rules)).collect();
    Ok(Json(VisitorSessionList { sessions, has_more }))
}
