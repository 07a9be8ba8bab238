//! Agents handle left messages: take, give back, answer, finish, open again, note.
//!
//! Whoever of the message's group wants to takes it; from then on it is that agent's, and a supervisor's. Each step is a
//! compare-and-set: of two agents who take one message one is told who has it.

use crate::{Engine, MessageText};
use usher_model::{
    Agent, AgentId, ClientId, LeftMessage, LeftMessageId, LeftNote, LeftNoteId, LeftStatus, Message, Role,
};
use usher_store::{ChangeLeft, LeftChange, LeftOutcome, MAX_LEFT_NOTES, NewLeftNote, NoteOutcome, StoreError};

/// What an agent does with a left message, but for answering.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftStep {
    /// Takes it.
    Take,
    /// Gives it back to the group.
    GiveBack,
    /// Says that nothing is left to do.
    Finish,
    /// Says that there is something to do after all.
    Reopen,
}

/// Why a left message is not handled.
#[derive(Debug, thiserror::Error)]
pub enum LeftError {
    /// There is no such message that the agent may see.
    #[error("there is no such left message")]
    Missing,
    /// Another agent has it.
    #[error("{agent} has this message")]
    TakenBy {
        /// Who.
        agent: AgentId,
    },
    /// It was answered already.
    #[error("this message was answered; open it again first")]
    Answered,
    /// Nothing is left to do.
    #[error("this message is done; open it again first")]
    Done,
    /// The same name stands for something else.
    #[error("client_id was used for something else before")]
    Conflict,
    /// It has as many notes as it may have.
    #[error("a left message has at most {limit} notes")]
    TooManyNotes {
        /// How many.
        limit: u32,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Engine {
    /// Takes a step. One that was taken already changes nothing.
    ///
    /// # Errors
    /// When the message does not allow it, or is not the agent's to handle.
    pub async fn step_left(&self, agent: &Agent, id: LeftMessageId, step: LeftStep) -> Result<LeftMessage, LeftError> {
        loop {
            let left = self.visible_left(agent, id).await?.ok_or(LeftError::Missing)?;
            let Some(change) = judge(agent, &left, step)? else { return Ok(left) };
            let change = ChangeLeft { id, expected_version: left.version, change, at: self.clock.now() };
            match self.store.change_left(change).await? {
                LeftOutcome::Now { left: after, .. } => {
                    self.publish_left(Some(&left), &after);
                    self.look_after_left(&left, &after).await;
                    return Ok(after);
                }
                LeftOutcome::Missing => return Err(LeftError::Missing),
                // Somebody else was faster: how it stands now decides.
                LeftOutcome::Lost | LeftOutcome::Before { .. } | LeftOutcome::Conflict => {}
            }
        }
    }

    /// Answers a left message, which takes it too. The words are written into the visitor's latest session, which is what
    /// the visitor's page shows, whoever has it and also where it is over: a visitor who is there sees them at once, and one
    /// who is away finds them unread. They are no talk: whoever owes that session an answer owes it still. The same answer
    /// again changes nothing.
    ///
    /// # Errors
    /// When another agent has it, or nothing is left to do.
    pub async fn answer_left(
        &self,
        agent: &Agent,
        id: LeftMessageId,
        client_id: &ClientId,
        text: &MessageText,
    ) -> Result<(LeftMessage, Message), LeftError> {
        loop {
            let left = self.visible_left(agent, id).await?.ok_or(LeftError::Missing)?;
            let is_done = left.status == LeftStatus::Done;
            if !is_done {
                may_handle(agent, &left)?;
            }
            let (agent, client_id, text) = (agent.id.clone(), client_id.clone(), text.as_str().to_owned());
            let change = LeftChange::Answer { agent, client_id, text };
            let change = ChangeLeft { id, expected_version: left.version, change, at: self.clock.now() };
            match self.store.change_left(change).await? {
                LeftOutcome::Now { left: after, said: Some(said) } => {
                    metrics::counter!("left_messages_answered_total").increment(1);
                    if let Some(session) = self.store.session(said.session).await? {
                        self.publish_session(&session, vec![said.clone()]);
                    }
                    self.publish_left(Some(&left), &after);
                    self.look_after_left(&left, &after).await;
                    return Ok((after, said));
                }
                LeftOutcome::Before { left, said } => return Ok((left, said)),
                LeftOutcome::Conflict => return Err(LeftError::Conflict),
                LeftOutcome::Missing => return Err(LeftError::Missing),
                LeftOutcome::Lost if is_done => return Err(LeftError::Done),
                LeftOutcome::Lost | LeftOutcome::Now { said: None, .. } => {}
            }
        }
    }

    /// Adds a note to a left message. The same note again changes nothing.
    ///
    /// # Errors
    /// When there is no such message that the agent may see, or there are too many notes.
    pub async fn note_left(
        &self,
        agent: &Agent,
        id: LeftMessageId,
        client_id: ClientId,
        text: MessageText,
    ) -> Result<LeftNote, LeftError> {
        let left = self.visible_left(agent, id).await?.ok_or(LeftError::Missing)?;
        let at = self.clock.now();
        let note = LeftNote {
            id: LeftNoteId::new(at, &*self.entropy),
            left: id,
            agent: agent.id.clone(),
            text: text.into_string(),
            at,
        };
        match self.store.add_left_note(NewLeftNote { note, client_id }).await? {
            NoteOutcome::Stored { note } => {
                self.publish_left(None, &left);
                Ok(note)
            }
            NoteOutcome::Conflict => Err(LeftError::Conflict),
            NoteOutcome::Full => Err(LeftError::TooManyNotes { limit: MAX_LEFT_NOTES }),
            NoteOutcome::Missing => Err(LeftError::Missing),
        }
    }

    /// What a step makes possible: who had the message may be given the next, and one that is open again may be given.
    async fn look_after_left(&self, before: &LeftMessage, after: &LeftMessage) {
        if let Some(agent) = &before.agent
            && before.status == LeftStatus::Taken
        {
            self.give_left_for(agent).await;
        }
        if let Some(group) = &after.group
            && after.status == LeftStatus::Open
        {
            self.give_left_after(group).await;
        }
    }
}

/// What a step changes; nothing where it was taken already.
fn judge(agent: &Agent, left: &LeftMessage, step: LeftStep) -> Result<Option<LeftChange>, LeftError> {
    let is_own = left.agent.as_ref() == Some(&agent.id);
    let me = || agent.id.clone();
    match (step, left.status) {
        (LeftStep::Take, LeftStatus::Taken) if is_own => Ok(None),
        (LeftStep::Take, LeftStatus::Open | LeftStatus::Taken) => {
            may_handle(agent, left)?;
            Ok(Some(LeftChange::Take { agent: me() }))
        }
        (LeftStep::GiveBack | LeftStep::Reopen, LeftStatus::Open)
        | (LeftStep::Reopen, LeftStatus::Taken)
        | (LeftStep::Finish, LeftStatus::Done) => Ok(None),
        (LeftStep::GiveBack, LeftStatus::Taken) => {
            may_handle(agent, left)?;
            Ok(Some(LeftChange::GiveBack { passed: is_own.then(me) }))
        }
        (LeftStep::Take | LeftStep::GiveBack, LeftStatus::Answered) => Err(LeftError::Answered),
        (LeftStep::Take | LeftStep::GiveBack, LeftStatus::Done) => Err(LeftError::Done),
        (LeftStep::Finish, _) => {
            may_handle(agent, left)?;
            Ok(Some(LeftChange::Finish { agent: me() }))
        }
        (LeftStep::Reopen, LeftStatus::Answered | LeftStatus::Done) => Ok(Some(LeftChange::Reopen)),
    }
}

/// Whether the message is the agent's to handle: nobody's, the agent's own, or anybody's for a supervisor.
fn may_handle(agent: &Agent, left: &LeftMessage) -> Result<(), LeftError> {
    match &left.agent {
        Some(other) if *other != agent.id && agent.role < Role::Supervisor => {
            Err(LeftError::TakenBy { agent: other.clone() })
        }
        _ => Ok(()),
    }
}
