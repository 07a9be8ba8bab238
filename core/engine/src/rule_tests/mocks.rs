//! Scripts that answer otherwise than they would: a copy of the rules in which others stand in their place, under the
//! same names and with the same say about failures.

use std::sync::Arc;
use usher_condition::Condition;
use usher_model::{
    Called, Context, OfferName, OnFailure, Order, Predicate, ScriptError, Strategy, StrategyId, StrategyInput,
};
use usher_routing::Router;
use usher_ruleset::{MockedPredicate, MockedStrategy, Mocks, Rule, Span};

/// The rules with these mocks in them; the very same where there is none.
pub(super) fn router(router: &Arc<Router>, mocks: &Mocks, file: &Arc<str>) -> Arc<Router> {
    if mocks.is_empty() {
        return Arc::clone(router);
    }
    let mut set = router.ruleset().as_ref().clone();
    for rule in set.rules.iter_mut().chain(&mut set.shadows) {
        replace(rule, mocks, file);
    }
    Arc::new(Router::new(Arc::new(set)))
}

fn replace(rule: &mut Rule, mocks: &Mocks, file: &Arc<str>) {
    for strategy in &mut rule.strategies {
        if let Some(answer) = mocks.strategies.get(strategy.id()) {
            *strategy =
                Arc::new(MockStrategy { real: Arc::clone(strategy), answer: answer.clone(), file: Arc::clone(file) });
        }
    }
    replace_predicates(&mut rule.condition, mocks, file);
}

fn replace_predicates(condition: &mut Condition, mocks: &Mocks, file: &Arc<str>) {
    match condition {
        Condition::Always | Condition::Test(_) => {}
        Condition::All(each) | Condition::Any(each) => {
            for one in each {
                replace_predicates(one, mocks, file);
            }
        }
        Condition::Not(inner) => replace_predicates(inner, mocks, file),
        Condition::Script(predicate) => {
            if let Some((_, answer)) = mocks.predicates.iter().find(|(name, _)| is(predicate.as_ref(), name)) {
                let (real, file) = (Arc::clone(predicate), Arc::clone(file));
                *predicate = Arc::new(MockPredicate { real, answer: *answer, file });
            }
        }
    }
}

/// Whether a predicate is the offer of this name: its key is the name, and then its parameters.
fn is(predicate: &dyn Predicate, name: &OfferName) -> bool {
    let name = name.to_string();
    predicate.key().strip_prefix(&name).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

#[derive(Debug)]
struct MockPredicate {
    real: Arc<dyn Predicate>,
    answer: MockedPredicate,
    file: Arc<str>,
}

impl Predicate for MockPredicate {
    fn key(&self) -> &str {
        self.real.key()
    }
    fn on_failure(&self) -> OnFailure {
        self.real.on_failure()
    }
    fn call(&self, _: &Context<'_>) -> Called<bool> {
        answered(match self.answer {
            MockedPredicate::Holds(holds) => Ok(holds),
            MockedPredicate::Fails(span) => Err(failure(&self.file, span)),
        })
    }
}

#[derive(Debug)]
struct MockStrategy {
    real: Arc<dyn Strategy>,
    answer: MockedStrategy,
    file: Arc<str>,
}

impl Strategy for MockStrategy {
    fn id(&self) -> &StrategyId {
        self.real.id()
    }
    fn on_failure(&self) -> OnFailure {
        self.real.on_failure()
    }
    fn call(&self, input: &StrategyInput<'_>) -> Called<Order> {
        answered(match &self.answer {
            MockedStrategy::Names(agents) => {
                let place = |agent| input.candidates.iter().position(|candidate| candidate.id() == agent);
                Ok(Order { order: agents.iter().filter_map(place).collect(), took_turn: false })
            }
            MockedStrategy::Fails(span) => Err(failure(&self.file, *span)),
        })
    }
}

fn answered<T>(result: Result<T, ScriptError>) -> Called<T> {
    Called { result, operations: 0, log: Vec::new() }
}

fn failure(file: &str, span: Span) -> ScriptError {
    let place = format!("{file}:{}:{}", span.line, span.column);
    ScriptError::Failed { place, message: "the test says so".to_owned() }
}
