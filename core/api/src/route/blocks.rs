//! Keeping visitors from writing, and letting them again.

use crate::{
    error::Failure,
    extract::{Body, Query, SignedInAgent, Supervisor},
    route::finish::finish,
    state::ApiState,
    view::{BlockList, BlockRequest, BlockView, UnblockedView},
};
use axum::{
    Json,
    extract::{Path, State},
};
use serde::Deserialize;
use usher_engine::MAX_PAGE_LIMIT;
use usher_model::{Timestamp, VisitorId};
use usher_store::BlocksOf;
use utoipa::IntoParams;

/// Blocks of a page where the client does not say.
const PAGE: u32 = 50;

/// Which blocks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BlockFilter {
    /// Those that hold now.
    #[default]
    Holding,
    /// All that ever were.
    Ever,
}

/// A page of blocks.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct BlockQuery {
    /// Which blocks.
    #[serde(default)]
    #[param(inline)]
    filter: BlockFilter,
    /// All that ever were of this visitor.
    visitor: Option<String>,
    /// Only older ones than this block.
    before: Option<String>,
    /// At most so many, 200 at most.
    limit: Option<u32>,
}

/// Keeps a visitor from opening sessions, writing and leaving messages, and ends the open session. The visitor is told so,
/// but not why. An agent may do it to a visitor whom it is answering, supervisors and admins to anybody. Doing it again
/// changes nothing; with another reason or end, that one holds.
#[utoipa::path(
    post,
    path = "/visitors/{visitor}/block",
    tag = "agent",
    params(("visitor" = String, Path)),
    request_body = BlockRequest,
    responses(
        (status = 200, body = BlockView),
        (status = 400, body = crate::view::ErrorBody),
        (status = 401, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
        (status = 422, description = "`too_long`: the reason", body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn block(
    State(state): State<ApiState>,
    SignedInAgent(agent): SignedInAgent,
    Path(visitor): Path<String>,
    Body(asked): Body<BlockRequest>,
) -> Result<Json<BlockView>, Failure> {
    let (engine, visitor) = (state.engine.clone(), parse_visitor(&visitor)?);
    let until = asked.until_ms.map(Timestamp::from_millis);
    let block = finish(async move { engine.block_visitor(&agent, visitor, until, &asked.reason).await }).await?;
    Ok(Json(BlockView::new(&block, state.engine.now(), &state.engine.rules())))
}

/// Lets a visitor write again: supervisors and admins, and the agent who said otherwise.
#[utoipa::path(
    post,
    path = "/visitors/{visitor}/unblock",
    tag = "agent",
    params(("visitor" = String, Path)),
    responses(
        (status = 200, body = UnblockedView),
        (status = 401, body = crate::view::ErrorBody),
        (status = 404, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn unblock(
    State(state): State<ApiState>,
    SignedInAgent(agent): SignedInAgent,
    Path(visitor): Path<String>,
) -> Result<Json<UnblockedView>, Failure> {
    let (engine, visitor) = (state.engine.clone(), parse_visitor(&visitor)?);
    let lifted = finish(async move { engine.unblock_visitor(&agent, visitor).await }).await?;
    let (now, rules) = (state.engine.now(), state.engine.rules());
    Ok(Json(UnblockedView { lifted: lifted.map(|block| BlockView::new(&block, now, &rules)) }))
}

/// Who may not write, and who could not: who said so, when and why. For supervisors and admins.
#[utoipa::path(
    get,
    path = "/blocks",
    tag = "agent",
    params(BlockQuery),
    responses(
        (status = 200, body = BlockList),
        (status = 401, body = crate::view::ErrorBody),
        (status = 403, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn list(
    State(state): State<ApiState>,
    _: Supervisor,
    Query(asked): Query<BlockQuery>,
) -> Result<Json<BlockList>, Failure> {
    let now = state.engine.now();
    let of = match (&asked.visitor, asked.filter) {
        (Some(visitor), _) => BlocksOf::Visitor(parse_visitor(visitor)?),
        (None, BlockFilter::Holding) => BlocksOf::Holding(now),
        (None, BlockFilter::Ever) => BlocksOf::Ever,
    };
    let before = asked.before.as_deref().map(str::parse).transpose();
    let before = before.map_err(|_| Failure::bad("before", "not the id of a block"))?;
    let limit = asked.limit.unwrap_or(PAGE).clamp(1, MAX_PAGE_LIMIT - 1);
    // One more than asked for tells whether there are more.
    let mut found = state.engine.list_blocks(of, before, limit + 1).await?;
    let has_more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let rules = state.engine.rules();
    Ok(Json(BlockList { blocks: found.iter().map(|block| BlockView::new(block, now, &rules)).collect(), has_more }))
}

fn parse_visitor(given: &str) -> Result<VisitorId, Failure> {
    given.parse().map_err(|_| Failure::NotFound("the visitor"))
}
