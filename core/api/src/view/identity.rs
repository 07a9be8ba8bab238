//! Proofs and keys: what a page brings, and what admins see. A page is never told what a proof lacked.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use usher_identity::Refusal;
use usher_model::{IdentityKey, KeyAction, KeyEvent, KeyKind, Provenance, VisitorIdentity};
use usher_ruleset::IdentityMode;
use usher_store::Refusals;
use utoipa::ToSchema;

/// Whether a channel asks for a proof of who its visitors are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum IdentityModeWord {
    /// Nobody can prove who they are.
    Anonymous,
    /// Whoever has a proof brings it.
    Optional,
    /// Nobody is let in without.
    Required,
}

impl From<IdentityMode> for IdentityModeWord {
    fn from(mode: IdentityMode) -> Self {
        match mode {
            IdentityMode::Anonymous => Self::Anonymous,
            IdentityMode::Optional => Self::Optional,
            IdentityMode::Required => Self::Required,
        }
    }
}

/// A proof of who the visitor is.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct IdentifyRequest {
    /// The origin of the page that the window is embedded on.
    pub host_origin: String,
    pub locale: String,
    /// The encrypted parameters in hexadecimal digits, signed or not, or a signed token (JWT). At most 8192 characters.
    pub proof: String,
}

/// A visitor who is known by a proof.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct IdentifiedView {
    pub visitor: String,
    /// Takes the place of the token that was sent along; none where that one stands for the visitor still.
    #[schema(required)]
    pub token: Option<String>,
}

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum KeyKindWord {
    /// Encrypted parameters, signed or not.
    Aes,
    /// Tokens signed with a secret that both sides have.
    Hs256,
    /// Tokens signed on P-256; the key here is the public one.
    Es256,
    /// Tokens signed with Ed25519; the key here is the public one.
    EdDsa,
}

impl From<KeyKind> for KeyKindWord {
    fn from(kind: KeyKind) -> Self {
        match kind {
            KeyKind::Aes => Self::Aes,
            KeyKind::Hs256 => Self::Hs256,
            KeyKind::Es256 => Self::Es256,
            KeyKind::EdDsa => Self::EdDsa,
        }
    }
}

impl From<KeyKindWord> for KeyKind {
    fn from(word: KeyKindWord) -> Self {
        match word {
            KeyKindWord::Aes => Self::Aes,
            KeyKindWord::Hs256 => Self::Hs256,
            KeyKindWord::Es256 => Self::Es256,
            KeyKindWord::EdDsa => Self::EdDsa,
        }
    }
}

/// A key to make, or to bring in.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewKeyRequest {
    pub kind: KeyKindWord,
    /// What people call it, 80 characters at most.
    pub label: String,
    /// How tokens name it in their header; without it, by its id.
    pub kid: Option<String>,
    /// Of a fresh key: how many bits. 128, 192 or 256 for `aes`, from 256 to 512 for `hs256`. 256 where nothing is said.
    pub bits: Option<u32>,
    /// The key to bring in: Base64, or PEM of a public key. Without it a fresh one is made.
    pub text: Option<String>,
}

/// A key, without what it is made of.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct KeyView {
    pub id: String,
    pub kind: KeyKindWord,
    pub kid: String,
    pub label: String,
    /// To tell keys apart by. It says nothing of the key.
    pub fingerprint: String,
    pub bits: u32,
    pub created_at_ms: i64,
    /// When a proof that it made was taken last.
    #[schema(required)]
    pub used_at_ms: Option<i64>,
    /// Since when nothing that it made counts.
    #[schema(required)]
    pub revoked_at_ms: Option<i64>,
}

impl From<IdentityKey> for KeyView {
    fn from(key: IdentityKey) -> Self {
        Self {
            id: key.id.to_string(),
            kind: key.kind.into(),
            kid: key.kid,
            label: key.label,
            fingerprint: key.fingerprint,
            bits: key.bits,
            created_at_ms: key.created_at.as_millis(),
            used_at_ms: key.used_at.map(usher_model::Timestamp::as_millis),
            revoked_at_ms: key.revoked_at.map(usher_model::Timestamp::as_millis),
        }
    }
}

/// A key with what it is made of.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct ShownKeyView {
    pub key: KeyView,
    /// Base64, or PEM of a public key.
    pub text: String,
}

