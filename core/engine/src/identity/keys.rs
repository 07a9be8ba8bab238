//! Keys of sites: made, brought in, shown to who may see them, revoked. Each of these is written down.

use crate::Engine;
use usher_identity::{BadKey, KeyEncryptionKey, KeyMaterial, LiveKey};
use usher_model::{Agent, Clock, Entropy, IdentityKey, KeyAction, KeyEvent, KeyEventId, KeyId, KeyKind, Timestamp};
use usher_store::{KeyAdded, MAX_LIVE_KEYS, NewKey, Refusals, Store, StoreError, StoredKey};
use zeroize::Zeroizing;

/// Longest label, in characters.
const MAX_LABEL_CHARS: usize = 80;
/// Longest `kid`, in bytes.
const MAX_KID_BYTES: usize = 64;

/// What a key is to be made of.
#[derive(Debug, Clone)]
pub enum KeySource {
    /// Fresh, of so many bits.
    Fresh {
        /// How many.
        bits: u32,
    },
    /// Brought in, in its text.
    Given(Zeroizing<String>),
}

/// A key that somebody wants.
#[derive(Debug, Clone)]
pub struct NewKeyAsked {
    /// What for.
    pub kind: KeyKind,
    /// What it is made of.
    pub source: KeySource,
    /// What people call it.
    pub label: String,
    /// How tokens name it; none for its id.
    pub kid: Option<String>,
    /// Who wants it: an agent by id, or `command line`.
    pub by: String,
}

/// A key just made or brought in.
#[derive(Debug)]
pub struct MadeKey {
    /// The key.
    pub key: IdentityKey,
    /// Its text, to be given to the site.
    pub text: Zeroizing<String>,
}

/// Why a key is not made, shown or revoked.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// There is no such key.
    #[error("there is no such key")]
    Missing,
    /// It was revoked: what it was made of is gone.
    #[error("the key was revoked, and what it was made of is gone")]
    Revoked,
    /// It is no key.
    #[error(transparent)]
    Bad(#[from] BadKey),
    /// The label is empty or too long.
    #[error("a label has 1 to {limit} characters; this one has {given}")]
    Label {
        /// How many it has.
        given: usize,
        /// How many it may have.
        limit: usize,
    },
    /// The kid is no name.
    #[error("a `kid` has 1 to {limit} letters, digits and signs of ASCII, without spaces")]
    Kid {
        /// How long it may be.
        limit: usize,
    },
    /// Another key that lives bears the kid.
    #[error("another key that lives has the `kid` {0}")]
    KidUsed(String),
    /// Too many keys live.
    #[error("at most {limit} keys live at once; revoke one that nobody uses")]
    TooMany {
        /// How many may live.
        limit: u32,
    },
    /// The password is wrong.
    #[error("the password is wrong")]
    Password,
    /// The key-encryption key is another than it was sealed with.
    #[error("the key {0} was sealed with another key-encryption key")]
    Sealed(KeyId),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Keys that live in the store and cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum LostKeys {
    /// The key-encryption key is another.
    #[error(
        "the key-encryption key is not the one that {} in the database {} sealed with; restore it, or revoke what cannot \
         be opened any more with `usher identity key revoke`: {}",
        if .0.len() == 1 { "a key" } else { "keys" },
        if .0.len() == 1 { "was" } else { "were" },
        .0.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    )]
    Sealed(Vec<KeyId>),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Looks that each key that lives can be opened.
///
/// # Errors
/// When one cannot: the key-encryption key was lost or changed.
pub async fn check_keys(store: &dyn Store, key_encryption: &KeyEncryptionKey) -> Result<(), LostKeys> {
    let keys = store.live_keys().await?;
    let lost: Vec<KeyId> =
        keys.iter().filter(|key| opened(key, key_encryption).is_err()).map(|key| key.key.id).collect();
    if lost.is_empty() { Ok(()) } else { Err(LostKeys::Sealed(lost)) }
}

