//! PostgreSQL: the schema, and the proof that every statement of the store can be prepared on it.
//!
//! Owns the connection, the migrations and the checks. Must not hold SQL of its own: the texts are those of
//! `usher_store::sql`.

use sqlx::{
    Executor as _, PgPool, SqlSafeStr as _,
    migrate::{MigrateError, Migration, MigrationType, Migrator},
    postgres::PgPoolOptions,
};
use std::time::Duration;
use usher_store::sql;

/// Connections to the database. Migrating and checking need one; a second keeps a check from waiting for a migration.
const CONNECTIONS: u32 = 2;
/// How long to try to connect: a database that restarts is back by then.
const PATIENCE: Duration = Duration::from_secs(5);

/// The schema in one PostgreSQL database.
#[derive(Debug)]
pub struct PostgresSchema {
    pool: PgPool,
}

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum PostgresError {
    /// The database cannot be reached.
    #[error("PostgreSQL cannot be reached: {0}")]
    Connect(#[source] sqlx::Error),
    /// A step of the schema failed, or the database knows steps that this version does not.
    #[error("the schema cannot be brought up to date: {0}")]
    Migrate(#[from] MigrateError),
    /// PostgreSQL does not understand a statement.
    #[error("the statement {name} cannot be prepared: {source}")]
    Prepare {
        /// Which, by its path in the code.
        name: &'static str,
        /// Why.
        source: sqlx::Error,
    },
}

impl PostgresSchema {
    /// Connects. `url` is of the form `postgres://user:password@host:port/database`.
    ///
    /// # Errors
    /// When the URL is wrong or the database cannot be reached.
    pub async fn connect(url: &str) -> Result<Self, PostgresError> {
        let options = PgPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(PATIENCE);
        let pool = options.connect(url).await.map_err(PostgresError::Connect)?;
        Ok(Self { pool })
    }

    /// Brings the schema up to date. Several nodes may do so at once: an advisory lock lets one after the other in, and
    /// whoever comes later finds nothing left to do.
    ///
    /// # Errors
    /// When a step fails, was changed after its release, or is unknown to this version.
    pub async fn migrate(&self) -> Result<(), PostgresError> {
        let steps = sql::migrations::MIGRATIONS
            .iter()
            .map(|step| {
                let text = step.postgres.into_sql_str();
                Migration::new(step.version, step.name.into(), MigrationType::Simple, text, false)
            })
            .collect();
        Ok(Migrator::with_migrations(steps).run(&self.pool).await?)
    }

    /// Prepares every statement of the store; answers how many there are.
    ///
    /// # Errors
    /// At the first statement that PostgreSQL does not understand, with its name.
    pub async fn prepare_all(&self) -> Result<usize, PostgresError> {
        let mut connection = self.pool.acquire().await.map_err(PostgresError::Connect)?;
        let mut prepared = 0;
        for statement in sql::all() {
            connection
                .prepare(statement.postgres.into_sql_str())
                .await
                .map_err(|source| PostgresError::Prepare { name: statement.name, source })?;
            prepared += 1;
        }
        Ok(prepared)
    }

    /// Closes the connections.
    pub async fn close(self) {
        self.pool.close().await;
    }
}
