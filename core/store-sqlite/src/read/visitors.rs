//! Visitors.

use super::{all, one};
use crate::{SqliteStore, command::Note, rows};
use sqlx::Row;
use usher_model::{ChannelId, Timestamp, Visitor, VisitorId};
use usher_store::{NewVisitor, StoreError, VisitorHistory, VisitorStore, columns, sql};

#[async_trait::async_trait]
impl VisitorStore for SqliteStore {
    async fn create_visitor(&self, new: NewVisitor) -> Result<(), StoreError> {
        self.writer.note(Note::CreateVisitor(new)).await
    }

    async fn visitor_by_token(&self, token_hash: [u8; 32]) -> Result<Option<Visitor>, StoreError> {
        let query = sqlx::query(sql::visitors::BY_TOKEN.sqlite).bind(token_hash.to_vec());
        one(&self.readers, query, rows::visitor).await
    }

    async fn visitor(&self, id: VisitorId) -> Result<Option<Visitor>, StoreError> {
        let query = sqlx::query(sql::visitors::BY_ID.sqlite).bind(id.to_bytes().to_vec());
        one(&self.readers, query, rows::visitor).await
    }

    async fn name_visitor(&self, id: VisitorId, name: Option<String>) -> Result<(), StoreError> {
        self.writer.note(Note::NameVisitor { visitor: id, name }).await
    }

    async fn visitor_history(&self, id: VisitorId, limit: u32) -> Result<VisitorHistory, StoreError> {
        let query = sqlx::query(sql::visitors::HISTORY.sqlite).bind(id.to_bytes().to_vec()).bind(i64::from(limit));
        let owners = all(&self.readers, query, |row| Ok(row.try_get::<Option<String>, _>("agent")?)).await?;
        columns::history(&owners)
    }

    async fn last_seen(&self, channel: &ChannelId) -> Result<Option<Timestamp>, StoreError> {
        let query = sqlx::query(sql::visitors::LAST_SEEN.sqlite).bind(channel.as_str().to_owned());
        let seen = one(&self.readers, query, |row| Ok(row.try_get::<Option<i64>, _>("last_seen")?)).await?;
        Ok(seen.flatten().map(Timestamp::from_micros))
    }
}
