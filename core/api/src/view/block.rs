//! Visitors who may not write, as agents see them. There is no view of it for visitors: they are told that they cannot
//! write, and nothing else.

use super::NamedAgent;
use serde::{Deserialize, Serialize};
use usher_model::{Block, FOR_EVER, Timestamp};
use usher_routing::Router;
use utoipa::ToSchema;

/// A visitor is kept from writing.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BlockRequest {
    /// Until when; without it until somebody lifts it.
    pub until_ms: Option<i64>,
    /// Why: kept for colleagues, never told to the visitor. At most 500 characters.
    pub reason: String,
}

/// One time that a visitor was kept from writing.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct BlockView {
    pub id: String,
    pub visitor: String,
    pub by: NamedAgent,
    pub reason: String,
    pub at_ms: i64,
    /// Until when; none where nobody set an end.
    #[schema(required)]
    pub until_ms: Option<i64>,
    /// When it was lifted, or another took its place.
    #[schema(required)]
    pub lifted_at_ms: Option<i64>,
    /// Who lifted it, or set the other.
    #[schema(required)]
    pub lifted_by: Option<NamedAgent>,
    /// Whether it keeps the visitor from writing now.
    pub holds: bool,
}

/// Blocks, newest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct BlockList {
    pub blocks: Vec<BlockView>,
    /// Whether there are older ones: ask with `before` = the last one's id.
    pub has_more: bool,
}

/// What became of lifting a block.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct UnblockedView {
    /// The block that was lifted; none where nothing kept the visitor from writing.
    #[schema(required)]
    pub lifted: Option<BlockView>,
}

impl BlockView {
    pub(crate) fn new(block: &Block, now: Timestamp, rules: &Router) -> Self {
        Self {
            id: block.id.to_string(),
            visitor: block.visitor.to_string(),
            by: NamedAgent::new(&block.by, rules),
            reason: block.reason.clone(),
            at_ms: block.at.as_millis(),
            until_ms: end_of(block.until),
            lifted_at_ms: block.lifted_at.map(Timestamp::as_millis),
            lifted_by: block.lifted_by.as_ref().map(|agent| NamedAgent::new(agent, rules)),
            holds: block.holds(now),
        }
    }
}

/// The end of a block on the wire; none where it has none.
pub(super) fn end_of(until: Timestamp) -> Option<i64> {
    (until != FOR_EVER).then(|| until.as_millis())
}
