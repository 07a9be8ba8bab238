//! What the engine asks of a database: traits by use case, their data, their errors, and the portable SQL.
//!
//! Owns the storage contract and the conformance suite that each backend passes. Must not name a database driver.
//! The store may not lose: a write that answered `Ok` survives power loss.

mod agents;
mod amend;
mod blocks;
mod closing;
pub mod columns;
#[cfg(feature = "conformance")]
pub mod conformance;
mod deliveries;
mod effects;
mod error;
mod files;
mod hooks;
mod identity;
mod left;
mod messages;
mod notices;
mod placing;
mod records;
mod revisions;
mod search;
mod sessions;
pub mod sql;
mod visitors;

pub use agents::{AgentStore, Credential, NewSignIn, RosterRow, SignIn};
pub use amend::{AmendStore, ChangeTag, NewNote, Noted, Recall, Recalled, TagStep, Tagged};
pub use blocks::{BlockStore, BlocksOf, MAX_BLOCK_REASON_CHARS, NewBlock};
pub use closing::{CloseSession, Closed, WarnIdle};
pub use deliveries::{
    AttemptResult, DeliveryAttempt, DeliveryOutcome, DeliveryStore, LoggedDelivery, Replayed, WebhookHealth,
};
pub use error::StoreError;
pub use files::{Attached, Doom, FILE, FileState, FileStore, FilesDue, NewFile, StoredFile, TooMuchHeld, Uploader};
pub use hooks::{
    Delivery, DueHooks, FinishHook, HookBacklog, HookOutcome, HookRun, HookStore, NewDelivery, NewHookRun,
    PlannedEffect,
};
pub use identity::{
    Identified, Identify, IdentityStore, KeyAdded, MAX_LIVE_KEYS, NewKey, ProofOf, Refusals, RefusedProof, StoredKey,
    day_of,
};
pub use left::{
    ChangeLeft, LeaveMessage, LeaveOutcome, LeaveTo, LeftChange, LeftCount, LeftFilter, LeftInbox, LeftOf, LeftOutcome,
    LeftPage, LeftStore, LeftTurn, MAX_LEFT_NOTES, NewLeftNote, NoteOutcome,
};
pub use messages::{MessageStore, Page, PostMessage, PostOutcome, Posted, Preview, PreviewDepth};
pub use notices::{DueMail, NoticeFilter, NoticeStore, OpenNotice};
pub use placing::{CursorMove, Lost, PlaceOutcome, Placement, Slot, SlotCheck, SystemEntry, Take};
pub use records::{
    BindVisitor, KeyGuard, LinkStore, MAX_LINKS, MAX_RECORD_BATCH, RecordShape, RecordStore, RecordWritten, RecordsOf,
    StoredRecord, WriteRecord, WriteRecords,
};
pub use revisions::RevisionStore;
pub use search::{
    BadQuery, Excerpt, Found, Hit, Indexed, MAX_QUERY_CHARS, MAX_QUERY_WORDS, Mark, MessageWords, SearchCursor,
    SearchFilter, SearchPage, SearchStore, Viewer, WordQuery, searchable,
};
pub use sessions::{
    AcceptOffer, Accepted, OpenOutcome, OpenSession, QueuePlace, ReopenSession, SessionFilter, SessionStore,
};
pub use visitors::{NewVisitor, VisitorHistory, VisitorStore};

use usher_model::Epoch;

/// Everything a backend does.
#[async_trait::async_trait]
pub trait Store:
    VisitorStore
    + SessionStore
    + MessageStore
    + AmendStore
    + AgentStore
    + HookStore
    + DeliveryStore
    + RevisionStore
    + FileStore
    + LeftStore
    + NoticeStore
    + SearchStore
    + BlockStore
    + RecordStore
    + LinkStore
    + IdentityStore
    + Send
    + Sync
    + 'static
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
