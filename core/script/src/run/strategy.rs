//! A script as a strategy.

use super::Use;
use crate::{
    answer,
    call::{Input, Turn},
};
use usher_model::{Called, OnFailure, Order, Strategy, StrategyId, StrategyInput};

/// A script that orders candidates.
#[derive(Debug)]
pub struct ScriptStrategy {
    id: StrategyId,
    used: Use,
}

impl ScriptStrategy {
    pub(super) fn new(used: Use) -> Self {
        let id = used.script.name.offer.as_str().parse().expect("offers and strategies are named alike");
        Self { id, used }
    }
}

impl Strategy for ScriptStrategy {
    fn id(&self) -> &StrategyId {
        &self.id
    }
    fn on_failure(&self) -> OnFailure {
        self.used.script.offer.on_failure
    }
    fn call(&self, input: &StrategyInput<'_>) -> Called<Order> {
        let read = |value: &rhai::Dynamic| answer::order(value, input);
        let (called, turn) = self.used.call_with_turn(&input.context, Input::Strategy(input), read);
        Called {
            result: called.result.map(|order| Order { order, took_turn: turn == Turn::Taken }),
            operations: called.operations,
            log: called.log,
        }
    }
}
