//! The one writer: drains what waits into one transaction, commits, then answers.
//!
//! Owns the order of writes and the batch's life: an unexpected failure rolls the whole batch back, and its commands are
//! then tried one by one, so that none suffers for its neighbour. There is no timer: a lone write is committed at once,
//! and whatever arrives during a commit makes the next batch.

use crate::{
    apply::apply,
    checkpoint::Checkpoints,
    command::{Ask, Command, Note},
    fault::Fault,
    open, plan,
};
use sqlx::{SqliteConnection, SqlitePool};
use std::{
    slice,
    sync::{Mutex, PoisonError, RwLock},
};
use tokio::{sync::mpsc, task::JoinHandle};
use usher_store::StoreError;

/// Most commands of one transaction: past this, larger batches gain little and the first waits for the last.
pub const BATCH: usize = 512;
/// Most commands that wait. A few batches: more would only wait longer than their callers do.
const QUEUE: usize = 4_096;

/// The way to the writer.
#[derive(Debug)]
pub struct Writer {
    queue: RwLock<Option<mpsc::Sender<Command>>>,
    task: Mutex<Option<JoinHandle<()>>>,
}

/// What the writer writes over.
pub enum Line {
    /// A connection of its own, with checkpoints beside it.
    Own {
        /// The connection.
        connection: SqliteConnection,
        /// The checkpoints.
        checkpoints: Checkpoints,
    },
    /// The one connection of a store in memory, which it takes for each batch and shares with those who read.
    Shared(SqlitePool),
}

/// Starts the writer.
pub fn start(line: Line) -> Writer {
    let (queue, waiting) = mpsc::channel(QUEUE);
    let task = tokio::spawn(run(line, waiting));
    Writer { queue: RwLock::new(Some(queue)), task: Mutex::new(Some(task)) }
}

impl Writer {
    /// Has a question answered: after the commit that holds its change.
    pub async fn ask<Q, A>(&self, question: Q, wrap: impl FnOnce(Ask<Q, A>) -> Command) -> Result<A, StoreError> {
        let (ask, answer) = Ask::new(question);
        self.enqueue(wrap(ask))?;
        answer.await.unwrap_or(Err(StoreError::Closed))
    }

    /// Has a change stored.
    pub async fn note(&self, note: Note) -> Result<(), StoreError> {
        self.ask(note, Command::Note).await
    }

    /// Finishes what waits and closes the connection.
    pub async fn close(&self) {
        drop(self.queue.write().unwrap_or_else(PoisonError::into_inner).take());
        let task = self.task.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(task) = task
            && let Err(error) = task.await
        {
            tracing::error!(%error, "the writer of the database did not end in good order");
        }
    }

    fn enqueue(&self, command: Command) -> Result<(), StoreError> {
        let queue = self.queue.read().unwrap_or_else(PoisonError::into_inner);
        let Some(queue) = queue.as_ref() else { return Err(StoreError::Closed) };
        queue.try_send(command).map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(_) => StoreError::Busy { waiting: QUEUE },
            mpsc::error::TrySendError::Closed(_) => StoreError::Closed,
        })
    }
}

async fn run(mut line: Line, mut waiting: mpsc::Receiver<Command>) {
    let mut batch = Vec::with_capacity(BATCH);
    while waiting.recv_many(&mut batch, BATCH).await > 0 {
        let commands = batch.len();
        line.settle(&mut batch).await;
        batch.drain(..).for_each(Command::send);
        if let Line::Own { connection, checkpoints } = &mut line {
            checkpoints.committed(commands, connection).await;
        }
    }
    if let Line::Own { connection, checkpoints } = line {
        checkpoints.stop().await;
        open::close(connection).await;
    }
}

impl Line {
    async fn settle(&mut self, batch: &mut [Command]) {
        match self {
            Self::Own { connection, .. } => settle(connection, batch).await,
            Self::Shared(pool) => match pool.acquire().await {
                Ok(mut connection) => settle(&mut connection, batch).await,
                Err(error) => {
                    let reason = error.to_string();
                    for command in batch {
                        command.fail(Fault::Store(StoreError::Driver(reason.clone().into())));
                    }
                }
            },
        }
    }
}

async fn settle(connection: &mut SqliteConnection, batch: &mut [Command]) {
    let Err(fault) = in_transaction(connection, batch).await else { return };
    if let [only] = batch {
        only.fail(fault);
        return;
    }
    tracing::warn!(error = %fault, commands = batch.len(), "a batch of writes was rolled back and is tried one by one");
    for command in batch {
        if let Err(fault) = in_transaction(connection, slice::from_mut(command)).await {
            command.fail(fault);
        }
    }
}

/// The transaction is spoken in plain statements: SQLite ends one by itself on some failures (a full disk), and the
/// driver's own count of open transactions would then be wrong for ever.
async fn in_transaction(connection: &mut SqliteConnection, batch: &mut [Command]) -> Result<(), Fault> {
    sqlx::query("BEGIN IMMEDIATE").execute(&mut *connection).await?;
    let outcome = match apply(connection, plan::plan(batch)).await {
        Ok(()) => sqlx::query("COMMIT").execute(&mut *connection).await.map(drop).map_err(Fault::from),
        Err(fault) => Err(fault),
    };
    if outcome.is_err()
        && let Err(error) = sqlx::query("ROLLBACK").execute(connection).await
    {
        tracing::debug!(%error, "SQLite had rolled the transaction back already");
    }
    outcome
}
