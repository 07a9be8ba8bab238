//! Through the public face: compile a script, ask it, look at the answer.

mod attacks;
mod loading;
mod picking;

use crate::{API, Manifest, ScriptHost, ScriptProblem, StrategyOffer};
use std::{collections::BTreeMap, sync::Arc};
use usher_model::{
    Agent, AgentId, Candidate, Facts, GroupId, Refusal, Role, Strategy, StrategyAnswer, StrategyError, StrategyInput,
    Timestamp,
};

const FILE: &str = "s.rhai";

fn manifest() -> Manifest {
    Manifest {
        id: "test".parse().unwrap(),
        api: API,
        name: "Test".to_owned(),
        description: "A test.".to_owned(),
        strategies: vec![StrategyOffer { id: "test".parse().unwrap(), file: FILE.into(), function: "pick".to_owned() }],
    }
}

fn compile(text: &str) -> Result<Arc<dyn Strategy>, Vec<ScriptProblem>> {
    let files = BTreeMap::from([(Arc::from(FILE), Arc::from(text))]);
    ScriptHost::new().compile(&manifest(), &files).map(|mut strategies| strategies.remove(0))
}

fn agent(id: &str) -> Agent {
    Agent {
        id: id.parse().unwrap(),
        name: id.to_owned(),
        email: format!("{id}@example.com"),
        role: Role::Agent,
        departments: Vec::new(),
        capacity: 5,
        languages: Vec::new(),
        skills: BTreeMap::new(),
    }
}

fn candidate(id: &str, load: u32) -> Candidate {
    Candidate { agent: Arc::new(agent(id)), load, capacity: 5, last_assigned: None, refusal: None }
}

fn refused(id: &str, load: u32) -> Candidate {
    Candidate { refusal: Some(Refusal::Away), ..candidate(id, load) }
}

/// Asks a strategy, with the facts and cursor that most tests do not care about.
fn ask(strategy: &dyn Strategy, candidates: &[Candidate]) -> Result<StrategyAnswer, StrategyError> {
    ask_with(strategy, candidates, &Facts::default(), None)
}

fn ask_with(
    strategy: &dyn Strategy,
    candidates: &[Candidate],
    facts: &Facts,
    cursor: Option<&AgentId>,
) -> Result<StrategyAnswer, StrategyError> {
    let group: GroupId = "care".parse().unwrap();
    strategy.order(&StrategyInput {
        facts,
        group: &group,
        candidates,
        cursor,
        now: Timestamp::from_millis(100_000),
        seed: 7,
        expired: &|| false,
    })
}

fn names(answer: &StrategyAnswer, candidates: &[Candidate]) -> Vec<String> {
    answer.order.iter().map(|at| candidates[*at].id().to_string()).collect()
}
