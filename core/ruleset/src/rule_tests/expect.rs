//! What must come of a session, or of many.

use crate::Span;
use std::{collections::BTreeMap, fmt, sync::Arc};
use usher_model::{AgentId, FormId, GroupId, PromptId, QueueReason, RuleId};

/// One key under `expect`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expectation {
    /// Where its value stands.
    pub span: Span,
    /// What is expected.
    pub what: Expected,
}

/// What is expected of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// The rule that matches, or none.
    Rule(Option<RuleId>),
    /// Where the session goes.
    Outcome(RoutedTo),
    /// Why nobody takes it at once.
    Reason(QueueReason),
    /// The group that it goes to.
    Group(GroupId),
    /// One of these takes it.
    Agent(Vec<AgentId>),
    /// The visitor is told one of these; with an empty list: nothing.
    Prompt(Vec<PromptId>),
    /// The form that the visitor is offered, or none.
    Form(Option<FormId>),
    /// The shadow rules that would have taken it, in any order.
    Shadows(Vec<RuleId>),
    /// Rules that must not match, and what each must fail on.
    Not(Vec<Contrary>),
}

impl Expected {
    /// Its key in a file.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Rule(_) => "rule",
            Self::Outcome(_) => "outcome",
            Self::Reason(_) => "reason",
            Self::Group(_) => "group",
            Self::Agent(_) => "agent",
            Self::Prompt(_) => "prompt",
            Self::Form(_) => "form",
            Self::Shadows(_) => "shadows",
            Self::Not(_) => "not",
        }
    }
}

/// Where a session goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoutedTo {
    /// To an agent.
    Assigned,
    /// To an agent who is asked, and accepts or declines.
    Offered,
    /// Into a group's queue.
    Queued,
    /// To the admins: no rule matches.
    Unmatched,
    /// Nowhere: the rule lets nobody wait at that moment, and the session is closed.
    TurnedAway,
}

impl RoutedTo {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Assigned, Self::Offered, Self::Queued, Self::Unmatched, Self::TurnedAway];

    /// Its word in a file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Assigned => "assigned",
            Self::Offered => "offered",
            Self::Queued => "queued",
            Self::Unmatched => "unmatched",
            Self::TurnedAway => "turned_away",
        }
    }
}

/// A rule that must not match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contrary {
    /// Which.
    pub rule: RuleId,
    /// Where its name stands.
    pub span: Span,
    /// What it must fail on.
    pub on: FailedOn,
}

/// What a rule fails on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FailedOn {
    /// It is for other channels.
    Channel,
    /// A script of its condition, or an expression.
    Script,
    /// The test of a field.
    Field(Arc<str>),
}

impl fmt::Display for FailedOn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Channel => f.write_str("channel"),
            Self::Script => f.write_str("script"),
            Self::Field(field) => f.write_str(field),
        }
    }
}

/// One thing expected of a simulated run.
#[derive(Debug, Clone, PartialEq)]
pub enum Fairness {
    /// What part of the sessions that agents took each of these took, from 0 to 1.
    Share(BTreeMap<AgentId, (Bound, Span)>),
    /// How evenly they were shared among the agents who were there: Jain's index, from 1 for evenly down to one n-th.
    Jain(Bound, Span),
    /// How many sessions no agent took before the run was over.
    Unassigned(Bound, Span),
}

/// Bounds of a number, both included.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Bound {
    /// The least that is fine.
    pub at_least: Option<f64>,
    /// The most that is fine.
    pub at_most: Option<f64>,
}

impl Bound {
    /// Whether a number keeps to it.
    pub fn holds(&self, number: f64) -> bool {
        self.at_least.is_none_or(|least| number >= least) && self.at_most.is_none_or(|most| number <= most)
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.at_least, self.at_most) {
            (Some(least), Some(most)) => write!(f, "between {least} and {most}"),
            (Some(least), None) => write!(f, "at least {least}"),
            (None, Some(most)) => write!(f, "at most {most}"),
            (None, None) => f.write_str("any number"),
        }
    }
}
