//! A script as a predicate.

use super::Use;
use crate::{answer, call::Input};
use usher_model::{Called, Context, OnFailure, Predicate};

/// A script that says yes or no.
#[derive(Debug)]
pub struct ScriptPredicate {
    key: String,
    used: Use,
}

impl ScriptPredicate {
    pub(super) const fn new(used: Use, key: String) -> Self {
        Self { key, used }
    }
}

impl Predicate for ScriptPredicate {
    fn key(&self) -> &str {
        &self.key
    }
    fn on_failure(&self) -> OnFailure {
        self.used.script.offer.on_failure
    }
    fn call(&self, context: &Context<'_>) -> Called<bool> {
        self.used.call(context, Input::Look, answer::truth)
    }
}
