//! A visitor comes back to a session that was closed not long ago: it begins again, with whoever answered it.

use crate::{
    Engine, OwnSession, VisitorPost,
    facts::{Known, gather, keep_form_facts, set_record_facts},
    identity::{ProofCheck, set_identity_facts},
    moving::home,
    opening::{MOST_EARLIER_SESSIONS, Opening},
    place::{QueueSeen, Step, Subject},
    post::Receipt,
};
use usher_model::{CloseCause, DecisionCause, Party, Session, SessionState, Visitor};
use usher_store::{OpenOutcome, PostMessage, QueuePlace, ReopenSession, StoreError};

impl Engine {
    /// Whether a visitor who writes now comes back to this session.
    pub(crate) fn may_reopen(&self, session: &Session) -> bool {
        let SessionState::Closed { cause, .. } = &session.state else { return false };
        let answered = matches!(cause, CloseCause::Agent | CloseCause::Visitor | CloseCause::Idle);
        let within = self.rules().ruleset().workspace.reopen_within;
        let since = session.closed_at.map(|at| self.clock.now().since(at));
        answered && within.zip(since).is_some_and(|(within, since)| since <= within)
    }

    /// Begins a session again with a message. None where it was begun again, or moved, by somebody else meanwhile.
    pub(crate) async fn reopen(
        &self,
        visitor: &Visitor,
        own: OwnSession,
        post: &VisitorPost,
        proof: ProofCheck,
    ) -> Result<Option<Opening>, StoreError> {
        if self.lacks_proof(visitor, proof).await? {
            return Ok(Some(Opening::Unproven));
        }
        let history = self.store.visitor_history(visitor.id, MOST_EARLIER_SESSIONS).await?;
        let records = self.records_of(visitor.id).await.unwrap_or_default();
        let identity = self.identity_of(visitor).await?;
        let known = Known {
            visitor,
            locale: &post.locale,
            history: &history,
            page: &post.page,
            agent: &post.agent,
            first_message: post.text.as_str(),
            answers: &[],
        };
        loop {
            let Some(session) = self.store.session(own.id()).await? else { return Ok(None) };
            let SessionState::Closed { agent, .. } = &session.state else { return Ok(None) };
            let router = self.rules();
            let set = router.ruleset();
            let mut facts = gather(&known, self.clock.now(), &set.workspace.time_zone);
            set_identity_facts(&mut facts, set, identity.as_ref());
            set_record_facts(&mut facts, &set.record_facts, &records);
            let latest = self.store.latest_decision(session.id).await?;
            if let Some(latest) = &latest {
                keep_form_facts(&mut facts, &latest.facts);
            }
            let step = Step {
                goal: home(set, &session),
                known_to: agent.as_ref(),
                before: Some(&session),
                decided: latest.map(|latest| latest.id),
                ..Step::default()
            };
            let subject = Subject {
                session: session.id,
                visitor,
                facts: &facts,
                records: &records,
                locale: &post.locale,
                cause: DecisionCause::Reopened,
                opened_with: None,
                waits: None,
                queue: QueueSeen::default(),
                step,
            };
            let now = self.clock.now();
            let place = QueuePlace { opened_at: now, ..QueuePlace::of(&session) };
            let mut planned = self.plan_opening(&subject, place).await?;
            let at = planned.placement.record.at;
            let reopen = ReopenSession {
                placement: planned.placement.clone(),
                expected_version: session.version,
                first: PostMessage { at, ..self.message_for(session.id, post) },
                ends: planned.ends,
            };
            match self.store.reopen_session(reopen).await {
                Ok(OpenOutcome::Opened { session, messages }) => {
                    self.settle(&mut planned, Ok(())).await?;
                    metrics::counter!("sessions_reopened_total", "state" => session.state.word()).increment(1);
                    let first = messages.iter().find(|message| message.sender == Party::Visitor);
                    let seq = first.map_or(session.last_seq, |first| first.seq);
                    self.publish_session(&session, messages);
                    self.wake_hooks();
                    self.look_after(&session, &planned.placement.record.revision).await;
                    return Ok(Some(Opening::Opened(Receipt { session: session.id, seq, at })));
                }
                Ok(OpenOutcome::AlreadyOpen { session }) => {
                    self.settle(&mut planned, Err(None)).await?;
                    return Ok(Some(Opening::Elsewhere(session)));
                }
                Ok(OpenOutcome::Blocked) => {
                    self.settle(&mut planned, Err(None)).await?;
                    return Ok(Some(Opening::Blocked));
                }
                Ok(OpenOutcome::Lost(lost)) => self.settle(&mut planned, Err(Some(lost))).await?,
                Err(error) => {
                    self.settle(&mut planned, Err(None)).await?;
                    return Err(error);
                }
            }
        }
    }
}
