//! What people decide by hand: an owner passes a session on, an admin gives one to somebody, a hook asks for others.

mod again;

use self::again::Before;
use crate::{
    Engine, MessageText, NoteError,
    config::MOVES_OF_HOOK,
    moving::{Aim, Move, Moved, group_of},
    place::HandCheck,
};
use usher_model::{
    Agent, AgentId, ClientId, DecisionCause, DecisionId, GroupId, MAX_REASON_CHARS, Refusal, Role, Seq, Session,
    SessionId, SessionState,
};
use usher_ruleset::RuleSet;
use usher_store::StoreError;

/// Whom a session is given to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HandTarget {
    /// One agent.
    Agent(AgentId),
    /// A group, whose rules choose the agent.
    Group(GroupId),
}

/// A session that was given by hand.
#[derive(Debug, Clone, PartialEq)]
pub struct Handed {
    /// As it is now; none where this very request was carried out before, and whoever gave it may no longer see it.
    pub session: Option<Session>,
    /// What whoever gave it should know.
    pub warned: Option<Warned>,
}

/// What whoever gave a session by hand should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warned {
    /// The rules would not have given it to this agent.
    Agent(Refusal),
    /// Nobody of the group can take it now: it waits in its line.
    GroupWaits,
}

/// Why a session is not given.
#[derive(Debug, thiserror::Error)]
pub enum HandError {
    /// The agent who gives it does not own it.
    #[error("the session is not yours")]
    NotOwner,
    /// There is no such session.
    #[error("there is no such session")]
    Missing,
    /// It is over.
    #[error("the session is closed")]
    Closed,
    /// The directory has nobody of that name.
    #[error("there is no agent `{0}`")]
    UnknownAgent(AgentId),
    /// The rules have no group of that name.
    #[error("there is no group `{0}`")]
    UnknownGroup(GroupId),
    /// The agent may not be given a session now.
    #[error("`{agent}` {refusal}")]
    Unable {
        /// Who.
        agent: AgentId,
        /// Why.
        refusal: Refusal,
    },
    /// The note is too long.
    #[error("the note has {given} characters; at most {limit} are allowed")]
    NoteTooLong {
        /// How long it is.
        given: usize,
        /// How long it may be.
        limit: usize,
    },
    /// The same name stands for something else.
    #[error("client_id was used for something else before, at seq {seq}")]
    Conflict {
        /// Where that is.
        seq: Seq,
    },
    /// Somebody else moved or closed it at the same moment.
    #[error("somebody else moved the session at the same moment; look at it again")]
    Moved,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<NoteError> for HandError {
    fn from(error: NoteError) -> Self {
        match error {
            NoteError::Missing => Self::Missing,
            NoteError::Conflict { seq } => Self::Conflict { seq },
            NoteError::Store(error) => Self::Store(error),
        }
    }
}

/// What somebody asks for.
struct Asked<'a> {
    by: &'a Agent,
    to: &'a HandTarget,
    note: Option<&'a str>,
    name: Option<&'a ClientId>,
}

/// How a session is given.
struct Giving<'a> {
    /// Who gives it; none where a hook asked.
    by: Option<&'a Agent>,
    note: Option<&'a str>,
    name: Option<&'a ClientId>,
    cause: DecisionCause,
    check: HandCheck,
}

impl Engine {
    /// Gives a session to somebody else. Its owner may give it to a group, or to an agent who can take it now; supervisors
    /// and admins may give any open session to anybody, and are told what speaks against it. Giving it where it is already
    /// only notes what was said about it. The same request under the same name is carried out once, and answered as before
    /// also to who gave the session away by it.
    ///
    /// # Errors
    /// When the session may not be given by this agent, or not to that one.
    pub async fn give(
        &self,
        by: &Agent,
        session: SessionId,
        to: &HandTarget,
        note: Option<&str>,
        name: Option<&ClientId>,
    ) -> Result<Handed, HandError> {
        if let Some(given) = note.map(|note| note.chars().count()).filter(|given| *given > MAX_REASON_CHARS) {
            return Err(HandError::NoteTooLong { given, limit: MAX_REASON_CHARS });
        }
        let found = self.store.session(session).await?.ok_or(HandError::Missing)?;
        let asked = Asked { by, to, note, name };
        let before = self.given_before(&found, &asked).await?;
        if let Before::Same(handed) = before {
            return Ok(*handed);
        }
        let is_owner = found.state.owner() == Some(&by.id);
        let may_any = by.role >= Role::Supervisor;
        if !is_owner && !may_any {
            // Whoever may not see a session is not told whether it is there.
            return Err(if found.state.slot() == Some(&by.id) { HandError::NotOwner } else { HandError::Missing });
        }
        if let Before::Other(seq) = before {
            return Err(HandError::Conflict { seq });
        }
        let cause = if is_owner { DecisionCause::Transferred } else { DecisionCause::ByHand };
        let check = if may_any { HandCheck::Nothing } else { HandCheck::Able };
        let giving = Giving { by: Some(by), note, name, cause, check };
        match self.hand_over(&found, to, &giving).await {
            // It may be the same request, come twice at the same moment, that moved it.
            Err(HandError::Moved) => match self.given_before(&found, &asked).await? {
                Before::Same(handed) => Ok(*handed),
                Before::Other(_) | Before::Nothing => Err(HandError::Moved),
            },
            done => done,
        }
    }

