//! The use cases: a visitor posts, a session is opened and placed, agents answer, queues drain, sessions close.
//!
//! Owns the order in which rules, roster, store and bus are asked. Must not know SQL, HTTP, or the wall clock: the
//! store is a trait, time is [`usher_model::Clock`], and the server alone names what stands behind them.

mod answer;
mod block;
mod close;
mod config;
mod drain;
mod engine;
mod explain;
mod facts;
mod files;
mod hand;
mod held;
mod hooks;
mod identity;
mod idle;
mod left;
mod line;
pub mod live;
mod mail;
mod moving;
mod note;
mod notices;
mod opening;
mod place;
mod plugins;
mod post;
mod pre_chat;
mod presence;
mod prompt;
mod read;
mod recall;
mod records;
mod reopen;
mod roster;
pub mod rule_tests;
mod search;
mod sent_form;
mod sign_in;
mod tag;
mod targets;
mod telling;
mod text;
mod typing;
mod visitor;
mod webhook;

#[cfg(test)]
mod tests;

pub use answer::OfferError;
pub use block::BlockError;
pub use close::CloseError;
pub use config::{MAX_PAGE_LIMIT, MAX_TEXT_CHARS, PRESENCE_GRACE, PRESENCE_RENEWAL, SIGN_IN_LIFE};
pub use engine::{Engine, Parts};
pub use explain::{
    BadFact, CandidateReason, ExplainError, Explained, ExplainedDecision, GroupHours, Present, ToldPrompt, WhatIf,
    WhyNot, explain, moment, typed_fact, what_if, why_not,
};
pub use facts::{Page, UserAgent};
pub use files::{FileError, FileLinks, LINK_LIFE, LinkSecret, SentFiles, Upload, UploadError};
pub use hand::{HandError, HandTarget, Handed, Warned};
pub use identity::{
    IdentifyError, Identifying, IdentityNow, KeyAccess, KeyError, KeySource, KeyView, LostKeys, MadeKey, NewKeyAsked,
    TriedProof, check_keys, import_key, revoke_key, show_key,
};
pub use left::{FormAsked, FormOffer, LeaveError, LeftError, LeftExport, LeftNow, LeftStep, utc};
pub use line::{Opening, Standing};
pub use mail::{Mail, MailError, MailSender, Mailing};
pub use note::NoteError;
pub use notices::NoticeError;
pub use post::{PostError, Receipt, Said, VisitorPost};
pub use pre_chat::{BeginError, Begun};
pub use presence::Presence;
pub use recall::RecallError;
pub use records::{
    BadQuery as BadRecordQuery, BearingRecord, EditError, EditedRecord, FindError, FindPlace, FoundByText,
    FoundRecords, HandLink, LinkError, LinkedRecords, NoRecords, NoSuchRecord, RecordEdit, RecordQuery, RecordSource,
    RecordsError, SentRecord, ShownRecord, ShownSection, Upserted, VisitorLinks, Workbench, upsert_records,
};
pub use search::SessionExport;
pub use sent_form::SentForm;
pub use sign_in::{PasswordError, SignInError, SignedIn, set_password};
pub use tag::TagError;
pub use targets::{TargetAgent, TargetGroup, Targets};
pub use text::{MessageText, TextError};
pub use typing::TypingPace;
pub use visitor::{AdmitError, Admitted, OwnSession};
pub use webhook::{ReplayError, WebhookCall, WebhookError, WebhookSender, WebhookState};
