//! A script as a compute.

use super::Use;
use crate::{answer, call::Input};
use usher_model::{Called, Compute, Context, OfferName, OnFailure, Value};

/// A script that gives a value.
#[derive(Debug)]
pub struct ScriptCompute(Use);

impl ScriptCompute {
    pub(super) const fn new(used: Use) -> Self {
        Self(used)
    }
}

impl Compute for ScriptCompute {
    fn name(&self) -> &OfferName {
        &self.0.script.name
    }
    fn on_failure(&self) -> OnFailure {
        self.0.script.offer.on_failure
    }
    fn call(&self, context: &Context<'_>) -> Called<Option<Value>> {
        self.0.call(context, Input::Look, answer::value)
    }
}
