//! Files, but for their bytes.

use super::{all, one};
use crate::{
    SqliteStore,
    command::{Command, FileChange, FileChanged, Note},
    rows,
};
use serde_json::json;
use sqlx::Row;
use usher_model::{FileId, FileRef};
use usher_store::{
    Doom, FileState, FileStore, FilesDue, NewFile, StoreError, StoredFile, TooMuchHeld,
    columns::{self, corrupt},
    sql,
};

#[async_trait::async_trait]
impl FileStore for SqliteStore {
    async fn begin_file(&self, new: NewFile) -> Result<Result<StoredFile, TooMuchHeld>, StoreError> {
        let id = new.id;
        let begun = self.file(FileChange::Begin(new)).await?;
        let missing = || StoreError::Missing { what: usher_store::FILE, id: id.to_string() };
        Ok(match begun {
            Ok(file) => Ok(file.ok_or_else(missing)?),
            Err(too_much) => Err(too_much),
        })
    }

    async fn file_arrived(&self, file: FileRef) -> Result<Option<StoredFile>, StoreError> {
        Ok(self.file(FileChange::Arrived(file)).await?.ok().flatten())
    }

    async fn files(&self, ids: &[FileId]) -> Result<Vec<StoredFile>, StoreError> {
        let ids: Vec<_> = ids.iter().map(|id| hex::encode(id.to_bytes())).collect();
        all(&self.readers, sqlx::query(sql::files::MANY.sqlite).bind(json!(ids).to_string()), rows::file).await
    }

    async fn doom_file(&self, id: FileId, doom: Doom) -> Result<Option<StoredFile>, StoreError> {
        Ok(self.file(FileChange::Doom { id, doom }).await?.ok().flatten())
    }

    async fn file_removed(&self, id: FileId) -> Result<(), StoreError> {
        self.file(FileChange::Removed(id)).await.map(drop)
    }

    async fn files_due(&self, due: FilesDue, limit: u32) -> Result<Vec<(FileId, Doom)>, StoreError> {
        let loose = sqlx::query(sql::files::DUE_LOOSE.sqlite)
            .bind(due.arriving_before.as_micros())
            .bind(due.loose_before.as_micros())
            .bind(i64::from(limit));
        let mut found = all(&self.readers, loose, |row| {
            let doom = match columns::file_state(row.try_get("state")?) {
                Some(FileState::Arriving) => Doom::NeverCame { before: due.arriving_before },
                Some(_) => Doom::Forgotten { before: due.loose_before },
                None => return Err(corrupt("files", "state", "a row", "no known state").into()),
            };
            Ok((FileId::from_bytes(columns::id16("files", "id", row.try_get("id")?)?), doom))
        })
        .await?;
        if let Some(before) = due.attached_before {
            let left = i64::from(limit).saturating_sub(i64::try_from(found.len()).unwrap_or(i64::MAX));
            let attached = sqlx::query(sql::files::DUE_ATTACHED.sqlite).bind(before.as_micros()).bind(left);
            found.extend(
                all(&self.readers, attached, |row| {
                    let id = FileId::from_bytes(columns::id16("files", "id", row.try_get("id")?)?);
                    Ok((id, Doom::Expired { before }))
                })
                .await?,
            );
        }
        Ok(found)
    }

    async fn doomed_files(&self, after: Option<FileId>, limit: u32) -> Result<Vec<FileId>, StoreError> {
        let after = after.map_or([0; 16], FileId::to_bytes);
        let query = sqlx::query(sql::files::DOOMED.sqlite).bind(after.to_vec()).bind(i64::from(limit));
        all(&self.readers, query, |row| Ok(FileId::from_bytes(columns::id16("files", "id", row.try_get("id")?)?))).await
    }

    async fn link_secret(&self, fresh: [u8; 32]) -> Result<[u8; 32], StoreError> {
        self.writer.note(Note::BeginLinkSecret(fresh)).await?;
        let query = sqlx::query(sql::files::SECRET.sqlite);
        let stored =
            one(&self.readers, query, |row| Ok(row.try_get::<Vec<u8>, _>("value")?)).await?.unwrap_or_default();
        let wrong = |_| corrupt("meta", "value", "link_secret", "it does not have 32 bytes");
        stored.as_slice().try_into().map_err(wrong)
    }
}

impl SqliteStore {
    async fn file(&self, change: FileChange) -> Result<FileChanged, StoreError> {
        self.writer.ask(change, |ask| Command::File(Box::new(ask))).await
    }
}
