//! Scenarios: what happens one after another, and where sessions stand in between.

use crate::{Layers, Span};
use serde_json::{Map, Value};
use std::{sync::Arc, time::Duration};
use usher_model::{AgentId, Availability, CloseCause, FormId, GroupId, PromptId, QueueReason, RuleId, Timestamp};

/// A story: visitors write, agents come, go and answer, and time passes.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// What it shows; unique among the cases, simulations and scenarios of the file.
    pub name: String,
    /// Where its name stands.
    pub span: Span,
    /// What holds when it begins.
    pub given: Layers,
    /// What happens, in order; never empty.
    pub steps: Vec<Step>,
}

/// One step of a scenario.
#[derive(Debug, Clone)]
pub struct Step {
    /// Where its key stands.
    pub span: Span,
    /// What it does.
    pub what: Doing,
}

/// What a step of a scenario does. Visitors are called by names that a step before introduced; the session of a visitor is
/// the latest one.
#[derive(Debug, Clone)]
pub enum Doing {
    /// A visitor writes: it opens a session, goes on with it, or comes back to it.
    Says {
        /// Who.
        visitor: Arc<str>,
        /// What holds for this visitor, with what is said.
        given: Box<Layers>,
    },
    /// A visitor fills in the form that a chat begins with in the channel.
    Fills {
        /// Who.
        visitor: Arc<str>,
        /// What holds for this visitor. What is answered stands in place of what is given of a form.
        given: Box<Layers>,
        /// What is answered, by field; it fits the form.
        answers: Map<String, Value>,
    },
    /// A visitor ends the session.
    Ends {
        /// Who.
        visitor: Arc<str>,
    },
    /// A visitor fills a form in, and leaves.
    LeavesMessage {
        /// Who.
        visitor: Arc<str>,
        /// What holds for this visitor.
        given: Box<Layers>,
        /// Which form.
        form: FormId,
        /// What is answered, by field; it fits the form.
        answers: Map<String, Value>,
    },
    /// An agent comes or goes.
    Becomes {
        /// Who.
        agent: AgentId,
        /// How.
        how: Becoming,
    },
    /// An agent does something with a visitor's session.
    Handles {
        /// Who.
        agent: AgentId,
        /// What.
        how: Handling,
        /// Whose session.
        visitor: Arc<str>,
    },
    /// An agent gives a visitor's session to others.
    Transfers {
        /// Who.
        by: AgentId,
        /// Whose session.
        visitor: Arc<str>,
        /// To whom.
        to: TransferTo,
        /// What the others should know.
        note: Option<String>,
    },
    /// Time passes.
    Pass(Duration),
    /// Time passes until this moment; where it is over already, that is a miss.
    Until(Timestamp),
    /// Where a visitor's session stands now.
    Expect {
        /// Whose session.
        visitor: Arc<str>,
        /// What must hold; never empty.
        all: Vec<Standing>,
    },
}

/// How an agent comes or goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Becoming {
    /// The agent's own choice. Whoever chooses anything but offline is connected.
    Chooses(Availability),
    /// The agent's last connection is lost.
    Gone,
}

/// What an agent does with a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handling {
    /// Writes to the visitor.
    Answers,
    /// Takes what was offered.
    Accepts,
    /// Leaves it to others.
    Declines,
    /// Ends it.
    Closes,
}

impl Handling {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Answers, Self::Accepts, Self::Declines, Self::Closes];

    /// Its key in a file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Answers => "answers",
            Self::Accepts => "accepts",
            Self::Declines => "declines",
            Self::Closes => "closes",
        }
    }
}

/// To whom a session is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TransferTo {
    /// An agent.
    Agent(AgentId),
    /// A group.
    Group(GroupId),
}

/// One thing expected of a session at a moment of a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Where its value stands.
    pub span: Span,
    /// What is expected.
    pub what: Stands,
}

/// What is expected of a session at a moment of a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stands {
    /// Where it stands.
    State(StandsAs),
    /// One of these has it, is asked, or had it at the end.
    Agent(Vec<AgentId>),
    /// The group that it is in, came through, or was in at the end.
    Group(GroupId),
    /// The rule that matched, or none.
    Rule(Option<RuleId>),
    /// Why it waits.
    Reason(QueueReason),
    /// Its place in line, from 1.
    Place(u32),
    /// The visitor was told one of these since this was last expected of the session; with an empty list: nothing.
    Prompt(Vec<PromptId>),
    /// Why it is over.
    Cause(CloseCause),
}

impl Stands {
    /// Its key in a file.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::State(_) => "state",
            Self::Agent(_) => "agent",
            Self::Group(_) => "group",
            Self::Rule(_) => "rule",
            Self::Reason(_) => "reason",
            Self::Place(_) => "place",
            Self::Prompt(_) => "prompt",
            Self::Cause(_) => "cause",
        }
    }
}

/// Where a session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StandsAs {
    /// An agent has it.
    Assigned,
    /// An agent is asked.
    Offered,
    /// It waits in a group's queue.
    Queued,
    /// No rule matched.
    Unmatched,
    /// It is over.
    Closed,
}

impl StandsAs {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Assigned, Self::Offered, Self::Queued, Self::Unmatched, Self::Closed];

    /// Its word in a file, and in the store.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Assigned => "assigned",
            Self::Offered => "offered",
            Self::Queued => "queued",
            Self::Unmatched => "unmatched",
            Self::Closed => "closed",
        }
    }
}
