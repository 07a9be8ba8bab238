//! Left messages: what visitors filled in to be handled later, and what became of it.

use crate::{NewHookRun, OpenSession, StoreError};
use usher_model::{
    AgentId, Body, ClientId, GroupId, LeftMessage, LeftMessageId, LeftNote, LeftStatus, Message, Party, Session,
    SessionId, Timestamp, VisitorId,
};

/// Most notes on one left message: more belong into a system of cases.
pub const MAX_LEFT_NOTES: u32 = 100;

/// A message to leave.
#[derive(Debug, Clone)]
pub struct LeaveMessage {
    /// As it begins: open, at version 1. Its `session` is the one that `to` speaks of.
    pub left: LeftMessage,
    /// The page's name for it, unique for ever among the visitor's.
    pub client_id: ClientId,
    /// What it does to the visitor's session.
    pub to: LeaveTo,
    /// Hooks to run afterwards: stored only where this very call stores the message. Those of a new session stand with
    /// its opening.
    pub hooks: Vec<NewHookRun>,
}

/// What a left message does to the visitor's session.
#[derive(Debug, Clone)]
pub enum LeaveTo {
    /// The session waits, in line, unmatched or offered: this is its last entry but for the end.
    Waiting,
    /// The session is over: this is added.
    Over,
    /// It opens a session that is over at once; its first entry is this one's.
    New(Box<OpenSession>),
}

impl LeaveMessage {
    /// The visitor's entry: the answers in words, each cut where it is long. All of them are kept with the message.
    pub fn body(left: &LeftMessage) -> Body {
        let cut = |words: String| match words.char_indices().nth(MOST_WORDS) {
            Some((end, _)) => format!("{}\u{2026}", &words[..end]),
            None => words,
        };
        let words = left.answers.iter().map(|answer| (answer.label.clone(), cut(answer.value.to_string())));
        Body::Left { left: left.id, answers: words.collect() }
    }

    /// Its entry behind `last_seq`.
    pub fn message(&self, last_seq: usher_model::Seq) -> Message {
        Message {
            session: self.left.session,
            seq: last_seq + 1,
            sender: Party::Visitor,
            client_id: self.client_id.clone(),
            body: Self::body(&self.left),
            at: self.left.created_at,
        }
    }

    /// Whether another message, stored under the same name, says the same: then it is this one, sent again. Labels do not
    /// count, because the rules may have changed between the two.
    pub fn is(&self, stored: &LeftMessage) -> bool {
        let values = |left: &LeftMessage| {
            left.answers.iter().map(|one| (one.field.clone(), one.value.plain())).collect::<Vec<_>>()
        };
        stored.form == self.left.form && values(stored) == values(&self.left)
    }
}

/// Longest answer in an entry, in characters: a transcript is read at a glance.
const MOST_WORDS: usize = 1_000;

/// How leaving went.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "one is handed over a write, and the large one is the common one")]
pub enum LeaveOutcome {
    /// It is stored.
    Left {
        /// As stored.
        left: LeftMessage,
        /// Its session as stored.
        session: Session,
        /// The entries written, in order.
        messages: Vec<Message>,
        /// Whose slot freed: that of the agent who was asked to take the session.
        freed: Option<AgentId>,
    },
    /// It was stored before.
    Before {
        /// As it stands.
        left: LeftMessage,
    },
    /// The same name stands for something else.
    Conflict,
    /// The visitor's session is not what it was: look again.
    Lost,
    /// The visitor may not write.
    Blocked,
}

/// A step of a left message.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangeLeft {
    /// Which message.
    pub id: LeftMessageId,
    /// The version that the step was decided on.
    pub expected_version: i64,
    /// What happens.
    pub change: LeftChange,
    /// When.
    pub at: Timestamp,
}

