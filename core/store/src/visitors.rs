//! Visitors and the tokens that stand for them.

use crate::StoreError;
use usher_model::{AgentId, ChannelId, Timestamp, Visitor, VisitorId};

/// A visitor to remember, and the SHA-256 of the token that stands for it.
#[derive(Debug, Clone)]
pub struct NewVisitor {
    /// The visitor.
    pub visitor: Visitor,
    /// Hash of the opaque token; the token itself is never stored.
    pub token_hash: [u8; 32],
}

/// What a visitor's closed sessions tell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VisitorHistory {
    /// How many there are.
    pub sessions: u32,
    /// Who owned the latest of them that anybody owned, among those counted.
    pub last_agent: Option<AgentId>,
}

/// Visitors by id and by token.
#[async_trait::async_trait]
pub trait VisitorStore {
    /// Remembers a visitor.
    ///
    /// # Errors
    /// When the database fails.
    async fn create_visitor(&self, new: NewVisitor) -> Result<(), StoreError>;

    /// The visitor a token stands for.
    ///
    /// # Errors
    /// When the database fails.
    async fn visitor_by_token(&self, token_hash: [u8; 32]) -> Result<Option<Visitor>, StoreError>;

    /// A visitor by id.
    ///
    /// # Errors
    /// When the database fails.
    async fn visitor(&self, id: VisitorId) -> Result<Option<Visitor>, StoreError>;

    /// Sets the name to show for a visitor.
    ///
    /// # Errors
    /// [`StoreError::Missing`] where there is no such visitor, else when the database fails.
    async fn name_visitor(&self, id: VisitorId, name: Option<String>) -> Result<(), StoreError>;

    /// What a visitor's closed sessions tell, counted up to `limit`.
    ///
    /// # Errors
    /// When the database fails.
    async fn visitor_history(&self, id: VisitorId, limit: u32) -> Result<VisitorHistory, StoreError>;

    /// When the visitor was first seen on a channel's page of late, for the console: the latest visitor of a channel.
    ///
    /// # Errors
    /// When the database fails.
    async fn last_seen(&self, channel: &ChannelId) -> Result<Option<Timestamp>, StoreError>;
}
