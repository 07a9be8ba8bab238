//! Proof of who somebody is: passwords of agents, and the opaque tokens of visitors and sign-ins.
//!
//! Owns how secrets are compared and what of them may be stored. Must not know a database, a clock or a network;
//! randomness comes in.

mod password;
mod token;

pub use password::{HashError, Password};
pub use token::Token;
