//! Facts, a `RuleSet` and a roster to a Decision and its Trace.
//!
//! Owns who is matched with whom: the index that finds the first matching rule, who may be given a session, the chain of
//! strategies, and the reasons of all of it. Pure: must not know the clock, storage, sockets or tasks. The same input
//! gives the same decision, so that a stored one can be replayed.

mod explain;
mod index;
mod place;
mod roster;
mod router;
mod standing;

pub use explain::{RuleVerdict, Verdict};
pub use place::{Decided, Turn};
pub use roster::{DecisionInput, Line, Past, RosterView};
pub use router::Router;
pub use standing::{Presence, channel_standing, standing};

#[cfg(test)]
mod tests;
