//! What the engine asks of a database: traits by use case, their data, their errors, and the portable SQL.
//!
//! Owns the storage contract and the conformance suite that each backend passes. Must not name a database driver.
//! The store may not lose: a write that answered `Ok` survives power loss.

mod agents;
pub mod columns;
#[cfg(feature = "conformance")]
pub mod conformance;
mod effects;
mod error;
mod hooks;
mod messages;
mod revisions;
mod sessions;
pub mod sql;
mod visitors;

pub use agents::{AgentStore, Credential, NewSignIn, RosterRow, SignIn};
pub use error::StoreError;
pub use hooks::{
    Delivery, DueHooks, FinishHook, HookBacklog, HookOutcome, HookRun, HookStore, NewDelivery, NewHookRun,
    PlannedEffect,
};
pub use messages::{MessageStore, Page, PostMessage, PostOutcome, Posted};
pub use revisions::RevisionStore;
pub use sessions::{
    CloseSession, Closed, CursorMove, Lost, OpenOutcome, OpenSession, PlaceOutcome, Placement, QueuePlace,
    SessionFilter, SessionStore, Slot, SystemEntry,
};
pub use visitors::{NewVisitor, VisitorHistory, VisitorStore};

use usher_model::Epoch;

/// Everything a backend does.
#[async_trait::async_trait]
pub trait Store:
    VisitorStore + SessionStore + MessageStore + AgentStore + HookStore + RevisionStore + Send + Sync + 'static
{
    /// This life of the store. A restore begins another.
    fn epoch(&self) -> Epoch;

    /// Whether the database answers and takes writes.
    ///
    /// # Errors
    /// When it does not.
    async fn ping(&self) -> Result<(), StoreError>;

    /// Finishes the writes that wait and closes the files. Later calls answer [`StoreError::Closed`].
    async fn close(&self);
}
