//! The Rhai host: plug-ins, their limits, the API that scripts see.
//!
//! Owns everything that is Rhai: one hardened engine, the check of a script at load, what scripts see of candidates,
//! facts, records and events, and how plug-ins fare. Must not know YAML (ruleset hands over a [`Manifest`]), files on
//! disk, the network, or the clock: time comes in with each call.
//!
//! A plug-in offers strategies, predicates, computes and hooks: each a function of a script that takes what it names,
//! such as `fn pick(candidates, facts)`. [`ScriptHost::compile`] makes a [`Plugin`] of them or tells all that is wrong;
//! [`CompiledOffer::bind`] adds the parameters of one use and gives the trait object that a rule holds.

mod answer;
mod api;
mod builtin;
mod call;
mod check;
mod engine;
mod expression;
mod failure;
mod health;
mod known;
mod load;
mod manifest;
mod memory;
mod nearest;
mod parse;
mod plugin;
mod run;
mod trial;

pub use api::{ApiItem, ApiParameter, Form, KindDoc, api, api_markdown, definitions, kinds};
pub use builtin::builtin_files;
pub use call::{MAX_LOG_CHARS, MAX_LOG_LINES};
pub use expression::FactKind;
pub use health::{LastFailure, PluginHealth, TRIP_AFTER, TRIP_TIME};
pub use load::ScriptHost;
pub use manifest::{API, Limits, Manifest, Offer, OfferKind, Parameter, Params, ScriptProblem, Severity};
pub use memory::MAX_BYTES;
pub use plugin::{Bound, CompiledOffer, Named, Plugin};

#[cfg(test)]
mod tests;
