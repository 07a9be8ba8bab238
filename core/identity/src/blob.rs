//! The encrypted parameters that a site puts into its page: `AES/ECB/PKCS5Padding` over a JSON object, in hexadecimal
//! digits; signed, with `.` and the digits of an HMAC behind them.
//!
//! The cipher alone proves little: blocks of one blob can be moved into another without the key. It is here because sites
//! were built for it. The signature is what closes that, and what it costs a site is one more call.

use crate::key::{KeyMaterial, mac};
use aes::{Aes128, Aes192, Aes256};
use cipher::{
    BlockModeDecrypt as _, BlockModeEncrypt as _, KeyInit as _,
    block_padding::{NoPadding, Pkcs7},
};
use hmac::Mac as _;
use std::hint::black_box;
use zeroize::Zeroizing;

/// Bytes of a block.
const BLOCK: usize = 16;
/// What the key for signatures is made from the key with.
const SIGNING: &[u8] = b"usher-sig-v1";

/// Encrypts a text as sites do, in upper-case digits.
///
/// # Panics
/// Where the key is not one for AES: the caller knows its kind.
pub fn encrypt(key: &KeyMaterial, text: &str) -> String {
    let (key, text) = (key.as_bytes(), text.as_bytes());
    let sealed = match key.len() {
        16 => ecb::Encryptor::<Aes128>::new_from_slice(key).map(|mode| mode.encrypt_padded_vec::<Pkcs7>(text)),
        24 => ecb::Encryptor::<Aes192>::new_from_slice(key).map(|mode| mode.encrypt_padded_vec::<Pkcs7>(text)),
        _ => ecb::Encryptor::<Aes256>::new_from_slice(key).map(|mode| mode.encrypt_padded_vec::<Pkcs7>(text)),
    };
    hex::encode_upper(sealed.expect("an AES key has 16, 24 or 32 bytes"))
}

/// Encrypts and signs: the digits, `.`, and those of the signature over them.
///
/// # Panics
/// Where the key is not one for AES.
pub fn encrypt_signed(key: &KeyMaterial, text: &str) -> String {
    let digits = encrypt(key, text);
    let signature = hex::encode_upper(signature(key, &digits).finalize().into_bytes());
    format!("{digits}.{signature}")
}

/// Opens encrypted parameters, whatever they say. The signature is not looked at.
pub fn decrypt(key: &KeyMaterial, digits: &str) -> Option<Zeroizing<Vec<u8>>> {
    let given = Given::read(digits.trim());
    let opened = Opened::with(key, &given);
    (given.is_whole && opened.is_padded).then_some(opened.text)
}

/// Parameters as they came. What is no blob is stood in for by one of its length, so that it is refused as late as a
/// blob of another key.
#[derive(Debug)]
pub(crate) struct Given<'a> {
    digits: &'a str,
    /// The bytes that are opened.
    pub bytes: Vec<u8>,
    /// Whether they are those that came.
    pub is_whole: bool,
    /// The signature, where there is one; of another length where it is none.
    pub signature: Option<Vec<u8>>,
}

impl<'a> Given<'a> {
    /// Reads a trimmed text of which the length is bounded already.
    pub fn read(text: &'a str) -> Self {
        let (digits, signature) = match text.split_once('.') {
            Some((digits, signature)) => (digits, Some(hex::decode(signature).unwrap_or_default())),
            None => (text, None),
        };
        let blocks = (digits.len() / 2).div_ceil(BLOCK).max(1);
        let decoded = hex::decode(digits).ok().filter(|bytes| !bytes.is_empty() && bytes.len().is_multiple_of(BLOCK));
        let is_whole = decoded.is_some();
        Self { digits, bytes: decoded.unwrap_or_else(|| vec![0; blocks * BLOCK]), is_whole, signature }
    }
}

/// What one key makes of the parameters.
pub(crate) struct Opened {
    /// Without its padding; with, where that is none.
    pub text: Zeroizing<Vec<u8>>,
    /// Whether the padding is one.
    pub is_padded: bool,
    /// Whether the signature is of this key, where there is one.
    pub is_signed: bool,
}

impl Opened {
    /// Does the same work whatever comes of it.
    pub fn with(key: &KeyMaterial, given: &Given<'_>) -> Self {
        let mut text = Zeroizing::new(given.bytes.clone());
        open_blocks(key.as_bytes(), &mut text);
        let padding = padding(&text);
        let (is_padded, length) = (padding != 0, text.len() - padding);
        text.truncate(length);
        // Also where there is none to compare with.
        let signature = given.signature.as_deref().unwrap_or(&[0; 32]);
        let is_signed = black_box(self::signature(key, given.digits).verify_slice(signature).is_ok());
        Self { text, is_padded, is_signed }
    }
}

fn open_blocks(key: &[u8], blocks: &mut [u8]) {
    let opened = match key.len() {
        16 => {
            ecb::Decryptor::<Aes128>::new_from_slice(key).map(|mode| mode.decrypt_padded::<NoPadding>(blocks).is_ok())
        }
        24 => {
            ecb::Decryptor::<Aes192>::new_from_slice(key).map(|mode| mode.decrypt_padded::<NoPadding>(blocks).is_ok())
        }
        _ => ecb::Decryptor::<Aes256>::new_from_slice(key).map(|mode| mode.decrypt_padded::<NoPadding>(blocks).is_ok()),
    };
    debug_assert_eq!(opened, Ok(true), "whole blocks and an AES key");
}

/// How many bytes the padding of a text has; none where it is none. All of the last block is looked at, whatever stands
/// there.
fn padding(text: &[u8]) -> usize {
    let last = &text[text.len().saturating_sub(BLOCK)..];
    let Some(&count) = last.last() else { return 0 };
    let mut differs = u8::from(count == 0) | u8::from(usize::from(count) > BLOCK);
    for (from_end, byte) in last.iter().rev().enumerate() {
        let counts = u8::from(from_end < usize::from(count));
        differs |= counts * (byte ^ count);
    }
    if black_box(differs) == 0 { usize::from(count) } else { 0 }
}

fn signature(key: &KeyMaterial, digits: &str) -> hmac::Hmac<sha2::Sha256> {
    let signing = Zeroizing::new(<[u8; 32]>::from(mac(key.as_bytes(), SIGNING).finalize().into_bytes()));
    mac(&*signing, digits.as_bytes())
}

#[cfg(test)]
mod tests;
