//! Chats that fell silent: the visitor is warned, and then the session is closed.
//!
//! Only where the agent wrote last: a visitor who waits for an answer is never closed for being silent.

use crate::{Engine, config::DUE_PAGE, facts::set_time, prompt::Telling};
use std::time::Duration;
use usher_model::{Body, CloseCause, Context, HookEvent, PromptId, Session, SessionState};
use usher_ruleset::Idle;
use usher_store::{CloseSession, StoreError, WarnIdle};

impl Engine {
    /// Warns and closes what is due.
    pub(crate) async fn close_idle(&self) -> Result<(), StoreError> {
        let Some(idle) = self.rules().ruleset().workspace.idle.clone() else { return Ok(()) };
        let quiet = idle.close_after.saturating_sub(idle.warn_before.unwrap_or_default());
        let since = self.clock.now().before(quiet);
        let mut after = None;
        loop {
            let page = self.store.idle_sessions(since, after, DUE_PAGE).await?;
            let is_last = page.len() < DUE_PAGE as usize;
            after = page.last().map(|session| session.id);
            for session in page {
                // One that cannot be closed must not keep the others open.
                if let Err(error) = self.look_at_idle(&session, &idle).await {
                    tracing::error!(%error, session = %session.id, "a silent session could not be looked at");
                }
            }
            if is_last {
                return Ok(());
            }
        }
    }

    async fn look_at_idle(&self, session: &Session, idle: &Idle) -> Result<(), StoreError> {
        let now = self.clock.now();
        let Some(quiet_since) = session.agent_at else { return Ok(()) };
        let warned = session.warned_at.filter(|warned| *warned >= quiet_since);
        let is_over = match (idle.warn_before, warned) {
            // Everybody gets the whole time between warning and end, also where the warning came late.
            (Some(wait), Some(warned)) => now.since(warned) >= wait,
            (Some(_), None) => false,
            (None, _) => now.since(quiet_since) >= idle.close_after,
        };
        if is_over {
            let cause = CloseCause::Idle;
            let farewell = self.farewell(session.id).await?;
            let hooks =
                self.runs_for(self.rules().ruleset(), Some(session.id), [HookEvent::SessionClosed { cause }], now);
            let close = CloseSession {
                session: session.id,
                cause,
                at: now,
                owned_by: None,
                quiet_since: Some(quiet_since),
                farewell,
                hooks,
            };
            self.carry_out_close(close).await?;
        } else if idle.warn_before.is_some() && warned.is_none() {
            let warning = match &idle.warning {
                Some(prompt) => {
                    let closes_in = idle.warn_before.unwrap_or_default();
                    self.idle_warning(session, prompt, closes_in).await?
                }
                None => None,
            };
            let warn = WarnIdle { session: session.id, quiet_since, at: now, warning };
            if let Some((session, messages)) = self.store.warn_idle(warn).await? {
                self.publish_session(&session, messages);
            }
        }
        Ok(())
    }

    async fn idle_warning(
        &self,
        session: &Session,
        prompt: &PromptId,
        closes_in: Duration,
    ) -> Result<Option<Body>, StoreError> {
        let router = self.rules();
        let set = router.ruleset();
        let Some(visitor) = self.store.visitor(session.visitor).await? else { return Ok(None) };
        let Some(decision) = self.store.latest_decision(session.id).await? else { return Ok(None) };
        let (group, agent) = match &session.state {
            SessionState::Assigned { group, agent } => (group.as_ref(), Some(agent)),
            _ => (None, None),
        };
        let name = visitor.name.as_deref();
        let telling = Telling {
            set,
            locale: &visitor.locale,
            visitor: name,
            agent,
            group,
            queue: None,
            closes_in: Some(closes_in),
        };
        let mut facts = decision.facts;
        let now = self.clock.now();
        set_time(&mut facts, now, &set.workspace.time_zone);
        let elapsed = || self.clock.monotonic();
        let (records, seed) = (&decision.records, self.entropy.seed());
        let context = Context { facts: &facts, records, now, seed, elapsed: &elapsed, failures: None };
        let text = telling.render(prompt, &context);
        Ok(text.map(|text| Body::Prompt { prompt: prompt.clone(), text }))
    }
}
