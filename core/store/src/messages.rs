//! Entries of transcripts: posted once, in order, for ever.

use crate::{NewHookRun, StoreError};
use usher_model::{Body, ClientId, Message, Party, Seq, SessionId, Timestamp, VisitorId};

/// A message to store.
#[derive(Debug, Clone, PartialEq)]
pub struct PostMessage {
    /// Where to.
    pub session: SessionId,
    /// Who speaks. An agent must own the session; the visitor check is the caller's, by the token.
    pub sender: Party,
    /// The sender's name for it.
    pub client_id: ClientId,
    /// What it says.
    pub body: Body,
    /// When.
    pub at: Timestamp,
    /// Hooks to run afterwards: stored with the message, and only where this very call stores it.
    pub hooks: Vec<NewHookRun>,
}

/// A message that is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Posted {
    /// As stored: of a repeated post, as stored the first time.
    pub message: Message,
    /// Whether this very call stored it; a repetition is not published again.
    pub fresh: bool,
}

/// How posting went.
#[derive(Debug, Clone, PartialEq)]
pub enum PostOutcome {
    /// It is stored.
    Stored(Posted),
    /// The same name stands for another body.
    Conflict {
        /// Where the other body is.
        seq: Seq,
    },
    /// The session is over.
    SessionClosed,
    /// The agent does not own the session.
    NotOwner,
    /// There is no such session.
    Missing,
}

/// A stretch of a transcript.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// Entries after this place, oldest first.
    After(Seq),
    /// The last entries before this place; answered oldest first all the same.
    Before(Seq),
    /// The last entries; answered oldest first all the same.
    Last,
}

/// What lists tell of a session's transcript.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// Whose.
    pub session: SessionId,
    /// When the last entry was stored.
    pub last_at: Option<Timestamp>,
    /// What the last entry with words, files or the answers of a form says, notes left out; none where the latest entries have no such.
    pub last: Option<Body>,
    /// How many entries with words or files the visitor sent after the place that was asked for.
    pub unread: u32,
}

/// How far lists look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PreviewDepth {
    /// How many of the latest entries are looked through for words or files.
    pub latest: u32,
    /// How many entries behind the place that was asked for are counted at most.
    pub unread: u32,
}

/// Transcripts.
#[async_trait::async_trait]
pub trait MessageStore {
    /// Stores a message: the session's state decides, `seq` is the last one and one more. Durable when it answers.
    ///
    /// # Errors
    /// [`StoreError::Busy`] where too many writes wait, else when the database fails.
    async fn post(&self, message: PostMessage) -> Result<PostOutcome, StoreError>;

    /// Entries of a session, oldest first, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    async fn messages(&self, session: SessionId, page: Page, limit: u32) -> Result<Vec<Message>, StoreError>;

    /// What a visitor said under a name, in whichever session.
    ///
    /// # Errors
    /// When the database fails.
    async fn said_under(&self, visitor: VisitorId, client_id: &ClientId) -> Result<Option<Message>, StoreError>;

    /// The entry of a transcript that its sender named so.
    ///
    /// # Errors
    /// When the database fails.
    async fn message_under(
        &self,
        session: SessionId,
        sender: &Party,
        client_id: &ClientId,
    ) -> Result<Option<Message>, StoreError>;

    /// What lists tell of these transcripts, each with a place to count after; in no order, a session that is not there is
    /// left out. The cost does not grow with the transcripts.
    ///
    /// # Errors
    /// When the database fails.
    async fn previews(&self, of: &[(SessionId, Seq)], depth: PreviewDepth) -> Result<Vec<Preview>, StoreError>;

    /// The last place of each of these sessions, in no order; a session that is not there is left out.
    ///
    /// # Errors
    /// When the database fails.
    async fn last_seqs(&self, sessions: &[SessionId]) -> Result<Vec<(SessionId, Seq)>, StoreError>;
}
