//! Which form a visitor may fill in now: by the rule and reason of the session, or, where there is none yet, by what a
//! session would meet.

use super::LEAVE_WITHIN;
use crate::{
    Engine, ExplainError, Page, UserAgent,
    facts::{Known, gather, set_record_facts},
    identity::set_identity_facts,
    opening::MOST_EARLIER_SESSIONS,
};
use std::sync::Arc;
use usher_model::{
    CloseCause, Context, Decision, FormId, GroupId, Locale, QueueReason, RuleId, Session, SessionId, SessionState,
    Visitor,
};
use usher_routing::{DecisionInput, Line, Past};
use usher_ruleset::{Form, FormKind, RuleSet, Waiting};
use usher_store::StoreError;

/// Who asks for a form, from where.
#[derive(Debug, Clone)]
pub struct FormAsked {
    /// The page the visitor is on.
    pub page: Page,
    /// The language the visitor reads now.
    pub locale: Locale,
    /// The visitor's browser.
    pub agent: UserAgent,
}

/// A form that a visitor may fill in.
#[derive(Debug, Clone)]
pub struct FormOffer {
    /// The form.
    pub form: Arc<Form>,
    /// Why nobody can answer; none where a session waits that no rule matched.
    pub reason: Option<QueueReason>,
    /// Who would handle it; none where no rule matched.
    pub group: Option<GroupId>,
    /// The session that it would end or be added to; none where the visitor has none that counts.
    pub session: Option<SessionId>,
}

impl Engine {
    /// The form that a visitor may fill in now, if any. Nothing is stored, and what is asked of scripts counts for nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn form_for(&self, visitor: &Visitor, asked: &FormAsked) -> Result<Option<FormOffer>, ExplainError> {
        match self.store.latest_session_of(visitor.id).await? {
            Some(session) if session.state.is_open() || self.was_turned_away(&session) => {
                let offer = self.offer_of(&session).await?;
                let session_id = session.id;
                Ok(offer.map(|(form, reason)| FormOffer {
                    form,
                    reason,
                    group: session.state.group().cloned(),
                    session: Some(session_id),
                }))
            }
            _ => self.form_beforehand(visitor, asked).await,
        }
    }

    /// The form that is offered to the visitor of a session: while it waits, or for a day after it was turned away.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn form_of(&self, session: &Session) -> Result<Option<FormId>, StoreError> {
        Ok(self.offer_of(session).await?.map(|(form, _)| form.id.clone()))
    }

    /// Whether what the visitor leaves is added to this session, which is over.
    pub(super) fn was_turned_away(&self, session: &Session) -> bool {
        let is_recent = |at| self.clock.now().since(at) <= LEAVE_WITHIN;
        let turned_away = matches!(session.state, SessionState::Closed { cause: CloseCause::NotHeld, .. });
        turned_away && session.closed_at.is_some_and(is_recent)
    }

    /// Why nobody answers a session, as far as that is known.
    pub(super) async fn reason_of(&self, session: &Session) -> Result<Option<QueueReason>, StoreError> {
        Ok(match &session.state {
            SessionState::Queued { reason, .. } => Some(*reason),
            SessionState::Offered { .. } => Some(QueueReason::Busy),
            SessionState::Closed { .. } => match self.store.latest_decision(session.id).await? {
                Some(latest) => latest.decision.reason(),
                None => None,
            },
            SessionState::Assigned { .. } | SessionState::Unmatched => None,
        })
    }

    async fn offer_of(&self, session: &Session) -> Result<Option<(Arc<Form>, Option<QueueReason>)>, StoreError> {
        let offers = match &session.state {
            SessionState::Assigned { .. } => false,
            SessionState::Closed { .. } => self.was_turned_away(session),
            SessionState::Queued { .. } | SessionState::Unmatched | SessionState::Offered { .. } => true,
        };
        if !offers {
            return Ok(None);
        }
        let reason = self.reason_of(session).await?;
        Ok(offered(self.rules().ruleset(), session.rule.as_ref(), reason).map(|form| (form, reason)))
    }

    /// What a session would meet that is opened now.
    async fn form_beforehand(&self, visitor: &Visitor, asked: &FormAsked) -> Result<Option<FormOffer>, ExplainError> {
        let router = self.rules_to_ask().await?;
        let set = router.ruleset();
        let history = self.store.visitor_history(visitor.id, MOST_EARLIER_SESSIONS).await?;
        let records = self.records_of(visitor.id).await.unwrap_or_default();
        let identity = self.identity_of(visitor).await?;
        let known = Known {
            visitor,
            locale: &asked.locale,
            history: &history,
            page: &asked.page,
            agent: &asked.agent,
            first_message: "",
            answers: &[],
        };
        let now = self.clock.now();
        let mut facts = gather(&known, now, &set.workspace.time_zone);
        set_identity_facts(&mut facts, set, identity.as_ref());
        set_record_facts(&mut facts, &set.record_facts, &records);
        let seed = self.entropy.seed();
        let decide = |others: u32| {
            let elapsed = || self.clock.monotonic();
            let context = Context { facts: &facts, records: &records, now, seed, elapsed: &elapsed, failures: None };
            let past = Past { channel: Some(&visitor.channel), ..Past::default() };
            let line = Line { others, ..Line::default() };
            router.decide(&DecisionInput { context, roster: &self.roster.view(now), line, past })
        };
        let mut decided = decide(0);
        if let Decision::Queue { group, .. } = &decided.decision {
            let others = self.store.queue_length(group, None).await?;
            if others > 0 {
                decided = decide(others);
            }
        }
        let reason = match &decided.decision {
            Decision::Assign { .. } => return Ok(None),
            other => other.reason(),
        };
        let group = decided.decision.group().cloned();
        let form = offered(set, decided.rule.as_ref(), reason);
        Ok(form.map(|form| FormOffer { form, reason, group, session: None }))
    }
}

/// The form that the rules offer to whoever waits for this reason. Where no rule matched, somebody has to choose by hand:
/// that is as if everybody were busy, in the workspace's own words.
fn offered(set: &RuleSet, rule: Option<&RuleId>, reason: Option<QueueReason>) -> Option<Arc<Form>> {
    let waiting: &Waiting = match rule {
        Some(id) => &set.rule(id)?.waiting,
        None => &set.workspace.waiting,
    };
    let id = waiting.of(reason.unwrap_or(QueueReason::Busy))?.form.as_ref()?;
    set.forms.get(id).filter(|form| form.kind == FormKind::LeaveMessage).cloned()
}

/// A form that some rule, or the workspace, lets visitors leave a message with.
pub(super) fn leavable(set: &RuleSet, id: &FormId) -> Option<Arc<Form>> {
    let form = set.forms.get(id).filter(|form| form.kind == FormKind::LeaveMessage)?;
    let all = set.rules.iter().map(|rule| &rule.waiting).chain([&set.workspace.waiting]);
    all.flat_map(Waiting::forms).any(|named| named == id).then(|| Arc::clone(form))
}
