//! Visitors who may not write, and who said so.

use crate::StoreError;
use usher_model::{AgentId, Block, BlockId, Timestamp, VisitorId};

/// Longest reason, in characters: a line for colleagues.
pub const MAX_BLOCK_REASON_CHARS: usize = 500;

/// A visitor is kept from writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBlock {
    /// Which one.
    pub id: BlockId,
    /// Who.
    pub visitor: VisitorId,
    /// Who says so.
    pub by: AgentId,
    /// Why.
    pub reason: String,
    /// Since when.
    pub at: Timestamp,
    /// Until when.
    pub until: Timestamp,
}

/// Which blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlocksOf {
    /// Those that hold at a moment.
    Holding(Timestamp),
    /// All that ever were.
    Ever,
    /// All that ever were of one visitor.
    Visitor(VisitorId),
}

/// Visitors who may not write.
#[async_trait::async_trait]
pub trait BlockStore {
    /// Keeps a visitor from writing. Saying the same again changes nothing and answers the block that holds; another one
    /// takes its place.
    ///
    /// # Errors
    /// [`StoreError::Missing`] where there is no such visitor, else when the database fails.
    async fn block(&self, block: NewBlock) -> Result<Block, StoreError>;

    /// Lets a visitor write again. None where nothing kept the visitor from it.
    ///
    /// # Errors
    /// When the database fails.
    async fn unblock(&self, visitor: VisitorId, by: AgentId, at: Timestamp) -> Result<Option<Block>, StoreError>;

    /// Blocks, newest first, older than `before`, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    async fn blocks(&self, of: BlocksOf, before: Option<BlockId>, limit: u32) -> Result<Vec<Block>, StoreError>;
}
