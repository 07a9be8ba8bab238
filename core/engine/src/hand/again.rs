//! Whether a session was given by this very request before.
//!
//! Owns what the transcript remembers of a request: the entry that bears its name. Must not give anything.

use super::{Asked, HandError, HandTarget, Handed, Warned};
use crate::{Engine, MessageText};
use usher_model::{Body, Event, Party, Seq, Session, SessionState};
use usher_store::Page;

/// What stands in a transcript under a request's name.
pub(super) enum Before {
    /// Nothing.
    Nothing,
    /// Something else, there.
    Other(Seq),
    /// The very request, and its answer.
    Same(Box<Handed>),
}

impl Engine {
    /// Looks a request up by its name. Who gave a session away is answered too: the request was allowed then.
    pub(super) async fn given_before(&self, session: &Session, asked: &Asked<'_>) -> Result<Before, HandError> {
        let Some(name) = asked.name else { return Ok(Before::Nothing) };
        if let Some(entry) = self.store.message_under(session.id, &Party::System, name).await? {
            if !is_transfer(&entry.body, asked) {
                return Ok(Before::Other(entry.seq));
            }
            let warned = match asked.to {
                HandTarget::Group(_) => self.waited_after(session, entry.seq).await?,
                HandTarget::Agent(_) => None,
            };
            return self.same(session, asked, warned).await;
        }
        let own = Party::Agent(asked.by.id.clone());
        let Some(entry) = self.store.message_under(session.id, &own, name).await? else { return Ok(Before::Nothing) };
        match (&entry.body, asked.note) {
            // It was there already, and only the note was stored.
            (Body::Note { text }, Some(note)) if MessageText::parse(note).is_ok_and(|note| note.as_str() == text) => {
                let waits = matches!((&session.state, asked.to), (SessionState::Queued { group, .. },
                    HandTarget::Group(to)) if group == to);
                self.same(session, asked, waits.then_some(Warned::GroupWaits)).await
            }
            _ => Ok(Before::Other(entry.seq)),
        }
    }

    async fn same(&self, session: &Session, asked: &Asked<'_>, warned: Option<Warned>) -> Result<Before, HandError> {
        let session = self.visible_session(&asked.by.id, asked.by.role, session.id).await?;
        Ok(Before::Same(Box::new(Handed { session, warned })))
    }

    /// Whether a session waited for its group when it was given to it: the next entry says so.
    async fn waited_after(&self, session: &Session, seq: Seq) -> Result<Option<Warned>, HandError> {
        let next = self.store.messages(session.id, Page::After(seq), 1).await?;
        let waited = |body: &Body| matches!(body, Body::Event { event: Event::Queued { .. } });
        Ok(next.first().filter(|entry| waited(&entry.body)).map(|_| Warned::GroupWaits))
    }
}

/// Whether an entry tells of what is asked for.
fn is_transfer(body: &Body, asked: &Asked<'_>) -> bool {
    let Body::Event { event: Event::Transferred { by, to_agent, to_group, note } } = body else { return false };
    let is_there = match asked.to {
        HandTarget::Agent(agent) => to_agent.as_ref() == Some(agent),
        HandTarget::Group(group) => to_agent.is_none() && to_group.as_ref() == Some(group),
    };
    is_there && by.as_ref() == Some(&asked.by.id) && note.as_deref() == asked.note
}
