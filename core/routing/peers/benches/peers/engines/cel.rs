//! The crate `cel`: one compiled program a rule, in turn.

use super::{Engine, Words, quoted};
use crate::rules::{Event, Rule};
use cel::{Context, Env, Program, Value};
use std::sync::Arc;

pub struct Cel {
    programs: Vec<(u32, Program)>,
    events: Vec<Context<'static, 'static>>,
}

const WORDS: Words = Words {
    and: " && ",
    or: " || ",
    equal: |name, text| format!("{name} == \"{text}\""),
    one_of: |name, texts| format!("{name} in {}", quoted(texts)),
    under: |head| format!("path.startsWith(\"{head}\")"),
    always: "true",
};

impl Cel {
    pub fn new(rules: &[Rule], events: &[Event]) -> Self {
        let env = Arc::new(Env::stdlib());
        let compiled =
            |rule: &Rule| (rule.number, env.compile(&WORDS.expression(&rule.all)).expect("the expression is good"));
        Self {
            programs: rules.iter().map(compiled).collect(),
            events: events.iter().map(|event| context(&env, event)).collect(),
        }
    }
}

impl Engine for Cel {
    fn first(&self, event: usize) -> Option<u32> {
        let holds =
            |program: &Program| program.execute(&self.events[event]).expect("it can be evaluated") == Value::Bool(true);
        self.programs.iter().find(|(_, program)| holds(program)).map(|(number, _)| *number)
    }
}

fn context(env: &Arc<Env>, event: &Event) -> Context<'static, 'static> {
    let mut context = Context::with_env(Arc::clone(env));
    let texts = [
        ("channel", event.channel.as_str()),
        ("path", &event.path),
        ("level", &event.level),
        ("language", event.language),
        ("device", event.device),
    ];
    for (name, text) in texts {
        context.add_variable_from_value(name, text.to_owned());
    }
    context.add_variable_from_value("sessions", event.sessions);
    context.add_variable_from_value("hour", event.hour);
    context.add_variable_from_value("verified", event.verified);
    context
}
