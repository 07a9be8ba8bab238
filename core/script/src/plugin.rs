//! A compiled plug-in: what it offers, each ready to be bound to the parameters of one use.

use crate::{
    manifest::{Offer, Params, ScriptProblem},
    run::{self, Script},
};
use std::sync::Arc;
use usher_model::{Compute, EffectKind, Hook, PluginId, Predicate, Strategy};

/// A plug-in that compiled.
#[derive(Debug)]
pub struct Plugin {
    /// Which.
    pub id: PluginId,
    /// What it offers, in the manifest's order.
    pub offers: Vec<CompiledOffer>,
    /// What its effects name outside of the plug-in, in order of file and place.
    pub named: Vec<Named>,
    /// What is probably not meant.
    pub warnings: Vec<ScriptProblem>,
}

/// Something of the rules that a script names where it is written out, such as the prompt of `send_prompt("sorry")`.
/// Whether there is such a one only who has the rules can say.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// The file, by its name within the plug-in's folder.
    pub file: Arc<str>,
    /// 1-based line.
    pub line: u32,
    /// 1-based column, in characters.
    pub column: u32,
    /// Column after the last, on the same line.
    pub end_column: u32,
    /// The effect that names it: [`EffectKind::SendPrompt`] a prompt, [`EffectKind::AskTransfer`] a group,
    /// [`EffectKind::CallWebhook`] a webhook.
    pub what: EffectKind,
    /// Its id, as it is written.
    pub id: String,
}

/// One compiled offer.
#[derive(Debug, Clone)]
pub struct CompiledOffer {
    pub(crate) script: Arc<Script>,
}

/// An offer with its parameters.
#[derive(Debug, Clone)]
pub enum Bound {
    /// Orders candidates.
    Strategy(Arc<dyn Strategy>),
    /// Says yes or no.
    Predicate(Arc<dyn Predicate>),
    /// Gives a value.
    Compute(Arc<dyn Compute>),
    /// Runs after an event.
    Hook(Arc<dyn Hook>),
}

impl CompiledOffer {
    /// What the manifest says of it.
    pub fn offer(&self) -> &Offer {
        &self.script.offer
    }
    /// The offer with the parameters of one use: of every declared parameter there is a value, and of no other.
    pub fn bind(&self, params: &Params) -> Bound {
        run::bind(self.script.clone(), params)
    }
}
