//! What admins and supervisors are told of, because nobody else would notice.

use crate::{GroupId, LeftMessageId, NoticeId, SessionId, Timestamp};

/// Something that admins and supervisors are told of. It stays for each of them until read, also when it is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdminNotice {
    /// Its id.
    pub id: NoticeId,
    /// What it tells.
    pub kind: NoticeKind,
    /// Since when that holds, as far as anybody looked.
    pub opened_at: Timestamp,
    /// When it no longer held; none while it does.
    pub over_at: Option<Timestamp>,
}

/// What a notice tells. There is one open notice about a thing at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoticeKind {
    /// No rule matched this session: somebody must assign it by hand.
    Unmatched {
        /// Which.
        session: SessionId,
    },
    /// A visitor left a message that no rule leads to a group: it is in nobody's inbox but the supervisors'.
    LeftUnmatched {
        /// Which.
        left: LeftMessageId,
        /// In whose transcript it stands.
        session: SessionId,
    },
    /// Sessions wait for this group within its hours, and nobody is there who could take one.
    NobodyOnline {
        /// Which group.
        group: GroupId,
        /// How many waited when the notice was opened.
        waiting: u32,
    },
}

impl NoticeKind {
    /// Its word in the database and on the wire.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Unmatched { .. } => "unmatched",
            Self::LeftUnmatched { .. } => "left_unmatched",
            Self::NobodyOnline { .. } => "nobody_online",
        }
    }
}

/// A notice as one of those who are told of it sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenNotice {
    /// What is told.
    pub notice: AdminNotice,
    /// When that one read it; none where that one did not.
    pub read_at: Option<Timestamp>,
}
