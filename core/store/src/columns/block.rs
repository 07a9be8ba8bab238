//! Blocks in columns.

use super::{bytes_text, corrupt, id16};
use crate::StoreError;
use usher_model::{AgentId, Block, BlockId, Timestamp, VisitorId};

const TABLE: &str = "blocks";

/// A row of `blocks`.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct BlockRow {
    pub id: Vec<u8>,
    pub visitor: Vec<u8>,
    pub agent: String,
    pub reason: String,
    pub at: i64,
    pub until: i64,
    pub lifted_at: Option<i64>,
    pub lifted_by: Option<String>,
}

impl BlockRow {
    /// Reads the block.
    pub fn decode(self) -> Result<Block, StoreError> {
        let agent = |column, text: &str| -> Result<AgentId, StoreError> {
            text.parse().map_err(|reason| corrupt(TABLE, column, bytes_text(&self.id), reason))
        };
        Ok(Block {
            id: BlockId::from_bytes(id16(TABLE, "id", &self.id)?),
            visitor: VisitorId::from_bytes(id16(TABLE, "visitor", &self.visitor)?),
            by: agent("agent", &self.agent)?,
            at: Timestamp::from_micros(self.at),
            until: Timestamp::from_micros(self.until),
            lifted_at: self.lifted_at.map(Timestamp::from_micros),
            lifted_by: self.lifted_by.as_deref().map(|text| agent("lifted_by", text)).transpose()?,
            reason: self.reason,
        })
    }
}
