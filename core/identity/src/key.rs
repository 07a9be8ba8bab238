//! Keys that sites prove with who their visitors are: made, brought in, written out.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use std::fmt;
use usher_model::{Entropy, KeyId, KeyKind};
use zeroize::Zeroizing;

/// Bytes of an AES key.
const AES_BYTES: [usize; 3] = [16, 24, 32];
/// Least bytes of a secret that tokens are signed with: as many as the hash has.
const LEAST_SECRET_BYTES: usize = 32;
/// Most: beyond the hash's block it would be hashed first.
const MOST_SECRET_BYTES: usize = 64;
/// Longest text of a key that is looked at: a public key in PEM is a tenth of it.
const MOST_CHARS: usize = 2_000;
/// What stands before the point in the DER of a public key on P-256: RFC 5480.
const P256_DER: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
    0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];
/// What stands before the key in the DER of a public key of Ed25519: RFC 8410.
const ED25519_DER: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// What a key is made of. It is never printed but by [`KeyMaterial::to_text`], and wiped when it is dropped.
#[derive(Clone)]
pub struct KeyMaterial {
    kind: KeyKind,
    bytes: Zeroizing<Vec<u8>>,
}

/// A key that counts, as proofs are held against it.
#[derive(Debug, Clone)]
pub struct LiveKey {
    /// Which one.
    pub id: KeyId,
    /// How tokens name it.
    pub kid: String,
    /// What it is made of.
    pub material: KeyMaterial,
}

/// A text that is no such key. It says what is expected, and nothing of what was given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadKey {
    /// It is too long for any key.
    #[error("a key has at most {MOST_CHARS} characters; these are {given}")]
    TooLong {
        /// How many were given.
        given: usize,
    },
    /// It is not Base64.
    #[error("the key is not Base64")]
    NotBase64,
    /// It has another length.
    #[error("an AES key has 16, 24 or 32 bytes; this one has {given}")]
    AesLength {
        /// How many were given.
        given: usize,
    },
    /// It is too short or too long.
    #[error("a secret for HS256 has {LEAST_SECRET_BYTES} to {MOST_SECRET_BYTES} bytes; this one has {given}")]
    SecretLength {
        /// How many were given.
        given: usize,
    },
    /// The half that stays with the site was given.
    #[error(
        "this is the private key: it stays with the site; give the public key, which `openssl pkey -pubout` prints"
    )]
    Private,
    /// It is another public key.
    #[error("not a public key of {expected} in PEM (`-----BEGIN PUBLIC KEY-----`)")]
    NotPublic {
        /// What it should be.
        expected: &'static str,
    },
    /// It cannot be made here.
    #[error("a key for {kind} is made by the site, which keeps its private half; import the public one")]
    NotOurs {
        /// What for.
        kind: &'static str,
    },
}

impl KeyMaterial {
    /// A fresh key of so many bytes: 16, 24 or 32 for AES, from 32 to 64 for HS256.
    ///
    /// # Errors
    /// When a key of this kind has another length, or is not made here.
    pub fn generate(kind: KeyKind, bytes: usize, entropy: &dyn Entropy) -> Result<Self, BadKey> {
        if matches!(kind, KeyKind::Es256 | KeyKind::EdDsa) {
            return Err(BadKey::NotOurs { kind: kind.word() });
        }
        let mut random = Zeroizing::new(Vec::with_capacity(MOST_SECRET_BYTES));
        while random.len() < bytes.min(MOST_SECRET_BYTES + 1) {
            random.extend_from_slice(&entropy.bytes16());
        }
        random.truncate(bytes);
        Self::from_bytes(kind, random)
    }

