//! Keeping visitors from writing, and letting them again.

use crate::{command::Unblock, fault::Fault, rows};
use sqlx::{Row, SqliteConnection};
use usher_model::{Block, Timestamp, VisitorId};
use usher_store::{NewBlock, StoreError, sql};

/// Keeps a visitor from writing. An error in the answer is the caller's: the transaction goes on.
pub async fn block(connection: &mut SqliteConnection, new: &NewBlock) -> Result<Result<Block, StoreError>, Fault> {
    let visitor = &new.visitor.to_bytes()[..];
    let last = sqlx::query(sql::blocks::LAST.sqlite).bind(visitor).fetch_optional(&mut *connection).await?;
    if let Some(last) = last.as_ref().map(rows::block).transpose()?
        && last.holds(new.at)
        && (&last.by, &last.reason, last.until) == (&new.by, &new.reason, new.until)
    {
        return Ok(Ok(last));
    }
    if !set_until(connection, new.visitor, Some(new.until)).await? {
        return Ok(Err(StoreError::Missing { what: "visitor", id: new.visitor.to_string() }));
    }
    sqlx::query(sql::blocks::LIFT.sqlite)
        .bind(visitor)
        .bind(new.at.as_micros())
        .bind(new.by.as_str())
        .execute(&mut *connection)
        .await?;
    sqlx::query(sql::blocks::INSERT.sqlite)
        .bind(&new.id.to_bytes()[..])
        .bind(visitor)
        .bind(new.by.as_str())
        .bind(new.reason.as_str())
        .bind(new.at.as_micros())
        .bind(new.until.as_micros())
        .execute(connection)
        .await?;
    let NewBlock { id, visitor, by, reason, at, until } = new.clone();
    Ok(Ok(Block { id, visitor, by, reason, at, until, lifted_at: None, lifted_by: None }))
}

/// Lets a visitor write again.
pub async fn unblock(connection: &mut SqliteConnection, ask: &Unblock) -> Result<Option<Block>, Fault> {
    set_until(connection, ask.visitor, None).await?;
    let lifted = sqlx::query(sql::blocks::LIFT.sqlite)
        .bind(&ask.visitor.to_bytes()[..])
        .bind(ask.at.as_micros())
        .bind(ask.by.as_str())
        .fetch_optional(connection)
        .await?;
    lifted.as_ref().map(rows::block).transpose()
}

/// Whether a visitor may not write at a moment.
pub async fn is_blocked(connection: &mut SqliteConnection, visitor: VisitorId, now: Timestamp) -> Result<bool, Fault> {
    let row =
        sqlx::query(sql::blocks::UNTIL.sqlite).bind(&visitor.to_bytes()[..]).fetch_optional(&mut *connection).await?;
    Ok(match row {
        Some(row) => holds(row.try_get("blocked_until")?, now),
        None => false,
    })
}

/// Whether what stands with a visitor keeps it from writing at a moment.
pub fn holds(blocked_until: Option<i64>, now: Timestamp) -> bool {
    blocked_until.is_some_and(|until| until > now.as_micros())
}

async fn set_until(
    connection: &mut SqliteConnection,
    visitor: VisitorId,
    until: Option<Timestamp>,
) -> Result<bool, Fault> {
    let set = sqlx::query(sql::blocks::SET_UNTIL.sqlite)
        .bind(&visitor.to_bytes()[..])
        .bind(until.map(Timestamp::as_micros))
        .execute(connection)
        .await?;
    Ok(set.rows_affected() > 0)
}
