//! The Rhai host: plug-ins, their limits, the API that scripts see.
//!
//! Owns everything that is Rhai: one hardened engine, the check of a script at load, and the candidates and facts that a
//! strategy reads. Must not know YAML (ruleset hands over a [`Manifest`]), files on disk, the network, or the clock: a
//! call's deadline comes in as a closure.
//!
//! A strategy is a function of one or two parameters: `fn pick(candidates)` or `fn pick(candidates, facts)`. It returns
//! candidates (best first), one candidate, an agent's id, a list of these, or nothing for nobody.

mod answer;
mod builtin;
mod call;
mod candidates;
mod check;
mod engine;
mod failure;
mod field;
mod known;
mod load;
mod manifest;
mod nearest;
mod strategy;

pub use builtin::builtin_files;
pub use call::{MAX_LOG_CHARS, MAX_LOG_LINES, MAX_OPERATIONS};
pub use load::ScriptHost;
pub use manifest::{API, Manifest, ScriptProblem, StrategyOffer};

#[cfg(test)]
mod tests;
