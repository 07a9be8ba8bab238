//! The crate `zen-expression`: one compiled expression a rule, in turn.

use super::{Engine, Words, quoted};
use crate::rules::{Event, Rule};
use serde_json::json;
use std::cell::RefCell;
use zen_expression::{Expression, Scope, Variable, compile_expression, expression::Standard, vm::VM};

pub struct Zen {
    expressions: Vec<(u32, Expression<Standard>)>,
    events: Vec<Scope>,
    machine: RefCell<VM>,
}

const WORDS: Words = Words {
    and: " and ",
    or: " or ",
    equal: |name, text| format!("{name} == \"{text}\""),
    one_of: |name, texts| format!("{name} in {}", quoted(texts)),
    under: |head| format!("startsWith(path, \"{head}\")"),
    always: "true",
};

impl Zen {
    pub fn new(rules: &[Rule], events: &[Event]) -> Self {
        let compiled = |rule: &Rule| {
            let expression = compile_expression(&WORDS.expression(&rule.all)).expect("the expression is good");
            (rule.number, expression)
        };
        Self {
            expressions: rules.iter().map(compiled).collect(),
            events: events.iter().map(scope).collect(),
            machine: RefCell::new(VM::new()),
        }
    }
}

impl Engine for Zen {
    fn first(&self, event: usize) -> Option<u32> {
        let mut machine = self.machine.borrow_mut();
        let mut holds = |expression: &Expression<Standard>| {
            let result =
                expression.evaluate_with_scope(&self.events[event], &mut machine).expect("it can be evaluated");
            result.as_bool() == Some(true)
        };
        self.expressions.iter().find(|(_, expression)| holds(expression)).map(|(number, _)| *number)
    }
}

fn scope(event: &Event) -> Scope {
    let values = json!({
        "channel": event.channel,
        "path": event.path,
        "level": event.level,
        "language": event.language,
        "device": event.device,
        "sessions": event.sessions,
        "hour": event.hour,
        "verified": event.verified,
    });
    Scope::new(Variable::from(values))
}
