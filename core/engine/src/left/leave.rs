//! A visitor leaves a message: it ends the session that waits, is added to the one that was turned away, or opens one that
//! is over at once.

use super::offer::leavable;
use crate::{
    Engine, SentForm,
    facts::{Known, gather, set_record_facts},
    identity::{ProofCheck, set_identity_facts},
    opening::MOST_EARLIER_SESSIONS,
    sent_form::{files_in, gone_files},
};
use std::time::Duration;
use usher_model::{
    Body, CloseCause, Context, Decision, DecisionCause, DecisionId, DecisionRecord, Event, HookEvent, LeftMessage,
    LeftMessageId, LeftStatus, Party, QueueReason, Routed, Session, SessionId, Standing, Timestamp, Visitor,
};
use usher_routing::{DecisionInput, Line, Past};
use usher_ruleset::{FieldProblem, FormAnswers};
use usher_store::{
    FILE, LeaveMessage, LeaveOutcome, LeaveTo, OpenSession, Placement, PostMessage, StoreError, SystemEntry, Take,
};

/// A message is left.
#[derive(Debug, Clone, PartialEq)]
pub struct LeftNow {
    /// As stored.
    pub left: LeftMessage,
    /// Its session.
    pub session: Session,
    /// What the form says now.
    pub thanks: Option<String>,
}

