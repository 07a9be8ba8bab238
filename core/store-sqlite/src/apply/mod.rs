//! Carrying out a batch inside its transaction. The one writer is alone in there: what it reads stays true until it has
//! written. A command that loses writes nothing and is no failure.

mod amend;
mod blocks;
mod closing;
mod files;
mod hooks;
mod identity;
mod left;
mod notes;
mod notices;
mod placing;
mod posts;
mod receipts;
mod records;
mod search;
mod sessions;
mod slots;

use crate::{fault::Fault, plan::Stage};
use hooks::Runs;
use serde_json::json;
use sqlx::SqliteConnection;
use usher_model::{Message, SessionId};
use usher_store::{columns, sql};

/// Carries out a batch, stage by stage.
pub async fn apply(connection: &mut SqliteConnection, stages: Vec<Stage<'_>>) -> Result<(), Fault> {
    let mut runs = Runs::default();
    for stage in stages {
        match stage {
            Stage::Posts(posts) => posts::post(connection, posts, &mut runs).await?,
            Stage::Receipts(receipts) => receipts::raise(connection, receipts).await?,
            Stage::Open(ask) => {
                let outcome = placing::open(connection, &ask.question, &mut runs).await?;
                ask.settle(outcome);
            }
            Stage::Place(ask) => {
                let outcome = placing::place(connection, &ask.question, &mut runs).await?;
                ask.settle(Ok(outcome));
            }
            Stage::Reopen(ask) => {
                let outcome = placing::reopen(connection, &ask.question, &mut runs).await?;
                ask.settle(outcome);
            }
            Stage::Accept(ask) => {
                let outcome = placing::accept(connection, &ask.question, &mut runs).await?;
                ask.settle(Ok(outcome));
            }
            Stage::Warn(ask) => {
                let outcome = closing::warn(connection, &ask.question).await?;
                ask.settle(Ok(outcome));
            }
            Stage::Close(ask) => {
                let outcome = closing::close(connection, &ask.question, &mut runs).await?;
                ask.settle(Ok(outcome));
            }
            Stage::Finish(ask) => {
                let outcome = hooks::finish(connection, &ask.question, &mut runs).await?;
                ask.settle(Ok(outcome));
            }
            Stage::Leave(ask) => {
                let outcome = left::leave(connection, &ask.question, &mut runs).await?;
                ask.settle(outcome);
            }
            Stage::ChangeLeft(ask) => {
                let outcome = left::change(connection, &ask.question).await?;
                ask.settle(Ok(outcome));
            }
            Stage::AddLeftNote(ask) => {
                let outcome = left::add_note(connection, &ask.question).await?;
                ask.settle(Ok(outcome));
            }
            Stage::Index(ask) => {
                let taken = search::index(connection, &ask.question).await?;
                ask.settle(Ok(taken));
            }
            Stage::WriteRecords(ask) => {
                let written = records::write(connection, &ask.question).await?;
                ask.settle(Ok(written));
            }
            Stage::Block(ask) => {
                let outcome = blocks::block(connection, &ask.question).await?;
                ask.settle(outcome);
            }
            Stage::Unblock(ask) => {
                let lifted = blocks::unblock(connection, &ask.question).await?;
                ask.settle(Ok(lifted));
            }
            Stage::Identify(ask) => ask.settle(Ok(identity::identify(connection, &ask.question).await?)),
            Stage::AddKey(ask) => ask.settle(Ok(identity::add_key(connection, &ask.question).await?)),
            Stage::Identity(ask) => ask.settle(Ok(identity::change(connection, &ask.question).await?)),
            Stage::File(ask) => {
                let outcome = files::change(connection, &ask.question).await?;
                ask.settle(Ok(outcome));
            }
            Stage::AddNote(ask) => {
                let outcome = amend::add_note(connection, &ask.question).await?;
                ask.settle(Ok(outcome));
            }
            Stage::Tag(ask) => {
                let outcome = amend::tag(connection, &ask.question).await?;
                ask.settle(Ok(outcome));
            }
            Stage::Recall(ask) => {
                let outcome = amend::recall(connection, &ask.question).await?;
                ask.settle(Ok(outcome));
            }
            Stage::Forget(ask) => {
                let forgotten = hooks::forget(connection, &ask.question, &mut runs).await?;
                ask.settle(Ok(forgotten));
            }
            Stage::Log(ask) => {
                let changed = notices::change(connection, &ask.question).await?;
                ask.settle(Ok(changed));
            }
            Stage::Note(ask) => {
                let outcome = notes::note(connection, &ask.question, &mut runs).await?;
                ask.settle(outcome);
            }
        }
    }
    runs.settle(connection).await
}

/// Writes entries, in one statement. Their places are the caller's business.
async fn insert_messages(
    connection: &mut SqliteConnection,
    messages: impl Iterator<Item = &Message>,
) -> Result<(), Fault> {
    let rows: Vec<_> = messages
        .map(|message| {
            (
                id_text(message.session),
                message.seq,
                columns::party_text(&message.sender),
                message.client_id.as_str(),
                columns::body_text(&message.body),
                message.at.as_micros(),
            )
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query(sql::messages::INSERT.sqlite).bind(json!(rows).to_string()).execute(connection).await?;
    Ok(())
}

fn id_text(session: SessionId) -> String {
    hex::encode(session.to_bytes())
}
