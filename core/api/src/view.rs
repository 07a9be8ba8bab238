//! The shapes on the wire. They follow the domain but do not share its types, so that storage may change without
//! breaking a page. Times are Unix milliseconds; ids are opaque text.

mod agent;
mod effect;
mod error;
mod explain;
mod frame;
mod plugins;
mod rules;
#[cfg(test)]
mod tests;
mod transcript;
mod visitor;
mod visitor_transcript;
mod what_if;

pub(crate) use agent::{
    AgentSessionView, AvailabilityRequest, AvailabilityWord, MeView, NamedAgent, PostRequest, SessionList,
    SignInRequest,
};
pub(crate) use error::{ApiError, ErrorBody};
pub(crate) use explain::{DecisionView, Explanation};
pub(crate) use frame::{AgentFrame, AgentResume, ByeReason, ToAgentFrame, ToVisitorFrame, VisitorFrame, VisitorResume};
pub(crate) use plugins::{PluginList, PluginView};
pub(crate) use rules::{
    ChannelList, ChannelSummary, DiagnosticView, GitView, ProblemCounts, RejectedView, RuleCounts, RuleSummary,
    RulesStatus, SnippetView,
};
pub(crate) use transcript::{MessageList, MessageView, PartyWord, PostedView, ReadRequest, ReadView, SessionStateWord};
pub(crate) use visitor::{
    AdmitRequest, ChannelConfig, CurrentSession, NewVisitorView, PageInfo, VisitorPostRequest, VisitorSessionView,
    WaitReasonWord,
};
pub(crate) use visitor_transcript::{VisitorMessageList, VisitorMessageView};
pub(crate) use what_if::{PresentWord, WhatIfRequest};
