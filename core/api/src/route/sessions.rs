//! Sessions as agents work on them.

use crate::{
    error::Failure,
    extract::{Body, Query, SignedInAgent, parse_before, parse_files, parse_session},
    route::finish::finish,
    state::ApiState,
    view::{
        AgentSessionView, Explanation, MessageList, MessageView, PostRequest, PostedView, ReadRequest, ReadView,
        SessionList,
    },
};
use axum::{
    Json,
    extract::{FromRequestParts, Path, State},
    http::request::Parts,
};
use serde::Deserialize;
use std::collections::HashMap;
use usher_engine::{Engine, MAX_PAGE_LIMIT, MessageText, Receipt, Said};
use usher_model::{Agent, ClientId, Message, Role, Session, SessionId};
use usher_store::{Page, Preview, SessionFilter};
use utoipa::IntoParams;

/// Entries of a page where the client does not say.
const PAGE: u32 = 50;
/// Which sessions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FilterWord {
    /// Open ones that I own.
    #[default]
    Mine,
    /// Closed ones that I owned at the end.
    Closed,
    /// All that wait in a queue (supervisors and admins).
    Queued,
    /// All that no rule matched (supervisors and admins).
    Unmatched,
    /// All open ones (supervisors and admins).
    Open,
}

/// A page of sessions.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListQuery {
    /// Which sessions.
    #[serde(default)]
    #[param(inline)]
    filter: FilterWord,
    /// Only older ones than this session.
    before: Option<String>,
    /// At most so many, 200 at most.
    limit: Option<u32>,
}

/// A stretch of a transcript: after or before a place, or else its end.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Stretch {
    /// Entries after this `seq`.
    after: Option<i64>,
    /// Entries before this `seq`.
    before: Option<i64>,
    /// At most so many, 200 at most.
    limit: Option<u32>,
}

/// A session the agent may see.
pub(crate) struct Visible {
    pub agent: std::sync::Arc<Agent>,
    pub session: Session,
}

impl FromRequestParts<ApiState> for Visible {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Failure> {
        let SignedInAgent(agent) = SignedInAgent::from_request_parts(parts, state).await?;
        let Path(id) =
            Path::<String>::from_request_parts(parts, state).await.map_err(|_| Failure::NotFound("the session"))?;
        let id = parse_session(&id)?;
        let session = state.engine.visible_session(&agent.id, agent.role, id).await?;
        Ok(Self { agent, session: session.ok_or(Failure::NotFound("the session"))? })
    }
}

/// A session the agent may read: also an earlier one of a visitor whom the agent is answering. Reading is all.
pub(crate) struct Readable(Session);

impl FromRequestParts<ApiState> for Readable {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Failure> {
        let SignedInAgent(agent) = SignedInAgent::from_request_parts(parts, state).await?;
        let Path(id) =
            Path::<String>::from_request_parts(parts, state).await.map_err(|_| Failure::NotFound("the session"))?;
        let session = state.engine.readable_session(&agent.id, agent.role, parse_session(&id)?).await?;
        Ok(Self(session.ok_or(Failure::NotFound("the session"))?))
    }
}

