//! The session of a hook's case. Everything of it may be left out.

use super::case::moment;
use crate::{
    reader::{Fields, Reader, Ref},
    yaml::Node,
};
use usher_model::{
    AgentId, ChannelId, CloseCause, FieldName, GroupId, MAX_PRIORITY, QueueReason, Session, SessionId, SessionState,
    Timestamp, VisitorId,
};

pub(crate) const SESSION_KEYS: &[&str] = &[
    "channel",
    "state",
    "group",
    "agent",
    "reason",
    "cause",
    "rule",
    "priority",
    "tags",
    "fields",
    "opened_at",
    "messages",
];
const WHAT: &str = "a session";
pub(crate) const STATES: &[(&str, State)] = &[
    ("assigned", State::Assigned),
    ("offered", State::Offered),
    ("queued", State::Queued),
    ("unmatched", State::Unmatched),
    ("closed", State::Closed),
];
pub(crate) const REASONS: &[(&str, QueueReason)] = &[
    ("outside_hours", QueueReason::OutsideHours),
    ("none_online", QueueReason::NoneOnline),
    ("full", QueueReason::Full),
    ("busy", QueueReason::Busy),
];
pub(crate) const CAUSES: &[(&str, CloseCause)] = &[
    ("agent", CloseCause::Agent),
    ("visitor", CloseCause::Visitor),
    ("not_held", CloseCause::NotHeld),
    ("idle", CloseCause::Idle),
    ("left_message", CloseCause::LeftMessage),
];

/// The states without what belongs to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Assigned,
    Offered,
    Queued,
    Unmatched,
    Closed,
}

/// The session of a case that says nothing of one: just opened, and not placed yet.
pub(super) fn plain(now: Timestamp) -> Session {
    let (id, visitor) = (SessionId::from_bytes([1; 16]), VisitorId::from_bytes([2; 16]));
    let channel = "web".parse::<ChannelId>().expect("`web` is an id");
    Session { last_seq: 1, ..Session::begin(id, visitor, channel, now) }
}

pub(super) fn read(node: &Node, now: Timestamp, reader: &mut Reader) -> Option<Session> {
    let fields = reader.fields(node, WHAT, SESSION_KEYS)?;
    let mut session = plain(now);
    if let Some(node) = fields.get("channel") {
        session.channel = reader.reference(node, "a channel")?.id;
    }
    if let Some(node) = fields.get("rule") {
        session.rule = Some(reader.reference(node, "a rule")?.id);
    }
    if let Some(node) = fields.get("priority") {
        session.priority = reader.whole(node, &(-MAX_PRIORITY..=MAX_PRIORITY))?;
    }
    if let Some(node) = fields.get("tags") {
        let items = reader.list(node, "a list of tags")?;
        session.tags = reader.references(items, "a tag").into_iter().map(|tag| tag.id).collect();
    }
    if let Some(node) = fields.get("fields") {
        for entry in reader.map(node, "values by name, such as `mood: angry`")? {
            let name = reader.id::<FieldName>(&entry.key, entry.key_span)?;
            session.fields.insert(name, reader.value(&entry.value)?);
        }
    }
    if let Some(node) = fields.get("opened_at") {
        session.opened_at = moment(node, reader)?;
    }
    if let Some(node) = fields.get("messages") {
        session.last_seq = reader.whole(node, &(0..=1_000_000))?;
    }
    session.state = state(&fields, reader)?;
    if !session.state.is_open() {
        session.closed_at = Some(now);
    }
    Some(session)
}

/// Where the state is not said it follows from what is: somebody's, a group's, or nobody's.
fn state(fields: &Fields<'_>, reader: &mut Reader) -> Option<SessionState> {
    let group: Option<Ref<GroupId>> = optional(fields, "group", |node| reader.reference(node, "a group"))?;
    let agent: Option<Ref<AgentId>> = optional(fields, "agent", |node| reader.reference(node, "an agent"))?;
    let reason = optional(fields, "reason", |node| reader.word(node, "reason", REASONS))?;
    let cause = optional(fields, "cause", |node| reader.word(node, "cause", CAUSES))?;
    let (group, agent) = (group.map(|group| group.id), agent.map(|agent| agent.id));
    let said = optional(fields, "state", |node| reader.word(node, "state of a session", STATES))?;
    let state = said.unwrap_or(match (&agent, &group, cause) {
        (_, _, Some(_)) => State::Closed,
        (Some(_), _, None) => State::Assigned,
        (None, Some(_), None) => State::Queued,
        (None, None, None) => State::Unmatched,
    });
    Some(match state {
        State::Assigned => {
            let what = "a session that is assigned";
            if agent.is_none() {
                reader.required(fields, what, "agent")?;
            }
            SessionState::Assigned { group, agent: agent? }
        }
        State::Queued => {
            let what = "a session that is queued";
            if group.is_none() {
                reader.required(fields, what, "group")?;
            }
            SessionState::Queued { group: group?, reason: reason.unwrap_or(QueueReason::Busy) }
        }
        State::Offered => {
            let what = "a session that is offered";
            if group.is_none() {
                reader.required(fields, what, "group")?;
            }
            if agent.is_none() {
                reader.required(fields, what, "agent")?;
            }
            SessionState::Offered { group: group?, agent: agent? }
        }
        State::Unmatched => SessionState::Unmatched,
        State::Closed => SessionState::Closed { cause: cause.unwrap_or(CloseCause::Agent), agent, group },
    })
}

/// Nothing where the key is not there; none at all where it is wrong.
#[expect(clippy::option_option, reason = "that a key is absent and that it is wrong are two things")]
fn optional<T>(fields: &Fields<'_>, key: &str, read: impl FnOnce(&Node) -> Option<T>) -> Option<Option<T>> {
    match fields.get(key) {
        Some(node) => read(node).map(Some),
        None => Some(None),
    }
}
