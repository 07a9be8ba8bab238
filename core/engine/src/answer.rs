//! Whether an agent answers: offers accepted and declined, and sessions taken back from who does not answer in time.

use crate::{
    Engine,
    config::DUE_PAGE,
    moving::{Aim, Move, Moved},
    place::Subject,
    telling,
};
use usher_bus::AvailabilityCause;
use usher_model::{
    AgentId, Availability, Context, Decision, DecisionCause, DecisionId, HookEvent, Release, Session, SessionId,
    SessionState,
};
use usher_ruleset::Answer;
use usher_store::{AcceptOffer, Accepted, StoreError, Take};

/// Why an offer is not accepted or declined.
#[derive(Debug, thiserror::Error)]
pub enum OfferError {
    /// It is not offered to this agent, or no longer, or never was: whoever may not see it learns no more.
    #[error("the session is not offered to you, or no longer")]
    Gone,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Engine {
    /// An agent takes what was offered. Accepting again answers the session as it is.
    ///
    /// # Errors
    /// When it is not offered to this agent, or no longer.
    pub async fn accept(&self, agent: &AgentId, session: SessionId) -> Result<Session, OfferError> {
        let found = self.store.session(session).await?.ok_or(OfferError::Gone)?;
        match &found.state {
            SessionState::Offered { agent: asked, .. } if asked == agent => {}
            SessionState::Assigned { agent: owner, .. } if owner == agent => return Ok(found),
            _ => return Err(OfferError::Gone),
        }
        let accept = self.acceptance(agent, &found).await?;
        match self.store.accept_offer(accept).await? {
            Accepted::Now { session, messages } => {
                self.publish_session(&session, messages);
                self.wake_hooks();
                Ok(session)
            }
            Accepted::Before { session } => Ok(session),
            Accepted::Gone => Err(OfferError::Gone),
        }
    }

    /// An agent does not take what was offered: the next is asked.
    ///
    /// # Errors
    /// When it is not offered to this agent, or no longer.
    pub async fn decline(&self, agent: &AgentId, session: SessionId) -> Result<(), OfferError> {
        let found = self.store.session(session).await?.ok_or(OfferError::Gone)?;
        match &found.state {
            SessionState::Offered { agent: asked, .. } if asked == agent => {}
            _ => return Err(OfferError::Gone),
        }
        self.pass_on(&found, DecisionCause::Declined, Release::Declined).await?;
        Ok(())
    }

    /// Takes sessions back from who did not answer in time, the longest due first.
    pub(crate) async fn take_back_unanswered(&self) -> Result<(), StoreError> {
        loop {
            let due = self.store.answers_due(self.clock.now(), DUE_PAGE).await?;
            let is_last = due.len() < DUE_PAGE as usize;
            let mut passed_on = 0_usize;
            for session in due {
                let Some(agent) = session.state.slot().cloned() else { continue };
                // One that cannot be decided must not keep the others waiting.
                match self.pass_on(&session, DecisionCause::Missed, Release::Missed).await {
                    Ok(Some(misses)) => {
                        passed_on += 1;
                        if let Err(error) = self.note_misses(&agent, &session, misses).await {
                            tracing::error!(%error, %agent, "an agent who does not answer could not be set to away");
                        }
                    }
                    Ok(None) => passed_on += 1,
                    Err(error) => {
                        tracing::error!(%error, session = %session.id, "an unanswered session could not be taken back");
                    }
                }
            }
            // Those that failed are due still: they are tried again at the next beat, not at once.
            if is_last || passed_on == 0 {
                return Ok(());
            }
        }
    }

    /// Gives back what an agent was asked to take, who is no longer there to answer.
    pub(crate) async fn withdraw_offers(&self, agent: &AgentId, because: Release) -> Result<(), StoreError> {
        for session in self.sessions_of(agent).await? {
            if matches!(session.state, SessionState::Offered { .. }) {
                self.pass_on(&session, DecisionCause::Requeued, because).await?;
            }
        }
        Ok(())
    }

    /// Asks the next agent, or lets the session wait in line once enough were asked. Answers how many the one who had it
    /// has missed in a row, where that was why.
    async fn pass_on(
        &self,
        session: &Session,
        cause: DecisionCause,
        because: Release,
    ) -> Result<Option<u32>, StoreError> {
        let Some(agent) = session.state.slot() else { return Ok(None) };
        let mut missed = session.missed.clone();
        if !missed.contains(agent) {
            missed.push(agent.clone());
        }
        let most = self.answer_of(session).most_asked as usize;
        let aim = if missed.len() >= most { Aim::Line } else { Aim::OwnPlace };
        let step = Move { release: Some(because), missed: Some(&missed), ..Move::of(cause, aim) };
        Ok(match self.move_session(session, &step).await? {
            Moved::Placed { session: placed, misses } => {
                // Whoever did not answer has a free slot again, which is for others than this one: it is looked at with
                // the next slow beat where it went to the line of a group that this agent serves too.
                match &placed.state {
                    SessionState::Queued { group, .. } => self.drain_others_for(agent, group).await,
                    _ => self.drain_for(agent).await,
                }
                misses
            }
            Moved::Same | Moved::Unable | Moved::Gone => None,
        })
    }

    /// Sets an agent to away who missed too many in a row, and says so.
    async fn note_misses(&self, agent: &AgentId, session: &Session, misses: u32) -> Result<(), StoreError> {
        if self.answer_of(session).away_after.is_some_and(|most| misses >= most) {
            tracing::info!(%agent, misses, "an agent did not answer and is set to away");
            self.change_availability(agent, Availability::Away, AvailabilityCause::Missed).await?;
        }
        Ok(())
    }

    fn answer_of(&self, session: &Session) -> Answer {
        let router = self.rules();
        let group = session.state.group().and_then(|group| router.ruleset().groups.get(group));
        group.map(|group| group.answer).unwrap_or_default()
    }

    /// What accepting writes: that the agent has it now, and what the visitor is told.
    async fn acceptance(&self, agent: &AgentId, session: &Session) -> Result<AcceptOffer, StoreError> {
        let router = self.rules();
        let set = router.ruleset();
        let at = self.clock.now();
        let group = session.state.group().cloned();
        let mut entries = Vec::new();
        let latest = self.store.latest_decision(session.id).await?;
        if let (Some(latest), Some(visitor)) = (latest, self.store.visitor(session.visitor).await?) {
            let elapsed = || self.clock.monotonic();
            let (facts, records, seed) = (&latest.facts, &latest.records, self.entropy.seed());
            let context = Context { facts, records, now: at, seed, elapsed: &elapsed, failures: None };
            let decision = Decision::Assign { group: group.clone(), agent: agent.clone() };
            let rule = session.rule.as_ref().and_then(|id| set.rule(id));
            let told = telling::Told { rule, decision: &decision, take: Take::Owns, ends: None };
            let subject = Subject::again(session, &visitor, &latest);
            entries = telling::entries(set, &told, &subject, &context);
        }
        let event = HookEvent::SessionAssigned { group, agent: agent.clone() };
        let hooks = self.runs_for(set, Some(session.id), [event], at);
        let name = DecisionId::new(at, &*self.entropy);
        Ok(AcceptOffer { session: session.id, agent: agent.clone(), at, name, entries, hooks })
    }
}