/// Stores a key, sealed, with its line of the audit.
///
/// # Errors
/// When it is none, or cannot be added.
pub async fn import_key(
    store: &dyn Store,
    key_encryption: &KeyEncryptionKey,
    clock: &dyn Clock,
    entropy: &dyn Entropy,
    asked: NewKeyAsked,
) -> Result<MadeKey, KeyError> {
    let NewKeyAsked { kind, source, label, kid, by } = asked;
    let label = label.trim().to_owned();
    let given = label.chars().count();
    if !(1..=MAX_LABEL_CHARS).contains(&given) {
        return Err(KeyError::Label { given, limit: MAX_LABEL_CHARS });
    }
    let fits =
        |kid: &String| (1..=MAX_KID_BYTES).contains(&kid.len()) && kid.bytes().all(|byte| byte.is_ascii_graphic());
    if kid.as_ref().is_some_and(|kid| !fits(kid)) {
        return Err(KeyError::Kid { limit: MAX_KID_BYTES });
    }
    let (material, action) = match &source {
        KeySource::Fresh { bits } => {
            let bytes = usize::try_from(bits.div_ceil(8)).unwrap_or(usize::MAX);
            (KeyMaterial::generate(kind, bytes, entropy)?, KeyAction::Made)
        }
        KeySource::Given(text) => (KeyMaterial::import(kind, text)?, KeyAction::Imported),
    };
    let now = clock.now();
    let id = KeyId::new(now, entropy);
    let key = IdentityKey {
        id,
        kind,
        kid: kid.unwrap_or_else(|| id.to_string()),
        label,
        fingerprint: material.fingerprint(),
        bits: material.bits(),
        created_at: now,
        used_at: None,
        revoked_at: None,
    };
    let sealed = key_encryption.seal(id, material.as_bytes(), entropy);
    let event = event(id, action, &by, now, entropy);
    match store.add_key(NewKey { key: key.clone(), sealed, event }).await? {
        KeyAdded::Added => {
            tracing::info!(key = %id, kind = kind.word(), %by, action = action.word(), "a key of a site was added");
            Ok(MadeKey { key, text: material.to_text() })
        }
        KeyAdded::KidUsed => Err(KeyError::KidUsed(key.kid)),
        KeyAdded::TooMany => Err(KeyError::TooMany { limit: MAX_LIVE_KEYS }),
    }
}

/// Who wants something of a key, and when.
#[derive(Clone, Copy)]
pub struct KeyAccess<'a> {
    /// Which key.
    pub key: KeyId,
    /// Who: an agent by id, or `command line`.
    pub by: &'a str,
    /// The time.
    pub clock: &'a dyn Clock,
    /// Randomness for the line of the audit.
    pub entropy: &'a dyn Entropy,
}

impl KeyAccess<'_> {
    fn event(&self, action: KeyAction) -> KeyEvent {
        event(self.key, action, self.by, self.clock.now(), self.entropy)
    }
}

/// Whether whoever wants to see a key may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyView {
    /// The own password was said once more.
    Allowed,
    /// Another was.
    WrongPassword,
}

/// Shows what a key is made of. It is written down before it is shown: what cannot be written down is not shown.
///
/// # Errors
/// When it is not shown.
pub async fn show_key(
    store: &dyn Store,
    key_encryption: &KeyEncryptionKey,
    access: &KeyAccess<'_>,
    view: KeyView,
) -> Result<MadeKey, KeyError> {
    let stored = store.key(access.key).await?.ok_or(KeyError::Missing)?;
    if view == KeyView::WrongPassword {
        store.note_key_event(access.event(KeyAction::ViewRefused)).await?;
        return Err(KeyError::Password);
    }
    if stored.sealed.is_none() {
        return Err(KeyError::Revoked);
    }
    store.note_key_event(access.event(KeyAction::Viewed)).await?;
    tracing::info!(key = %access.key, by = access.by, "a key of a site was shown");
    let material = opened(&stored, key_encryption).map_err(|()| KeyError::Sealed(access.key))?;
    Ok(MadeKey { text: material.to_text(), key: stored.key })
}

