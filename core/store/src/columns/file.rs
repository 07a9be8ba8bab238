//! Raw rows of files.

use super::{bytes_text, corrupt, id16};
use crate::{Attached, FileState, StoreError, StoredFile};
use usher_model::{FileId, FilePresence, FileRef, LeftMessageId, SessionId, Timestamp};

/// A row of `files`.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct FileRow {
    pub id: Vec<u8>,
    pub uploaded_by: String,
    pub state: String,
    pub name: String,
    pub media: String,
    pub bytes: i64,
    pub width: Option<i64>,
    pub height: Option<i64>,
    pub created_at: i64,
    pub session: Option<Vec<u8>>,
    pub seq: Option<i64>,
    pub left_message: Option<Vec<u8>>,
    pub attached_at: Option<i64>,
}

impl FileRow {
    /// Reads the file.
    pub fn decode(self) -> Result<StoredFile, StoreError> {
        let row = || bytes_text(&self.id);
        let id = FileId::from_bytes(id16("files", "id", &self.id)?);
        let state = file_state(&self.state).ok_or_else(|| corrupt("files", "state", row(), "no known state"))?;
        let side = |column, side: i64| u32::try_from(side).map_err(|reason| corrupt("files", column, row(), reason));
        let pixels = match (self.width, self.height) {
            (Some(width), Some(height)) => Some((side("width", width)?, side("height", height)?)),
            _ => None,
        };
        let attached = match (&self.session, self.seq, self.attached_at) {
            (Some(session), Some(seq), Some(at)) => Some(Attached {
                session: SessionId::from_bytes(id16("files", "session", session)?),
                seq,
                left: self
                    .left_message
                    .as_deref()
                    .map(|left| id16("files", "left_message", left).map(LeftMessageId::from_bytes))
                    .transpose()?,
                at: Timestamp::from_micros(at),
            }),
            _ => None,
        };
        let presence = match state {
            FileState::Arriving | FileState::Ready => FilePresence::There,
            FileState::Doomed | FileState::Gone => FilePresence::Deleted,
        };
        let bytes = u64::try_from(self.bytes).map_err(|reason| corrupt("files", "bytes", row(), reason))?;
        let uploader = self.uploaded_by.parse().map_err(|reason| corrupt("files", "uploaded_by", row(), reason))?;
        let created_at = Timestamp::from_micros(self.created_at);
        let file = FileRef { id, name: self.name, media: self.media, bytes, pixels, presence };
        Ok(StoredFile { file, uploader, state, created_at, attached })
    }
}

/// What a stored word says of how far a file got.
pub fn file_state(word: &str) -> Option<FileState> {
    Some(match word {
        "arriving" => FileState::Arriving,
        "ready" => FileState::Ready,
        "doomed" => FileState::Doomed,
        "gone" => FileState::Gone,
        _ => return None,
    })
}
