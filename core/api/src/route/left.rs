//! Left messages as agents handle them.

pub(super) mod csv;
pub(crate) mod export;

use crate::{
    error::Failure,
    extract::{Body, Query, SignedInAgent, parse_before},
    route::finish::finish,
    state::ApiState,
    view::{
        LeftAnsweredView, LeftCountView, LeftCounts, LeftMessageDetail, LeftMessageList, LeftMessageView, LeftNoteView,
        LeftReplyView, LeftStatusWord, LeftTextRequest,
    },
};
use axum::{
    Json,
    extract::{Path, State},
};
use serde::Deserialize;
use usher_engine::{LeftStep, MAX_PAGE_LIMIT, MessageText};
use usher_model::{ClientId, LeftMessageId};
use usher_store::{LeftFilter, LeftOf, LeftPage};
use utoipa::IntoParams;

/// Messages of a page where the client does not say.
const PAGE: u32 = 50;

/// Which left messages: agents see those of their groups, supervisors and admins all.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListQuery {
    /// Only those of this group.
    group: Option<String>,
    /// Only those that are so far.
    #[param(inline)]
    status: Option<LeftStatusWord>,
    /// Only those that this agent has, answered or finished.
    agent: Option<String>,
    /// Only those that this visitor left.
    visitor: Option<String>,
    /// Only older ones than this message.
    before: Option<String>,
    /// At most so many, 200 at most.
    limit: Option<u32>,
}

/// What a list is narrowed down to.
pub(super) struct Narrowed<'a> {
    pub group: Option<&'a str>,
    pub status: Option<LeftStatusWord>,
    pub agent: Option<&'a str>,
    pub visitor: Option<&'a str>,
}

impl Narrowed<'_> {
    pub(super) fn filter(&self) -> Result<LeftFilter, Failure> {
        let group = self.group.map(str::parse).transpose().map_err(|_| Failure::bad("group", "not a group's id"))?;
        let of = match (self.agent, self.visitor) {
            (Some(_), Some(_)) => return Err(Failure::bad("visitor", "ask for an `agent` or a `visitor`, not both")),
            (Some(agent), None) => {
                LeftOf::Agent(agent.parse().map_err(|_| Failure::bad("agent", "not an agent's id"))?)
            }
            (None, Some(visitor)) => {
                LeftOf::Visitor(visitor.parse().map_err(|_| Failure::bad("visitor", "not a visitor's id"))?)
            }
            (None, None) => LeftOf::All,
        };
        Ok(LeftFilter { groups: group.map(|group| vec![group]), status: self.status.map(Into::into), of })
    }
}

/// Lists left messages, newest first.
#[utoipa::path(
    get,
    path = "/left-messages",
    tag = "agent",
    params(ListQuery),
    responses(
        (status = 200, body = LeftMessageList),
        (status = 400, body = crate::view::ErrorBody),
        (status = 401, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn list(
    State(state): State<ApiState>,
    SignedInAgent(agent): SignedInAgent,
    Query(asked): Query<ListQuery>,
) -> Result<Json<LeftMessageList>, Failure> {
    let ListQuery { group, status, agent: of, visitor, before, limit } = &asked;
    let (group, of, visitor) = (group.as_deref(), of.as_deref(), visitor.as_deref());
    let filter = Narrowed { group, status: *status, agent: of, visitor }.filter()?;
    let before = parse_before(before.as_deref())?;
    let limit = limit.unwrap_or(PAGE).clamp(1, MAX_PAGE_LIMIT - 1);
    // One more than asked for tells whether there are more.
    let mut found = state.engine.list_left(&agent, filter, LeftPage::Before(before), limit + 1).await?;
    let has_more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let rules = state.engine.rules();
    let links = state.engine.file_links();
    let left_messages = found.iter().map(|left| LeftMessageView::new(left, &rules, &links)).collect();
    Ok(Json(LeftMessageList { left_messages, has_more }))
}

/// How many left messages there are, by group and status.
#[utoipa::path(
    get,
    path = "/left-messages/counts",
    tag = "agent",
    responses((status = 200, body = LeftCounts), (status = 401, body = crate::view::ErrorBody))
)]
pub(crate) async fn counts(
    State(state): State<ApiState>,
    SignedInAgent(agent): SignedInAgent,
) -> Result<Json<LeftCounts>, Failure> {
    let rules = state.engine.rules();
    let counts = state.engine.count_left(&agent).await?;
    Ok(Json(LeftCounts { counts: counts.iter().map(|count| LeftCountView::new(count, &rules)).collect() }))
}

