//! Who a visitor is: keys of sites, proofs that are exchanged for it, and what a channel asks for.
//!
//! Owns what a proof gives a visitor and how long it counts. Must not know how the rim keeps the time of its answers
//! alike, nor which records a visitor leads to.

mod fields;
mod identify;
mod keys;
mod standing;

pub use identify::{IdentifyError, Identifying, IdentityNow, TriedProof};
pub use keys::{
    KeyAccess, KeyError, KeySource, KeyView, LostKeys, MadeKey, NewKeyAsked, check_keys, import_key, revoke_key,
    show_key,
};
pub(crate) use standing::{ProofCheck, set_identity_facts};
