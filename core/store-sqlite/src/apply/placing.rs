//! Opening, placing, beginning again, accepting: decision, state and entries, all or nothing.

use super::{
    blocks,
    files::{self, Entry},
    hooks::Runs,
    insert_messages,
    sessions::{self, Wrote},
    slots,
};
use crate::{command::PlaceSession, fault::Fault};
use sqlx::{Row, SqliteConnection};
use std::iter::once;
use usher_model::{DecisionCause, Message, Seq, Session, SessionId, SessionState, VisitorId};
use usher_store::{
    AcceptOffer, Accepted, Lost, OpenOutcome, OpenSession, PlaceOutcome, Placement, PostMessage, ReopenSession,
    StoreError, Uploader, columns, sql,
};

/// Opens a session. An error in the answer is the caller's: the transaction goes on.
pub async fn open(
    connection: &mut SqliteConnection,
    open: &OpenSession,
    runs: &mut Runs,
) -> Result<Result<OpenOutcome, StoreError>, Fault> {
    match standing(connection, open.session.visitor, &open.first).await? {
        Standing::Unknown => {
            return Ok(Err(StoreError::Missing { what: "visitor", id: open.session.visitor.to_string() }));
        }
        Standing::Open(session) => return Ok(Ok(OpenOutcome::AlreadyOpen { session })),
        Standing::Free { blocked_until } if blocks::holds(blocked_until, open.placement.record.at) => {
            return Ok(Ok(OpenOutcome::Blocked));
        }
        Standing::Free { .. } => {}
    }
    let taken = files::of_post(&open.first.body);
    if let Err(missing) = files::free(connection, &Uploader::Visitor(open.session.visitor), &taken).await? {
        return Ok(Err(missing));
    }
    let messages = begin_with(&open.first, &open.placement, open.session.id, 0);
    let session = open.stored(messages.last().map_or(0, |message| message.seq));
    if let Err(lost) = slots::take(connection, &open.placement, &SessionState::Unmatched, &session.state).await? {
        return Ok(Ok(OpenOutcome::Lost(lost)));
    }
    sessions::insert(connection, &session).await?;
    insert_messages(connection, messages.iter()).await?;
    files::attach(connection, Entry::of(&messages[0]), &taken).await?;
    sessions::insert_decision(connection, &open.placement).await?;
    runs.note(&open.first.hooks);
    runs.note(&open.placement.hooks);
    Ok(Ok(OpenOutcome::Opened { session, messages }))
}

/// Begins a session again that is over.
pub async fn reopen(
    connection: &mut SqliteConnection,
    reopen: &ReopenSession,
    runs: &mut Runs,
) -> Result<Result<OpenOutcome, StoreError>, Fault> {
    let placement = &reopen.placement;
    let Some(before) = sessions::session(connection, placement.record.session).await? else {
        return Ok(Ok(OpenOutcome::Lost(Lost::State)));
    };
    match standing(connection, before.visitor, &reopen.first).await? {
        Standing::Open(session) => return Ok(Ok(OpenOutcome::AlreadyOpen { session })),
        Standing::Free { blocked_until } if blocks::holds(blocked_until, placement.record.at) => {
            return Ok(Ok(OpenOutcome::Blocked));
        }
        Standing::Free { .. } | Standing::Unknown => {}
    }
    // The visitor has no open session, so this one is over; what begins again does so by the visitor's return alone.
    if before.version != reopen.expected_version || placement.record.cause != DecisionCause::Reopened {
        return Ok(Ok(OpenOutcome::Lost(Lost::State)));
    }
    let taken = files::of_post(&reopen.first.body);
    if let Err(missing) = files::free(connection, &Uploader::Visitor(before.visitor), &taken).await? {
        return Ok(Err(missing));
    }
    let messages = begin_with(&reopen.first, placement, before.id, before.last_seq);
    let session = reopen.stored(&before, messages.last().map_or(before.last_seq, |message| message.seq));
    if let Err(lost) = slots::take(connection, placement, &before.state, &session.state).await? {
        return Ok(Ok(OpenOutcome::Lost(lost)));
    }
    let session = sessions::advance(connection, &before, session, Wrote::Visitor).await?;
    insert_messages(connection, messages.iter()).await?;
    files::attach(connection, Entry::of(&messages[0]), &taken).await?;
    sessions::insert_decision(connection, placement).await?;
    runs.note(&reopen.first.hooks);
    runs.note(&placement.hooks);
    Ok(Ok(OpenOutcome::Opened { session, messages }))
}