/// Lists sessions, newest first.
#[utoipa::path(
    get,
    path = "/sessions",
    tag = "agent",
    params(ListQuery),
    responses(
        (status = 200, body = SessionList),
        (status = 401, body = crate::view::ErrorBody),
        (status = 403, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn list(
    State(state): State<ApiState>,
    SignedInAgent(agent): SignedInAgent,
    Query(asked): Query<ListQuery>,
) -> Result<Json<SessionList>, Failure> {
    let filter = match asked.filter {
        FilterWord::Mine => SessionFilter::OwnedBy(agent.id.clone()),
        FilterWord::Closed => SessionFilter::ClosedBy(agent.id.clone()),
        _ if agent.role < Role::Supervisor => {
            return Err(Failure::Forbidden("this list is for supervisors and admins"));
        }
        FilterWord::Queued => SessionFilter::Queued,
        FilterWord::Unmatched => SessionFilter::Unmatched,
        FilterWord::Open => SessionFilter::Open,
    };
    let before = parse_before(asked.before.as_deref())?;
    let limit = asked.limit.unwrap_or(PAGE).clamp(1, MAX_PAGE_LIMIT - 1);
    // One more than asked for tells whether there are more.
    let mut found = state.engine.list_sessions(filter, before, limit + 1).await?;
    let has_more = found.len() > limit as usize;
    found.truncate(limit as usize);
    Ok(Json(SessionList { sessions: session_views(&state.engine, &found).await?, has_more }))
}

/// One session.
#[utoipa::path(
    get,
    path = "/sessions/{session}",
    tag = "agent",
    params(("session" = String, Path)),
    responses(
        (status = 200, body = AgentSessionView),
        (status = 401, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn one(
    State(state): State<ApiState>,
    Readable(session): Readable,
) -> Result<Json<AgentSessionView>, Failure> {
    Ok(Json(session_view(&state.engine, &session).await?))
}

/// A stretch of a session's transcript, oldest first.
#[utoipa::path(
    get,
    path = "/sessions/{session}/messages",
    tag = "agent",
    params(("session" = String, Path), Stretch),
    responses(
        (status = 200, body = MessageList),
        (status = 401, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn messages(
    State(state): State<ApiState>,
    Readable(session): Readable,
    Query(asked): Query<Stretch>,
) -> Result<Json<MessageList>, Failure> {
    let (found, has_more) = stretch_of(&state.engine, session.id, &asked).await?;
    Ok(Json(MessageList {
        messages: MessageView::all(&found, &state.engine.rules(), &state.engine.file_links()),
        has_more,
    }))
}

/// The owner posts. Posting again under the same `client_id` changes nothing.
#[utoipa::path(
    post,
    path = "/sessions/{session}/messages",
    tag = "agent",
    params(("session" = String, Path)),
    request_body = PostRequest,
    responses(
        (status = 200, body = PostedView),
        (status = 401, body = crate::view::ErrorBody),
        (status = 403, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
        (status = 409, body = crate::view::ErrorBody),
        (status = 422, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn post(
    State(state): State<ApiState>,
    seen: Visible,
    Body(asked): Body<PostRequest>,
) -> Result<Json<PostedView>, Failure> {
    state.limiters.agent_message(&seen.agent.id)?;
    let client_id = ClientId::try_from(asked.client_id).map_err(|why| Failure::bad("client_id", why))?;
    let files = state.engine.files_of_agent(&seen.agent.id, &parse_files(&asked.files)?).await?;
    let says = Said { text: MessageText::beside(&asked.text, &files)?, files };
    let engine = state.engine.clone();
    let post = async move { engine.post_as_agent(&seen.agent.id, seen.session.id, client_id, says).await };
    let receipt = finish(post).await?;
    Ok(Json(PostedView::new(&receipt)))
}

/// The owner has read up to here.
#[utoipa::path(
    post,
    path = "/sessions/{session}/read",
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
pub(crate) async fn read(
    State(state): State<ApiState>,
    seen: Visible,
    Body(asked): Body<ReadRequest>,
) -> Result<Json<ReadView>, Failure> {
    let seq = state.engine.read_as_agent(&seen.agent.id, seen.session.id, asked.seq).await?;
    seq.map(|seq| Json(ReadView { seq })).ok_or(Failure::NotOwner)
}

/// The owner closes a session. Closing one that is over answers it as it is.
#[utoipa::path(
    post,
    path = "/sessions/{session}/close",
    tag = "agent",
    params(("session" = String, Path)),
    responses(
        (status = 200, body = AgentSessionView),
        (status = 401, body = crate::view::ErrorBody),
        (status = 403, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn close(State(state): State<ApiState>, seen: Visible) -> Result<Json<AgentSessionView>, Failure> {
    let engine = state.engine.clone();
    let closed = finish(async move { engine.close_as_agent(&seen.agent.id, seen.session.id).await }).await?;
    Ok(Json(session_view(&state.engine, &closed).await?))
}

/// Why the session went where it went: every decision, every earlier rule, every candidate.
#[utoipa::path(
    get,
    path = "/sessions/{session}/explanation",
    tag = "agent",
    params(("session" = String, Path)),
    responses(
        (status = 200, body = Explanation),
        (status = 401, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn explanation(State(state): State<ApiState>, seen: Visible) -> Result<Json<Explanation>, Failure> {
    let explained = state.engine.explain(seen.session.id).await?;
    Ok(Json(Explanation::new(&explained)))
}

/// A session as agents see it, with its newest text and what is unread.
pub(crate) async fn session_view(engine: &Engine, session: &Session) -> Result<AgentSessionView, Failure> {
    let mut views = session_views(engine, std::slice::from_ref(session)).await?;
    views.pop().ok_or(Failure::NotFound("the session"))
}

/// Sessions as agents see them, in the order given.
pub(crate) async fn session_views(engine: &Engine, sessions: &[Session]) -> Result<Vec<AgentSessionView>, Failure> {
    let told = engine.previews(sessions).await?;
    let mut previews: HashMap<SessionId, Preview> = told.into_iter().map(|told| (told.session, told)).collect();
    let rules = engine.rules();
    let mut views = Vec::with_capacity(sessions.len());
    for session in sessions {
        let visitor = engine.store().visitor(session.visitor).await?.ok_or(Failure::NotFound("the visitor"))?;
        let preview = previews.remove(&session.id).ok_or(Failure::NotFound("the session"))?;
        views.push(AgentSessionView::new(session, &visitor, &preview, &rules));
    }
    Ok(views)
}

/// The entries that were asked for, oldest first, and whether there are more in that direction.
pub(crate) async fn stretch_of(
    engine: &Engine,
    session: SessionId,
    asked: &Stretch,
) -> Result<(Vec<Message>, bool), Failure> {
    let (page, backwards) = match (asked.after, asked.before) {
        (Some(_), Some(_)) => {
            return Err(Failure::bad("after", "ask for entries `after` or `before` a place, not both"));
        }
        (Some(seq), None) => (Page::After(seq), false),
        (None, Some(seq)) => (Page::Before(seq), true),
        (None, None) => (Page::Last, true),
    };
    let limit = asked.limit.unwrap_or(PAGE).clamp(1, MAX_PAGE_LIMIT - 1);
    let mut found = engine.transcript(session, page, limit + 1).await?;
    let has_more = found.len() > limit as usize;
    if has_more {
        // The one too many is at the far end, seen from where the client asked.
        if backwards {
            found.remove(0);
        } else {
            found.pop();
        }
    }
    Ok((found, has_more))
}

impl PostedView {
    pub(crate) fn new(receipt: &Receipt) -> Self {
        Self { session: receipt.session.to_string(), seq: receipt.seq, at_ms: receipt.at.as_millis() }
    }
}
