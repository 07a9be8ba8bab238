//! Proof of who somebody is: passwords of agents, the opaque tokens of visitors and sign-ins, and what sites say of their
//! visitors, encrypted or signed.
//!
//! Owns how secrets are compared and what of them may be stored. Must not know a database, a clock or a network;
//! randomness comes in.

mod blob;
mod jwt;
mod key;
mod object;
mod password;
mod proof;
mod refusal;
mod sealing;
mod token;

pub use blob::{decrypt, encrypt, encrypt_signed};
pub use jwt::sign_hs256;
pub use key::{BadKey, KeyMaterial, LiveKey};
pub use object::{Members, parse as parse_object};
pub use password::{HashError, Password};
pub use proof::{LEEWAY, MAX_PROOF_CHARS, Once, Terms, Verified, verify};
pub use refusal::{Reason, Refusal};
pub use sealing::{BadKeyEncryptionKey, KeyEncryptionKey, NotOpened};
pub use token::Token;
