//! Agents at work and their sign-ins.

use super::{all, named, one};
use crate::{SqliteStore, command::Note, rows};
use sqlx::Row;
use usher_model::{AgentId, Availability, GroupId, Timestamp};
use usher_store::{AgentStore, Credential, NewHookRun, NewSignIn, RosterRow, SignIn, StoreError, columns, sql};

#[async_trait::async_trait]
impl AgentStore for SqliteStore {
    async fn roster(&self) -> Result<Vec<RosterRow>, StoreError> {
        all(&self.readers, sqlx::query(sql::agents::ROSTER.sqlite), rows::agent).await
    }

    async fn cursors(&self) -> Result<Vec<(GroupId, AgentId)>, StoreError> {
        let query = sqlx::query(sql::agents::CURSORS.sqlite);
        all(&self.readers, query, |row| Ok((named(row, "cursors", "group_id")?, named(row, "cursors", "agent")?))).await
    }

    async fn received_since(&self, since: Timestamp) -> Result<Vec<(AgentId, u32)>, StoreError> {
        let query = sqlx::query(sql::agents::RECEIVED_SINCE.sqlite).bind(columns::quarter_of(since));
        all(&self.readers, query, |row| Ok((named(row, "agents", "agent")?, row.try_get("sessions")?))).await
    }

    async fn forget_received(&self, before: Timestamp) -> Result<(), StoreError> {
        self.writer.note(Note::ForgetReceived { before }).await
    }

    async fn set_availability(
        &self,
        agent: AgentId,
        availability: Availability,
        at: Timestamp,
        hooks: Vec<NewHookRun>,
    ) -> Result<(), StoreError> {
        self.writer.note(Note::SetAvailability { agent, availability, at, hooks }).await
    }

    async fn renew_presence(&self, agents: Vec<AgentId>, until: Timestamp) -> Result<(), StoreError> {
        self.writer.note(Note::RenewPresence { agents, until }).await
    }

    async fn set_credential(&self, credential: Credential) -> Result<(), StoreError> {
        self.writer.note(Note::SetCredential(credential)).await
    }

    async fn credential(&self, agent: &AgentId) -> Result<Option<Credential>, StoreError> {
        let query = sqlx::query(sql::agents::CREDENTIAL.sqlite).bind(agent.as_str().to_owned());
        one(&self.readers, query, |row| {
            Ok(Credential { agent: named(row, "credentials", "agent")?, password_hash: row.try_get("password_hash")? })
        })
        .await
    }

    async fn create_sign_in(&self, sign_in: NewSignIn) -> Result<(), StoreError> {
        self.writer.note(Note::CreateSignIn(sign_in)).await
    }

    async fn sign_in(&self, token_hash: [u8; 32], now: Timestamp) -> Result<Option<SignIn>, StoreError> {
        let query = sqlx::query(sql::agents::SIGN_IN.sqlite).bind(token_hash.to_vec()).bind(now.as_micros());
        one(&self.readers, query, |row| {
            Ok(SignIn {
                agent: named(row, "sign_ins", "agent")?,
                expires_at: Timestamp::from_micros(row.try_get("expires_at")?),
            })
        })
        .await
    }

    async fn end_sign_in(&self, token_hash: [u8; 32]) -> Result<(), StoreError> {
        self.writer.note(Note::EndSignIn { token_hash }).await
    }

    async fn end_sign_ins_of(&self, agent: &AgentId) -> Result<(), StoreError> {
        self.writer.note(Note::EndSignInsOf(agent.clone())).await
    }
}
