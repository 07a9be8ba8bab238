//! Agents at work: availability, presence leases, load, turns, and how they sign in.

use crate::{NewHookRun, StoreError};
use usher_model::{AgentId, Availability, GroupId, Timestamp};

/// What the roster knows of an agent. An agent the store has never seen is offline with no load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterRow {
    /// Who.
    pub agent: AgentId,
    /// The agent's own choice.
    pub availability: Availability,
    /// Until when a connection counts as living.
    pub present_until: Timestamp,
    /// Open sessions owned, and those that the agent is asked to take. Kept by the assigning and closing transactions.
    pub load: u32,
    /// When the agent was last given a session, or asked to take one.
    pub last_assigned: Option<Timestamp>,
    /// When the agent chose so; none where nobody ever did.
    pub availability_at: Option<Timestamp>,
    /// Sessions in a row that the agent had or was asked to take and did not answer.
    pub misses: u32,
}

/// How an agent proves who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// Who.
    pub agent: AgentId,
    /// Argon2id, in PHC form.
    pub password_hash: String,
}

/// A sign-in to remember.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSignIn {
    /// SHA-256 of the cookie's token; the token itself is never stored.
    pub token_hash: [u8; 32],
    /// Who.
    pub agent: AgentId,
    /// Since when.
    pub created_at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
}

/// A sign-in that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// Who.
    pub agent: AgentId,
    /// Until when.
    pub expires_at: Timestamp,
}

/// Agents.
#[async_trait::async_trait]
pub trait AgentStore {
    /// All rows of the roster.
    ///
    /// # Errors
    /// When the database fails.
    async fn roster(&self) -> Result<Vec<RosterRow>, StoreError>;

    /// Where each group's turn stands.
    ///
    /// # Errors
    /// When the database fails.
    async fn cursors(&self) -> Result<Vec<(GroupId, AgentId)>, StoreError>;

    /// How many sessions each agent received since `since`, transfers too; an offered one counts once accepted. Counted by quarters of an hour, which every
    /// time zone's midnight falls on: `since` is rounded down to one. Agents with none are left out.
    ///
    /// # Errors
    /// When the database fails.
    async fn received_since(&self, since: Timestamp) -> Result<Vec<(AgentId, u32)>, StoreError>;

    /// Forgets counts of received sessions from before a moment.
    ///
    /// # Errors
    /// When the database fails.
    async fn forget_received(&self, before: Timestamp) -> Result<(), StoreError>;

    /// Keeps an agent's choice. Whoever chooses has missed none in a row.
    ///
    /// # Errors
    /// When the database fails.
    async fn set_availability(
        &self,
        agent: AgentId,
        availability: Availability,
        at: Timestamp,
        hooks: Vec<NewHookRun>,
    ) -> Result<(), StoreError>;

    /// Renews the presence leases of these agents, in one statement. A lease only ever grows.
    ///
    /// # Errors
    /// When the database fails.
    async fn renew_presence(&self, agents: Vec<AgentId>, until: Timestamp) -> Result<(), StoreError>;

    /// Sets a password's hash, over an earlier one.
    ///
    /// # Errors
    /// When the database fails.
    async fn set_credential(&self, credential: Credential) -> Result<(), StoreError>;

    /// How an agent proves who it is.
    ///
    /// # Errors
    /// When the database fails.
    async fn credential(&self, agent: &AgentId) -> Result<Option<Credential>, StoreError>;

    /// Remembers a sign-in, and forgets those of the same agent that have expired.
    ///
    /// # Errors
    /// When the database fails.
    async fn create_sign_in(&self, sign_in: NewSignIn) -> Result<(), StoreError>;

    /// The sign-in a token stands for, unless it has expired by `now`.
    ///
    /// # Errors
    /// When the database fails.
    async fn sign_in(&self, token_hash: [u8; 32], now: Timestamp) -> Result<Option<SignIn>, StoreError>;

    /// Forgets a sign-in.
    ///
    /// # Errors
    /// When the database fails.
    async fn end_sign_in(&self, token_hash: [u8; 32]) -> Result<(), StoreError>;

    /// Forgets every sign-in of an agent: after a password change.
    ///
    /// # Errors
    /// When the database fails.
    async fn end_sign_ins_of(&self, agent: &AgentId) -> Result<(), StoreError>;
}
