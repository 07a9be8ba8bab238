//! Where a session stands now, held against what a scenario expects.

use super::super::{
    Miss,
    expectation::{compared, either, listed, one},
    world::{World, WorldError},
};
use usher_model::{AgentId, Body, PromptId, Seq, Session, SessionState};
use usher_ruleset::{Standing as Expected, Stands};
use usher_store::Page;

/// Entries that are read at once.
const ENTRIES: u32 = 200;

/// A session as it stands now.
pub(super) struct Now {
    session: Session,
    /// Its place in line, where it waits in one.
    place: Option<u32>,
    /// What the visitor was told since it was last looked at, in order.
    told: Vec<PromptId>,
}

impl Now {
    /// Looks at a session and at its entries after `seen`.
    pub async fn of(world: &World<'_>, session: Session, seen: Seq) -> Result<Self, WorldError> {
        world.engine.lines.forget();
        let standing = world.engine.standing(&session).await?;
        let (mut told, mut after) = (Vec::new(), seen);
        loop {
            let entries = world.engine.transcript(session.id, Page::After(after), ENTRIES).await?;
            let Some(last) = entries.last() else { break };
            after = last.seq;
            told.extend(entries.into_iter().filter_map(|entry| match entry.body {
                Body::Prompt { prompt, .. } => Some(prompt),
                _ => None,
            }));
        }
        Ok(Self { session, place: standing.map(|standing| standing.place), told })
    }

    /// The last entry that was looked at.
    pub const fn last_seq(&self) -> Seq {
        self.session.last_seq
    }

    /// What of an expectation does not hold.
    pub fn miss(&self, expected: &Expected) -> Option<Miss> {
        let state = &self.session.state;
        let compared = match &expected.what {
            Stands::State(wanted) => {
                compared(state.word() == wanted.word(), wanted.word().to_owned(), || self.in_words())
            }
            Stands::Agent(agents) => {
                let is_one = self.agent().is_some_and(|agent| agents.contains(agent));
                compared(is_one, either(agents), || match self.agent() {
                    Some(agent) => agent.to_string(),
                    None => format!("nobody: {}", self.in_words()),
                })
            }
            Stands::Group(group) => compared(state.group() == Some(group), group.to_string(), || one(state.group())),
            Stands::Rule(rule) => {
                let rule = rule.as_ref();
                compared(self.session.rule.as_ref() == rule, one(rule), || one(self.session.rule.as_ref()))
            }
            Stands::Reason(wanted) => {
                let is_met = matches!(state, SessionState::Queued { reason, .. } if reason == wanted);
                compared(is_met, wanted.word().to_owned(), || self.in_words())
            }
            Stands::Place(place) => {
                let words = || self.place.map_or_else(|| self.in_words(), |place| place.to_string());
                compared(self.place == Some(*place), place.to_string(), words)
            }
            Stands::Prompt(prompts) => {
                let is_told = match prompts.as_slice() {
                    [] => self.told.is_empty(),
                    some => self.told.iter().any(|prompt| some.contains(prompt)),
                };
                compared(is_told, either(prompts), || listed(&self.told))
            }
            Stands::Cause(wanted) => {
                let is_met = matches!(state, SessionState::Closed { cause, .. } if cause == wanted);
                compared(is_met, wanted.word().to_owned(), || self.in_words())
            }
        };
        compared.map(|(wanted, got)| Miss { what: expected.what.key(), span: expected.span, expected: wanted, got })
    }

    /// Who has it, is asked, or had it at the end.
    const fn agent(&self) -> Option<&AgentId> {
        match &self.session.state {
            SessionState::Closed { agent, .. } => agent.as_ref(),
            state => state.slot(),
        }
    }

    fn in_words(&self) -> String {
        match &self.session.state {
            SessionState::Assigned { agent, .. } => format!("assigned to {agent}"),
            SessionState::Offered { agent, .. } => format!("offered to {agent}"),
            SessionState::Queued { group, reason } => format!("queued in {group}: {}", reason.word()),
            SessionState::Unmatched => "unmatched".to_owned(),
            SessionState::Closed { cause, .. } => format!("closed: {}", cause.word()),
        }
    }
}
