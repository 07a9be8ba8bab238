//! A session ends, and the slot it held goes to whoever waits.

use crate::{Engine, OwnSession, facts::set_time, prompt::Telling};
use std::sync::Arc;
use usher_bus::{Notice, Topic};
use usher_model::{AgentId, Body, CloseCause, Context, HookEvent, Session, SessionId, SessionState};
use usher_store::{CloseSession, Closed, StoreError};

/// Why a session is not closed.
#[derive(Debug, thiserror::Error)]
pub enum CloseError {
    /// The agent does not own it.
    #[error("the session is not yours")]
    NotOwner,
    /// There is no such session.
    #[error("there is no such session")]
    Missing,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Engine {
    /// The owner closes a session. Closing one that is over already answers it as it is.
    ///
    /// # Errors
    /// When the agent does not own it.
    pub async fn close_as_agent(&self, agent: &AgentId, session: SessionId) -> Result<Session, CloseError> {
        self.close(session, CloseCause::Agent, Some(agent.clone())).await
    }

    /// The visitor ends a session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn close_as_visitor(&self, session: OwnSession) -> Result<Session, CloseError> {
        self.close(session.id(), CloseCause::Visitor, None).await
    }

    /// Ends a session; where `by` is given, only as its owner.
    pub(crate) async fn close(
        &self,
        session: SessionId,
        cause: CloseCause,
        by: Option<AgentId>,
    ) -> Result<Session, CloseError> {
        let at = self.clock.now();
        let farewell = match cause {
            CloseCause::Agent => self.farewell(session).await?,
            // Whoever ends a chat knows that it is over.
            CloseCause::Visitor | CloseCause::NotHeld | CloseCause::Idle | CloseCause::LeftMessage => None,
        };
        let hooks = self.runs_for(self.rules().ruleset(), Some(session), [HookEvent::SessionClosed { cause }], at);
        let owned_by = by.clone();
        let close = CloseSession { session, cause, at, owned_by, quiet_since: None, farewell, hooks };
        match self.carry_out_close(close).await? {
            Closed::Now { session, .. } => Ok(session),
            Closed::Before { session } => match (&by, &session.state) {
                (Some(agent), SessionState::Closed { agent: owner, .. }) if owner.as_ref() != Some(agent) => {
                    Err(CloseError::NotOwner)
                }
                _ => Ok(session),
            },
            Closed::NotOwner | Closed::NotQuiet => Err(CloseError::NotOwner),
            Closed::Missing => Err(CloseError::Missing),
        }
    }

    /// Closes a session, tells everybody concerned, and gives the slot that freed to whoever waits.
    pub(crate) async fn carry_out_close(&self, close: CloseSession) -> Result<Closed, StoreError> {
        let closed = self.store.close_session(close).await?;
        if let Closed::Now { session, messages, freed } = &closed {
            self.wake_hooks();
            metrics::counter!("sessions_closed_total").increment(1);
            if let Some(agent) = freed {
                self.roster.freed(agent, &session.channel);
            }
            self.publish_session(session, messages.clone());
            if let (Some(agent), SessionState::Closed { agent: None, .. }) = (freed, &session.state) {
                // Whoever was only asked to take it is no part of it, and has to know that nothing is asked any more.
                self.bus.publish(&Topic::Agent(agent.clone()), Notice::Session(Arc::new(session.clone())));
            }
            match (freed, session.state.group()) {
                (Some(agent), _) => self.drain_for(agent).await,
                (None, Some(group)) => self.line_changed(group),
                (None, None) => {}
            }
        }
        Ok(closed)
    }

    /// What the visitor is told when an agent closes the session, as its rule says, or else the workspace.
    pub(crate) async fn farewell(&self, session: SessionId) -> Result<Option<Body>, StoreError> {
        let router = self.rules();
        let set = router.ruleset();
        if set.workspace.closed.is_none() && set.rules.iter().all(|rule| rule.closed.is_none()) {
            return Ok(None);
        }
        let Some(session) = self.store.session(session).await? else { return Ok(None) };
        let rule = session.rule.as_ref().and_then(|id| set.rule(id));
        let Some(prompt) = rule.map_or(set.workspace.closed.as_ref(), |rule| rule.closed.as_ref()) else {
            return Ok(None);
        };
        let Some(visitor) = self.store.visitor(session.visitor).await? else { return Ok(None) };
        let Some(decision) = self.store.latest_decision(session.id).await? else { return Ok(None) };
        let (group, agent) = match &session.state {
            SessionState::Assigned { group, agent } => (group.as_ref(), Some(agent)),
            _ => (None, None),
        };
        let name = visitor.name.as_deref();
        let telling =
            Telling { set, locale: &visitor.locale, visitor: name, agent, group, queue: None, closes_in: None };
        let mut facts = decision.facts;
        set_time(&mut facts, self.clock.now(), &set.workspace.time_zone);
        let elapsed = || self.clock.monotonic();
        let context = Context {
            facts: &facts,
            records: &decision.records,
            now: self.clock.now(),
            seed: self.entropy.seed(),
            elapsed: &elapsed,
            failures: None,
        };
        let text = telling.render(prompt, &context);
        Ok(text.map(|text| Body::Prompt { prompt: prompt.clone(), text }))
    }
}
