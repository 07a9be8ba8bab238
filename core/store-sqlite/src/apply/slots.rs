//! What decisions compete for: slots of agents, turns in groups, places in line.
//!
//! Everything that can lose is asked before the first change, and the slot is taken by the statement that checks it: a
//! command that loses leaves nothing to undo.

use crate::fault::Fault;
use sqlx::{Row, SqliteConnection};
use usher_model::{AgentId, DecisionCause, GroupId, SessionState, Timestamp};
use usher_store::{CursorMove, Lost, Placement, Slot, SlotCheck, Take, columns, sql};

/// Takes the slot and the turn, or neither, where the line has room for a session that will wait. `before` is where the
/// session stands, `stays` where the placement leaves it.
pub async fn take(
    connection: &mut SqliteConnection,
    placement: &Placement,
    before: &SessionState,
    stays: &SessionState,
) -> Result<Result<(), Lost>, Fault> {
    let slot = match placement.checked_slot() {
        Ok(slot) => slot,
        Err(lost) => return Ok(Err(lost)),
    };
    if slot.is_some() && stays.slot().is_none() {
        return Ok(Err(Lost::Slot));
    }
    if let Some(cursor) = &placement.cursor
        && !stands(connection, cursor).await?
    {
        return Ok(Err(Lost::Cursor));
    }
    if let (Some(limit), SessionState::Queued { group, .. }) = (placement.queue_limit, stays)
        && !waits_in(before, group)
        && length(connection, group).await? >= i64::from(limit)
    {
        return Ok(Err(Lost::Full));
    }
    if let Some(slot) = slot {
        if !take_slot(connection, slot, placement.record.at).await? {
            return Ok(Err(Lost::Slot));
        }
        if placement.take == Take::Owns {
            count_received(connection, &slot.agent, placement.record.at).await?;
        }
    }
    if let Some(cursor) = &placement.cursor {
        turn(connection, cursor).await?;
    }
    Ok(Ok(()))
}

/// Frees the slot that a session held. Answers how many sessions in a row the agent has now missed, where that is why.
pub async fn free(
    connection: &mut SqliteConnection,
    agent: &AgentId,
    cause: Option<DecisionCause>,
) -> Result<Option<u32>, Fault> {
    if cause == Some(DecisionCause::Missed) {
        let row = sqlx::query(sql::agents::FREE_MISSED_SLOT.sqlite).bind(agent.as_str());
        let row = row.fetch_optional(connection).await?;
        return Ok(row.map(|row| row.try_get("misses")).transpose()?);
    }
    sqlx::query(sql::agents::FREE_SLOT.sqlite).bind(agent.as_str()).execute(connection).await?;
    Ok(None)
}

/// Counts a session that an agent was given.
pub async fn count_received(connection: &mut SqliteConnection, agent: &AgentId, at: Timestamp) -> Result<(), Fault> {
    sqlx::query(sql::agents::COUNT_RECEIVED.sqlite)
        .bind(agent.as_str())
        .bind(columns::quarter_of(at))
        .execute(connection)
        .await?;
    Ok(())
}

async fn take_slot(connection: &mut SqliteConnection, slot: &Slot, at: Timestamp) -> Result<bool, Fault> {
    let (agent, at) = (slot.agent.as_str(), at.as_micros());
    let query = match &slot.check {
        SlotCheck::Able { capacity, channel: None } => {
            sqlx::query(sql::agents::TAKE_SLOT.sqlite).bind(agent).bind(at).bind(i64::from(*capacity))
        }
        SlotCheck::Able { capacity, channel: Some((channel, most)) } => {
            let query = sqlx::query(sql::agents::TAKE_SLOT_ON.sqlite).bind(agent).bind(at).bind(i64::from(*capacity));
            query.bind(channel.as_str()).bind(i64::from(*most))
        }
        SlotCheck::ByHand => sqlx::query(sql::agents::TAKE_SLOT_BY_HAND.sqlite).bind(agent).bind(at),
    };
    Ok(query.execute(connection).await?.rows_affected() > 0)
}

fn waits_in(state: &SessionState, group: &GroupId) -> bool {
    matches!(state, SessionState::Queued { group: same, .. } if same == group)
}

async fn length(connection: &mut SqliteConnection, group: &GroupId) -> Result<i64, Fault> {
    let row = sqlx::query(sql::sessions::QUEUE_LENGTH.sqlite).bind(group.as_str()).fetch_one(connection).await?;
    Ok(row.try_get("length")?)
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
