//! The use cases: a visitor posts, a session is opened and placed, agents answer, queues drain, sessions close.
//!
//! Owns the order in which rules, roster, store and bus are asked. Must not know SQL, HTTP, or the wall clock: the
//! store is a trait, time is [`usher_model::Clock`], and the server alone names what stands behind them.

mod close;
mod config;
mod drain;
mod engine;
mod explain;
mod facts;
mod hooks;
pub mod live;
mod place;
mod plugins;
mod post;
mod presence;
mod prompt;
mod read;
mod records;
mod roster;
pub mod rule_tests;
mod sign_in;
mod telling;
mod text;
mod visitor;
mod webhook;

#[cfg(test)]
mod tests;

pub use close::CloseError;
pub use config::{MAX_PAGE_LIMIT, MAX_TEXT_CHARS, PRESENCE_GRACE, PRESENCE_RENEWAL, SIGN_IN_LIFE};
pub use engine::{Engine, Parts};
pub use explain::{
    BadFact, CandidateReason, ExplainError, Explained, ExplainedDecision, GroupHours, Present, ToldPrompt, WhatIf,
    WhyNot, explain, moment, typed_fact, what_if, why_not,
};
pub use facts::{Page, UserAgent};
pub use post::{PostError, Receipt, VisitorPost};
pub use presence::Presence;
pub use records::{NoRecords, RecordSource, RecordsError};
pub use sign_in::{PasswordError, SignInError, SignedIn, set_password};
pub use text::{MessageText, TextError};
pub use visitor::{AdmitError, Admitted, OwnSession};
pub use webhook::{WebhookCall, WebhookError, WebhookSender};
