//! A session is opened, by a message or by a form that was filled in.

use crate::{
    Engine, Page, UserAgent, VisitorPost,
    facts::{Known, gather, lay_over, set_record_facts},
    identity::{ProofCheck, set_identity_facts},
    place::{Planned, QueueSeen, Step, Subject},
    post::{Receipt, body_of},
};
use std::collections::HashSet;
use usher_model::{
    Answer, Body, ClientId, DecisionCause, Facts, GroupId, Locale, Party, Session, SessionId, SessionState, Visitor,
};
use usher_store::{OpenOutcome, OpenSession, PostMessage, QueuePlace, StoreError};

/// Earlier sessions are counted up to here; rules only ask for few or many.
pub(crate) const MOST_EARLIER_SESSIONS: u32 = 100;

/// What a session begins with, and from where.
pub(crate) struct Beginning<'a> {
    pub client_id: &'a ClientId,
    /// The first entry.
    pub body: Body,
    /// The visitor's own words in it.
    pub says: &'a str,
    /// The answers in it, where it is a form.
    pub answers: &'a [Answer],
    pub page: &'a Page,
    pub locale: &'a Locale,
    pub agent: &'a UserAgent,
    /// Whether the visitor has to have proved who it is, where the channel says so.
    pub proof: ProofCheck,
}

impl<'a> Beginning<'a> {
    pub fn with(post: &'a VisitorPost, proof: ProofCheck) -> Self {
        Self {
            client_id: &post.client_id,
            body: body_of(post.text.as_str().to_owned(), post.files.clone()),
            says: post.text.as_str(),
            answers: &[],
            page: &post.page,
            locale: &post.locale,
            agent: &post.agent,
            proof,
        }
    }
}

/// How opening a session went.
pub(crate) enum Opening {
    /// It is open.
    Opened(Receipt),
    /// The visitor opened one elsewhere in the meantime, as in another tab, or began one with this very entry before.
    Elsewhere(SessionId),
    /// The visitor may not write.
    Blocked,
    /// The visitor has to prove first who it is.
    Unproven,
}

impl Engine {
    /// Opens a session with its first entry.
    pub(crate) async fn open(
        &self,
        visitor: &Visitor,
        begins: &Beginning<'_>,
        given: &Facts,
    ) -> Result<Opening, StoreError> {
        if self.lacks_proof(visitor, begins.proof).await? {
            return Ok(Opening::Unproven);
        }
        let id = SessionId::new(self.clock.now(), &*self.entropy);
        let history = self.store.visitor_history(visitor.id, MOST_EARLIER_SESSIONS).await?;
        let records = self.records_of(visitor.id).await.unwrap_or_default();
        let identity = self.identity_of(visitor).await?;
        let known = Known {
            visitor,
            locale: begins.locale,
            history: &history,
            page: begins.page,
            agent: begins.agent,
            first_message: begins.says,
            answers: begins.answers,
        };
        loop {
            let router = self.rules();
            let set = router.ruleset();
            let mut facts = gather(&known, self.clock.now(), &set.workspace.time_zone);
            set_identity_facts(&mut facts, set, identity.as_ref());
            set_record_facts(&mut facts, &set.record_facts, &records);
            lay_over(&mut facts, given, &set.catalogue);
            let subject = Subject {
                session: id,
                visitor,
                facts: &facts,
                records: &records,
                locale: begins.locale,
                cause: DecisionCause::Opened,
                opened_with: Some(begins.says),
                waits: None,
                queue: QueueSeen::default(),
                step: Step::default(),
            };
            let place = QueuePlace { priority: 0, opened_at: self.clock.now(), session: id };
            let mut planned = self.plan_opening(&subject, place).await?;
            let at = planned.placement.record.at;
            let open = OpenSession {
                session: Session::begin(id, visitor.id, visitor.channel.clone(), at),
                first: PostMessage {
                    session: id,
                    sender: Party::Visitor,
                    client_id: begins.client_id.clone(),
                    body: begins.body.clone(),
                    at,
                    hooks: Vec::new(),
                },
                placement: planned.placement.clone(),
                ends: planned.ends,
            };
            match self.store.open_session(open).await {
                Ok(OpenOutcome::Opened { session, messages }) => {
                    self.settle(&mut planned, Ok(())).await?;
                    metrics::counter!("sessions_opened_total", "state" => session.state.word()).increment(1);
                    let first = messages.iter().find(|message| message.sender == Party::Visitor);
                    let seq = first.map_or(1, |first| first.seq);
                    self.publish_session(&session, messages);
                    self.wake_hooks();
                    self.look_after(&session, &planned.placement.record.revision).await;
                    return Ok(Opening::Opened(Receipt { session: id, seq, at }));
                }
                Ok(OpenOutcome::AlreadyOpen { session }) => {
                    self.settle(&mut planned, Err(None)).await?;
                    return Ok(Opening::Elsewhere(session));
                }
                Ok(OpenOutcome::Blocked) => {
                    self.settle(&mut planned, Err(None)).await?;
                    return Ok(Opening::Blocked);
                }
                Ok(OpenOutcome::Lost(lost)) => self.settle(&mut planned, Err(Some(lost))).await?,
                Err(error) => {
                    self.settle(&mut planned, Err(None)).await?;
                    return Err(error);
                }
            }
        }
    }

    /// Decides on a new session. It never overtakes those who wait in the group's queue already.
    pub(crate) async fn plan_opening(&self, subject: &Subject<'_>, place: QueuePlace) -> Result<Planned, StoreError> {
        let mut drained: HashSet<GroupId> = HashSet::new();
        let mut looked_again: HashSet<GroupId> = HashSet::new();
        loop {
            let router = self.rules();
            let planned = self.plan(subject);
            // The plan tells the group; where somebody may wait there, they are looked at before the slot is taken.
            let rule = planned.rule.as_ref().and_then(|id| router.ruleset().rule(id));
            let group = match &planned.state {
                SessionState::Queued { group, .. } => Some(group),
                _ => rule.map(|rule| &rule.group),
            };
            let Some(group) = group.cloned() else { return Ok(planned) };
            if self.roster.may_wait(&group) && drained.insert(group.clone()) {
                drop(planned);
                self.drain_after(&group).await;
                continue;
            }
            if !matches!(planned.state, SessionState::Queued { .. }) {
                return Ok(planned);
            }
            // Only who has to wait needs to know how many do: then limits hold, and the place in line can be told.
            let queue = self.queue_seen(&group, place).await?;
            if queue == QueueSeen::default() {
                return Ok(planned);
            }
            drop(planned);
            let planned = self.plan(&Subject { queue, ..*subject });
            // A slot that freed in between is for those who wait already: they are looked at once more.
            let overtakes = planned.state.slot().is_some() && planned.state.group() == Some(&group);
            if !(overtakes && queue.others > 0 && looked_again.insert(group.clone())) {
                return Ok(planned);
            }
            drop(planned);
            self.drain_after(&group).await;
        }
    }
}
