//! Sessions whose agent has gone: kept, or given back after a while, as the workspace says.

use crate::{
    Engine,
    config::{DUE_PAGE, PRESENCE_GRACE},
    moving::{Aim, Move, Moved},
};
use std::time::Duration;
use usher_model::{AgentId, DecisionCause, Release, Session, SessionState};
use usher_ruleset::Held;
use usher_store::{SessionFilter, StoreError};

impl Engine {
    /// Takes sessions back from agents who left and have not come back in time.
    pub(crate) async fn take_back_held(&self) {
        let now = self.clock.now();
        let held = self.rules().ruleset().workspace.held_sessions;
        for (agent, because, since) in self.roster.leavers(now, self.started_at.after(PRESENCE_GRACE)) {
            let policy = match because {
                Release::Away => held.away,
                Release::Offline => held.offline,
                _ => held.gone,
            };
            if let Held::RequeueAfter(wait) = policy
                && now.since(since) >= wait
            {
                // One agent's sessions that cannot be moved must not keep the others'.
                if let Err(error) = self.give_back_all(&agent, because, wait).await {
                    tracing::error!(%error, %agent, "sessions of an agent who left could not be given back");
                }
            }
        }
    }

    async fn give_back_all(&self, agent: &AgentId, because: Release, wait: Duration) -> Result<(), StoreError> {
        let now = self.clock.now();
        for session in self.sessions_of(agent).await? {
            // One that was given by hand to somebody who is not there has the same time from then on.
            let is_due = session.assigned_at.is_none_or(|at| now.since(at) >= wait);
            if !matches!(session.state, SessionState::Assigned { .. }) || !is_due {
                continue;
            }
            let step =
                Move { release: Some(because), missed: Some(&[]), ..Move::of(DecisionCause::Requeued, Aim::OwnPlace) };
            if let Moved::Placed { session, .. } = self.move_session(&session, &step).await? {
                tracing::info!(%agent, session = %session.id, ?because, "a session was given back by an agent who left");
            }
        }
        Ok(())
    }

    /// All sessions that an agent holds or is asked to take.
    pub(crate) async fn sessions_of(&self, agent: &AgentId) -> Result<Vec<Session>, StoreError> {
        let mut all = Vec::new();
        let mut before = None;
        loop {
            let page = self.store.sessions(SessionFilter::OwnedBy(agent.clone()), before, DUE_PAGE).await?;
            let is_last = page.len() < DUE_PAGE as usize;
            before = page.last().map(|session| session.id);
            all.extend(page);
            if is_last {
                return Ok(all);
            }
        }
    }
}
