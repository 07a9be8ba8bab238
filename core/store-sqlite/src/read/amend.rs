//! What agents and visitors do to a session besides talking: notes, marks, taking back, receipts of delivery.

use crate::{
    SqliteStore,
    command::{Command, MarkRead},
};
use usher_model::{Party, Seq, SessionId};
use usher_store::{AmendStore, ChangeTag, NewNote, Noted, Recall, Recalled, StoreError, Tagged, columns::Mark};

#[async_trait::async_trait]
impl AmendStore for SqliteStore {
    async fn add_note(&self, note: NewNote) -> Result<Noted, StoreError> {
        self.writer.ask(note, |ask| Command::AddNote(Box::new(ask))).await
    }

    async fn change_tag(&self, change: ChangeTag) -> Result<Tagged, StoreError> {
        self.writer.ask(change, |ask| Command::Tag(Box::new(ask))).await
    }

    async fn recall(&self, recall: Recall) -> Result<Recalled, StoreError> {
        self.writer.ask(recall, |ask| Command::Recall(Box::new(ask))).await
    }

    async fn mark_got(&self, session: SessionId, party: Party, seq: Seq) -> Result<Option<Seq>, StoreError> {
        self.writer.ask(MarkRead { session, mark: Mark::Got, reader: party, seq }, Command::MarkRead).await
    }
}
