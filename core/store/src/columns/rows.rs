//! Raw rows and how they are read back.

use super::{bytes_text, corrupt, id16, priority_of, session_name};
use crate::{Delivery, HookRun, NewDelivery, NewHookRun, Preview, RosterRow, StoreError};
use serde::de::DeserializeOwned;
use std::{fmt::Display, str::FromStr};
use usher_model::{
    Availability, Body, ClientId, CloseCause, DeliveryId, HookRunId, Message, Party, QueueReason, Routed, Session,
    SessionId, SessionState, Timestamp, Visitor, VisitorId,
};

/// A row of `sessions`.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct SessionRow {
    pub id: Vec<u8>,
    pub visitor: Vec<u8>,
    pub channel: String,
    pub state: String,
    pub group_id: Option<String>,
    pub agent: Option<String>,
    pub reason: Option<String>,
    pub cause: Option<String>,
    pub rule: Option<String>,
    pub opened_at: i64,
    pub closed_at: Option<i64>,
    pub last_seq: i64,
    pub visitor_read: i64,
    pub agent_read: i64,
    pub rank: i64,
    pub tags: String,
    pub fields: String,
    pub routed: String,
    pub queued_at: Option<i64>,
    pub assigned_at: Option<i64>,
    pub answer_by: Option<i64>,
    pub missed: String,
    pub visitor_at: i64,
    pub agent_at: Option<i64>,
    pub warned_at: Option<i64>,
    pub visitor_got: i64,
    pub agent_got: i64,
    pub version: i64,
}

impl SessionRow {
    /// Reads the session.
    pub fn decode(self) -> Result<Session, StoreError> {
        let id = SessionId::from_bytes(id16("sessions", "id", &self.id)?);
        let state = self.state(id)?;
        Ok(Session {
            id,
            visitor: VisitorId::from_bytes(id16("sessions", "visitor", &self.visitor)?),
            channel: word("sessions", "channel", id, &self.channel)?,
            state,
            rule: optional("sessions", "rule", id, self.rule.as_deref())?,
            opened_at: Timestamp::from_micros(self.opened_at),
            closed_at: self.closed_at.map(Timestamp::from_micros),
            last_seq: self.last_seq,
            visitor_read: self.visitor_read,
            agent_read: self.agent_read,
            priority: priority_of(Timestamp::from_micros(self.opened_at), self.rank),
            tags: json("sessions", "tags", id, &self.tags)?,
            fields: json("sessions", "fields", id, &self.fields)?,
            routed: match self.routed.as_str() {
                "by_rules" => Routed::ByRules,
                "by_hand" => Routed::ByHand,
                _ => return Err(corrupt("sessions", "routed", session_name(id), "no known way to be routed")),
            },
            queued_at: self.queued_at.map(Timestamp::from_micros),
            assigned_at: self.assigned_at.map(Timestamp::from_micros),
            answer_by: self.answer_by.map(Timestamp::from_micros),
            missed: json("sessions", "missed", id, &self.missed)?,
            visitor_at: Timestamp::from_micros(self.visitor_at),
            agent_at: self.agent_at.map(Timestamp::from_micros),
            warned_at: self.warned_at.map(Timestamp::from_micros),
            visitor_got: self.visitor_got,
            agent_got: self.agent_got,
            version: self.version,
        })
    }

