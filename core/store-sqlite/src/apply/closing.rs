//! Closing: the end, its entry and the freed slot at once; and the warning that goes before an end.

use super::{hooks::Runs, insert_messages, sessions, slots};
use crate::{fault::Fault, rows};
use sqlx::SqliteConnection;
use usher_model::{Message, Session, SessionState, Timestamp};
use usher_store::{CloseSession, Closed, WarnIdle, columns, sql};

pub async fn close(connection: &mut SqliteConnection, close: &CloseSession, runs: &mut Runs) -> Result<Closed, Fault> {
    let Some(before) = sessions::session(connection, close.session).await? else { return Ok(Closed::Missing) };
    if let Some(agent) = &close.owned_by
        && !columns::was_owner(&before, agent.as_str())
    {
        return Ok(Closed::NotOwner);
    }
    if let SessionState::Closed { .. } = before.state {
        return Ok(Closed::Before { session: before });
    }
    if close.quiet_since.is_some_and(|since| written_at(&before) > since) {
        return Ok(Closed::NotQuiet);
    }
    let row = sqlx::query(sql::sessions::CLOSE.sqlite)
        .bind(&close.session.to_bytes()[..])
        .bind(before.version)
        .bind(close.cause.word())
        .bind(close.at.as_micros())
        .bind(close.entries())
        .fetch_one(&mut *connection)
        .await?;
    let session = rows::session(&row)?;
    let messages = close.messages(&session);
    insert_messages(connection, messages.iter()).await?;
    let freed = before.state.slot().cloned();
    if let Some(agent) = &freed {
        slots::free(connection, agent, None).await?;
    }
    runs.note(&close.hooks);
    Ok(Closed::Now { session, messages, freed })
}

/// Warns a visitor, once until somebody writes.
pub async fn warn(
    connection: &mut SqliteConnection,
    warn: &WarnIdle,
) -> Result<Option<(Session, Vec<Message>)>, Fault> {
    let Some(before) = sessions::session(connection, warn.session).await? else { return Ok(None) };
    let written_at = written_at(&before);
    let is_warned = before.warned_at.is_some_and(|warned_at| warned_at >= written_at);
    if before.state.owner().is_none() || written_at > warn.quiet_since || is_warned {
        return Ok(None);
    }
    let messages: Vec<_> = warn.message(before.last_seq).into_iter().collect();
    let last_seq = messages.last().map_or(before.last_seq, |message| message.seq);
    sqlx::query(sql::sessions::WARN.sqlite)
        .bind(&warn.session.to_bytes()[..])
        .bind(warn.at.as_micros())
        .bind(last_seq)
        .execute(&mut *connection)
        .await?;
    insert_messages(connection, messages.iter()).await?;
    Ok(Some((Session { warned_at: Some(warn.at), last_seq, ..before }, messages)))
}

/// When anybody wrote last, or somebody else was given the session.
fn written_at(session: &Session) -> Timestamp {
    let last = [Some(session.visitor_at), session.agent_at, session.assigned_at];
    last.into_iter().flatten().max().unwrap_or(session.visitor_at)
}
