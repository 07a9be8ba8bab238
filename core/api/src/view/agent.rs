//! What an agent's workbench sends and sees.

use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, time::Duration};
use usher_model::{
    Agent, AgentId, Answer, Availability, Body, GroupId, Role, Routed, Session, SessionState, Timestamp, Visitor,
};
use usher_routing::Router;
use usher_store::Preview;
use utoipa::ToSchema;

use super::{SessionStateWord, UploadsView, effect::FieldValue};

/// Longest beginning of the newest text in a list, in characters.
const PREVIEW_CHARS: usize = 140;

/// An agent signs in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignInRequest {
    pub email: String,
    pub password: String,
}

/// The agent who is signed in.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct MeView {
    pub id: String,
    pub name: String,
    pub email: String,
    pub role: RoleWord,
    pub availability: AvailabilityWord,
    pub capacity: u32,
    pub load: u32,
    /// The company's name.
    pub workspace: String,
    pub uploads: UploadsView,
    /// How long one's own words can be taken back; 0 where the workspace allows it never.
    pub recall_ms: u64,
}

/// What an agent may do.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RoleWord {
    Agent,
    Supervisor,
    Admin,
}

/// An agent's own choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AvailabilityWord {
    Online,
    Away,
    Offline,
}

/// An agent chooses.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AvailabilityRequest {
    pub availability: AvailabilityWord,
}

/// An agent by id and name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct NamedAgent {
    pub id: String,
    pub name: String,
}

/// A group by id and name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct GroupView {
    pub id: String,
    pub name: String,
}

/// The visitor of a session.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct VisitorView {
    pub id: String,
    #[schema(required)]
    pub name: Option<String>,
    pub locale: String,
}

/// A session as agents see it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct AgentSessionView {
    pub id: String,
    pub channel: String,
    pub channel_name: String,
    pub state: SessionStateWord,
    #[schema(required)]
    pub group: Option<GroupView>,
    #[schema(required)]
    pub agent: Option<NamedAgent>,
    #[schema(required)]
    pub rule: Option<String>,
    /// Who chose the group that it is in.
    pub routed: RoutedWord,
    pub visitor: VisitorView,
    pub opened_at_ms: i64,
    /// Since when it waits in line, while it does.
    #[schema(required)]
    pub queued_at_ms: Option<i64>,
    /// By when the agent who is asked must accept, while it is offered.
    #[schema(required)]
    pub offered_until_ms: Option<i64>,
    /// By when its owner must write, where that is due.
    #[schema(required)]
    pub answer_by_ms: Option<i64>,
    /// Whether the visitor was told that it will be closed, and nobody wrote since.
    pub warned: bool,
    #[schema(required)]
    pub closed_at_ms: Option<i64>,
    pub last_seq: i64,
    pub visitor_read: i64,
    pub agent_read: i64,
    /// The last entry that reached a page of the visitor.
    pub visitor_got: i64,
    /// The last entry that reached a page of the owner.
    pub agent_got: i64,
    /// Newest words of either side, or the names of the files where there are none, cut to 140 characters. Notes and what
    /// was taken back are passed over.
    #[schema(required)]
    pub last_text: Option<String>,
    pub last_at_ms: i64,
    /// Texts and files of the visitor after `agent_read`, at most 100.
    pub unread: u32,
    /// -100 to 100: who waits with a higher one is served first; 0 where nobody set it.
    pub priority: i64,
    /// Marks, by hooks and by agents.
    pub tags: Vec<String>,
    /// Values that hooks keep with the session, by name.
    pub fields: BTreeMap<String, FieldValue>,
}

/// Who chose the group that a session is in.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RoutedWord {
    /// The rules, which may choose anew while it waits.
    ByRules,
    /// A person, or a hook: it stays there.
    ByHand,
}

/// Sessions, newest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SessionList {
    pub sessions: Vec<AgentSessionView>,
    /// Whether there are older ones: ask with `before` = the last one's id.
    pub has_more: bool,
}

/// An agent's message over HTTP.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PostRequest {
    pub client_id: String,
    /// May be empty where there are files.
    pub text: String,
    /// What was uploaded before and goes along, by ids.
    #[serde(default)]
    pub files: Vec<String>,
}

/// An agent puts a mark on a session, or takes it away.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TagRequest {
    /// Letters, digits and dashes, such as `refund`.
    pub tag: String,
    /// Whether it is put on; else it is taken away.
    pub set: bool,
}

/// Who owns a session, or owned it at the end.
pub(super) fn answering(session: &Session) -> Option<&AgentId> {
    match &session.state {
        SessionState::Assigned { agent, .. } | SessionState::Closed { agent: Some(agent), .. } => Some(agent),
        _ => None,
    }
}

