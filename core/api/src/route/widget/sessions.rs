//! The visitor's own sessions, the earlier ones too; and one that begins with a form.

use crate::{
    error::Failure,
    extract::{Body, OurPage, Query, SignedVisitor, parse_before},
    route::{finish::finish, search::HistoryQuery, visitor_session},
    state::ApiState,
    view::{BegunView, SentFormRequest, VisitorSessionList, VisitorSessionView},
};
use axum::{Json, extract::State, http::StatusCode};
use usher_engine::MAX_PAGE_LIMIT;

use super::left::sent_form;

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
    let before = parse_before(asked.before.as_deref())?;
    let limit = asked.limit.unwrap_or(PAGE).clamp(1, MAX_PAGE_LIMIT - 1);
    // One more than asked for tells whether there are more.
    let mut found = state.engine.own_sessions(&visitor.0, before, limit + 1).await?;
    let has_more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let rules = state.engine.rules();
    let sessions = found.iter().map(|session| VisitorSessionView::new(session, &rules)).collect();
    Ok(Json(VisitorSessionList { sessions, has_more }))
}

/// Opens a session with the form that a chat begins with in this channel, see `pre_chat` of its configuration. Sent again
/// under the same `client_id` it opens none: the answer is the session that it opened. All that is wrong with the answers is
/// told at once, in `problems`.
#[utoipa::path(
    post,
    path = "/widget/{channel}/sessions",
    tag = "widget",
    params(("channel" = String, Path)),
    request_body = SentFormRequest,
    responses(
        (status = 201, body = BegunView),
        (status = 400, body = crate::view::ErrorBody),
        (status = 401, body = crate::view::ErrorBody),
        (status = 403, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
        (status = 409, body = crate::view::ErrorBody),
        (status = 422, body = crate::view::ErrorBody),
        (status = 429, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn begin(
    State(state): State<ApiState>,
    OurPage(client): OurPage,
    visitor: SignedVisitor,
    Body(asked): Body<SentFormRequest>,
) -> Result<(StatusCode, Json<BegunView>), Failure> {
    state.limiters.message(&visitor.0, client.address)?;
    let sent = sent_form(asked, client, &visitor, Failure::UnknownForm)?;
    let engine = state.engine.clone();
    let begun = finish(async move { engine.begin(&visitor.0, &sent).await }).await?;
    let session = visitor_session(&state.engine, &begun.session).await?;
    Ok((StatusCode::CREATED, Json(BegunView { session, seq: begun.seq })))
}
