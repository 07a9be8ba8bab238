//! Hook runs and webhook calls.

use super::{Query, all};
use crate::{
    SqliteStore,
    command::{Command, Forget, Note},
    fault::driver,
    rows,
};
use sqlx::{Row, SqlitePool};
use std::{fmt::Display, str::FromStr};
use usher_model::{HookRunId, OfferName, Timestamp, WebhookId};
use usher_store::{
    Delivery, DueHooks, FinishHook, HookBacklog, HookOutcome, HookStore, StoreError,
    columns::{corrupt, id16},
    sql,
};

#[async_trait::async_trait]
impl HookStore for SqliteStore {
    async fn due_hooks(&self, now: Timestamp, limit: u32) -> Result<DueHooks, StoreError> {
        let query = sqlx::query(sql::hooks::DUE.sqlite).bind(now.as_micros()).bind(i64::from(limit));
        let rows = query.fetch_all(&self.readers).await.map_err(driver)?;
        let mut due = DueHooks::default();
        for row in &rows {
            let id = id16("hook_runs", "id", row.try_get("id").map_err(driver)?)?;
            match rows::hook_run(row) {
                Ok(run) => due.runs.push(run),
                Err(fault) => due.unreadable.push((HookRunId::from_bytes(id), fault.to_string())),
            }
        }
        due.runs.sort_unstable_by_key(|due| due.run.id);
        due.unreadable.sort_unstable();
        Ok(due)
    }

    async fn finish_hook(&self, finish: FinishHook) -> Result<HookOutcome, StoreError> {
        self.writer.ask(finish, |ask| Command::Finish(Box::new(ask))).await
    }

    async fn postpone_hook(&self, run: HookRunId, due_at: Timestamp, attempts: u32) -> Result<(), StoreError> {
        self.writer.note(Note::PostponeHook { run, due_at, attempts }).await
    }

    async fn postpone_hooks_of(&self, hook: &OfferName, until: Timestamp) -> Result<(), StoreError> {
        self.writer.note(Note::PostponeHooksOf { hook: hook.clone(), until }).await
    }

    async fn forget_hooks_of(&self, hook: &OfferName, before: Timestamp) -> Result<u64, StoreError> {
        self.writer.ask(Forget::HooksOf { hook: hook.clone(), before }, Command::Forget).await
    }

    async fn hook_backlog(&self) -> Result<HookBacklog, StoreError> {
        let runs = sqlx::query(sql::hooks::BACKLOG.sqlite);
        let deliveries = sqlx::query(sql::hooks::DELIVERY_BACKLOG.sqlite);
        Ok(HookBacklog {
            runs: waiting(&self.readers, runs, "hook_runs", "hook").await?,
            deliveries: waiting(&self.readers, deliveries, "deliveries", "webhook").await?,
        })
    }

    async fn due_webhooks(&self, now: Timestamp) -> Result<Vec<WebhookId>, StoreError> {
        let query = sqlx::query(sql::hooks::DUE_WEBHOOKS.sqlite).bind(now.as_micros());
        let names = all(&self.readers, query, |row| Ok(row.try_get::<String, _>("webhook")?)).await?;
        // A name that makes no sense is told of with the backlog; it must not hold up the others.
        Ok(names.iter().filter_map(|name| name.parse().ok()).collect())
    }

    async fn due_deliveries(
        &self,
        webhook: &WebhookId,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<Delivery>, StoreError> {
        let query = sqlx::query(sql::hooks::DUE_DELIVERIES.sqlite)
            .bind(webhook.as_str().to_owned())
            .bind(now.as_micros())
            .bind(i64::from(limit));
        let mut due = all(&self.readers, query, rows::delivery).await?;
        due.sort_unstable_by_key(|due| due.delivery.id);
        Ok(due)
    }
}

/// How much waits by name. A name that makes no sense is left out, and told of.
async fn waiting<T>(
    readers: &SqlitePool,
    query: Query,
    table: &'static str,
    column: &'static str,
) -> Result<Vec<(T, u32)>, StoreError>
where
    T: FromStr,
    T::Err: Display,
{
    let rows = all(readers, query, |row| Ok((row.try_get::<String, _>("name")?, row.try_get("waiting")?))).await?;
    let mut counts = Vec::with_capacity(rows.len());
    for (name, count) in rows {
        match name.parse() {
            Ok(named) => counts.push((named, count)),
            Err(reason) => {
                let error = corrupt(table, column, &name, reason);
                tracing::warn!(%error, count, "what waits under a name that cannot be read waits for ever");
            }
        }
    }
    Ok(counts)
}
