//! Left messages are given to agents who become free, where the workspace says so: the oldest first, one agent one message
//! at a time, and never while somebody waits in the group's line.

use super::groups_of;
use crate::{Engine, config::DRAIN_PAGE};
use std::collections::HashMap;
use usher_model::{AgentId, GroupId, LeftMessage, LeftStatus, Timestamp};
use usher_routing::RosterView as _;
use usher_ruleset::{GivenLeft, Group};
use usher_store::{ChangeLeft, LeftChange, LeftFilter, LeftOf, LeftOutcome, LeftPage, LeftTurn, StoreError};

impl Engine {
    /// Gives left messages of a group away after something else was done, which stands whatever becomes of this: what could
    /// not be given is tried again at the next slow beat.
    pub(crate) async fn give_left_after(&self, group: &GroupId) {
        if let Err(error) = self.give_left(group).await {
            tracing::error!(%error, %group, "left messages could not be given away");
        }
    }

    /// Gives left messages of an agent's groups away: the agent may have become free.
    pub(crate) async fn give_left_for(&self, agent: &AgentId) {
        let router = self.rules();
        if router.ruleset().workspace.left_messages.given == GivenLeft::ByHand {
            return;
        }
        for group in groups_of(router.ruleset(), agent) {
            self.give_left_after(&group).await;
        }
    }

    async fn give_left(&self, group: &GroupId) -> Result<(), StoreError> {
        let router = self.rules();
        let set = router.ruleset();
        let Some(found) = set.groups.get(group) else { return Ok(()) };
        if set.workspace.left_messages.given == GivenLeft::ByHand || !self.serves(found) {
            return Ok(());
        }
        let filter = LeftFilter { groups: Some(vec![group.clone()]), status: Some(LeftStatus::Open), of: LeftOf::All };
        let mut after = None;
        let mut takers: Option<Vec<AgentId>> = None;
        loop {
            let page = self.store.left_messages(&filter, LeftPage::After(after), DRAIN_PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = Some(last.id);
            let takers = match &mut takers {
                Some(takers) => takers,
                // Only where there is something to give away is it asked who could have it.
                empty => {
                    if self.store.queue_length(group, None).await? > 0 {
                        return Ok(());
                    }
                    empty.insert(self.left_takers(found).await?)
                }
            };
            for left in page {
                self.give_one(left, takers).await?;
                if takers.is_empty() {
                    return Ok(());
                }
            }
        }
    }

    /// Gives a message to the first who may have it, who is then no longer one of them.
    async fn give_one(&self, mut left: LeftMessage, takers: &mut Vec<AgentId>) -> Result<(), StoreError> {
        while left.status == LeftStatus::Open
            && let Some(place) = takers.iter().position(|agent| !left.passed.contains(agent))
        {
            let agent = takers.remove(place);
            let change = LeftChange::Give { agent };
            let change = ChangeLeft { id: left.id, expected_version: left.version, change, at: self.clock.now() };
            match self.store.change_left(change).await? {
                LeftOutcome::Now { left: given, .. } => {
                    metrics::counter!("left_messages_given_total").increment(1);
                    self.publish_left(Some(&left), &given);
                    return Ok(());
                }
                // The agent got another one, or somebody took this one: the store says which.
                _ => match self.store.left_message(left.id).await? {
                    Some(fresh) => left = fresh,
                    None => return Ok(()),
                },
            }
        }
        Ok(())
    }

    /// Who of a group may be given a left message, in order of turn: whoever got none for the longest time comes first.
    async fn left_takers(&self, group: &Group) -> Result<Vec<AgentId>, StoreError> {
        let candidates = self.roster.view(self.clock.now()).candidates(group, None);
        let able = candidates.into_iter().filter(usher_model::Candidate::is_eligible);
        let loads: HashMap<AgentId, u32> = able.map(|candidate| (candidate.agent.id.clone(), candidate.load)).collect();
        if loads.is_empty() {
            return Ok(Vec::new());
        }
        let agents: Vec<AgentId> = loads.keys().cloned().collect();
        let mut turns = self.store.left_turns(&agents).await?;
        turns.retain(|turn| turn.untouched == 0);
        let order = |turn: &LeftTurn| {
            let load = loads.get(&turn.agent).copied().unwrap_or(u32::MAX);
            (turn.taken_at.unwrap_or(Timestamp::from_micros(i64::MIN)), load, turn.agent.clone())
        };
        turns.sort_by_cached_key(order);
        Ok(turns.into_iter().map(|turn| turn.agent).collect())
    }
}
