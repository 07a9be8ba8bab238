//! Raw rows of notices and of the log of webhook calls.

use super::{bytes_text, corrupt, id16};
use crate::{DeliveryOutcome, LoggedDelivery, StoreError};
use usher_model::{AdminNotice, DeliveryId, LeftMessageId, NoticeId, NoticeKind, SeenNotice, SessionId, Timestamp};

/// A row of `notices`, with when its reader read it.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct NoticeRow {
    pub id: Vec<u8>,
    pub kind: String,
    pub session: Option<Vec<u8>>,
    pub left_message: Option<Vec<u8>>,
    pub group_id: Option<String>,
    pub waiting: Option<i64>,
    pub opened_at: i64,
    pub over_at: Option<i64>,
    pub read_at: Option<i64>,
}

impl NoticeRow {
    /// Reads the notice.
    pub fn decode(self) -> Result<SeenNotice, StoreError> {
        let wrong = |column, reason: &str| corrupt("notices", column, bytes_text(&self.id), reason);
        let kind = match (self.kind.as_str(), &self.session, &self.group_id, self.waiting) {
            ("unmatched", Some(session), _, _) => {
                NoticeKind::Unmatched { session: SessionId::from_bytes(id16("notices", "session", session)?) }
            }
            ("left_unmatched", Some(session), _, _) => {
                let left = self.left_message.as_ref().ok_or_else(|| wrong("left_message", "it names none"))?;
                NoticeKind::LeftUnmatched {
                    left: LeftMessageId::from_bytes(id16("notices", "left_message", left)?),
                    session: SessionId::from_bytes(id16("notices", "session", session)?),
                }
            }
            ("nobody_online", _, Some(group), Some(waiting)) => NoticeKind::NobodyOnline {
                group: group.parse().map_err(|_| wrong("group_id", "not an id"))?,
                waiting: u32::try_from(waiting).map_err(|_| wrong("waiting", "not a number of sessions"))?,
            },
            _ => return Err(wrong("kind", "no known kind of notice")),
        };
        let notice = AdminNotice {
            id: NoticeId::from_bytes(id16("notices", "id", &self.id)?),
            kind,
            opened_at: Timestamp::from_micros(self.opened_at),
            over_at: self.over_at.map(Timestamp::from_micros),
        };
        Ok(SeenNotice { notice, read_at: self.read_at.map(Timestamp::from_micros) })
    }
}

/// A row of `deliveries`, as the log tells it.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct LoggedDeliveryRow {
    pub id: Vec<u8>,
    pub webhook: String,
    pub at: i64,
    pub outcome: String,
    pub attempts: i64,
    pub tried_at: Option<i64>,
    pub ended_at: Option<i64>,
    pub status: Option<i64>,
    pub error: Option<String>,
    pub body: String,
}

impl LoggedDeliveryRow {
    /// Reads the call.
    pub fn decode(self) -> Result<LoggedDelivery, StoreError> {
        let wrong =
            |column, reason: &dyn std::fmt::Display| corrupt("deliveries", column, bytes_text(&self.id), reason);
        let outcome = DeliveryOutcome::ALL.into_iter().find(|outcome| outcome.word() == self.outcome);
        Ok(LoggedDelivery {
            id: DeliveryId::from_bytes(id16("deliveries", "id", &self.id)?),
            webhook: self.webhook.parse().map_err(|reason| wrong("webhook", &reason))?,
            at: Timestamp::from_micros(self.at),
            outcome: outcome.ok_or_else(|| wrong("outcome", &"no known outcome"))?,
            attempts: u32::try_from(self.attempts).map_err(|reason| wrong("attempts", &reason))?,
            tried_at: self.tried_at.map(Timestamp::from_micros),
            ended_at: self.ended_at.map(Timestamp::from_micros),
            status: self.status.map(u16::try_from).transpose().map_err(|reason| wrong("status", &reason))?,
            body: Some(self.body.clone()).filter(|body| !body.is_empty()),
            error: self.error.clone(),
        })
    }
}
