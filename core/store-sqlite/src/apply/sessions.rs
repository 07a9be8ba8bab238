//! Rows of sessions inside the writer's transaction: read, begun, moved.

use crate::{fault::Fault, rows};
use sqlx::SqliteConnection;
use usher_model::{RuleId, Session, SessionId, Timestamp};
use usher_store::{
    Placement, StoreError,
    columns::{self, StateColumns},
    sql,
};

/// Who wrote with a change of state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrote {
    /// The visitor, who came back.
    Visitor,
    /// Nobody but Usher.
    Nobody,
}

/// One session, inside the transaction that will change it.
pub async fn session(connection: &mut SqliteConnection, id: SessionId) -> Result<Option<Session>, Fault> {
    let row =
        sqlx::query(sql::sessions::ONE_TO_CHANGE.sqlite).bind(&id.to_bytes()[..]).fetch_optional(connection).await?;
    row.as_ref().map(rows::session).transpose()
}

/// Writes a new session.
pub async fn insert(connection: &mut SqliteConnection, session: &Session) -> Result<(), Fault> {
    let columns = StateColumns::from(&session.state);
    sqlx::query(sql::sessions::INSERT.sqlite)
        .bind(&session.id.to_bytes()[..])
        .bind(&session.visitor.to_bytes()[..])
        .bind(session.channel.as_str())
        .bind(columns.state)
        .bind(columns.group_id)
        .bind(columns.agent)
        .bind(columns.reason)
        .bind(columns.cause)
        .bind(session.rule.as_ref().map(RuleId::as_str))
        .bind(session.opened_at.as_micros())
        .bind(micros(session.closed_at))
        .bind(session.last_seq)
        .bind(session.visitor_read)
        .bind(session.agent_read)
        .bind(columns::rank_of(session.opened_at, session.priority))
        .bind(columns::tags_text(&session.tags))
        .bind(columns::fields_text(&session.fields))
        .bind(columns::routed_word(session.routed))
        .bind(micros(session.queued_at))
        .bind(micros(session.assigned_at))
        .bind(micros(session.answer_by))
        .bind(columns::missed_text(&session.missed))
        .bind(session.visitor_at.as_micros())
        .bind(micros(session.agent_at))
        .bind(micros(session.warned_at))
        .bind(session.visitor_got)
        .bind(session.agent_got)
        .bind(session.version)
        .execute(connection)
        .await?;
    Ok(())
}

/// Moves a session from where it was to where it is now, one version later; answers it as stored.
pub async fn advance(
    connection: &mut SqliteConnection,
    before: &Session,
    now: Session,
    wrote: Wrote,
) -> Result<Session, Fault> {
    let columns = StateColumns::from(&now.state);
    // What somebody else wrote is no answer of whoever has it now.
    let is_elsewhere = before.state.slot() != now.state.slot();
    let moved = sqlx::query(sql::sessions::MOVE.sqlite)
        .bind(&before.id.to_bytes()[..])
        .bind(before.version)
        .bind(columns.state)
        .bind(columns.group_id)
        .bind(columns.agent)
        .bind(columns.reason)
        .bind(columns.cause)
        .bind(now.rule.as_ref().map(RuleId::as_str))
        .bind(micros(now.closed_at))
        .bind(now.last_seq)
        .bind(columns::routed_word(now.routed))
        .bind(micros(now.queued_at))
        .bind(micros(now.assigned_at))
        .bind(micros(now.answer_by))
        .bind(columns::missed_text(&now.missed))
        .bind(now.visitor_at.as_micros())
        .bind(micros(now.warned_at))
        .bind((wrote == Wrote::Visitor || is_elsewhere).then_some(0_i64))
        .bind(now.opened_at.as_micros())
        .bind(columns::rank_of(now.opened_at, now.priority))
        .execute(connection)
        .await?;
    if moved.rows_affected() == 1 {
        Ok(Session { version: before.version + 1, ..now })
    } else {
        // The writer is alone in its transaction: nobody can have moved the session since it was read.
        Err(Fault::Store(StoreError::Missing { what: "session", id: before.id.to_string() }))
    }
}

/// Writes the decision with its trace.
pub async fn insert_decision(connection: &mut SqliteConnection, placement: &Placement) -> Result<(), Fault> {
    let record = &placement.record;
    sqlx::query(sql::decisions::INSERT.sqlite)
        .bind(&record.id.to_bytes()[..])
        .bind(&record.session.to_bytes()[..])
        .bind(record.at.as_micros())
        .bind(columns::record_text(record))
        .execute(connection)
        .await?;
    Ok(())
}

fn micros(at: Option<Timestamp>) -> Option<i64> {
    at.map(Timestamp::as_micros)
}