    /// Reads a key's text: Base64 of an AES key or of a secret, PEM of a public key.
    ///
    /// # Errors
    /// What is expected instead.
    pub fn import(kind: KeyKind, text: &str) -> Result<Self, BadKey> {
        let text = text.trim();
        if text.len() > MOST_CHARS {
            return Err(BadKey::TooLong { given: text.len() });
        }
        let (expected, prefix): (_, &[u8]) = match kind {
            KeyKind::Aes | KeyKind::Hs256 => return Self::from_bytes(kind, base64(text).ok_or(BadKey::NotBase64)?),
            KeyKind::Es256 => ("P-256", &P256_DER),
            KeyKind::EdDsa => ("Ed25519", &ED25519_DER),
        };
        if text.contains("PRIVATE KEY") {
            return Err(BadKey::Private);
        }
        let inner = text.strip_prefix("-----BEGIN PUBLIC KEY-----");
        let inner = inner.and_then(|rest| rest.strip_suffix("-----END PUBLIC KEY-----"));
        let lines: String = inner.unwrap_or_default().split_ascii_whitespace().collect();
        let der = base64(&lines).ok_or(BadKey::NotPublic { expected })?;
        let Some(public) = der.strip_prefix(prefix) else { return Err(BadKey::NotPublic { expected }) };
        Self::from_bytes(kind, Zeroizing::new(public.to_vec()))
    }

    /// From its bytes, as [`KeyMaterial::as_bytes`] gives them.
    ///
    /// # Errors
    /// When a key of this kind has another length.
    pub fn from_bytes(kind: KeyKind, bytes: Zeroizing<Vec<u8>>) -> Result<Self, BadKey> {
        let given = bytes.len();
        match kind {
            KeyKind::Aes if !AES_BYTES.contains(&given) => Err(BadKey::AesLength { given }),
            KeyKind::Hs256 if !(LEAST_SECRET_BYTES..=MOST_SECRET_BYTES).contains(&given) => {
                Err(BadKey::SecretLength { given })
            }
            // An uncompressed point: 4, then both coordinates.
            KeyKind::Es256 if given != 65 || bytes[0] != 4 => Err(BadKey::NotPublic { expected: "P-256" }),
            KeyKind::EdDsa if given != 32 => Err(BadKey::NotPublic { expected: "Ed25519" }),
            _ => Ok(Self { kind, bytes }),
        }
    }

    /// What it is for.
    pub const fn kind(&self) -> KeyKind {
        self.kind
    }

    /// Its bytes: of a public key without what stands before it in DER.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How many bits it has.
    pub fn bits(&self) -> u32 {
        match self.kind {
            KeyKind::Aes | KeyKind::Hs256 => u32::try_from(self.bytes.len() * 8).unwrap_or(u32::MAX),
            KeyKind::Es256 | KeyKind::EdDsa => 256,
        }
    }

    /// Its text, as [`KeyMaterial::import`] reads it.
    pub fn to_text(&self) -> Zeroizing<String> {
        let prefix: &[u8] = match self.kind {
            KeyKind::Aes | KeyKind::Hs256 => return Zeroizing::new(STANDARD.encode(&*self.bytes)),
            KeyKind::Es256 => &P256_DER,
            KeyKind::EdDsa => &ED25519_DER,
        };
        let der = STANDARD.encode([prefix, &self.bytes].concat());
        let lines: Vec<&str> = der.as_bytes().chunks(64).filter_map(|line| std::str::from_utf8(line).ok()).collect();
        Zeroizing::new(format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----", lines.join("\n")))
    }

    /// Sixteen hexadecimal digits to tell keys apart by. They say nothing of the key.
    pub fn fingerprint(&self) -> String {
        hex::encode(&mac(&self.bytes, b"usher-fingerprint-v1").finalize().into_bytes()[..8])
    }
}

impl fmt::Debug for KeyMaterial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyMaterial({}, …)", self.kind.word())
    }
}

/// HMAC with SHA-256 over a text; a key may have any length.
pub(crate) fn mac(key: &[u8], text: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(text);
    mac
}

/// Base64 with or without its padding, as keys are copied both ways.
fn base64(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
    const LENIENT: GeneralPurpose = GeneralPurpose::new(
        &base64::alphabet::STANDARD,
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    LENIENT.decode(text).ok().map(Zeroizing::new)
}

#[cfg(test)]
mod tests;
