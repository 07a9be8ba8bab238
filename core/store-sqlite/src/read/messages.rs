//! Transcripts.

use super::{all, one};
use crate::{SqliteStore, command::Command, rows};
use serde_json::json;
use sqlx::Row;
use usher_model::{ClientId, Message, Party, Seq, SessionId, VisitorId};
use usher_store::{
    MessageStore, Page, PostMessage, PostOutcome, Preview, PreviewDepth, StoreError,
    columns::{self, PreviewRow},
    sql,
};

#[async_trait::async_trait]
impl MessageStore for SqliteStore {
    async fn post(&self, message: PostMessage) -> Result<PostOutcome, StoreError> {
        self.writer.ask(message, Command::Post).await
    }

    async fn messages(&self, session: SessionId, page: Page, limit: u32) -> Result<Vec<Message>, StoreError> {
        let (text, seq) = match page {
            Page::After(seq) => (sql::messages::AFTER.sqlite, seq),
            Page::Before(seq) => (sql::messages::BEFORE.sqlite, seq),
            Page::Last => (sql::messages::BEFORE.sqlite, Seq::MAX),
        };
        let query = sqlx::query(text).bind(session.to_bytes().to_vec()).bind(seq).bind(i64::from(limit));
        let mut messages = all(&self.readers, query, rows::message).await?;
        if !matches!(page, Page::After(_)) {
            messages.reverse();
        }
        Ok(messages)
    }

    async fn said_under(&self, visitor: VisitorId, client_id: &ClientId) -> Result<Option<Message>, StoreError> {
        let query = sqlx::query(sql::messages::SAID.sqlite)
            .bind(visitor.to_bytes().to_vec())
            .bind(columns::party_text(&Party::Visitor).into_owned())
            .bind(client_id.as_str().to_owned());
        one(&self.readers, query, rows::message).await
    }

    async fn message_under(
        &self,
        session: SessionId,
        sender: &Party,
        client_id: &ClientId,
    ) -> Result<Option<Message>, StoreError> {
        let query = sqlx::query(sql::messages::UNDER.sqlite)
            .bind(session.to_bytes().to_vec())
            .bind(columns::party_text(sender).into_owned())
            .bind(client_id.as_str());
        Ok(all(&self.readers, query, rows::message).await?.pop())
    }

    async fn previews(&self, of: &[(SessionId, Seq)], depth: PreviewDepth) -> Result<Vec<Preview>, StoreError> {
        let of: Vec<_> = of.iter().map(|(id, seq)| (hex::encode(id.to_bytes()), *seq)).collect();
        let query = sqlx::query(sql::messages::PREVIEWS.sqlite)
            .bind(json!(of).to_string())
            .bind(i64::from(depth.latest))
            .bind(i64::from(depth.unread));
        all(&self.readers, query, |row| {
            let row = PreviewRow {
                session: row.try_get("session")?,
                last_at: row.try_get("last_at")?,
                body: row.try_get("body")?,
                unread: row.try_get("unread")?,
            };
            Ok(row.decode()?)
        })
        .await
    }

    async fn last_seqs(&self, sessions: &[SessionId]) -> Result<Vec<(SessionId, Seq)>, StoreError> {
        let ids: Vec<_> = sessions.iter().map(|id| hex::encode(id.to_bytes())).collect();
        let query = sqlx::query(sql::sessions::LAST_SEQS.sqlite).bind(json!(ids).to_string());
        all(&self.readers, query, |row| {
            let id = SessionId::from_bytes(columns::id16("sessions", "id", row.try_get("id")?)?);
            Ok((id, row.try_get("last_seq")?))
        })
        .await
    }
}