/// Keys, newest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct KeyList {
    pub keys: Vec<KeyView>,
    pub has_more: bool,
}

/// Asks to be shown a key.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShowKeyRequest {
    /// The own password, once more.
    pub password: String,
}

/// What happened to a key.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KeyActionWord {
    Made,
    Imported,
    Viewed,
    /// Somebody wanted to see it, with a wrong password.
    ViewRefused,
    Revoked,
}

impl From<KeyAction> for KeyActionWord {
    fn from(action: KeyAction) -> Self {
        match action {
            KeyAction::Made => Self::Made,
            KeyAction::Imported => Self::Imported,
            KeyAction::Viewed => Self::Viewed,
            KeyAction::ViewRefused => Self::ViewRefused,
            KeyAction::Revoked => Self::Revoked,
        }
    }
}

/// One line of the audit.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct KeyEventView {
    pub id: String,
    pub key: String,
    pub action: KeyActionWord,
    /// An agent by id, or `command line`.
    pub by: String,
    pub at_ms: i64,
}

impl From<KeyEvent> for KeyEventView {
    fn from(event: KeyEvent) -> Self {
        Self {
            id: event.id.to_string(),
            key: event.key.to_string(),
            action: event.action.into(),
            by: event.by,
            at_ms: event.at.as_millis(),
        }
    }
}

/// Who did what with keys, newest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct KeyEventList {
    pub events: Vec<KeyEventView>,
    pub has_more: bool,
}

/// Refused proofs of one day, channel and reason.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct RefusalsView {
    /// Give it back as `before` to go on behind it.
    pub cursor: String,
    /// The day in UTC, by the moment it begins at.
    pub day_ms: i64,
    pub channel: String,
    /// Stable, for programs.
    pub reason: String,
    /// For people, in English.
    pub says: String,
    pub count: u64,
    /// What the last one was about, such as a member's name.
    #[schema(required)]
    pub about: Option<String>,
    pub last_at_ms: i64,
}

impl From<Refusals> for RefusalsView {
    fn from(refusals: Refusals) -> Self {
        let known = usher_identity::Reason::from_word(&refusals.reason);
        Self {
            cursor: format!("{}.{}.{}", refusals.day, refusals.channel, refusals.reason),
            day_ms: refusals.day * 24 * 60 * 60 * 1_000,
            channel: refusals.channel.to_string(),
            says: known.map(|reason| reason.says().to_owned()).unwrap_or_default(),
            count: refusals.count,
            about: refusals.about,
            last_at_ms: refusals.last_at.as_millis(),
            reason: refusals.reason,
        }
    }
}

/// Refused proofs, newest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct RefusalsList {
    pub refusals: Vec<RefusalsView>,
    pub has_more: bool,
}

/// A proof to try out. Nothing comes of it, and it can be brought afterwards.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TryProofRequest {
    pub channel: String,
    pub proof: String,
}

/// What the values of a proof are worth.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WorthWord {
    Proven,
    Asserted,
}

/// What a proof would give.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub(crate) enum TriedProofView {
    /// It counts.
    Counts {
        /// The key that made it.
        key: String,
        worth: WorthWord,
        /// What it tells of the visitor, by field.
        fields: BTreeMap<String, serde_json::Value>,
    },
    /// It does not.
    Refused {
        /// Stable, for programs.
        reason: String,
        /// For people, in English.
        says: String,
        /// What it is about, such as a member's name.
        #[schema(required)]
        about: Option<String>,
    },
}

impl From<VisitorIdentity> for TriedProofView {
    fn from(identity: VisitorIdentity) -> Self {
        let worth = if identity.provenance == Provenance::Proven { WorthWord::Proven } else { WorthWord::Asserted };
        let json = |value| serde_json::to_value(value).unwrap_or_default();
        let fields = identity.fields.into_iter().map(|(name, value)| (name.to_string(), json(value))).collect();
        Self::Counts { key: identity.key.to_string(), worth, fields }
    }
}

impl From<Refusal> for TriedProofView {
    fn from(refusal: Refusal) -> Self {
        let (reason, says) = (refusal.reason.word().to_owned(), refusal.reason.says().to_owned());
        Self::Refused { reason, says, about: refusal.about }
    }
}
