//! The driver's rows as the raw rows of `usher_store::columns`.

use sqlx::{Row, sqlite::SqliteRow};
use usher_model::{Message, Session, Visitor};
use usher_store::{
    Delivery, HookRun, RosterRow,
    columns::{AgentRow, DeliveryRow, HookRunRow, MessageRow, SessionRow, VisitorRow},
};

use crate::fault::Fault;

pub fn session(row: &SqliteRow) -> Result<Session, Fault> {
    Ok(SessionRow {
        id: row.try_get("id")?,
        visitor: row.try_get("visitor")?,
        channel: row.try_get("channel")?,
        state: row.try_get("state")?,
        group_id: row.try_get("group_id")?,
        agent: row.try_get("agent")?,
        reason: row.try_get("reason")?,
        cause: row.try_get("cause")?,
        rule: row.try_get("rule")?,
        opened_at: row.try_get("opened_at")?,
        closed_at: row.try_get("closed_at")?,
        last_seq: row.try_get("last_seq")?,
        visitor_read: row.try_get("visitor_read")?,
        agent_read: row.try_get("agent_read")?,
        rank: row.try_get("rank")?,
        tags: row.try_get("tags")?,
        fields: row.try_get("fields")?,
        version: row.try_get("version")?,
    }
    .decode()?)
}

pub fn message(row: &SqliteRow) -> Result<Message, Fault> {
    Ok(MessageRow {
        session: row.try_get("session")?,
        seq: row.try_get("seq")?,
        sender: row.try_get("sender")?,
        client_id: row.try_get("client_id")?,
        body: row.try_get("body")?,
        stored_at: row.try_get("stored_at")?,
    }
    .decode()?)
}

pub fn visitor(row: &SqliteRow) -> Result<Visitor, Fault> {
    Ok(VisitorRow {
        id: row.try_get("id")?,
        channel: row.try_get("channel")?,
        origin: row.try_get("origin")?,
        name: row.try_get("name")?,
        locale: row.try_get("locale")?,
        created_at: row.try_get("created_at")?,
    }
    .decode()?)
}

pub fn agent(row: &SqliteRow) -> Result<RosterRow, Fault> {
    Ok(AgentRow {
        id: row.try_get("id")?,
        availability: row.try_get("availability")?,
        present_until: row.try_get("present_until")?,
        load: row.try_get("load")?,
        last_assigned: row.try_get("last_assigned")?,
    }
    .decode()?)
}

pub fn hook_run(row: &SqliteRow) -> Result<HookRun, Fault> {
    Ok(HookRunRow {
        id: row.try_get("id")?,
        hook: row.try_get("hook")?,
        session: row.try_get("session")?,
        event: row.try_get("event")?,
        at: row.try_get("at")?,
        attempts: row.try_get("attempts")?,
    }
    .decode()?)
}

pub fn delivery(row: &SqliteRow) -> Result<Delivery, Fault> {
    Ok(DeliveryRow {
        id: row.try_get("id")?,
        webhook: row.try_get("webhook")?,
        body: row.try_get("body")?,
        at: row.try_get("at")?,
        attempts: row.try_get("attempts")?,
    }
    .decode()?)
}
