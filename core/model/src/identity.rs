//! Proofs of who a visitor is: what counts as one, what keys there are, and what a proof leaves behind.

use crate::{KeyEventId, KeyId, Provenance, Timestamp, Value};
use std::{collections::BTreeMap, sync::Arc};

/// What counts as a proof on a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdentityPolicy {
    /// The bare encrypted parameters, as long as the key lives. They can be replayed and forged: values count as asserted.
    Legacy,
    /// The encrypted parameters with the time they were made at: values count as asserted.
    RequireTs,
    /// The encrypted parameters with a signature, or a signed token: values count as proven.
    RequireSig,
}

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// Encrypted parameters, signed or not: an AES key of 16, 24 or 32 bytes.
    Aes,
    /// Signed tokens by a secret that both sides have: HMAC with SHA-256.
    Hs256,
    /// Signed tokens by the site's own key, of which we have the public half: ECDSA on P-256 with SHA-256.
    Es256,
    /// The same with Ed25519.
    EdDsa,
}

impl KeyKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Aes, Self::Hs256, Self::Es256, Self::EdDsa];

    /// Its word, in storage, in the API and at the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Aes => "aes",
            Self::Hs256 => "hs256",
            Self::Es256 => "es256",
            Self::EdDsa => "eddsa",
        }
    }

    /// By its word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A key as it is listed: without what it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityKey {
    /// Which one.
    pub id: KeyId,
    /// What for.
    pub kind: KeyKind,
    /// How tokens name it in their header: `kid`. Its id, unless it was given another.
    pub kid: String,
    /// What people call it.
    pub label: String,
    /// The end of its fingerprint, to tell keys apart by.
    pub fingerprint: String,
    /// How many bits it has.
    pub bits: u32,
    /// Made or imported when.
    pub created_at: Timestamp,
    /// When a proof that it made was taken last.
    pub used_at: Option<Timestamp>,
    /// Since when nothing that it made counts.
    pub revoked_at: Option<Timestamp>,
}

/// What happened to a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyAction {
    /// It was made here.
    Made,
    /// It was brought in.
    Imported,
    /// Somebody was shown what it is made of.
    Viewed,
    /// Somebody wanted to be shown, with a wrong password.
    ViewRefused,
    /// It was revoked, and what it is made of forgotten.
    Revoked,
}

impl KeyAction {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Made, Self::Imported, Self::Viewed, Self::ViewRefused, Self::Revoked];

    /// Its word, in storage and in the API.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Imported => "imported",
            Self::Viewed => "viewed",
            Self::ViewRefused => "view_refused",
            Self::Revoked => "revoked",
        }
    }

    /// By its word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.word() == word)
    }
}

/// One line of the audit of keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyEvent {
    /// Which one.
    pub id: KeyEventId,
    /// Of which key.
    pub key: KeyId,
    /// What happened.
    pub action: KeyAction,
    /// Who did it: an agent by id, or `command line`.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// What a proof told of a visitor, and for how long that counts.
#[derive(Debug, Clone, PartialEq)]
pub struct VisitorIdentity {
    /// The values, by the ids of the visitor's fields.
    pub fields: BTreeMap<Arc<str>, Value>,
    /// What they are worth: proven or asserted.
    pub provenance: Provenance,
    /// The key that made the proof.
    pub key: KeyId,
    /// When it was taken.
    pub at: Timestamp,
    /// Until when it counts.
    pub until: Timestamp,
}

impl VisitorIdentity {
    /// Whether a channel of this policy still takes it. The database tells none whose key was revoked.
    pub fn counts(&self, policy: IdentityPolicy, now: Timestamp) -> bool {
        let enough = self.provenance == Provenance::Proven || policy != IdentityPolicy::RequireSig;
        enough && now < self.until
    }
}
