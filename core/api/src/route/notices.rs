//! What admins and supervisors are told of, and reading it.

use crate::{
    error::Failure,
    extract::{Body, Query, SignedInAgent, Supervisor, parse_before},
    route::finish::finish,
    state::ApiState,
    view::{NoticeList, NoticeView, ReadNoticesRequest, ReadNoticesView},
};
use axum::{
    Json,
    extract::{Path, State},
};
use serde::Deserialize;
use std::sync::Arc;
use usher_engine::MAX_PAGE_LIMIT;
use usher_model::NoticeId;
use usher_store::NoticeFilter;
use utoipa::IntoParams;

/// Notices of a page where the client does not say.
const PAGE: u32 = 50;
/// Unread notices are counted up to here.
const MOST_UNREAD: u32 = 100;

/// Which notices.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NoticeFilterWord {
    /// All.
    #[default]
    All,
    /// Those that I have not read.
    Unread,
}

/// A page of notices.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoticeQuery {
    /// Which notices.
    #[serde(default)]
    #[param(inline)]
    filter: NoticeFilterWord,
    /// Only older ones than this notice.
    before: Option<String>,
    /// At most so many, 200 at most.
    limit: Option<u32>,
}

/// Lists notices, newest first.
#[utoipa::path(
    get,
    path = "/notices",
    tag = "agent",
    params(NoticeQuery),
    responses(
        (status = 200, body = NoticeList),
        (status = 401, body = crate::view::ErrorBody),
        (status = 403, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn list(
    State(state): State<ApiState>,
    _: Supervisor,
    SignedInAgent(agent): SignedInAgent,
    Query(query): Query<NoticeQuery>,
) -> Result<Json<NoticeList>, Failure> {
    let filter = match query.filter {
        NoticeFilterWord::All => NoticeFilter::All,
        NoticeFilterWord::Unread => NoticeFilter::Unread,
    };
    let limit = query.limit.unwrap_or(PAGE).clamp(1, MAX_PAGE_LIMIT);
    let before = parse_before(query.before.as_deref())?;
    let engine = &state.engine;
    let mut seen = engine.notices(&agent.id, filter, before, limit + 1).await?;
    let has_more = seen.len() > limit as usize;
    seen.truncate(limit as usize);
    let unread = engine.store().unread_notices(&agent.id, MOST_UNREAD).await?;
    let rules = engine.rules();
    let notices = seen.iter().map(|seen| NoticeView::new(seen, rules.ruleset())).collect();
    Ok(Json(NoticeList { notices, has_more, unread }))
}

/// Marks a notice as read by the one who asks. Reading it again changes nothing.
#[utoipa::path(
    post,
    path = "/notices/{notice}/read",
    tag = "agent",
    params(("notice" = String, Path)),
    responses(
        (status = 200, body = NoticeView),
        (status = 401, body = crate::view::ErrorBody),
        (status = 403, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn read(
    State(state): State<ApiState>,
    _: Supervisor,
    SignedInAgent(agent): SignedInAgent,
    Path(notice): Path<String>,
) -> Result<Json<NoticeView>, Failure> {
    let notice = parse_notice(&notice)?;
    let engine = Arc::clone(&state.engine);
    let seen = finish(async move { engine.read_notice(&agent.id, notice).await }).await?;
    Ok(Json(NoticeView::new(&seen, state.engine.rules().ruleset())))
}

/// Marks all notices up to one as read by the one who asks.
#[utoipa::path(
    post,
    path = "/notices/read-all",
    tag = "agent",
    request_body = ReadNoticesRequest,
    responses(
        (status = 200, body = ReadNoticesView),
        (status = 401, body = crate::view::ErrorBody),
        (status = 403, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn read_all(
    State(state): State<ApiState>,
    _: Supervisor,
    SignedInAgent(agent): SignedInAgent,
    Body(asked): Body<ReadNoticesRequest>,
) -> Result<Json<ReadNoticesView>, Failure> {
    let until = asked.until.as_deref().map(parse_notice).transpose()?;
    let engine = Arc::clone(&state.engine);
    let read = finish(async move { engine.read_notices(&agent.id, until).await }).await?;
    Ok(Json(ReadNoticesView { read }))
}

/// A notice's id.
pub(crate) fn parse_notice(given: &str) -> Result<NoticeId, Failure> {
    given.parse().map_err(|_| Failure::NotFound("the notice"))
}
