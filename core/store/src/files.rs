//! Files that were sent along with messages and forms: what is known of them. Their bytes are elsewhere.
//!
//! There is a row before there is a byte, and the row goes after the last byte: so a crash leaves neither bytes that
//! nobody knows of, nor a row that promises bytes which are not there. A file that belongs to an entry keeps its row for
//! ever, so that it can be told that the file was there.

use crate::StoreError;
use std::{fmt, str::FromStr};
use usher_model::{AgentId, FileId, FileRef, LeftMessageId, Seq, SessionId, Timestamp, VisitorId};

/// Who sent a file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Uploader {
    /// A visitor.
    Visitor(VisitorId),
    /// An agent.
    Agent(AgentId),
}

impl fmt::Display for Uploader {
    /// The stored form.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Visitor(visitor) => write!(f, "visitor:{visitor}"),
            Self::Agent(agent) => write!(f, "agent:{agent}"),
        }
    }
}

impl FromStr for Uploader {
    type Err = String;

    fn from_str(given: &str) -> Result<Self, String> {
        match given.split_once(':') {
            Some(("visitor", id)) => id.parse().map(Self::Visitor).map_err(|reason| format!("{reason}")),
            Some(("agent", id)) => id.parse().map(Self::Agent).map_err(|reason| format!("{reason}")),
            _ => Err(format!("`{given}` is neither a visitor nor an agent")),
        }
    }
}

/// How far a file got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileState {
    /// Its bytes are coming.
    Arriving,
    /// It is there.
    Ready,
    /// It is not handed out any more, and its bytes are to be removed.
    Doomed,
    /// Its bytes are removed.
    Gone,
}

/// A file, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// What entries say of it.
    pub file: FileRef,
    /// Who sent it.
    pub uploader: Uploader,
    /// How far it got.
    pub state: FileState,
    /// When its bytes began to come.
    pub created_at: Timestamp,
    /// Where it belongs; nowhere until a message or a form takes it along.
    pub attached: Option<Attached>,
}

/// Where a file belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attached {
    /// Whose transcript.
    pub session: SessionId,
    /// Which entry.
    pub seq: Seq,
    /// Which left message, where the entry is one.
    pub left: Option<LeftMessageId>,
    /// Since when.
    pub at: Timestamp,
}

/// A file whose bytes will come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// Its id.
    pub id: FileId,
    /// Who sends it.
    pub uploader: Uploader,
    /// Its name, as far as it is known.
    pub name: String,
    /// Most bytes that may come: they count as if they were there.
    pub bytes: u64,
    /// When.
    pub at: Timestamp,
    /// Most files of this uploader that belong nowhere yet, this one included.
    pub most_files: u32,
    /// Most bytes of them together.
    pub most_bytes: u64,
}

/// The uploader has too much lying about that belongs nowhere: nothing was stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TooMuchHeld {
    /// Too many files.
    Files {
        /// How many there may be.
        limit: u32,
    },
    /// Too many bytes.
    Bytes {
        /// How many there may be.
        limit: u64,
    },
}

/// What ends a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doom {
    /// Its bytes did not come. Only where they have been coming since before this moment.
    NeverCame {
        /// The moment.
        before: Timestamp,
    },
    /// Nobody took it along. Only where it came before this moment and belongs nowhere.
    Forgotten {
        /// The moment.
        before: Timestamp,
    },
    /// It was kept long enough. Only where it has belonged somewhere since before this moment.
    Expired {
        /// The moment.
        before: Timestamp,
    },
    /// Who sent it took it back. Only where it belongs nowhere.
    TakenBack {
        /// Who.
        by: Uploader,
    },
    /// Somebody who may removed it, wherever it belongs.
    Removed,
}

/// Which files are due to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FilesDue {
    /// Those that have been coming since before this moment.
    pub arriving_before: Timestamp,
    /// Those that came before this moment and belong nowhere.
    pub loose_before: Timestamp,
    /// Those that have belonged somewhere since before this moment; none where they are kept for ever.
    pub attached_before: Option<Timestamp>,
}

/// Files, but for their bytes.
///
/// Posting, opening and beginning again take along the files that an entry's body names, in the same transaction: each
/// must be ready, belong nowhere, and have been sent by who speaks. Where one is not, they answer
/// [`StoreError::Missing`] with `what` as [`FILE`] and store nothing.
#[async_trait::async_trait]
pub trait FileStore {
    /// Notes that a file's bytes will come.
    ///
    /// # Errors
    /// When the database fails.
    async fn begin_file(&self, new: NewFile) -> Result<Result<StoredFile, TooMuchHeld>, StoreError>;

    /// Notes that a file's bytes are all there. None where it is not expected any more: they are to be removed.
    ///
    /// # Errors
    /// When the database fails.
    async fn file_arrived(&self, file: FileRef) -> Result<Option<StoredFile>, StoreError>;

    /// The files of these ids, in no order; those that are not there are left out.
    ///
    /// # Errors
    /// When the database fails.
    async fn files(&self, ids: &[FileId]) -> Result<Vec<StoredFile>, StoreError>;

    /// Ends a file: it is not handed out from now on, and the entry that it belongs to says so. Its bytes are to be
    /// removed, and then [`Self::file_removed`] told. Answers it as it is now, or none where what ends it does not hold.
    ///
    /// # Errors
    /// When the database fails.
    async fn doom_file(&self, id: FileId, doom: Doom) -> Result<Option<StoredFile>, StoreError>;

    /// Notes that a doomed file's bytes are removed. Of one that belongs nowhere nothing is left.
    ///
    /// # Errors
    /// When the database fails.
    async fn file_removed(&self, id: FileId) -> Result<(), StoreError>;

    /// Files that are due to end, at most `limit`, each with what ends it.
    ///
    /// # Errors
    /// When the database fails.
    async fn files_due(&self, due: FilesDue, limit: u32) -> Result<Vec<(FileId, Doom)>, StoreError>;

    /// Files whose bytes are to be removed, in order of ids, after `after`, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    async fn doomed_files(&self, after: Option<FileId>, limit: u32) -> Result<Vec<FileId>, StoreError>;

    /// The secret that links to files are signed with: `fresh` where there is none yet, and that one from then on.
    ///
    /// # Errors
    /// When the database fails.
    async fn link_secret(&self, fresh: [u8; 32]) -> Result<[u8; 32], StoreError>;
}

/// What [`StoreError::Missing`] says is missing where a file cannot be taken along.
pub const FILE: &str = "file";
