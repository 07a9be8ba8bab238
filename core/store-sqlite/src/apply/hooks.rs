//! Hook runs: added with their events, ended with their effects, and taken in turn.

use super::{id_text, insert_messages, sessions};
use crate::{command::Forget, fault::Fault};
use serde_json::json;
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};
use std::collections::{BTreeSet, HashSet};
use usher_model::{ClientId, Party, Session};
use usher_store::{FinishHook, HookOutcome, NewDelivery, NewHookRun, columns, sql};

/// The runs that a batch causes: added by one statement, with its last event. Another then gives the next run its turn,
/// of each hook and session that a run came or went of.
#[derive(Debug, Default)]
pub struct Runs {
    new: Vec<RunRow>,
    turns: BTreeSet<(String, String)>,
}

/// Id, hook, session, event, at.
type RunRow = (String, String, Option<String>, String, i64);

impl Runs {
    /// Remembers what an event causes, once the event itself is written.
    pub fn note(&mut self, runs: &[NewHookRun]) {
        for run in runs {
            let (session, hook) = (run.session.map(id_text), run.hook.to_string());
            self.turns.extend(session.clone().map(|session| (session, hook.clone())));
            let event = columns::event_text(&run.event);
            self.new.push((hex::encode(run.id.to_bytes()), hook, session, event, run.at.as_micros()));
        }
    }

    /// Remembers that a run has gone.
    fn note_gone(&mut self, row: &SqliteRow) -> Result<(), Fault> {
        let (session, hook): (Option<&[u8]>, String) = (row.try_get("session")?, row.try_get("hook")?);
        self.turns.extend(session.map(|session| (hex::encode(session), hook)));
        Ok(())
    }

    /// Adds them all, and gives the next their turns.
    pub async fn settle(self, connection: &mut SqliteConnection) -> Result<(), Fault> {
        if !self.new.is_empty() {
            let rows = json!(self.new).to_string();
            sqlx::query(sql::hooks::INSERT.sqlite).bind(rows).execute(&mut *connection).await?;
        }
        if !self.turns.is_empty() {
            sqlx::query(sql::hooks::TURN.sqlite).bind(json!(self.turns).to_string()).execute(connection).await?;
        }
        Ok(())
    }
}

/// Ends a run.
pub async fn finish(
    connection: &mut SqliteConnection,
    finish: &FinishHook,
    runs: &mut Runs,
) -> Result<HookOutcome, Fault> {
    let run = sqlx::query(sql::hooks::FINISH.sqlite).bind(&finish.run.to_bytes()[..]);
    let Some(ended) = run.fetch_optional(&mut *connection).await? else { return Ok(HookOutcome::Gone) };
    runs.note_gone(&ended)?;
    insert_deliveries(connection, &finish.deliveries).await?;
    let session = match finish.session {
        Some(id) => sessions::session(connection, id).await?,
        None => None,
    };
    let Some(mut session) = session else {
        return Ok(HookOutcome::Done { session: None, messages: Vec::new() });
    };
    if finish.effects.is_empty() {
        return Ok(HookOutcome::Done { session: Some(session), messages: Vec::new() });
    }
    let written = written(connection, finish, &session).await?;
    let messages = finish.carry_out(&mut session, &written);
    sqlx::query(sql::hooks::APPLY.sqlite)
        .bind(&session.id.to_bytes()[..])
        .bind(columns::rank_of(session.opened_at, session.priority))
        .bind(columns::tags_text(&session.tags))
        .bind(columns::fields_text(&session.fields))
        .bind(session.last_seq)
        .execute(&mut *connection)
        .await?;
    insert_messages(connection, messages.iter()).await?;
    Ok(HookOutcome::Done { session: Some(session), messages })
}

/// Forgets what is too old.
pub async fn forget(connection: &mut SqliteConnection, forget: &Forget, runs: &mut Runs) -> Result<u64, Fault> {
    match forget {
        Forget::HooksOf { hook, before } => {
            let query = sqlx::query(sql::hooks::FORGET_OF.sqlite).bind(hook.to_string()).bind(before.as_micros());
            let gone = query.fetch_all(connection).await?;
            gone.iter().try_for_each(|row| runs.note_gone(row))?;
            Ok(u64::try_from(gone.len()).unwrap_or(u64::MAX))
        }
    }
}

/// The names of entries that tell of this run already: somebody stored the run again after it was done.
async fn written(
    connection: &mut SqliteConnection,
    finish: &FinishHook,
    session: &Session,
) -> Result<HashSet<ClientId>, Fault> {
    let (session, system) = (id_text(session.id), columns::party_text(&Party::System));
    let names = finish.names();
    let names: Vec<_> = names.iter().map(|name| (&session, &system, name.as_str())).collect();
    let rows = sqlx::query(sql::messages::NAMED.sqlite).bind(json!(names).to_string()).fetch_all(connection).await?;
    rows.iter().map(|row| Ok(crate::rows::message(row)?.client_id)).collect()
}

/// Adds calls of webhooks.
pub async fn insert_deliveries(connection: &mut SqliteConnection, deliveries: &[NewDelivery]) -> Result<(), Fault> {
    if deliveries.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> = deliveries
        .iter()
        .map(|call| (hex::encode(call.id.to_bytes()), call.webhook.as_str(), &call.body, call.at.as_micros()))
        .collect();
    sqlx::query(sql::hooks::INSERT_DELIVERIES.sqlite).bind(json!(rows).to_string()).execute(connection).await?;
    Ok(())
}