impl AgentSessionView {
    /// A session, its visitor, and what lists tell of its transcript.
    pub(crate) fn new(session: &Session, visitor: &Visitor, preview: &Preview, rules: &Router) -> Self {
        let set = rules.ruleset();
        let written_at = session.agent_at.map_or(session.visitor_at, |agent_at| agent_at.max(session.visitor_at));
        let (offered_until, answer_by) = match &session.state {
            SessionState::Offered { .. } => (session.answer_by, None),
            _ => (None, session.answer_by),
        };
        let waits = matches!(session.state, SessionState::Queued { .. } | SessionState::Offered { .. });
        Self {
            id: session.id.to_string(),
            channel: session.channel.to_string(),
            channel_name: set
                .channels
                .get(&session.channel)
                .map_or_else(|| session.channel.to_string(), |channel| channel.name.clone()),
            state: (&session.state).into(),
            group: session.state.group().map(|id| GroupView::new(id, rules)),
            agent: answering(session).map(|id| NamedAgent::new(id, rules)),
            rule: session.rule.as_ref().map(ToString::to_string),
            routed: session.routed.into(),
            visitor: VisitorView::new(visitor),
            opened_at_ms: session.opened_at.as_millis(),
            queued_at_ms: session.queued_at.filter(|_| waits).map(Timestamp::as_millis),
            offered_until_ms: offered_until.map(Timestamp::as_millis),
            answer_by_ms: answer_by.map(Timestamp::as_millis),
            warned: session.state.is_open() && session.warned_at.is_some_and(|warned_at| warned_at >= written_at),
            closed_at_ms: session.closed_at.map(Timestamp::as_millis),
            last_seq: session.last_seq,
            visitor_read: session.visitor_read,
            agent_read: session.agent_read,
            visitor_got: session.visitor_got,
            agent_got: session.agent_got,
            last_text: preview.last.as_ref().and_then(last_text),
            last_at_ms: preview.last_at.unwrap_or(session.opened_at).as_millis(),
            unread: preview.unread,
            priority: session.priority,
            tags: session.tags.iter().map(ToString::to_string).collect(),
            fields: session.fields.iter().map(|(name, value)| (name.to_string(), value.into())).collect(),
        }
    }
}

/// The beginning of words, or else the names of files.
fn last_text(body: &Body) -> Option<String> {
    let cut = |text: &str| text.chars().take(PREVIEW_CHARS).collect();
    match body {
        Body::Files { text, files } if text.is_empty() => {
            let names: Vec<_> = files.iter().map(|file| file.name.as_str()).collect();
            Some(cut(&names.join(", ")))
        }
        Body::Text { text, .. } | Body::Files { text, .. } => Some(cut(text)),
        Body::PreChat { answers, .. } => Some(cut(&in_short(answers))),
        _ => None,
    }
}

/// The visitor's own words in a form, or else its first answer.
fn in_short(answers: &[Answer]) -> String {
    match Answer::says(answers) {
        "" => answers.first().map(|answer| answer.value.to_string()).unwrap_or_default(),
        says => says.to_owned(),
    }
}

impl From<Routed> for RoutedWord {
    fn from(routed: Routed) -> Self {
        match routed {
            Routed::ByRules => Self::ByRules,
            Routed::ByHand => Self::ByHand,
        }
    }
}

impl GroupView {
    pub(crate) fn new(id: &GroupId, rules: &Router) -> Self {
        let set = rules.ruleset();
        let locale = &set.workspace.default_locale;
        let name = set.groups.get(id).map_or_else(|| id.to_string(), |group| group.name.get(locale, locale).to_owned());
        Self { id: id.to_string(), name }
    }
}

/// Durations of the rules are far below what fits.
pub(super) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

impl MeView {
    pub(crate) fn new(agent: &Agent, availability: Availability, load: u32, rules: &Router) -> Self {
        let workspace = &rules.ruleset().workspace;
        Self {
            id: agent.id.to_string(),
            name: agent.name.clone(),
            email: agent.email.clone(),
            role: match agent.role {
                Role::Agent => RoleWord::Agent,
                Role::Supervisor => RoleWord::Supervisor,
                Role::Admin => RoleWord::Admin,
            },
            availability: availability.into(),
            capacity: agent.capacity,
            load,
            uploads: workspace.uploads.into(),
            recall_ms: millis(workspace.recall_within),
            workspace: workspace.name.get(&workspace.default_locale, &workspace.default_locale).to_owned(),
        }
    }
}

impl NamedAgent {
    pub(crate) fn new(id: &AgentId, rules: &Router) -> Self {
        let name = rules.ruleset().agents.get(id).map_or_else(|| id.to_string(), |agent| agent.name.clone());
        Self { id: id.to_string(), name }
    }
}

impl From<Availability> for AvailabilityWord {
    fn from(availability: Availability) -> Self {
        match availability {
            Availability::Online => Self::Online,
            Availability::Away => Self::Away,
            Availability::Offline => Self::Offline,
        }
    }
}

impl From<AvailabilityWord> for Availability {
    fn from(word: AvailabilityWord) -> Self {
        match word {
            AvailabilityWord::Online => Self::Online,
            AvailabilityWord::Away => Self::Away,
            AvailabilityWord::Offline => Self::Offline,
        }
    }
}