/// What happens to a left message.
#[derive(Debug, Clone, PartialEq)]
pub enum LeftChange {
    /// An agent takes it, or a supervisor from whoever has it.
    Take {
        /// Who.
        agent: AgentId,
    },
    /// An agent is given it, who has no other that is not answered.
    Give {
        /// Who.
        agent: AgentId,
    },
    /// It goes back to the group.
    GiveBack {
        /// Who is not given it again; none where nobody gave it back.
        passed: Option<AgentId>,
    },
    /// An agent answers, which writes into the transcript. The answer under the same name again changes nothing.
    Answer {
        /// Who.
        agent: AgentId,
        /// The agent's name for the entry.
        client_id: ClientId,
        /// The words.
        text: String,
    },
    /// Nothing is left to do.
    Finish {
        /// Who says so.
        agent: AgentId,
    },
    /// There is something to do after all.
    Reopen,
}

impl ChangeLeft {
    /// The message after this step; none where the step cannot follow. Every backend stores exactly this.
    pub fn carry_out(&self, before: &LeftMessage) -> Option<LeftMessage> {
        use LeftStatus::{Answered, Done, Open, Taken};
        if before.version != self.expected_version {
            return None;
        }
        let next = LeftMessage { version: before.version + 1, ..before.clone() };
        let at = Some(self.at);
        let after = match (&self.change, before.status) {
            (LeftChange::Take { agent }, Open | Taken) | (LeftChange::Give { agent }, Open) => {
                LeftMessage { status: Taken, agent: Some(agent.clone()), taken_at: at, ..next }
            }
            (LeftChange::GiveBack { passed }, Taken) => {
                let mut all = next.passed;
                all.extend(passed.iter().filter(|agent| !before.passed.contains(agent)).cloned());
                LeftMessage { status: Open, agent: None, taken_at: None, passed: all, ..next }
            }
            (LeftChange::Answer { agent, .. }, Open | Taken | Answered) => {
                let taken_at = before.taken_at.filter(|_| before.agent.as_ref() == Some(agent)).or(at);
                let answered_at = before.answered_at.or(at);
                LeftMessage { status: Answered, agent: Some(agent.clone()), taken_at, answered_at, ..next }
            }
            (LeftChange::Finish { agent }, Open | Taken | Answered) => {
                let agent = before.agent.clone().or_else(|| Some(agent.clone()));
                LeftMessage { status: Done, agent, done_at: at, ..next }
            }
            (LeftChange::Reopen, Answered | Done) => {
                let passed = Vec::new();
                LeftMessage { status: Open, agent: None, taken_at: None, done_at: None, passed, ..next }
            }
            _ => return None,
        };
        Some(after)
    }
}

/// How a step went.
#[derive(Debug, Clone, PartialEq)]
pub enum LeftOutcome {
    /// It is done.
    Now {
        /// As stored.
        left: LeftMessage,
        /// The answer as it stands in the transcript, where this was one.
        said: Option<Message>,
    },
    /// This very answer was given before.
    Before {
        /// As it stands.
        left: LeftMessage,
        /// The answer.
        said: Message,
    },
    /// The name of the answer stands for something else.
    Conflict,
    /// The message is not what it was, or the agent has another one that is not answered: look again.
    Lost,
    /// There is no such message.
    Missing,
}

/// A note to add to a left message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLeftNote {
    /// The note.
    pub note: LeftNote,
    /// The agent's name for it, unique for ever among the agent's notes on this message.
    pub client_id: ClientId,
}

/// How adding a note went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoteOutcome {
    /// It is there.
    Stored {
        /// As stored: of a repeated note, as stored the first time.
        note: LeftNote,
    },
    /// The same name stands for other words.
    Conflict,
    /// There are [`MAX_LEFT_NOTES`] already.
    Full,
    /// There is no such message.
    Missing,
}

/// Which left messages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LeftFilter {
    /// Only those of these groups; none for all, those without a group too.
    pub groups: Option<Vec<GroupId>>,
    /// Only those that are so far.
    pub status: Option<LeftStatus>,
    /// Whose.
    pub of: LeftOf,
}

