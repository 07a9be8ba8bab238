//! Keys of sites, and the proofs they made.

use super::{all, one};
use crate::{
    SqliteStore,
    command::{Command, IdentityChange},
    fault::Fault,
    rows,
};
use sqlx::{Row, sqlite::SqliteRow};
use usher_model::{IdentityKey, KeyEvent, KeyEventId, KeyId, Timestamp, VisitorId, VisitorIdentity};
use usher_store::{
    Identified, Identify, IdentityStore, KeyAdded, MAX_LIVE_KEYS, NewKey, Refusals, RefusedProof, StoreError,
    StoredKey, sql,
};

impl SqliteStore {
    async fn change_identity(&self, change: IdentityChange) -> Result<u64, StoreError> {
        self.writer.ask(change, |ask| Command::Identity(Box::new(ask))).await
    }
}

#[async_trait::async_trait]
impl IdentityStore for SqliteStore {
    async fn add_key(&self, new: NewKey) -> Result<KeyAdded, StoreError> {
        self.writer.ask(new, |ask| Command::AddKey(Box::new(ask))).await
    }

    async fn revoke_key(&self, event: KeyEvent) -> Result<bool, StoreError> {
        Ok(self.change_identity(IdentityChange::Revoke(event)).await? > 0)
    }

    async fn note_key_event(&self, event: KeyEvent) -> Result<(), StoreError> {
        self.change_identity(IdentityChange::NoteEvent(event)).await.map(drop)
    }

    async fn keys(&self, before: Option<KeyId>, limit: u32) -> Result<Vec<IdentityKey>, StoreError> {
        let before = before.map_or([0xff; 16], KeyId::to_bytes).to_vec();
        let query = sqlx::query(sql::identity::KEYS.sqlite).bind(before).bind(i64::from(limit));
        all(&self.readers, query, |row| Ok(rows::key(row)?.decode()?)).await
    }

    async fn key(&self, id: KeyId) -> Result<Option<StoredKey>, StoreError> {
        let query = sqlx::query(sql::identity::KEY.sqlite).bind(id.to_bytes().to_vec());
        one(&self.readers, query, stored_key).await
    }

    async fn live_keys(&self) -> Result<Vec<StoredKey>, StoreError> {
        let query = sqlx::query(sql::identity::LIVE.sqlite).bind(i64::from(MAX_LIVE_KEYS));
        all(&self.readers, query, stored_key).await
    }

    async fn key_events(
        &self,
        of: Option<KeyId>,
        before: Option<KeyEventId>,
        limit: u32,
    ) -> Result<Vec<KeyEvent>, StoreError> {
        let text = if of.is_some() { sql::identity::EVENTS_OF } else { sql::identity::EVENTS };
        let before = before.map_or([0xff; 16], KeyEventId::to_bytes).to_vec();
        let query = sqlx::query(text.sqlite).bind(before).bind(i64::from(limit));
        let query = match of {
            Some(key) => query.bind(key.to_bytes().to_vec()),
            None => query,
        };
        all(&self.readers, query, rows::key_event).await
    }

    async fn identify(&self, identify: Identify) -> Result<Identified, StoreError> {
        self.writer.ask(identify, |ask| Command::Identify(Box::new(ask))).await
    }

    async fn identity_of(&self, visitor: VisitorId) -> Result<Option<VisitorIdentity>, StoreError> {
        let query = sqlx::query(sql::identity::TOLD.sqlite).bind(visitor.to_bytes().to_vec());
        one(&self.readers, query, rows::identity).await
    }

    async fn part_visitor(&self, visitor: VisitorId, nobodys_hash: [u8; 32]) -> Result<bool, StoreError> {
        Ok(self.change_identity(IdentityChange::Part { visitor, nobodys_hash }).await? > 0)
    }

    async fn count_refused(&self, refused: RefusedProof) -> Result<(), StoreError> {
        self.change_identity(IdentityChange::Refused(refused)).await.map(drop)
    }

    async fn refused(&self, before: Option<(i64, String, String)>, limit: u32) -> Result<Vec<Refusals>, StoreError> {
        let (day, channel, reason) = before.unwrap_or((i64::MAX, String::new(), String::new()));
        let query =
            sqlx::query(sql::identity::REFUSALS.sqlite).bind(day).bind(channel).bind(reason).bind(i64::from(limit));
        all(&self.readers, query, rows::refusals).await
    }

    async fn forget_proofs(&self, now: Timestamp, first_day: i64, limit: u32) -> Result<u64, StoreError> {
        self.change_identity(IdentityChange::Forget { now, first_day, limit }).await
    }
}

fn stored_key(row: &SqliteRow) -> Result<StoredKey, Fault> {
    Ok(rows::key(row)?.decode_with(row.try_get("sealed")?)?)
}
