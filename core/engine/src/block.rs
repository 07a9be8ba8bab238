//! Visitors who may not write: said by whoever answers them, or by a supervisor.

use crate::{CloseError, Engine};
use usher_model::{Agent, Block, BlockId, CloseCause, FOR_EVER, Role, Timestamp, Visitor, VisitorId};
use usher_store::{BlocksOf, MAX_BLOCK_REASON_CHARS, NewBlock, StoreError};

/// Why a visitor is not kept from writing, or not let again.
#[derive(Debug, thiserror::Error)]
pub enum BlockError {
    /// There is no such visitor, or it is not the agent's to decide.
    #[error("the visitor is not here")]
    Missing,
    /// Nobody says why.
    #[error("say why: it is kept for your colleagues")]
    NoReason,
    /// The reason is too long.
    #[error("the reason has {given} characters; at most {limit} are allowed")]
    ReasonTooLong {
        /// How long it is.
        given: usize,
        /// How long it may be.
        limit: usize,
    },
    /// It would be over already.
    #[error("it must end in the future")]
    Past,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Engine {
    /// Keeps a visitor from writing, and ends the session it has open. An agent may do so to a visitor whom it is
    /// answering, supervisors and admins to anybody. Doing it again changes nothing.
    ///
    /// # Errors
    /// When it is not done; doing it again is safe.
    pub async fn block_visitor(
        &self,
        agent: &Agent,
        visitor: VisitorId,
        until: Option<Timestamp>,
        reason: &str,
    ) -> Result<Block, BlockError> {
        let (now, reason) = (self.clock.now(), reason.trim());
        let given = reason.chars().count();
        if given == 0 {
            return Err(BlockError::NoReason);
        }
        if given > MAX_BLOCK_REASON_CHARS {
            return Err(BlockError::ReasonTooLong { given, limit: MAX_BLOCK_REASON_CHARS });
        }
        let until = until.unwrap_or(FOR_EVER);
        if until <= now {
            return Err(BlockError::Past);
        }
        let may = agent.role >= Role::Supervisor
            || self.is_answering(&agent.id, visitor).await?
            || self.holds_block_of(agent, visitor, now).await?;
        if !may {
            return Err(BlockError::Missing);
        }
        let id = BlockId::new(now, &*self.entropy);
        let new = NewBlock { id, visitor, by: agent.id.clone(), reason: reason.to_owned(), at: now, until };
        let block = match self.store.block(new).await {
            Err(StoreError::Missing { .. }) => return Err(BlockError::Missing),
            other => other?,
        };
        // Nothing can be opened from here on, so one end is enough.
        if let Some(open) = self.store.open_session_of(visitor).await? {
            match self.close(open.id, CloseCause::Agent, None).await {
                Ok(_) | Err(CloseError::NotOwner | CloseError::Missing) => {}
                Err(CloseError::Store(error)) => return Err(error.into()),
            }
        }
        metrics::counter!("visitors_blocked_total").increment(1);
        tracing::info!(visitor = %visitor, by = %agent.id, "a visitor was blocked");
        Ok(block)
    }

    /// Lets a visitor write again: supervisors and admins, and the agent who said otherwise. None where nothing kept the
    /// visitor from it.
    ///
    /// # Errors
    /// When it is not done; doing it again is safe.
    pub async fn unblock_visitor(&self, agent: &Agent, visitor: VisitorId) -> Result<Option<Block>, BlockError> {
        let now = self.clock.now();
        if agent.role < Role::Supervisor && !self.holds_block_of(agent, visitor, now).await? {
            return Err(BlockError::Missing);
        }
        if self.store.visitor(visitor).await?.is_none() {
            return Err(BlockError::Missing);
        }
        Ok(self.store.unblock(visitor, agent.id.clone(), now).await?)
    }

    /// Blocks, newest first, older than `before`, at most `limit`: for supervisors and admins.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_blocks(
        &self,
        of: BlocksOf,
        before: Option<BlockId>,
        limit: u32,
    ) -> Result<Vec<Block>, StoreError> {
        self.store.blocks(of, before, limit).await
    }

    /// Whether a visitor may not write now. Whoever seems free is so: the store asks once more wherever something begins.
    /// Whoever seems blocked is looked up anew, because a connection may know the visitor from before.
    pub(crate) async fn may_not_write(&self, visitor: &Visitor) -> Result<bool, StoreError> {
        let now = self.clock.now();
        if !visitor.is_blocked(now) {
            return Ok(false);
        }
        self.is_blocked_now(visitor.id).await
    }

    /// Whether a visitor may not write, as the database says.
    pub(crate) async fn is_blocked_now(&self, visitor: VisitorId) -> Result<bool, StoreError> {
        let found = self.store.visitor(visitor).await?;
        Ok(found.is_some_and(|found| found.is_blocked(self.clock.now())))
    }

    async fn holds_block_of(&self, agent: &Agent, visitor: VisitorId, now: Timestamp) -> Result<bool, StoreError> {
        // One holds at a time, and it is among the latest.
        let latest = self.store.blocks(BlocksOf::Visitor(visitor), None, 10).await?;
        Ok(latest.iter().any(|block| block.by == agent.id && block.holds(now)))
    }
}
