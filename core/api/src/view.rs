//! The shapes on the wire. They follow the domain but do not share its types, so that storage may change without
//! breaking a page. Times are Unix milliseconds; ids are opaque text.

mod agent;
mod block;
mod effect;
mod error;
mod explain;
mod form;
mod frame;
mod hand;
mod identity;
mod left;
mod links;
mod notices;
mod plugins;
mod records;
mod rules;
mod search;
#[cfg(test)]
mod tests;
mod transcript;
mod visitor;
mod visitor_transcript;
mod webhooks;
mod what_if;
mod workbench;

pub(crate) use agent::{
    AgentSessionView, AvailabilityRequest, AvailabilityWord, GroupView, MeView, NamedAgent, PostRequest, SessionList,
    SignInRequest, TagRequest, VisitorView,
};
pub(crate) use block::{BlockList, BlockRequest, BlockView, UnblockedView};
pub(crate) use error::{ApiError, ErrorBody};
pub(crate) use explain::{DecisionView, Explanation};
pub(crate) use form::{FieldProblemView, FormOfferView, FormView, SentFormRequest};
pub(crate) use frame::{AgentFrame, AgentResume, ByeReason, ToAgentFrame, ToVisitorFrame, VisitorFrame, VisitorResume};
pub(crate) use hand::{GiveRequest, GivenView, TargetAgentView, TargetGroupView, TargetList, WarnedView};
pub(crate) use identity::{
    IdentifiedView, IdentifyRequest, IdentityModeWord, KeyEventList, KeyList, KeyView, NewKeyRequest, RefusalsList,
    ShowKeyRequest, ShownKeyView, TriedProofView, TryProofRequest,
};
pub(crate) use left::{
    AnsweredLeftView, LeaveView, LeftAnsweredView, LeftCountView, LeftCounts, LeftInboxView, LeftMessageDetail,
    LeftMessageList, LeftMessageView, LeftMessageWithNotes, LeftNoteView, LeftReplyView, LeftStatusWord,
    LeftTextRequest,
};
pub(crate) use links::{LinkRequest, NewRecordRequest, VisitorLinksView};
pub(crate) use notices::{NoticeList, NoticeView, ReadNoticesRequest, ReadNoticesView};
pub(crate) use plugins::{PluginList, PluginView};
pub(crate) use records::{
    ObjectList, ObjectView, RecordChangeList, RecordChangeView, RecordList, RecordQueryRequest, RecordRequest,
    RecordView, RecordsRequest, UpsertedList, UpsertedView,
};
pub(crate) use rules::{
    ChannelList, ChannelSummary, DiagnosticView, GitView, ProblemCounts, RejectedView, RuleCounts, RuleSummary,
    RulesStatus, SnippetView,
};
pub(crate) use search::{
    FoundSessionView, SearchView, VisitorHistoryView, VisitorSessionList, cursor_text, parse_cursor,
};
pub(crate) use transcript::{
    CauseWord, FileLinkView, FileView, MessageList, MessageView, PartyWord, PostedView, ReadRequest, ReadView,
    SessionStateWord,
};
pub(crate) use visitor::{
    AdmitRequest, BegunView, ChannelConfig, CurrentSession, NewVisitorView, OfferedFormView, PageInfo, UploadsView,
    VisitorPostRequest, VisitorSessionView, WaitReasonWord, WaitingView,
};
pub(crate) use visitor_transcript::{VisitorMessageList, VisitorMessageView};
pub(crate) use webhooks::{DeliveryList, DeliveryView, OutcomeWord, WebhookList};
pub(crate) use what_if::{PresentWord, WhatIfRequest};
pub(crate) use workbench::{EditRequest, RecordChoiceList, ShownRecordView, WorkbenchView};
