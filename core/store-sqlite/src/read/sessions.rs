//! Sessions and their decisions.

use super::{Query, all, named, one};
use crate::{
    SqliteStore,
    command::{Command, MarkRead, Note, PlaceSession},
    fault::Fault,
    rows,
};
use sqlx::{Row, sqlite::SqliteRow};
use usher_model::{
    AgentId, ChannelId, DecisionRecord, GroupId, Message, Party, Seq, Session, SessionId, Timestamp, VisitorId,
};
use usher_store::{
    AcceptOffer, Accepted, CloseSession, Closed, OpenOutcome, OpenSession, PlaceOutcome, Placement, QueuePlace,
    ReopenSession, SessionFilter, SessionStore, StoreError, WarnIdle, columns, sql,
};

/// Most decisions answered for one session.
const DECISIONS: i64 = 100;
/// An id after every other: where a list without a beginning starts.
const AFTER_ALL: [u8; 16] = [0xff; 16];
/// An id before every other.
const BEFORE_ALL: [u8; 16] = [0; 16];

#[async_trait::async_trait]
impl SessionStore for SqliteStore {
    async fn open_session(&self, open: OpenSession) -> Result<OpenOutcome, StoreError> {
        self.writer.ask(open, |ask| Command::Open(Box::new(ask))).await
    }

    async fn reopen_session(&self, reopen: ReopenSession) -> Result<OpenOutcome, StoreError> {
        self.writer.ask(reopen, |ask| Command::Reopen(Box::new(ask))).await
    }

    async fn place_session(&self, placement: Placement, expected_version: i64) -> Result<PlaceOutcome, StoreError> {
        let place = PlaceSession { placement, expected_version };
        self.writer.ask(place, |ask| Command::Place(Box::new(ask))).await
    }

    async fn accept_offer(&self, accept: AcceptOffer) -> Result<Accepted, StoreError> {
        self.writer.ask(accept, |ask| Command::Accept(Box::new(ask))).await
    }

    async fn close_session(&self, close: CloseSession) -> Result<Closed, StoreError> {
        self.writer.ask(close, |ask| Command::Close(Box::new(ask))).await
    }

    async fn warn_idle(&self, warn: WarnIdle) -> Result<Option<(Session, Vec<Message>)>, StoreError> {
        self.writer.ask(warn, |ask| Command::Warn(Box::new(ask))).await
    }

    async fn answers_due(&self, now: Timestamp, limit: u32) -> Result<Vec<Session>, StoreError> {
        let query = sqlx::query(sql::sessions::ANSWERS_DUE.sqlite).bind(now.as_micros()).bind(i64::from(limit));
        all(&self.readers, query, rows::session).await
    }

    async fn allow_answers(&self, until: Timestamp) -> Result<(), StoreError> {
        self.writer.note(Note::AllowAnswers { until }).await
    }

    async fn idle_sessions(
        &self,
        since: Timestamp,
        after: Option<SessionId>,
        limit: u32,
    ) -> Result<Vec<Session>, StoreError> {
        let query = sqlx::query(sql::sessions::IDLE.sqlite)
            .bind(since.as_micros())
            .bind(after.map_or(BEFORE_ALL, SessionId::to_bytes).to_vec())
            .bind(i64::from(limit));
        all(&self.readers, query, rows::session).await
    }

    async fn line(&self, group: &GroupId, limit: u32) -> Result<Vec<SessionId>, StoreError> {
        let query = sqlx::query(sql::sessions::LINE.sqlite).bind(group.as_str().to_owned()).bind(i64::from(limit));
        let decode = |row: &SqliteRow| Ok(SessionId::from_bytes(columns::id16("sessions", "id", row.try_get("id")?)?));
        all(&self.readers, query, decode).await
    }

    async fn departures(&self, group: &GroupId, since: Timestamp, limit: u32) -> Result<Vec<Timestamp>, StoreError> {
        let query = sqlx::query(sql::sessions::DEPARTURES.sqlite)
            .bind(group.as_str().to_owned())
            .bind(since.as_micros())
            .bind(i64::from(limit));
        all(&self.readers, query, |row| Ok(Timestamp::from_micros(row.try_get("assigned_at")?))).await
    }

    async fn held_by_channel(&self) -> Result<Vec<(AgentId, ChannelId, u32)>, StoreError> {
        let query = sqlx::query(sql::sessions::HELD_BY_CHANNEL.sqlite);
        let decode = |row: &SqliteRow| {
            Ok((named(row, "sessions", "agent")?, named(row, "sessions", "channel")?, row.try_get("held")?))
        };
        all(&self.readers, query, decode).await
    }

