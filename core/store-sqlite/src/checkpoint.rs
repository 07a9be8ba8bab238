//! Checkpoints: the journal's pages move into the database beside the writer, so that no commit waits for them.
//!
//! Owns when that happens. Under a steady stream of commits the journal never empties by itself, because the writer is
//! always ahead: past a bound the writer is asked to empty it between two batches.

use crate::fault::driver;
use sqlx::{Row, SqliteConnection};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};
use tokio::{sync::Notify, task::JoinHandle};
use usher_store::StoreError;

/// Commands between two checkpoints: about a thousand pages, SQLite's own measure.
const COMMANDS_BETWEEN: u64 = 2_048;
/// Commits between two checkpoints where each is small.
const COMMITS_BETWEEN: u64 = 256;
/// Pages after which the writer empties the journal itself: 64 MiB, most of which are in the database by then.
const MOST_PAGES: i64 = 16_384;

/// The checkpointing task, as the writer sees it.
#[derive(Debug)]
pub struct Checkpoints {
    shared: Arc<Shared>,
    task: JoinHandle<()>,
    commands: u64,
    commits: u64,
}

#[derive(Debug, Default)]
struct Shared {
    wake: Notify,
    pages: AtomicI64,
}

/// Starts checkpointing over a connection of its own.
pub fn start(mut connection: SqliteConnection) -> Checkpoints {
    let shared = Arc::new(Shared::default());
    let task = tokio::spawn({
        let shared = Arc::clone(&shared);
        async move {
            loop {
                shared.wake.notified().await;
                match run(&mut connection, "PRAGMA wal_checkpoint(PASSIVE)").await {
                    Ok(pages) => shared.pages.store(pages, Ordering::Relaxed),
                    Err(error) => tracing::warn!(%error, "a checkpoint of the database failed"),
                }
            }
        }
    });
    Checkpoints { shared, task, commands: 0, commits: 0 }
}

impl Checkpoints {
    /// Notes a commit, and checkpoints where enough has gathered.
    pub async fn committed(&mut self, commands: usize, writer: &mut SqliteConnection) {
        self.commands += u64::try_from(commands).unwrap_or(u64::MAX);
        self.commits += 1;
        if self.commands >= COMMANDS_BETWEEN || self.commits >= COMMITS_BETWEEN {
            self.commands = 0;
            self.commits = 0;
            self.shared.wake.notify_one();
        }
        if self.shared.pages.load(Ordering::Relaxed) > MOST_PAGES {
            if let Err(error) = run(writer, "PRAGMA wal_checkpoint(TRUNCATE)").await {
                tracing::warn!(%error, "the database's journal could not be emptied");
            }
            self.shared.pages.store(0, Ordering::Relaxed);
        }
    }

    /// Stops. The last connection that closes empties the journal.
    pub async fn stop(self) {
        self.task.abort();
        // An aborted task answers with an error that says so.
        drop(self.task.await);
    }
}

/// Runs a checkpoint; answers how many pages the journal holds.
async fn run(connection: &mut SqliteConnection, pragma: &'static str) -> Result<i64, StoreError> {
    let row = sqlx::query(pragma).fetch_one(connection).await.map_err(driver)?;
    row.try_get(1).map_err(driver)
}
