//! What agents do to a session besides talking: notes, marks, taking back, receipts of delivery.

use crate::{
    error::Failure,
    extract::{Body, SignedInAgent, parse_seq, parse_session},
    route::{finish::finish, session_view, sessions::Visible},
    state::ApiState,
    view::{AgentSessionView, PostRequest, PostedView, ReadRequest, ReadView, TagRequest},
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use usher_engine::MessageText;
use usher_model::{ClientId, TagName};
use usher_store::TagStep;

/// Entries up to here have reached a page of the owner. Reading says so too.
#[utoipa::path(
    post,
    path = "/sessions/{session}/got",
    tag = "agent",
    params(("session" = String, Path)),
    request_body = ReadRequest,
    responses(
        (status = 200, body = ReadView),
        (status = 401, body = crate::view::ErrorBody),
        (status = 403, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn got(
    State(state): State<ApiState>,
    seen: Visible,
    Body(asked): Body<ReadRequest>,
) -> Result<Json<ReadView>, Failure> {
    let seq = state.engine.got_as_agent(&seen.agent.id, seen.session.id, asked.seq).await?;
    seq.map(|seq| Json(ReadView { seq })).ok_or(Failure::NotOwner)
}

/// Writes a note for agents only, also into a session that is over. Noting again under the same `client_id` changes
/// nothing.
#[utoipa::path(
    post,
    path = "/sessions/{session}/notes",
    tag = "agent",
    params(("session" = String, Path)),
    request_body = PostRequest,
    responses(
        (status = 200, body = PostedView),
        (status = 401, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
        (status = 409, body = crate::view::ErrorBody),
        (status = 422, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn note(
    State(state): State<ApiState>,
    seen: Visible,
    Body(asked): Body<PostRequest>,
) -> Result<Json<PostedView>, Failure> {
    state.limiters.agent_message(&seen.agent.id)?;
    let client_id = ClientId::try_from(asked.client_id).map_err(|why| Failure::bad("client_id", why))?;
    let text = MessageText::parse(&asked.text)?;
    let engine = state.engine.clone();
    let receipt = finish(async move { engine.add_note(&seen.agent, seen.session.id, client_id, text).await }).await?;
    Ok(Json(PostedView::new(&receipt)))
}

/// Puts a mark on a session, or takes it away: its owner may, and supervisors and admins. What is so already changes
/// nothing.
#[utoipa::path(
    post,
    path = "/sessions/{session}/tags",
    tag = "agent",
    params(("session" = String, Path)),
    request_body = TagRequest,
    responses(
        (status = 200, body = AgentSessionView),
        (status = 400, body = crate::view::ErrorBody),
        (status = 401, body = crate::view::ErrorBody),
        (status = 403, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
        (status = 422, description = "`too_many_tags`", body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn tag(
    State(state): State<ApiState>,
    seen: Visible,
    Body(asked): Body<TagRequest>,
) -> Result<Json<AgentSessionView>, Failure> {
    state.limiters.agent_message(&seen.agent.id)?;
    let tag = asked.tag.parse::<TagName>().map_err(|why| Failure::bad("tag", why.to_string()))?;
    let step = if asked.set { TagStep::Set } else { TagStep::Unset };
    let engine = state.engine.clone();
    let changed = finish(async move { engine.change_tag(&seen.agent, seen.session.id, tag, step).await }).await?;
    Ok(Json(session_view(&state.engine, &changed).await?))
}

/// Takes back a message, files or a note that the agent sent, for as long as the workspace says. Doing so again changes
/// nothing.
#[utoipa::path(
    post,
    path = "/sessions/{session}/messages/{seq}/recall",
    tag = "agent",
    params(("session" = String, Path), ("seq" = i64, Path)),
    responses(
        (status = 204),
        (status = 401, body = crate::view::ErrorBody),
        (status = 403, description = "`not_sender`, or `recall_off` where the workspace allows none", body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
        (status = 409, description = "`too_late`, with the limit in seconds; `not_recallable`", body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn recall(
    State(state): State<ApiState>,
    SignedInAgent(agent): SignedInAgent,
    Path((session, seq)): Path<(String, String)>,
) -> Result<StatusCode, Failure> {
    state.limiters.agent_message(&agent.id)?;
    let (engine, id, seq) = (state.engine.clone(), parse_session(&session)?, parse_seq(&seq)?);
    finish(async move { engine.recall_as_agent(&agent, id, seq).await }).await?;
    Ok(StatusCode::NO_CONTENT)
}