/// One left message with its notes.
#[utoipa::path(
    get,
    path = "/left-messages/{left_message}",
    tag = "agent",
    params(("left_message" = String, Path)),
    responses(
        (status = 200, body = LeftMessageDetail),
        (status = 401, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn one(
    State(state): State<ApiState>,
    SignedInAgent(agent): SignedInAgent,
    Path(id): Path<String>,
) -> Result<Json<LeftMessageDetail>, Failure> {
    let found = state.engine.visible_left(&agent, parse_left(&id)?).await?;
    let left = found.ok_or(Failure::NotFound("the left message"))?;
    let rules = state.engine.rules();
    let notes = state.engine.left_notes(&left).await?;
    let replies = state.engine.left_answers(&left).await?;
    Ok(Json(LeftMessageDetail {
        left_message: LeftMessageView::new(&left, &rules, &state.engine.file_links()),
        notes: notes.iter().map(|note| LeftNoteView::new(note, &rules)).collect(),
        replies: replies.iter().map(|said| LeftReplyView::new(said, &rules)).collect(),
    }))
}

/// Takes a left message: from then on it is this agent's to answer. A supervisor takes it from whoever has it.
#[utoipa::path(
    post,
    path = "/left-messages/{left_message}/take",
    tag = "agent",
    params(("left_message" = String, Path)),
    responses(
        (status = 200, body = LeftMessageView),
        (status = 401, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
        (status = 409, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn take(
    state: State<ApiState>,
    agent: SignedInAgent,
    id: Path<String>,
) -> Result<Json<LeftMessageView>, Failure> {
    step(state, agent, &id, LeftStep::Take).await
}

/// Gives a left message back to its group.
#[utoipa::path(
    post,
    path = "/left-messages/{left_message}/give-back",
    tag = "agent",
    params(("left_message" = String, Path)),
    responses(
        (status = 200, body = LeftMessageView),
        (status = 401, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
        (status = 409, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn give_back(
    state: State<ApiState>,
    agent: SignedInAgent,
    id: Path<String>,
) -> Result<Json<LeftMessageView>, Failure> {
    step(state, agent, &id, LeftStep::GiveBack).await
}

/// Says that nothing is left to do about a left message.
#[utoipa::path(
    post,
    path = "/left-messages/{left_message}/done",
    tag = "agent",
    params(("left_message" = String, Path)),
    responses(
        (status = 200, body = LeftMessageView),
        (status = 401, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
        (status = 409, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn done(
    state: State<ApiState>,
    agent: SignedInAgent,
    id: Path<String>,
) -> Result<Json<LeftMessageView>, Failure> {
    step(state, agent, &id, LeftStep::Finish).await
}

/// Says that there is something to do about a left message after all: its group may take it again.
#[utoipa::path(
    post,
    path = "/left-messages/{left_message}/reopen",
    tag = "agent",
    params(("left_message" = String, Path)),
    responses(
        (status = 200, body = LeftMessageView),
        (status = 401, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
        (status = 409, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn reopen(
    state: State<ApiState>,
    agent: SignedInAgent,
    id: Path<String>,
) -> Result<Json<LeftMessageView>, Failure> {
    step(state, agent, &id, LeftStep::Reopen).await
}

/// Answers a left message: the words go into the transcript of the visitor's latest session, open or over, and the visitor
/// finds them there. Answering again under the same `client_id` changes nothing.
#[utoipa::path(
    post,
    path = "/left-messages/{left_message}/answer",
    tag = "agent",
    params(("left_message" = String, Path)),
    request_body = LeftTextRequest,
    responses(
        (status = 200, body = LeftAnsweredView),
        (status = 401, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
        (status = 409, body = crate::view::ErrorBody),
        (status = 422, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn answer(
    State(state): State<ApiState>,
    SignedInAgent(agent): SignedInAgent,
    Path(id): Path<String>,
    Body(asked): Body<LeftTextRequest>,
) -> Result<Json<LeftAnsweredView>, Failure> {
    state.limiters.agent_message(&agent.id)?;
    let id = parse_left(&id)?;
    let client_id = ClientId::try_from(asked.client_id).map_err(|why| Failure::bad("client_id", why))?;
    let text = MessageText::parse(&asked.text)?;
    let engine = state.engine.clone();
    let (left, said) = finish(async move { engine.answer_left(&agent, id, &client_id, &text).await }).await?;
    let left_message = LeftMessageView::new(&left, &state.engine.rules(), &state.engine.file_links());
    Ok(Json(LeftAnsweredView {
        left_message,
        session: said.session.to_string(),
        seq: said.seq,
        at_ms: said.at.as_millis(),
    }))
}

/// Notes something about a left message, for agents only. Noting it again under the same `client_id` changes nothing.
#[utoipa::path(
    post,
    path = "/left-messages/{left_message}/notes",
    tag = "agent",
    params(("left_message" = String, Path)),
    request_body = LeftTextRequest,
    responses(
        (status = 200, body = LeftNoteView),
        (status = 401, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
        (status = 409, body = crate::view::ErrorBody),
        (status = 422, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn note(
    State(state): State<ApiState>,
    SignedInAgent(agent): SignedInAgent,
    Path(id): Path<String>,
    Body(asked): Body<LeftTextRequest>,
) -> Result<Json<LeftNoteView>, Failure> {
    state.limiters.agent_message(&agent.id)?;
    let id = parse_left(&id)?;
    let client_id = ClientId::try_from(asked.client_id).map_err(|why| Failure::bad("client_id", why))?;
    let text = MessageText::parse(&asked.text)?;
    let engine = state.engine.clone();
    let note = finish(async move { engine.note_left(&agent, id, client_id, text).await }).await?;
    Ok(Json(LeftNoteView::new(&note, &state.engine.rules())))
}

async fn step(
    State(state): State<ApiState>,
    SignedInAgent(agent): SignedInAgent,
    id: &str,
    step: LeftStep,
) -> Result<Json<LeftMessageView>, Failure> {
    let id = parse_left(id)?;
    let engine = state.engine.clone();
    let left = finish(async move { engine.step_left(&agent, id, step).await }).await?;
    Ok(Json(LeftMessageView::new(&left, &state.engine.rules(), &state.engine.file_links())))
}

fn parse_left(given: &str) -> Result<LeftMessageId, Failure> {
    given.parse().map_err(|_| Failure::NotFound("the left message"))
}
