//! Who hears of what: topics, notices, and the broker within one process.
//!
//! Owns the hint, never the truth: a notice may be lost, and whoever must not miss anything compares `seq` and reads the
//! store. Must not know the store, the rules or the wire.

mod local;
#[cfg(test)]
mod tests;

pub use local::{LocalBus, Subscription};

use std::sync::Arc;
use usher_model::{
    AgentId, Availability, GroupId, LeftMessageId, Message, NoticeId, Party, Revision, Seq, Session, SessionId,
    VisitorId,
};

/// What a notice is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Topic {
    /// The transcript of a session.
    Session(SessionId),
    /// The sessions of a visitor.
    Visitor(VisitorId),
    /// The sessions and the availability of an agent.
    Agent(AgentId),
    /// A group: its queue and its left messages.
    Group(GroupId),
    /// The left messages of all groups and of none.
    LeftMessages,
    /// What admins are told of.
    Notices,
    /// The rules.
    Rules,
}

/// What happened. Published after the commit.
#[derive(Debug, Clone)]
pub enum Notice {
    /// An entry was stored.
    Message(Arc<Message>),
    /// A session changed.
    Session(Arc<Session>),
    /// A party read on, or its pages got more.
    Receipt {
        /// Whose transcript.
        session: SessionId,
        /// Who read or got.
        party: Party,
        /// Which of the two.
        kind: ReceiptKind,
        /// Up to where.
        seq: Seq,
    },
    /// A party is writing. Nobody stores that.
    Typing {
        /// Where.
        session: SessionId,
        /// Who.
        party: Party,
    },
    /// An agent chose, or was set to something.
    Availability {
        /// Who.
        agent: AgentId,
        /// What.
        availability: Availability,
        /// Why.
        because: AvailabilityCause,
    },
    /// Who waits in a group changed, or how long that takes.
    Line {
        /// Whose queue.
        group: GroupId,
    },
    /// A left message is new or changed.
    Left {
        /// Which.
        left: LeftMessageId,
    },
    /// Admins are told of something new, or something that they were told of is over.
    Notice {
        /// Of what.
        notice: NoticeId,
    },
    /// What an agent was shown beside a session changed: to be read anew.
    Workbench {
        /// Beside which.
        session: SessionId,
    },
    /// A sign-in of an agent ended: open connections look whether theirs still holds.
    SignedOut {
        /// Whose.
        agent: AgentId,
    },
    /// Another rule set serves.
    Rules {
        /// Which.
        revision: Revision,
    },
}

/// How far a receipt goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReceiptKind {
    /// The entries reached a page.
    Got,
    /// Somebody has read them.
    Read,
}

/// Why an agent's availability changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AvailabilityCause {
    /// The agent chose.
    Chosen,
    /// The agent missed too many sessions in a row.
    Missed,
}

/// What a subscriber gets.
#[derive(Debug)]
pub enum Received {
    /// A notice, in the order of publishing.
    Notice(Notice),
    /// Some were lost, because the subscriber was slow: read the store.
    Lagged,
}

/// Passes notices on. At most once, and never in anybody's way: publishing does not wait.
pub trait Bus: Send + Sync {
    /// Tells all who follow the topic.
    fn publish(&self, topic: &Topic, notice: Notice);

    /// Follows these topics, and later others.
    fn subscribe(&self, topics: &[Topic]) -> Subscription;
}
