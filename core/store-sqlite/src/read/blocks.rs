//! Visitors who may not write.

use super::all;
use crate::{
    SqliteStore,
    command::{Command, Unblock},
    rows,
};
use usher_model::{AgentId, Block, BlockId, Timestamp, VisitorId};
use usher_store::{BlockStore, BlocksOf, NewBlock, StoreError, sql};

#[async_trait::async_trait]
impl BlockStore for SqliteStore {
    async fn block(&self, block: NewBlock) -> Result<Block, StoreError> {
        self.writer.ask(block, |ask| Command::Block(Box::new(ask))).await
    }

    async fn unblock(&self, visitor: VisitorId, by: AgentId, at: Timestamp) -> Result<Option<Block>, StoreError> {
        self.writer.ask(Unblock { visitor, by, at }, Command::Unblock).await
    }

    async fn blocks(&self, of: BlocksOf, before: Option<BlockId>, limit: u32) -> Result<Vec<Block>, StoreError> {
        let text = match of {
            BlocksOf::Holding(_) => sql::blocks::HOLDING.sqlite,
            BlocksOf::Ever => sql::blocks::EVER.sqlite,
            BlocksOf::Visitor(_) => sql::blocks::EVER_OF.sqlite,
        };
        let query =
            sqlx::query(text).bind(before.map_or([0xff; 16], BlockId::to_bytes).to_vec()).bind(i64::from(limit));
        let query = match of {
            BlocksOf::Holding(now) => query.bind(now.as_micros()),
            BlocksOf::Ever => query,
            BlocksOf::Visitor(visitor) => query.bind(visitor.to_bytes().to_vec()),
        };
        all(&self.readers, query, rows::block).await
    }
}
