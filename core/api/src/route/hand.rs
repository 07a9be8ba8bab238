//! What agents decide by hand: offers accepted and declined, sessions passed on or given to somebody.

use crate::{
    error::Failure,
    extract::{Body, SignedInAgent, parse_session},
    route::{finish::finish, session_view},
    state::ApiState,
    view::{AgentSessionView, GiveRequest, GivenView, TargetAgentView, TargetGroupView, TargetList, WarnedView},
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use usher_engine::HandTarget;
use usher_model::ClientId;

/// The agent takes what was offered. Taking it again answers the session as it is.
#[utoipa::path(
    post,
    path = "/sessions/{session}/accept",
    tag = "agent",
    params(("session" = String, Path)),
    responses(
        (status = 200, body = AgentSessionView),
        (status = 409, description = "`offer_gone`: it is not offered to you, or no longer", body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn accept(
    State(state): State<ApiState>,
    SignedInAgent(agent): SignedInAgent,
    Path(session): Path<String>,
) -> Result<Json<AgentSessionView>, Failure> {
    let (engine, id) = (state.engine.clone(), parse_session(&session)?);
    let taken = finish(async move { engine.accept(&agent.id, id).await }).await?;
    Ok(Json(session_view(&state.engine, &taken).await?))
}

/// The agent does not take what was offered: the next is asked.
#[utoipa::path(
    post,
    path = "/sessions/{session}/decline",
    tag = "agent",
    params(("session" = String, Path)),
    responses(
        (status = 204),
        (status = 409, description = "`offer_gone`: it is not offered to you, or no longer", body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn decline(
    State(state): State<ApiState>,
    SignedInAgent(agent): SignedInAgent,
    Path(session): Path<String>,
) -> Result<StatusCode, Failure> {
    let (engine, id) = (state.engine.clone(), parse_session(&session)?);
    finish(async move { engine.decline(&agent.id, id).await }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives a session to an agent or a group. Its owner may give it to a group, or to an agent who can take it now;
/// supervisors and admins may give any open session to anybody, and are told what speaks against it. Giving again under the
/// same `client_id` changes nothing: who gave the session away by it is told so, without the session. Giving a session
/// where it is already only writes the note.
#[utoipa::path(
    post,
    path = "/sessions/{session}/give",
    tag = "agent",
    params(("session" = String, Path)),
    request_body = GiveRequest,
    responses(
        (status = 200, body = GivenView),
        (status = 400, body = crate::view::ErrorBody),
        (status = 403, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
        (status = 409, description = "`session_closed`, `agent_unable`, `moved`, or `conflict`: the `client_id` stands for something else", body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn give(
    State(state): State<ApiState>,
    SignedInAgent(agent): SignedInAgent,
    Path(session): Path<String>,
    Body(asked): Body<GiveRequest>,
) -> Result<Json<GivenView>, Failure> {
    let (engine, id) = (state.engine.clone(), parse_session(&session)?);
    let to = match (asked.agent, asked.group) {
        (Some(agent), None) => HandTarget::Agent(agent.parse().map_err(|_| Failure::bad("agent", "no agent's id"))?),
        (None, Some(group)) => HandTarget::Group(group.parse().map_err(|_| Failure::bad("group", "no group's id"))?),
        (Some(_), Some(_)) | (None, None) => {
            return Err(Failure::bad("agent", "name either an `agent` or a `group`"));
        }
    };
    let note = asked.note.filter(|note| !note.trim().is_empty());
    let name = asked.client_id.map(ClientId::try_from).transpose().map_err(|why| Failure::bad("client_id", why))?;
    let give = async move { engine.give(&agent, id, &to, note.as_deref(), name.as_ref()).await };
    let handed = finish(give).await?;
    let session = match &handed.session {
        Some(session) => Some(session_view(&state.engine, session).await?),
        None => None,
    };
    Ok(Json(GivenView { session, warned: handed.warned.as_ref().map(WarnedView::from) }))
}

/// Whom a session can be given to, and how they stand.
#[utoipa::path(
    get,
    path = "/targets",
    tag = "agent",
    responses((status = 200, body = TargetList), (status = 401, body = crate::view::ErrorBody))
)]
pub(crate) async fn targets(
    State(state): State<ApiState>,
    SignedInAgent(_): SignedInAgent,
) -> Result<Json<TargetList>, Failure> {
    let (rules, targets) = (state.engine.rules(), state.engine.targets().await?);
    Ok(Json(TargetList {
        agents: targets.agents.iter().map(|agent| TargetAgentView::new(agent, &rules)).collect(),
        groups: targets.groups.iter().map(|group| TargetGroupView::new(group, &rules)).collect(),
    }))
}