/// Places a session that waits, or takes it from whoever holds its slot.
pub async fn place(
    connection: &mut SqliteConnection,
    ask: &PlaceSession,
    runs: &mut Runs,
) -> Result<PlaceOutcome, Fault> {
    let placement = &ask.placement;
    let Some(before) = sessions::session(connection, placement.record.session).await? else {
        return Ok(PlaceOutcome::Lost(Lost::State));
    };
    let cause = placement.record.cause;
    let may_step = before.state.is_open() && before.state.check_step(&placement.state(), cause).is_ok();
    // An answer leaves the version as it is, and nobody who answered loses a session for not answering.
    let has_answered = cause == DecisionCause::Missed && before.answer_by.is_none_or(|by| by > placement.record.at);
    if before.version != ask.expected_version || !may_step || has_answered {
        return Ok(PlaceOutcome::Lost(Lost::State));
    }
    let messages = placement.messages(before.last_seq);
    let session = placement.carry_out(&before, messages.last().map_or(before.last_seq, |message| message.seq));
    if let Err(lost) = slots::take(connection, placement, &before.state, &session.state).await? {
        return Ok(PlaceOutcome::Lost(lost));
    }
    let session = sessions::advance(connection, &before, session, Wrote::Nobody).await?;
    let (mut freed, mut misses) = (before.state.slot().cloned(), None);
    if let Some(agent) = &freed {
        misses = slots::free(connection, agent, Some(cause)).await?;
    }
    // Whoever is given it anew holds as much as before.
    freed.take_if(|agent| session.state.slot() == Some(agent));
    insert_messages(connection, messages.iter()).await?;
    sessions::insert_decision(connection, placement).await?;
    runs.note(&placement.hooks);
    Ok(PlaceOutcome::Placed { session, messages, freed, misses })
}

/// An agent takes what was offered. The slot is the agent's already.
pub async fn accept(
    connection: &mut SqliteConnection,
    accept: &AcceptOffer,
    runs: &mut Runs,
) -> Result<Accepted, Fault> {
    let Some(before) = sessions::session(connection, accept.session).await? else { return Ok(Accepted::Gone) };
    let state = match &before.state {
        SessionState::Offered { group, agent } if *agent == accept.agent => {
            SessionState::Assigned { group: Some(group.clone()), agent: agent.clone() }
        }
        SessionState::Assigned { agent, .. } if *agent == accept.agent => {
            return Ok(Accepted::Before { session: before });
        }
        _ => return Ok(Accepted::Gone),
    };
    let messages = accept.messages(before.last_seq);
    let session = Session {
        state,
        assigned_at: Some(accept.at),
        answer_by: None,
        missed: Vec::new(),
        last_seq: messages.last().map_or(before.last_seq, |message| message.seq),
        ..before.clone()
    };
    let session = sessions::advance(connection, &before, session, Wrote::Nobody).await?;
    sqlx::query(sql::agents::ACCEPT.sqlite)
        .bind(accept.agent.as_str())
        .bind(accept.at.as_micros())
        .execute(&mut *connection)
        .await?;
    slots::count_received(connection, &accept.agent, accept.at).await?;
    insert_messages(connection, messages.iter()).await?;
    runs.note(&accept.hooks);
    Ok(Accepted::Now { session, messages })
}

/// What stands in the way of a visitor's beginning.
enum Standing {
    /// There is no such visitor.
    Unknown,
    /// This session is open, or holds the very message already.
    Open(SessionId),
    /// No session.
    Free {
        /// Until when the visitor may not write.
        blocked_until: Option<i64>,
    },
}

async fn standing(
    connection: &mut SqliteConnection,
    visitor: VisitorId,
    first: &PostMessage,
) -> Result<Standing, Fault> {
    let visitor = &visitor.to_bytes()[..];
    let row = sqlx::query(sql::sessions::STANDING.sqlite).bind(visitor).fetch_optional(&mut *connection).await?;
    let Some(row) = row else { return Ok(Standing::Unknown) };
    if let Some(id) = row.try_get::<Option<&[u8]>, _>("session")? {
        return Ok(Standing::Open(SessionId::from_bytes(columns::id16("sessions", "id", id)?)));
    }
    let blocked_until = row.try_get("blocked_until")?;
    let said = sqlx::query(sql::sessions::SAID.sqlite)
        .bind(visitor)
        .bind(columns::party_text(&first.sender).as_ref())
        .bind(first.client_id.as_str())
        .fetch_optional(connection)
        .await?;
    Ok(match said {
        Some(said) => Standing::Open(SessionId::from_bytes(columns::id16("sessions", "id", said.try_get("id")?)?)),
        None => Standing::Free { blocked_until },
    })
}

/// The visitor's message and what the placement tells, behind `last_seq`.
fn begin_with(first: &PostMessage, placement: &Placement, session: SessionId, last_seq: Seq) -> Vec<Message> {
    let seq = last_seq + 1;
    let first = Message {
        session,
        seq,
        sender: first.sender.clone(),
        client_id: first.client_id.clone(),
        body: first.body.clone(),
        at: first.at,
    };
    once(first).chain(placement.messages(seq)).collect()
}
