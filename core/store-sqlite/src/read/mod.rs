//! The storage traits: reads run on snapshots beside the writer, changes are handed to it. A read that begins after a
//! write was answered sees it.

mod agents;
mod amend;
mod blocks;
mod deliveries;
mod files;
mod hooks;
mod identity;
mod left;
mod links;
mod messages;
mod notices;
mod records;
mod revisions;
mod search;
mod sessions;
mod visitors;

use crate::fault::{Fault, driver};
use sqlx::{Row, SqlitePool, sqlite::SqliteArguments, sqlite::SqliteRow};
use usher_store::StoreError;

type Query = sqlx::query::Query<'static, sqlx::Sqlite, SqliteArguments>;

async fn all<T>(
    readers: &SqlitePool,
    query: Query,
    decode: impl Fn(&SqliteRow) -> Result<T, Fault>,
) -> Result<Vec<T>, StoreError> {
    let rows = query.fetch_all(readers).await.map_err(driver)?;
    rows.iter().map(|row| decode(row).map_err(StoreError::from)).collect()
}

async fn one<T>(
    readers: &SqlitePool,
    query: Query,
    decode: impl Fn(&SqliteRow) -> Result<T, Fault>,
) -> Result<Option<T>, StoreError> {
    let row = query.fetch_optional(readers).await.map_err(driver)?;
    row.as_ref().map(decode).transpose().map_err(StoreError::from)
}

/// Reads a column that names something, such as an agent.
fn named<T>(row: &SqliteRow, table: &'static str, column: &'static str) -> Result<T, Fault>
where
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    let text: String = row.try_get(column)?;
    text.parse().map_err(|reason| usher_store::columns::corrupt(table, column, &text, reason).into())
}
