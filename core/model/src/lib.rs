//! The vocabulary that every other crate shares: plain data, the clock, and the traits a plug-in implements.
//!
//! Owns what the words of the product mean. Must not know YAML, SQL, HTTP, Rhai, or the wall clock: time and randomness
//! come in through [`Clock`] and [`Entropy`].

mod agent;
mod candidate;
mod decision;
mod facts;
mod hook;
mod id;
mod message;
mod record;
mod script;
mod session;
mod strategy;
mod text;
mod time;
mod visitor;

pub use agent::{Agent, Availability, Department, Role};
pub use candidate::{Candidate, Refusal};
pub use decision::{
    CandidateTrace, Decision, DecisionCause, DecisionRecord, QueueReason, ShadowMatch, Standing, StrategyAttempt,
    StrategyOutcome,
};
pub use facts::{Facts, MAX_FACTS_BYTES, Value};
pub use hook::{
    Effect, EffectKind, Hook, HookEvent, HookInput, HookKind, MAX_EFFECTS, MAX_FIELD_CHARS, MAX_PAYLOAD_BYTES,
    MAX_PRIORITY, MAX_REASON_CHARS, MAX_TAGS,
};
pub use id::{
    AgentId, BadId, BadSlug, ChannelId, DecisionId, DeliveryId, DepartmentId, Epoch, FieldName, FormId, GroupId,
    HookRunId, HoursId, LayoutId, ObjectId, OfferId, PluginId, PromptId, Revision, RuleId, SessionId, StrategyId,
    TagName, VisitorId, WebhookId,
};
pub use message::{Body, ClientId, Event, Message, Party, Seq};
pub use record::{Provenance, Record, Records};
pub use script::{
    Called, Compute, Context, Elapsed, OfferName, OnFailure, Predicate, PredicateFailure, PredicateFailures,
    ScriptError, Verdict,
};
pub use session::{CloseCause, IllegalTransition, Session, SessionState};
pub use strategy::{Order, Strategy, StrategyInput};
pub use text::{LocalText, Locale};
pub use time::{Clock, Entropy, ManualClock, SeededEntropy, Timestamp};
pub use visitor::Visitor;
