//! What admins are told of, who has read it, and the mails about it.

use crate::{NewDelivery, StoreError};
use usher_model::{AdminNotice, AgentId, GroupId, LeftMessageId, NoticeId, SeenNotice, SessionId, Timestamp};

/// A notice to open, with everybody who is told of it besides the console: all of it is stored, or nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenNotice {
    /// The notice, which is not over.
    pub notice: AdminNotice,
    /// Webhooks to call.
    pub deliveries: Vec<NewDelivery>,
    /// E-mail addresses to write to.
    pub recipients: Vec<String>,
    /// From when on the mails may be sent: until then others join them.
    pub mail_at: Timestamp,
}

/// Which notices to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeFilter {
    /// All.
    All,
    /// Those that the reader has not read.
    Unread,
}

/// A mail to an address that is still to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueMail {
    /// What it tells of.
    pub notice: AdminNotice,
    /// When it was stored.
    pub at: Timestamp,
    /// How often sending it failed already.
    pub attempts: u32,
}

/// What admins are told of, and who has read it.
#[async_trait::async_trait]
pub trait NoticeStore {
    /// Opens a notice, and tells whether it did: not where there is an open one about the same thing, nor where the
    /// session that it is about does not wait unmatched, or the left message is somebody's.
    ///
    /// # Errors
    /// When the database fails.
    async fn open_notice(&self, open: OpenNotice) -> Result<bool, StoreError>;

    /// Ends notices that are not over, and tells how many.
    ///
    /// # Errors
    /// When the database fails.
    async fn end_notices(&self, notices: Vec<NoticeId>, at: Timestamp) -> Result<u64, StoreError>;

    /// Unmatched sessions without an open notice, oldest first, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    async fn untold_sessions(&self, limit: u32) -> Result<Vec<SessionId>, StoreError>;

    /// Left messages that nobody has and no rule leads to a group, without an open notice; oldest first, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    async fn untold_left(&self, limit: u32) -> Result<Vec<LeftMessageId>, StoreError>;

    /// Open notices of sessions that are not unmatched any more, and of left messages that somebody has or that are done;
    /// the oldest first, at most `limit` of each.
    ///
    /// # Errors
    /// When the database fails.
    async fn settled_notices(&self, limit: u32) -> Result<Vec<NoticeId>, StoreError>;

    /// Groups with an open notice.
    ///
    /// # Errors
    /// When the database fails.
    async fn groups_told_of(&self) -> Result<Vec<(GroupId, NoticeId)>, StoreError>;

    /// How many sessions wait in the queue of each group; those with none are left out.
    ///
    /// # Errors
    /// When the database fails.
    async fn waiting_by_group(&self) -> Result<Vec<(GroupId, u32)>, StoreError>;

    /// One notice, as an agent sees it.
    ///
    /// # Errors
    /// When the database fails.
    async fn notice(&self, notice: NoticeId, reader: &AgentId) -> Result<Option<SeenNotice>, StoreError>;

    /// Notices as an agent sees them, newest first, older than `before`, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    async fn notices(
        &self,
        filter: NoticeFilter,
        reader: &AgentId,
        before: Option<NoticeId>,
        limit: u32,
    ) -> Result<Vec<SeenNotice>, StoreError>;

    /// How many notices an agent has not read, counted up to `most`.
    ///
    /// # Errors
    /// When the database fails.
    async fn unread_notices(&self, reader: &AgentId, most: u32) -> Result<u32, StoreError>;

    /// An agent has read a notice. Reading it again changes nothing.
    ///
    /// # Errors
    /// When the database fails.
    async fn read_notice(&self, notice: NoticeId, reader: &AgentId, at: Timestamp) -> Result<(), StoreError>;

    /// An agent has read all notices up to this one, and tells how many were new to that agent. Later ones stay unread:
    /// nobody has seen what came meanwhile.
    ///
    /// # Errors
    /// When the database fails.
    async fn read_notices_to(&self, last: NoticeId, reader: &AgentId, at: Timestamp) -> Result<u64, StoreError>;

    /// Forgets notices that were over before a moment, with all about them, at most `limit`, and tells how many.
    ///
    /// # Errors
    /// When the database fails.
    async fn forget_notices(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError>;

    /// Addresses that one of the `limit` mails goes to that are due the longest; in their order, each once.
    ///
    /// # Errors
    /// When the database fails.
    async fn due_recipients(&self, now: Timestamp, limit: u32) -> Result<Vec<String>, StoreError>;

    /// Everything that is to be told to an address, due or not, oldest first, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    async fn mails_to(&self, recipient: &str, limit: u32) -> Result<Vec<DueMail>, StoreError>;

    /// An address was told of these notices, or is told of them no more.
    ///
    /// # Errors
    /// When the database fails.
    async fn finish_mails(&self, recipient: &str, notices: Vec<NoticeId>) -> Result<(), StoreError>;

    /// Puts off telling an address of these notices, which failed once more.
    ///
    /// # Errors
    /// When the database fails.
    async fn postpone_mails(
        &self,
        recipient: &str,
        notices: Vec<NoticeId>,
        due_at: Timestamp,
    ) -> Result<(), StoreError>;
}