/// Whose left messages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum LeftOf {
    /// Everybody's.
    #[default]
    All,
    /// Those that an agent has, answered or finished.
    Agent(AgentId),
    /// Those that a visitor left.
    Visitor(VisitorId),
    /// Those in the transcript of a session.
    Session(SessionId),
}

/// A stretch of a list of left messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftPage {
    /// Newest first, before this one.
    Before(Option<LeftMessageId>),
    /// Oldest first, after this one.
    After(Option<LeftMessageId>),
}

/// How much an agent's inbox holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LeftInbox {
    /// Left messages that nobody has yet.
    pub open: u32,
    /// Those that the agent has and has not answered.
    pub mine: u32,
}

/// How many left messages of a group are so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftCount {
    /// Of which group; none for those that no rule matched.
    pub group: Option<GroupId>,
    /// How far.
    pub status: LeftStatus,
    /// How many.
    pub count: u32,
}

/// What an agent has of left messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftTurn {
    /// Who.
    pub agent: AgentId,
    /// How many the agent has and has not answered.
    pub untouched: u32,
    /// When the agent got the latest.
    pub taken_at: Option<Timestamp>,
}

/// Left messages: what visitors filled in to be handled later, and what became of it.
#[async_trait::async_trait]
pub trait LeftStore {
    /// Stores a left message with all that it does to the visitor's session, in one transaction.
    ///
    /// # Errors
    /// [`StoreError::Missing`] where there is no such visitor or session, else when the database fails.
    async fn leave(&self, leave: LeaveMessage) -> Result<LeaveOutcome, StoreError>;

    /// Takes a step, by compare-and-set on the version. An answer is written in the same transaction into the transcript of
    /// the visitor's latest session, also of one that is over.
    ///
    /// # Errors
    /// When the database fails.
    async fn change_left(&self, change: ChangeLeft) -> Result<LeftOutcome, StoreError>;

    /// Adds a note.
    ///
    /// # Errors
    /// When the database fails.
    async fn add_left_note(&self, note: NewLeftNote) -> Result<NoteOutcome, StoreError>;

    /// One left message.
    ///
    /// # Errors
    /// When the database fails.
    async fn left_message(&self, id: LeftMessageId) -> Result<Option<LeftMessage>, StoreError>;

    /// What a visitor left under a name.
    ///
    /// # Errors
    /// When the database fails.
    async fn left_under(&self, visitor: VisitorId, client_id: &ClientId) -> Result<Option<LeftMessage>, StoreError>;

    /// Left messages, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    async fn left_messages(
        &self,
        filter: &LeftFilter,
        page: LeftPage,
        limit: u32,
    ) -> Result<Vec<LeftMessage>, StoreError>;

    /// The notes on some left messages, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    async fn left_notes(&self, of: &[LeftMessageId]) -> Result<Vec<LeftNote>, StoreError>;

    /// The latest answers to a left message, as they stand in transcripts; oldest first, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    async fn left_answers(&self, left: LeftMessageId, limit: u32) -> Result<Vec<Message>, StoreError>;

    /// How many left messages there are by group and status; of these groups only, where some are given.
    ///
    /// # Errors
    /// When the database fails.
    async fn left_counts(&self, groups: Option<&[GroupId]>) -> Result<Vec<LeftCount>, StoreError>;

    /// What an agent's inbox holds: what is open in these groups, or everywhere where none are given, and what the agent
    /// has; each counted up to `most`.
    ///
    /// # Errors
    /// When the database fails.
    async fn left_inbox(&self, agent: &AgentId, groups: Option<&[GroupId]>, most: u32)
    -> Result<LeftInbox, StoreError>;

    /// What each of these agents has, in no order.
    ///
    /// # Errors
    /// When the database fails.
    async fn left_turns(&self, agents: &[AgentId]) -> Result<Vec<LeftTurn>, StoreError>;
}