    /// A hook asks that a group takes over. Where the session is there already, is over, or the group is gone, nothing is
    /// done: the run may be repeated.
    pub(crate) async fn give_for_hook(
        &self,
        session: &Session,
        group: &GroupId,
        reason: &str,
    ) -> Result<(), StoreError> {
        if session.state.group() == Some(group) {
            return Ok(());
        }
        let to = HandTarget::Group(group.clone());
        let note = Some(reason).filter(|reason| !reason.is_empty());
        let (cause, check) = (DecisionCause::Transferred, HandCheck::Able);
        let giving = Giving { by: None, note, name: None, cause, check };
        let mut session = session.clone();
        for _ in 0..MOVES_OF_HOOK {
            match self.hand_over(&session, &to, &giving).await {
                Err(HandError::Store(error)) => return Err(error),
                Err(HandError::Moved) => {}
                Ok(_) | Err(_) => return Ok(()),
            }
            // Somebody else moved it at the same moment; what the hook asked for stands all the same.
            match self.store.session(session.id).await? {
                Some(fresh) if fresh.state.group() != Some(group) => session = fresh,
                Some(_) | None => return Ok(()),
            }
        }
        tracing::warn!(session = %session.id, %group, "a hook's transfer was given up: others kept moving the session");
        Ok(())
    }

    async fn hand_over(&self, session: &Session, to: &HandTarget, giving: &Giving<'_>) -> Result<Handed, HandError> {
        if !session.state.is_open() {
            return Err(HandError::Closed);
        }
        let router = self.rules();
        let set = router.ruleset();
        if is_there(&session.state, to) {
            return self.note_given(session, giving, None).await;
        }
        let mut refusal = None;
        let aim = match to {
            HandTarget::Agent(agent) => {
                let found = set.agents.get(agent).ok_or_else(|| HandError::UnknownAgent(agent.clone()))?;
                refusal = self.refusal_of(set, found, session);
                if let (HandCheck::Able, Some(refusal)) = (giving.check, &refusal) {
                    return Err(HandError::Unable { agent: agent.clone(), refusal: refusal.clone() });
                }
                Aim::Agent(agent, giving.check)
            }
            HandTarget::Group(group) => {
                if !set.groups.contains_key(group) {
                    return Err(HandError::UnknownGroup(group.clone()));
                }
                Aim::Group(group)
            }
        };
        // Whoever gives it away does not get it back from the group at once.
        let giver: Vec<AgentId> = session.state.slot().cloned().into_iter().collect();
        let step = Move {
            by: giving.by.map(|by| &by.id),
            note: giving.note,
            name: giving.name,
            missed: Some(&giver),
            ..Move::of(giving.cause, aim)
        };
        match self.move_session(session, &step).await? {
            Moved::Placed { session: placed, .. } => {
                let group_waits = matches!((&placed.state, to), (SessionState::Queued { .. }, HandTarget::Group(_)));
                let warned = refusal.map(Warned::Agent).or(group_waits.then_some(Warned::GroupWaits));
                if let SessionState::Queued { group, .. } = &placed.state {
                    // A slot may have freed there between the decision and the commit, when nobody saw it in the line.
                    self.drain_after(group).await;
                }
                if let Some(giver) = giver.first() {
                    self.drain_for(giver).await;
                }
                Ok(Handed { session: Some(placed), warned })
            }
            Moved::Same => self.note_given(session, giving, Some(Warned::GroupWaits)).await,
            Moved::Gone => Err(HandError::Moved),
            Moved::Unable => {
                let HandTarget::Agent(agent) = to else { return Err(HandError::Moved) };
                let found = set.agents.get(agent).ok_or_else(|| HandError::UnknownAgent(agent.clone()))?;
                let refusal = self.refusal_of(set, found, session).unwrap_or(Refusal::Absent);
                Err(HandError::Unable { agent: agent.clone(), refusal })
            }
        }
    }

    /// A session that is where it is to be given stays there; what was said about it is noted all the same.
    async fn note_given(
        &self,
        session: &Session,
        giving: &Giving<'_>,
        warned: Option<Warned>,
    ) -> Result<Handed, HandError> {
        let text = giving.note.and_then(|note| MessageText::parse(note).ok());
        if let (Some(by), Some(text)) = (giving.by, text) {
            let name = giving.name.cloned().unwrap_or_else(|| {
                let fresh = DecisionId::new(self.clock.now(), &*self.entropy).to_string();
                ClientId::try_from(fresh).expect("an id is fewer than 64 visible characters")
            });
            self.add_note(by, session.id, name, text).await?;
        }
        let session = self.store.session(session.id).await?.ok_or(HandError::Missing)?;
        Ok(Handed { session: Some(session), warned })
    }

    /// Why the rules would not give a session to an agent now.
    fn refusal_of(&self, set: &RuleSet, agent: &Agent, session: &Session) -> Option<Refusal> {
        let channel = set.channels.get(&session.channel).and_then(|channel| Some((&channel.id, channel.capacity?)));
        // Through which group the agent would get it decides how much the agent may hold.
        let group = group_of(set, session.state.group(), &agent.id).and_then(|group| set.groups.get(group));
        let capacity = group.map_or(agent.capacity, |group| group.capacity_of(agent));
        self.roster.refusal(&agent.id, capacity, channel, self.clock.now())
    }
}

/// Whether a session is where it is to be given already.
fn is_there(state: &SessionState, to: &HandTarget) -> bool {
    match to {
        HandTarget::Agent(agent) => state.owner() == Some(agent),
        HandTarget::Group(group) => matches!(state, SessionState::Queued { group: at, .. } if at == group),
    }
}