/// Why a message is not left.
#[derive(Debug, thiserror::Error)]
pub enum LeaveError {
    /// There is no such form, or nobody may leave a message with it.
    #[error("there is no such form to fill in; ask for the form anew")]
    UnknownForm,
    /// Some answers do not fit.
    #[error("{} of the answers do not fit the form", .0.len())]
    Answers(Vec<FieldProblem>),
    /// An agent has the visitor's session.
    #[error("an agent is answering; write to the agent instead")]
    Answering,
    /// The same name stands for something else.
    #[error("client_id was used for something else before")]
    Conflict,
    /// The visitor's channel is gone from the rules.
    #[error("this chat is closed: its channel is no longer offered")]
    ChannelGone,
    /// The visitor may not write.
    #[error("you cannot write here at the moment")]
    Blocked,
    /// The channel asks for a proof of who the visitor is.
    #[error("prove first who you are: this channel requires it")]
    IdentityRequired,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Engine {
    /// Leaves a message. The group that handles it is the one that the session waits for, or that the rules lead to now.
    /// Leaving it again under the same name changes nothing.
    ///
    /// # Errors
    /// When it is not left; all that is wrong with the answers at once.
    pub async fn leave(&self, visitor: &Visitor, leaving: &SentForm) -> Result<LeftNow, LeaveError> {
        self.leave_with(visitor, leaving, ProofCheck::ByChannel).await
    }

    /// The same, where it need not be looked at who the visitor is.
    pub(crate) async fn leave_with(
        &self,
        visitor: &Visitor,
        leaving: &SentForm,
        proof: ProofCheck,
    ) -> Result<LeftNow, LeaveError> {
        let router = self.rules();
        let set = router.ruleset();
        if !set.channels.contains_key(&visitor.channel) {
            return Err(LeaveError::ChannelGone);
        }
        if self.may_not_write(visitor).await? {
            return Err(LeaveError::Blocked);
        }
        if self.lacks_proof(visitor, proof).await? {
            return Err(LeaveError::IdentityRequired);
        }
        let before = self.store.left_under(visitor.id, &leaving.client_id).await?;
        let form = match (leavable(set, &leaving.form), &before) {
            (Some(form), _) => form,
            // What was left stays left, whatever becomes of the form.
            (None, Some(before)) if before.form == leaving.form => return self.as_before(before.clone(), None).await,
            (None, _) => return Err(LeaveError::UnknownForm),
        };
        let fallback = &set.workspace.default_locale;
        let thanks = form.thanks.as_ref().map(|thanks| thanks.get(&leaving.locale, fallback).to_owned());
        let files = match &before {
            // Its files belong to it by now.
            Some(before) => files_in(&before.answers),
            None => self.files_for(visitor, &form, leaving).await?,
        };
        let answers = match (leaving.check(&form, &files, fallback), &before) {
            (Ok(answers), _) => answers,
            // It was sent again, and the form changed meanwhile.
            (Err(_), Some(before)) if before.form == form.id => return self.as_before(before.clone(), thanks).await,
            (Err(problems), _) => return Err(LeaveError::Answers(problems)),
        };
        loop {
            let leave = match self.to_leave(visitor, leaving, &answers).await? {
                Some(leave) => leave,
                None if before.is_none() => return Err(LeaveError::Answering),
                None => return self.as_before_if_same(before, &answers, leaving, thanks).await,
            };
            let wakes = leave.hooks.len();
            let outcome = match self.store.leave(leave).await {
                // Another of the visitor's pages took one of the files along meanwhile.
                Err(StoreError::Missing { what: FILE, .. }) => {
                    return Err(LeaveError::Answers(gone_files(&form, &answers)));
                }
                other => other?,
            };
            match outcome {
                LeaveOutcome::Left { left, session, messages, freed } => {
                    metrics::counter!("left_messages_total").increment(1);
                    tracing::debug!(left = %left.id, hooks = wakes, "a message was left");
                    self.wake_hooks();
                    if let Some(agent) = &freed {
                        self.roster.freed(agent, &session.channel);
                    }
                    self.publish_session(&session, messages);
                    self.publish_left(None, &left);
                    match (&freed, session.state.group()) {
                        (Some(agent), _) => self.drain_for(agent).await,
                        (None, Some(group)) => self.line_changed(group),
                        (None, None) => {}
                    }
                    if let Some(group) = &left.group {
                        self.give_left_after(group).await;
                    }
                    return Ok(LeftNow { left, session, thanks });
                }
                LeaveOutcome::Before { left } => return self.as_before(left, thanks).await,
                LeaveOutcome::Conflict => return Err(LeaveError::Conflict),
                LeaveOutcome::Blocked => return Err(LeaveError::Blocked),
                // The visitor's session moved on meanwhile, which only the visitor's own acts and the rules do: look again.
                LeaveOutcome::Lost => {}
            }
        }
    }

    async fn as_before(&self, left: LeftMessage, thanks: Option<String>) -> Result<LeftNow, LeaveError> {
        let session = self.store.session(left.session).await?;
        let missing = || StoreError::Missing { what: "session", id: left.session.to_string() };
        Ok(LeftNow { session: session.ok_or_else(missing)?, left, thanks })
    }

    /// A message that was left before, by a visitor whom an agent answers by now.
    async fn as_before_if_same(
        &self,
        before: Option<LeftMessage>,
        answers: &FormAnswers,
        leaving: &SentForm,
        thanks: Option<String>,
    ) -> Result<LeftNow, LeaveError> {
        let Some(before) = before else { return Err(LeaveError::Answering) };
        let again = LeftMessage { form: leaving.form.clone(), answers: answers.answers.clone(), ..before.clone() };
        let leave =
            LeaveMessage { left: again, client_id: leaving.client_id.clone(), to: LeaveTo::Over, hooks: Vec::new() };
        if leave.is(&before) { self.as_before(before, thanks).await } else { Err(LeaveError::Conflict) }
    }

    /// What to store; none while an agent has the visitor's session.
    async fn to_leave(
        &self,
        visitor: &Visitor,
        leaving: &SentForm,
        answers: &FormAnswers,
    ) -> Result<Option<LeaveMessage>, StoreError> {
        let now = self.clock.now();
        let left = LeftMessage {
            id: LeftMessageId::new(now, &*self.entropy),
            session: SessionId::new(now, &*self.entropy),
            visitor: visitor.id,
            channel: visitor.channel.clone(),
            form: leaving.form.clone(),
            group: None,
            rule: None,
            reason: None,
            locale: leaving.locale.clone(),
            answers: answers.answers.clone(),
            contact: answers.contact.clone(),
            status: LeftStatus::Open,
            agent: None,
            passed: Vec::new(),
            created_at: now,
            taken_at: None,
            answered_at: None,
            done_at: None,
            version: 1,
        };
        let event = HookEvent::MessageLeft { form: leaving.form.to_string(), fields: answers.values() };
        let ended = HookEvent::SessionClosed { cause: CloseCause::LeftMessage };
        let client_id = leaving.client_id.clone();
        let latest = self.store.latest_session_of(visitor.id).await?;
        let (session, to, events) = match latest {
            Some(session) if session.state.owner().is_some() => return Ok(None),
            Some(session) if session.state.is_open() => (session, LeaveTo::Waiting, vec![event, ended]),
            Some(session) if self.was_turned_away(&session) => (session, LeaveTo::Over, vec![event]),
            _ => {
                let (left, open) = self.to_open(visitor, leaving, answers, left, [event, ended]).await?;
                let to = LeaveTo::New(Box::new(open));
                return Ok(Some(LeaveMessage { left, client_id, to, hooks: Vec::new() }));
            }
        };
        let reason = self.reason_of(&session).await?;
        let hooks = self.runs_for(self.rules().ruleset(), Some(session.id), events, now);
        let (group, rule) = (session.state.group().cloned(), session.rule.clone());
        let left = LeftMessage { session: session.id, group, rule, reason, ..left };
        Ok(Some(LeaveMessage { left, client_id, to, hooks }))
    }

    /// A session that is over at once. The rules decide on it as on any other, but only the group counts: nobody is given
    /// it, and no slot and no turn is taken.
    async fn to_open(
        &self,
        visitor: &Visitor,
        leaving: &SentForm,
        answers: &FormAnswers,
        left: LeftMessage,
        events: [HookEvent; 2],
    ) -> Result<(LeftMessage, OpenSession), StoreError> {
        let (now, session) = (left.created_at, left.session);
        let (record, reason) = self.decide_left(visitor, leaving, answers.says(), session, now).await?;
        let left = LeftMessage { group: record.decision.group().cloned(), rule: record.rule.clone(), reason, ..left };
        let [message_left, ended] = events;
        let opened = HookEvent::SessionOpened { text: answers.says().to_owned() };
        let hooks = self.runs_for(self.rules().ruleset(), Some(session), [opened, message_left, ended], now);
        let end = Body::Event { event: Event::Closed { cause: CloseCause::LeftMessage } };
        let open = OpenSession {
            session: Session::begin(session, visitor.id, visitor.channel.clone(), now),
            first: PostMessage {
                session,
                sender: Party::Visitor,
                client_id: leaving.client_id.clone(),
                body: LeaveMessage::body(&left),
                at: now,
                hooks: Vec::new(),
            },
            placement: Placement {
                record,
                slot: None,
                cursor: None,
                entries: vec![SystemEntry::new(end)],
                hooks,
                take: Take::Owns,
                answer_by: None,
                missed: Vec::new(),
                routed: Routed::ByRules,
                queue_limit: None,
            },
            ends: Some(CloseCause::LeftMessage),
        };
        Ok((left, open))
    }

    /// What the rules say of a left message, and why nobody could have answered, where that is so.
    async fn decide_left(
        &self,
        visitor: &Visitor,
        leaving: &SentForm,
        says: &str,
        session: SessionId,
        now: Timestamp,
    ) -> Result<(DecisionRecord, Option<QueueReason>), StoreError> {
        let router = self.rules();
        let set = router.ruleset();
        let history = self.store.visitor_history(visitor.id, MOST_EARLIER_SESSIONS).await?;
        let records = self.records_of(visitor.id).await.unwrap_or_default();
        let identity = self.identity_of(visitor).await?;
        let known = Known {
            visitor,
            locale: &leaving.locale,
            history: &history,
            page: &leaving.page,
            agent: &leaving.agent,
            first_message: says,
            answers: &[],
        };
        let mut facts = gather(&known, now, &set.workspace.time_zone);
        set_identity_facts(&mut facts, set, identity.as_ref());
        set_record_facts(&mut facts, &set.record_facts, &records);
        let seed = self.entropy.seed();
        let elapsed = || -> Duration { self.clock.monotonic() };
        let context = Context { facts: &facts, records: &records, now, seed, elapsed: &elapsed, failures: None };
        let past = Past { channel: Some(&visitor.channel), ..Past::default() };
        let roster = self.roster.view(now);
        let decided = router.decide(&DecisionInput { context, roster: &roster, line: Line::default(), past });
        let (decision, mut candidates, mut strategies) = (decided.decision, decided.candidates, decided.strategies);
        // Why nobody could answer, where that is so.
        let reason = decision.reason();
        let decision = match decision {
            Decision::Assign { group: Some(group), .. } => {
                // Somebody could have taken a session. This one asks for nobody, so nobody was chosen.
                for candidate in &mut candidates {
                    if candidate.standing == Standing::Chosen {
                        candidate.standing = Standing::Eligible { place: None };
                    }
                }
                strategies.clear();
                Decision::Queue { group, reason: QueueReason::Busy }
            }
            Decision::Assign { group: None, .. } => Decision::Unmatched,
            other => other,
        };
        let record = DecisionRecord {
            id: DecisionId::new(now, &*self.entropy),
            session,
            at: now,
            cause: DecisionCause::LeftMessage,
            revision: set.revision.clone(),
            facts,
            records,
            failures: decided.failures,
            seed,
            rule: decided.rule,
            by: None,
            decision,
            candidates,
            strategies,
            shadow: decided.shadow,
        };
        Ok((record, reason))
    }
}
