//! Who hears of what: topics, notices, and the broker within one process.
//!
//! Owns the hint, never the truth: a notice may be lost, and whoever must not miss anything compares `seq` and reads the
//! store. Must not know the store, the rules or the wire.

mod local;
#[cfg(test)]
mod tests;

pub use local::{LocalBus, Subscription};

use std::sync::Arc;
use usher_model::{AgentId, Availability, Message, Party, Revision, Seq, Session, SessionId, VisitorId};

/// What a notice is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Topic {
    /// The transcript of a session.
    Session(SessionId),
    /// The sessions of a visitor.
    Visitor(VisitorId),
    /// The sessions and the availability of an agent.
    Agent(AgentId),
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
    /// A party read on.
    Receipt {
        /// Whose transcript.
        session: SessionId,
        /// Who read.
        party: Party,
        /// Up to where.
        seq: Seq,
    },
    /// An agent chose.
    Availability {
        /// Who.
        agent: AgentId,
        /// What.
        availability: Availability,
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
