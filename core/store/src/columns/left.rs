//! Left messages and their notes in columns.

use super::{bytes_text, corrupt, id16};
use crate::StoreError;
use serde::de::DeserializeOwned;
use std::{fmt::Display, str::FromStr};
use usher_model::{
    AgentId, Answer, LeftMessage, LeftMessageId, LeftNote, LeftNoteId, LeftStatus, QueueReason, SessionId, Timestamp,
    VisitorId,
};

const TABLE: &str = "left_messages";

/// The stored form of answers.
#[expect(clippy::missing_panics_doc, reason = "plain data with text keys always has a JSON form")]
pub fn answers_text(answers: &[Answer]) -> String {
    serde_json::to_string(answers).expect("answers are plain data with text keys, which always has a JSON form")
}

/// The stored form of who gave a message back.
#[expect(clippy::missing_panics_doc, reason = "plain data with text keys always has a JSON form")]
pub fn passed_text(agents: &[AgentId]) -> String {
    serde_json::to_string(agents).expect("texts always have a JSON form")
}

/// A row of `left_messages`.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct LeftRow {
    pub id: Vec<u8>,
    pub session: Vec<u8>,
    pub visitor: Vec<u8>,
    pub channel: String,
    pub form: String,
    pub group_id: Option<String>,
    pub rule: Option<String>,
    pub reason: Option<String>,
    pub locale: String,
    pub answers: String,
    pub contact: Option<String>,
    pub status: String,
    pub agent: Option<String>,
    pub passed: String,
    pub created_at: i64,
    pub taken_at: Option<i64>,
    pub answered_at: Option<i64>,
    pub done_at: Option<i64>,
    pub version: i64,
}

impl LeftRow {
    /// Reads the message.
    pub fn decode(self) -> Result<LeftMessage, StoreError> {
        let row = bytes_text(&self.id);
        let wrong = |column, reason: &str| corrupt(TABLE, column, &row, reason);
        Ok(LeftMessage {
            id: LeftMessageId::from_bytes(id16(TABLE, "id", &self.id)?),
            session: SessionId::from_bytes(id16(TABLE, "session", &self.session)?),
            visitor: VisitorId::from_bytes(id16(TABLE, "visitor", &self.visitor)?),
            channel: word("channel", &row, &self.channel)?,
            form: word("form", &row, &self.form)?,
            group: optional("group_id", &row, self.group_id.as_deref())?,
            rule: optional("rule", &row, self.rule.as_deref())?,
            reason: match self.reason.as_deref() {
                None => None,
                Some("outside_hours") => Some(QueueReason::OutsideHours),
                Some("none_online") => Some(QueueReason::NoneOnline),
                Some("full") => Some(QueueReason::Full),
                Some("busy") => Some(QueueReason::Busy),
                Some(_) => return Err(wrong("reason", "no known reason to wait")),
            },
            locale: word("locale", &row, &self.locale)?,
            answers: json("answers", &row, &self.answers)?,
            contact: self.contact,
            status: status(&row, &self.status)?,
            agent: optional("agent", &row, self.agent.as_deref())?,
            passed: json("passed", &row, &self.passed)?,
            created_at: Timestamp::from_micros(self.created_at),
            taken_at: self.taken_at.map(Timestamp::from_micros),
            answered_at: self.answered_at.map(Timestamp::from_micros),
            done_at: self.done_at.map(Timestamp::from_micros),
            version: self.version,
        })
    }
}

/// A row of `left_notes`.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct LeftNoteRow {
    pub id: Vec<u8>,
    pub left_message: Vec<u8>,
    pub agent: String,
    pub text: String,
    pub at: i64,
}

impl LeftNoteRow {
    /// Reads the note.
    pub fn decode(self) -> Result<LeftNote, StoreError> {
        Ok(LeftNote {
            id: LeftNoteId::from_bytes(id16("left_notes", "id", &self.id)?),
            left: LeftMessageId::from_bytes(id16("left_notes", "left_message", &self.left_message)?),
            agent: self.agent.parse().map_err(|reason| corrupt("left_notes", "agent", &self.agent, reason))?,
            text: self.text,
            at: Timestamp::from_micros(self.at),
        })
    }
}

/// Reads a status; `row` names it where it makes no sense.
pub fn status(row: &str, text: &str) -> Result<LeftStatus, StoreError> {
    let found = LeftStatus::ALL.into_iter().find(|status| status.word() == text);
    found.ok_or_else(|| corrupt(TABLE, "status", row, "no known status"))
}

fn json<T: DeserializeOwned>(column: &'static str, row: &str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|reason| corrupt(TABLE, column, row, reason))
}

fn word<T>(column: &'static str, row: &str, text: &str) -> Result<T, StoreError>
where
    T: FromStr,
    T::Err: Display,
{
    text.parse().map_err(|reason| corrupt(TABLE, column, row, reason))
}

fn optional<T>(column: &'static str, row: &str, text: Option<&str>) -> Result<Option<T>, StoreError>
where
    T: FromStr,
    T::Err: Display,
{
    text.map(|text| word(column, row, text)).transpose()
}