/// Revokes a key. Revoking it again changes nothing.
///
/// # Errors
/// When there is no such key.
pub async fn revoke_key(store: &dyn Store, access: &KeyAccess<'_>) -> Result<IdentityKey, KeyError> {
    store.key(access.key).await?.ok_or(KeyError::Missing)?;
    if store.revoke_key(access.event(KeyAction::Revoked)).await? {
        tracing::info!(key = %access.key, by = access.by, "a key of a site was revoked");
    }
    Ok(store.key(access.key).await?.ok_or(KeyError::Missing)?.key)
}

impl Engine {
    /// Makes a key, or brings one in.
    ///
    /// # Errors
    /// When it is none, or cannot be added.
    pub async fn add_key(&self, asked: NewKeyAsked) -> Result<MadeKey, KeyError> {
        import_key(&*self.store, &self.key_encryption, &*self.clock, &*self.entropy, asked).await
    }

    /// Keys, revoked ones too, newest first, older than `before`, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_keys(&self, before: Option<KeyId>, limit: u32) -> Result<Vec<IdentityKey>, StoreError> {
        self.store.keys(before, limit).await
    }

    /// Shows an admin what a key is made of, who says the own password once more. Both outcomes are written down.
    ///
    /// # Errors
    /// When it is not shown.
    pub async fn show_key(&self, agent: &Agent, id: KeyId, password: &str) -> Result<MadeKey, KeyError> {
        let credential = self.store.credential(&agent.id).await?;
        let fits = self.check_password(credential.map(|known| known.password_hash), password).await;
        let access = KeyAccess { key: id, by: agent.id.as_str(), clock: &*self.clock, entropy: &*self.entropy };
        let view = if fits { KeyView::Allowed } else { KeyView::WrongPassword };
        show_key(&*self.store, &self.key_encryption, &access, view).await
    }

    /// Revokes a key: nothing that it made counts any more, from this moment on. Revoking it again changes nothing.
    ///
    /// # Errors
    /// When there is no such key.
    pub async fn revoke_key(&self, by: &Agent, id: KeyId) -> Result<IdentityKey, KeyError> {
        let access = KeyAccess { key: id, by: by.id.as_str(), clock: &*self.clock, entropy: &*self.entropy };
        revoke_key(&*self.store, &access).await
    }

    /// Who did what with keys, newest first, older than `before`, at most `limit`: of all keys or of one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn key_events(
        &self,
        of: Option<KeyId>,
        before: Option<KeyEventId>,
        limit: u32,
    ) -> Result<Vec<KeyEvent>, StoreError> {
        self.store.key_events(of, before, limit).await
    }

    /// How many proofs were refused, by day, channel and reason, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn refused_proofs(
        &self,
        before: Option<(i64, String, String)>,
        limit: u32,
    ) -> Result<Vec<Refusals>, StoreError> {
        self.store.refused(before, limit).await
    }

    /// The keys that live, opened. One that cannot be opened is left out, loudly: the others still count.
    pub(super) async fn keys_that_live(&self) -> Result<Vec<LiveKey>, StoreError> {
        let stored = self.store.live_keys().await?;
        let live = stored.into_iter().filter_map(|key| {
            let material = opened(&key, &self.key_encryption);
            if material.is_err() {
                tracing::error!(key = %key.key.id, "a key was sealed with another key-encryption key; it counts for nothing");
            }
            Some(LiveKey { id: key.key.id, kid: key.key.kid, material: material.ok()? })
        });
        Ok(live.collect())
    }
}

fn event(key: KeyId, action: KeyAction, by: &str, at: Timestamp, entropy: &dyn Entropy) -> KeyEvent {
    KeyEvent { id: KeyEventId::new(at, entropy), key, action, by: by.to_owned(), at }
}

fn opened(key: &StoredKey, key_encryption: &KeyEncryptionKey) -> Result<KeyMaterial, ()> {
    let sealed = key.sealed.as_deref().ok_or(())?;
    let bytes = key_encryption.open(key.key.id, sealed).map_err(drop)?;
    KeyMaterial::from_bytes(key.key.kind, bytes).map_err(drop)
}
