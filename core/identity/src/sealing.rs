//! Keys where they are stored: sealed with the key-encryption key, so that a copy of the database opens nothing.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, MAX_TAG_LEN, NONCE_LEN, Nonce, UnboundKey};
use std::fmt;
use usher_model::{Entropy, KeyId};
use zeroize::Zeroizing;

/// What keys are sealed with. It lives outside the database, and is never printed but by
/// [`KeyEncryptionKey::to_text`].
#[derive(Clone)]
pub struct KeyEncryptionKey(Zeroizing<[u8; KeyEncryptionKey::BYTES]>);

/// A text that is no key-encryption key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key-encryption key is 32 bytes in Base64: 44 characters")]
pub struct BadKeyEncryptionKey;

/// A key that this key-encryption key did not seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it was sealed with another key-encryption key, or changed since")]
pub struct NotOpened;

impl KeyEncryptionKey {
    /// Bytes of the key.
    pub const BYTES: usize = 32;

    /// A fresh one.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        let mut bytes = Zeroizing::new([0; Self::BYTES]);
        bytes[..16].copy_from_slice(&entropy.bytes16());
        bytes[16..].copy_from_slice(&entropy.bytes16());
        Self(bytes)
    }

    /// Reads its text; white space around it does not count.
    ///
    /// # Errors
    /// When it is anything else.
    pub fn parse(text: &str) -> Result<Self, BadKeyEncryptionKey> {
        let decoded = Zeroizing::new(STANDARD.decode(text.trim()).map_err(|_| BadKeyEncryptionKey)?);
        let bytes = decoded.as_slice().try_into().map_err(|_| BadKeyEncryptionKey)?;
        Ok(Self(Zeroizing::new(bytes)))
    }

    /// Its text: Base64.
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(STANDARD.encode(*self.0))
    }

    /// Seals what a key is made of. It opens for the same id only, so that rows cannot be swapped.
    ///
    /// # Panics
    /// Where it is longer than the cipher can seal, which is 64 GiB.
    pub fn seal(&self, id: KeyId, bytes: &[u8], entropy: &dyn Entropy) -> Vec<u8> {
        let mut nonce = [0; NONCE_LEN];
        nonce.copy_from_slice(&entropy.bytes16()[..NONCE_LEN]);
        let mut sealed = Vec::with_capacity(NONCE_LEN + bytes.len() + MAX_TAG_LEN);
        sealed.extend_from_slice(&nonce);
        let mut text = Zeroizing::new(bytes.to_vec());
        let tag = self
            .cipher()
            .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::from(id.to_bytes()), &mut text)
            .expect("a key is far shorter than the cipher's limit");
        sealed.extend_from_slice(&text);
        sealed.extend_from_slice(tag.as_ref());
        sealed
    }

    /// Opens what [`KeyEncryptionKey::seal`] made.
    ///
    /// # Errors
    /// When another key sealed it, for another id, or it was changed.
    pub fn open(&self, id: KeyId, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, NotOpened> {
        let (nonce, text) = sealed.split_at_checked(NONCE_LEN).ok_or(NotOpened)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| NotOpened)?;
        let mut text = Zeroizing::new(text.to_vec());
        let opened =
            self.cipher().open_in_place(nonce, Aad::from(id.to_bytes()), &mut text).map_err(|_| NotOpened)?.len();
        text.truncate(opened);
        Ok(text)
    }

    fn cipher(&self) -> LessSafeKey {
        let key = UnboundKey::new(&AES_256_GCM, &*self.0).expect("the cipher takes keys of 32 bytes");
        LessSafeKey::new(key)
    }
}

impl fmt::Debug for KeyEncryptionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyEncryptionKey(…)")
    }
}

#[cfg(test)]
mod tests;
