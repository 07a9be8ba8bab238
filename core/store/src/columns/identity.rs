//! Keys and identities in columns.

use super::{bytes_text, corrupt, id16};
use crate::{Refusals, StoreError, StoredKey};
use usher_model::{
    IdentityKey, KeyAction, KeyEvent, KeyEventId, KeyId, KeyKind, Provenance, Timestamp, VisitorIdentity,
};

const KEYS: &str = "identity_keys";
const EVENTS: &str = "identity_key_events";
const IDENTITIES: &str = "visitor_identities";
const REFUSALS: &str = "identity_refusals";

/// A row of `identity_keys`.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct KeyRow {
    pub id: Vec<u8>,
    pub kind: String,
    pub kid: String,
    pub label: String,
    pub fingerprint: String,
    pub bits: i64,
    pub created_at: i64,
    pub used_at: Option<i64>,
    pub revoked_at: Option<i64>,
}

impl KeyRow {
    /// Reads the key.
    pub fn decode(self) -> Result<IdentityKey, StoreError> {
        let kind = KeyKind::from_word(&self.kind)
            .ok_or_else(|| corrupt(KEYS, "kind", bytes_text(&self.id), format!("no kind `{}`", self.kind)))?;
        Ok(IdentityKey {
            id: KeyId::from_bytes(id16(KEYS, "id", &self.id)?),
            kind,
            bits: u32::try_from(self.bits).map_err(|reason| corrupt(KEYS, "bits", bytes_text(&self.id), reason))?,
            created_at: Timestamp::from_micros(self.created_at),
            used_at: self.used_at.map(Timestamp::from_micros),
            revoked_at: self.revoked_at.map(Timestamp::from_micros),
            kid: self.kid,
            label: self.label,
            fingerprint: self.fingerprint,
        })
    }

    /// Reads it with what it is made of.
    pub fn decode_with(self, sealed: Option<Vec<u8>>) -> Result<StoredKey, StoreError> {
        Ok(StoredKey { key: self.decode()?, sealed })
    }
}

/// A row of `identity_key_events`.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct KeyEventRow {
    pub id: Vec<u8>,
    pub key_id: Vec<u8>,
    pub action: String,
    pub actor: String,
    pub at: i64,
}

impl KeyEventRow {
    /// Reads the line.
    pub fn decode(self) -> Result<KeyEvent, StoreError> {
        let action = KeyAction::from_word(&self.action)
            .ok_or_else(|| corrupt(EVENTS, "action", bytes_text(&self.id), format!("no action `{}`", self.action)))?;
        Ok(KeyEvent {
            id: KeyEventId::from_bytes(id16(EVENTS, "id", &self.id)?),
            key: KeyId::from_bytes(id16(EVENTS, "key_id", &self.key_id)?),
            action,
            by: self.actor,
            at: Timestamp::from_micros(self.at),
        })
    }
}

/// A row of `visitor_identities`.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct IdentityRow {
    pub visitor: Vec<u8>,
    pub fields: String,
    pub provenance: String,
    pub key_id: Vec<u8>,
    pub at: i64,
    pub until: i64,
}

impl IdentityRow {
    /// Reads what was told.
    pub fn decode(self) -> Result<VisitorIdentity, StoreError> {
        let row = || bytes_text(&self.visitor);
        let provenance =
            [Provenance::Proven, Provenance::Asserted].into_iter().find(|one| one.word() == self.provenance);
        Ok(VisitorIdentity {
            fields: serde_json::from_str(&self.fields)
                .map_err(|reason| corrupt(IDENTITIES, "fields", row(), reason))?,
            provenance: provenance
                .ok_or_else(|| corrupt(IDENTITIES, "provenance", row(), format!("no `{}`", self.provenance)))?,
            key: KeyId::from_bytes(id16(IDENTITIES, "key_id", &self.key_id)?),
            at: Timestamp::from_micros(self.at),
            until: Timestamp::from_micros(self.until),
        })
    }
}

/// What was told of a visitor, as it is stored.
pub fn told_text(identity: &VisitorIdentity) -> String {
    serde_json::to_string(&identity.fields).unwrap_or_else(|_| "{}".to_owned())
}

/// A row of `identity_refusals`.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct RefusalsRow {
    pub day: i64,
    pub channel: String,
    pub reason: String,
    pub count: i64,
    pub about: Option<String>,
    pub last_at: i64,
}

impl RefusalsRow {
    /// Reads the count.
    pub fn decode(self) -> Result<Refusals, StoreError> {
        let row = || format!("{} {} {}", self.day, self.channel, self.reason);
        Ok(Refusals {
            day: self.day,
            channel: self.channel.parse().map_err(|reason| corrupt(REFUSALS, "channel", row(), reason))?,
            count: u64::try_from(self.count).map_err(|reason| corrupt(REFUSALS, "count", row(), reason))?,
            last_at: Timestamp::from_micros(self.last_at),
            about: self.about,
            reason: self.reason,
        })
    }
}
