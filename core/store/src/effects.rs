//! What effects make of a session: the rules that every backend carries out alike.
//!
//! Owns which effect counts, and how the transcript tells of it. Must not know how either is stored.

use crate::{FinishHook, placing::system_name};
use std::{collections::HashSet, iter::once, mem::replace};
use usher_model::{Body, ClientId, Effect, Event, MAX_TAGS, Message, Party, Session, SessionState, Value};

impl FinishHook {
    /// Carries the effects out, in order, on the session as it stands: moves its priority, tags, fields and last place,
    /// and answers the entries that tell of it. Those that were `written` before are left out.
    ///
    /// An effect that changes nothing has no entry: a tag that is there already, a tag or field past the most, a number
    /// that is none, a prompt without its text. A session that is over still takes tags and fields, and its history
    /// tells of webhooks too; nothing else is done to it.
    pub fn carry_out(&self, session: &mut Session, written: &HashSet<ClientId>) -> Vec<Message> {
        let mut messages = Vec::new();
        for (place, planned) in (1..).zip(&self.effects) {
            let prompt = match (&planned.effect, &planned.prompt_text) {
                (Effect::SendPrompt { .. }, None) => continue,
                (Effect::SendPrompt { prompt }, Some(text)) => {
                    Some(Body::Prompt { prompt: prompt.clone(), text: text.clone() })
                }
                _ => None,
            };
            if !takes_effect(&planned.effect, session) {
                continue;
            }
            let event = Event::Applied { by: self.hook.clone(), effect: told(&planned.effect) };
            let entries = once((self.name(place), Body::Event { event }))
                .chain(prompt.map(|body| (self.prompt_name(place), body)))
                .filter(|(name, _)| !written.contains(name));
            for (client_id, body) in entries {
                session.last_seq += 1;
                let (session, seq) = (session.id, session.last_seq);
                messages.push(Message { session, seq, sender: Party::System, client_id, body, at: self.at });
            }
        }
        messages
    }

    /// All names that its entries may bear. They come from the run and the effect's place, so that writing them twice
    /// cannot double them.
    pub fn names(&self) -> Vec<ClientId> {
        (1..=self.effects.len()).flat_map(|place| [self.name(place), self.prompt_name(place)]).collect()
    }

    fn name(&self, place: usize) -> ClientId {
        system_name(format!("{}.{place}", self.run))
    }

    fn prompt_name(&self, place: usize) -> ClientId {
        system_name(format!("{}.{place}.prompt", self.run))
    }
}

/// Does to the session what the effect asks for; answers whether that was anything.
fn takes_effect(effect: &Effect, session: &mut Session) -> bool {
    let open = !matches!(session.state, SessionState::Closed { .. });
    match effect {
        Effect::Tag { tag } => session.tags.len() < MAX_TAGS && session.tags.insert(tag.clone()),
        Effect::SetPriority { priority } => open && replace(&mut session.priority, *priority) != *priority,
        Effect::SetField { field, value: None } => session.fields.remove(field).is_some(),
        Effect::SetField { field, value: Some(value) } => {
            let has_room = session.fields.len() < MAX_TAGS || session.fields.contains_key(field);
            has_room
                && has_stored_form(value)
                && session.fields.insert(field.clone(), value.clone()).as_ref() != Some(value)
        }
        Effect::SendPrompt { .. } | Effect::AskTransfer { .. } => open,
        Effect::CallWebhook { .. } => true,
    }
}

/// JSON has no infinite number, and none for what is not a number.
fn has_stored_form(value: &Value) -> bool {
    match value {
        Value::Float(number) => number.is_finite(),
        Value::List(values) => values.iter().all(has_stored_form),
        Value::Bool(_) | Value::Int(_) | Value::Text(_) => true,
    }
}

/// The effect as the transcript tells it. What a webhook is told is between it and the hook.
fn told(effect: &Effect) -> Effect {
    match effect {
        Effect::CallWebhook { webhook, payload: _ } => Effect::CallWebhook { webhook: webhook.clone(), payload: None },
        other => other.clone(),
    }
}