    async fn mark_read(&self, session: SessionId, reader: Party, seq: Seq) -> Result<Option<Seq>, StoreError> {
        let mark = columns::Mark::Read;
        self.writer.ask(MarkRead { session, mark, reader, seq }, Command::MarkRead).await
    }

    async fn session(&self, id: SessionId) -> Result<Option<Session>, StoreError> {
        one(&self.readers, by_id(sql::sessions::ONE.sqlite, id.to_bytes()), rows::session).await
    }

    async fn open_session_of(&self, visitor: VisitorId) -> Result<Option<Session>, StoreError> {
        one(&self.readers, by_id(sql::sessions::OPEN_OF.sqlite, visitor.to_bytes()), rows::session).await
    }

    async fn latest_session_of(&self, visitor: VisitorId) -> Result<Option<Session>, StoreError> {
        one(&self.readers, by_id(sql::sessions::LATEST_OF.sqlite, visitor.to_bytes()), rows::session).await
    }

    async fn sessions(
        &self,
        filter: SessionFilter,
        before: Option<SessionId>,
        limit: u32,
    ) -> Result<Vec<Session>, StoreError> {
        let text = match &filter {
            SessionFilter::OwnedBy(_) => sql::sessions::OWNED_BY.sqlite,
            SessionFilter::ClosedBy(_) => sql::sessions::CLOSED_BY.sqlite,
            SessionFilter::OfVisitor(_) => sql::sessions::OF_VISITOR.sqlite,
            SessionFilter::Queued => sql::sessions::QUEUED.sqlite,
            SessionFilter::Unmatched => sql::sessions::UNMATCHED.sqlite,
            SessionFilter::Open => sql::sessions::OPEN.sqlite,
        };
        let query = by_id(text, before.map_or(AFTER_ALL, SessionId::to_bytes)).bind(i64::from(limit));
        let query = match filter {
            SessionFilter::OwnedBy(agent) | SessionFilter::ClosedBy(agent) => query.bind(String::from(agent)),
            SessionFilter::OfVisitor(visitor) => query.bind(visitor.to_bytes().to_vec()),
            SessionFilter::Queued | SessionFilter::Unmatched | SessionFilter::Open => query,
        };
        all(&self.readers, query, rows::session).await
    }

    async fn queue(&self, group: &GroupId, after: Option<QueuePlace>, limit: u32) -> Result<Vec<Session>, StoreError> {
        let group = group.as_str().to_owned();
        let query = match after {
            None => sqlx::query(sql::sessions::QUEUE.sqlite).bind(group).bind(i64::from(limit)),
            Some(after) => sqlx::query(sql::sessions::QUEUE_AFTER.sqlite)
                .bind(group)
                .bind(i64::from(limit))
                .bind(after.rank())
                .bind(after.session.to_bytes().to_vec()),
        };
        all(&self.readers, query, rows::session).await
    }

    async fn queue_length(&self, group: &GroupId, before: Option<QueuePlace>) -> Result<u32, StoreError> {
        let group = group.as_str().to_owned();
        let query = match before {
            None => sqlx::query(sql::sessions::QUEUE_LENGTH.sqlite).bind(group),
            Some(before) => sqlx::query(sql::sessions::QUEUE_LENGTH_BEFORE.sqlite)
                .bind(group)
                .bind(before.rank())
                .bind(before.session.to_bytes().to_vec()),
        };
        let length = one(&self.readers, query, |row| Ok(row.try_get::<i64, _>("length")?)).await?;
        Ok(u32::try_from(length.unwrap_or(0)).unwrap_or(u32::MAX))
    }

    async fn latest_decision(&self, session: SessionId) -> Result<Option<DecisionRecord>, StoreError> {
        one(&self.readers, by_id(sql::decisions::LATEST.sqlite, session.to_bytes()).bind(1), decision).await
    }

    async fn decisions(&self, session: SessionId) -> Result<Vec<DecisionRecord>, StoreError> {
        let query = by_id(sql::decisions::LATEST.sqlite, session.to_bytes()).bind(DECISIONS);
        let mut records = all(&self.readers, query, decision).await?;
        records.reverse();
        Ok(records)
    }
}

fn decision(row: &SqliteRow) -> Result<DecisionRecord, Fault> {
    let (id, record): (&[u8], &str) = (row.try_get("id")?, row.try_get("record")?);
    Ok(columns::record_from_text(id, record)?)
}

fn by_id(text: &'static str, id: [u8; 16]) -> Query {
    sqlx::query(text).bind(id.to_vec())
}
