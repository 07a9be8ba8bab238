//! Through the public face, over rule sets built by hand.

mod deciding;
mod explaining;
mod matching;
mod scripted;
mod waiting;

use std::{collections::BTreeMap, sync::Arc};
use usher_condition::{Condition, Op, Test};
use usher_model::{Agent, GroupId, LocalText, Revision, Role, Value};
use usher_ruleset::{Answer, Group, Rule, RuleSet, Waiting, Workspace};

fn rule(id: &str, channels: Option<&[&str]>, condition: Condition) -> Rule {
    Rule {
        id: id.parse().unwrap(),
        name: format!("Rule {id}"),
        priority: 10,
        channels: channels.map(|list| list.iter().map(|one| one.parse().unwrap()).collect()),
        condition,
        group: care(),
        strategies: Vec::new(),
        overflow: None,
        waiting: Waiting::default(),
        welcome: None,
        follow_up: None,
        closed: None,
    }
}

fn rules(rules: Vec<Rule>, members: &[&str]) -> Arc<RuleSet> {
    let group = Group {
        id: care(),
        name: LocalText::Same("Care".to_owned()),
        members: members.iter().map(|id| agent(id)).collect(),
        capacity: None,
        time_zone: jiff::tz::TimeZone::UTC,
        hours: None,
        queue_limit: None,
        answer: Answer::default(),
    };
    let name = LocalText::Same("Test".to_owned());
    let workspace = Workspace::new(name, jiff::tz::TimeZone::UTC, "en".parse().unwrap());
    Arc::new(RuleSet {
        groups: BTreeMap::from([(care(), Arc::new(group))]),
        rules,
        ..RuleSet::empty(Revision::new("test"), workspace)
    })
}

fn care() -> GroupId {
    "care".parse().unwrap()
}

fn agent(id: &str) -> Arc<Agent> {
    Arc::new(Agent {
        id: id.parse().unwrap(),
        name: id.to_owned(),
        email: format!("{id}@example.com"),
        role: Role::Agent,
        departments: Vec::new(),
        capacity: 5,
        languages: Vec::new(),
        skills: BTreeMap::new(),
    })
}

fn test(field: &str, op: Op) -> Condition {
    Condition::Test(Test { field: field.into(), op })
}

fn eq(field: &str, value: impl Into<Value>) -> Condition {
    test(field, Op::Eq(value.into()))
}