    fn state(&self, id: SessionId) -> Result<SessionState, StoreError> {
        let wrong = |column, reason: &str| corrupt("sessions", column, session_name(id), reason);
        let group = || optional("sessions", "group_id", id, self.group_id.as_deref());
        let agent = || optional("sessions", "agent", id, self.agent.as_deref());
        match self.state.as_str() {
            "assigned" => Ok(SessionState::Assigned {
                group: group()?,
                agent: agent()?.ok_or_else(|| wrong("agent", "an assigned session has an owner"))?,
            }),
            "offered" => Ok(SessionState::Offered {
                group: group()?.ok_or_else(|| wrong("group_id", "an offered session has a group"))?,
                agent: agent()?.ok_or_else(|| wrong("agent", "somebody is asked to take an offered session"))?,
            }),
            "queued" => Ok(SessionState::Queued {
                group: group()?.ok_or_else(|| wrong("group_id", "a queued session has a group"))?,
                reason: match self.reason.as_deref() {
                    Some("outside_hours") => QueueReason::OutsideHours,
                    Some("none_online") => QueueReason::NoneOnline,
                    Some("full") => QueueReason::Full,
                    Some("busy") => QueueReason::Busy,
                    _ => return Err(wrong("reason", "no known reason to wait")),
                },
            }),
            "unmatched" => Ok(SessionState::Unmatched),
            "closed" => Ok(SessionState::Closed {
                cause: match self.cause.as_deref() {
                    Some("agent") => CloseCause::Agent,
                    Some("visitor") => CloseCause::Visitor,
                    Some("not_held") => CloseCause::NotHeld,
                    Some("idle") => CloseCause::Idle,
                    Some("left_message") => CloseCause::LeftMessage,
                    _ => return Err(wrong("cause", "no known reason to end")),
                },
                agent: agent()?,
                group: group()?,
            }),
            _ => Err(wrong("state", "no known state")),
        }
    }
}

/// A row of `messages`.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct MessageRow {
    pub session: Vec<u8>,
    pub seq: i64,
    pub sender: String,
    pub client_id: String,
    pub body: String,
    pub stored_at: i64,
}

impl MessageRow {
    /// Reads the entry.
    pub fn decode(self) -> Result<Message, StoreError> {
        let session = SessionId::from_bytes(id16("messages", "session", &self.session)?);
        let row = || format!("entry {} of session {session}", self.seq);
        let sender = match self.sender.as_str() {
            "visitor" => Party::Visitor,
            "system" => Party::System,
            other => match other.strip_prefix("agent:").map(str::parse) {
                Some(Ok(agent)) => Party::Agent(agent),
                _ => return Err(corrupt("messages", "sender", row(), "no known sender")),
            },
        };
        let body: Body =
            serde_json::from_str(&self.body).map_err(|reason| corrupt("messages", "body", row(), reason))?;
        let client_id = ClientId::try_from(self.client_id.clone())
            .map_err(|reason| corrupt("messages", "client_id", row(), reason))?;
        Ok(Message { session, seq: self.seq, sender, client_id, body, at: Timestamp::from_micros(self.stored_at) })
    }
}

/// What lists tell of a transcript.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct PreviewRow {
    pub session: Vec<u8>,
    pub last_at: Option<i64>,
    pub body: Option<String>,
    pub unread: i64,
}

impl PreviewRow {
    /// Reads it.
    pub fn decode(self) -> Result<Preview, StoreError> {
        let session = SessionId::from_bytes(id16("messages", "session", &self.session)?);
        let wrong = |reason| corrupt("messages", "body", session_name(session), reason);
        let last = self.body.as_deref().map(|body| serde_json::from_str(body).map_err(wrong)).transpose()?;
        let unread = u32::try_from(self.unread).unwrap_or(u32::MAX);
        Ok(Preview { session, last_at: self.last_at.map(Timestamp::from_micros), last, unread })
    }
}

/// A row of `visitors`.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct VisitorRow {
    pub id: Vec<u8>,
    pub channel: String,
    pub origin: String,
    pub name: Option<String>,
    pub locale: String,
    pub created_at: i64,
    pub blocked_until: Option<i64>,
}

impl VisitorRow {
    /// Reads the visitor.
    pub fn decode(self) -> Result<Visitor, StoreError> {
        let row = || bytes_text(&self.id);
        Ok(Visitor {
            id: VisitorId::from_bytes(id16("visitors", "id", &self.id)?),
            channel: self.channel.parse().map_err(|reason| corrupt("visitors", "channel", row(), reason))?,
            origin: self.origin.clone(),
            name: self.name.clone(),
            locale: self.locale.parse().map_err(|reason| corrupt("visitors", "locale", row(), reason))?,
            created_at: Timestamp::from_micros(self.created_at),
            blocked_until: self.blocked_until.map(Timestamp::from_micros),
        })
    }
}

