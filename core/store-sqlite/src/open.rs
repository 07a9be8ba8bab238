//! Opening: the file, its connections, the schema, and the promise that a commit survives a power loss.

use crate::{SqliteStore, checkpoint, fault::driver, writer, writer::Line};
use sqlx::{
    ConnectOptions, Connection, Row, SqlSafeStr, SqliteConnection, SqlitePool,
    migrate::{Migration, MigrationType, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{io, path::Path, pin::Pin, time::Duration};
use usher_model::Epoch;
use usher_store::{StoreError, columns, sql};

/// Connections that read. SQLite reads are short and in memory; more would only take turns on the cores.
const READERS: u32 = 4;
/// How long to wait for another process that holds the file, such as a backup.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Rows that travel from a connection's thread before it waits for the reader: one full batch of the writer.
pub const ROW_BUFFER: usize = writer::BATCH;
/// What `PRAGMA synchronous` answers when each commit is flushed to the disk.
const SYNCHRONOUS_FULL: i64 = 2;

/// What a store must be told.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The epoch to begin with where the file is new. Randomness comes from outside.
    pub epoch_if_new: Epoch,
}

impl Options {
    /// Options for a store that begins with this epoch where it is new.
    pub const fn new(epoch_if_new: Epoch) -> Self {
        Self { epoch_if_new }
    }
}

pub async fn open(path: &Path, options: Options) -> Result<SqliteStore, StoreError> {
    create_private(path).map_err(|error| StoreError::Driver(Box::new(error)))?;
    // Over a pool, because the driver's migrator is `Send` only there. A table that others refer to can be built anew only
    // while references are not enforced; a step that does so checks them itself.
    let first = pool(SqlitePoolOptions::new().max_connections(1), writing(path).foreign_keys(false)).await?;
    let begun = match migrate(&first).await {
        Ok(()) => begin_epoch(&first, options.epoch_if_new).await,
        Err(error) => Err(error),
    };
    first.close().await;
    let epoch = begun?;
    let mut connection = connect(writing(path)).await?;
    assert_durable(&mut connection).await?;
    let checkpoints = checkpoint::start(connect(writing(path)).await?);
    let readers = SqlitePoolOptions::new()
        .max_connections(READERS)
        .min_connections(1)
        // The connections are threads of this process on a local file: they do not go stale.
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None);
    let readers = pool(readers, common(path).read_only(true)).await?;
    Ok(SqliteStore { epoch, writer: writer::start(Line::Own { connection, checkpoints }), readers })
}

/// SQLite gives its journal files the mode of the database file, so it is enough to make that one private.
fn create_private(path: &Path) -> io::Result<()> {
    let mut file = std::fs::OpenOptions::new();
    file.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut file, 0o600);
    match file.open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        other => other.map(drop),
    }
}

fn common(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(BUSY_TIMEOUT)
        .row_buffer_size(ROW_BUFFER)
        .disable_statement_logging()
}

/// A connection that writes. Checkpoints are made beside it, so that none delays a commit.
fn writing(path: &Path) -> SqliteConnectOptions {
    common(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .pragma("wal_autocheckpoint", "0")
}

/// Refuses a connection whose commits could be lost: an acknowledged message must survive a power loss.
async fn assert_durable(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let synchronous: i64 = sqlx::query("PRAGMA synchronous")
        .fetch_one(&mut *connection)
        .await
        .and_then(|row| row.try_get(0))
        .map_err(driver)?;
    let journal: String = sqlx::query("PRAGMA journal_mode")
        .fetch_one(connection)
        .await
        .and_then(|row| row.try_get(0))
        .map_err(driver)?;
    if synchronous >= SYNCHRONOUS_FULL && journal.eq_ignore_ascii_case("wal") {
        Ok(())
    } else {
        Err(StoreError::Driver(
            format!(
                "commits would not survive a power loss: synchronous is {synchronous} (must be {SYNCHRONOUS_FULL}), \
                 the journal mode is {journal} (must be wal)"
            )
            .into(),
        ))
    }
}

/// Boxed, because the compiler cannot see through the driver's borrowed futures that they are `Send`.
type Boxed<T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send>>;

fn connect(options: SqliteConnectOptions) -> Boxed<SqliteConnection> {
    Box::pin(async move { options.connect().await.map_err(driver) })
}

pub fn pool(pool: SqlitePoolOptions, options: SqliteConnectOptions) -> Boxed<SqlitePool> {
    Box::pin(async move { pool.connect_with(options).await.map_err(driver) })
}

/// Brings the schema up to date.
async fn migrate(pool: &SqlitePool) -> Result<(), StoreError> {
    let steps = sql::migrations::MIGRATIONS
        .iter()
        .map(|step| {
            let text = SqlSafeStr::into_sql_str(step.sqlite);
            Migration::new(step.version, step.name.into(), MigrationType::Simple, text, false)
        })
        .collect();
    Migrator::with_migrations(steps).run(pool).await.map_err(|error| StoreError::Driver(Box::new(error)))
}

/// The store's epoch: the one it began with, or this one where it is new.
pub async fn begin_epoch(pool: &SqlitePool, if_new: Epoch) -> Result<Epoch, StoreError> {
    let bytes = if_new.to_bytes();
    sqlx::query(sql::meta::BEGIN_EPOCH.sqlite).bind(&bytes[..]).execute(pool).await.map_err(driver)?;
    let row = sqlx::query(sql::meta::EPOCH.sqlite).fetch_one(pool).await.map_err(driver)?;
    let stored: Vec<u8> = row.try_get("value").map_err(driver)?;
    columns::id16("meta", "value", &stored).map(Epoch::from_bytes)
}

/// Closes a connection in good order: SQLite empties the journal into the database with the last one.
pub async fn close(connection: SqliteConnection) {
    if let Err(error) = connection.close().await {
        tracing::warn!(%error, "a database connection did not close in good order");
    }
}

#[cfg(test)]
mod tests;
