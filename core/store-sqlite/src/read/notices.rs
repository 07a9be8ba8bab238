//! What admins are told of, who has read it, and the mails about it.

use super::{all, named, one};
use crate::{
    SqliteStore,
    command::{Command, Log},
    rows,
};
use sqlx::{Row, sqlite::SqliteRow};
use std::collections::HashSet;
use usher_model::{AgentId, GroupId, LeftMessageId, NoticeId, SeenNotice, SessionId, Timestamp};
use usher_store::{DueMail, NoticeFilter, NoticeStore, OpenNotice, StoreError, columns::id16, sql};

/// Behind every id.
const NEWEST: [u8; 16] = [u8::MAX; 16];

#[async_trait::async_trait]
impl NoticeStore for SqliteStore {
    async fn open_notice(&self, open: OpenNotice) -> Result<bool, StoreError> {
        Ok(self.writer.ask(Log::OpenNotice(open), Command::Log).await? > 0)
    }

    async fn end_notices(&self, notices: Vec<NoticeId>, at: Timestamp) -> Result<u64, StoreError> {
        self.writer.ask(Log::EndNotices { notices, at }, Command::Log).await
    }

    async fn untold_sessions(&self, limit: u32) -> Result<Vec<SessionId>, StoreError> {
        let query = sqlx::query(sql::notices::UNTOLD.sqlite).bind(i64::from(limit));
        all(&self.readers, query, |row| Ok(SessionId::from_bytes(id16("sessions", "id", row.try_get("id")?)?))).await
    }

    async fn untold_left(&self, limit: u32) -> Result<Vec<LeftMessageId>, StoreError> {
        let query = sqlx::query(sql::notices::UNTOLD_LEFT.sqlite).bind(i64::from(limit));
        let id = |row: &SqliteRow| Ok(LeftMessageId::from_bytes(id16("left_messages", "id", row.try_get("id")?)?));
        all(&self.readers, query, id).await
    }

    async fn settled_notices(&self, limit: u32) -> Result<Vec<NoticeId>, StoreError> {
        let id = |row: &SqliteRow| Ok(NoticeId::from_bytes(id16("notices", "id", row.try_get("id")?)?));
        let mut settled = Vec::new();
        for statement in [sql::notices::SETTLED, sql::notices::SETTLED_LEFT] {
            settled.extend(all(&self.readers, sqlx::query(statement.sqlite).bind(i64::from(limit)), id).await?);
        }
        Ok(settled)
    }

    async fn groups_told_of(&self) -> Result<Vec<(GroupId, NoticeId)>, StoreError> {
        let query = sqlx::query(sql::notices::GROUPS.sqlite);
        all(&self.readers, query, |row| {
            let id = NoticeId::from_bytes(id16("notices", "id", row.try_get("id")?)?);
            Ok((named(row, "notices", "group_id")?, id))
        })
        .await
    }

    async fn waiting_by_group(&self) -> Result<Vec<(GroupId, u32)>, StoreError> {
        let query = sqlx::query(sql::notices::WAITING.sqlite);
        all(&self.readers, query, |row| Ok((named(row, "sessions", "group_id")?, row.try_get("waiting")?))).await
    }

    async fn notice(&self, notice: NoticeId, reader: &AgentId) -> Result<Option<SeenNotice>, StoreError> {
        let query = sqlx::query(sql::notices::ONE.sqlite).bind(notice.to_bytes().to_vec());
        one(&self.readers, query.bind(reader.as_str().to_owned()), rows::notice).await
    }

    async fn notices(
        &self,
        filter: NoticeFilter,
        reader: &AgentId,
        before: Option<NoticeId>,
        limit: u32,
    ) -> Result<Vec<SeenNotice>, StoreError> {
        let statement = match filter {
            NoticeFilter::All => sql::notices::ALL,
            NoticeFilter::Unread => sql::notices::UNREAD,
        };
        let before = before.map_or(NEWEST, NoticeId::to_bytes);
        let query = sqlx::query(statement.sqlite).bind(before.to_vec()).bind(reader.as_str().to_owned());
        all(&self.readers, query.bind(i64::from(limit)), rows::notice).await
    }

    async fn unread_notices(&self, reader: &AgentId, most: u32) -> Result<u32, StoreError> {
        let query = sqlx::query(sql::notices::COUNT_UNREAD.sqlite).bind(reader.as_str().to_owned());
        let count = one(&self.readers, query.bind(i64::from(most)), |row| Ok(row.try_get("unread")?)).await?;
        Ok(count.unwrap_or_default())
    }

    async fn read_notice(&self, notice: NoticeId, reader: &AgentId, at: Timestamp) -> Result<(), StoreError> {
        let read = Log::ReadNotice { notice, reader: reader.clone(), at };
        self.writer.ask(read, Command::Log).await.map(drop)
    }

    async fn read_notices_to(&self, last: NoticeId, reader: &AgentId, at: Timestamp) -> Result<u64, StoreError> {
        self.writer.ask(Log::ReadNotices { last, reader: reader.clone(), at }, Command::Log).await
    }

    async fn forget_notices(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        self.writer.ask(Log::ForgetNotices { before, limit }, Command::Log).await
    }

    async fn due_recipients(&self, now: Timestamp, limit: u32) -> Result<Vec<String>, StoreError> {
        let query = sqlx::query(sql::mails::DUE_RECIPIENTS.sqlite).bind(now.as_micros()).bind(i64::from(limit));
        let mut recipients: Vec<String> = all(&self.readers, query, |row| Ok(row.try_get("recipient")?)).await?;
        let mut seen = HashSet::new();
        recipients.retain(|recipient| seen.insert(recipient.clone()));
        Ok(recipients)
    }

    async fn mails_to(&self, recipient: &str, limit: u32) -> Result<Vec<DueMail>, StoreError> {
        let query = sqlx::query(sql::mails::TO.sqlite).bind(recipient.to_owned()).bind(i64::from(limit));
        all(&self.readers, query, rows::due_mail).await
    }

    async fn finish_mails(&self, recipient: &str, notices: Vec<NoticeId>) -> Result<(), StoreError> {
        let finish = Log::FinishMails { recipient: recipient.to_owned(), notices };
        self.writer.ask(finish, Command::Log).await.map(drop)
    }

    async fn postpone_mails(
        &self,
        recipient: &str,
        notices: Vec<NoticeId>,
        due_at: Timestamp,
    ) -> Result<(), StoreError> {
        let postpone = Log::PostponeMails { recipient: recipient.to_owned(), notices, due_at };
        self.writer.ask(postpone, Command::Log).await.map(drop)
    }
}
