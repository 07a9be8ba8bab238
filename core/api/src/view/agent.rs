//! What an agent's workbench sends and sees.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use usher_model::{Agent, AgentId, Availability, Body, GroupId, Message, Party, Role, Session, SessionState, Visitor};
use usher_routing::Router;
use utoipa::ToSchema;

use super::{SessionStateWord, effect::FieldValue};

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
    pub visitor: VisitorView,
    pub opened_at_ms: i64,
    #[schema(required)]
    pub closed_at_ms: Option<i64>,
    pub last_seq: i64,
    pub visitor_read: i64,
    pub agent_read: i64,
    /// Newest text, cut to 140 characters.
    #[schema(required)]
    pub last_text: Option<String>,
    pub last_at_ms: i64,
    /// Texts of the visitor after `agent_read`, at most 100.
    pub unread: usize,
    /// -100 to 100: who waits with a higher one is served first; 0 where nobody set it.
    pub priority: i64,
    /// Marks that hooks set.
    pub tags: Vec<String>,
    /// Values that hooks keep with the session, by name.
    pub fields: BTreeMap<String, FieldValue>,
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
    pub text: String,
}

/// Who owns a session, or owned it at the end.
pub(super) fn answering(session: &Session) -> Option<&AgentId> {
    match &session.state {
        SessionState::Assigned { agent, .. } | SessionState::Closed { agent: Some(agent), .. } => Some(agent),
        _ => None,
    }
}

impl AgentSessionView {
    /// `recent`: the last entries; `unread_from`: the entries after `agent_read`.
    pub(crate) fn new(
        session: &Session,
        visitor: &Visitor,
        recent: &[Message],
        unread_from: &[Message],
        rules: &Router,
    ) -> Self {
        let set = rules.ruleset();
        let group = match &session.state {
            SessionState::Queued { group, .. } | SessionState::Assigned { group: Some(group), .. } => Some(group),
            _ => None,
        };
        let last_text = recent.iter().rev().find_map(|message| match &message.body {
            Body::Text { text } => Some(text.chars().take(PREVIEW_CHARS).collect()),
            _ => None,
        });
        Self {
            id: session.id.to_string(),
            channel: session.channel.to_string(),
            channel_name: set
                .channels
                .get(&session.channel)
                .map_or_else(|| session.channel.to_string(), |channel| channel.name.clone()),
            state: (&session.state).into(),
            group: group.map(|id| GroupView::new(id, rules)),
            agent: answering(session).map(|id| NamedAgent::new(id, rules)),
            rule: session.rule.as_ref().map(ToString::to_string),
            visitor: VisitorView {
                id: visitor.id.to_string(),
                name: visitor.name.clone(),
                locale: visitor.locale.to_string(),
            },
            opened_at_ms: session.opened_at.as_millis(),
            closed_at_ms: session.closed_at.map(usher_model::Timestamp::as_millis),
            last_seq: session.last_seq,
            visitor_read: session.visitor_read,
            agent_read: session.agent_read,
            last_text,
            last_at_ms: recent.last().map_or(session.opened_at, |message| message.at).as_millis(),
            unread: unread_from
                .iter()
                .filter(|m| m.seq > session.agent_read)
                .filter(|m| m.sender == Party::Visitor && matches!(m.body, Body::Text { .. }))
                .count(),
            priority: session.priority,
            tags: session.tags.iter().map(ToString::to_string).collect(),
            fields: session.fields.iter().map(|(name, value)| (name.to_string(), value.into())).collect(),
        }
    }
}

impl GroupView {
    pub(super) fn new(id: &GroupId, rules: &Router) -> Self {
        let set = rules.ruleset();
        let locale = &set.workspace.default_locale;
        let name = set.groups.get(id).map_or_else(|| id.to_string(), |group| group.name.get(locale, locale).to_owned());
        Self { id: id.to_string(), name }
    }
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
