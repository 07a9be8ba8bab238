//! How a session ends, and the warning before it ends by itself.

use crate::{NewHookRun, placing::system_name};
use usher_model::{AgentId, Body, CloseCause, Event, Message, Party, Seq, Session, SessionId, Timestamp};

/// An end to write.
#[derive(Debug, Clone, PartialEq)]
pub struct CloseSession {
    /// Which.
    pub session: SessionId,
    /// Why.
    pub cause: CloseCause,
    /// When.
    pub at: Timestamp,
    /// Only while this agent owns it; none closes it whoever owns it.
    pub owned_by: Option<AgentId>,
    /// Only while nobody wrote after this moment; none closes it whoever wrote.
    pub quiet_since: Option<Timestamp>,
    /// What the visitor is told last, if anything.
    pub farewell: Option<Body>,
    /// Hooks to run afterwards: stored only where this very call closes it.
    pub hooks: Vec<NewHookRun>,
}

/// How closing went.
#[derive(Debug, Clone, PartialEq)]
pub enum Closed {
    /// It is over; the owner's slot, if any, is free.
    Now {
        /// As stored.
        session: Session,
        /// The entries written, in order; the last tells the end.
        messages: Vec<Message>,
        /// Whose slot freed.
        freed: Option<AgentId>,
    },
    /// It was over before. Closing twice is no mistake.
    Before {
        /// As stored.
        session: Session,
    },
    /// Another agent owns it, or nobody.
    NotOwner,
    /// Somebody wrote meanwhile.
    NotQuiet,
    /// There is no such session.
    Missing,
}

impl CloseSession {
    /// How many entries it writes.
    pub fn entries(&self) -> Seq {
        1 + Seq::from(self.farewell.is_some())
    }

    /// The entries it writes, in the transcript of the session as it is stored. A session that was begun again ends more
    /// than once, each time at another version, which gives each entry a name of its own.
    pub fn messages(&self, stored: &Session) -> Vec<Message> {
        let (seq, version) = (stored.last_seq, stored.version);
        let entry = |seq, name: &str, body: Body| Message {
            session: self.session,
            seq,
            sender: Party::System,
            client_id: system_name(format!("{name}.{version}")),
            body,
            at: self.at,
        };
        let farewell = self.farewell.iter().map(|body| entry(seq - 1, "farewell", body.clone()));
        let end = entry(seq, "closed", Body::Event { event: Event::Closed { cause: self.cause } });
        farewell.chain([end]).collect()
    }
}

/// A visitor is told that the session will be closed soon.
#[derive(Debug, Clone, PartialEq)]
pub struct WarnIdle {
    /// Which session.
    pub session: SessionId,
    /// Only while nobody wrote after this moment, and nobody was warned since.
    pub quiet_since: Timestamp,
    /// When.
    pub at: Timestamp,
    /// What the visitor is told, if anything.
    pub warning: Option<Body>,
}

impl WarnIdle {
    /// The entry it writes, if any, behind `last_seq`.
    pub fn message(&self, last_seq: Seq) -> Option<Message> {
        Some(Message {
            session: self.session,
            seq: last_seq + 1,
            sender: Party::System,
            client_id: system_name(format!("idle.{}", self.at.as_micros())),
            body: self.warning.clone()?,
            at: self.at,
        })
    }
}
