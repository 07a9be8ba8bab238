//! Filling the index of words.

use crate::{command::NewWords, fault::Fault};
use serde_json::json;
use sqlx::{Row, SqliteConnection};
use usher_store::sql;

/// Puts entries into the index, and notes how far it is. False, and nothing changed, where one of them no longer says
/// what was read: it is to be read again.
pub async fn index(connection: &mut SqliteConnection, new: &NewWords) -> Result<bool, Fault> {
    if !new.entries.is_empty() {
        let entries = json!(new.entries).to_string();
        let row = sqlx::query(sql::search::UNCHANGED.sqlite).bind(&entries).fetch_one(&mut *connection).await?;
        if row.try_get::<i64, _>("unchanged")? != i64::try_from(new.entries.len()).unwrap_or(i64::MAX) {
            return Ok(false);
        }
        sqlx::query(sql::search::NUMBER.sqlite).bind(&entries).execute(&mut *connection).await?;
        sqlx::query(sql::search::INDEX.sqlite).bind(&entries).execute(&mut *connection).await?;
    }
    sqlx::query(sql::search::REACHED.sqlite).bind(json!(new.reached).to_string()).execute(connection).await?;
    Ok(true)
}
