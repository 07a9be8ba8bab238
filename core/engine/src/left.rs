//! Left messages: which form a visitor may fill in, what becomes of it, and who handles it.
//!
//! Owns who may do what with a left message. Must not know how a form is rendered. A left message belongs to the group
//! that its session's rule led to; where no rule matched, supervisors handle it.

mod export;
mod give;
mod handle;
mod leave;
mod offer;

pub use export::{LeftExport, utc};
pub use handle::{LeftError, LeftStep};
pub use leave::{LeaveError, LeftNow};
pub use offer::{FormAsked, FormOffer};

use crate::{Engine, config::MAX_PAGE_LIMIT};
use std::time::Duration;
use usher_bus::{Notice, Topic};
use usher_model::{Agent, AgentId, GroupId, LeftMessage, LeftMessageId, LeftNote, Message, Role, SessionId};
use usher_ruleset::RuleSet;
use usher_store::{LeftCount, LeftFilter, LeftInbox, LeftOf, LeftPage, StoreError};

/// How long after being turned away a visitor's message is still added to that session.
pub(crate) const LEAVE_WITHIN: Duration = Duration::from_hours(24);

/// Most left messages that an inbox counts: who has more knows that there are many.
const MOST_COUNTED: u32 = 1_000;

/// Most answers that are shown with a left message.
const MOST_ANSWERS: u32 = 50;

impl Engine {
    /// The groups that an agent serves in, in order of their ids.
    pub fn groups_of(&self, agent: &AgentId) -> Vec<GroupId> {
        groups_of(self.rules().ruleset(), agent)
    }

    /// A left message that the agent may see: of own groups; supervisors and admins see all.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn visible_left(&self, agent: &Agent, id: LeftMessageId) -> Result<Option<LeftMessage>, StoreError> {
        let found = self.store.left_message(id).await?;
        Ok(found.filter(|left| may_see(self.rules().ruleset(), agent, left)))
    }

    /// Left messages that the agent may see, at most 200. Of the groups asked for those count that the agent may see.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_left(
        &self,
        agent: &Agent,
        filter: LeftFilter,
        page: LeftPage,
        limit: u32,
    ) -> Result<Vec<LeftMessage>, StoreError> {
        let groups = self.seen_groups(agent, filter.groups);
        self.store.left_messages(&LeftFilter { groups, ..filter }, page, limit.min(MAX_PAGE_LIMIT)).await
    }

    /// How many left messages there are that the agent may see, by group and status.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_left(&self, agent: &Agent) -> Result<Vec<LeftCount>, StoreError> {
        let groups = self.seen_groups(agent, None);
        self.store.left_counts(groups.as_deref()).await
    }

    /// What the agent's inbox holds: what is open among what the agent may see, and what the agent has and has not
    /// answered; each counted up to 1,000.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn left_inbox(&self, agent: &Agent) -> Result<LeftInbox, StoreError> {
        let groups = self.seen_groups(agent, None);
        self.store.left_inbox(&agent.id, groups.as_deref(), MOST_COUNTED).await
    }

    /// The notes on a left message, oldest first; the message was found to be the agent's to see.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn left_notes(&self, left: &LeftMessage) -> Result<Vec<LeftNote>, StoreError> {
        self.store.left_notes(&[left.id]).await
    }

    /// The latest 50 answers to a left message, oldest first, wherever they stand; the message was found to be the agent's
    /// to see.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn left_answers(&self, left: &LeftMessage) -> Result<Vec<Message>, StoreError> {
        self.store.left_answers(left.id, MOST_ANSWERS).await
    }

    /// Whether a session's transcript holds a left message that the agent may see.
    pub(crate) async fn handles_left_of(&self, agent: &AgentId, session: SessionId) -> Result<bool, StoreError> {
        let groups = Some(self.groups_of(agent));
        let filter = LeftFilter { groups, status: None, of: LeftOf::Session(session) };
        Ok(!self.store.left_messages(&filter, LeftPage::Before(None), 1).await?.is_empty())
    }

    /// Tells everybody concerned that a left message is new or changed, after the commit: its group, whoever handles the
    /// messages of all groups, and who has it, also from outside its group.
    pub(crate) fn publish_left(&self, before: Option<&LeftMessage>, left: &LeftMessage) {
        if let Some(group) = &left.group {
            self.bus.publish(&Topic::Group(group.clone()), Notice::Left { left: left.id });
        } else {
            self.hint_left_unmatched();
        }
        self.bus.publish(&Topic::LeftMessages, Notice::Left { left: left.id });
        let set = self.rules();
        let holders = [before.and_then(|before| before.agent.as_ref()), left.agent.as_ref()];
        let mut told: Vec<&AgentId> = holders.into_iter().flatten().collect();
        told.dedup();
        for agent in told {
            let is_member = left.group.as_ref().is_some_and(|group| is_member(set.ruleset(), group, agent));
            if !is_member && !sees_all_left(set.ruleset(), agent) {
                self.bus.publish(&Topic::Agent(agent.clone()), Notice::Left { left: left.id });
            }
        }
    }

    /// Whether an agent hears of the left messages of all groups, by the rules that are live.
    pub fn hears_all_left(&self, agent: &AgentId) -> bool {
        sees_all_left(self.rules().ruleset(), agent)
    }

    fn seen_groups(&self, agent: &Agent, asked: Option<Vec<GroupId>>) -> Option<Vec<GroupId>> {
        if agent.role >= Role::Supervisor {
            return asked;
        }
        let own = self.groups_of(&agent.id);
        Some(match asked {
            Some(asked) => asked.into_iter().filter(|group| own.contains(group)).collect(),
            None => own,
        })
    }
}

pub(crate) fn groups_of(set: &RuleSet, agent: &AgentId) -> Vec<GroupId> {
    set.groups.keys().filter(|group| is_member(set, group, agent)).cloned().collect()
}

fn is_member(set: &RuleSet, group: &GroupId, agent: &AgentId) -> bool {
    set.groups.get(group).is_some_and(|found| found.has(agent))
}

fn sees_all_left(set: &RuleSet, agent: &AgentId) -> bool {
    set.agents.get(agent).is_some_and(|found| found.role >= Role::Supervisor)
}

fn may_see(set: &RuleSet, agent: &Agent, left: &LeftMessage) -> bool {
    agent.role >= Role::Supervisor || left.group.as_ref().is_some_and(|group| is_member(set, group, &agent.id))
}
