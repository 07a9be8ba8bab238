//! Keys of sites, what their proofs told of visitors, and what was refused.

use crate::{NewVisitor, StoreError};
use usher_model::{ChannelId, IdentityKey, KeyEvent, KeyEventId, KeyId, Timestamp, VisitorId, VisitorIdentity};

/// Most keys that live at once: a few sites, each with the old and the new while they change over. Parameters without a
/// name are tried with each.
pub const MAX_LIVE_KEYS: u32 = 16;

/// A key to store.
#[derive(Debug, Clone)]
pub struct NewKey {
    /// The key.
    pub key: IdentityKey,
    /// What it is made of, sealed.
    pub sealed: Vec<u8>,
    /// The line of the audit.
    pub event: KeyEvent,
}

/// How storing a key went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyAdded {
    /// It lives.
    Added,
    /// Another that lives bears its `kid`.
    KidUsed,
    /// As many live as may.
    TooMany,
}

/// A key with what it is made of.
#[derive(Debug, Clone)]
pub struct StoredKey {
    /// The key.
    pub key: IdentityKey,
    /// What it is made of, sealed; none of a revoked one.
    pub sealed: Option<Vec<u8>>,
}

/// Whom a proof is taken for.
#[derive(Debug, Clone)]
pub enum ProofOf {
    /// A visitor who is here already.
    Known(VisitorId),
    /// A visitor who comes with it.
    New(NewVisitor),
}

impl ProofOf {
    /// Which visitor.
    pub const fn id(&self) -> VisitorId {
        match self {
            Self::Known(id) => *id,
            Self::New(new) => new.visitor.id,
        }
    }
}

/// A proof to take.
#[derive(Debug, Clone)]
pub struct Identify {
    /// Whom for.
    pub visitor: ProofOf,
    /// What it tells.
    pub identity: VisitorIdentity,
    /// The name to show for the visitor, where it tells one.
    pub name: Option<String>,
    /// Its hash, and until when it is remembered; none where it may come again.
    pub once: Option<([u8; 32], Timestamp)>,
}

/// How taking a proof went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identified {
    /// It is taken.
    Taken,
    /// It was taken before, for this very visitor: nothing changed.
    Again,
    /// It was taken before, for somebody else.
    Replayed,
    /// Its key does not live any more.
    KeyRevoked,
}

/// Refused proofs of one channel, day and reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusals {
    /// Days since 1970, in UTC.
    pub day: i64,
    /// Where.
    pub channel: ChannelId,
    /// Why, by its word.
    pub reason: String,
    /// How many.
    pub count: u64,
    /// What the last one was about, such as a member's name.
    pub about: Option<String>,
    /// When the last one came.
    pub last_at: Timestamp,
}

/// One refused proof.
#[derive(Debug, Clone)]
pub struct RefusedProof {
    /// Where.
    pub channel: ChannelId,
    /// Why, by its word.
    pub reason: &'static str,
    /// What it was about, such as a member's name.
    pub about: Option<String>,
    /// When.
    pub at: Timestamp,
}

impl RefusedProof {
    /// The day it counts for.
    pub const fn day(&self) -> i64 {
        day_of(self.at)
    }
}

/// The day of a moment: days since 1970, in UTC.
pub const fn day_of(at: Timestamp) -> i64 {
    at.as_micros().div_euclid(24 * 60 * 60 * 1_000_000)
}

/// Keys of sites, and what their proofs told.
#[async_trait::async_trait]
pub trait IdentityStore {
    /// Stores a key and its line of the audit.
    ///
    /// # Errors
    /// When the database fails.
    async fn add_key(&self, new: NewKey) -> Result<KeyAdded, StoreError>;

    /// Revokes the key that the line is about, forgets what it is made of, and writes the line. Whether it lived.
    ///
    /// # Errors
    /// When the database fails.
    async fn revoke_key(&self, event: KeyEvent) -> Result<bool, StoreError>;

    /// Writes a line of the audit.
    ///
    /// # Errors
    /// When the database fails, or has no such key.
    async fn note_key_event(&self, event: KeyEvent) -> Result<(), StoreError>;

    /// Keys, revoked ones too, newest first, older than `before`, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    async fn keys(&self, before: Option<KeyId>, limit: u32) -> Result<Vec<IdentityKey>, StoreError>;

    /// A key with what it is made of.
    ///
    /// # Errors
    /// When the database fails.
    async fn key(&self, id: KeyId) -> Result<Option<StoredKey>, StoreError>;

    /// The keys that live, [`MAX_LIVE_KEYS`] at most.
    ///
    /// # Errors
    /// When the database fails.
    async fn live_keys(&self) -> Result<Vec<StoredKey>, StoreError>;

    /// The audit of all keys or of one, newest first, older than `before`, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    async fn key_events(
        &self,
        of: Option<KeyId>,
        before: Option<KeyEventId>,
        limit: u32,
    ) -> Result<Vec<KeyEvent>, StoreError>;

    /// Takes a proof: looks that its key lives and that it was not taken for somebody else, remembers it, the visitor and
    /// what it tells, in one transaction.
    ///
    /// # Errors
    /// When the database fails.
    async fn identify(&self, identify: Identify) -> Result<Identified, StoreError>;

    /// What the last proof told of a visitor; none where its key was revoked. It may be over.
    ///
    /// # Errors
    /// When the database fails.
    async fn identity_of(&self, visitor: VisitorId) -> Result<Option<VisitorIdentity>, StoreError>;

    /// Parts a visitor from its token: what stands for the visitor from now on is what nobody has. Whether the visitor is
    /// there.
    ///
    /// # Errors
    /// When the database fails.
    async fn part_visitor(&self, visitor: VisitorId, nobodys_hash: [u8; 32]) -> Result<bool, StoreError>;

    /// Counts a refused proof.
    ///
    /// # Errors
    /// When the database fails.
    async fn count_refused(&self, refused: RefusedProof) -> Result<(), StoreError>;

    /// The counts, newest first: by day, channel and reason downwards, those before the named one, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    async fn refused(&self, before: Option<(i64, String, String)>, limit: u32) -> Result<Vec<Refusals>, StoreError>;

    /// Forgets proofs that are too old anyway, `limit` at once, and counts of days before one. How many proofs it were.
    ///
    /// # Errors
    /// When the database fails.
    async fn forget_proofs(&self, now: Timestamp, first_day: i64, limit: u32) -> Result<u64, StoreError>;
}
