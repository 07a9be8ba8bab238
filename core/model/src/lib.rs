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
mod identity;
mod left;
mod link;
mod message;
mod notice;
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
pub use facts::{FIRST_MESSAGE, Facts, MAX_FACTS_BYTES, Value};
pub use hook::{
    Effect, EffectKind, Hook, HookEvent, HookInput, HookKind, MAX_EFFECTS, MAX_FIELD_CHARS, MAX_PAYLOAD_BYTES,
    MAX_PRIORITY, MAX_REASON_CHARS, MAX_TAGS, PRIORITY_WAIT, WEBHOOK_RUNS,
};
pub use id::{
    AgentId, BadId, BadSlug, BlockId, ChannelId, DecisionId, DeliveryId, DepartmentId, Epoch, FieldName, FileId,
    FormId, GroupId, HookRunId, HoursId, KeyEventId, KeyId, LayoutId, LeftMessageId, LeftNoteId, NoticeId, ObjectId,
    OfferId, PluginId, PromptId, Revision, RuleId, SessionId, StrategyId, TagName, VisitorId, WebhookId,
};
pub use identity::{IdentityKey, IdentityPolicy, KeyAction, KeyEvent, KeyKind, VisitorIdentity};
pub use left::{Answer, AnswerValue, Chosen, LeftMessage, LeftNote, LeftStatus};
pub use link::{LinkHow, LinkState, Recognised, RecordLink, VisitorRecord};
pub use message::{AnsweredLeft, Body, ClientId, Event, FilePresence, FileRef, Message, Party, Release, Seq};
pub use notice::{AdminNotice, NoticeKind, SeenNotice};
pub use record::{BadRecordId, MAX_RECORD_ID_BYTES, Provenance, Record, RecordContent, RecordId, RecordKey, Records};
pub use script::{
    Called, Compute, Context, Elapsed, OfferName, OnFailure, Predicate, PredicateFailure, PredicateFailures,
    ScriptError, Verdict,
};
pub use session::{CloseCause, IllegalTransition, Routed, Session, SessionState};
pub use strategy::{Order, Strategy, StrategyInput};
pub use text::{LocalText, Locale};
pub use time::{Clock, Entropy, ManualClock, SeededEntropy, Timestamp};
pub use visitor::{Block, FOR_EVER, Visitor};
