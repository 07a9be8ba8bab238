//! A store in memory: one connection that reads and writes take in turns, and that nothing of outlives.

use crate::{SqliteStore, fault::driver, open, writer, writer::Line};
use sqlx::{
    ConnectOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use usher_store::{StoreError, sql};

pub async fn open(options: open::Options) -> Result<SqliteStore, StoreError> {
    let memory = SqliteConnectOptions::new()
        .filename(":memory:")
        .journal_mode(SqliteJournalMode::Memory)
        // There is nothing that could be flushed.
        .synchronous(SqliteSynchronous::Off)
        .foreign_keys(true)
        .row_buffer_size(open::ROW_BUFFER)
        .disable_statement_logging();
    // One, for ever: the database lives and dies with its connection.
    let one = SqlitePoolOptions::new()
        .max_connections(1)
        .min_connections(1)
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None);
    let pool = open::pool(one, memory).await?;
    // Nobody will ever ask which steps were done: they are done without notes.
    for step in sql::migrations::MIGRATIONS {
        sqlx::raw_sql(step.sqlite).execute(&pool).await.map_err(driver)?;
    }
    let epoch = open::begin_epoch(&pool, options.epoch_if_new).await?;
    Ok(SqliteStore { epoch, writer: writer::start(Line::Shared(pool.clone())), readers: pool })
}
