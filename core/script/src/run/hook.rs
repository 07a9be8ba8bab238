//! A script as a hook.

use super::Use;
use crate::{answer, call::Input, manifest::OfferKind};
use std::collections::BTreeSet;
use usher_model::{Called, Effect, EffectKind, Hook, HookInput, HookKind, OfferName, OnFailure};

/// A script that runs after an event.
#[derive(Debug)]
pub struct ScriptHook {
    used: Use,
    on: HookKind,
}

impl ScriptHook {
    pub(super) const fn new(used: Use, on: HookKind) -> Self {
        Self { used, on }
    }

    fn declared(&self) -> &BTreeSet<EffectKind> {
        static NONE: BTreeSet<EffectKind> = BTreeSet::new();
        match &self.used.script.offer.kind {
            OfferKind::Hook { effects, .. } => effects,
            _ => &NONE,
        }
    }
}

impl Hook for ScriptHook {
    fn name(&self) -> &OfferName {
        &self.used.script.name
    }
    fn on(&self) -> HookKind {
        self.on
    }
    fn on_failure(&self) -> OnFailure {
        self.used.script.offer.on_failure
    }
    fn call(&self, input: &HookInput<'_>) -> Called<Vec<Effect>> {
        let declared = self.declared();
        self.used.call(&input.context, Input::Hook(input), |value| answer::effects(value, declared))
    }
}
