//! Opaque tokens: whoever holds one is who it was given to. Only its hash is stored, so a stolen database opens nothing.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use std::fmt;

/// Thirty-two random bytes that stand for a visitor or a sign-in. Never printed; compared by its hash only.
#[derive(Clone)]
pub struct Token([u8; Token::BYTES]);

impl Token {
    /// Bytes of a token: far beyond guessing.
    pub const BYTES: usize = 32;
    /// Characters of its text.
    pub const CHARS: usize = 43;

    /// A token of these random bytes.
    pub const fn new(random: [u8; Self::BYTES]) -> Self {
        Self(random)
    }

    /// Reads a token's text: [`Token::CHARS`] characters of base64url without padding, else none.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != Self::CHARS {
            return None;
        }
        let mut bytes = [0; Self::BYTES];
        let length = URL_SAFE_NO_PAD.decode_slice(text, &mut bytes).ok()?;
        (length == Self::BYTES).then_some(Self(bytes))
    }

    /// The text that its holder keeps: base64url without padding, fit for headers and cookies.
    pub fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// SHA-256 of the bytes: what is stored, and looked up by. The token is random, so it needs no salt and no cost.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests;
