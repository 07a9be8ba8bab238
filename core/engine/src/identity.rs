//! Who a visitor is: keys of sites, proofs that are exchanged for it, and what a channel asks for.
//!
//! Owns what a proof gives a visitor and how long it counts. Must not know how the rim keeps the time of its answers
//! alike, nor which records a visitor leads to.

mod fields;
mod identify;
mod keys;
mod standing;

pub use identify::{IdentifyError, Identifying, IdentityNow, TriedProof};
pub use keys::{KeyError, KeySource, LostKeys, MadeKey, NewKeyAsked, check_keys, import_key};
pub(crate) use standing::{ProofCheck, set_identity_facts};