/// A row of `agents`.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct AgentRow {
    pub id: String,
    pub availability: String,
    pub present_until: i64,
    pub load: i64,
    pub last_assigned: Option<i64>,
    pub availability_at: Option<i64>,
    pub misses: i64,
}

impl AgentRow {
    /// Reads the roster's row.
    pub fn decode(self) -> Result<RosterRow, StoreError> {
        Ok(RosterRow {
            availability: match self.availability.as_str() {
                "online" => Availability::Online,
                "away" => Availability::Away,
                "offline" => Availability::Offline,
                _ => return Err(corrupt("agents", "availability", &self.id, "no known availability")),
            },
            present_until: Timestamp::from_micros(self.present_until),
            load: u32::try_from(self.load).map_err(|reason| corrupt("agents", "load", &self.id, reason))?,
            last_assigned: self.last_assigned.map(Timestamp::from_micros),
            availability_at: self.availability_at.map(Timestamp::from_micros),
            misses: u32::try_from(self.misses).map_err(|reason| corrupt("agents", "misses", &self.id, reason))?,
            agent: self.id.parse().map_err(|reason| corrupt("agents", "id", &self.id, reason))?,
        })
    }
}

/// A row of `hook_runs`.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct HookRunRow {
    pub id: Vec<u8>,
    pub hook: String,
    pub session: Option<Vec<u8>>,
    pub event: String,
    pub at: i64,
    pub attempts: i64,
}

impl HookRunRow {
    /// Reads the run.
    pub fn decode(self) -> Result<HookRun, StoreError> {
        let row = || bytes_text(&self.id);
        let session = self.session.as_deref().map(|bytes| id16("hook_runs", "session", bytes)).transpose()?;
        let run = NewHookRun {
            id: HookRunId::from_bytes(id16("hook_runs", "id", &self.id)?),
            hook: self.hook.parse().map_err(|reason| corrupt("hook_runs", "hook", row(), reason))?,
            session: session.map(SessionId::from_bytes),
            event: serde_json::from_str(&self.event).map_err(|reason| corrupt("hook_runs", "event", row(), reason))?,
            at: Timestamp::from_micros(self.at),
        };
        let attempts =
            u32::try_from(self.attempts).map_err(|reason| corrupt("hook_runs", "attempts", row(), reason))?;
        Ok(HookRun { run, attempts })
    }
}

/// A row of `deliveries`.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct DeliveryRow {
    pub id: Vec<u8>,
    pub webhook: String,
    pub body: String,
    pub at: i64,
    pub since: i64,
    pub attempts: i64,
}

impl DeliveryRow {
    /// Reads the call.
    pub fn decode(self) -> Result<Delivery, StoreError> {
        let row = || bytes_text(&self.id);
        let attempts =
            u32::try_from(self.attempts).map_err(|reason| corrupt("deliveries", "attempts", row(), reason))?;
        let delivery = NewDelivery {
            id: DeliveryId::from_bytes(id16("deliveries", "id", &self.id)?),
            webhook: self.webhook.parse().map_err(|reason| corrupt("deliveries", "webhook", row(), reason))?,
            at: Timestamp::from_micros(self.at),
            body: self.body,
        };
        Ok(Delivery { delivery, since: Timestamp::from_micros(self.since), attempts })
    }
}

/// A collection in JSON, empty where it is empty: most are.
fn json<T>(table: &'static str, column: &'static str, id: SessionId, text: &str) -> Result<T, StoreError>
where
    T: DeserializeOwned + Default,
{
    match text {
        "[]" | "{}" => Ok(T::default()),
        _ => serde_json::from_str(text).map_err(|reason| corrupt(table, column, session_name(id), reason)),
    }
}

fn word<T>(table: &'static str, column: &'static str, id: SessionId, text: &str) -> Result<T, StoreError>
where
    T: FromStr,
    T::Err: Display,
{
    text.parse().map_err(|reason| corrupt(table, column, session_name(id), reason))
}

fn optional<T>(
    table: &'static str,
    column: &'static str,
    id: SessionId,
    text: Option<&str>,
) -> Result<Option<T>, StoreError>
where
    T: FromStr,
    T::Err: Display,
{
    text.map(|text| word(table, column, id, text)).transpose()
}
