//! Closing: the end, its entry and the freed slot at once.

use super::{hooks::Runs, insert_messages, placing};
use crate::{fault::Fault, rows};
use sqlx::SqliteConnection;
use usher_model::SessionState;
use usher_store::{CloseSession, Closed, columns, sql};

pub async fn close(connection: &mut SqliteConnection, close: &CloseSession, runs: &mut Runs) -> Result<Closed, Fault> {
    let Some(before) = placing::session(connection, close.session).await? else { return Ok(Closed::Missing) };
    if let Some(agent) = &close.owned_by
        && !columns::was_owner(&before, agent.as_str())
    {
        return Ok(Closed::NotOwner);
    }
    if let SessionState::Closed { .. } = before.state {
        return Ok(Closed::Before { session: before });
    }
    let row = sqlx::query(sql::sessions::CLOSE.sqlite)
        .bind(&close.session.to_bytes()[..])
        .bind(before.version)
        .bind(columns::cause_word(close.cause))
        .bind(close.at.as_micros())
        .bind(close.entries())
        .fetch_one(&mut *connection)
        .await?;
    let session = rows::session(&row)?;
    let messages = close.messages(session.last_seq);
    insert_messages(connection, messages.iter()).await?;
    let freed = before.state.owner().cloned();
    if let Some(agent) = &freed {
        sqlx::query(sql::agents::FREE_SLOT.sqlite).bind(agent.as_str()).execute(connection).await?;
    }
    runs.note(&close.hooks);
    Ok(Closed::Now { session, messages, freed })
}
