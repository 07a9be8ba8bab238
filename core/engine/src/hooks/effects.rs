//! What a hook asks for, checked against the rules that serve: an effect that names what is not there fails the whole run,
//! so that none of it happens by halves.

use super::{
    run::Known,
    telling::{body, data},
};
use crate::{Engine, prompt::Telling};
use usher_model::{Context, DeliveryId, Effect};
use usher_ruleset::RuleSet;
use usher_store::{HookRun, NewDelivery, PlannedEffect, StoreError};

/// What a run asks for, ready to be written.
#[derive(Default)]
pub(super) struct Asked {
    pub effects: Vec<PlannedEffect>,
    pub deliveries: Vec<NewDelivery>,
}

impl Engine {
    /// Checks effects. The inner error says which of them cannot be.
    pub(super) async fn checked(
        &self,
        set: &RuleSet,
        due: &HookRun,
        known: &Known,
        effects: Vec<Effect>,
    ) -> Result<Result<Asked, String>, StoreError> {
        let mut asked = Asked::default();
        for effect in effects {
            let mut prompt_text = None;
            match &effect {
                Effect::Tag { .. } | Effect::SetPriority { .. } | Effect::SetField { .. } => {}
                Effect::SendPrompt { prompt } => {
                    if !set.prompts.contains_key(prompt) {
                        return Ok(Err(format!("wants to send the prompt `{prompt}`, which the rules do not have")));
                    }
                    prompt_text = self.prompt_text(set, known, &effect).await?;
                }
                Effect::AskTransfer { group, .. } => {
                    if !set.groups.contains_key(group) {
                        return Ok(Err(format!("asks for a transfer to `{group}`, which is no group")));
                    }
                }
                Effect::CallWebhook { webhook, payload } => {
                    if !set.webhooks.contains_key(webhook) {
                        return Ok(Err(format!("wants to call `{webhook}`, which is no webhook")));
                    }
                    if !self.hooks.waiting.admit_call(webhook) {
                        return Ok(Err(format!("wants to call `{webhook}`, for which too many calls wait already")));
                    }
                    let body = called(due, known, payload.as_ref());
                    let at = self.clock.now();
                    let id = self.hooks.next_id(at, &*self.entropy, DeliveryId::new);
                    asked.deliveries.push(NewDelivery { id, webhook: webhook.clone(), body, at });
                }
            }
            asked.effects.push(PlannedEffect { effect, prompt_text });
        }
        Ok(Ok(asked))
    }

    /// The text of a prompt for the session's visitor; none where the prompt is switched off.
    async fn prompt_text(&self, set: &RuleSet, known: &Known, effect: &Effect) -> Result<Option<String>, StoreError> {
        let (Effect::SendPrompt { prompt }, Some(session)) = (effect, &known.session) else { return Ok(None) };
        let Some(visitor) = self.store.visitor(session.visitor).await? else { return Ok(None) };
        let elapsed = || self.clock.monotonic();
        let (now, seed) = (self.clock.now(), self.entropy.seed());
        let context =
            Context { facts: &known.facts, records: &known.records, now, seed, elapsed: &elapsed, failures: None };
        let (agent, group) = (session.state.owner(), session.state.group().filter(|_| session.state.is_open()));
        let telling = Telling {
            set,
            locale: &visitor.locale,
            visitor: visitor.name.as_deref(),
            agent,
            group,
            queue: None,
            closes_in: None,
        };
        Ok(telling.render(prompt, &context))
    }
}

/// What a webhook is told that a hook calls.
fn called(due: &HookRun, known: &Known, payload: Option<&serde_json::Value>) -> String {
    let mut data = data(&due.run.event, known.session.as_ref());
    data.insert("hook".to_owned(), due.run.hook.to_string().into());
    data.insert("payload".to_owned(), payload.cloned().unwrap_or_default());
    body(due.run.event.kind().word(), due.run.at, &data)
}
