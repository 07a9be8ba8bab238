//! Left messages: what visitors filled in to be handled later, and what became of it.

use super::{Query, all, named, one};
use crate::{SqliteStore, command::Command, rows};
use serde_json::json;
use sqlx::Row;
use usher_model::{AgentId, ClientId, GroupId, LeftMessage, LeftMessageId, LeftNote, Message, Timestamp, VisitorId};
use usher_store::{
    ChangeLeft, LeaveMessage, LeaveOutcome, LeftCount, LeftFilter, LeftInbox, LeftOf, LeftOutcome, LeftPage, LeftStore,
    LeftTurn, NewLeftNote, NoteOutcome, StoreError, columns,
    sql::{self, Statement},
};

#[async_trait::async_trait]
impl LeftStore for SqliteStore {
    async fn leave(&self, leave: LeaveMessage) -> Result<LeaveOutcome, StoreError> {
        self.writer.ask(leave, |ask| Command::Leave(Box::new(ask))).await
    }

    async fn change_left(&self, change: ChangeLeft) -> Result<LeftOutcome, StoreError> {
        self.writer.ask(change, |ask| Command::ChangeLeft(Box::new(ask))).await
    }

    async fn add_left_note(&self, note: NewLeftNote) -> Result<NoteOutcome, StoreError> {
        self.writer.ask(note, |ask| Command::AddLeftNote(Box::new(ask))).await
    }

    async fn left_message(&self, id: LeftMessageId) -> Result<Option<LeftMessage>, StoreError> {
        one(&self.readers, sqlx::query(sql::left::ONE.sqlite).bind(id.to_bytes().to_vec()), rows::left).await
    }

    async fn left_under(&self, visitor: VisitorId, client_id: &ClientId) -> Result<Option<LeftMessage>, StoreError> {
        let query = sqlx::query(sql::left::UNDER.sqlite).bind(visitor.to_bytes().to_vec());
        one(&self.readers, query.bind(client_id.as_str().to_owned()), rows::left).await
    }

    async fn left_messages(
        &self,
        filter: &LeftFilter,
        page: LeftPage,
        limit: u32,
    ) -> Result<Vec<LeftMessage>, StoreError> {
        all(&self.readers, list(filter, page, limit), rows::left).await
    }

    async fn left_notes(&self, of: &[LeftMessageId]) -> Result<Vec<LeftNote>, StoreError> {
        let ids: Vec<_> = of.iter().map(|id| hex::encode(id.to_bytes())).collect();
        let query = sqlx::query(sql::left::NOTES.sqlite).bind(json!(ids).to_string());
        let mut notes = all(&self.readers, query, rows::left_note).await?;
        notes.sort_unstable_by_key(|note| note.id);
        Ok(notes)
    }

    async fn left_answers(&self, left: LeftMessageId, limit: u32) -> Result<Vec<Message>, StoreError> {
        let query = sqlx::query(sql::left::ANSWERS.sqlite).bind(left.to_bytes().to_vec()).bind(i64::from(limit));
        let mut answers = all(&self.readers, query, rows::message).await?;
        answers.reverse();
        Ok(answers)
    }

    async fn left_counts(&self, groups: Option<&[GroupId]>) -> Result<Vec<LeftCount>, StoreError> {
        let groups = groups.map(|groups| json!(groups).to_string());
        let query = sqlx::query(sql::left::COUNTS.sqlite).bind(groups);
        all(&self.readers, query, |row| {
            let group: Option<String> = row.try_get("group_id")?;
            let group = group.map(|text| {
                text.parse().map_err(|reason| columns::corrupt("left_messages", "group_id", &text, reason))
            });
            let status = columns::left_status("a count", row.try_get("status")?)?;
            Ok(LeftCount { group: group.transpose()?, status, count: row.try_get("count")? })
        })
        .await
    }

    async fn left_inbox(
        &self,
        agent: &AgentId,
        groups: Option<&[GroupId]>,
        most: u32,
    ) -> Result<LeftInbox, StoreError> {
        let query = match groups {
            Some(groups) => {
                let groups: Vec<_> = groups.iter().map(GroupId::as_str).collect();
                sqlx::query(sql::left::INBOX.sqlite).bind(json!(groups).to_string())
            }
            None => sqlx::query(sql::left::INBOX_OF_ALL.sqlite),
        };
        let query = query.bind(agent.as_str().to_owned()).bind(i64::from(most));
        let inbox =
            |row: &sqlx::sqlite::SqliteRow| Ok(LeftInbox { open: row.try_get("open")?, mine: row.try_get("mine")? });
        Ok(one(&self.readers, query, inbox).await?.unwrap_or_default())
    }

    async fn left_turns(&self, agents: &[AgentId]) -> Result<Vec<LeftTurn>, StoreError> {
        let query = sqlx::query(sql::left::TURNS.sqlite).bind(json!(agents).to_string());
        all(&self.readers, query, |row| {
            Ok(LeftTurn {
                agent: named(row, "left_messages", "agent")?,
                untouched: row.try_get("untouched")?,
                taken_at: row.try_get::<Option<i64>, _>("taken_at")?.map(Timestamp::from_micros),
            })
        })
        .await
    }
}

/// The statement whose index leads straight to what is asked for.
fn list(filter: &LeftFilter, page: LeftPage, limit: u32) -> Query {
    use sql::left as texts;
    let either = |newest: Statement, oldest: Statement| match page {
        LeftPage::Before(_) => newest.sqlite,
        LeftPage::After(_) => oldest.sqlite,
    };
    let from = match page {
        LeftPage::Before(before) => before.map_or([0xff; 16], LeftMessageId::to_bytes),
        LeftPage::After(after) => after.map_or([0; 16], LeftMessageId::to_bytes),
    };
    let groups = filter.groups.as_ref().map(|groups| json!(groups).to_string());
    let status = filter.status.map(usher_model::LeftStatus::word);
    let with = |text: &'static str| {
        sqlx::query(text).bind(from.to_vec()).bind(i64::from(limit)).bind(groups.clone()).bind(status)
    };
    match (&filter.of, filter.groups.as_deref(), filter.status) {
        (LeftOf::Agent(agent), ..) => {
            with(either(texts::NEWEST_OF_AGENT, texts::OLDEST_OF_AGENT)).bind(String::from(agent.clone()))
        }
        (LeftOf::Visitor(visitor), ..) => {
            with(either(texts::NEWEST_OF_VISITOR, texts::OLDEST_OF_VISITOR)).bind(visitor.to_bytes().to_vec())
        }
        (LeftOf::Session(session), ..) => {
            with(either(texts::NEWEST_OF_SESSION, texts::OLDEST_OF_SESSION)).bind(session.to_bytes().to_vec())
        }
        (LeftOf::All, Some([group]), Some(_)) => {
            with(either(texts::NEWEST_IN_GROUP, texts::OLDEST_IN_GROUP)).bind(group.as_str().to_owned())
        }
        (LeftOf::All, _, Some(_)) => with(either(texts::NEWEST_SO_FAR, texts::OLDEST_SO_FAR)),
        (LeftOf::All, _, None) => with(either(texts::NEWEST, texts::OLDEST)),
    }
}
