//! Notes, marks and taking back: entries that are no talk, so that they touch nothing which talk moves.

use super::{files, id_text, insert_messages, sessions};
use crate::{fault::Fault, rows};
use serde_json::json;
use sqlx::{Row, SqliteConnection};
use std::iter::once;
use usher_model::{Body, Event, Message, Party};
use usher_store::{ChangeTag, NewNote, Noted, Recall, Recalled, Tagged, columns, sql};

/// Stores a note.
pub async fn add_note(connection: &mut SqliteConnection, note: &NewNote) -> Result<Noted, Fault> {
    let Some(session) = sessions::session(connection, note.session).await? else { return Ok(Noted::Missing) };
    let sender = columns::party_text(&Party::Agent(note.agent.clone())).into_owned();
    let names = json!([(id_text(note.session), sender, note.client_id.as_str())]).to_string();
    let earlier = sqlx::query(sql::messages::NAMED.sqlite).bind(names).fetch_optional(&mut *connection).await?;
    if let Some(row) = earlier {
        return Ok(note.against(rows::message(&row)?));
    }
    let message = note.message(session.last_seq);
    add_entry(connection, &message).await?;
    Ok(Noted::Stored { message, fresh: true })
}

/// Puts a mark on a session, or takes it away.
pub async fn tag(connection: &mut SqliteConnection, change: &ChangeTag) -> Result<Tagged, Fault> {
    let Some(before) = sessions::session(connection, change.session).await? else { return Ok(Tagged::Missing) };
    let tagged = change.carry_out(before);
    if let Tagged::Now { session, message } = &tagged {
        sqlx::query(sql::amend::TAG.sqlite)
            .bind(&session.id.to_bytes()[..])
            .bind(columns::tags_text(&session.tags))
            .bind(session.last_seq)
            .execute(&mut *connection)
            .await?;
        insert_messages(connection, once(message)).await?;
    }
    Ok(tagged)
}

/// Takes an entry back.
pub async fn recall(connection: &mut SqliteConnection, recall: &Recall) -> Result<Recalled, Fault> {
    let Some(session) = sessions::session(connection, recall.session).await? else { return Ok(Recalled::Missing) };
    let query = sqlx::query(sql::amend::ENTRY.sqlite).bind(recall.session.to_bytes().to_vec()).bind(recall.seq);
    let Some(row) = query.fetch_optional(&mut *connection).await? else { return Ok(Recalled::Missing) };
    let entry = rows::message(&row)?;
    let (body, recalled) = recall.carry_out(&entry, session.last_seq);
    if let (Some(body), Recalled::Now { told, .. }) = (body, &recalled) {
        sqlx::query(sql::amend::REPLACE.sqlite)
            .bind(recall.session.to_bytes().to_vec())
            .bind(recall.seq)
            .bind(columns::body_text(&body))
            .execute(&mut *connection)
            .await?;
        files::end_of_entry(connection, recall.session, recall.seq).await?;
        forget_opening(connection, &entry).await?;
        add_entry(connection, told).await?;
    }
    Ok(recalled)
}

/// What a session began with stands among the facts of its decisions too: there it is overwritten as well.
async fn forget_opening(connection: &mut SqliteConnection, entry: &Message) -> Result<(), Fault> {
    let (Party::Visitor, Body::Text { text, .. } | Body::Files { text, .. }) = (&entry.sender, &entry.body) else {
        return Ok(());
    };
    if !is_opening(connection, entry).await? {
        return Ok(());
    }
    let session = entry.session.to_bytes();
    let decisions = sqlx::query(sql::decisions::OF_SESSION.sqlite).bind(session.to_vec());
    for row in decisions.fetch_all(&mut *connection).await? {
        let (id, record): (Vec<u8>, String) = (row.try_get("id")?, row.try_get("record")?);
        if let Some(record) = columns::without_first_message(&id, &record, text)? {
            let replace = sqlx::query(sql::decisions::REPLACE.sqlite).bind(id).bind(record);
            replace.execute(&mut *connection).await?;
        }
    }
    // A decision that was read a moment ago and is written a moment from now must not bring the words back.
    sqlx::query(sql::amend::TOUCH.sqlite).bind(session.to_vec()).execute(connection).await?;
    Ok(())
}

/// Whether a session began with an entry, or began again with it.
async fn is_opening(connection: &mut SqliteConnection, entry: &Message) -> Result<bool, Fault> {
    if entry.seq == 1 {
        return Ok(true);
    }
    let next = sqlx::query(sql::amend::ENTRY.sqlite).bind(entry.session.to_bytes().to_vec()).bind(entry.seq + 1);
    let Some(row) = next.fetch_optional(connection).await? else { return Ok(false) };
    Ok(rows::message(&row)?.body == Body::Event { event: Event::Reopened })
}

/// Adds an entry, and moves the session's last place with it.
async fn add_entry(connection: &mut SqliteConnection, entry: &Message) -> Result<(), Fault> {
    sqlx::query(sql::amend::ADD_ENTRY.sqlite)
        .bind(&entry.session.to_bytes()[..])
        .bind(entry.seq)
        .execute(&mut *connection)
        .await?;
    insert_messages(connection, once(entry)).await
}
