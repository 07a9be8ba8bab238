//! Writing CRM records by compare-and-set.

use crate::{fault::Fault, rows};
use serde_json::json;
use sqlx::{Row, SqliteConnection};
use std::collections::HashMap;
use usher_model::{AgentId, Provenance, RecordId};
use usher_store::{BindVisitor, RecordWritten, WriteRecord, WriteRecords, columns, columns::SeenRecordRow, sql};

/// Writes the records that are what their writer saw.
pub async fn write(connection: &mut SqliteConnection, write: &WriteRecords) -> Result<Vec<RecordWritten>, Fault> {
    let moved = || vec![RecordWritten::Moved; write.records.len().max(1)];
    if !holds(connection, write).await? {
        return Ok(moved());
    }
    let names: Vec<_> = write.records.iter().map(|record| (record.object.as_str(), record.id.as_str())).collect();
    let rows =
        sqlx::query(sql::records::SEEN.sqlite).bind(json!(names).to_string()).fetch_all(&mut *connection).await?;
    let mut there: HashMap<(String, String), SeenRecordRow> = HashMap::with_capacity(rows.len());
    for row in &rows {
        there.insert((row.try_get("object")?, row.try_get("id")?), rows::seen_record(row)?);
    }
    let name = |record: &WriteRecord| (record.object.as_str().to_owned(), record.id.as_str().to_owned());
    let is_as_seen = |record: &WriteRecord| there.get(&name(record)).map(|seen| seen.change) == record.seen;
    if write.is_whole() {
        if !write.records.iter().all(is_as_seen) {
            return Ok(moved());
        }
        set_links(connection, write).await?;
    }
    let last = sqlx::query(sql::records::LAST_CHANGE.sqlite).fetch_one(&mut *connection).await?;
    let mut change: i64 = last.try_get("last")?;
    let (mut written, mut texts, mut dropped, mut added) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for record in &write.records {
        let name = name(record);
        let seen = there.get(&name);
        if !is_as_seen(record) {
            written.push(RecordWritten::Moved);
            continue;
        }
        change += 1;
        written.push(RecordWritten::Stored { change });
        let (fields, relations) = record.content.as_ref().map(columns::content_texts).unwrap_or_default();
        let or_empty = |text: String| if text.is_empty() { "{}".to_owned() } else { text };
        let deleted_at = record.content.is_none().then_some(write.at.as_micros());
        let keys = if record.content.is_some() { record.keys.as_slice() } else { &[] };
        let (object, id) = (record.object.as_str(), record.id.as_str());
        texts.push(json!([
            object,
            id,
            or_empty(fields),
            or_empty(relations),
            columns::keys_text(keys),
            deleted_at,
            change
        ]));
        let old = match seen {
            Some(seen) => seen.keys()?,
            None => Vec::new(),
        };
        if let Some(seen) = seen {
            let gone = old.iter().filter(|key| !keys.contains(key));
            dropped.extend(gone.map(|key| json!([object, key.field, key.value, seen.number])));
        }
        let new = keys.iter().filter(|key| !old.contains(key)).cloned().collect::<Vec<_>>();
        if !new.is_empty() {
            added.push((name, new));
        }
    }
    if texts.is_empty() {
        return Ok(written);
    }
    if !dropped.is_empty() {
        let rows = json!(dropped).to_string();
        sqlx::query(sql::records::DROP_KEYS.sqlite).bind(rows).execute(&mut *connection).await?;
    }
    let stored = sqlx::query(sql::records::WRITE.sqlite)
        .bind(json!(texts).to_string())
        .bind(write.at.as_micros())
        .fetch_all(&mut *connection)
        .await?;
    if added.is_empty() {
        return Ok(written);
    }
    let mut numbers: HashMap<(String, String), i64> = HashMap::with_capacity(stored.len());
    for row in &stored {
        numbers.insert((row.try_get("object")?, row.try_get("id")?), row.try_get("number")?);
    }
    let rows: Vec<_> = added
        .iter()
        .filter_map(|(name, keys)| Some((name, keys, numbers.get(name)?)))
        .flat_map(|(name, keys, number)| keys.iter().map(move |key| (&name.0, &key.field, &key.value, number)))
        .collect();
    sqlx::query(sql::records::ADD_KEYS.sqlite).bind(json!(rows).to_string()).execute(connection).await?;
    Ok(written)
}

/// Whether the visitor is who the writer saw, and the guarded keys have the bearers that the writer saw.
async fn holds(connection: &mut SqliteConnection, write: &WriteRecords) -> Result<bool, Fault> {
    if let Some(bind) = &write.bind {
        let bound = sqlx::query(sql::links::OF_VISITOR.sqlite)
            .bind(&bind.binding.visitor.to_bytes()[..])
            .fetch_optional(&mut *connection)
            .await?;
        let bound = bound.as_ref().map(rows::visitor_record).transpose()?;
        if bound.map(|bound| bound.record) != bind.seen {
            return Ok(false);
        }
    }
    for guard in &write.guards {
        let bearers = sqlx::query(sql::records::BEARERS.sqlite)
            .bind(guard.object.as_str())
            .bind(guard.key.field.as_str())
            .bind(guard.key.value.as_str())
            .bind(i64::from(guard.limit))
            .fetch_all(&mut *connection)
            .await?;
        let bearers: Result<Vec<i64>, sqlx::Error> = bearers.iter().map(|row| row.try_get("number")).collect();
        if bearers? != guard.seen {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Says who a visitor is, and sets links.
async fn set_links(connection: &mut SqliteConnection, write: &WriteRecords) -> Result<(), Fault> {
    if let Some(BindVisitor { binding, .. }) = &write.bind {
        sqlx::query(sql::links::BIND.sqlite)
            .bind(&binding.visitor.to_bytes()[..])
            .bind(binding.record.as_str())
            .bind(binding.how.word())
            .bind(binding.at.as_micros())
            .bind(binding.before.as_ref().map(RecordId::as_str))
            .bind(columns::choices_text(&binding.choices))
            .execute(&mut *connection)
            .await?;
    }
    for link in &write.links {
        sqlx::query(sql::links::SET.sqlite)
            .bind(link.of.as_str())
            .bind(link.object.as_str())
            .bind(link.record.as_str())
            .bind(link.how.word())
            .bind(link.provenance.map(Provenance::word))
            .bind(link.state.word())
            .bind(link.by.as_ref().map(AgentId::as_str))
            .bind(link.at.as_micros())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}
