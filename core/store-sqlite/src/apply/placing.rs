//! Opening and placing: slot and turn by compare-and-set, decision, state and entries, all or nothing.
//!
//! Everything that can lose is asked before the first change, and the slot is taken by the statement that checks it: a
//! command that loses leaves nothing to undo.

use super::{hooks::Runs, insert_messages};
use crate::{command::PlaceSession, fault::Fault, rows};
use sqlx::{Row, SqliteConnection};
use std::iter::once;
use usher_model::{AgentId, Message, RuleId, Session, SessionId, Timestamp};
use usher_store::{
    CursorMove, Lost, OpenOutcome, OpenSession, PlaceOutcome, Placement, StoreError,
    columns::{self, StateColumns},
    sql,
};

/// Opens a session. An error in the answer is the caller's: the transaction goes on.
pub async fn open(
    connection: &mut SqliteConnection,
    open: &OpenSession,
    runs: &mut Runs,
) -> Result<Result<OpenOutcome, StoreError>, Fault> {
    let visitor = open.session.visitor;
    let standing = sqlx::query(sql::sessions::STANDING.sqlite)
        .bind(&visitor.to_bytes()[..])
        .fetch_optional(&mut *connection)
        .await?;
    let Some(standing) = standing else {
        return Ok(Err(StoreError::Missing { what: "visitor", id: visitor.to_string() }));
    };
    if let Some(id) = standing.try_get::<Option<&[u8]>, _>("session")? {
        let session = SessionId::from_bytes(columns::id16("sessions", "id", id)?);
        return Ok(Ok(OpenOutcome::AlreadyOpen { session }));
    }
    let said = sqlx::query(sql::sessions::SAID.sqlite)
        .bind(&visitor.to_bytes()[..])
        .bind(columns::party_text(&open.first.sender).as_ref())
        .bind(open.first.client_id.as_str())
        .fetch_optional(&mut *connection)
        .await?;
    if let Some(said) = said {
        let session = SessionId::from_bytes(columns::id16("sessions", "id", said.try_get("id")?)?);
        return Ok(Ok(OpenOutcome::AlreadyOpen { session }));
    }
    if let Err(lost) = take(connection, &open.placement).await? {
        return Ok(Ok(OpenOutcome::Lost(lost)));
    }
    let first = Message {
        session: open.session.id,
        seq: 1,
        sender: open.first.sender.clone(),
        client_id: open.first.client_id.clone(),
        body: open.first.body.clone(),
        at: open.first.at,
    };
    let messages: Vec<_> = once(first).chain(open.placement.messages(1)).collect();
    let session = open.stored(messages.last().map_or(0, |message| message.seq));
    insert_session(connection, &session).await?;
    insert_messages(connection, messages.iter()).await?;
    insert_decision(connection, &open.placement).await?;
    runs.note(&open.first.hooks);
    runs.note(&open.placement.hooks);
    Ok(Ok(OpenOutcome::Opened { session, messages }))
}

/// Places a session that waits.
pub async fn place(
    connection: &mut SqliteConnection,
    ask: &PlaceSession,
    runs: &mut Runs,
) -> Result<PlaceOutcome, Fault> {
    let placement = &ask.placement;
    let id = placement.record.session;
    let Some(before) = session(connection, id).await? else {
        return Ok(PlaceOutcome::Lost(Lost::State));
    };
    let state = placement.state();
    if before.version != ask.expected_version || before.state.check_step(&state).is_err() {
        return Ok(PlaceOutcome::Lost(Lost::State));
    }
    if let Err(lost) = take(connection, placement).await? {
        return Ok(PlaceOutcome::Lost(lost));
    }
    let messages = placement.messages(before.last_seq);
    let columns = StateColumns::from(&state);
    let row = sqlx::query(sql::sessions::PLACE.sqlite)
        .bind(&id.to_bytes()[..])
        .bind(ask.expected_version)
        .bind(columns.state)
        .bind(columns.group_id)
        .bind(columns.agent)
        .bind(columns.reason)
        .bind(placement.record.rule.as_ref().map(RuleId::as_str))
        .bind(i64::try_from(messages.len()).unwrap_or(i64::MAX))
        .fetch_one(&mut *connection)
        .await?;
    let session = rows::session(&row)?;
    insert_messages(connection, messages.iter()).await?;
    insert_decision(connection, placement).await?;
    runs.note(&placement.hooks);
    Ok(PlaceOutcome::Placed { session, messages })
}

/// One session, inside the transaction that will change it.
pub async fn session(connection: &mut SqliteConnection, id: SessionId) -> Result<Option<Session>, Fault> {
    let row =
        sqlx::query(sql::sessions::ONE_TO_CHANGE.sqlite).bind(&id.to_bytes()[..]).fetch_optional(connection).await?;
    row.as_ref().map(rows::session).transpose()
}

/// Takes the slot, which counts as a session received, and the turn; or neither.
async fn take(connection: &mut SqliteConnection, placement: &Placement) -> Result<Result<(), Lost>, Fault> {
    let slot = match placement.checked_slot() {
        Ok(slot) => slot,
        Err(lost) => return Ok(Err(lost)),
    };
    if let Some(cursor) = &placement.cursor
        && !stands(connection, cursor).await?
    {
        return Ok(Err(Lost::Cursor));
    }
    if let Some(slot) = slot {
        let taken = sqlx::query(sql::agents::TAKE_SLOT.sqlite)
            .bind(slot.agent.as_str())
            .bind(placement.record.at.as_micros())
            .bind(i64::from(slot.capacity))
            .execute(&mut *connection)
            .await?;
        if taken.rows_affected() == 0 {
            return Ok(Err(Lost::Slot));
        }
        sqlx::query(sql::agents::COUNT_RECEIVED.sqlite)
            .bind(slot.agent.as_str())
            .bind(columns::quarter_of(placement.record.at))
            .execute(&mut *connection)
            .await?;
    }
    if let Some(cursor) = &placement.cursor {
        turn(connection, cursor).await?;
    }
    Ok(Ok(()))
}

async fn stands(connection: &mut SqliteConnection, cursor: &CursorMove) -> Result<bool, Fault> {
    let row = sqlx::query(sql::agents::CURSOR.sqlite).bind(cursor.group.as_str()).fetch_optional(connection).await?;
    let stands: Option<String> = row.map(|row| row.try_get("agent")).transpose()?;
    Ok(stands.as_deref() == cursor.from.as_ref().map(AgentId::as_str))
}

async fn turn(connection: &mut SqliteConnection, cursor: &CursorMove) -> Result<(), Fault> {
    let query = match &cursor.from {
        None => sqlx::query(sql::agents::START_CURSOR.sqlite).bind(cursor.group.as_str()),
        Some(from) => sqlx::query(sql::agents::MOVE_CURSOR.sqlite).bind(cursor.group.as_str()).bind(from.as_str()),
    };
    query.bind(cursor.to.as_str()).execute(connection).await?;
    Ok(())
}

async fn insert_session(connection: &mut SqliteConnection, session: &Session) -> Result<(), Fault> {
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
        .bind(session.closed_at.map(Timestamp::as_micros))
        .bind(session.last_seq)
        .bind(session.visitor_read)
        .bind(session.agent_read)
        .bind(columns::rank_of(session.priority))
        .bind(columns::tags_text(&session.tags))
        .bind(columns::fields_text(&session.fields))
        .bind(session.version)
        .execute(connection)
        .await?;
    Ok(())
}

async fn insert_decision(connection: &mut SqliteConnection, placement: &Placement) -> Result<(), Fault> {
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
