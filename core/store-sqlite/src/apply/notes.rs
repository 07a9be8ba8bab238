//! Changes that nobody competes for.

use super::hooks::Runs;
use crate::{command::Note, fault::Fault};
use serde_json::json;
use sqlx::SqliteConnection;
use usher_model::AgentId;
use usher_store::{StoreError, columns, sql};

/// Stores a change. An error in the answer is the caller's: the transaction goes on.
pub async fn note(
    connection: &mut SqliteConnection,
    note: &Note,
    runs: &mut Runs,
) -> Result<Result<(), StoreError>, Fault> {
    let query = match note {
        Note::CreateVisitor(new) => sqlx::query(sql::visitors::CREATE.sqlite)
            .bind(new.visitor.id.to_bytes().to_vec())
            .bind(new.token_hash.to_vec())
            .bind(new.visitor.channel.as_str())
            .bind(new.visitor.origin.as_str())
            .bind(new.visitor.name.as_deref())
            .bind(new.visitor.locale.as_str())
            .bind(new.visitor.created_at.as_micros()),
        Note::NameVisitor { visitor, name } => {
            let named = sqlx::query(sql::visitors::NAME.sqlite)
                .bind(visitor.to_bytes().to_vec())
                .bind(name.as_deref())
                .execute(connection)
                .await?;
            let missing = || StoreError::Missing { what: "visitor", id: visitor.to_string() };
            return Ok(if named.rows_affected() == 0 { Err(missing()) } else { Ok(()) });
        }
        Note::SetAvailability { agent, availability, at, hooks } => {
            runs.note(hooks);
            sqlx::query(sql::agents::SET_AVAILABILITY.sqlite)
                .bind(agent.as_str())
                .bind(columns::availability_word(*availability))
                .bind(at.as_micros())
        }
        Note::RenewPresence { agents, until } => {
            let mut names: Vec<_> = agents.iter().map(AgentId::as_str).collect();
            names.sort_unstable();
            names.dedup();
            sqlx::query(sql::agents::RENEW_PRESENCE.sqlite).bind(json!(names).to_string()).bind(until.as_micros())
        }
        Note::SetCredential(credential) => sqlx::query(sql::agents::SET_CREDENTIAL.sqlite)
            .bind(credential.agent.as_str())
            .bind(credential.password_hash.as_str()),
        Note::CreateSignIn(sign_in) => {
            sqlx::query(sql::agents::FORGET_EXPIRED.sqlite)
                .bind(sign_in.agent.as_str())
                .bind(sign_in.created_at.as_micros())
                .execute(&mut *connection)
                .await?;
            sqlx::query(sql::agents::CREATE_SIGN_IN.sqlite)
                .bind(sign_in.token_hash.to_vec())
                .bind(sign_in.agent.as_str())
                .bind(sign_in.created_at.as_micros())
                .bind(sign_in.expires_at.as_micros())
        }
        Note::EndSignIn { token_hash } => sqlx::query(sql::agents::END_SIGN_IN.sqlite).bind(token_hash.to_vec()),
        Note::EndSignInsOf(agent) => sqlx::query(sql::agents::END_SIGN_INS_OF.sqlite).bind(agent.as_str()),
        Note::ArchiveRevision { revision, sources, at } => sqlx::query(sql::revisions::ARCHIVE.sqlite)
            .bind(revision.as_str())
            .bind(sources.as_slice())
            .bind(at.as_micros()),
        Note::PostponeHook { run, due_at, attempts } => sqlx::query(sql::hooks::POSTPONE.sqlite)
            .bind(run.to_bytes().to_vec())
            .bind(due_at.as_micros())
            .bind(i64::from(*attempts)),
        Note::PostponeHooksOf { hook, until } => {
            sqlx::query(sql::hooks::POSTPONE_OF.sqlite).bind(hook.to_string()).bind(until.as_micros())
        }
        Note::ForgetReceived { before } => {
            sqlx::query(sql::agents::FORGET_RECEIVED.sqlite).bind(columns::quarter_of(*before))
        }
        Note::AllowAnswers { until } => sqlx::query(sql::sessions::ALLOW_ANSWERS.sqlite).bind(until.as_micros()),
        Note::BeginLinkSecret(secret) => sqlx::query(sql::files::BEGIN_SECRET.sqlite).bind(secret.to_vec()),
        Note::SetRecordShape(shape) => sqlx::query(sql::records::SET_SHAPE.sqlite)
            .bind(shape.object.as_str())
            .bind(shape.shape.as_str())
            .bind(shape.reached),
        Note::Touch => sqlx::query(sql::meta::TOUCH.sqlite),
    };
    query.execute(connection).await?;
    Ok(Ok(()))
}
